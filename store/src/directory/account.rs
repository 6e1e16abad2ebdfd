//! Account: one person of the directory, with the policies granted to them.
//!
//! In:    property values, directory attributes as an export names them, stored bytes.
//! Out:   an [`Account`]: cheap to clone, `Send`; its index entries; stored bytes.
//! Never: looks anything up.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

use super::attribute;
use super::user_id::{logon_of, sip_of};
use crate::class::{self, ACCOUNT, Class, Kind, OPTION_FLAGS};
use crate::doc::{Datum, DocFault};
use crate::fault::StoreFault;
use crate::key::Key;
use crate::store::{Bytes, Entry, Rev};
use crate::stored::{Fields, ReadFields, Stored};

/// Fields that `Disable-CsUser` empties: everything that was added for communication.
const LYNC_FIELDS: &[&str] = &[
    "LineServerURI",
    "OriginatorSid",
    "AudioVideoDisabled",
    "IPPBXSoftPhoneRoutingEnabled",
    "RemoteCallControlTelephonyEnabled",
    "PrivateLine",
    "HostedVoiceMail",
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
    "RegistrarPool",
    "HostingProvider",
    "ExUmEnabled",
    "ExchangeArchivingPolicy",
];

/// Bytes of a record that leads to an account, its key not counted.
const INDEX_RECORD_BYTES: usize = 40;

/// One account.
#[derive(Clone)]
pub struct Account {
    guid: Uuid,
    values: Arc<[Datum]>,
    /// Property (`ExternalAccessPolicy`) to the name of what was granted (`FedPic`).
    granted: Arc<BTreeMap<SmolStr, SmolStr>>,
    /// Attributes of the directory that no field stands for.
    other: Arc<BTreeMap<SmolStr, Vec<SmolStr>>>,
    created: Rev,
    revision: Rev,
    /// Exactly as it is stored at that revision.
    unedited: bool,
}

impl PartialEq for Account {
    fn eq(&self, other: &Self) -> bool {
        self.same_as(other) && self.revision == other.revision
    }
}

impl Account {
    /// An account without any property.
    #[must_use]
    pub fn new(guid: Uuid) -> Self {
        let mut account = Self {
            guid,
            values: ACCOUNT.fields.iter().map(Datum::preset).collect(),
            granted: Arc::default(),
            other: Arc::default(),
            created: 0,
            revision: 0,
            unedited: false,
        };
        account.put("Guid", Datum::text(&guid.to_string()));
        account
    }

    /// The id that never changes.
    #[must_use]
    pub fn guid(&self) -> Uuid {
        self.guid
    }

    /// The row its fields are named by.
    #[must_use]
    pub fn class(&self) -> &'static Class {
        &ACCOUNT
    }

    /// Revision of its last change; 0 if it is not stored.
    #[must_use]
    pub fn revision(&self) -> Rev {
        self.revision
    }

    /// Identity as it prints: the distinguished name, or the guid where there is none.
    #[must_use]
    pub fn identity(&self) -> SmolStr {
        let name = self.text("DistinguishedName");
        name.map_or_else(|| SmolStr::from(self.guid.to_string()), SmolStr::from)
    }

    /// Value at a place of the row.
    #[must_use]
    pub fn at(&self, slot: usize) -> &Datum {
        self.values.get(slot).unwrap_or(&Datum::Null)
    }

    /// Value by name, whatever the case: a field, `Identity`, or a granted policy. None if there is no such property.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Datum> {
        if let Some(slot) = ACCOUNT.slot(name) {
            return Some(self.at(slot).clone());
        }
        if name.eq_ignore_ascii_case("Identity") {
            return Some(Datum::Text(self.identity()));
        }
        if let Some(it) = self.granted(name) {
            return Some(Datum::text(it));
        }
        class::granted_as(name).map(|_| Datum::Null)
    }

    /// Text of a field, if there is one and it holds text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        ACCOUNT.slot(name).and_then(|slot| self.at(slot).as_text())
    }

    /// Changes a field by name, after checking it against the row.
    pub fn set(&mut self, name: &str, datum: Datum) -> Result<(), DocFault> {
        let slot = ACCOUNT.slot(name);
        let slot = slot.ok_or_else(|| DocFault::NoField { field: name.to_owned(), noun: ACCOUNT.noun })?;
        ACCOUNT.fields[slot].check(&datum)?;
        self.put_at(slot, datum);
        Ok(())
    }

    /// Whether the account is known to this product: enabled, or switched off for a while.
    #[must_use]
    pub fn is_enabled_user(&self) -> bool {
        ACCOUNT.slot("Enabled").is_some_and(|slot| !self.at(slot).is_null())
    }

    /// Name of what was granted, by property (`ExternalAccessPolicy`), whatever the case.
    #[must_use]
    pub fn granted(&self, property: &str) -> Option<&str> {
        let exact = self.granted.get(property);
        let any = || self.granted.iter().find(|(it, _)| it.eq_ignore_ascii_case(property)).map(|(_, it)| it);
        exact.or_else(any).map(SmolStr::as_str)
    }

    /// About how much is written when it is stored: itself and what leads to it, each again in the history.
    #[must_use]
    pub fn written_bytes(&self) -> u64 {
        let entries = self.index_entries();
        let keys: usize = entries.iter().map(|(key, _)| key.bytes().len() + INDEX_RECORD_BYTES).sum();
        2 * (self.encode().len() + keys) as u64
    }

    /// Everything granted: property and name.
    pub fn grants(&self) -> impl Iterator<Item = (&str, &str)> {
        self.granted.iter().map(|(property, name)| (property.as_str(), name.as_str()))
    }

    /// Grants a policy by name, or takes it away. Tells whether anything changed.
    pub fn grant(&mut self, property: &str, name: Option<&str>) -> bool {
        if self.granted(property) == name {
            return false;
        }
        self.unedited = false;
        let granted = Arc::make_mut(&mut self.granted);
        granted.retain(|it, _| !it.eq_ignore_ascii_case(property));
        if let Some(name) = name {
            granted.insert(property.into(), name.into());
        }
        true
    }

    /// Takes away everything that was added for communication; what the directory says stays.
    pub fn forget_user(&mut self) {
        for name in LYNC_FIELDS {
            if let Some(slot) = ACCOUNT.slot(name) {
                self.put_at(slot, Datum::preset(&ACCOUNT.fields[slot]));
            }
        }
        self.granted = Arc::default();
        self.unedited = false;
    }

    /// Sets what a directory export says, by the attribute's own name. Attributes without a field are kept as they are.
    pub fn set_attribute(&mut self, name: &str, values: &[&str]) -> Result<(), DocFault> {
        if name.eq_ignore_ascii_case("msRTCSIP-OptionFlags") {
            return self.set_option_flags(values.first().copied().unwrap_or_default());
        }
        let fields = ACCOUNT.fields.iter().enumerate();
        let mut named = fields.filter(|(_, it)| it.attribute.is_some_and(|it| it.eq_ignore_ascii_case(name)));
        let Some((slot, field)) = named.next() else {
            self.set_other(name, values);
            return Ok(());
        };
        let datum = attribute::read(field, values)?;
        field.check(&datum)?;
        if field.kind != Kind::Guid {
            self.put_at(slot, datum);
        }
        Ok(())
    }

    /// What a directory would say, by the attribute's own name.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Vec<SmolStr> {
        let mut fields = ACCOUNT.fields.iter().enumerate();
        if let Some((slot, _)) = fields.find(|(_, it)| it.attribute.is_some_and(|it| it.eq_ignore_ascii_case(name))) {
            return attribute::show(self.at(slot));
        }
        let kept = self.other.iter().find(|(it, _)| it.eq_ignore_ascii_case(name));
        kept.map(|(_, values)| values.clone()).unwrap_or_default()
    }

    /// Whether everything that is stored is the same, revisions aside.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.guid == other.guid && self.values == other.values && self.granted == other.granted && self.other == other.other
    }

    /// Fields and grants that differ: name, value here, value there.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<(SmolStr, Datum, Datum)> {
        let fields = ACCOUNT.fields.iter().zip(self.values.iter().zip(other.values.iter()));
        let mut all: Vec<_> = fields
            .filter(|(_, (mine, theirs))| mine != theirs)
            .map(|(field, (mine, theirs))| (field.name.into(), mine.clone(), theirs.clone()))
            .collect();
        let grant = |it: Option<&str>| it.map_or(Datum::Null, Datum::text);
        let mut names: Vec<_> = self.granted.keys().chain(other.granted.keys()).collect();
        names.dedup();
        for name in names {
            let (mine, theirs) = (self.granted(name), other.granted(name));
            if mine != theirs && !all.iter().any(|(it, ..)| it == name) {
                all.push((name.clone(), grant(mine), grant(theirs)));
            }
        }
        all
    }

    fn set_other(&mut self, name: &str, values: &[&str]) {
        self.unedited = false;
        let other = Arc::make_mut(&mut self.other);
        other.retain(|it, _| !it.eq_ignore_ascii_case(name));
        if !values.is_empty() {
            other.insert(name.into(), values.iter().map(|it| SmolStr::new(*it)).collect());
        }
    }

    fn set_option_flags(&mut self, text: &str) -> Result<(), DocFault> {
        let bad = |_| DocFault::BadValue { field: "msRTCSIP-OptionFlags", value: text.to_owned(), wanted: "a whole number".to_owned() };
        let bits: i64 = if text.trim().is_empty() { 0 } else { text.trim().parse().map_err(bad)? };
        for (bit, name) in OPTION_FLAGS {
            self.put(name, Datum::Flag(bits & bit != 0));
        }
        Ok(())
    }

    fn put(&mut self, name: &str, datum: Datum) {
        if let Some(slot) = ACCOUNT.slot(name) {
            self.put_at(slot, datum);
        }
    }

    fn put_at(&mut self, slot: usize, datum: Datum) {
        self.unedited = false;
        if Arc::get_mut(&mut self.values).is_none() {
            self.values = self.values.iter().cloned().collect();
        }
        if let Some(place) = Arc::get_mut(&mut self.values).and_then(|it| it.get_mut(slot)) {
            *place = datum;
        }
    }

    pub(crate) fn created(&self) -> Rev {
        self.created
    }

    /// Whether it is exactly as it was stored at its revision.
    pub(super) fn is_unedited(&self) -> bool {
        self.unedited
    }

    pub(crate) fn stamp(&mut self, created: Rev, revision: Rev) {
        self.unedited = revision > 0;
        self.created = created;
        self.revision = revision;
    }

    /// Only what differs from an empty account is stored.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let said = ACCOUNT.fields.iter().zip(self.values.iter());
        let said = said.filter(|(field, it)| field.kind != Kind::Guid && **it != Datum::preset(field));
        let fields = said.map(|(field, it)| (field.name, Stored::from(it, &mut |_| String::new()))).collect();
        let stored = Write { fields: Fields(fields), granted: &self.granted, other: &self.other };
        serde_json::to_vec(&stored).unwrap_or_default()
    }

    pub(crate) fn decode(guid: Uuid, bytes: &[u8]) -> Result<Self, StoreFault> {
        let stored: Read<'_> =
            serde_json::from_slice(bytes).map_err(|it| StoreFault::damaged(Key::account(guid).to_string(), it.to_string()))?;
        let mut account = Self::new(guid);
        for (name, value) in stored.fields.0 {
            if let Some(slot) = ACCOUNT.slot(&name) {
                account.put_at(slot, value.into_datum(ACCOUNT.fields[slot].kind));
            }
        }
        account.granted = Arc::new(stored.granted);
        account.other = Arc::new(stored.other);
        Ok(account)
    }

    /// The account that is kept under a key.
    pub(crate) fn under(key: &Key, bytes: &[u8]) -> Result<Self, StoreFault> {
        let guid = key.bytes().get(2..).and_then(|it| Uuid::from_slice(it).ok());
        Self::decode(guid.ok_or_else(|| StoreFault::damaged(key.to_string(), "this is no account"))?, bytes)
    }

    pub(crate) fn from_entry(entry: &Entry) -> Result<Self, StoreFault> {
        let mut account = Self::under(&entry.key, &entry.value)?;
        account.stamp(entry.created, entry.revision);
        Ok(account)
    }

    /// Every index entry that leads to the account, and whether only one account may hold it.
    pub(crate) fn index_entries(&self) -> Vec<(Key, bool)> {
        let mut entries = self.name_entries();
        entries.extend(self.grant_entries().map(|key| (key, false)));
        entries
    }

    /// Index entries by name and address.
    pub(super) fn name_entries(&self) -> Vec<(Key, bool)> {
        let mut entries = Vec::with_capacity(8);
        let mut unique = |index: &str, value: Option<Cow<'_, str>>| {
            if let Some(value) = value.filter(|it| !it.is_empty()) {
                entries.push((Key::unique(index, &fit(&value)), true));
            }
        };
        unique("sip", self.text("SipAddress").map(|it| sip_of(it).into()));
        unique("upn", self.text("UserPrincipalName").map(Into::into));
        unique("dn", self.text("DistinguishedName").map(Into::into));
        unique("sam", logon_of(self).map(Into::into));
        if let Some(name) = self.text("DisplayName").or_else(|| self.text("Name")) {
            entries.push((Key::shared("name", &fit(name), self.guid), false));
        }
        entries
    }

    /// Index entries by what was granted.
    pub(super) fn grant_entries(&self) -> impl Iterator<Item = Key> {
        self.grants().map(|(property, name)| Key::shared(&policy_index(property), &fit(name), self.guid))
    }

    /// Whether both have the very same field values, without looking at each.
    pub(super) fn shares_fields_with(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.values, &other.values)
    }

    /// Takes over everything but the id and the revisions.
    pub(super) fn take_content(&mut self, other: &Self) {
        self.unedited = false;
        self.values = Arc::clone(&other.values);
        self.granted = Arc::clone(&other.granted);
        self.other = Arc::clone(&other.other);
        self.put("Guid", Datum::text(&self.guid.to_string()));
    }

    pub(crate) fn index_value(&self) -> Bytes {
        Bytes::from(&self.guid.as_bytes()[..])
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Account");
        out.field("Guid", &self.guid).field("revision", &self.revision);
        for (field, datum) in ACCOUNT.fields.iter().zip(self.values.iter()).filter(|(_, it)| !it.is_null()) {
            out.field(field.name, datum);
        }
        out.field("granted", &self.granted).finish()
    }
}

/// Index of those who were granted something by a property.
pub(crate) fn policy_index(property: &str) -> String {
    format!("pol/{}", crate::key::fold(property))
}

/// Values beyond this are cut and told apart by a digest, so that no key grows too long.
const INDEX_VALUE_BYTES_MAX: usize = 400;

/// A value as it stands in an index.
pub(crate) fn fit(value: &str) -> Cow<'_, str> {
    if value.len() <= INDEX_VALUE_BYTES_MAX / 2 {
        return Cow::Borrowed(value);
    }
    let folded = crate::key::fold(value);
    if folded.len() <= INDEX_VALUE_BYTES_MAX {
        return Cow::Borrowed(value);
    }
    let mut at = INDEX_VALUE_BYTES_MAX - 40;
    while !folded.is_char_boundary(at) {
        at -= 1;
    }
    let digest = crate::record::share(b"index", folded.as_bytes());
    Cow::Owned(format!("{}#{digest:032x}", &folded[..at]))
}

#[derive(Serialize)]
struct Write<'a> {
    fields: Fields,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    granted: &'a BTreeMap<SmolStr, SmolStr>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    other: &'a BTreeMap<SmolStr, Vec<SmolStr>>,
}

#[derive(Deserialize)]
struct Read<'b> {
    #[serde(borrow, default)]
    fields: ReadFields<'b>,
    #[serde(default)]
    granted: BTreeMap<SmolStr, SmolStr>,
    #[serde(default)]
    other: BTreeMap<SmolStr, Vec<SmolStr>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_survives_storage() {
        let mut account = Account::new(Uuid::from_u128(9));
        account.set_attribute("displayName", &["Ken Myer"]).unwrap();
        account.set_attribute("msRTCSIP-PrimaryUserAddress", &["sip:kenmyer@litwareinc.com"]).unwrap();
        account.set_attribute("msRTCSIP-UserEnabled", &["TRUE"]).unwrap();
        account.set_attribute("msRTCSIP-OptionFlags", &["385"]).unwrap();
        account.set_attribute("extensionAttribute1", &["a", "b"]).unwrap();
        account.set_attribute("whenCreated", &["20130214120000.0Z"]).unwrap();
        account.grant("ExternalAccessPolicy", Some("FedPic"));
        let back = Account::decode(account.guid(), &account.encode()).unwrap();
        assert_eq!(back, account);
        assert_eq!(back.get("enabled"), Some(Datum::Flag(true)));
        assert_eq!(back.get("EnterpriseVoiceEnabled"), Some(Datum::Flag(true)));
        assert_eq!(back.get("externalaccesspolicy"), Some(Datum::text("FedPic")));
        assert_eq!(back.attribute("EXTENSIONATTRIBUTE1"), ["a", "b"]);
        assert_eq!(back.attribute("whencreated"), ["20130214120000.0Z"]);
        assert_eq!(back.get("Nope"), None);
    }

    #[test]
    fn disabling_leaves_what_the_directory_says() {
        let mut account = Account::new(Uuid::from_u128(9));
        account.set("DisplayName", Datum::text("Ken Myer")).unwrap();
        account.set("Enabled", Datum::Flag(true)).unwrap();
        account.grant("ExternalAccessPolicy", Some("FedPic"));
        account.forget_user();
        assert!(!account.is_enabled_user());
        assert_eq!(account.granted("ExternalAccessPolicy"), None);
        assert_eq!(account.text("DisplayName"), Some("Ken Myer"));
    }

    #[test]
    fn a_long_name_still_fits_an_index() {
        let long = "x".repeat(3000);
        let mut account = Account::new(Uuid::from_u128(9));
        account.set("DistinguishedName", Datum::text(&long)).unwrap();
        assert!(account.index_entries().iter().all(|(key, _)| key.bytes().len() <= crate::key::KEY_BYTES_MAX));
    }
}
