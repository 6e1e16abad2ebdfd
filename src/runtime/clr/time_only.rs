//! `System.DateOnly` and `System.TimeOnly`.

use super::args::{double, enum_of, int, list, text, tried};
use super::datetime::fault;
use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::{DateOnly, DateTime, TimeFault, TimeOnly, TimeSpan};
use std::cmp::Ordering;

#[derive(Clone, Copy, Debug)]
pub struct DateOnlyValue(pub DateOnly);

#[derive(Clone, Copy, Debug)]
pub struct TimeOnlyValue(pub TimeOnly);

fn date(result: Result<DateOnly, TimeFault>) -> Eval {
    result.map(|v| Value::native(DateOnlyValue(v))).map_err(|f| fault(&f))
}

fn clock(result: Result<TimeOnly, TimeFault>) -> Eval {
    result.map(|v| Value::native(TimeOnlyValue(v))).map_err(|f| fault(&f))
}

fn format_of(args: &[Value]) -> Option<Str> {
    match args.first().map(Value::base) {
        Some(Value::Str(format)) => Some(format.clone()),
        _ => None,
    }
}

impl Native for DateOnlyValue {
    fn type_of(&self) -> Type {
        Type::of("System.DateOnly")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Year", "Month", "Day", "DayOfWeek", "DayOfYear", "DayNumber"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        Some(Ok(match name.as_str() {
            "daynumber" => Value::Int(self.0.day_number()),
            "year" | "month" | "day" | "dayofyear" => super::datetime::get(self.0.midnight(), &name)?,
            "dayofweek" => enum_of("System.DayOfWeek", i64::from(self.0.midnight().day_of_week())),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let other = || args.first().and_then(|v| v.as_native::<DateOnlyValue>());
        Some(match name.to_ascii_lowercase().as_str() {
            "adddays" => date(self.0.add_days(int(args, 0))),
            "addmonths" => date(self.0.add_months(int(args, 0))),
            "addyears" => date(self.0.add_years(int(args, 0))),
            "todatetime" => Ok(Value::DateTime(match args.first().and_then(|v| v.as_native::<TimeOnlyValue>()) {
                Some(time) => self.0.at(time.0),
                None => self.0.midnight(),
            })),
            "tolongdatestring" => self.0.to_format("D").map(Value::from).map_err(|f| fault(&f)),
            "toshortdatestring" => self.0.to_format("d").map(Value::from).map_err(|f| fault(&f)),
            "tostring" => self.0.to_format(&format_of(args).unwrap_or_default()).map(Value::from).map_err(|f| fault(&f)),
            "compareto" => Ok(Value::Int(other().map_or(1, |o| self.0.day_number().cmp(&o.0.day_number()) as i32))),
            "equals" => Ok(Value::Bool(other().is_some_and(|o| o.0.day_number() == self.0.day_number()))),
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn format(&self, format: &str) -> Option<Result<Str, Str>> {
        Some(self.0.to_format(format).map(Str::from).map_err(|f| f.to_string().into()))
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<DateOnlyValue>().is_some_and(|o| o.0.day_number() == self.0.day_number())
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn compare(&self, other: &Value) -> Option<Ordering> {
        other.as_native::<DateOnlyValue>().map(|o| self.0.day_number().cmp(&o.0.day_number()))
    }
}

impl Native for TimeOnlyValue {
    fn type_of(&self) -> Type {
        Type::of("System.TimeOnly")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Hour", "Minute", "Second", "Millisecond", "Microsecond", "Nanosecond", "Ticks"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let span = self.0.to_span();
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "hour" => Value::Int(self.0.hour()),
            "minute" => Value::Int(self.0.minute()),
            "second" => Value::Int(self.0.second()),
            "millisecond" => Value::Int(span.milliseconds()),
            "microsecond" => Value::Int(span.microseconds()),
            "nanosecond" => Value::Int(span.nanoseconds()),
            "ticks" => Value::Long(self.0.ticks()),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let other = || args.first().and_then(|v| v.as_native::<TimeOnlyValue>());
        Some(match name.to_ascii_lowercase().as_str() {
            "add" => match args.first().map(Value::base) {
                Some(Value::TimeSpan(span)) => clock(Ok(self.0.plus(*span))),
                _ => return None,
            },
            "addhours" => clock(self.0.add_hours(double(args, 0))),
            "addminutes" => clock(self.0.add_minutes(double(args, 0))),
            "totimespan" => Ok(Value::TimeSpan(self.0.to_span())),
            "isbetween" => {
                let edge = |at: usize| args.get(at).and_then(|v| v.as_native::<TimeOnlyValue>()).map_or(0, |t| t.0.ticks());
                let (from, to, at) = (edge(0), edge(1), self.0.ticks());
                Ok(Value::Bool(if from <= to { from <= at && at < to } else { from <= at || at < to }))
            }
            "tolongtimestring" => self.0.to_format("T").map(Value::from).map_err(|f| fault(&f)),
            "toshorttimestring" => self.0.to_format("t").map(Value::from).map_err(|f| fault(&f)),
            "tostring" => self.0.to_format(&format_of(args).unwrap_or_default()).map(Value::from).map_err(|f| fault(&f)),
            "compareto" => Ok(Value::Int(other().map_or(1, |o| self.0.ticks().cmp(&o.0.ticks()) as i32))),
            "equals" => Ok(Value::Bool(other().is_some_and(|o| o.0.ticks() == self.0.ticks()))),
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn format(&self, format: &str) -> Option<Result<Str, Str>> {
        Some(self.0.to_format(format).map(Str::from).map_err(|f| f.to_string().into()))
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<TimeOnlyValue>().is_some_and(|o| o.0.ticks() == self.0.ticks())
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn compare(&self, other: &Value) -> Option<Ordering> {
        other.as_native::<TimeOnlyValue>().map(|o| self.0.ticks().cmp(&o.0.ticks()))
    }
}

fn texts(args: &[Value]) -> Vec<Str> {
    list(args, 1).iter().map(Value::plain_text).collect()
}

pub fn date_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let formats = texts(args);
    let formats: Vec<&str> = formats.iter().map(Str::as_str).collect();
    Some(match name {
        "parse" => date(DateOnly::parse(&text(args, 0))),
        "parseexact" => date(DateOnly::parse_exact(&text(args, 0), &formats)),
        "tryparse" => {
            let found = DateOnly::parse(&text(args, 0)).ok().map(|v| Value::native(DateOnlyValue(v)));
            tried(s, args, args.len() - 1, found, Value::native(DateOnlyValue(DateOnly::from_date_time(DateTime::MIN))))
        }
        "fromdatetime" => match args.first().map(Value::base) {
            Some(Value::DateTime(time)) => date(Ok(DateOnly::from_date_time(*time))),
            _ => return None,
        },
        "fromdaynumber" => date(DateOnly::from_date_time(DateTime::MIN).add_days(int(args, 0))),
        _ => return None,
    })
}

pub fn clock_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let formats = texts(args);
    let formats: Vec<&str> = formats.iter().map(Str::as_str).collect();
    Some(match name {
        "parse" => clock(TimeOnly::parse(&text(args, 0))),
        "parseexact" => clock(TimeOnly::parse_exact(&text(args, 0), &formats)),
        "tryparse" => {
            let found = TimeOnly::parse(&text(args, 0)).ok().map(|v| Value::native(TimeOnlyValue(v)));
            tried(s, args, args.len() - 1, found, Value::native(TimeOnlyValue(TimeOnly::from_date_time(DateTime::MIN))))
        }
        "fromdatetime" => match args.first().map(Value::base) {
            Some(Value::DateTime(time)) => clock(Ok(TimeOnly::from_date_time(*time))),
            _ => return None,
        },
        "fromtimespan" => match args.first().map(Value::base) {
            Some(Value::TimeSpan(span)) => clock(TimeOnly::from_span(*span)),
            _ => return None,
        },
        _ => return None,
    })
}

pub fn get_static(ty: Type, name: &str) -> Option<Value> {
    let is_date = ty.name() == "DateOnly";
    let time = match name.to_ascii_lowercase().as_str() {
        "minvalue" => DateTime::MIN,
        "maxvalue" => DateTime::MAX,
        _ => return None,
    };
    Some(if is_date {
        Value::native(DateOnlyValue(DateOnly::from_date_time(time)))
    } else {
        Value::native(TimeOnlyValue(TimeOnly::from_date_time(time)))
    })
}

pub fn construct(ty: Type, args: &[Value]) -> Eval {
    if ty.name() == "DateOnly" {
        return match args.len() {
            0 => date(Ok(DateOnly::from_date_time(DateTime::MIN))),
            _ => date(DateOnly::new(int(args, 0), int(args, 1), int(args, 2))),
        };
    }
    match args.len() {
        0 => clock(Ok(TimeOnly::from_date_time(DateTime::MIN))),
        1 => clock(TimeOnly::from_span(TimeSpan::from_ticks(super::args::long(args, 0)))),
        _ => clock(TimeOnly::new(int(args, 0), int(args, 1), int(args, 2), int(args, 3))),
    }
}
