//! Reading numbers: `Parse` of every numeric type.
//!
//! In:    a text and the `NumberStyles` it may use.
//! Out:   the number, or `Format` / `Overflow` with .NET's sentence.
//! Never: guesses; what a style does not allow is a fault.

use num_bigint::BigInt;
use num_traits::Num as _;
use rust_decimal::Decimal;

use super::{NumberFault, NumberType, decimal};

/// Beyond this an exponent only says "zero" or "too large".
const EXPONENT_MAX: i32 = 9_999;

/// What a number's text may contain; the bits of `System.Globalization.NumberStyles`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberStyles(pub u32);

impl NumberStyles {
    pub const NONE: Self = Self(0);
    pub const LEADING_WHITE: Self = Self(1);
    pub const TRAILING_WHITE: Self = Self(2);
    pub const LEADING_SIGN: Self = Self(4);
    pub const TRAILING_SIGN: Self = Self(8);
    pub const PARENTHESES: Self = Self(16);
    pub const DECIMAL_POINT: Self = Self(32);
    pub const THOUSANDS: Self = Self(64);
    pub const EXPONENT: Self = Self(128);
    pub const CURRENCY_SYMBOL: Self = Self(256);
    pub const HEX_SPECIFIER: Self = Self(512);
    pub const BINARY_SPECIFIER: Self = Self(1024);
    pub const INTEGER: Self = Self(7);
    pub const HEX_NUMBER: Self = Self(515);
    pub const BINARY_NUMBER: Self = Self(1027);
    pub const NUMBER: Self = Self(111);
    pub const FLOAT: Self = Self(167);
    pub const CURRENCY: Self = Self(383);
    pub const ANY: Self = Self(511);
    /// What `[double]::Parse` takes when nothing is said.
    pub const FLOAT_THOUSANDS: Self = Self(167 | 64);

    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// Reads an integer of a type up to 64 bits.
pub fn parse_int(text: &str, styles: NumberStyles, kind: NumberType) -> Result<i128, NumberFault> {
    let format_fault = || NumberFault::Format(text.into());
    if let Some((radix, digits)) = radix_digits(text, styles) {
        return parse_bits(digits, radix, kind).map_err(|fault| fault.unwrap_or_else(format_fault));
    }
    let read = Read::of(text, styles).ok_or_else(format_fault)?;
    let value = read.integer().ok_or(NumberFault::Overflow(kind))?;
    super::int_in_range(value, kind)
}

pub fn parse_double(text: &str, styles: NumberStyles) -> Result<f64, NumberFault> {
    if let Some(read) = Read::of(text, styles) {
        return Ok(read.floating().parse().unwrap_or(f64::NAN));
    }
    let word = trim_number(text, styles);
    match word.trim_start_matches(['-', '+']) {
        infinity if infinity.eq_ignore_ascii_case("Infinity") && word.len() <= infinity.len() + 1 => {
            Ok(if word.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY })
        }
        "∞" => Ok(if word.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY }),
        nan if nan.eq_ignore_ascii_case("NaN") && word.len() <= nan.len() + 1 => Ok(f64::NAN),
        _ => Err(NumberFault::Format(text.into())),
    }
}

pub fn parse_single(text: &str, styles: NumberStyles) -> Result<f32, NumberFault> {
    match Read::of(text, styles) {
        // Not through a double: rounding twice would be wrong in the last place.
        Some(read) => Ok(read.floating().parse().unwrap_or(f32::NAN)),
        None => parse_double(text, styles).map(|value| value as f32),
    }
}

pub fn parse_decimal(text: &str, styles: NumberStyles) -> Result<Decimal, NumberFault> {
    let read = Read::of(text, styles).ok_or_else(|| NumberFault::Format(text.into()))?;
    decimal::from_digits(read.negative, &read.digits, read.scale).ok_or(NumberFault::Overflow(NumberType::Decimal))
}

pub fn parse_bigint(text: &str, styles: NumberStyles) -> Result<BigInt, NumberFault> {
    if let Some((radix, digits)) = radix_digits(text, styles) {
        return big_bits(digits, radix).ok_or(NumberFault::BigFormat);
    }
    let read = Read::of(text, styles).ok_or(NumberFault::BigFormat)?;
    let (whole, rest) = read.digits.split_at(read.scale.clamp(0, read.digits.len() as i32) as usize);
    if rest.iter().any(|digit| *digit != b'0') {
        return Err(NumberFault::Overflow(NumberType::BigInteger));
    }
    let mut text: String = whole.iter().map(|digit| char::from(*digit)).collect();
    text.extend(std::iter::repeat_n('0', (read.scale.max(0) as usize).saturating_sub(whole.len())));
    let value = if text.is_empty() { BigInt::ZERO } else { text.parse().map_err(|_| NumberFault::BigFormat)? };
    Ok(if read.negative { -value } else { value })
}

/// The text without the white space its style lets it have.
pub fn trim_number(text: &str, styles: NumberStyles) -> &str {
    let text = if styles.has(NumberStyles::LEADING_WHITE) { text.trim_start_matches(is_white) } else { text };
    if styles.has(NumberStyles::TRAILING_WHITE) {
        // .NET also lets NUL characters trail.
        return text.trim_end_matches('\0').trim_end_matches(is_white);
    }
    text
}

/// White space to a number is ASCII only.
fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t'..='\r')
}

fn radix_digits(text: &str, styles: NumberStyles) -> Option<(u32, &str)> {
    let radix = match () {
        _ if styles.has(NumberStyles::HEX_SPECIFIER) => 16,
        _ if styles.has(NumberStyles::BINARY_SPECIFIER) => 2,
        _ => return None,
    };
    Some((radix, trim_number(text, styles)))
}

/// `Err(None)` says that the text is no such number.
fn parse_bits(digits: &str, radix: u32, kind: NumberType) -> Result<i128, Option<NumberFault>> {
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return Err(None);
    }
    let overflow = || Some(NumberFault::Overflow(kind));
    let bits = kind.bits().ok_or(None)?;
    let value = u64::from_str_radix(digits, radix).map_err(|_| overflow())?;
    if bits < 64 && value >> bits != 0 {
        return Err(overflow());
    }
    Ok(sign_extended(value, kind))
}

/// The number that a bit pattern means in a type: `FF` is -1 as a signed byte.
pub(super) fn sign_extended(value: u64, kind: NumberType) -> i128 {
    let bits = kind.bits().unwrap_or(64);
    let signed = kind.range().is_some_and(|(least, _)| least < 0);
    let value = i128::from(value);
    if signed && value >> (bits - 1) & 1 == 1 { value - (1i128 << bits) } else { value }
}

fn big_bits(digits: &str, radix: u32) -> Option<BigInt> {
    let value = BigInt::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with(['-', '+']))?;
    let first = digits.chars().next()?.to_digit(radix)?;
    let width = digits.len() * if radix == 16 { 4 } else { 1 };
    Some(if first >= radix / 2 { value - (BigInt::from(1) << width) } else { value })
}

/// A number's text taken apart: `0.digits × 10^scale`.
struct Read {
    negative: bool,
    digits: Vec<u8>,
    scale: i32,
}

impl Read {
    fn of(text: &str, styles: NumberStyles) -> Option<Self> {
        let mut cursor = Cursor { rest: trim_number(text, styles), styles, negative: false, signed: false };
        cursor.lead()?;
        let mut read = cursor.digits()?;
        cursor.exponent(&mut read);
        cursor.trail()?;
        if !cursor.rest.is_empty() {
            return None;
        }
        read.negative = cursor.negative;
        Some(read)
    }

    /// The value, if it is whole and not absurdly large.
    fn integer(&self) -> Option<i128> {
        let whole = self.scale.clamp(0, self.digits.len() as i32) as usize;
        if self.digits[whole..].iter().any(|digit| *digit != b'0') || self.scale > 38 {
            return None;
        }
        let mut value: i128 = 0;
        for at in 0..self.scale.max(0) as usize {
            let digit = self.digits.get(at).map_or(0, |digit| digit - b'0');
            value = value.checked_mul(10)?.checked_add(digit.into())?;
        }
        Some(if self.negative { -value } else { value })
    }

    fn floating(&self) -> String {
        let digits: String = self.digits.iter().map(|digit| char::from(*digit)).collect();
        format!("{}0.{digits}0e{}", if self.negative { "-" } else { "" }, self.scale)
    }
}

struct Cursor<'a> {
    rest: &'a str,
    styles: NumberStyles,
    negative: bool,
    signed: bool,
}

impl Cursor<'_> {
    fn allows(&self, style: NumberStyles) -> bool {
        self.styles.has(style)
    }

    fn eat(&mut self, wanted: &str) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn eat_sign(&mut self) -> bool {
        if self.eat("-") || self.eat("\u{2212}") {
            self.negative = true;
            return true;
        }
        self.eat("+")
    }

    fn lead(&mut self) -> Option<()> {
        if self.rest.starts_with('(') {
            // Parentheses mean a negative number and must close.
            let inside = self.rest.strip_prefix('(')?.strip_suffix(')')?;
            if !self.allows(NumberStyles::PARENTHESES) {
                return None;
            }
            self.rest = inside;
            (self.negative, self.signed) = (true, true);
        }
        for _ in 0..2 {
            if !self.signed && self.allows(NumberStyles::LEADING_SIGN) && self.eat_sign() {
                self.signed = true;
            }
            if self.allows(NumberStyles::CURRENCY_SYMBOL) && self.eat("¤") {
                self.rest = self.rest.trim_start_matches(is_white);
            }
        }
        Some(())
    }

    fn digits(&mut self) -> Option<Read> {
        let mut read = Read { negative: false, digits: Vec::with_capacity(self.rest.len()), scale: 0 };
        let (mut any, mut point) = (false, false);
        while let Some(mark) = self.rest.bytes().next() {
            match mark {
                b'0'..=b'9' => {
                    any = true;
                    // Zeros in front say nothing but where the point is.
                    let leading_zero = mark == b'0' && read.digits.is_empty();
                    if !leading_zero {
                        read.digits.push(mark);
                    }
                    read.scale += match (point, leading_zero) {
                        (false, false) => 1,
                        (true, true) => -1,
                        _ => 0,
                    };
                }
                b'.' if !point && self.allows(NumberStyles::DECIMAL_POINT) => point = true,
                b',' if !point && any && self.allows(NumberStyles::THOUSANDS) => {}
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        any.then_some(read)
    }

    fn exponent(&mut self, read: &mut Read) {
        if !self.allows(NumberStyles::EXPONENT) {
            return;
        }
        let Some(rest) = self.rest.strip_prefix(['e', 'E']) else {
            return;
        };
        let negative = rest.starts_with('-');
        let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return;
        }
        let value = rest[..length].parse::<i32>().unwrap_or(EXPONENT_MAX).min(EXPONENT_MAX);
        if !read.digits.is_empty() {
            read.scale += if negative { -value } else { value };
        }
        self.rest = &rest[length..];
    }

    fn trail(&mut self) -> Option<()> {
        for _ in 0..2 {
            if !self.signed && self.allows(NumberStyles::TRAILING_SIGN) && self.eat_sign() {
                self.signed = true;
            }
            if self.allows(NumberStyles::CURRENCY_SYMBOL) {
                self.eat("¤");
            }
        }
        Some(())
    }
}
