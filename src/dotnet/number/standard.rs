//! Standard format strings: one letter and perhaps a precision.
//!
//! In:    a finite number and a `Specifier` such as `N2`.
//! Out:   text, or `Specifier` when the type does not know the letter.
//! Never: reads custom format strings.

use num_bigint::{BigInt, Sign};

use super::digits::Digits;
use super::{Number, NumberFault, NumberType};

/// .NET's own bound on a precision.
const PRECISION_MAX: usize = 999_999_999;
/// Ours: more digits than any script prints, and far less than a machine's memory.
const PRECISION_SANE_MAX: usize = 1_000_000;

#[derive(Clone, Copy, Debug)]
pub(super) struct Specifier {
    letter: u8,
    precision: Option<usize>,
}

impl Specifier {
    /// `Ok(None)` when the text is a custom format.
    pub fn read(format: &str) -> Result<Option<Self>, NumberFault> {
        let bytes = format.as_bytes();
        let Some((&letter, digits)) = bytes.split_first() else {
            return Ok(None);
        };
        if !letter.is_ascii_alphabetic() || !digits.iter().all(u8::is_ascii_digit) {
            return Ok(None);
        }
        if digits.is_empty() {
            return Ok(Some(Self { letter, precision: None }));
        }
        let precision = format[1..].parse::<usize>().map_err(|_| NumberFault::Specifier)?;
        if precision > PRECISION_MAX || precision > PRECISION_SANE_MAX {
            return Err(NumberFault::Specifier);
        }
        Ok(Some(Self { letter, precision: Some(precision) }))
    }

    fn or(self, default: usize) -> usize {
        self.precision.unwrap_or(default)
    }
}

pub(super) fn format(number: &Number<'_>, specifier: Specifier, out: &mut String) -> Result<(), NumberFault> {
    match specifier.letter.to_ascii_uppercase() {
        b'G' => general_or_all(number, specifier, out),
        b'R' => round_trip(number, out)?,
        b'D' => decimal(number, specifier.or(1), out)?,
        b'X' => hexadecimal(number, specifier, out)?,
        b'B' => binary(number, specifier.or(1), out)?,
        b'E' => exponential(number, specifier, out),
        b'F' => fixed(Digits::with_decimals(number, specifier.or(2)), specifier.or(2), out),
        b'N' => grouped(Digits::with_decimals(number, specifier.or(2)), specifier.or(2), out),
        b'C' => currency(Digits::with_decimals(number, specifier.or(2)), specifier.or(2), out),
        b'P' => percent(number, specifier.or(2), out),
        _ => return Err(NumberFault::Specifier),
    }
    Ok(())
}

/// `G`: whichever of fixed and scientific is shorter, by .NET's rule of thumb.
pub(super) fn general(digits: Digits, digits_max: i32, letter: u8, out: &mut String) {
    let digits_max = digits_max.max(digits.digits.len() as i32);
    general_at_most(digits, digits_max, letter, out);
}

fn general_at_most(digits: Digits, digits_max: i32, letter: u8, out: &mut String) {
    if digits.negative {
        out.push('-');
    }
    if digits.is_zero() {
        out.push('0');
        return;
    }
    let scientific = digits.scale > digits_max || digits.scale < -3;
    let point = if scientific { 1 } else { digits.scale };
    push_whole(&digits, point, out);
    push_rest(&digits, point, out);
    if scientific {
        push_exponent(digits.scale - 1, letter, 2, true, out);
    }
}

fn push_whole(digits: &Digits, point: i32, out: &mut String) {
    if point <= 0 {
        out.push('0');
    }
    for at in 0..point.max(0) as usize {
        out.push(char::from(digits.digit(at)));
    }
}

/// The digits behind the point, as many as there are.
fn push_rest(digits: &Digits, point: i32, out: &mut String) {
    let from = point.max(0) as usize;
    if from >= digits.digits.len() {
        return;
    }
    out.push('.');
    for _ in point..0 {
        out.push('0');
    }
    out.extend(digits.digits[from..].iter().map(|digit| char::from(*digit)));
}

pub(super) fn push_exponent(exponent: i32, letter: u8, places: usize, plus: bool, out: &mut String) {
    out.push(char::from(letter));
    match exponent {
        ..0 => out.push('-'),
        _ if plus => out.push('+'),
        _ => {}
    }
    let text = exponent.unsigned_abs().to_string();
    out.extend(std::iter::repeat_n('0', places.saturating_sub(text.len())));
    out.push_str(&text);
}

fn general_or_all(number: &Number<'_>, specifier: Specifier, out: &mut String) {
    // `g` writes a small `e`; the letters differ by the same two places.
    let letter = specifier.letter - 2;
    let precision = specifier.precision.filter(|count| *count > 0);
    match (precision, number) {
        (Some(count), _) => general_at_most(Digits::significant(number, count), count as i32, letter, out),
        (None, Number::Double(_)) => general(Digits::shortest(number), 15, letter, out),
        (None, Number::Single(_)) => general(Digits::shortest(number), 7, letter, out),
        (None, _) => number.write(out),
    }
}

fn round_trip(number: &Number<'_>, out: &mut String) -> Result<(), NumberFault> {
    match number {
        Number::Double(_) | Number::Single(_) | Number::Big(_) => number.write(out),
        _ => return Err(NumberFault::Specifier),
    }
    Ok(())
}

fn decimal(number: &Number<'_>, places: usize, out: &mut String) -> Result<(), NumberFault> {
    if !is_integer(number) {
        return Err(NumberFault::Specifier);
    }
    let mut text = String::new();
    number.write(&mut text);
    let digits = text.trim_start_matches('-');
    if digits.len() < text.len() {
        out.push('-');
    }
    out.extend(std::iter::repeat_n('0', places.saturating_sub(digits.len())));
    out.push_str(digits);
    Ok(())
}

fn is_integer(number: &Number<'_>) -> bool {
    !matches!(number.kind(), NumberType::Single | NumberType::Double | NumberType::Decimal)
}

fn hexadecimal(number: &Number<'_>, specifier: Specifier, out: &mut String) -> Result<(), NumberFault> {
    let lower = specifier.letter == b'x';
    let places = specifier.or(1);
    if let Number::Big(value) = number {
        big_hexadecimal(value, places, lower, out);
        return Ok(());
    }
    let bits = bits_of(number)?;
    let text = if lower { format!("{bits:x}") } else { format!("{bits:X}") };
    out.extend(std::iter::repeat_n('0', places.saturating_sub(text.len())));
    out.push_str(&text);
    Ok(())
}

fn binary(number: &Number<'_>, places: usize, out: &mut String) -> Result<(), NumberFault> {
    if let Number::Big(value) = number {
        for byte in value.to_signed_bytes_be() {
            out.push_str(&format!("{byte:08b}"));
        }
        return Ok(());
    }
    let text = format!("{:b}", bits_of(number)?);
    out.extend(std::iter::repeat_n('0', places.saturating_sub(text.len())));
    out.push_str(&text);
    Ok(())
}

/// Two's complement in the width of the type.
fn bits_of(number: &Number<'_>) -> Result<u64, NumberFault> {
    let (Some(value), Some(bits)) = (number.integer(), number.kind().bits()) else {
        return Err(NumberFault::Specifier);
    };
    Ok(value as u64 & (u64::MAX >> (64 - bits)))
}

/// A big integer has no width, so a leading digit shows the sign: `0FF` is 255, `FF` is -1.
fn big_hexadecimal(value: &BigInt, places: usize, lower: bool, out: &mut String) {
    let mut text: String = value.to_signed_bytes_be().iter().map(|byte| format!("{byte:02X}")).collect();
    let negative = value.sign() == Sign::Minus;
    let needless = |text: &str| match text.as_bytes() {
        [b'0', next, ..] if !negative => *next < b'8',
        [b'F', next, ..] if negative => *next >= b'8',
        _ => false,
    };
    while needless(&text) {
        text.remove(0);
    }
    if lower {
        text.make_ascii_lowercase();
    }
    let pad = match (negative, lower) {
        (false, _) => '0',
        (true, false) => 'F',
        (true, true) => 'f',
    };
    out.extend(std::iter::repeat_n(pad, places.saturating_sub(text.len())));
    out.push_str(&text);
}

fn exponential(number: &Number<'_>, specifier: Specifier, out: &mut String) {
    let decimals = specifier.or(6);
    let digits = Digits::significant(number, decimals + 1);
    if digits.negative {
        out.push('-');
    }
    out.push(char::from(digits.digit(0)));
    if decimals > 0 {
        out.push('.');
        out.extend((1..=decimals).map(|at| char::from(digits.digit(at))));
    }
    let exponent = if digits.is_zero() { 0 } else { digits.scale - 1 };
    push_exponent(exponent, specifier.letter, 3, true, out);
}

fn fixed(digits: Digits, decimals: usize, out: &mut String) {
    if digits.negative {
        out.push('-');
    }
    push_whole(&digits, digits.scale, out);
    push_decimals(&digits, decimals, out);
}

fn grouped(digits: Digits, decimals: usize, out: &mut String) {
    if digits.negative {
        out.push('-');
    }
    push_grouped(&digits, out);
    push_decimals(&digits, decimals, out);
}

fn currency(digits: Digits, decimals: usize, out: &mut String) {
    out.push_str(if digits.negative { "(¤" } else { "¤" });
    push_grouped(&digits, out);
    push_decimals(&digits, decimals, out);
    if digits.negative {
        out.push(')');
    }
}

fn percent(number: &Number<'_>, decimals: usize, out: &mut String) {
    let mut digits = match number {
        // The point moves before the rounding, so a double brings two more exact places.
        Number::Double(_) | Number::Single(_) => Digits::with_decimals(number, decimals + 2),
        _ => Digits::shortest(number),
    };
    if !digits.is_zero() {
        digits.scale += 2;
    }
    digits.round(digits.scale + decimals as i32);
    grouped(digits, decimals, out);
    out.push_str(" %");
}

fn push_grouped(digits: &Digits, out: &mut String) {
    if digits.scale <= 0 {
        out.push('0');
        return;
    }
    let whole = digits.scale as usize;
    for at in 0..whole {
        if at > 0 && (whole - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(char::from(digits.digit(at)));
    }
}

fn push_decimals(digits: &Digits, count: usize, out: &mut String) {
    if count == 0 {
        return;
    }
    out.push('.');
    for place in 0..count as i32 {
        let at = digits.scale + place;
        out.push(if at < 0 { '0' } else { char::from(digits.digit(at as usize)) });
    }
}
