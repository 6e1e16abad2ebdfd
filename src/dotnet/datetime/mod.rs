//! Moments and lengths of time, counted in ticks of 100 nanoseconds.
//!
//! In:    parts, ticks, or a text in the invariant culture; the local time zone when a value needs it.
//! Out:   `DateTime`, `DateTimeOffset`, `DateOnly`, `TimeOnly`, `TimeSpan`, and their texts.
//! Never: panics on a date that does not exist; that is a `TimeFault` with .NET's sentence.
//!
//! Start reading at `DateTime`; `pattern` writes, `read` and `exact` parse, `zone` knows offsets.

mod calendar;
mod exact;
mod fault;
mod offset;
mod only;
mod pattern;
mod read;
mod span;
mod span_text;
mod uformat;
pub mod zone;

use std::cmp::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

pub use calendar::{DAY_NAMES, DAY_NAMES_SHORT, MONTH_NAMES, MONTH_NAMES_SHORT, days_in_month, is_leap_year, iso_week};
pub use exact::{parse_exact, parse_exact_offset};
pub use fault::TimeFault;
pub use offset::DateTimeOffset;
pub use only::{DateOnly, TimeOnly};
pub use pattern::format_parts;
pub use read::{DateTimeStyles, parse, parse_offset};
pub use span::TimeSpan;
pub use zone::TimeZoneInfo;

use calendar::{civil_from_days, days_from_civil};

pub const TICKS_PER_MICROSECOND: i64 = 10;
pub const TICKS_PER_MILLISECOND: i64 = 10_000;
pub const TICKS_PER_SECOND: i64 = 10_000_000;
pub const TICKS_PER_MINUTE: i64 = 60 * TICKS_PER_SECOND;
pub const TICKS_PER_HOUR: i64 = 60 * TICKS_PER_MINUTE;
pub const TICKS_PER_DAY: i64 = 24 * TICKS_PER_HOUR;
/// The last tick of the year 9999.
pub const TICKS_MAX: i64 = 3_155_378_975_999_999_999;
/// Ticks from the year 1 to 1970.
pub const TICKS_AT_UNIX_EPOCH: i64 = 621_355_968_000_000_000;
/// Ticks from the year 1 to 1601, where file times begin.
const TICKS_AT_FILE_EPOCH: i64 = 504_911_232_000_000_000;
/// Ticks from the year 1 to 30 December 1899, where OLE dates begin.
const TICKS_AT_OLE_EPOCH: i64 = 599_264_352_000_000_000;

/// What the clock of a `DateTime` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Kind {
    #[default]
    Unspecified,
    Utc,
    Local,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "Unspecified",
            Self::Utc => "Utc",
            Self::Local => "Local",
        }
    }
}

/// `System.DateTime`. Comparing looks at the clock only, never at the kind.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateTime {
    ticks: i64,
    kind: Kind,
}

const _: () = assert!(size_of::<DateTime>() <= 16);

/// Year, month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date {
    pub year: i32,
    pub month: u32,
    pub day: u32,
}

impl DateTime {
    pub const MIN: Self = Self { ticks: 0, kind: Kind::Unspecified };
    pub const MAX: Self = Self { ticks: TICKS_MAX, kind: Kind::Unspecified };
    pub const UNIX_EPOCH: Self = Self { ticks: TICKS_AT_UNIX_EPOCH, kind: Kind::Utc };

    pub fn from_ticks(ticks: i64, kind: Kind) -> Result<Self, TimeFault> {
        if !(0..=TICKS_MAX).contains(&ticks) {
            return Err(TimeFault::Ticks);
        }
        Ok(Self { ticks, kind })
    }

    /// Midnight of a day.
    pub fn from_date(year: i32, month: i32, day: i32) -> Result<Self, TimeFault> {
        let days = days_from_civil(year, month, day).ok_or(TimeFault::YearMonthDay)?;
        Ok(Self { ticks: days * TICKS_PER_DAY, kind: Kind::Unspecified })
    }

    pub fn new(
        (year, month, day): (i32, i32, i32),
        (hour, minute, second, millisecond): (i32, i32, i32, i32),
        kind: Kind,
    ) -> Result<Self, TimeFault> {
        let midnight = Self::from_date(year, month, day)?;
        let in_day = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
        if !in_day {
            return Err(TimeFault::HourMinuteSecond);
        }
        if !(0..1000).contains(&millisecond) {
            return Err(TimeFault::Millisecond);
        }
        let seconds = i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        let ticks = midnight.ticks + seconds * TICKS_PER_SECOND + i64::from(millisecond) * TICKS_PER_MILLISECOND;
        Ok(Self { ticks, kind })
    }

    /// A moment of the system's clock, as UTC.
    pub fn from_system(time: SystemTime) -> Self {
        let since = match time.duration_since(UNIX_EPOCH) {
            Ok(after) => (after.as_nanos() / 100) as i64,
            Err(before) => -((before.duration().as_nanos() / 100) as i64),
        };
        Self { ticks: (TICKS_AT_UNIX_EPOCH + since).clamp(0, TICKS_MAX), kind: Kind::Utc }
    }

    pub fn to_system(self) -> SystemTime {
        let since = self.to_utc().ticks - TICKS_AT_UNIX_EPOCH;
        let length = std::time::Duration::from_nanos(since.unsigned_abs().saturating_mul(100));
        let moved = if since >= 0 { UNIX_EPOCH.checked_add(length) } else { UNIX_EPOCH.checked_sub(length) };
        moved.unwrap_or(UNIX_EPOCH)
    }

    pub fn utc_now() -> Self {
        Self::from_system(SystemTime::now())
    }

    pub fn now() -> Self {
        Self::utc_now().to_local()
    }

    pub fn today() -> Self {
        Self::now().date()
    }

    pub fn ticks(self) -> i64 {
        self.ticks
    }

    pub fn kind(self) -> Kind {
        self.kind
    }

    pub fn with_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// Midnight of this day.
    pub fn date(self) -> Self {
        Self { ticks: self.ticks - self.ticks % TICKS_PER_DAY, kind: self.kind }
    }

    pub fn civil(self) -> Date {
        civil_from_days(self.ticks / TICKS_PER_DAY)
    }

    pub fn year(self) -> i32 {
        self.civil().year
    }

    pub fn month(self) -> i32 {
        self.civil().month as i32
    }

    pub fn day(self) -> i32 {
        self.civil().day as i32
    }

    pub fn hour(self) -> i32 {
        (self.ticks / TICKS_PER_HOUR % 24) as i32
    }

    pub fn minute(self) -> i32 {
        (self.ticks / TICKS_PER_MINUTE % 60) as i32
    }

    pub fn second(self) -> i32 {
        (self.ticks / TICKS_PER_SECOND % 60) as i32
    }

    pub fn millisecond(self) -> i32 {
        (self.ticks / TICKS_PER_MILLISECOND % 1000) as i32
    }

    pub fn microsecond(self) -> i32 {
        (self.ticks / TICKS_PER_MICROSECOND % 1000) as i32
    }

    pub fn nanosecond(self) -> i32 {
        (self.ticks % 10) as i32 * 100
    }

    /// 0 is Sunday.
    pub fn day_of_week(self) -> i32 {
        ((self.ticks / TICKS_PER_DAY + 1) % 7) as i32
    }

    pub fn day_of_year(self) -> i32 {
        let first = days_from_civil(self.year(), 1, 1).unwrap_or_default();
        (self.ticks / TICKS_PER_DAY - first + 1) as i32
    }

    pub fn time_of_day(self) -> TimeSpan {
        TimeSpan::from_ticks(self.ticks % TICKS_PER_DAY)
    }

    pub fn add_ticks(self, ticks: i64) -> Result<Self, TimeFault> {
        let ticks = self.ticks.checked_add(ticks).filter(|ticks| (0..=TICKS_MAX).contains(ticks));
        ticks.map(|ticks| Self { ticks, ..self }).ok_or(TimeFault::Unrepresentable("value"))
    }

    pub fn plus(self, span: TimeSpan) -> Result<Self, TimeFault> {
        self.add_ticks(span.ticks())
    }

    pub fn minus(self, span: TimeSpan) -> Result<Self, TimeFault> {
        let ticks = span.ticks().checked_neg().ok_or(TimeFault::Unrepresentable("value"))?;
        self.add_ticks(ticks)
    }

    /// The time between two moments; kinds do not matter.
    pub fn since(self, earlier: Self) -> TimeSpan {
        TimeSpan::from_ticks(self.ticks - earlier.ticks)
    }

    pub fn add_days(self, days: f64) -> Result<Self, TimeFault> {
        self.add_units(days, TICKS_PER_DAY)
    }

    pub fn add_hours(self, hours: f64) -> Result<Self, TimeFault> {
        self.add_units(hours, TICKS_PER_HOUR)
    }

    pub fn add_minutes(self, minutes: f64) -> Result<Self, TimeFault> {
        self.add_units(minutes, TICKS_PER_MINUTE)
    }

    pub fn add_seconds(self, seconds: f64) -> Result<Self, TimeFault> {
        self.add_units(seconds, TICKS_PER_SECOND)
    }

    pub fn add_milliseconds(self, milliseconds: f64) -> Result<Self, TimeFault> {
        self.add_units(milliseconds, TICKS_PER_MILLISECOND)
    }

    pub fn add_microseconds(self, microseconds: f64) -> Result<Self, TimeFault> {
        self.add_units(microseconds, TICKS_PER_MICROSECOND)
    }

    fn add_units(self, value: f64, unit: i64) -> Result<Self, TimeFault> {
        if value.is_nan() || value.abs() > TICKS_MAX as f64 / unit as f64 {
            return Err(TimeFault::AddOutOfRange);
        }
        // Whole units are exact; only the rest goes through floating point.
        let whole = value.trunc() as i64 * unit;
        self.add_ticks(whole + (value.fract() * unit as f64) as i64)
    }

    /// The same day some months later, or the last day of a month that is shorter.
    pub fn add_months(self, months: i32) -> Result<Self, TimeFault> {
        if !(-120_000..=120_000).contains(&months) {
            return Err(TimeFault::MonthsOutOfRange);
        }
        let Date { year, month, day } = self.civil();
        let count = year * 12 + month as i32 - 1 + months;
        let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
        let day = (day as i32).min(days_in_month(year, month).unwrap_or(31));
        let days = days_from_civil(year, month, day).ok_or(TimeFault::Unrepresentable("months"))?;
        Ok(Self { ticks: days * TICKS_PER_DAY + self.ticks % TICKS_PER_DAY, kind: self.kind })
    }

    pub fn add_years(self, years: i32) -> Result<Self, TimeFault> {
        if !(-10_000..=10_000).contains(&years) {
            return Err(TimeFault::YearsOutOfRange);
        }
        self.add_months(years * 12)
    }

    /// The local clock; `Unspecified` counts as UTC.
    pub fn to_local(self) -> Self {
        if self.kind == Kind::Local {
            return self;
        }
        let offset = zone::local_offset_at_utc(self.ticks);
        Self { ticks: (self.ticks + offset).clamp(0, TICKS_MAX), kind: Kind::Local }
    }

    /// The UTC clock; `Unspecified` counts as local.
    pub fn to_utc(self) -> Self {
        if self.kind == Kind::Utc {
            return self;
        }
        let offset = zone::local_offset_at_local(self.ticks);
        Self { ticks: (self.ticks - offset).clamp(0, TICKS_MAX), kind: Kind::Utc }
    }

    /// Ticks from UTC to this clock: what `zzz` writes.
    pub fn offset(self) -> i64 {
        match self.kind {
            Kind::Utc => 0,
            _ => zone::local_offset_at_local(self.ticks),
        }
    }

    pub fn is_daylight_saving_time(self) -> bool {
        self.kind != Kind::Utc && zone::local_is_daylight(self.ticks)
    }

    pub fn to_unix_seconds(self) -> f64 {
        (self.to_utc().ticks - TICKS_AT_UNIX_EPOCH) as f64 / TICKS_PER_SECOND as f64
    }

    pub fn to_file_time(self) -> Result<i64, TimeFault> {
        let ticks = self.to_utc().ticks - TICKS_AT_FILE_EPOCH;
        if ticks < 0 { Err(TimeFault::FileTime) } else { Ok(ticks) }
    }

    pub fn from_file_time_utc(file_time: i64) -> Result<Self, TimeFault> {
        match file_time.checked_add(TICKS_AT_FILE_EPOCH) {
            Some(ticks) if (TICKS_AT_FILE_EPOCH..=TICKS_MAX).contains(&ticks) => Ok(Self { ticks, kind: Kind::Utc }),
            _ => Err(TimeFault::FileTime),
        }
    }

    pub fn to_ole(self) -> f64 {
        (self.ticks - TICKS_AT_OLE_EPOCH) as f64 / TICKS_PER_DAY as f64
    }

    pub fn from_ole(days: f64) -> Result<Self, TimeFault> {
        let milliseconds = (days * 86_400_000.0).round();
        let ticks = TICKS_AT_OLE_EPOCH + milliseconds as i64 * TICKS_PER_MILLISECOND;
        Self::from_ticks(ticks, Kind::Unspecified)
    }

    /// Kind in the two top bits, ticks below, as `ToBinary` packs them.
    pub fn to_binary(self) -> i64 {
        match self.kind {
            Kind::Unspecified => self.ticks,
            Kind::Utc => self.ticks | 1 << 62,
            Kind::Local => self.to_utc().ticks | i64::MIN,
        }
    }

    pub fn from_binary(bits: i64) -> Result<Self, TimeFault> {
        let ticks = bits & !(3 << 62);
        match (bits >> 62) & 3 {
            0 => Self::from_ticks(ticks, Kind::Unspecified),
            1 => Self::from_ticks(ticks, Kind::Utc),
            _ => Self::from_ticks(ticks, Kind::Utc).map(Self::to_local),
        }
    }

    /// Appends `ToString(format)`; an empty format is `ToString()`.
    pub fn format(self, format: &str, out: &mut String) -> Result<(), TimeFault> {
        pattern::format_date_time(self, format, out)
    }

    pub fn to_format(self, format: &str) -> Result<String, TimeFault> {
        let mut out = String::with_capacity(32);
        self.format(format, &mut out)?;
        Ok(out)
    }

    /// `Get-Date -UFormat`.
    pub fn to_uformat(self, format: &str) -> String {
        uformat::format(self, format)
    }

    /// Reads whatever a person may write; see `read`.
    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        parse(text, DateTimeStyles::NONE)
    }
}

impl std::fmt::Display for DateTime {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.to_format("G").map_err(|_| std::fmt::Error)?)
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.ticks == other.ticks
    }
}

impl Eq for DateTime {}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.ticks.cmp(&other.ticks)
    }
}

impl std::hash::Hash for DateTime {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.ticks.hash(state);
    }
}

#[cfg(test)]
mod tests;
