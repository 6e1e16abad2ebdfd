//! Paths and files that the engine itself opens.
//!
//! In:    a path as a script writes it.
//! Out:   a full path, or the fault of a file that cannot be opened.
//! Never: knows drives other than the file system.

use crate::fault::{Category, Exception, Fault, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use dotnet::wildcard::Wildcard;
use std::path::{Component, Path, PathBuf};

/// The full path a script means: relative to the location, `~` as home, both kinds of separators.
pub fn full(s: &Session, text: &str) -> PathBuf {
    let text = text.replace('\\', "/");
    let text = text.strip_prefix("Microsoft.PowerShell.Core/FileSystem::").unwrap_or(&text);
    let text = strip_prefix_ignore_case(text, "FileSystem::");
    let home = || std::env::var("HOME").unwrap_or_else(|_| "/".to_owned());
    let expanded = match text.strip_prefix('~') {
        Some("") => home(),
        Some(rest) if rest.starts_with('/') => format!("{}{rest}", home()),
        _ => text.to_owned(),
    };
    normal(&s.location.join(expanded))
}

fn strip_prefix_ignore_case<'t>(text: &'t str, prefix: &str) -> &'t str {
    match text.get(..prefix.len()) {
        Some(head) if head.eq_ignore_ascii_case(prefix) => &text[prefix.len()..],
        _ => text,
    }
}

/// Without `.` and `..`; links are not followed.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other.as_os_str()),
        }
    }
    if out.as_os_str().is_empty() { PathBuf::from("/") } else { out }
}

/// The files a path with wildcards stands for, sorted; a path without them stands for itself.
pub fn expand(s: &Session, path: &str) -> Vec<PathBuf> {
    if !Wildcard::contains_wildcards(path) {
        return vec![full(s, &Wildcard::unescape(path))];
    }
    let whole = full(s, path);
    let mut found = vec![PathBuf::from("/")];
    for part in whole.components().skip(1) {
        let part = part.as_os_str().to_string_lossy().into_owned();
        found = found.iter().flat_map(|folder| matching(folder, &part)).collect();
    }
    found
}

fn matching(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    if !Wildcard::contains_wildcards(pattern) {
        let path = folder.join(pattern);
        return if path.exists() { vec![path] } else { Vec::new() };
    }
    let Ok(wildcard) = Wildcard::new(pattern, true) else { return Vec::new() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.retain(|name| wildcard.is_match(name));
    names.sort_by_key(|name| name.to_lowercase());
    names.into_iter().map(|name| folder.join(name)).collect()
}

/// The one file a path stands for; wildcards must match exactly one.
pub fn single(s: &Session, path: &str) -> Result<PathBuf, Halt> {
    drive_known(path)?;
    let mut found = expand(s, path);
    match (found.pop(), found.is_empty()) {
        (Some(one), true) => Ok(one),
        (None, _) => {
            let fault =
                Fault::new("System.IO.FileNotFoundException", "FileOpenFailure", Category::OpenError, "Unable to find the specified file.");
            Err(detailed(fault, format!("Cannot perform operation because the wildcard path {path} did not resolve to a file.")))
        }
        (Some(_), false) => {
            let fault = Fault::new(
                "System.Management.Automation.PSInvalidOperationException",
                "ReadWriteMultipleFilesNotSupported",
                Category::InvalidArgument,
                "Operation is not valid due to the current state of the object.",
            );
            let text =
                "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files.";
            Err(detailed(fault, text.to_owned()))
        }
    }
}

/// A word before the first colon names a drive; only `FileSystem::` and the drive of the file system lead to files.
fn drive_known(path: &str) -> Result<(), Halt> {
    let Some((drive, rest)) = path.split_once(':') else { return Ok(()) };
    let is_word = !drive.is_empty() && drive.chars().all(|c| c.is_alphanumeric() || c == '_');
    if !is_word || rest.starts_with(':') || drive.eq_ignore_ascii_case("temp") {
        return Ok(());
    }
    let text = format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
    Err(Fault::new("System.Management.Automation.DriveNotFoundException", "DriveNotFound", Category::ObjectNotFound, text)
        .target(Str::new(drive))
        .into())
}

fn detailed(fault: Fault, text: String) -> Halt {
    let record = fault.record();
    *record.details.borrow_mut() = Some(text.into());
    Halt::Error(record)
}

/// Why a file cannot be opened, as .NET says it.
pub fn exception(error: &std::io::Error, path: &Path) -> (&'static str, String) {
    use std::io::ErrorKind;
    let shown = path.display();
    match error.kind() {
        ErrorKind::NotFound if path.parent().is_some_and(|p| !p.is_dir()) => {
            ("System.IO.DirectoryNotFoundException", format!("Could not find a part of the path '{shown}'."))
        }
        ErrorKind::NotFound => ("System.IO.FileNotFoundException", format!("Could not find file '{shown}'.")),
        ErrorKind::PermissionDenied | ErrorKind::IsADirectory => {
            ("System.UnauthorizedAccessException", format!("Access to the path '{shown}' is denied."))
        }
        ErrorKind::StorageFull => ("System.IO.IOException", format!("No space left on device : '{shown}'")),
        _ => ("System.IO.IOException", format!("{error} : '{shown}'")),
    }
}

/// A script file that cannot be read.
pub fn read_fault(error: &std::io::Error, path: &Path) -> Halt {
    let (exception, message) = exception(error, path);
    Fault::new(exception, Type::of(exception).name(), Category::ReadError, message).target(Str::from(path.display().to_string())).into()
}

/// A redirection's file that cannot be opened.
pub fn open_fault(error: &std::io::Error, path: &Path) -> Halt {
    let (ty, message) = exception(error, path);
    let inner = Value::native(Exception::new(Type::of(ty), Str::new(&message), Value::Null));
    Fault::new(ty, "FileOpenFailure", Category::OpenError, message).inner(inner).target(Str::from(path.display().to_string())).into()
}
