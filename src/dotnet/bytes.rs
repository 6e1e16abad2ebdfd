//! Bytes as text: Base64, hexadecimal, `BitConverter`, and numbers in other bases.
//!
//! In:    bytes, or text.
//! Out:   the other of the two, or a `BytesFault` with .NET's sentence.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::number::{NumberType, int_in_range};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::RequireCanonical).with_decode_allow_trailing_bits(true),
);
/// Characters on a line of `InsertLineBreaks`.
const LINE_LENGTH: usize = 76;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BytesFault {
    Base64,
    Hex,
    HexLength,
    /// The base is none of 2, 8, 10 and 16.
    Base,
    NoDigits,
    MoreThanDigits,
    NegativeSign,
    Overflow(NumberType),
}

impl BytesFault {
    pub fn exception(&self) -> &'static str {
        match self {
            Self::Base | Self::NegativeSign => "System.ArgumentException",
            Self::Overflow(_) => "System.OverflowException",
            _ => "System.FormatException",
        }
    }
}

impl fmt::Display for BytesFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Base64 => {
                "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding \
                 characters, or an illegal character among the padding characters."
            }
            Self::Hex => "The input is not a valid hex string as it contains a non-hex character.",
            Self::HexLength => "The input is not a valid hex string as its length is not a multiple of 2.",
            Self::Base => "Invalid Base.",
            Self::NoDigits => "Could not find any recognizable digits.",
            Self::MoreThanDigits => "Additional non-parsable characters are at the end of the string.",
            Self::NegativeSign => "String cannot contain a minus sign if the base is not 10.",
            Self::Overflow(kind) => {
                return write!(out, "Value was either too large or too small for {}.", kind.in_a_sentence());
            }
        })
    }
}

impl std::error::Error for BytesFault {}

pub fn to_base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// With a line break after every 76 characters.
pub fn to_base64_lines(bytes: &[u8]) -> String {
    let text = to_base64(bytes);
    let mut out = String::with_capacity(text.len() + text.len() / LINE_LENGTH * 2);
    let mut rest = text.as_str();
    while rest.len() > LINE_LENGTH {
        let (line, after) = rest.split_at(LINE_LENGTH);
        out.push_str(line);
        out.push_str("\r\n");
        rest = after;
    }
    out + rest
}

/// White space inside is skipped.
pub fn from_base64(text: &str) -> Result<Vec<u8>, BytesFault> {
    let dense: String = text.chars().filter(|each| !matches!(each, ' ' | '\t' | '\r' | '\n')).collect();
    BASE64.decode(dense).map_err(|_| BytesFault::Base64)
}

/// `Convert.ToHexString`.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02X}");
    }
    out
}

pub fn from_hex(text: &str) -> Result<Vec<u8>, BytesFault> {
    if !text.len().is_multiple_of(2) {
        return Err(BytesFault::HexLength);
    }
    let digit = |byte: u8| char::from(byte).to_digit(16).ok_or(BytesFault::Hex);
    text.as_bytes().chunks_exact(2).map(|pair| Ok((digit(pair[0])? << 4 | digit(pair[1])?) as u8)).collect()
}

/// `BitConverter.ToString`: `0A-FF`.
pub fn to_dashed_hex(bytes: &[u8]) -> String {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join("-")
}

/// `Convert.ToString(value, base)`; negative numbers show their bits.
pub fn to_base(value: i64, bits: u32, base: i32) -> Result<String, BytesFault> {
    let pattern = value as u64 & (u64::MAX >> (64 - bits.clamp(1, 64)));
    Ok(match base {
        2 => format!("{pattern:b}"),
        8 => format!("{pattern:o}"),
        10 => value.to_string(),
        16 => format!("{pattern:x}"),
        _ => return Err(BytesFault::Base),
    })
}

/// `Convert.ToInt32(text, base)` and the like.
pub fn from_base(text: &str, base: i32, kind: NumberType) -> Result<i128, BytesFault> {
    if !matches!(base, 2 | 8 | 10 | 16) {
        return Err(BytesFault::Base);
    }
    let negative = text.starts_with('-');
    if negative && base != 10 {
        return Err(BytesFault::NegativeSign);
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let prefixed = (base == 16).then(|| digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X"))).flatten();
    let digits = prefixed.unwrap_or(digits);
    let radix = base.unsigned_abs();
    let good = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    if good == 0 {
        return Err(BytesFault::NoDigits);
    }
    if good < digits.len() {
        return Err(BytesFault::MoreThanDigits);
    }
    let overflow = BytesFault::Overflow(kind);
    let value = i128::from_str_radix(digits, radix).map_err(|_| overflow)?;
    if base == 10 {
        return int_in_range(if negative { -value } else { value }, kind).map_err(|_| overflow);
    }
    let bits = kind.bits().unwrap_or(64);
    if value >> bits != 0 {
        return Err(overflow);
    }
    // Other bases write bits, the sign included.
    let signed = kind.range().is_some_and(|(least, _)| least < 0) && value >> (bits - 1) & 1 == 1;
    Ok(if signed { value - (1 << bits) } else { value })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn base64() {
        assert_eq!(to_base64(&[1, 2, 3]), "AQID");
        assert_eq!(from_base64("aMOp\r\n").unwrap(), "hé".as_bytes());
        assert!(from_base64("a").is_err());
        assert!(to_base64_lines(&[0; 100]).contains("\r\n"));
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(to_hex(&[171, 205]), "ABCD");
        assert_eq!(from_hex("abCD").unwrap(), [171, 205]);
        assert_eq!(to_dashed_hex(&[10, 255]), "0A-FF");
    }

    #[test]
    fn other_bases() {
        assert_eq!(to_base(255, 32, 2).unwrap(), "11111111");
        assert_eq!(to_base(-1, 32, 16).unwrap(), "ffffffff");
        assert_eq!(from_base("ff", 16, NumberType::Int32), Ok(255));
        assert_eq!(from_base("1010", 2, NumberType::Int32), Ok(10));
        assert_eq!(from_base("ffffffff", 16, NumberType::Int32), Ok(-1));
        assert_eq!(from_base("zz", 16, NumberType::Int32), Err(BytesFault::NoDigits));
        assert_eq!(from_base("300", 10, NumberType::Byte), Err(BytesFault::Overflow(NumberType::Byte)));
    }
}
