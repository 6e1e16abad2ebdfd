//! Assignments, pipeline chains, pipelines, redirections.

use super::command::Context;
use super::{CHAIN_LONG_MAX, Parser, after, between, broken_statement, hole, hole_statement};
use crate::message as msg;
use crate::source::Span;
use crate::token::{APPEND, Kind, MERGE, Mode, Token};
use crate::tree::{AssignOp, ChainOp, Element, Expr, ExpressionElement, Pipeline, RedirectStream};
use crate::tree::{RedirectTarget, Redirection, Statement, StatementKind};

impl Parser<'_> {
    /// An assignment or pipelines joined by `&&` and `||`.
    pub(super) fn pipeline_chain(&mut self) -> Option<Statement> {
        let statement = if self.enter(1) { self.assignment_or_chain() } else { None };
        self.leave(1);
        statement
    }

    fn assignment_or_chain(&mut self) -> Option<Statement> {
        if self.next_is_word() {
            return self.chain(None);
        }
        let old = self.set_mode(Mode::Expression);
        let first = self.expression(false);
        let mut assign = None;
        if first.is_some()
            && let Kind::Assign(op) = self.peek().kind
        {
            assign = Some((op, self.next()));
        }
        self.set_mode(old);
        match (first, assign) {
            (Some(target), Some((op, token))) => Some(self.assignment(target, op, token)),
            (first, _) => self.chain(first),
        }
    }

    fn assignment(&mut self, target: Expr, op: AssignOp, token: Token) -> Statement {
        let op_span = self.span_of(token);
        self.skip_newlines();
        let value = self.statement().unwrap_or_else(|| {
            let place = after(op_span);
            self.missing_with(&msg::EXPECTED_VALUE_EXPRESSION, place, assign_text(op));
            hole_statement(place)
        });
        Statement { span: between(target.span, value.span), kind: StatementKind::Assign { target, op, op_span, value: Box::new(value) } }
    }

    fn chain(&mut self, first: Option<Expr>) -> Option<Statement> {
        let mut first = first;
        let mut left: Option<(Statement, ChainOp, Token)> = None;
        for _ in 0..CHAIN_LONG_MAX {
            let begins_with = if first.is_some() { None } else { Some(self.peek()) };
            let Some(pipeline) = self.pipeline(first.take()) else {
                let (left, _, op) = left?;
                return Some(self.chain_without_end(left, op, begins_with));
            };
            let token = self.peek();
            let op = match token.kind {
                Kind::AndAnd => ChainOp::And,
                Kind::OrOr => ChainOp::Or,
                Kind::Ampersand => return Some(self.background(left, pipeline)),
                _ => return Some(joined(left, pipeline, false)),
            };
            self.skip_token();
            self.skip_newlines();
            let statement = joined(left, pipeline, false);
            if self.peek().kind == Kind::End {
                let place = after(self.span_of(token));
                self.missing(&msg::EMPTY_PIPELINE_CHAIN_ELEMENT, place);
                return Some(statement);
            }
            left = Some((statement, op, token));
        }
        self.stop_as_too_complicated();
        left.map(|(left, _, _)| left)
    }

    fn chain_without_end(&mut self, left: Statement, op: Token, next: Option<Token>) -> Statement {
        let op_span = self.span_of(op);
        if let Some(next) = next {
            match next.kind {
                Kind::End => {
                    self.missing(&msg::EMPTY_PIPELINE_CHAIN_ELEMENT, after(op_span));
                }
                Kind::Dot | Kind::Ampersand => {}
                _ => {
                    let span = between(op_span, self.span_of(next));
                    self.error(&msg::EMPTY_PIPELINE_CHAIN_ELEMENT, span);
                }
            }
        }
        broken_statement(between(left.span, op_span), vec![left])
    }

    /// `&` ends a chain; an operator behind it is wrong.
    fn background(&mut self, left: Option<(Statement, ChainOp, Token)>, pipeline: Pipeline) -> Statement {
        self.skip_token();
        let next = self.peek();
        if !matches!(next.kind, Kind::AndAnd | Kind::OrOr) {
            return joined(left, pipeline, true);
        }
        self.skip_token();
        let end = self.span_of(next);
        self.error(&msg::BACKGROUND_OPERATOR_IN_PIPELINE_CHAIN, end);
        let begun = joined(left, pipeline, false);
        broken_statement(between(begun.span, end), vec![begun])
    }

    fn pipeline(&mut self, first: Option<Expr>) -> Option<Pipeline> {
        // Nearly every pipeline has one element; room for four would be mostly empty.
        let mut elements = Vec::with_capacity(1);
        let mut span: Option<Span> = None;
        let mut first = first;
        let mut pipe: Option<Token> = None;
        loop {
            let element = self.pipeline_element(first.take(), !elements.is_empty());
            if let Some((element, element_span)) = element {
                span = Some(between(span.unwrap_or(element_span), element_span));
                elements.push(element);
            } else if !elements.is_empty() || self.peek().kind == Kind::Pipe {
                let place = match pipe {
                    Some(pipe) => after(self.span_of(pipe)),
                    None => {
                        let next = self.peek();
                        self.span_of(next)
                    }
                };
                self.missing(&msg::EMPTY_PIPE_ELEMENT, place);
            }
            match self.next_pipe() {
                Some(token) => pipe = Some(token),
                None => break,
            }
        }
        Some(Pipeline { span: span?, elements, background: false })
    }

    /// A `|` with something behind it.
    fn next_pipe(&mut self) -> Option<Token> {
        let mut token = self.peek();
        if token.kind == Kind::NewLine && self.reader.pipe_begins_next_line(token.end) {
            self.skip_newlines();
            token = self.peek();
        }
        let span = self.span_of(token);
        match token.kind {
            Kind::Semi | Kind::NewLine | Kind::RParen | Kind::RCurly | Kind::End => None,
            Kind::AndAnd | Kind::OrOr | Kind::Ampersand => None,
            Kind::Pipe => {
                self.skip_token();
                self.skip_newlines();
                if self.peek().kind == Kind::End {
                    self.missing(&msg::EMPTY_PIPE_ELEMENT, after(span));
                    return None;
                }
                Some(token)
            }
            _ => {
                let text = self.text_of(token);
                self.error_with(&msg::UNEXPECTED_TOKEN, span, &[text]);
                None
            }
        }
    }

    fn pipeline_element(&mut self, first: Option<Expr>, is_late: bool) -> Option<(Element, Span)> {
        let mut expr = first;
        if expr.is_none() && !self.next_is_word() {
            expr = self.in_mode(Mode::Expression, |it| it.expression(false));
        }
        let Some(expr) = expr else {
            let command = self.command()?;
            let span = command.span;
            return Some((Element::Command(command), span));
        };
        if is_late {
            self.error(&msg::EXPRESSIONS_MUST_BE_FIRST_IN_PIPELINE, expr.span);
        }
        let mut redirections = Vec::new();
        let mut span = expr.span;
        while matches!(self.peek().kind, Kind::Redirect | Kind::RedirectIn) {
            let token = self.next();
            if let Some(last) = self.redirection(token, &mut redirections) {
                span = between(span, last);
            }
        }
        redirections.sort_by_key(|it| stream_number(it.from));
        let element = ExpressionElement { span, expr, redirections };
        Some((Element::Expression(element), span))
    }

    /// Returns its span unless the operator is refused.
    pub(super) fn redirection(&mut self, token: Token, list: &mut Vec<Redirection>) -> Option<Span> {
        let span = self.span_of(token);
        let redirection = if token.has(MERGE) {
            self.merging_redirection(token, span)
        } else {
            let path = self.single_argument(Context::FileName).unwrap_or_else(|| {
                self.error(&msg::MISSING_FILE_SPECIFICATION, after(span));
                hole(span)
            });
            if token.kind == Kind::RedirectIn {
                let text = self.text_of(token);
                self.error_with(&msg::REDIRECTION_NOT_SUPPORTED, span, &[text]);
                return None;
            }
            Redirection {
                span: between(span, path.span),
                from: stream(token.detail),
                target: RedirectTarget::File { path, append: token.has(APPEND) },
            }
        };
        let span = redirection.span;
        if list.iter().any(|it| it.from == redirection.from) {
            let name = stream_name(redirection.from);
            self.error_with(&msg::STREAM_ALREADY_REDIRECTED, span, &[name]);
        } else {
            list.push(redirection);
        }
        Some(span)
    }

    fn merging_redirection(&mut self, token: Token, span: Span) -> Redirection {
        let (from, to) = (token.detail >> 4, token.detail & 15);
        if to != 1 || from == to {
            let text = self.text_of(token);
            self.error_with(&msg::REDIRECTION_NOT_SUPPORTED, span, &[text]);
        }
        Redirection { span, from: stream(from), target: RedirectTarget::Stream(RedirectStream::Output) }
    }
}

/// One pipeline, behind what stood before it.
fn joined(left: Option<(Statement, ChainOp, Token)>, mut pipeline: Pipeline, background: bool) -> Statement {
    let span = pipeline.span;
    let Some((left, op, _)) = left else {
        pipeline.background = background;
        return Statement { span, kind: StatementKind::Pipeline(pipeline) };
    };
    let right = Statement { span, kind: StatementKind::Pipeline(pipeline) };
    Statement {
        span: between(left.span, span),
        kind: StatementKind::Chain { left: Box::new(left), op, right: Box::new(right), background },
    }
}

fn assign_text(op: AssignOp) -> &'static str {
    match op {
        AssignOp::Set => "=",
        AssignOp::Add => "+=",
        AssignOp::Subtract => "-=",
        AssignOp::Multiply => "*=",
        AssignOp::Divide => "/=",
        AssignOp::Remainder => "%=",
        AssignOp::Coalesce => "??=",
    }
}

fn stream(number: u8) -> RedirectStream {
    match number {
        0 => RedirectStream::All,
        2 => RedirectStream::Error,
        3 => RedirectStream::Warning,
        4 => RedirectStream::Verbose,
        5 => RedirectStream::Debug,
        6 => RedirectStream::Information,
        _ => RedirectStream::Output,
    }
}

pub(super) fn stream_number(stream: RedirectStream) -> u8 {
    match stream {
        RedirectStream::All => 0,
        RedirectStream::Output => 1,
        RedirectStream::Error => 2,
        RedirectStream::Warning => 3,
        RedirectStream::Verbose => 4,
        RedirectStream::Debug => 5,
        RedirectStream::Information => 6,
    }
}

fn stream_name(stream: RedirectStream) -> &'static str {
    match stream {
        RedirectStream::All => "* stream",
        RedirectStream::Output => "output stream",
        RedirectStream::Error => "error stream",
        RedirectStream::Warning => "warning stream",
        RedirectStream::Verbose => "verbose stream",
        RedirectStream::Debug => "debug stream",
        RedirectStream::Information => "information stream",
    }
}
