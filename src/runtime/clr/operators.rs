//! Operators that .NET types declare: moments and spans, big and small.

use super::datetime::fault;
use super::time_offset::OffsetValue;
use super::time_only::{DateOnlyValue, TimeOnlyValue};
use crate::fault::Eval;
use crate::value::Value;
use dotnet::datetime::TimeSpan;

fn span(value: &Value) -> Option<TimeSpan> {
    match value.base() {
        Value::TimeSpan(span) => Some(*span),
        _ => None,
    }
}

/// The result of an operator on a value of a .NET type; `None` when the type declares none.
pub fn operator(op: &str, left: &Value, right: &Value) -> Option<Eval> {
    if let Some(moment) = left.as_native::<OffsetValue>() {
        return offset(op, moment, right);
    }
    if let (Some(a), Some(b), "op_Subtraction") = (left.as_native::<TimeOnlyValue>(), right.as_native::<TimeOnlyValue>(), op) {
        return Some(Ok(Value::TimeSpan(a.0.since(b.0))));
    }
    if let (Some(a), Some(b), "op_Subtraction") = (left.as_native::<DateOnlyValue>(), right.as_native::<DateOnlyValue>(), op) {
        let days = i64::from(a.0.day_number()) - i64::from(b.0.day_number());
        return Some(Ok(Value::TimeSpan(TimeSpan::from_ticks(days * dotnet::datetime::TICKS_PER_DAY))));
    }
    None
}

fn offset(op: &str, moment: &OffsetValue, right: &Value) -> Option<Eval> {
    let put = |made: Result<dotnet::datetime::DateTimeOffset, dotnet::datetime::TimeFault>| {
        Some(made.map(|v| Value::native(OffsetValue(v))).map_err(|f| fault(&f)))
    };
    match (op, span(right), right.as_native::<OffsetValue>()) {
        ("op_Addition", Some(span), _) => put(moment.0.plus(span)),
        ("op_Subtraction", Some(span), _) => put(moment.0.map(|t| t.minus(span))),
        ("op_Subtraction", _, Some(other)) => Some(Ok(Value::TimeSpan(moment.0.since(other.0)))),
        _ => None,
    }
}
