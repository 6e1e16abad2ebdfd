//! SIP domains that may not be talked to.

use super::{Class, Verb, fqdn, text};
use crate::identity::Scopes;

/// The row of `CsBlockedDomain`.
pub static BLOCKED_DOMAIN: Class = Class {
    noun: "CsBlockedDomain",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.BlockedDomain",
    scopes: Scopes::ITEM,
    verbs: &[Verb::Get, Verb::New, Verb::Set, Verb::Remove],
    grant_to: None,
    key_field: Some("Domain"),
    fields: &[fqdn("Domain", "Domain that is shut out.").fixed(), text("Comment", "Free text for administrators.")],
    help: "A domain whose users may not be talked to.",
};
