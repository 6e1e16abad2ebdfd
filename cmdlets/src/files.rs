//! Files for cmdlets that read or write text: names, encodings, errors in .NET's words.
//!
//! In:    `-Path`, `-LiteralPath`, `-Encoding` as bound.
//! Out:   full paths, text, open files.
//! Never: follows drives other than the file system.

use dotnet::encoding::Encoding;
use dotnet::wildcard::Wildcard;
use runtime::author::*;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The one file to write: `-LiteralPath` as it is, `-Path` with its wildcards opened.
pub fn target(s: &Session, path: Option<&Str>, literal: Option<&Str>) -> Result<PathBuf, Halt> {
    match (literal, path) {
        (Some(literal), _) => Ok(runtime::paths::full(s, literal)),
        (None, Some(path)) => runtime::paths::single(s, path),
        (None, None) => Ok(s.location.clone()),
    }
}

/// What `-Path` and `-LiteralPath` say together; a path that leads nowhere is an error, the others go on.
pub fn sources(cx: &mut Cx<'_>, paths: &[Str], literal: &[Str]) -> Result<Vec<PathBuf>, Halt> {
    let mut all = Vec::new();
    for path in paths {
        let found = runtime::paths::expand(cx.s, path);
        let is_there = found.iter().any(|path| path.exists());
        if !is_there && !Wildcard::contains_wildcards(path) {
            cx.error(path_missing(&runtime::paths::full(cx.s, path).to_string_lossy()))?;
            continue;
        }
        all.extend(found);
    }
    for path in literal {
        let whole = runtime::paths::full(cx.s, path);
        if whole.exists() {
            all.push(whole);
        } else {
            cx.error(path_missing(&whole.to_string_lossy()))?;
        }
    }
    Ok(all)
}

pub fn path_missing(path: &str) -> Fault {
    let text = format!("Cannot find path '{path}' because it does not exist.");
    Fault::new("System.Management.Automation.ItemNotFoundException", "PathNotFound", Category::ObjectNotFound, text)
        .target(Value::str(path))
}

/// `-Encoding` as bound; UTF-8 without a mark when it was not.
pub fn encoding(s: &mut Session, value: &Value) -> Result<Encoding, Halt> {
    if let Some(it) = value.as_native::<runtime::clr::EncodingValue>() {
        return Ok(it.0);
    }
    match value.base() {
        base if base.is_null() => Ok(Encoding::UTF8_NO_MARK),
        Value::Str(name) => Encoding::for_parameter(name).ok_or_else(|| encoding_unknown(name)),
        _ => {
            let page = runtime::member::get(s, value, "CodePage")?;
            let mark = runtime::member::call(s, value, "GetPreamble", &[])?;
            let page = runtime::convert::to_int(&page).ok().and_then(|page| u16::try_from(page).ok());
            match page.and_then(Encoding::of_code_page) {
                Some(mut encoding) => {
                    encoding.mark = mark.as_seq().is_some_and(|bytes| !bytes.is_empty());
                    Ok(encoding)
                }
                None => Err(encoding_unknown(&to_str(s, value)?)),
            }
        }
    }
}

fn encoding_unknown(name: &str) -> Halt {
    let text = format!(
        "'{name}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method. (Parameter 'name')"
    );
    Fault::new("System.ArgumentException", "ArgumentException", Category::InvalidArgument, text).into()
}

/// The whole text of a file; a mark at its start decides over the encoding asked for.
pub fn read_text(path: &Path, encoding: Encoding) -> Result<String, Halt> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(encoding.read(&bytes).into_owned()),
        Err(error) => Err(open_failed(path, &error).into()),
    }
}

/// How a file is opened for writing.
#[derive(Clone, Copy, Default)]
pub struct WriteMode {
    pub append: bool,
    pub force: bool,
    pub no_clobber: bool,
}

/// A text file that is being written.
pub struct TextWriter {
    file: File,
    encoding: Encoding,
    path: PathBuf,
    /// Restored when the file closes: `-Force` opened a read-only file.
    locked: Option<std::fs::Permissions>,
}

impl TextWriter {
    pub fn open(path: &Path, encoding: Encoding, mode: WriteMode) -> Result<Self, Halt> {
        let mut locked = None;
        if mode.force
            && let Ok(data) = std::fs::metadata(path)
            && data.permissions().readonly()
        {
            locked = Some(data.permissions());
            unlock(path, &data);
        }
        let mut options = OpenOptions::new();
        options.write(true);
        match (mode.append, mode.no_clobber) {
            (true, _) => options.append(true).create(true),
            (false, true) => options.create_new(true),
            (false, false) => options.create(true).truncate(true),
        };
        let file = options.open(path).map_err(|error| match mode.no_clobber && path.exists() {
            true => Halt::from(file_exists(path)),
            false => Halt::from(open_failed(path, &error)),
        })?;
        let is_empty = file.metadata().is_ok_and(|data| data.len() == 0);
        let mut writer = Self { file, encoding, path: path.to_owned(), locked };
        if encoding.mark && is_empty {
            writer.raw(encoding.preamble())?;
        }
        Ok(writer)
    }

    pub fn write(&mut self, text: &str) -> Flow {
        let bytes = self.encoding.bytes(text).into_owned();
        self.raw(&bytes)
    }

    fn raw(&mut self, bytes: &[u8]) -> Flow {
        self.file.write_all(bytes).map_err(|error| Halt::from(open_failed(&self.path, &error)))
    }
}

impl Drop for TextWriter {
    fn drop(&mut self) {
        if let Some(permissions) = self.locked.take() {
            // The content is written; a file that cannot be locked again is no reason to fail.
            let _ = std::fs::set_permissions(&self.path, permissions);
        }
    }
}

#[cfg(unix)]
fn unlock(path: &Path, data: &std::fs::Metadata) {
    use std::os::unix::fs::PermissionsExt;
    let mode = data.permissions().mode() | 0o200;
    // Opening reports the error when this does not help.
    let _ = std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn unlock(path: &Path, data: &std::fs::Metadata) {
    let mut permissions = data.permissions();
    permissions.set_readonly(false);
    let _ = std::fs::set_permissions(path, permissions);
}

fn file_exists(path: &Path) -> Fault {
    let text = format!("The file '{}' already exists.", path.display());
    Fault::new("System.IO.IOException", "NoClobber", Category::ResourceExists, text)
        .target(Value::from(path.to_string_lossy().into_owned()))
}

/// `FileOpenFailure`, with the exception .NET throws.
pub fn open_failed(path: &Path, error: &std::io::Error) -> Fault {
    let (exception, text) = runtime::paths::exception(error, path);
    Fault::new(exception, "FileOpenFailure", Category::OpenError, text)
}
