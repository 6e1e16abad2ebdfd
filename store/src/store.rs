//! Store: the one door to stored configuration, wherever it lives.
//!
//! In:    keys, prefixes, [`ChangeSet`]s.
//! Out:   entries, pages, revisions, changes, a watch; faults of [`StoreFault`].
//! Never: assumes one machine, one process or a global lock; knows what the bytes mean.
//!
//! Promises, held by every home and pinned by `tests/conformance.rs`:
//! acknowledged means it survives a crash and a power cut; a change set is seen whole or not at all;
//! revisions grow by one and never repeat; the same change id is applied once; damage is reported, never served.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

use crate::change::{Change, ChangeSet};
use crate::fault::StoreFault;
use crate::key::Key;

/// Number of a change; grows by one with every change set.
pub type Rev = u64;

/// Stored bytes, shared.
pub type Bytes = Arc<[u8]>;

/// Most records in one page.
pub const PAGE_RECORDS_MAX: usize = 1000;

/// Bytes after which a page ends, whatever was asked for.
pub const PAGE_BYTES_MAX: usize = 2 * 1024 * 1024;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its key.
    pub key: Key,
    /// Revision that made it.
    pub created: Rev,
    /// Revision of its last change.
    pub revision: Rev,
    /// Its bytes.
    #[serde(with = "crate::raw")]
    pub value: Bytes,
}

/// What a commit led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// Revision of the change set.
    pub rev: Rev,
    /// Whether it had been applied before, under the same id.
    pub replayed: bool,
}

/// The state of a store at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Info {
    /// Id of the store, made once.
    pub store: String,
    /// Where it lives; `memory` for the one without files.
    pub place: String,
    /// Format version of its records.
    pub format: u32,
    /// Newest revision that can be read.
    pub revision: Rev,
    /// Newest revision that is safe on disk.
    pub durable: Rev,
    /// First revision of the kept history.
    pub first: Rev,
    /// Records in it, history included.
    pub records: u64,
    /// Process that owns the files.
    pub owner: u32,
}

/// Promise of an answer; [`Ticket::wait`] returns once the change is durable.
pub struct Ticket(Box<dyn FnOnce() -> Result<Committed, StoreFault> + Send>);

impl Ticket {
    pub(crate) fn new(wait: impl FnOnce() -> Result<Committed, StoreFault> + Send + 'static) -> Self {
        Self(Box::new(wait))
    }

    /// Waits until the change is durable, and tells its revision.
    pub fn wait(self) -> Result<Committed, StoreFault> {
        (self.0)()
    }
}

/// One finding of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// File, key or revision.
    pub place: String,
    /// What does not fit.
    pub what: String,
    /// Whether data was damaged; otherwise it is a remark.
    pub damage: bool,
}

/// Outcome of a check of everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Revision that was checked.
    pub revision: Rev,
    /// Records that were read and compared.
    pub records: u64,
    /// What was found.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether no damage was found.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        !self.findings.iter().any(|it| it.damage)
    }
}

/// What a watch tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// A durable change that touches the watched keys; its items are those keys only.
    Change(Change),
    /// Nothing new; the watcher has seen everything up to this revision.
    Current(Rev),
    /// The store has another owner now: what was listed before may have changed unseen. List again.
    Relist(Rev),
}

/// A stream of changes, oldest first, each exactly once.
pub trait Watch: Send {
    /// The next event; waits at most so long, then says what is current.
    /// [`StoreFault::Compacted`] means: list again and watch from there.
    fn next(&mut self, wait: Duration) -> Result<Event, StoreFault>;
}

/// Stored configuration. Cheap to call from many threads.
pub trait Store: Send + Sync {
    /// The state at a glance.
    fn info(&self) -> Result<Info, StoreFault>;

    /// One record. Sees every change that was submitted before through the same store.
    fn get(&self, key: &Key) -> Result<Option<Entry>, StoreFault>;

    /// Records of a family in key order, after `after`; at most `limit` and [`PAGE_RECORDS_MAX`].
    /// A page is consistent in itself; fewer than asked for does not mean the end, none does.
    fn page(&self, prefix: &[u8], after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StoreFault>;

    /// How many records a family has.
    fn count(&self, prefix: &[u8]) -> Result<u64, StoreFault>;

    /// Refuses when changes of so many bytes, history included, would not fit: for who must do all of them or none.
    fn room_for(&self, bytes: u64) -> Result<(), StoreFault>;

    /// Applies a change set: readable at once, durable when the ticket says so or after [`Store::flush`].
    /// May wait when too much is under way.
    fn submit(&self, change: ChangeSet) -> Result<Ticket, StoreFault>;

    /// Applies a change set and waits until it is durable.
    fn commit(&self, change: ChangeSet) -> Result<Committed, StoreFault> {
        self.submit(change)?.wait()
    }

    /// Waits until everything submitted so far is durable; a failure of any of it surfaces here.
    fn flush(&self) -> Result<Rev, StoreFault>;

    /// Durable changes from a revision on, oldest first.
    fn changes(&self, from: Rev, limit: usize) -> Result<Vec<Change>, StoreFault>;

    /// Watches a family from a revision on (usually the listed revision plus one).
    fn watch(&self, prefix: &[u8], from: Rev) -> Result<Box<dyn Watch>, StoreFault>;

    /// Reads everything and compares it with its checksums and the head record.
    fn verify(&self) -> Result<Report, StoreFault>;

    /// Forgets the history before a revision; tells the first revision that is kept.
    fn compact(&self, keep_from: Rev) -> Result<Rev, StoreFault>;
}

/// Every durable change of a range of revisions, both included, in order.
pub(crate) fn walk_changes(
    store: &dyn Store,
    from: Rev,
    to: Rev,
    each: &mut dyn FnMut(Change) -> Result<(), StoreFault>,
) -> Result<(), StoreFault> {
    const AT_ONCE: usize = 64;
    let mut next = from;
    while next <= to {
        let some = store.changes(next, AT_ONCE.min(usize::try_from(to - next + 1).unwrap_or(AT_ONCE)))?;
        if some.is_empty() {
            break;
        }
        next += some.len() as Rev;
        some.into_iter().try_for_each(&mut *each)?;
    }
    Ok(())
}

/// Every record of a family, page after page. Not one moment: a long walk may see later changes.
pub fn walk(store: &dyn Store, prefix: &[u8], each: &mut dyn FnMut(Entry) -> Result<(), StoreFault>) -> Result<(), StoreFault> {
    let mut after = None;
    loop {
        let page = store.page(prefix, after.as_ref(), PAGE_RECORDS_MAX)?;
        let Some(last) = page.last() else {
            return Ok(());
        };
        after = Some(last.key.clone());
        page.into_iter().try_for_each(&mut *each)?;
    }
}
