//! `System.Char`.
//!
//! In:    a UTF-16 unit.
//! Out:   its class, case and number.
//! Never: joins surrogate halves by itself.

use super::args::{bad_argument, enum_of, int, long, out_of_range, text, tried};
use crate::fault::{Eval, thrown};
use crate::session::Session;
use crate::text::char_text;
use crate::value::Value;

fn letter(unit: u16) -> char {
    char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

fn unit_of(c: char) -> Value {
    Value::char(c)
}

pub fn call(unit: u16, name: &str, args: &[Value]) -> Option<Eval> {
    Some(Ok(match name {
        "tostring" => Value::Str(char_text(unit)),
        "equals" => Value::Bool(matches!(args.first().map(Value::base), Some(Value::Char(other)) if *other == unit)),
        "compareto" => match args.first().map(Value::base) {
            Some(Value::Char(other)) => Value::Int(i32::from(unit) - i32::from(*other)),
            Some(v) if v.is_null() => Value::Int(1),
            _ => return Some(Err(bad_argument("Object must be of type Char.", ""))),
        },
        "gethashcode" => Value::Int(i32::from(unit) | i32::from(unit) << 16),
        "gettypecode" => enum_of("System.TypeCode", 4),
        _ => return None,
    }))
}

/// The unit a static method looks at: the character itself, or a place in a text.
fn looked_at(args: &[Value]) -> Result<u16, crate::fault::Halt> {
    match args.first().map(Value::base) {
        Some(Value::Char(unit)) => Ok(*unit),
        _ => {
            let at = long(args, 1);
            usize::try_from(at)
                .ok()
                .and_then(|at| dotnet::utf16::unit_at(&text(args, 0), at))
                .ok_or_else(|| out_of_range("Specified argument was out of the range of valid values.", "index"))
        }
    }
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    if let Some(done) = other_static(s, name, args) {
        return Some(done);
    }
    let unit = match looked_at(args) {
        Ok(unit) => unit,
        Err(halt) => return name.starts_with("is").then_some(Err(halt)),
    };
    let c = letter(unit);
    let surrogate = (0xD800..=0xDFFF).contains(&unit);
    Some(Ok(Value::Bool(match name {
        "isdigit" => !surrogate && is_decimal_digit(c),
        "isnumber" => !surrogate && c.is_numeric(),
        "isletter" => !surrogate && c.is_alphabetic() && !c.is_numeric(),
        "isletterordigit" => !surrogate && (c.is_alphabetic() && !c.is_numeric() || is_decimal_digit(c)),
        "isupper" => c.is_uppercase(),
        "islower" => c.is_lowercase(),
        "iswhitespace" => c.is_whitespace(),
        "iscontrol" => c.is_control(),
        "ispunctuation" => is_punctuation(c),
        "issymbol" => is_symbol(c),
        "isseparator" => matches!(
            c,
            ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        ),
        "issurrogate" => surrogate,
        "ishighsurrogate" => (0xD800..=0xDBFF).contains(&unit),
        "islowsurrogate" => (0xDC00..=0xDFFF).contains(&unit),
        "isascii" => unit < 128,
        "isasciidigit" => c.is_ascii_digit(),
        "isasciiletter" => c.is_ascii_alphabetic(),
        "isasciiletterordigit" => c.is_ascii_alphanumeric(),
        "isasciiletterupper" => c.is_ascii_uppercase(),
        "isasciiletterlower" => c.is_ascii_lowercase(),
        "isasciihexdigit" => c.is_ascii_hexdigit(),
        "isasciihexdigitupper" => c.is_ascii_digit() || ('A'..='F').contains(&c),
        "isasciihexdigitlower" => c.is_ascii_digit() || ('a'..='f').contains(&c),
        _ => return None,
    })))
}

fn is_decimal_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric() && is_category_nd(c))
}

/// The decimal digits of the larger scripts; each block has ten in a row.
fn is_category_nd(c: char) -> bool {
    const ZEROS: [u32; 20] = [
        0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0, 0x1810,
        0xA620, 0xFF10,
    ];
    ZEROS.iter().any(|zero| (*zero..zero + 10).contains(&(c as u32)))
}

fn is_punctuation(c: char) -> bool {
    match c {
        '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~' => false,
        c if c.is_ascii() => c.is_ascii_punctuation(),
        '\u{a1}' | '\u{a7}' | '\u{ab}' | '\u{b6}' | '\u{b7}' | '\u{bb}' | '\u{bf}' => true,
        '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}' | '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' => true,
        _ => false,
    }
}

fn is_symbol(c: char) -> bool {
    matches!(c, '$' | '+' | '<' | '=' | '>' | '^' | '`' | '|' | '~')
        || matches!(c, '\u{a2}'..='\u{a6}' | '\u{a8}' | '\u{a9}' | '\u{ac}' | '\u{ae}'..='\u{b1}' | '\u{b4}' | '\u{b8}' | '\u{d7}' | '\u{f7}')
        || matches!(c, '\u{20a0}'..='\u{20cf}' | '\u{2100}'..='\u{214f}' | '\u{2190}'..='\u{23ff}' | '\u{2500}'..='\u{27bf}')
}

fn other_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "toupper" | "toupperinvariant" => changed(args, dotnet::text::upper_char),
        "tolower" | "tolowerinvariant" => changed(args, dotnet::text::lower_char),
        "tostring" => Ok(Value::Str(text(args, 0))),
        "parse" => match one_unit(&text(args, 0)) {
            Some(unit) => Ok(Value::Char(unit)),
            None => Err(thrown("System.FormatException", "String must be exactly one character long.")),
        },
        "tryparse" => tried(s, args, 1, one_unit(&text(args, 0)).map(Value::Char), Value::Char(0)),
        "convertfromutf32" => match u32::try_from(int(args, 0)).ok().and_then(char::from_u32) {
            Some(c) => Ok(Value::from(c.to_string())),
            None => Err(out_of_range(
                "A valid UTF32 value is between 0x000000 and 0x10ffff, inclusive, and should not include surrogate codepoint values (0x00d800 ~ 0x00dfff).",
                "utf32",
            )),
        },
        "converttoutf32" => to_utf32(args),
        "getnumericvalue" => looked_at(args).map(|unit| Value::Double(letter(unit).to_digit(10).map_or(-1.0, f64::from))),
        "getunicodecategory" => looked_at(args).map(|unit| enum_of("System.Globalization.UnicodeCategory", category(letter(unit)))),
        "issurrogatepair" => Ok(Value::Bool(text(args, 0).chars().next().is_some_and(|c| c.len_utf16() == 2))),
        _ => return None,
    })
}

fn one_unit(text: &str) -> Option<u16> {
    let mut units = text.encode_utf16();
    match (units.next(), units.next()) {
        (Some(unit), None) => Some(unit),
        _ => None,
    }
}

fn changed(args: &[Value], change: fn(char) -> char) -> Eval {
    looked_at(args).map(|unit| match char::from_u32(u32::from(unit)) {
        Some(c) => unit_of(change(c)),
        None => Value::Char(unit),
    })
}

fn to_utf32(args: &[Value]) -> Eval {
    if let (Some(Value::Char(high)), Some(Value::Char(low))) = (args.first().map(Value::base), args.get(1).map(Value::base)) {
        let pair = char::decode_utf16([*high, *low]).next();
        return match pair {
            Some(Ok(c)) if c.len_utf16() == 2 => Ok(Value::Int(c as i32)),
            _ => Err(out_of_range("A valid high surrogate character is between 0xd800 and 0xdbff, inclusive.", "highSurrogate")),
        };
    }
    let at = long(args, 1).max(0) as usize;
    let units: Vec<u16> = text(args, 0).encode_utf16().skip(at).take(2).collect();
    match char::decode_utf16(units).next() {
        Some(Ok(c)) => Ok(Value::Int(c as i32)),
        Some(Err(_)) => Err(bad_argument(
            &format!(
                "Found a high surrogate char without a following low surrogate at index: {at}. The input may not be in this encoding, or may not contain valid Unicode (UTF-16) characters."
            ),
            "s",
        )),
        None => Err(out_of_range("Index was out of range. Must be non-negative and less than the size of the collection.", "index")),
    }
}

fn category(c: char) -> i64 {
    match c {
        c if c.is_uppercase() => 0,
        c if c.is_lowercase() => 1,
        c if is_decimal_digit(c) => 8,
        c if c.is_alphabetic() => 4,
        ' ' | '\u{a0}' => 11,
        c if c.is_control() => 14,
        '_' => 18,
        '-' => 19,
        '(' | '[' | '{' => 20,
        ')' | ']' | '}' => 21,
        c if is_punctuation(c) => 24,
        '+' | '<' | '=' | '>' | '|' | '~' => 25,
        '$' | '\u{a2}'..='\u{a5}' | '\u{20ac}' => 26,
        '^' | '`' => 27,
        c if is_symbol(c) => 28,
        _ => 29,
    }
}

pub fn get_static(name: &str) -> Option<Value> {
    match name.to_ascii_lowercase().as_str() {
        "maxvalue" => Some(Value::Char(u16::MAX)),
        "minvalue" => Some(Value::Char(0)),
        _ => None,
    }
}
