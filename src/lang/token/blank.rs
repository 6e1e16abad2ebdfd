//! What stands between tokens: blanks, line breaks, comments, and operators that must follow directly.

use super::chars::{is_white, is_white_byte};
use super::input::{Miss, Text};
use super::similar::looks_like_signature;
use super::{Kind, Mode, Reader, Token};
use nom::Parser;
use nom::bytes::complete::{tag_no_case, take_till, take_until};

/// Comments this long, blanks left out, are compared with the line that opens a signature.
const SIGNATURE_LINE_BYTES: std::ops::Range<usize> = 14..120;

impl Reader<'_> {
    pub(super) fn skip_white(&mut self) {
        while is_white_byte(self.byte()) || (self.byte() >= 0x80 && is_white(self.peek())) {
            self.at += self.peek().len_utf8();
        }
    }

    pub(super) fn skip_line_break(&mut self) {
        if self.byte() == b'\r' && self.byte_after(1) == b'\n' {
            self.at += 1;
        }
        self.at += 1;
    }

    #[inline]
    pub(crate) fn skip_newlines(&mut self, also_semicolons: bool) {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'$' | b'(' | b')' | b'}');
        if !is_plain(self.byte()) {
            self.skip_blank_lines(also_semicolons);
        }
    }

    fn skip_blank_lines(&mut self, also_semicolons: bool) {
        loop {
            match self.byte() {
                b' ' | b'\t' | b'\r' | b'\n' | 0x0b | 0x0c => self.at += 1,
                b';' if also_semicolons => self.at += 1,
                b'#' => {
                    self.token_start = self.at;
                    self.at += 1;
                    self.line_comment();
                }
                b'<' if self.byte_after(1) == b'#' => {
                    self.token_start = self.at;
                    self.at += 2;
                    self.block_comment();
                }
                b'`' if !self.skip_backtick() => return,
                b'`' => {}
                0x80.. if is_white(self.peek()) => self.skip_white(),
                _ => return,
            }
        }
    }

    /// A backtick before a line break or a blank is nothing but a blank.
    fn skip_backtick(&mut self) -> bool {
        let next = self.char_at(self.at + 1);
        if !next.is_whitespace() {
            return false;
        }
        self.at += 1;
        if next == '\n' || next == '\r' {
            self.skip_line_break();
        } else {
            self.skip_white();
        }
        true
    }

    pub(super) fn line_comment(&mut self) -> Option<Token> {
        let line = take_till::<_, _, Miss>(|c| c == '\n' || c == '\r').parse(self.rest());
        if let Ok((_, line)) = line {
            self.at += line.0.len();
            self.note_comment();
            self.note_requires();
            if SIGNATURE_LINE_BYTES.contains(&line.0.len()) && looks_like_signature(line.0) {
                self.signature = Some(self.place(self.token_start));
            }
        }
        None
    }

    pub(super) fn block_comment(&mut self) {
        if let Ok((_, body)) = take_until::<_, _, Miss>("#>").parse(self.rest()) {
            self.at += body.0.len() + 2;
        } else {
            self.at = self.text.len();
            let span = self.span(self.token_start, self.at);
            let message = "The terminator '#>' is missing from the multiline comment.";
            self.incomplete("MissingTerminatorMultiLineComment", span, span, message);
        }
        self.note_comment();
    }

    fn note_requires(&mut self) {
        let text = Text(&self.text[self.token_start..self.at]);
        let is_requires = tag_no_case::<_, _, Miss>("#requires").parse(text).is_ok();
        if is_requires && !self.view.is_nested && !self.is_quiet {
            self.requires.push((self.token_start, self.at));
        }
    }

    fn note_comment(&mut self) {
        let span = self.span(self.token_start, self.at);
        let is_new = self.comments.last().is_none_or(|last| last.end <= span.start);
        if is_new && !self.is_quiet {
            self.comments.push(span);
        }
    }

    /// Only blanks and comments up to the end of this text; a line break is neither.
    pub(crate) fn only_blanks_follow(&self, place: u32) -> bool {
        // In a hole the original mixes offsets of the script with the length of the hole.
        let from = self.view.from as usize;
        let Some(mut rest) = self.text.get(from + place as usize..) else {
            return true;
        };
        while let Some(c) = rest.chars().next() {
            let skip = match c {
                '#' => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                '<' if rest.starts_with("<#") => rest.find("#>").map_or(rest.len(), |at| at + 2),
                _ if is_white(c) => c.len_utf8(),
                _ => return false,
            };
            rest = rest.get(skip..).unwrap_or("");
        }
        true
    }

    /// After a line break: does the next line that says something begin with a pipe?
    pub(crate) fn pipe_begins_next_line(&self, from: u32) -> bool {
        let mut rest = self.text.get(from as usize..).unwrap_or("");
        let mut line_is_blank = true;
        while let Some(c) = rest.chars().next() {
            let skip = match c {
                _ if is_white(c) => c.len_utf8(),
                '\n' | '\r' if line_is_blank => return false,
                '\n' | '\r' => {
                    line_is_blank = true;
                    if rest.starts_with("\r\n") { 2 } else { 1 }
                }
                '#' => {
                    line_is_blank = false;
                    rest.find(['\n', '\r']).unwrap_or(rest.len())
                }
                '<' if rest.starts_with("<#") => {
                    line_is_blank = false;
                    rest.find("#>").map_or(rest.len(), |at| at + 2)
                }
                _ => return c == '|',
            };
            rest = rest.get(skip..).unwrap_or("");
        }
        false
    }
}

/// Tokens that count only where the last one ended.
impl Reader<'_> {
    /// `.`, `::`, `[`, `?.` or `?[` directly behind an operand.
    pub(crate) fn member_access(&mut self, allow_bracket: bool) -> Option<Token> {
        while self.byte() == b'<' && self.byte_after(1) == b'#' {
            self.token_start = self.at;
            self.at += 2;
            self.block_comment();
        }
        let (kind, length) = match (self.byte(), self.byte_after(1)) {
            (b'.', b'.') => return None,
            (b'.', _) => (Kind::Dot, 1),
            (b':', b':') => (Kind::ColonColon, 2),
            (b'[', _) if allow_bracket => (Kind::LBracket, 1),
            (b'?', b'.') => (Kind::QuestionDot, 2),
            (b'?', b'[') if allow_bracket => (Kind::QuestionLBracket, 2),
            _ => return None,
        };
        let next = self.char_at(self.at + length);
        let is_blank = is_white(next) || matches!(next, '\0' | '\r' | '\n');
        let needs_name = matches!(kind, Kind::Dot | Kind::ColonColon);
        if needs_name && is_blank && self.mode == Mode::Command {
            return None;
        }
        self.token_start = self.at;
        self.at += length;
        Some(self.token(kind))
    }

    /// `(` or `{` directly behind a member name.
    pub(crate) fn invoke_opening(&mut self) -> Option<Token> {
        let kind = match self.byte() {
            b'(' => Kind::LParen,
            b'{' => Kind::LCurly,
            _ => return None,
        };
        self.token_start = self.at;
        self.at += 1;
        Some(self.token(kind))
    }

    /// `[` behind blanks and comments, but not behind line breaks.
    pub(crate) fn left_bracket(&mut self) -> Option<Token> {
        let begin = self.at;
        let mut goes_back = false;
        loop {
            self.token_start = self.at;
            match self.byte() {
                b'[' => {
                    self.at += 1;
                    return Some(self.token(Kind::LBracket));
                }
                b'#' => {
                    goes_back = true;
                    self.at += 1;
                    self.line_comment();
                }
                b'<' if self.byte_after(1) == b'#' => {
                    goes_back = false;
                    self.at += 2;
                    self.block_comment();
                }
                b'.' | b':' if goes_back => {
                    self.resync(begin);
                    return None;
                }
                _ if is_white(self.peek()) => {
                    goes_back = true;
                    self.skip_white();
                }
                _ => return None,
            }
        }
    }
}
