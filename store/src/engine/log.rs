//! Log: change records, written in the batch of the change they tell of.
//!
//! In:    a change set and what its records were before.
//! Out:   bytes in small parts; [`Change`]s read back; what compaction removes.
//! Never: keeps a secret's bytes.
//!
//! Parts are small on purpose: the engine below splits its pages by the number of records in them, not by size,
//! and a page beyond a quarter of a segment leaves the log for a side file.

use serde::{Deserialize, Serialize};

use super::head::Head;
use super::id_from;
use crate::change::{Actor, Change, ChangeSet, Item};
use crate::fault::StoreFault;
use crate::home::Home;
use crate::home::sled::BATCH_OPS_MAX;
use crate::key::{CHANGES, Key, SECRETS};
use crate::record;
use crate::store::{Bytes, Rev};

/// Largest part of a change record.
const PART_BYTES_MAX: usize = 4 * 1024;
/// Bytes of changes read at once.
const READ_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What a change does to one record.
pub(super) struct Draft {
    pub(super) key: Key,
    pub(super) created: Rev,
    pub(super) old_rev: Rev,
    pub(super) old: Option<Vec<u8>>,
    pub(super) new: Option<Bytes>,
}

#[derive(Serialize, Deserialize)]
struct LogRecord<'r> {
    id: [u8; 16],
    at: u64,
    actor: Actor,
    command: &'r str,
    items: Vec<LogItem>,
}

#[derive(Serialize, Deserialize)]
struct LogItem {
    key: Key,
    created: Rev,
    old_rev: Rev,
    old: Side,
    new: Side,
}

#[derive(Serialize, Deserialize)]
enum Side {
    None,
    Full(#[serde(with = "crate::raw")] Vec<u8>),
    /// What is different from the other side, between a common start and a common end.
    Middle {
        start: u32,
        end: u32,
        #[serde(with = "crate::raw")]
        bytes: Vec<u8>,
    },
    Hidden,
}

pub(super) fn encode(change: &ChangeSet, at: u64, drafts: Vec<Draft>) -> Result<Vec<Vec<u8>>, StoreFault> {
    let items = drafts.into_iter().map(make_item).collect();
    let record = LogRecord { id: *change.id.as_bytes(), at, actor: change.actor.clone(), command: &change.command, items };
    let bytes = postcard::to_stdvec(&record).map_err(|it| StoreFault::Malformed { reason: it.to_string() })?;
    Ok(bytes.chunks(PART_BYTES_MAX).map(<[u8]>::to_vec).collect())
}

fn make_item(draft: Draft) -> LogItem {
    let Draft { key, created, old_rev, old, new } = draft;
    let hidden = key.starts_with(SECRETS);
    let hide = |there: bool| if there { Side::Hidden } else { Side::None };
    let (old, new) = match (old, new) {
        (old, new) if hidden => (hide(old.is_some()), hide(new.is_some())),
        (Some(old), Some(new)) => (difference(&old, &new), Side::Full(new.to_vec())),
        (old, new) => (old.map_or(Side::None, Side::Full), new.map_or(Side::None, |it| Side::Full(it.to_vec()))),
    };
    LogItem { key, created, old_rev, old, new }
}

fn difference(old: &[u8], new: &[u8]) -> Side {
    let start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    match (u32::try_from(start), u32::try_from(end)) {
        (Ok(short_start), Ok(short_end)) => {
            Side::Middle { start: short_start, end: short_end, bytes: old[start..old.len() - end].to_vec() }
        }
        _ => Side::Full(old.to_vec()),
    }
}

fn whole(side: Side, other: Option<&Bytes>) -> Option<Option<Bytes>> {
    match side {
        Side::None | Side::Hidden => Some(None),
        Side::Full(bytes) => Some(Some(bytes.into())),
        Side::Middle { start, end, bytes } => {
            let other = other?;
            let tail = other.len().checked_sub(end as usize)?;
            let parts = [other.get(..start as usize)?, &bytes, other.get(tail..)?];
            Some(Some(parts.concat().into()))
        }
    }
}

/// Changes from one revision to another, both included; stops at a number of changes or of bytes.
pub(super) fn read(home: &dyn Home, from: Rev, to: Rev, limit: usize) -> Result<Vec<Change>, StoreFault> {
    let mut changes = Vec::new();
    let mut bytes = 0;
    let mut rev = from;
    while rev <= to && changes.len() < limit && bytes < READ_BYTES_MAX {
        let record = read_parts(home, rev)?;
        bytes += record.len();
        changes.push(decode(rev, &record)?);
        rev += 1;
    }
    Ok(changes)
}

/// The record of one change of a store that may be damaged; none if it cannot be read.
pub(crate) fn read_change(home: &dyn Home, rev: Rev) -> Option<Vec<u8>> {
    let bytes = read_parts(home, rev).ok()?;
    decode(rev, &bytes).ok().map(|_| bytes)
}

/// What the change of a record did.
pub(crate) fn items_of(rev: Rev, record: &[u8]) -> Result<Vec<Item>, StoreFault> {
    Ok(decode(rev, record)?.items)
}

/// Keys and bytes under which a change record is kept.
pub(super) fn parts(rev: Rev, record: &[u8]) -> impl Iterator<Item = (Key, &[u8])> {
    (0..).zip(record.chunks(PART_BYTES_MAX)).map(move |(part, bytes)| (Key::change(rev, part), bytes))
}

fn read_parts(home: &dyn Home, rev: Rev) -> Result<Vec<u8>, StoreFault> {
    let prefix = [CHANGES, &rev.to_be_bytes()].concat();
    let mut whole = Vec::new();
    let mut fault = None;
    let mut parts = 0_u16;
    home.scan(&prefix, &prefix, &mut |key, bytes| {
        match record::unpack(key, bytes) {
            Ok(it) if *key == *Key::change(rev, parts).bytes() => whole.extend_from_slice(it.payload),
            Ok(_) => fault = Some(StoreFault::damaged(format!("l/{rev}"), format!("part {parts} is missing"))),
            Err(it) => fault = Some(it),
        }
        parts += 1;
        fault.is_none()
    })?;
    if parts == 0 {
        return Err(StoreFault::damaged(format!("l/{rev}"), "the change record is missing"));
    }
    fault.map_or(Ok(whole), Err)
}

fn decode(rev: Rev, bytes: &[u8]) -> Result<Change, StoreFault> {
    let damaged = |what: String| StoreFault::damaged(format!("l/{rev}"), what);
    let record: LogRecord<'_> = postcard::from_bytes(bytes).map_err(|it| damaged(it.to_string()))?;
    let mut items = Vec::with_capacity(record.items.len());
    for it in record.items {
        let hidden = matches!(it.old, Side::Hidden) || matches!(it.new, Side::Hidden);
        let wrong = || damaged(format!("the old value of \"{}\" cannot be made out", it.key));
        let new = whole(it.new, None).ok_or_else(wrong)?;
        let old = whole(it.old, new.as_ref()).ok_or_else(wrong)?;
        items.push(Item { key: it.key, created: it.created, old_rev: it.old_rev, old, new, hidden });
    }
    let id = id_from(record.id);
    Ok(Change { rev, id, at: record.at, actor: record.actor, command: record.command.into(), items })
}

/// The next batch that forgets history before a revision, with the head it leads to; none when all is done.
pub(super) fn forget(home: &dyn Home, head: &Head, keep_from: Rev) -> Result<Option<(crate::home::Batch, Head)>, StoreFault> {
    let mut next = head.clone();
    let mut batch = Vec::new();
    // A record has at most a few hundred parts; a batch takes whole revisions, so that history stays whole.
    while next.first < keep_from {
        let mut gone = parts_of(home, next.first)?;
        if !batch.is_empty() && batch.len() + gone.len() + 1 > BATCH_OPS_MAX {
            break;
        }
        for (key, bytes) in gone.drain(..) {
            next.remove(key.bytes(), &bytes);
            batch.push((key, None));
        }
        next.first += 1;
    }
    if batch.is_empty() {
        return Ok(None);
    }
    batch.push(next.pack());
    Ok(Some((batch, next)))
}

fn parts_of(home: &dyn Home, rev: Rev) -> Result<Vec<(Key, Vec<u8>)>, StoreFault> {
    let prefix = [CHANGES, &rev.to_be_bytes()].concat();
    let mut parts = Vec::new();
    home.scan(&prefix, &prefix, &mut |key, bytes| {
        parts.push((Key::new(key), bytes.to_vec()));
        true
    })?;
    let id = decode(rev, &read_parts(home, rev)?)?.id;
    let id_key = Key::change_id(id);
    if let Some(bytes) = home.get(id_key.bytes())? {
        parts.push((id_key, bytes.to_vec()));
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str) {
        let new: Bytes = new.as_bytes().into();
        let side = difference(old.as_bytes(), &new);
        assert_eq!(whole(side, Some(&new)).unwrap().unwrap(), old.as_bytes().into());
    }

    #[test]
    fn the_old_value_comes_back_from_what_was_different() {
        check("", "");
        check("abc", "abc");
        check("abc", "");
        check("", "abc");
        check("aaaa", "aa");
        check("aa", "aaaa");
        check(r#"{"a":1,"b":2}"#, r#"{"a":1,"p":"FedPic","b":2}"#);
    }
}
