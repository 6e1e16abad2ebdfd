//! Objects as they come: a document that another shell is still writing.
//!
//! In:    pieces of its text, cut anywhere.
//! Out:   the objects whose text is complete.
//! Never: waits for more.

use super::read::Reader;
use crate::author::*;

/// One stream of objects that is being read.
#[derive(Default)]
pub struct Incoming {
    reader: Reader,
    rest: String,
}

impl Incoming {
    /// The objects that this piece completes, each with the name of its stream.
    pub fn read(&mut self, s: &mut Session, piece: &str) -> Result<Vec<(String, Value)>, Halt> {
        self.rest.push_str(piece);
        if let Some(begin) = self.rest.find(super::OPENING) {
            self.rest.drain(..begin + super::OPENING.len());
        }
        let mut found = Vec::new();
        while let Some(end) = element_end(&self.rest) {
            let element: String = self.rest.drain(..end).collect();
            found.extend(self.reader.document(s, &format!("{}{element}{}", super::OPENING, super::CLOSING))?);
        }
        Ok(found)
    }
}

/// Where the first element ends, when all of it is there.
fn element_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(open) = text[at..].find('<') {
        let begin = at + open;
        let end = begin + text[begin..].find('>')?;
        let tag = &text[begin + 1..end];
        if tag.starts_with('/') {
            // The end of the whole document is no element.
            depth = depth.checked_sub(1)?;
        } else if !tag.ends_with('/') && !tag.starts_with(['?', '!']) {
            depth += 1;
        }
        at = end + 1;
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::element_end;

    #[test]
    fn an_element_ends_where_its_tag_closes() {
        assert_eq!(element_end("<S>a</S><S>"), Some(8));
        assert_eq!(element_end("<Nil /><S>"), Some(7));
        assert_eq!(element_end("<Obj><TN><T>x</T></TN>"), None);
        assert_eq!(element_end("</Objs>"), None);
    }
}
