//! Watch: the history, read as it grows.
//!
//! In:    a prefix and the revision to begin with.
//! Out:   events, each change once, in order, as soon as it is durable.
//! Never: queues anything. The log is the queue, so a slow watcher costs nobody memory and holds up no writer.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Inner;
use crate::change::Change;
use crate::fault::StoreFault;
use crate::store::{Event, Rev, Watch};

/// Changes read ahead at once.
const AHEAD_MAX: usize = 32;

pub(super) struct LogWatch {
    inner: Arc<Inner>,
    prefix: Vec<u8>,
    next: Rev,
    ahead: VecDeque<Change>,
}

impl LogWatch {
    pub(super) fn new(inner: Arc<Inner>, prefix: &[u8], from: Rev) -> Self {
        Self { inner, prefix: prefix.to_vec(), next: from, ahead: VecDeque::new() }
    }

    fn take(&mut self) -> Option<Change> {
        while let Some(mut change) = self.ahead.pop_front() {
            change.items.retain(|it| it.key.starts_with(&self.prefix));
            if !change.items.is_empty() {
                return Some(change);
            }
        }
        None
    }
}

impl Watch for LogWatch {
    fn next(&mut self, wait: Duration) -> Result<Event, StoreFault> {
        let deadline = Instant::now() + wait;
        loop {
            if let Some(change) = self.take() {
                return Ok(Event::Change(change));
            }
            let durable = self.inner.flow.wait_until(self.next, deadline)?;
            if durable < self.next {
                return Ok(Event::Current(durable));
            }
            self.ahead = self.inner.changes(self.next, AHEAD_MAX)?.into();
            self.next += self.ahead.len() as Rev;
        }
    }
}
