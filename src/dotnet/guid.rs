//! `System.Guid`.
//!
//! In:    text in any of the five formats, or 16 bytes.
//! Out:   text, bytes in .NET's mixed order, or a `GuidFault`.

use std::fmt::{self, Write as _};

/// Ordered as .NET orders: by the digits of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Guid(pub u128);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuidFault {
    Unrecognized,
    Length,
    Dashes,
    Character,
    /// No such format letter.
    Format,
}

impl GuidFault {
    pub fn exception(&self) -> &'static str {
        "System.FormatException"
    }
}

impl fmt::Display for GuidFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Unrecognized => "Unrecognized Guid format.",
            Self::Length => "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
            Self::Dashes => "Dashes are in the wrong position for GUID parsing.",
            Self::Character => "Guid string should only contain hexadecimal characters.",
            Self::Format => "Format string can be only \"D\", \"d\", \"N\", \"n\", \"P\", \"p\", \"B\", \"b\", \"X\" or \"x\".",
        })
    }
}

impl std::error::Error for GuidFault {}

impl Guid {
    pub const EMPTY: Self = Self(0);

    /// A random one, version 4.
    pub fn new() -> Self {
        let mut bytes = [0; 16];
        // A machine without randomness still gets a guid, if a poor one.
        let _ = getrandom::fill(&mut bytes);
        Self(Self::stamped(u128::from_be_bytes(bytes), 4))
    }

    /// One that sorts by its time, version 7.
    pub fn at_unix_milliseconds(milliseconds: u64) -> Self {
        let random = Self::new().0 & (u128::MAX >> 48);
        Self(Self::stamped(u128::from(milliseconds) << 80 | random, 7))
    }

    fn stamped(bits: u128, version: u128) -> u128 {
        bits & !(0xF << 76) & !(0x3 << 62) | version << 76 | 0x2 << 62
    }

    pub fn parse(text: &str) -> Result<Self, GuidFault> {
        let text = text.trim();
        if text.len() < 32 || !text.is_ascii() {
            return Err(GuidFault::Unrecognized);
        }
        if text.starts_with("{0") && text.contains(['x', 'X']) {
            return Self::parse_struct(text).ok_or(GuidFault::Unrecognized);
        }
        let inside = match text.as_bytes() {
            [b'{', .., b'}'] | [b'(', .., b')'] if text.len() == 38 => &text[1..37],
            _ if text.starts_with(['{', '(']) => return Err(GuidFault::Length),
            _ => text,
        };
        let digits = match inside.contains('-') {
            false if inside.len() != 32 => return Err(GuidFault::Length),
            false => inside.to_owned(),
            true if inside.len() != 36 => return Err(GuidFault::Length),
            true if [8, 13, 18, 23].iter().any(|at| inside.as_bytes()[*at] != b'-') => {
                return Err(GuidFault::Dashes);
            }
            true => inside.replace('-', ""),
        };
        if digits.len() != 32 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(GuidFault::Character);
        }
        u128::from_str_radix(&digits, 16).map(Self).map_err(|_| GuidFault::Character)
    }

    /// `{0x00000000,0x0000,0x0000,{0x00,…}}`.
    fn parse_struct(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(',').map(|part| part.trim_matches(['{', '}', ' '])).collect();
        let widths = [8, 4, 4, 2, 2, 2, 2, 2, 2, 2, 2];
        if parts.len() != widths.len() {
            return None;
        }
        parts
            .iter()
            .zip(widths)
            .try_fold(0u128, |bits, (part, width)| {
                let digits = part.strip_prefix("0x").or_else(|| part.strip_prefix("0X"))?;
                let value = u128::from_str_radix(digits, 16).ok().filter(|_| digits.len() <= width)?;
                Some(bits << (4 * width) | value)
            })
            .map(Self)
    }

    pub fn to_format(self, format: &str) -> Result<String, GuidFault> {
        let plain = format!("{:032x}", self.0);
        let dashed = || [&plain[..8], &plain[8..12], &plain[12..16], &plain[16..20], &plain[20..]].join("-");
        Ok(match format {
            "" | "D" | "d" => dashed(),
            "N" | "n" => plain,
            "B" | "b" => format!("{{{}}}", dashed()),
            "P" | "p" => format!("({})", dashed()),
            "X" | "x" => {
                let mut out = format!("{{0x{},0x{},0x{},{{", &plain[..8], &plain[8..12], &plain[12..16]);
                for at in (16..32).step_by(2) {
                    let comma = if at > 16 { "," } else { "" };
                    let _ = write!(out, "{comma}0x{}", &plain[at..at + 2]);
                }
                out + "}}"
            }
            _ => return Err(GuidFault::Format),
        })
    }

    /// The first three parts are little-endian here.
    pub fn to_bytes(self) -> [u8; 16] {
        Self::swapped(self.0.to_be_bytes())
    }

    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(Self::swapped(bytes)))
    }

    fn swapped(mut bytes: [u8; 16]) -> [u8; 16] {
        bytes[..4].reverse();
        bytes[4..6].reverse();
        bytes[6..8].reverse();
        bytes
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_format("D").map_err(|_| fmt::Error)?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn formats_go_around() {
        let guid = Guid::parse("{ABCDEF01-2345-6789-abcd-ef0123456789}").unwrap();
        assert_eq!(guid.to_string(), "abcdef01-2345-6789-abcd-ef0123456789");
        for format in ["N", "D", "B", "P", "X"] {
            assert_eq!(Guid::parse(&guid.to_format(format).unwrap()), Ok(guid), "as {format}");
        }
        assert_eq!(guid.to_format("X").unwrap().len(), 68);
        assert_eq!(Guid::from_bytes(guid.to_bytes()), guid);
        assert_eq!(guid.to_bytes()[0], 0x01);
        assert_eq!(Guid::parse("nope").unwrap_err().to_string(), "Unrecognized Guid format.");
        assert_eq!(&Guid::new().to_string()[14..15], "4");
        assert_ne!(Guid::new(), Guid::new());
    }
}
