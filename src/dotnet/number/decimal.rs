//! `System.Decimal`: arithmetic that remembers its trailing zeros.
//!
//! In:    two decimals, or digits.
//! Out:   a decimal whose scale is the one .NET would show, or `None` on overflow.
//! Never: drops a zero the original keeps (`1.10 + 1.0` is `2.10`).

use std::cmp::Ordering;
use std::fmt::Write as _;

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};
pub use rust_decimal::Decimal;
use rust_decimal::RoundingStrategy;

use super::{NumberFault, NumberType, Rounding};

/// Digits behind the point at most.
pub const SCALE_MAX: u32 = 28;
/// The greatest mantissa, 2^96 - 1.
const MANTISSA_MAX: u128 = (1 << 96) - 1;

/// Appends what `ToString()` gives; a zero never shows a sign.
pub fn write(value: Decimal, out: &mut String) {
    let mut value = value;
    if value.is_zero() {
        value.set_sign_positive(true);
    }
    let _ = write!(out, "{value}");
}

pub fn add(left: Decimal, right: Decimal) -> Result<Decimal, NumberFault> {
    if let Some(sum) = small(left, right, i128::checked_add) {
        return Ok(sum);
    }
    exact(left, right, |a, b| a + b)
}

pub fn subtract(left: Decimal, right: Decimal) -> Result<Decimal, NumberFault> {
    if let Some(difference) = small(left, right, i128::checked_sub) {
        return Ok(difference);
    }
    exact(left, right, |a, b| a - b)
}

/// Most decimals are small; 128 bits then hold both mantissas at the greater scale.
fn small(left: Decimal, right: Decimal, work: fn(i128, i128) -> Option<i128>) -> Option<Decimal> {
    let scale = left.scale().max(right.scale());
    let widen = |value: Decimal| value.mantissa().checked_mul(10i128.checked_pow(scale - value.scale())?);
    Decimal::try_from_i128_with_scale(work(widen(left)?, widen(right)?)?, scale).ok()
}

fn exact(left: Decimal, right: Decimal, work: fn(BigInt, BigInt) -> BigInt) -> Result<Decimal, NumberFault> {
    let scale = left.scale().max(right.scale());
    let widen = |value: Decimal| BigInt::from(value.mantissa()) * ten_to(scale - value.scale());
    fit(work(widen(left), widen(right)), scale as i32).ok_or_else(overflow)
}

pub fn multiply(left: Decimal, right: Decimal) -> Result<Decimal, NumberFault> {
    let scale = left.scale() + right.scale();
    let short = left.mantissa().checked_mul(right.mantissa());
    if let Some(Ok(product)) = short.map(|product| Decimal::try_from_i128_with_scale(product, scale)) {
        return Ok(product);
    }
    let product = BigInt::from(left.mantissa()) * BigInt::from(right.mantissa());
    fit(product, scale as i32).ok_or_else(overflow)
}

/// `None` when the divisor is zero.
pub fn divide(left: Decimal, right: Decimal) -> Option<Result<Decimal, NumberFault>> {
    if right.is_zero() {
        return None;
    }
    let least_scale = left.scale() as i32 - right.scale() as i32;
    let (quotient, rest) = BigInt::from(left.mantissa()).div_rem(&BigInt::from(right.mantissa()));
    if rest.is_zero() {
        // An exact quotient keeps the difference of the scales: 10.00 / 2 is 5.00.
        return Some(fit(quotient, least_scale).ok_or_else(overflow));
    }
    Some(divide_with_rest(left, right).ok_or_else(overflow))
}

/// As many digits as there is room for; zeros at the end are dropped.
fn divide_with_rest(left: Decimal, right: Decimal) -> Option<Decimal> {
    /// Extra digits, so that the rounding of `fit` sees what follows the last place.
    const GUARD: u32 = 60;
    let wide = BigInt::from(left.mantissa()) * ten_to(GUARD);
    let (mut quotient, rest) = wide.div_rem(&BigInt::from(right.mantissa()));
    if !rest.is_zero() {
        // A sticky digit keeps "a little more than half" from looking like exactly half.
        quotient = quotient * 10 + quotient_sign(left, right);
        let scale = left.scale() as i32 - right.scale() as i32 + GUARD as i32 + 1;
        return Some(fit(quotient, scale)?.normalize());
    }
    let scale = left.scale() as i32 - right.scale() as i32 + GUARD as i32;
    Some(fit(quotient, scale)?.normalize())
}

fn quotient_sign(left: Decimal, right: Decimal) -> i32 {
    if left.is_sign_negative() == right.is_sign_negative() { 1 } else { -1 }
}

/// `None` when the divisor is zero. The sign is the dividend's.
pub fn remainder(left: Decimal, right: Decimal) -> Option<Decimal> {
    left.checked_rem(right)
}

/// Half to even, as a conversion to an integer type.
pub fn to_int(value: Decimal, kind: NumberType) -> Result<i128, NumberFault> {
    super::convert::decimal_to_int(value, kind)
}

pub fn to_double(value: Decimal) -> f64 {
    // Through text, since the conversion must round the exact value once.
    value.to_string().parse().unwrap_or(f64::NAN)
}

pub fn from_int(value: i128) -> Result<Decimal, NumberFault> {
    Decimal::try_from_i128_with_scale(value, 0).map_err(|_| overflow())
}

pub fn from_bigint(value: &BigInt) -> Result<Decimal, NumberFault> {
    value.to_i128().ok_or_else(overflow).and_then(from_int)
}

/// `[decimal]::Round(value, digits, mode)`; the result has no more than `digits` decimals.
pub fn round(value: Decimal, digits: u32, mode: Rounding) -> Decimal {
    let strategy = match mode {
        Rounding::ToEven => RoundingStrategy::MidpointNearestEven,
        Rounding::AwayFromZero => RoundingStrategy::MidpointAwayFromZero,
        Rounding::ToZero => RoundingStrategy::ToZero,
        Rounding::ToNegativeInfinity => RoundingStrategy::ToNegativeInfinity,
        Rounding::ToPositiveInfinity => RoundingStrategy::ToPositiveInfinity,
    };
    value.round_dp_with_strategy(digits, strategy)
}

pub fn compare(left: Decimal, right: Decimal) -> Ordering {
    left.cmp(&right)
}

/// The decimal `0.digits × 10^scale`, rounded half to even to what fits.
pub fn from_digits(negative: bool, digits: &[u8], scale: i32) -> Option<Decimal> {
    /// More digits than this cannot change a rounding, except by not being zero.
    const DIGITS_MAX: usize = 60;
    let places = digits.len() as i32 - scale;
    if digits.is_empty() || scale < -(SCALE_MAX as i32) {
        return fit(BigInt::ZERO, places.clamp(0, SCALE_MAX as i32));
    }
    if scale > SCALE_MAX as i32 + 1 {
        return None;
    }
    let kept = &digits[..digits.len().min(DIGITS_MAX)];
    let mut mantissa = BigInt::parse_bytes(kept, 10)?;
    let mut places = places - (digits.len() - kept.len()) as i32;
    if digits[kept.len()..].iter().any(|digit| *digit != b'0') {
        mantissa = mantissa * 10 + 1;
        places += 1;
    }
    fit(if negative { -mantissa } else { mantissa }, places)
}

/// Makes a decimal of an exact value, giving up digits behind the point, half to even.
fn fit(mantissa: BigInt, scale: i32) -> Option<Decimal> {
    if scale < 0 {
        return fit(mantissa * ten_to(scale.unsigned_abs()), 0);
    }
    let mut dropped = (scale - SCALE_MAX as i32).max(0) as u32;
    loop {
        let rounded = divide_half_even(&mantissa, &ten_to(dropped));
        match rounded.abs().to_u128() {
            Some(size) if size <= MANTISSA_MAX => {
                let value = rounded.to_i128()?;
                return Decimal::try_from_i128_with_scale(value, scale as u32 - dropped).ok();
            }
            _ if dropped as i32 == scale => return None,
            _ => dropped += 1,
        }
    }
}

fn divide_half_even(value: &BigInt, by: &BigInt) -> BigInt {
    let (quotient, rest) = value.div_rem(by);
    let twice: BigInt = rest.abs() * 2;
    let away = match twice.cmp(by) {
        Ordering::Greater => true,
        Ordering::Equal => quotient.is_odd(),
        Ordering::Less => false,
    };
    if !away {
        return quotient;
    }
    if value.is_negative() { quotient - 1 } else { quotient + 1 }
}

fn ten_to(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

fn overflow() -> NumberFault {
    NumberFault::Overflow(NumberType::Decimal)
}
