//! Organisations that host users for us.

use super::{Class, VERIFICATION_LEVELS, Verb, between, choice, flag, fqdn, text};
use crate::identity::Scopes;

/// The row of `CsHostingProvider`.
pub static HOSTING_PROVIDER: Class = Class {
    noun: "CsHostingProvider",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayHostingProvider",
    scopes: Scopes::ITEM,
    verbs: &[Verb::Get, Verb::New, Verb::Set, Verb::Remove, Verb::Enable, Verb::Disable],
    grant_to: None,
    key_field: Some("Name"),
    fields: &[
        text("Name", "Name of the provider.").fixed(),
        fqdn("ProxyFqdn", "Server of the provider; remove and make anew to change it.").mandatory().fixed(),
        choice("VerificationLevel", VERIFICATION_LEVELS, "AlwaysVerifiable", "How far its users are trusted."),
        flag("Enabled", false, "The provider may be used.").mandatory(),
        flag("EnabledSharedAddressSpace", false, "Users of one SIP domain live here and there.").mandatory(),
        flag("HostsOCSUsers", false, "The provider hosts users of this product.").mandatory(),
        flag("IsLocal", false, "The provider is inside this organisation."),
        text("AutodiscoverUrl", "Address at which clients find the provider."),
        between("SipClientPort", 443, 1, 65_535, "Port that clients sign in on.").hidden(),
    ],
    help: "An organisation that hosts users on our behalf.",
};
