//! `System.Math` and `System.MathF`.
//!
//! In:    numbers in the types of the chosen overload.
//! Out:   numbers.
//! Never: rounds half up unless told to.

use super::args::{double, int, long, out_of_range, put_reference, raise, whole};
use super::number::{self, absolute, order, round_arguments, sign};
use crate::convert::int_value;
use crate::fault::{Eval, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::Value;
use dotnet::number::NumberType;
use std::cmp::Ordering;

pub fn call_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    let first = args.first()?;
    let kind = first.base().ty().and_then(number::kind_of).unwrap_or(NumberType::Double);
    match name {
        "abs" => return Some(absolute(first, kind)),
        "sign" => return Some(sign(first)),
        "max" | "min" => return Some(Ok(extreme(name, args))),
        "clamp" => return Some(clamp(args)),
        "divrem" => return Some(div_rem(s, args, kind)),
        "bigmul" => return Some(big_mul(args)),
        _ => {}
    }
    if let Value::Decimal(value) = first.base() {
        match name {
            "round" => return Some(number::round_decimal(*value, args)),
            "floor" | "ceiling" | "truncate" => return super::decimal::call_static(name, args),
            _ => {}
        }
    }
    let made = real(name, args)?;
    Some(made.map(|made| match made.base() {
        Value::Double(v) if ty.name() == "MathF" => Value::from(*v as f32),
        _ => made,
    }))
}

/// Functions of reals, for `Math` and for the types themselves.
pub fn real(name: &str, args: &[Value]) -> Option<Eval> {
    let (x, y) = (double(args, 0), double(args, 1));
    Some(Ok(Value::Double(match name {
        "acos" => x.acos(),
        "acosh" => x.acosh(),
        "asin" => x.asin(),
        "asinh" => x.asinh(),
        "atan" => x.atan(),
        "atan2" => x.atan2(y),
        "atanh" => x.atanh(),
        "cbrt" => x.cbrt(),
        "ceiling" => x.ceil(),
        "floor" => x.floor(),
        "truncate" => x.trunc(),
        "cos" => x.cos(),
        "cosh" => x.cosh(),
        "sin" => x.sin(),
        "sinh" => x.sinh(),
        "tan" => x.tan(),
        "tanh" => x.tanh(),
        "exp" => x.exp(),
        "log" if args.len() > 1 => log_of_base(x, y),
        "log" => x.ln(),
        "log10" => x.log10(),
        "log2" => x.log2(),
        "pow" => power(x, y),
        "sqrt" => x.sqrt(),
        "copysign" => x.copysign(y),
        "fusedmultiplyadd" => x.mul_add(y, double(args, 2)),
        "scaleb" => x * 2f64.powi(int(args, 1)),
        "bitincrement" => next_up(x),
        "bitdecrement" => -next_up(-x),
        "maxmagnitude" => {
            if x.abs() > y.abs() || x.is_nan() {
                x
            } else {
                y
            }
        }
        "minmagnitude" => {
            if x.abs() < y.abs() || x.is_nan() {
                x
            } else {
                y
            }
        }
        "ieeeremainder" => ieee_remainder(x, y),
        "reciprocalestimate" => 1.0 / x,
        "reciprocalsqrtestimate" => 1.0 / x.sqrt(),
        "hypot" => x.hypot(y),
        "degreestoradians" => x.to_radians(),
        "radianstodegrees" => x.to_degrees(),
        "round" => return Some(round(args)),
        "ilogb" => return Some(Ok(Value::Int(ilogb(x)))),
        "sincos" => return Some(Ok(super::pair::value_tuple(vec![Value::Double(x.sin()), Value::Double(x.cos())]))),
        _ => return None,
    })))
}

fn log_of_base(x: f64, base: f64) -> f64 {
    if x.is_nan() || base.is_nan() {
        return f64::NAN;
    }
    if base == 1.0 || (x != 1.0 && (base == 0.0 || base == f64::INFINITY)) {
        return f64::NAN;
    }
    x.ln() / base.ln()
}

fn power(x: f64, y: f64) -> f64 {
    x.powf(y)
}

fn next_up(x: f64) -> f64 {
    if x.is_nan() || x == f64::INFINITY {
        return x;
    }
    if x == 0.0 {
        return f64::from_bits(1);
    }
    f64::from_bits(if x > 0.0 { x.to_bits() + 1 } else { x.to_bits() - 1 })
}

fn ieee_remainder(x: f64, y: f64) -> f64 {
    let quotient = dotnet::number::round_double(x / y);
    x - y * quotient
}

fn ilogb(x: f64) -> i32 {
    if x == 0.0 {
        return i32::MIN;
    }
    if !x.is_finite() {
        return i32::MAX;
    }
    x.abs().log2().floor() as i32
}

fn round(args: &[Value]) -> Eval {
    let value = double(args, 0);
    let (digits, mode) = round_arguments(args);
    if !(0..=15).contains(&digits) {
        return Err(out_of_range("Rounding digits must be between 0 and 15, inclusive.", "digits"));
    }
    Ok(Value::Double(dotnet::number::round_double_with(value, digits as u32, mode)))
}

fn extreme(name: &str, args: &[Value]) -> Value {
    let (a, b) = (args[0].clone(), args.get(1).cloned().unwrap_or(Value::Null));
    if let (Value::Double(x), Value::Double(y)) = (a.base(), b.base())
        && (x.is_nan() || y.is_nan())
    {
        return Value::Double(f64::NAN);
    }
    let take_first = order(&a, &b) != if name == "max" { Ordering::Less } else { Ordering::Greater };
    if take_first { a } else { b }
}

fn clamp(args: &[Value]) -> Eval {
    let [value, low, high] = args else { return Ok(Value::Null) };
    if order(low, high) == Ordering::Greater {
        return Err(super::args::bad_argument(&format!("'{}' cannot be greater than {}.", low.plain_text(), high.plain_text()), ""));
    }
    Ok(if order(value, low) == Ordering::Less {
        low.clone()
    } else if order(value, high) == Ordering::Greater {
        high.clone()
    } else {
        value.clone()
    })
}

fn div_rem(s: &mut Session, args: &[Value], kind: NumberType) -> Eval {
    let (a, b) = (args.first().map_or(0, whole), args.get(1).map_or(0, whole));
    if b == 0 {
        return Err(thrown("System.DivideByZeroException", "Attempted to divide by zero."));
    }
    if args.len() == 3 {
        put_reference(s, args, 2, int_value(a % b, kind))?;
        return Ok(int_value(a / b, kind));
    }
    Ok(super::pair::value_tuple(vec![int_value(a / b, kind), int_value(a % b, kind)]))
}

fn big_mul(args: &[Value]) -> Eval {
    let product = args.first().map_or(0, whole).checked_mul(args.get(1).map_or(0, whole));
    match (args[0].base(), product) {
        (Value::Int(_), _) => Ok(Value::Long(long(args, 0).wrapping_mul(long(args, 1)))),
        (_, Some(product)) => match u64::try_from(product) {
            Ok(v) => Ok(Value::from(v)),
            Err(_) => i64::try_from(product).map(Value::Long).map_err(|f| raise("System.OverflowException", &f)),
        },
        (_, None) => Err(thrown("System.OverflowException", "Arithmetic operation resulted in an overflow.")),
    }
}

pub fn get_static(ty: Type, name: &str) -> Option<Value> {
    let value = match name.to_ascii_lowercase().as_str() {
        "pi" => std::f64::consts::PI,
        "e" => std::f64::consts::E,
        "tau" => std::f64::consts::TAU,
        _ => return None,
    };
    Some(if ty.name() == "MathF" { Value::from(value as f32) } else { Value::Double(value) })
}
