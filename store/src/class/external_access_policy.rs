//! Who may talk to people outside the organisation.

use super::{Class, Verb, flag, text};
use crate::identity::Scopes;

/// The row of `CsExternalAccessPolicy`.
pub static EXTERNAL_ACCESS_POLICY: Class = Class {
    noun: "CsExternalAccessPolicy",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Policy.ExternalAccess.ExternalAccessPolicy",
    scopes: Scopes::GLOBAL.and(Scopes::SITE).and(Scopes::TAG),
    verbs: &[Verb::Get, Verb::New, Verb::Set, Verb::Remove, Verb::Grant],
    grant_to: Some("ExternalAccessPolicy"),
    key_field: None,
    fields: &[
        text("Description", "Free text for administrators."),
        // The defaults are those of 2013; later products switched federation on.
        flag("EnableFederationAccess", false, "Users may talk to people of federated domains."),
        flag("EnableXmppAccess", false, "Users may talk to partners reached over XMPP; needs federation access too."),
        flag("EnablePublicCloudAccess", false, "Users may talk to people of public providers."),
        flag("EnablePublicCloudAudioVideoAccess", false, "Users may call people of public providers."),
        flag("EnableOutsideAccess", false, "Users may sign in from outside without a VPN."),
    ],
    help: "Decides whether users may talk to people outside the organisation and sign in from outside.",
};
