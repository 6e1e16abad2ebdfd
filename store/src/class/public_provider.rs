//! Public instant messaging services.

use super::{Class, VERIFICATION_LEVELS, Verb, choice, flag, fqdn, text};
use crate::identity::Scopes;

/// The row of `CsPublicProvider`.
pub static PUBLIC_PROVIDER: Class = Class {
    noun: "CsPublicProvider",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayPublicProvider",
    scopes: Scopes::ITEM,
    verbs: &[Verb::Get, Verb::New, Verb::Set, Verb::Remove, Verb::Enable, Verb::Disable],
    grant_to: None,
    key_field: Some("Name"),
    fields: &[
        text("Name", "Name of the provider.").fixed(),
        fqdn("ProxyFqdn", "Server of the provider.").mandatory().fixed(),
        choice("VerificationLevel", VERIFICATION_LEVELS, "AlwaysVerifiable", "How far its users are trusted."),
        flag("Enabled", false, "The provider may be used.").mandatory(),
    ],
    help: "A public instant messaging service whose users may be talked to.",
};
