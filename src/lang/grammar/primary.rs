//! Operands: literals, variables, brackets of all kinds, members and indexes behind them.

use super::command::Context;
use super::{CHAIN_LONG_MAX, Parser, after, before, between, hole, hole_statement, is_broken_expr};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Keyword, Kind, Mode, Token};
use crate::tree::{Block, Expr, ExprKind, Statement, StringKind, TypeName};
use std::rc::Rc;

impl Parser<'_> {
    pub(super) fn primary_expression(&mut self) -> Option<Expr> {
        let token = self.next();
        self.primary_from(token, true)
    }

    /// With or without the members and indexes that follow.
    pub(super) fn primary_from(&mut self, token: Token, with_members: bool) -> Option<Expr> {
        let expr = match token.kind {
            Kind::Splat | Kind::Variable => self.variable_expr(token, with_members),
            Kind::Number => self.number_expr(token),
            Kind::DoubleHere => self.string_expr(token, StringKind::DoubleHere),
            Kind::DoubleQuoted => self.string_expr(token, StringKind::DoubleQuoted),
            Kind::SingleHere => self.string_expr(token, StringKind::SingleHere),
            Kind::SingleQuoted => self.string_expr(token, StringKind::SingleQuoted),
            Kind::LParen => self.parenthesis(token),
            Kind::AtParen | Kind::DollarParen => self.subexpression(token),
            Kind::AtCurly => self.hashtable(token),
            Kind::LCurly => self.script_block_expr(token),
            _ => {
                self.unget(token);
                return None;
            }
        };
        if !with_members {
            return Some(expr);
        }
        match self.member_access(true) {
            Some(access) => Some(self.postfix_operators(Some(access), expr)),
            None => Some(expr),
        }
    }

    fn number_expr(&mut self, token: Token) -> Expr {
        let span = self.span_of(token);
        match crate::token::number::value_of(self.text_of(token), span) {
            Some(number) => Expr { span, kind: ExprKind::Number(number) },
            None => hole(span),
        }
    }

    fn member_access(&mut self, allow_bracket: bool) -> Option<Token> {
        if self.ungot.is_some() {
            return None;
        }
        self.reader.member_access(allow_bracket)
    }

    /// Members and indexes, as long as they follow directly.
    pub(super) fn postfix_operators(&mut self, access: Option<Token>, expr: Expr) -> Expr {
        let mut expr = expr;
        let mut access = access;
        for _ in 0..CHAIN_LONG_MAX {
            let Some(token) = access else {
                return expr;
            };
            self.skip_newlines();
            expr = match token.kind {
                Kind::LBracket | Kind::QuestionLBracket => self.index(expr, token),
                _ => self.member(expr, token),
            };
            access = self.member_access(true);
        }
        self.stop_as_too_complicated();
        expr
    }

    /// A name that needs no quotes, such as a member or a key.
    pub(super) fn simple_name(&mut self) -> Option<(Token, Expr)> {
        self.reader.wants_simple_name = true;
        let token = self.peek();
        self.reader.wants_simple_name = false;
        if token.kind != Kind::Identifier {
            return None;
        }
        self.skip_token();
        Some((token, self.bare_text(token)))
    }

    fn member_name(&mut self) -> Option<Expr> {
        if let Some((_, name)) = self.simple_name() {
            return Some(name);
        }
        let token = self.peek();
        if token.kind.is_unary() || token.kind == Kind::LBracket {
            return self.unary_expression(false);
        }
        let token = self.next();
        self.primary_from(token, false)
    }

    fn member(&mut self, target: Expr, op: Token) -> Expr {
        let op_span = self.span_of(op);
        let is_static = op.kind == Kind::ColonColon;
        let null_conditional = op.kind == Kind::QuestionDot;
        let Some(name) = self.member_name() else {
            self.missing(&msg::MISSING_PROPERTY_NAME, after(op_span));
            let span = between(target.span, op_span);
            let name = self.single_argument(Context::Argument).unwrap_or_else(|| hole(span));
            return member_expr(target, name, is_static, null_conditional);
        };
        if self.ungot.is_some() {
            return member_expr(target, name, is_static, null_conditional);
        }
        let restore = self.reader.at;
        let (generic_arguments, is_closed) = self.generic_method_arguments(restore);
        let Some(open) = self.invoke_opening() else {
            if is_closed {
                self.resync(restore);
            }
            return member_expr(target, name, is_static, null_conditional);
        };
        let (arguments, end) = self.invoke_arguments(open);
        Expr {
            span: between(target.span, end),
            kind: ExprKind::Invoke {
                target: Box::new(target),
                name: Box::new(name),
                is_static,
                null_conditional,
                generic_arguments,
                arguments,
            },
        }
    }

    fn invoke_opening(&mut self) -> Option<Token> {
        if self.ungot.is_some() {
            return None;
        }
        self.reader.invoke_opening()
    }

    /// `[int, string]` between a method's name and its parenthesis; says whether it was closed.
    fn generic_method_arguments(&mut self, restore: usize) -> (Vec<TypeName>, bool) {
        if self.reader.peek() != '[' {
            return (Vec::new(), false);
        }
        let bracket = self.next();
        if bracket.kind != Kind::LBracket {
            self.resync(restore);
            return (Vec::new(), false);
        }
        let old = self.set_mode(Mode::TypeName);
        self.skip_newlines();
        let first = self.next();
        if first.kind != Kind::Identifier {
            self.set_mode(old);
            self.resync(restore);
            return (Vec::new(), false);
        }
        let (types, last) = self.generic_arguments(first);
        let is_closed = last.kind == Kind::RBracket;
        if !is_closed {
            self.unget(last);
            let span = before(self.span_of(last));
            self.missing(&msg::END_SQUARE_BRACKET_EXPECTED_AT_END_OF_TYPE, span);
        }
        self.set_mode(old);
        (types, is_closed)
    }

    fn invoke_arguments(&mut self, open: Token) -> (Vec<Expr>, Span) {
        if open.kind == Kind::LParen {
            return self.parenthesized_arguments(open);
        }
        self.skip_newlines();
        let block = self.script_block_expr(open);
        let span = block.span;
        (vec![block], span)
    }

    /// The opening parenthesis is read. Returns also where the list ended.
    pub(super) fn parenthesized_arguments(&mut self, open: Token) -> (Vec<Expr>, Span) {
        let mut arguments: Vec<Expr> = Vec::with_capacity(1);
        let mut comma = None;
        let old = std::mem::replace(&mut self.no_comma, true);
        let mut is_reported = false;
        loop {
            self.skip_newlines();
            let Some(argument) = self.expression(false) else {
                if let Some(comma) = comma {
                    self.missing_with(&msg::MISSING_EXPRESSION_AFTER_TOKEN, after(comma), ",");
                    is_reported = true;
                }
                break;
            };
            arguments.push(argument);
            self.skip_newlines();
            comma = self.next_if(Kind::Comma).map(|comma| self.span_of(comma));
            if comma.is_none() {
                break;
            }
        }
        self.skip_newlines();
        let last = arguments.last().map(|argument| argument.span);
        let close = self.next_if(Kind::RParen);
        if close.is_none() && !is_reported {
            let place = after(last.unwrap_or(self.span_of(open)));
            self.missing(&msg::MISSING_END_PARENTHESIS_IN_METHOD_CALL, place);
        }
        self.no_comma = old;
        let end = close.map(|close| self.span_of(close)).or(comma).or(last);
        (arguments, end.unwrap_or(self.span_of(open)))
    }

    fn index(&mut self, target: Expr, bracket: Token) -> Expr {
        self.skip_newlines();
        let old = std::mem::replace(&mut self.no_comma, false);
        let index = self.expression(false);
        self.no_comma = old;
        let bracket_span = self.span_of(bracket);
        let index = index.unwrap_or_else(|| {
            self.missing(&msg::MISSING_ARRAY_INDEX_EXPRESSION, after(bracket_span));
            hole(bracket_span)
        });
        self.skip_newlines();
        let mut end = index.span;
        if let Some(close) = self.next_if(Kind::RBracket) {
            end = self.span_of(close);
        } else if !is_broken_expr(&index) {
            self.missing(&msg::MISSING_END_SQUARE_BRACKET, after(index.span));
        }
        Expr {
            span: between(target.span, end),
            kind: ExprKind::Index {
                target: Box::new(target),
                index: Box::new(index),
                null_conditional: bracket.kind == Kind::QuestionLBracket,
            },
        }
    }
}

/// Brackets.
impl Parser<'_> {
    fn parenthesis(&mut self, open: Token) -> Expr {
        let open = self.span_of(open);
        let old = self.set_mode(Mode::Command);
        let no_comma = std::mem::replace(&mut self.no_comma, false);
        self.skip_newlines();
        let inner = self.pipeline_chain().unwrap_or_else(|| {
            self.missing(&msg::EXPECTED_EXPRESSION, after(open));
            hole_statement(after(open))
        });
        self.skip_newlines();
        let mut end = inner.span;
        match self.next_if(Kind::RParen) {
            Some(close) => end = self.span_of(close),
            None => {
                self.missing(&msg::MISSING_END_PARENTHESIS_IN_EXPRESSION, after(inner.span));
            }
        }
        self.no_comma = no_comma;
        self.set_mode(old);
        Expr { span: between(open, end), kind: ExprKind::Paren(Box::new(inner)) }
    }

    /// `$( … )` and `@( … )`
    fn subexpression(&mut self, first: Token) -> Expr {
        let open = self.span_of(first);
        let old = self.set_mode(Mode::Command);
        let no_comma = std::mem::replace(&mut self.no_comma, false);
        self.skip_newlines();
        let mut block = Block::default();
        let list = self.statement_list(&mut block);
        self.skip_newlines();
        let close = self.peek();
        let mut end = self.span_of(close);
        if close.kind == Kind::RParen {
            self.skip_token();
        } else {
            self.missing(&msg::MISSING_END_PARENTHESIS_IN_SUBEXPRESSION, end);
            end = list.unwrap_or(open);
        }
        self.no_comma = no_comma;
        self.set_mode(old);
        block.span = list.unwrap_or(after(open));
        Expr {
            span: between(open, end),
            kind: if first.kind == Kind::DollarParen { ExprKind::SubExpression(block) } else { ExprKind::ArrayBlock(block) },
        }
    }

    pub(super) fn script_block_expr(&mut self, open: Token) -> Expr {
        let old = self.set_mode(Mode::Command);
        let no_comma = std::mem::replace(&mut self.no_comma, false);
        self.skip_newlines();
        let block = self.script_block(Some(open), false);
        self.no_comma = no_comma;
        self.set_mode(old);
        Expr { span: block.span, kind: ExprKind::ScriptBlock(Rc::new(block)) }
    }

    fn hashtable(&mut self, open: Token) -> Expr {
        let open = self.span_of(open);
        self.skip_newlines();
        let mut pairs = Vec::new();
        while let Some(pair) = self.key_value_pair() {
            pairs.push(pair);
            if !matches!(self.peek().kind, Kind::NewLine | Kind::Semi) {
                break;
            }
            self.skip_newlines_and_semicolons();
        }
        let close = self.peek();
        let mut end = self.span_of(close);
        if close.kind == Kind::RCurly {
            self.skip_token();
        } else {
            self.missing_until(&msg::MISSING_END_CURLY_BRACE, after(open), end);
            end = before(end);
        }
        Expr { span: between(open, end), kind: ExprKind::Hashtable(pairs) }
    }

    fn key_value_pair(&mut self) -> Option<(Expr, Statement)> {
        let old = self.set_mode(Mode::Expression);
        let Some(key) = self.label_or_key() else {
            self.set_mode(old);
            return None;
        };
        let equals = self.next();
        self.set_mode(old);
        if equals.kind != Kind::Assign(crate::tree::AssignOp::Set) {
            self.unget(equals);
            let place = after(key.span);
            self.error(&msg::MISSING_EQUALS_IN_HASH_LITERAL, place);
            self.sync_on_error(false, &[Kind::RCurly, Kind::Semi, Kind::NewLine]);
            return Some((key, hole_statement(place)));
        }
        let old = self.set_mode(Mode::Command);
        self.skip_newlines();
        let value = self.statement().unwrap_or_else(|| {
            let place = after(self.span_of(equals));
            self.missing(&msg::MISSING_STATEMENT_IN_HASH_LITERAL, place);
            hole_statement(place)
        });
        self.set_mode(old);
        Some((key, value))
    }
}

fn member_expr(target: Expr, name: Expr, is_static: bool, null_conditional: bool) -> Expr {
    Expr {
        span: between(target.span, name.span),
        kind: ExprKind::Member { target: Box::new(target), name: Box::new(name), is_static, null_conditional },
    }
}

/// Words that may name a member although they are reserved elsewhere.
pub(super) fn may_name_member(kind: Kind) -> bool {
    matches!(kind, Kind::Identifier | Kind::Keyword(_)) && kind != Kind::Keyword(Keyword::InlineScript)
}
