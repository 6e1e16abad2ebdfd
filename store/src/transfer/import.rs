//! Import: a store, made equal to an export.
//!
//! In:    a store; a file that was read and found sound.
//! Out:   the changes that make the store equal to it, packed; how many.
//! Never: changes anything in a preview; takes an index entry away from an account that has it by now.
//!
//! Both sides are walked in key order, side by side, twice: what goes, goes first, since an address may move from one
//! account to another.

use std::collections::VecDeque;
use std::io::{BufRead, Read, Seek};
use uuid::Uuid;

use super::file::{ExportFile, Family};
use super::{FAMILIES, Imported, TransferFault};
use crate::change::{ChangeSet, Expect, WRITES_MAX, Write};
use crate::directory::Account;
use crate::fault::StoreFault;
use crate::key::{ACCOUNTS, Key};
use crate::store::{Bytes, Entry, PAGE_RECORDS_MAX, Rev, Store};

/// Bytes of one change set of an import.
const PACK_BYTES_MAX: usize = 256 * 1024;

/// Makes a store equal to an export. With `preview` nothing is changed, only counted.
/// It can be repeated: what is equal already is left alone.
pub fn import(store: &dyn Store, from: impl Read + Seek, command: &str, preview: bool) -> Result<Imported, TransferFault> {
    let mut file = ExportFile::open(from)?;
    let mut told = Imported::default();
    let mut pack = Pack { store, template: ChangeSet::new(command), writes: Vec::new(), preview, done: None };
    for removing in [true, false] {
        for (name, prefix) in FAMILIES {
            let wanted = file.family(name, prefix).map_err(|it| pack.interrupted(it))?;
            side_by_side(store, prefix, wanted, &mut pack, &mut |pack, old, new| match (old, new) {
                (Some(old), None) if removing => {
                    told.removed += 1;
                    pack.add(&old.key, Some(&old), None)
                }
                (Some(old), Some((_, new))) if !removing && old.value == new => {
                    told.same += 1;
                    Ok(())
                }
                (old, Some((key, new))) if !removing => {
                    told.written += 1;
                    pack.add(&key, old.as_ref(), Some(&new))
                }
                _ => Ok(()),
            })?;
        }
    }
    pack.push()?;
    told.revisions = pack.done;
    Ok(told)
}

/// Gets a record as it is and as it should be.
type EachPair<'e, 's> = &'e mut dyn FnMut(&mut Pack<'s>, Option<Entry>, Option<(Key, Bytes)>) -> Result<(), TransferFault>;

/// Walks a family of the store and of the file together.
fn side_by_side<'s>(
    store: &'s dyn Store,
    prefix: &[u8],
    mut wanted: Family<'_, impl BufRead>,
    pack: &mut Pack<'s>,
    each: EachPair<'_, 's>,
) -> Result<(), TransferFault> {
    let mut there = Walk { store, prefix, page: VecDeque::new(), after: None };
    let (mut old, mut new) = (there.next()?, wanted.next().map_err(|it| pack.interrupted(it))?);
    loop {
        let order = match (&old, &new) {
            (None, None) => return Ok(()),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(old), Some((key, _))) => old.key.cmp(key),
        };
        let mine = if order.is_le() { std::mem::replace(&mut old, there.next()?) } else { None };
        let theirs = if order.is_ge() { std::mem::replace(&mut new, wanted.next().map_err(|it| pack.interrupted(it))?) } else { None };
        each(pack, mine, theirs)?;
    }
}

/// A family of the store, page by page.
struct Walk<'s> {
    store: &'s dyn Store,
    prefix: &'s [u8],
    page: VecDeque<Entry>,
    after: Option<Key>,
}

impl Walk<'_> {
    fn next(&mut self) -> Result<Option<Entry>, StoreFault> {
        if self.page.is_empty() {
            self.page = self.store.page(self.prefix, self.after.as_ref(), PAGE_RECORDS_MAX)?.into();
        }
        let next = self.page.pop_front();
        if let Some(entry) = &next {
            self.after = Some(entry.key.clone());
        }
        Ok(next)
    }
}

struct Pack<'s> {
    store: &'s dyn Store,
    template: ChangeSet,
    writes: Vec<Write>,
    preview: bool,
    done: Option<(Rev, Rev)>,
}

impl Pack<'_> {
    /// Adds what takes a record from one state to another, index entries included.
    fn add(&mut self, key: &Key, old: Option<&Entry>, new: Option<&Bytes>) -> Result<(), TransferFault> {
        if self.preview {
            return Ok(());
        }
        let expect = old.map_or(Expect::Absent, |it| Expect::Rev(it.revision));
        let record = Write { key: key.clone(), value: new.cloned(), expect };
        let names =
            if key.starts_with(ACCOUNTS) { Names::of(key, old, new).map_err(|it| self.interrupted(it.into()))? } else { Names::default() };
        // One key may not come twice in a change set, and whose an index entry is shows only in the store.
        if names.keys().any(|name| self.writes.iter().any(|it| it.key == *name)) {
            self.push()?;
        }
        let mut writes = vec![record];
        writes.extend(names.writes(self.store).map_err(|it| self.interrupted(it.into()))?);
        let full = self.writes.len() + writes.len() > WRITES_MAX || size(&self.writes) + size(&writes) > PACK_BYTES_MAX;
        if full {
            self.push()?;
        }
        self.writes.extend(writes);
        Ok(())
    }

    fn push(&mut self) -> Result<(), TransferFault> {
        let writes = std::mem::take(&mut self.writes);
        if writes.is_empty() {
            return Ok(());
        }
        let change = ChangeSet { id: Uuid::new_v4(), writes, ..self.template.clone() };
        let rev = self.store.commit(change).map_err(|it| self.interrupted(it.into()))?.rev;
        self.done = Some((self.done.map_or(rev, |(first, _)| first), rev));
        Ok(())
    }

    /// A fault after something was changed says what was.
    fn interrupted(&self, fault: TransferFault) -> TransferFault {
        match (self.done, fault) {
            (Some((from, to)), TransferFault::Store(fault)) => TransferFault::Interrupted { from, to, fault },
            (Some((from, to)), TransferFault::NotAnExport { reason }) => {
                let fault = StoreFault::damaged("the export", format!("it changed while it was read ({reason})"));
                TransferFault::Interrupted { from, to, fault }
            }
            (_, fault) => fault,
        }
    }
}

fn size(writes: &[Write]) -> usize {
    writes.iter().map(|it| it.value.as_ref().map_or(0, |it| it.len())).sum()
}

/// Index entries that an account loses and gets.
#[derive(Default)]
struct Names {
    gone: Vec<Key>,
    come: Vec<Key>,
    value: Option<Bytes>,
}

impl Names {
    fn of(key: &Key, old: Option<&Entry>, new: Option<&Bytes>) -> Result<Self, StoreFault> {
        let entries = |it: &Account| it.index_entries().into_iter().map(|(key, _)| key).collect();
        let old = old.map(|it| Account::under(key, &it.value)).transpose()?;
        let new = new.map(|it| Account::under(key, it)).transpose()?;
        let come: Vec<Key> = new.as_ref().map(entries).unwrap_or_default();
        let mut gone: Vec<Key> = old.as_ref().map(entries).unwrap_or_default();
        gone.retain(|it| !come.contains(it));
        Ok(Self { gone, come, value: old.or(new).as_ref().map(Account::index_value) })
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        self.gone.iter().chain(&self.come)
    }

    /// An entry that leads to another account by now belongs to that one.
    fn writes(self, store: &dyn Store) -> Result<Vec<Write>, StoreFault> {
        let mut writes = Vec::with_capacity(self.gone.len() + self.come.len());
        for key in self.gone {
            if let Some(entry) = store.get(&key)?.filter(|it| Some(&it.value) == self.value.as_ref()) {
                writes.push(Write { key, value: None, expect: Expect::Rev(entry.revision) });
            }
        }
        let value = self.value;
        writes.extend(self.come.into_iter().map(|key| Write { key, value: value.clone(), expect: Expect::Any }));
        Ok(writes)
    }
}
