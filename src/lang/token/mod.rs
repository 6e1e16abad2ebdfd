//! Tokens: the smallest pieces that mean something.
//!
//! In:    text, a place in it, and a mode.
//! Out:   one token at a time, plus what is wrong with it.
//! Never: makes a list of tokens in advance, since the grammar changes the mode as it goes.
//!
//! Start reading at `Reader::next_token`. Every reader chooses by the first character and then lets
//! a nom parser walk over the rest.

mod blank;
pub(crate) mod chars;
pub(crate) mod input;
pub(crate) mod keyword;
pub(crate) mod number;
mod operator;
mod quoted;
mod reader;
mod similar;
mod variable;
mod word;

pub(crate) use keyword::Keyword;
pub(crate) use quoted::{Piece, StringBody};
pub(crate) use reader::{Reader, View};
pub(crate) use variable::Path;

use crate::tree::{AssignOp, BinaryOp};

/// Scanning depends on where we are; the grammar says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Command,
    Expression,
    TypeName,
    /// Between `class` and its brace, and among the members.
    Signature,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Unknown,
    Variable,
    Splat,
    Parameter,
    Number,
    Label,
    Identifier,
    Generic,
    NewLine,
    End,
    SingleQuoted,
    DoubleQuoted,
    SingleHere,
    DoubleHere,
    LParen,
    RParen,
    LCurly,
    RCurly,
    LBracket,
    RBracket,
    AtParen,
    AtCurly,
    DollarParen,
    Semi,
    AndAnd,
    OrOr,
    Ampersand,
    Pipe,
    Comma,
    MinusMinus,
    PlusPlus,
    ColonColon,
    Dot,
    Colon,
    Exclaim,
    Not,
    BitNot,
    Question,
    QuestionDot,
    QuestionLBracket,
    Redirect,
    RedirectIn,
    Binary(BinaryOp),
    Assign(AssignOp),
    Keyword(Keyword),
}

impl Kind {
    /// Scanned alike in every mode, so a token that was put back stays valid when the mode changes.
    pub(crate) fn is_mode_invariant(self) -> bool {
        matches!(
            self,
            Self::NewLine
                | Self::End
                | Self::SingleQuoted
                | Self::DoubleQuoted
                | Self::SingleHere
                | Self::DoubleHere
                | Self::LParen
                | Self::RParen
                | Self::LCurly
                | Self::RCurly
                | Self::RBracket
                | Self::AtParen
                | Self::AtCurly
                | Self::DollarParen
                | Self::Semi
                | Self::AndAnd
                | Self::OrOr
                | Self::Ampersand
                | Self::Pipe
                | Self::Comma
                | Self::RedirectIn
        )
    }

    pub(crate) fn is_unary(self) -> bool {
        matches!(
            self,
            Self::Comma
                | Self::MinusMinus
                | Self::PlusPlus
                | Self::Exclaim
                | Self::Not
                | Self::BitNot
                | Self::Binary(BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Join | BinaryOp::Split { .. })
        )
    }

    pub(crate) fn is_keyword(self, keyword: Keyword) -> bool {
        self == Self::Keyword(keyword)
    }
}

/// A higher number binds tighter.
pub(crate) fn precedence(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::And | BinaryOp::Or | BinaryOp::Xor => 1,
        BinaryOp::BitAnd | BinaryOp::BitOr | BinaryOp::BitXor => 2,
        BinaryOp::Coalesce => 7,
        BinaryOp::Add | BinaryOp::Subtract => 9,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Remainder => 10,
        BinaryOp::Format => 12,
        BinaryOp::Range => 13,
        _ => 5,
    }
}

/// Value and text are the same: no escape, no quote, no hole inside.
pub(crate) const PLAIN: u8 = 1;
/// A variable or a subexpression stands inside.
pub(crate) const HOLES: u8 = 1 << 1;
/// A parameter that ended with a colon.
pub(crate) const COLON: u8 = 1 << 2;
/// `>>`
pub(crate) const APPEND: u8 = 1 << 3;
/// `2>&1`: `detail` holds the source stream in the high and the target in the low four bits.
pub(crate) const MERGE: u8 = 1 << 4;
/// The string has no end, or a header that is wrong: it is empty.
pub(crate) const BROKEN: u8 = 1 << 5;

/// Sixteen bytes, copied freely; values are read from the text when the grammar wants them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) flags: u8,
    pub(crate) detail: u8,
    /// Offsets into the text being read, not into the source: see `View`.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

const _: () = assert!(size_of::<Token>() <= 16);

impl Token {
    pub(crate) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}
