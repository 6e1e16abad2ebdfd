//! Words: identifiers, bare words, parameters, labels, type names.

use super::chars::{ends_assembly_part, ends_word, is_ident_byte, is_ident_follow};
use super::chars::{is_double_quote, is_plain_word_byte, is_single_quote, is_type_name_follow};
use super::chars::{is_ident_start, is_white};
use super::input::Miss;
use super::keyword::keyword;
use super::operator::dash_operator;
use super::quoted::{Flags, Sink};
use super::{COLON, Keyword, Kind, Mode, Reader, Token};
use crate::tree::BinaryOp;
use nom::Parser;
use nom::bytes::complete::{take_till, take_while};

impl<'s> Reader<'s> {
    /// The first letter is read.
    pub(super) fn identifier(&mut self) -> Token {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at).is_some_and(|byte| is_ident_byte(*byte)) {
            self.at += 1;
        }
        if self.byte() >= 0x80 {
            self.walk(is_ident_follow);
        }
        if self.mode == Mode::TypeName {
            self.walk(is_type_name_follow);
            return self.token(Kind::Identifier);
        }
        if self.wants_simple_name || self.mode == Mode::Expression {
            return self.token(Kind::Identifier);
        }
        if self.mode == Mode::Command && !ends_word(self.peek()) {
            return self.generic();
        }
        let kind = match keyword(&self.text[self.token_start..self.at]) {
            Some(keyword) if keyword != Keyword::InlineScript => Kind::Keyword(keyword),
            _ => Kind::Identifier,
        };
        self.token(kind)
    }

    fn walk(&mut self, accepts: fn(char) -> bool) {
        if let Ok((_, word)) = take_while::<_, _, Miss>(accepts).parse(self.rest()) {
            self.at += word.0.len();
        }
    }

    /// A bare word from where the token began: nearly anything up to a blank.
    pub(super) fn generic(&mut self) -> Token {
        let mut flags = Flags::default();
        self.at = self.token_start;
        self.bare_word(&mut flags);
        let mut token = self.token(Kind::Generic);
        token.flags = flags.token_flags();
        token
    }

    /// Walks over a bare word with its quotes, escapes and holes.
    pub(super) fn bare_word<S: Sink<'s>>(&mut self, out: &mut S) {
        let mut from = self.at;
        if self.text.as_bytes().get(self.at) == Some(&0) {
            self.at += 1;
        }
        loop {
            let bytes = self.text.as_bytes();
            while bytes.get(self.at).is_some_and(|byte| is_plain_word_byte(*byte)) {
                if bytes[self.at] >= 0x80 && self.is_special_in_word() {
                    break;
                }
                self.at += 1;
            }
            out.text(&self.text[from..self.at]);
            let c = self.peek();
            if ends_word(c) {
                return;
            }
            self.special_in_word(c, out);
            from = self.at;
        }
    }

    /// At a byte beyond ASCII: blanks and curly quotes stop the fast walk.
    fn is_special_in_word(&self) -> bool {
        let lead = self.text.as_bytes()[self.at];
        if !self.text.is_char_boundary(self.at) || !matches!(lead, 0xC2 | 0xE1..=0xE3) {
            return false;
        }
        let c = self.peek();
        is_white(c) || is_single_quote(c) || is_double_quote(c)
    }

    fn special_in_word<S: Sink<'s>>(&mut self, c: char, out: &mut S) {
        let open = self.at;
        self.at += c.len_utf8();
        match c {
            '`' => self.escape(out),
            '$' => self.hole_or_dollar(false, out),
            _ if is_single_quote(c) => {
                out.changes();
                self.walk_single_quoted(open, out);
            }
            _ if is_double_quote(c) => {
                out.changes();
                self.walk_double_quoted(open, out);
            }
            _ => out.text(&self.text[open..self.at]),
        }
    }

    /// The dash is read and a letter, `_` or `?` follows.
    pub(super) fn parameter(&mut self) -> Token {
        let name = self.at;
        let is_command = self.mode == Mode::Command;
        loop {
            let c = self.peek();
            if is_white(c) || is_parameter_end(c) {
                break;
            }
            if c == ':' {
                return self.parameter_with_colon(name, is_command);
            }
            if is_single_quote(c) || is_double_quote(c) {
                if is_command {
                    return self.generic();
                }
                break;
            }
            if !c.is_ascii_alphabetic() && !is_command {
                break;
            }
            self.at += c.len_utf8();
        }
        self.parameter_or_operator(name)
    }

    fn parameter_with_colon(&mut self, name: usize, is_command: bool) -> Token {
        if is_command {
            self.at += 1;
            let mut token = self.token(Kind::Parameter);
            token.flags = COLON;
            return token;
        }
        self.parameter_or_operator(name)
    }

    fn parameter_or_operator(&mut self, name: usize) -> Token {
        let word = &self.text[name..self.at];
        if self.mode == Mode::Expression
            && let Some(kind) = dash_operator(word)
        {
            return self.token(kind);
        }
        if word.is_empty() {
            return self.token(Kind::Binary(BinaryOp::Subtract));
        }
        self.token(Kind::Parameter)
    }

    /// The colon is read.
    pub(super) fn label(&mut self) -> Token {
        if !is_ident_start(self.peek()) {
            return self.generic();
        }
        self.walk(is_ident_follow);
        self.operator(Kind::Label)
    }

    /// What follows `--%`, as it stands, up to the end of the line or a pipe.
    pub(crate) fn verbatim_argument(&mut self) -> Token {
        self.skip_white();
        self.token_start = self.at;
        let mut is_quoted = false;
        let mut length = self.text.len() - self.at;
        let rest = self.rest().0;
        for (at, c) in rest.char_indices() {
            is_quoted ^= is_double_quote(c);
            let ends = c == '|' || (c == '&' && rest[at + 1..].starts_with('&'));
            if matches!(c, '\n' | '\r') || (ends && !is_quoted) {
                length = at;
                break;
            }
        }
        self.at += length;
        self.token(Kind::Generic)
    }

    /// The rest of `[Type, Assembly, Version=…]`.
    pub(crate) fn assembly_name(&mut self) -> String {
        let mut name = String::new();
        self.assembly_part(&mut name);
        while self.skip_if(b',') {
            name.push_str(", ");
            self.assembly_part(&mut name);
            if self.skip_if(b'=') {
                name.push('=');
                self.assembly_part(&mut name);
            }
        }
        name
    }

    fn assembly_part(&mut self, name: &mut String) {
        self.skip_white();
        if let Ok((_, part)) = take_till::<_, _, Miss>(ends_assembly_part).parse(self.rest()) {
            name.push_str(part.0);
            self.at += part.0.len();
        }
        self.skip_white();
    }
}

fn is_parameter_end(c: char) -> bool {
    matches!(c, '{' | '}' | '(' | ')' | ';' | ',' | '|' | '&' | '.' | '[' | '\r' | '\n' | '\0')
}
