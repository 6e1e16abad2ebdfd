//! What can be wrong with a text.
//!
//! In:    nothing; the grammar and `check` make these.
//! Out:   id, message, place and the incomplete flag of a syntax error.
//! Never: prints.

use crate::source::Span;
use std::borrow::Cow;

/// One syntax error, with the id and wording of PowerShell's `ParserStrings`.
#[derive(Debug, Clone)]
pub struct SyntaxError {
    /// Such as `MissingEndCurlyBrace`.
    pub id: &'static str,
    pub span: Span,
    pub message: Cow<'static, str>,
    /// Noticed with only blanks and comments left: an editor asks for more (`IncompleteInput`).
    pub at_end: bool,
}
