//! Number literals.
//!
//! In:    digits with prefix, suffix and multiplier.
//! Out:   the value in the smallest type that PowerShell would choose.
//! Never: rounds in silence where PowerShell refuses.

use super::chars::{ends_number, ends_word, is_dash};
use super::input::{Miss, Read, Text};
use super::{Kind, Mode, Reader, Token};
use crate::source::Span;
use crate::tree::{BigIntegerText, Mantissa, Number};
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while, take_while1};
use nom::character::complete::{char as exactly, one_of, satisfy};
use nom::combinator::{not, opt, peek, recognize, value};
use nom::sequence::{pair, preceded};
use nom::{IResult, Parser};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Radix {
    Decimal,
    Hex,
    Binary,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Suffix {
    None,
    Unsigned,
    SByte,
    Byte,
    Short,
    UShort,
    Long,
    ULong,
    Decimal,
    BigInteger,
}

/// What was written, cut into its parts.
#[derive(Clone, Copy, Debug)]
struct Shape<'s> {
    is_negative: bool,
    radix: Radix,
    digits: &'s str,
    is_real: bool,
    suffix: Suffix,
    multiplier: i64,
}

/// The largest value of System.Decimal.
const DECIMAL_MAX: i128 = (1 << 96) - 1;
/// Its most digits behind the point.
const DECIMAL_SCALE_MAX: u32 = 28;

impl Reader<'_> {
    /// The first character is read. What is no number after all is a bare word.
    pub(super) fn number(&mut self) -> Token {
        self.at = self.token_start;
        if let Some(length) = self.short_number() {
            self.at += length;
            return self.token(Kind::Number);
        }
        let Some((length, shape)) = self.number_shape(0) else {
            return self.generic();
        };
        let is_valid = evaluate(&shape, Span::default()).is_some();
        if !is_valid && self.mode != Mode::Expression {
            return self.generic();
        }
        self.at += length;
        if !is_valid {
            let text = &self.text[self.token_start..self.at];
            let message = format!("The numeric constant {text} is not valid.");
            let span = self.span(self.token_start, self.at);
            self.error("BadNumericConstant", span, message);
        }
        self.token(Kind::Number)
    }

    /// A few digits and nothing else: most numbers are like that.
    fn short_number(&self) -> Option<usize> {
        let rest = self.rest().0;
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let next = rest[length..].chars().next().unwrap_or('\0');
        let is_short = (1..=SHORT_DIGITS_MAX).contains(&length);
        let may_go_on = matches!(next, '.' | 'e' | 'E') || !self.ends_number_here(next);
        (is_short && !may_go_on).then_some(length)
    }

    fn ends_number_here(&self, next: char) -> bool {
        ends_word(next) || (self.mode == Mode::Expression && ends_number(next, self.ternary_ends_number))
    }

    /// After `!`: would a number follow?
    pub(super) fn reads_as_number(&self) -> bool {
        self.number_shape(0).is_some()
    }

    fn number_shape(&self, skip: usize) -> Option<(usize, Shape<'_>)> {
        let rest = Text(self.text.get(self.at + skip..)?);
        let (after, shape) = literal(rest).ok()?;
        let next = after.0.chars().next().unwrap_or('\0');
        let length = rest.0.len() - after.0.len();
        self.ends_number_here(next).then_some((length, shape))
    }
}

/// That many digits always fit into an int.
const SHORT_DIGITS_MAX: usize = 9;

/// The value of a number token; `None` when it is out of range.
pub(crate) fn value_of(text: &str, span: Span) -> Option<Number> {
    if text.len() <= SHORT_DIGITS_MAX && text.bytes().all(|it| it.is_ascii_digit()) {
        return text.parse().map(Number::Int).ok();
    }
    let (_, shape) = literal(Text(text)).ok()?;
    evaluate(&shape, span)
}

fn literal(input: Text<'_>) -> Read<'_, Shape<'_>> {
    let sign = opt(satisfy(|c| c == '+' || is_dash(c)));
    let digits = alt((hex_digits, binary_digits, decimal_digits));
    let (input, (sign, (radix, digits, is_real))) = (sign, digits).parse(input)?;
    let (input, (suffix, multiplier)) = (suffix, multiplier).parse(input)?;
    let shape = Shape { is_negative: sign.is_some_and(|sign| sign != '+'), radix, digits: digits.0, is_real, suffix, multiplier };
    Ok((input, shape))
}

type Digits<'s> = (Radix, Text<'s>, bool);

fn hex_digits(input: Text<'_>) -> Read<'_, Digits<'_>> {
    let digits = take_while(|c: char| c.is_ascii_hexdigit());
    let (input, digits) = preceded(tag_no_case("0x"), digits).parse(input)?;
    Ok((input, (Radix::Hex, digits, false)))
}

fn binary_digits(input: Text<'_>) -> Read<'_, Digits<'_>> {
    let digits = take_while1(|c| matches!(c, '0' | '1'));
    let (input, digits) = preceded(tag_no_case("0b"), digits).parse(input)?;
    Ok((input, (Radix::Binary, digits, false)))
}

fn decimal_digits(input: Text<'_>) -> Read<'_, Digits<'_>> {
    let (rest, (digits, tail)) = pair(take_while(|c: char| c.is_ascii_digit()), opt(alt((fraction, exponent)))).parse(input)?;
    if digits.0.is_empty() && tail.is_none() {
        return Err(nom::Err::Error(Miss));
    }
    let length = input.0.len() - rest.0.len();
    Ok((rest, (Radix::Decimal, Text(&input.0[..length]), tail.is_some())))
}

/// `1..5` is a range, not `1.` and `.5`.
fn fraction(input: Text<'_>) -> Read<'_, Text<'_>> {
    let digits = take_while(|c: char| c.is_ascii_digit());
    recognize((exactly('.'), not(peek(exactly('.'))), digits, opt(exponent))).parse(input)
}

fn exponent(input: Text<'_>) -> Read<'_, Text<'_>> {
    let sign = opt(satisfy(|c| c == '+' || is_dash(c)));
    recognize((one_of("eE"), sign, take_while1(|c: char| c.is_ascii_digit()))).parse(input)
}

fn suffix(input: Text<'_>) -> Read<'_, Suffix> {
    if !input.0.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok((input, Suffix::None));
    }
    let word = |word, suffix| value(suffix, tag_no_case::<_, Text<'_>, Miss>(word));
    alt((
        word("ul", Suffix::ULong),
        word("us", Suffix::UShort),
        word("uy", Suffix::Byte),
        word("u", Suffix::Unsigned),
        word("l", Suffix::Long),
        word("s", Suffix::Short),
        word("y", Suffix::SByte),
        word("d", Suffix::Decimal),
        word("n", Suffix::BigInteger),
        value(Suffix::None, empty),
    ))
    .parse(input)
}

fn multiplier(input: Text<'_>) -> Read<'_, i64> {
    if !input.0.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return Ok((input, 1));
    }
    let word = |word, shift: u32| value(1_i64 << shift, tag_no_case::<_, Text<'_>, Miss>(word));
    alt((word("kb", 10), word("mb", 20), word("gb", 30), word("tb", 40), word("pb", 50), value(1, empty))).parse(input)
}

fn empty(input: Text<'_>) -> IResult<Text<'_>, (), Miss> {
    Ok((input, ()))
}

fn evaluate(shape: &Shape<'_>, span: Span) -> Option<Number> {
    match shape.radix {
        Radix::Decimal if shape.is_real => real(shape, span),
        Radix::Decimal => decimal_integer(shape, span),
        Radix::Hex => hex(shape, span),
        Radix::Binary => binary(shape, span),
    }
}

fn real(shape: &Shape<'_>, span: Span) -> Option<Number> {
    let text = shape.digits.replace(is_dash, "-");
    if shape.suffix == Suffix::Decimal {
        return decimal(&text, shape);
    }
    let sign = if shape.is_negative { -1.0 } else { 1.0 };
    let double = text.parse::<f64>().ok()? * sign * shape.multiplier as f64;
    if shape.suffix == Suffix::None {
        return Some(Number::Double(double));
    }
    if shape.suffix == Suffix::BigInteger {
        return double.is_finite().then_some(Number::BigInteger(BigIntegerText(span)));
    }
    let whole = double.round_ties_even();
    if whole.abs() >= 1e38 || whole.is_nan() {
        return None;
    }
    fit(whole as i128, shape.suffix)
}

fn decimal(text: &str, shape: &Shape<'_>) -> Option<Number> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut scale = part.len() as i64 - exponent.parse::<i64>().ok()?;
    let mut mantissa = 0_i128;
    let mut rest = whole.bytes().chain(part.bytes());
    for digit in rest.by_ref() {
        mantissa = mantissa * 10 + i128::from(digit - b'0');
        // More digits than a decimal can hold: the last ones only round.
        if mantissa > DECIMAL_MAX * 100 {
            break;
        }
    }
    scale -= rest.count() as i64;
    mantissa = mantissa.checked_mul(i128::from(shape.multiplier))?;
    while mantissa > DECIMAL_MAX || scale > i64::from(DECIMAL_SCALE_MAX) {
        let is_last = mantissa / 10 <= DECIMAL_MAX && scale - 1 <= i64::from(DECIMAL_SCALE_MAX);
        mantissa = (mantissa + if is_last { 5 } else { 0 }) / 10;
        scale -= 1;
        if scale < -i64::from(DECIMAL_SCALE_MAX) || (scale < 0 && mantissa > DECIMAL_MAX) {
            return None;
        }
    }
    while scale < 0 && mantissa != 0 {
        mantissa = mantissa.checked_mul(10).filter(|mantissa| *mantissa <= DECIMAL_MAX)?;
        scale += 1;
    }
    Some(Number::Decimal { mantissa: Mantissa::new(if shape.is_negative { -mantissa } else { mantissa }), scale: scale.max(0) as u32 })
}

fn decimal_integer(shape: &Shape<'_>, span: Span) -> Option<Number> {
    let whole = shape.digits.parse::<i128>().ok();
    let sign = if shape.is_negative { -1 } else { 1 };
    let product = whole.and_then(|it| it.checked_mul(i128::from(shape.multiplier) * sign));
    if shape.suffix == Suffix::BigInteger {
        return Some(Number::BigInteger(BigIntegerText(span)));
    }
    if let Some(product) = product
        && let Some(number) = fit(product, shape.suffix)
    {
        return Some(number);
    }
    if shape.suffix != Suffix::None {
        return None;
    }
    if let Some(product) = product.filter(|product| product.abs() <= DECIMAL_MAX) {
        return Some(Number::Decimal { mantissa: Mantissa::new(product), scale: 0 });
    }
    let double = shape.digits.parse::<f64>().ok()?;
    let double = double * shape.multiplier as f64 * sign as f64;
    double.is_finite().then_some(Number::Double(double))
}

/// Two's complement at the natural widths: `0xFFFFFFFF` is -1.
fn hex(shape: &Shape<'_>, span: Span) -> Option<Number> {
    let digits = shape.digits;
    let is_unsigned = is_unsigned(shape.suffix);
    let width = match shape.suffix {
        Suffix::SByte => 2,
        Suffix::Short => 4,
        Suffix::Long => 16,
        _ if digits.len() + 1 < 16 => 8,
        _ => 16,
    };
    let is_signed = !is_unsigned && digits.len() == width;
    // The original counts the zero it puts before the digits unless that would hide the sign.
    let counted = digits.len() + usize::from(!is_signed);
    let suffix = match shape.suffix {
        Suffix::None if counted == 16 => Suffix::Long,
        Suffix::Unsigned if counted == 16 => Suffix::ULong,
        suffix => suffix,
    };
    if suffix == Suffix::BigInteger {
        return Some(Number::BigInteger(BigIntegerText(span)));
    }
    let digits = if digits.is_empty() { "0" } else { digits };
    let bits = u128::from_str_radix(digits, 16).ok()?;
    let whole = signed(bits, digits.len() as u32 * 4, is_signed)?;
    scaled(whole, shape, suffix)
}

fn binary(shape: &Shape<'_>, span: Span) -> Option<Number> {
    let digits = shape.digits;
    let suffix = match shape.suffix {
        Suffix::None if digits.len() == 64 => Suffix::Long,
        Suffix::Unsigned if digits.len() == 64 => Suffix::ULong,
        suffix => suffix,
    };
    if suffix == Suffix::BigInteger {
        return Some(Number::BigInteger(BigIntegerText(span)));
    }
    let has_sign = matches!(digits.len(), 8 | 16 | 32 | 64 | 96 | 128..);
    let bits = u128::from_str_radix(digits, 2).ok()?;
    let is_signed = has_sign && !is_unsigned(shape.suffix);
    let whole = signed(bits, digits.len() as u32, is_signed)?;
    scaled(whole, shape, suffix)
}

fn is_unsigned(suffix: Suffix) -> bool {
    matches!(suffix, Suffix::Unsigned | Suffix::Byte | Suffix::UShort | Suffix::ULong)
}

fn signed(bits: u128, width: u32, is_signed: bool) -> Option<i128> {
    let is_negative = is_signed && width > 0 && width < 128 && bits >> (width - 1) & 1 == 1;
    let whole = i128::try_from(bits).ok()?;
    Some(if is_negative { whole - (1 << width) } else { whole })
}

fn scaled(whole: i128, shape: &Shape<'_>, suffix: Suffix) -> Option<Number> {
    let sign = if shape.is_negative { -1 } else { 1 };
    fit(whole.checked_mul(i128::from(shape.multiplier) * sign)?, suffix)
}

fn fit(whole: i128, suffix: Suffix) -> Option<Number> {
    let int = i32::try_from(whole).map(Number::Int).ok();
    let long = i64::try_from(whole).map(Number::Long).ok();
    let ulong = u64::try_from(whole).map(Number::ULong).ok();
    match suffix {
        Suffix::None => int.or(long),
        Suffix::Unsigned => u32::try_from(whole).map(Number::UInt).ok().or(ulong),
        Suffix::SByte => i8::try_from(whole).map(Number::SByte).ok(),
        Suffix::Byte => u8::try_from(whole).map(Number::Byte).ok(),
        Suffix::Short => i16::try_from(whole).map(Number::Short).ok(),
        Suffix::UShort => u16::try_from(whole).map(Number::UShort).ok(),
        Suffix::Long => long,
        Suffix::ULong => ulong,
        Suffix::Decimal => (whole.abs() <= DECIMAL_MAX).then_some(Number::Decimal { mantissa: Mantissa::new(whole), scale: 0 }),
        Suffix::BigInteger => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let got = match value_of(text, Span::new(0, text.len() as u32)) {
            Some(number) => format!("{number:?}"),
            None => "none".to_owned(),
        };
        assert_eq!(got, want, "for {text:?}");
    }

    #[test]
    fn the_smallest_type_that_holds_the_value() {
        check("0", "Int(0)");
        check("2147483647", "Int(2147483647)");
        check("2147483648", "Long(2147483648)");
        check("-2147483648", "Int(-2147483648)");
        check("9223372036854775808", "Decimal { mantissa: 9223372036854775808, scale: 0 }");
        check("99999999999999999999999999999999", "Double(1e32)");
    }

    #[test]
    fn suffixes_choose_the_type() {
        check("1l", "Long(1)");
        check("255uy", "Byte(255)");
        check("300uy", "none");
        check("-128y", "SByte(-128)");
        check("7us", "UShort(7)");
        check("7s", "Short(7)");
        check("5u", "UInt(5)");
        check("5000000000u", "ULong(5000000000)");
        check("5ul", "ULong(5)");
        check("1.50d", "Decimal { mantissa: 150, scale: 2 }");
        check("1e2d", "Decimal { mantissa: 100, scale: 0 }");
        check("1.5l", "Long(2)");
        check("7n", "BigInteger(BigIntegerText(Span { start: 0, end: 2 }))");
    }

    #[test]
    fn multipliers() {
        check("2kb", "Int(2048)");
        check("4gb", "Long(4294967296)");
        check("1.5kb", "Double(1536.0)");
        check("1lkb", "Long(1024)");
        check("9000pb", "Decimal { mantissa: 10133099161583616000, scale: 0 }");
    }

    #[test]
    fn hexadecimal_and_binary_take_the_sign_at_natural_widths() {
        check("0xFF", "Int(255)");
        check("0xFFFFFFFF", "Int(-1)");
        check("0x80000000", "Int(-2147483648)");
        check("0xFFFFFFFFFFFFFFFF", "Long(-1)");
        check("0xFFFFFFFFu", "UInt(4294967295)");
        check("0xFFy", "SByte(-1)");
        check("0xFFl", "Long(255)");
        check("0b101", "Int(5)");
        check("0b11111111", "Int(-1)");
        check("0b11111111u", "UInt(255)");
    }

    #[test]
    fn reals() {
        check("1.", "Double(1.0)");
        check(".5", "Double(0.5)");
        check("1e3", "Double(1000.0)");
        check("1e–3", "Double(0.001)");
        check("-0.0", "Double(-0.0)");
    }
}
