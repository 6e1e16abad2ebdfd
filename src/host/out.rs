//! Out: standard output, gathered into few writes and never late.
//!
//! In:    bytes of whoever writes; the wish to have them out now.
//! Out:   the same bytes in the same order, the last of them at most [`LATE_MS`] after they were written.
//! Never: leaves a reader waiting because the shell sleeps, asks or waits for a program.

use std::io::{BufWriter, Result, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::Thread;
use std::time::Duration;

const BUFFER_BYTES: usize = 64 * 1024;
/// How long something may wait for more to come, in milliseconds.
const LATE_MS: u64 = 20;

pub(super) struct Out {
    shared: Arc<Shared>,
    /// Brings out what waits; started with the first byte. None if the system has no thread to give.
    flusher: Option<Option<Thread>>,
}

struct Shared {
    buffer: Mutex<BufWriter<Stdout>>,
    /// Something was written since the last flush.
    pending: AtomicBool,
}

impl Out {
    pub(super) fn new() -> Self {
        let buffer = Mutex::new(BufWriter::with_capacity(BUFFER_BYTES, std::io::stdout()));
        let shared = Arc::new(Shared { buffer, pending: AtomicBool::new(false) });
        Self { shared, flusher: None }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.shared.buffer().write_all(bytes);
        if !self.shared.pending.swap(true, Ordering::AcqRel) {
            let shared = &self.shared;
            match self.flusher.get_or_insert_with(|| start_flusher(shared)) {
                Some(flusher) => flusher.unpark(),
                None => self.shared.flush(),
            }
        }
        written
    }

    pub(super) fn flush(&self) {
        self.shared.flush();
    }
}

impl Shared {
    fn buffer(&self) -> MutexGuard<'_, BufWriter<Stdout>> {
        self.buffer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lock comes first: who returns from here knows that nobody is still about to write.
    fn flush(&self) {
        let mut buffer = self.buffer();
        if self.pending.swap(false, Ordering::AcqRel) {
            // A reader that has gone is noticed at the next write.
            let _ = buffer.flush();
        }
    }
}

fn start_flusher(shared: &Arc<Shared>) -> Option<Thread> {
    let shared = Arc::clone(shared);
    let work = move || loop {
        while !shared.pending.load(Ordering::Acquire) {
            std::thread::park();
        }
        std::thread::sleep(Duration::from_millis(LATE_MS));
        shared.flush();
    };
    let started = std::thread::Builder::new().name("output".to_owned()).spawn(work);
    started.ok().map(|it| it.thread().clone())
}
