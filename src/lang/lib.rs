//! The language: text to tree.
//!
//! In:    the text of a script or of what was typed so far.
//! Out:   a syntax tree and the list of what is wrong with the text.
//! Never: looks up a command, touches a value, reads a file, panics on text.

pub mod error;
mod grammar;
mod message;
pub mod source;
mod token;
pub mod tree;

pub use error::SyntaxError;
pub use source::{Source, Span};

use std::rc::Rc;
use std::sync::Arc;

/// What an editor needs to know about the text typed so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Complete,
    MoreInput,
    Wrong(Span),
}

/// Reads a whole script. Never fails: what could not be read is a hole in the tree and an error in the list.
pub fn parse(source: &Arc<Source>) -> (Rc<tree::ScriptBlock>, Vec<SyntaxError>) {
    let parsed = grammar::parse(source);
    (Rc::new(parsed.tree), parsed.errors)
}
