//! Replacement patterns: `$1`, `${name}`, `$$`, `$&`, `` $` ``, `$'`, `$+`, `$_`.

use super::{Match, Regex};

/// A replacement pattern taken apart for one regex.
#[derive(Debug)]
pub struct Replacement {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(Box<str>),
    Group(usize),
    LastGroup,
    Before,
    After,
    Input,
}

impl Replacement {
    pub fn parse(pattern: &str, regex: &Regex) -> Self {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = pattern;
        while let Some(at) = rest.find('$') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            let Some((part, length)) = Part::parse(rest, regex) else {
                // What names nothing stays as it is.
                text.push('$');
                continue;
            };
            rest = &rest[length..];
            match part {
                Part::Text(literal) => text.push_str(&literal),
                part => {
                    if !text.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut text).into()));
                    }
                    parts.push(part);
                }
            }
        }
        text.push_str(rest);
        if !text.is_empty() {
            parts.push(Part::Text(text.into()));
        }
        Self { parts }
    }

    /// Appends what the pattern makes of a match.
    pub fn expand(&self, found: &Match, text: &str, out: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(literal) => out.push_str(literal),
                Part::Group(at) => out.push_str(found.group_text(text, *at).unwrap_or_default()),
                Part::LastGroup => {
                    let last = found.group_count() - 1;
                    out.push_str(found.group_text(text, last).unwrap_or_default());
                }
                Part::Before => out.push_str(&text[..found.start()]),
                Part::After => out.push_str(&text[found.end()..]),
                Part::Input => out.push_str(text),
            }
        }
    }
}

impl Part {
    /// The part behind a `$`, and its length.
    fn parse(rest: &str, regex: &Regex) -> Option<(Self, usize)> {
        let first = rest.chars().next()?;
        let part = match first {
            '$' => Self::Text("$".into()),
            '&' => Self::Group(0),
            '`' => Self::Before,
            '\'' => Self::After,
            '+' => Self::LastGroup,
            '_' => Self::Input,
            '{' => {
                let name = rest[1..].split_once('}')?.0;
                return Some((Self::Group(regex.group_named(name)?), name.len() + 2));
            }
            '0'..='9' => return Self::parse_number(rest, regex),
            _ => return None,
        };
        Some((part, 1))
    }

    fn parse_number(rest: &str, regex: &Regex) -> Option<(Self, usize)> {
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let number: u32 = rest[..length].parse().ok()?;
        let at = regex.groups().iter().position(|group| group.number == number)?;
        Some((Self::Group(at), length))
    }
}
