//! Format strings of dates: what a letter writes.
//!
//! In:    a moment and a standard or custom format.
//! Out:   text in the invariant culture, or `BadFormat`.
//! Never: reads a text; see `exact`.
//!
//! `marks` takes a format apart and serves writing and reading alike.

use super::calendar::{DAY_NAMES, DAY_NAMES_SHORT, MONTH_NAMES, MONTH_NAMES_SHORT};
use super::{DateTime, Kind, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault};

/// A piece of a custom format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mark<'a> {
    /// Quoted or escaped text.
    Text(&'a str),
    /// A format letter and how often it stands there.
    Run(char, usize),
    /// Any other character.
    Plain(char),
}

pub(super) struct BadMark;

pub(super) struct Marks<'a> {
    rest: &'a str,
}

pub(super) fn marks(format: &str) -> Marks<'_> {
    Marks { rest: format }
}

impl<'a> Iterator for Marks<'a> {
    type Item = Result<Mark<'a>, BadMark>;

    fn next(&mut self) -> Option<Self::Item> {
        let first = self.rest.chars().next()?;
        let (mark, length) = match first {
            '\'' | '"' => match self.rest[1..].find(first) {
                Some(end) => (Mark::Text(&self.rest[1..=end]), end + 2),
                None => return self.fail(),
            },
            '\\' => match self.rest[1..].chars().next() {
                Some(next) => (Mark::Text(&self.rest[1..=next.len_utf8()]), 1 + next.len_utf8()),
                None => return self.fail(),
            },
            // A per cent sign makes the next letter a custom format of its own.
            '%' => match self.rest[1..].chars().next() {
                Some(next) if next != '%' => {
                    self.rest = &self.rest[1..];
                    return self.next();
                }
                _ => return self.fail(),
            },
            'd' | 'f' | 'F' | 'g' | 'h' | 'H' | 'K' | 'm' | 'M' | 's' | 't' | 'y' | 'z' => {
                let count = self.rest.chars().take_while(|next| *next == first).count();
                (Mark::Run(first, count), count)
            }
            _ => (Mark::Plain(first), first.len_utf8()),
        };
        self.rest = &self.rest[length..];
        Some(Ok(mark))
    }
}

impl<'a> Marks<'a> {
    fn fail(&mut self) -> Option<Result<Mark<'a>, BadMark>> {
        self.rest = "";
        Some(Err(BadMark))
    }
}

/// The custom format behind a standard letter.
pub(super) fn standard(format: &str) -> Option<&'static str> {
    Some(match format {
        "d" => "MM/dd/yyyy",
        "D" => "dddd, dd MMMM yyyy",
        "f" => "dddd, dd MMMM yyyy HH:mm",
        "F" | "U" => "dddd, dd MMMM yyyy HH:mm:ss",
        "g" => "MM/dd/yyyy HH:mm",
        "" | "G" => "MM/dd/yyyy HH:mm:ss",
        "m" | "M" => "MMMM dd",
        "o" | "O" => "yyyy-MM-dd'T'HH:mm:ss.fffffffK",
        "r" | "R" => "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "s" => "yyyy-MM-dd'T'HH:mm:ss",
        "t" => "HH:mm",
        "T" => "HH:mm:ss",
        "u" => "yyyy-MM-dd HH:mm:ss'Z'",
        "y" | "Y" => "yyyy MMMM",
        _ => return None,
    })
}

pub(super) fn format_date_time(time: DateTime, format: &str, out: &mut String) -> Result<(), TimeFault> {
    let time = if format == "U" { time.to_utc() } else { time };
    write(time, None, expand(format)?, out)
}

pub(super) fn expand(format: &str) -> Result<&str, TimeFault> {
    match standard(format) {
        Some(pattern) => Ok(pattern),
        None if format.chars().count() == 1 => Err(TimeFault::BadFormat),
        None => Ok(format),
    }
}

/// Writes a clock, whose offset from UTC (in ticks) is either given or that of the local zone.
pub fn format_parts(time: DateTime, offset: Option<i64>, format: &str, out: &mut String) -> Result<(), TimeFault> {
    write(time, offset, expand(format)?, out)
}

fn write(time: DateTime, offset: Option<i64>, pattern: &str, out: &mut String) -> Result<(), TimeFault> {
    for mark in marks(pattern) {
        match mark.map_err(|_| TimeFault::BadFormat)? {
            Mark::Text(text) => out.push_str(text),
            Mark::Plain(character) => out.push(character),
            Mark::Run(letter, count) => write_run(time, offset, letter, count, out)?,
        }
    }
    Ok(())
}

fn write_run(time: DateTime, offset: Option<i64>, letter: char, count: usize, out: &mut String) -> Result<(), TimeFault> {
    match letter {
        'd' if count <= 2 => push_number(time.day() as u64, count, out),
        'd' if count == 3 => out.push_str(DAY_NAMES_SHORT[time.day_of_week() as usize]),
        'd' => out.push_str(DAY_NAMES[time.day_of_week() as usize]),
        'M' if count <= 2 => push_number(time.month() as u64, count, out),
        'M' if count == 3 => out.push_str(MONTH_NAMES_SHORT[time.month() as usize - 1]),
        'M' => out.push_str(MONTH_NAMES[time.month() as usize - 1]),
        'y' if count <= 2 => push_number(time.year() as u64 % 100, count, out),
        'y' => push_number(time.year() as u64, count, out),
        'h' => push_number((time.hour() as u64 + 11) % 12 + 1, count.min(2), out),
        'H' => push_number(time.hour() as u64, count.min(2), out),
        'm' => push_number(time.minute() as u64, count.min(2), out),
        's' => push_number(time.second() as u64, count.min(2), out),
        't' => out.push_str(&(if time.hour() < 12 { "AM" } else { "PM" })[..count.min(2)]),
        'g' => out.push_str("A.D."),
        'f' if count <= 7 => push_fraction(fraction_of(time), count, false, out),
        'F' if count <= 7 => write_optional_fraction(fraction_of(time), count, out),
        'K' => (0..count).for_each(|_| write_kind(time, offset, out)),
        'z' => write_offset(offset.unwrap_or_else(|| time.offset()), count, out),
        _ => return Err(TimeFault::BadFormat),
    }
    Ok(())
}

fn fraction_of(time: DateTime) -> u64 {
    (time.ticks() % TICKS_PER_SECOND) as u64
}

/// Without a fraction the point in front of it goes too.
fn write_optional_fraction(fraction: u64, count: usize, out: &mut String) {
    let start = out.len();
    push_fraction(fraction, count, true, out);
    if out.len() == start && out.ends_with('.') {
        out.pop();
    }
}

fn write_kind(time: DateTime, offset: Option<i64>, out: &mut String) {
    match (offset, time.kind()) {
        (Some(offset), _) => write_offset(offset, 3, out),
        (None, Kind::Utc) => out.push('Z'),
        (None, Kind::Local) => write_offset(time.offset(), 3, out),
        (None, Kind::Unspecified) => {}
    }
}

fn write_offset(offset: i64, count: usize, out: &mut String) {
    let minutes = (offset / TICKS_PER_MINUTE).unsigned_abs();
    out.push(if offset < 0 { '-' } else { '+' });
    push_number(minutes / 60, count.min(2), out);
    if count > 2 {
        out.push(':');
        push_number(minutes % 60, 2, out);
    }
}

pub(super) fn push_number(value: u64, places: usize, out: &mut String) {
    if places == 2 && value < 100 {
        // Nearly everything in a date is two digits.
        out.push(char::from(b'0' + (value / 10) as u8));
        out.push(char::from(b'0' + (value % 10) as u8));
        return;
    }
    let text = value.to_string();
    out.extend(std::iter::repeat_n('0', places.saturating_sub(text.len())));
    out.push_str(&text);
}

/// The first digits of a fraction of a second in ticks, without zeros at the end if `short`.
pub(super) fn push_fraction(fraction: u64, digits: usize, short: bool, out: &mut String) {
    let text = format!("{fraction:07}");
    let shown = &text[..digits.min(7)];
    out.push_str(if short { shown.trim_end_matches('0') } else { shown });
}
