//! Restore: a sound store from what is left of a damaged one.
//!
//! In:    a folder that nobody has open.
//! Out:   a store made of the newest good base copy and every change record that can still be read; a report that
//!        says what could not.
//! Never: deletes anything; the damaged files are moved aside. Never holds more than one change in memory.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::base;
use crate::engine::{Loader, items_of, read_change};
use crate::fault::StoreFault;
use crate::home::sled::SledHome;
use crate::open::FolderLock;
use crate::store::Rev;

/// Change records that may be missing in a row before the rest is taken for lost.
const GAP_MAX: u64 = 10_000;

/// Gets change records one by one.
type EachRecord<'e> = &'e mut dyn FnMut(Rev, &[u8]) -> Result<(), StoreFault>;

/// What a restore brought back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restored {
    /// Revision of the base copy that was used; 0 if there was none.
    pub base: Rev,
    /// Newest revision that is in the store again.
    pub revision: Rev,
    /// Newest revision that had been acknowledged, as far as is known.
    pub acknowledged: Rev,
    /// Records in the store now.
    pub records: u64,
    /// What could not be brought back, or only in part.
    pub lost: Vec<String>,
    /// Where the damaged files are now.
    pub aside: Option<PathBuf>,
}

/// Restores the store in a folder.
pub fn restore(folder: &Path) -> Result<Restored, StoreFault> {
    let Some(lock) = FolderLock::try_take(folder)? else {
        let owner = FolderLock::holder(folder);
        return Err(StoreFault::InUse { path: folder.display().to_string(), owner });
    };
    let mut told = Restored::default();
    let base = newest_base(folder, &mut told);
    let salvaged = salvage(folder, lock, &mut told)?;
    told.aside = move_aside(folder)?;
    let lock = FolderLock::try_take(folder)?;
    let lock = lock.ok_or(StoreFault::Closed)?;
    let mut loader = Loader::new(Box::new(SledHome::open(folder, lock)?))?;
    if let Some(path) = base {
        told.base = base::read(&path, &mut |it| loader.put(&it.key, it.created, it.revision, it.value.as_deref()))?;
    }
    told.revision = told.base;
    salvaged.each(&mut |rev, record| apply(&mut loader, rev, record, &mut told))?;
    if told.acknowledged > told.revision {
        told.lost.push(format!("revisions {} to {}", told.revision + 1, told.acknowledged));
    }
    // Revisions never repeat: what was acknowledged once and is lost keeps its number.
    let last = told.revision.max(told.acknowledged);
    // History has no gaps: it is what reaches back from the last revision without one.
    let first = salvaged.unbroken_to(last);
    salvaged.each(&mut |rev, record| {
        if rev < first {
            return Ok(());
        }
        loader.put_change(rev, record)
    })?;
    told.records = loader.finish(last, first)?;
    Ok(told)
}

fn apply(loader: &mut Loader, rev: Rev, record: &[u8], told: &mut Restored) -> Result<(), StoreFault> {
    if rev <= told.base {
        return Ok(());
    }
    if rev > told.revision + 1 {
        told.lost.push(format!("revisions {} to {}", told.revision + 1, rev - 1));
    }
    for item in items_of(rev, record)? {
        if item.hidden {
            told.lost.push(format!("the secret \"{}\" of revision {rev}", item.key));
            continue;
        }
        loader.put(&item.key, item.created, rev, item.new.as_deref())?;
    }
    told.revision = rev;
    Ok(())
}

fn newest_base(folder: &Path, told: &mut Restored) -> Option<PathBuf> {
    for (rev, path) in base::list(folder) {
        match base::read(&path, &mut |_| Ok(())) {
            Ok(_) => return Some(path),
            Err(fault) => {
                let _ = std::fs::rename(&path, path.with_extension("damaged"));
                told.lost.push(format!("the base copy of revision {rev}: {fault}"));
            }
        }
    }
    None
}

/// Every change record that can be read, in order. The engine may refuse, panic or hang; then there are none.
fn salvage(folder: &Path, lock: FolderLock, told: &mut Restored) -> Result<Salvage, StoreFault> {
    let mut found = Salvage::new(folder)?;
    let home = match SledHome::open_damaged(folder, lock) {
        Ok(home) => home,
        Err(fault) => {
            told.acknowledged = SledHome::witness_of(folder);
            told.lost.push(format!("every change record after the base copy: {fault}"));
            return Ok(found);
        }
    };
    told.acknowledged = SledHome::witness_of(folder);
    let (mut rev, mut gap) = (base::list(folder).last().map_or(1, |it| it.0 + 1), 0);
    while gap < GAP_MAX && (rev <= told.acknowledged || gap < 64) {
        match read_change(&home, rev) {
            Some(record) => {
                found.add(rev, &record)?;
                gap = 0;
            }
            None => gap += 1,
        }
        rev += 1;
    }
    crate::home::Home::close(&home);
    found.out.flush().map_err(|it| found.fault(&it))?;
    Ok(found)
}

/// Change records that could still be read, in a file of their own: there may be more of them than memory holds.
struct Salvage {
    path: PathBuf,
    out: BufWriter<File>,
    /// Revisions without a gap, the newest run last.
    runs: Vec<(Rev, Rev)>,
}

impl Salvage {
    fn new(folder: &Path) -> Result<Self, StoreFault> {
        let path = folder.join("salvage");
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(true).mode(0o600);
        let file = options.open(&path).map_err(|it| StoreFault::io("create", &path, &it))?;
        Ok(Self { path, out: BufWriter::new(file), runs: Vec::new() })
    }

    fn add(&mut self, rev: Rev, record: &[u8]) -> Result<(), StoreFault> {
        match self.runs.last_mut() {
            Some((_, last)) if *last + 1 == rev => *last = rev,
            _ => self.runs.push((rev, rev)),
        }
        let length = record.len() as u64;
        let head = [rev.to_le_bytes(), length.to_le_bytes()].concat();
        let written = self.out.write_all(&head);
        let written = written.and_then(|()| self.out.write_all(record));
        written.map_err(|it| self.fault(&it))
    }

    /// Reads them again, oldest first.
    fn each(&self, each: EachRecord<'_>) -> Result<(), StoreFault> {
        let file = File::open(&self.path).map_err(|it| self.fault(&it))?;
        let mut file = BufReader::new(file);
        let mut record = Vec::new();
        let count: u64 = self.runs.iter().map(|(from, to)| to - from + 1).sum();
        for _ in 0..count {
            let rev = self.number(&mut file)?;
            let length = self.number(&mut file)?;
            record.clear();
            let read = Read::by_ref(&mut file).take(length).read_to_end(&mut record);
            read.map_err(|it| self.fault(&it))?;
            each(rev, &record)?;
        }
        Ok(())
    }

    fn number(&self, file: &mut impl Read) -> Result<u64, StoreFault> {
        let mut bytes = [0; 8];
        file.read_exact(&mut bytes).map_err(|it| self.fault(&it))?;
        Ok(u64::from_le_bytes(bytes))
    }

    /// First revision of the run that ends with this one; the one after it if there is no such run.
    fn unbroken_to(&self, last: Rev) -> Rev {
        let run = self.runs.last().filter(|(_, to)| *to == last);
        run.map_or(last + 1, |(from, _)| *from)
    }

    fn fault(&self, error: &std::io::Error) -> StoreFault {
        StoreFault::io("use", &self.path, error)
    }
}

impl Drop for Salvage {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

fn move_aside(folder: &Path) -> Result<Option<PathBuf>, StoreFault> {
    let files = folder.join("db");
    if !files.exists() {
        let _ = std::fs::remove_file(folder.join("witness"));
        return Ok(None);
    }
    let names = (1..).map(|n| folder.join(format!("db.damaged-{n}")));
    let Some(aside) = names.into_iter().find(|it| !it.exists()) else {
        return Ok(None);
    };
    std::fs::rename(&files, &aside).map_err(|it| StoreFault::io("move", &files, &it))?;
    let _ = std::fs::rename(folder.join("witness"), aside.join("witness"));
    Ok(Some(aside))
}
