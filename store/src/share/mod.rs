//! Share: one store for several processes.
//!
//! In:    a folder.
//! Out:   a store that works whoever owns the files: this process, another one, or the next one after that is gone.
//! Never: lets two processes touch the files; loses an acknowledged change or applies one twice at a take-over.
//!
//! One process holds the lock of the folder, owns the files and serves a Unix socket; all others are its clients.
//! Who loses the owner tries to become it, or finds the one who did, and sends again what was not answered: a change
//! has an id and is applied once.
//!
//! Start reading at [`Shared::open`]; `link` is the state, `client` and `server` are the two ends of the socket,
//! `frame` is what goes over it, `peer` decides who may.

mod client;
mod frame;
mod keeper;
mod link;
mod peer;
mod server;
mod watch;

use std::path::Path;
use std::sync::Arc;

use self::frame::{Reply, Request};
use self::link::{Held, Link};
use self::watch::SharedWatch;
use crate::change::{Change, ChangeSet};
use crate::engine::check_shape;
use crate::fault::StoreFault;
use crate::key::Key;
use crate::store::{Entry, Info, Report, Rev, Store, Ticket, Watch};

/// The store of a folder, owned here or elsewhere.
pub(crate) struct Shared(Arc<Link>);

impl Shared {
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreFault> {
        Ok(Self(Link::open(folder)?))
    }

    /// Asks whoever owns the files; asks again if the owner goes before it answers.
    fn ask<T>(
        &self,
        request: impl Fn() -> Request,
        local: impl Fn(&dyn Store) -> Result<T, StoreFault>,
        read: impl Fn(Reply) -> Option<T>,
    ) -> Result<T, StoreFault> {
        loop {
            let connection = match self.0.held()? {
                Held::Owner(owned) => return local(owned.engine.as_ref()),
                Held::Client(connection) => connection,
            };
            match connection.call(request()) {
                Ok(Reply::Fault(fault)) => return Err(fault),
                Ok(reply) => {
                    return read(reply).ok_or_else(|| frame::unexpected("another kind of answer"));
                }
                Err(client::Lost::Gone) => self.0.wait_past(&connection),
                Err(client::Lost::Silent) => return Err(self.0.silent()),
            }
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Store for Shared {
    fn info(&self) -> Result<Info, StoreFault> {
        self.ask(
            || Request::Info,
            |it| it.info(),
            |it| {
                if let Reply::Info(it) = it { Some(it) } else { None }
            },
        )
    }

    fn get(&self, key: &Key) -> Result<Option<Entry>, StoreFault> {
        self.ask(
            || Request::Get(key.clone()),
            |it| it.get(key),
            |it| {
                if let Reply::Entry(it) = it { Some(it) } else { None }
            },
        )
    }

    fn page(&self, prefix: &[u8], after: Option<&Key>, limit: usize) -> Result<Vec<Entry>, StoreFault> {
        let limit_sent = u32::try_from(limit).unwrap_or(u32::MAX);
        self.ask(
            || Request::Page { prefix: prefix.to_vec(), after: after.cloned(), limit: limit_sent },
            |it| it.page(prefix, after, limit),
            |it| {
                if let Reply::Page(it) = it { Some(it) } else { None }
            },
        )
    }

    fn count(&self, prefix: &[u8]) -> Result<u64, StoreFault> {
        self.ask(
            || Request::Count(prefix.to_vec()),
            |it| it.count(prefix),
            |it| {
                if let Reply::Count(it) = it { Some(it) } else { None }
            },
        )
    }

    fn room_for(&self, bytes: u64) -> Result<(), StoreFault> {
        self.ask(|| Request::Room(bytes), |it| it.room_for(bytes), |it| matches!(it, Reply::Room).then_some(()))
    }

    fn submit(&self, change: ChangeSet) -> Result<Ticket, StoreFault> {
        check_shape(&change)?;
        self.0.submit(change)
    }

    fn flush(&self) -> Result<Rev, StoreFault> {
        self.0.settle_submitted()?;
        self.ask(
            || Request::Flush,
            |it| it.flush(),
            |it| {
                if let Reply::Rev(it) = it { Some(it) } else { None }
            },
        )
    }

    fn changes(&self, from: Rev, limit: usize) -> Result<Vec<Change>, StoreFault> {
        let limit_sent = u32::try_from(limit).unwrap_or(u32::MAX);
        self.ask(
            || Request::Changes { from, limit: limit_sent },
            |it| it.changes(from, limit),
            |it| {
                if let Reply::Changes(it) = it { Some(it) } else { None }
            },
        )
    }

    fn watch(&self, prefix: &[u8], from: Rev) -> Result<Box<dyn Watch>, StoreFault> {
        Ok(Box::new(SharedWatch::open(Arc::clone(&self.0), prefix, from)?))
    }

    fn verify(&self) -> Result<Report, StoreFault> {
        self.ask(
            || Request::Verify,
            |it| it.verify(),
            |it| {
                if let Reply::Report(it) = it { Some(it) } else { None }
            },
        )
    }

    fn compact(&self, keep_from: Rev) -> Result<Rev, StoreFault> {
        self.ask(
            || Request::Compact(keep_from),
            |it| it.compact(keep_from),
            |it| {
                if let Reply::Rev(it) = it { Some(it) } else { None }
            },
        )
    }
}
