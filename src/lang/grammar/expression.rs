//! Operators: ternary, binary, comma, unary, casts.

use super::{CHAIN_LONG_MAX, Parser, after, before, between, broken_expr, hole, is_broken_expr};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Kind, Mode, Token, precedence};
use crate::tree::{Attribute, BinaryOp, Expr, ExprKind, UnaryOp};

impl Parser<'_> {
    /// `in_ternary`: a number ends before `?` and `:`.
    pub(super) fn expression(&mut self, in_ternary: bool) -> Option<Expr> {
        let old = self.set_mode(Mode::Expression);
        let expr = if self.enter(1) { self.ternary_expression(in_ternary) } else { None };
        self.leave(1);
        self.set_mode(old);
        expr
    }

    fn ternary_expression(&mut self, in_ternary: bool) -> Option<Expr> {
        let condition = self.binary_expression(in_ternary)?;
        let Some(question) = self.next_if(Kind::Question) else {
            return Some(condition);
        };
        let then = self.ternary_branch(question);
        self.skip_newlines();
        let Some(colon) = self.next_if(Kind::Colon) else {
            let token = self.peek();
            let span = self.span_of(token);
            let mut pieces = vec![condition];
            let whole = between(pieces[0].span, before(span));
            if !is_broken_expr(&then) {
                pieces.push(then);
                self.missing(&msg::MISSING_COLON_IN_TERNARY_EXPRESSION, span);
            }
            return Some(broken_expr(whole, pieces));
        };
        let otherwise = self.ternary_branch(colon);
        Some(Expr {
            span: between(condition.span, otherwise.span),
            kind: ExprKind::Ternary { condition: Box::new(condition), then: Box::new(then), otherwise: Box::new(otherwise) },
        })
    }

    fn ternary_branch(&mut self, sign: Token) -> Expr {
        self.skip_newlines();
        if let Some(branch) = self.expression(true) {
            return branch;
        }
        let place = after(self.span_of(sign));
        let text = self.text_of(sign);
        self.missing_with(&msg::EXPECTED_VALUE_EXPRESSION, place, text);
        hole(place)
    }

    fn binary_expression(&mut self, in_ternary: bool) -> Option<Expr> {
        let first = self.comma_expression(in_ternary)?;
        let token = self.peek();
        match token.kind {
            Kind::Binary(_) => {
                let mut count = 0;
                let expr = self.binary_operators(first, 0, &mut count);
                let token = self.peek();
                if token.kind == Kind::Parameter {
                    return Some(self.stray_parameter(token, expr));
                }
                Some(expr)
            }
            Kind::Parameter => Some(self.stray_parameter(token, first)),
            _ => Some(first),
        }
    }

    /// Operators that bind at least as tight as `floor`. Equal ones lean to the left; the depth of
    /// calls is the number of precedences.
    fn binary_operators(&mut self, first: Expr, floor: u8, count: &mut u32) -> Expr {
        let mut left = first;
        while let Kind::Binary(op) = self.peek().kind
            && precedence(op) >= floor
        {
            *count += 1;
            if *count > CHAIN_LONG_MAX {
                self.stop_as_too_complicated();
                return left;
            }
            let token = self.next();
            let op_span = self.span_of(token);
            self.skip_newlines();
            let mut right = self.comma_expression(true).unwrap_or_else(|| {
                let text = self.text_of(token);
                self.missing_with(&msg::EXPECTED_VALUE_EXPRESSION, after(op_span), text);
                hole(after(op_span))
            });
            if let Kind::Binary(next) = self.peek().kind
                && precedence(next) > precedence(op)
            {
                right = self.binary_operators(right, precedence(op) + 1, count);
            }
            left = binary(left, op, op_span, right);
        }
        left
    }

    /// `1 -foo`: no operator has this name.
    fn stray_parameter(&mut self, token: Token, expr: Expr) -> Expr {
        let span = self.span_of(token);
        let text = self.text_of(token);
        self.error_with(&msg::UNEXPECTED_TOKEN, span, &[text]);
        self.skip_token();
        broken_expr(between(expr.span, span), vec![expr])
    }

    fn comma_expression(&mut self, in_ternary: bool) -> Option<Expr> {
        let first = self.unary_expression(in_ternary)?;
        if self.no_comma || self.peek().kind != Kind::Comma {
            return Some(first);
        }
        let begin = first.span;
        let mut items = vec![first];
        while let Some(comma) = self.next_if(Kind::Comma) {
            self.skip_newlines();
            if let Some(item) = self.unary_expression(true) {
                items.push(item);
                continue;
            }
            let span = self.span_of(comma);
            let text = self.text_of(comma);
            self.missing_with(&msg::MISSING_EXPRESSION_AFTER_TOKEN, after(span), text);
            items.push(hole(span));
            break;
        }
        let last = items.last().map_or(begin, |item| item.span);
        Some(Expr { span: between(begin, last), kind: ExprKind::Array(items) })
    }

    pub(super) fn unary_expression(&mut self, in_ternary: bool) -> Option<Expr> {
        let expr = if self.enter(1) { self.unary_in_depth(in_ternary) } else { None };
        self.leave(1);
        expr
    }

    fn unary_in_depth(&mut self, in_ternary: bool) -> Option<Expr> {
        let token = self.peek_operand(in_ternary);
        let expr = if token.kind.is_unary() {
            if self.no_comma && token.kind == Kind::Comma {
                return None;
            }
            match self.prefixed(token) {
                Ok(expr) => expr,
                Err(broken) => return Some(broken),
            }
        } else if token.kind == Kind::LBracket {
            match self.bracketed(token)? {
                Ok(expr) => expr,
                Err(broken) => return Some(broken),
            }
        } else {
            self.primary_expression()?
        };
        Some(self.postfixed(expr))
    }

    /// Where an operand may stand, `-5` and `+5` are numbers.
    fn peek_operand(&mut self, in_ternary: bool) -> Token {
        let signed = std::mem::replace(&mut self.reader.allows_signed_numbers, true);
        let ternary = std::mem::replace(&mut self.reader.ternary_ends_number, in_ternary);
        if let Some(token) = self.ungot {
            let is_minus = token.kind == Kind::Binary(BinaryOp::Subtract);
            if is_minus || (in_ternary && token.kind == Kind::Generic) {
                self.resync(token.start as usize);
            }
        }
        let token = self.peek();
        self.reader.allows_signed_numbers = signed;
        self.reader.ternary_ends_number = ternary;
        token
    }

    fn prefixed(&mut self, token: Token) -> Result<Expr, Expr> {
        let span = self.span_of(token);
        self.skip_token();
        self.skip_newlines();
        let Some(operand) = self.unary_expression(true) else {
            let text = self.text_of(token);
            self.missing_with(&msg::MISSING_EXPRESSION_AFTER_OPERATOR, after(span), text);
            return Err(hole(span));
        };
        let whole = between(span, operand.span);
        let kind = match prefix_op(token.kind) {
            Some(op) => ExprKind::Unary { op, operand: Box::new(operand) },
            None => ExprKind::Array(vec![operand]),
        };
        Ok(Expr { span: whole, kind })
    }

    fn postfixed(&mut self, expr: Expr) -> Expr {
        let token = self.peek();
        let op = match token.kind {
            Kind::PlusPlus => UnaryOp::PostIncrement,
            Kind::MinusMinus => UnaryOp::PostDecrement,
            _ => return expr,
        };
        self.skip_token();
        Expr { span: between(expr.span, self.span_of(token)), kind: ExprKind::Unary { op, operand: Box::new(expr) } }
    }

    /// A type, a cast or an attribute. `Err`: it broke off, nothing can follow it.
    fn bracketed(&mut self, first: Token) -> Option<Result<Expr, Expr>> {
        let mut attributes = self.attribute_list(true)?;
        let last = attributes.pop()?;
        let expr = if last.is_type_constraint {
            self.type_or_cast(last)
        } else {
            self.skip_newlines();
            let Some(operand) = self.unary_expression(true) else {
                let name = last.type_name.full_name();
                self.missing_with(&msg::UNEXPECTED_ATTRIBUTE, last.span, &name);
                return Some(Err(hole(between(self.span_of(first), last.span))));
            };
            attributed(last, operand)
        };
        Some(Ok(attributes.into_iter().rev().fold(expr, |operand, it| attributed(it, operand))))
    }

    fn type_or_cast(&mut self, constraint: Attribute) -> Expr {
        let mut access = None;
        if self.ungot.is_none() {
            access = self.reader.member_access(false);
        }
        if let Some(access) = access {
            let target = type_expr(constraint);
            return self.postfix_operators(Some(access), target);
        }
        if !matches!(self.peek().kind, Kind::NewLine | Kind::Comma)
            && let Some(operand) = self.unary_expression(true)
        {
            return attributed(constraint, operand);
        }
        type_expr(constraint)
    }
}

fn type_expr(constraint: Attribute) -> Expr {
    Expr { span: constraint.span, kind: ExprKind::Type(constraint.type_name) }
}

fn attributed(attribute: Attribute, operand: Expr) -> Expr {
    let span = between(attribute.span, operand.span);
    let operand = Box::new(operand);
    let kind = if attribute.is_type_constraint {
        ExprKind::Convert { type_name: attribute.type_name, operand }
    } else {
        ExprKind::Attributed { attribute: Box::new(attribute), operand }
    };
    Expr { span, kind }
}

fn binary(left: Expr, op: BinaryOp, op_span: Span, right: Expr) -> Expr {
    Expr { span: between(left.span, right.span), kind: ExprKind::Binary { op, op_span, left: Box::new(left), right: Box::new(right) } }
}

/// `None`: the comma that makes an array of one.
fn prefix_op(kind: Kind) -> Option<UnaryOp> {
    let op = match kind {
        Kind::PlusPlus => UnaryOp::PreIncrement,
        Kind::MinusMinus => UnaryOp::PreDecrement,
        Kind::Exclaim | Kind::Not => UnaryOp::Not,
        Kind::BitNot => UnaryOp::BitNot,
        Kind::Binary(BinaryOp::Add) => UnaryOp::Plus,
        Kind::Binary(BinaryOp::Subtract) => UnaryOp::Minus,
        Kind::Binary(BinaryOp::Join) => UnaryOp::Join,
        Kind::Binary(BinaryOp::Split { case_sensitive }) => UnaryOp::Split { case_sensitive },
        _ => return None,
    };
    Some(op)
}
