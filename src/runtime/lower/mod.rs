//! Lowering: tree to code, once per block.
//!
//! In:    the tree of a block.
//! Out:   code with ready values, symbols and sites; the names the block assigns become its first layout.
//! Never: fails; what does not run becomes a refusal that names the construct.

mod command;
mod expr;
mod types;

use crate::block::{BlockBody, FunctionPart};
use crate::code::*;
use crate::scope::Layout;
use crate::value::{Str, Symbol};
use lang::tree::{self, StatementKind};
use lang::{Source, Span};
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// State while one block is lowered.
pub(crate) struct Lowerer {
    source: Arc<Source>,
    assigned: Vec<Symbol>,
    written: Vec<Symbol>,
    types: Vec<Rc<TypeCode>>,
    reads_input: bool,
}

/// Lowers a script block, function body or method body.
pub fn lower_block(body: &BlockBody) -> Code {
    let tree = &body.tree;
    let mut lower = Lowerer::new(&tree.source);
    let taken = body.function.as_ref().and_then(|f| f.params.borrow_mut().take());
    let params = match (taken, &tree.params) {
        (Some(params), _) => params,
        (None, Some(block)) => block.params.iter().map(|p| lower.param(p)).collect(),
        (None, None) => Vec::new(),
    };
    for param in &params {
        lower.assign_name(param.symbol);
    }
    lower.assign_name(Symbol::of("_"));
    lower.written.clear();
    let attributes: Vec<AttributeCode> = tree.attributes.iter().map(|a| lower.attribute(a)).collect();
    let mut named = |block: &Option<tree::NamedBlock>| block.as_ref().map(|b| lower.block(&b.body));
    let dynamicparam = named(&tree.dynamicparam);
    let begin = named(&tree.begin);
    let process = named(&tree.process);
    let end = named(&tree.end);
    let clean = named(&tree.clean);
    for param in &params {
        param.is_assigned.set(lower.written.contains(&param.symbol));
    }
    let is_advanced =
        attributes.iter().any(|a| a.is("cmdletbinding")) || params.iter().any(|p| p.attributes.iter().any(|a| a.is("parameter")));
    let is_plain = !is_advanced && params.iter().all(|p| p.attributes.is_empty());
    Code {
        source: tree.source.clone(),
        tree: tree.clone(),
        layout: Rc::new(Layout::new(lower.assigned)),
        attributes,
        has_param_block: tree.params.is_some() || !params.is_empty(),
        params,
        meta: OnceCell::new(),
        dynamicparam,
        begin,
        process,
        end,
        clean,
        is_advanced,
        is_plain,
        reads_input: lower.reads_input,
        types: lower.types,
    }
}

impl AttributeCode {
    /// Is this the attribute of that short name, written with or without `Attribute`?
    pub fn is(&self, name: &str) -> bool {
        let written = self.name.text.rsplit('.').next().unwrap_or(&self.name.text).to_ascii_lowercase();
        written == name || written.strip_suffix("attribute") == Some(name)
    }
}

impl Lowerer {
    fn new(source: &Arc<Source>) -> Self {
        Self { source: source.clone(), assigned: Vec::new(), written: Vec::new(), types: Vec::new(), reads_input: false }
    }

    fn assign_name(&mut self, symbol: Symbol) {
        if !self.assigned.contains(&symbol) {
            self.assigned.push(symbol);
        }
        if !self.written.contains(&symbol) {
            self.written.push(symbol);
        }
    }

    pub(crate) fn param(&mut self, param: &tree::Param) -> ParamCode {
        // Both names of the current item are one variable.
        let symbol = Symbol::of(if param.name.eq_ignore_ascii_case("PSItem") { "_" } else { &param.name });
        let mut types = Vec::new();
        let mut attributes = Vec::new();
        for attribute in &param.attributes {
            if attribute.is_type_constraint {
                types.push(self.type_site(&attribute.type_name));
            } else {
                attributes.push(self.attribute(attribute));
            }
        }
        ParamCode {
            name: param.name.clone(),
            symbol,
            span: param.span,
            types,
            attributes,
            default: param.default.as_ref().map(|d| self.expr(d)),
            is_assigned: Cell::new(true),
        }
    }

    pub(crate) fn attribute(&mut self, attribute: &tree::Attribute) -> AttributeCode {
        AttributeCode {
            name: self.type_site(&attribute.type_name),
            span: attribute.span,
            positional: attribute.positional.iter().map(|e| self.expr(e)).collect(),
            named: attribute.named.iter().map(|n| (n.name.clone(), n.value.as_ref().map(|v| self.expr(v)))).collect(),
        }
    }

    pub(crate) fn block(&mut self, block: &tree::Block) -> BlockCode {
        let traps = block
            .traps
            .iter()
            .map(|t| TrapCode { ty: t.type_name.as_ref().map(|n| self.type_site(n)), body: Rc::new(self.block(&t.body)) })
            .collect();
        let statements = block.statements.iter().map(|st| self.statement(st)).collect();
        BlockCode { statements, traps, span: block.span }
    }

    fn boxed(&mut self, statement: &tree::Statement) -> Box<St> {
        Box::new(self.statement(statement))
    }

    pub(crate) fn statement(&mut self, statement: &tree::Statement) -> St {
        St { span: statement.span, kind: self.statement_kind(statement) }
    }

    fn statement_kind(&mut self, statement: &tree::Statement) -> StKind {
        match &statement.kind {
            StatementKind::Hole => StKind::Refused("a statement that could not be read"),
            StatementKind::Pipeline(pipeline) => self.pipeline_statement(pipeline),
            StatementKind::Chain { left, op, right, background } => {
                StKind::Chain { left: self.boxed(left), op: *op, right: self.boxed(right), background: *background }
            }
            StatementKind::Assign { target, op, op_span: _, value } => StKind::Assign(Box::new(AssignCode {
                value: self.boxed(value),
                target: self.target(target),
                op: *op,
                span: statement.span,
            })),
            StatementKind::If { clauses, otherwise } => StKind::If {
                clauses: clauses.iter().map(|(c, b)| (self.condition(c), self.block(b))).collect(),
                otherwise: otherwise.as_ref().map(|b| self.block(b)),
            },
            StatementKind::While { .. } | StatementKind::DoWhile { .. } | StatementKind::DoUntil { .. } | StatementKind::For { .. } => {
                StKind::Loop(Box::new(self.loop_code(&statement.kind)))
            }
            StatementKind::ForEach { label, variable, sequence, body } => {
                let variable = self.var_site_of(variable);
                self.assign_name(variable.symbol);
                self.assign_name(Symbol::of("foreach"));
                StKind::ForEach(Box::new(ForEachCode {
                    label: label.clone(),
                    variable,
                    sequence: self.condition(sequence),
                    shows_walk: self.mentions(body.span, "$foreach"),
                    body: self.block(body),
                }))
            }
            StatementKind::Switch(switch) => StKind::Switch(Box::new(self.switch(switch))),
            StatementKind::Try { body, catches, finally } => StKind::Try(Box::new(TryCode {
                body: self.block(body),
                catches: catches
                    .iter()
                    .map(|c| CatchCode { types: c.types.iter().map(|t| self.type_site(t)).collect(), body: self.block(&c.body) })
                    .collect(),
                finally: finally.as_ref().map(|b| self.block(b)),
            })),
            StatementKind::Break(label) => StKind::Break(label.as_ref().map(|l| self.expr(l))),
            StatementKind::Continue(label) => StKind::Continue(label.as_ref().map(|l| self.expr(l))),
            StatementKind::Return(value) => StKind::Return(value.as_ref().map(|v| self.boxed(v))),
            StatementKind::Throw(value) => StKind::Throw(value.as_ref().map(|v| self.boxed(v))),
            StatementKind::Exit(value) => StKind::Exit(value.as_ref().map(|v| self.boxed(v))),
            StatementKind::Function(function) => StKind::Function(Rc::new(self.function(function))),
            StatementKind::Type(definition) => {
                let code = Rc::new(self.type_definition(definition));
                self.types.push(code.clone());
                StKind::Type(code)
            }
            StatementKind::Data { variable, supported_commands: _, body } => StKind::Data {
                variable: variable.as_ref().map(|name| {
                    let symbol = Symbol::of(name);
                    self.assign_name(symbol);
                    VarSite { symbol, name: name.clone(), scope: VarScope::Nearest, span: statement.span, seen: Cell::default() }
                }),
                body: self.block(body),
            },
            StatementKind::Using | StatementKind::Trap => StKind::Nothing,
            StatementKind::Block(block) => StKind::Block(self.block(block)),
        }
    }

    fn loop_code(&mut self, kind: &StatementKind) -> LoopCode {
        let plain = |kind, label: &Option<Str>, condition, body| LoopCode {
            label: label.clone(),
            kind,
            init: None,
            condition: Some(condition),
            step: None,
            body,
        };
        match kind {
            StatementKind::While { label, condition, body } => {
                let condition = self.condition(condition);
                plain(LoopKind::While, label, condition, self.block(body))
            }
            StatementKind::DoWhile { label, condition, body } => {
                let body = self.block(body);
                plain(LoopKind::DoWhile, label, self.condition(condition), body)
            }
            StatementKind::DoUntil { label, condition, body } => {
                let body = self.block(body);
                plain(LoopKind::DoUntil, label, self.condition(condition), body)
            }
            StatementKind::For { label, init, condition, step, body } => LoopCode {
                label: label.clone(),
                kind: LoopKind::While,
                init: init.as_ref().map(|s| self.statement(s)),
                condition: condition.as_ref().map(|c| self.condition(c)),
                step: step.as_ref().map(|s| self.statement(s)),
                body: self.block(body),
            },
            _ => LoopCode { label: None, kind: LoopKind::While, init: None, condition: None, step: None, body: BlockCode::default() },
        }
    }

    fn switch(&mut self, switch: &tree::Switch) -> SwitchCode {
        self.assign_name(Symbol::of("switch"));
        SwitchCode {
            label: switch.label.clone(),
            mode: switch.mode,
            case_sensitive: switch.case_sensitive,
            is_file: switch.is_file,
            subject: self.condition(&switch.subject),
            clauses: switch
                .clauses
                .iter()
                .map(|(test, body)| ClauseCode { test: self.expr(test), body: self.block(body), pattern: PatternSite::default() })
                .collect(),
            default: switch.default.as_ref().map(|b| self.block(b)),
            shows_walk: switch.clauses.iter().any(|(_, b)| self.mentions(b.span, "$switch")),
        }
    }

    pub(crate) fn condition(&mut self, statement: &tree::Statement) -> Condition {
        match self.statement(statement) {
            St { kind: StKind::Expr(expr, true), span } => Condition::Expr(expr, span),
            other => Condition::Statement(Box::new(other)),
        }
    }

    fn function(&mut self, function: &tree::Function) -> FunctionCode {
        let (scope, name) = match function.name.split_once(':') {
            Some((scope, name)) if ["global", "script", "local", "private", "function"].iter().any(|s| s.eq_ignore_ascii_case(scope)) => {
                (Some(Str::new(scope)), Str::new(name))
            }
            _ => (None, function.name.clone()),
        };
        let params = function.params.as_ref().map(|params| {
            let mut inner = Lowerer::new(&self.source);
            params.iter().map(|p| inner.param(p)).collect()
        });
        let shown = function.params.iter().flatten().map(|param| param.span).collect();
        let (is_filter, help) = (function.is_filter, function.help);
        let part = FunctionPart { name: name.clone(), is_filter, help, shown, params: RefCell::new(params) };
        FunctionCode {
            symbol: Symbol::of(&name),
            name,
            scope,
            is_filter: function.is_filter,
            body: Rc::new(BlockBody::of_function(function.body.clone(), part)),
            help: function.help,
        }
    }

    fn mentions(&self, span: Span, name: &str) -> bool {
        self.source.slice(span).to_ascii_lowercase().contains(name)
    }

    pub(crate) fn text(&self, span: Span) -> Str {
        Str::new(self.source.slice(span))
    }
}
