//! Transfer: a whole configuration as one file, out and in.
//!
//! In:    a store and somewhere to write; or a file that was written so.
//! Out:   a zip of readable records with a manifest; or the changes that make a store equal to it.
//! Never: begins to change a store before the whole file was read and found sound.
//!
//! Members: `manifest.json`, `documents.jsonl`, `accounts.jsonl`, `topology.jsonl`, `secrets.jsonl`, and `changes.jsonl`
//! with what changed while the others were written. Indexes are not in it; they follow from the accounts.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{Cursor, Read, Seek, Write as _};
use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::change::{self, ChangeSet, Expect, WRITES_MAX, Write};
use crate::class;
use crate::directory::Account;
use crate::doc::{Doc, Secret};
use crate::fault::{Category, Fault, StoreFault};
use crate::key::{ACCOUNTS, DOCS, Key, SECRETS, TOPOLOGY};
use crate::record;
use crate::store::{Bytes, Rev, Store, walk};

/// Version of the file.
const FORMAT: u32 = 1;
/// Largest member that is read; a file that claims more is refused.
const MEMBER_BYTES_MAX: u64 = 8 * 1024 * 1024 * 1024;
/// Bytes of one change set of an import.
const PACK_BYTES_MAX: usize = 256 * 1024;

const FAMILIES: &[(&str, &[u8])] =
    &[("documents.jsonl", DOCS), ("accounts.jsonl", ACCOUNTS), ("topology.jsonl", TOPOLOGY), ("secrets.jsonl", SECRETS)];

/// What changed while the families were written; read last.
const CHANGES_MEMBER: &str = "changes.jsonl";

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

/// Writes the whole configuration. Secrets are in it, so the file must be kept like one.
///
/// Nobody is held up meanwhile: what changes while it is written follows behind it, and the last word counts.
pub fn export(store: &dyn Store, out: impl std::io::Write + Seek) -> Result<Exported, TransferFault> {
    let info = store.info()?;
    let first = store.flush()?;
    let mut file = Export::new(out);
    for (name, prefix) in FAMILIES {
        file.begin(name)?;
        walk(store, prefix, &mut |entry| file.add(&entry.key, Some(&entry.value)))?;
    }
    file.begin(CHANGES_MEMBER)?;
    let revision = file.add_changes(store, first)?;
    let manifest = Manifest { format: FORMAT, store: info.store, revision, records: file.records, digest: format!("{:032x}", file.digest) };
    let records = file.records;
    file.begin("manifest.json")?;
    let bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    let written_out = file.zip.write_all(&bytes);
    written_out.map_err(|it| TransferFault::Write { reason: it.to_string() })?;
    file.zip.finish().map_err(written)?;
    Ok(Exported { revision, records })
}

struct Export<W: std::io::Write + Seek> {
    zip: ZipWriter<W>,
    records: u64,
    digest: u128,
}

impl<W: std::io::Write + Seek> Export<W> {
    fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), records: 0, digest: 0 }
    }

    fn begin(&mut self, name: &str) -> Result<(), TransferFault> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options.large_file(true).unix_permissions(0o600)).map_err(written)
    }

    fn add(&mut self, key: &Key, value: Option<&Bytes>) -> Result<(), StoreFault> {
        self.records += 1;
        self.digest = self.digest.wrapping_add(line_share(key, value));
        let value = value.map(|it| String::from_utf8_lossy(it).into_owned());
        let mut bytes = serde_json::to_vec(&Line { key: show_key(key), value }).unwrap_or_default();
        bytes.push(b'\n');
        let out = self.zip.write_all(&bytes);
        out.map_err(|it| StoreFault::io("write", "the export".as_ref(), &it))
    }

    /// Everything that changed after a revision; tells up to which.
    fn add_changes(&mut self, store: &dyn Store, first: Rev) -> Result<Rev, StoreFault> {
        let last = store.flush()?;
        let mut next = first + 1;
        while next <= last {
            for change in store.changes(next, 64)? {
                next = change.rev + 1;
                for item in change.items {
                    let wanted = FAMILIES.iter().any(|(_, prefix)| item.key.starts_with(prefix));
                    if wanted && item.hidden {
                        // The history does not have it; it is never changed once it is there.
                        let entry = store.get(&item.key)?;
                        self.add(&item.key, entry.as_ref().map(|it| &it.value))?;
                    } else if wanted {
                        self.add(&item.key, item.new.as_ref())?;
                    }
                }
            }
        }
        Ok(last)
    }
}

/// Share of one line in the digest of the file.
fn line_share(key: &Key, value: Option<&Bytes>) -> u128 {
    let there = if value.is_some() { 1 } else { 3 };
    record::share(key.bytes(), value.map_or(&[], |it| it)).wrapping_mul(there)
}

/// The whole configuration as bytes.
pub fn export_bytes(store: &dyn Store) -> Result<Vec<u8>, TransferFault> {
    let mut bytes = Cursor::new(Vec::new());
    export(store, &mut bytes)?;
    Ok(bytes.into_inner())
}

/// Makes a store equal to an export. With `preview` nothing is changed, only counted.
/// It can be repeated: what is equal already is left alone.
pub fn import(store: &dyn Store, from: impl Read + Seek, command: &str, preview: bool) -> Result<Imported, TransferFault> {
    let wanted = read_all(from)?;
    let mut told = Imported::default();
    let mut pack = Pack { store, template: ChangeSet::new(command), writes: Vec::new(), preview, done: None };
    // What goes, goes first: an address may move from one account to another.
    let mut gone = Vec::new();
    for (_, prefix) in FAMILIES {
        walk(store, prefix, &mut |entry| {
            if !wanted.contains_key(&entry.key) {
                gone.push(entry);
            }
            Ok(())
        })?;
    }
    for entry in gone {
        told.removed += 1;
        let old = Some((entry.value, entry.revision));
        pack.add(item_writes(&entry.key, old.as_ref(), None)?)?;
    }
    for (key, value) in &wanted {
        let old = store.get(key)?.map(|it| (it.value, it.revision));
        if old.as_ref().is_some_and(|(it, _)| it == value) {
            told.same += 1;
            continue;
        }
        told.written += 1;
        pack.add(item_writes(key, old.as_ref(), Some(value))?)?;
    }
    pack.push()?;
    told.revisions = pack.done;
    Ok(told)
}

struct Pack<'s> {
    store: &'s dyn Store,
    template: ChangeSet,
    writes: Vec<Write>,
    preview: bool,
    done: Option<(Rev, Rev)>,
}

impl Pack<'_> {
    fn add(&mut self, writes: Vec<Write>) -> Result<(), TransferFault> {
        let size = |it: &[Write]| it.iter().map(|it| it.value.as_ref().map_or(0, |it| it.len())).sum::<usize>();
        // One key may not come twice in a change set: an address that moves is first freed, then taken.
        let twice = writes.iter().any(|it| self.writes.iter().any(|mine| mine.key == it.key));
        let full = self.writes.len() + writes.len() > WRITES_MAX || size(&self.writes) + size(&writes) > PACK_BYTES_MAX;
        if twice || full {
            self.push()?;
        }
        self.writes.extend(writes);
        Ok(())
    }

    fn push(&mut self) -> Result<(), TransferFault> {
        let writes = std::mem::take(&mut self.writes);
        if self.preview || writes.is_empty() {
            return Ok(());
        }
        let change = ChangeSet { id: Uuid::new_v4(), writes, ..self.template.clone() };
        let rev = self.store.commit(change).map_err(|it| self.interrupted(it))?.rev;
        self.done = Some((self.done.map_or(rev, |(first, _)| first), rev));
        Ok(())
    }

    fn interrupted(&self, fault: StoreFault) -> TransferFault {
        match self.done {
            Some((from, to)) => TransferFault::Interrupted { from, to, fault },
            None => fault.into(),
        }
    }
}

fn item_writes(key: &Key, old: Option<&(Bytes, Rev)>, new: Option<&Bytes>) -> Result<Vec<Write>, TransferFault> {
    let expect = old.map_or(Expect::Absent, |(_, rev)| Expect::Rev(*rev));
    let mut writes = vec![Write { key: key.clone(), value: new.cloned(), expect }];
    if key.starts_with(ACCOUNTS) {
        let read = |it: &Bytes| read_account(key, it);
        let old = old.map(|(it, _)| read(it)).transpose()?.map(|it| it.index_entries()).unwrap_or_default();
        let account = new.map(read).transpose()?;
        let new = account.as_ref().map(Account::index_entries).unwrap_or_default();
        let gone = old.iter().filter(|(key, _)| !new.iter().any(|(it, _)| it == key));
        writes.extend(gone.map(|(key, _)| Write { key: key.clone(), value: None, expect: Expect::Any }));
        let value = account.as_ref().map(Account::index_value);
        writes.extend(new.into_iter().map(|(key, _)| Write { key, value: value.clone(), expect: Expect::Any }));
    }
    Ok(writes)
}

fn read_account(key: &Key, bytes: &Bytes) -> Result<Account, StoreFault> {
    let guid = key.bytes().get(2..).and_then(|it| Uuid::from_slice(it).ok());
    Account::decode(guid.ok_or_else(|| StoreFault::damaged(key.to_string(), "this is no account"))?, bytes)
}

/// Everything in the file, each record checked, and all of them together.
fn read_all(from: impl Read + Seek) -> Result<BTreeMap<Key, Bytes>, TransferFault> {
    let bad = |reason: &str| TransferFault::NotAnExport { reason: reason.to_owned() };
    let mut zip = ZipArchive::new(from).map_err(|it| bad(&it.to_string()))?;
    let manifest = member(&mut zip, "manifest.json")?;
    let manifest: Manifest = serde_json::from_slice(&manifest).map_err(|it| bad(&it.to_string()))?;
    if manifest.format > FORMAT {
        return Err(TransferFault::TooNew { found: manifest.format, known: FORMAT });
    }
    let (mut all, mut digest, mut records) = (BTreeMap::new(), 0_u128, 0);
    let members = FAMILIES.iter().map(|(name, prefix)| (*name, *prefix));
    for (name, prefix) in members.chain([(CHANGES_MEMBER, &b""[..])]) {
        for (number, line) in member(&mut zip, name)?.split(|it| *it == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            let place = |reason| bad(&format!("{name} line {}: {reason}", number + 1));
            let (key, value) = read_line(line, prefix).map_err(place)?;
            digest = digest.wrapping_add(line_share(&key, value.as_ref()));
            records += 1;
            match value {
                Some(value) => drop(all.insert(key, value)),
                None => drop(all.remove(&key)),
            }
        }
    }
    if records != manifest.records || format!("{digest:032x}") != manifest.digest {
        return Err(bad("its records are not those that its manifest tells of"));
    }
    Ok(all)
}

fn member(zip: &mut ZipArchive<impl Read + Seek>, name: &str) -> Result<Vec<u8>, TransferFault> {
    let bad = |reason: String| TransferFault::NotAnExport { reason };
    let file = zip.by_name(name).map_err(|it| bad(format!("{name}: {it}")))?;
    let mut bytes = Vec::new();
    file.take(MEMBER_BYTES_MAX).read_to_end(&mut bytes).map_err(|it| bad(format!("{name}: {it}")))?;
    Ok(bytes)
}

fn read_line(line: &[u8], prefix: &[u8]) -> Result<(Key, Option<Bytes>), String> {
    let line: Line = serde_json::from_slice(line).map_err(|it| it.to_string())?;
    let key = read_key(&line.key).filter(|it| it.starts_with(prefix));
    let key = key.ok_or("the key does not belong here")?;
    let Some(value) = line.value.map(|it| Bytes::from(it.into_bytes())) else {
        return Ok((key, None));
    };
    if value.len() > change::VALUE_BYTES_MAX {
        return Err("the value is too long".to_owned());
    }
    check_value(&key, &value)?;
    Ok((key, Some(value)))
}

fn check_value(key: &Key, value: &Bytes) -> Result<(), String> {
    if key.starts_with(ACCOUNTS) {
        read_account(key, value).map_err(|it| it.to_string())?;
    }
    if key.starts_with(DOCS) {
        let class = class::CLASSES.iter();
        let mut class = class.filter(|it| key.starts_with(&crate::key::doc_prefix(it.noun)));
        let class = class.next().ok_or("the class is unknown")?;
        let mut reveal = |it: &str| Ok(Some(Secret::stored("", it)));
        Doc::decode(class, value, &mut reveal).map_err(|it| it.to_string())?;
    }
    Ok(())
}

fn show_key(key: &Key) -> String {
    key.to_string_if_text().unwrap_or_else(|| key.to_string())
}

fn read_key(text: &str) -> Option<Key> {
    match text.strip_prefix("u/") {
        Some(guid) => Uuid::parse_str(guid).ok().map(Key::account),
        None => {
            let known = FAMILIES.iter().any(|(_, prefix)| text.as_bytes().starts_with(prefix));
            known.then(|| Key::new(text.as_bytes()))
        }
    }
}

fn written(error: zip::result::ZipError) -> TransferFault {
    TransferFault::Write { reason: error.to_string() }
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
