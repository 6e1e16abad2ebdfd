//! `System.TimeSpan`: a length of time, forwards or backwards.

use super::{
    TICKS_PER_DAY, TICKS_PER_HOUR, TICKS_PER_MICROSECOND, TICKS_PER_MILLISECOND, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault, span_text,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TimeSpan {
    ticks: i64,
}

impl TimeSpan {
    pub const ZERO: Self = Self { ticks: 0 };
    pub const MIN: Self = Self { ticks: i64::MIN };
    pub const MAX: Self = Self { ticks: i64::MAX };

    pub const fn from_ticks(ticks: i64) -> Self {
        Self { ticks }
    }

    pub fn new(days: i64, hours: i64, minutes: i64, seconds: i64, milliseconds: i64, microseconds: i64) -> Result<Self, TimeFault> {
        let parts = [
            (days, TICKS_PER_DAY),
            (hours, TICKS_PER_HOUR),
            (minutes, TICKS_PER_MINUTE),
            (seconds, TICKS_PER_SECOND),
            (milliseconds, TICKS_PER_MILLISECOND),
            (microseconds, TICKS_PER_MICROSECOND),
        ];
        let ticks: i128 = parts.iter().map(|(count, unit)| i128::from(*count) * i128::from(*unit)).sum();
        i64::try_from(ticks).map(Self::from_ticks).map_err(|_| TimeFault::SpanTooLong)
    }

    pub fn from_days(value: f64) -> Result<Self, TimeFault> {
        Self::from_units(value, TICKS_PER_DAY)
    }

    pub fn from_hours(value: f64) -> Result<Self, TimeFault> {
        Self::from_units(value, TICKS_PER_HOUR)
    }

    pub fn from_minutes(value: f64) -> Result<Self, TimeFault> {
        Self::from_units(value, TICKS_PER_MINUTE)
    }

    pub fn from_seconds(value: f64) -> Result<Self, TimeFault> {
        Self::from_units(value, TICKS_PER_SECOND)
    }

    pub fn from_milliseconds(value: f64) -> Result<Self, TimeFault> {
        Self::from_units(value, TICKS_PER_MILLISECOND)
    }

    pub fn from_microseconds(value: f64) -> Result<Self, TimeFault> {
        Self::from_units(value, TICKS_PER_MICROSECOND)
    }

    fn from_units(value: f64, unit: i64) -> Result<Self, TimeFault> {
        Self::from_float_ticks(value * unit as f64)
    }

    fn from_float_ticks(ticks: f64) -> Result<Self, TimeFault> {
        if ticks.is_nan() {
            return Err(TimeFault::SpanNotANumber);
        }
        if ticks < i64::MIN as f64 || ticks > i64::MAX as f64 {
            return Err(TimeFault::SpanTooLong);
        }
        Ok(Self { ticks: ticks as i64 })
    }

    pub fn ticks(self) -> i64 {
        self.ticks
    }

    pub fn days(self) -> i32 {
        (self.ticks / TICKS_PER_DAY) as i32
    }

    pub fn hours(self) -> i32 {
        (self.ticks / TICKS_PER_HOUR % 24) as i32
    }

    pub fn minutes(self) -> i32 {
        (self.ticks / TICKS_PER_MINUTE % 60) as i32
    }

    pub fn seconds(self) -> i32 {
        (self.ticks / TICKS_PER_SECOND % 60) as i32
    }

    pub fn milliseconds(self) -> i32 {
        (self.ticks / TICKS_PER_MILLISECOND % 1000) as i32
    }

    pub fn microseconds(self) -> i32 {
        (self.ticks / TICKS_PER_MICROSECOND % 1000) as i32
    }

    pub fn nanoseconds(self) -> i32 {
        (self.ticks % 10) as i32 * 100
    }

    pub fn total_days(self) -> f64 {
        self.ticks as f64 / TICKS_PER_DAY as f64
    }

    pub fn total_hours(self) -> f64 {
        self.ticks as f64 / TICKS_PER_HOUR as f64
    }

    pub fn total_minutes(self) -> f64 {
        self.ticks as f64 / TICKS_PER_MINUTE as f64
    }

    pub fn total_seconds(self) -> f64 {
        self.ticks as f64 / TICKS_PER_SECOND as f64
    }

    pub fn total_milliseconds(self) -> f64 {
        self.ticks as f64 / TICKS_PER_MILLISECOND as f64
    }

    pub fn total_microseconds(self) -> f64 {
        self.ticks as f64 / TICKS_PER_MICROSECOND as f64
    }

    pub fn total_nanoseconds(self) -> f64 {
        self.ticks as f64 * 100.0
    }

    pub fn plus(self, other: Self) -> Result<Self, TimeFault> {
        self.ticks.checked_add(other.ticks).map(Self::from_ticks).ok_or(TimeFault::SpanTooLong)
    }

    pub fn minus(self, other: Self) -> Result<Self, TimeFault> {
        self.ticks.checked_sub(other.ticks).map(Self::from_ticks).ok_or(TimeFault::SpanTooLong)
    }

    pub fn negate(self) -> Result<Self, TimeFault> {
        self.ticks.checked_neg().map(Self::from_ticks).ok_or(TimeFault::NegateMinimum)
    }

    pub fn duration(self) -> Result<Self, TimeFault> {
        self.ticks.checked_abs().map(Self::from_ticks).ok_or(TimeFault::SpanTooLong)
    }

    pub fn multiply(self, factor: f64) -> Result<Self, TimeFault> {
        Self::from_float_ticks((self.ticks as f64 * factor).round_ties_even())
    }

    pub fn divide(self, divisor: f64) -> Result<Self, TimeFault> {
        Self::from_float_ticks((self.ticks as f64 / divisor).round_ties_even())
    }

    pub fn divide_by(self, other: Self) -> f64 {
        self.ticks as f64 / other.ticks as f64
    }

    pub fn parse(text: &str) -> Result<Self, TimeFault> {
        span_text::parse(text)
    }

    pub fn parse_exact(text: &str, formats: &[&str]) -> Result<Self, TimeFault> {
        span_text::parse_exact(text, formats)
    }

    /// Appends `ToString(format)`; an empty format is `ToString()`.
    pub fn format(self, format: &str, out: &mut String) -> Result<(), TimeFault> {
        span_text::format(self, format, out)
    }

    pub fn to_format(self, format: &str) -> Result<String, TimeFault> {
        let mut out = String::with_capacity(24);
        self.format(format, &mut out)?;
        Ok(out)
    }
}

impl std::fmt::Display for TimeSpan {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.to_format("c").map_err(|_| std::fmt::Error)?)
    }
}
