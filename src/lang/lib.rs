//! The language: text to tree.
//!
//! In:    the text of a script or of what was typed so far.
//! Out:   a syntax tree and the list of what is wrong with the text.
//! Never: looks up a command, touches a value, reads a file, panics on text.

mod check;
pub mod error;
mod grammar;
mod message;
pub mod source;
mod token;
pub mod tree;

pub use check::KnownTypes;
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
    parse_with(source, &check::AnyType)
}

/// As `parse`, with more to go by: names of types that do not exist are errors inside classes.
pub fn parse_with(source: &Arc<Source>, types: &dyn KnownTypes) -> (Rc<tree::ScriptBlock>, Vec<SyntaxError>) {
    let (parsed, mut errors) = read(source, types);
    if errors.is_empty() {
        check::check_definitions(&parsed, types, &mut errors);
    }
    (Rc::new(parsed.tree), errors.into_errors())
}

/// What `[Parser]::ParseInput` reports: as `parse`, before classes and enums are put together.
pub fn parse_input(source: &Arc<Source>) -> (Rc<tree::ScriptBlock>, Vec<SyntaxError>) {
    parse_input_with(source, &check::AnyType)
}

/// As `parse_input`, with the names of types to go by.
pub fn parse_input_with(source: &Arc<Source>, types: &dyn KnownTypes) -> (Rc<tree::ScriptBlock>, Vec<SyntaxError>) {
    let (parsed, errors) = read(source, types);
    (Rc::new(parsed.tree), errors.into_errors())
}

/// What is wrong with the classes and enums of a tree that `parse_input` read without errors.
pub fn definition_errors(tree: &tree::ScriptBlock, types: &dyn KnownTypes) -> Vec<SyntaxError> {
    let mut errors = error::ErrorList::default();
    check::definitions(tree, types, &mut errors);
    errors.into_errors()
}

/// Whether the text is whole, wants more, or is wrong.
pub fn verdict(text: &str) -> Verdict {
    let (_, errors) = parse(&Source::new(None, text));
    match errors.first() {
        None => Verdict::Complete,
        Some(error) if error.at_end => Verdict::MoreInput,
        Some(error) => Verdict::Wrong(error.span),
    }
}

fn read(source: &Arc<Source>, types: &dyn KnownTypes) -> (grammar::Parsed, error::ErrorList) {
    let mut parsed = grammar::parse(source);
    let mut errors = std::mem::take(&mut parsed.errors);
    if !parsed.is_cut_short {
        check::check(&parsed, source, types, &mut errors);
    }
    (parsed, errors)
}
