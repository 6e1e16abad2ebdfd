//! What a `data` section may not contain.
//!
//! In:    the body of the section and the commands it may call.
//! Out:   an error for everything beyond plain data.
//! Never: runs the section.

use super::names::is_allowed_in_data;
use super::walk::{AttributePlace, Place, Role, Visitor};
use crate::error::ErrorList;
use crate::message::{self as msg, Message};
use crate::source::{Source, Span};
use crate::tree::{Attribute, BinaryOp, Block, Command, CommandPart, Expr, ExprKind, Invocation};
use crate::tree::{Param, Redirection, ScriptBlock, Statement, StatementKind, Trap, TypeName};
use crate::tree::{UnaryOp, Variable};

const VARIABLES: &str = "$PSCulture, $PSUICulture, $true, $false, $null";

pub(super) fn check(body: &Block, commands: &[Expr], source: &Source, errors: &mut ErrorList) {
    // With a command name that is no constant, every command is let through until it runs.
    let mut allowed = Some(vec!["ConvertFrom-StringData".to_owned()]);
    for command in commands {
        match (&command.kind, &mut allowed) {
            (ExprKind::String { value, .. }, Some(list)) => list.push(value.to_string()),
            _ => allowed = None,
        }
    }
    let mut checker = Restricted { allowed, source, errors };
    super::semantic::walk_block(&mut checker, body);
}

struct Restricted<'t, 'e> {
    /// `None`: all.
    allowed: Option<Vec<String>>,
    source: &'t Source,
    errors: &'e mut ErrorList,
}

impl<'t> Visitor<'t> for Restricted<'t, '_> {
    fn script(&mut self, script: &'t ScriptBlock, _role: Role) {
        self.errors.report(&msg::SCRIPT_BLOCK_NOT_SUPPORTED_IN_DATA_SECTION, script.span);
        if let Some(params) = &script.params {
            let message = &msg::PARAMETER_DECLARATION_NOT_SUPPORTED_IN_DATA_SECTION;
            self.errors.report(message, params.span);
        }
    }

    fn trap(&mut self, trap: &'t Trap) {
        self.errors.report(&msg::TRAP_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION, trap.span);
    }

    fn params(&mut self, _params: &'t [Param], _is_method: bool) {}

    fn statement(&mut self, statement: &'t Statement) {
        if let Some(message) = refused_statement(&statement.kind) {
            self.errors.report(message, statement.span);
        }
    }

    fn attribute(&mut self, attribute: &'t Attribute, _place: AttributePlace) {
        self.errors.report(&msg::ATTRIBUTE_NOT_SUPPORTED_IN_DATA_SECTION, attribute.span);
    }

    fn type_constraint(&mut self, name: &'t TypeName) {
        self.type_name(name, super::target::bracketed(name));
    }

    fn redirection(&mut self, redirection: &'t Redirection) {
        self.errors.report(&msg::REDIRECTION_NOT_SUPPORTED_IN_DATA_SECTION, redirection.span);
    }

    fn command(&mut self, command: &'t Command) {
        if command.invocation == Invocation::Dot {
            let message = &msg::DOT_SOURCING_NOT_SUPPORTED_IN_DATA_SECTION;
            return self.errors.report(message, command.span);
        }
        let Some(allowed) = &self.allowed else {
            return;
        };
        let message = &msg::CMDLET_NOT_IN_ALLOWED_LIST_FOR_DATA_SECTION;
        let name = match command.parts.first() {
            Some(CommandPart::Argument(Expr { kind: ExprKind::String { value, .. }, .. })) => value,
            _ if command.invocation == Invocation::Call => {
                let message = &msg::OPERATOR_NOT_SUPPORTED_IN_DATA_SECTION;
                return self.errors.report_with(message, command.span, &["&"]);
            }
            _ => {
                let text = self.source.slice(command.span).to_owned();
                return self.errors.report_with(message, command.span, &[&text]);
            }
        };
        if !allowed.iter().any(|it| it.eq_ignore_ascii_case(name)) {
            self.errors.report_with(message, command.span, &[name]);
        }
    }

    fn expr(&mut self, expr: &'t Expr, _place: Place) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Binary { op, op_span, .. } => {
                if let Some(text) = refused_binary(*op) {
                    self.operator(*op_span, text);
                }
            }
            ExprKind::Unary { op, .. } => {
                if let Some(text) = refused_unary(*op) {
                    self.operator(span, text);
                }
            }
            ExprKind::Type(name) => self.type_name(name, span),
            ExprKind::Variable(variable) => self.variable(variable, span),
            ExprKind::Member { .. } => {
                self.errors.report(&msg::PROPERTY_REFERENCE_NOT_SUPPORTED_IN_DATA_SECTION, span);
            }
            ExprKind::Invoke { .. } => {
                self.errors.report(&msg::METHOD_CALL_NOT_SUPPORTED_IN_DATA_SECTION, span);
            }
            ExprKind::ScriptBlock(_) => {
                self.errors.report(&msg::SCRIPT_BLOCK_NOT_SUPPORTED_IN_DATA_SECTION, span);
            }
            ExprKind::Index { .. } => {
                self.errors.report(&msg::ARRAY_REFERENCE_NOT_SUPPORTED_IN_DATA_SECTION, span);
            }
            ExprKind::Attributed { .. } => {
                self.errors.report(&msg::ATTRIBUTE_NOT_SUPPORTED_IN_DATA_SECTION, span);
            }
            _ => {}
        }
    }
}

impl Restricted<'_, '_> {
    fn operator(&mut self, span: Span, text: &str) {
        let message = &msg::OPERATOR_NOT_SUPPORTED_IN_DATA_SECTION;
        self.errors.report_with(message, span, &[text]);
    }

    fn type_name(&mut self, name: &TypeName, span: Span) {
        if !is_allowed_in_data(name) {
            let message = &msg::TYPE_NOT_ALLOWED_IN_DATA_SECTION;
            self.errors.report_with(message, span, &[&name.full_name()]);
        }
    }

    fn variable(&mut self, variable: &Variable, span: Span) {
        const ALLOWED: [&str; 5] = ["PSCulture", "PSUICulture", "true", "false", "null"];
        let is_allowed = ALLOWED.iter().any(|it| it.eq_ignore_ascii_case(&variable.name));
        if !is_allowed || variable.scope.is_some() {
            let message = &msg::VARIABLE_REFERENCE_NOT_SUPPORTED_IN_DATA_SECTION;
            self.errors.report_with(message, span, &[VARIABLES]);
        }
    }
}

fn refused_statement(kind: &StatementKind) -> Option<&'static Message> {
    let message = match kind {
        StatementKind::Function(_) => &msg::FUNCTION_DECLARATION_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::Switch(_) => &msg::SWITCH_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::Data { .. } => &msg::DATA_SECTION_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::ForEach { .. } => &msg::FOREACH_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::DoWhile { .. } | StatementKind::DoUntil { .. } => &msg::DO_WHILE_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::For { .. } | StatementKind::While { .. } => &msg::FOR_WHILE_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::Try { .. } => &msg::TRY_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::Break(_)
        | StatementKind::Continue(_)
        | StatementKind::Return(_)
        | StatementKind::Exit(_)
        | StatementKind::Throw(_) => &msg::FLOW_CONTROL_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        StatementKind::Assign { .. } => &msg::ASSIGNMENT_STATEMENT_NOT_SUPPORTED_IN_DATA_SECTION,
        _ => return None,
    };
    Some(message)
}

fn refused_binary(op: BinaryOp) -> Option<&'static str> {
    let text = match op {
        BinaryOp::Range => "..",
        BinaryOp::Format => "-f",
        BinaryOp::Join => "-join",
        BinaryOp::As => "-as",
        BinaryOp::Match { case_sensitive: true } => "-cmatch",
        BinaryOp::Match { .. } => "-imatch",
        BinaryOp::NotMatch { case_sensitive: true } => "-cnotmatch",
        BinaryOp::NotMatch { .. } => "-inotmatch",
        BinaryOp::Replace { case_sensitive: true } => "-creplace",
        BinaryOp::Replace { .. } => "-ireplace",
        BinaryOp::Split { case_sensitive: true } => "-csplit",
        BinaryOp::Split { .. } => "-isplit",
        _ => return None,
    };
    Some(text)
}

fn refused_unary(op: UnaryOp) -> Option<&'static str> {
    let text = match op {
        UnaryOp::PreIncrement | UnaryOp::PostIncrement => "++",
        UnaryOp::PreDecrement | UnaryOp::PostDecrement => "--",
        UnaryOp::Join => "-join",
        UnaryOp::Split { case_sensitive: true } => "-csplit",
        UnaryOp::Split { .. } => "-isplit",
        _ => return None,
    };
    Some(text)
}
