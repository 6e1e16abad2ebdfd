//! One walk over the tree, in the order in which PowerShell visits it.
//!
//! In:    a tree and a visitor.
//! Out:   a call before each node, and one after those that open a scope.
//! Never: judges.

use crate::tree::{Attribute, Block, Catch, Command, CommandPart, Element, Expr, ExprKind};
use crate::tree::{Function, Member, MethodMember, NamedBlock, Param, PropertyMember, RedirectTarget};
use crate::tree::{Redirection, ScriptBlock, Statement, StatementKind, StringPart, Switch, Trap};
use crate::tree::{TypeDefinition, TypeName};

/// What an expression is part of, as far as a check asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Place {
    Other,
    /// Directly an argument of a command.
    CommandArgument,
    /// An item of a list that is an argument of a command.
    ListInCommand,
    Using,
    /// Behind a cast to something else than `[ref]`.
    Cast,
}

/// Where an attribute stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum AttributePlace {
    Script,
    Type,
    Member,
    Parameter,
    Expression,
}

/// What a script block is the body of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Script,
    Literal,
    Function,
    Method,
}

/// A part of a statement that opens a scope for `break` and its like.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scope<'t> {
    Loop(Option<&'t str>),
    Switch(Option<&'t str>),
    Finally,
    /// Named blocks, traps and script blocks.
    Boundary,
    Function,
    Method,
}

/// Every call has a default that does nothing.
pub(super) trait Visitor<'t> {
    fn enter(&mut self, _scope: Scope<'t>) {}
    fn leave(&mut self) {}
    fn script(&mut self, _script: &'t ScriptBlock, _role: Role) {}
    fn leave_script(&mut self, _role: Role) {}
    fn statement(&mut self, _statement: &'t Statement) {}
    fn leave_statement(&mut self, _statement: &'t Statement) {}
    fn trap(&mut self, _trap: &'t Trap) {}
    fn params(&mut self, _params: &'t [Param], _is_method: bool) {}
    fn param(&mut self, _param: &'t Param, _is_method: bool) {}
    fn attribute(&mut self, _attribute: &'t Attribute, _place: AttributePlace) {}
    fn type_constraint(&mut self, _name: &'t TypeName) {}
    fn command(&mut self, _command: &'t Command) {}
    fn redirection(&mut self, _redirection: &'t Redirection) {}
    fn expr(&mut self, _expr: &'t Expr, _place: Place) {}
    fn enter_target(&mut self) {}
    fn leave_target(&mut self) {}
    fn type_definition(&mut self, _definition: &'t TypeDefinition) {}
    fn leave_type(&mut self) {}
    fn method(&mut self, _method: &'t MethodMember) {}
    fn property(&mut self, _property: &'t PropertyMember) {}
    fn leave_member(&mut self) {}
}

pub(super) fn script<'t, V: Visitor<'t>>(it: &mut V, tree: &'t ScriptBlock, role: Role) {
    it.script(tree, role);
    it.enter(Scope::Boundary);
    attributes(it, &tree.attributes, AttributePlace::Script);
    if let Some(block) = &tree.params {
        it.params(&block.params, false);
        params(it, &block.params, false);
    }
    let blocks = [&tree.dynamicparam, &tree.begin, &tree.process, &tree.end, &tree.clean];
    for block in blocks.into_iter().flatten() {
        named_block(it, block);
    }
    it.leave();
    it.leave_script(role);
}

fn named_block<'t, V: Visitor<'t>>(it: &mut V, block: &'t NamedBlock) {
    it.enter(Scope::Boundary);
    self::block(it, &block.body);
    it.leave();
}

pub(super) fn block<'t, V: Visitor<'t>>(it: &mut V, block: &'t Block) {
    for trap in &block.traps {
        it.trap(trap);
        if let Some(name) = &trap.type_name {
            it.type_constraint(name);
        }
        it.enter(Scope::Boundary);
        self::block(it, &trap.body);
        it.leave();
    }
    for one in &block.statements {
        statement(it, one);
    }
}

fn params<'t, V: Visitor<'t>>(it: &mut V, params: &'t [Param], is_method: bool) {
    for param in params {
        it.param(param, is_method);
        attributes(it, &param.attributes, AttributePlace::Parameter);
        if let Some(default) = &param.default {
            expr(it, default, Place::Other);
        }
    }
}

fn attributes<'t, V: Visitor<'t>>(it: &mut V, attributes: &'t [Attribute], place: AttributePlace) {
    for one in attributes {
        attribute(it, one, place);
    }
}

fn attribute<'t, V: Visitor<'t>>(it: &mut V, attribute: &'t Attribute, place: AttributePlace) {
    if attribute.is_type_constraint {
        return it.type_constraint(&attribute.type_name);
    }
    it.attribute(attribute, place);
    for argument in &attribute.positional {
        expr(it, argument, Place::Other);
    }
    for argument in attribute.named.iter().filter_map(|it| it.value.as_ref()) {
        expr(it, argument, Place::Other);
    }
}

pub(super) fn statement<'t, V: Visitor<'t>>(it: &mut V, statement: &'t Statement) {
    it.statement(statement);
    match &statement.kind {
        StatementKind::Hole | StatementKind::Using | StatementKind::Trap => {}
        StatementKind::Pipeline(pipeline) => {
            for element in &pipeline.elements {
                self::element(it, element);
            }
        }
        StatementKind::Chain { left, right, .. } => {
            self::statement(it, left);
            self::statement(it, right);
        }
        StatementKind::Assign { target, value, .. } => {
            it.enter_target();
            expr(it, target, Place::Other);
            it.leave_target();
            self::statement(it, value);
        }
        StatementKind::If { clauses, otherwise } => {
            for (condition, body) in clauses {
                self::statement(it, condition);
                block(it, body);
            }
            if let Some(body) = otherwise {
                block(it, body);
            }
        }
        StatementKind::Try { body, catches, finally } => try_statement(it, body, catches, finally.as_deref()),
        StatementKind::Break(label) | StatementKind::Continue(label) => {
            if let Some(label) = label {
                expr(it, label, Place::Other);
            }
        }
        StatementKind::Return(value) | StatementKind::Throw(value) | StatementKind::Exit(value) => {
            if let Some(value) = value {
                self::statement(it, value);
            }
        }
        StatementKind::Function(it_is) => function(it, it_is),
        StatementKind::Type(definition) => type_definition(it, definition),
        StatementKind::Data { body, .. } | StatementKind::Block(body) => block(it, body),
        _ => loop_statement(it, &statement.kind),
    }
    it.leave_statement(statement);
}

fn loop_statement<'t, V: Visitor<'t>>(it: &mut V, kind: &'t StatementKind) {
    match kind {
        StatementKind::While { label, condition, body }
        | StatementKind::DoWhile { label, condition, body }
        | StatementKind::DoUntil { label, condition, body } => {
            it.enter(Scope::Loop(label.as_deref()));
            statement(it, condition);
            block(it, body);
            it.leave();
        }
        StatementKind::For { label, init, condition, step, body } => {
            it.enter(Scope::Loop(label.as_deref()));
            for part in [init, condition, step].into_iter().flatten() {
                statement(it, part);
            }
            block(it, body);
            it.leave();
        }
        StatementKind::ForEach { label, variable, sequence, body } => {
            it.enter(Scope::Loop(label.as_deref()));
            expr(it, variable, Place::Other);
            statement(it, sequence);
            block(it, body);
            it.leave();
        }
        StatementKind::Switch(switch) => switch_statement(it, switch),
        _ => {}
    }
}

fn switch_statement<'t, V: Visitor<'t>>(it: &mut V, switch: &'t Switch) {
    it.enter(Scope::Switch(switch.label.as_deref()));
    statement(it, &switch.subject);
    for (condition, body) in &switch.clauses {
        expr(it, condition, Place::Other);
        block(it, body);
    }
    if let Some(body) = &switch.default {
        block(it, body);
    }
    it.leave();
}

fn try_statement<'t, V: Visitor<'t>>(it: &mut V, body: &'t Block, catches: &'t [Catch], finally: Option<&'t Block>) {
    block(it, body);
    for catch in catches {
        for name in &catch.types {
            it.type_constraint(name);
        }
        block(it, &catch.body);
    }
    if let Some(body) = finally {
        it.enter(Scope::Finally);
        block(it, body);
        it.leave();
    }
}

fn function<'t, V: Visitor<'t>>(it: &mut V, function: &'t Function) {
    it.enter(Scope::Function);
    if let Some(list) = &function.params {
        params(it, list, false);
    }
    script(it, &function.body, Role::Function);
    it.leave();
}

fn type_definition<'t, V: Visitor<'t>>(it: &mut V, definition: &'t TypeDefinition) {
    it.type_definition(definition);
    attributes(it, &definition.attributes, AttributePlace::Type);
    for base in &definition.bases {
        it.type_constraint(base);
    }
    for member in &definition.members {
        match member {
            Member::Property(one) => property(it, one),
            Member::Method(one) => method(it, one),
            Member::EnumValue { value, .. } => {
                if let Some(value) = value {
                    expr(it, value, Place::Other);
                }
            }
        }
    }
    it.leave_type();
}

fn property<'t, V: Visitor<'t>>(it: &mut V, property: &'t PropertyMember) {
    it.property(property);
    if let Some(name) = &property.type_name {
        it.type_constraint(name);
    }
    attributes(it, &property.attributes, AttributePlace::Member);
    if let Some(initial) = &property.initial {
        expr(it, initial, Place::Other);
    }
    it.leave_member();
}

fn method<'t, V: Visitor<'t>>(it: &mut V, method: &'t MethodMember) {
    it.method(method);
    attributes(it, &method.attributes, AttributePlace::Member);
    if let Some(name) = &method.return_type {
        it.type_constraint(name);
    }
    it.enter(Scope::Method);
    it.params(&method.params, true);
    params(it, &method.params, true);
    for argument in method.base_arguments.iter().flatten() {
        expr(it, argument, Place::Other);
    }
    script(it, &method.body, Role::Method);
    it.leave();
    it.leave_member();
}

fn element<'t, V: Visitor<'t>>(it: &mut V, element: &'t Element) {
    match element {
        Element::Expression(element) => {
            expr(it, &element.expr, Place::Other);
            redirections(it, &element.redirections);
        }
        Element::Command(command) => {
            it.command(command);
            for part in &command.parts {
                command_part(it, part);
            }
            redirections(it, &command.redirections);
        }
    }
}

fn command_part<'t, V: Visitor<'t>>(it: &mut V, part: &'t CommandPart) {
    let argument = match part {
        CommandPart::Argument(argument) => {
            return expr(it, argument, Place::CommandArgument);
        }
        CommandPart::Parameter { argument, .. } => argument,
    };
    if let Some(argument) = argument {
        expr(it, argument, Place::Other);
    }
}

fn redirections<'t, V: Visitor<'t>>(it: &mut V, redirections: &'t [Redirection]) {
    for redirection in redirections {
        it.redirection(redirection);
        if let RedirectTarget::File { path, .. } = &redirection.target {
            expr(it, path, Place::Other);
        }
    }
}

pub(super) fn expr<'t, V: Visitor<'t>>(it: &mut V, expr: &'t Expr, place: Place) {
    it.expr(expr, place);
    match &expr.kind {
        ExprKind::Hole | ExprKind::Number(_) | ExprKind::String { .. } => {}
        ExprKind::Variable(_) | ExprKind::Type(_) => {}
        ExprKind::Expandable { parts, .. } => {
            for part in parts {
                if let StringPart::Expr(hole) = part {
                    self::expr(it, hole, Place::Other);
                }
            }
        }
        ExprKind::Unary { operand, .. } => self::expr(it, operand, Place::Other),
        ExprKind::Binary { left, right, .. } => pair(it, left, right),
        ExprKind::Ternary { condition, then, otherwise } => {
            pair(it, condition, then);
            self::expr(it, otherwise, Place::Other);
        }
        ExprKind::Convert { type_name, operand } => {
            it.type_constraint(type_name);
            let is_ref = super::names::is_ref(type_name);
            self::expr(it, operand, if is_ref { Place::Other } else { Place::Cast });
        }
        ExprKind::Attributed { attribute, operand } => {
            self::attribute(it, attribute, AttributePlace::Expression);
            self::expr(it, operand, Place::Other);
        }
        ExprKind::Member { target, name, .. } => pair(it, target, name),
        ExprKind::Invoke { target, name, arguments, .. } => {
            pair(it, target, name);
            items(it, arguments, Place::Other);
        }
        ExprKind::Index { target, index, .. } => pair(it, target, index),
        ExprKind::Array(list) => {
            let in_command = place == Place::CommandArgument;
            items(it, list, if in_command { Place::ListInCommand } else { Place::Other });
        }
        ExprKind::ArrayBlock(body) | ExprKind::SubExpression(body) => block(it, body),
        ExprKind::Paren(inner) => statement(it, inner),
        ExprKind::Hashtable(pairs) => {
            for (key, value) in pairs {
                self::expr(it, key, Place::Other);
                statement(it, value);
            }
        }
        ExprKind::ScriptBlock(body) => script(it, body, Role::Literal),
        ExprKind::Using(inner) => self::expr(it, inner, Place::Using),
    }
}

fn pair<'t, V: Visitor<'t>>(it: &mut V, first: &'t Expr, second: &'t Expr) {
    expr(it, first, Place::Other);
    expr(it, second, Place::Other);
}

fn items<'t, V: Visitor<'t>>(it: &mut V, items: &'t [Expr], place: Place) {
    for item in items {
        expr(it, item, place);
    }
}
