//! XMPP domains that may be talked to.

use super::{Class, Verb, choice, flag, fqdn, int, list, text};
use crate::identity::Scopes;

const NEGOTIATION: &[&str] = &["Required", "Optional", "NotSupported"];

/// The row of `CsXmppAllowedPartner`.
pub static XMPP_ALLOWED_PARTNER: Class = Class {
    noun: "CsXmppAllowedPartner",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.XmppFederation.XmppAllowedPartner",
    scopes: Scopes::ITEM,
    verbs: &[Verb::Get, Verb::New, Verb::Set, Verb::Remove],
    grant_to: None,
    key_field: Some("Domain"),
    fields: &[
        fqdn("Domain", "Domain of the partner.").fixed(),
        list("AdditionalDomains", "Further domains of the same partner."),
        text("Description", "Free text for administrators."),
        choice("PartnerType", &["Federated", "PublicVerified", "PublicUnverified"], "PublicUnverified", "How far the partner is trusted."),
        choice("TlsNegotiation", NEGOTIATION, "Required", "Whether the stream must be encrypted."),
        choice("SaslNegotiation", NEGOTIATION, "Required", "Whether the partner must prove itself by certificate."),
        flag("SupportDialbackNegotiation", true, "The partner may prove itself by dialback."),
        flag("EnableKeepAlive", true, "Idle streams are kept open by white space."),
        int("ConnectionLimit", 0, "Streams allowed at once; 0 means the limit of the gateway."),
        fqdn("ProxyFqdn", "Server to connect to instead of the one DNS names."),
    ],
    help: "An XMPP domain whose users may exchange presence and messages with ours.",
};
