//! Accounts: what a directory says about a person, and what was added for communication.

use super::{Class, Field, Kind, Preset, choice, flag, list, maybe, text, time};
use crate::identity::Scopes;

/// Bits of `msRTCSIP-OptionFlags` and the flag each one stands for.
pub const OPTION_FLAGS: &[(i64, &str)] = &[
    (1, "PublicNetworkEnabled"),
    (16, "RemoteCallControlTelephonyEnabled"),
    (128, "EnterpriseVoiceEnabled"),
    (256, "EnabledForRichPresence"),
    (512, "IPPBXSoftPhoneRoutingEnabled"),
];

/// The row of accounts. Policy assignments are not fields: any granted class has one by its name.
pub static ACCOUNT: Class = Class {
    noun: "CsUser",
    type_name: "Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser",
    scopes: Scopes::ITEM,
    verbs: &[],
    grant_to: None,
    key_field: None,
    fields: &[
        text("SamAccountName", "Logon name within the domain.").attribute("sAMAccountName"),
        text("UserPrincipalName", "Logon name within the forest.").attribute("userPrincipalName"),
        text("FirstName", "Given name.").attribute("givenName"),
        text("LastName", "Family name.").attribute("sn"),
        text("WindowsEmailAddress", "Mail address.").attribute("mail"),
        text("Sid", "Security id.").attribute("objectSid"),
        text("LineServerURI", "Gateway for remote call control.").attribute("msRTCSIP-LineServer"),
        text(
            "OriginatorSid",
            "Security id of the account in a resource forest.",
        )
        .attribute("msRTCSIP-OriginatorSid"),
        flag(
            "AudioVideoDisabled",
            false,
            "The user may not use audio and video.",
        ),
        flag(
            "IPPBXSoftPhoneRoutingEnabled",
            false,
            "Calls also ring the phone of an IP telephone system.",
        ),
        flag(
            "RemoteCallControlTelephonyEnabled",
            false,
            "The desk phone is controlled remotely.",
        ),
        text("PrivateLine", "Second, unlisted phone number.").attribute("msRTCSIP-PrivateLine"),
        maybe("HostedVoiceMail", "Voice mail is hosted elsewhere."),
        text("DisplayName", "Name shown to people.").attribute("displayName"),
        text("HomeServer", "Server object of the home pool.")
            .attribute("msRTCSIP-PrimaryHomeServer"),
        text("TargetServerIfMoving", "Server the user is being moved to.")
            .attribute("msRTCSIP-TargetHomeServer"),
        maybe(
            "EnabledForFederation",
            "The account itself allows federation.",
        )
        .attribute("msRTCSIP-FederationEnabled"),
        maybe(
            "EnabledForInternetAccess",
            "The account itself allows outside access.",
        )
        .attribute("msRTCSIP-InternetAccessEnabled"),
        flag(
            "PublicNetworkEnabled",
            false,
            "The account itself allows public providers.",
        ),
        flag(
            "EnterpriseVoiceEnabled",
            false,
            "The user's calls go through this product.",
        ),
        maybe(
            "EnabledForRichPresence",
            "The account publishes rich presence.",
        ),
        text("LineURI", "Phone number, as tel: address.").attribute("msRTCSIP-Line"),
        text("SipAddress", "SIP address, with sip: in front.")
            .attribute("msRTCSIP-PrimaryUserAddress"),
        // True, False (switched off for a while) or nothing (never enabled).
        maybe("Enabled", "The user may sign in.").attribute("msRTCSIP-UserEnabled"),
        text("TenantId", "Tenant, where there is more than one.").attribute("msRTCSIP-TenantId"),
        text("TargetRegistrarPool", "Pool the user is being moved to."),
        text("RegistrarPool", "Pool the user is homed on."),
        text(
            "HostingProvider",
            "Who hosts the user; SRV: means this organisation.",
        )
        .attribute("msRTCSIP-DeploymentLocator"),
        flag("ExUmEnabled", false, "Voice mail is in the mail system."),
        choice(
            "ExchangeArchivingPolicy",
            &[
                "Uninitialized",
                "UseLyncArchivingPolicy",
                "ArchivingToExchange",
                "NoArchiving",
            ],
            "Uninitialized",
            "Where conversations are archived.",
        ),
        text("Name", "Name of the directory object.").attribute("name"),
        text("DistinguishedName", "Full place in the directory.").attribute("distinguishedName"),
        Field::new("Guid", Kind::Guid, Preset::Null, "Id that never changes.")
            .attribute("objectGUID"),
        text("ObjectCategory", "Kind of directory object.").attribute("objectCategory"),
        time("WhenChanged", "When the account was last changed.").attribute("whenChanged"),
        time("WhenCreated", "When the account was made.").attribute("whenCreated"),
        text(
            "OriginatingServer",
            "Directory server the account was read from.",
        ),
        text("Title", "Job title.").attribute("title"),
        text("Department", "Department.").attribute("department"),
        text("Company", "Company.").attribute("company"),
        text("Office", "Office.").attribute("physicalDeliveryOfficeName"),
        text("City", "Town.").attribute("l"),
        text("StateOrProvince", "State or province.").attribute("st"),
        text("PostalCode", "Postal code.").attribute("postalCode"),
        text("StreetAddress", "Street.").attribute("streetAddress"),
        text("CountryOrRegion", "Country, two letters.").attribute("c"),
        text("CountryAbbreviation", "Country, in words.").attribute("co"),
        text("Phone", "Office phone.").attribute("telephoneNumber"),
        text("MobilePhone", "Mobile phone.").attribute("mobile"),
        text("HomePhone", "Home phone.").attribute("homePhone"),
        text("Fax", "Fax number.").attribute("facsimileTelephoneNumber"),
        text("IPPhone", "IP phone.").attribute("ipPhone"),
        text("WebPage", "Home page.").attribute("wWWHomePage"),
        text("Manager", "Place of the manager in the directory.").attribute("manager"),
        text("Description", "Free text.").attribute("description"),
        list("ProxyAddresses", "Further addresses.").attribute("proxyAddresses"),
        list("OtherTelephone", "Further phone numbers.").attribute("otherTelephone"),
    ],
    help: "An account of the directory.",
};
