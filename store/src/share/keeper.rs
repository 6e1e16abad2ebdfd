//! Keeper: base copies, made by whoever owns the store.
//!
//! In:    the engine and its folder.
//! Out:   a fresh copy beside the database when enough has changed, and when the owner goes.
//! Never: fails anybody. A copy that cannot be made is tried again later; `verify` tells how old the newest is.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant, SystemTime};

use crate::base;
use crate::engine::Engine;
use crate::store::Store;

/// Changes after which a new copy is due.
const CHANGES_DUE: u64 = 1000;
/// Age after which a copy is due if anything changed at all.
const HOURS_DUE: u64 = 24;
/// A copy is not begun before this many times what the last one took has passed: however large the store, and
/// however busy, making copies takes no more than this share of the owner's time.
const REST_FACTOR: u32 = 20;
/// How often that is looked at.
const CHECK_SECONDS: u64 = 30;
/// A store of more records is not copied when its owner goes; that would keep a shell from ending.
const PARTING_RECORDS_MAX: u64 = 20_000;

pub(super) struct Keeper {
    engine: Arc<Engine>,
    folder: PathBuf,
    stop: Sender<()>,
}

impl Keeper {
    pub(super) fn start(engine: &Arc<Engine>, folder: &Path) -> Self {
        let (stop, stopped) = channel();
        let (weak, place) = (Arc::downgrade(engine), folder.to_owned());
        let keep = move || {
            let mut not_before = Instant::now();
            while stopped.recv_timeout(Duration::from_secs(CHECK_SECONDS)) == Err(RecvTimeoutError::Timeout) {
                let Some(engine) = weak.upgrade() else { return };
                if Instant::now() >= not_before && is_due(engine.as_ref(), &place) {
                    let begun = Instant::now();
                    let _ = base::write(engine.as_ref(), &place);
                    not_before = Instant::now() + begun.elapsed() * REST_FACTOR;
                }
            }
        };
        let _ = std::thread::Builder::new().name("store-keeper".to_owned()).spawn(keep);
        Self { engine: Arc::clone(engine), folder: folder.to_owned(), stop }
    }

    /// The owner goes: a last copy, if that is quick.
    pub(super) fn part(&self) {
        let _ = self.stop.send(());
        let Ok(info) = self.engine.info() else { return };
        let newest = base::list(&self.folder).first().map_or(0, |it| it.0);
        if info.revision > newest && info.records <= PARTING_RECORDS_MAX {
            let _ = base::write(self.engine.as_ref(), &self.folder);
        }
    }
}

fn is_due(engine: &dyn Store, folder: &Path) -> bool {
    let Ok(info) = engine.info() else {
        return false;
    };
    let copies = base::list(folder);
    let Some((newest, path)) = copies.first() else {
        return info.durable > 0;
    };
    let made = path.metadata().and_then(|it| it.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
    let age = SystemTime::now().duration_since(made).unwrap_or_default();
    info.durable >= newest + CHANGES_DUE || info.durable > *newest && age > Duration::from_secs(HOURS_DUE * 3600)
}
