//! What can be wrong with a pattern or a match, in .NET's words.

use std::fmt;

/// The pattern is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternFault {
    pub pattern: Box<str>,
    /// In UTF-16 units.
    pub at: usize,
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    NotEnoughParentheses,
    TooManyParentheses,
    UnterminatedSet,
    UnterminatedComment,
    ReversedRange,
    ReversedQuantifier,
    QuantifierAfterNothing(String),
    NestedQuantifier(String),
    BackslashAtEnd,
    UnrecognizedEscape(char),
    UnrecognizedGrouping,
    UndefinedNumber(u32),
    UndefinedName(Box<str>),
    MalformedReference,
    BadGroupName,
    CaptureZero,
    IncompleteProperty,
    MalformedProperty,
    UnknownProperty(Box<str>),
    BadHexadecimal,
    MissingControl,
    UnrecognizedControl,
    ClassInRange(char),
    SubtractionNotLast,
    TooDeep,
    /// Something of .NET that the engines here cannot do.
    Unsupported(&'static str),
    /// An engine refused what the translation gave it, usually for its size.
    Engine(Box<str>),
}

/// A match did not come to an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MatchFault;

impl PatternFault {
    pub fn exception(&self) -> &'static str {
        "System.Text.RegularExpressions.RegexParseException"
    }
}

impl MatchFault {
    pub fn exception(&self) -> &'static str {
        "System.Text.RegularExpressions.RegexMatchTimeoutException"
    }
}

impl fmt::Display for PatternFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Invalid pattern '{}' at offset {}. {}", self.pattern, self.at, self.reason)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::NotEnoughParentheses => "Not enough )'s.",
            Self::TooManyParentheses => "Too many )'s.",
            Self::UnterminatedSet => "Unterminated [] set.",
            Self::UnterminatedComment => "Unterminated (?#...) comment.",
            Self::ReversedRange => "[x-y] range in reverse order.",
            Self::ReversedQuantifier => "Illegal {x,y} with x > y.",
            Self::QuantifierAfterNothing(shown) => {
                return write!(out, "Quantifier '{shown}' following nothing.");
            }
            Self::NestedQuantifier(shown) => return write!(out, "Nested quantifier '{shown}'."),
            Self::BackslashAtEnd => "Illegal \\ at end of pattern.",
            Self::UnrecognizedEscape(letter) => {
                return write!(out, "Unrecognized escape sequence \\{letter}.");
            }
            Self::UnrecognizedGrouping => "Unrecognized grouping construct.",
            Self::UndefinedNumber(number) => {
                return write!(out, "Reference to undefined group number {number}.");
            }
            Self::UndefinedName(name) => {
                return write!(out, "Reference to undefined group name '{name}'.");
            }
            Self::MalformedReference => "Malformed \\k<...> named back reference.",
            Self::BadGroupName => "Invalid group name: Group names must begin with a word character.",
            Self::CaptureZero => "Capture number cannot be zero.",
            Self::IncompleteProperty => "Incomplete \\p{X} character escape.",
            Self::MalformedProperty => "Malformed \\p{X} character escape.",
            Self::UnknownProperty(name) => return write!(out, "Unknown property '{name}'."),
            Self::BadHexadecimal => "Insufficient or invalid hexadecimal digits.",
            Self::MissingControl => "Missing control character.",
            Self::UnrecognizedControl => "Unrecognized control character.",
            Self::ClassInRange(letter) => {
                return write!(out, "Cannot include class \\{letter} in character range.");
            }
            Self::SubtractionNotLast => "A subtraction must be the last element in a character class.",
            Self::TooDeep => "The groups are nested too deeply.",
            Self::Unsupported(what) => return write!(out, "This shell does not support {what}."),
            Self::Engine(text) => return write!(out, "The pattern is not supported: {text}."),
        })
    }
}

impl fmt::Display for MatchFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(
            "The Regex engine has timed out while trying to match a pattern to an input string. This can occur for many \
             reasons, including very large inputs or excessive backtracking caused by nested quantifiers, \
             back-references and other factors.",
        )
    }
}

impl std::error::Error for PatternFault {}
impl std::error::Error for MatchFault {}
