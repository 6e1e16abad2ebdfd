//! The texts of a `TimeSpan`: `c`, `g`, `G`, custom formats, and reading them.

use std::fmt::Write as _;

use super::pattern::{Mark, marks, push_fraction, push_number};
use super::{TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault, TimeSpan};

/// A span without its sign, in parts.
#[derive(Default)]
struct Parts {
    days: u64,
    hours: u64,
    minutes: u64,
    seconds: u64,
    fraction: u64,
}

impl Parts {
    fn of(span: TimeSpan) -> Self {
        let ticks = span.ticks().unsigned_abs();
        let unit = |size: i64| ticks / size as u64;
        Self {
            days: unit(TICKS_PER_DAY),
            hours: unit(TICKS_PER_HOUR) % 24,
            minutes: unit(TICKS_PER_MINUTE) % 60,
            seconds: unit(TICKS_PER_SECOND) % 60,
            fraction: ticks % TICKS_PER_SECOND as u64,
        }
    }

    fn ticks(&self, negative: bool) -> Option<i64> {
        let seconds = ((self.days * 24 + self.hours) * 60 + self.minutes) * 60 + self.seconds;
        let ticks = i128::from(seconds) * i128::from(TICKS_PER_SECOND) + i128::from(self.fraction);
        i64::try_from(if negative { -ticks } else { ticks }).ok()
    }
}

pub(super) fn format(span: TimeSpan, format: &str, out: &mut String) -> Result<(), TimeFault> {
    let parts = Parts::of(span);
    let sign = if span.ticks() < 0 { "-" } else { "" };
    let Parts { days, hours, minutes, seconds, fraction } = parts;
    let written = match format {
        "" | "c" | "t" | "T" => {
            out.push_str(sign);
            let day = if days > 0 { write!(out, "{days}.") } else { Ok(()) };
            let clock = day.and_then(|()| write!(out, "{hours:02}:{minutes:02}:{seconds:02}"));
            clock.and_then(|()| if fraction > 0 { write!(out, ".{fraction:07}") } else { Ok(()) })
        }
        "g" => {
            out.push_str(sign);
            let day = if days > 0 { write!(out, "{days}:") } else { Ok(()) };
            let clock = day.and_then(|()| write!(out, "{hours}:{minutes:02}:{seconds:02}"));
            if fraction > 0 {
                out.push('.');
                push_fraction(fraction, 7, true, out);
            }
            clock
        }
        "G" => write!(out, "{sign}{days}:{hours:02}:{minutes:02}:{seconds:02}.{fraction:07}"),
        _ if format.chars().count() == 1 => return Err(TimeFault::BadFormat),
        _ => return custom(&parts, format, out),
    };
    written.map_err(|_| TimeFault::BadFormat)
}

fn custom(parts: &Parts, format: &str, out: &mut String) -> Result<(), TimeFault> {
    for mark in marks(format) {
        match mark.map_err(|_| TimeFault::BadFormat)? {
            Mark::Text(text) => out.push_str(text),
            Mark::Run('d', count @ ..=8) => push_number(parts.days, count, out),
            Mark::Run('h', count @ ..=2) => push_number(parts.hours, count, out),
            Mark::Run('m', count @ ..=2) => push_number(parts.minutes, count, out),
            Mark::Run('s', count @ ..=2) => push_number(parts.seconds, count, out),
            Mark::Run('f', count @ ..=7) => push_fraction(parts.fraction, count, false, out),
            Mark::Run('F', count @ ..=7) => push_fraction(parts.fraction, count, true, out),
            // Plain characters have to be quoted here, unlike in a date.
            Mark::Run(..) | Mark::Plain(_) => return Err(TimeFault::BadFormat),
        }
    }
    Ok(())
}

/// `[-]d`, `[-][d.]hh:mm[:ss[.fffffff]]`, `[-]d:hh:mm:ss[.fffffff]`.
pub(super) fn parse(text: &str) -> Result<TimeSpan, TimeFault> {
    let bad = || TimeFault::BadTimeSpan(text.into());
    let range = || TimeFault::TimeSpanRange(text.into());
    let trimmed = text.trim();
    let (negative, body) = match trimmed.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, trimmed),
    };
    let fields: Vec<&str> = body.split(':').collect();
    let number = |field: &str| -> Result<u64, TimeFault> {
        match field.parse::<u64>() {
            _ if field.is_empty() || !field.bytes().all(|byte| byte.is_ascii_digit()) => Err(bad()),
            Ok(value) if value <= 10_675_199 => Ok(value),
            _ => Err(range()),
        }
    };
    let mut parts = Parts::default();
    let (first, rest) = fields.split_first().ok_or_else(bad)?;
    let (days, first) = match first.split_once('.') {
        Some((days, hours)) if !rest.is_empty() => (Some(days), hours),
        _ => (None, *first),
    };
    if let Some(days) = days {
        parts.days = number(days)?;
    }
    match (days, rest) {
        (None, []) => parts.days = number(first)?,
        (_, [minutes]) => (parts.hours, parts.minutes) = (number(first)?, number(minutes)?),
        (_, [minutes, seconds]) => {
            (parts.hours, parts.minutes) = (number(first)?, number(minutes)?);
            (parts.seconds, parts.fraction) = seconds_of(seconds, &number, bad, range)?;
        }
        (None, [hours, minutes, seconds]) => {
            (parts.days, parts.hours, parts.minutes) = (number(first)?, number(hours)?, number(minutes)?);
            (parts.seconds, parts.fraction) = seconds_of(seconds, &number, bad, range)?;
        }
        _ => return Err(bad()),
    }
    // Text of three fields that fits no clock is read as days, hours and minutes.
    if days.is_none() && rest.len() == 2 && parts.hours > 23 && parts.minutes < 24 && parts.fraction == 0 && parts.seconds < 60 {
        parts = Parts { days: parts.hours, hours: parts.minutes, minutes: parts.seconds, ..Parts::default() };
    }
    if parts.hours > 23 || parts.minutes > 59 || parts.seconds > 59 {
        return Err(range());
    }
    parts.ticks(negative).map(TimeSpan::from_ticks).ok_or_else(range)
}

fn seconds_of(
    field: &str,
    number: &dyn Fn(&str) -> Result<u64, TimeFault>,
    bad: impl Fn() -> TimeFault,
    range: impl Fn() -> TimeFault,
) -> Result<(u64, u64), TimeFault> {
    let Some((seconds, fraction)) = field.split_once('.') else {
        return Ok((number(field)?, 0));
    };
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    if fraction.len() > 7 {
        return Err(range());
    }
    let seconds = if seconds.is_empty() { 0 } else { number(seconds)? };
    Ok((seconds, format!("{fraction:0<7}").parse().unwrap_or(0)))
}

pub(super) fn parse_exact(text: &str, formats: &[&str]) -> Result<TimeSpan, TimeFault> {
    let found = formats.iter().find_map(|format| match *format {
        "c" | "t" | "T" | "g" | "G" => parse(text).ok(),
        _ => exact_custom(text, format),
    });
    found.ok_or_else(|| TimeFault::BadTimeSpan(text.into()))
}

fn exact_custom(text: &str, format: &str) -> Option<TimeSpan> {
    let mut rest = text;
    let mut parts = Parts::default();
    for mark in marks(format) {
        match mark.ok()? {
            Mark::Text(wanted) => rest = rest.strip_prefix(wanted)?,
            Mark::Run('d', count) => parts.days = take(&mut rest, count, 8)?,
            Mark::Run('h', count) => parts.hours = take(&mut rest, count, 2)?,
            Mark::Run('m', count) => parts.minutes = take(&mut rest, count, 2)?,
            Mark::Run('s', count) => parts.seconds = take(&mut rest, count, 2)?,
            Mark::Run('f', count) => {
                let length = rest.bytes().take_while(u8::is_ascii_digit).count().min(count);
                parts.fraction = format!("{:0<7}", &rest[..length]).parse().ok().filter(|_| length == count)?;
                rest = &rest[length..];
            }
            Mark::Run('F', count) => {
                let length = rest.bytes().take_while(u8::is_ascii_digit).count().min(count);
                parts.fraction = format!("{:0<7}", &rest[..length]).parse().ok()?;
                rest = &rest[length..];
            }
            Mark::Run(..) | Mark::Plain(_) => return None,
        }
    }
    let in_range = parts.hours <= 23 && parts.minutes <= 59 && parts.seconds <= 59 && rest.is_empty();
    parts.ticks(false).filter(|_| in_range).map(TimeSpan::from_ticks)
}

/// One letter takes up to `most` digits, several take exactly as many.
fn take(rest: &mut &str, count: usize, most: usize) -> Option<u64> {
    let most = if count == 1 { most } else { count };
    let length = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if length < count {
        return None;
    }
    let value = rest[..length].parse().ok()?;
    *rest = &rest[length..];
    Some(value)
}
