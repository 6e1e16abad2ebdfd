//! Faults: what a room of this crate can say went wrong.
//!
//! In:    nothing; every room has its own narrow enum that implements [`Fault`].
//! Out:   for each fault an id, a category, a target and one full sentence.
//! Never: knows the shell's error records; who shows a fault lifts it into one.

use serde::{Deserialize, Serialize};
use std::path::Path;

use crate::key::Key;
use crate::store::Rev;

/// What kind of trouble a fault is; the names are those a shell prints in its category line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Category {
    /// The named thing does not exist.
    ObjectNotFound,
    /// The named thing exists already.
    ResourceExists,
    /// A resource (disk, process, socket) is there but cannot serve now.
    ResourceUnavailable,
    /// A resource is held by somebody else.
    ResourceBusy,
    /// An argument can never be right.
    InvalidArgument,
    /// Data that was read is not what it claims to be.
    InvalidData,
    /// The operation is not possible in the present state.
    InvalidOperation,
    /// The caller may not do this.
    PermissionDenied,
    /// A limit was reached.
    LimitsExceeded,
    /// It took too long.
    OperationTimeout,
    /// Reading failed.
    ReadError,
    /// Writing failed.
    WriteError,
}

impl Category {
    /// The name as printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ObjectNotFound => "ObjectNotFound",
            Self::ResourceExists => "ResourceExists",
            Self::ResourceUnavailable => "ResourceUnavailable",
            Self::ResourceBusy => "ResourceBusy",
            Self::InvalidArgument => "InvalidArgument",
            Self::InvalidData => "InvalidData",
            Self::InvalidOperation => "InvalidOperation",
            Self::PermissionDenied => "PermissionDenied",
            Self::LimitsExceeded => "LimitsExceeded",
            Self::OperationTimeout => "OperationTimeout",
            Self::ReadError => "ReadError",
            Self::WriteError => "WriteError",
        }
    }
}

/// What every fault can tell beside its message (which is its `Display`).
pub trait Fault: std::error::Error {
    /// Short id, stable over versions, such as `IdentityAlreadyExists`.
    fn id(&self) -> &'static str;
    /// What kind of trouble it is.
    fn category(&self) -> Category;
    /// The thing it happened to, as text.
    fn target(&self) -> Option<String>;
}

/// What can go wrong between a caller and the store, wherever the store lives.
#[derive(Clone, Debug, thiserror::Error, Serialize, Deserialize)]
pub enum StoreFault {
    /// Somebody else changed the item first.
    #[error("\"{key}\" was changed by somebody else: expected {expected}, found {found}. Read it again and repeat the change.")]
    Conflict {
        /// The item.
        key: Key,
        /// What the caller had seen.
        expected: String,
        /// What is there.
        found: String,
    },
    /// A named limit was reached.
    #[error("{what} is {size}, more than the limit {limit} ({name}). Split the change.")]
    TooLarge {
        /// What is too large.
        what: String,
        /// How large it is.
        size: u64,
        /// How large it may be.
        limit: u64,
        /// Name of the limit.
        name: String,
    },
    /// A change set names one key twice or is empty.
    #[error("The change is malformed: {reason}.")]
    Malformed {
        /// What is wrong with it.
        reason: String,
    },
    /// The same id was used for another change.
    #[error("Change id {id} was already used by revision {rev} for a different change.")]
    IdReused {
        /// The id.
        id: String,
        /// Where it was used.
        rev: Rev,
    },
    /// The caller may not use this store.
    #[error("Access to the store \"{path}\" is denied: {reason}.")]
    Denied {
        /// The store.
        path: String,
        /// Why, and what would be right.
        reason: String,
    },
    /// The store takes no writes any more.
    #[error("The store is read-only: {reason}. Nothing was changed.")]
    ReadOnly {
        /// Why.
        reason: String,
    },
    /// There is not enough room on the disk.
    #[error(
        "The disk of \"{path}\" has {free_bytes} bytes left and the store keeps {reserve_bytes} in reserve for it. This was not stored; free some space and repeat."
    )]
    DiskFull {
        /// The store.
        path: String,
        /// Bytes left.
        free_bytes: u64,
        /// Bytes that must stay free.
        reserve_bytes: u64,
    },
    /// The asked-for revisions are gone from the history.
    #[error("Changes before revision {first} are no longer kept. List again, then watch from there.")]
    Compacted {
        /// First revision that is still there.
        first: Rev,
    },
    /// What was read is not what was written.
    #[error("The store is damaged at {place}: {what}. Use Restore-CsConfiguration; nothing damaged was used.")]
    Damaged {
        /// File, key or revision.
        place: String,
        /// What does not fit.
        what: String,
    },
    /// Another process owns the store and does not answer.
    #[error("The store \"{path}\" is in use by {owner} and it does not answer.")]
    InUse {
        /// The store.
        path: String,
        /// Who, as far as known.
        owner: String,
    },
    /// The store was written by a newer version.
    #[error("The store \"{path}\" has format {found}; this program knows formats up to {known}. Use a newer program.")]
    Format {
        /// The store.
        path: String,
        /// What it has.
        found: u32,
        /// What we know.
        known: u32,
    },
    /// The engine did not answer in time.
    #[error("{what} did not finish within {seconds} seconds.")]
    Timeout {
        /// What was going on.
        what: String,
        /// How long we waited.
        seconds: u64,
    },
    /// The connection to the owner broke and nobody could take over.
    #[error("The owner of the store is gone and the outcome of the change is unknown: {reason}.")]
    Unknown {
        /// What was seen.
        reason: String,
    },
    /// The other side does not speak our protocol.
    #[error("The other side of the store's socket does not speak this protocol: {reason}.")]
    Protocol {
        /// What was seen.
        reason: String,
    },
    /// The operating system said no.
    #[error("Cannot {action} \"{path}\": {message}.")]
    Io {
        /// What was tried.
        action: String,
        /// Where.
        path: String,
        /// What the system said.
        message: String,
    },
    /// The store was closed.
    #[error("The store is closed.")]
    Closed,
}

impl StoreFault {
    /// Wraps an operating system error with what was tried and where.
    pub fn io(action: &str, path: &Path, error: &std::io::Error) -> Self {
        let path = path.display().to_string();
        match error.kind() {
            std::io::ErrorKind::PermissionDenied => Self::Denied { path, reason: format!("the system does not let this user {action} it") },
            std::io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { reason: format!("cannot {action} \"{path}\", its file system is mounted read-only") }
            }
            _ => Self::Io { action: action.to_owned(), path, message: words(error) },
        }
    }

    /// Damage found at a place.
    pub fn damaged(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self::Damaged { place: place.into(), what: what.into() }
    }
}

/// The system's own words, without the number Rust adds.
fn words(error: &std::io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

impl Fault for StoreFault {
    fn id(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "StoreConflict",
            Self::TooLarge { .. } => "StoreLimitReached",
            Self::Malformed { .. } => "StoreChangeMalformed",
            Self::IdReused { .. } => "StoreChangeIdReused",
            Self::Denied { .. } => "StoreAccessDenied",
            Self::ReadOnly { .. } => "StoreReadOnly",
            Self::DiskFull { .. } => "StoreDiskFull",
            Self::Compacted { .. } => "StoreHistoryCompacted",
            Self::Damaged { .. } => "StoreDamaged",
            Self::InUse { .. } => "StoreInUse",
            Self::Format { .. } => "StoreFormatTooNew",
            Self::Timeout { .. } => "StoreTimeout",
            Self::Unknown { .. } => "StoreOutcomeUnknown",
            Self::Protocol { .. } => "StoreProtocol",
            Self::Io { .. } => "StoreIo",
            Self::Closed => "StoreClosed",
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::Conflict { .. } | Self::InUse { .. } => Category::ResourceBusy,
            Self::TooLarge { .. } | Self::DiskFull { .. } => Category::LimitsExceeded,
            Self::Malformed { .. } | Self::IdReused { .. } => Category::InvalidArgument,
            Self::Denied { .. } => Category::PermissionDenied,
            Self::ReadOnly { .. } | Self::Io { .. } => Category::WriteError,
            Self::Compacted { .. } => Category::ObjectNotFound,
            Self::Damaged { .. } | Self::Format { .. } | Self::Protocol { .. } => Category::InvalidData,
            Self::Timeout { .. } => Category::OperationTimeout,
            Self::Unknown { .. } => Category::ResourceUnavailable,
            Self::Closed => Category::InvalidOperation,
        }
    }

    fn target(&self) -> Option<String> {
        match self {
            Self::Conflict { key, .. } => Some(key.to_string()),
            Self::Denied { path, .. }
            | Self::DiskFull { path, .. }
            | Self::InUse { path, .. }
            | Self::Format { path, .. }
            | Self::Io { path, .. } => Some(path.clone()),
            Self::Damaged { place, .. } => Some(place.clone()),
            Self::TooLarge { what, .. } | Self::Timeout { what, .. } => Some(what.clone()),
            Self::IdReused { id, .. } => Some(id.clone()),
            _ => None,
        }
    }
}
