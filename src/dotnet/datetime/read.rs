//! Reading dates as people write them: ISO, American, with month names, with or without a time.
//!
//! In:    a text and `DateTimeStyles`.
//! Out:   a moment, or a `TimeFault` that names what was not understood.
//! Never: depends on a culture; numbers are month, day, year unless the year comes first.
//!
//! Two steps: `Scan` collects the parts, `Parts` decides what they mean.

use super::calendar::{DAY_NAMES, DAY_NAMES_SHORT, MONTH_NAMES, MONTH_NAMES_SHORT, days_from_civil, days_in_month};
use super::{
    DateTime, DateTimeOffset, Kind, TICKS_MAX, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault, TimeSpan,
};

/// Two-digit years up to this one are of this century.
const TWO_DIGIT_YEAR_MAX: i32 = 49;

/// The bits of `System.Globalization.DateTimeStyles`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateTimeStyles(pub u32);

impl DateTimeStyles {
    pub const NONE: Self = Self(0);
    pub const ALLOW_LEADING_WHITE: Self = Self(1);
    pub const ALLOW_TRAILING_WHITE: Self = Self(2);
    pub const ALLOW_INNER_WHITE: Self = Self(4);
    pub const ALLOW_WHITE_SPACES: Self = Self(7);
    pub const NO_CURRENT_DATE: Self = Self(8);
    pub const ADJUST_TO_UNIVERSAL: Self = Self(16);
    pub const ASSUME_LOCAL: Self = Self(32);
    pub const ASSUME_UNIVERSAL: Self = Self(64);
    pub const ROUNDTRIP_KIND: Self = Self(128);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// What a text says about its distance from UTC.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Zone {
    Unsaid,
    /// `Z` or `GMT`.
    Utc,
    Offset(i64),
}

/// A clock as read, before its zone counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    pub ticks: i64,
    pub zone: Zone,
}

pub fn parse(text: &str, styles: DateTimeStyles) -> Result<DateTime, TimeFault> {
    let clock = Scan::of(text)?.clock(text, styles)?;
    Ok(clock.date_time(styles))
}

pub fn parse_offset(text: &str, styles: DateTimeStyles) -> Result<DateTimeOffset, TimeFault> {
    let clock = Scan::of(text)?.clock(text, styles)?;
    clock.date_time_offset(styles).ok_or_else(|| TimeFault::BadDateTime(text.into()))
}

impl Clock {
    pub fn date_time(self, styles: DateTimeStyles) -> DateTime {
        let time = |ticks: i64, kind| DateTime::from_ticks(ticks.clamp(0, TICKS_MAX), kind).unwrap_or_default();
        let to_utc = styles.has(DateTimeStyles::ADJUST_TO_UNIVERSAL);
        let moment = match self.zone {
            Zone::Utc => time(self.ticks, Kind::Utc),
            Zone::Offset(offset) => time(self.ticks - offset, Kind::Utc),
            Zone::Unsaid if styles.has(DateTimeStyles::ASSUME_UNIVERSAL) => time(self.ticks, Kind::Utc),
            Zone::Unsaid if styles.has(DateTimeStyles::ASSUME_LOCAL) => {
                let local = time(self.ticks, Kind::Local);
                return if to_utc { local.to_utc() } else { local };
            }
            Zone::Unsaid => return time(self.ticks, Kind::Unspecified),
        };
        let keeps_utc = self.zone == Zone::Utc && styles.has(DateTimeStyles::ROUNDTRIP_KIND);
        if to_utc || keeps_utc { moment } else { moment.to_local() }
    }

    pub fn date_time_offset(self, styles: DateTimeStyles) -> Option<DateTimeOffset> {
        let clock = DateTime::from_ticks(self.ticks, Kind::Unspecified).ok()?;
        let offset = match self.zone {
            Zone::Utc => 0,
            Zone::Offset(offset) => offset,
            Zone::Unsaid if styles.has(DateTimeStyles::ASSUME_UNIVERSAL) => 0,
            Zone::Unsaid => clock.offset(),
        };
        let made = DateTimeOffset::new(clock, TimeSpan::from_ticks(offset)).ok()?;
        Some(if styles.has(DateTimeStyles::ADJUST_TO_UNIVERSAL) { made.to_universal() } else { made })
    }
}

/// A number of the date, and how many digits it was written with.
#[derive(Clone, Copy)]
struct Figure {
    value: i32,
    digits: usize,
}

impl Figure {
    fn is_year(self) -> bool {
        self.digits > 2 || self.value > 31
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    figures: Vec<Figure>,
    month: Option<i32>,
    weekday: Option<i32>,
    time: Option<Time>,
    afternoon: Option<bool>,
    zone: Zone,
}

#[derive(Clone, Copy, Default)]
struct Time {
    hour: i64,
    minute: i64,
    second: i64,
    fraction: i64,
}

impl<'a> Scan<'a> {
    fn of(text: &'a str) -> Result<Self, TimeFault> {
        let figures = Vec::with_capacity(4);
        let (month, weekday, time, afternoon) = (None, None, None, None);
        let mut scan = Self { text, at: 0, figures, month, weekday, time, afternoon, zone: Zone::Unsaid };
        while let Some(next) = scan.peek() {
            match next {
                '0'..='9' => scan.number()?,
                '+' => scan.offset()?,
                '-' if scan.time.is_some() => scan.offset()?,
                '/' | '-' | '.' if scan.expects_figure() => scan.at += 1,
                ',' => scan.at += 1,
                _ if next.is_whitespace() => scan.at += next.len_utf8(),
                _ if next.is_alphabetic() => scan.word()?,
                _ => return Err(scan.bad()),
            }
        }
        Ok(scan)
    }

    fn bad(&self) -> TimeFault {
        TimeFault::BadDateTime(self.text.into())
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// A date separator stands between two parts of a date, or behind an abbreviated name.
    fn expects_figure(&self) -> bool {
        let after = self.rest()[1..].trim_start().chars().next();
        let before = !self.figures.is_empty() || self.month.is_some() || self.weekday.is_some();
        before && after.is_some_and(char::is_alphanumeric)
    }

    fn digits(&mut self) -> &'a str {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let digits = &self.rest()[..length];
        self.at += length;
        digits
    }

    fn number(&mut self) -> Result<(), TimeFault> {
        let digits = self.digits();
        let value: i32 = digits.parse().ok().filter(|_| digits.len() <= 5).ok_or_else(|| self.bad())?;
        let followed_by = self.rest().trim_start();
        let is_hour = followed_by.starts_with(':') || half_of_day(word_at(followed_by)).is_some();
        if !is_hour {
            self.figures.push(Figure { value, digits: digits.len() });
            return if self.figures.len() > 3 { Err(self.bad()) } else { Ok(()) };
        }
        if self.time.is_some() || digits.len() > 2 {
            return Err(self.bad());
        }
        let mut time = Time { hour: value.into(), ..Time::default() };
        if self.eat_colon() {
            time.minute = self.two_digits()?;
            if self.eat_colon() {
                time.second = self.two_digits()?;
                time.fraction = self.fraction();
            }
        }
        self.time = Some(time);
        Ok(())
    }

    fn eat_colon(&mut self) -> bool {
        let rest = self.rest().trim_start();
        match rest.strip_prefix(':') {
            Some(after) => {
                self.at = self.text.len() - after.trim_start().len();
                true
            }
            None => false,
        }
    }

    fn two_digits(&mut self) -> Result<i64, TimeFault> {
        let digits = self.digits();
        digits.parse().ok().filter(|_| digits.len() <= 2).ok_or_else(|| self.bad())
    }

    /// Ticks of a fraction of a second, rounded.
    fn fraction(&mut self) -> i64 {
        if !self.rest().starts_with('.') || !self.rest()[1..].starts_with(|next: char| next.is_ascii_digit()) {
            return 0;
        }
        self.at += 1;
        let digits = self.digits();
        let value: f64 = format!("0.{digits}").parse().unwrap_or(0.0);
        (value * TICKS_PER_SECOND as f64).round() as i64
    }

    /// `+2`, `+02`, `+0200` or `+02:00` behind a time.
    fn offset(&mut self) -> Result<(), TimeFault> {
        let negative = self.rest().starts_with('-');
        if self.time.is_none() || !matches!(self.zone, Zone::Unsaid | Zone::Utc) {
            return Err(self.bad());
        }
        self.at += 1;
        let digits = self.digits();
        let value: i64 = digits.parse().map_err(|_| self.bad())?;
        let (hours, minutes) = match digits.len() {
            1 | 2 if self.eat_colon() => (value, self.two_digits()?),
            1 | 2 => (value, 0),
            3 | 4 => (value / 100, value % 100),
            _ => return Err(self.bad()),
        };
        if hours > 14 || minutes > 59 {
            return Err(self.bad());
        }
        let ticks = hours * TICKS_PER_HOUR + minutes * TICKS_PER_MINUTE;
        self.zone = Zone::Offset(if negative { -ticks } else { ticks });
        Ok(())
    }

    fn word(&mut self) -> Result<(), TimeFault> {
        let word = word_at(self.rest());
        let at = self.at;
        self.at += word.len();
        if let Some(month) = name_at(word, &MONTH_NAMES, &MONTH_NAMES_SHORT) {
            return set(&mut self.month, month + 1).ok_or_else(|| self.bad());
        }
        if let Some(day) = name_at(word, &DAY_NAMES, &DAY_NAMES_SHORT) {
            return set(&mut self.weekday, day).ok_or_else(|| self.bad());
        }
        if let Some(afternoon) = half_of_day(word).filter(|_| self.time.is_some() || !self.figures.is_empty()) {
            return set(&mut self.afternoon, afternoon).ok_or_else(|| self.bad());
        }
        match word {
            "T" | "t" if !self.figures.is_empty() && self.time.is_none() => {}
            "Z" | "z" if self.time.is_some() && self.zone == Zone::Unsaid => self.zone = Zone::Utc,
            _ if word.eq_ignore_ascii_case("GMT") && self.time.is_some() => self.zone = Zone::Utc,
            _ => {
                return Err(TimeFault::UnknownWord { text: self.text.into(), at: utf16_length(&self.text[..at]) });
            }
        }
        Ok(())
    }

    fn clock(&self, text: &str, styles: DateTimeStyles) -> Result<Clock, TimeFault> {
        let date = self.date(styles).ok_or_else(|| self.bad())?;
        let midnight = days_from_civil(date.0, date.1, date.2).ok_or_else(|| self.bad())? * TICKS_PER_DAY;
        if let Some(weekday) = self.weekday {
            let actual = (midnight / TICKS_PER_DAY + 1) % 7;
            if actual != i64::from(weekday) {
                return Err(TimeFault::WrongWeekday(text.into()));
            }
        }
        let time = self.time_ticks().ok_or_else(|| TimeFault::NotInCalendar(text.into()))?;
        Ok(Clock { ticks: midnight + time, zone: self.zone })
    }

    fn time_ticks(&self) -> Option<i64> {
        let Time { hour, minute, second, fraction } = self.time.unwrap_or_default();
        let hour = match self.afternoon {
            Some(_) if !(0..=12).contains(&hour) => return None,
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
            None => hour,
        };
        if hour > 23 || minute > 59 || second > 59 {
            return None;
        }
        Some(((hour * 60 + minute) * 60 + second) * TICKS_PER_SECOND + fraction)
    }

    /// Year, month and day.
    fn date(&self, styles: DateTimeStyles) -> Option<(i32, i32, i32)> {
        let this_year = || DateTime::now().year();
        match (self.month, self.figures.as_slice()) {
            (None, []) if self.time.is_some() && self.weekday.is_none() => Some(today(styles)),
            (None, [year, month, day]) if year.digits > 2 => Some((year.value, month.value, day.value)),
            (None, [month, day, year]) => Some((full_year(*year), month.value, day.value)),
            (None, [year, month]) if year.digits > 2 => Some((year.value, month.value, 1)),
            (None, [month, year]) if year.digits > 2 => Some((year.value, month.value, 1)),
            (None, [month, day]) => Some((this_year(), month.value, day.value)),
            (Some(month), []) => Some((this_year(), month, 1)),
            (Some(month), [year]) if year.is_year() => Some((full_year(*year), month, 1)),
            (Some(month), [day]) => {
                let year = this_year();
                // A day the month does not have is a year without its century: `Feb 30`.
                match day.value <= days_in_month(year, month)? {
                    true => Some((year, month, day.value)),
                    false => Some((full_year(*day), month, 1)),
                }
            }
            (Some(month), [year, day]) if year.is_year() => Some((full_year(*year), month, day.value)),
            (Some(month), [day, year]) => Some((full_year(*year), month, day.value)),
            _ => None,
        }
    }
}

pub(super) fn today(styles: DateTimeStyles) -> (i32, i32, i32) {
    if styles.has(DateTimeStyles::NO_CURRENT_DATE) {
        return (1, 1, 1);
    }
    let today = DateTime::now();
    (today.year(), today.month(), today.day())
}

fn full_year(year: Figure) -> i32 {
    if year.digits > 2 { year.value } else { century(year.value) }
}

/// The year that two digits mean.
pub(super) fn century(year: i32) -> i32 {
    match year {
        100.. => year,
        ..=TWO_DIGIT_YEAR_MAX => 2000 + year,
        _ => 1900 + year,
    }
}

fn set<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.replace(value).is_none().then_some(())
}

fn word_at(text: &str) -> &str {
    let end = text.find(|next: char| !next.is_alphabetic()).unwrap_or(text.len());
    &text[..end]
}

fn half_of_day(word: &str) -> Option<bool> {
    match word {
        _ if word.eq_ignore_ascii_case("AM") || word.eq_ignore_ascii_case("A") => Some(false),
        _ if word.eq_ignore_ascii_case("PM") || word.eq_ignore_ascii_case("P") => Some(true),
        _ => None,
    }
}

fn name_at(word: &str, long: &[&str], short: &[&str]) -> Option<i32> {
    let same = |name: &&str| name.eq_ignore_ascii_case(word);
    long.iter().position(same).or_else(|| short.iter().position(same)).map(|at| at as i32)
}

fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}
