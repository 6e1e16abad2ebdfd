//! Doc: one record of a class, with a value in every field.
//!
//! In:    a [`Class`] row, an [`Identity`], values set by name or slot, or stored bytes.
//! Out:   a [`Doc`]: cheap to clone, `Send`, checked against its row; stored bytes again.
//! Never: decides who may have which document, or talks to a store.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::class::{Class, Field, Kind, Preset};
use crate::fault::{Category, Fault, StoreFault};
use crate::identity::{Identity, Scope};
use crate::store::Rev;
use crate::stored::{Fields, ReadFields, Stored};

/// Most members of one list field.
pub const LIST_MEMBERS_MAX: usize = 256;
/// Longest single text, in bytes.
pub const TEXT_BYTES_MAX: usize = 4096;

/// What one field holds.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Datum {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Flag(bool),
    /// A whole number.
    Int(i64),
    /// A text, a choice, a name, an id.
    Text(SmolStr),
    /// A list of texts.
    List(Arc<[SmolStr]>),
    /// A text that must not be shown.
    Secret(Secret),
    /// Milliseconds since 1970 UTC.
    Time(i64),
}

/// A text that prints as stars.
#[derive(Clone)]
pub struct Secret {
    text: Arc<str>,
    /// Where it is stored, once it is.
    place: Option<Arc<str>>,
}

impl Secret {
    /// Wraps a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: Arc::from(text), place: None }
    }

    pub(crate) fn stored(text: &str, place: &str) -> Self {
        Self { text: Arc::from(text), place: Some(Arc::from(place)) }
    }

    pub(crate) fn place(&self) -> Option<&str> {
        self.place.as_deref()
    }

    /// The text itself, for the one place that needs it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl Datum {
    /// A text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    #[must_use]
    pub fn list<S: AsRef<str>>(members: impl IntoIterator<Item = S>) -> Self {
        Self::List(members.into_iter().map(|it| SmolStr::new(it.as_ref())).collect())
    }

    /// What a field holds when nothing was said.
    #[must_use]
    pub fn preset(field: &Field) -> Self {
        match field.preset {
            Preset::Null => Self::Null,
            Preset::Flag(it) => Self::Flag(it),
            Preset::Int(it) => Self::Int(it),
            Preset::Text(it) => Self::Text(SmolStr::new_static(it)),
            Preset::EmptyList => Self::List(Arc::from([])),
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(it) => Some(it),
            _ => None,
        }
    }

    /// The flag, if it is one.
    #[must_use]
    pub fn as_flag(&self) -> Option<bool> {
        match self {
            Self::Flag(it) => Some(*it),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(it) => Some(*it),
            _ => None,
        }
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => Ok(()),
            Self::Flag(true) => f.write_str("True"),
            Self::Flag(false) => f.write_str("False"),
            Self::Int(it) | Self::Time(it) => write!(f, "{it}"),
            Self::Text(it) => f.write_str(it),
            Self::List(it) => write!(f, "{{{}}}", it.join(", ")),
            Self::Secret(_) => f.write_str("********"),
        }
    }
}

impl Field {
    /// Whether the field may hold this.
    pub fn check(&self, datum: &Datum) -> Result<(), DocFault> {
        match (self.kind, datum) {
            (_, Datum::Null) | (Kind::Flag, Datum::Flag(_)) | (Kind::Time, Datum::Time(_)) => Ok(()),
            (Kind::Text | Kind::Guid, Datum::Text(it)) => self.check_length(it),
            (Kind::Secret, Datum::Secret(it)) => self.check_length(it.reveal()),
            (Kind::Fqdn, Datum::Text(it)) => self.check_fqdn(it),
            (Kind::Int { min, max }, Datum::Int(it)) if (min..=max).contains(it) => Ok(()),
            (Kind::Choice(words), Datum::Text(it)) if words.contains(&it.as_str()) => Ok(()),
            (Kind::List, Datum::List(it)) => self.check_list(it),
            _ => Err(self.refusal(&datum.to_string())),
        }
    }

    /// Reads a value from text, as a person or a file would write it.
    pub fn read(&self, text: &str) -> Result<Datum, DocFault> {
        let trimmed = text.trim();
        if trimmed.is_empty() && !matches!(self.kind, Kind::List) {
            return Ok(Datum::Null);
        }
        let datum = match self.kind {
            Kind::Text | Kind::Guid => Datum::text(text),
            Kind::Fqdn => Datum::text(trimmed),
            Kind::Flag => Datum::Flag(read_flag(trimmed).ok_or_else(|| self.refusal(text))?),
            Kind::Int { .. } => Datum::Int(trimmed.parse().map_err(|_| self.refusal(text))?),
            Kind::Time => Datum::Time(trimmed.parse().map_err(|_| self.refusal(text))?),
            Kind::List => Datum::list(trimmed.split(',').map(str::trim).filter(|it| !it.is_empty())),
            Kind::Choice(words) => Datum::text(read_choice(words, trimmed).ok_or_else(|| self.refusal(text))?),
            Kind::Secret => Datum::Secret(Secret::new(text)),
        };
        self.check(&datum)?;
        Ok(datum)
    }

    fn check_length(&self, text: &str) -> Result<(), DocFault> {
        if text.len() <= TEXT_BYTES_MAX {
            return Ok(());
        }
        Err(DocFault::TooLong { field: self.name, size: text.len(), limit: TEXT_BYTES_MAX })
    }

    fn check_fqdn(&self, text: &str) -> Result<(), DocFault> {
        let label = |it: &str| {
            (1..=63).contains(&it.len())
                && !it.starts_with('-')
                && !it.ends_with('-')
                && it.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
        };
        if text.len() <= 253 && text.split('.').all(label) { Ok(()) } else { Err(self.refusal(text)) }
    }

    fn check_list(&self, members: &[SmolStr]) -> Result<(), DocFault> {
        if members.len() > LIST_MEMBERS_MAX {
            return Err(DocFault::TooLong { field: self.name, size: members.len(), limit: LIST_MEMBERS_MAX });
        }
        members.iter().try_for_each(|it| self.check_length(it))
    }

    fn refusal(&self, value: &str) -> DocFault {
        let value = if matches!(self.kind, Kind::Secret) { "********" } else { value };
        DocFault::BadValue { field: self.name, value: value.to_owned(), wanted: self.wanted() }
    }

    fn wanted(&self) -> String {
        match self.kind {
            Kind::Text | Kind::Secret => "a text".to_owned(),
            Kind::Fqdn => "a domain name such as edge.contoso.com".to_owned(),
            Kind::Flag => "True or False".to_owned(),
            Kind::Int { min, max } => format!("a whole number from {min} to {max}"),
            Kind::List => "a list of texts".to_owned(),
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
            Kind::Guid => "a GUID".to_owned(),
            Kind::Time => "a moment in time".to_owned(),
        }
    }
}

fn read_flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "$true" | "1" => Some(true),
        "false" | "$false" | "0" => Some(false),
        _ => None,
    }
}

fn read_choice(words: &'static [&'static str], text: &str) -> Option<&'static str> {
    let by_word = words.iter().find(|it| it.eq_ignore_ascii_case(text));
    by_word.or_else(|| words.get(text.parse::<usize>().ok()?)).copied()
}

/// One record of a class.
#[derive(Clone)]
pub struct Doc {
    class: &'static Class,
    identity: Identity,
    values: Arc<[Datum]>,
    created: Rev,
    revision: Rev,
}

impl Doc {
    /// A document with every field at its default; it is stored nowhere yet.
    #[must_use]
    pub fn new(class: &'static Class, identity: Identity) -> Self {
        let mut doc = Self { class, values: class.fields.iter().map(Datum::preset).collect(), identity, created: 0, revision: 0 };
        if let (Some(slot), Scope::Item) = (class.key_field.and_then(|it| class.slot(it)), doc.identity.scope()) {
            doc.slot_mut(slot, Datum::text(doc.identity.clone().name()));
        }
        doc
    }

    /// The row it belongs to.
    #[must_use]
    pub fn class(&self) -> &'static Class {
        self.class
    }

    /// Which one of the class it is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Revision of its last change; 0 if it is not stored.
    #[must_use]
    pub fn revision(&self) -> Rev {
        self.revision
    }

    /// Revision that made it; 0 if it is not stored.
    #[must_use]
    pub fn created(&self) -> Rev {
        self.created
    }

    /// Value at a place of the row; nothing beyond the last field.
    #[must_use]
    pub fn at(&self, slot: usize) -> &Datum {
        self.values.get(slot).unwrap_or(&Datum::Null)
    }

    /// Value by name, whatever the case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Datum> {
        self.class.slot(name).map(|slot| self.at(slot))
    }

    /// Whether a flag is set.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.get(name).and_then(Datum::as_flag).unwrap_or(false)
    }

    /// Changes a value by name, after checking it against the row.
    pub fn set(&mut self, name: &str, datum: Datum) -> Result<(), DocFault> {
        let slot = self.class.slot(name).ok_or_else(|| self.no_field(name))?;
        self.set_at(slot, datum)
    }

    /// Changes a value by place, after checking it against the row.
    pub fn set_at(&mut self, slot: usize, datum: Datum) -> Result<(), DocFault> {
        let field = self.class.fields.get(slot).ok_or_else(|| self.no_field(&slot.to_string()))?;
        field.check(&datum)?;
        self.slot_mut(slot, datum);
        Ok(())
    }

    /// Fields with their values, in display order.
    pub fn fields(&self) -> impl Iterator<Item = (&'static Field, &Datum)> {
        self.class.fields.iter().zip(self.values.iter())
    }

    /// The same values under another identity, stored nowhere.
    #[must_use]
    pub fn under(&self, identity: Identity) -> Self {
        Self { identity, created: 0, revision: 0, ..self.clone() }
    }

    /// Every field that differs: field, value here, value there.
    #[must_use]
    pub fn differences<'d>(&'d self, other: &'d Self) -> Vec<(&'static Field, &'d Datum, &'d Datum)> {
        let both = self.fields().zip(other.values.iter());
        both.filter(|((_, mine), theirs)| mine != theirs).map(|((field, mine), theirs)| (field, mine, theirs)).collect()
    }

    pub(crate) fn slot_mut(&mut self, slot: usize, datum: Datum) {
        if Arc::get_mut(&mut self.values).is_none() {
            self.values = self.values.iter().cloned().collect();
        }
        if let Some(place) = Arc::get_mut(&mut self.values).and_then(|it| it.get_mut(slot)) {
            *place = datum;
        }
    }

    pub(crate) fn stamp(&mut self, created: Rev, revision: Rev) {
        self.created = created;
        self.revision = revision;
    }

    fn no_field(&self, name: &str) -> DocFault {
        DocFault::NoField { field: name.to_owned(), noun: self.class.noun }
    }

    /// The bytes that are stored. Secrets are replaced by what `keep` gives back for them.
    pub(crate) fn encode(&self, keep: &mut dyn FnMut(&Secret) -> String) -> Vec<u8> {
        let fields = self.fields().map(|(field, datum)| (field.name, Stored::from(datum, keep))).collect();
        let stored = StoredDoc { identity: &self.identity.to_string(), fields: Fields(fields) };
        serde_json::to_vec(&stored).unwrap_or_default()
    }

    /// Reads stored bytes. Fields that the row does not know are passed over, missing ones keep their default,
    /// so that a document written by an older or newer row can be read.
    pub(crate) fn decode(
        class: &'static Class,
        bytes: &[u8],
        reveal: &mut dyn FnMut(&str) -> Result<Option<Secret>, StoreFault>,
    ) -> Result<Self, StoreFault> {
        let bad = |what: String| StoreFault::damaged(class.noun, what);
        let stored: ReadDoc<'_> = serde_json::from_slice(bytes).map_err(|it| bad(it.to_string()))?;
        let identity = Identity::parse(&stored.identity, class.scopes).map_err(|it| bad(it.to_string()))?;
        let mut doc = Self::new(class, identity);
        for (name, value) in stored.fields.0 {
            let Some(slot) = class.slot(&name) else {
                continue;
            };
            let datum = match value {
                Stored::Secret { secret } => reveal(&secret)?.map_or(Datum::Null, Datum::Secret),
                other => other.into_datum(class.fields[slot].kind),
            };
            doc.slot_mut(slot, datum);
        }
        Ok(doc)
    }
}

impl fmt::Debug for Doc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct(self.class.noun);
        out.field("Identity", &self.identity.to_string());
        for (field, datum) in self.fields() {
            out.field(field.name, datum);
        }
        out.finish()
    }
}

impl PartialEq for Doc {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.class, other.class) && self.identity == other.identity && self.values == other.values
    }
}

#[derive(Serialize)]
struct StoredDoc<'d> {
    identity: &'d str,
    fields: Fields,
}

#[derive(Deserialize)]
struct ReadDoc<'b> {
    #[serde(borrow)]
    identity: Cow<'b, str>,
    #[serde(borrow, default)]
    fields: ReadFields<'b>,
}

/// Why a document cannot hold a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocFault {
    /// The row has no such field.
    #[error("{noun} has no property \"{field}\".")]
    NoField {
        /// What was named.
        field: String,
        /// The class.
        noun: &'static str,
    },
    /// The field cannot hold the value.
    #[error("\"{value}\" is no value for {field}. It takes {wanted}.")]
    BadValue {
        /// The field.
        field: &'static str,
        /// What was given.
        value: String,
        /// What would be right.
        wanted: String,
    },
    /// The value is longer than the field can hold.
    #[error("The value for {field} is too long: {size}, where {limit} is the limit.")]
    TooLong {
        /// The field.
        field: &'static str,
        /// How long it is.
        size: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl Fault for DocFault {
    fn id(&self) -> &'static str {
        match self {
            Self::NoField { .. } => "PropertyNotFound",
            Self::BadValue { .. } => "PropertyValueNotAllowed",
            Self::TooLong { .. } => "PropertyValueTooLong",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::TooLong { .. } => Category::LimitsExceeded,
            _ => Category::InvalidArgument,
        }
    }

    fn target(&self) -> Option<String> {
        match self {
            Self::NoField { field, .. } => Some(field.clone()),
            Self::BadValue { field, .. } | Self::TooLong { field, .. } => Some((*field).to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::{EXTERNAL_ACCESS_POLICY, XMPP_ALLOWED_PARTNER, XMPP_GATEWAY_CONFIGURATION};

    #[track_caller]
    fn check(field: &str, text: &str, want: &str) {
        let class = &XMPP_ALLOWED_PARTNER;
        let field = &class.fields[class.slot(field).unwrap()];
        let got = field.read(text).map_or_else(|it| it.id().to_owned(), |it| it.to_string());
        assert_eq!(got, want, "for {text:?}");
    }

    #[test]
    fn text_becomes_a_value_or_a_fault() {
        check("EnableKeepAlive", "1", "True");
        check("EnableKeepAlive", "maybe", "PropertyValueNotAllowed");
        check("TlsNegotiation", "optional", "Optional");
        check("TlsNegotiation", "2", "NotSupported");
        check("TlsNegotiation", "3", "PropertyValueNotAllowed");
        check("ConnectionLimit", "-1", "PropertyValueNotAllowed");
        check("ProxyFqdn", "edge.contoso.com", "edge.contoso.com");
        check("ProxyFqdn", "not a name", "PropertyValueNotAllowed");
        check("AdditionalDomains", "a.com, b.com", "{a.com, b.com}");
        check("Description", &"x".repeat(5000), "PropertyValueTooLong");
    }

    #[test]
    fn a_document_survives_storage_and_unknown_fields() {
        let mut doc = Doc::new(&EXTERNAL_ACCESS_POLICY, Identity::tag("FedPic").unwrap());
        doc.set("enablexmppaccess", Datum::Flag(true)).unwrap();
        let bytes = doc.encode(&mut |_| unreachable!());
        let longer = String::from_utf8(bytes).unwrap().replace("\"fields\":{", "\"fields\":{\"Later\":[1,2],");
        let back = Doc::decode(&EXTERNAL_ACCESS_POLICY, longer.as_bytes(), &mut |_| unreachable!()).unwrap();
        assert_eq!(back, doc);
        assert_eq!(back.identity().to_string(), "Tag:FedPic");
    }

    #[test]
    fn a_list_item_carries_its_key() {
        let doc = Doc::new(&XMPP_ALLOWED_PARTNER, Identity::item("gmail.com").unwrap());
        assert_eq!(doc.get("Domain"), Some(&Datum::text("gmail.com")));
    }

    #[test]
    fn a_secret_is_never_printed_nor_stored() {
        let mut doc = Doc::new(&XMPP_GATEWAY_CONFIGURATION, Identity::global());
        doc.set("DialbackPassphrase", Datum::Secret(Secret::new("s3cr3t"))).unwrap();
        let bytes = doc.encode(&mut |_| "digest".to_owned());
        assert!(!format!("{doc:?} {}", String::from_utf8_lossy(&bytes)).contains("s3cr3t"));
        let back = Doc::decode(&XMPP_GATEWAY_CONFIGURATION, &bytes, &mut |it| {
            assert_eq!(it, "digest");
            Ok(Some(Secret::stored("s3cr3t", it)))
        });
        assert_eq!(back.unwrap(), doc);
    }
}
