//! Export: a store, written out as one file.
//!
//! In:    a store that others may be changing meanwhile.
//! Out:   a zip that is of one moment.
//! Never: holds more than a page in memory, or a writer up.

use std::io::{Cursor, Seek, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{CHANGES_MEMBER, Exported, FAMILIES, FORMAT, Line, MANIFEST_MEMBER, Manifest, TransferFault, line_share};
use crate::fault::StoreFault;
use crate::key::Key;
use crate::store::{Bytes, Rev, Store, walk, walk_changes};

/// Writes the whole configuration. Secrets are in it, so the file must be kept like one.
///
/// Nobody is held up meanwhile: what changes while it is written follows behind it, and the last word counts.
pub fn export(store: &dyn Store, out: impl Write + Seek) -> Result<Exported, TransferFault> {
    let info = store.info()?;
    let first = store.flush()?;
    let mut file = Export::new(out);
    for (name, prefix) in FAMILIES {
        file.begin(name)?;
        walk(store, prefix, &mut |entry| file.add(&entry.key, Some(&entry.value)))?;
    }
    file.begin(CHANGES_MEMBER)?;
    let revision = file.add_changes(store, first)?;
    let manifest = Manifest { format: FORMAT, store: info.store, revision, records: file.records, digest: format!("{:032x}", file.digest) };
    let records = file.records;
    file.begin(MANIFEST_MEMBER)?;
    let bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
    let written_out = file.zip.write_all(&bytes);
    written_out.map_err(|it| TransferFault::Write { reason: it.to_string() })?;
    file.zip.finish().map_err(written)?;
    Ok(Exported { revision, records })
}

struct Export<W: Write + Seek> {
    zip: ZipWriter<W>,
    records: u64,
    digest: u128,
}

impl<W: Write + Seek> Export<W> {
    fn new(out: W) -> Self {
        Self { zip: ZipWriter::new(out), records: 0, digest: 0 }
    }

    fn begin(&mut self, name: &str) -> Result<(), TransferFault> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(name, options.large_file(true).unix_permissions(0o600)).map_err(written)
    }

    fn add(&mut self, key: &Key, value: Option<&Bytes>) -> Result<(), StoreFault> {
        self.records += 1;
        self.digest = self.digest.wrapping_add(line_share(key, value));
        let value = value.map(|it| String::from_utf8_lossy(it).into_owned());
        let mut bytes = serde_json::to_vec(&Line { key: show_key(key), value }).unwrap_or_default();
        bytes.push(b'\n');
        let out = self.zip.write_all(&bytes);
        out.map_err(|it| StoreFault::io("write", "the export".as_ref(), &it))
    }

    /// Everything that changed after a revision; tells up to which.
    fn add_changes(&mut self, store: &dyn Store, first: Rev) -> Result<Rev, StoreFault> {
        let last = store.flush()?;
        walk_changes(store, first + 1, last, &mut |change| {
            for item in change.items {
                let wanted = FAMILIES.iter().any(|(_, prefix)| item.key.starts_with(prefix));
                if wanted && item.hidden {
                    // The history does not have it; it is never changed once it is there.
                    let entry = store.get(&item.key)?;
                    self.add(&item.key, entry.as_ref().map(|it| &it.value))?;
                } else if wanted {
                    self.add(&item.key, item.new.as_ref())?;
                }
            }
            Ok(())
        })?;
        Ok(last)
    }
}

/// The whole configuration as bytes.
pub fn export_bytes(store: &dyn Store) -> Result<Vec<u8>, TransferFault> {
    let mut bytes = Cursor::new(Vec::new());
    export(store, &mut bytes)?;
    Ok(bytes.into_inner())
}

fn show_key(key: &Key) -> String {
    key.to_string_if_text().unwrap_or_else(|| key.to_string())
}

fn written(error: zip::result::ZipError) -> TransferFault {
    TransferFault::Write { reason: error.to_string() }
}
