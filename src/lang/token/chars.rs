//! Which character may stand where.
//!
//! In:    a byte or a character.
//! Out:   yes or no, from one table for ASCII and a few rules for the rest.
//! Never: looks at a neighbour.
//!
//! People paste from documents: every dash, quote and blank that the language takes for its ASCII
//! sister is listed here and nowhere else.

const IDENT_START: u16 = 1;
const DIGIT: u16 = 1 << 1;
const VARIABLE_START: u16 = 1 << 2;
const ENDS_WORD: u16 = 1 << 3;
const ENDS_NUMBER: u16 = 1 << 4;
const WHITE: u16 = 1 << 5;
const ENDS_ASSEMBLY: u16 = 1 << 6;
const VARIABLE_REST: u16 = 1 << 7;
const WORD_PLAIN: u16 = 1 << 8;
const STRING_PLAIN: u16 = 1 << 9;

const CLASSES: [u16; 256] = classes();

const fn classes() -> [u16; 256] {
    let mut table = [0_u16; 256];
    let mut at = 0;
    while at < 128 {
        table[at] = class_of(at as u8);
        at += 1;
    }
    // Beyond ASCII a byte alone says nothing; readers look at the character where it matters.
    while at < 256 {
        table[at] = WORD_PLAIN | STRING_PLAIN;
        at += 1;
    }
    table
}

const fn class_of(byte: u8) -> u16 {
    let mut class = 0;
    if byte.is_ascii_alphabetic() || byte == b'_' {
        class |= IDENT_START;
    }
    if byte.is_ascii_digit() {
        class |= DIGIT;
    }
    if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | b':' | b'?' | b'^') {
        class |= VARIABLE_START;
    }
    if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'?') {
        class |= VARIABLE_REST;
    }
    if matches!(byte, b'\t' | 0x0b | 0x0c | b' ') {
        class |= WHITE;
    }
    let ends_word = matches!(byte, 0 | b'\t'..=b'\r' | b' ' | b'&' | b'(' | b')' | b',' | b';' | b'{' | b'|' | b'}');
    if ends_word {
        class |= ENDS_WORD;
    }
    if matches!(byte, b'!' | b'#' | b'%' | b'*' | b'+' | b'-' | b'.' | b'/' | b'<' | b'=' | b'>' | b']') {
        class |= ENDS_NUMBER;
    }
    if matches!(byte, 0 | b'\t'..=b'\r' | b' ' | b',' | b'=' | b']') {
        class |= ENDS_ASSEMBLY;
    }
    if !ends_word && !matches!(byte, b'`' | b'\'' | b'"' | b'$') {
        class |= WORD_PLAIN;
    }
    if !matches!(byte, 0 | b'`' | b'"' | b'$') {
        class |= STRING_PLAIN;
    }
    class
}

fn has(byte: u8, class: u16) -> bool {
    CLASSES[byte as usize] & class != 0
}

fn ascii_has(c: char, class: u16) -> bool {
    c.is_ascii() && has(c as u8, class)
}

/// A byte of a bare word that needs no second look.
pub(crate) fn is_plain_word_byte(byte: u8) -> bool {
    has(byte, WORD_PLAIN)
}

/// A byte inside double quotes that needs no second look.
pub(crate) fn is_plain_string_byte(byte: u8) -> bool {
    has(byte, STRING_PLAIN)
}

pub(crate) fn is_ident_byte(byte: u8) -> bool {
    has(byte, IDENT_START | DIGIT)
}

pub(crate) fn is_white_byte(byte: u8) -> bool {
    has(byte, WHITE)
}

pub(crate) fn is_variable_byte(byte: u8) -> bool {
    has(byte, VARIABLE_REST)
}

/// Letters of the basic plane only: the original looks at UTF-16 units, where others are never letters.
pub(crate) fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || (!c.is_ascii() && (c as u32) < 0x1_0000 && c.is_alphabetic())
}

pub(crate) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || (!c.is_ascii() && is_decimal_number(c))
}

/// Digits of other scripts, but not fractions, superscripts and circled numbers.
fn is_decimal_number(c: char) -> bool {
    let code = c as u32;
    c.is_numeric() && code < 0x1_0000 && !matches!(code, 0xB2..=0xBE | 0x2070..=0x2CFF | 0x3007..=0x33FF | 0x9F4..=0x9F9)
}

pub(crate) fn is_letter_or_digit(c: char) -> bool {
    is_letter(c) || is_digit(c)
}

pub(crate) fn is_white(c: char) -> bool {
    ascii_has(c, WHITE)
        || matches!(
            c,
            '\u{a0}' | '\u{85}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}'
        )
}

pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{2015}')
}

pub(crate) fn is_single_quote(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}'..='\u{201b}')
}

pub(crate) fn is_double_quote(c: char) -> bool {
    matches!(c, '"' | '\u{201c}'..='\u{201e}')
}

pub(crate) fn is_variable_start(c: char) -> bool {
    ascii_has(c, VARIABLE_START) || (!c.is_ascii() && is_letter_or_digit(c))
}

pub(crate) fn is_ident_start(c: char) -> bool {
    ascii_has(c, IDENT_START) || (!c.is_ascii() && is_letter(c))
}

pub(crate) fn is_ident_follow(c: char) -> bool {
    ascii_has(c, IDENT_START | DIGIT) || (!c.is_ascii() && is_letter_or_digit(c))
}

/// `.`, `+`, a backtick and a few more may stand inside a type name.
pub(crate) fn is_type_name_follow(c: char) -> bool {
    is_ident_follow(c) || matches!(c, '.' | '`' | '+' | '#' | '\\')
}

pub(crate) fn ends_word(c: char) -> bool {
    ascii_has(c, ENDS_WORD) || (!c.is_ascii() && is_white(c))
}

/// In an expression a number also ends before an operator.
pub(crate) fn ends_number(c: char, before_ternary: bool) -> bool {
    if c.is_ascii() {
        return has(c as u8, ENDS_NUMBER) || (before_ternary && matches!(c, '?' | ':'));
    }
    is_dash(c)
}

pub(crate) fn ends_assembly_part(c: char) -> bool {
    ascii_has(c, ENDS_ASSEMBLY) || (!c.is_ascii() && is_white(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_characters_count_as_their_ascii_sisters() {
        assert!(['-', '–', '—', '―'].into_iter().all(is_dash));
        assert!(['\'', '‘', '’', '‚', '‛'].into_iter().all(is_single_quote));
        assert!(['"', '“', '”', '„'].into_iter().all(is_double_quote));
        assert!([' ', '\u{a0}', '\u{3000}'].into_iter().all(is_white));
    }

    #[test]
    fn a_word_goes_on_through_most_punctuation() {
        assert!("-./:=+*%#@[]<>!?^~\\".chars().all(|c| !ends_word(c)));
        assert!(" \t\r\n&(){}|;,\0".chars().all(ends_word));
    }
}
