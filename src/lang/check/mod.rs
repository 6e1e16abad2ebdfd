//! Rules that need the whole tree but no running program.
//!
//! In:    what the grammar read, also when it had errors.
//! Out:   more errors, in the order in which PowerShell finds them.
//! Never: changes the tree, looks up a command.
//!
//! Three passes, as in the original: `symbols` (type names and members), `semantic` (everything
//! else), `definitions` (classes and enums put together; only when nothing else was wrong).

pub(crate) mod constant;
mod definitions;
mod exceptions;
mod flow;
mod names;
mod restricted;
mod semantic;
mod symbols;
mod target;
mod walk;

use crate::error::ErrorList;
use crate::grammar::Parsed;
use crate::source::Source;

/// What a check knows of the .NET types, which live elsewhere.
pub trait KnownTypes {
    /// Whether a type of this name exists; `System.` may be left out.
    fn is_known(&self, name: &str) -> bool;

    /// The methods that a class of this interface must have; none when the name is no interface.
    fn asked_by(&self, _interface: &str) -> &'static [&'static str] {
        &[]
    }

    /// Whether a class of this name, declared elsewhere, can only be constructed with arguments.
    fn needs_arguments(&self, _class: &str) -> bool {
        false
    }
}

/// Takes every type for known.
pub(crate) struct AnyType;

impl KnownTypes for AnyType {
    fn is_known(&self, _name: &str) -> bool {
        true
    }
}

pub(crate) fn check(parsed: &Parsed, source: &Source, types: &dyn KnownTypes, errors: &mut ErrorList) {
    if parsed.has_types {
        symbols::check(&parsed.tree, types, errors);
    }
    semantic::check(&parsed.tree, source, &parsed.refused_flags, errors);
}

/// Classes and enums are put together only when the script is right otherwise.
pub(crate) fn check_definitions(parsed: &Parsed, types: &dyn KnownTypes, errors: &mut ErrorList) {
    if parsed.has_types {
        definitions(&parsed.tree, types, errors);
    }
}

pub(crate) fn definitions(tree: &crate::tree::ScriptBlock, types: &dyn KnownTypes, errors: &mut ErrorList) {
    definitions::check(tree, types, errors);
}
