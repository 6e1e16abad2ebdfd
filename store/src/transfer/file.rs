//! File: an export, read line by line.
//!
//! In:    bytes that should be a zip made by an export.
//! Out:   its records, each checked, family by family in key order; the first reason why it is no sound export.
//! Never: believes a length it is told, or holds more than a line and what changed while the export was made.

use std::collections::BTreeMap;
use std::collections::btree_map::Range;
use std::io::{BufRead, BufReader, Read, Seek, Take};
use std::iter::Peekable;
use uuid::Uuid;
use zip::ZipArchive;

use super::{CHANGES_MEMBER, FAMILIES, FORMAT, Line, MANIFEST_MEMBER, Manifest, TransferFault, line_share};
use crate::change;
use crate::class;
use crate::directory::Account;
use crate::doc::{Doc, Secret};
use crate::key::{ACCOUNTS, DOCS, Key, doc_prefix};
use crate::store::Bytes;

/// Largest member that is read; a file that claims more is refused.
const MEMBER_BYTES_MAX: u64 = 8 * 1024 * 1024 * 1024;
/// Longest line: a value in which every byte is escaped, its key, and some.
const LINE_BYTES_MAX: u64 = 6 * change::VALUE_BYTES_MAX as u64 + 8 * 1024;
/// Largest manifest.
const MANIFEST_BYTES_MAX: u64 = 64 * 1024;

/// An export whose every line was read once and found sound.
pub(super) struct ExportFile<R> {
    zip: ZipArchive<R>,
    /// What changed while the families were written: the last word on these keys.
    changed: BTreeMap<Key, Option<Bytes>>,
}

impl<R: Read + Seek> ExportFile<R> {
    /// Reads all of it, each record checked and all of them together.
    pub(super) fn open(from: R) -> Result<Self, TransferFault> {
        let zip = ZipArchive::new(from).map_err(|it| bad(&it.to_string()))?;
        let mut file = Self { zip, changed: BTreeMap::new() };
        let manifest = file.manifest()?;
        let mut sum = Sum::default();
        for (name, prefix) in FAMILIES {
            let mut last = None;
            let mut lines = file.lines(name, prefix)?;
            while let Some((key, value)) = lines.next()? {
                if last.as_ref().is_some_and(|it| *it >= key) {
                    return Err(lines.fault("the keys are not in order"));
                }
                sum.add(&key, value.as_ref());
                last = Some(key);
            }
        }
        let mut changed = BTreeMap::new();
        let mut lines = file.lines(CHANGES_MEMBER, b"")?;
        while let Some((key, value)) = lines.next()? {
            sum.add(&key, value.as_ref());
            changed.insert(key, value);
        }
        drop(lines);
        if sum.records != manifest.records || format!("{:032x}", sum.digest) != manifest.digest {
            return Err(bad("its records are not those that its manifest tells of"));
        }
        file.changed = changed;
        Ok(file)
    }

    /// The records of a family as they were when the export was finished, in key order.
    pub(super) fn family(&mut self, name: &'static str, prefix: &'static [u8]) -> Result<Family<'_, impl BufRead>, TransferFault> {
        let changed = self.changed.range(Key::new(prefix)..).peekable();
        let lines = lines(&mut self.zip, name, prefix)?;
        Ok(Family { lines, ahead: None, changed, prefix })
    }

    fn lines(&mut self, name: &'static str, prefix: &'static [u8]) -> Result<Lines<impl BufRead>, TransferFault> {
        lines(&mut self.zip, name, prefix)
    }

    fn manifest(&mut self) -> Result<Manifest, TransferFault> {
        let fault = |it: &dyn std::fmt::Display| bad(&format!("{MANIFEST_MEMBER}: {it}"));
        let member = self.zip.by_name(MANIFEST_MEMBER).map_err(|it| fault(&it))?;
        let manifest: Manifest = serde_json::from_reader(member.take(MANIFEST_BYTES_MAX)).map_err(|it| fault(&it))?;
        if manifest.format > FORMAT {
            return Err(TransferFault::TooNew { found: manifest.format, known: FORMAT });
        }
        Ok(manifest)
    }
}

fn lines<'z, R: Read + Seek>(
    zip: &'z mut ZipArchive<R>,
    name: &'static str,
    prefix: &'static [u8],
) -> Result<Lines<impl BufRead + use<'z, R>>, TransferFault> {
    let member = zip.by_name(name).map_err(|it| bad(&format!("{name}: {it}")))?;
    Ok(Lines { name, prefix, from: BufReader::new(member).take(MEMBER_BYTES_MAX), line: Vec::new(), number: 0 })
}

/// What the manifest must add up to.
#[derive(Default)]
struct Sum {
    records: u64,
    digest: u128,
}

impl Sum {
    fn add(&mut self, key: &Key, value: Option<&Bytes>) {
        self.records += 1;
        self.digest = self.digest.wrapping_add(line_share(key, value));
    }
}

/// Records of one family, with what changed meanwhile in its place.
pub(super) struct Family<'f, R> {
    lines: Lines<R>,
    ahead: Option<(Key, Option<Bytes>)>,
    changed: Peekable<Range<'f, Key, Option<Bytes>>>,
    prefix: &'static [u8],
}

impl<R: BufRead> Family<'_, R> {
    /// The next record.
    pub(super) fn next(&mut self) -> Result<Option<(Key, Bytes)>, TransferFault> {
        loop {
            if self.ahead.is_none() {
                self.ahead = self.lines.next()?;
            }
            let prefix = self.prefix;
            let changed = self.changed.next_if(|(key, _)| {
                let before = self.ahead.as_ref().is_none_or(|(ahead, _)| *key <= ahead);
                key.starts_with(prefix) && before
            });
            let record = match changed {
                Some((key, value)) => {
                    self.ahead.take_if(|(ahead, _)| ahead == key);
                    Some((key.clone(), value.clone()))
                }
                None => self.ahead.take(),
            };
            match record {
                None => return Ok(None),
                Some((key, Some(value))) => return Ok(Some((key, value))),
                Some((_, None)) => {}
            }
        }
    }
}

/// Records of one member as they are written there.
struct Lines<R> {
    name: &'static str,
    prefix: &'static [u8],
    from: Take<R>,
    line: Vec<u8>,
    number: u64,
}

impl<R: BufRead> Lines<R> {
    fn next(&mut self) -> Result<Option<(Key, Option<Bytes>)>, TransferFault> {
        loop {
            self.line.clear();
            self.number += 1;
            let read = Read::by_ref(&mut self.from).take(LINE_BYTES_MAX).read_until(b'\n', &mut self.line);
            let length = read.map_err(|it| self.fault(&it.to_string()))?;
            if length == 0 {
                return Ok(None);
            }
            if self.line.last() == Some(&b'\n') {
                self.line.pop();
            } else if length as u64 == LINE_BYTES_MAX {
                return Err(self.fault("the line is too long"));
            }
            if !self.line.is_empty() {
                return read_line(&self.line, self.prefix).map(Some).map_err(|it| self.fault(&it));
            }
        }
    }

    fn fault(&self, reason: &str) -> TransferFault {
        bad(&format!("{} line {}: {reason}", self.name, self.number))
    }
}

fn bad(reason: &str) -> TransferFault {
    TransferFault::NotAnExport { reason: reason.to_owned() }
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
        Account::under(key, value).map_err(|it| it.to_string())?;
    }
    if key.starts_with(DOCS) {
        let class = class::CLASSES.iter();
        let mut class = class.filter(|it| key.starts_with(&doc_prefix(it.noun)));
        let class = class.next().ok_or("the class is unknown")?;
        let mut reveal = |it: &str| Ok(Some(Secret::stored("", it)));
        Doc::decode(class, value, &mut reveal).map_err(|it| it.to_string())?;
    }
    Ok(())
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
