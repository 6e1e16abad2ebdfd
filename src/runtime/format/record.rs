//! Format records: what `Format-*` commands emit and `Out-*` commands turn into lines.
//!
//! In:    nothing but what the formatter found out.
//! Out:   start, group start, entries, group end, end: objects a script can hold.
//! Never: computes or prints.

use crate::types::Type;
use crate::value::{Native, Str, Value};

/// One record.
#[derive(Clone, Debug)]
pub enum Record {
    Start(Start),
    /// The lines above a group, when its objects were grouped.
    GroupStart(Option<Vec<Piece>>),
    Entry(Entry),
    GroupEnd,
    End,
}

#[derive(Clone, Debug)]
pub struct Start {
    pub shape: Layout,
    pub auto_size: bool,
}

#[derive(Clone, Debug)]
pub enum Layout {
    Table(Head),
    List,
    /// Zero columns: two, or as many as fit when the group is sized.
    Wide {
        columns: usize,
    },
    Custom,
}

#[derive(Clone, Debug, Default)]
pub struct Head {
    pub columns: Vec<Heading>,
    pub hide: bool,
    pub repeat: bool,
}

#[derive(Clone, Debug)]
pub struct Heading {
    pub label: Str,
    /// Zero: as wide as its group needs.
    pub width: usize,
    pub align: Align,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Align {
    #[default]
    Left,
    Center,
    Right,
}

#[derive(Clone, Debug)]
pub struct Entry {
    pub body: Body,
    /// Stands outside of the running group, such as text between the rows of a table.
    pub out_of_band: bool,
}

#[derive(Clone, Debug)]
pub enum Body {
    Row { cells: Vec<Cell>, wrap: bool },
    List(Vec<(Str, String)>),
    Wide(String),
    Text(String),
    Custom(Vec<Piece>),
}

#[derive(Clone, Debug)]
pub struct Cell {
    pub text: String,
    /// Overrides the column's.
    pub align: Option<Align>,
}

/// A part of a custom layout.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    NewLine,
    /// Pieces further to the right.
    Frame(usize, Vec<Piece>),
}

impl Record {
    /// The record behind a value that a script may have kept.
    pub fn of(value: &Value) -> Option<&Record> {
        value.as_native::<Record>()
    }

    pub fn out_of_band(body: Body) -> Self {
        Self::Entry(Entry { body, out_of_band: true })
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Start(_) => "Microsoft.PowerShell.Commands.Internal.Format.FormatStartData",
            Self::GroupStart(_) => "Microsoft.PowerShell.Commands.Internal.Format.GroupStartData",
            Self::Entry(_) => "Microsoft.PowerShell.Commands.Internal.Format.FormatEntryData",
            Self::GroupEnd => "Microsoft.PowerShell.Commands.Internal.Format.GroupEndData",
            Self::End => "Microsoft.PowerShell.Commands.Internal.Format.FormatEndData",
        }
    }
}

impl Native for Record {
    fn type_of(&self) -> Type {
        Type::of(self.word())
    }
}
