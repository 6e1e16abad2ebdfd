//! Engine: a store over any home.
//!
//! In:    change sets, from any thread.
//! Out:   revisions, records, history, watches.
//! Never: speaks to a socket or a terminal; reads a clock other than for the time in a change record.
//!
//! One change set is one batch: its records, its change record, the memory of its id and the new head record.
//! Start reading at [`Engine::submit`]; `head` checks the whole at open, `flow` makes it durable, `log` keeps history.

mod flow;
mod head;
mod load;
mod log;
mod watch;

pub(crate) use self::load::Loader;
pub(crate) use self::log::{items_of, read_change};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use uuid::Uuid;

use self::flow::Flow;
use self::head::Head;
use self::watch::LogWatch;
use crate::change::{CHANGE_BYTES_MAX, Change, ChangeSet, Expect, VALUE_BYTES_MAX, WRITES_MAX, Write};
use crate::fault::StoreFault;
use crate::home::{Batch, Home};
use crate::key::{self, KEY_BYTES_MAX, Key};
use crate::record::{self, FORMAT};
use crate::store::{Bytes, Committed, Entry, Finding, Info, PAGE_BYTES_MAX, PAGE_RECORDS_MAX, Report, Rev, Store, Ticket, Watch};

/// A store whose home is in this process.
pub(crate) struct Engine(Arc<Inner>);

pub(crate) struct Inner {
    home: Box<dyn Home>,
    core: Mutex<Core>,
    /// Held for writing while a batch is applied, so that a page never shows half of one.
    gate: RwLock<()>,
    flow: Flow,
    id: String,
    /// What was noticed at open and is no damage.
    remarks: Vec<Finding>,
}

struct Core {
    head: Head,
    broken: Option<String>,
}

impl Engine {
    /// Opens what is in a home, or makes a fresh store there. Everything is read and compared once.
    pub(crate) fn open(home: Box<dyn Home>) -> Result<Self, StoreFault> {
        let opened = head::open(home.as_ref())?;
        let flow = Flow::new(opened.head.rev);
        let core = Mutex::new(Core { head: opened.head, broken: None });
        let remarks = opened.remarks;
        let inner = Arc::new(Inner { home, core, gate: RwLock::new(()), flow, id: opened.id, remarks });
        let weak = Arc::downgrade(&inner);
        let flusher = std::thread::Builder::new().name("store-flush".to_owned());
        flusher.spawn(move || flush_loop(&weak)).map_err(|it| StoreFault::Io {
            action: "start a thread for".to_owned(),
            path: inner.home.place(),
            message: it.to_string(),
        })?;
        Ok(Self(inner))
    }

    /// Makes everything safe and lets go of the files. Nothing works afterwards.
    pub(crate) fn close(&self) -> Result<(), StoreFault> {
        if self.0.flow.is_closed() {
            return Ok(());
        }
        let flushed = self.flush();
        self.0.core().broken = Some("it was closed".to_owned());
        self.0.flow.close();
        self.0.home.close();
        flushed.map(drop)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // A failure here was already told to whoever waited for it.
        let _ = self.close();
    }
}

/// Makes what was applied durable, again and again, one sync for everything that queued up meanwhile.
fn flush_loop(weak: &Weak<Inner>) {
    while let Some(inner) = weak.upgrade() {
        let Some(rev) = inner.flow.next_to_sync(Duration::from_millis(500)) else {
            if inner.flow.is_closed() {
                return;
            }
            continue;
        };
        match inner.home.sync(rev) {
            Ok(()) => inner.flow.synced(rev),
            // A failed sync is never tried again: the kernel may have dropped the pages and say yes next time.
            Err(fault) => {
                inner.core().broken = Some(format!("writing to disk failed ({fault})"));
                inner.flow.failed(&fault);
                return;
            }
        }
    }
}

impl Inner {
    fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, key: &Key) -> Result<Option<Bytes>, StoreFault> {
        self.home.get(key.bytes())
    }

    fn entry(&self, key: &Key) -> Result<Option<Entry>, StoreFault> {
        self.read(key)?.map(|bytes| record::entry(key, &bytes)).transpose()
    }

    fn apply(&self, core: &mut Core, batch: Batch) -> Result<(), StoreFault> {
        let _gate = self.gate.write().unwrap_or_else(PoisonError::into_inner);
        self.home.apply(batch).inspect_err(|fault| core.broken = Some(fault.to_string()))
    }

    /// Applies one change set under the lock of the core; gives back its revision.
    fn apply_change(&self, change: &ChangeSet) -> Result<Committed, StoreFault> {
        let mut core = self.core();
        if let Some(reason) = &core.broken {
            return Err(StoreFault::ReadOnly { reason: reason.clone() });
        }
        let id_key = Key::change_id(change.id);
        if let Some(entry) = self.entry(&id_key)? {
            return replay(change, &entry);
        }
        for (key, expect) in &change.guards {
            check_expect(key, *expect, self.entry(key)?.map(|it| it.revision))?;
        }
        let rev = core.head.rev + 1;
        let mut next = Next { head: core.head.clone(), batch: Vec::with_capacity(change.writes.len() + 4), bytes: 0 };
        next.head.rev = rev;
        let mut items = Vec::with_capacity(change.writes.len());
        for write in &change.writes {
            items.push(self.stage(write, rev, &mut next)?);
        }
        for (part, bytes) in log::encode(change, now_ms(), items)?.into_iter().enumerate() {
            let part = u16::try_from(part).map_err(|_| too_large("The change record", bytes.len() as u64, 0, "parts"))?;
            next.add(Key::change(rev, part), rev, &bytes);
        }
        next.add(id_key, rev, &digest(change));
        self.home.room_for(next.bytes)?;
        let head = next.head.clone();
        next.batch.push(head.pack());
        let bytes = next.bytes;
        self.apply(&mut core, next.batch)?;
        core.head = head;
        self.flow.applied(rev, bytes);
        Ok(Committed { rev, replayed: false })
    }

    fn stage(&self, write: &Write, rev: Rev, next: &mut Next) -> Result<log::Draft, StoreFault> {
        let old = self.read(&write.key)?;
        let was = old.as_deref().map(|it| record::unpack(write.key.bytes(), it)).transpose()?;
        check_expect(&write.key, write.expect, was.as_ref().map(|it| it.revision))?;
        let created = was.as_ref().map_or(rev, |it| it.created);
        if let Some(old) = &old {
            next.head.remove(write.key.bytes(), old);
        }
        match &write.value {
            Some(value) => next.put(write.key.clone(), created, rev, value),
            None => next.batch.push((write.key.clone(), None)),
        }
        Ok(log::Draft {
            key: write.key.clone(),
            created,
            old_rev: was.as_ref().map_or(0, |it| it.revision),
            old: was.map(|it| it.payload.to_vec()),
            new: write.value.clone(),
        })
    }

    /// Durable changes from a revision on, at most so many and so many bytes.
    pub(crate) fn changes(&self, from: Rev, limit: usize) -> Result<Vec<Change>, StoreFault> {
        let durable = self.flow.durable();
        let first = self.core().head.first;
        if from < first {
            return Err(StoreFault::Compacted { first });
        }
        log::read(self.home.as_ref(), from, durable, limit)
    }
}

/// A batch being made, and the head record it leads to.
struct Next {
    head: Head,
    batch: Batch,
    bytes: usize,
}

impl Next {
    fn put(&mut self, key: Key, created: Rev, rev: Rev, payload: &[u8]) {
        let bytes = record::pack(key.bytes(), created, rev, payload);
        self.head.add(key.bytes(), &bytes);
        self.bytes += bytes.len() + key.bytes().len();
        self.batch.push((key, Some(bytes)));
    }

    fn add(&mut self, key: Key, rev: Rev, payload: &[u8]) {
        self.put(key, rev, rev, payload);
    }
}

fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX))
}

fn digest(change: &ChangeSet) -> Vec<u8> {
    let mut sum = 0_u128;
    for write in &change.writes {
        sum = sum.wrapping_add(record::share(write.key.bytes(), write.value.as_deref().unwrap_or_default()));
    }
    sum.to_le_bytes().to_vec()
}

fn replay(change: &ChangeSet, entry: &Entry) -> Result<Committed, StoreFault> {
    if *entry.value != *digest(change) {
        return Err(StoreFault::IdReused { id: change.id.to_string(), rev: entry.revision });
    }
    Ok(Committed { rev: entry.revision, replayed: true })
}

fn check_expect(key: &Key, expect: Expect, actual: Option<Rev>) -> Result<(), StoreFault> {
    let (met, expected) = match expect {
        Expect::Any => return Ok(()),
        Expect::Absent => (actual.is_none(), "nothing there".to_owned()),
        Expect::Present => (actual.is_some(), "something there".to_owned()),
        Expect::Rev(rev) => (actual == Some(rev), format!("revision {rev}")),
    };
    if met {
        return Ok(());
    }
    let found = actual.map_or_else(|| "nothing there".to_owned(), |it| format!("revision {it}"));
    Err(StoreFault::Conflict { key: key.clone(), expected, found })
}

fn too_large(what: &str, size: u64, limit: u64, name: &str) -> StoreFault {
    StoreFault::TooLarge { what: what.to_owned(), size, limit, name: name.to_owned() }
}

/// What can be said about a change set without looking at the store.
pub(crate) fn check_shape(change: &ChangeSet) -> Result<(), StoreFault> {
    let malformed = |reason: String| Err(StoreFault::Malformed { reason });
    let (writes, bytes) = (change.writes.len(), change.bytes());
    if writes == 0 {
        return malformed("it writes nothing".to_owned());
    }
    if writes > WRITES_MAX || change.guards.len() > WRITES_MAX {
        let most = writes.max(change.guards.len());
        return Err(too_large("The number of writes", most as u64, WRITES_MAX as u64, "WRITES_MAX"));
    }
    if bytes > CHANGE_BYTES_MAX {
        return Err(too_large("The change set", bytes as u64, CHANGE_BYTES_MAX as u64, "CHANGE_BYTES_MAX"));
    }
    let mut keys: Vec<_> = change.writes.iter().map(|it| &it.key).collect();
    keys.sort_unstable();
    if let Some(pair) = keys.windows(2).find(|pair| pair[0] == pair[1]) {
        return malformed(format!("it writes \"{}\" twice", pair[0]));
    }
    for write in &change.writes {
        check_write(write)?;
    }
    Ok(())
}

fn check_write(write: &Write) -> Result<(), StoreFault> {
    let (key, size) = (write.key.bytes(), write.value.as_ref().map_or(0, |it| it.len()));
    if key.is_empty() || key.len() > KEY_BYTES_MAX {
        return Err(too_large("The length of a key", key.len() as u64, KEY_BYTES_MAX as u64, "KEY_BYTES_MAX"));
    }
    if size > VALUE_BYTES_MAX {
        return Err(too_large(&format!("\"{}\"", write.key), size as u64, VALUE_BYTES_MAX as u64, "VALUE_BYTES_MAX"));
    }
    let own = [key::META, key::CHANGES, key::CHANGE_IDS];
    if own.iter().any(|it| write.key.starts_with(it)) {
        return Err(StoreFault::Malformed { reason: format!("\"{}\" is kept by the store itself", write.key) });
    }
    Ok(())
}

impl Store for Engine {
    fn info(&self) -> Result<Info, StoreFault> {
        let core = self.0.core();
        Ok(Info {
            store: self.0.id.clone(),
            place: self.0.home.place(),
            format: u32::from(FORMAT),
            revision: core.head.rev,
            durable: self.0.flow.durable(),
            first: core.head.first,
            records: core.head.count,
            owner: std::process::id(),
        })
    }

    fn get(&self, key: &Key) -> Result<Option<Entry>, StoreFault> {
        self.0.entry(key)
    }

    fn page(&self, prefix: &[u8], after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StoreFault> {
        let limit = limit.min(PAGE_RECORDS_MAX);
        let mut page = Vec::with_capacity(limit.min(64));
        let mut fault = None;
        let mut size = 0;
        // The first possible key after a key is the key with a zero byte behind it.
        let from = after.map_or_else(|| prefix.to_vec(), |it| [it.bytes(), b"\0"].concat());
        let _gate = self.0.gate.read().unwrap_or_else(PoisonError::into_inner);
        self.0.home.scan(prefix, &from, &mut |key, bytes| {
            if page.len() == limit {
                return false;
            }
            match record::entry(&Key::new(key), bytes) {
                Ok(entry) => page.push(entry),
                Err(it) => fault = Some(it),
            }
            size += bytes.len();
            fault.is_none() && page.len() < limit && size < PAGE_BYTES_MAX
        })?;
        fault.map_or(Ok(page), Err)
    }

    fn count(&self, prefix: &[u8]) -> Result<u64, StoreFault> {
        let mut count = 0;
        self.0.home.scan(prefix, prefix, &mut |_, _| {
            count += 1;
            true
        })?;
        Ok(count)
    }

    fn room_for(&self, bytes: u64) -> Result<(), StoreFault> {
        self.0.home.room_for(usize::try_from(bytes).unwrap_or(usize::MAX))
    }

    fn submit(&self, change: ChangeSet) -> Result<Ticket, StoreFault> {
        check_shape(&change)?;
        let done = self.0.apply_change(&change)?;
        self.0.flow.wait_for_room()?;
        let inner = Arc::clone(&self.0);
        Ok(Ticket::new(move || inner.flow.wait_durable(done.rev).map(|()| done)))
    }

    fn flush(&self) -> Result<Rev, StoreFault> {
        let rev = self.0.core().head.rev;
        self.0.flow.wait_durable(rev)?;
        Ok(rev)
    }

    fn changes(&self, from: Rev, limit: usize) -> Result<Vec<Change>, StoreFault> {
        self.0.changes(from, limit)
    }

    fn watch(&self, prefix: &[u8], from: Rev) -> Result<Box<dyn Watch>, StoreFault> {
        let first = self.0.core().head.first;
        if from < first {
            return Err(StoreFault::Compacted { first });
        }
        Ok(Box::new(LogWatch::new(Arc::clone(&self.0), prefix, from)))
    }

    fn verify(&self) -> Result<Report, StoreFault> {
        // Writers wait meanwhile: the head record and what was counted must be of one moment.
        let core = self.0.core();
        let mut report = head::verify(self.0.home.as_ref(), &core.head)?;
        report.findings.extend(self.0.remarks.iter().cloned());
        Ok(report)
    }

    fn compact(&self, keep_from: Rev) -> Result<Rev, StoreFault> {
        let keep_from = keep_from.min(self.0.flow.durable() + 1);
        loop {
            let mut core = self.0.core();
            if let Some(reason) = &core.broken {
                return Err(StoreFault::ReadOnly { reason: reason.clone() });
            }
            let Some((batch, head)) = log::forget(self.0.home.as_ref(), &core.head, keep_from)? else {
                return Ok(core.head.first);
            };
            self.0.apply(&mut core, batch)?;
            let rev = head.rev;
            core.head = head;
            self.0.flow.applied_again(rev);
            drop(core);
            self.0.flow.wait_for_room()?;
        }
    }
}

/// Id of a change set from its stored bytes.
pub(crate) fn id_from(bytes: [u8; 16]) -> Uuid {
    Uuid::from_bytes(bytes)
}
