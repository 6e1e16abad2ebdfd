//! Manners: what is special about a class beyond its row.
//!
//! In:    a class.
//! Out:   which parameters its cmdlets have besides the usual ones, and rules between its items.
//! Never: repeats the row. A class without a line here is an ordinary one.

mod access_edge;
mod domain;
mod partner;
mod provider;
mod sip_domain;

use super::bound::Bound;
use crate::cs::shelf::Open;
use runtime::author::{Cx, Flow};
use store::class::{self, Class, Field};
use store::doc::Doc;

/// When a rule is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cs::family) enum Occasion {
    New,
    Set,
    Switch,
}

/// Parameters and rules of a class.
pub(in crate::cs::family) struct Manners {
    /// `New-` takes the key under the name of its property too.
    pub key_parameter: bool,
    pub in_memory: bool,
    pub instance: bool,
    pub local_store: bool,
    /// Sets of `Set-` in which a field is a parameter: none of them is no parameter, an empty list is every set.
    pub set_parameter: fn(&Field) -> Option<&'static [&'static str]>,
    /// Further switches of `Set-`: name, set, help.
    pub switches: &'static [(&'static str, &'static str, &'static str)],
    /// What the switches mean for the document.
    pub prepare: fn(&Bound, &mut Doc) -> Flow,
    /// Whether the document may be stored.
    pub check: fn(&mut Cx<'_>, &Open, Occasion, &Doc) -> Flow,
    /// What must follow once it is stored.
    pub after: fn(&Open, &Doc, &str) -> Flow,
    /// Whether it may go.
    pub check_removal: fn(&Open, &Doc) -> Flow,
}

const ORDINARY: Manners = Manners {
    key_parameter: false,
    in_memory: true,
    instance: true,
    local_store: true,
    set_parameter: |field| if field.fixed { None } else { Some(&[]) },
    switches: &[],
    prepare: |_, _| Ok(()),
    check: |_, _, _, _| Ok(()),
    after: |_, _, _| Ok(()),
    check_removal: |_, _| Ok(()),
};

/// Classes that are not ordinary.
const LIST: &[(&Class, &Manners)] = &[
    (&class::ACCESS_EDGE_CONFIGURATION, &access_edge::MANNERS),
    (&class::ALLOWED_DOMAIN, &domain::MANNERS),
    (&class::BLOCKED_DOMAIN, &domain::MANNERS),
    (&class::HOSTING_PROVIDER, &provider::MANNERS),
    (&class::PUBLIC_PROVIDER, &provider::MANNERS),
    (&class::SIP_DOMAIN, &sip_domain::MANNERS),
    (&class::XMPP_ALLOWED_PARTNER, &partner::MANNERS),
];

/// The manners of a class.
pub(in crate::cs::family) fn of(class: &'static Class) -> &'static Manners {
    LIST.iter().find(|(it, _)| std::ptr::eq(*it, class)).map_or(&ORDINARY, |(_, manners)| manners)
}
