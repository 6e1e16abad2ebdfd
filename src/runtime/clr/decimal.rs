//! Static members of `System.Decimal`.

use super::args::{int, list, whole};
use super::number::{decimal_of, fault, order, round_decimal};
use crate::convert::{Numeric, from_numeric};
use crate::fault::{Eval, Halt, thrown};
use crate::types::Type;
use crate::value::Value;
use dotnet::number::{NumberType, decimal};
use rust_decimal::Decimal;

fn at(args: &[Value], place: usize) -> Result<Decimal, Halt> {
    args.get(place).map_or(Ok(Decimal::ZERO), decimal_of)
}

pub fn call_static(name: &str, args: &[Value]) -> Option<Eval> {
    compute(name, args)
}

fn compute(name: &str, args: &[Value]) -> Option<Eval> {
    let (a, b) = match (at(args, 0), at(args, 1)) {
        (Ok(a), Ok(b)) => (a, b),
        _ => return None,
    };
    let zero = || thrown("System.DivideByZeroException", "Attempted to divide by zero.");
    let checked = |r: Result<Decimal, dotnet::number::NumberFault>| r.map(Value::Decimal).map_err(|f| fault(&f));
    Some(match name {
        "add" => checked(decimal::add(a, b)),
        "subtract" => checked(decimal::subtract(a, b)),
        "multiply" => checked(decimal::multiply(a, b)),
        "divide" => decimal::divide(a, b).map_or_else(|| Err(zero()), checked),
        "remainder" => decimal::remainder(a, b).map(Value::Decimal).ok_or_else(zero),
        "negate" => Ok(Value::Decimal(-a)),
        "truncate" => Ok(Value::Decimal(a.trunc())),
        "floor" => Ok(Value::Decimal(a.floor())),
        "ceiling" => Ok(Value::Decimal(a.ceil())),
        "round" => round_decimal(a, args),
        "compare" => Ok(Value::Int(order(&args[0], args.get(1)?) as i32)),
        "equals" => Ok(Value::Bool(a == b)),
        "isinteger" => Ok(Value::Bool(a.fract().is_zero())),
        "getbits" => Ok(bits(a)),
        "tobyte" => to_integer(a, NumberType::Byte),
        "tosbyte" => to_integer(a, NumberType::SByte),
        "toint16" => to_integer(a, NumberType::Int16),
        "touint16" => to_integer(a, NumberType::UInt16),
        "toint32" => to_integer(a, NumberType::Int32),
        "touint32" => to_integer(a, NumberType::UInt32),
        "toint64" => to_integer(a, NumberType::Int64),
        "touint64" => to_integer(a, NumberType::UInt64),
        "todouble" => Ok(Value::Double(decimal::to_double(a))),
        "tosingle" => Ok(Value::from(decimal::to_double(a) as f32)),
        "tooacurrency" => to_integer(a * Decimal::from(10_000), NumberType::Int64),
        "fromoacurrency" => Ok(Value::Decimal(Decimal::from(super::args::long(args, 0)) / Decimal::from(10_000))),
        _ => return None,
    })
}

/// Decimals lose their fraction here; conversions by cast round.
fn to_integer(value: Decimal, kind: NumberType) -> Eval {
    from_numeric(Numeric::Decimal(value.trunc()), kind).map_err(|f| fault(&f))
}

fn bits(value: Decimal) -> Value {
    let parts = value.unpack();
    let flags = (parts.scale << 16) | if parts.negative { 0x8000_0000 } else { 0 };
    let items = [parts.lo as i32, parts.mid as i32, parts.hi as i32, flags as i32];
    Value::array_of(Type::int(), items.into_iter().map(Value::Int).collect())
}

pub fn get_static(name: &str) -> Option<Value> {
    Some(Value::Decimal(match name {
        "maxvalue" => Decimal::MAX,
        "minvalue" => Decimal::MIN,
        "zero" => Decimal::ZERO,
        "one" => Decimal::ONE,
        "minusone" => Decimal::NEGATIVE_ONE,
        _ => return None,
    }))
}

/// `[decimal]::new(…)`: from a number, its four integers, or low, mid, high, sign and scale.
pub fn construct(args: &[Value]) -> Eval {
    match args.len() {
        0 => Ok(Value::Decimal(Decimal::ZERO)),
        1 => match args[0].as_seq() {
            Some(_) => {
                let parts: Vec<u32> = list(args, 0).iter().map(|v| whole(v) as i32 as u32).collect();
                let [lo, mid, hi, flags] = parts[..] else {
                    return Err(super::args::bad_argument(
                        "Decimal constructor requires an array or span of four valid decimal bytes.",
                        "",
                    ));
                };
                Ok(Value::Decimal(Decimal::from_parts(lo, mid, hi, flags >> 31 == 1, (flags >> 16) & 0xFF)))
            }
            None => decimal_of(&args[0]).map(Value::Decimal),
        },
        _ => {
            let part = |at: usize| int(args, at) as u32;
            Ok(Value::Decimal(Decimal::from_parts(part(0), part(1), part(2), super::args::flag(args, 3), part(4))))
        }
    }
}
