//! One statement, by its first token.

use super::{Parser, STATEMENT_STEPS, after, between, block_statement, hole_statement, is_broken_statement};
use crate::message as msg;
use crate::token::{Keyword, Kind, Mode, Token};
use crate::tree::{Attribute, Expr, Statement, StatementKind};
use smol_str::SmolStr;

impl Parser<'_> {
    pub(super) fn statement(&mut self) -> Option<Statement> {
        let statement = if self.enter(STATEMENT_STEPS) { self.any_statement() } else { None };
        self.leave(STATEMENT_STEPS);
        statement
    }

    fn any_statement(&mut self) -> Option<Statement> {
        let token = self.next();
        if token.kind == Kind::Generic && self.text_of(token).starts_with('[') {
            return self.attributed_statement(token);
        }
        self.statement_from(token, Vec::new(), None)
    }

    /// `[Attribute()] class …`; anything else that begins with a bracket is an expression.
    fn attributed_statement(&mut self, first: Token) -> Option<Statement> {
        let restore = first.start as usize;
        self.resync(restore);
        let Some(attributes) = self.attribute_list(false) else {
            let token = self.next();
            return self.statement_from(token, Vec::new(), None);
        };
        let mut token = self.next();
        match token.kind {
            Kind::Keyword(keyword) if keyword.refuses_attributes() => {
                if attributes.iter().any(|it| it.is_type_constraint) {
                    self.resync(restore);
                    token = self.next();
                } else {
                    let name = attributes[0].type_name.full_name();
                    let span = attributes[0].span;
                    self.error_with(&msg::UNEXPECTED_ATTRIBUTE, span, &[&name]);
                }
            }
            Kind::Keyword(_) => {
                if let Some(first) = attributes.iter().find(|it| it.is_type_constraint) {
                    let name = first.type_name.full_name();
                    self.error_with(&msg::TYPE_NOT_ALLOWED_BEFORE_STATEMENT, first.span, &[&name]);
                }
            }
            _ => {
                self.resync(restore);
                token = self.next();
            }
        }
        self.statement_from(token, attributes, Some(restore))
    }

    fn statement_from(&mut self, token: Token, attributes: Vec<Attribute>, restore: Option<usize>) -> Option<Statement> {
        match token.kind {
            Kind::Keyword(keyword) => self.keyword_statement(keyword, token, attributes, restore),
            Kind::Label => {
                self.skip_newlines();
                self.labeled_statement(token)
            }
            Kind::End if restore.is_none() => {
                self.unget(token);
                None
            }
            _ => self.other_statement(token, restore),
        }
    }

    fn other_statement(&mut self, token: Token, restore: Option<usize>) -> Option<Statement> {
        match restore {
            Some(restore) => self.resync(restore),
            None => self.unget(token),
        }
        self.pipeline_chain()
    }

    fn keyword_statement(
        &mut self,
        keyword: Keyword,
        token: Token,
        attributes: Vec<Attribute>,
        restore: Option<usize>,
    ) -> Option<Statement> {
        let statement = match keyword {
            Keyword::If => self.if_statement(token),
            Keyword::Switch => self.switch_statement(None, token),
            Keyword::Foreach => self.foreach_statement(None, token),
            Keyword::For => self.for_statement(None, token),
            Keyword::While => self.while_statement(None, token),
            Keyword::Do => self.do_statement(None, token),
            Keyword::Function | Keyword::Filter | Keyword::Workflow => self.function_statement(keyword, token),
            Keyword::Return => self.flow_statement(token, StatementKind::Return),
            Keyword::Throw => self.flow_statement(token, StatementKind::Throw),
            Keyword::Exit => self.flow_statement(token, StatementKind::Exit),
            Keyword::Break => self.jump_statement(token, StatementKind::Break),
            Keyword::Continue => self.jump_statement(token, StatementKind::Continue),
            Keyword::Trap => match self.trap(token) {
                Ok(trap) => block_statement(trap.body),
                Err(broken) => broken,
            },
            Keyword::Try => self.try_statement(token),
            Keyword::Data => self.data_statement(token),
            Keyword::Parallel | Keyword::Sequence => self.grouping_statement(token),
            Keyword::Configuration => self.refused_configuration(token),
            Keyword::From | Keyword::Define | Keyword::Var => self.reserved_statement(keyword, token),
            Keyword::Class => self.class_statement(attributes, token),
            Keyword::Enum => self.enum_statement(attributes, token),
            Keyword::Using => self.late_using(token),
            Keyword::Else | Keyword::ElseIf | Keyword::Catch | Keyword::Until if !self.reader.errors.is_empty() => {
                return self.after_lost_clause();
            }
            _ => return self.other_statement(token, restore),
        };
        Some(statement)
    }

    /// An `else` whose `if` was wrong is passed over without another word.
    fn after_lost_clause(&mut self) -> Option<Statement> {
        self.skip_newlines();
        self.statement()
    }

    fn reserved_statement(&mut self, keyword: Keyword, token: Token) -> Statement {
        let span = self.span_of(token);
        self.error_with(&msg::RESERVED_KEYWORD_NOT_ALLOWED, span, &[keyword.text()]);
        hole_statement(span)
    }

    /// `configuration Name { … }` needs modules that do not exist here.
    fn refused_configuration(&mut self, token: Token) -> Statement {
        let span = self.span_of(token);
        self.error(&msg::CONFIGURATION_NOT_SUPPORTED_IN_POWER_SHELL_CORE, span);
        hole_statement(span)
    }

    /// `return`, `throw`, `exit` with an optional pipeline.
    fn flow_statement(&mut self, token: Token, make: fn(Option<Box<Statement>>) -> StatementKind) -> Statement {
        let keyword = self.span_of(token);
        let value = self.pipeline_chain();
        let last = value.as_ref().map_or(keyword, |value| value.span);
        Statement { span: between(keyword, last), kind: make(value.map(Box::new)) }
    }

    /// `break` and `continue` with an optional label.
    fn jump_statement(&mut self, token: Token, make: fn(Option<Expr>) -> StatementKind) -> Statement {
        let keyword = self.span_of(token);
        let label = self.label_or_key();
        let last = label.as_ref().map_or(keyword, |label| label.span);
        Statement { span: between(keyword, last), kind: make(label) }
    }

    /// A label of `break`, or the key of a hash literal: a plain name or an expression.
    pub(super) fn label_or_key(&mut self) -> Option<Expr> {
        if let Some((_, name)) = self.simple_name() {
            return Some(name);
        }
        if matches!(self.peek().kind, Kind::NewLine | Kind::Semi) {
            return None;
        }
        let old = std::mem::replace(&mut self.no_comma, true);
        let expr = self.unary_expression(false);
        self.no_comma = old;
        expr
    }

    /// `:name while (…) { … }`; without a loop behind it, a label is a command.
    fn labeled_statement(&mut self, label: Token) -> Option<Statement> {
        let token = self.next();
        let statement = match token.kind {
            Kind::Keyword(Keyword::Switch) => self.switch_statement(Some(label), token),
            Kind::Keyword(Keyword::Foreach) => self.foreach_statement(Some(label), token),
            Kind::Keyword(Keyword::For) => self.for_statement(Some(label), token),
            Kind::Keyword(Keyword::While) => self.while_statement(Some(label), token),
            Kind::Keyword(Keyword::Do) => self.do_statement(Some(label), token),
            _ => {
                self.resync(label.start as usize);
                return self.pipeline_chain();
            }
        };
        Some(statement)
    }

    pub(super) fn label_text(&self, label: Option<Token>) -> Option<SmolStr> {
        label.map(|label| self.text_of(label).trim_start_matches(':').into())
    }

    fn grouping_statement(&mut self, token: Token) -> Statement {
        let keyword = self.span_of(token);
        let Some(body) = self.statement_block() else {
            let word = self.text_of(token);
            self.missing_with(&msg::MISSING_STATEMENT_AFTER_KEYWORD, after(keyword), word);
            return hole_statement(keyword);
        };
        Statement { span: between(keyword, body.span), kind: StatementKind::Block(body) }
    }

    pub(super) fn require_statement_end(&mut self) {
        let token = self.peek();
        match token.kind {
            Kind::NewLine | Kind::Semi => self.skip_token(),
            Kind::End => {}
            _ => {
                let span = self.span_of(token);
                self.missing(&msg::MISSING_STATEMENT_TERMINATOR, span);
            }
        }
    }

    /// A pipeline in parentheses whose end is judged by the caller.
    pub(super) fn condition(&mut self) -> Option<Statement> {
        self.skip_newlines();
        let condition = self.pipeline_chain();
        self.skip_newlines();
        condition
    }

    pub(super) fn in_mode<T>(&mut self, mode: Mode, read: impl FnOnce(&mut Self) -> T) -> T {
        let old = self.set_mode(mode);
        let result = read(self);
        self.set_mode(old);
        result
    }
}

pub(super) fn pieces_of(statements: impl IntoIterator<Item = Option<Statement>>) -> Vec<Statement> {
    statements.into_iter().flatten().filter(|it| !is_broken_statement(it)).collect()
}
