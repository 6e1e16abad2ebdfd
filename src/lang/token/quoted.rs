//! Strings: where they end, what is in them.
//!
//! In:    text behind an opening quote.
//! Out:   a token that knows its end; later, when the grammar asks, the value with its holes.
//! Never: reads what stands in a hole.
//!
//! One walk serves both: with `Flags` it only finds the end and reports errors, with `Pieces` it
//! also collects.

use super::chars::{is_double_quote, is_plain_string_byte, is_single_quote, is_variable_start, is_white};
use super::input::Miss;
use super::{BROKEN, HOLES, Kind, PLAIN, Reader, Token};
use nom::Parser;
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::char as exactly;
use nom::sequence::delimited;

/// What a walk over a string reports.
pub(crate) trait Sink<'s> {
    /// Text that stands for itself.
    fn text(&mut self, text: &'s str);
    /// A character that is written differently: an escape, a doubled quote.
    fn char(&mut self, c: char);
    fn hole(&mut self, hole: Piece);
    /// Quotes inside a bare word vanish from its value.
    fn changes(&mut self) {}
}

#[derive(Clone, Debug)]
pub(crate) enum Piece {
    Text(String),
    Variable(Token),
    /// From `$(` to behind `)`; `is_doubled` when quotes in it are written twice.
    Subexpression {
        start: u32,
        end: u32,
        is_doubled: bool,
    },
}

#[derive(Debug)]
pub(crate) enum StringBody<'s> {
    /// As it stands in the source.
    Plain(&'s str),
    Text(String),
    Pieces(Vec<Piece>),
}

/// Only looks.
#[derive(Default)]
pub(super) struct Flags {
    is_changed: bool,
    has_holes: bool,
}

impl Flags {
    pub(super) fn token_flags(&self) -> u8 {
        let plain = if self.is_changed { 0 } else { PLAIN };
        plain | if self.has_holes { HOLES } else { 0 }
    }
}

impl Sink<'_> for Flags {
    fn text(&mut self, _text: &str) {}

    fn char(&mut self, _c: char) {
        self.is_changed = true;
    }

    fn hole(&mut self, _hole: Piece) {
        self.is_changed = true;
        self.has_holes = true;
    }

    fn changes(&mut self) {
        self.is_changed = true;
    }
}

/// Collects.
#[derive(Default)]
struct Pieces {
    pieces: Vec<Piece>,
    text: String,
}

impl Sink<'_> for Pieces {
    fn text(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn char(&mut self, c: char) {
        self.text.push(c);
    }

    fn hole(&mut self, hole: Piece) {
        if !self.text.is_empty() {
            self.pieces.push(Piece::Text(std::mem::take(&mut self.text)));
        }
        self.pieces.push(hole);
    }
}

impl Pieces {
    fn finish<'s>(mut self) -> StringBody<'s> {
        if self.pieces.is_empty() {
            return StringBody::Text(self.text);
        }
        if !self.text.is_empty() {
            self.pieces.push(Piece::Text(self.text));
        }
        StringBody::Pieces(self.pieces)
    }
}

impl<'s> Reader<'s> {
    pub(super) fn single_quoted(&mut self, open: usize) -> Token {
        let mut flags = Flags::default();
        let is_ended = self.walk_single_quoted(open, &mut flags);
        self.string_token(Kind::SingleQuoted, &flags, is_ended)
    }

    pub(super) fn double_quoted(&mut self, open: usize) -> Token {
        let mut flags = Flags::default();
        let is_ended = self.walk_double_quoted(open, &mut flags);
        self.string_token(Kind::DoubleQuoted, &flags, is_ended)
    }

    pub(super) fn single_here(&mut self) -> Token {
        let mut flags = Flags::default();
        let is_ended = self.walk_here(is_single_quote, false, &mut flags);
        self.string_token(Kind::SingleHere, &flags, is_ended)
    }

    pub(super) fn double_here(&mut self) -> Token {
        let mut flags = Flags::default();
        let is_ended = self.walk_here(is_double_quote, true, &mut flags);
        self.string_token(Kind::DoubleHere, &flags, is_ended)
    }

    fn string_token(&self, kind: Kind, flags: &Flags, is_ended: bool) -> Token {
        let mut token = self.token(kind);
        token.flags = flags.token_flags() | if is_ended { 0 } else { BROKEN };
        token
    }

    /// The value of a string or bare word.
    pub(crate) fn string_body(&mut self, token: Token) -> StringBody<'s> {
        if token.has(PLAIN) && !token.has(BROKEN) && !matches!(token.kind, Kind::DoubleHere) {
            return StringBody::Plain(self.plain_value(token));
        }
        let saved = (self.at, self.token_start, self.is_quiet);
        (self.at, self.token_start) = (token.start as usize, token.start as usize);
        self.is_quiet = true;
        let mut pieces = Pieces::default();
        self.walk_token(token, &mut pieces);
        (self.at, self.token_start, self.is_quiet) = saved;
        pieces.finish()
    }

    fn walk_token(&mut self, token: Token, pieces: &mut Pieces) {
        if token.kind == Kind::Generic {
            return self.bare_word(pieces);
        }
        let open = self.at;
        self.at += self.peek().len_utf8();
        match token.kind {
            Kind::SingleQuoted => self.walk_single_quoted(open, pieces),
            Kind::DoubleQuoted => self.walk_double_quoted(open, pieces),
            _ => {
                self.at += self.peek().len_utf8();
                let is_double = token.kind == Kind::DoubleHere;
                let closes = if is_double { is_double_quote } else { is_single_quote };
                self.walk_here(closes, is_double, pieces)
            }
        };
    }

    fn plain_value(&self, token: Token) -> &'s str {
        let text = self.token_text(token);
        match token.kind {
            Kind::SingleQuoted | Kind::DoubleQuoted => {
                let mut inner = text.chars();
                inner.next();
                inner.next_back();
                inner.as_str()
            }
            Kind::SingleHere => here_body(text),
            _ => text,
        }
    }

    /// The value of a command name, where holes are only text.
    pub(crate) fn literal_word(&mut self, token: Token) -> String {
        let body = match self.string_body(token) {
            StringBody::Plain(text) => return text.to_owned(),
            StringBody::Text(text) => return text,
            StringBody::Pieces(pieces) => pieces,
        };
        let mut word = String::new();
        for piece in body {
            match piece {
                Piece::Text(text) => word.push_str(&text),
                Piece::Variable(token) => word.push_str(self.token_text(token)),
                Piece::Subexpression { start, end, .. } => {
                    word.push_str(self.text.get(start as usize..end as usize).unwrap_or(""));
                }
            }
        }
        word
    }

    /// The opening quote at `open` is read. Says whether the string ended.
    pub(super) fn walk_single_quoted<S: Sink<'s>>(&mut self, open: usize, out: &mut S) -> bool {
        loop {
            let from = self.at;
            let Some(length) = self.text[from..].find(is_single_quote) else {
                self.at = self.text.len();
                out.text(&self.text[from..]);
                self.unterminated(open, "'");
                return false;
            };
            out.text(&self.text[from..from + length]);
            self.at = from + length;
            self.at += self.peek().len_utf8();
            let next = self.peek();
            if !is_single_quote(next) {
                return true;
            }
            out.char(next);
            self.at += next.len_utf8();
        }
    }

    pub(super) fn walk_double_quoted<S: Sink<'s>>(&mut self, open: usize, out: &mut S) -> bool {
        loop {
            let c = self.plain_run(out);
            let from = self.at;
            if self.is_at_end() {
                self.unterminated(open, "\"");
                return false;
            }
            self.at += c.len_utf8();
            match c {
                '$' => self.hole_or_dollar(false, out),
                '`' => self.escape(out),
                _ if is_double_quote(c) => {
                    let next = self.peek();
                    if !is_double_quote(next) {
                        return true;
                    }
                    out.char(next);
                    self.at += next.len_utf8();
                }
                _ => out.text(&self.text[from..self.at]),
            }
        }
    }

    /// Text up to the next quote, dollar or backtick; returns that character.
    fn plain_run<S: Sink<'s>>(&mut self, out: &mut S) -> char {
        let from = self.at;
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            let may_be_curly = *byte == 0xE2;
            if !is_plain_string_byte(*byte) || (may_be_curly && is_double_quote(self.peek())) {
                break;
            }
            self.at += 1;
        }
        out.text(&self.text[from..self.at]);
        self.peek()
    }

    fn unterminated(&mut self, open: usize, terminator: &str) {
        let span = self.span(open, self.at);
        let message = format!("The string is missing the terminator: {terminator}.");
        self.incomplete("TerminatorExpectedAtEndOfString", span, span, message);
    }

    /// The dollar is read.
    pub(super) fn hole_or_dollar<S: Sink<'s>>(&mut self, in_here: bool, out: &mut S) {
        let dollar = self.at - 1;
        let next = self.peek();
        if next == '(' {
            self.at += 1;
            let is_doubled = self.walk_subexpression(dollar, in_here);
            out.hole(Piece::Subexpression { start: dollar as u32, end: self.at as u32, is_doubled });
        } else if is_variable_start(next) || next == '{' {
            let token = self.variable_in_string(dollar);
            out.hole(Piece::Variable(token));
        } else {
            out.text("$");
        }
    }

    /// Counts parentheses and nothing else. Says whether a quote was written twice.
    fn walk_subexpression(&mut self, dollar: usize, in_here: bool) -> bool {
        let mut depth = 1;
        let mut is_doubled = false;
        while let Some(c) = self.text[self.at..].chars().next() {
            self.at += c.len_utf8();
            match c {
                '(' => depth += 1,
                ')' => depth -= 1,
                _ if !in_here && (c == '`' || is_double_quote(c)) => {
                    let next = self.peek();
                    if is_double_quote(next) {
                        is_doubled = true;
                        self.at += next.len_utf8();
                    }
                }
                _ => {}
            }
            if depth == 0 {
                return is_doubled;
            }
        }
        let span = self.span(dollar, self.at);
        let message = "$(subexpression) is missing the closing ')'.";
        self.incomplete("IncompleteDollarSubexpressionReference", span, span, message);
        is_doubled
    }
}

/// Here-strings.
impl<'s> Reader<'s> {
    /// `@"` is read. Says whether the string ended.
    fn walk_here<S: Sink<'s>>(&mut self, closes: fn(char) -> bool, is_double: bool, out: &mut S) -> bool {
        let header = self.token_start;
        let footer = if is_double { "\"@" } else { "'@" };
        if !self.here_header(header, footer) {
            return false;
        }
        let mut false_footer = None;
        if self.here_footer(closes, &mut false_footer, out) {
            return true;
        }
        loop {
            let from = self.at;
            let Some(c) = self.here_run(is_double, out) else {
                self.here_unterminated(header, footer, false_footer);
                return false;
            };
            let special = self.at;
            self.at += c.len_utf8();
            match c {
                '$' => self.hole_or_dollar(true, out),
                '`' => self.escape(out),
                _ => {
                    if c == '\r' {
                        self.skip_if(b'\n');
                    }
                    let line_break = &self.text[special..self.at];
                    if self.is_here_footer(closes) {
                        return true;
                    }
                    out.text(line_break);
                    self.here_footer(closes, &mut false_footer, out);
                }
            }
            debug_assert!(self.at > from);
        }
    }

    fn here_run<S: Sink<'s>>(&mut self, is_double: bool, out: &mut S) -> Option<char> {
        let from = self.at;
        let stops = |c: char| matches!(c, '\n' | '\r') || (is_double && matches!(c, '$' | '`'));
        let length = self.text[from..].find(stops);
        self.at = length.map_or(self.text.len(), |length| from + length);
        out.text(&self.text[from..self.at]);
        length.map(|_| self.peek())
    }

    fn here_unterminated(&mut self, header: usize, footer: &str, false_footer: Option<usize>) {
        if let Some(at) = false_footer {
            let span = self.span(at, self.at);
            let message = "White space is not allowed before the string terminator.";
            self.incomplete("WhitespaceBeforeHereStringFooter", span, span, message);
        } else {
            self.unterminated(header, footer);
        }
    }

    /// Nothing but blanks may follow the header on its line.
    fn here_header(&mut self, header: usize, footer: &str) -> bool {
        self.skip_white();
        if self.is_at_end() {
            self.unterminated(header, footer);
            return false;
        }
        if matches!(self.byte(), b'\n' | b'\r') {
            self.skip_line_break();
            return true;
        }
        let span = self.span(self.at, self.at + 1);
        let message = "No characters are allowed after a here-string header but before the end of the line.";
        self.error("UnexpectedCharactersAfterHereStringHeader", span, message);
        let rest = &self.text[self.at..];
        let line = rest.find(['\n', '\r']).unwrap_or(rest.len());
        self.at += rest[..line].find(footer).map_or(line, |at| at + 2);
        false
    }

    fn is_here_footer(&mut self, closes: fn(char) -> bool) -> bool {
        let quote = self.peek();
        let behind = self.at + quote.len_utf8();
        let found = closes(quote) && self.text.as_bytes().get(behind) == Some(&b'@');
        if found {
            self.at = behind + 1;
        }
        found
    }

    /// At the start of a line: the footer, or blanks with something like a footer behind them.
    fn here_footer<S: Sink<'s>>(&mut self, closes: fn(char) -> bool, false_footer: &mut Option<usize>, out: &mut S) -> bool {
        if self.is_here_footer(closes) {
            return true;
        }
        let from = self.at;
        while is_white(self.peek()) {
            self.at += self.peek().len_utf8();
        }
        let quote = self.at;
        if self.at > from && self.is_here_footer(closes) {
            false_footer.get_or_insert(quote);
        }
        out.text(&self.text[from..self.at]);
        false
    }
}

/// The lines between header and footer.
fn here_body(text: &str) -> &str {
    let begin = text.find('\n').or_else(|| text.find('\r')).map_or(text.len(), |at| at + 1);
    let mut body = text.get(begin..).unwrap_or("").chars();
    body.next_back();
    body.next_back();
    let body = body.as_str();
    let body = body.strip_suffix('\n').map_or(body, |it| it.strip_suffix('\r').unwrap_or(it));
    body.strip_suffix('\r').unwrap_or(body)
}

/// Escapes.
impl<'s> Reader<'s> {
    /// The backtick is read.
    pub(super) fn escape<S: Sink<'s>>(&mut self, out: &mut S) {
        let backtick = self.at - 1;
        match self.peek() {
            '\0' => out.text("`"),
            c => {
                self.at += c.len_utf8();
                out.char(self.escaped(c, backtick));
            }
        }
    }

    /// What a character behind a backtick stands for.
    pub(super) fn escaped(&mut self, c: char, backtick: usize) -> char {
        match c {
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'e' => '\u{1b}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'u' => self.unicode_escape(backtick),
            _ => c,
        }
    }

    fn unicode_escape(&mut self, backtick: usize) -> char {
        /// What the original puts where no character could be read.
        const NO_CHARACTER: char = '\u{ffff}';
        let digits = take_while_m_n::<_, _, Miss>(1, 6, |c: char| c.is_ascii_hexdigit());
        let braced = delimited(exactly('{'), digits, exactly('}')).parse(self.rest());
        let Ok((_, digits)) = braced else {
            self.wrong_unicode_escape(backtick);
            return NO_CHARACTER;
        };
        self.at += digits.0.len() + 2;
        let code = u32::from_str_radix(digits.0, 16).unwrap_or(u32::MAX);
        if code > 0x10_FFFF {
            let span = self.span(backtick + 3, self.at - 1);
            let message = "The Unicode escape sequence value is out of range. The maximum value is 0x10FFFF.";
            self.error("InvalidUnicodeEscapeSequenceValue", span, message);
            return NO_CHARACTER;
        }
        // Half a surrogate pair is a character there, but never one here.
        char::from_u32(code).unwrap_or('\u{fffd}')
    }

    fn wrong_unicode_escape(&mut self, backtick: usize) {
        const INVALID: (&str, &str) = (
            "InvalidUnicodeEscapeSequence",
            "The Unicode escape sequence is not valid. A valid sequence is `u{ followed by one to six hex digits and a closing '}'.",
        );
        if !self.skip_if(b'{') {
            let span = self.span(backtick, self.at);
            return self.error(INVALID.0, span, INVALID.1);
        }
        let begin = self.at;
        while self.at - begin < 6 && self.byte().is_ascii_hexdigit() {
            self.at += 1;
        }
        let count = self.at - begin;
        if count == 0 && self.skip_if(b'}') {
            let span = self.span(backtick, self.at);
            return self.error(INVALID.0, span, INVALID.1);
        }
        let span = self.span(self.at, self.at + 1);
        match count {
            6 if self.byte().is_ascii_hexdigit() => self.error(
                "TooManyDigitsInUnicodeEscapeSequence",
                span,
                "The Unicode escape sequence contains more than the maximum of six hex digits between braces.",
            ),
            6 => self.error("MissingUnicodeEscapeSequenceTerminator", span, "The Unicode escape sequence is missing the closing '}'."),
            _ => self.error(INVALID.0, span, INVALID.1),
        }
    }
}
