//! From one kind of number to another, checked.
//!
//! In:    a number and the type wanted.
//! Out:   the number, rounded half to even where digits are lost, or `Overflow`.
//! Never: wraps around.

use num_traits::ToPrimitive as _;
use rust_decimal::Decimal;

use super::{NumberFault, NumberType, decimal};

/// The values of `System.MidpointRounding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Rounding {
    #[default]
    ToEven,
    AwayFromZero,
    ToZero,
    ToNegativeInfinity,
    ToPositiveInfinity,
}

/// Refuses an integer that the type cannot hold.
pub fn int_in_range(value: i128, kind: NumberType) -> Result<i128, NumberFault> {
    let (least, greatest) = kind.range().unwrap_or((i128::MIN, i128::MAX));
    if (least..=greatest).contains(&value) { Ok(value) } else { Err(NumberFault::Overflow(kind)) }
}

/// `[int]2.5` is 2: half goes to the even neighbour.
pub fn double_to_int(value: f64, kind: NumberType) -> Result<i128, NumberFault> {
    if !value.is_finite() || value.abs() > 1e30 {
        return Err(NumberFault::Overflow(kind));
    }
    int_in_range(value.round_ties_even() as i128, kind)
}

/// The decimal with the 15 digits that a double is trusted for.
pub fn double_to_decimal(value: f64) -> Result<Decimal, NumberFault> {
    scientific_to_decimal(value.is_finite().then(|| format!("{value:.14e}")))
}

/// The decimal with the 7 digits that a single is trusted for.
pub fn single_to_decimal(value: f32) -> Result<Decimal, NumberFault> {
    scientific_to_decimal(value.is_finite().then(|| format!("{value:.6e}")))
}

fn scientific_to_decimal(text: Option<String>) -> Result<Decimal, NumberFault> {
    let overflow = NumberFault::Overflow(NumberType::Decimal);
    let Some(text) = text else {
        return Err(overflow);
    };
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let negative = mantissa.starts_with('-');
    let digits: Vec<u8> = mantissa.bytes().filter(u8::is_ascii_digit).collect();
    let kept = digits.iter().rposition(|digit| *digit != b'0').map_or(0, |at| at + 1);
    let scale = exponent.parse::<i32>().unwrap_or(0) + 1;
    decimal::from_digits(negative, &digits[..kept], scale).ok_or(overflow)
}

/// `[math]::Round(value)`.
pub fn round_double(value: f64) -> f64 {
    value.round_ties_even()
}

/// `[math]::Round(value, digits, mode)`: scales, rounds and scales back, as .NET does.
pub fn round_double_with(value: f64, digits: u32, mode: Rounding) -> f64 {
    /// Numbers from here on have no digits behind the point that could be rounded.
    const ROUNDABLE_MAX: f64 = 1e16;
    if value.abs() >= ROUNDABLE_MAX || !value.is_finite() {
        return value;
    }
    let power = 10f64.powi(digits as i32);
    let scaled = value * power;
    let rounded = match mode {
        Rounding::ToEven => scaled.round_ties_even(),
        Rounding::AwayFromZero => scaled.round(),
        Rounding::ToZero => scaled.trunc(),
        Rounding::ToNegativeInfinity => scaled.floor(),
        Rounding::ToPositiveInfinity => scaled.ceil(),
    };
    rounded / power
}

/// `[int]2.5d`: half to even.
pub(super) fn decimal_to_int(value: Decimal, kind: NumberType) -> Result<i128, NumberFault> {
    let whole = value.round().to_i128().ok_or(NumberFault::Overflow(kind))?;
    int_in_range(whole, kind)
}
