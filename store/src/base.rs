//! Base: a copy of everything but the history, to begin again from.
//!
//! In:    a store; or a file that was written before.
//! Out:   a file that is checked after it was written; its records, or the news that it is damaged.
//! Never: holds up a writer. What changes while the copy is made is written behind it.
//!
//! Layout: magic, format (4 bytes), revision (8), then frames: length (4), CRC32 (4), body. The last frame says how
//! many there were. A file without it was cut off.

use serde::{Deserialize, Serialize};
use std::fs::{DirBuilder, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::fault::StoreFault;
use crate::key::{CHANGE_IDS, CHANGES, Key, META};
use crate::store::{Bytes, Rev, Store, walk, walk_changes};

const MAGIC: &[u8; 8] = b"csbase\r\n";
const FORMAT: u32 = 1;
/// Copies kept beside the database.
const KEPT: usize = 2;
/// No frame is longer: a value, its key, and some.
const FRAME_BYTES_MAX: usize = 64 * 1024;

/// One record of a base.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) key: Key,
    pub(crate) created: Rev,
    pub(crate) revision: Rev,
    /// None: it was removed while the copy was made.
    #[serde(with = "crate::raw::maybe")]
    pub(crate) value: Option<Bytes>,
}

#[derive(Serialize, Deserialize)]
enum Frame {
    Record(Kept),
    End { count: u64, revision: Rev },
}

/// The copies of a folder, newest first.
pub(crate) fn list(folder: &Path) -> Vec<(Rev, PathBuf)> {
    let Ok(listing) = std::fs::read_dir(folder.join("base")) else {
        return Vec::new();
    };
    let files = listing.flatten().map(|it| it.path());
    let mut found: Vec<_> = files.filter_map(|it| Some((revision_of(&it)?, it))).collect();
    found.sort_by_key(|it| std::cmp::Reverse(it.0));
    found
}

fn revision_of(path: &Path) -> Option<Rev> {
    path.file_name()?.to_str()?.strip_suffix(".base")?.parse().ok()
}

/// Writes a copy of a store beside it, reads it back, and removes those that are too old. Tells its revision.
pub(crate) fn write(store: &dyn Store, folder: &Path) -> Result<Rev, StoreFault> {
    let place = folder.join("base");
    let fault = |it: &std::io::Error| StoreFault::io("write a base copy to", &place, it);
    // The folder of the store itself is never made here: if it is gone, so is the store.
    match DirBuilder::new().mode(0o700).create(&place) {
        Err(it) if it.kind() != std::io::ErrorKind::AlreadyExists => return Err(fault(&it)),
        _ => {}
    }
    let draft = place.join("draft");
    let revision = write_file(store, &draft)?;
    read(&draft, &mut |_| Ok(()))?;
    std::fs::rename(&draft, place.join(format!("{revision:020}.base"))).map_err(|it| fault(&it))?;
    let handle = File::open(&place).map_err(|it| fault(&it))?;
    handle.sync_all().map_err(|it| fault(&it))?;
    for (_, old) in list(folder).into_iter().skip(KEPT) {
        let _ = std::fs::remove_file(old);
    }
    Ok(revision)
}

fn write_file(store: &dyn Store, path: &Path) -> Result<Rev, StoreFault> {
    let fault = |it: &std::io::Error| StoreFault::io("write", path, it);
    let first = store.flush()?;
    let mut out = Writer::new(path, first)?;
    walk(store, b"", &mut |entry| {
        if is_content(&entry.key) {
            let (key, created, revision) = (entry.key, entry.created, entry.revision);
            out.put(&Frame::Record(Kept { key, created, revision, value: Some(entry.value) }))?;
        }
        Ok(())
    })?;
    // A walk is not one moment; everything that changed meanwhile follows, and the last word counts.
    let last = store.flush()?;
    walk_changes(store, first + 1, last, &mut |change| {
        for item in change.items {
            if item.hidden || !is_content(&item.key) {
                continue;
            }
            let kept = Kept { key: item.key, created: item.created, revision: change.rev, value: item.new };
            out.put(&Frame::Record(kept))?;
        }
        Ok(())
    })?;
    let count = out.count;
    out.put(&Frame::End { count, revision: last })?;
    let file = out.file.into_inner().map_err(|it| fault(it.error()))?;
    file.sync_all().map_err(|it| fault(&it))?;
    Ok(last)
}

fn is_content(key: &Key) -> bool {
    ![META, CHANGES, CHANGE_IDS].iter().any(|it| key.starts_with(it))
}

struct Writer<'p> {
    path: &'p Path,
    file: BufWriter<File>,
    count: u64,
}

impl<'p> Writer<'p> {
    fn new(path: &'p Path, revision: Rev) -> Result<Self, StoreFault> {
        let fault = |it: &std::io::Error| StoreFault::io("create", path, it);
        let mut file = BufWriter::new(File::create(path).map_err(|it| fault(&it))?);
        let head = [&MAGIC[..], &FORMAT.to_le_bytes(), &revision.to_le_bytes()].concat();
        file.write_all(&head).map_err(|it| fault(&it))?;
        Ok(Self { path, file, count: 0 })
    }

    fn put(&mut self, frame: &Frame) -> Result<(), StoreFault> {
        let body = postcard::to_stdvec(frame).map_err(|it| StoreFault::Malformed { reason: it.to_string() })?;
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
        let head = [length.to_le_bytes(), crc32fast::hash(&body).to_le_bytes()].concat();
        let written = self.file.write_all(&head).and_then(|()| self.file.write_all(&body));
        written.map_err(|it| StoreFault::io("write", self.path, &it))?;
        self.count += 1;
        Ok(())
    }
}

/// Reads a copy to its end and checks all of it. Tells its revision.
pub(crate) fn read(path: &Path, each: &mut dyn FnMut(Kept) -> Result<(), StoreFault>) -> Result<Rev, StoreFault> {
    let file = File::open(path).map_err(|it| StoreFault::io("open", path, &it))?;
    let mut file = BufReader::new(file);
    let bad = |what: &str| StoreFault::damaged(path.display().to_string(), what);
    let mut head = [0; 20];
    file.read_exact(&mut head).map_err(|_| bad("it is cut off"))?;
    if head[..8] != MAGIC[..] || head[8..12] != FORMAT.to_le_bytes() {
        return Err(bad("this is no base copy of a known format"));
    }
    let mut seen = 0;
    loop {
        match next_frame(&mut file).ok_or_else(|| bad("a frame is damaged or cut off"))? {
            Frame::Record(kept) => each(kept)?,
            Frame::End { count, revision } if count == seen => return Ok(revision),
            Frame::End { .. } => return Err(bad("frames are missing")),
        }
        seen += 1;
    }
}

fn next_frame(file: &mut impl Read) -> Option<Frame> {
    let mut head = [0; 8];
    file.read_exact(&mut head).ok()?;
    let length = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
    if length > FRAME_BYTES_MAX {
        return None;
    }
    let mut body = vec![0; length];
    file.read_exact(&mut body).ok()?;
    (crc32fast::hash(&body).to_le_bytes() == head[4..]).then(|| postcard::from_bytes(&body).ok())?
}
