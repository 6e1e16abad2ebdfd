//! Composite formats: `"{0,-10:N2}"`, the engine of `-f` and `String.Format`.
//!
//! In:    a template, the number of arguments, and a callback that writes one of them.
//! Out:   text, or a `CompositeFault` with .NET's sentence and offset.
//! Never: looks at an argument itself.

use std::fmt;

/// Indexes and widths from here on are no numbers to .NET.
const NUMBER_MAX: usize = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompositeFault {
    /// At an offset in UTF-16 units.
    Syntax { at: usize, why: Why },
    /// The template asks for an argument that is not there.
    Index,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    DigitExpected,
    Unclosed,
    UnexpectedBrace,
}

impl CompositeFault {
    pub fn exception(&self) -> &'static str {
        "System.FormatException"
    }
}

impl fmt::Display for CompositeFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Syntax { at, why } = self else {
            return out.write_str("Index (zero based) must be greater than or equal to zero and less than the size of the argument list.");
        };
        let why = match why {
            Why::DigitExpected => "Expected an ASCII digit.",
            Why::Unclosed => "Format item ends prematurely.",
            Why::UnexpectedBrace => "Unexpected closing brace without a corresponding opening brace.",
        };
        write!(out, "Input string was not in a correct format. Failure to parse near offset {at}. {why}")
    }
}

impl std::error::Error for CompositeFault {}

/// Fills a template. `argument(index, format, out)` writes one argument; the format may be empty.
///
/// What was written before a fault stays in `out`.
pub fn format<E: From<CompositeFault>>(
    template: &str,
    count: usize,
    out: &mut String,
    mut argument: impl FnMut(usize, &str, &mut String) -> Result<(), E>,
) -> Result<(), E> {
    let mut cursor = Cursor { template, at: 0 };
    while let Some(item) = cursor.next_item(out)? {
        if item.index >= count {
            return Err(CompositeFault::Index.into());
        }
        let start = out.len();
        argument(item.index, item.format, out)?;
        pad(out, start, item.width, item.left);
    }
    Ok(())
}

struct Item<'a> {
    index: usize,
    width: usize,
    left: bool,
    format: &'a str,
}

struct Cursor<'a> {
    template: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    /// Copies text up to the next item and takes that apart.
    fn next_item(&mut self, out: &mut String) -> Result<Option<Item<'a>>, CompositeFault> {
        loop {
            let rest = &self.template[self.at..];
            let Some(length) = rest.find(['{', '}']) else {
                out.push_str(rest);
                self.at = self.template.len();
                return Ok(None);
            };
            out.push_str(&rest[..length]);
            self.at += length;
            let brace = rest.as_bytes()[length];
            let next = self.advance()?;
            if next != brace {
                return if brace == b'{' { self.item(next).map(Some) } else { Err(self.fault(Why::UnexpectedBrace)) };
            }
            out.push(char::from(brace));
            self.at += 1;
        }
    }

    fn item(&mut self, first: u8) -> Result<Item<'a>, CompositeFault> {
        let (index, mut next) = self.number(first)?;
        let mut item = Item { index, width: 0, left: false, format: "" };
        next = self.skip_blanks(next)?;
        if next == b',' {
            next = self.advance()?;
            next = self.skip_blanks(next)?;
            if next == b'-' {
                item.left = true;
                next = self.advance()?;
            }
            (item.width, next) = self.number(next)?;
            next = self.skip_blanks(next)?;
        }
        if next == b':' {
            let start = self.at + 1;
            loop {
                match self.advance()? {
                    b'}' => break,
                    b'{' => return Err(self.fault(Why::Unclosed)),
                    _ => {}
                }
            }
            item.format = &self.template[start..self.at];
        } else if next != b'}' {
            return Err(self.fault(Why::Unclosed));
        }
        self.at += 1;
        Ok(item)
    }

    fn number(&mut self, first: u8) -> Result<(usize, u8), CompositeFault> {
        if !first.is_ascii_digit() {
            return Err(self.fault(Why::DigitExpected));
        }
        let mut value = usize::from(first - b'0');
        let mut next = self.advance()?;
        while next.is_ascii_digit() && value < NUMBER_MAX {
            value = value * 10 + usize::from(next - b'0');
            next = self.advance()?;
        }
        Ok((value, next))
    }

    fn skip_blanks(&mut self, mut next: u8) -> Result<u8, CompositeFault> {
        while next == b' ' {
            next = self.advance()?;
        }
        Ok(next)
    }

    fn advance(&mut self) -> Result<u8, CompositeFault> {
        self.at += 1;
        self.template.as_bytes().get(self.at).copied().ok_or_else(|| self.fault(Why::Unclosed))
    }

    fn fault(&self, why: Why) -> CompositeFault {
        let before = self.template.bytes().take(self.at);
        // In UTF-16 every lead byte is one unit, and one of four bytes is two.
        let at = before.map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum();
        CompositeFault::Syntax { at, why }
    }
}

/// Widens what was written since `start` to a number of UTF-16 units.
fn pad(out: &mut String, start: usize, width: usize, left: bool) {
    if width == 0 {
        return;
    }
    let missing = width.saturating_sub(out[start..].encode_utf16().count());
    if left {
        out.extend(std::iter::repeat_n(' ', missing));
    } else {
        out.insert_str(start, &" ".repeat(missing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{Number, NumberFault};

    #[derive(Debug)]
    struct Said(String);

    impl From<CompositeFault> for Said {
        fn from(fault: CompositeFault) -> Self {
            Self(fault.to_string())
        }
    }

    impl From<NumberFault> for Said {
        fn from(fault: NumberFault) -> Self {
            Self(fault.to_string())
        }
    }

    #[track_caller]
    fn check(template: &str, arguments: &[f64], want: &str) {
        let mut out = String::new();
        let done = super::format(template, arguments.len(), &mut out, |index, format, out| {
            Number::from(arguments[index]).format(format, out).map_err(Said::from)
        });
        assert_eq!(done.map_or_else(|said| said.0, |()| out), want, "for {template:?}");
    }

    #[test]
    fn items_are_filled_and_padded() {
        check("{0} and {1}", &[1.0, 2.5], "1 and 2.5");
        check("[{0,6:N2}]", &[1.0], "[  1.00]");
        check("[{0,-6:N2}]", &[1.0], "[1.00  ]");
        check("{{{0}}}", &[1.0], "{1}");
        check("{0 , 3 :F1}", &[1.0], "1.0");
        check("none", &[], "none");
        check("é{0:0.0}ü", &[1.0], "é1.0ü");
    }

    #[test]
    fn faults_name_their_place() {
        let near = "Input string was not in a correct format. Failure to parse near offset";
        check("{", &[1.0], &std::format!("{near} 1. Format item ends prematurely."));
        check("{0", &[1.0], &std::format!("{near} 2. Format item ends prematurely."));
        check("{a}", &[1.0], &std::format!("{near} 1. Expected an ASCII digit."));
        check("x}y", &[1.0], &std::format!("{near} 2. Unexpected closing brace without a corresponding opening brace."));
        check("{1}", &[1.0], "Index (zero based) must be greater than or equal to zero and less than the size of the argument list.");
    }
}
