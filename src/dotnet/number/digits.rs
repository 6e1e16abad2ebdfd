//! Decimal digits with a scale: the form in which every format sees a number.
//!
//! In:    a `Number`.
//! Out:   sign, digits without leading zeros, and where the decimal point stands.
//! Never: knows a format string.

use std::fmt::Write as _;

use super::Number;

/// `0.d1d2d3… × 10^scale`. No digits at all is zero.
#[derive(Clone, Debug)]
pub(super) struct Digits {
    pub negative: bool,
    pub digits: Vec<u8>,
    pub scale: i32,
    /// Floating point keeps its sign when it rounds to zero; the other types know no `-0`.
    pub floating: bool,
}

impl Digits {
    /// The digits that identify the number: all of an integer, the shortest round trip of a double.
    pub fn shortest(number: &Number<'_>) -> Self {
        match *number {
            Number::Single(value) => Self::of_scientific(&format!("{value:e}")),
            Number::Double(value) => Self::of_scientific(&format!("{value:e}")),
            Number::Decimal(value) => Self::of_decimal(value),
            Number::Big(value) => Self::of_text(&value.to_string(), false),
            _ => Self::of_integer(number.integer().unwrap_or_default()),
        }
    }

    /// `count` digits after the decimal point; floating point is rounded here, exactly, half to even.
    pub fn with_decimals(number: &Number<'_>, count: usize) -> Self {
        match *number {
            Number::Single(value) => Self::of_text(&format!("{value:.count$}"), true),
            Number::Double(value) => Self::of_text(&format!("{value:.count$}"), true),
            _ => {
                let mut digits = Self::shortest(number);
                digits.round(digits.scale + count as i32);
                digits
            }
        }
    }

    /// `count` (at least one) digits in all.
    pub fn significant(number: &Number<'_>, count: usize) -> Self {
        let after_first = count.saturating_sub(1);
        match *number {
            Number::Single(value) => Self::of_scientific(&format!("{value:.after_first$e}")),
            Number::Double(value) => Self::of_scientific(&format!("{value:.after_first$e}")),
            _ => {
                let mut digits = Self::shortest(number);
                digits.round(count as i32);
                digits
            }
        }
    }

    /// Custom formats see 15 digits of a double and 7 of a single, whatever they ask for.
    pub fn for_custom(number: &Number<'_>) -> Self {
        match number {
            Number::Single(_) => Self::significant(number, 7),
            Number::Double(_) => Self::significant(number, 15),
            _ => Self::shortest(number),
        }
    }

    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The digit at a place, zero past the end.
    pub fn digit(&self, at: usize) -> u8 {
        self.digits.get(at).copied().unwrap_or(b'0')
    }

    /// Keeps `keep` digits, half away from zero.
    pub fn round(&mut self, keep: i32) {
        let up = keep >= 0 && self.digits.get(keep as usize).is_some_and(|digit| *digit >= b'5');
        self.digits.truncate(keep.max(0) as usize);
        if up {
            self.round_up();
        }
        self.trim();
    }

    fn round_up(&mut self) {
        while let Some(last) = self.digits.pop() {
            if last < b'9' {
                self.digits.push(last + 1);
                return;
            }
        }
        self.digits.push(b'1');
        self.scale += 1;
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&b'0') {
            self.digits.pop();
        }
        if self.digits.is_empty() {
            self.scale = 0;
            self.negative &= self.floating;
        }
    }

    fn of_integer(value: i128) -> Self {
        let mut text = String::with_capacity(24);
        super::write_int(value, &mut text);
        Self::of_text(&text, false)
    }

    fn of_decimal(value: rust_decimal::Decimal) -> Self {
        let mut text = String::with_capacity(32);
        let _ = write!(text, "{value}");
        Self::of_text(&text, false)
    }

    /// From `-123.450`.
    fn of_text(text: &str, floating: bool) -> Self {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let whole = whole.trim_start_matches('0');
        let mut scale = whole.len() as i32;
        let mut digits = Vec::with_capacity(whole.len() + fraction.len());
        digits.extend_from_slice(whole.as_bytes());
        if whole.is_empty() {
            let significant = fraction.trim_start_matches('0');
            scale = -((fraction.len() - significant.len()) as i32);
            digits.extend_from_slice(significant.as_bytes());
        } else {
            digits.extend_from_slice(fraction.as_bytes());
        }
        let mut made = Self { negative, digits, scale, floating };
        made.trim();
        made
    }

    /// From `-1.2345e-7`.
    fn of_scientific(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut made = Self::of_text(mantissa, true);
        if !made.is_zero() {
            made.scale += exponent.parse::<i32>().unwrap_or(0);
        }
        made
    }
}
