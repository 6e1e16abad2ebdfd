//! Flow: from applied to durable.
//!
//! In:    "applied up to here" from committers, "safe up to here" from the one who syncs.
//! Out:   waiting, bounded; the durable revision.
//! Never: touches a file or holds a lock while anybody else works.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::fault::StoreFault;
use crate::store::Rev;

/// Bytes that may be applied and not yet durable; who brings more waits.
const UNSYNCED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Change sets that may be applied and not yet durable.
const UNSYNCED_CHANGES_MAX: u64 = 256;

/// Bytes after which a sync is worth its while although nobody waits for it.
const WORTH_BYTES: usize = 1024 * 1024;
/// How long something may stay unsynced although nobody waits for it.
const UNWANTED_MS_MAX: u64 = 20;

/// A sync of this many bytes means that somebody sends one change after the other without waiting for each.
const PIPELINE_BYTES: usize = 32 * 1024;
/// How long such a one may be kept waiting, so that the next sync is worth more.
const PIPELINE_MS: u64 = 3;

pub(super) struct Flow {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    applied: Rev,
    durable: Rev,
    /// Newest revision that somebody waits for.
    wanted: Rev,
    unsynced_bytes: usize,
    /// What the last sync was about.
    last_bytes: usize,
    /// Something without a revision of its own waits for a sync.
    again: bool,
    failed: Option<StoreFault>,
    closed: bool,
}

impl Flow {
    pub(super) fn new(rev: Rev) -> Self {
        Self { state: Mutex::new(State { applied: rev, durable: rev, ..State::default() }), moved: Condvar::new() }
    }

    pub(super) fn durable(&self) -> Rev {
        self.state().durable
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }

    pub(super) fn applied(&self, rev: Rev, bytes: usize) {
        let mut state = self.state();
        state.applied = rev;
        state.unsynced_bytes += bytes;
        self.moved.notify_all();
    }

    pub(super) fn applied_again(&self, rev: Rev) {
        let mut state = self.state();
        state.applied = rev;
        state.again = true;
        self.moved.notify_all();
    }

    /// Waits for work; none if there was nothing to do for so long. Where nobody waits, it lets some work gather.
    pub(super) fn next_to_sync(&self, patience: Duration) -> Option<Rev> {
        let idle = |it: &mut State| it.applied == it.durable && !it.again && !it.closed;
        let waited = self.moved.wait_timeout_while(self.state(), patience, idle);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let wanted = state.wanted > state.durable;
        let gather = match (wanted, state.last_bytes >= PIPELINE_BYTES) {
            (false, _) => Duration::from_millis(UNWANTED_MS_MAX),
            (true, true) => Duration::from_millis(PIPELINE_MS),
            (true, false) => Duration::ZERO,
        };
        let gathering = |it: &mut State| {
            let nobody = wanted || it.wanted <= it.durable;
            it.applied > it.durable && nobody && it.unsynced_bytes < WORTH_BYTES && !it.closed
        };
        let waited = self.moved.wait_timeout_while(state, gather, gathering);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let work = state.applied > state.durable || state.again;
        // What is applied from here on belongs to the next sync.
        state.last_bytes = std::mem::take(&mut state.unsynced_bytes);
        state.again = false;
        work.then_some(state.applied)
    }

    pub(super) fn synced(&self, rev: Rev) {
        self.state().durable = rev;
        self.moved.notify_all();
    }

    pub(super) fn failed(&self, fault: &StoreFault) {
        self.state().failed = Some(fault.clone());
        self.moved.notify_all();
    }

    pub(super) fn close(&self) {
        self.state().closed = true;
        self.moved.notify_all();
    }

    pub(super) fn wait_durable(&self, rev: Rev) -> Result<(), StoreFault> {
        self.want(rev);
        self.wait(|it| it.durable < rev)
    }

    pub(super) fn wait_for_room(&self) -> Result<(), StoreFault> {
        let applied = self.state().applied;
        let full = |it: &State| it.unsynced_bytes > UNSYNCED_BYTES_MAX || it.applied - it.durable > UNSYNCED_CHANGES_MAX;
        if !full(&self.state()) {
            return Ok(());
        }
        self.want(applied);
        self.wait(full)
    }

    fn want(&self, rev: Rev) {
        let mut state = self.state();
        if rev > state.wanted {
            state.wanted = rev;
            self.moved.notify_all();
        }
    }

    /// Waits until a revision is durable or the time is over; tells what is durable then.
    pub(super) fn wait_until(&self, rev: Rev, deadline: Instant) -> Result<Rev, StoreFault> {
        let mut state = self.state();
        while state.durable < rev && !state.closed {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                break;
            };
            (state, _) = self.moved.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed && state.durable < rev {
            return Err(StoreFault::Closed);
        }
        Ok(state.durable)
    }

    fn wait(&self, not_yet: impl Fn(&State) -> bool) -> Result<(), StoreFault> {
        let mut state = self.state();
        while not_yet(&state) {
            if let Some(fault) = &state.failed {
                return Err(fault.clone());
            }
            if state.closed {
                return Err(StoreFault::Closed);
            }
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
