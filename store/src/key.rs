//! Keys: one ordered key space, made so that byte order is the order people expect.
//!
//! In:    class nouns, identities, account ids, names to look up.
//! Out:   [`Key`]s and the prefixes that select families of them.
//! Never: reads or writes anything.
//!
//! | prefix | content |
//! |---|---|
//! | `m/` | head record, store id, format |
//! | `p/<noun>/<scope digit>/<name>` | documents of configuration classes |
//! | `u/<guid>` | accounts with their policy assignments |
//! | `t/<kind>/<name>` | topology |
//! | `i/…` | indexes, each pointing to an account |
//! | `s/…` | secrets; never copied into change records |
//! | `l/<revision>/<part>` | change records |
//! | `q/<change id>` | which revision a change id led to |

use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;
use uuid::Uuid;

use crate::identity::{Identity, Scope};
use crate::store::Rev;

/// Longest key the store takes.
pub const KEY_BYTES_MAX: usize = 512;

/// Name of one record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key(#[serde(with = "crate::raw")] Arc<[u8]>);

impl Key {
    /// A key from its bytes.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Self {
        Self(Arc::from(bytes))
    }

    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether the key belongs to a family.
    #[must_use]
    pub fn starts_with(&self, prefix: &[u8]) -> bool {
        self.0.starts_with(prefix)
    }

    /// A document of a configuration class.
    #[must_use]
    pub fn doc(noun: &str, identity: &Identity) -> Self {
        let mut bytes = doc_scope_prefix(noun, identity.scope());
        bytes.extend_from_slice(identity.folded_name().as_bytes());
        Self(bytes.into())
    }

    /// An account.
    #[must_use]
    pub fn account(guid: Uuid) -> Self {
        let mut bytes = [0_u8; 18];
        bytes[..2].copy_from_slice(ACCOUNTS);
        bytes[2..].copy_from_slice(guid.as_bytes());
        Self(Arc::from(&bytes[..]))
    }

    /// A topology record such as a site or a pool.
    #[must_use]
    pub fn topology(kind: &str, name: &str) -> Self {
        Self::joined(&[b"t/", kind.as_bytes(), b"/", fold(name).as_bytes()])
    }

    /// An index entry that only one account may hold.
    #[must_use]
    pub fn unique(index: &str, value: &str) -> Self {
        Self::joined(&[b"i/", index.as_bytes(), b"/", fold(value).as_bytes()])
    }

    /// An index entry that many accounts may hold.
    #[must_use]
    pub fn shared(index: &str, value: &str, guid: Uuid) -> Self {
        Self::joined(&[b"i/", index.as_bytes(), b"/", fold(value).as_bytes(), b"\0", guid.as_bytes()])
    }

    /// The secret that a document's field points to.
    #[must_use]
    pub fn secret(digest: &str) -> Self {
        Self::joined(&[SECRETS, digest.as_bytes()])
    }

    /// One part of a change record.
    #[must_use]
    pub fn change(rev: Rev, part: u16) -> Self {
        Self::joined(&[CHANGES, &rev.to_be_bytes(), &part.to_be_bytes()])
    }

    /// Where a change id remembers its revision.
    #[must_use]
    pub fn change_id(id: Uuid) -> Self {
        Self::joined(&[CHANGE_IDS, id.as_bytes()])
    }

    /// The key as it is, if it is nothing but text and belongs to no account.
    pub(crate) fn to_string_if_text(&self) -> Option<String> {
        let text = std::str::from_utf8(&self.0).ok().filter(|_| !self.starts_with(ACCOUNTS));
        text.map(str::to_owned)
    }

    fn joined(parts: &[&[u8]]) -> Self {
        Self(parts.concat().into())
    }
}

/// All accounts.
pub const ACCOUNTS: &[u8] = b"u/";
/// All documents of configuration classes.
pub const DOCS: &[u8] = b"p/";
/// All topology records.
pub const TOPOLOGY: &[u8] = b"t/";
/// All index entries.
pub const INDEXES: &[u8] = b"i/";
/// All secrets.
pub const SECRETS: &[u8] = b"s/";
/// All change records.
pub const CHANGES: &[u8] = b"l/";
/// All remembered change ids.
pub const CHANGE_IDS: &[u8] = b"q/";
/// Records about the store itself.
pub const META: &[u8] = b"m/";

/// All documents of one class.
#[must_use]
pub fn doc_prefix(noun: &str) -> Vec<u8> {
    [DOCS, fold(noun).as_bytes(), b"/"].concat()
}

/// All documents of one class in one scope.
#[must_use]
pub fn doc_scope_prefix(noun: &str, scope: Scope) -> Vec<u8> {
    let mut bytes = doc_prefix(noun);
    bytes.push(scope.digit());
    bytes.push(b'/');
    bytes
}

/// All entries of an index under one exact value.
#[must_use]
pub fn shared_prefix(index: &str, value: &str) -> Vec<u8> {
    [b"i/", index.as_bytes(), b"/", fold(value).as_bytes(), b"\0"].concat()
}

/// All entries of an index whose value begins so.
#[must_use]
pub fn index_prefix(index: &str, start: &str) -> Vec<u8> {
    [b"i/", index.as_bytes(), b"/", fold(start).as_bytes()].concat()
}

/// The value and the account of a key made by [`Key::shared`].
#[must_use]
pub fn split_shared<'k>(key: &'k Key, index: &str) -> Option<(&'k str, Uuid)> {
    let rest = key.bytes().strip_prefix(b"i/")?.strip_prefix(index.as_bytes())?.strip_prefix(b"/")?;
    let at = rest.len().checked_sub(17)?;
    let guid = Uuid::from_slice(&rest[at + 1..]).ok()?;
    Some((std::str::from_utf8(&rest[..at]).ok()?, guid))
}

/// Upper and lower case are one and the same to every name in the store.
#[must_use]
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(rest) = self.0.strip_prefix(ACCOUNTS)
            && let Ok(guid) = Uuid::from_slice(rest)
        {
            return write!(f, "u/{guid}");
        }
        if let Some(rest) = self.0.strip_prefix(CHANGES)
            && let Some(rev) = rest.first_chunk::<8>()
        {
            return write!(f, "l/{}", Rev::from_be_bytes(*rev));
        }
        for byte in self.0.iter() {
            write!(f, "{}", std::ascii::escape_default(*byte))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_scopes_sort_global_first() {
        let tag = Identity::tag("FedPic").unwrap();
        let same = Identity::tag("fedPIC").unwrap();
        assert_eq!(Key::doc("CsX", &tag), Key::doc("csx", &same));
        assert!(Key::doc("CsX", &Identity::global()) < Key::doc("CsX", &tag));
    }

    #[test]
    fn a_shared_key_gives_back_its_account() {
        let guid = Uuid::from_u128(7);
        let key = Key::shared("name", "Ken Myer", guid);
        assert_eq!(split_shared(&key, "name"), Some(("ken myer", guid)));
    }
}
