//! The reader: one token at a time, by first character.

use super::chars::{ends_word, is_dash, is_digit, is_ident_start, is_letter, is_white};
use super::chars::{is_double_quote, is_single_quote, is_variable_start, is_white_byte};
use super::input::Text;
use super::{APPEND, Kind, MERGE, Mode, Token};
use crate::error::{ErrorList, SyntaxError};
use crate::source::Span;
use crate::tree::{AssignOp, BinaryOp};
use std::borrow::Cow;
use std::rc::Rc;

/// Where the text being read stands in the source. A hole in a string is read as a text of its own.
#[derive(Clone, Debug, Default)]
pub(crate) struct View {
    /// Offset into the text where this view begins.
    pub(crate) from: u32,
    /// The same place in the source.
    pub(crate) start: u32,
    /// Source offsets where bytes were left out of the text (doubled quotes), and how many.
    pub(crate) skipped: Option<Rc<[(u32, u32)]>>,
    /// False for a whole script.
    pub(crate) is_nested: bool,
}

/// A long token is as much work as several short ones.
const BYTES_PER_STEP: u64 = 8;

pub(crate) struct Reader<'s> {
    pub(crate) text: &'s str,
    pub(crate) at: usize,
    pub(crate) view: View,
    pub(crate) mode: Mode,
    /// `-5` is one token where an operand is expected.
    pub(crate) allows_signed_numbers: bool,
    /// `1?` ends the number inside a ternary.
    pub(crate) ternary_ends_number: bool,
    pub(crate) wants_simple_name: bool,
    pub(crate) errors: ErrorList,
    /// Set while a string is read a second time for its value.
    pub(super) is_quiet: bool,
    /// Comments of the whole source in order, for `#requires` and help.
    pub(crate) comments: Vec<Span>,
    /// `#requires` lines, by their offsets in the text.
    pub(crate) requires: Vec<(usize, usize)>,
    /// Where the block with the signature begins.
    pub(crate) signature: Option<u32>,
    pub(super) token_start: usize,
    /// Tokens read, long ones counted more than once; those that were read again included.
    pub(crate) work: u64,
}

impl<'s> Reader<'s> {
    pub(crate) fn new(text: &'s str, view: View) -> Self {
        Self {
            at: view.from as usize,
            text,
            view,
            mode: Mode::Command,
            allows_signed_numbers: false,
            ternary_ends_number: false,
            wants_simple_name: false,
            errors: ErrorList::default(),
            is_quiet: false,
            comments: Vec::new(),
            requires: Vec::new(),
            signature: None,
            token_start: 0,
            work: 0,
        }
    }

    pub(crate) fn next_token(&mut self) -> Token {
        loop {
            let bytes = self.text.as_bytes();
            while let Some(byte) = bytes.get(self.at)
                && is_white_byte(*byte)
            {
                self.at += 1;
            }
            self.token_start = self.at;
            let Some(byte) = bytes.get(self.at) else {
                return self.end_token();
            };
            self.at += 1;
            if let Some(token) = self.scan(*byte) {
                self.work += 1 + (token.end - token.start) as u64 / BYTES_PER_STEP;
                return token;
            }
        }
    }

    /// `None`: only blanks or a comment were read.
    fn scan(&mut self, byte: u8) -> Option<Token> {
        let token = match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.identifier(),
            b'$' => self.dollar(),
            b'\'' => self.single_quoted(self.token_start),
            b'"' => self.double_quoted(self.token_start),
            b'\n' => self.token(Kind::NewLine),
            b'\r' => self.carriage_return(),
            b'(' => self.token(Kind::LParen),
            b')' => self.token(Kind::RParen),
            b'{' => self.token(Kind::LCurly),
            b'}' => self.token(Kind::RCurly),
            b']' => self.token(Kind::RBracket),
            b';' => self.token(Kind::Semi),
            b',' => self.token(Kind::Comma),
            b'[' => self.operator(Kind::LBracket),
            b'=' => self.operator(Kind::Assign(AssignOp::Set)),
            b'0'..=b'9' => self.digit(byte),
            b'-' => self.dash(),
            b'+' => self.plus(),
            b'*' => self.star(),
            b'/' => self.with_assign(BinaryOp::Divide, AssignOp::Divide),
            b'%' => self.with_assign(BinaryOp::Remainder, AssignOp::Remainder),
            b'.' => self.dot(),
            b'|' => self.doubled(b'|', Kind::Pipe, Kind::OrOr),
            b'&' => self.doubled(b'&', Kind::Ampersand, Kind::AndAnd),
            b':' => self.colon(),
            b'!' => self.exclamation_mark(),
            b'@' => self.at_sign(),
            b'>' => self.redirection(1),
            b'?' if self.mode == Mode::Expression => self.question_mark(),
            b'#' => return self.line_comment(),
            b'<' => return self.less_than(),
            b'`' => return self.backtick(),
            0x80.. => return self.beyond_ascii(),
            _ => self.generic(),
        };
        Some(token)
    }

    fn beyond_ascii(&mut self) -> Option<Token> {
        let c = self.char_at(self.token_start);
        self.at = self.token_start + c.len_utf8();
        let token = match c {
            _ if is_white(c) => return None,
            _ if is_single_quote(c) => self.single_quoted(self.token_start),
            _ if is_double_quote(c) => self.double_quoted(self.token_start),
            _ if is_dash(c) => self.dash(),
            _ if is_letter(c) => self.identifier(),
            _ => self.generic(),
        };
        Some(token)
    }

    fn carriage_return(&mut self) -> Token {
        self.skip_if(b'\n');
        self.token(Kind::NewLine)
    }

    /// A punctuation that is part of a bare word when more follows directly in command mode.
    pub(super) fn operator(&mut self, kind: Kind) -> Token {
        if self.mode == Mode::Command && !ends_word(self.peek()) {
            return self.generic();
        }
        self.token(kind)
    }

    fn doubled(&mut self, byte: u8, one: Kind, two: Kind) -> Token {
        let kind = if self.skip_if(byte) { two } else { one };
        self.token(kind)
    }

    fn with_assign(&mut self, op: BinaryOp, assign: AssignOp) -> Token {
        if self.skip_if(b'=') {
            return self.operator(Kind::Assign(assign));
        }
        self.operator(Kind::Binary(op))
    }

    fn plus(&mut self) -> Token {
        if self.skip_if(b'+') {
            return self.operator(Kind::PlusPlus);
        }
        let next = self.peek();
        if self.allows_signed_numbers && (is_digit(next) || next == '.') {
            return self.number();
        }
        self.with_assign(BinaryOp::Add, AssignOp::Add)
    }

    fn dash(&mut self) -> Token {
        let next = self.peek();
        if is_dash(next) {
            self.at += next.len_utf8();
            return self.operator(Kind::MinusMinus);
        }
        if is_letter(next) || matches!(next, '_' | '?') {
            return self.parameter();
        }
        if self.allows_signed_numbers && (is_digit(next) || next == '.') {
            return self.number();
        }
        self.with_assign(BinaryOp::Subtract, AssignOp::Subtract)
    }

    fn star(&mut self) -> Token {
        if self.skip_if(b'>') {
            return self.redirection_after(0, false);
        }
        self.with_assign(BinaryOp::Multiply, AssignOp::Multiply)
    }

    fn digit(&mut self, byte: u8) -> Token {
        if matches!(byte, b'1'..=b'6') && self.skip_if(b'>') {
            return self.redirection_after(byte - b'0', true);
        }
        self.number()
    }

    fn redirection(&mut self, from: u8) -> Token {
        let flags = if self.skip_if(b'>') { APPEND } else { 0 };
        self.redirect_token(from, flags)
    }

    /// After `2>`: in an expression the digit alone is the token, `2 > …` compares nothing.
    fn redirection_after(&mut self, from: u8, has_digit: bool) -> Token {
        if self.byte() == b'&' {
            let to = self.byte_after(1);
            if to == b'1' || (to == b'2' && has_digit) {
                self.at += 2;
                return self.redirect_token(from << 4 | (to - b'0'), MERGE);
            }
        }
        if has_digit && self.mode == Mode::Expression {
            self.at = self.token_start + 1;
            return self.token(Kind::Number);
        }
        self.redirection(from)
    }

    fn redirect_token(&mut self, detail: u8, flags: u8) -> Token {
        let mut token = self.token(Kind::Redirect);
        token.detail = detail;
        token.flags = flags;
        token
    }

    fn less_than(&mut self) -> Option<Token> {
        if self.byte() == b'#' {
            self.at += 1;
            self.block_comment();
            return None;
        }
        Some(self.token(Kind::RedirectIn))
    }

    fn dot(&mut self) -> Token {
        let next = self.peek();
        if next == '.' {
            self.at += 1;
            return self.operator(Kind::Binary(BinaryOp::Range));
        }
        if next.is_ascii_digit() {
            return self.number();
        }
        let starts_path = !ends_word(next) && !matches!(next, '$' | '"' | '\'');
        if self.mode == Mode::Command && starts_path {
            return self.generic();
        }
        self.token(Kind::Dot)
    }

    fn colon(&mut self) -> Token {
        if self.skip_if(b':') {
            if self.wants_simple_name {
                return self.token(Kind::ColonColon);
            }
            return self.operator(Kind::ColonColon);
        }
        if self.mode == Mode::Command {
            return self.label();
        }
        self.token(Kind::Colon)
    }

    fn question_mark(&mut self) -> Token {
        if !self.skip_if(b'?') {
            return self.token(Kind::Question);
        }
        if self.skip_if(b'=') {
            return self.token(Kind::Assign(AssignOp::Coalesce));
        }
        self.token(Kind::Binary(BinaryOp::Coalesce))
    }

    fn exclamation_mark(&mut self) -> Token {
        let next = self.peek();
        let is_word = match self.mode {
            Mode::Command => !ends_word(next),
            Mode::Expression if is_digit(next) || next == '.' => !self.reads_as_number(),
            Mode::Expression => is_ident_start(next),
            _ => false,
        };
        if is_word {
            return self.generic();
        }
        self.token(Kind::Exclaim)
    }

    fn at_sign(&mut self) -> Token {
        let next = self.peek();
        self.at += next.len_utf8().min(self.text.len() - self.at);
        match next {
            '{' => return self.token(Kind::AtCurly),
            '(' => return self.token(Kind::AtParen),
            _ if is_single_quote(next) => return self.single_here(),
            _ if is_double_quote(next) => return self.double_here(),
            _ => self.at = self.token_start + 1,
        }
        if is_variable_start(next) {
            return self.variable(true, false);
        }
        let span = self.span(self.token_start, self.at);
        self.error("UnrecognizedToken", span, "Unrecognized token in source text.");
        self.token(Kind::Unknown)
    }

    fn dollar(&mut self) -> Token {
        if self.skip_if(b'(') {
            return self.token(Kind::DollarParen);
        }
        self.variable(false, false)
    }

    /// Outside strings: joins lines, eats blanks, or begins a bare word with an escape.
    fn backtick(&mut self) -> Option<Token> {
        let Some(next) = self.text[self.at..].chars().next() else {
            let place = self.text.len() + 1;
            let span = self.span(place, place);
            self.incomplete("IncompleteString", span, span, "Incomplete string token.");
            return None;
        };
        if next == '\n' || next == '\r' {
            self.skip_line_break();
            return None;
        }
        if next.is_whitespace() {
            self.skip_white();
            return None;
        }
        self.at = self.token_start;
        Some(self.generic())
    }
}

/// Small steps.
impl<'s> Reader<'s> {
    pub(crate) fn token(&self, kind: Kind) -> Token {
        Token { kind, flags: 0, detail: 0, start: self.token_start as u32, end: self.at as u32 }
    }

    /// The original places the end one step behind the last character.
    fn end_token(&self) -> Token {
        let place = self.text.len() as u32 + 1;
        Token { kind: Kind::End, flags: 0, detail: 0, start: place, end: place }
    }

    /// The byte here, NUL at the end.
    pub(super) fn byte(&self) -> u8 {
        self.byte_after(0)
    }

    pub(super) fn byte_after(&self, count: usize) -> u8 {
        let byte = self.text.as_bytes().get(self.at + count);
        byte.copied().unwrap_or(0)
    }

    /// The character here, NUL at the end.
    pub(crate) fn peek(&self) -> char {
        self.char_at(self.at)
    }

    pub(super) fn char_at(&self, at: usize) -> char {
        match self.text.as_bytes().get(at) {
            Some(byte) if byte.is_ascii() => *byte as char,
            Some(_) => self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or('\0'),
            None => '\0',
        }
    }

    pub(super) fn skip_if(&mut self, byte: u8) -> bool {
        let found = self.text.as_bytes().get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    pub(super) fn rest(&self) -> Text<'s> {
        Text(self.text.get(self.at..).unwrap_or(""))
    }

    pub(crate) fn token_text(&self, token: Token) -> &'s str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Goes back (or on) to a place; what was read after it counts as unread.
    pub(crate) fn resync(&mut self, at: usize) {
        self.at = at.min(self.text.len());
        let place = self.place(self.at);
        while self.comments.last().is_some_and(|comment| comment.end > place) {
            self.comments.pop();
        }
        while self.requires.last().is_some_and(|(_, end)| *end > self.at) {
            self.requires.pop();
        }
    }

    /// An offset into the text as an offset into the source.
    pub(crate) fn place(&self, at: usize) -> u32 {
        let mut place = at as u32 - self.view.from.min(at as u32) + self.view.start;
        if let Some(skipped) = &self.view.skipped {
            for (from, count) in skipped.iter() {
                if *from >= self.view.start && *from < place {
                    place += count;
                }
            }
        }
        place
    }

    #[inline]
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        if !self.view.is_nested {
            return Span::new(start as u32, end as u32);
        }
        Span::new(self.place(start), self.place(end))
    }

    pub(crate) fn token_span(&self, token: Token) -> Span {
        self.span(token.start as usize, token.end as usize)
    }
}

/// Errors.
impl Reader<'_> {
    pub(crate) fn error(&mut self, id: &'static str, span: Span, message: impl Into<Cow<'static, str>>) {
        self.save(id, span, message.into(), false);
    }

    /// An error that more text could cure when it was noticed at the end. Says whether it was.
    pub(crate) fn incomplete(&mut self, id: &'static str, span: Span, noticed: Span, message: impl Into<Cow<'static, str>>) -> bool {
        let at_end = self.only_blanks_follow(noticed.end);
        self.save(id, span, message.into(), at_end);
        at_end
    }

    fn save(&mut self, id: &'static str, span: Span, message: Cow<'static, str>, at_end: bool) {
        if self.is_quiet {
            return;
        }
        self.errors.save(SyntaxError { id, span, message, at_end });
    }
}

impl Reader<'_> {
    /// From here on nothing more is reported.
    pub(crate) fn silence(&mut self) {
        self.is_quiet = true;
    }
}

impl Reader<'_> {
    /// Lends errors, comments and silence to a reader of a hole, and takes them back.
    pub(crate) fn swap_reports(&mut self, other: &mut Reader<'_>) {
        std::mem::swap(&mut self.errors, &mut other.errors);
        std::mem::swap(&mut self.work, &mut other.work);
        std::mem::swap(&mut self.comments, &mut other.comments);
        std::mem::swap(&mut self.is_quiet, &mut other.is_quiet);
    }
}
