//! Watch: changes, across owners.
//!
//! In:    a prefix and the revision to begin with.
//! Out:   events in order, each change once, whoever owns the store meanwhile.
//! Never: misses a change at a take-over. It asks the new owner from where it was, and says that there is a new one.

use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

use super::client::connect;
use super::frame::{self, Got, Reader, Reply, Request};
use super::link::{Held, Link};
use crate::fault::StoreFault;
use crate::store::{Event, Rev, Store, Watch};

pub(super) struct SharedWatch {
    link: Arc<Link>,
    prefix: Vec<u8>,
    next: Rev,
    from: Option<Source>,
    incarnation: Option<Uuid>,
}

enum Source {
    Here(Box<dyn Watch>),
    /// A connection of its own, so that a slow watcher holds up nothing else.
    There(UnixStream, Box<Reader>),
}

impl SharedWatch {
    pub(super) fn open(link: Arc<Link>, prefix: &[u8], from: Rev) -> Result<Self, StoreFault> {
        let mut watch = Self { link, prefix: prefix.to_vec(), next: from, from: None, incarnation: None };
        let deadline = Instant::now() + Duration::from_secs(10);
        while watch.from.is_none() && Instant::now() < deadline {
            watch.connect()?;
        }
        Ok(watch)
    }

    /// Finds a source; tells whether it is another owner's than before.
    fn connect(&mut self) -> Result<bool, StoreFault> {
        let (source, incarnation) = match self.link.held()? {
            Held::Owner(owned) => (Source::Here(owned.engine.watch(&self.prefix, self.next)?), owned.incarnation),
            Held::Client(_) => match self.subscribe()? {
                Some(it) => it,
                None => return Ok(false),
            },
        };
        self.from = Some(source);
        let before = self.incarnation.replace(incarnation);
        Ok(before.is_some_and(|it| it != incarnation))
    }

    fn subscribe(&self) -> Result<Option<(Source, Uuid)>, StoreFault> {
        let Some((mut stream, mut reader, incarnation)) = connect(self.link.folder())? else {
            std::thread::sleep(Duration::from_millis(5));
            return Ok(None);
        };
        if frame::send(&mut stream, 1, &Request::Watch { prefix: self.prefix.clone(), from: self.next }).is_err() {
            return Ok(None);
        }
        match reader.read(&mut stream)? {
            Got::Frame(_, body) => match frame::decode(&body)? {
                Reply::Rev(_) => Ok(Some((Source::There(stream, Box::new(reader)), incarnation))),
                Reply::Fault(fault) => Err(fault),
                _ => Err(frame::unexpected("another kind of answer to a watch")),
            },
            Got::Nothing { .. } | Got::End => Ok(None),
        }
    }

    /// The next event of the present source; none if there is none any more or it has nothing within the time.
    fn take(&mut self, left: Duration) -> Result<Option<Event>, StoreFault> {
        match &mut self.from {
            None => Ok(None),
            Some(Source::Here(watch)) => match watch.next(left) {
                Err(StoreFault::Closed) => {
                    self.from = None;
                    Ok(None)
                }
                other => other.map(Some),
            },
            Some(Source::There(stream, reader)) => {
                let _ = stream.set_read_timeout(Some(left.max(Duration::from_millis(1))));
                match reader.read(stream)? {
                    Got::Frame(_, body) => match frame::decode(&body)? {
                        Reply::Event(event) => Ok(Some(event)),
                        Reply::Fault(fault) => Err(fault),
                        _ => Err(frame::unexpected("no event")),
                    },
                    Got::Nothing { .. } => Ok(None),
                    Got::End => {
                        self.from = None;
                        Ok(None)
                    }
                }
            }
        }
    }
}

impl Watch for SharedWatch {
    fn next(&mut self, wait: Duration) -> Result<Event, StoreFault> {
        let deadline = Instant::now() + wait;
        loop {
            if self.from.is_none() && self.connect()? {
                return Ok(Event::Relist(self.next.saturating_sub(1)));
            }
            let left = deadline.saturating_duration_since(Instant::now());
            match self.take(left)? {
                Some(Event::Change(change)) => {
                    self.next = change.rev + 1;
                    return Ok(Event::Change(change));
                }
                Some(Event::Current(rev)) => {
                    self.next = self.next.max(rev + 1);
                    return Ok(Event::Current(rev));
                }
                Some(Event::Relist(rev)) => return Ok(Event::Relist(rev)),
                None if Instant::now() >= deadline => {
                    return Ok(Event::Current(self.next.saturating_sub(1)));
                }
                None => {}
            }
        }
    }
}
