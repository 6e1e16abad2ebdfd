//! `System.Numerics.BigInteger`.

use super::args::{self, double, int, long, put_reference, tried};
use super::number::fault;
use crate::convert::{as_big, as_double, numeric};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::number::{Number, NumberStyles};
use num_bigint::{BigInt, Sign};
use num_traits::{One, Signed, ToPrimitive, Zero};

/// A big integer as a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BigInteger(pub BigInt);

impl Native for BigInteger {
    fn type_of(&self) -> Type {
        Type::bigint()
    }

    fn properties(&self) -> &'static [&'static str] {
        &["IsPowerOfTwo", "IsZero", "IsOne", "IsEven", "Sign"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let v = &self.0;
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "iseven" => Value::Bool(!v.bit(0)),
            "isone" => Value::Bool(v.is_one()),
            "iszero" => Value::Bool(v.is_zero()),
            "ispoweroftwo" => Value::Bool(v.is_positive() && v.magnitude().count_ones() == 1),
            "sign" => Value::Int(sign(v)),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let v = &self.0;
        Some(match name.to_ascii_lowercase().as_str() {
            "tostring" => match args.first().map(Value::base) {
                Some(Value::Str(format)) => Number::Big(v).to_format(format).map(Value::from).map_err(|f| fault(&f)),
                _ => Ok(Value::Str(self.text())),
            },
            "compareto" => big(&args::value(args, 0)).map(|other| Value::Int(v.cmp(&other) as i32)),
            "equals" => Ok(Value::Bool(big(&args::value(args, 0)).is_ok_and(|other| *v == other))),
            "tobytearray" => Ok(Value::bytes(&v.to_signed_bytes_le())),
            "getbitlength" => Ok(Value::Long(v.bits() as i64)),
            "getbytecount" => Ok(Value::from(v.to_signed_bytes_le().len())),
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn format(&self, format: &str) -> Option<Result<Str, Str>> {
        Some(Number::Big(&self.0).to_format(format).map(Str::from).map_err(|f| f.to_string().into()))
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<BigInteger>().is_some_and(|o| o.0 == self.0)
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn compare(&self, other: &Value) -> Option<std::cmp::Ordering> {
        other.as_native::<BigInteger>().map(|o| self.0.cmp(&o.0))
    }
}

fn sign(v: &BigInt) -> i32 {
    match v.sign() {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    }
}

fn made(v: BigInt) -> Value {
    Value::native(BigInteger(v))
}

fn big(value: &Value) -> Result<BigInt, Halt> {
    match numeric(value) {
        Some(number) => as_big(&number).map_err(|f| fault(&f)),
        None => Ok(BigInt::zero()),
    }
}

/// Largest exponent `Pow` takes: the result would not fit the memory of any machine.
const EXPONENT_MAX: i32 = 1 << 22;

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "parse" => return Some(parse(args)),
        "tryparse" => {
            let found = if args::is_null(args, 0) { None } else { parse(args).ok() };
            return Some(tried(s, args, args.len() - 1, found, made(BigInt::zero())));
        }
        _ => {}
    }
    let a = big(args.first()?).ok()?;
    let b = args.get(1).and_then(|v| big(v).ok()).unwrap_or_default();
    Some(match name {
        "divrem" | "divide" | "remainder" => divided(s, name, &a, &b, args),
        "pow" => power(&a, int(args, 1)),
        "modpow" => mod_pow(&a, &b, args),
        "log" if args.len() > 1 => Ok(Value::Double(logarithm(&a) / double(args, 1).ln())),
        "log" => Ok(Value::Double(logarithm(&a))),
        "log10" => Ok(Value::Double(logarithm(&a) / std::f64::consts::LN_10)),
        _ => return plain(name, a, b),
    })
}

fn plain(name: &str, a: BigInt, b: BigInt) -> Option<Eval> {
    Some(Ok(match name {
        "abs" => made(a.abs()),
        "negate" => made(-a),
        "add" => made(a + b),
        "subtract" => made(a - b),
        "multiply" => made(a * b),
        "max" => made(a.max(b)),
        "min" => made(a.min(b)),
        "compare" => Value::Int(a.cmp(&b) as i32),
        "greatestcommondivisor" => made(gcd(a, b)),
        "iseveninteger" => Value::Bool(!a.bit(0)),
        "isoddinteger" => Value::Bool(a.bit(0)),
        "isnegative" => Value::Bool(a.is_negative()),
        "ispositive" => Value::Bool(!a.is_negative()),
        "ispow2" => Value::Bool(a.is_positive() && a.magnitude().count_ones() == 1),
        "popcount" => made(BigInt::from(a.magnitude().count_ones())),
        "log2" => made(BigInt::from(a.bits().saturating_sub(1))),
        _ => return None,
    }))
}

fn parse(args: &[Value]) -> Eval {
    let styles = if args::is_enum(args, 1, "System.Globalization.NumberStyles") {
        NumberStyles(args::enumeration(args, 1) as u32)
    } else {
        NumberStyles::INTEGER
    };
    dotnet::number::parse_bigint(&args::text(args, 0), styles).map(made).map_err(|f| fault(&f))
}

fn divided(s: &mut Session, name: &str, a: &BigInt, b: &BigInt, args: &[Value]) -> Eval {
    if b.is_zero() {
        return Err(thrown("System.DivideByZeroException", "Attempted to divide by zero."));
    }
    match name {
        "divide" => Ok(made(a / b)),
        "remainder" => Ok(made(a % b)),
        _ if args.len() == 3 => {
            put_reference(s, args, 2, made(a % b))?;
            Ok(made(a / b))
        }
        _ => Ok(super::pair::value_tuple(vec![made(a / b), made(a % b)])),
    }
}

fn power(a: &BigInt, exponent: i32) -> Eval {
    let Ok(exponent_size) = u32::try_from(exponent) else {
        return Err(args::out_of_range("The number must be greater than or equal to zero.", "exponent"));
    };
    if exponent > EXPONENT_MAX && a.bits() > 1 {
        return Err(thrown("System.OutOfMemoryException", "Exception of type 'System.OutOfMemoryException' was thrown."));
    }
    Ok(made(a.pow(exponent_size)))
}

fn mod_pow(a: &BigInt, exponent: &BigInt, args: &[Value]) -> Eval {
    let modulus = args.get(2).map_or_else(|| Ok(BigInt::zero()), big)?;
    if exponent.is_negative() {
        return Err(args::out_of_range("The number must be greater than or equal to zero.", "exponent"));
    }
    if modulus.is_zero() {
        return Err(thrown("System.DivideByZeroException", "Attempted to divide by zero."));
    }
    let size = modulus.abs();
    let result = a.modpow(exponent, &size);
    // .NET keeps the sign of the value where the language of numbers wants a positive rest.
    Ok(made(if a.is_negative() && exponent.bit(0) && !result.is_zero() { result - size } else { result }))
}

fn gcd(mut a: BigInt, mut b: BigInt) -> BigInt {
    while !b.is_zero() {
        let rest = &a % &b;
        a = b;
        b = rest;
    }
    a.abs()
}

fn logarithm(v: &BigInt) -> f64 {
    if v.is_negative() {
        return f64::NAN;
    }
    let bits = v.bits();
    if bits <= 1000 {
        return v.to_f64().unwrap_or(f64::INFINITY).ln();
    }
    let shift = bits - 64;
    (v >> shift).to_f64().unwrap_or(1.0).ln() + shift as f64 * std::f64::consts::LN_2
}

pub fn get_static(name: &str) -> Option<Value> {
    Some(made(match name.to_ascii_lowercase().as_str() {
        "zero" => BigInt::zero(),
        "one" => BigInt::one(),
        "minusone" => -BigInt::one(),
        _ => return None,
    }))
}

pub fn construct(args: &[Value]) -> Eval {
    match args.first() {
        None => Ok(made(BigInt::zero())),
        Some(bytes) if bytes.as_seq().is_some() => Ok(made(BigInt::from_signed_bytes_le(&args::bytes(args, 0)))),
        Some(value) => match numeric(value) {
            Some(number) if as_double(&number).is_finite() => as_big(&number).map(made).map_err(|f| fault(&f)),
            Some(_) => Err(thrown("System.OverflowException", "BigInteger cannot represent infinity.")),
            None => Ok(made(BigInt::from(long(args, 0)))),
        },
    }
}
