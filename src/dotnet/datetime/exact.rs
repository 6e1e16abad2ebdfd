//! `ParseExact`: reading a date by its format.

use super::calendar::{DAY_NAMES, DAY_NAMES_SHORT, MONTH_NAMES, MONTH_NAMES_SHORT, days_from_civil};
use super::pattern::{Mark, marks, standard};
use super::read::{Clock, Zone, century, today};
use super::{DateTime, DateTimeOffset, DateTimeStyles, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault};

/// The first of the formats that fits counts.
pub fn parse_exact(text: &str, formats: &[&str], styles: DateTimeStyles) -> Result<DateTime, TimeFault> {
    let clock = find(text, formats, styles)?;
    Ok(clock.date_time(styles))
}

pub fn parse_exact_offset(text: &str, formats: &[&str], styles: DateTimeStyles) -> Result<DateTimeOffset, TimeFault> {
    let clock = find(text, formats, styles)?;
    clock.date_time_offset(styles).ok_or_else(|| TimeFault::BadDateTime(text.into()))
}

fn find(text: &str, formats: &[&str], styles: DateTimeStyles) -> Result<Clock, TimeFault> {
    for format in formats {
        let pattern = match standard(format) {
            _ if format.is_empty() => return Err(TimeFault::BadFormat),
            Some(pattern) => pattern,
            None if format.chars().count() == 1 => return Err(TimeFault::BadFormat),
            None => format,
        };
        if let Some(clock) = Reading::of(text, pattern, styles) {
            return Ok(clock);
        }
    }
    Err(TimeFault::BadDateTime(text.into()))
}

struct Reading<'a> {
    rest: &'a str,
    inner_white: bool,
    year: Option<i32>,
    month: Option<i32>,
    day: Option<i32>,
    weekday: Option<i32>,
    hour: Option<i32>,
    hour_of_half: bool,
    afternoon: Option<bool>,
    minute: i32,
    second: i32,
    fraction: i64,
    zone: Zone,
}

impl<'a> Reading<'a> {
    fn of(text: &'a str, pattern: &str, styles: DateTimeStyles) -> Option<Clock> {
        let mut rest = text;
        if styles.has(DateTimeStyles::ALLOW_LEADING_WHITE) {
            rest = rest.trim_start();
        }
        if styles.has(DateTimeStyles::ALLOW_TRAILING_WHITE) {
            rest = rest.trim_end();
        }
        let mut reading = Self {
            rest,
            inner_white: styles.has(DateTimeStyles::ALLOW_INNER_WHITE),
            year: None,
            month: None,
            day: None,
            weekday: None,
            hour: None,
            hour_of_half: false,
            afternoon: None,
            minute: 0,
            second: 0,
            fraction: 0,
            zone: Zone::Unsaid,
        };
        let marks: Vec<Mark<'_>> = marks(pattern).collect::<Result<_, _>>().ok()?;
        for (at, mark) in marks.iter().enumerate() {
            reading.mark(*mark, marks.get(at + 1).copied())?;
        }
        reading.rest.is_empty().then_some(())?;
        reading.clock(styles)
    }

    fn mark(&mut self, mark: Mark<'_>, next: Option<Mark<'_>>) -> Option<()> {
        if self.inner_white && mark != Mark::Plain(' ') {
            self.rest = self.rest.trim_start();
        }
        match mark {
            Mark::Text(text) => self.rest = self.rest.strip_prefix(text)?,
            Mark::Plain(' ') if self.inner_white => self.rest = self.rest.trim_start(),
            // `.F` fits nothing at all, the point included.
            Mark::Plain('.') if matches!(next, Some(Mark::Run('F', _))) && !self.rest.starts_with('.') => {}
            Mark::Plain(character) => self.rest = self.rest.strip_prefix(character)?,
            Mark::Run(letter, count) => self.run(letter, count)?,
        }
        Some(())
    }

    fn run(&mut self, letter: char, count: usize) -> Option<()> {
        match letter {
            'd' if count <= 2 => self.day = Some(self.number(count, 2)?),
            'd' if count == 3 => self.weekday = Some(self.name(&DAY_NAMES_SHORT)?),
            'd' => self.weekday = Some(self.name(&DAY_NAMES)?),
            'M' if count <= 2 => self.month = Some(self.number(count, 2)?),
            'M' if count == 3 => self.month = Some(self.name(&MONTH_NAMES_SHORT)? + 1),
            'M' => self.month = Some(self.name(&MONTH_NAMES)? + 1),
            'y' if count <= 2 => self.year = Some(century(self.number(count, 2)?)),
            'y' => self.year = Some(self.number(count, count.max(4))?),
            'h' | 'H' => {
                self.hour = Some(self.number(count.min(2), 2)?);
                self.hour_of_half = letter == 'h';
            }
            'm' => self.minute = self.number(count.min(2), 2)?,
            's' => self.second = self.number(count.min(2), 2)?,
            't' => self.half(count)?,
            'f' => self.fraction = self.fraction(count, true)?,
            'F' => self.fraction = self.fraction(count, false)?,
            'K' => self.kind(),
            'z' => self.zone = Zone::Offset(self.offset(count)?),
            'g' => self.rest = self.rest.strip_prefix("A.D.").or_else(|| self.rest.strip_prefix("AD"))?,
            _ => return None,
        }
        Some(())
    }

    /// A lone letter takes one digit or two; several take exactly as many.
    fn number(&mut self, count: usize, most: usize) -> Option<i32> {
        let most = if count == 1 { most } else { count };
        let length = self.rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if length < count || length == 0 {
            return None;
        }
        let value = self.rest[..length].parse().ok()?;
        self.rest = &self.rest[length..];
        Some(value)
    }

    fn name(&mut self, names: &[&str]) -> Option<i32> {
        let starts = |name: &&str| self.rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
        let at = names.iter().position(starts)?;
        self.rest = &self.rest[names[at].len()..];
        Some(at as i32)
    }

    fn half(&mut self, count: usize) -> Option<()> {
        let length = count.min(2);
        let word = self.rest.get(..length)?;
        self.afternoon = Some(match word.to_ascii_uppercase().as_str() {
            "A" | "AM" => false,
            "P" | "PM" => true,
            _ => return None,
        });
        self.rest = &self.rest[length..];
        Some(())
    }

    fn fraction(&mut self, count: usize, all: bool) -> Option<i64> {
        let length = self.rest.bytes().take(count.min(7)).take_while(u8::is_ascii_digit).count();
        if all && length < count {
            return None;
        }
        let digits = &self.rest[..length];
        self.rest = &self.rest[length..];
        format!("{digits:0<7}").parse().ok()
    }

    /// `Z`, an offset, or nothing.
    fn kind(&mut self) {
        if let Some(rest) = self.rest.strip_prefix('Z') {
            self.rest = rest;
            self.zone = Zone::Utc;
        } else if let Some(offset) = self.offset(3) {
            self.zone = Zone::Offset(offset);
        }
    }

    fn offset(&mut self, count: usize) -> Option<i64> {
        if count >= 3 && self.rest.starts_with('Z') {
            self.rest = &self.rest[1..];
            return Some(0);
        }
        let negative = self.rest.starts_with('-');
        let before = self.rest;
        let read = |this: &mut Self| {
            this.rest = this.rest.strip_prefix(['+', '-'])?;
            let hours = this.number(count.min(2), 2)?;
            if count < 3 {
                return Some((hours, 0));
            }
            this.rest = this.rest.strip_prefix(':').unwrap_or(this.rest);
            Some((hours, this.number(2, 2)?))
        };
        let Some((hours, minutes)) = read(self).filter(|(hours, minutes)| *hours <= 14 && *minutes < 60) else {
            self.rest = before;
            return None;
        };
        let ticks = i64::from(hours) * TICKS_PER_HOUR + i64::from(minutes) * TICKS_PER_MINUTE;
        Some(if negative { -ticks } else { ticks })
    }

    fn clock(&self, styles: DateTimeStyles) -> Option<Clock> {
        let now = today(styles);
        let (year, month, day) = match (self.year, self.month, self.day) {
            (None, None, None) => now,
            (year, month, day) => (year.unwrap_or(now.0), month.unwrap_or(1), day.unwrap_or(1)),
        };
        let days = days_from_civil(year, month, day)?;
        if self.weekday.is_some_and(|weekday| i64::from(weekday) != (days + 1) % 7) {
            return None;
        }
        let hour = self.hour_of_day()?;
        if self.minute > 59 || self.second > 59 {
            return None;
        }
        let seconds = (i64::from(hour) * 60 + i64::from(self.minute)) * 60 + i64::from(self.second);
        Some(Clock { ticks: days * TICKS_PER_DAY + seconds * TICKS_PER_SECOND + self.fraction, zone: self.zone })
    }

    fn hour_of_day(&self) -> Option<i32> {
        let hour = self.hour.unwrap_or(0);
        match self.afternoon {
            _ if hour > 23 || (self.hour_of_half && hour > 12) => None,
            Some(afternoon) if self.hour_of_half => Some(hour % 12 + if afternoon { 12 } else { 0 }),
            None if self.hour_of_half => Some(hour % 12),
            _ => Some(hour),
        }
    }
}
