//! Open: from a folder to a store.
//!
//! In:    a path.
//! Out:   a store; or who holds it, or what is wrong with it.
//! Never: reads the environment or decides where the store is; the caller does.

use rustix::fs::{FlockOperation, flock};
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::sync::Arc;

use crate::engine::Engine;
use crate::fault::StoreFault;
use crate::home::memory::MemoryHome;
use crate::share::Shared;
use crate::store::Store;

/// A store that ends with the process.
///
/// # Panics
/// If the system cannot start a thread.
#[must_use]
pub fn memory() -> Arc<dyn Store> {
    let home = Box::new(MemoryHome::default());
    Arc::new(Engine::open(home).expect("an empty home in memory opens unless no thread can be started"))
}

/// The store in a folder, made on first use and shared with every other process that opens it.
///
/// If no process owns it, this one does until the store is dropped or the process ends; otherwise this one is a
/// client of the owner, and takes over when the owner goes.
pub fn open(path: &Path) -> Result<Arc<dyn Store>, StoreFault> {
    make_folder(path)?;
    Ok(Arc::new(Shared::open(path)?))
}

fn make_folder(path: &Path) -> Result<(), StoreFault> {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|it| StoreFault::io("create", path, &it))
}

/// The right to use the files of a folder; gone when dropped or when the process ends, however it ends.
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the lock; none if another process has it.
    pub(crate) fn try_take(folder: &Path) -> Result<Option<Self>, StoreFault> {
        let path = folder.join("lock");
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(&path).map_err(|it| StoreFault::io("open", &path, &it))?;
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => {}
            Err(rustix::io::Errno::WOULDBLOCK) => return Ok(None),
            Err(errno) => return Err(StoreFault::io("lock", &path, &errno.into())),
        }
        // For people who look who it is; nothing depends on it.
        let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
        Ok(Some(Self { _file: file }))
    }

    /// Who has the lock, as far as the file tells.
    pub(crate) fn holder(folder: &Path) -> String {
        let text = std::fs::read_to_string(folder.join("lock")).unwrap_or_default();
        let pid = text.trim();
        if pid.is_empty() {
            return "another process".to_owned();
        }
        let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        format!("process {pid} ({})", name.trim())
    }
}
