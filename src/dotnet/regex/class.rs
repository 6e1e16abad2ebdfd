//! Character classes and escapes: `[a-z-[aeiou]]`, `\p{IsGreek}`, `\x41`.
//!
//! In:    a cursor at the class or behind a backslash.
//! Out:   the same set in the engines' syntax.

use super::fault::{PatternFault, Reason};
use super::options::Options;
use super::translate::Cursor;

/// Appends a character that stands for itself.
pub(super) fn push_literal(character: char, out: &mut String) {
    match character {
        '\n' => out.push_str("\\n"),
        _ if character.is_ascii_punctuation() => {
            if !matches!(character, '_' | '"' | '\'' | '<' | '>' | ',' | ':' | ';' | '=' | '!' | '/' | '@' | '%' | '`') {
                out.push('\\');
            }
            out.push(character);
        }
        _ if character.is_ascii_control() => out.push_str(&format!("\\x{:02X}", character as u32)),
        _ => out.push(character),
    }
}

/// `\d` and its kin; ECMAScript keeps them in ASCII.
pub(super) fn push_shorthand(letter: char, options: Options, out: &mut String) {
    let set = match (options.has(Options::ECMA_SCRIPT), letter) {
        (true, 'd') => "[0-9]",
        (true, 'D') => "[^0-9]",
        (true, 'w') => "[a-zA-Z0-9_]",
        (true, 'W') => "[^a-zA-Z0-9_]",
        (true, 's') => "[ \\f\\n\\r\\t\\v]",
        (true, 'S') => "[^ \\f\\n\\r\\t\\v]",
        _ => {
            out.push('\\');
            out.push(letter);
            return;
        }
    };
    out.push_str(set);
}

/// Classes taken from classes.
const SUBTRACTIONS_MAX: usize = 50;

/// A class in brackets; the cursor stands at the `[`.
pub(super) fn translate(cursor: &mut Cursor<'_>, options: Options, out: &mut String) -> Result<(), PatternFault> {
    translate_inner(cursor, options, 0, out)
}

fn translate_inner(cursor: &mut Cursor<'_>, options: Options, depth: usize, out: &mut String) -> Result<(), PatternFault> {
    if depth > SUBTRACTIONS_MAX {
        return Err(cursor.fault(Reason::TooDeep));
    }
    cursor.advance();
    let mut class = Class { text: String::new(), negated: cursor.eat("^"), subtracted: None };
    let mut first = true;
    loop {
        let Some(next) = cursor.peek() else {
            return Err(cursor.fault_at_end(Reason::UnterminatedSet));
        };
        if next == ']' && !first {
            cursor.advance();
            class.write(out);
            return Ok(());
        }
        if !first && cursor.rest().starts_with("-[") {
            cursor.advance();
            let mut inner = String::new();
            translate_inner(cursor, options, depth + 1, &mut inner)?;
            if !cursor.rest().starts_with(']') {
                return Err(cursor.fault(match cursor.at_end() {
                    true => Reason::UnterminatedSet,
                    false => Reason::SubtractionNotLast,
                }));
            }
            class.subtracted = Some(inner);
            continue;
        }
        first = false;
        let from = member(cursor, options)?;
        class.push(cursor, options, from)?;
    }
}

struct Class {
    text: String,
    negated: bool,
    subtracted: Option<String>,
}

/// One element of a class.
enum Member {
    One(char),
    Set(String, char),
}

impl Class {
    fn push(&mut self, cursor: &mut Cursor<'_>, options: Options, from: Member) -> Result<(), PatternFault> {
        let rest = cursor.rest();
        let is_range = rest.starts_with('-') && !rest.starts_with("-]") && !rest.starts_with("-[") && rest.len() > 1;
        let from = match from {
            // A class before a hyphen leaves the hyphen as it is.
            Member::Set(set, letter) => {
                if is_range && member_behind_hyphen_is_plain(rest) {
                    return Err(cursor.fault(Reason::ClassInRange(letter)));
                }
                self.text.push_str(&set);
                return Ok(());
            }
            Member::One(from) => from,
        };
        if !is_range {
            push_member(from, &mut self.text);
            return Ok(());
        }
        cursor.advance();
        match member(cursor, options)? {
            Member::One(to) if to < from => Err(cursor.fault(Reason::ReversedRange)),
            Member::One(to) => {
                push_member(from, &mut self.text);
                self.text.push('-');
                push_member(to, &mut self.text);
                Ok(())
            }
            Member::Set(_, letter) => Err(cursor.fault(Reason::ClassInRange(letter))),
        }
    }

    fn write(&self, out: &mut String) {
        let negation = if self.negated { "^" } else { "" };
        match &self.subtracted {
            None => out.push_str(&format!("[{negation}{}]", self.text)),
            Some(inner) => out.push_str(&format!("[[{negation}{}]--{inner}]", self.text)),
        }
    }
}

fn member_behind_hyphen_is_plain(rest: &str) -> bool {
    !rest[1..].starts_with(['\\', ']'])
}

fn push_member(character: char, out: &mut String) {
    if matches!(character, '[' | ']' | '^' | '-' | '\\' | '&' | '~') {
        out.push('\\');
        out.push(character);
    } else if character.is_control() {
        out.push_str(&format!("\\x{{{:X}}}", character as u32));
    } else {
        out.push(character);
    }
}

fn member(cursor: &mut Cursor<'_>, options: Options) -> Result<Member, PatternFault> {
    let Some(next) = cursor.advance() else {
        return Err(cursor.fault_at_end(Reason::UnterminatedSet));
    };
    if next != '\\' {
        return Ok(Member::One(next));
    }
    match cursor.peek() {
        None => Err(cursor.fault(Reason::BackslashAtEnd)),
        Some(letter @ ('d' | 'D' | 'w' | 'W' | 's' | 'S')) => {
            cursor.advance();
            let mut set = String::new();
            push_shorthand(letter, options, &mut set);
            Ok(Member::Set(set, letter))
        }
        Some(letter @ ('p' | 'P')) => Ok(Member::Set(property(cursor)?, letter)),
        Some('b') => {
            cursor.advance();
            Ok(Member::One('\u{8}'))
        }
        Some('1'..='9') => Ok(Member::One(octal(cursor).unwrap_or_default())),
        Some(_) => escaped_char(cursor).map(Member::One),
    }
}

/// Up to three octal digits.
pub(super) fn octal(cursor: &mut Cursor<'_>) -> Option<char> {
    let length = cursor.rest().bytes().take(3).take_while(|digit| (b'0'..=b'7').contains(digit)).count();
    let value = u32::from_str_radix(&cursor.rest()[..length], 8).ok()?;
    cursor.at += length;
    char::from_u32(value & 0xFF)
}

/// The character that an escape means; the cursor stands behind the backslash.
pub(super) fn escaped_char(cursor: &mut Cursor<'_>) -> Result<char, PatternFault> {
    let letter = cursor.advance().unwrap_or_default();
    Ok(match letter {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'e' => '\u{1B}',
        'f' => '\u{C}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{B}',
        'x' => hexadecimal(cursor, 2)?,
        'u' => hexadecimal(cursor, 4)?,
        'c' => control(cursor)?,
        '0' => {
            cursor.at -= 1;
            octal(cursor).unwrap_or_default()
        }
        _ if letter.is_alphanumeric() || letter == '_' => {
            return Err(cursor.fault(Reason::UnrecognizedEscape(letter)));
        }
        _ => letter,
    })
}

fn hexadecimal(cursor: &mut Cursor<'_>, count: usize) -> Result<char, PatternFault> {
    let digits = cursor.rest().get(..count);
    let value = digits.filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    let value = value.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let Some(value) = value else {
        let valid = cursor.rest().bytes().take(count).take_while(u8::is_ascii_hexdigit).count();
        cursor.at += (valid + 1).min(cursor.rest().len());
        return Err(cursor.fault(Reason::BadHexadecimal));
    };
    cursor.at += count;
    // Half a surrogate pair cannot occur in our texts, so nothing needs to match it.
    Ok(char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER))
}

fn control(cursor: &mut Cursor<'_>) -> Result<char, PatternFault> {
    let Some(letter) = cursor.advance() else {
        return Err(cursor.fault(Reason::MissingControl));
    };
    let value = (letter.to_ascii_uppercase() as u32).wrapping_sub('@' as u32);
    char::from_u32(value).filter(|_| value < 32).ok_or_else(|| cursor.fault(Reason::UnrecognizedControl))
}

/// `\p{…}` and `\P{…}`; the cursor stands at the `p`.
pub(super) fn property(cursor: &mut Cursor<'_>) -> Result<String, PatternFault> {
    let letter = cursor.advance().unwrap_or('p');
    if cursor.rest().len() < 3 {
        return Err(cursor.fault(Reason::IncompleteProperty));
    }
    if !cursor.eat("{") {
        return Err(cursor.fault(Reason::MalformedProperty));
    }
    let rest = cursor.rest();
    let Some(length) = rest.find('}') else {
        return Err(cursor.fault(Reason::IncompleteProperty));
    };
    let name = &rest[..length];
    cursor.at += length + 1;
    if CATEGORIES.contains(&name) {
        return Ok(format!("\\{letter}{{{name}}}"));
    }
    let block = BLOCKS.iter().find(|(block, ..)| *block == name);
    let (_, first, last) = block.ok_or_else(|| cursor.fault(Reason::UnknownProperty(name.into())))?;
    let negation = if letter == 'P' { "^" } else { "" };
    Ok(format!("[{negation}\\x{{{first:X}}}-\\x{{{last:X}}}]"))
}

const CATEGORIES: [&str; 37] = [
    "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "S",
    "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn",
];

const BLOCKS: [(&str, u32, u32); 42] = [
    ("IsBasicLatin", 0x0, 0x7F),
    ("IsLatin-1Supplement", 0x80, 0xFF),
    ("IsLatinExtended-A", 0x100, 0x17F),
    ("IsLatinExtended-B", 0x180, 0x24F),
    ("IsIPAExtensions", 0x250, 0x2AF),
    ("IsSpacingModifierLetters", 0x2B0, 0x2FF),
    ("IsCombiningDiacriticalMarks", 0x300, 0x36F),
    ("IsGreek", 0x370, 0x3FF),
    ("IsGreekandCoptic", 0x370, 0x3FF),
    ("IsCyrillic", 0x400, 0x4FF),
    ("IsCyrillicSupplement", 0x500, 0x52F),
    ("IsArmenian", 0x530, 0x58F),
    ("IsHebrew", 0x590, 0x5FF),
    ("IsArabic", 0x600, 0x6FF),
    ("IsSyriac", 0x700, 0x74F),
    ("IsDevanagari", 0x900, 0x97F),
    ("IsBengali", 0x980, 0x9FF),
    ("IsTamil", 0xB80, 0xBFF),
    ("IsThai", 0xE00, 0xE7F),
    ("IsGeorgian", 0x10A0, 0x10FF),
    ("IsHangulJamo", 0x1100, 0x11FF),
    ("IsLatinExtendedAdditional", 0x1E00, 0x1EFF),
    ("IsGreekExtended", 0x1F00, 0x1FFF),
    ("IsGeneralPunctuation", 0x2000, 0x206F),
    ("IsSuperscriptsandSubscripts", 0x2070, 0x209F),
    ("IsCurrencySymbols", 0x20A0, 0x20CF),
    ("IsCombiningDiacriticalMarksforSymbols", 0x20D0, 0x20FF),
    ("IsLetterlikeSymbols", 0x2100, 0x214F),
    ("IsNumberForms", 0x2150, 0x218F),
    ("IsArrows", 0x2190, 0x21FF),
    ("IsMathematicalOperators", 0x2200, 0x22FF),
    ("IsMiscellaneousTechnical", 0x2300, 0x23FF),
    ("IsEnclosedAlphanumerics", 0x2460, 0x24FF),
    ("IsBoxDrawing", 0x2500, 0x257F),
    ("IsBlockElements", 0x2580, 0x259F),
    ("IsGeometricShapes", 0x25A0, 0x25FF),
    ("IsMiscellaneousSymbols", 0x2600, 0x26FF),
    ("IsCJKSymbolsandPunctuation", 0x3000, 0x303F),
    ("IsHiragana", 0x3040, 0x309F),
    ("IsKatakana", 0x30A0, 0x30FF),
    ("IsCJKUnifiedIdeographs", 0x4E00, 0x9FFF),
    ("IsHangulSyllables", 0xAC00, 0xD7AF),
];
