//! `System.TimeSpan`.

use super::args::{bad_argument, double, int, is_null, list, long, text, tried};
use super::datetime::fault;
use crate::fault::Eval;
use crate::session::Session;
use crate::value::{Str, Value};
use dotnet::datetime::{self as dt, TimeFault, TimeSpan};

fn span(made: Result<TimeSpan, TimeFault>) -> Eval {
    made.map(Value::TimeSpan).map_err(|f| fault(&f))
}

fn at(args: &[Value], place: usize) -> Option<TimeSpan> {
    match args.get(place).map(Value::base) {
        Some(Value::TimeSpan(span)) => Some(*span),
        _ => None,
    }
}

pub fn get(this: TimeSpan, name: &str) -> Option<Value> {
    Some(match name {
        "days" => Value::Int(this.days()),
        "hours" => Value::Int(this.hours()),
        "minutes" => Value::Int(this.minutes()),
        "seconds" => Value::Int(this.seconds()),
        "milliseconds" => Value::Int(this.milliseconds()),
        "microseconds" => Value::Int(this.microseconds()),
        "nanoseconds" => Value::Int(this.nanoseconds()),
        "ticks" => Value::Long(this.ticks()),
        "totaldays" => Value::Double(this.total_days()),
        "totalhours" => Value::Double(this.total_hours()),
        "totalminutes" => Value::Double(this.total_minutes()),
        "totalseconds" => Value::Double(this.total_seconds()),
        "totalmilliseconds" => Value::Double(this.total_milliseconds()),
        "totalmicroseconds" => Value::Double(this.total_microseconds()),
        "totalnanoseconds" => Value::Double(this.total_nanoseconds()),
        _ => return None,
    })
}

pub fn call(this: TimeSpan, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "add" => span(this.plus(at(args, 0)?)),
        "subtract" => span(this.minus(at(args, 0)?)),
        "negate" => span(this.negate()),
        "duration" => span(this.duration()),
        "multiply" => span(this.multiply(double(args, 0))),
        "divide" => match at(args, 0) {
            Some(other) => Ok(Value::Double(this.divide_by(other))),
            None => span(this.divide(double(args, 0))),
        },
        "compareto" => match (at(args, 0), is_null(args, 0)) {
            (Some(other), _) => Ok(Value::Int(this.ticks().cmp(&other.ticks()) as i32)),
            (None, true) => Ok(Value::Int(1)),
            _ => Err(bad_argument("Object must be of type TimeSpan.", "")),
        },
        "equals" => Ok(Value::Bool(at(args, 0) == Some(this))),
        "gethashcode" => Ok(Value::Int((this.ticks() as i32) ^ ((this.ticks() >> 32) as i32))),
        "tostring" => {
            let format = match args.first().map(Value::base) {
                Some(Value::Str(format)) => format.clone(),
                _ => Str::default(),
            };
            this.to_format(&format).map(Value::from).map_err(|f| fault(&f))
        }
        _ => return None,
    })
}

fn exact(args: &[Value]) -> Result<TimeSpan, TimeFault> {
    let formats: Vec<Str> = list(args, 1).iter().map(Value::plain_text).collect();
    let formats: Vec<&str> = formats.iter().map(Str::as_str).collect();
    TimeSpan::parse_exact(&text(args, 0), &formats)
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    if let Some(unit) = name.strip_prefix("from") {
        return from_unit(unit, args);
    }
    Some(match name {
        "parse" => span(TimeSpan::parse(&text(args, 0))),
        "parseexact" => span(exact(args)),
        "tryparse" => {
            let found = TimeSpan::parse(&text(args, 0)).ok().map(Value::TimeSpan);
            tried(s, args, args.len() - 1, found, Value::TimeSpan(TimeSpan::ZERO))
        }
        "tryparseexact" => {
            let found = exact(args).ok().map(Value::TimeSpan);
            tried(s, args, args.len() - 1, found, Value::TimeSpan(TimeSpan::ZERO))
        }
        "compare" => Ok(Value::Int(at(args, 0)?.ticks().cmp(&at(args, 1)?.ticks()) as i32)),
        "equals" => Ok(Value::Bool(at(args, 0) == at(args, 1))),
        _ => return None,
    })
}

/// `FromDays` and its sisters: one real number, or whole numbers of this unit and the smaller ones.
fn from_unit(unit: &str, args: &[Value]) -> Option<Eval> {
    const UNITS: [(&str, i64); 6] = [
        ("days", dt::TICKS_PER_DAY),
        ("hours", dt::TICKS_PER_HOUR),
        ("minutes", dt::TICKS_PER_MINUTE),
        ("seconds", dt::TICKS_PER_SECOND),
        ("milliseconds", dt::TICKS_PER_MILLISECOND),
        ("microseconds", dt::TICKS_PER_MICROSECOND),
    ];
    if unit == "ticks" {
        return Some(Ok(Value::TimeSpan(TimeSpan::from_ticks(long(args, 0)))));
    }
    let first = UNITS.iter().position(|(name, _)| *name == unit)?;
    if let Some(Value::Double(value)) = args.first().map(Value::base) {
        return Some(span(match unit {
            "days" => TimeSpan::from_days(*value),
            "hours" => TimeSpan::from_hours(*value),
            "minutes" => TimeSpan::from_minutes(*value),
            "seconds" => TimeSpan::from_seconds(*value),
            "milliseconds" => TimeSpan::from_milliseconds(*value),
            _ => TimeSpan::from_microseconds(*value),
        }));
    }
    let mut ticks = 0i128;
    for (place, (_, size)) in UNITS[first..].iter().enumerate() {
        ticks += i128::from(long(args, place)) * i128::from(*size);
    }
    Some(match i64::try_from(ticks) {
        Ok(ticks) => Ok(Value::TimeSpan(TimeSpan::from_ticks(ticks))),
        Err(_) => Err(super::args::out_of_range("TimeSpan overflowed because the duration is too long.", "")),
    })
}

pub fn get_static(name: &str) -> Option<Value> {
    let number = |v: i64| Some(Value::Long(v));
    match name.to_ascii_lowercase().as_str() {
        "zero" => Some(Value::TimeSpan(TimeSpan::ZERO)),
        "maxvalue" => Some(Value::TimeSpan(TimeSpan::MAX)),
        "minvalue" => Some(Value::TimeSpan(TimeSpan::MIN)),
        "ticksperday" => number(dt::TICKS_PER_DAY),
        "ticksperhour" => number(dt::TICKS_PER_HOUR),
        "ticksperminute" => number(dt::TICKS_PER_MINUTE),
        "tickspersecond" => number(dt::TICKS_PER_SECOND),
        "tickspermillisecond" => number(dt::TICKS_PER_MILLISECOND),
        "tickspermicrosecond" => number(dt::TICKS_PER_MICROSECOND),
        "nanosecondspertick" => number(100),
        "hoursperday" => Some(Value::Int(24)),
        "minutesperday" => number(1440),
        "minutesperhour" => number(60),
        "secondsperday" => number(86_400),
        "secondsperhour" => number(3600),
        "secondsperminute" => number(60),
        "millisecondsperday" => number(86_400_000),
        "millisecondsperhour" => number(3_600_000),
        "millisecondsperminute" => number(60_000),
        "millisecondspersecond" => number(1000),
        _ => None,
    }
}

pub fn construct(args: &[Value]) -> Eval {
    let n = |place: usize| i64::from(int(args, place));
    match args.len() {
        0 => Ok(Value::TimeSpan(TimeSpan::ZERO)),
        1 => Ok(Value::TimeSpan(TimeSpan::from_ticks(long(args, 0)))),
        3 => span(TimeSpan::new(0, n(0), n(1), n(2), 0, 0)),
        _ => span(TimeSpan::new(n(0), n(1), n(2), n(3), n(4), n(5))),
    }
}
