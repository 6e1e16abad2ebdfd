//! Entries of a file as accounts.
//!
//! In:    an entry, the accounts that are there already.
//! Out:   the account as it would be after the import; none for an entry that is no person.
//! Never: takes a value for another because it looks like one: every name is one of the directory's or one of ours.

use super::entry::{Entry, LineFault, Written};
use crate::cs::shelf::Open;
use dotnet::datetime::DateTime;
use dotnet::hash::Algorithm;
use runtime::author::Str;
use store::class::{ACCOUNT, Field, Kind};
use store::directory::{Account, DirectoryFault, UserId};
use store::doc::Datum;
use store::identity::Identity;
use store::topology::Pool;
use uuid::Uuid;

/// Names under which an export gives the distinguished name.
const DN_NAMES: &[&str] = &["dn", "distinguishedName"];
/// Columns by which an account is known.
pub(super) const NAMING: &[&str] = &[
    "DN",
    "distinguishedName",
    "Identity",
    "objectGUID",
    "Guid",
    "userPrincipalName",
    "sAMAccountName",
    "msRTCSIP-PrimaryUserAddress",
    "SipAddress",
];
/// Columns of `Get-CsUser | Export-Csv` that say nothing about the account.
const PASSED_OVER: &[&str] = &["IsValid", "ObjectState", "changetype", "objectClass", "PSComputerName", "RunspaceId"];
const TICKS_PER_MILLISECOND: i64 = 10_000;
const EPOCH_TICKS: i64 = 621_355_968_000_000_000;

/// Makes accounts of entries.
pub(in crate::cs::user) struct Reader {
    open: Open,
    /// Home of users whose export does not say one.
    pool: Option<String>,
}

/// An account to be stored.
pub(in crate::cs::user) struct Ready {
    pub(in crate::cs::user) account: Account,
    /// Whether an account of that name is there already.
    pub(in crate::cs::user) exists: bool,
    pub(in crate::cs::user) changes: bool,
}

impl Reader {
    pub(in crate::cs::user) fn new(open: &Open) -> Result<Self, DirectoryFault> {
        let pools = open.topology.list::<Pool>()?;
        Ok(Self { open: open.clone(), pool: pools.into_iter().next().map(|it| it.fqdn) })
    }

    /// The account an entry stands for; none if it is a group, a computer or a folder.
    pub(in crate::cs::user) fn read(&self, entry: &Entry) -> Result<Option<Ready>, LineFault> {
        if !is_person(entry) {
            return Ok(None);
        }
        let bad = |reason: String| LineFault { line: entry.line, reason };
        let existing = self.existing(entry).map_err(|it| bad(it.to_string()))?;
        let fresh = match &existing {
            Some(account) => account.clone(),
            None => Account::new(guid_of(entry).or_else(|| made_guid(entry)).ok_or_else(|| {
                bad("it names nobody: there is no distinguished name, user principal name, logon name or SIP address.".to_owned())
            })?),
        };
        let account = self.filled(fresh, entry)?;
        check_sip(&account).map_err(&bad)?;
        self.check_free(&account).map_err(bad)?;
        let changes = existing.as_ref().is_none_or(|it| !it.same_as(&account));
        Ok(Some(Ready { account, exists: existing.is_some(), changes }))
    }

    /// The account of an entry that was read before, by the id it got then. Nobody is looked up by name, which would
    /// break the packs that are under way.
    pub(in crate::cs::user) fn again(&self, entry: &Entry, guid: Uuid) -> Result<Account, LineFault> {
        let existing = self.open.directory.by_guid(guid).map_err(|it| LineFault { line: entry.line, reason: it.to_string() })?;
        self.filled(existing.unwrap_or_else(|| Account::new(guid)), entry)
    }

    fn filled(&self, mut account: Account, entry: &Entry) -> Result<Account, LineFault> {
        let bad = |reason: String| LineFault { line: entry.line, reason };
        for (name, values) in &entry.values {
            put(&mut account, name, values).map_err(&bad)?;
        }
        self.complete(&mut account).map_err(|it| bad(it.to_string()))?;
        Ok(account)
    }

    fn existing(&self, entry: &Entry) -> Result<Option<Account>, DirectoryFault> {
        if let Some(guid) = guid_of(entry)
            && let Some(account) = self.open.directory.by_guid(guid)?
        {
            return Ok(Some(account));
        }
        let address = |it: &str| if it.to_ascii_lowercase().starts_with("sip:") { it.to_owned() } else { format!("sip:{it}") };
        let names = [
            dn_of(entry).map(str::to_owned),
            entry.text("userPrincipalName").map(str::to_owned),
            entry.text("msRTCSIP-PrimaryUserAddress").or_else(|| entry.text("SipAddress")).map(address),
        ];
        for name in names.into_iter().flatten() {
            if let Some(account) = self.open.directory.few(&UserId::parse(&name), 1)?.pop() {
                return Ok(Some(account));
            }
        }
        // The same entry without any of these names gets the same id every time.
        match made_guid(entry) {
            Some(guid) => self.open.directory.by_guid(guid),
            None => Ok(None),
        }
    }

    /// People who are enabled there are enabled here: on this organisation's pool, hosted by it.
    fn complete(&self, account: &mut Account) -> Result<(), store::doc::DocFault> {
        if account.text("SipAddress").is_some() && account.get("Enabled").is_none_or(|it| it.is_null()) {
            account.set("Enabled", Datum::Flag(true))?;
        }
        if !account.is_enabled_user() {
            return Ok(());
        }
        if account.text("HostingProvider").is_none() {
            account.set("HostingProvider", Datum::text("SRV:"))?;
        }
        match &self.pool {
            Some(pool) if account.text("RegistrarPool").is_none() => account.set("RegistrarPool", Datum::text(pool)),
            _ => Ok(()),
        }
    }

    /// Addresses that belong to somebody else are found before anything is stored.
    fn check_free(&self, account: &Account) -> Result<(), String> {
        for (property, what) in
            [("SipAddress", "SIP address"), ("UserPrincipalName", "user principal name"), ("DistinguishedName", "distinguished name")]
        {
            let Some(value) = account.text(property) else { continue };
            for other in self.open.directory.few(&UserId::parse(value), 2).map_err(|it| it.to_string())? {
                // A user principal name may be found as somebody's SIP address; only the same property counts.
                let same = other.text(property).is_some_and(|it| it.eq_ignore_ascii_case(value));
                if same && other.guid() != account.guid() {
                    return Err(format!("the {what} \"{value}\" belongs to \"{}\" already.", other.identity()));
                }
            }
        }
        Ok(())
    }
}

fn is_person(entry: &Entry) -> bool {
    let Some((_, classes)) = entry.values.iter().find(|(name, _)| name.eq_ignore_ascii_case("objectClass")) else { return true };
    let texts = classes.iter().filter_map(Written::text).flat_map(|it| it.split(';'));
    let words: Vec<String> = texts.map(|it| it.trim().to_ascii_lowercase()).collect();
    let has = |word: &str| words.iter().any(|it| it == word);
    (has("user") || has("person") || has("inetorgperson")) && !has("computer")
}

fn dn_of(entry: &Entry) -> Option<&str> {
    let named = DN_NAMES.iter().find_map(|it| entry.text(it));
    named.or_else(|| entry.text("Identity").filter(|it| it.contains('=')))
}

/// The id of the directory, as bytes, as `X'…'` or as text.
fn guid_of(entry: &Entry) -> Option<Uuid> {
    let named = entry.values.iter().find(|(name, _)| name.eq_ignore_ascii_case("objectGUID") || name.eq_ignore_ascii_case("Guid"))?;
    match named.1.first()? {
        Written::Bytes(bytes) => Some(Uuid::from_bytes_le(bytes.as_slice().try_into().ok()?)),
        Written::Text(text) if text.len() == 16 && Uuid::parse_str(text).is_err() => {
            Some(Uuid::from_bytes_le(text.as_bytes().try_into().ok()?))
        }
        Written::Text(text) => match hex_bytes(text) {
            Some(bytes) => Some(Uuid::from_bytes_le(bytes.as_slice().try_into().ok()?)),
            None => Uuid::parse_str(text.trim()).ok(),
        },
    }
}

/// `X'0a1b…'`, as `csvde` writes bytes.
fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim().strip_prefix("X'")?.strip_suffix('\'')?;
    let pair = |at: usize| digits.get(at..at + 2).and_then(|it| u8::from_str_radix(it, 16).ok());
    (0..digits.len()).step_by(2).map(pair).collect()
}

/// An id made from the name, so that the same file gives the same accounts.
fn made_guid(entry: &Entry) -> Option<Uuid> {
    let named = dn_of(entry)
        .or_else(|| entry.text("userPrincipalName"))
        .or_else(|| entry.text("sAMAccountName"))
        .or_else(|| entry.text("msRTCSIP-PrimaryUserAddress"))
        .or_else(|| entry.text("SipAddress"))?;
    let digest = Algorithm::Sha256.hash(named.trim().to_lowercase().as_bytes());
    let bytes: [u8; 16] = digest.get(..16)?.try_into().ok()?;
    Some(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn put(account: &mut Account, name: &str, values: &[Written]) -> Result<(), String> {
    if PASSED_OVER.iter().any(|it| it.eq_ignore_ascii_case(name))
        || name.eq_ignore_ascii_case("objectGUID")
        || name.eq_ignore_ascii_case("Guid")
    {
        return Ok(());
    }
    if name.eq_ignore_ascii_case("dn") || name.eq_ignore_ascii_case("Identity") {
        let dn = values.first().and_then(Written::text).filter(|it| it.contains('='));
        return dn.map_or(Ok(()), |dn| set(account, "DistinguishedName", Datum::text(dn)));
    }
    if let Some(sid) = values.first().filter(|_| name.eq_ignore_ascii_case("objectSid")).and_then(sid_text) {
        return set(account, "Sid", Datum::text(&sid));
    }
    let texts: Vec<&str> = values.iter().filter_map(Written::text).collect();
    if let Some(slot) = ACCOUNT.slot(name) {
        let field = &ACCOUNT.fields[slot];
        // `title` is property and attribute: both read the same, but times are written differently.
        let datum = property(field, texts.first().copied().unwrap_or_default())?;
        return set(account, field.name, datum);
    }
    if is_policy(name) {
        let granted = texts.first().map(|it| it.trim()).filter(|it| !it.is_empty());
        let tag = granted.map(|it| it.get(..4).filter(|tag| tag.eq_ignore_ascii_case("tag:")).map_or(it, |_| &it[4..]));
        check_policy(name, tag)?;
        account.grant(canonical_policy(name), tag);
        return Ok(());
    }
    let split: Vec<&str> = texts.into_iter().filter(|it| !it.is_empty()).collect();
    account.set_attribute(name, &split).map_err(|it| it.to_string())
}

fn set(account: &mut Account, name: &str, datum: Datum) -> Result<(), String> {
    account.set(name, datum).map_err(|it| it.to_string())
}

fn is_policy(name: &str) -> bool {
    name.eq_ignore_ascii_case("DialPlan") || (name.len() > 6 && name.to_ascii_lowercase().ends_with("policy") && !name.contains('-'))
}

/// The spelling of the row, where a row grants under that name.
fn canonical_policy(name: &str) -> &str {
    store::class::granted_as(name).and_then(|it| it.grant_to).unwrap_or(name)
}

fn check_policy(name: &str, tag: Option<&str>) -> Result<(), String> {
    match tag.map(Identity::tag) {
        Some(Err(fault)) => Err(format!("{name}: {fault}")),
        _ => Ok(()),
    }
}

/// A property as `Export-Csv` writes it.
fn property(field: &Field, text: &str) -> Result<Datum, String> {
    if text.trim().is_empty() {
        return Ok(Datum::preset(field));
    }
    if field.kind != Kind::Time || text.ends_with('Z') {
        return field.read(text).or_else(|fault| attribute_time(field, text).ok_or(fault)).map_err(|it| it.to_string());
    }
    let time = DateTime::parse(text).map_err(|it| format!("{}: {it}", field.name))?;
    Ok(Datum::Time((time.to_utc().ticks() - EPOCH_TICKS) / TICKS_PER_MILLISECOND))
}

/// `20130214120000.0Z`, read by the account itself.
fn attribute_time(field: &Field, text: &str) -> Option<Datum> {
    let mut scratch = Account::new(Uuid::nil());
    scratch.set_attribute(field.attribute?, &[text]).ok()?;
    scratch.get(field.name)
}

/// `S-1-5-21-…` from the bytes of a security id.
fn sid_text(value: &Written) -> Option<Str> {
    let bytes = match value {
        Written::Bytes(bytes) => bytes.clone(),
        Written::Text(text) => hex_bytes(text)?,
    };
    let (head, parts) = (bytes.get(..8)?, bytes.get(8..)?);
    let authority = head[2..8].iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
    let mut text = format!("S-{}-{authority}", head[0]);
    for part in parts.chunks_exact(4) {
        let number = u32::from_le_bytes(part.try_into().ok()?);
        text.push_str(&format!("-{number}"));
    }
    Some(text.into())
}

fn check_sip(account: &Account) -> Result<(), String> {
    let Some(address) = account.text("SipAddress") else { return Ok(()) };
    let well = address.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sip:"))
        && address[4..].split('@').count() == 2
        && !address.contains(char::is_whitespace);
    if well { Ok(()) } else { Err(format!("\"{address}\" is no SIP address. It looks like sip:kenmyer@litwareinc.com.")) }
}
