//! The `switch` statement with its flags and clauses.

use super::command::Context;
use super::control::is_prefix;
use super::statement::pieces_of;
use super::{Parser, after, between, block_statement, broken_statement, hole_statement};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Keyword, Kind, Token};
use crate::tree::{Block, Element, Expr, ExpressionElement, Pipeline, Statement, StatementKind};
use crate::tree::{Switch, SwitchMode};

/// What has been read so far, and whether it can still become a statement.
struct Draft {
    switch: Switch,
    has_subject: bool,
    /// Where the statement broke off, or would.
    end: Span,
    is_wrong: bool,
    /// An error noticed at the end of the text silences those that only follow from it.
    is_cut_off: bool,
}

impl Parser<'_> {
    pub(super) fn switch_statement(&mut self, label: Option<Token>, keyword: Token) -> Statement {
        let begin = self.span_of(label.unwrap_or(keyword));
        let mut draft = Draft {
            switch: Switch {
                label: self.label_text(label),
                mode: SwitchMode::Exact,
                case_sensitive: false,
                is_file: false,
                subject: hole_statement(begin),
                clauses: Vec::new(),
                default: None,
            },
            has_subject: false,
            end: begin,
            is_wrong: false,
            is_cut_off: false,
        };
        self.skip_newlines();
        while let Some(flag) = self.next_if(Kind::Parameter) {
            self.switch_flag(flag, begin, &mut draft);
        }
        self.switch_subject(&mut draft);
        let close = self.switch_body(&mut draft);
        let span = between(begin, close.unwrap_or(draft.end));
        if draft.is_wrong {
            return broken_switch(span, draft.switch);
        }
        Statement { span, kind: StatementKind::Switch(Box::new(draft.switch)) }
    }

    fn switch_flag(&mut self, flag: Token, begin: Span, draft: &mut Draft) {
        let span = self.span_of(flag);
        draft.end = span;
        let name = self.parameter_name(flag);
        if is_prefix(&name, "regex") {
            draft.switch.mode = SwitchMode::Regex;
        } else if is_prefix(&name, "wildcard") {
            draft.switch.mode = SwitchMode::Wildcard;
        } else if is_prefix(&name, "exact") {
            draft.switch.mode = SwitchMode::Exact;
        } else if is_prefix(&name, "casesensitive") {
            draft.switch.case_sensitive = true;
        } else if is_prefix(&name, "parallel") {
            self.refuse_flag(begin, "switch", "parallel");
        } else if is_prefix(&name, "file") {
            self.switch_file(span, draft);
        } else {
            draft.is_wrong = true;
            self.error_with(&msg::INVALID_SWITCH_FLAG, span, &[&name]);
        }
    }

    fn switch_file(&mut self, flag: Span, draft: &mut Draft) {
        draft.switch.is_file = true;
        self.skip_newlines();
        let Some(path) = self.single_argument(Context::FileName) else {
            draft.is_wrong = true;
            draft.is_cut_off = self.missing(&msg::MISSING_FILENAME_OPTION, after(flag));
            return;
        };
        draft.end = path.span;
        draft.has_subject = true;
        draft.switch.subject = expression_statement(path);
    }

    fn switch_subject(&mut self, draft: &mut Draft) {
        let Some(open) = self.next_if(Kind::LParen) else {
            if !draft.has_subject && !draft.switch.is_file {
                draft.is_wrong = true;
                draft.is_cut_off = self.missing(&msg::PIPELINE_VALUE_REQUIRED, after(draft.end));
            }
            return;
        };
        let open = self.span_of(open);
        draft.end = open;
        if draft.switch.is_file {
            draft.is_wrong = true;
            self.error(&msg::PIPELINE_VALUE_REQUIRED, open);
        }
        match self.condition() {
            Some(subject) => {
                draft.end = subject.span;
                draft.switch.subject = subject;
            }
            None => {
                draft.is_wrong = true;
                draft.is_cut_off = self.missing(&msg::PIPELINE_VALUE_REQUIRED, after(open));
            }
        }
        if let Some(close) = self.next_if(Kind::RParen) {
            draft.end = self.span_of(close);
        } else if !draft.is_cut_off {
            draft.is_wrong = true;
            let place = after(draft.end);
            draft.is_cut_off = self.missing(&msg::MISSING_END_PARENTHESIS_IN_SWITCH_STATEMENT, place);
        }
    }

    /// Returns the span of the closing brace.
    fn switch_body(&mut self, draft: &mut Draft) -> Option<Span> {
        self.skip_newlines();
        let Some(open) = self.next_if(Kind::LCurly) else {
            if !draft.is_cut_off {
                draft.is_wrong = true;
                self.missing(&msg::MISSING_CURLY_BRACE_IN_SWITCH_STATEMENT, after(draft.end));
            }
            draft.is_wrong = true;
            return None;
        };
        let open = self.span_of(open);
        draft.end = open;
        self.skip_newlines();
        loop {
            if !self.switch_clause(draft) {
                return None;
            }
            self.skip_newlines_and_semicolons();
            let token = self.peek();
            let span = self.span_of(token);
            if token.kind == Kind::RCurly {
                self.skip_token();
                return Some(span);
            }
            if token.kind == Kind::End {
                if !draft.is_cut_off {
                    self.missing_until(&msg::MISSING_END_CURLY_BRACE, open, span);
                }
                draft.is_wrong = true;
                return None;
            }
        }
    }

    /// False when no condition could be read: nothing more is expected then.
    fn switch_clause(&mut self, draft: &mut Draft) -> bool {
        let token = self.peek();
        if token.kind.is_keyword(Keyword::Default) {
            self.skip_token();
            let span = self.span_of(token);
            draft.end = span;
            if let Some(body) = self.switch_clause_body(draft) {
                if draft.switch.default.is_some() {
                    draft.is_wrong = true;
                    self.error(&msg::MULTIPLE_SWITCH_DEFAULT_CLAUSES, span);
                }
                draft.switch.default = Some(body);
            }
            return true;
        }
        let Some(condition) = self.single_argument(Context::SwitchCondition) else {
            draft.is_wrong = true;
            self.missing(&msg::MISSING_SWITCH_CONDITION_EXPRESSION, after(draft.end));
            self.next_if(Kind::RCurly);
            return false;
        };
        draft.end = condition.span;
        if let Some(body) = self.switch_clause_body(draft) {
            draft.switch.clauses.push((condition, body));
        }
        true
    }

    fn switch_clause_body(&mut self, draft: &mut Draft) -> Option<Block> {
        let body = self.statement_block();
        match &body {
            Some(body) => draft.end = body.span,
            None => {
                draft.is_wrong = true;
                let place = after(draft.end);
                draft.is_cut_off = self.missing(&msg::MISSING_SWITCH_STATEMENT_CLAUSE, place);
            }
        }
        body
    }
}

fn broken_switch(span: Span, switch: Switch) -> Statement {
    let mut pieces = pieces_of([Some(switch.subject)]);
    for (condition, body) in switch.clauses {
        pieces.push(expression_statement(condition));
        pieces.push(block_statement(body));
    }
    pieces.extend(switch.default.map(block_statement));
    broken_statement(span, pieces)
}

/// An expression alone as a pipeline.
pub(super) fn expression_statement(expr: Expr) -> Statement {
    let span = expr.span;
    let element = ExpressionElement { span, expr, redirections: Vec::new() };
    Statement { span, kind: StatementKind::Pipeline(Pipeline { span, elements: vec![Element::Expression(element)], background: false }) }
}
