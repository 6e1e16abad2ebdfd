//! `[regex]::Escape` and `[regex]::Unescape`.

use super::class::escaped_char;
use super::fault::PatternFault;
use super::translate::Cursor;

/// Makes a text match itself.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{C}' => out.push_str("\\f"),
            ' ' | '#' | '$' | '(' | ')' | '*' | '+' | '.' | '?' | '[' | '\\' | '^' | '{' | '|' => {
                out.push('\\');
                out.push(character);
            }
            _ => out.push(character),
        }
    }
    out
}

/// Turns escapes into the characters they mean.
pub fn unescape(text: &str) -> Result<String, PatternFault> {
    let mut out = String::with_capacity(text.len());
    let mut cursor = Cursor::new(text);
    while let Some(next) = cursor.advance() {
        if next != '\\' {
            out.push(next);
        } else if cursor.at_end() {
            return Err(cursor.fault(super::Reason::BackslashAtEnd));
        } else {
            out.push(escaped_char(&mut cursor)?);
        }
    }
    Ok(out)
}
