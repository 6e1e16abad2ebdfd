//! Numbers: how .NET writes, reads and converts them, in the invariant culture.
//!
//! In:    a number of any .NET numeric type, a format string, or a text to read.
//! Out:   text appended to a `String`, a number, or a `NumberFault` with .NET's own sentence.
//! Never: asks for a culture, rounds twice, or panics on what a person typed.
//!
//! Start reading at `Number::format`; `digits` holds the decimal digits every format works on.

mod convert;
mod custom;
pub mod decimal;
mod digits;
mod parse;
mod standard;

use std::fmt;

use num_bigint::BigInt;
use rust_decimal::Decimal;

pub use convert::{Rounding, double_to_decimal, double_to_int, int_in_range, round_double, round_double_with, single_to_decimal};
pub use parse::{NumberStyles, parse_bigint, parse_decimal, parse_double, parse_int, parse_single, trim_number};

use digits::Digits;

/// A number about to be formatted. Cheap to make: a big integer is borrowed.
#[derive(Clone, Copy, Debug)]
pub enum Number<'a> {
    SByte(i8),
    Byte(u8),
    Int16(i16),
    UInt16(u16),
    Int32(i32),
    UInt32(u32),
    Int64(i64),
    UInt64(u64),
    Single(f32),
    Double(f64),
    Decimal(Decimal),
    Big(&'a BigInt),
}

/// The numeric types, for messages and for ranges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberType {
    SByte,
    Byte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Int128,
    UInt128,
    Char,
    Single,
    Double,
    Decimal,
    BigInteger,
}

/// What can go wrong with a number. `Display` gives .NET's sentence, `exception` its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NumberFault {
    /// The text is no number of the wanted style.
    Format(Box<str>),
    /// The text is no big integer; .NET does not repeat it.
    BigFormat,
    /// The number does not fit the type.
    Overflow(NumberType),
    /// The format string asks for something the type cannot do.
    Specifier,
    /// NaN or an infinity has no integer of any size.
    NotFinite,
}

impl NumberFault {
    pub fn exception(&self) -> &'static str {
        match self {
            Self::Format(_) | Self::BigFormat | Self::Specifier => "System.FormatException",
            Self::Overflow(_) | Self::NotFinite => "System.OverflowException",
        }
    }
}

impl fmt::Display for NumberFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Format(text) => write!(out, "The input string '{text}' was not in a correct format."),
            Self::BigFormat => out.write_str("The value could not be parsed."),
            Self::Overflow(kind) => {
                write!(out, "Value was either too large or too small for {}.", kind.in_a_sentence())
            }
            Self::Specifier => out.write_str("Format specifier was invalid."),
            Self::NotFinite => out.write_str("BigInteger cannot represent infinity."),
        }
    }
}

impl std::error::Error for NumberFault {}

impl NumberType {
    /// The type as overflow messages name it.
    pub fn in_a_sentence(self) -> &'static str {
        match self {
            Self::SByte => "a signed byte",
            Self::Byte => "an unsigned byte",
            Self::Int16 => "an Int16",
            Self::UInt16 => "a UInt16",
            Self::Int32 => "an Int32",
            Self::UInt32 => "a UInt32",
            Self::Int64 => "an Int64",
            Self::UInt64 => "a UInt64",
            Self::Int128 => "an Int128",
            Self::UInt128 => "a UInt128",
            Self::Char => "a character",
            Self::Single => "a Single",
            Self::Double => "a Double",
            Self::Decimal => "a Decimal",
            Self::BigInteger => "a BigInteger",
        }
    }

    /// Smallest and greatest integer of an integer type; other types have no such bounds.
    pub fn range(self) -> Option<(i128, i128)> {
        Some(match self {
            Self::SByte => (i8::MIN.into(), i8::MAX.into()),
            Self::Byte => (0, u8::MAX.into()),
            Self::Int16 => (i16::MIN.into(), i16::MAX.into()),
            Self::UInt16 | Self::Char => (0, u16::MAX.into()),
            Self::Int32 => (i32::MIN.into(), i32::MAX.into()),
            Self::UInt32 => (0, u32::MAX.into()),
            Self::Int64 => (i64::MIN.into(), i64::MAX.into()),
            Self::UInt64 => (0, u64::MAX.into()),
            _ => return None,
        })
    }

    /// Bits of an integer type, for hexadecimal and binary text.
    pub fn bits(self) -> Option<u32> {
        Some(match self {
            Self::SByte | Self::Byte => 8,
            Self::Int16 | Self::UInt16 | Self::Char => 16,
            Self::Int32 | Self::UInt32 => 32,
            Self::Int64 | Self::UInt64 => 64,
            _ => return None,
        })
    }
}

impl Number<'_> {
    pub fn kind(&self) -> NumberType {
        match self {
            Self::SByte(_) => NumberType::SByte,
            Self::Byte(_) => NumberType::Byte,
            Self::Int16(_) => NumberType::Int16,
            Self::UInt16(_) => NumberType::UInt16,
            Self::Int32(_) => NumberType::Int32,
            Self::UInt32(_) => NumberType::UInt32,
            Self::Int64(_) => NumberType::Int64,
            Self::UInt64(_) => NumberType::UInt64,
            Self::Single(_) => NumberType::Single,
            Self::Double(_) => NumberType::Double,
            Self::Decimal(_) => NumberType::Decimal,
            Self::Big(_) => NumberType::BigInteger,
        }
    }

    /// Appends the number as `ToString(format)` would; an empty format is `ToString()`.
    pub fn format(&self, format: &str, out: &mut String) -> Result<(), NumberFault> {
        if format.is_empty() {
            self.write(out);
            return Ok(());
        }
        if let Some(words) = self.not_finite() {
            out.push_str(words);
            return Ok(());
        }
        match standard::Specifier::read(format)? {
            Some(specifier) => standard::format(self, specifier, out),
            None => {
                custom::format(Digits::for_custom(self), format, out);
                Ok(())
            }
        }
    }

    /// `format`, as a new string.
    pub fn to_format(&self, format: &str) -> Result<String, NumberFault> {
        let mut out = String::new();
        self.format(format, &mut out)?;
        Ok(out)
    }

    /// Appends what `ToString()` gives.
    pub fn write(&self, out: &mut String) {
        match *self {
            Self::Single(value) => write_single(value, out),
            Self::Double(value) => write_double(value, out),
            Self::Decimal(value) => decimal::write(value, out),
            Self::Big(value) => out.push_str(&value.to_string()),
            _ => write_int(self.integer().unwrap_or_default(), out),
        }
    }

    /// The value of an integer type up to 64 bits.
    fn integer(&self) -> Option<i128> {
        Some(match *self {
            Self::SByte(value) => value.into(),
            Self::Byte(value) => value.into(),
            Self::Int16(value) => value.into(),
            Self::UInt16(value) => value.into(),
            Self::Int32(value) => value.into(),
            Self::UInt32(value) => value.into(),
            Self::Int64(value) => value.into(),
            Self::UInt64(value) => value.into(),
            _ => return None,
        })
    }

    fn not_finite(&self) -> Option<&'static str> {
        let value = match *self {
            Self::Single(value) => f64::from(value),
            Self::Double(value) => value,
            _ => return None,
        };
        match value {
            _ if value.is_nan() => Some("NaN"),
            f64::INFINITY => Some("Infinity"),
            f64::NEG_INFINITY => Some("-Infinity"),
            _ => None,
        }
    }
}

/// Appends an integer in decimal.
pub fn write_int(value: i128, out: &mut String) {
    let mut digits = [0u8; 40];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    // Two loops, because division of 128-bit numbers is a call and most numbers are short.
    while rest > u128::from(u64::MAX) {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    let mut rest = rest as u64;
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        out.push('-');
    }
    out.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// Appends a `Double` as `ToString()` does: the shortest text that reads back as the same value.
pub fn write_double(value: f64, out: &mut String) {
    match Number::Double(value).not_finite() {
        Some(words) => out.push_str(words),
        // Whole numbers of up to 15 digits are most of what scripts print.
        None if value.fract() == 0.0 && value.abs() < 1e15 && !(value == 0.0 && value.is_sign_negative()) => {
            write_int(value as i128, out);
        }
        None => standard::general(Digits::shortest(&Number::Double(value)), 15, b'E', out),
    }
}

/// Appends a `Single` as `ToString()` does.
pub fn write_single(value: f32, out: &mut String) {
    match Number::Single(value).not_finite() {
        Some(words) => out.push_str(words),
        None => standard::general(Digits::shortest(&Number::Single(value)), 7, b'E', out),
    }
}

macro_rules! number_from {
    ($($variant:ident: $plain:ty),*) => {
        $(impl From<$plain> for Number<'_> {
            fn from(value: $plain) -> Self {
                Self::$variant(value)
            }
        })*
    };
}

number_from!(SByte: i8, Byte: u8, Int16: i16, UInt16: u16, Int32: i32, UInt32: u32, Int64: i64, UInt64: u64,
    Single: f32, Double: f64, Decimal: Decimal);

impl<'a> From<&'a BigInt> for Number<'a> {
    fn from(value: &'a BigInt) -> Self {
        Self::Big(value)
    }
}

#[cfg(test)]
mod tests;
