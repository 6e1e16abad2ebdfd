//! Data files: a hashtable in a file, read without running anything.
//!
//! In:    the path of a `.psd1` file.
//! Out:   its hashtable.
//! Never: runs commands; what a `data` section may not hold is an error.

use dotnet::encoding::Encoding;
use runtime::author::*;
use runtime::eval::ScopeUse;
use std::path::Path;

pub fn read(s: &mut Session, path: &Path) -> Eval {
    let text = crate::files::read_text(path, Encoding::UTF8_NO_MARK)?;
    read_text(s, &text)
}

/// A `data` section around the text brings the rules along that hold for it.
pub fn read_text(s: &mut Session, text: &str) -> Eval {
    let block = runtime::eval::block_of_text(s, None, &format!("data {{\n{text}\n}}"))?;
    let found = s.collect(|s, out| runtime::eval::run_block(s, &block, &[], None, ScopeUse::New, out))?;
    match found.as_slice() {
        [only] if only.as_table().is_some() => Ok(only.clone()),
        _ => Err(Fault::invalid("CouldNotParseAsPowerShellDataFile", "A data file holds one hashtable.").into()),
    }
}
