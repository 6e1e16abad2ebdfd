//! `Get-Date`.

use dotnet::datetime::{DateTimeOffset, TimeFault};
use macros::Cmdlet;
use runtime::author::*;

/// Shows or computes a date.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Date",
    type_name = "Microsoft.PowerShell.Commands.GetDateCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "DateAndFormat",
    outputs("System.String", "System.DateTime")
)]
#[example("Get-Date -Format yyyy-MM-dd", "Shows today's date.")]
pub struct GetDate {
    /// The date; now unless told.
    #[param(position = 0, pipeline, by_name, sets("DateAndFormat", "DateAndUFormat"), alias("LastWriteTime"))]
    date: Option<DateTime>,
    /// The date in seconds since 1970.
    #[param(mandatory, sets("UnixTimeSecondsAndFormat", "UnixTimeSecondsAndUFormat"), alias("UnixTime"), range(-62135596800, 253402300799))]
    unix_time_seconds: Option<i64>,
    /// Replaces the year.
    #[param(range(1, 9999))]
    year: Option<i32>,
    /// Replaces the month.
    #[param(range(1, 12))]
    month: Option<i32>,
    /// Replaces the day.
    #[param(range(1, 31))]
    day: Option<i32>,
    /// Replaces the hour.
    #[param(range(0, 23))]
    hour: Option<i32>,
    /// Replaces the minute.
    #[param(range(0, 59))]
    minute: Option<i32>,
    /// Replaces the second.
    #[param(range(0, 59))]
    second: Option<i32>,
    /// Replaces the millisecond.
    #[param(range(0, 999))]
    millisecond: Option<i32>,
    /// Shows only the date, only the time, or both.
    #[param(ty = "Microsoft.PowerShell.Commands.DisplayHintType")]
    display_hint: Value,
    /// A format in the way of the Unix date program.
    #[param(mandatory, sets("DateAndUFormat", "UnixTimeSecondsAndUFormat"))]
    u_format: Option<Str>,
    /// A format in the way of .NET.
    #[param(sets("DateAndFormat", "UnixTimeSecondsAndFormat"))]
    format: Option<Str>,
    /// Converts to universal time.
    #[param(name = "AsUTC")]
    as_utc: bool,
}

impl Cmdlet for GetDate {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let time = self.time(cx).map_err(|fault| out_of_range(&fault))?;
        if let Some(format) = &self.u_format {
            return cx.emit(time.to_uformat(format));
        }
        if let Some(format) = &self.format {
            let (time, format) = named_format(time, format);
            let text = time.to_format(&format).map_err(|fault| out_of_range(&fault))?;
            return cx.emit(text);
        }
        let object = Object::wrapping(Value::DateTime(time));
        let hint = match self.display_hint.base() {
            Value::Enum(_) => self.display_hint.clone(),
            _ => Value::enumeration("Microsoft.PowerShell.Commands.DisplayHintType", DATE_AND_TIME),
        };
        object.set_note("DisplayHint", hint);
        cx.emit(Value::object(object))
    }
}

const DATE_AND_TIME: i64 = 2;

impl GetDate {
    /// The date with its replaced parts; each part moves the whole date, as adding does.
    fn time(&self, cx: &Cx<'_>) -> Result<DateTime, TimeFault> {
        let mut time = match (self.date, self.unix_time_seconds) {
            (Some(date), _) => date,
            (None, Some(seconds)) => DateTimeOffset::from_unix_seconds(seconds)?.local_date_time(),
            (None, None) => cx.s.host.now(),
        };
        if let Some(year) = self.year {
            time = time.add_years(year - time.year())?;
        }
        if let Some(month) = self.month {
            time = time.add_months(month - time.month())?;
        }
        if let Some(day) = self.day {
            time = time.add_days(f64::from(day - time.day()))?;
        }
        if let Some(hour) = self.hour {
            time = time.add_hours(f64::from(hour - time.hour()))?;
        }
        if let Some(minute) = self.minute {
            time = time.add_minutes(f64::from(minute - time.minute()))?;
        }
        if let Some(second) = self.second {
            time = time.add_seconds(f64::from(second - time.second()))?;
        }
        if let Some(millisecond) = self.millisecond {
            time = time.add_milliseconds(f64::from(millisecond - time.millisecond()))?;
            time = time.add_ticks(-(time.ticks() % dotnet::datetime::TICKS_PER_MILLISECOND))?;
        }
        Ok(if self.as_utc { time.to_utc() } else { time })
    }
}

/// Formats for file names.
fn named_format(time: DateTime, format: &str) -> (DateTime, String) {
    let named = match format.to_ascii_lowercase().as_str() {
        "filedate" => (time, "yyyyMMdd"),
        "filedateuniversal" => (time.to_utc(), "yyyyMMddZ"),
        "filedatetime" => (time, "yyyyMMddTHHmmssffff"),
        "filedatetimeuniversal" => (time.to_utc(), "yyyyMMddTHHmmssffffZ"),
        _ => (time, format),
    };
    (named.0, named.1.to_owned())
}

fn out_of_range(fault: &TimeFault) -> Halt {
    Fault::new(fault.exception(), fault.exception(), Category::NotSpecified, fault.to_string()).into()
}
