//! One entry of a file: names and values, and where it stands.

/// An entry as read.
#[derive(Debug, Default, PartialEq)]
pub(in crate::cs::user) struct Entry {
    /// The line it begins on.
    pub(in crate::cs::user) line: usize,
    /// Attribute or property and its values, in the order of the file.
    pub(in crate::cs::user) values: Vec<(String, Vec<Written>)>,
}

/// A value as written.
#[derive(Debug, PartialEq, Clone)]
pub(in crate::cs::user) enum Written {
    Text(String),
    /// Bytes that are no text, such as ids.
    Bytes(Vec<u8>),
}

/// What is wrong with an entry.
#[derive(Debug, PartialEq)]
pub(in crate::cs::user) struct LineFault {
    pub(in crate::cs::user) line: usize,
    pub(in crate::cs::user) reason: String,
}

impl Written {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(_) => None,
        }
    }
}

impl Entry {
    pub(super) fn add(&mut self, name: &str, value: Written) {
        match self.values.iter_mut().find(|(it, _)| it.eq_ignore_ascii_case(name)) {
            Some((_, values)) => values.push(value),
            None => self.values.push((name.to_owned(), vec![value])),
        }
    }

    /// The first text under a name.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        let (_, values) = self.values.iter().find(|(it, _)| it.eq_ignore_ascii_case(name))?;
        values.first().and_then(Written::text).filter(|it| !it.is_empty())
    }
}
