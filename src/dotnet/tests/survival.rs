//! Whatever a person can type, we survive: texts of odd pieces go into every reader.

#![allow(clippy::unwrap_used)]

use csshell_dotnet::datetime::{DateTime, DateTimeStyles, TimeSpan, parse_exact};
use csshell_dotnet::number::{self, Number, NumberStyles, NumberType};
use csshell_dotnet::{bytes, composite, encoding, guid, regex, text, uri, version, wildcard, xml};

const ROUNDS: usize = 20_000;
const PIECES: [&str; 64] = [
    "a", "Z", "0", "1", "9", "12", "2024", "-", "+", ".", ",", ":", ";", "/", "\\", "'", "\"", "`", "(", ")", "[", "]", "{", "}", "<", ">",
    "?", "*", "^", "$", "#", "%", "&", "|", "=", "!", "@", "_", "~", " ", "\t", "\n", "\r\n", "é", "漢", "😀", "e\u{301}", "(?<n>", "(?=",
    "(?i)", "[^", "-[", "\\k<n>", "\\p{L}", "\\u", "{0:", "T", "Z", "Feb", "PM", "//", "</", "&amp;", "::",
];

/// A small generator; the same texts every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn text(&mut self, most: usize) -> String {
        let count = self.below(most);
        (0..count).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}

#[test]
fn numbers_and_times() {
    let mut chance = Chance(1);
    for _ in 0..ROUNDS {
        let (input, format) = (chance.text(8), chance.text(8));
        let styles = NumberStyles(chance.below(1024) as u32);
        let _ = number::parse_int(&input, styles, NumberType::Int32);
        let _ = number::parse_double(&input, styles);
        let _ = number::parse_decimal(&input, styles);
        let _ = number::parse_bigint(&input, styles);
        let _ = Number::from(-1234.5).to_format(&format);
        let _ = Number::from(i64::MIN).to_format(&format);
        let _ = Number::from(number::decimal::Decimal::MAX).to_format(&format);
        let _ = DateTime::parse(&input);
        let _ = DateTime::MAX.to_format(&format);
        let _ = DateTime::MAX.to_uformat(&format);
        let _ = parse_exact(&input, &[&format], DateTimeStyles(chance.below(256) as u32));
        let _ = TimeSpan::parse(&input);
        let _ = TimeSpan::MIN.to_format(&format);
        let _ = TimeSpan::parse_exact(&input, &[&format]);
    }
}

#[test]
fn templates_wildcards_and_values() {
    let mut chance = Chance(2);
    for _ in 0..ROUNDS {
        let (input, other) = (chance.text(8), chance.text(4));
        let mut out = String::new();
        let _ = composite::format::<composite::CompositeFault>(&input, 2, &mut out, |_, format, out| {
            out.push_str(format);
            Ok(())
        });
        if let Ok(wildcard) = wildcard::Wildcard::new(&input, true) {
            wildcard.is_match(&other);
            let _ = wildcard::Wildcard::to_regex(&input);
        }
        let _ = guid::Guid::parse(&input);
        let _ = version::Version::parse(&input);
        let _ = version::SemanticVersion::parse(&input);
        if let Ok(uri) = uri::Uri::parse(&input) {
            let _ = (uri.to_string(), uri::Uri::resolve(&uri, &other), uri.is_well_formed());
        }
        let _ = (uri::html_decode(&input), uri::url_decode(&input));
        let _ = (bytes::from_base64(&input), bytes::from_hex(&input), bytes::from_base(&input, 16, NumberType::Int64));
        for name in ["ascii", "unicode", "utf32", "oem", "ansi", "shift_jis"] {
            let encoding = encoding::Encoding::for_parameter(name).unwrap();
            let _ = (encoding.text(input.as_bytes()).len(), encoding.bytes(&input).len());
        }
        let at = chance.below(12) as i64 - 2;
        let _ = (text::substring_of(&input, at, at), text::remove(&input, at, Some(at)), text::insert(&input, at, "x"));
        let _ = text::last_index_of(&input, &other, Some(at), text::Case::Ignored);
        let _ = text::split(&input, &[&other], Some(3), text::SplitOptions { remove_empty: true, trim: true });
    }
}

#[test]
fn patterns_and_markup() {
    let mut chance = Chance(3);
    for _ in 0..ROUNDS / 4 {
        let (pattern, input) = (chance.text(8), chance.text(6));
        if let Ok(regex) = regex::Regex::new(&pattern, regex::Options(chance.below(64) as u16)) {
            let _ = regex.find_all(&input);
            let _ = regex.replace(&input, &pattern, None);
            let _ = regex.split(&input, Some(3));
        }
        let _ = regex::unescape(&pattern);
        let _ = xml::Node::parse(&format!("<a>{input}</a>"), false);
        let document = xml::Node::parse("<a b='1'><c/>t</a>", false).unwrap();
        let _ = document.select(&pattern, None);
    }
}

#[test]
fn deep_nesting() {
    let deep = |piece: &str| piece.repeat(50_000);
    assert!(regex::Regex::new(&deep("("), regex::Options::NONE).is_err());
    assert!(regex::Regex::new(&deep("[a-"), regex::Options::NONE).is_err());
    assert!(xml::Node::parse(&deep("<a>"), false).is_err());
    let document = xml::Node::parse("<a></a>", false).unwrap();
    assert!(document.select(&deep("("), None).is_err());
    assert!(document.select(&deep("a["), None).is_err());
}
