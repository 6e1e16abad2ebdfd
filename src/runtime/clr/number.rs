//! The numeric types: integers, reals, decimals.
//!
//! In:    a number, arguments in the types of the chosen overload.
//! Out:   numbers of the same type, texts by format strings.
//! Never: rounds other than .NET does.

use super::args::{bad_argument, double, enum_of, enumeration, int, is_null, long, out_of_range, raise, text, tried, whole};
use crate::convert::{Numeric, as_decimal, as_double, from_numeric, int_value, numeric};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Small, SmallKind, Value};
use dotnet::number::{NumberFault, NumberStyles, NumberType, Rounding, decimal};
use rust_decimal::Decimal;
use std::cmp::Ordering;

pub fn fault(f: &NumberFault) -> Halt {
    raise(f.exception(), f)
}

/// The numeric type of a .NET type.
pub fn kind_of(ty: Type) -> Option<NumberType> {
    Some(match ty.full_name() {
        "System.SByte" => NumberType::SByte,
        "System.Byte" => NumberType::Byte,
        "System.Int16" => NumberType::Int16,
        "System.UInt16" => NumberType::UInt16,
        "System.Int32" => NumberType::Int32,
        "System.UInt32" => NumberType::UInt32,
        "System.Int64" => NumberType::Int64,
        "System.UInt64" => NumberType::UInt64,
        "System.Single" => NumberType::Single,
        "System.Double" => NumberType::Double,
        "System.Decimal" => NumberType::Decimal,
        _ => return None,
    })
}

pub fn zero(ty: Type) -> Value {
    kind_of(ty).and_then(|kind| from_numeric(Numeric::Int(0), kind).ok()).unwrap_or(Value::Int(0))
}

/// `TypeCode` numbers.
fn type_code(ty: Type) -> i64 {
    match ty.full_name() {
        "System.SByte" => 5,
        "System.Byte" => 6,
        "System.Int16" => 7,
        "System.UInt16" => 8,
        "System.Int32" => 9,
        "System.UInt32" => 10,
        "System.Int64" => 11,
        "System.UInt64" => 12,
        "System.Single" => 13,
        "System.Double" => 14,
        _ => 15,
    }
}

/// Methods of a number.
pub fn call(s: &mut Session, this: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    let ty = this.ty()?;
    Some(match name {
        "tostring" => to_text(this, args),
        "compareto" => compare_to(this, ty, args),
        "equals" => Ok(Value::Bool(args.first().is_some_and(|other| this.same(other)))),
        "gethashcode" => Ok(Value::Int(hash(this))),
        "gettypecode" => Ok(enum_of("System.TypeCode", type_code(ty))),
        "get_scale" => Ok(scale(this)),
        _ if name.starts_with("to") => return super::convert_type::call(s, name, std::slice::from_ref(this)),
        _ => return None,
    })
}

fn to_text(this: &Value, args: &[Value]) -> Eval {
    let format = match args.first().map(Value::base) {
        Some(Value::Str(format)) => format.clone(),
        _ => return Ok(Value::Str(crate::text::exact(this))),
    };
    match crate::text::number_of(this) {
        Some(number) => number.to_format(&format).map(Value::from).map_err(|f| fault(&f)),
        None => Ok(Value::Str(this.plain_text())),
    }
}

fn compare_to(this: &Value, ty: Type, args: &[Value]) -> Eval {
    if is_null(args, 0) {
        return Ok(Value::Int(1));
    }
    if args[0].base().ty() != Some(ty) {
        return Err(bad_argument(&format!("Object must be of type {}.", ty.name()), ""));
    }
    // The small integers answer with their difference, the others with a sign.
    if let (Value::Small(a), Value::Small(b)) = (this.base(), args[0].base())
        && matches!(a.kind, SmallKind::Byte | SmallKind::SByte | SmallKind::Short | SmallKind::UShort)
    {
        return Ok(Value::Int((a.as_i64() - b.as_i64()) as i32));
    }
    Ok(Value::Int(order(this, &args[0]) as i32))
}

/// The order .NET gives: not-a-number is below everything.
pub fn order(a: &Value, b: &Value) -> Ordering {
    match (numeric(a), numeric(b)) {
        (Some(Numeric::Int(x)), Some(Numeric::Int(y))) => x.cmp(&y),
        (Some(Numeric::Decimal(x)), Some(Numeric::Decimal(y))) => x.cmp(&y),
        (Some(x), Some(y)) => {
            let (x, y) = (as_double(&x), as_double(&y));
            x.partial_cmp(&y).unwrap_or_else(|| y.is_nan().cmp(&x.is_nan()))
        }
        _ => Ordering::Equal,
    }
}

pub fn hash(value: &Value) -> i32 {
    match value.base() {
        Value::Int(v) => *v,
        Value::Long(v) => (*v as i32) ^ ((*v >> 32) as i32),
        Value::Double(v) => {
            let bits = v.to_bits();
            (bits as i32) ^ ((bits >> 32) as i32)
        }
        Value::Small(small) => small.as_i64() as i32,
        other => super::object::hash_text(&other.plain_text()),
    }
}

fn scale(this: &Value) -> Value {
    match this.base() {
        Value::Decimal(d) => Value::Small(Small::byte(d.scale() as u8)),
        _ => Value::Null,
    }
}

pub fn get(this: &Value, name: &str) -> Option<Value> {
    (name == "scale" && matches!(this.base(), Value::Decimal(_))).then(|| scale(this))
}

/// Static methods of the numeric types.
pub fn call_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    let kind = kind_of(ty)?;
    Some(match name {
        "parse" => parse(&text(args, 0), styles(args, 1), kind),
        "tryparse" => {
            let place = args.len() - 1;
            let found = if is_null(args, 0) { None } else { parse(&text(args, 0), styles(args, 1), kind).ok() };
            tried(s, args, place, found, zero(ty))
        }
        _ if kind == NumberType::Decimal => return super::decimal::call_static(name, args).or_else(|| plain_static(name, kind, args)),
        _ if matches!(kind, NumberType::Double | NumberType::Single) => {
            return real_static(name, kind, args).or_else(|| plain_static(name, kind, args));
        }
        _ => return integer_static(name, kind, args).or_else(|| plain_static(name, kind, args)),
    })
}

fn styles(args: &[Value], at: usize) -> Option<NumberStyles> {
    super::args::is_enum(args, at, "System.Globalization.NumberStyles").then(|| NumberStyles(enumeration(args, at) as u32))
}

pub fn parse(text: &str, styles: Option<NumberStyles>, kind: NumberType) -> Eval {
    let made = match kind {
        NumberType::Double => dotnet::number::parse_double(text, styles.unwrap_or(NumberStyles::FLOAT_THOUSANDS)).map(Value::Double),
        NumberType::Single => dotnet::number::parse_single(text, styles.unwrap_or(NumberStyles::FLOAT_THOUSANDS)).map(Value::from),
        NumberType::Decimal => dotnet::number::parse_decimal(text, styles.unwrap_or(NumberStyles::NUMBER)).map(Value::Decimal),
        _ => dotnet::number::parse_int(text, styles.unwrap_or(NumberStyles::INTEGER), kind).map(|v| int_value(v, kind)),
    };
    made.map_err(|f| fault(&f))
}

/// What all numeric types have: `Max`, `Min`, `Abs`, `Sign`, `Clamp`.
fn plain_static(name: &str, kind: NumberType, args: &[Value]) -> Option<Eval> {
    let ordered = |at: usize| args.get(at).cloned().unwrap_or(Value::Int(0));
    Some(Ok(match name {
        "max" | "maxnumber" => {
            if order(&ordered(0), &ordered(1)) == Ordering::Less {
                ordered(1)
            } else {
                ordered(0)
            }
        }
        "min" | "minnumber" => {
            if order(&ordered(0), &ordered(1)) == Ordering::Greater {
                ordered(1)
            } else {
                ordered(0)
            }
        }
        "clamp" => {
            if order(&ordered(1), &ordered(2)) == Ordering::Greater {
                let message = format!("'{}' cannot be greater than {}.", ordered(1).plain_text(), ordered(2).plain_text());
                return Some(Err(bad_argument(&message, "")));
            }
            let low = if order(&ordered(0), &ordered(1)) == Ordering::Less { ordered(1) } else { ordered(0) };
            if order(&low, &ordered(2)) == Ordering::Greater { ordered(2) } else { low }
        }
        "sign" => return Some(sign(&ordered(0))),
        "abs" => return Some(absolute(&ordered(0), kind)),
        "isnegative" => Value::Bool(order(&ordered(0), &Value::Int(0)) == Ordering::Less),
        "ispositive" => Value::Bool(order(&ordered(0), &Value::Int(0)) != Ordering::Less),
        _ => return None,
    }))
}

pub fn sign(value: &Value) -> Eval {
    match numeric(value) {
        Some(Numeric::Double(v)) if v.is_nan() => {
            Err(thrown("System.ArithmeticException", "Function does not accept floating point Not-a-Number values."))
        }
        _ => Ok(Value::Int(order(value, &Value::Int(0)) as i32)),
    }
}

pub fn absolute(value: &Value, kind: NumberType) -> Eval {
    match numeric(value) {
        Some(Numeric::Int(v)) => match dotnet::number::int_in_range(v.abs(), kind) {
            Ok(v) => Ok(int_value(v, kind)),
            Err(_) => Err(thrown("System.OverflowException", "Negating the minimum value of a twos complement number is invalid.")),
        },
        Some(Numeric::Double(v)) if kind == NumberType::Single => Ok(Value::from(v.abs() as f32)),
        Some(Numeric::Double(v)) => Ok(Value::Double(v.abs())),
        Some(Numeric::Decimal(v)) => Ok(Value::Decimal(v.abs())),
        _ => Ok(value.clone()),
    }
}

fn integer_static(name: &str, kind: NumberType, args: &[Value]) -> Option<Eval> {
    let bits = kind.bits()?;
    let mask = if bits == 64 { u64::MAX } else { (1u64 << bits) - 1 };
    let v = args.first().map_or(0, whole);
    let raw = v as u64 & mask;
    let back = |raw: u64| Ok(wrapped(raw & mask, kind));
    Some(match name {
        "iseveninteger" => Ok(Value::Bool(v % 2 == 0)),
        "isoddinteger" => Ok(Value::Bool(v % 2 != 0)),
        "ispow2" => Ok(Value::Bool(v > 0 && v & (v - 1) == 0)),
        "log2" => Ok(int_value(i128::from(63 - (raw | 1).leading_zeros()), kind)),
        "leadingzerocount" => Ok(int_value(i128::from(raw.leading_zeros()) - (64 - i128::from(bits)), kind)),
        "trailingzerocount" => Ok(int_value(i128::from(raw.trailing_zeros().min(bits)), kind)),
        "popcount" => Ok(int_value(i128::from(raw.count_ones()), kind)),
        "rotateleft" | "rotateright" => {
            let by = (int(args, 1).rem_euclid(bits as i32)) as u32;
            let by = if name == "rotateleft" { by } else { (bits - by) % bits };
            back(if by == 0 { raw } else { (raw << by) | (raw >> (bits - by)) })
        }
        "divrem" => {
            let (a, b) = (v, args.get(1).map_or(0, whole));
            if b == 0 {
                return Some(Err(thrown("System.DivideByZeroException", "Attempted to divide by zero.")));
            }
            let items = vec![int_value(a / b, kind), int_value(a % b, kind)];
            Ok(super::pair::value_tuple(items))
        }
        "copysign" => {
            let size = v.abs();
            Ok(int_value(if args.get(1).map_or(0, whole) < 0 { -size } else { size }, kind))
        }
        "maxmagnitude" | "minmagnitude" => {
            let (a, b) = (v, args.get(1).map_or(0, whole));
            let larger = a.abs() >= b.abs();
            Ok(int_value(if larger == (name == "maxmagnitude") { a } else { b }, kind))
        }
        "bigmul" => Ok(Value::Long(long(args, 0).wrapping_mul(long(args, 1)))),
        _ => return None,
    })
}

fn wrapped(raw: u64, kind: NumberType) -> Value {
    match kind {
        NumberType::Int32 => Value::Int(raw as u32 as i32),
        NumberType::Int64 => Value::Long(raw as i64),
        NumberType::Int16 => Value::Small(Small::short(raw as u16 as i16)),
        NumberType::SByte => Value::Small(Small::sbyte(raw as u8 as i8)),
        _ => int_value(i128::from(raw), kind),
    }
}

fn real_static(name: &str, kind: NumberType, args: &[Value]) -> Option<Eval> {
    let v = double(args, 0);
    let truth = match name {
        "isnan" => v.is_nan(),
        "isinfinity" => v.is_infinite(),
        "ispositiveinfinity" => v == f64::INFINITY,
        "isnegativeinfinity" => v == f64::NEG_INFINITY,
        "isfinite" => v.is_finite(),
        "isnormal" => v.is_normal(),
        "issubnormal" => v.is_subnormal(),
        "isinteger" => v.is_finite() && v.fract() == 0.0,
        "iseveninteger" => v % 2.0 == 0.0,
        "isoddinteger" => (v % 2.0).abs() == 1.0,
        "isrealnumber" => !v.is_nan(),
        "isnegative" => v.is_sign_negative(),
        "ispositive" => v.is_sign_positive(),
        _ => {
            let made = super::math::real(name, args)?;
            return Some(made.map(|made| match (kind, made.base()) {
                (NumberType::Single, Value::Double(d)) => Value::from(*d as f32),
                _ => made,
            }));
        }
    };
    Some(Ok(Value::Bool(truth)))
}

/// `[int]::MaxValue` and the like.
pub fn get_static(ty: Type, name: &str) -> Option<Value> {
    let kind = kind_of(ty)?;
    let name = name.to_ascii_lowercase();
    if let Some((low, high)) = kind.range() {
        return match name.as_str() {
            "maxvalue" => Some(int_value(high, kind)),
            "minvalue" => Some(int_value(low, kind)),
            _ => None,
        };
    }
    match kind {
        NumberType::Decimal => super::decimal::get_static(&name),
        NumberType::Single => single_constant(&name).map(Value::from),
        _ => double_constant(&name).map(Value::Double),
    }
}

fn double_constant(name: &str) -> Option<f64> {
    Some(match name {
        "maxvalue" => f64::MAX,
        "minvalue" => f64::MIN,
        "epsilon" => f64::from_bits(1),
        "nan" => -f64::NAN,
        "positiveinfinity" => f64::INFINITY,
        "negativeinfinity" => f64::NEG_INFINITY,
        "negativezero" => -0.0,
        "pi" => std::f64::consts::PI,
        "e" => std::f64::consts::E,
        "tau" => std::f64::consts::TAU,
        _ => return None,
    })
}

fn single_constant(name: &str) -> Option<f32> {
    Some(match name {
        "maxvalue" => f32::MAX,
        "minvalue" => f32::MIN,
        "epsilon" => f32::from_bits(1),
        _ => double_constant(name)? as f32,
    })
}

/// A `MidpointRounding` argument.
pub fn rounding(number: i64) -> Rounding {
    match number {
        1 => Rounding::AwayFromZero,
        2 => Rounding::ToZero,
        3 => Rounding::ToNegativeInfinity,
        4 => Rounding::ToPositiveInfinity,
        _ => Rounding::ToEven,
    }
}

/// `Round` of decimals: digits and mode in any overload.
pub fn round_decimal(value: Decimal, args: &[Value]) -> Eval {
    let (digits, mode) = round_arguments(args);
    if !(0..=28).contains(&digits) {
        return Err(out_of_range("Decimal can only round to between 0 and 28 digits of precision.", "decimals"));
    }
    Ok(Value::Decimal(decimal::round(value, digits as u32, mode)))
}

pub fn round_arguments(args: &[Value]) -> (i64, Rounding) {
    let mut digits = 0;
    let mut mode = Rounding::ToEven;
    for (at, arg) in args.iter().enumerate().skip(1) {
        match arg.base() {
            Value::Enum(_) => mode = rounding(enumeration(args, at)),
            _ => digits = long(args, at),
        }
    }
    (digits, mode)
}

pub fn decimal_of(value: &Value) -> Result<Decimal, Halt> {
    match numeric(value) {
        Some(number) => as_decimal(&number).map_err(|f| fault(&f)),
        None => Ok(Decimal::ZERO),
    }
}
