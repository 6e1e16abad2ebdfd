//! Conditions, loops, `try`, `trap`, `data`.

use super::command::Context;
use super::is_broken_statement;
use super::statement::pieces_of;
use super::{Parser, after, before, between, block_statement, broken_statement, hole_statement};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Keyword, Kind, Token};
use crate::tree::{Attribute, Block, Catch, Statement, StatementKind, Trap, TypeName};

/// Loops may have a label; its colon is where they begin.
#[derive(Clone, Copy)]
struct Head {
    label: Option<Token>,
    keyword: Token,
}

/// Where a loop broke off, and the condition or sequence that was read.
type Lost = Box<(Span, Option<Statement>)>;

impl Parser<'_> {
    fn head_span(&self, head: Head) -> Span {
        self.span_of(head.label.unwrap_or(head.keyword))
    }

    pub(super) fn if_statement(&mut self, first: Token) -> Statement {
        let begin = self.span_of(first);
        let mut clauses = Vec::new();
        let mut keyword = first;
        let mut otherwise = None;
        loop {
            match self.if_clause(begin, keyword) {
                Ok(clause) => clauses.push(clause),
                Err((span, pieces)) => return broken_if(span, clauses, pieces),
            }
            let restore = self.ungot.map_or(self.reader.at, |token| token.start as usize);
            self.skip_newlines();
            if self.ungot.is_none() && !matches!(self.reader.peek(), 'e' | 'E') {
                self.resync(restore);
                break;
            }
            keyword = self.peek();
            match keyword.kind {
                Kind::Keyword(Keyword::ElseIf) => self.skip_token(),
                Kind::Keyword(Keyword::Else) => {
                    self.skip_token();
                    otherwise = self.statement_block();
                    if otherwise.is_none() {
                        let span = self.span_of(keyword);
                        self.missing(&msg::MISSING_STATEMENT_BLOCK_AFTER_ELSE, after(span));
                        return broken_if(between(begin, span), clauses, Vec::new());
                    }
                    break;
                }
                _ => {
                    self.resync(restore);
                    break;
                }
            }
        }
        let last = clauses.last().map_or(begin, |(_, body): &(_, Block)| body.span);
        let last = otherwise.as_ref().map_or(last, |block| block.span);
        Statement { span: between(begin, last), kind: StatementKind::If { clauses, otherwise } }
    }

    /// `( condition ) { … }`, or where it broke off and what was read.
    fn if_clause(&mut self, begin: Span, keyword: Token) -> Result<(Statement, Block), (Span, Vec<Statement>)> {
        let word = self.text_of(keyword);
        let keyword = self.span_of(keyword);
        self.skip_newlines();
        let Some(open) = self.next_if(Kind::LParen) else {
            self.missing_with(&msg::MISSING_OPEN_PARENTHESIS_IN_IF_STATEMENT, after(keyword), word);
            return Err((between(begin, keyword), Vec::new()));
        };
        let place = after(self.span_of(open));
        let condition = self.condition().unwrap_or_else(|| {
            self.missing_with(&msg::IF_STATEMENT_MISSING_CONDITION, place, word);
            hole_statement(place)
        });
        self.skip_newlines();
        let close = self.peek();
        let span = self.span_of(close);
        if close.kind != Kind::RParen {
            if !is_broken_statement(&condition) {
                self.missing_with(&msg::MISSING_END_PARENTHESIS_AFTER_STATEMENT, span, word);
            }
            return Err((between(begin, before(span)), vec![condition]));
        }
        self.skip_token();
        match self.statement_block() {
            Some(body) => Ok((condition, body)),
            None => {
                self.missing_with(&msg::MISSING_STATEMENT_BLOCK, span, word);
                Err((between(begin, span), vec![condition]))
            }
        }
    }

    pub(super) fn while_statement(&mut self, label: Option<Token>, keyword: Token) -> Statement {
        let begin = self.head_span(Head { label, keyword });
        let span = self.span_of(keyword);
        self.skip_newlines();
        let Some(open) = self.next_if(Kind::LParen) else {
            let word = self.text_of(keyword);
            self.missing_with(&msg::MISSING_OPEN_PARENTHESIS_AFTER_KEYWORD, after(span), word);
            return hole_statement(between(begin, span));
        };
        let place = after(self.span_of(open));
        let condition = self.condition().unwrap_or_else(|| {
            self.missing_with(&msg::MISSING_EXPRESSION_AFTER_KEYWORD, place, "while");
            hole_statement(place)
        });
        let Some(close) = self.next_if(Kind::RParen) else {
            if !is_broken_statement(&condition) {
                let place = after(condition.span);
                self.missing_with(&msg::MISSING_END_PARENTHESIS_AFTER_STATEMENT, place, "while");
            }
            return broken_statement(between(begin, condition.span), vec![condition]);
        };
        let close = self.span_of(close);
        let Some(body) = self.statement_block() else {
            self.missing_with(&msg::MISSING_LOOP_STATEMENT, after(close), "while");
            return broken_statement(between(begin, close), vec![condition]);
        };
        Statement {
            span: between(begin, body.span),
            kind: StatementKind::While { label: self.label_text(label), condition: Box::new(condition), body },
        }
    }

    pub(super) fn do_statement(&mut self, label: Option<Token>, keyword: Token) -> Statement {
        let begin = self.head_span(Head { label, keyword });
        let Some(body) = self.statement_block() else {
            let span = self.span_of(keyword);
            self.missing_with(&msg::MISSING_LOOP_STATEMENT, after(span), "do");
            return hole_statement(between(begin, span));
        };
        self.skip_newlines();
        let token = self.peek();
        let is_until = token.kind.is_keyword(Keyword::Until);
        if !is_until && !token.kind.is_keyword(Keyword::While) {
            self.missing(&msg::MISSING_WHILE_OR_UNTIL_IN_DO_WHILE, after(body.span));
            return broken_statement(between(begin, body.span), vec![block_statement(body)]);
        }
        self.skip_token();
        match self.do_condition(token, if is_until { "until" } else { "while" }) {
            Ok((condition, end)) => {
                let label = self.label_text(label);
                let condition = Box::new(condition);
                let kind = if is_until {
                    StatementKind::DoUntil { label, condition, body }
                } else {
                    StatementKind::DoWhile { label, condition, body }
                };
                let span = between(begin, end);
                Statement { span, kind }
            }
            Err(lost) => {
                let (end, condition) = *lost;
                let pieces = pieces_of([Some(block_statement(body)), condition]);
                broken_statement(between(begin, end), pieces)
            }
        }
    }

    fn do_condition(&mut self, keyword: Token, word: &str) -> Result<(Statement, Span), Lost> {
        self.skip_newlines();
        let Some(open) = self.next_if(Kind::LParen) else {
            let span = self.span_of(keyword);
            self.missing_with(&msg::MISSING_OPEN_PARENTHESIS_AFTER_KEYWORD, after(span), word);
            return Err(Box::new((span, None)));
        };
        let open = self.span_of(open);
        let condition = self.condition();
        if condition.is_none() {
            self.missing_with(&msg::MISSING_EXPRESSION_AFTER_KEYWORD, after(open), word);
        }
        let close = self.next_if(Kind::RParen);
        let Some(condition) = condition else {
            return Err(Box::new((open, None)));
        };
        match close {
            Some(close) => Ok((condition, self.span_of(close))),
            None => {
                let span = condition.span;
                self.missing_with(&msg::MISSING_END_PARENTHESIS_AFTER_STATEMENT, after(span), word);
                Err(Box::new((span, Some(condition))))
            }
        }
    }

    pub(super) fn for_statement(&mut self, label: Option<Token>, keyword: Token) -> Statement {
        let begin = self.head_span(Head { label, keyword });
        let span = self.span_of(keyword);
        self.skip_newlines();
        let Some(open) = self.next_if(Kind::LParen) else {
            self.missing_with(&msg::MISSING_OPEN_PARENTHESIS_AFTER_KEYWORD, after(span), "for");
            return hole_statement(between(begin, span));
        };
        let mut end = self.span_of(open);
        let init = self.for_part(&mut end, true);
        let condition = self.for_part(&mut end, true);
        let step = self.for_part(&mut end, false);
        self.skip_newlines();
        let body = match self.next_if(Kind::RParen) {
            None => {
                self.missing_with(&msg::MISSING_END_PARENTHESIS_AFTER_STATEMENT, after(end), "for");
                None
            }
            Some(close) => {
                let body = self.statement_block();
                if body.is_none() {
                    end = self.span_of(close);
                    self.missing_with(&msg::MISSING_LOOP_STATEMENT, after(end), "for");
                }
                body
            }
        };
        let Some(body) = body else {
            let pieces = pieces_of([init, condition, step]);
            return broken_statement(between(begin, end), pieces);
        };
        Statement {
            span: between(begin, body.span),
            kind: StatementKind::For {
                label: self.label_text(label),
                init: init.map(Box::new),
                condition: condition.map(Box::new),
                step: step.map(Box::new),
                body,
            },
        }
    }

    fn for_part(&mut self, end: &mut Span, takes_semicolon: bool) -> Option<Statement> {
        self.skip_newlines();
        let part = self.pipeline_chain();
        if let Some(part) = &part {
            *end = part.span;
        }
        if takes_semicolon && let Some(semicolon) = self.next_if(Kind::Semi) {
            *end = self.span_of(semicolon);
        }
        part
    }

    pub(super) fn foreach_statement(&mut self, label: Option<Token>, keyword: Token) -> Statement {
        let begin = self.head_span(Head { label, keyword });
        let wrong_flag = self.foreach_flags(begin);
        let Some(open) = self.next_if(Kind::LParen) else {
            let span = self.span_of(keyword);
            self.missing_with(&msg::MISSING_OPEN_PARENTHESIS_AFTER_KEYWORD, after(span), "foreach");
            return hole_statement(between(begin, span));
        };
        self.skip_newlines();
        let token = self.peek();
        if !matches!(token.kind, Kind::Variable | Kind::Splat) {
            let span = self.span_of(open);
            self.missing(&msg::MISSING_VARIABLE_NAME_AFTER_FOREACH, after(span));
            return hole_statement(between(begin, span));
        }
        self.skip_token();
        let variable = self.variable_expr(token, false);
        match self.foreach_rest(variable.span) {
            Ok((sequence, body)) if wrong_flag.is_none() => Statement {
                span: between(begin, body.span),
                kind: StatementKind::ForEach {
                    label: self.label_text(label),
                    variable: Box::new(variable),
                    sequence: Box::new(sequence),
                    body,
                },
            },
            Ok((sequence, body)) => {
                let span = between(begin, wrong_flag.unwrap_or(body.span));
                broken_statement(span, vec![sequence, block_statement(body)])
            }
            Err(lost) => broken_statement(between(begin, lost.0), pieces_of([lost.1])),
        }
    }

    /// `-parallel` and `-throttlelimit` are known but refused; others are wrong.
    fn foreach_flags(&mut self, begin: Span) -> Option<Span> {
        let mut wrong = None;
        self.skip_newlines();
        while let Some(flag) = self.next_if(Kind::Parameter) {
            let span = self.span_of(flag);
            let name = self.parameter_name(flag);
            if is_prefix(&name, "parallel") {
                self.refuse_flag(begin, "foreach", "parallel");
            } else if is_prefix(&name, "throttlelimit") {
                self.refuse_flag(begin, "foreach", "throttlelimit");
                self.skip_newlines();
                if self.single_argument(Context::Argument).is_none() {
                    self.missing(&msg::MISSING_THROTTLE_LIMIT, after(span));
                }
            } else {
                wrong = Some(span);
                self.error_with(&msg::INVALID_FOREACH_FLAG, span, &[&name]);
            }
            self.skip_newlines();
        }
        wrong
    }

    fn foreach_rest(&mut self, variable: Span) -> Result<(Statement, Block), Lost> {
        self.skip_newlines();
        let Some(keyword) = self.next_if(Kind::Keyword(Keyword::In)) else {
            self.missing(&msg::MISSING_IN_IN_FOREACH, after(variable));
            return Err(Box::new((variable, None)));
        };
        let keyword = self.span_of(keyword);
        self.skip_newlines();
        let Some(sequence) = self.pipeline_chain() else {
            self.missing(&msg::MISSING_FOREACH_EXPRESSION, after(keyword));
            return Err(Box::new((keyword, None)));
        };
        self.skip_newlines();
        let Some(close) = self.next_if(Kind::RParen) else {
            let end = sequence.span;
            self.missing(&msg::MISSING_END_PARENTHESIS_AFTER_FOREACH, after(end));
            return Err(Box::new((end, Some(sequence))));
        };
        let Some(body) = self.statement_block() else {
            let end = self.span_of(close);
            self.missing(&msg::MISSING_FOREACH_STATEMENT, after(end));
            return Err(Box::new((end, Some(sequence))));
        };
        Ok((sequence, body))
    }
}

/// `try`, `trap`, `data`.
impl Parser<'_> {
    pub(super) fn try_statement(&mut self, keyword: Token) -> Statement {
        let begin = self.span_of(keyword);
        let Some(body) = self.statement_block() else {
            self.missing(&msg::MISSING_TRY_STATEMENT_BLOCK, after(begin));
            return hole_statement(begin);
        };
        let mut broken = None;
        let mut catches: Vec<Catch> = Vec::new();
        while let Some(catch) = self.catch_clause(&mut broken) {
            catches.push(catch);
        }
        self.skip_newlines();
        let mut finally = None;
        if let Some(keyword) = self.next_if(Kind::Keyword(Keyword::Finally)) {
            finally = self.statement_block();
            if finally.is_none() {
                let span = self.span_of(keyword);
                self.missing(&msg::MISSING_FINALLY_STATEMENT_BLOCK, after(span));
                broken = Some(span);
            }
        }
        if catches.is_empty() && finally.is_none() && broken.is_none() {
            self.missing(&msg::MISSING_CATCH_OR_FINALLY, after(body.span));
            broken = Some(body.span);
        }
        if let Some(end) = broken {
            let blocks = catches.into_iter().map(|catch| catch.body).chain(finally);
            let mut pieces = vec![block_statement(body)];
            pieces.extend(blocks.map(block_statement));
            return broken_statement(between(begin, end), pieces);
        }
        let last = catches.last().map_or(body.span, |catch| catch.span);
        let last = finally.as_ref().map_or(last, |block| block.span);
        Statement { span: between(begin, last), kind: StatementKind::Try { body, catches, finally: finally.map(Box::new) } }
    }

    fn catch_clause(&mut self, broken: &mut Option<Span>) -> Option<Catch> {
        self.skip_newlines();
        let keyword = self.next_if(Kind::Keyword(Keyword::Catch))?;
        let begin = self.span_of(keyword);
        let mut types = Vec::new();
        let mut is_reported = false;
        let mut comma = None;
        loop {
            let restore = self.reader.at;
            self.skip_newlines();
            match self.attribute() {
                Some(attribute) if attribute.is_type_constraint => types.push(attribute),
                Some(_) => {
                    self.resync(restore);
                    break;
                }
                None => {
                    if let Some(comma) = comma {
                        *broken = Some(comma);
                        is_reported = true;
                        self.missing(&msg::MISSING_TYPE_LITERAL_TOKEN, after(comma));
                    }
                    break;
                }
            }
            self.skip_newlines();
            let Some(token) = self.next_if(Kind::Comma) else {
                break;
            };
            comma = Some(self.span_of(token));
        }
        let Some(body) = self.statement_block() else {
            if !is_reported {
                let end = types.last().map_or(begin, |last: &Attribute| last.span);
                *broken = Some(end);
                self.missing(&msg::MISSING_CATCH_HANDLER_BLOCK, after(end));
            }
            return None;
        };
        Some(Catch { span: between(begin, body.span), types: types.into_iter().map(bracketed_type).collect(), body })
    }

    /// A trap, or what is left of it.
    pub(super) fn trap(&mut self, keyword: Token) -> Result<Trap, Statement> {
        let begin = self.span_of(keyword);
        let restore = self.reader.at;
        self.skip_newlines();
        let mut constraint = self.attribute();
        if constraint.as_ref().is_some_and(|it| !it.is_type_constraint) {
            self.resync(restore);
            constraint = None;
        }
        let Some(body) = self.statement_block() else {
            let end = constraint.as_ref().map_or(begin, |it| it.span);
            self.missing(&msg::MISSING_TRAP_STATEMENT, after(end));
            return Err(hole_statement(between(begin, end)));
        };
        Ok(Trap { span: between(begin, body.span), type_name: constraint.map(bracketed_type), body })
    }

    pub(super) fn data_statement(&mut self, keyword: Token) -> Statement {
        let begin = self.span_of(keyword);
        self.skip_newlines();
        let variable = self.simple_name();
        let mut end = variable.as_ref().map_or(begin, |(_, name)| name.span);
        self.skip_newlines();
        let mut supported_commands = Vec::new();
        if let Some(flag) = self.next_if(Kind::Parameter)
            && let Some(end) = self.supported_commands(flag, &mut supported_commands)
        {
            return hole_statement(between(begin, end));
        }
        end = supported_commands.last().map_or(end, |last: &crate::tree::Expr| last.span);
        let Some(body) = self.statement_block() else {
            self.missing(&msg::MISSING_STATEMENT_BLOCK_FOR_DATA_SECTION, after(end));
            return hole_statement(between(begin, end));
        };
        Statement {
            span: between(begin, body.span),
            kind: StatementKind::Data { variable: variable.map(|(token, _)| self.text_of(token).into()), supported_commands, body },
        }
    }

    /// Returns where the statement broke off.
    fn supported_commands(&mut self, flag: Token, commands: &mut Vec<crate::tree::Expr>) -> Option<Span> {
        let span = self.span_of(flag);
        let mut wrong = None;
        let name = self.parameter_name(flag);
        if !is_prefix(&name, "SupportedCommand") {
            wrong = Some(span);
            self.error_with(&msg::INVALID_PARAMETER_FOR_DATA_SECTION_STATEMENT, span, &[&name]);
        }
        let mut last = span;
        loop {
            self.skip_newlines();
            let Some(command) = self.single_argument(Context::CommandName) else {
                if wrong.is_none() {
                    self.missing(&msg::MISSING_VALUE_FOR_SUPPORTED_COMMAND_IN_DATA_SECTION_STATEMENT, after(last));
                }
                return Some(last);
            };
            commands.push(command);
            match self.next_if(Kind::Comma) {
                Some(comma) => last = self.span_of(comma),
                None => return wrong,
            }
        }
    }
}

fn broken_if(span: Span, clauses: Vec<(Statement, Block)>, last: Vec<Statement>) -> Statement {
    let mut pieces = Vec::new();
    for (condition, body) in clauses {
        pieces.push(condition);
        pieces.push(block_statement(body));
    }
    pieces.extend(pieces_of(last.into_iter().map(Some)));
    broken_statement(span, pieces)
}

/// In `catch` and `trap` the span of a type takes the brackets in.
fn bracketed_type(constraint: Attribute) -> TypeName {
    TypeName { span: constraint.span, ..constraint.type_name }
}

pub(super) fn is_prefix(prefix: &str, word: &str) -> bool {
    word.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix))
}
