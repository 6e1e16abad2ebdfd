//! Restore: a sound store from what is left of a damaged one.
//!
//! In:    a folder that nobody has open.
//! Out:   a store made of the newest good base copy and every change record that can still be read; a report that
//!        says what could not.
//! Never: deletes anything. The damaged files are moved aside.

use std::path::{Path, PathBuf};

use crate::base;
use crate::change::Item;
use crate::engine::{Loader, read_change};
use crate::fault::StoreFault;
use crate::home::sled::SledHome;
use crate::open::FolderLock;
use crate::store::Rev;

/// Change records that may be missing in a row before the rest is taken for lost.
const GAP_MAX: u64 = 10_000;

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
    let salvaged = salvage(folder, lock, &mut told);
    told.aside = move_aside(folder)?;
    let lock = FolderLock::try_take(folder)?;
    let lock = lock.ok_or(StoreFault::Closed)?;
    let mut loader = Loader::new(Box::new(SledHome::open(folder, lock)?))?;
    if let Some(path) = base {
        told.base = base::read(&path, &mut |it| loader.put(&it.key, it.created, it.revision, it.value.as_deref()))?;
    }
    told.revision = told.base;
    for it in &salvaged {
        apply(&mut loader, it, &mut told)?;
    }
    if told.acknowledged > told.revision {
        told.lost.push(format!("revisions {} to {}", told.revision + 1, told.acknowledged));
    }
    // Revisions never repeat: what was acknowledged once and is lost keeps its number.
    let last = told.revision.max(told.acknowledged);
    let first = put_history(&mut loader, &salvaged, last)?;
    told.records = loader.finish(last, first)?;
    Ok(told)
}

/// History has no gaps: it is what reaches back from the last revision without one.
fn put_history(loader: &mut Loader, salvaged: &[Salvaged], last: Rev) -> Result<Rev, StoreFault> {
    let mut first = last + 1;
    for it in salvaged.iter().rev() {
        if it.rev + 1 != first {
            break;
        }
        loader.put_change(it.rev, &it.record)?;
        first = it.rev;
    }
    Ok(first)
}

/// A change that could still be read.
struct Salvaged {
    rev: Rev,
    record: Vec<u8>,
    items: Vec<Item>,
}

fn apply(loader: &mut Loader, change: &Salvaged, told: &mut Restored) -> Result<(), StoreFault> {
    let rev = change.rev;
    if rev <= told.base {
        return Ok(());
    }
    if rev > told.revision + 1 {
        told.lost.push(format!("revisions {} to {}", told.revision + 1, rev - 1));
    }
    for item in &change.items {
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
fn salvage(folder: &Path, lock: FolderLock, told: &mut Restored) -> Vec<Salvaged> {
    let home = match SledHome::open_damaged(folder, lock) {
        Ok(home) => home,
        Err(fault) => {
            told.acknowledged = SledHome::witness_of(folder);
            told.lost.push(format!("every change record after the base copy: {fault}"));
            return Vec::new();
        }
    };
    told.acknowledged = SledHome::witness_of(folder);
    let mut found = Vec::new();
    let (mut rev, mut gap) = (base::list(folder).last().map_or(1, |it| it.0 + 1), 0);
    while gap < GAP_MAX && (rev <= told.acknowledged || gap < 64) {
        match read_change(&home, rev) {
            Some((record, items)) => {
                found.push(Salvaged { rev, record, items });
                gap = 0;
            }
            None => gap += 1,
        }
        rev += 1;
    }
    crate::home::Home::close(&home);
    found
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
