//! Load: a store filled with records that have a past.
//!
//! In:    an empty home; records with the revisions they had.
//! Out:   a sound store at a revision, with as much history as was given.
//! Never: is used on a store that has anything in it.

use super::head::{self, Head};
use super::log;
use crate::fault::StoreFault;
use crate::home::sled::BATCH_OPS_MAX;
use crate::home::{Batch, Home};
use crate::key::Key;
use crate::record;
use crate::store::Rev;

pub(crate) struct Loader {
    home: Box<dyn Home>,
    head: Head,
    batch: Batch,
}

impl Loader {
    pub(crate) fn new(home: Box<dyn Home>) -> Result<Self, StoreFault> {
        let opened = head::open(home.as_ref())?;
        Ok(Self { home, head: opened.head, batch: Vec::new() })
    }

    /// Puts a record in place of what was there, or removes it.
    pub(crate) fn put(&mut self, key: &Key, created: Rev, revision: Rev, value: Option<&[u8]>) -> Result<(), StoreFault> {
        // A key may come again; what it replaces must be known, so it must not wait in the batch.
        if self.batch.len() + 2 > BATCH_OPS_MAX || self.batch.iter().any(|(it, _)| it == key) {
            self.push()?;
        }
        if let Some(old) = self.home.get(key.bytes())? {
            self.head.remove(key.bytes(), &old);
        }
        let bytes = value.map(|it| record::pack(key.bytes(), created, revision, it));
        if let Some(bytes) = &bytes {
            self.head.add(key.bytes(), bytes);
        }
        self.batch.push((key.clone(), bytes));
        self.head.rev = self.head.rev.max(revision);
        Ok(())
    }

    /// Puts a change record back.
    pub(crate) fn put_change(&mut self, rev: Rev, record: &[u8]) -> Result<(), StoreFault> {
        let mut parts = log::parts(rev, record);
        parts.try_for_each(|(key, bytes)| self.put(&key, rev, rev, Some(bytes)))
    }

    /// Everything is safe after this; the next change has the revision after `rev`, and history begins at `first`.
    /// Tells how many records there are.
    pub(crate) fn finish(mut self, rev: Rev, first: Rev) -> Result<u64, StoreFault> {
        self.head.rev = self.head.rev.max(rev);
        self.head.first = first;
        self.push()?;
        self.home.sync(self.head.rev)?;
        self.home.close();
        Ok(self.head.count)
    }

    fn push(&mut self) -> Result<(), StoreFault> {
        let mut batch = std::mem::take(&mut self.batch);
        batch.push(self.head.pack());
        self.home.room_for(batch.iter().map(|(_, it)| it.as_ref().map_or(0, Vec::len)).sum())?;
        self.home.apply(batch)?;
        self.home.sync(self.head.rev)
    }
}
