//! What can be wrong with a text.
//!
//! In:    nothing; the grammar and `check` make these.
//! Out:   id, message, place and the incomplete flag of a syntax error.
//! Never: prints.

use crate::message::Message;
use crate::source::Span;
use std::borrow::Cow;
use std::collections::HashSet;

/// One syntax error, with the id and wording of PowerShell's `ParserStrings`.
#[derive(Debug, Clone)]
pub struct SyntaxError {
    /// Such as `MissingEndCurlyBrace`.
    pub id: &'static str,
    /// May stand one step behind the last character, where PowerShell sees the end of input.
    pub span: Span,
    pub message: Cow<'static, str>,
    /// Noticed with only blanks and comments left: an editor asks for more (`IncompleteInput`).
    pub at_end: bool,
}

/// Up to here a plain search for an equal error is quicker than a set.
const ERRORS_SEARCHED_MAX: usize = 16;

/// Errors in the order they were met, each place and id once.
#[derive(Debug, Default)]
pub(crate) struct ErrorList {
    errors: Vec<SyntaxError>,
    seen: HashSet<(&'static str, Span)>,
}

impl ErrorList {
    /// One place, one id, one error: the grammar may read the same text twice.
    pub(crate) fn save(&mut self, error: SyntaxError) {
        if !self.is_known(error.id, error.span) {
            self.errors.push(error);
        }
    }

    pub(crate) fn report(&mut self, message: &'static Message, span: Span) {
        self.save_text(message.id, span, Cow::Borrowed(message.text));
    }

    pub(crate) fn report_with(&mut self, message: &'static Message, span: Span, words: &[&str]) {
        self.save_text(message.id, span, message.with(words));
    }

    pub(crate) fn save_text(&mut self, id: &'static str, span: Span, message: Cow<'static, str>) {
        self.save(SyntaxError { id, span, message, at_end: false });
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    pub(crate) fn into_errors(self) -> Vec<SyntaxError> {
        self.errors
    }

    fn is_known(&mut self, id: &'static str, span: Span) -> bool {
        if self.errors.len() < ERRORS_SEARCHED_MAX {
            return self.errors.iter().any(|error| error.id == id && error.span == span);
        }
        if self.seen.is_empty() {
            self.seen = self.errors.iter().map(|error| (error.id, error.span)).collect();
        }
        !self.seen.insert((id, span))
    }
}
