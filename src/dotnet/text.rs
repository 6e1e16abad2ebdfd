//! Text as .NET strings behave: places in UTF-16 units, ordinal comparing, invariant case.
//!
//! In:    UTF-8 texts and places as .NET counts them.
//! Out:   texts and places; `TextFault` where .NET throws.
//! Never: asks for a culture. In invariant mode culture comparing is ordinal, too.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use unicode_width::UnicodeWidthChar as _;

use crate::utf16;

/// Values of `System.StringComparison`; in invariant mode only the case matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Case {
    #[default]
    Matters,
    Ignored,
}

/// `Display` gives .NET's sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextFault {
    /// A place outside of the text.
    StartTooLarge,
    StartNegative,
    LengthNegative,
    /// Place and length reach past the end.
    PastTheEnd,
    CountPastTheEnd,
    IndexOutOfRange(&'static str),
    Negative(&'static str),
    EmptyOldValue,
}

impl TextFault {
    pub fn exception(&self) -> &'static str {
        match self {
            Self::EmptyOldValue => "System.ArgumentException",
            _ => "System.ArgumentOutOfRangeException",
        }
    }
}

impl fmt::Display for TextFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::StartTooLarge => "startIndex cannot be larger than length of string. (Parameter 'startIndex')",
            Self::StartNegative => "StartIndex cannot be less than zero. (Parameter 'startIndex')",
            Self::LengthNegative => "Length cannot be less than zero. (Parameter 'length')",
            Self::PastTheEnd => "Index and length must refer to a location within the string. (Parameter 'length')",
            Self::CountPastTheEnd => "Index and count must refer to a location within the string. (Parameter 'count')",
            Self::IndexOutOfRange(parameter) => {
                return write!(
                    out,
                    "Index was out of range. Must be non-negative and less than or equal to the size of the collection. (Parameter '{parameter}')"
                );
            }
            Self::Negative(parameter) => {
                return write!(out, "Non-negative number required. (Parameter '{parameter}')");
            }
            Self::EmptyOldValue => "The value cannot be an empty string. (Parameter 'oldValue')",
        })
    }
}

impl std::error::Error for TextFault {}

/// Upper case by simple mapping: one character stays one character.
pub fn upper_char(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_uppercase();
    }
    let mut upper = character.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

pub fn lower_char(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    let mut lower = character.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => character,
    }
}

pub fn to_upper(text: &str) -> String {
    text.chars().map(upper_char).collect()
}

pub fn to_lower(text: &str) -> String {
    text.chars().map(lower_char).collect()
}

pub fn equals(left: &str, right: &str, case: Case) -> bool {
    match case {
        Case::Matters => left == right,
        Case::Ignored if left.is_ascii() && right.is_ascii() => left.eq_ignore_ascii_case(right),
        Case::Ignored => left.chars().map(upper_char).eq(right.chars().map(upper_char)),
    }
}

/// Ordinal order of UTF-16 units, upper-cased if case does not matter.
pub fn compare(left: &str, right: &str, case: Case) -> Ordering {
    match case {
        // Bytes of UTF-8 and units of UTF-16 disagree only above the basic plane.
        Case::Matters if left.is_ascii() || right.is_ascii() => left.cmp(right),
        Case::Matters => left.encode_utf16().cmp(right.encode_utf16()),
        Case::Ignored if left.is_ascii() && right.is_ascii() => {
            let upper = |byte: u8| byte.to_ascii_uppercase();
            left.bytes().map(upper).cmp(right.bytes().map(upper))
        }
        Case::Ignored => folded_units(left).cmp(folded_units(right)),
    }
}

fn folded_units(text: &str) -> impl Iterator<Item = u16> + '_ {
    text.chars().flat_map(|each| {
        let mut units = [0; 2];
        let count = upper_char(each).encode_utf16(&mut units).len();
        units.into_iter().take(count)
    })
}

/// What `String.CompareOrdinal` and `CompareTo` return: the difference of the first units that differ.
pub fn compare_ordinal(left: &str, right: &str) -> i32 {
    distance(left, right, Case::Matters)
}

/// Like `compare`, with the difference of the first units that differ.
pub fn distance(left: &str, right: &str, case: Case) -> i32 {
    match case {
        Case::Matters => units_apart(left.encode_utf16(), right.encode_utf16()),
        Case::Ignored => units_apart(folded_units(left), folded_units(right)),
    }
}

fn units_apart(mut left: impl Iterator<Item = u16>, mut right: impl Iterator<Item = u16>) -> i32 {
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => return i32::from(a) - i32::from(b),
            (None, None) => return 0,
            (Some(_), None) => return 1 + left.count() as i32,
            (None, Some(_)) => return -(1 + right.count() as i32),
        }
    }
}

/// Byte of the first occurrence.
fn find(text: &str, wanted: &str, case: Case) -> Option<usize> {
    match case {
        Case::Matters => text.find(wanted),
        Case::Ignored => {
            text.char_indices().map(|(at, _)| at).chain([text.len()]).find(|at| match_length(&text[*at..], wanted, case).is_some())
        }
    }
}

/// Bytes at the start of a text that equal the wanted text.
fn match_length(text: &str, wanted: &str, case: Case) -> Option<usize> {
    match case {
        Case::Matters => text.starts_with(wanted).then_some(wanted.len()),
        Case::Ignored => {
            let mut rest = text.chars();
            for one in wanted.chars() {
                if upper_char(rest.next()?) != upper_char(one) {
                    return None;
                }
            }
            Some(text.len() - rest.as_str().len())
        }
    }
}

pub fn contains(text: &str, wanted: &str, case: Case) -> bool {
    find(text, wanted, case).is_some()
}

pub fn starts_with(text: &str, wanted: &str, case: Case) -> bool {
    match_length(text, wanted, case).is_some()
}

pub fn ends_with(text: &str, wanted: &str, case: Case) -> bool {
    if case == Case::Matters {
        return text.ends_with(wanted);
    }
    let mut rest = text.chars().rev();
    wanted.chars().rev().all(|one| rest.next().is_some_and(|each| upper_char(each) == upper_char(one)))
}

/// `IndexOf` from a place on; -1 if there is none.
pub fn index_of(text: &str, wanted: &str, start: i64, case: Case) -> Result<i64, TextFault> {
    let from = place(text, start).ok_or(TextFault::IndexOutOfRange("startIndex"))?;
    let found = find(&text[from..], wanted, case);
    Ok(found.map_or(-1, |at| utf16::from_byte(text, from + at) as i64))
}

/// `IndexOf(value, start, count)`.
pub fn index_of_within(text: &str, wanted: &str, start: i64, count: i64, case: Case) -> Result<i64, TextFault> {
    let from = place(text, start).ok_or(TextFault::IndexOutOfRange("startIndex"))?;
    let to = place(text, start + count).filter(|_| count >= 0).ok_or(TextFault::CountPastTheEnd)?;
    let found = find(&text[from..to], wanted, case);
    Ok(found.map_or(-1, |at| utf16::from_byte(text, from + at) as i64))
}

/// `LastIndexOf`, searching backwards from a place; `None` is the end.
pub fn last_index_of(text: &str, wanted: &str, start: Option<i64>, case: Case) -> Result<i64, TextFault> {
    let length = utf16::length(text) as i64;
    let end = match start {
        None => text.len(),
        // The character at the start may still be part of what is found.
        Some(start) if (-1..=length).contains(&start) => place(text, (start + 1).min(length)).unwrap_or(text.len()),
        Some(_) => return Err(TextFault::IndexOutOfRange("startIndex")),
    };
    let searched = &text[..end];
    let found = searched.char_indices().map(|(at, _)| at).chain([searched.len()]).rev();
    let at = found.into_iter().find(|at| match_length(&searched[*at..], wanted, case).is_some());
    Ok(at.map_or(-1, |at| utf16::from_byte(text, at) as i64))
}

pub fn index_of_any(text: &str, wanted: &[char], start: i64) -> Result<i64, TextFault> {
    let from = place(text, start).ok_or(TextFault::IndexOutOfRange("startIndex"))?;
    Ok(text[from..].find(wanted).map_or(-1, |at| utf16::from_byte(text, from + at) as i64))
}

pub fn last_index_of_any(text: &str, wanted: &[char]) -> i64 {
    text.rfind(wanted).map_or(-1, |at| utf16::from_byte(text, at) as i64)
}

fn place(text: &str, at: i64) -> Option<usize> {
    utf16::to_byte(text, usize::try_from(at).ok()?)
}

pub fn substring(text: &str, start: i64) -> Result<&str, TextFault> {
    match place(text, start) {
        _ if start < 0 => Err(TextFault::StartNegative),
        Some(from) => Ok(&text[from..]),
        None => Err(TextFault::StartTooLarge),
    }
}

pub fn substring_of(text: &str, start: i64, length: i64) -> Result<&str, TextFault> {
    let rest = substring(text, start)?;
    match place(rest, length) {
        _ if length < 0 => Err(TextFault::LengthNegative),
        Some(to) => Ok(&rest[..to]),
        None => Err(TextFault::PastTheEnd),
    }
}

pub fn insert(text: &str, start: i64, inserted: &str) -> Result<String, TextFault> {
    let at = place(text, start).ok_or(TextFault::IndexOutOfRange("startIndex"))?;
    Ok([&text[..at], inserted, &text[at..]].concat())
}

/// `Remove(start)` and `Remove(start, count)`.
pub fn remove(text: &str, start: i64, count: Option<i64>) -> Result<String, TextFault> {
    let from = match place(text, start) {
        _ if start < 0 => return Err(TextFault::StartNegative),
        Some(from) => from,
        None if count.is_some() => return Err(TextFault::CountPastTheEnd),
        None => return Err(TextFault::StartTooLarge),
    };
    let to = match count {
        None => text.len(),
        Some(count) if count < 0 => return Err(TextFault::Negative("count")),
        Some(count) => place(text, start + count).ok_or(TextFault::CountPastTheEnd)?,
    };
    Ok([&text[..from], &text[to..]].concat())
}

pub fn replace<'t>(text: &'t str, old: &str, new: &str, case: Case) -> Result<Cow<'t, str>, TextFault> {
    if old.is_empty() {
        return Err(TextFault::EmptyOldValue);
    }
    if case == Case::Matters {
        return Ok(if text.contains(old) { Cow::Owned(text.replace(old, new)) } else { Cow::Borrowed(text) });
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = find(rest, old, case) {
        out.push_str(&rest[..at]);
        out.push_str(new);
        rest = &rest[at + match_length(&rest[at..], old, case).unwrap_or(old.len())..];
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

pub fn pad_left(text: &str, width: i64, fill: char) -> Result<String, TextFault> {
    let missing = missing(text, width)?;
    Ok(std::iter::repeat_n(fill, missing).chain(text.chars()).collect())
}

pub fn pad_right(text: &str, width: i64, fill: char) -> Result<String, TextFault> {
    let missing = missing(text, width)?;
    Ok(text.chars().chain(std::iter::repeat_n(fill, missing)).collect())
}

fn missing(text: &str, width: i64) -> Result<usize, TextFault> {
    let width = usize::try_from(width).map_err(|_| TextFault::Negative("totalWidth"))?;
    Ok(width.saturating_sub(utf16::length(text)))
}

/// `Trim(chars)`; no characters mean white space.
pub fn trim<'t>(text: &'t str, characters: &[char]) -> &'t str {
    trim_end(trim_start(text, characters), characters)
}

pub fn trim_start<'t>(text: &'t str, characters: &[char]) -> &'t str {
    if characters.is_empty() { text.trim_start() } else { text.trim_start_matches(characters) }
}

pub fn trim_end<'t>(text: &'t str, characters: &[char]) -> &'t str {
    if characters.is_empty() { text.trim_end() } else { text.trim_end_matches(characters) }
}

/// The bits of `System.StringSplitOptions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct SplitOptions {
    pub remove_empty: bool,
    pub trim: bool,
}

/// `Split(separators, count, options)`; no separators mean white space.
pub fn split<'t>(text: &'t str, separators: &[&str], count: Option<usize>, options: SplitOptions) -> Vec<&'t str> {
    let most = count.unwrap_or(usize::MAX);
    let tidy = |piece: &'t str| if options.trim { piece.trim() } else { piece };
    let keeps = |piece: &str| !(options.remove_empty && piece.is_empty());
    let mut pieces = Vec::new();
    if most == 0 {
        return pieces;
    }
    let mut rest = text;
    while pieces.len() + 1 < most {
        let Some((at, length)) = next_separator(rest, separators) else {
            break;
        };
        let piece = tidy(&rest[..at]);
        rest = &rest[at + length..];
        if keeps(piece) {
            pieces.push(piece);
        }
    }
    if options.remove_empty && pieces.len() + 1 == most {
        // What would have been empty pieces does not count as the last one either.
        while let Some((0, length)) = next_separator(rest, separators) {
            rest = &rest[length..];
        }
    }
    let last = tidy(rest);
    if keeps(last) {
        pieces.push(last);
    }
    pieces
}

/// `Split(char[])`.
pub fn split_chars<'t>(text: &'t str, separators: &[char], count: Option<usize>, options: SplitOptions) -> Vec<&'t str> {
    let texts: Vec<String> = separators.iter().map(char::to_string).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    split(text, &texts, count, options)
}

fn next_separator(text: &str, separators: &[&str]) -> Option<(usize, usize)> {
    if separators.is_empty() {
        return text.char_indices().find(|(_, each)| each.is_whitespace()).map(|(at, each)| (at, each.len_utf8()));
    }
    let found = separators.iter().filter(|separator| !separator.is_empty());
    // Of two separators at one place the one named first wins.
    found.filter_map(|separator| text.find(separator).map(|at| (at, separator.len()))).min_by_key(|(at, _)| *at)
}

/// Cells of a terminal that a text takes: two for wide characters, none for combining ones.
pub fn cells(text: &str) -> usize {
    if text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
        return text.len();
    }
    text.chars().map(char_cells).sum()
}

pub fn char_cells(character: char) -> usize {
    character.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn places_and_pieces() {
        assert_eq!(substring("héllo", 1), Ok("éllo"));
        assert_eq!(substring_of("héllo", 1, 3), Ok("éll"));
        assert_eq!(substring("abc", 4).unwrap_err(), TextFault::StartTooLarge);
        assert_eq!(substring_of("abc", 1, 5).unwrap_err(), TextFault::PastTheEnd);
        assert_eq!(insert("abc", 1, "X"), Ok("aXbc".to_owned()));
        assert_eq!(remove("abcd", 1, Some(2)), Ok("ad".to_owned()));
        assert_eq!(pad_left("7", 3, '0'), Ok("007".to_owned()));
        assert_eq!(pad_right("é", 3, '.'), Ok("é..".to_owned()));
        assert_eq!(trim("--a--", &['-']), "a");
    }

    #[test]
    fn searching() {
        assert_eq!(index_of("abcabc", "b", 2, Case::Matters), Ok(4));
        assert_eq!(index_of("éab", "AB", 0, Case::Ignored), Ok(1));
        assert_eq!(index_of("abc", "x", 0, Case::Matters), Ok(-1));
        assert_eq!(last_index_of("abcabc", "b", None, Case::Matters), Ok(4));
        assert_eq!(last_index_of("abcabc", "b", Some(3), Case::Matters), Ok(1));
        assert_eq!(index_of_any("a-b_c", &['_', '-'], 2), Ok(3));
        assert_eq!(replace("aXbxc", "x", "-", Case::Ignored).unwrap(), "a-b-c");
    }

    #[test]
    fn comparing() {
        assert_eq!(compare("a", "B", Case::Ignored), Ordering::Less);
        assert_eq!(compare("a", "B", Case::Matters), Ordering::Greater);
        assert_eq!(compare("_", "a", Case::Ignored), Ordering::Greater);
        assert!(equals("ÄB", "äb", Case::Ignored));
        assert_eq!(compare_ordinal("abc", "abd"), -1);
        assert_eq!(compare_ordinal("abc", "ab"), 1);
    }

    #[track_caller]
    fn check_split(text: &str, separators: &[&str], count: Option<usize>, remove_empty: bool, want: &str) {
        let options = SplitOptions { remove_empty, trim: false };
        assert_eq!(split(text, separators, count, options).join("|"), want, "{text:?}");
    }

    #[test]
    fn splitting() {
        check_split("a,b,,c", &[","], None, false, "a|b||c");
        check_split("a,b,,c", &[","], None, true, "a|b|c");
        check_split("a,b,c", &[","], Some(2), false, "a|b,c");
        check_split(",a,,b,c", &[","], Some(2), true, "a|b,c");
        check_split("a b\tc", &[], None, false, "a|b|c");
        check_split("a--b", &["--", "-"], None, false, "a|b");
    }

    #[test]
    fn wide_characters_take_two_cells() {
        assert_eq!([cells("abc"), cells("日本"), cells("e\u{301}")], [3, 4, 1]);
    }
}
