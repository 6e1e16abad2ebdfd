//! Documents: configuration documents in a store.
//!
//! In:    classes, identities, documents made or changed by a cmdlet, its command line.
//! Out:   documents; faults with the id of what went wrong.
//! Never: lets one writer overwrite another unseen: a document is saved only over the revision it was read at.

use smol_str::SmolStr;
use std::sync::Arc;
use uuid::Uuid;

use crate::change::{ChangeSet, Expect};
use crate::class::Class;
use crate::doc::{Doc, Secret};
use crate::fault::{Category, Fault, StoreFault};
use crate::identity::{Identity, Scope};
use crate::key::{self, Key};
use crate::store::{Entry, Store, walk};

/// Configuration documents in a store; cheap to clone.
#[derive(Clone)]
pub struct Documents {
    store: Arc<dyn Store>,
}

/// What removing a document did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removed {
    /// It is gone.
    Gone,
    /// The global one cannot go; it has its defaults again.
    Reset,
}

impl Documents {
    /// The documents of a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// The store below.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// One document. The global one always exists: if it was never changed, with its defaults.
    pub fn get(&self, class: &'static Class, identity: &Identity) -> Result<Option<Doc>, DocumentFault> {
        let stored = self.store.get(&Key::doc(class.noun, identity))?;
        match stored {
            Some(entry) => Ok(Some(self.decode(class, &entry)?)),
            None if has_global(class, identity) => Ok(Some(Doc::new(class, identity.clone()))),
            None => Ok(None),
        }
    }

    /// One document, or the fault that says it does not exist.
    pub fn need(&self, class: &'static Class, identity: &Identity) -> Result<Doc, DocumentFault> {
        self.get(class, identity)?.ok_or_else(|| not_found(class, identity))
    }

    /// Every document of a class: the global one first, then sites, services, per-user ones, each in the order
    /// they were made.
    pub fn list(&self, class: &'static Class) -> Result<Vec<Doc>, DocumentFault> {
        let mut docs = Vec::new();
        walk(self.store.as_ref(), &key::doc_prefix(class.noun), &mut |entry| {
            docs.push(self.decode(class, &entry)?);
            Ok(())
        })?;
        let global = Identity::global();
        if has_global(class, &global) && docs.first().is_none_or(|it| it.identity().scope() != Scope::Global) {
            docs.insert(0, Doc::new(class, global));
        }
        docs.sort_by_key(|it| (it.identity().scope(), it.created()));
        Ok(docs)
    }

    /// Stores a new document; it must not exist, and the site it is for must.
    pub fn create(&self, doc: &Doc, command: &str) -> Result<Doc, DocumentFault> {
        if has_global(doc.class(), doc.identity()) {
            return Err(DocumentFault::GlobalExists { class: doc.class().short_name() });
        }
        self.write(doc, Expect::Absent, command)
    }

    /// Stores a document that was read, or made in memory. One that was read must not have changed meanwhile.
    pub fn save(&self, doc: &Doc, command: &str) -> Result<Doc, DocumentFault> {
        let expect = if doc.revision() > 0 { Expect::Rev(doc.revision()) } else { self.seen(doc)? };
        self.write(doc, expect, command)
    }

    /// Removes a document; the global one gets its defaults back instead.
    pub fn remove(&self, class: &'static Class, identity: &Identity, command: &str) -> Result<Removed, DocumentFault> {
        let key = Key::doc(class.noun, identity);
        let global = has_global(class, identity);
        let Some(entry) = self.store.get(&key)? else {
            return if global { Ok(Removed::Reset) } else { Err(not_found(class, identity)) };
        };
        let change = ChangeSet::new(command).delete(key, Expect::Rev(entry.revision));
        self.store.commit(change).map_err(|it| explain(it, class, identity))?;
        Ok(if global { Removed::Reset } else { Removed::Gone })
    }

    fn seen(&self, doc: &Doc) -> Result<Expect, DocumentFault> {
        let key = Key::doc(doc.class().noun, doc.identity());
        Ok(self.store.get(&key)?.map_or(Expect::Absent, |it| Expect::Rev(it.revision)))
    }

    fn write(&self, doc: &Doc, expect: Expect, command: &str) -> Result<Doc, DocumentFault> {
        let (class, identity) = (doc.class(), doc.identity());
        let mut fresh = Vec::new();
        let bytes = doc.encode(&mut |secret| place_secret(secret, &mut fresh));
        let mut change = ChangeSet::new(command).put(Key::doc(class.noun, identity), bytes, expect);
        for (place, text) in fresh {
            change = change.put(Key::secret(&place), text.into_bytes(), Expect::Absent);
        }
        if identity.scope() == Scope::Site {
            let site = identity.name().split('/').next().unwrap_or_default();
            change = change.guard(Key::topology("site", site), Expect::Present);
        }
        let done = self.store.commit(change).map_err(|it| explain(it, class, identity))?;
        let mut saved = doc.clone();
        saved.stamp(if doc.created() == 0 { done.rev } else { doc.created() }, done.rev);
        Ok(saved)
    }

    fn decode(&self, class: &'static Class, entry: &Entry) -> Result<Doc, StoreFault> {
        let mut doc = Doc::decode(class, &entry.value, &mut |place| self.reveal(place))?;
        doc.stamp(entry.created, entry.revision);
        Ok(doc)
    }

    fn reveal(&self, place: &str) -> Result<Option<Secret>, StoreFault> {
        let Some(entry) = self.store.get(&Key::secret(place))? else {
            return Ok(None);
        };
        Ok(std::str::from_utf8(&entry.value).ok().map(|it| Secret::stored(it, place)))
    }
}

/// A secret keeps its place as long as it does not change; a new one gets a place that tells nothing about it.
fn place_secret(secret: &Secret, fresh: &mut Vec<(String, String)>) -> String {
    if let Some(place) = secret.place() {
        return place.to_owned();
    }
    let place = Uuid::new_v4().simple().to_string();
    fresh.push((place.clone(), secret.reveal().to_owned()));
    place
}

fn has_global(class: &Class, identity: &Identity) -> bool {
    identity.scope() == Scope::Global && class.scopes.has(Scope::Global)
}

fn not_found(class: &Class, identity: &Identity) -> DocumentFault {
    DocumentFault::NotFound { class: class.short_name(), identity: identity.to_string() }
}

fn explain(fault: StoreFault, class: &'static Class, identity: &Identity) -> DocumentFault {
    let StoreFault::Conflict { key, expected, .. } = &fault else {
        return fault.into();
    };
    if key.starts_with(key::TOPOLOGY) {
        return DocumentFault::NoSite { site: identity.name().into() };
    }
    let identity = identity.to_string();
    if expected == "nothing there" {
        return DocumentFault::Exists { identity };
    }
    DocumentFault::Changed { class: class.short_name(), identity }
}

/// Why a document could not be read or stored.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DocumentFault {
    /// It exists already.
    #[error("\"{identity}\" already exists.")]
    Exists {
        /// Which one.
        identity: String,
    },
    /// The global one always exists.
    #[error("\"Global\" {class} already exists; it can be changed with Set-Cs{class} but not made anew.")]
    GlobalExists {
        /// The class, without `Cs`.
        class: &'static str,
    },
    /// It does not exist.
    #[error("Cannot find \"{class}\" \"{identity}\" because it does not exist.")]
    NotFound {
        /// The class, without `Cs`.
        class: &'static str,
        /// Which one.
        identity: String,
    },
    /// Somebody else changed it after it was read.
    #[error("\"{class}\" \"{identity}\" was changed by somebody else meanwhile. Get it again and repeat the change.")]
    Changed {
        /// The class, without `Cs`.
        class: &'static str,
        /// Which one.
        identity: String,
    },
    /// There is no such site.
    #[error("Cannot find site \"{site}\" in the topology. Get-CsSite lists the sites.")]
    NoSite {
        /// The site.
        site: SmolStr,
    },
    /// The store itself.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl Fault for DocumentFault {
    fn id(&self) -> &'static str {
        match self {
            Self::Exists { .. } | Self::GlobalExists { .. } => "IdentityAlreadyExists",
            Self::NotFound { .. } => "ItemNotFound",
            Self::Changed { .. } => "ItemChanged",
            Self::NoSite { .. } => "SiteNotFound",
            Self::Store(it) => it.id(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Exists { .. } | Self::GlobalExists { .. } => Category::ResourceExists,
            Self::NotFound { .. } | Self::NoSite { .. } => Category::ObjectNotFound,
            Self::Changed { .. } => Category::ResourceBusy,
            Self::Store(it) => it.category(),
        }
    }

    fn target(&self) -> Option<String> {
        match self {
            Self::Exists { identity } | Self::NotFound { identity, .. } | Self::Changed { identity, .. } => Some(identity.clone()),
            Self::GlobalExists { .. } => Some("Global".to_owned()),
            Self::NoSite { site } => Some(site.to_string()),
            Self::Store(it) => it.target(),
        }
    }
}
