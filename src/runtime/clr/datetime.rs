//! `System.DateTime`.
//!
//! In:    a moment, arguments in the types of the chosen overload.
//! Out:   moments, spans, texts in the invariant culture.
//! Never: reads the clock except where the member is about now.

use super::args::{bad_argument, double, enum_of, enumeration, int, is_null, list, long, raise, text, tried};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::value::{Str, Value};
use dotnet::datetime::{self as dt, DateTime, DateTimeStyles, Kind, TimeFault, TimeSpan};

pub fn fault(f: &TimeFault) -> Halt {
    raise(f.exception(), f)
}

fn time(made: Result<DateTime, TimeFault>) -> Eval {
    made.map(Value::DateTime).map_err(|f| fault(&f))
}

pub fn kind_of(number: i64) -> Kind {
    match number {
        1 => Kind::Utc,
        2 => Kind::Local,
        _ => Kind::Unspecified,
    }
}

pub fn kind_value(kind: Kind) -> Value {
    enum_of(
        "System.DateTimeKind",
        match kind {
            Kind::Unspecified => 0,
            Kind::Utc => 1,
            Kind::Local => 2,
        },
    )
}

pub fn get(this: DateTime, name: &str) -> Option<Value> {
    Some(match name {
        "date" => Value::DateTime(this.date()),
        "day" => Value::Int(this.day()),
        "dayofweek" => enum_of("System.DayOfWeek", i64::from(this.day_of_week())),
        "dayofyear" => Value::Int(this.day_of_year()),
        "hour" => Value::Int(this.hour()),
        "kind" => kind_value(this.kind()),
        "millisecond" => Value::Int(this.millisecond()),
        "microsecond" => Value::Int(this.microsecond()),
        "nanosecond" => Value::Int(this.nanosecond()),
        "minute" => Value::Int(this.minute()),
        "month" => Value::Int(this.month()),
        "second" => Value::Int(this.second()),
        "ticks" => Value::Long(this.ticks()),
        "timeofday" => Value::TimeSpan(this.time_of_day()),
        "year" => Value::Int(this.year()),
        _ => return None,
    })
}

fn span(args: &[Value]) -> Option<TimeSpan> {
    match args.first().map(Value::base) {
        Some(Value::TimeSpan(span)) => Some(*span),
        _ => None,
    }
}

fn moment(args: &[Value], at: usize) -> Option<DateTime> {
    match args.get(at).map(Value::base) {
        Some(Value::DateTime(time)) => Some(*time),
        _ => None,
    }
}

pub fn call(s: &mut Session, this: DateTime, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "add" => time(this.plus(span(args)?)),
        "adddays" => time(this.add_days(double(args, 0))),
        "addhours" => time(this.add_hours(double(args, 0))),
        "addminutes" => time(this.add_minutes(double(args, 0))),
        "addseconds" => time(this.add_seconds(double(args, 0))),
        "addmilliseconds" => time(this.add_milliseconds(double(args, 0))),
        "addmicroseconds" => time(this.add_microseconds(double(args, 0))),
        "addmonths" => time(this.add_months(int(args, 0))),
        "addyears" => time(this.add_years(int(args, 0))),
        "addticks" => time(this.add_ticks(long(args, 0))),
        "subtract" => match (span(args), moment(args, 0)) {
            (Some(span), _) => time(this.minus(span)),
            (_, Some(other)) => Ok(Value::TimeSpan(this.since(other))),
            _ => return None,
        },
        "compareto" => match (moment(args, 0), is_null(args, 0)) {
            (Some(other), _) => Ok(Value::Int(this.ticks().cmp(&other.ticks()) as i32)),
            (None, true) => Ok(Value::Int(1)),
            _ => Err(bad_argument("Object must be of type DateTime.", "")),
        },
        "equals" => Ok(Value::Bool(moment(args, 0).is_some_and(|other| other.ticks() == this.ticks()))),
        "gethashcode" => Ok(Value::Int((this.ticks() as i32) ^ ((this.ticks() >> 32) as i32))),
        "gettypecode" => Ok(enum_of("System.TypeCode", 16)),
        _ => return convert(this, name, args).or_else(|| convertible(s, this, name)),
    })
}

fn convertible(s: &mut Session, this: DateTime, name: &str) -> Option<Eval> {
    super::convert_type::call(s, name, &[Value::DateTime(this)])
}

fn convert(this: DateTime, name: &str, args: &[Value]) -> Option<Eval> {
    let format = |f: &str| this.to_format(f).map(Value::from).map_err(|f| fault(&f));
    Some(match name {
        "tostring" => match args.first().map(Value::base) {
            Some(Value::Str(pattern)) => format(pattern),
            _ => format(""),
        },
        "tolongdatestring" => format("D"),
        "tolongtimestring" => format("T"),
        "toshortdatestring" => format("d"),
        "toshorttimestring" => format("t"),
        "touniversaltime" => Ok(Value::DateTime(this.to_utc())),
        "tolocaltime" => Ok(Value::DateTime(this.to_local())),
        "tobinary" => Ok(Value::Long(this.to_binary())),
        "tooadate" => Ok(Value::Double(this.to_ole())),
        "tofiletime" | "tofiletimeutc" => this.to_file_time().map(Value::Long).map_err(|f| fault(&f)),
        "isdaylightsavingtime" => Ok(Value::Bool(this.is_daylight_saving_time())),
        "getdatetimeformats" => {
            let formats: Vec<Str> = match args.first().map(Value::base) {
                Some(Value::Char(unit)) => vec![crate::text::char_text(*unit)],
                _ => "dDfFgGmorstTuUy".chars().map(|c| Str::from(c.to_string())).collect(),
            };
            Ok(Value::strings(formats.iter().filter_map(|f| this.to_format(f).ok())))
        }
        _ => return None,
    })
}

pub fn styles(args: &[Value]) -> DateTimeStyles {
    (0..args.len())
        .find(|at| super::args::is_enum(args, *at, "System.Globalization.DateTimeStyles"))
        .map_or(DateTimeStyles::NONE, |at| DateTimeStyles(enumeration(args, at) as u32))
}

pub fn formats(args: &[Value]) -> Vec<Str> {
    list(args, 1).iter().map(Value::plain_text).collect()
}

fn exact(args: &[Value]) -> Result<DateTime, TimeFault> {
    let formats = formats(args);
    let formats: Vec<&str> = formats.iter().map(Str::as_str).collect();
    dt::parse_exact(&text(args, 0), &formats, styles(args))
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "parse" => time(dt::parse(&text(args, 0), styles(args))),
        "parseexact" => time(exact(args)),
        "tryparse" => {
            let found = dt::parse(&text(args, 0), styles(args)).ok().map(Value::DateTime);
            tried(s, args, args.len() - 1, found, Value::DateTime(DateTime::MIN))
        }
        "tryparseexact" => {
            let found = exact(args).ok().map(Value::DateTime);
            tried(s, args, args.len() - 1, found, Value::DateTime(DateTime::MIN))
        }
        "compare" => Ok(Value::Int(moment(args, 0)?.ticks().cmp(&moment(args, 1)?.ticks()) as i32)),
        "equals" => Ok(Value::Bool(moment(args, 0)?.ticks() == moment(args, 1)?.ticks())),
        "isleapyear" => year_checked(int(args, 0)).map(|year| Value::Bool(dt::is_leap_year(year))),
        "daysinmonth" => days_in_month(args),
        "specifykind" => Ok(Value::DateTime(moment(args, 0)?.with_kind(kind_of(enumeration(args, 1))))),
        "frombinary" => time(DateTime::from_binary(long(args, 0))),
        "fromoadate" => time(DateTime::from_ole(double(args, 0))),
        "fromfiletimeutc" => time(DateTime::from_file_time_utc(long(args, 0))),
        "fromfiletime" => time(DateTime::from_file_time_utc(long(args, 0)).map(DateTime::to_local)),
        _ => return None,
    })
}

fn year_checked(year: i32) -> Result<i32, Halt> {
    if (1..=9999).contains(&year) { Ok(year) } else { Err(super::args::out_of_range("Year must be between 1 and 9999.", "year")) }
}

fn days_in_month(args: &[Value]) -> Eval {
    let (year, month) = (int(args, 0), int(args, 1));
    if !(1..=12).contains(&month) {
        return Err(super::args::out_of_range("Month must be between one and twelve.", "month"));
    }
    let year = year_checked(year)?;
    Ok(Value::Int(dt::days_in_month(year, month).unwrap_or(0)))
}

pub fn get_static(s: &Session, name: &str) -> Option<Value> {
    Some(Value::DateTime(match name.to_ascii_lowercase().as_str() {
        "now" => s.host.now().to_local(),
        "utcnow" => s.host.now().to_utc(),
        "today" => s.host.now().to_local().date(),
        "minvalue" => DateTime::MIN,
        "maxvalue" => DateTime::MAX,
        "unixepoch" => DateTime::UNIX_EPOCH,
        _ => return None,
    }))
}

/// `[datetime]::new(…)`.
pub fn construct(args: &[Value]) -> Eval {
    let kind = args.iter().position(|a| matches!(a.base(), Value::Enum(_))).map_or(Kind::Unspecified, |at| kind_of(enumeration(args, at)));
    let numbers = args.iter().filter(|a| !matches!(a.base(), Value::Enum(_) | Value::Native(_))).count();
    if let Some(date) = args.first().and_then(|v| v.as_native::<super::time_only::DateOnlyValue>()) {
        let clock = args.get(1).and_then(|v| v.as_native::<super::time_only::TimeOnlyValue>());
        let clock = clock.map_or(TimeSpan::ZERO, |t| t.0.to_span());
        return time(date.0.midnight().plus(clock).map(|t| t.with_kind(kind)));
    }
    match numbers {
        0 => Ok(Value::DateTime(DateTime::MIN)),
        1 => time(DateTime::from_ticks(long(args, 0), kind)),
        _ => {
            let part = |at: usize| if at < numbers { int(args, at) } else { 0 };
            let made = DateTime::new((part(0), part(1), part(2)), (part(3), part(4), part(5), part(6)), kind);
            time(made.and_then(|t| t.add_ticks(i64::from(part(7)) * dt::TICKS_PER_MICROSECOND)))
        }
    }
}
