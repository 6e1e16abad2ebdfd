//! Attributes and type constraints in brackets.

use super::{ATTRIBUTE_STEPS, Parser, after, before, between, hole};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Kind, Mode, Token};
use crate::tree::{AssignOp, Attribute, Expr, NamedArgument, TypeName};

/// Casts in a row nest in the tree, so there is a limit to them.
const ATTRIBUTES_MAX: usize = 500;

/// The arguments of one attribute, and where the last thing read of them ended.
struct Arguments {
    positional: Vec<Expr>,
    named: Vec<NamedArgument>,
    end: Span,
}

impl Parser<'_> {
    /// `None` when there is none. In an expression a type must be followed on its line.
    pub(super) fn attribute_list(&mut self, in_expression: bool) -> Option<Vec<Attribute>> {
        let mut attributes = Vec::new();
        while let Some(attribute) = self.attribute() {
            if attributes.is_empty() {
                attributes.reserve_exact(1);
            }
            if !in_expression || !attribute.is_type_constraint {
                self.skip_newlines();
            }
            attributes.push(attribute);
            if attributes.len() > ATTRIBUTES_MAX {
                self.stop_as_too_complicated();
            }
        }
        (!attributes.is_empty()).then_some(attributes)
    }

    pub(super) fn attribute(&mut self) -> Option<Attribute> {
        let open = match self.ungot {
            Some(token) if token.kind == Kind::LBracket => self.next(),
            Some(_) => return None,
            None => self.reader.left_bracket()?,
        };
        self.skip_newlines();
        let Some(type_name) = self.type_name(true) else {
            self.resync(open.start as usize);
            let place = after(self.span_of(open));
            self.missing(&msg::MISSING_TYPENAME, place);
            return None;
        };
        let open = self.span_of(open);
        let token = self.next();
        if token.kind == Kind::LParen {
            return Some(self.attribute_with_arguments(open, type_name, token));
        }
        let mut end = self.span_of(token);
        if token.kind != Kind::RBracket {
            self.unget(token);
            self.error(&msg::END_SQUARE_BRACKET_EXPECTED_AT_END_OF_ATTRIBUTE, before(end));
            end = type_name.span;
        }
        Some(Attribute { span: between(open, end), type_name, is_type_constraint: true, positional: Vec::new(), named: Vec::new() })
    }

    fn attribute_with_arguments(&mut self, open: Span, type_name: TypeName, paren: Token) -> Attribute {
        self.skip_newlines();
        let mut arguments = Arguments { positional: Vec::new(), named: Vec::new(), end: self.span_of(paren) };
        let old = self.set_mode(Mode::Expression);
        let no_comma = std::mem::replace(&mut self.no_comma, true);
        if self.enter(ATTRIBUTE_STEPS) {
            self.attribute_arguments(&mut arguments);
        }
        self.leave(ATTRIBUTE_STEPS);
        self.no_comma = no_comma;
        self.set_mode(old);
        self.skip_newlines();
        let mut end = arguments.end;
        let close = self.next_if(Kind::RParen);
        match close {
            Some(close) => end = self.span_of(close),
            None => {
                self.missing(&msg::MISSING_END_PARENTHESIS_IN_EXPRESSION, after(end));
            }
        }
        self.skip_newlines();
        if let Some(bracket) = self.next_if(Kind::RBracket) {
            end = self.span_of(bracket);
        } else if close.is_some() {
            self.missing(&msg::END_SQUARE_BRACKET_EXPECTED_AT_END_OF_ATTRIBUTE, after(end));
        }
        Attribute {
            span: between(open, end),
            type_name,
            is_type_constraint: false,
            positional: arguments.positional,
            named: arguments.named,
        }
    }

    fn attribute_arguments(&mut self, arguments: &mut Arguments) {
        let mut comma = None;
        loop {
            self.skip_newlines();
            if let Some((_, name)) = self.simple_name() {
                self.named_argument(name, arguments);
            } else if let Some(expr) = self.expression(false) {
                arguments.end = expr.span;
                arguments.positional.push(expr);
            } else if let Some(comma) = comma {
                let place = after(comma);
                self.missing_with(&msg::MISSING_EXPRESSION_AFTER_TOKEN, place, ",");
                arguments.positional.push(hole(place));
                arguments.end = place;
            }
            self.skip_newlines();
            let Some(token) = self.next_if(Kind::Comma) else {
                return;
            };
            let span = self.span_of(token);
            comma = Some(span);
            arguments.end = span;
        }
    }

    fn named_argument(&mut self, name: Expr, arguments: &mut Arguments) {
        let mut value = None;
        if let Some(equals) = self.next_if(Kind::Assign(AssignOp::Set)) {
            self.skip_newlines();
            let place = after(self.span_of(equals));
            let expr = self.expression(false).unwrap_or_else(|| {
                self.missing(&msg::MISSING_EXPRESSION_IN_NAMED_ARGUMENT, place);
                let stops = [Kind::Comma, Kind::RParen, Kind::RBracket, Kind::NewLine];
                self.sync_on_error(true, &stops);
                hole(place)
            });
            arguments.end = expr.span;
            value = Some(expr);
        }
        let end = value.as_ref().map_or(name.span, |value| value.span);
        let crate::tree::ExprKind::String { value: text, .. } = name.kind else {
            return;
        };
        arguments.named.push(NamedArgument { span: between(name.span, end), name: text, value });
    }
}
