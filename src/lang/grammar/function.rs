//! Functions and filters, and the parameters of functions, methods and `param` blocks.

use super::{Parser, after, between, hole_statement};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Keyword, Kind, Mode, Token};
use crate::tree::{AssignOp, Attribute, Function, Param, Statement, StatementKind};
use smol_str::SmolStr;
use std::rc::Rc;

/// `(…)` behind a function's name.
pub(super) struct ParameterList {
    pub(super) params: Option<Vec<Param>>,
    pub(super) close: Option<Span>,
    /// Where the list broke off.
    pub(super) broken: Option<Span>,
}

impl Parser<'_> {
    pub(super) fn function_statement(&mut self, keyword: Keyword, token: Token) -> Statement {
        let begin = self.span_of(token);
        self.skip_newlines();
        let name = self.next();
        if !may_name_function(name.kind) {
            self.unget(name);
            let word = self.text_of(token);
            self.missing_with(&msg::MISSING_NAME_AFTER_KEYWORD, after(begin), word);
            return hole_statement(begin);
        }
        let name_span = self.span_of(name);
        let mut list = self.parameters_in_parentheses();
        let open = self.next();
        if open.kind != Kind::LCurly {
            self.unget(open);
            if list.broken.is_none() {
                let end = list.close.unwrap_or(name_span);
                list.broken = Some(end);
                self.missing(&msg::MISSING_FUNCTION_BODY, after(end));
            }
        }
        if let Some(end) = list.broken {
            return hole_statement(between(begin, end));
        }
        if keyword == Keyword::Workflow {
            self.refuse_flag(begin, "workflow", "");
        }
        let is_filter = keyword == Keyword::Filter;
        let no_comma = std::mem::replace(&mut self.no_comma, false);
        let mut body = self.script_block(Some(open), is_filter);
        self.no_comma = no_comma;
        body.help = self.help_inside(body.inner);
        let name = match name.kind {
            Kind::Generic => self.reader.literal_word(name).into(),
            _ => SmolStr::new(self.text_of(name)),
        };
        Statement {
            span: between(begin, body.span),
            kind: StatementKind::Function(Box::new(Function {
                span: between(begin, body.span),
                name,
                name_span,
                is_filter,
                params: list.params,
                body: Rc::new(body),
                help: self.help_before(begin),
            })),
        }
    }

    pub(super) fn parameters_in_parentheses(&mut self) -> ParameterList {
        let mut list = ParameterList { params: None, close: None, broken: None };
        self.skip_newlines();
        let Some(open) = self.next_if(Kind::LParen) else {
            return list;
        };
        let params = self.parameter_list();
        self.skip_newlines();
        match self.next_if(Kind::RParen) {
            Some(close) => list.close = Some(self.span_of(close)),
            None => {
                let end = params.last().map_or(self.span_of(open), |param| param.span);
                list.broken = Some(end);
                self.missing(&msg::MISSING_END_PARENTHESIS_IN_FUNCTION_PARAMETER_LIST, after(end));
            }
        }
        self.skip_newlines();
        list.params = Some(params);
        list
    }

    pub(super) fn parameter_list(&mut self) -> Vec<Param> {
        let mut params = Vec::new();
        let mut comma = None;
        loop {
            let Some(param) = self.parameter() else {
                if let Some(comma) = comma {
                    self.missing_with(&msg::MISSING_EXPRESSION_AFTER_TOKEN, after(comma), ",");
                }
                return params;
            };
            params.push(param);
            self.skip_newlines();
            let Some(token) = self.next_if(Kind::Comma) else {
                return params;
            };
            comma = Some(self.span_of(token));
        }
    }

    fn parameter(&mut self) -> Option<Param> {
        let no_comma = std::mem::replace(&mut self.no_comma, true);
        let old = self.set_mode(Mode::Expression);
        let param = self.parameter_in_mode();
        self.no_comma = no_comma;
        self.set_mode(old);
        param
    }

    fn parameter_in_mode(&mut self) -> Option<Param> {
        self.skip_newlines();
        let attributes = self.attribute_list(false).unwrap_or_default();
        self.skip_newlines();
        let token = self.peek();
        if !matches!(token.kind, Kind::Variable | Kind::Splat) {
            return self.parameter_without_name(attributes);
        }
        self.skip_token();
        let name_span = self.span_of(token);
        let name = self.text_of(token);
        let name = match name.strip_prefix("${") {
            Some(_) => self.reader.braced_name(token, false).into(),
            None => SmolStr::new(name.get(1..).unwrap_or("")),
        };
        self.skip_newlines();
        let mut default = None;
        if let Some(equals) = self.next_if(Kind::Assign(AssignOp::Set)) {
            self.skip_newlines();
            default = self.expression(false);
            if default.is_none() {
                let place = after(self.span_of(equals));
                self.missing_with(&msg::MISSING_EXPRESSION_AFTER_TOKEN, place, "=");
            }
        }
        let begin = attributes.first().map_or(name_span, |it: &Attribute| it.span);
        let end = default.as_ref().map_or(name_span, |default| default.span);
        Some(Param { span: between(begin, end), attributes, name, name_span, default })
    }

    /// Attributes without a variable keep their place under a name that cannot be written.
    fn parameter_without_name(&mut self, attributes: Vec<Attribute>) -> Option<Param> {
        let last = attributes.last()?.span;
        self.missing(&msg::INVALID_FUNCTION_PARAMETER, after(last));
        self.sync_on_error(true, &[Kind::RParen]);
        let span = between(attributes.first()?.span, last);
        Some(Param { span, attributes, name: SmolStr::new_static("__error__"), name_span: span, default: None })
    }
}

fn may_name_function(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::Pipe
            | Kind::LParen
            | Kind::LCurly
            | Kind::AtParen
            | Kind::AtCurly
            | Kind::RCurly
            | Kind::RParen
            | Kind::End
            | Kind::Semi
            | Kind::Redirect
            | Kind::RedirectIn
            | Kind::AndAnd
            | Kind::OrOr
            | Kind::Ampersand
            | Kind::Variable
            | Kind::Splat
            | Kind::SingleQuoted
            | Kind::DoubleQuoted
            | Kind::SingleHere
            | Kind::DoubleHere
    )
}
