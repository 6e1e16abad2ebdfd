//! `System.DateTimeOffset`.

use super::args::{double, int, long, text, tried};
use super::datetime::{fault, formats, styles};
use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::{self as dt, DateTime, DateTimeOffset, Kind, TimeFault, TimeSpan};
use std::cmp::Ordering;

/// A moment with its distance from UTC.
#[derive(Clone, Copy, Debug)]
pub struct OffsetValue(pub DateTimeOffset);

fn made(result: Result<DateTimeOffset, TimeFault>) -> Eval {
    result.map(|v| Value::native(OffsetValue(v))).map_err(|f| fault(&f))
}

fn other(args: &[Value], at: usize) -> Option<DateTimeOffset> {
    args.get(at).and_then(|v| v.as_native::<OffsetValue>()).map(|v| v.0)
}

impl Native for OffsetValue {
    fn type_of(&self) -> Type {
        Type::of("System.DateTimeOffset")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "DateTime",
            "UtcDateTime",
            "LocalDateTime",
            "Date",
            "Day",
            "DayOfWeek",
            "DayOfYear",
            "Hour",
            "Millisecond",
            "Microsecond",
            "Nanosecond",
            "Minute",
            "Month",
            "Offset",
            "TotalOffsetMinutes",
            "Second",
            "Ticks",
            "UtcTicks",
            "TimeOfDay",
            "Year",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        Some(Ok(match name.as_str() {
            "datetime" => Value::DateTime(self.0.date_time()),
            "utcdatetime" => Value::DateTime(self.0.utc_date_time()),
            "localdatetime" => Value::DateTime(self.0.local_date_time()),
            "offset" => Value::TimeSpan(self.0.offset()),
            "totaloffsetminutes" => Value::Int(self.0.offset_minutes()),
            "ticks" => Value::Long(self.0.ticks()),
            "utcticks" => Value::Long(self.0.utc_ticks()),
            // A moment with an offset has no kind.
            "kind" => return None,
            _ => super::datetime::get(self.0.date_time(), &name)?,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let this = self.0;
        let moved = |f: &dyn Fn(DateTime) -> Result<DateTime, TimeFault>| made(this.map(f));
        Some(match name.to_ascii_lowercase().as_str() {
            "adddays" => moved(&|t| t.add_days(double(args, 0))),
            "addhours" => moved(&|t| t.add_hours(double(args, 0))),
            "addminutes" => moved(&|t| t.add_minutes(double(args, 0))),
            "addseconds" => moved(&|t| t.add_seconds(double(args, 0))),
            "addmilliseconds" => moved(&|t| t.add_milliseconds(double(args, 0))),
            "addmicroseconds" => moved(&|t| t.add_microseconds(double(args, 0))),
            "addmonths" => moved(&|t| t.add_months(int(args, 0))),
            "addyears" => moved(&|t| t.add_years(int(args, 0))),
            "addticks" => moved(&|t| t.add_ticks(long(args, 0))),
            "add" => made(this.plus(span(args)?)),
            "subtract" => match (span(args), other(args, 0)) {
                (Some(span), _) => moved(&|t| t.minus(span)),
                (_, Some(other)) => Ok(Value::TimeSpan(this.since(other))),
                _ => return None,
            },
            "tooffset" => made(this.to_offset(span(args)?)),
            "touniversaltime" => made(Ok(this.to_universal())),
            "tolocaltime" => made(Ok(this.to_local())),
            "tounixtimeseconds" => Ok(Value::Long(this.to_unix_seconds())),
            "tounixtimemilliseconds" => Ok(Value::Long(this.to_unix_milliseconds())),
            "tofiletime" => this.utc_date_time().to_file_time().map(Value::Long).map_err(|f| fault(&f)),
            "equalsexact" => Ok(Value::Bool(other(args, 0).is_some_and(|o| this.equals_exactly(o)))),
            "compareto" => Ok(Value::Int(other(args, 0).map_or(1, |o| this.cmp(&o) as i32))),
            "equals" => Ok(Value::Bool(other(args, 0) == Some(this))),
            "tostring" => match args.first().map(Value::base) {
                Some(Value::Str(format)) => this.to_format(format).map(Value::from).map_err(|f| fault(&f)),
                _ => Ok(Value::Str(self.text())),
            },
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn format(&self, format: &str) -> Option<Result<Str, Str>> {
        Some(self.0.to_format(format).map(Str::from).map_err(|f| f.to_string().into()))
    }

    fn equals(&self, value: &Value) -> bool {
        value.as_native::<OffsetValue>().is_some_and(|o| o.0 == self.0)
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn compare(&self, value: &Value) -> Option<Ordering> {
        value.as_native::<OffsetValue>().map(|o| self.0.cmp(&o.0))
    }
}

fn span(args: &[Value]) -> Option<TimeSpan> {
    match args.first().map(Value::base) {
        Some(Value::TimeSpan(span)) => Some(*span),
        _ => None,
    }
}

fn exact(args: &[Value]) -> Result<DateTimeOffset, TimeFault> {
    let formats = formats(args);
    let formats: Vec<&str> = formats.iter().map(Str::as_str).collect();
    dt::parse_exact_offset(&text(args, 0), &formats, styles(args))
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let least = || Value::native(OffsetValue(DateTimeOffset::MIN));
    let put = |v: DateTimeOffset| Value::native(OffsetValue(v));
    Some(match name {
        "parse" => made(dt::parse_offset(&text(args, 0), styles(args))),
        "parseexact" => made(exact(args)),
        "tryparse" => {
            let found = dt::parse_offset(&text(args, 0), styles(args)).ok().map(put);
            tried(s, args, args.len() - 1, found, least())
        }
        "tryparseexact" => {
            let found = exact(args).ok().map(put);
            tried(s, args, args.len() - 1, found, least())
        }
        "fromunixtimeseconds" => made(DateTimeOffset::from_unix_seconds(long(args, 0))),
        "fromunixtimemilliseconds" => made(DateTimeOffset::from_unix_milliseconds(long(args, 0))),
        "compare" => Ok(Value::Int(other(args, 0)?.cmp(&other(args, 1)?) as i32)),
        _ => return None,
    })
}

pub fn get_static(s: &Session, name: &str) -> Option<Value> {
    Some(Value::native(OffsetValue(match name.to_ascii_lowercase().as_str() {
        "now" => DateTimeOffset::from_date_time(s.host.now().to_local()),
        "utcnow" => DateTimeOffset::from_date_time(s.host.now().to_utc()),
        "minvalue" => DateTimeOffset::MIN,
        "maxvalue" => DateTimeOffset::MAX,
        "unixepoch" => DateTimeOffset::UNIX_EPOCH,
        _ => return None,
    })))
}

pub fn construct(args: &[Value]) -> Eval {
    let offset = args.last().and_then(|v| match v.base() {
        Value::TimeSpan(span) => Some(*span),
        _ => None,
    });
    let clock = match args.first().map(Value::base) {
        None => return made(Ok(DateTimeOffset::MIN)),
        Some(Value::DateTime(time)) => *time,
        Some(Value::Long(ticks)) => DateTime::from_ticks(*ticks, Kind::Unspecified).map_err(|f| fault(&f))?,
        _ => {
            let part = |at: usize| if at + 1 < args.len() { int(args, at) } else { 0 };
            DateTime::new((part(0), part(1), part(2)), (part(3), part(4), part(5), part(6)), Kind::Unspecified).map_err(|f| fault(&f))?
        }
    };
    match offset {
        Some(offset) => made(DateTimeOffset::new(clock, offset)),
        None => made(Ok(DateTimeOffset::from_date_time(clock))),
    }
}
