//! The text that nom's parsers read: a string slice with fast walks.
//!
//! In:    a piece of the source.
//! Out:   nom's `Input`, and an error type that costs nothing to make.
//! Never: copies text.

use nom::error::{ErrorKind, ParseError};
use nom::{Input, Needed};
use std::str::{CharIndices, Chars};

/// What is left to read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Text<'s>(pub(crate) &'s str);

/// Every alternative that was tried and did not fit makes one of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Miss;

impl ParseError<Text<'_>> for Miss {
    fn from_error_kind(_input: Text<'_>, _kind: ErrorKind) -> Self {
        Self
    }

    fn append(_input: Text<'_>, _kind: ErrorKind, other: Self) -> Self {
        other
    }
}

pub(crate) type Read<'s, T> = nom::IResult<Text<'s>, T, Miss>;

impl<'s> Input for Text<'s> {
    type Item = char;
    type Iter = Chars<'s>;
    type IterIndices = CharIndices<'s>;

    fn input_len(&self) -> usize {
        self.0.len()
    }

    fn take(&self, index: usize) -> Self {
        Self(&self.0[..index])
    }

    fn take_from(&self, index: usize) -> Self {
        Self(&self.0[index..])
    }

    fn take_split(&self, index: usize) -> (Self, Self) {
        let (before, after) = self.0.split_at(index);
        (Self(after), Self(before))
    }

    fn position<P>(&self, predicate: P) -> Option<usize>
    where
        P: Fn(Self::Item) -> bool,
    {
        self.0.find(predicate)
    }

    fn iter_elements(&self) -> Self::Iter {
        self.0.chars()
    }

    fn iter_indices(&self) -> Self::IterIndices {
        self.0.char_indices()
    }

    fn slice_index(&self, count: usize) -> Result<usize, Needed> {
        self.0.slice_index(count)
    }
}

impl nom::Compare<&str> for Text<'_> {
    fn compare(&self, word: &str) -> nom::CompareResult {
        self.0.compare(word)
    }

    fn compare_no_case(&self, word: &str) -> nom::CompareResult {
        self.0.compare_no_case(word)
    }
}

impl nom::FindSubstring<&str> for Text<'_> {
    fn find_substring(&self, word: &str) -> Option<usize> {
        self.0.find(word)
    }
}

impl nom::Offset for Text<'_> {
    fn offset(&self, second: &Self) -> usize {
        second.0.as_ptr() as usize - self.0.as_ptr() as usize
    }
}
