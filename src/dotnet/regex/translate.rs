//! From .NET's pattern syntax to the syntax of the engines.
//!
//! In:    a pattern and its options.
//! Out:   an equivalent pattern without options but `i`, with all captures unnamed, and the group table.
//! Never: compiles or matches; a mistake is a `PatternFault` with .NET's offset and sentence.
//!
//! `Translator` walks the pattern once. Numbers and names of groups are known before: see `groups`.

use super::class;
use super::fault::{PatternFault, Reason};
use super::groups::Groups;
use super::options::Options;

/// Groups and look-arounds inside each other; deeper than this is refused.
const DEPTH_MAX: usize = 200;

pub(super) struct Translated {
    pub pattern: String,
    /// Uses what only a backtracking engine can do.
    pub backtracks: bool,
    /// Has a `$` or `\Z` that a line feed at the end of the text makes harder.
    pub ends_before_line_feed: bool,
}

/// Translates for texts that do (or do not) end in a line feed.
pub(super) fn translate(
    pattern: &str,
    options: Options,
    groups: &Groups,
    text_ends_in_line_feed: bool,
) -> Result<Translated, PatternFault> {
    let mut translator = Translator {
        cursor: Cursor::new(pattern),
        groups,
        options,
        text_ends_in_line_feed,
        slot: 0,
        depth: 0,
        out: String::with_capacity(pattern.len() + 16),
        backtracks: false,
        ends_before_line_feed: false,
    };
    if options.has(Options::IGNORE_CASE) {
        translator.out.push_str("(?i)");
    }
    translator.alternatives(0)?;
    if !translator.cursor.at_end() {
        translator.cursor.advance();
        return Err(translator.cursor.fault(Reason::TooManyParentheses));
    }
    Ok(Translated { pattern: translator.out, backtracks: translator.backtracks, ends_before_line_feed: translator.ends_before_line_feed })
}

/// A place in a pattern.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    pub pattern: &'a str,
    pub at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(pattern: &'a str) -> Self {
        Self { pattern, at: 0 }
    }

    pub fn rest(&self) -> &'a str {
        &self.pattern[self.at..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn at_end(&self) -> bool {
        self.at == self.pattern.len()
    }

    pub fn advance(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    pub fn eat(&mut self, wanted: &str) -> bool {
        let found = self.rest().starts_with(wanted);
        if found {
            self.at += wanted.len();
        }
        found
    }

    /// A decimal number, if one stands here.
    pub fn number(&mut self) -> Option<u32> {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let value = self.rest()[..length].parse().ok()?;
        self.at += length;
        Some(value)
    }

    /// A name of word characters; may be empty.
    pub fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|next: char| !(next.is_alphanumeric() || next == '_')).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    pub fn fault(&self, reason: Reason) -> PatternFault {
        let at = crate::utf16::from_byte(self.pattern, self.at);
        PatternFault { pattern: self.pattern.into(), at, reason }
    }

    pub fn fault_at_end(&self, reason: Reason) -> PatternFault {
        let at = self.pattern.encode_utf16().count();
        PatternFault { pattern: self.pattern.into(), at, reason }
    }
}

struct Translator<'a> {
    cursor: Cursor<'a>,
    groups: &'a Groups,
    options: Options,
    text_ends_in_line_feed: bool,
    /// Captures opened so far, which is how the engine counts.
    slot: usize,
    depth: usize,
    out: String,
    backtracks: bool,
    ends_before_line_feed: bool,
}

/// Whether a quantifier may follow.
#[derive(Clone, Copy, PartialEq)]
enum Last {
    Nothing,
    Atom,
    Quantified,
}

impl Translator<'_> {
    /// Everything up to the end or a closing parenthesis, which stays.
    fn alternatives(&mut self, depth: usize) -> Result<(), PatternFault> {
        if depth > DEPTH_MAX {
            return Err(self.cursor.fault(Reason::TooDeep));
        }
        self.depth = depth;
        let options = self.options;
        let mut last = Last::Nothing;
        while let Some(next) = self.cursor.peek() {
            if self.skips(next)? {
                continue;
            }
            last = match next {
                ')' => break,
                '|' => {
                    self.cursor.advance();
                    self.out.push('|');
                    Last::Nothing
                }
                '*' | '+' | '?' => self.quantifier(last)?,
                '{' if is_quantifier(self.cursor.rest()) => self.quantifier(last)?,
                _ => self.atom(next)?,
            };
        }
        self.options = options;
        Ok(())
    }

    /// White space and comments of `IgnorePatternWhitespace`, and `(?#…)` anywhere.
    fn skips(&mut self, next: char) -> Result<bool, PatternFault> {
        if self.options.has(Options::IGNORE_WHITE) {
            if next.is_whitespace() {
                self.cursor.advance();
                return Ok(true);
            }
            if next == '#' {
                let rest = self.cursor.rest();
                self.cursor.at += rest.find('\n').unwrap_or(rest.len());
                return Ok(true);
            }
        }
        if !self.cursor.rest().starts_with("(?#") {
            return Ok(false);
        }
        match self.cursor.rest().find(')') {
            Some(end) => self.cursor.at += end + 1,
            None => return Err(self.cursor.fault_at_end(Reason::UnterminatedComment)),
        }
        Ok(true)
    }

    fn atom(&mut self, next: char) -> Result<Last, PatternFault> {
        match next {
            '(' => return self.group(),
            '[' => class::translate(&mut self.cursor, self.options, &mut self.out)?,
            '\\' => self.escape()?,
            '.' => {
                self.cursor.advance();
                self.out.push_str(if self.options.has(Options::SINGLE_LINE) { "(?s:.)" } else { "." });
            }
            '^' => {
                self.cursor.advance();
                self.out.push_str(if self.options.has(Options::MULTI_LINE) { "(?m:^)" } else { "\\A" });
            }
            '$' => {
                self.cursor.advance();
                match self.options.has(Options::MULTI_LINE) {
                    true => self.out.push_str("(?m:$)"),
                    false => self.end_before_line_feed(),
                }
            }
            _ => {
                self.cursor.advance();
                class::push_literal(next, &mut self.out);
            }
        }
        Ok(Last::Atom)
    }

    /// `$` and `\Z`: the end, or a line feed that is the last character.
    fn end_before_line_feed(&mut self) {
        self.ends_before_line_feed = true;
        if self.text_ends_in_line_feed {
            self.backtracks = true;
            self.out.push_str("(?=\\n?\\z)");
        } else {
            self.out.push_str("\\z");
        }
    }

    fn quantifier(&mut self, last: Last) -> Result<Last, PatternFault> {
        let start = self.cursor.at;
        let first = self.cursor.advance().unwrap_or_default();
        let shown = if first == '{' { "{".to_owned() } else { first.to_string() };
        match last {
            Last::Nothing => return Err(self.cursor.fault(Reason::QuantifierAfterNothing(shown))),
            Last::Quantified => return Err(self.cursor.fault(Reason::NestedQuantifier(shown))),
            Last::Atom => {}
        }
        if first == '{' {
            let least = self.cursor.number();
            let most = if self.cursor.eat(",") { self.cursor.number() } else { least };
            if let (Some(least), Some(most)) = (least, most)
                && least > most
            {
                self.cursor.eat("}");
                return Err(self.cursor.fault(Reason::ReversedQuantifier));
            }
            self.cursor.eat("}");
        }
        self.out.push_str(&self.cursor.pattern[start..self.cursor.at]);
        if self.cursor.eat("?") {
            self.out.push('?');
        }
        Ok(Last::Quantified)
    }

    fn group(&mut self) -> Result<Last, PatternFault> {
        self.cursor.advance();
        let options = self.options;
        if !self.cursor.rest().starts_with('?') {
            if self.options.has(Options::EXPLICIT_CAPTURE) {
                self.out.push_str("(?:");
            } else {
                self.open_capture();
            }
            return self.close_group(options);
        }
        self.cursor.advance();
        for (opening, written) in [(":", "(?:"), ("=", "(?="), ("!", "(?!"), (">", "(?>"), ("<=", "(?<="), ("<!", "(?<!")] {
            if self.cursor.eat(opening) {
                self.backtracks |= opening != ":";
                self.out.push_str(written);
                return self.close_group(options);
            }
        }
        match self.cursor.peek() {
            Some('<' | '\'') => {
                self.named_group()?;
                self.close_group(options)
            }
            Some('(') => self.conditional(),
            Some(_) => self.inline_options(),
            None => Err(self.cursor.fault(Reason::UnrecognizedGrouping)),
        }
    }

    fn open_capture(&mut self) {
        self.slot += 1;
        self.out.push('(');
    }

    fn close_group(&mut self, options: Options) -> Result<Last, PatternFault> {
        self.alternatives(self.depth + 1)?;
        self.depth -= 1;
        self.options = options;
        if !self.cursor.eat(")") {
            return Err(self.cursor.fault_at_end(Reason::NotEnoughParentheses));
        }
        self.out.push(')');
        Ok(Last::Atom)
    }

    /// `(?<name>`, `(?'name'`; the groups were counted and named before.
    fn named_group(&mut self) -> Result<(), PatternFault> {
        let close = if self.cursor.advance() == Some('<') { ">" } else { "'" };
        let name = self.cursor.word();
        if name.is_empty() && !self.cursor.rest().starts_with('-') {
            return Err(self.cursor.fault(Reason::BadGroupName));
        }
        if name == "0" {
            return Err(self.cursor.fault(Reason::CaptureZero));
        }
        if self.cursor.rest().starts_with('-') {
            return Err(self.cursor.fault(Reason::Unsupported("balancing groups")));
        }
        if !self.cursor.eat(close) {
            return Err(self.cursor.fault(Reason::BadGroupName));
        }
        self.open_capture();
        Ok(())
    }

    /// `(?(1)yes|no)`, `(?(name)yes|no)`, `(?(expression)yes|no)`.
    fn conditional(&mut self) -> Result<Last, PatternFault> {
        self.backtracks = true;
        let options = self.options;
        let mut ahead = self.cursor.clone();
        ahead.advance();
        let name = ahead.word();
        let slots = self.groups.slots_of(name).filter(|_| ahead.eat(")"));
        match slots.and_then(|slots| slots.last()) {
            Some(slot) => {
                self.cursor.at = ahead.at;
                self.out.push_str(&format!("(?({slot})"));
            }
            None => {
                self.cursor.advance();
                if !self.cursor.rest().starts_with('?') {
                    self.out.push_str("(?(?=");
                } else {
                    let mark = self.cursor.rest();
                    let known = ["?=", "?!", "?<=", "?<!"].into_iter().find(|known| mark.starts_with(known));
                    let known = known.ok_or_else(|| self.cursor.fault(Reason::UnrecognizedGrouping))?;
                    self.cursor.at += known.len();
                    self.out.push_str("(?(");
                    self.out.push_str(known);
                }
                self.close_group(options)?;
            }
        }
        self.close_group(options)
    }

    /// `(?i)`, `(?s-m)`, `(?i:…)`.
    fn inline_options(&mut self) -> Result<Last, PatternFault> {
        let outer = self.options;
        let mut on = true;
        loop {
            let Some(letter) = self.cursor.advance() else {
                return Err(self.cursor.fault(Reason::UnrecognizedGrouping));
            };
            match letter {
                '+' => on = true,
                '-' => on = false,
                ')' => {
                    self.push_case_switch(outer);
                    return Ok(Last::Nothing);
                }
                ':' => {
                    self.out.push_str(match self.options.has(Options::IGNORE_CASE) {
                        true => "(?i:",
                        false => "(?-i:",
                    });
                    return self.close_group(outer);
                }
                _ => match Options::of_letter(letter) {
                    Some(option) => self.options = self.options.switched(option, on),
                    None => return Err(self.cursor.fault(Reason::UnrecognizedGrouping)),
                },
            }
        }
    }

    fn push_case_switch(&mut self, before: Options) {
        let (was, is) = (before.has(Options::IGNORE_CASE), self.options.has(Options::IGNORE_CASE));
        if was != is {
            self.out.push_str(if is { "(?i)" } else { "(?-i)" });
        }
    }

    fn escape(&mut self) -> Result<(), PatternFault> {
        let start = self.cursor.at;
        self.cursor.advance();
        let Some(letter) = self.cursor.peek() else {
            return Err(self.cursor.fault(Reason::BackslashAtEnd));
        };
        match letter {
            'd' | 'D' | 'w' | 'W' | 's' | 'S' => {
                self.cursor.advance();
                class::push_shorthand(letter, self.options, &mut self.out);
            }
            'b' | 'B' | 'A' | 'z' => {
                self.cursor.advance();
                self.out.push('\\');
                self.out.push(letter);
            }
            'Z' => {
                self.cursor.advance();
                self.end_before_line_feed();
            }
            'G' => {
                self.cursor.advance();
                self.backtracks = true;
                self.out.push_str("\\G");
            }
            'p' | 'P' => {
                let set = class::property(&mut self.cursor)?;
                self.out.push_str(&set);
            }
            'k' => self.named_reference()?,
            '1'..='9' => self.numbered_reference(start)?,
            _ => {
                let literal = class::escaped_char(&mut self.cursor)?;
                class::push_literal(literal, &mut self.out);
            }
        }
        Ok(())
    }

    /// `\k<name>` or `\k'name'`.
    fn named_reference(&mut self) -> Result<(), PatternFault> {
        self.cursor.advance();
        let close = match self.cursor.advance() {
            Some('<') => ">",
            Some('\'') => "'",
            _ => return Err(self.cursor.fault(Reason::MalformedReference)),
        };
        let name = self.cursor.word();
        if !self.cursor.eat(close) {
            return Err(self.cursor.fault(Reason::MalformedReference));
        }
        self.reference(name)
    }

    /// `\7`, or an octal character where there is no such group.
    fn numbered_reference(&mut self, start: usize) -> Result<(), PatternFault> {
        let digits_at = self.cursor.at;
        self.cursor.number();
        let digits = &self.cursor.pattern[digits_at..self.cursor.at];
        if self.groups.slots_of(digits).is_some() || digits.len() == 1 {
            return self.reference(digits);
        }
        self.cursor.at = start + 1;
        let literal = class::octal(&mut self.cursor);
        class::push_literal(literal.unwrap_or_default(), &mut self.out);
        Ok(())
    }

    fn reference(&mut self, name: &str) -> Result<(), PatternFault> {
        let Some(slots) = self.groups.slots_of(name) else {
            let reason = match name.parse::<u32>() {
                Ok(number) => Reason::UndefinedNumber(number),
                Err(_) => Reason::UndefinedName(name.into()),
            };
            return Err(self.cursor.fault(reason));
        };
        self.backtracks = true;
        let each: Vec<String> = slots.iter().rev().map(|slot| format!("\\{slot}")).collect();
        self.out.push_str("(?:");
        self.out.push_str(&each.join("|"));
        self.out.push(')');
        Ok(())
    }
}

/// `{3}`, `{3,}` or `{3,5}`; every other brace is a plain character.
fn is_quantifier(rest: &str) -> bool {
    let inside = rest[1..].trim_start_matches(|next: char| next.is_ascii_digit());
    if inside.len() + 1 == rest.len() {
        return false;
    }
    let inside = inside.strip_prefix(',').map_or(inside, |after| after.trim_start_matches(|next: char| next.is_ascii_digit()));
    inside.starts_with('}')
}
