//! Parameter types of the Cs cmdlets.
//!
//! In:    what a person types or a pipeline brings.
//! Out:   values of the types that help names: `UserIdParameter`, `XdsIdentity`, `Fqdn`, `PSListModifier` …
//! Never: asks the store; a name is only read here.

mod list_modifier;
mod text;
mod unlimited;
mod user_id;

pub(crate) use list_modifier::{LIST_MODIFIER, ListModifier};
pub(crate) use text::{FQDN, XDS_GLOBAL_RELATIVE_IDENTITY, XDS_IDENTITY};
pub(crate) use unlimited::{UNLIMITED, size_of};
pub(crate) use user_id::{USER_ID, UserIdParameter};

use runtime::author::Session;

/// Teaches a session how these types are made.
pub(crate) fn define(s: &mut Session) {
    text::define(s);
    s.types.entry_mut(LIST_MODIFIER).converter = Some(list_modifier::convert);
    s.types.entry_mut(UNLIMITED).converter = Some(unlimited::convert);
    s.types.entry_mut(USER_ID).converter = Some(user_id::convert);
}
