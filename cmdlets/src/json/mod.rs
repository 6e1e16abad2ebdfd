//! JSON as PowerShell has it: Newtonsoft's reader and writer.
//!
//! In:    text with comments, single quotes, names without quotes; any value.
//! Out:   values; text with Newtonsoft's escapes, numbers and line breaks.
//! Never: knows a cmdlet.

mod read;
mod write;

pub use read::{DateKind, Node, ReadFault, parse};
pub use write::{Escape, Node as Written, to_text};
