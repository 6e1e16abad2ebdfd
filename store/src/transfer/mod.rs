//! Transfer: a whole configuration as one file, out and in.
//!
//! In:    a store and somewhere to write; or a file that was written so.
//! Out:   a zip of readable records with a manifest; or the changes that make a store equal to it.
//! Never: begins to change a store before the whole file was read and found sound; holds more of either in memory
//!        than a page.
//!
//! Members: `manifest.json`, `documents.jsonl`, `accounts.jsonl`, `topology.jsonl`, `secrets.jsonl`, and `changes.jsonl`
//! with what changed while the others were written. Indexes are not in it; they follow from the accounts.

mod export;
mod file;
mod import;

pub use self::export::{export, export_bytes};
pub use self::import::import;

use serde::{Deserialize, Serialize};

use crate::fault::{Category, Fault, StoreFault};
use crate::key::{ACCOUNTS, DOCS, Key, SECRETS, TOPOLOGY};
use crate::record;
use crate::store::{Bytes, Rev};

/// Version of the file.
const FORMAT: u32 = 1;
const FAMILIES: &[(&str, &[u8])] =
    &[("documents.jsonl", DOCS), ("accounts.jsonl", ACCOUNTS), ("topology.jsonl", TOPOLOGY), ("secrets.jsonl", SECRETS)];

/// What changed while the families were written; read last.
const CHANGES_MEMBER: &str = "changes.jsonl";
/// What the file is, and what its records add up to.
const MANIFEST_MEMBER: &str = "manifest.json";

#[derive(Serialize, Deserialize)]
struct Manifest {
    format: u32,
    store: String,
    revision: Rev,
    records: u64,
    /// Sum over all records, in any order.
    digest: String,
}

#[derive(Serialize, Deserialize)]
struct Line {
    key: String,
    /// None: it was removed while the file was written.
    value: Option<String>,
}

/// What an export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Revision it is of.
    pub revision: Rev,
    /// Records in it.
    pub records: u64,
}

/// What an import did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Records that were made or changed.
    pub written: u64,
    /// Records that were removed, since the file does not have them.
    pub removed: u64,
    /// Records that were the same already.
    pub same: u64,
    /// First and last revision of the import; none if nothing had to be changed.
    pub revisions: Option<(Rev, Rev)>,
}

/// Share of one line in the digest of the file.
fn line_share(key: &Key, value: Option<&Bytes>) -> u128 {
    let there = if value.is_some() { 1 } else { 3 };
    record::share(key.bytes(), value.map_or(&[], |it| it)).wrapping_mul(there)
}

/// Why a configuration could not be carried over.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TransferFault {
    /// The file is something else, or damaged.
    #[error("This is no sound configuration export: {reason}. Nothing was changed.")]
    NotAnExport {
        /// What is wrong.
        reason: String,
    },
    /// The file was written by a newer version.
    #[error("The export has format {found}; this program knows formats up to {known}. Nothing was changed.")]
    TooNew {
        /// What it has.
        found: u32,
        /// What is known.
        known: u32,
    },
    /// The file could not be written.
    #[error("The export could not be written: {reason}.")]
    Write {
        /// Why.
        reason: String,
    },
    /// The store refused in the middle of an import.
    #[error(
        "The import stopped after revisions {from} to {to}: {fault} Import again to finish it, or take these changes back with Undo-CsConfigurationChange."
    )]
    Interrupted {
        /// First revision of the import.
        from: Rev,
        /// Last revision of the import.
        to: Rev,
        /// Why it stopped.
        fault: StoreFault,
    },
    /// The store itself.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl Fault for TransferFault {
    fn id(&self) -> &'static str {
        match self {
            Self::NotAnExport { .. } => "ConfigurationFileDamaged",
            Self::TooNew { .. } => "ConfigurationFileTooNew",
            Self::Write { .. } => "ConfigurationFileNotWritten",
            Self::Interrupted { .. } => "ConfigurationImportInterrupted",
            Self::Store(it) => it.id(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::NotAnExport { .. } | Self::TooNew { .. } => Category::InvalidData,
            Self::Write { .. } => Category::WriteError,
            Self::Interrupted { fault, .. } => fault.category(),
            Self::Store(it) => it.category(),
        }
    }

    fn target(&self) -> Option<String> {
        match self {
            Self::Interrupted { fault, .. } => fault.target(),
            Self::Store(it) => it.target(),
            _ => None,
        }
    }
}
