//! `System.DateOnly` and `System.TimeOnly`: half a `DateTime` each.

use super::{
    DateTime, DateTimeStyles, Kind, TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault, TimeSpan, parse,
    parse_exact,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct DateOnly {
    day_number: i32,
}

impl DateOnly {
    pub fn new(year: i32, month: i32, day: i32) -> Result<Self, TimeFault> {
        DateTime::from_date(year, month, day).map(Self::from_date_time)
    }

    pub fn from_date_time(time: DateTime) -> Self {
        Self { day_number: (time.ticks() / TICKS_PER_DAY) as i32 }
    }

    pub fn day_number(self) -> i32 {
        self.day_number
    }

    /// Midnight of the day; `DateTime` knows all the parts.
    pub fn midnight(self) -> DateTime {
        DateTime::from_ticks(i64::from(self.day_number) * TICKS_PER_DAY, Kind::Unspecified).unwrap_or_default()
    }

    pub fn at(self, time: TimeOnly) -> DateTime {
        self.midnight().plus(time.to_span()).unwrap_or_default()
    }

    pub fn add_days(self, days: i32) -> Result<Self, TimeFault> {
        self.midnight().add_days(days.into()).map(Self::from_date_time)
    }

    pub fn add_months(self, months: i32) -> Result<Self, TimeFault> {
        self.midnight().add_months(months).map(Self::from_date_time)
    }

    pub fn add_years(self, years: i32) -> Result<Self, TimeFault> {
        self.midnight().add_years(years).map(Self::from_date_time)
    }

    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        let time = parse(text, DateTimeStyles::NONE).ok().filter(|time| time.time_of_day() == TimeSpan::ZERO);
        time.map(Self::from_date_time).ok_or_else(|| TimeFault::BadDateOnly(text.into()))
    }

    pub fn parse_exact(text: &str, formats: &[&str]) -> Result<Self, TimeFault> {
        let time = parse_exact(text, formats, DateTimeStyles::NONE);
        time.map(Self::from_date_time).map_err(|_| TimeFault::BadDateOnly(text.into()))
    }

    pub fn to_format(self, format: &str) -> Result<String, TimeFault> {
        let pattern = match format {
            "" => "MM/dd/yyyy",
            "o" | "O" => "yyyy-MM-dd",
            "r" | "R" => "ddd, dd MMM yyyy",
            "d" | "D" | "m" | "M" | "y" | "Y" => format,
            _ if format.len() == 1 => return Err(TimeFault::BadFormat),
            _ => format,
        };
        self.midnight().to_format(pattern)
    }
}

impl std::fmt::Display for DateOnly {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.to_format("").map_err(|_| std::fmt::Error)?)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TimeOnly {
    ticks: i64,
}

impl TimeOnly {
    pub fn new(hour: i32, minute: i32, second: i32, millisecond: i32) -> Result<Self, TimeFault> {
        let time = DateTime::new((1, 1, 1), (hour, minute, second, millisecond), Kind::Unspecified)?;
        Ok(Self::from_date_time(time))
    }

    pub fn from_date_time(time: DateTime) -> Self {
        Self { ticks: time.ticks() % TICKS_PER_DAY }
    }

    pub fn from_span(span: TimeSpan) -> Result<Self, TimeFault> {
        let ticks = span.ticks();
        if (0..TICKS_PER_DAY).contains(&ticks) { Ok(Self { ticks }) } else { Err(TimeFault::Ticks) }
    }

    pub fn to_span(self) -> TimeSpan {
        TimeSpan::from_ticks(self.ticks)
    }

    pub fn ticks(self) -> i64 {
        self.ticks
    }

    pub fn hour(self) -> i32 {
        (self.ticks / TICKS_PER_HOUR) as i32
    }

    pub fn minute(self) -> i32 {
        (self.ticks / TICKS_PER_MINUTE % 60) as i32
    }

    pub fn second(self) -> i32 {
        (self.ticks / TICKS_PER_SECOND % 60) as i32
    }

    /// The clock goes around: 13:05 and twelve hours is 01:05.
    pub fn plus(self, span: TimeSpan) -> Self {
        Self { ticks: (self.ticks + span.ticks() % TICKS_PER_DAY).rem_euclid(TICKS_PER_DAY) }
    }

    pub fn add_hours(self, hours: f64) -> Result<Self, TimeFault> {
        TimeSpan::from_hours(hours).map(|span| self.plus(span))
    }

    pub fn add_minutes(self, minutes: f64) -> Result<Self, TimeFault> {
        TimeSpan::from_minutes(minutes).map(|span| self.plus(span))
    }

    /// How long after an earlier time of the clock, always forwards.
    pub fn since(self, earlier: Self) -> TimeSpan {
        TimeSpan::from_ticks((self.ticks - earlier.ticks).rem_euclid(TICKS_PER_DAY))
    }

    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        let time = parse(text, DateTimeStyles::NO_CURRENT_DATE).ok().filter(|time| time.ticks() < TICKS_PER_DAY);
        time.map(Self::from_date_time).ok_or_else(|| TimeFault::BadTimeOnly(text.into()))
    }

    pub fn parse_exact(text: &str, formats: &[&str]) -> Result<Self, TimeFault> {
        let time = parse_exact(text, formats, DateTimeStyles::NO_CURRENT_DATE);
        time.map(Self::from_date_time).map_err(|_| TimeFault::BadTimeOnly(text.into()))
    }

    pub fn to_format(self, format: &str) -> Result<String, TimeFault> {
        let pattern = match format {
            "" => "HH:mm",
            "o" | "O" => "HH:mm:ss.fffffff",
            "r" | "R" => "HH:mm:ss",
            "t" | "T" => format,
            _ if format.len() == 1 => return Err(TimeFault::BadFormat),
            _ => format,
        };
        DateTime::MIN.plus(self.to_span())?.to_format(pattern)
    }
}

impl std::fmt::Display for TimeOnly {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.to_format("").map_err(|_| std::fmt::Error)?)
    }
}
