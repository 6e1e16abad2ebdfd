//! Data files: a hashtable written as a script is read and never run.
//!
//! In:    the path or text of a `.psd1` file.
//! Out:   the hashtable.
//! Never: runs more than the commands that the reader allows; what a `data` section may not hold is an error.

use crate::eval::ScopeUse;
use crate::fault::{Eval, Fault, Halt};
use crate::session::Session;
use std::path::Path;

pub fn read(s: &mut Session, path: &Path) -> Eval {
    let text = text_of(path)?;
    read_text(s, &text)
}

/// The same where the file may call some commands, as the manifest of a module may.
pub fn read_with(s: &mut Session, path: &Path, commands: &[&str]) -> Eval {
    let text = text_of(path)?;
    evaluated(s, &format!("data -SupportedCommand {} {{ {text}\n}}", commands.join(", ")))
}

pub fn read_text(s: &mut Session, text: &str) -> Eval {
    evaluated(s, &format!("data {{ {text}\n}}"))
}

fn text_of(path: &Path) -> Result<String, Halt> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(dotnet::encoding::Encoding::UTF8_NO_MARK.read(&bytes).into_owned()),
        Err(error) => Err(crate::paths::read_fault(&error, path)),
    }
}

/// The `data` section around the text brings the rules along that hold for it.
fn evaluated(s: &mut Session, section: &str) -> Eval {
    let block = crate::eval::block_of_text(s, None, section)?;
    let found = s.collect(|s, out| crate::eval::run_block(s, &block, &[], None, ScopeUse::New, out))?;
    match found.as_slice() {
        [only] if only.as_table().is_some() => Ok(only.clone()),
        _ => Err(Fault::invalid("CouldNotParseAsPowerShellDataFile", "A data file holds one hashtable.").into()),
    }
}
