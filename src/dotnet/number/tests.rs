#![allow(clippy::unwrap_used)]

use super::*;

#[track_caller]
fn check<'a>(number: impl Into<Number<'a>>, format: &str, want: &str) {
    let number = number.into();
    let got = number.to_format(format).unwrap_or_else(|fault| format!("!{fault}"));
    assert_eq!(got, want, "{number:?} as {format:?}");
}

fn dec(text: &str) -> Decimal {
    parse_decimal(text, NumberStyles::NUMBER).unwrap()
}

#[test]
fn plain_text_is_the_shortest_that_reads_back() {
    check(0.1 + 0.2, "", "0.30000000000000004");
    check(1e21, "", "1E+21");
    check(1e15, "", "1E+15");
    check(123456789012345680.0, "", "1.2345678901234568E+17");
    check(1234567890123456.0, "", "1234567890123456");
    check(1e-7, "", "1E-07");
    check(0.0001, "", "0.0001");
    check(1e-5, "", "1E-05");
    check(-0.0, "", "-0");
    check(f64::MAX, "", "1.7976931348623157E+308");
    check(f64::NAN, "", "NaN");
    check(f64::NEG_INFINITY, "", "-Infinity");
    check(f32::from_bits(1), "", "1E-45");
    check(1e7f32, "", "1E+07");
    check(1.1f32, "", "1.1");
    check(i64::MIN, "", "-9223372036854775808");
    check(u64::MAX, "", "18446744073709551615");
}

#[test]
fn standard_formats_of_integers() {
    check(255, "X", "FF");
    check(-255, "X", "FFFFFF01");
    check(255, "x6", "0000ff");
    check(42, "D5", "00042");
    check(-42, "D4", "-0042");
    check(1234567, "N0", "1,234,567");
    check(1234, "E2", "1.23E+003");
    check(1234, "C", "¤1,234.00");
    check(-1234, "C", "(¤1,234.00)");
    check(255, "B", "11111111");
    check(10, "b8", "00001010");
    check(12345, "G3", "1.23E+04");
    check(5, "Z", "!Format specifier was invalid.");
    check(5, "R", "!Format specifier was invalid.");
    check(1, "P0", "100 %");
    check(-1i8, "X", "FF");
}

#[test]
fn standard_formats_of_floating_point_round_exactly() {
    check(1.005, "F2", "1.00");
    check(2.5, "F0", "2");
    check(1234.5, "N", "1,234.50");
    check(0.256, "P", "25.60 %");
    check(0.256, "P0", "26 %");
    check(1.0 / 3.0, "G5", "0.33333");
    check(0.1, "G17", "0.10000000000000001");
    check(123456.0, "G3", "1.23E+05");
    check(1.5, "D", "!Format specifier was invalid.");
    check(-0.001, "F2", "-0.00");
    check(std::f64::consts::PI, "F5", "3.14159");
    check(0.0, "E", "0.000000E+000");
    check(12345.678, "E3", "1.235E+004");
    check(1e-10, "e2", "1.00e-010");
    check(1e22, "F0", "10000000000000000000000");
}

#[test]
fn custom_formats_fill_places() {
    check(12345, "#,#", "12,345");
    check(5, "000", "005");
    check(0.125, "0.00", "0.13");
    check(123456.789, "0.#", "123456.8");
    check(100.0, "0.0#", "100.0");
    check(1234.5678, "#,##0.00", "1,234.57");
    check(12.3, "000.00", "012.30");
    check(0, "0;-0;zero", "zero");
    check(-5, "0;neg 0;zero", "neg 5");
    check(-5, "#", "-5");
    check(0, "#", "");
    check(1234567, "#,##0,K", "1,235K");
    check(1_500_000, "0,,.0M", "1.5M");
    check(0.25, "0%", "25%");
    check(0.25, "0‰", "250‰");
    check(1234, "0.00E+00", "1.23E+03");
    check(0.00012, "0.0e0", "1.2e-4");
    check(1234, "'n='0", "n=1234");
    check(1234, "\\#0", "#1234");
    check(5, "5", "5");
    check(1234567890, "(###) ###-####", "(123) 456-7890");
    check(12, "0000,0", "00,012");
    check(-0.1, "0", "-0");
    check(dec("-0.1"), "0", "0");
    check(0.004, "0.00;(0.00);nil", "nil");
    check(1e20, "#,0", "100,000,000,000,000,000,000");
    check(1.0, "yes", "yes");
    check(3, "0 items", "3 items");
}

#[test]
fn decimals_keep_their_zeros() {
    check(dec("1.10"), "", "1.10");
    check(decimal::add(dec("1.10"), dec("1.0")).unwrap(), "", "2.10");
    check(decimal::add(dec("1.10"), dec("2.205")).unwrap(), "", "3.305");
    check(decimal::multiply(dec("1.0"), dec("3")).unwrap(), "", "3.0");
    check(decimal::multiply(dec("1.10"), dec("1.10")).unwrap(), "", "1.2100");
    check(decimal::divide(dec("10"), dec("4")).unwrap().unwrap(), "", "2.5");
    check(decimal::divide(dec("10.00"), dec("2")).unwrap().unwrap(), "", "5.00");
    check(decimal::divide(dec("1"), dec("3")).unwrap().unwrap(), "", "0.3333333333333333333333333333");
    check(decimal::divide(dec("2"), dec("3")).unwrap().unwrap(), "", "0.6666666666666666666666666667");
    check(decimal::round(dec("2.345"), 2, Rounding::ToEven), "", "2.34");
    check(dec("0.925"), "N2", "0.93");
    check(dec("-0.00"), "", "0.00");
    check(Decimal::MAX, "", "79228162514264337593543950335");
    assert_eq!(decimal::add(Decimal::MAX, dec("1")).unwrap_err().to_string(), "Value was either too large or too small for a Decimal.");
    check(double_to_decimal(0.1).unwrap(), "", "0.1");
    check(double_to_decimal(1e20).unwrap(), "", "100000000000000000000");
    check(double_to_decimal(123.456).unwrap(), "", "123.456");
    assert!(double_to_decimal(1e30).is_err());
    assert_eq!(decimal::to_double(dec("1.1")), 1.1);
}

#[test]
fn big_integers() {
    let big: BigInt = "123456789012345678901234567890".parse().unwrap();
    check(&big, "", "123456789012345678901234567890");
    check(&big, "N0", "123,456,789,012,345,678,901,234,567,890");
    check(&BigInt::from(255), "X", "0FF");
    check(&BigInt::from(-1), "X", "F");
    check(&BigInt::from(-256), "X", "F00");
}

#[track_caller]
fn check_int(text: &str, styles: NumberStyles, want: &str) {
    let got = parse_int(text, styles, NumberType::Int32);
    let got = got.map_or_else(|fault| fault.to_string(), |value| value.to_string());
    assert_eq!(got, want, "for {text:?}");
}

#[test]
fn integers_are_read() {
    check_int("42", NumberStyles::INTEGER, "42");
    check_int(" -7 ", NumberStyles::INTEGER, "-7");
    check_int("FF", NumberStyles::HEX_NUMBER, "255");
    check_int("ffffffff", NumberStyles::HEX_NUMBER, "-1");
    check_int("1,234", NumberStyles::NUMBER, "1234");
    check_int("(12)", NumberStyles::CURRENCY, "-12");
    check_int("¤12", NumberStyles::CURRENCY, "12");
    check_int("1.00", NumberStyles::NUMBER, "1");
    check_int("abc", NumberStyles::INTEGER, "The input string 'abc' was not in a correct format.");
    check_int("4x", NumberStyles::INTEGER, "The input string '4x' was not in a correct format.");
    check_int("", NumberStyles::INTEGER, "The input string '' was not in a correct format.");
    check_int("2147483648", NumberStyles::INTEGER, "Value was either too large or too small for an Int32.");
    check_int("-2147483648", NumberStyles::INTEGER, "-2147483648");
}

#[test]
fn doubles_are_read() {
    let read = |text| parse_double(text, NumberStyles::FLOAT_THOUSANDS);
    assert_eq!(read("1,234.5"), Ok(1234.5));
    assert_eq!(read("1e3"), Ok(1000.0));
    assert_eq!(read(" .5 "), Ok(0.5));
    assert_eq!(read("1e400"), Ok(f64::INFINITY));
    assert_eq!(read("-Infinity"), Ok(f64::NEG_INFINITY));
    assert_eq!(read("0.30000000000000004"), Ok(0.1 + 0.2));
    assert!(read("NaN").unwrap().is_nan());
    assert!(read("1.2.3").is_err());
    assert!(read("1 000").is_err());
    assert!(read("").is_err());
}

#[test]
fn conversions_round_half_to_even() {
    let int = |value| double_to_int(value, NumberType::Int32).map_err(|fault| fault.to_string());
    assert_eq!(int(2.5), Ok(2));
    assert_eq!(int(3.5), Ok(4));
    assert_eq!(int(-0.5), Ok(0));
    assert_eq!(int(3e9), Err("Value was either too large or too small for an Int32.".to_owned()));
    assert!(int(f64::NAN).is_err());
    assert_eq!(decimal::to_int(dec("2.5"), NumberType::Int32), Ok(2));
    assert_eq!(round_double_with(1.2345, 2, Rounding::ToEven), 1.23);
    assert_eq!(round_double_with(2.5, 0, Rounding::AwayFromZero), 3.0);
}
