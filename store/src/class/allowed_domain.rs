//! SIP domains that may be talked to.

use super::{Class, Verb, flag, fqdn, text};
use crate::identity::Scopes;

/// The row of `CsAllowedDomain`.
pub static ALLOWED_DOMAIN: Class = Class {
    noun: "CsAllowedDomain",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.AllowedDomain",
    scopes: Scopes::ITEM,
    verbs: &[Verb::Get, Verb::New, Verb::Set, Verb::Remove],
    grant_to: None,
    key_field: Some("Domain"),
    fields: &[
        fqdn("Domain", "Domain of the partner.").fixed(),
        fqdn("ProxyFqdn", "Edge server of the partner; empty means it is found through DNS."),
        text("Comment", "Free text for administrators."),
        flag("MarkForMonitoring", false, "Traffic with the domain is reported to monitoring."),
    ],
    help: "A domain whose users may be talked to.",
};
