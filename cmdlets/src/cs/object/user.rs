//! An account as an object: as a user of this product, or as the directory has it.

use super::datum;
use runtime::author::{Eval, Native, Session, Str, Type, Value};
use store::class::ACCOUNT;
use store::directory::Account;

/// Type of what `Get-CsUser` gives.
const OCS_USER: &str = "Microsoft.Rtc.Management.ADConnect.Schema.OCSADUser";
/// Type of what `Get-CsAdUser` gives.
const AD_USER: &str = "Microsoft.Rtc.Management.ADConnect.Schema.CSADUser";

/// Every property, in the order the original declares them.
const PROPERTIES: &[&str] = &[
    "SamAccountName",
    "UserPrincipalName",
    "FirstName",
    "LastName",
    "WindowsEmailAddress",
    "Sid",
    "LineServerURI",
    "OriginatorSid",
    "AudioVideoDisabled",
    "IPPBXSoftPhoneRoutingEnabled",
    "RemoteCallControlTelephonyEnabled",
    "PrivateLine",
    "HostedVoiceMail",
    "DisplayName",
    "HomeServer",
    "TargetServerIfMoving",
    "EnabledForFederation",
    "EnabledForInternetAccess",
    "PublicNetworkEnabled",
    "EnterpriseVoiceEnabled",
    "EnabledForRichPresence",
    "LineURI",
    "SipAddress",
    "Enabled",
    "TenantId",
    "TargetRegistrarPool",
    "VoicePolicy",
    "VoiceRoutingPolicy",
    "MobilityPolicy",
    "ConferencingPolicy",
    "PresencePolicy",
    "RegistrarPool",
    "DialPlan",
    "LocationPolicy",
    "ClientPolicy",
    "ClientVersionPolicy",
    "ArchivingPolicy",
    "ExchangeArchivingPolicy",
    "PinPolicy",
    "ExternalAccessPolicy",
    "PersistentChatPolicy",
    "UserServicesPolicy",
    "HostedVoicemailPolicy",
    "HostingProvider",
    "ExUmEnabled",
    "Name",
    "DistinguishedName",
    "Identity",
    "Guid",
    "ObjectCategory",
    "WhenChanged",
    "WhenCreated",
    "OriginatingServer",
    "IsValid",
    "ObjectState",
];

/// What the directory itself knows of a person.
const DIRECTORY_PROPERTIES: &[&str] = &[
    "SamAccountName",
    "UserPrincipalName",
    "FirstName",
    "LastName",
    "WindowsEmailAddress",
    "Sid",
    "DisplayName",
    "SipAddress",
    "Enabled",
    "Title",
    "Department",
    "Company",
    "Office",
    "City",
    "StateOrProvince",
    "PostalCode",
    "StreetAddress",
    "CountryOrRegion",
    "CountryAbbreviation",
    "Phone",
    "MobilePhone",
    "HomePhone",
    "Fax",
    "IPPhone",
    "WebPage",
    "Manager",
    "Description",
    "ProxyAddresses",
    "OtherTelephone",
    "Name",
    "DistinguishedName",
    "Identity",
    "Guid",
    "ObjectCategory",
    "WhenChanged",
    "WhenCreated",
    "OriginatingServer",
    "IsValid",
    "ObjectState",
];

/// What the default view of a user shows.
const SHOWN: &[&str] = &[
    "Identity",
    "VoicePolicy",
    "VoiceRoutingPolicy",
    "ConferencingPolicy",
    "PresencePolicy",
    "DialPlan",
    "LocationPolicy",
    "ClientPolicy",
    "ClientVersionPolicy",
    "ArchivingPolicy",
    "ExchangeArchivingPolicy",
    "PinPolicy",
    "ExternalAccessPolicy",
    "MobilityPolicy",
    "PersistentChatPolicy",
    "UserServicesPolicy",
    "HostedVoiceMail",
    "HostedVoicemailPolicy",
    "HostingProvider",
    "RegistrarPool",
    "Enabled",
    "SipAddress",
    "LineURI",
    "EnterpriseVoiceEnabled",
    "ExUmEnabled",
    "HomeServer",
    "DisplayName",
    "SamAccountName",
];

/// What the default view of a directory account shows.
const DIRECTORY_SHOWN: &[&str] = &[
    "Identity",
    "Name",
    "DisplayName",
    "SamAccountName",
    "UserPrincipalName",
    "WindowsEmailAddress",
    "SipAddress",
    "Enabled",
    "Title",
    "Department",
];

/// One account; properties are read from it when asked for.
pub(crate) struct UserObject {
    pub(crate) account: Account,
    ty: Type,
    names: &'static [&'static str],
}

pub(super) fn define(s: &mut Session) {
    s.types.entry_mut(OCS_USER).default_display = SHOWN.iter().map(Str::new).collect();
    s.types.entry_mut(AD_USER).default_display = DIRECTORY_SHOWN.iter().map(Str::new).collect();
}

impl UserObject {
    /// The account as a user of this product.
    pub(crate) fn user(account: Account) -> Value {
        Value::native(Self { account, ty: user_type(), names: PROPERTIES })
    }

    /// The account as the directory has it.
    pub(crate) fn directory_account(account: Account) -> Value {
        Value::native(Self { account, ty: Type::of(AD_USER), names: DIRECTORY_PROPERTIES })
    }

    fn property(&self, name: &str) -> Value {
        if let Some(slot) = ACCOUNT.slot(name) {
            return datum::show(&ACCOUNT, &ACCOUNT.fields[slot], self.account.at(slot));
        }
        match name.to_ascii_lowercase().as_str() {
            "identity" => Value::Str(self.account.identity()),
            "isvalid" => Value::Bool(true),
            "objectstate" => Value::str("Unchanged"),
            // Everything else is the name of a granted policy, or nothing.
            _ => self.account.granted(name).map_or(Value::Null, Value::str),
        }
    }
}

fn user_type() -> Type {
    thread_local!(static USER: Type = Type::of(OCS_USER));
    USER.with(|it| *it)
}

impl Native for UserObject {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        self.names
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let known = ACCOUNT.slot(name).is_some() || self.names.iter().any(|it| it.eq_ignore_ascii_case(name));
        known.then(|| Ok(self.property(name)))
    }

    fn text(&self) -> Str {
        self.account.identity()
    }
}
