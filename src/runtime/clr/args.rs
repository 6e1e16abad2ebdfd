//! Arguments of .NET members as Rust values.
//!
//! In:    arguments that `overload` already converted to the parameter types.
//! Out:   texts, numbers, flags; sensible defaults for arguments that were left out.
//! Never: fails; what could fail was the conversion before.

use super::Reference;
use crate::convert::{Numeric, as_double, numeric, to_bool};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{EnumValue, Str, Value};

/// The text of an argument; null is empty.
pub fn text(args: &[Value], at: usize) -> Str {
    args.get(at).map_or_else(Str::default, Value::plain_text)
}

pub fn whole(value: &Value) -> i128 {
    match numeric(value) {
        Some(Numeric::Int(v)) => v,
        Some(other) => as_double(&other) as i128,
        None => 0,
    }
}

pub fn long(args: &[Value], at: usize) -> i64 {
    args.get(at).map_or(0, |v| i64::try_from(whole(v)).unwrap_or(i64::MAX))
}

pub fn int(args: &[Value], at: usize) -> i32 {
    i32::try_from(long(args, at)).unwrap_or(i32::MAX)
}

pub fn double(args: &[Value], at: usize) -> f64 {
    args.get(at).and_then(numeric).map_or(0.0, |n| as_double(&n))
}

pub fn flag(args: &[Value], at: usize) -> bool {
    args.get(at).is_some_and(to_bool)
}

pub fn is_null(args: &[Value], at: usize) -> bool {
    args.get(at).is_none_or(Value::is_null)
}

pub fn value(args: &[Value], at: usize) -> Value {
    args.get(at).cloned().unwrap_or(Value::Null)
}

/// The number behind an enumeration argument.
pub fn enumeration(args: &[Value], at: usize) -> i64 {
    match args.get(at).map(Value::base) {
        Some(Value::Enum(EnumValue { value, .. })) => *value,
        Some(other) => i64::try_from(whole(other)).unwrap_or(0),
        None => 0,
    }
}

pub fn is_enum(args: &[Value], at: usize, full_name: &str) -> bool {
    matches!(args.get(at).map(Value::base), Some(Value::Enum(e)) if e.ty.full_name() == full_name)
}

/// The elements of an array argument; a single value stands for itself.
pub fn list(args: &[Value], at: usize) -> Vec<Value> {
    match args.get(at) {
        Some(v) => match v.as_seq() {
            Some(seq) => seq.snapshot(),
            None if v.is_null() => Vec::new(),
            None => vec![v.clone()],
        },
        None => Vec::new(),
    }
}

pub fn bytes(args: &[Value], at: usize) -> Vec<u8> {
    list(args, at).iter().map(|b| whole(b) as u8).collect()
}

/// The characters of a `char[]` argument.
pub fn chars(args: &[Value], at: usize) -> Vec<char> {
    let units: Vec<u16> = list(args, at)
        .iter()
        .flat_map(|v| match v.base() {
            Value::Char(unit) => vec![*unit],
            other => other.plain_text().encode_utf16().collect(),
        })
        .collect();
    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// Puts a value into a `[ref]` argument.
pub fn put_reference(s: &mut Session, args: &[Value], at: usize, value: Value) -> Result<(), Halt> {
    match args.get(at).and_then(|v| v.as_native::<Reference>()) {
        Some(reference) => reference.put(s, value),
        None => Ok(()),
    }
}

/// The result of a `Try…` method: true and the value, or false and the type's default.
pub fn tried(s: &mut Session, args: &[Value], at: usize, found: Option<Value>, default: Value) -> Eval {
    let ok = found.is_some();
    put_reference(s, args, at, found.unwrap_or(default))?;
    Ok(Value::Bool(ok))
}

/// A fault of the `dotnet` crate as a thrown exception.
pub fn raise(exception: &str, fault: &impl std::fmt::Display) -> Halt {
    thrown(exception, fault.to_string())
}

pub fn null_argument(name: &str) -> Halt {
    thrown("System.ArgumentNullException", format!("Value cannot be null. (Parameter '{name}')"))
}

pub fn bad_argument(message: &str, name: &str) -> Halt {
    thrown("System.ArgumentException", if name.is_empty() { message.to_owned() } else { format!("{message} (Parameter '{name}')") })
}

pub fn out_of_range(message: &str, name: &str) -> Halt {
    thrown(
        "System.ArgumentOutOfRangeException",
        if name.is_empty() { message.to_owned() } else { format!("{message} (Parameter '{name}')") },
    )
}

pub fn invalid_operation(message: &str) -> Halt {
    thrown("System.InvalidOperationException", message)
}

pub fn enum_of(name: &str, value: i64) -> Value {
    Value::Enum(EnumValue { ty: Type::of(name), value })
}

/// Runs a script block where .NET wants a delegate.
pub fn call_delegate(s: &mut Session, delegate: &Value, args: &[Value]) -> Eval {
    match delegate.as_block() {
        Some(block) => {
            let block = block.clone();
            let item = args.first().cloned().unwrap_or(Value::Null);
            crate::eval::call_with_item(s, &block, item, args)
        }
        None => super::delegate::invoke(s, delegate, args),
    }
}

/// A delegate that answers yes or no.
pub fn test_delegate(s: &mut Session, delegate: &Value, arg: &Value) -> Result<bool, Halt> {
    call_delegate(s, delegate, std::slice::from_ref(arg)).map(|v| to_bool(&v))
}

/// `Object.Equals`: a script class may have one of its own.
pub fn equal(s: &mut Session, left: &Value, right: &Value) -> Result<bool, Halt> {
    if left.same(right) {
        return Ok(true);
    }
    Ok(crate::class::equals_method(s, left, right)? == Some(true))
}
