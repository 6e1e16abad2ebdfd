//! Text encodings: .NET's objects and the names that `-Encoding` takes.
//!
//! In:    a name, a code page, or bytes that may begin with a mark.
//! Out:   an `Encoding`, bytes, text.
//! Never: fails on what cannot be encoded; a question mark or U+FFFD stands there instead.

use std::borrow::Cow;

/// An encoding and whether it writes a byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    kind: Kind,
    pub mark: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Utf8,
    Utf16 {
        big: bool,
    },
    Utf32 {
        big: bool,
    },
    Utf7,
    Ascii,
    Latin1,
    /// Code page 437, the one of the first PC.
    Oem,
    Table(&'static encoding_rs::Encoding, u16),
}

/// The upper half of code page 437.
const OEM_UPPER: &str =
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

impl Encoding {
    pub const UTF8: Self = Self { kind: Kind::Utf8, mark: true };
    pub const UTF8_NO_MARK: Self = Self { kind: Kind::Utf8, mark: false };
    pub const UNICODE: Self = Self { kind: Kind::Utf16 { big: false }, mark: true };
    pub const BIG_ENDIAN_UNICODE: Self = Self { kind: Kind::Utf16 { big: true }, mark: true };
    pub const UTF32: Self = Self { kind: Kind::Utf32 { big: false }, mark: true };
    pub const BIG_ENDIAN_UTF32: Self = Self { kind: Kind::Utf32 { big: true }, mark: true };
    /// Out of use, and still a name that `-Encoding` takes.
    pub const UTF7: Self = Self { kind: Kind::Utf7, mark: false };
    pub const ASCII: Self = Self { kind: Kind::Ascii, mark: false };
    pub const LATIN1: Self = Self { kind: Kind::Latin1, mark: false };
    pub const OEM: Self = Self { kind: Kind::Oem, mark: false };
    pub const ANSI: Self = Self { kind: Kind::Table(encoding_rs::WINDOWS_1252, 1252), mark: false };

    /// A name that PowerShell's `-Encoding` takes, or one of .NET's, or a code page.
    pub fn for_parameter(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf8" | "utf8nobom" | "default" => Self::UTF8_NO_MARK,
            "utf8bom" => Self::UTF8,
            "unicode" | "string" | "unknown" => Self::UNICODE,
            "bigendianunicode" => Self::BIG_ENDIAN_UNICODE,
            "utf32" => Self::UTF32,
            "bigendianutf32" => Self::BIG_ENDIAN_UTF32,
            "ascii" => Self::ASCII,
            "ansi" => Self::ANSI,
            // Outside Windows there is no page of the first PC: .NET falls back to its default.
            "oem" => Self::UTF8_NO_MARK,
            "utf7" => Self::UTF7,
            _ => {
                return name.parse().ok().map_or_else(|| Self::find(name), Self::of_code_page);
            }
        })
    }

    /// `[Text.Encoding]::GetEncoding(name)`.
    pub fn find(name: &str) -> Option<Self> {
        Some(match name.to_ascii_lowercase().as_str() {
            "utf-8" | "unicode-1-1-utf-8" => Self::UTF8,
            "utf-16" | "utf-16le" | "ucs-2" | "unicode" | "iso-10646-ucs-2" => Self::UNICODE,
            "utf-16be" | "unicodefffe" => Self::BIG_ENDIAN_UNICODE,
            "utf-32" | "utf-32le" => Self::UTF32,
            "utf-32be" => Self::BIG_ENDIAN_UTF32,
            "us-ascii" | "ascii" | "iso646-us" => Self::ASCII,
            "iso-8859-1" | "latin1" => Self::LATIN1,
            "ibm437" | "cp437" => Self::OEM,
            label => {
                let table = encoding_rs::Encoding::for_label(label.as_bytes())?;
                Self { kind: Kind::Table(table, code_page_of(table)), mark: false }
            }
        })
    }

    /// `[Text.Encoding]::GetEncoding(codePage)`.
    pub fn of_code_page(page: u16) -> Option<Self> {
        Some(match page {
            0 | 65001 => Self::UTF8,
            1200 => Self::UNICODE,
            1201 => Self::BIG_ENDIAN_UNICODE,
            12000 => Self::UTF32,
            12001 => Self::BIG_ENDIAN_UTF32,
            20127 => Self::ASCII,
            28591 => Self::LATIN1,
            437 => Self::OEM,
            1252 => Self::ANSI,
            _ => {
                let (_, label) = PAGES.iter().find(|(known, _)| *known == page)?;
                return Self::find(label);
            }
        })
    }

    pub fn code_page(self) -> u16 {
        match self.kind {
            Kind::Utf8 => 65001,
            Kind::Utf16 { big } => 1200 + u16::from(big),
            Kind::Utf32 { big } => 12000 + u16::from(big),
            Kind::Utf7 => 65000,
            Kind::Ascii => 20127,
            Kind::Latin1 => 28591,
            Kind::Oem => 437,
            Kind::Table(_, page) => page,
        }
    }

    pub fn web_name(self) -> String {
        match self.kind {
            Kind::Utf8 => "utf-8".to_owned(),
            Kind::Utf16 { big } => if big { "utf-16BE" } else { "utf-16" }.to_owned(),
            Kind::Utf32 { big } => if big { "utf-32BE" } else { "utf-32" }.to_owned(),
            Kind::Utf7 => "utf-7".to_owned(),
            Kind::Ascii => "us-ascii".to_owned(),
            Kind::Latin1 => "iso-8859-1".to_owned(),
            Kind::Oem => "ibm437".to_owned(),
            Kind::Table(table, _) => table.name().to_ascii_lowercase(),
        }
    }

    pub fn encoding_name(self) -> String {
        match self.kind {
            Kind::Utf8 => "Unicode (UTF-8)".to_owned(),
            Kind::Utf16 { big } => if big { "Unicode (Big-Endian)" } else { "Unicode" }.to_owned(),
            Kind::Utf32 { big } => if big { "Unicode (UTF-32 Big-Endian)" } else { "Unicode (UTF-32)" }.to_owned(),
            Kind::Utf7 => "Unicode (UTF-7)".to_owned(),
            Kind::Ascii => "US-ASCII".to_owned(),
            Kind::Latin1 => "Western European (ISO)".to_owned(),
            Kind::Oem => "OEM United States".to_owned(),
            Kind::Table(table, _) => table.name().to_owned(),
        }
    }

    /// The byte order mark that a file begins with.
    pub fn preamble(self) -> &'static [u8] {
        if !self.mark {
            return &[];
        }
        match self.kind {
            Kind::Utf8 => &[0xEF, 0xBB, 0xBF],
            Kind::Utf16 { big: false } => &[0xFF, 0xFE],
            Kind::Utf16 { big: true } => &[0xFE, 0xFF],
            Kind::Utf32 { big: false } => &[0xFF, 0xFE, 0, 0],
            Kind::Utf32 { big: true } => &[0, 0, 0xFE, 0xFF],
            _ => &[],
        }
    }

    /// Without a mark.
    pub fn bytes(self, text: &str) -> Cow<'_, [u8]> {
        let narrow =
            |last: u32| -> Vec<u8> { text.encode_utf16().map(|unit| if u32::from(unit) <= last { unit as u8 } else { b'?' }).collect() };
        Cow::Owned(match self.kind {
            Kind::Utf8 => return Cow::Borrowed(text.as_bytes()),
            Kind::Utf16 { big: false } => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Kind::Utf16 { big: true } => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Kind::Utf32 { big: false } => text.chars().flat_map(|each| (each as u32).to_le_bytes()).collect(),
            Kind::Utf32 { big: true } => text.chars().flat_map(|each| (each as u32).to_be_bytes()).collect(),
            Kind::Utf7 => utf7_bytes(text),
            Kind::Ascii => narrow(0x7F),
            Kind::Latin1 => narrow(0xFF),
            Kind::Oem => text.chars().map(oem_byte).collect(),
            Kind::Table(table, _) => text
                .chars()
                .flat_map(|each| {
                    let mut unit = [0; 4];
                    let (bytes, _, failed) = table.encode(each.encode_utf8(&mut unit));
                    if failed { vec![b'?'] } else { bytes.into_owned() }
                })
                .collect(),
        })
    }

    /// A mark at the start is a character here, as in .NET's `GetString`.
    pub fn text(self, bytes: &[u8]) -> Cow<'_, str> {
        match self.kind {
            Kind::Utf8 => String::from_utf8_lossy(bytes),
            Kind::Utf16 { big } => Cow::Owned(utf16_text(bytes, big)),
            Kind::Utf32 { big } => Cow::Owned(utf32_text(bytes, big)),
            Kind::Utf7 => Cow::Owned(utf7_text(bytes)),
            Kind::Ascii => bytes.iter().map(|byte| if *byte < 0x80 { char::from(*byte) } else { '?' }).collect(),
            Kind::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
            Kind::Oem => bytes.iter().map(|byte| oem_char(*byte)).collect(),
            Kind::Table(table, _) => table.decode_without_bom_handling(bytes).0,
        }
    }

    /// The encoding that a byte order mark names, and the mark's length.
    pub fn detect(bytes: &[u8]) -> Option<(Self, usize)> {
        [Self::BIG_ENDIAN_UTF32, Self::UTF32, Self::UTF8, Self::UNICODE, Self::BIG_ENDIAN_UNICODE]
            .into_iter()
            .find(|encoding| bytes.starts_with(encoding.preamble()))
            .map(|encoding| (encoding, encoding.preamble().len()))
    }

    /// Reads a file's bytes: a mark decides, this encoding otherwise.
    pub fn read(self, bytes: &[u8]) -> Cow<'_, str> {
        match Self::detect(bytes) {
            Some((encoding, length)) => encoding.text(&bytes[length..]),
            None => self.text(bytes),
        }
    }
}

/// Code pages and the labels of their tables.
const PAGES: [(u16, &str); 24] = [
    (866, "ibm866"),
    (874, "windows-874"),
    (932, "shift_jis"),
    (936, "gbk"),
    (949, "euc-kr"),
    (950, "big5"),
    (1250, "windows-1250"),
    (1251, "windows-1251"),
    (1252, "windows-1252"),
    (1253, "windows-1253"),
    (1254, "windows-1254"),
    (1255, "windows-1255"),
    (1256, "windows-1256"),
    (1257, "windows-1257"),
    (1258, "windows-1258"),
    (20866, "koi8-r"),
    (21866, "koi8-u"),
    (28592, "iso-8859-2"),
    (28595, "iso-8859-5"),
    (28597, "iso-8859-7"),
    (28605, "iso-8859-15"),
    (50220, "iso-2022-jp"),
    (51932, "euc-jp"),
    (54936, "gb18030"),
];

fn code_page_of(table: &'static encoding_rs::Encoding) -> u16 {
    let known = PAGES.iter().find(|(_, label)| table.name().eq_ignore_ascii_case(label));
    known.map_or(0, |(page, _)| *page)
}

fn oem_byte(character: char) -> u8 {
    if character.is_ascii() {
        return character as u8;
    }
    OEM_UPPER.chars().position(|each| each == character).map_or(b'?', |at| 0x80 + at as u8)
}

fn oem_char(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        Some(at) => OEM_UPPER.chars().nth(at.into()).unwrap_or(char::REPLACEMENT_CHARACTER),
        None => char::from(byte),
    }
}

/// Characters that UTF-7 writes as they are.
fn is_direct(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|it| it.is_ascii_alphanumeric() || b"\t\n\r '(),-./:?".contains(&it))
}

fn utf7_bytes(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = Vec::new();
    for run in units.chunk_by(|one, other| is_direct(*one) == is_direct(*other)) {
        match run {
            [plus] if *plus == u16::from(b'+') => bytes.extend_from_slice(b"+-"),
            _ if is_direct(run[0]) => bytes.extend(run.iter().map(|it| *it as u8)),
            _ => {
                let raw: Vec<u8> = run.iter().flat_map(|it| it.to_be_bytes()).collect();
                bytes.push(b'+');
                bytes.extend(crate::bytes::to_base64(&raw).trim_end_matches('=').bytes());
                bytes.push(b'-');
            }
        }
    }
    bytes
}

fn utf7_text(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut rest = bytes;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'+' {
            text.push(char::from(*first));
            continue;
        }
        let end = rest.iter().position(|it| !(it.is_ascii_alphanumeric() || matches!(it, b'+' | b'/'))).unwrap_or(rest.len());
        let (coded, after) = rest.split_at(end);
        rest = after.strip_prefix(b"-").unwrap_or(after);
        if coded.is_empty() {
            text.push('+');
            continue;
        }
        let (mut held, mut bits, mut raw) = (0u32, 0, Vec::new());
        for it in coded {
            let value = match it {
                b'A'..=b'Z' => it - b'A',
                b'a'..=b'z' => it - b'a' + 26,
                b'0'..=b'9' => it - b'0' + 52,
                b'+' => 62,
                _ => 63,
            };
            held = (held << 6 | u32::from(value)) & 0xFFFF;
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                raw.push((held >> bits) as u8);
            }
        }
        raw.truncate(raw.len() / 2 * 2);
        text.push_str(&utf16_text(&raw, true));
    }
    text
}

fn utf16_text(bytes: &[u8], big: bool) -> String {
    let unit = |pair: &[u8]| {
        if big { u16::from_be_bytes([pair[0], pair[1]]) } else { u16::from_le_bytes([pair[0], pair[1]]) }
    };
    let units = bytes.chunks_exact(2).map(unit);
    let decoded = char::decode_utf16(units).map(|each| each.unwrap_or(char::REPLACEMENT_CHARACTER));
    let odd = (!bytes.len().is_multiple_of(2)).then_some(char::REPLACEMENT_CHARACTER);
    decoded.chain(odd).collect()
}

fn utf32_text(bytes: &[u8], big: bool) -> String {
    let unit = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
    };
    let decoded = bytes.chunks_exact(4).map(|four| char::from_u32(unit(four)).unwrap_or(char::REPLACEMENT_CHARACTER));
    let odd = (!bytes.len().is_multiple_of(4)).then_some(char::REPLACEMENT_CHARACTER);
    decoded.chain(odd).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::bytes::to_dashed_hex;

    #[track_caller]
    fn check(name: &str, bytes: &str, text: &str) {
        let encoding = Encoding::for_parameter(name).unwrap();
        let made = encoding.bytes("aé漢");
        assert_eq!(to_dashed_hex(&made), bytes, "as {name}");
        assert_eq!(encoding.text(&made), text, "from {name}");
    }

    #[test]
    fn encodings_go_around() {
        check("ascii", "61-3F-3F", "a??");
        check("utf8", "61-C3-A9-E6-BC-A2", "aé漢");
        check("unicode", "61-00-E9-00-22-6F", "aé漢");
        check("utf32", "61-00-00-00-E9-00-00-00-22-6F-00-00", "aé漢");
        check("latin1", "61-E9-3F", "aé?");
        check("bigendianunicode", "00-61-00-E9-6F-22", "aé漢");
        check("ansi", "61-E9-3F", "aé?");
        check("437", "61-82-3F", "aé?");
        check("oem", "61-C3-A9-E6-BC-A2", "aé漢");
        check("utf7", "61-2B-41-4F-6C-76-49-67-2D", "aé漢");
        check("1252", "61-E9-3F", "aé?");
        assert!(Encoding::for_parameter("nope").is_none());
    }

    #[test]
    fn marks_decide() {
        assert_eq!(Encoding::LATIN1.read(b"\xEF\xBB\xBFh\xC3\xA9"), "hé");
        assert_eq!(Encoding::UTF8.read(b"\xFF\xFEa\0"), "a");
        assert_eq!(Encoding::UTF8.text(&[0xFF, 65]), "\u{FFFD}A");
        assert_eq!(Encoding::of_code_page(28591).unwrap().web_name(), "iso-8859-1");
    }
}
