//! `+ - * / %`, bits and shifts.

use crate::clr::BigInteger;
use crate::convert::{ConvertFault, Numeric, numeric, parse_number};
use crate::fault::{Category, Eval, Exception, Fault, Halt, thrown};
use crate::room;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, Small, SmallKind, Str, Table, TableKind, Value};
use dotnet::datetime::TimeSpan;
use dotnet::number::{NumberFault, decimal};
use num_bigint::BigInt;
use num_traits::Zero;
use rust_decimal::Decimal;
use std::rc::Rc;

/// What the arithmetic of two numbers is done in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Width {
    Int,
    UInt,
    Long,
    ULong,
    Double,
    Decimal,
    Big,
}

fn width(value: &Value) -> Option<Width> {
    Some(match value {
        Value::Int(_) | Value::Bool(_) | Value::Char(_) | Value::Null | Value::Empty => Width::Int,
        Value::Long(_) => Width::Long,
        Value::Double(_) => Width::Double,
        Value::Decimal(_) => Width::Decimal,
        Value::Small(small) => match small.kind {
            SmallKind::UInt => Width::UInt,
            SmallKind::ULong => Width::ULong,
            SmallKind::Single => Width::Double,
            _ => Width::Int,
        },
        Value::Enum(e) => match e.ty.enum_def().map_or("System.Int32", |d| d.underlying) {
            "System.Int64" => Width::Long,
            _ => Width::Int,
        },
        other => {
            other.as_native::<BigInteger>()?;
            Width::Big
        }
    })
}

pub fn add(s: &mut Session, left: &Value, right: &Value) -> Eval {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => {
            return Ok(a.checked_add(*b).map_or_else(|| Value::Double(f64::from(*a) + f64::from(*b)), Value::Int));
        }
        (Value::Double(a), Value::Double(b)) => return Ok(Value::Double(a + b)),
        (Value::Long(a), Value::Long(b)) => {
            return Ok(a.checked_add(*b).map_or_else(|| Value::Double(*a as f64 + *b as f64), Value::Long));
        }
        (Value::Double(a), Value::Int(b)) => return Ok(Value::Double(a + f64::from(*b))),
        _ => {}
    }
    let base = left.base();
    match base {
        Value::Null | Value::Empty => Ok(match right {
            Value::Empty => Value::Null,
            other => other.clone(),
        }),
        Value::Str(text) => {
            let tail = crate::text::to_text(s, right)?;
            concat(text, &tail)
        }
        Value::Char(unit) => {
            let head = crate::text::char_text(*unit);
            let tail = crate::text::to_text(s, right)?;
            concat(&head, &tail)
        }
        Value::Seq(seq) => {
            let mut added = added_items(s, right)?;
            room::for_items(seq.len() + added.len())?;
            let mut items = seq.snapshot();
            items.append(&mut added);
            Ok(Value::array(items))
        }
        Value::Table(table) if table.kind != TableKind::Set => add_tables(table, right),
        Value::DateTime(time) => {
            let span = span_argument(s, "op_Addition", right)?;
            time.plus(span).map(Value::DateTime).map_err(|f| time_fault(&f))
        }
        Value::TimeSpan(span) => {
            let other = span_argument(s, "op_Addition", right)?;
            span.plus(other).map(Value::TimeSpan).map_err(|f| time_fault(&f))
        }
        _ => arithmetic(s, "op_Addition", left, right),
    }
}

/// What is added to a moment or a span: `TimeSpan` is the parameter of the operator's method.
fn span_argument(s: &mut Session, op: &str, right: &Value) -> Result<TimeSpan, Halt> {
    match crate::clr::overload::convert_one(s, op, "1", Type::timespan(), right, 0)? {
        Value::TimeSpan(span) => Ok(span),
        other => Err(no_operator(op, &other, right)),
    }
}

fn added_items(s: &mut Session, right: &Value) -> Result<Vec<Value>, Halt> {
    match crate::enumerate::items(s, right)? {
        Some(items) => Ok(items),
        None if matches!(right, Value::Empty) => Ok(Vec::new()),
        None => Ok(vec![right.clone()]),
    }
}

fn concat(head: &str, tail: &str) -> Eval {
    room::for_text(head.len() + tail.len())?;
    let mut text = String::with_capacity(head.len() + tail.len());
    text.push_str(head);
    text.push_str(tail);
    Ok(Value::Str(text.into()))
}

fn add_tables(table: &Rc<Table>, right: &Value) -> Eval {
    let Some(entries) = crate::convert::table_entries(right) else {
        return Err(Fault::invalid("AddHashTableToNonHashTable", "A hash table can only be added to another hash table.").into());
    };
    let made = Table::new(table.kind, table.ty, table.data.borrow().ignore_case);
    for (key, value) in table.entries() {
        made.insert(key, value);
    }
    for (key, value) in entries {
        if made.get(&key).is_some() {
            let message = format!("Item has already been added. Key in dictionary: '{0}'  Key being added: '{0}'", key.plain_text());
            return Err(thrown("System.ArgumentException", message));
        }
        made.insert(key, value);
    }
    Ok(Value::table(made))
}

pub fn subtract(s: &mut Session, left: &Value, right: &Value) -> Eval {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        return Ok(a.checked_sub(*b).map_or_else(|| Value::Double(f64::from(*a) - f64::from(*b)), Value::Int));
    }
    match (left.base(), right.base()) {
        (Value::DateTime(a), Value::DateTime(b)) => Ok(Value::TimeSpan(a.since(*b))),
        (Value::DateTime(a), Value::TimeSpan(b)) => a.minus(*b).map(Value::DateTime).map_err(|f| time_fault(&f)),
        (Value::DateTime(a), Value::Str(text)) => {
            let _ = text;
            let other = crate::convert::to_type(s, right, Type::datetime())?;
            match other {
                Value::DateTime(b) => Ok(Value::TimeSpan(a.since(b))),
                _ => Err(no_operator("op_Subtraction", left, right)),
            }
        }
        (Value::TimeSpan(a), _) => {
            let other = span_argument(s, "op_Subtraction", right)?;
            a.minus(other).map(Value::TimeSpan).map_err(|f| time_fault(&f))
        }
        _ => arithmetic(s, "op_Subtraction", left, right),
    }
}

pub fn multiply(s: &mut Session, left: &Value, right: &Value) -> Eval {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => {
            return Ok(a.checked_mul(*b).map_or_else(|| Value::Double(f64::from(*a) * f64::from(*b)), Value::Int));
        }
        (Value::Double(a), Value::Double(b)) => return Ok(Value::Double(a * b)),
        _ => {}
    }
    match left.base() {
        Value::Null | Value::Empty => Ok(Value::Null),
        Value::Str(text) => {
            let times = repeat_count(right)?;
            room::for_text(text.len().saturating_mul(times))?;
            Ok(Value::Str(text.repeat(times).into()))
        }
        Value::Seq(seq) => {
            let times = repeat_count(right)?;
            let items = seq.snapshot();
            room::for_items(items.len().saturating_mul(times))?;
            let repeated: Vec<Value> = std::iter::repeat_n(&items, times).flatten().cloned().collect();
            let element = if seq.ty().is_array() { seq.element } else { Type::object() };
            Ok(Value::Seq(Rc::new(Seq::array(element, repeated))))
        }
        Value::TimeSpan(span) => match numeric(right) {
            Some(number) => span.multiply(crate::convert::as_double(&number)).map(Value::TimeSpan).map_err(|f| time_fault(&f)),
            None => Err(no_operator("op_Multiply", left, right)),
        },
        _ => arithmetic(s, "op_Multiply", left, right),
    }
}

fn repeat_count(right: &Value) -> Result<usize, Halt> {
    let times = if right.is_null() { 0 } else { crate::convert::to_int(right)? };
    usize::try_from(times).map_err(|_| {
        thrown(
            "System.ArgumentOutOfRangeException",
            format!("times ('{times}') must be a non-negative value. (Parameter 'times')\nActual value was {times}."),
        )
    })
}

pub fn divide(s: &mut Session, left: &Value, right: &Value) -> Eval {
    match (left.base(), right.base()) {
        (Value::TimeSpan(a), Value::TimeSpan(b)) => Ok(Value::Double(a.divide_by(*b))),
        (Value::TimeSpan(a), _) if numeric(right).is_some() => {
            let by = numeric(right).map_or(1.0, |n| crate::convert::as_double(&n));
            a.divide(by).map(Value::TimeSpan).map_err(|f| time_fault(&f))
        }
        _ => arithmetic(s, "op_Division", left, right),
    }
}

pub fn modulo(s: &mut Session, left: &Value, right: &Value) -> Eval {
    if let (Value::Int(a), Value::Int(b)) = (left, right)
        && *b != 0
    {
        return Ok(Value::Int(a.wrapping_rem(*b)));
    }
    arithmetic(s, "op_Modulus", left, right)
}

/// Numbers of any type, after text and objects were turned into numbers.
fn arithmetic(s: &mut Session, op: &'static str, left: &Value, right: &Value) -> Eval {
    if let Some(done) = script_operator(s, op, left, right)? {
        return Ok(done);
    }
    let a = operand(left, left, right, op)?;
    let b = operand(right, left, right, op)?;
    let (Some(wa), Some(wb)) = (width(&a), width(&b)) else { return Err(no_operator(op, left, right)) };
    let wide = common_width(wa, wb, &a, &b);
    let (Some(na), Some(nb)) = (numeric_or_zero(&a), numeric_or_zero(&b)) else { return Err(no_operator(op, left, right)) };
    // What an enumeration takes part in on the left stays one.
    if let Value::Enum(e) = left.base()
        && e.ty.is_enum()
        && wide != Width::Double
        && wide != Width::Decimal
    {
        let value = crate::convert::to_long(&integers(op, wide, &na, &nb)?)?;
        return Ok(Value::Enum(crate::value::EnumValue { ty: e.ty, value }));
    }
    match wide {
        Width::Int | Width::UInt | Width::Long | Width::ULong => integers(op, wide, &na, &nb),
        Width::Double => Ok(doubles(op, crate::convert::as_double(&na), crate::convert::as_double(&nb))),
        Width::Decimal => decimals(op, &na, &nb),
        Width::Big => bigs(op, &na, &nb),
    }
}

fn common_width(a: Width, b: Width, left: &Value, right: &Value) -> Width {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    match (low, high) {
        (Width::Double, Width::Decimal) => Width::Decimal,
        (Width::Int | Width::Long, Width::ULong) if negative(left) || negative(right) => Width::Double,
        (Width::Int, Width::UInt) if negative(left) || negative(right) => Width::Long,
        _ => high,
    }
}

fn negative(value: &Value) -> bool {
    matches!(value, Value::Int(v) if *v < 0) || matches!(value, Value::Long(v) if *v < 0)
}

fn numeric_or_zero(value: &Value) -> Option<Numeric> {
    if value.is_null() { Some(Numeric::Int(0)) } else { numeric(value) }
}

/// Text becomes a number; other values are numbers already or have no arithmetic.
fn operand(value: &Value, left: &Value, right: &Value, op: &'static str) -> Eval {
    match value.base() {
        Value::Str(text) if text.is_empty() => Ok(Value::Int(0)),
        Value::Str(text) => match parse_number(text) {
            Some(number) => Ok(number_value(number)),
            None => Err(crate::convert::number_fault(value).into()),
        },
        base if width(base).is_some() => Ok(base.clone()),
        // The side that is no number is asked for the operator.
        _ if width(left.base()).is_some() => Err(no_operator(op, right, left)),
        _ => Err(no_operator(op, left, right)),
    }
}

/// A parsed number in the smallest type that holds it.
pub fn number_value(number: Numeric) -> Value {
    match number {
        Numeric::Int(v) => i32::try_from(v)
            .map(Value::Int)
            .or_else(|_| i64::try_from(v).map(Value::Long))
            .unwrap_or_else(|_| decimal::from_int(v).map_or(Value::Double(v as f64), Value::Decimal)),
        Numeric::Double(v) => Value::Double(v),
        Numeric::Decimal(v) => Value::Decimal(v),
        Numeric::Big(v) => Value::native(BigInteger(v)),
    }
}

fn integers(op: &str, wide: Width, a: &Numeric, b: &Numeric) -> Eval {
    let (Numeric::Int(x), Numeric::Int(y)) = (a, b) else {
        return Ok(doubles(op, crate::convert::as_double(a), crate::convert::as_double(b)));
    };
    let result = match op {
        "op_Addition" => x + y,
        "op_Subtraction" => x - y,
        "op_Multiply" => x.saturating_mul(*y),
        "op_Division" => {
            if *y == 0 {
                return Err(divide_by_zero());
            }
            if x % y != 0 {
                return Ok(Value::Double(*x as f64 / *y as f64));
            }
            x / y
        }
        _ => {
            if *y == 0 {
                return Err(divide_by_zero());
            }
            x % y
        }
    };
    Ok(fit(wide, result))
}

fn fit(wide: Width, v: i128) -> Value {
    let fitted = match wide {
        Width::Int => i32::try_from(v).ok().map(Value::Int),
        Width::UInt => u32::try_from(v).ok().map(|v| Value::Small(Small::uint(v))),
        Width::Long => i64::try_from(v).ok().map(Value::Long),
        _ => u64::try_from(v).ok().map(|v| Value::Small(Small::ulong(v))),
    };
    fitted.unwrap_or(Value::Double(v as f64))
}

fn doubles(op: &str, a: f64, b: f64) -> Value {
    Value::Double(match op {
        "op_Addition" => a + b,
        "op_Subtraction" => a - b,
        "op_Multiply" => a * b,
        "op_Division" => a / b,
        _ => a % b,
    })
}

fn decimals(op: &str, a: &Numeric, b: &Numeric) -> Eval {
    let unfit = |f: NumberFault| thrown(f.exception(), f.to_string());
    let fault = |f: NumberFault| operator_exception(f.exception(), f.to_string());
    let a = crate::convert::as_decimal(a).map_err(unfit)?;
    let b = crate::convert::as_decimal(b).map_err(unfit)?;
    let result = match op {
        "op_Addition" => decimal::add(a, b),
        "op_Subtraction" => decimal::subtract(a, b),
        "op_Multiply" => decimal::multiply(a, b),
        "op_Division" => decimal::divide(a, b).ok_or_else(divide_by_zero)?,
        _ => Ok(decimal::remainder(a, b).ok_or_else(divide_by_zero)?),
    };
    result.map(Value::Decimal).map_err(fault)
}

fn bigs(op: &str, a: &Numeric, b: &Numeric) -> Eval {
    let fault = |f: NumberFault| operator_exception(f.exception(), f.to_string());
    let a = crate::convert::as_big(a).map_err(fault)?;
    let b = crate::convert::as_big(b).map_err(fault)?;
    if matches!(op, "op_Division" | "op_Modulus") && b.is_zero() {
        return Err(divide_by_zero());
    }
    let result: BigInt = match op {
        "op_Addition" => a + b,
        "op_Subtraction" => a - b,
        "op_Multiply" => a * b,
        "op_Division" => a / b,
        _ => a % b,
    };
    Ok(Value::native(BigInteger(result)))
}

/// Classes of scripts may define operators as static methods.
fn script_operator(s: &mut Session, op: &str, left: &Value, right: &Value) -> Result<Option<Value>, Halt> {
    for side in [left, right] {
        if let Value::Object(object) = side
            && let Some(class) = object.class()
            && let Some(done) = crate::class::static_operator(s, class, op, left, right)?
        {
            return Ok(Some(done));
        }
    }
    crate::clr::operator(op, left, right).transpose()
}

pub fn negate(s: &mut Session, value: &Value) -> Eval {
    match value.base() {
        Value::Int(v) => Ok(v.checked_neg().map_or(Value::Double(-f64::from(*v)), Value::Int)),
        Value::Double(v) => Ok(Value::Double(-v)),
        Value::Decimal(v) => Ok(Value::Decimal(-*v)),
        Value::TimeSpan(span) => span.negate().map(Value::TimeSpan).map_err(|f| time_fault(&f)),
        _ => arithmetic(s, "op_Subtraction", &Value::Int(0), value),
    }
}

pub fn plus(s: &mut Session, value: &Value) -> Eval {
    arithmetic(s, "op_Addition", &Value::Int(0), value)
}

/// The two ends of `a..b` as integers.
/// The ends of a range convert without PowerShell's wrapping: what stops them is the exception itself.
fn bare(fault: ConvertFault) -> Halt {
    if let Some(halt) = fault.halt {
        return halt;
    }
    match Exception::of(&fault.inner) {
        Some(inner) => thrown(inner.ty.full_name(), inner.message.borrow().clone()),
        None => thrown("System.InvalidCastException", fault.message),
    }
}

pub fn range_ends(left: &Value, right: &Value) -> Result<(i32, i32), Halt> {
    let is_letter =
        |value: &Value| matches!(value.base(), Value::Char(_)) || matches!(value.base(), Value::Str(text) if text.chars().count() == 1);
    let letters = is_letter(left) && is_letter(right);
    let end = |value: &Value| match value.base() {
        Value::Str(text) if letters && parse_number(text).is_none() => Ok(text.encode_utf16().next().map_or(0, i32::from)),
        Value::Null | Value::Empty => Ok(0),
        other => crate::convert::to_int(other).map_err(bare),
    };
    Ok((end(left)?, end(right)?))
}

pub fn bit_and(left: &Value, right: &Value) -> Eval {
    bits("op_BitwiseAnd", left, right, |a, b| a & b)
}

pub fn bit_or(left: &Value, right: &Value) -> Eval {
    bits("op_BitwiseOr", left, right, |a, b| a | b)
}

pub fn bit_xor(left: &Value, right: &Value) -> Eval {
    bits("op_ExclusiveOr", left, right, |a, b| a ^ b)
}

fn bits(op: &str, left: &Value, right: &Value, f: fn(i128, i128) -> i128) -> Eval {
    if let (Value::Bool(a), Value::Bool(b)) = (left.base(), right.base()) {
        return Ok(Value::Bool(f(i128::from(*a), i128::from(*b)) & 1 == 1));
    }
    if let Value::Enum(a) = left.base()
        && a.ty.is_enum()
    {
        // The other side may be a name or a number of the same enumeration.
        let other = match right.base() {
            Value::Str(_) => crate::convert::to_enum(right, a.ty)?,
            other => other.clone(),
        };
        let other = crate::convert::to_long(&other)?;
        let value = f(i128::from(a.value), i128::from(other)) as i64;
        return Ok(Value::Enum(crate::value::EnumValue { ty: a.ty, value }));
    }
    if let (Some(a), Some(b)) = (left.as_native::<BigInteger>(), right.as_native::<BigInteger>()) {
        let result = match op {
            "op_BitwiseAnd" => &a.0 & &b.0,
            "op_BitwiseOr" => &a.0 | &b.0,
            _ => &a.0 ^ &b.0,
        };
        return Ok(Value::native(BigInteger(result)));
    }
    let (a, wa) = bit_operand(left)?;
    let (b, wb) = bit_operand(right)?;
    let wide = wa.max(wb);
    let result = f(a, b);
    Ok(match wide {
        Width::Int => Value::Int(result as i32),
        Width::UInt => Value::Small(Small::uint(result as u32)),
        Width::ULong => Value::Small(Small::ulong(result as u64)),
        _ => Value::Long(result as i64),
    })
}

fn bit_operand(value: &Value) -> Result<(i128, Width), Halt> {
    let base = value.base();
    let base = match base {
        Value::Str(text) => parse_number(text).map_or_else(|| base.clone(), number_value),
        other => other.clone(),
    };
    Ok(match &base {
        Value::Int(v) => (i128::from(*v), Width::Int),
        Value::Small(small) if small.kind != SmallKind::Single => (small.as_i128(), width(&base).unwrap_or(Width::Int)),
        Value::Bool(_) | Value::Char(_) | Value::Enum(_) | Value::Null | Value::Empty => {
            (i128::from(crate::convert::to_long(&base)?), Width::Int)
        }
        // Text that is no number fails as the number it was to be.
        Value::Str(_) => (i128::from(crate::convert::to_int(&base)?), Width::Int),
        Value::Double(v) if v.abs() <= f64::from(i32::MAX) => (i128::from(crate::convert::to_int(&base)?), Width::Int),
        Value::Decimal(d) if *d == d.trunc() && d.abs() > Decimal::from(i64::MAX) => {
            (crate::convert::as_big(&Numeric::Decimal(*d)).ok().and_then(|b| i128::try_from(b).ok()).unwrap_or(0), Width::ULong)
        }
        _ => (i128::from(crate::convert::to_long(&base)?), Width::Long),
    })
}

pub fn bit_not(value: &Value) -> Eval {
    let (v, wide) = bit_operand(value)?;
    Ok(match wide {
        Width::Int => Value::Int(!(v as i32)),
        Width::UInt => Value::Small(Small::uint(!(v as u32))),
        Width::ULong => Value::Small(Small::ulong(!(v as u64))),
        _ => Value::Long(!(v as i64)),
    })
}

pub fn shift_left(left: &Value, right: &Value) -> Eval {
    shift(left, right, true)
}

pub fn shift_right(left: &Value, right: &Value) -> Eval {
    shift(left, right, false)
}

fn shift(left: &Value, right: &Value, up: bool) -> Eval {
    let count = crate::convert::to_int(right)?;
    if let Some(big) = left.as_native::<BigInteger>() {
        let result = if up { &big.0 << count.max(0) as usize } else { &big.0 >> count.max(0) as usize };
        return Ok(Value::native(BigInteger(result)));
    }
    if let Value::Small(small) = left.base()
        && matches!(small.kind, SmallKind::Byte | SmallKind::SByte | SmallKind::Short | SmallKind::UShort)
    {
        let (v, n) = (small.as_i128() as i64, (count & 31) as u32);
        return Ok(narrow(small.kind, if up { v << n } else { v >> n }));
    }
    let (v, wide) = bit_operand(left)?;
    Ok(match wide {
        Width::Int => {
            let n = (count & 31) as u32;
            Value::Int(if up { (v as i32) << n } else { (v as i32) >> n })
        }
        Width::UInt => {
            let n = (count & 31) as u32;
            Value::Small(Small::uint(if up { (v as u32) << n } else { (v as u32) >> n }))
        }
        Width::ULong => {
            let n = (count & 63) as u32;
            Value::Small(Small::ulong(if up { (v as u64) << n } else { (v as u64) >> n }))
        }
        _ => {
            let n = (count & 63) as u32;
            Value::Long(if up { (v as i64) << n } else { (v as i64) >> n })
        }
    })
}

/// The low bits of a number, in a type of one or two bytes.
fn narrow(kind: SmallKind, value: i64) -> Value {
    Value::Small(match kind {
        SmallKind::Byte => Small::byte(value as u8),
        SmallKind::SByte => Small::sbyte(value as i8),
        SmallKind::Short => Small::short(value as i16),
        _ => Small::ushort(value as u16),
    })
}

fn divide_by_zero() -> Halt {
    operator_exception("System.DivideByZeroException", "Attempted to divide by zero.".to_owned())
}

fn time_fault(fault: &dotnet::datetime::TimeFault) -> Halt {
    operator_exception(fault.exception(), fault.to_string())
}

/// An exception of .NET that the numeric operators wrap in one of PowerShell.
fn operator_exception(exception: &'static str, message: String) -> Halt {
    let inner = Value::native(Exception::new(Type::of(exception), Str::new(&message), Value::Null));
    Fault::runtime("RuntimeException", Category::NotSpecified, message).inner(inner).into()
}

/// `Method invocation failed because [x] does not contain a method named 'op_Addition'.`
pub fn no_operator(op: &str, left: &Value, right: &Value) -> Halt {
    let side = match left.base() {
        Value::Null | Value::Empty => right,
        _ => left,
    };
    let ty = side.base().ty().map_or_else(String::new, |t| t.full_name().to_owned());
    Fault::invalid("MethodNotFound", format!("Method invocation failed because [{ty}] does not contain a method named '{op}'.")).into()
}
