//! Text on a grid: how wide it is, where it breaks, how it is cut.
//!
//! In:    text that may hold escape sequences and wide characters.
//! Out:   widths in cells, pieces of at most so many cells, lines.
//! Never: knows tables or lists.

use std::borrow::Cow;

pub const ELLIPSIS: char = '…';
const RESET: &str = "\x1b[0m";

/// Cells a text takes; escape sequences take none.
pub fn width(text: &str) -> usize {
    if text.bytes().all(|b| (0x20..0x7f).contains(&b)) {
        return text.len();
    }
    Pieces(text).map(|piece| piece.cells).sum()
}

/// The text without escape sequences.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('\x1b') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(Pieces(text).filter(|piece| !piece.is_escape).map(|piece| piece.text).collect())
}

/// The longest beginning that fits; styles it opens are closed.
pub fn head(text: &str, cells: usize) -> String {
    let mut taken = String::new();
    let mut left = cells;
    for piece in Pieces(text) {
        if piece.cells > left {
            break;
        }
        left -= piece.cells;
        taken.push_str(piece.text);
    }
    closed(taken)
}

/// The longest end that fits.
pub fn tail(text: &str, cells: usize) -> String {
    let pieces: Vec<Piece<'_>> = Pieces(text).collect();
    let mut left = cells;
    let mut from = pieces.len();
    while from > 0 && pieces[from - 1].cells <= left {
        from -= 1;
        left -= pieces[from].cells;
    }
    pieces.iter().enumerate().filter(|(at, piece)| *at >= from || piece.is_escape).map(|(_, piece)| piece.text).collect()
}

/// The first line, marked when more lines follow.
pub fn first_line(text: &str) -> Cow<'_, str> {
    match text.find(['\n', '\r']) {
        Some(at) => Cow::Owned(format!("{}{ELLIPSIS}", &text[..at])),
        None => Cow::Borrowed(text),
    }
}

/// Lines of a text; carriage returns are dropped.
pub fn lines(text: &str) -> Vec<String> {
    text.split('\n').map(|line| line.replace('\r', "")).collect()
}

/// Lines of at most `first` and then `following` cells. Words break anywhere, as in the invariant culture.
pub fn wrap(text: &str, first: usize, following: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    for line in lines(text) {
        if width(&line) <= first {
            wrapped.push(line);
        } else {
            wrap_line(&line, first, following, &mut wrapped);
        }
    }
    wrapped
}

fn wrap_line(line: &str, first: usize, following: usize, wrapped: &mut Vec<String>) {
    let mut now = String::new();
    let mut room = first;
    let mut left = first;
    for piece in Pieces(line) {
        if piece.cells > left && !now.is_empty() {
            wrapped.push(closed(std::mem::take(&mut now)));
            room = following;
            left = room;
        }
        if piece.cells > room {
            // Not even one character fits.
            now.push('?');
            left = left.saturating_sub(1);
            continue;
        }
        now.push_str(piece.text);
        left -= piece.cells;
    }
    if !now.is_empty() {
        wrapped.push(now);
    }
}

fn closed(mut text: String) -> String {
    if text.contains('\x1b') && !text.ends_with(RESET) {
        text.push_str(RESET);
    }
    text
}

pub fn blanks(count: usize) -> String {
    " ".repeat(count)
}

/// One character or one escape sequence.
struct Piece<'t> {
    text: &'t str,
    cells: usize,
    is_escape: bool,
}

struct Pieces<'t>(&'t str);

impl<'t> Iterator for Pieces<'t> {
    type Item = Piece<'t>;

    fn next(&mut self) -> Option<Piece<'t>> {
        let first = self.0.chars().next()?;
        let escape = if first == '\x1b' { escape_length(self.0) } else { None };
        let (text, rest) = self.0.split_at(escape.unwrap_or(first.len_utf8()));
        self.0 = rest;
        let cells = if escape.is_some() { 0 } else { char_cells(first) };
        Some(Piece { text, cells, is_escape: escape.is_some() })
    }
}

/// Bytes of the escape sequence a text begins with: colours, private modes, links.
fn escape_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.get(1)? {
        b'[' => {
            let private = bytes.get(2) == Some(&b'?');
            let from = if private { 3 } else { 2 };
            let end = from + bytes[from..].iter().position(|b| !b.is_ascii_digit() && *b != b';')?;
            let closes = if private { matches!(bytes[end], b'h' | b'l') } else { bytes[end] == b'm' };
            closes.then_some(end + 1)
        }
        b']' => text.strip_prefix("\x1b]8;;")?.find("\x1b\\").map(|at| 5 + at + 2),
        _ => None,
    }
}

/// Cells of a character as PowerShell counts them: by UTF-16 units, East Asian wide ones twice.
fn char_cells(c: char) -> usize {
    let wide = matches!(u32::from(c),
        0x1100..=0x115f | 0x2329 | 0x232a | 0x2e80..=0x303e | 0x3040..=0xa4cf | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe10..=0xfe19 | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6);
    if wide { 2 } else { c.len_utf16() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_and_escapes_count_as_shown() {
        assert_eq!(width("漢字"), 4);
        assert_eq!(width("x\x1b[31mred\x1b[0my"), 5);
        assert_eq!(plain("x\x1b[31mred\x1b[0my"), "xredy");
        assert_eq!(head("一二三四", 6), "一二三");
        assert_eq!(tail("abcdef", 2), "ef");
    }

    #[test]
    fn words_break_anywhere() {
        assert_eq!(wrap("aaaa-bbbb, cccc", 7, 7), ["aaaa-bb", "bb, ccc", "c"]);
        assert_eq!(wrap("a\r\nb", 9, 9), ["a", "b"]);
        assert_eq!(wrap("", 9, 9), [""]);
    }
}
