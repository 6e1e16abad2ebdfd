//! Time zones: the local one, and those of the time zone database.
//!
//! In:    a clock in ticks.
//! Out:   offsets in ticks, following daylight saving time.
//! Never: loads a zone before somebody asks for one.

use std::sync::OnceLock;

use jiff::tz::{AmbiguousOffset, TimeZone};

use super::{DateTime, Kind, TICKS_AT_UNIX_EPOCH, TICKS_MAX, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeFault, TimeSpan};

static LOCAL: OnceLock<TimeZoneInfo> = OnceLock::new();

/// `System.TimeZoneInfo`.
#[derive(Clone, Debug)]
pub struct TimeZoneInfo {
    id: Box<str>,
    zone: TimeZone,
}

/// The zone that the `TZ` variable or the system names; read once.
pub fn local() -> &'static TimeZoneInfo {
    LOCAL.get_or_init(|| {
        let zone = TimeZone::system();
        let id = zone.iana_name().map_or("UTC", |name| if is_utc(name) { "UTC" } else { name });
        TimeZoneInfo { id: id.into(), zone }
    })
}

pub(super) fn local_offset_at_utc(utc_ticks: i64) -> i64 {
    local().offset_at_utc(utc_ticks)
}

pub(super) fn local_offset_at_local(local_ticks: i64) -> i64 {
    local().offset_at_clock(local_ticks)
}

pub(super) fn local_is_daylight(local_ticks: i64) -> bool {
    let zone = local();
    zone.is_daylight(local_ticks - zone.offset_at_clock(local_ticks))
}

fn is_utc(name: &str) -> bool {
    matches!(name, "UTC" | "Etc/UTC" | "Etc/UCT" | "UCT" | "Zulu" | "Etc/Zulu" | "Universal")
}

impl TimeZoneInfo {
    pub fn utc() -> Self {
        Self { id: "UTC".into(), zone: TimeZone::UTC }
    }

    pub fn find(id: &str) -> Result<Self, TimeFault> {
        if is_utc(id) {
            return Ok(Self { id: id.into(), zone: TimeZone::UTC });
        }
        let name = windows_zone(id).unwrap_or(id);
        let zone = TimeZone::get(name).map_err(|_| TimeFault::NoZone(id.into()))?;
        Ok(Self { id: id.into(), zone })
    }

    pub fn id(&self) -> &str {
        &self.id
    }

    /// Ticks from UTC to this zone's clock at a moment.
    pub fn offset_at_utc(&self, utc_ticks: i64) -> i64 {
        if self.zone == TimeZone::UTC {
            return 0;
        }
        timestamp(utc_ticks).map_or(0, |at| i64::from(self.zone.to_offset(at).seconds()) * TICKS_PER_SECOND)
    }

    /// The same for a reading of this zone's clock; where that is ambiguous, standard time counts.
    pub fn offset_at_clock(&self, clock_ticks: i64) -> i64 {
        if self.zone == TimeZone::UTC {
            return 0;
        }
        let offset = match civil(clock_ticks).map(|clock| self.zone.to_ambiguous_timestamp(clock).offset()) {
            Some(AmbiguousOffset::Unambiguous { offset }) => offset,
            Some(AmbiguousOffset::Gap { before, .. }) => before,
            Some(AmbiguousOffset::Fold { after, .. }) => after,
            None => return 0,
        };
        i64::from(offset.seconds()) * TICKS_PER_SECOND
    }

    pub fn is_ambiguous(&self, clock_ticks: i64) -> bool {
        let found = civil(clock_ticks).map(|clock| self.zone.to_ambiguous_timestamp(clock).offset());
        matches!(found, Some(AmbiguousOffset::Fold { .. }))
    }

    /// Whether the clock never shows this reading, because it jumps over it.
    pub fn is_invalid(&self, clock_ticks: i64) -> bool {
        let found = civil(clock_ticks).map(|clock| self.zone.to_ambiguous_timestamp(clock).offset());
        matches!(found, Some(AmbiguousOffset::Gap { .. }))
    }

    pub fn is_daylight(&self, utc_ticks: i64) -> bool {
        timestamp(utc_ticks).is_some_and(|at| self.zone.to_offset_info(at).dst().is_dst())
    }

    /// The offset without daylight saving time, as it is this year.
    pub fn base_utc_offset(&self) -> TimeSpan {
        let ticks = self.standard_moment();
        TimeSpan::from_ticks(self.offset_at_utc(ticks))
    }

    pub fn supports_daylight_saving_time(&self) -> bool {
        let now = DateTime::utc_now();
        (0..12).any(|month| now.add_months(month).is_ok_and(|at| self.is_daylight(at.ticks())))
    }

    pub fn standard_name(&self) -> String {
        match self.id.as_ref() {
            "UTC" => "Coordinated Universal Time".to_owned(),
            _ => self.abbreviation(self.standard_moment()),
        }
    }

    pub fn daylight_name(&self) -> String {
        let now = DateTime::utc_now();
        let summer = (0..12).filter_map(|month| now.add_months(month).ok()).find(|at| self.is_daylight(at.ticks()));
        summer.map_or_else(|| self.standard_name(), |at| self.abbreviation(at.ticks()))
    }

    pub fn display_name(&self) -> String {
        if self.id.as_ref() == "UTC" {
            return "(UTC) Coordinated Universal Time".to_owned();
        }
        let minutes = self.base_utc_offset().ticks() / TICKS_PER_MINUTE;
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.abs();
        format!("(UTC{sign}{:02}:{:02}) {}", minutes / 60, minutes % 60, self.standard_name())
    }

    /// The same moment on another zone's clock.
    pub fn convert(time: DateTime, from: &Self, to: &Self) -> DateTime {
        let utc = match time.kind() {
            Kind::Utc => time.ticks(),
            _ => time.ticks() - from.offset_at_clock(time.ticks()),
        };
        let kind = match () {
            _ if is_utc(&to.id) => Kind::Utc,
            _ if to.id == local().id => Kind::Local,
            _ => Kind::Unspecified,
        };
        let ticks = (utc + to.offset_at_utc(utc)).clamp(0, TICKS_MAX);
        DateTime::from_ticks(ticks, kind).unwrap_or(time)
    }

    fn standard_moment(&self) -> i64 {
        let now = DateTime::utc_now();
        let months = (0..12).filter_map(|month| now.add_months(month).ok());
        months.map(DateTime::ticks).find(|ticks| !self.is_daylight(*ticks)).unwrap_or_else(|| now.ticks())
    }

    fn abbreviation(&self, utc_ticks: i64) -> String {
        timestamp(utc_ticks).map_or_else(String::new, |at| self.zone.to_offset_info(at).abbreviation().to_owned())
    }
}

impl PartialEq for TimeZoneInfo {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

fn timestamp(utc_ticks: i64) -> Option<jiff::Timestamp> {
    let ticks = utc_ticks - TICKS_AT_UNIX_EPOCH;
    let (second, rest) = (ticks.div_euclid(TICKS_PER_SECOND), ticks.rem_euclid(TICKS_PER_SECOND));
    jiff::Timestamp::new(second, rest as i32 * 100).ok()
}

fn civil(clock_ticks: i64) -> Option<jiff::civil::DateTime> {
    timestamp(clock_ticks).map(|at| jiff::tz::Offset::UTC.to_datetime(at))
}

/// The zones that scripts written on Windows ask for by their Windows names.
fn windows_zone(id: &str) -> Option<&'static str> {
    Some(match id {
        "GMT Standard Time" => "Europe/London",
        "W. Europe Standard Time" => "Europe/Berlin",
        "Central Europe Standard Time" => "Europe/Budapest",
        "Romance Standard Time" => "Europe/Paris",
        "Central European Standard Time" => "Europe/Warsaw",
        "E. Europe Standard Time" => "Europe/Chisinau",
        "FLE Standard Time" => "Europe/Kyiv",
        "Russian Standard Time" => "Europe/Moscow",
        "Turkey Standard Time" => "Europe/Istanbul",
        "Eastern Standard Time" => "America/New_York",
        "Central Standard Time" => "America/Chicago",
        "Mountain Standard Time" => "America/Denver",
        "US Mountain Standard Time" => "America/Phoenix",
        "Pacific Standard Time" => "America/Los_Angeles",
        "Alaskan Standard Time" => "America/Anchorage",
        "Hawaiian Standard Time" => "Pacific/Honolulu",
        "Atlantic Standard Time" => "America/Halifax",
        "E. South America Standard Time" => "America/Sao_Paulo",
        "India Standard Time" => "Asia/Kolkata",
        "China Standard Time" => "Asia/Shanghai",
        "Singapore Standard Time" => "Asia/Singapore",
        "Tokyo Standard Time" => "Asia/Tokyo",
        "Korea Standard Time" => "Asia/Seoul",
        "Arabian Standard Time" => "Asia/Dubai",
        "Arab Standard Time" => "Asia/Riyadh",
        "Israel Standard Time" => "Asia/Jerusalem",
        "AUS Eastern Standard Time" => "Australia/Sydney",
        "New Zealand Standard Time" => "Pacific/Auckland",
        "South Africa Standard Time" => "Africa/Johannesburg",
        _ => return None,
    })
}
