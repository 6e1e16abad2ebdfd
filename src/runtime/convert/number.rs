//! Numbers: between numeric types, and from text.

use super::{ConvertFault, Converted, failed, no_conversion};
use crate::clr::BigInteger;
use crate::types::Type;
use crate::value::{Small, SmallKind, Str, Value};
use dotnet::number::{NumberFault, NumberStyles, NumberType, decimal, double_to_decimal, double_to_int, parse_decimal, parse_double};
use num_bigint::BigInt;
use num_traits::{FromPrimitive, ToPrimitive};
use rust_decimal::Decimal;

/// A number of any type, for arithmetic and comparison.
#[derive(Clone, Debug)]
pub enum Numeric {
    Int(i128),
    Double(f64),
    Decimal(Decimal),
    Big(BigInt),
}

/// The number a value is, without parsing text.
pub fn numeric(value: &Value) -> Option<Numeric> {
    Some(match value.base() {
        Value::Int(v) => Numeric::Int(i128::from(*v)),
        Value::Long(v) => Numeric::Int(i128::from(*v)),
        Value::Bool(b) => Numeric::Int(i128::from(*b)),
        Value::Char(unit) => Numeric::Int(i128::from(*unit)),
        Value::Double(v) => Numeric::Double(*v),
        Value::Decimal(v) => Numeric::Decimal(*v),
        Value::Small(small) if small.kind == SmallKind::Single => Numeric::Double(small.as_f64()),
        Value::Small(small) => Numeric::Int(small.as_i128()),
        Value::Enum(e) => Numeric::Int(i128::from(e.value)),
        other => Numeric::Big(other.as_native::<BigInteger>()?.0.clone()),
    })
}

pub fn zero(ty: Type) -> Option<Value> {
    Some(match ty.full_name() {
        "System.Int32" => Value::Int(0),
        "System.Int64" => Value::Long(0),
        "System.Double" => Value::Double(0.0),
        "System.Decimal" => Value::Decimal(Decimal::ZERO),
        "System.Byte" => Value::Small(Small::byte(0)),
        "System.SByte" => Value::Small(Small::sbyte(0)),
        "System.Int16" => Value::Small(Small::short(0)),
        "System.UInt16" => Value::Small(Small::ushort(0)),
        "System.UInt32" => Value::Small(Small::uint(0)),
        "System.UInt64" => Value::Small(Small::ulong(0)),
        "System.Single" => Value::Small(Small::single(0.0)),
        "System.Numerics.BigInteger" => Value::native(BigInteger(BigInt::from(0))),
        _ => return None,
    })
}

fn number_type(ty: Type) -> Option<NumberType> {
    Some(match ty.full_name() {
        "System.Int32" => NumberType::Int32,
        "System.Int64" => NumberType::Int64,
        "System.Double" => NumberType::Double,
        "System.Decimal" => NumberType::Decimal,
        "System.Byte" => NumberType::Byte,
        "System.SByte" => NumberType::SByte,
        "System.Int16" => NumberType::Int16,
        "System.UInt16" => NumberType::UInt16,
        "System.UInt32" => NumberType::UInt32,
        "System.UInt64" => NumberType::UInt64,
        "System.Single" => NumberType::Single,
        "System.Numerics.BigInteger" => NumberType::BigInteger,
        _ => return None,
    })
}

/// Puts an integer that fits into the value of its type.
pub fn int_value(value: i128, kind: NumberType) -> Value {
    match kind {
        NumberType::Int32 => Value::Int(value as i32),
        NumberType::Int64 => Value::Long(value as i64),
        NumberType::Byte => Value::Small(Small::byte(value as u8)),
        NumberType::SByte => Value::Small(Small::sbyte(value as i8)),
        NumberType::Int16 => Value::Small(Small::short(value as i16)),
        NumberType::UInt16 => Value::Small(Small::ushort(value as u16)),
        NumberType::UInt32 => Value::Small(Small::uint(value as u32)),
        NumberType::Char => Value::Char(value as u16),
        _ => Value::Small(Small::ulong(value as u64)),
    }
}

/// Converts to a numeric type.
pub fn to_number(value: &Value, ty: Type) -> Converted {
    let Some(kind) = number_type(ty) else { return Err(no_conversion(value, ty)) };
    match value.base() {
        Value::Str(text) => from_text(value, text, ty, kind),
        Value::Enum(e) if !e.ty.is_enum() => Err(no_conversion(value, ty)),
        base => match numeric(base) {
            Some(number) => from_numeric(number, kind).map_err(|fault| conversion_fault(value, ty, &fault)),
            None => Err(no_conversion(value, ty)),
        },
    }
}

fn conversion_fault(value: &Value, ty: Type, fault: &NumberFault) -> ConvertFault {
    // What is wider than the number types converts by operators of its own.
    let id = if value.as_native::<BigInteger>().is_some() {
        "InvalidCastTargetInvocationExceptionop_Explicit"
    } else {
        "InvalidCastIConvertible"
    };
    failed(id, value, ty, fault.exception(), &fault.to_string())
}

/// One number to another, rounding half to even.
pub fn from_numeric(number: Numeric, kind: NumberType) -> Result<Value, NumberFault> {
    match kind {
        NumberType::Double => Ok(Value::Double(as_double(&number))),
        NumberType::Single => Ok(Value::Small(Small::single(as_double(&number) as f32))),
        NumberType::Decimal => as_decimal(&number).map(Value::Decimal),
        NumberType::BigInteger => as_big(&number).map(|big| Value::native(BigInteger(big))),
        _ => {
            let whole = match number {
                Numeric::Int(v) => dotnet::number::int_in_range(v, kind)?,
                Numeric::Double(v) => double_to_int(v, kind)?,
                Numeric::Decimal(v) => decimal::to_int(v, kind)?,
                Numeric::Big(big) => {
                    let v = big.to_i128().ok_or(NumberFault::Overflow(kind))?;
                    dotnet::number::int_in_range(v, kind)?
                }
            };
            Ok(int_value(whole, kind))
        }
    }
}

pub fn as_double(number: &Numeric) -> f64 {
    match number {
        Numeric::Int(v) => *v as f64,
        Numeric::Double(v) => *v,
        Numeric::Decimal(v) => decimal::to_double(*v),
        Numeric::Big(v) => v.to_f64().unwrap_or(f64::INFINITY),
    }
}

pub fn as_decimal(number: &Numeric) -> Result<Decimal, NumberFault> {
    match number {
        Numeric::Int(v) => decimal::from_int(*v),
        Numeric::Double(v) => double_to_decimal(*v),
        Numeric::Decimal(v) => Ok(*v),
        Numeric::Big(v) => decimal::from_bigint(v),
    }
}

pub fn as_big(number: &Numeric) -> Result<BigInt, NumberFault> {
    match number {
        Numeric::Int(v) => Ok(BigInt::from(*v)),
        Numeric::Double(v) => BigInt::from_f64(v.trunc()).ok_or(NumberFault::NotFinite),
        Numeric::Decimal(v) => Ok(BigInt::from(v.trunc().to_i128().unwrap_or_default())),
        Numeric::Big(v) => Ok(v.clone()),
    }
}

fn from_text(value: &Value, text: &Str, ty: Type, kind: NumberType) -> Converted {
    if text.is_empty() {
        return zero(ty).ok_or_else(|| no_conversion(value, ty));
    }
    let trimmed = text.trim();
    let id = match kind {
        NumberType::Double | NumberType::Single => "InvalidCastFromStringToDoubleOrSingle",
        NumberType::Decimal => "InvalidCastFromStringToDecimal",
        _ => "InvalidCastFromStringToInteger",
    };
    let direct = match kind {
        NumberType::Double => parse_double(trimmed, NumberStyles::FLOAT_THOUSANDS).ok().map(Value::Double),
        NumberType::Single => parse_double(trimmed, NumberStyles::FLOAT_THOUSANDS).ok().map(|v| Value::Small(Small::single(v as f32))),
        NumberType::Decimal => decimal_text(trimmed).map(Value::Decimal),
        NumberType::BigInteger => big_text(trimmed).map(|big| Value::native(BigInteger(big))),
        _ => dotnet::number::parse_int(trimmed, NumberStyles::INTEGER, kind).ok().map(|v| int_value(v, kind)),
    };
    if let Some(done) = direct {
        return Ok(done);
    }
    let number = parse_number(trimmed);
    if let Some(done) = number.clone().and_then(|number| from_numeric(number, kind).ok()) {
        return Ok(done);
    }
    let fault = match number {
        // Digits alone are too many; everything else was no number of this type at all.
        Some(number) if trimmed.bytes().all(|b| b.is_ascii_digit() || b == b'-' || b == b'+') => {
            from_numeric(number, kind).err().unwrap_or(NumberFault::Overflow(kind))
        }
        _ => NumberFault::Format(text.as_str().into()),
    };
    Err(failed(id, value, ty, fault.exception(), &fault.to_string()))
}

/// Digits that a literal would hold in a double come with a double's zeros: none are kept.
fn decimal_text(text: &str) -> Option<Decimal> {
    let read = parse_decimal(text, NumberStyles::NUMBER.with(NumberStyles::EXPONENT)).ok()?;
    let literal = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    Some(if literal && text.contains('.') { read.normalize() } else { read })
}

/// Text longer than a decimal's digits is read as the literal it looks like, which is a double.
fn big_text(text: &str) -> Option<BigInt> {
    let read = dotnet::number::parse_bigint(text, NumberStyles::INTEGER.with(NumberStyles::THOUSANDS)).ok()?;
    if decimal::from_bigint(&read).is_ok() {
        return Some(read);
    }
    BigInt::from_f64(read.to_f64()?)
}

/// Text as the language's operators read it: decimal, hex, binary, exponents, suffixes and multipliers.
pub fn parse_number(text: &str) -> Option<Numeric> {
    let text = text.trim();
    let (negative, body) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (body, factor) = multiplier(body);
    let number = unsigned_number(body)?;
    let number = match (number, factor) {
        (number, 1) => number,
        (Numeric::Int(v), factor) => Numeric::Int(v.checked_mul(factor)?),
        (Numeric::Double(v), factor) => Numeric::Double(v * factor as f64),
        (Numeric::Decimal(v), factor) => Numeric::Decimal(v.checked_mul(Decimal::from(factor))?),
        (Numeric::Big(v), factor) => Numeric::Big(v * factor),
    };
    Some(if negative { negate(number) } else { number })
}

fn negate(number: Numeric) -> Numeric {
    match number {
        Numeric::Int(v) => Numeric::Int(-v),
        Numeric::Double(v) => Numeric::Double(-v),
        Numeric::Decimal(v) => Numeric::Decimal(-v),
        Numeric::Big(v) => Numeric::Big(-v),
    }
}

fn multiplier(body: &str) -> (&str, i128) {
    if body.len() < 3 || body.starts_with("0x") || body.starts_with("0X") || !body.is_char_boundary(body.len() - 2) {
        return (body, 1);
    }
    let (head, tail) = body.split_at(body.len() - 2);
    let power = match tail.to_ascii_lowercase().as_str() {
        "kb" => 10,
        "mb" => 20,
        "gb" => 30,
        "tb" => 40,
        "pb" => 50,
        _ => return (body, 1),
    };
    (head, 1i128 << power)
}

fn unsigned_number(body: &str) -> Option<Numeric> {
    if body.is_empty() || body.starts_with(['+', '-']) {
        return None;
    }
    let lower = body.to_ascii_lowercase();
    if let Some(digits) = lower.strip_prefix("0x") {
        return hex_number(digits);
    }
    if let Some(digits) = lower.strip_prefix("0b") {
        return u128::from_str_radix(digits, 2).ok().map(|v| Numeric::Int(v as i128));
    }
    if lower.bytes().all(|b| b.is_ascii_digit()) {
        return match lower.parse::<i128>() {
            Ok(v) if v <= i128::from(u64::MAX) => Some(Numeric::Int(v)),
            _ => lower.parse::<BigInt>().ok().map(Numeric::Big),
        };
    }
    if let Some(digits) = lower.strip_suffix('d').filter(|d| !d.is_empty()) {
        return parse_decimal(digits, NumberStyles::FLOAT).ok().map(Numeric::Decimal);
    }
    if let Some(digits) = lower.strip_suffix('l').filter(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit())) {
        return digits.parse::<i64>().ok().map(|v| Numeric::Int(i128::from(v)));
    }
    parse_double(&lower, NumberStyles::FLOAT_THOUSANDS).ok().filter(|_| lower.bytes().any(|b| b.is_ascii_digit())).map(Numeric::Double)
}

fn hex_number(digits: &str) -> Option<Numeric> {
    if digits.is_empty() || digits.len() > 32 {
        return None;
    }
    let value = u128::from_str_radix(digits, 16).ok()?;
    Some(Numeric::Int(match digits.len() {
        ..=8 => i128::from(value as u32 as i32),
        9..=16 => i128::from(value as u64 as i64),
        _ => value as i128,
    }))
}

pub fn to_int(value: &Value) -> Result<i32, ConvertFault> {
    match to_number(value, Type::int())? {
        Value::Int(v) => Ok(v),
        _ => Ok(0),
    }
}

pub fn to_long(value: &Value) -> Result<i64, ConvertFault> {
    match to_number(value, Type::long())? {
        Value::Long(v) => Ok(v),
        _ => Ok(0),
    }
}

pub fn to_double(value: &Value) -> Result<f64, ConvertFault> {
    match to_number(value, Type::double())? {
        Value::Double(v) => Ok(v),
        _ => Ok(0.0),
    }
}
