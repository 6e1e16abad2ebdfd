//! Sled: the home on disk, on the embedded database of that name.
//!
//! In:    batches of at most [`BATCH_OPS_MAX`] records.
//! Out:   records; damage as faults.
//! Never: trusts the engine's own word. What its own calls leave open is closed here:
//!        `flush` is followed by an fsync of the data file (it only asks the kernel to start writing), large pages
//!        that went to side files are synced too (nobody else does), a half-written recovery snapshot is removed
//!        before open (the engine would take it for the newest and refuse), every call is guarded against its
//!        panics, and a panic, a failed sync or a full disk ends all writing until the next start.

use rustix::fs::statvfs;
use std::collections::HashSet;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock, mpsc};
use std::time::{Duration, Instant};

use super::quiet::guard;
use super::witness::Witness;
use super::{Batch, Each, Home};
use crate::fault::StoreFault;
use crate::open::FolderLock;
use crate::store::{Bytes, Rev};

/// Most records handed to the engine at once; its memory grows with the batch.
pub(crate) const BATCH_OPS_MAX: usize = 400;
/// Bytes of pages the engine keeps in memory, as it counts them: by their size on disk. In memory they take up to four
/// times that (a process that has 1,000,000 accounts open takes about 525 MB). Half of it makes a look-up among 100,000
/// accounts twice as slow; twice of it takes twice the memory and makes nothing faster.
pub(crate) const CACHE_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Bytes that must stay free on the disk, so that what was begun can be finished.
pub(crate) const DISK_RESERVE_BYTES: u64 = 24 * 1024 * 1024;
/// The engine's files grow by several times what is written to it.
const GROWTH_FACTOR: u64 = 8;
/// How long the engine may take to open, before the time its size allows it.
const OPEN_SECONDS_MAX: u64 = 60;
/// Longest wait for an engine lock that outlived its handle, and the pause between two tries.
const LINGERING_LOCK_SECONDS_MAX: u64 = 5;
const LINGERING_LOCK_PAUSE: Duration = Duration::from_millis(20);
/// Bytes of database that one more second of opening is granted for.
const OPEN_BYTES_PER_SECOND: u64 = 10 * 1024 * 1024;
/// How long the engine may take to let go of its files.
const CLOSE_SECONDS_MAX: u64 = 10;

pub(crate) struct SledHome {
    folder: PathBuf,
    /// Gone once the home is closed.
    tree: RwLock<Option<sled::Db>>,
    data: File,
    side: Mutex<HashSet<PathBuf>>,
    witness: Witness,
    lock: Mutex<Option<FolderLock>>,
}

impl SledHome {
    /// Opens the database in a folder, with the right to do so.
    pub(crate) fn open(folder: &Path, lock: FolderLock) -> Result<Self, StoreFault> {
        let witness = Witness::open(&folder.join("witness"))?;
        let files = folder.join("db");
        let existed = files.join("db").exists();
        if !existed && witness.found().is_some_and(|it| it > 0) {
            return Err(StoreFault::damaged(files.display().to_string(), "the database file is gone"));
        }
        remove_torn_snapshots(&files)?;
        let tree = open_watched(&files)?;
        let path = files.join("db");
        let data = File::open(&path).map_err(|it| StoreFault::io("open", &path, &it))?;
        let tree = RwLock::new(Some(tree));
        let home = Self { folder: folder.to_owned(), tree, data, side: Mutex::default(), witness, lock: Mutex::new(Some(lock)) };
        if !existed {
            home.sync_folders()?;
        }
        Ok(home)
    }

    /// Opens what is left of a damaged database, to read from it.
    pub(crate) fn open_damaged(folder: &Path, lock: FolderLock) -> Result<Self, StoreFault> {
        if !folder.join("db").join("db").exists() {
            return Err(StoreFault::damaged(folder.display().to_string(), "the database file is gone"));
        }
        Self::open(folder, lock)
    }

    /// Newest revision known to have been acknowledged in a folder; 0 if nothing is known.
    pub(crate) fn witness_of(folder: &Path) -> Rev {
        Witness::open(&folder.join("witness")).ok().and_then(|it| it.found()).unwrap_or(0)
    }

    fn files(&self) -> PathBuf {
        self.folder.join("db")
    }

    fn sync_folders(&self) -> Result<(), StoreFault> {
        for folder in [self.files(), self.folder.clone()] {
            File::open(&folder).and_then(|it| it.sync_all()).map_err(|it| StoreFault::io("sync", &folder, &it))?;
        }
        self.witness.sync().map_err(|it| StoreFault::io("sync", &self.folder.join("witness"), &it))
    }

    /// Pages that outgrew a segment lie in files of their own, which the engine never syncs.
    fn sync_side_files(&self) -> std::io::Result<()> {
        let folder = self.files().join("blobs");
        let Ok(listing) = std::fs::read_dir(&folder) else {
            return Ok(());
        };
        let mut done = self.side.lock().unwrap_or_else(PoisonError::into_inner);
        let mut grew = false;
        for file in listing.flatten() {
            if done.insert(file.path()) {
                // The engine may have dropped the file again in the meantime.
                if let Ok(file) = File::open(file.path()) {
                    file.sync_all()?;
                }
                grew = true;
            }
        }
        if grew { File::open(&folder)?.sync_all() } else { Ok(()) }
    }

    fn fault(&self, error: &sled::Error) -> StoreFault {
        match error {
            sled::Error::Io(error) => StoreFault::io("use", &self.files(), error),
            other => damage(&self.files(), other),
        }
    }

    fn guarded<T>(&self, call: impl FnOnce(&sled::Db) -> Result<T, sled::Error>) -> Result<T, StoreFault> {
        let tree = self.tree.read().unwrap_or_else(PoisonError::into_inner);
        let tree = tree.as_ref().ok_or(StoreFault::Closed)?;
        guard(&self.folder, || call(tree).map_err(|it| self.fault(&it)))
    }
}

impl Home for SledHome {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreFault> {
        self.guarded(|tree| Ok(tree.get(key)?.map(|it| Bytes::from(&*it))))
    }

    fn scan(&self, prefix: &[u8], from: &[u8], each: Each<'_>) -> Result<(), StoreFault> {
        self.guarded(|tree| {
            for pair in tree.range(from..) {
                let (key, value) = pair?;
                if !key.starts_with(prefix) || !each(&key, &value) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreFault> {
        debug_assert!(batch.len() <= BATCH_OPS_MAX);
        let mut ops = sled::Batch::default();
        for (key, value) in batch {
            match value {
                Some(value) => ops.insert(key.bytes(), value),
                None => ops.remove(key.bytes()),
            }
        }
        self.guarded(|tree| tree.apply_batch(ops))
    }

    fn sync(&self, rev: Rev) -> Result<(), StoreFault> {
        self.guarded(|tree| {
            tree.flush()?;
            self.sync_side_files()?;
            // An fsync covers the file, whoever wrote it.
            self.data.sync_all()?;
            self.witness.note(rev)?;
            Ok(())
        })
    }

    fn room_for(&self, bytes: usize) -> Result<(), StoreFault> {
        let Ok(disk) = statvfs(&self.folder) else {
            return Ok(());
        };
        let free_bytes = disk.f_bavail.saturating_mul(disk.f_frsize);
        let reserve_bytes = DISK_RESERVE_BYTES.saturating_add((bytes as u64).saturating_mul(GROWTH_FACTOR));
        if free_bytes >= reserve_bytes {
            return Ok(());
        }
        Err(StoreFault::DiskFull { path: self.place(), free_bytes, reserve_bytes })
    }

    fn witnessed(&self) -> Option<Rev> {
        self.witness.found()
    }

    fn place(&self) -> String {
        self.folder.display().to_string()
    }

    fn close(&self) {
        // The engine has hung while closing; everything is safe by now, so it gets some time and no more.
        let db = self.tree.write().unwrap_or_else(PoisonError::into_inner).take();
        let (done, wait) = mpsc::channel();
        let spawned = std::thread::Builder::new().name("store-close".to_owned()).spawn(move || {
            drop(db);
            let _ = done.send(());
        });
        if spawned.is_ok() {
            let _ = wait.recv_timeout(Duration::from_secs(CLOSE_SECONDS_MAX));
        }
        let _ = self.witness.sync();
        drop(self.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn remove_torn_snapshots(files: &Path) -> Result<(), StoreFault> {
    let Ok(listing) = std::fs::read_dir(files) else {
        return Ok(());
    };
    for file in listing.flatten() {
        let name = file.file_name();
        let name = name.to_string_lossy();
        if name.starts_with("snap.") && name.ends_with(".generating") {
            std::fs::remove_file(file.path()).map_err(|it| StoreFault::io("remove", &file.path(), &it))?;
        }
    }
    Ok(())
}

fn open_watched(files: &Path) -> Result<sled::Db, StoreFault> {
    let size = std::fs::metadata(files.join("db")).map_or(0, |it| it.len());
    let seconds = OPEN_SECONDS_MAX + size / OPEN_BYTES_PER_SECOND;
    let (done, wait) = mpsc::channel();
    let path = files.to_owned();
    let opener = move || {
        let outcome = guard(&path, || {
            let config = sled::Config::new().path(&path).cache_capacity(CACHE_BYTES_MAX).flush_every_ms(None);
            open_when_free(&config).map_err(|it| open_fault(&path, &it))
        });
        let _ = done.send(outcome);
    };
    let spawned = std::thread::Builder::new().name("store-open".to_owned()).spawn(opener);
    spawned.map_err(|it| StoreFault::io("start a thread for", files, &it))?;
    let what = format!("Opening the store \"{}\"", files.display());
    wait.recv_timeout(Duration::from_secs(seconds)).unwrap_or(Err(StoreFault::Timeout { what, seconds }))
}

/// We hold the folder's own lock, so an engine file that is still locked belongs to a handle of this
/// process that sled has not let go of yet: its lock may outlive the drop by a moment.
fn open_when_free(config: &sled::Config) -> sled::Result<sled::Db> {
    let give_up = Instant::now() + Duration::from_secs(LINGERING_LOCK_SECONDS_MAX);
    loop {
        match config.open() {
            Err(sled::Error::Io(error)) if error.kind() == ErrorKind::Other && Instant::now() < give_up => {
                std::thread::sleep(LINGERING_LOCK_PAUSE);
            }
            outcome => return outcome,
        }
    }
}

fn open_fault(files: &Path, error: &sled::Error) -> StoreFault {
    match error {
        sled::Error::Io(error) => StoreFault::io("open", files, error),
        other => damage(files, other),
    }
}

fn damage(files: &Path, error: &sled::Error) -> StoreFault {
    let what = match error {
        sled::Error::Corruption { at: Some(at), .. } => format!("the engine found a damaged page at {at}"),
        sled::Error::Corruption { at: None, .. } => "the engine found a damaged page or snapshot".to_owned(),
        other => other.to_string(),
    };
    StoreFault::damaged(files.display().to_string(), what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn reopen(folder: &Path) -> SledHome {
        let lock = FolderLock::try_take(folder).unwrap().unwrap();
        SledHome::open(folder, lock).unwrap()
    }

    #[test]
    fn a_half_written_snapshot_is_no_reason_to_refuse() {
        let folder = tempfile::tempdir().unwrap();
        let home = reopen(folder.path());
        home.apply(vec![(Key::new(b"k"), Some(b"v".to_vec()))]).unwrap();
        home.sync(1).unwrap();
        home.close();
        // What a kill in the middle of the engine's own open leaves behind.
        let torn = folder.path().join("db/snap.00000000000FFFFF.generating");
        std::fs::write(&torn, [7; 100]).unwrap();
        let home = reopen(folder.path());
        assert_eq!(home.get(b"k").unwrap().as_deref(), Some(&b"v"[..]));
        assert!(!torn.exists());
    }

    #[test]
    fn a_closed_home_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let home = reopen(folder.path());
        home.close();
        assert!(matches!(home.get(b"k"), Err(StoreFault::Closed)));
        drop(reopen(folder.path()));
    }
}
