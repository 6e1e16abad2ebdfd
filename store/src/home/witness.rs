//! Witness: an independent note of the newest revision that was reported safe.
//!
//! In:    a revision, after the engine's files were synced.
//! Out:   at the next open, the newest revision found in it.
//! Never: is needed to read the store; without it only a lost tail of the engine's file goes unnoticed.
//!
//! The engine drops a torn tail of its log without a word. That is right after a crash, where nothing of it had
//! been acknowledged, and wrong when the tail was damaged later. The note tells the two apart: it is written
//! after the sync and before the acknowledgement, so it can be behind the database but never ahead of it.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fault::StoreFault;
use crate::store::Rev;

const SLOT_BYTES: u64 = 4096;
const NOTE_BYTES: usize = 12;

pub(crate) struct Witness {
    file: File,
    turn: AtomicU64,
    found: Option<Rev>,
}

impl Witness {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreFault> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(|it| StoreFault::io("open", path, &it))?;
        let found = [0, 1].into_iter().filter_map(|slot| read_note(&file, slot)).max();
        Ok(Self { file, turn: AtomicU64::new(0), found })
    }

    pub(crate) fn found(&self) -> Option<Rev> {
        self.found
    }

    /// Writes alternate between two slots, so that a torn write leaves the older note whole.
    pub(crate) fn note(&self, rev: Rev) -> std::io::Result<()> {
        let slot = self.turn.fetch_add(1, Ordering::Relaxed) % 2;
        self.file.write_all_at(&make_note(rev), slot * SLOT_BYTES)
    }

    pub(crate) fn sync(&self) -> std::io::Result<()> {
        self.file.sync_all()
    }
}

fn make_note(rev: Rev) -> [u8; NOTE_BYTES] {
    let mut note = [0; NOTE_BYTES];
    note[..8].copy_from_slice(&rev.to_le_bytes());
    note[8..].copy_from_slice(&crc32fast::hash(&rev.to_le_bytes()).to_le_bytes());
    note
}

fn read_note(file: &File, slot: u64) -> Option<Rev> {
    let mut note = [0; NOTE_BYTES];
    file.read_exact_at(&mut note, slot * SLOT_BYTES).ok()?;
    let rev = Rev::from_le_bytes(*note.first_chunk::<8>()?);
    (make_note(rev) == note).then_some(rev)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_whole_note_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("witness");
        let witness = Witness::open(&path).unwrap();
        assert_eq!(witness.found(), None);
        witness.note(7).unwrap();
        witness.note(8).unwrap();
        assert_eq!(Witness::open(&path).unwrap().found(), Some(8));
        witness.file.write_all_at(b"torn", SLOT_BYTES).unwrap();
        assert_eq!(Witness::open(&path).unwrap().found(), Some(7));
    }
}
