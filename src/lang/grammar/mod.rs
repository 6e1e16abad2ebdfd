//! The grammar: tokens to tree.
//!
//! In:    a source, read through `token::Reader` in the mode that the place asks for.
//! Out:   the tree with holes where something was missing, and the errors in the order they were met.
//! Never: gives up, loops without moving on, or nests deeper than `NESTING_DEEP_MAX`.
//!
//! Start reading at `parse`, then `script`, `statement`, `pipeline`, `expression`. Rules are named
//! after what they read; `None` means that it does not begin here.

mod attribute;
mod class;
mod command;
mod control;
mod expression;
mod function;
mod help;
mod pipeline;
mod primary;
mod requires;
mod script;
mod statement;
mod string;
mod switch;
mod types;
mod using;

use crate::error::ErrorList;
use crate::message::{self as msg, Message};
use crate::source::{Source, Span};
use crate::token::{Kind, Mode, Reader, Token, View};
use crate::tree::{Block, CommandPart, Expr, ExprKind, ScriptBlock, Statement, StatementKind};
use std::sync::Arc;

/// How deep rules may call each other, in steps; a step takes about a kilobyte of stack.
/// A pair of parentheses takes three steps, a statement in braces about six.
pub(crate) const NESTING_DEEP_MAX: u32 = 1_000;
/// Rules with much in hand count more than one step.
const STATEMENT_STEPS: u32 = 2;
const SCRIPT_BLOCK_STEPS: u32 = 4;
const ATTRIBUTE_STEPS: u32 = 2;
/// How many operators, member names or `&&` may follow each other: their trees lean to the left.
pub(crate) const CHAIN_LONG_MAX: u32 = 5_000;

/// Some texts must be read more than once to know what they are; nested in each other that would
/// never end. So many steps of reading are allowed for a byte, on top of a fixed number.
const STEPS_PER_BYTE_MAX: u64 = 16;
const STEPS_MIN: u64 = 10_000;

pub(crate) struct Parser<'s> {
    reader: Reader<'s>,
    /// A token that was read too early; only one is ever needed.
    ungot: Option<Token>,
    source: Arc<Source>,
    /// Inside argument and parameter lists a comma separates.
    no_comma: bool,
    depth: u32,
    work_max: u64,
    is_too_deep: bool,
    refused_flags: Vec<RefusedFlag>,
    has_types: bool,
    /// Statements of the lists being read, innermost last: a finished list takes exactly its room.
    statements: Vec<Statement>,
    /// The same for the parts of commands.
    parts: Vec<CommandPart>,
}

/// A flag that is read but refused: the tree has no place for it, `check` reports it in its turn.
#[derive(Debug)]
pub(crate) struct RefusedFlag {
    /// Where the statement begins.
    pub(crate) start: u32,
    pub(crate) keyword: &'static str,
    pub(crate) flag: &'static str,
}

pub(crate) struct Parsed {
    pub(crate) tree: ScriptBlock,
    pub(crate) errors: ErrorList,
    pub(crate) refused_flags: Vec<RefusedFlag>,
    /// A class or an enum stands somewhere.
    pub(crate) has_types: bool,
    /// The text nests too deep: the tree is only a part of it.
    pub(crate) is_cut_short: bool,
}

pub(crate) fn parse(source: &Arc<Source>) -> Parsed {
    let mut parser = Parser::new(source, &source.text, View::default());
    let mut tree = parser.script_block(None, false);
    parser.add_requirements(&mut tree);
    parser.add_help(&mut tree);
    Parsed {
        tree,
        errors: parser.reader.errors,
        refused_flags: parser.refused_flags,
        has_types: parser.has_types,
        is_cut_short: parser.is_too_deep,
    }
}

/// Tokens.
impl<'s> Parser<'s> {
    fn new(source: &Arc<Source>, text: &'s str, view: View) -> Self {
        Self {
            reader: Reader::new(text, view),
            ungot: None,
            source: source.clone(),
            no_comma: false,
            depth: 0,
            work_max: STEPS_MIN + STEPS_PER_BYTE_MAX * source.text.len() as u64,
            is_too_deep: false,
            refused_flags: Vec::new(),
            has_types: false,
            statements: Vec::new(),
            parts: Vec::new(),
        }
    }

    fn next(&mut self) -> Token {
        match self.ungot.take() {
            Some(token) => token,
            None => self.reader.next_token(),
        }
    }

    fn peek(&mut self) -> Token {
        match self.ungot {
            Some(token) => token,
            None => {
                let token = self.reader.next_token();
                self.ungot = Some(token);
                token
            }
        }
    }

    fn unget(&mut self, token: Token) {
        debug_assert!(self.ungot.is_none(), "one token is put back at a time");
        self.ungot = Some(token);
    }

    fn skip_token(&mut self) {
        self.ungot = None;
    }

    fn next_if(&mut self, kind: Kind) -> Option<Token> {
        let token = self.peek();
        if token.kind != kind {
            return None;
        }
        self.skip_token();
        Some(token)
    }

    fn skip_newlines(&mut self) {
        if self.ungot.is_none_or(|token| token.kind == Kind::NewLine) {
            self.ungot = None;
            self.reader.skip_newlines(false);
        }
    }

    fn skip_newlines_and_semicolons(&mut self) {
        let skips = |token: Token| matches!(token.kind, Kind::NewLine | Kind::Semi);
        if self.ungot.is_none_or(skips) {
            self.ungot = None;
            self.reader.skip_newlines(true);
        }
    }

    /// Changes the mode and returns the old one. A token read in another mode is read again.
    fn set_mode(&mut self, mode: Mode) -> Mode {
        let old = self.reader.mode;
        if mode != old
            && let Some(token) = self.ungot
            && !token.kind.is_mode_invariant()
        {
            self.resync(token.start as usize);
        }
        self.reader.mode = mode;
        old
    }

    fn resync(&mut self, at: usize) {
        self.ungot = None;
        self.reader.resync(at);
    }

    /// The next thing is a word, so no expression begins here.
    fn next_is_word(&self) -> bool {
        match self.ungot {
            Some(token) => {
                let is_word = matches!(token.kind, Kind::Generic | Kind::Identifier | Kind::Keyword(_));
                is_word && self.begins_word_at(token.start as usize)
            }
            None => self.begins_word_at(self.reader.at),
        }
    }

    fn begins_word_at(&self, at: usize) -> bool {
        let byte = self.reader.text.as_bytes().get(at);
        byte.is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_')
    }

    fn text_of(&self, token: Token) -> &'s str {
        self.reader.token_text(token)
    }

    fn span_of(&self, token: Token) -> Span {
        self.reader.token_span(token)
    }
}

/// Errors and recovery.
impl Parser<'_> {
    fn error(&mut self, message: &'static Message, span: Span) {
        self.reader.error(message.id, span, message.text);
    }

    fn error_with(&mut self, message: &'static Message, span: Span, words: &[&str]) {
        self.reader.error(message.id, span, message.with(words));
    }

    /// Something is missing: when only blanks follow, more text could bring it.
    fn missing(&mut self, message: &'static Message, span: Span) -> bool {
        self.reader.incomplete(message.id, span, span, message.text)
    }

    fn missing_with(&mut self, message: &'static Message, span: Span, word: &str) -> bool {
        self.reader.incomplete(message.id, span, span, message.with(&[word]))
    }

    /// Shown at `span`, noticed at `noticed`.
    fn missing_until(&mut self, message: &'static Message, span: Span, noticed: Span) {
        self.reader.incomplete(message.id, span, noticed, message.text);
    }

    fn refuse_flag(&mut self, statement: Span, keyword: &'static str, flag: &'static str) {
        let start = statement.start;
        self.refused_flags.push(RefusedFlag { start, keyword, flag });
    }

    /// Goes down; false when the text nests too deep. Every call needs a `leave`.
    fn enter(&mut self, steps: u32) -> bool {
        self.depth += steps;
        if self.depth > NESTING_DEEP_MAX || self.reader.work > self.work_max {
            self.stop_as_too_complicated();
        }
        !self.is_too_deep
    }

    fn leave(&mut self, steps: u32) {
        self.depth -= steps;
    }

    /// Says so once, then runs to the end of the text in silence.
    fn stop_as_too_complicated(&mut self) {
        if !self.is_too_deep {
            let place = self.reader.place(self.reader.at.min(self.reader.text.len()));
            self.error(&msg::SCRIPT_TOO_COMPLICATED, Span::new(place, place));
        }
        self.is_too_deep = true;
        self.reader.silence();
        self.resync(usize::MAX);
    }

    /// Skips to one of the kinds, over balanced brackets.
    fn sync_on_error(&mut self, consumes: bool, kinds: &[Kind]) {
        let mut open = [Kind::RParen, Kind::RCurly, Kind::RBracket].map(|kind| i32::from(kinds.contains(&kind)));
        loop {
            let token = self.next();
            match token.kind {
                Kind::LParen => open[0] += 1,
                Kind::LCurly => open[1] += 1,
                Kind::LBracket => open[2] += 1,
                Kind::RParen | Kind::RCurly | Kind::RBracket => {
                    let which = match token.kind {
                        Kind::RParen => 0,
                        Kind::RCurly => 1,
                        _ => 2,
                    };
                    open[which] -= 1;
                    if open[which] == 0 && kinds.contains(&token.kind) {
                        if !consumes {
                            self.unget(token);
                        }
                        return;
                    }
                }
                Kind::End => return self.unget(token),
                _ => {}
            }
            if kinds.contains(&token.kind) && open == [0; 3] {
                return;
            }
        }
    }
}

/// From the start of one to the end of the other.
fn between(first: Span, last: Span) -> Span {
    Span::new(first.start, last.end.max(first.start))
}

fn after(span: Span) -> Span {
    Span::new(span.end, span.end)
}

fn before(span: Span) -> Span {
    let place = span.start.saturating_sub(1);
    Span::new(place, place)
}

fn hole(span: Span) -> Expr {
    Expr { span, kind: ExprKind::Hole }
}

/// An expression that broke off: what could be read of it stands in an array behind a hole.
fn broken_expr(span: Span, pieces: Vec<Expr>) -> Expr {
    let mut items = vec![hole(after(span))];
    items.extend(pieces);
    Expr { span, kind: ExprKind::Array(items) }
}

fn is_broken_expr(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Hole => true,
        ExprKind::Array(items) => {
            matches!(items.first(), Some(first) if matches!(first.kind, ExprKind::Hole))
        }
        _ => false,
    }
}

fn hole_statement(span: Span) -> Statement {
    Statement { span, kind: StatementKind::Hole }
}

/// A statement that broke off: what could be read of it stands in a block behind a hole.
fn broken_statement(span: Span, pieces: Vec<Statement>) -> Statement {
    if pieces.is_empty() {
        return hole_statement(span);
    }
    let mut statements = vec![hole_statement(after(span))];
    statements.extend(pieces);
    let kind = StatementKind::Block(Block { span, statements, traps: Vec::new() });
    Statement { span, kind }
}

pub(crate) fn is_broken_statement(statement: &Statement) -> bool {
    match &statement.kind {
        StatementKind::Hole => true,
        StatementKind::Block(block) => {
            matches!(block.statements.first(), Some(first) if matches!(first.kind, StatementKind::Hole))
        }
        _ => false,
    }
}

fn block_statement(block: Block) -> Statement {
    Statement { span: block.span, kind: StatementKind::Block(block) }
}
