//! Class: the nouns of the configuration, as rows of data.
//!
//! In:    nothing; a class is one row file here and one line in [`CLASSES`].
//! Out:   [`Class`] rows with their [`Field`]s, from which cmdlets, help and storage are derived.
//! Never: an `if` on a noun; what is special about a class is a field of its row.

mod access_edge_configuration;
mod account;
mod allowed_domain;
mod blocked_domain;
mod external_access_policy;
mod hosting_provider;
mod public_provider;
mod sip_domain;
mod xmpp_allowed_partner;
mod xmpp_gateway_configuration;

pub use access_edge_configuration::ACCESS_EDGE_CONFIGURATION;
pub use account::{ACCOUNT, OPTION_FLAGS};
pub use allowed_domain::ALLOWED_DOMAIN;
pub use blocked_domain::BLOCKED_DOMAIN;
pub use external_access_policy::EXTERNAL_ACCESS_POLICY;
pub use hosting_provider::HOSTING_PROVIDER;
pub use public_provider::PUBLIC_PROVIDER;
pub use sip_domain::SIP_DOMAIN;
pub use xmpp_allowed_partner::XMPP_ALLOWED_PARTNER;
pub use xmpp_gateway_configuration::XMPP_GATEWAY_CONFIGURATION;

use crate::identity::Scopes;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// Every configuration class, in the order of their nouns.
pub static CLASSES: &[&Class] = &[
    &ACCESS_EDGE_CONFIGURATION,
    &ALLOWED_DOMAIN,
    &BLOCKED_DOMAIN,
    &EXTERNAL_ACCESS_POLICY,
    &HOSTING_PROVIDER,
    &PUBLIC_PROVIDER,
    &SIP_DOMAIN,
    &XMPP_ALLOWED_PARTNER,
    &XMPP_GATEWAY_CONFIGURATION,
];

/// The class with this noun (`CsExternalAccessPolicy`), whatever the case.
#[must_use]
pub fn find(noun: &str) -> Option<&'static Class> {
    CLASSES.iter().copied().find(|it| it.noun.eq_ignore_ascii_case(noun))
}

/// The class that accounts name by this property (`ExternalAccessPolicy`), whatever the case.
#[must_use]
pub fn granted_as(property: &str) -> Option<&'static Class> {
    let matches = |it: &&Class| it.grant_to.is_some_and(|name| name.eq_ignore_ascii_case(property));
    CLASSES.iter().copied().find(matches)
}

/// A command family that a class takes part in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Shows documents.
    Get,
    /// Makes a document.
    New,
    /// Changes a document.
    Set,
    /// Removes a document, or resets the global one.
    Remove,
    /// Assigns a per-user document to accounts.
    Grant,
    /// Switches a document on.
    Enable,
    /// Switches a document off.
    Disable,
}

/// One kind of configuration document.
#[derive(Debug)]
pub struct Class {
    /// Noun of its cmdlets, such as `CsExternalAccessPolicy`.
    pub noun: &'static str,
    /// Type name of its objects.
    pub type_name: &'static str,
    /// Which scopes its documents may have.
    pub scopes: Scopes,
    /// Which families it takes part in.
    pub verbs: &'static [Verb],
    /// Property of an account that names the document granted to it.
    pub grant_to: Option<&'static str>,
    /// Field that repeats the key of a list item (`Domain` of an allowed domain).
    pub key_field: Option<&'static str>,
    /// Fields in display order; `Identity` is not among them.
    pub fields: &'static [Field],
    /// One line of help on what a document is for.
    pub help: &'static str,
}

impl Class {
    /// Place of a field in [`Class::fields`], whatever the case of the name.
    #[must_use]
    pub fn slot(&'static self, name: &str) -> Option<usize> {
        let exact = self.slots().get(name).copied();
        exact.or_else(|| self.fields.iter().position(|it| it.name.eq_ignore_ascii_case(name)))
    }

    /// Whether its documents exist exactly once, at global scope.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.scopes == Scopes::GLOBAL
    }

    /// The noun without `Cs`, as messages name the class.
    #[must_use]
    pub fn short_name(&self) -> &'static str {
        self.noun.strip_prefix("Cs").unwrap_or(self.noun)
    }

    fn slots(&'static self) -> &'static Slots {
        static ALL: LazyLock<Mutex<HashMap<usize, &'static Slots>>> = LazyLock::new(Mutex::default);
        thread_local! {
            static LAST: std::cell::Cell<Option<(usize, &'static Slots)>> = const { std::cell::Cell::new(None) };
        }
        let address = std::ptr::from_ref(self) as usize;
        if let Some((last, slots)) = LAST.get()
            && last == address
        {
            return slots;
        }
        let mut all = ALL.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        // One small map per class row, made once and kept for the life of the program.
        let slots = *all.entry(address).or_insert_with(|| Box::leak(Box::new(self.make_slots())));
        LAST.set(Some((address, slots)));
        slots
    }

    fn make_slots(&self) -> Slots {
        self.fields.iter().enumerate().map(|(slot, field)| (field.name, slot)).collect()
    }
}

type Slots = HashMap<&'static str, usize>;

/// One property of a class.
#[derive(Debug)]
pub struct Field {
    /// Property and parameter name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// What it holds when nothing was said.
    pub preset: Preset,
    /// One line for `Get-Help`.
    pub help: &'static str,
    /// `New-` insists on it.
    pub mandatory: bool,
    /// `Set-` has no parameter for it.
    pub fixed: bool,
    /// Not shown unless asked for by name or `*`.
    pub hidden: bool,
    /// Name of the directory attribute it comes from.
    pub attribute: Option<&'static str>,
}

/// What a field may hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// A fully qualified domain name.
    Fqdn,
    /// True or false.
    Flag,
    /// A whole number from `min` to `max`.
    Int {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// A list of texts.
    List,
    /// One of these words; the place of a word is its number.
    Choice(&'static [&'static str]),
    /// Text that is never shown nor kept in the history.
    Secret,
    /// A globally unique id.
    Guid,
    /// A moment, in milliseconds since 1970 UTC.
    Time,
}

/// What a field holds when nothing was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Preset {
    /// Nothing.
    Null,
    /// True or false.
    Flag(bool),
    /// A number.
    Int(i64),
    /// A text or a choice.
    Text(&'static str),
    /// A list without members.
    EmptyList,
}

impl Field {
    const fn new(name: &'static str, kind: Kind, preset: Preset, help: &'static str) -> Self {
        Self { name, kind, preset, help, mandatory: false, fixed: false, hidden: false, attribute: None }
    }

    const fn mandatory(mut self) -> Self {
        self.mandatory = true;
        self
    }

    const fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    const fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    const fn attribute(mut self, name: &'static str) -> Self {
        self.attribute = Some(name);
        self
    }
}

const fn text(name: &'static str, help: &'static str) -> Field {
    Field::new(name, Kind::Text, Preset::Null, help)
}

const fn fqdn(name: &'static str, help: &'static str) -> Field {
    Field::new(name, Kind::Fqdn, Preset::Null, help)
}

const fn flag(name: &'static str, preset: bool, help: &'static str) -> Field {
    Field::new(name, Kind::Flag, Preset::Flag(preset), help)
}

const fn maybe(name: &'static str, help: &'static str) -> Field {
    Field::new(name, Kind::Flag, Preset::Null, help)
}

const fn int(name: &'static str, preset: i64, help: &'static str) -> Field {
    between(name, preset, 0, u32::MAX as i64, help)
}

const fn between(name: &'static str, preset: i64, min: i64, max: i64, help: &'static str) -> Field {
    Field::new(name, Kind::Int { min, max }, Preset::Int(preset), help)
}

const fn list(name: &'static str, help: &'static str) -> Field {
    Field::new(name, Kind::List, Preset::EmptyList, help)
}

const fn choice(name: &'static str, words: &'static [&'static str], preset: &'static str, help: &'static str) -> Field {
    Field::new(name, Kind::Choice(words), Preset::Text(preset), help)
}

const fn secret(name: &'static str, help: &'static str) -> Field {
    Field::new(name, Kind::Secret, Preset::Null, help)
}

const fn time(name: &'static str, help: &'static str) -> Field {
    Field::new(name, Kind::Time, Preset::Null, help)
}

const VERIFICATION_LEVELS: &[&str] = &["AlwaysVerifiable", "AlwaysUnverifiable", "UseSourceVerification"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doc::Datum;

    #[test]
    fn every_row_is_sound() {
        for class in CLASSES.iter().copied().chain([&ACCOUNT]) {
            assert!(class.noun.starts_with("Cs"), "{}", class.noun);
            assert!(class.type_name.starts_with("Microsoft.Rtc."), "{}", class.noun);
            for (slot, field) in class.fields.iter().enumerate() {
                assert_eq!(class.slot(field.name), Some(slot), "{}.{} is there twice", class.noun, field.name);
                assert_eq!(class.slot(&field.name.to_uppercase()), Some(slot));
                assert!(field.help.ends_with('.'), "{}.{} lacks help", class.noun, field.name);
                let preset = Datum::preset(field);
                assert_eq!(field.check(&preset), Ok(()), "{}.{}", class.noun, field.name);
            }
            assert!(class.key_field.is_none_or(|it| class.slot(it).is_some()));
        }
    }

    #[test]
    fn every_class_file_is_listed_and_sorted() {
        let nouns: Vec<_> = CLASSES.iter().map(|it| it.noun).collect();
        assert!(nouns.is_sorted());
        let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/class")).unwrap().count();
        // Beside the rows: this file and the row of accounts, which is no configuration class.
        assert_eq!(files, CLASSES.len() + 2);
    }
}
