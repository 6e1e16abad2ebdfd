//! Stored things as objects of the shell.
//!
//! In:    documents, accounts, records of the topology.
//! Out:   objects whose properties are the fields of their class, read when asked for; values back into fields.
//! Never: copies a property that nobody reads; writes to the store.

mod datum;
mod document;
mod face;
mod user;

pub(crate) use datum::{enum_name, read as read_datum, time as show_time};
pub(crate) use document::DocObject;
pub(crate) use user::UserObject;

use runtime::author::Session;
use runtime::types::EnumDef;
use runtime::types::Type;
use store::class::{CLASSES, Class, Kind};

/// Declares the enumerations of the classes and what a default view shows of their objects.
pub(crate) fn define(s: &mut Session) {
    for class in CLASSES.iter().copied() {
        declare_enums(class);
        for (type_name, shown) in face::default_views(class) {
            s.types.entry_mut(type_name).default_display = shown;
        }
    }
    declare_enums(&store::class::ACCOUNT);
    user::define(s);
}

fn declare_enums(class: &'static Class) {
    for field in class.fields {
        let Kind::Choice(words) = field.kind else { continue };
        let values = words.iter().zip(0..).map(|(word, number)| ((*word).to_owned(), number)).collect();
        let name = enum_name(class, field);
        if Type::find_full(&name).is_none() {
            Type::declare_enum(&name, EnumDef { flags: false, values, underlying: "System.Int32", by_script: false });
        }
    }
}
