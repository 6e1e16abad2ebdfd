//! `System.DateTimeOffset`: a clock together with its distance from UTC.

use std::cmp::Ordering;

use super::{
    DateTime, Kind, TICKS_AT_UNIX_EPOCH, TICKS_MAX, TICKS_PER_HOUR, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault,
    TimeSpan, pattern, zone,
};

/// Comparing looks at the moment, not at the clock.
#[derive(Clone, Copy, Debug)]
pub struct DateTimeOffset {
    clock: i64,
    offset_minutes: i16,
}

const _: () = assert!(size_of::<DateTimeOffset>() <= 16);

impl DateTimeOffset {
    pub const MIN: Self = Self { clock: 0, offset_minutes: 0 };
    pub const MAX: Self = Self { clock: TICKS_MAX, offset_minutes: 0 };
    pub const UNIX_EPOCH: Self = Self { clock: TICKS_AT_UNIX_EPOCH, offset_minutes: 0 };

    pub fn new(clock: DateTime, offset: TimeSpan) -> Result<Self, TimeFault> {
        let ticks = offset.ticks();
        if ticks % TICKS_PER_MINUTE != 0 {
            return Err(TimeFault::OffsetPrecision);
        }
        if ticks.abs() > 14 * TICKS_PER_HOUR {
            return Err(TimeFault::OffsetRange);
        }
        if !(0..=TICKS_MAX).contains(&(clock.ticks() - ticks)) {
            return Err(TimeFault::Unrepresentable("offset"));
        }
        Ok(Self { clock: clock.ticks(), offset_minutes: (ticks / TICKS_PER_MINUTE) as i16 })
    }

    /// With the offset that the kind implies.
    pub fn from_date_time(time: DateTime) -> Self {
        let offset = time.offset();
        let in_range = (0..=TICKS_MAX).contains(&(time.ticks() - offset));
        let offset_minutes = if in_range { (offset / TICKS_PER_MINUTE) as i16 } else { 0 };
        Self { clock: time.ticks(), offset_minutes }
    }

    pub fn now() -> Self {
        Self::from_date_time(DateTime::now())
    }

    pub fn utc_now() -> Self {
        Self::from_date_time(DateTime::utc_now())
    }

    pub fn from_unix_seconds(seconds: i64) -> Result<Self, TimeFault> {
        Self::from_unix(seconds, TICKS_PER_SECOND)
    }

    pub fn from_unix_milliseconds(milliseconds: i64) -> Result<Self, TimeFault> {
        Self::from_unix(milliseconds, TICKS_PER_MILLISECOND)
    }

    fn from_unix(count: i64, unit: i64) -> Result<Self, TimeFault> {
        let ticks = count.checked_mul(unit).and_then(|ticks| ticks.checked_add(TICKS_AT_UNIX_EPOCH));
        let clock = DateTime::from_ticks(ticks.ok_or(TimeFault::Ticks)?, Kind::Utc)?;
        Self::new(clock, TimeSpan::ZERO)
    }

    /// The clock, of no particular kind.
    pub fn date_time(self) -> DateTime {
        DateTime::from_ticks(self.clock, Kind::Unspecified).unwrap_or_default()
    }

    pub fn utc_date_time(self) -> DateTime {
        DateTime::from_ticks(self.utc_ticks(), Kind::Utc).unwrap_or_default()
    }

    pub fn local_date_time(self) -> DateTime {
        self.utc_date_time().to_local()
    }

    pub fn ticks(self) -> i64 {
        self.clock
    }

    pub fn utc_ticks(self) -> i64 {
        self.clock - self.offset().ticks()
    }

    pub fn offset(self) -> TimeSpan {
        TimeSpan::from_ticks(i64::from(self.offset_minutes) * TICKS_PER_MINUTE)
    }

    pub fn offset_minutes(self) -> i32 {
        self.offset_minutes.into()
    }

    pub fn to_unix_seconds(self) -> i64 {
        (self.utc_ticks() - TICKS_AT_UNIX_EPOCH).div_euclid(TICKS_PER_SECOND)
    }

    pub fn to_unix_milliseconds(self) -> i64 {
        (self.utc_ticks() - TICKS_AT_UNIX_EPOCH).div_euclid(TICKS_PER_MILLISECOND)
    }

    /// The same moment on a clock with another offset.
    pub fn to_offset(self, offset: TimeSpan) -> Result<Self, TimeFault> {
        let clock = self.utc_date_time().with_kind(Kind::Unspecified).plus(offset)?;
        Self::new(clock, offset)
    }

    pub fn to_universal(self) -> Self {
        Self { clock: self.utc_ticks(), offset_minutes: 0 }
    }

    pub fn to_local(self) -> Self {
        let offset = zone::local_offset_at_utc(self.utc_ticks());
        self.to_offset(TimeSpan::from_ticks(offset)).unwrap_or(self)
    }

    /// Applies a change of the clock, such as `DateTime::add_days`, and keeps the offset.
    pub fn map(self, change: impl FnOnce(DateTime) -> Result<DateTime, TimeFault>) -> Result<Self, TimeFault> {
        Self::new(change(self.date_time())?, self.offset())
    }

    pub fn plus(self, span: TimeSpan) -> Result<Self, TimeFault> {
        self.map(|clock| clock.plus(span))
    }

    pub fn since(self, earlier: Self) -> TimeSpan {
        TimeSpan::from_ticks(self.utc_ticks() - earlier.utc_ticks())
    }

    pub fn equals_exactly(self, other: Self) -> bool {
        (self.clock, self.offset_minutes) == (other.clock, other.offset_minutes)
    }

    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        super::parse_offset(text, super::DateTimeStyles::NONE)
    }

    /// Appends `ToString(format)`; an empty format is `ToString()`.
    pub fn format(self, format: &str, out: &mut String) -> Result<(), TimeFault> {
        let offset = Some(self.offset().ticks());
        match format {
            "" => pattern::format_parts(self.date_time(), offset, "MM/dd/yyyy HH:mm:ss zzz", out),
            "u" | "r" | "R" => pattern::format_parts(self.utc_date_time(), Some(0), format, out),
            "U" => Err(TimeFault::BadFormat),
            _ => pattern::format_parts(self.date_time(), offset, format, out),
        }
    }

    pub fn to_format(self, format: &str) -> Result<String, TimeFault> {
        let mut out = String::with_capacity(34);
        self.format(format, &mut out)?;
        Ok(out)
    }
}

impl std::fmt::Display for DateTimeOffset {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.to_format("").map_err(|_| std::fmt::Error)?)
    }
}

impl PartialEq for DateTimeOffset {
    fn eq(&self, other: &Self) -> bool {
        self.utc_ticks() == other.utc_ticks()
    }
}

impl Eq for DateTimeOffset {}

impl PartialOrd for DateTimeOffset {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTimeOffset {
    fn cmp(&self, other: &Self) -> Ordering {
        self.utc_ticks().cmp(&other.utc_ticks())
    }
}

impl std::hash::Hash for DateTimeOffset {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.utc_ticks().hash(state);
    }
}
