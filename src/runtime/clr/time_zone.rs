//! `System.TimeZoneInfo`.

use super::args::{text, value};
use super::datetime::fault;
use super::time_offset::OffsetValue;
use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::zone::{self, TimeZoneInfo};
use dotnet::datetime::{DateTime, DateTimeOffset, Kind, TimeSpan};

/// A time zone of the system's table.
pub struct ZoneValue(pub TimeZoneInfo);

impl Native for ZoneValue {
    fn type_of(&self) -> Type {
        Type::of("System.TimeZoneInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Id", "HasIanaId", "DisplayName", "StandardName", "DaylightName", "BaseUtcOffset", "SupportsDaylightSavingTime"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "id" => Value::str(self.0.id()),
            "hasianaid" => Value::Bool(true),
            "displayname" => Value::from(self.0.display_name()),
            "standardname" => Value::from(self.0.standard_name()),
            "daylightname" => Value::from(self.0.daylight_name()),
            "baseutcoffset" => Value::TimeSpan(self.0.base_utc_offset()),
            "supportsdaylightsavingtime" => Value::Bool(self.0.supports_daylight_saving_time()),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let time = match args.first().map(Value::base) {
            Some(Value::DateTime(time)) => Some(*time),
            other => other.and_then(|v| v.as_native::<OffsetValue>()).map(|v| v.0.utc_date_time()),
        };
        Some(Ok(match (name.to_ascii_lowercase().as_str(), time) {
            ("getutcoffset", Some(time)) => Value::TimeSpan(TimeSpan::from_ticks(self.offset(time))),
            ("isdaylightsavingtime", Some(time)) => Value::Bool(self.0.is_daylight(utc_ticks(&self.0, time))),
            ("isambiguoustime", Some(time)) => Value::Bool(self.0.is_ambiguous(time.ticks())),
            ("isinvalidtime", Some(time)) => Value::Bool(self.0.is_invalid(time.ticks())),
            ("tostring", _) => Value::from(self.0.display_name()),
            ("equals", _) => Value::Bool(self.equals(&value(args, 0))),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.0.display_name().into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<ZoneValue>().is_some_and(|o| o.0 == self.0)
    }
}

impl ZoneValue {
    fn offset(&self, time: DateTime) -> i64 {
        match time.kind() {
            Kind::Utc => self.0.offset_at_utc(time.ticks()),
            Kind::Local => self.0.offset_at_utc(time.to_utc().ticks()),
            Kind::Unspecified => self.0.offset_at_clock(time.ticks()),
        }
    }
}

fn utc_ticks(zone: &TimeZoneInfo, time: DateTime) -> i64 {
    match time.kind() {
        Kind::Unspecified => time.ticks() - zone.offset_at_clock(time.ticks()),
        _ => time.to_utc().ticks(),
    }
}

fn zone_at(args: &[Value], at: usize) -> Result<TimeZoneInfo, crate::fault::Halt> {
    match args.get(at) {
        Some(value) => match value.as_native::<ZoneValue>() {
            Some(zone) => Ok(zone.0.clone()),
            None => TimeZoneInfo::find(&text(args, at)).map_err(|f| fault(&f)),
        },
        None => Ok(zone::local().clone()),
    }
}

pub fn call_static(_s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "findsystemtimezonebyid" => TimeZoneInfo::find(&text(args, 0)).map(|z| Value::native(ZoneValue(z))).map_err(|f| fault(&f)),
        "converttimetoutc" => match args.first().map(Value::base) {
            Some(Value::DateTime(time)) if args.len() == 1 => Ok(Value::DateTime(time.to_utc())),
            Some(Value::DateTime(time)) => {
                zone_at(args, 1).map(|from| Value::DateTime(TimeZoneInfo::convert(*time, &from, &TimeZoneInfo::utc())))
            }
            _ => return None,
        },
        "converttimefromutc" => match args.first().map(Value::base) {
            Some(Value::DateTime(time)) => {
                zone_at(args, 1).map(|to| Value::DateTime(TimeZoneInfo::convert(*time, &TimeZoneInfo::utc(), &to)))
            }
            _ => return None,
        },
        "converttime" | "converttimebysystemtimezoneid" => convert_time(args)?,
        _ => return None,
    })
}

fn convert_time(args: &[Value]) -> Option<Eval> {
    if let Some(moment) = args.first().and_then(|v| v.as_native::<OffsetValue>()) {
        let made = zone_at(args, 1).and_then(|to| {
            let offset = TimeSpan::from_ticks(to.offset_at_utc(moment.0.utc_ticks()));
            moment.0.to_offset(offset).map_err(|f| fault(&f))
        });
        return Some(made.map(|v: DateTimeOffset| Value::native(OffsetValue(v))));
    }
    let Some(Value::DateTime(time)) = args.first().map(Value::base) else { return None };
    let own = if time.kind() == Kind::Utc { TimeZoneInfo::utc() } else { zone::local().clone() };
    let ends = if args.len() > 2 {
        zone_at(args, 1).and_then(|from| zone_at(args, 2).map(|to| (from, to)))
    } else {
        zone_at(args, 1).map(|to| (own, to))
    };
    Some(ends.map(|(from, to)| Value::DateTime(TimeZoneInfo::convert(*time, &from, &to))))
}

pub fn get_static(name: &str) -> Option<Value> {
    match name.to_ascii_lowercase().as_str() {
        "local" => Some(Value::native(ZoneValue(zone::local().clone()))),
        "utc" => Some(Value::native(ZoneValue(TimeZoneInfo::utc()))),
        _ => None,
    }
}
