//! PowerShell's wildcards: `*`, `?`, `[a-z]`, and a backtick to take them literally.
//!
//! In:    a pattern, and whether case counts.
//! Out:   yes or no for a text; the pattern escaped, unescaped, or as a regular expression.
//! Never: goes back more than one star, so time is at most length times length.

use std::fmt;

use crate::text::{lower_char, upper_char};

/// A pattern ready to match.
#[derive(Clone, Debug)]
pub struct Wildcard {
    shape: Shape,
    fold: bool,
}

/// The pattern ends inside brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WildcardFault(Box<str>);

impl WildcardFault {
    pub fn exception(&self) -> &'static str {
        "System.Management.Automation.WildcardPatternException"
    }
}

impl fmt::Display for WildcardFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "The specified wildcard character pattern is not valid: {}", self.0)
    }
}

impl std::error::Error for WildcardFault {}

/// The few shapes that nearly all patterns have, and the rest. Literals are folded already.
#[derive(Clone, Debug)]
enum Shape {
    All,
    Exact(Box<str>),
    Prefix(Box<str>),
    Suffix(Box<str>),
    Contains(Box<str>),
    Steps(Box<[Step]>),
}

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Star,
    Any,
    One(char),
    Set(Box<[(char, char)]>),
}

impl Wildcard {
    pub fn new(pattern: &str, ignore_case: bool) -> Result<Self, WildcardFault> {
        let mut steps = parse(pattern)?;
        if ignore_case {
            steps.iter_mut().for_each(Step::fold);
        }
        Ok(Self { shape: Shape::of(steps), fold: ignore_case })
    }

    pub fn is_match(&self, text: &str) -> bool {
        let fold = self.fold;
        match &self.shape {
            Shape::All => true,
            Shape::Exact(wanted) => starts(text, wanted, fold) == Some(""),
            Shape::Prefix(wanted) => starts(text, wanted, fold).is_some(),
            Shape::Suffix(wanted) => ends(text, wanted, fold),
            Shape::Contains(wanted) => contains(text, wanted, fold),
            Shape::Steps(steps) => walk(steps, text, fold),
        }
    }

    /// Whether the pattern is a plain text, and which (folded if case does not count).
    pub fn literal(&self) -> Option<&str> {
        match &self.shape {
            Shape::Exact(text) => Some(text),
            _ => None,
        }
    }

    pub fn contains_wildcards(pattern: &str) -> bool {
        let mut characters = pattern.chars();
        while let Some(next) = characters.next() {
            match next {
                '`' => {
                    characters.next();
                }
                '*' | '?' | '[' | ']' => return true,
                _ => {}
            }
        }
        false
    }

    pub fn escape(text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 4);
        for character in text.chars() {
            if matches!(character, '*' | '?' | '[' | ']' | '`') {
                out.push('`');
            }
            out.push(character);
        }
        out
    }

    /// Takes a backtick away only where it stands before something it can escape.
    pub fn unescape(text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            let escapes = character == '`' && matches!(characters.peek(), Some('*' | '?' | '[' | ']' | '`'));
            out.extend(if escapes { characters.next() } else { Some(character) });
        }
        out
    }

    /// The same pattern as a .NET regular expression.
    pub fn to_regex(pattern: &str) -> Result<String, WildcardFault> {
        let steps = parse(pattern)?;
        let mut out = String::from("^");
        for step in &steps {
            match step {
                Step::Star => out.push_str(".*"),
                Step::Any => out.push('.'),
                Step::One(character) => out.push_str(&crate::regex::escape(character.encode_utf8(&mut [0; 4]))),
                Step::Set(ranges) => push_set(ranges, &mut out),
            }
        }
        out.push('$');
        // A star at an end says nothing that the lack of an anchor does not say.
        let body = out.strip_prefix("^.*").unwrap_or(&out);
        Ok(body.strip_suffix(".*$").unwrap_or(body).to_owned())
    }
}

fn push_set(ranges: &[(char, char)], out: &mut String) {
    out.push('[');
    for (from, to) in ranges {
        for (at, bound) in [from, to].into_iter().enumerate().take(if from == to { 1 } else { 2 }) {
            if at == 1 {
                out.push('-');
            }
            if matches!(bound, '[' | ']' | '^' | '-' | '\\') {
                out.push('\\');
            }
            out.push(*bound);
        }
    }
    out.push(']');
}

fn parse(pattern: &str) -> Result<Vec<Step>, WildcardFault> {
    let mut steps = Vec::new();
    let mut characters = pattern.chars();
    while let Some(next) = characters.next() {
        match next {
            '*' if steps.last() == Some(&Step::Star) => {}
            '*' => steps.push(Step::Star),
            '?' => steps.push(Step::Any),
            '[' => steps.push(set(&mut characters).ok_or_else(|| WildcardFault(pattern.into()))?),
            // At the end a backtick stands for itself.
            '`' => steps.push(Step::One(characters.next().unwrap_or('`'))),
            _ => steps.push(Step::One(next)),
        }
    }
    Ok(steps)
}

/// The members of a set up to its `]`; one that comes first is a member itself.
fn set(characters: &mut std::str::Chars<'_>) -> Option<Step> {
    let mut members: Vec<(char, bool)> = Vec::new();
    loop {
        match characters.next()? {
            ']' if !members.is_empty() => break,
            '`' => members.push((characters.next()?, true)),
            other => members.push((other, false)),
        }
    }
    let mut ranges = Vec::new();
    let mut at = 0;
    while at < members.len() {
        let (from, _) = members[at];
        match (members.get(at + 1), members.get(at + 2)) {
            (Some(('-', false)), Some((to, _))) => {
                ranges.push((from, *to));
                at += 3;
            }
            _ => {
                ranges.push((from, from));
                at += 1;
            }
        }
    }
    Some(Step::Set(ranges.into()))
}

impl Shape {
    fn of(steps: Vec<Step>) -> Self {
        let stars = steps.iter().filter(|step| **step == Step::Star).count();
        let literals = steps.iter().filter(|step| matches!(step, Step::One(_))).count();
        if stars + literals < steps.len() {
            return Self::Steps(steps.into());
        }
        let text: String = steps.iter().filter_map(|step| if let Step::One(one) = step { Some(*one) } else { None }).collect();
        let (first, last) = (steps.first() == Some(&Step::Star), steps.last() == Some(&Step::Star));
        match (stars, first, last) {
            (0, ..) => Self::Exact(text.into()),
            (1, true, true) => Self::All,
            (1, false, true) => Self::Prefix(text.into()),
            (1, true, false) => Self::Suffix(text.into()),
            (2, true, true) => Self::Contains(text.into()),
            _ => Self::Steps(steps.into()),
        }
    }
}

impl Step {
    fn fold(&mut self) {
        if let Self::One(one) = self {
            *one = upper_char(*one);
        }
    }

    fn fits(&self, character: char, fold: bool) -> bool {
        match self {
            Self::Star | Self::Any => true,
            Self::One(one) => *one == if fold { upper_char(character) } else { character },
            Self::Set(ranges) => {
                let within = |tried: char| ranges.iter().any(|(from, to)| (*from..=*to).contains(&tried));
                within(character) || fold && (within(upper_char(character)) || within(lower_char(character)))
            }
        }
    }
}

/// What follows a folded start.
fn starts<'t>(text: &'t str, wanted: &str, fold: bool) -> Option<&'t str> {
    if !fold {
        return text.strip_prefix(wanted);
    }
    let mut rest = text.chars();
    for one in wanted.chars() {
        if upper_char(rest.next()?) != one {
            return None;
        }
    }
    Some(rest.as_str())
}

fn ends(text: &str, wanted: &str, fold: bool) -> bool {
    if !fold {
        return text.ends_with(wanted);
    }
    let mut rest = text.chars().rev();
    wanted.chars().rev().all(|one| rest.next().is_some_and(|character| upper_char(character) == one))
}

fn contains(text: &str, wanted: &str, fold: bool) -> bool {
    if !fold {
        return text.contains(wanted);
    }
    if text.is_ascii() && wanted.is_ascii() {
        let (text, wanted) = (text.as_bytes(), wanted.as_bytes());
        return wanted.is_empty() || text.windows(wanted.len()).any(|part| part.eq_ignore_ascii_case(wanted));
    }
    text.char_indices().any(|(at, _)| starts(&text[at..], wanted, true).is_some()) || wanted.is_empty()
}

/// Tries greedily and goes back to the last star only; that one can always take more.
fn walk(steps: &[Step], text: &str, fold: bool) -> bool {
    let (mut at, mut rest) = (0, text.chars());
    let mut star: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let here = rest.clone();
        match (steps.get(at), rest.next()) {
            (None, None) => return true,
            (Some(Step::Star), _) => {
                at += 1;
                star = Some((at, here.clone()));
                rest = here;
            }
            (Some(step), Some(character)) if step.fits(character, fold) => at += 1,
            _ => {
                let Some((after, mut from)) = star.take() else {
                    return false;
                };
                if from.next().is_none() {
                    return false;
                }
                (at, rest) = (after, from.clone());
                star = Some((after, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[track_caller]
    fn check(pattern: &str, text: &str, want: bool) {
        assert_eq!(Wildcard::new(pattern, true).unwrap().is_match(text), want, "{text:?} like {pattern:?}");
    }

    #[test]
    fn patterns_match() {
        check("a*", "Abc", true);
        check("*C", "abc", true);
        check("*B*", "abc", true);
        check("a?c", "abc", true);
        check("a?c", "ac", false);
        check("abc", "ABC", true);
        check("", "", true);
        check("*", "", true);
        check("a*b*c", "axxbyyc", true);
        check("a*b*c", "axxbyy", false);
        check("file-[0-9]", "file-7", true);
        check("file-[a-c]", "file-B", true);
        check("a`[c", "a[c", true);
        check("a`*", "abc", false);
        check("[]]", "]", true);
        check("*ab", "aab", true);
        check("É*", "école", true);
        assert!(!Wildcard::new("a*", false).unwrap().is_match("Abc"));
    }

    #[test]
    fn an_open_set_is_a_fault() {
        let fault = Wildcard::new("[a", true).unwrap_err();
        assert_eq!(fault.to_string(), "The specified wildcard character pattern is not valid: [a");
    }

    #[test]
    fn texts_and_patterns_turn_into_each_other() {
        assert_eq!(Wildcard::escape("a*[b]"), "a`*`[b`]");
        assert_eq!(Wildcard::unescape("a`*`[b`]`n"), "a*[b]`n");
        assert!(Wildcard::contains_wildcards("a*"));
        assert!(!Wildcard::contains_wildcards("a`*"));
        assert_eq!(Wildcard::to_regex("a?b.c*").unwrap(), "^a.b\\.c");
        assert_eq!(Wildcard::to_regex("*[a-c]").unwrap(), "[a-c]$");
    }
}
