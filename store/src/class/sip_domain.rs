//! SIP domains of this organisation.

use super::{Class, Verb, flag, text};
use crate::identity::Scopes;

/// The row of `CsSipDomain`.
pub static SIP_DOMAIN: Class = Class {
    noun: "CsSipDomain",
    type_name: "Microsoft.Rtc.Management.Xds.SipDomain",
    scopes: Scopes::ITEM,
    verbs: &[Verb::Get, Verb::New, Verb::Set, Verb::Remove],
    grant_to: None,
    key_field: Some("Name"),
    fields: &[text("Name", "Name of the domain.").fixed(), flag("IsDefault", false, "New users are put into this domain.")],
    help: "A domain in which our users have SIP addresses.",
};
