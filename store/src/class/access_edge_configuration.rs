//! What the Access Edge lets through.

use super::{Class, VERIFICATION_LEVELS, Verb, between, choice, flag, fqdn, int};
use crate::identity::Scopes;

/// The row of `CsAccessEdgeConfiguration`.
pub static ACCESS_EDGE_CONFIGURATION: Class = Class {
    noun: "CsAccessEdgeConfiguration",
    type_name: "Microsoft.Rtc.Management.WritableConfig.Settings.Edge.DisplayAccessEdgeSettingsDnsSrvRouting",
    scopes: Scopes::GLOBAL,
    verbs: &[Verb::Get, Verb::Set],
    grant_to: None,
    key_field: None,
    fields: &[
        flag("AllowAnonymousUsers", false, "People without an account may join meetings."),
        flag("AllowFederatedUsers", false, "Federated partners may be talked to at all."),
        flag("AllowOutsideUsers", true, "Users may sign in from outside."),
        flag("BeClearingHouse", false, "This organisation relays between partners."),
        flag("EnablePartnerDiscovery", false, "Partners that are on no list are found through DNS."),
        choice(
            "DiscoveredPartnerVerificationLevel",
            VERIFICATION_LEVELS,
            "UseSourceVerification",
            "How far discovered partners are trusted.",
        )
        .hidden(),
        flag("EnableArchivingDisclaimer", false, "Partners are told that messages are archived."),
        flag("EnableUserReplicator", false, "The directory is replicated to the edge."),
        flag("KeepCrlsUpToDateForPeers", true, "Certificate revocation is checked for partners."),
        flag("MarkSourceVerifiableOnOutgoingMessages", true, "Outgoing messages are marked as verified."),
        between("OutgoingTlsCountForFederatedPartners", 4, 1, 4, "Connections at once to one partner."),
        int("DiscoveredPartnerStandardRate", 20, "Messages a second accepted from a discovered partner."),
        flag("EnableDiscoveredPartnerContactsLimit", true, "Contacts of a discovered partner are limited."),
        int("MaxContactsPerDiscoveredPartner", 1000, "Contacts allowed for a discovered partner."),
        int("DiscoveredPartnerReportPeriodMinutes", 60, "Minutes between reports on discovered partners."),
        int("MaxAcceptedCertificatesStored", 1000, "Accepted certificates kept in memory."),
        int("MaxRejectedCertificatesStored", 500, "Rejected certificates kept in memory."),
        between("CertificatesDeletedPercentage", 20, 0, 100, "Part of the kept certificates dropped when full."),
        choice(
            "RoutingMethod",
            &["UseDnsSrvRouting", "UseDefaultRouting"],
            "UseDnsSrvRouting",
            "Whether partners are found through DNS or through one default route.",
        ),
        choice("VerificationLevel", VERIFICATION_LEVELS, "AlwaysVerifiable", "Trust in the default route.").hidden(),
        flag("IsPublicProvider", false, "The default route leads to a public provider.").hidden(),
        fqdn("DefaultRouteFqdn", "Server that all federation traffic is sent to.").hidden(),
    ],
    help: "Decides which kinds of outside users and partners the edge serves.",
};
