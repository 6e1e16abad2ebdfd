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

/// The one file that is to be written; wildcards must stand for exactly one.
pub fn one_file(s: &Session, text: &str) -> Result<PathBuf, Fault> {
    let full = full(s, text);
    if !Wildcard::contains_wildcards(text) {
        return Ok(full);
    }
    let mut found = in_folder(&full);
    let message = match (found.pop(), found.is_empty()) {
        (Some(only), true) => return Ok(only),
        (None, _) => format!("Cannot perform operation because the wildcard path {text} did not resolve to a file."),
        _ => "Cannot perform operation because the path resolved to more than one file. This command cannot operate on multiple files.".to_owned(),
    };
    Err(Fault::new("System.IO.FileNotFoundException", "FileOpenFailure", Category::OpenError, message))
}

/// Files whose last part fits; a pattern further up stands for itself.
fn in_folder(full: &Path) -> Vec<PathBuf> {
    let pattern = full.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let Ok(pattern) = Wildcard::new(&pattern, true) else { return Vec::new() };
    let entries = full.parent().and_then(|it| std::fs::read_dir(it).ok()).into_iter().flatten().flatten();
    entries.filter(|it| pattern.is_match(&it.file_name().to_string_lossy())).map(|it| it.path()).collect()
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
