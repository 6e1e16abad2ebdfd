//! Files of another directory: exports of Active Directory as LDIF or CSV, and what `Get-CsUser | Export-Csv` wrote.
//!
//! In:    a file.
//! Out:   its entries one by one, each with the line it begins on; accounts made of them.
//! Never: holds the file; stores anything.
//!
//! `csv` and `ldif` read entries, `entry` says what one is, `account` makes an account of it, `check` looks whether a
//! whole file may be stored.

mod account;
mod check;
mod csv;
mod entry;
mod ldif;

pub(super) use account::Reader as AccountReader;
pub(super) use check::Seen;
pub(super) use entry::{Entry, LineFault};

use dotnet::encoding::Encoding;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Seek};
use std::path::Path;

/// Largest file in another encoding than UTF-8; those are decoded as a whole.
const DECODED_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// Longest line; a longer one is no export.
pub(super) const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The entries of a file, in order.
pub(super) fn entries(path: &Path) -> std::io::Result<Box<dyn Iterator<Item = Result<Entry, LineFault>>>> {
    let lines = open_text(path)?;
    let is_ldif = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("ldif") || it.eq_ignore_ascii_case("ldf"));
    Ok(if is_ldif { Box::new(ldif::Entries::new(lines)) } else { Box::new(csv::Entries::new(lines)) })
}

fn open_text(path: &Path) -> std::io::Result<Box<dyn BufRead>> {
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    Read::by_ref(&mut file).take(4).read_to_end(&mut head)?;
    let (encoding, skip) = Encoding::detect(&head).unwrap_or((Encoding::UTF8_NO_MARK, 0));
    file.seek(std::io::SeekFrom::Start(skip as u64))?;
    if encoding.web_name() == "utf-8" {
        return Ok(Box::new(BufReader::new(file)));
    }
    let mut bytes = Vec::new();
    file.take(DECODED_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(Box::new(Cursor::new(encoding.text(&bytes).into_owned().into_bytes())))
}

/// The next line without its end; none at the end of the file.
fn read_line(lines: &mut dyn BufRead, number: &mut usize) -> Result<Option<String>, LineFault> {
    *number += 1;
    let at = *number;
    let fault = |reason: String| LineFault { line: at, reason };
    let mut bytes = Vec::new();
    let taken = Read::take(lines, LINE_BYTES_MAX as u64).read_until(b'\n', &mut bytes).map_err(|it| fault(it.to_string()))?;
    if taken == 0 {
        return Ok(None);
    }
    if taken == LINE_BYTES_MAX {
        return Err(fault(format!("the line is longer than {LINE_BYTES_MAX} bytes.")));
    }
    while matches!(bytes.last(), Some(b'\n' | b'\r')) {
        bytes.pop();
    }
    String::from_utf8(bytes).map(Some).map_err(|_| fault("the text is not UTF-8.".to_owned()))
}
