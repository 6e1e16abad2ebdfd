//! Places in a text as .NET counts them: in UTF-16 units, where Rust counts bytes.
//!
//! In:    a text and a place.
//! Out:   the same place in the other count.
//! Never: allocates; for ASCII texts both counts are one.

/// Length in UTF-16 units.
pub fn length(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// UTF-16 place of a byte.
pub fn from_byte(text: &str, byte: usize) -> usize {
    length(&text[..text.floor_char_boundary(byte)])
}

/// Byte of a UTF-16 place; `None` past the end. Inside a surrogate pair it is the pair's end.
pub fn to_byte(text: &str, place: usize) -> Option<usize> {
    if text.is_ascii() {
        return (place <= text.len()).then_some(place);
    }
    let mut units = 0;
    for (at, character) in text.char_indices() {
        if units >= place {
            return Some(at);
        }
        units += character.len_utf16();
    }
    (place <= units).then_some(text.len())
}

/// The unit at a place. Half of a surrogate pair comes as its number, since it is no `char`.
pub fn unit_at(text: &str, place: usize) -> Option<u16> {
    if text.is_ascii() {
        return text.as_bytes().get(place).map(|byte| u16::from(*byte));
    }
    text.encode_utf16().nth(place)
}

/// The text from a place on, of a length.
pub fn slice(text: &str, place: usize, length: usize) -> Option<&str> {
    let start = to_byte(text, place)?;
    let end = start + to_byte(&text[start..], length)?;
    text.get(start..end)
}

/// Turns many rising byte places into UTF-16 places in one walk.
pub struct Walk<'t> {
    text: &'t str,
    ascii: bool,
    byte: usize,
    place: usize,
}

impl<'t> Walk<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, ascii: text.is_ascii(), byte: 0, place: 0 }
    }

    pub fn place_of(&mut self, byte: usize) -> usize {
        if self.ascii {
            return byte;
        }
        if byte < self.byte {
            (self.byte, self.place) = (0, 0);
        }
        self.place += length(&self.text[self.byte..byte]);
        self.byte = byte;
        self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_in_utf16() {
        let text = "aé😀z";
        assert_eq!(length(text), 5);
        assert_eq!(to_byte(text, 2), Some(3));
        assert_eq!(to_byte(text, 4), Some(7));
        assert_eq!(to_byte(text, 5), Some(8));
        assert_eq!(to_byte(text, 6), None);
        assert_eq!(from_byte(text, 7), 4);
        assert_eq!(unit_at(text, 2), Some(0xD83D));
        assert_eq!(slice(text, 1, 3), Some("é😀"));
        assert_eq!(slice("abc", 1, 2), Some("bc"));
        assert_eq!(slice("abc", 1, 3), None);
        let mut walk = Walk::new(text);
        assert_eq!([walk.place_of(3), walk.place_of(7), walk.place_of(1)], [2, 4, 1]);
    }
}
