//! Limits and times of the XMPP gateway.

use super::{Class, Verb, flag, int, secret};
use crate::identity::Scopes;

/// The row of `CsXmppGatewayConfiguration`.
pub static XMPP_GATEWAY_CONFIGURATION: Class = Class {
    noun: "CsXmppGatewayConfiguration",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.XmppFederation.XmppGatewaySettings",
    scopes: Scopes::GLOBAL,
    verbs: &[Verb::Get, Verb::Set],
    grant_to: None,
    key_field: None,
    fields: &[
        int("ConnectionLimit", 1000, "Streams allowed at once with all partners together."),
        int("PartnerConnectionLimit", 20, "Streams allowed at once with one partner."),
        int("StreamEstablishmentTimeout", 60, "Seconds a stream may take to be negotiated."),
        int("StreamInactivityTimeout", 600, "Seconds without traffic after which a stream is closed."),
        int("KeepAliveInterval", 300, "Seconds within which a partner must send something."),
        int("SubscriptionRefreshInterval", 28_800, "Seconds after which a presence subscription is renewed."),
        flag("EnableLoggingAllMessageBodies", false, "Message texts are written to the log."),
        secret("DialbackPassphrase", "Secret from which dialback keys are made."),
    ],
    help: "Limits and times of the gateway to XMPP partners.",
};
