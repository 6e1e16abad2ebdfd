//! The main pass: parameters, jumps, targets, attributes, hash keys, `$using:`, splatting.

use super::constant::{For, is_constant};
use super::exceptions::{full_name, is_handled_by};
use super::flow::{MethodFacts, method_facts};
use super::names::{is_ordered, is_ref, is_void};
use super::target::{bracketed, check_target};
use super::walk::{self, AttributePlace, Place, Role, Scope, Visitor};
use super::{restricted, walk::block};
use crate::error::ErrorList;
use crate::grammar::{RefusedFlag, is_broken_statement};
use crate::message as msg;
use crate::source::{Source, Span};
use crate::tree::{AssignOp, Attribute, Catch, Expr, ExprKind, Function, MethodMember, Number, Param};
use crate::tree::{PropertyMember, ScriptBlock, Statement, StatementKind, TypeName, UnaryOp};
use crate::tree::{Using, UsingKind, Variable};
use std::borrow::Cow;
use std::collections::HashSet;

pub(super) fn check(tree: &ScriptBlock, source: &Source, refused_flags: &[RefusedFlag], errors: &mut ErrorList) {
    let mut checker = Checker { source, refused_flags, errors, scopes: Vec::new(), members: Vec::new(), targets: 0 };
    walk::script(&mut checker, tree, Role::Script);
}

/// The class member that code stands in.
struct MemberFacts {
    is_static: bool,
    /// `None` for a property.
    method: Option<MethodFacts>,
}

struct Checker<'t, 'e> {
    source: &'t Source,
    refused_flags: &'t [RefusedFlag],
    errors: &'e mut ErrorList,
    scopes: Vec<Scope<'t>>,
    /// `None` for code that belongs to no member, such as a script block in one.
    members: Vec<Option<MemberFacts>>,
    targets: u32,
}

impl<'t> Visitor<'t> for Checker<'t, '_> {
    fn enter(&mut self, scope: Scope<'t>) {
        self.scopes.push(scope);
    }

    fn leave(&mut self) {
        self.scopes.pop();
    }

    fn script(&mut self, script: &'t ScriptBlock, role: Role) {
        if role != Role::Method {
            self.members.push(None);
        }
        for using in &script.usings {
            self.using_statement(using);
        }
    }

    fn leave_script(&mut self, role: Role) {
        if role != Role::Method {
            self.members.pop();
        }
    }

    fn params(&mut self, params: &'t [Param], _is_method: bool) {
        self.duplicate_params(params);
    }

    fn param(&mut self, param: &'t Param, is_method: bool) {
        let mut has_type = false;
        for attribute in param.attributes.iter().filter(|it| it.is_type_constraint) {
            if is_ordered(&attribute.type_name) {
                let message = &msg::ORDERED_ATTRIBUTE_ONLY_ON_HASH_LITERAL_NODE;
                let name = attribute.type_name.full_name();
                self.errors.report_with(message, attribute.span, &[&name]);
            } else if is_method {
                if has_type {
                    let message = &msg::MULTIPLE_TYPE_CONSTRAINTS_ON_METHOD_PARAM;
                    self.errors.report(message, attribute.span);
                }
                has_type = true;
            }
        }
    }

    fn attribute(&mut self, attribute: &'t Attribute, place: AttributePlace) {
        let in_method = matches!(self.members.last(), Some(Some(facts)) if facts.method.is_some());
        let is_of_class = match place {
            AttributePlace::Type | AttributePlace::Member => true,
            AttributePlace::Parameter => in_method,
            _ => false,
        };
        if is_of_class && place == AttributePlace::Parameter && is_for_properties(&attribute.type_name.full_name()) {
            let message = &msg::ATTRIBUTE_NOT_ALLOWED_ON_DECLARATION;
            self.errors.report_with(message, attribute.span, &[&attribute.type_name.full_name(), "Property, Field"]);
        }
        self.attribute_arguments(attribute, is_of_class);
    }

    fn statement(&mut self, statement: &'t Statement) {
        match &statement.kind {
            StatementKind::ForEach { .. } => self.refused_flags(statement.span, "foreach"),
            StatementKind::Switch(_) => self.refused_flags(statement.span, "switch"),
            StatementKind::Function(function) => self.function(function),
            StatementKind::Data { supported_commands, body, .. } => restricted::check(body, supported_commands, self.source, self.errors),
            StatementKind::Try { catches, .. } => self.catches(catches),
            StatementKind::Break(label) | StatementKind::Continue(label) => {
                self.jump(statement.span, label.as_ref());
            }
            StatementKind::Return(value) => self.return_statement(statement.span, value.is_some()),
            StatementKind::Assign { target, op, .. } => {
                let is_simple = *op == AssignOp::Set;
                check_target(target, is_simple, self.errors, &|errors, span| {
                    errors.report(&msg::INVALID_LEFT_HAND_SIDE, span);
                });
            }
            StatementKind::Block(_) if !is_broken_statement(statement) => self.grouping(statement),
            _ => {}
        }
    }

    fn enter_target(&mut self) {
        self.targets += 1;
    }

    fn leave_target(&mut self) {
        self.targets -= 1;
    }

    fn method(&mut self, method: &'t MethodMember) {
        let facts = method_facts(method);
        self.method_shape(method, &facts);
        self.members.push(Some(MemberFacts { is_static: method.is_static, method: Some(facts) }));
    }

    fn property(&mut self, property: &'t PropertyMember) {
        if let Some(name) = property.type_name.as_ref().filter(|name| is_void(name)) {
            let message = &msg::TYPE_NOT_ALLOWED_FOR_PROPERTY;
            self.errors.report_with(message, bracketed(name), &[&name.full_name()]);
        }
        self.members.push(Some(MemberFacts { is_static: property.is_static, method: None }));
    }

    fn leave_member(&mut self) {
        self.members.pop();
    }

    fn expr(&mut self, expr: &'t Expr, place: Place) {
        match &expr.kind {
            ExprKind::Unary { op, operand } => self.increment(*op, operand),
            ExprKind::Convert { type_name, operand } => {
                self.convert(expr.span, type_name, operand, place);
            }
            ExprKind::Attributed { attribute, operand } => self.attributed(attribute, operand),
            ExprKind::Using(inner) => {
                if let Some(span) = wrong_in_using(inner) {
                    self.errors.report(&msg::INVALID_USING_EXPRESSION, span);
                }
            }
            ExprKind::Variable(variable) => self.variable(expr.span, variable, place),
            ExprKind::Hashtable(pairs) => self.hash_keys(pairs.iter().map(|(key, _)| key)),
            _ => {}
        }
    }
}

/// Statements.
impl Checker<'_, '_> {
    fn using_statement(&mut self, using: &Using) {
        let is_supported = matches!(using.kind, UsingKind::Namespace | UsingKind::Assembly | UsingKind::Module);
        if !is_supported || using.alias.is_some() {
            self.errors.report(&msg::USING_STATEMENT_NOT_SUPPORTED, using.span);
        }
        let name = using.name.as_deref().unwrap_or("");
        if using.kind == UsingKind::Namespace && !is_namespace(name) {
            self.errors.report(&msg::INVALID_NAMESPACE_VALUE, using.name_span);
        }
    }

    fn refused_flags(&mut self, span: Span, keyword: &str) {
        let mut is_parallel = false;
        let mut has_limit = false;
        for refused in self.refused_flags.iter().filter(|it| it.start == span.start) {
            if refused.keyword != keyword {
                continue;
            }
            is_parallel |= refused.flag == "parallel";
            has_limit |= refused.flag == "throttlelimit";
            let message = &msg::KEYWORD_PARAMETER_RESERVED_FOR_FUTURE_USE;
            self.errors.report_with(message, span, &[keyword, refused.flag]);
        }
        if has_limit && !is_parallel {
            self.errors.report(&msg::THROTTLE_LIMIT_REQUIRES_PARALLEL_FLAG, span);
        }
    }

    fn function(&mut self, function: &Function) {
        let own = function.params.as_deref().unwrap_or_default();
        if let Some(block) = function.body.params.as_ref().filter(|_| !own.is_empty()) {
            self.errors.report(&msg::ONLY_ONE_PARAMETER_LIST_ALLOWED, block.span);
        } else {
            self.duplicate_params(own);
        }
        let mut refused = self.refused_flags.iter();
        if refused.any(|it| it.keyword == "workflow" && it.start == function.span.start) {
            let message = &msg::WORKFLOW_NOT_SUPPORTED_IN_POWER_SHELL_CORE;
            self.errors.report(message, function.span);
        }
    }

    fn duplicate_params(&mut self, params: &[Param]) {
        let mut seen = Seen::default();
        for param in params {
            if seen.has(Cow::Borrowed(&param.name)) {
                let message = &msg::DUPLICATE_FORMAL_PARAMETER;
                self.errors.report_with(message, param.name_span, &[&param.name]);
            }
            let is_void = |it: &&Attribute| it.is_type_constraint && is_void(&it.type_name);
            if let Some(attribute) = param.attributes.iter().find(is_void) {
                self.errors.report(&msg::VOID_TYPE_CONSTRAINT_NOT_ALLOWED, attribute.span);
            }
        }
    }

    fn catches(&mut self, catches: &[Catch]) {
        for (at, first) in catches.iter().enumerate() {
            for second in catches.iter().skip(at + 1) {
                if first.types.is_empty() {
                    let place = second.span.start.saturating_sub(1);
                    self.errors.report(&msg::EMPTY_CATCH_NOT_LAST, Span::new(place, place));
                    break;
                }
                self.caught_twice(first, second);
            }
        }
    }

    fn caught_twice(&mut self, first: &Catch, second: &Catch) {
        for base in &first.types {
            for one in second.types.iter().filter(|one| is_handled_by(one, base)) {
                let name = full_name(one);
                self.errors.report_with(&msg::EXCEPTION_TYPE_ALREADY_CAUGHT, one.span, &[&name]);
            }
        }
    }

    /// `break` and `continue`.
    fn jump(&mut self, span: Span, label: Option<&Expr>) {
        let label = match label.map(|label| &label.kind) {
            None => Some(""),
            Some(ExprKind::String { value, .. }) => Some(value.as_str()),
            Some(_) => None,
        };
        self.leaves_finally(span, label);
        let Some(label) = label.filter(|label| !label.is_empty()) else {
            return;
        };
        for scope in self.scopes.iter().rev() {
            match scope {
                Scope::Function => return,
                Scope::Method => {
                    return self.errors.report_with(&msg::LABEL_NOT_FOUND, span, &[label]);
                }
                Scope::Loop(Some(name)) if name.eq_ignore_ascii_case(label) => return,
                _ => {}
            }
        }
    }

    /// `label` is empty for the nearest loop, `None` for none.
    fn leaves_finally(&mut self, span: Span, label: Option<&str>) {
        for scope in self.scopes.iter().rev() {
            match scope {
                Scope::Boundary => return,
                Scope::Finally => return self.errors.report(&msg::CONTROL_LEAVING_FINALLY, span),
                Scope::Loop(name) | Scope::Switch(name) => {
                    let is_meant = |label: &str| label.is_empty() || name.unwrap_or("").eq_ignore_ascii_case(label);
                    if label.is_some_and(is_meant) {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    fn return_statement(&mut self, span: Span, has_value: bool) {
        self.leaves_finally(span, None);
        let Some(Some(MemberFacts { method: Some(facts), .. })) = self.members.last() else {
            return;
        };
        match (facts.is_void, has_value) {
            (true, true) => self.errors.report(&msg::VOID_METHOD_HAS_RETURN, span),
            (false, false) => self.errors.report(&msg::NON_VOID_METHOD_MISSING_RETURN_VALUE, span),
            _ => {}
        }
    }

    /// `parallel { … }` and `sequence { … }` belong to workflows.
    fn grouping(&mut self, statement: &Statement) {
        let text = self.source.slice(statement.span);
        let word = text.split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
        if word.eq_ignore_ascii_case("parallel") || word.eq_ignore_ascii_case("sequence") {
            let start = statement.span.start;
            let span = Span::new(start, start + word.len() as u32);
            self.errors.report_with(&msg::UNEXPECTED_KEYWORD, span, &[word]);
        }
    }

    fn method_shape(&mut self, method: &MethodMember, facts: &MethodFacts) {
        let body = &method.body;
        if let Some(params) = &body.params {
            self.errors.report(&msg::PARAM_BLOCK_NOT_ALLOWED_IN_METHOD, params.span);
        }
        let named_end = body.end.as_ref().filter(|end| end.is_named);
        let blocks = [body.dynamicparam.as_ref(), body.begin.as_ref(), body.process.as_ref(), named_end, body.clean.as_ref()];
        if let Some(block) = blocks.into_iter().flatten().next() {
            self.errors.report(&msg::NAMED_BLOCK_NOT_ALLOWED_IN_METHOD, block.span);
        }
        if let Some(name) = method.return_type.as_ref().filter(|_| method.is_constructor) {
            let message = &msg::CONSTRUCTOR_CANT_HAVE_RETURN_TYPE;
            self.errors.report(message, bracketed(name));
        }
        if facts.falls_through && !facts.is_void {
            self.errors.report(&msg::METHOD_HAS_CODE_PATH_NOT_RETURN, method.name_span);
        }
    }
}

/// Expressions and attributes.
impl Checker<'_, '_> {
    fn attribute_arguments(&mut self, attribute: &Attribute, is_of_class: bool) {
        let (reason, message) = if is_of_class {
            let message = &msg::PARAMETER_ATTRIBUTE_ARGUMENT_NEEDS_TO_BE_CONSTANT;
            (For::ClassAttribute, message)
        } else {
            let message = &msg::PARAMETER_ATTRIBUTE_ARGUMENT_NEEDS_TO_BE_CONSTANT_OR_SCRIPT_BLOCK;
            (For::Attribute, message)
        };
        let mut seen = Seen::default();
        for argument in &attribute.named {
            if seen.has(Cow::Borrowed(&argument.name)) {
                let message = &msg::DUPLICATE_NAMED_ARGUMENT;
                self.errors.report_with(message, argument.span, &[&argument.name]);
            } else if let Some(value) = argument.value.as_ref().filter(|it| !is_constant(it, reason)) {
                self.errors.report(message, value.span);
            }
        }
        for value in attribute.positional.iter().filter(|it| !is_constant(it, reason)) {
            self.errors.report(message, value.span);
        }
    }

    fn increment(&mut self, op: UnaryOp, operand: &Expr) {
        let text = match op {
            UnaryOp::PreIncrement | UnaryOp::PostIncrement => "++",
            UnaryOp::PreDecrement | UnaryOp::PostDecrement => "--",
            _ => return,
        };
        check_target(operand, false, self.errors, &|errors, span| {
            errors.report_with(&msg::OPERATOR_REQUIRES_VARIABLE_OR_PROPERTY, span, &[text]);
        });
    }

    fn convert(&mut self, span: Span, name: &TypeName, operand: &Expr, place: Place) {
        if is_ordered(name) {
            if !matches!(operand.kind, ExprKind::Hashtable(_)) {
                let message = &msg::ORDERED_ATTRIBUTE_ONLY_ON_HASH_LITERAL_NODE;
                self.errors.report_with(message, span, &[&name.full_name()]);
            }
            return;
        }
        if !is_ref(name) {
            return;
        }
        let mut has_more = false;
        let mut child = operand;
        loop {
            child = match &child.kind {
                ExprKind::Convert { type_name, operand } => {
                    if is_ref(type_name) {
                        has_more = true;
                        let message = &msg::REFERENCE_NEEDS_TO_BE_BY_ITSELF_IN_TYPE_SEQUENCE;
                        self.errors.report(message, bracketed(type_name));
                    }
                    operand
                }
                ExprKind::Attributed { operand, .. } => operand,
                _ => break,
            };
        }
        if place == Place::Cast && !has_more && self.targets == 0 {
            let message = &msg::REFERENCE_NEEDS_TO_BE_LAST_TYPE_IN_TYPE_CONVERSION;
            self.errors.report(message, bracketed(name));
        }
    }

    /// An attribute must stand before a variable.
    fn attributed(&mut self, attribute: &Attribute, operand: &Expr) {
        let mut child = operand;
        loop {
            child = match &child.kind {
                ExprKind::Variable(_) => return,
                ExprKind::Convert { operand, .. } | ExprKind::Attributed { operand, .. } => operand,
                _ => break,
            };
        }
        let name = attribute.type_name.full_name();
        self.errors.report_with(&msg::UNEXPECTED_ATTRIBUTE, attribute.span, &[&name]);
    }

    fn variable(&mut self, span: Span, variable: &Variable, place: Place) {
        if variable.splatted && !matches!(place, Place::CommandArgument | Place::Using) {
            let message =
                if place == Place::ListInCommand { &msg::SPLATTING_NOT_PERMITTED_IN_ARGUMENT_LIST } else { &msg::SPLATTING_NOT_PERMITTED };
            self.errors.report_with(message, span, &[&path(variable)]);
        }
        let Some(Some(member)) = self.members.last() else {
            return;
        };
        let unassigned = member.method.as_ref().is_some_and(|it| it.unassigned.contains(&span.start));
        let is_this = variable.scope.is_none() && variable.name.eq_ignore_ascii_case("this");
        if unassigned {
            self.errors.report(&msg::VARIABLE_NOT_LOCAL, span);
        }
        if is_this && member.is_static {
            let message = &msg::NON_STATIC_MEMBER_ACCESS_IN_STATIC_MEMBER;
            self.errors.report_with(message, span, &[&variable.name]);
        }
    }

    fn hash_keys<'k>(&mut self, keys: impl Iterator<Item = &'k Expr>) {
        let mut seen = Seen::default();
        for key in keys {
            let text = match &key.kind {
                ExprKind::String { value, .. } => Cow::Borrowed(value.as_str()),
                ExprKind::Number(number) => Cow::Owned(self.number_text(*number, key.span)),
                _ => continue,
            };
            if seen.has(text.clone()) {
                let message = &msg::DUPLICATE_KEY_IN_HASH_LITERAL;
                self.errors.report_with(message, key.span, &[&text]);
            }
        }
    }

    fn number_text(&self, number: Number, span: Span) -> String {
        match number {
            Number::Int(value) => value.to_string(),
            Number::Long(value) => value.to_string(),
            Number::Double(value) => value.to_string(),
            Number::Byte(value) => value.to_string(),
            Number::SByte(value) => value.to_string(),
            Number::Short(value) => value.to_string(),
            Number::UShort(value) => value.to_string(),
            Number::UInt(value) => value.to_string(),
            Number::ULong(value) => value.to_string(),
            Number::Decimal { .. } | Number::BigInteger(_) => {
                let text = self.source.slice(span);
                text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_owned()
            }
        }
    }
}

/// Attributes that a parameter of a method cannot have, although that of a function can.
fn is_for_properties(name: &str) -> bool {
    const NAMES: [&str; 7] =
        ["parameter", "allownull", "allowemptystring", "allowemptycollection", "supportswildcards", "psdefaultvalue", "credential"];
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("system.management.automation.").unwrap_or(&name);
    let name = name.strip_suffix("attribute").unwrap_or(name);
    NAMES.contains(&name) || name.starts_with("validate")
}

/// Names met so far, in any case of letters. Most lists are short.
#[derive(Default)]
struct Seen<'n> {
    few: Vec<Cow<'n, str>>,
    many: HashSet<String>,
}

/// Up to here names are compared one by one.
const NAMES_COMPARED_MAX: usize = 12;

impl<'n> Seen<'n> {
    /// Says whether the name was there, and keeps it.
    fn has(&mut self, name: Cow<'n, str>) -> bool {
        if self.few.len() < NAMES_COMPARED_MAX {
            let is_known = self.few.iter().any(|it| is_same_name(it, &name));
            self.few.push(name);
            return is_known;
        }
        if self.many.is_empty() {
            self.many = self.few.iter().map(|it| it.to_lowercase()).collect();
        }
        !self.many.insert(name.to_lowercase())
    }
}

fn is_same_name(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        return one.eq_ignore_ascii_case(other);
    }
    one.to_lowercase() == other.to_lowercase()
}

fn path(variable: &Variable) -> String {
    match &variable.scope {
        Some(scope) => format!("{scope}:{}", variable.name),
        None => variable.name.to_string(),
    }
}

/// `$using:x` may have members with plain names and constant indexes on it.
fn wrong_in_using(expr: &Expr) -> Option<Span> {
    match &expr.kind {
        ExprKind::Variable(_) => None,
        ExprKind::Member { target, name, .. } if matches!(name.kind, ExprKind::String { .. }) => wrong_in_using(target),
        ExprKind::Index { index, .. } if !is_constant(index, For::Attribute) => Some(index.span),
        ExprKind::Index { target, .. } => wrong_in_using(target),
        _ => Some(expr.span),
    }
}

fn is_namespace(name: &str) -> bool {
    name.split('.').all(|part| {
        let mut chars = part.chars();
        let starts = |c: char| c.is_alphabetic() || c == '_';
        chars.next().is_some_and(starts) && chars.all(|c| c.is_alphanumeric() || starts(c))
    })
}

/// Used by `data` sections.
pub(super) fn walk_block<'t, V: Visitor<'t>>(visitor: &mut V, body: &'t crate::tree::Block) {
    block(visitor, body);
}
