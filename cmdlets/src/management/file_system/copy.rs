//! Copies of files and folders.

use super::super::fault;
use super::super::find;
use super::super::item;
use super::super::place::{Place, Sieve};
use runtime::author::{Category, Cx, Fault, Flow, Halt, Value};
use std::fs;
use std::path::Path;

/// How to copy.
pub(in crate::management) struct Copying<'a> {
    pub(in crate::management) recurse: bool,
    /// Folders are kept; without it their files end up side by side.
    pub(in crate::management) container: bool,
    pub(in crate::management) force: bool,
    pub(in crate::management) pass_thru: bool,
    pub(in crate::management) sieve: &'a Sieve,
}

/// Copies one item to a place, or into it when a folder stands there.
pub(in crate::management) fn copy(cx: &mut Cx<'_>, from: &Place, to: &Place, how: &Copying<'_>) -> Flow {
    if from.as_path().is_dir() {
        let target = if how.container && to.as_path().is_dir() { to.below(from.name()) } else { to.clone() };
        return folder(cx, from, &target, how);
    }
    let target = if to.as_path().is_dir() { to.below(from.name()) } else { to.clone() };
    file(cx, from, &target, how)
}

fn folder(cx: &mut Cx<'_>, from: &Place, to: &Place, how: &Copying<'_>) -> Flow {
    let target = to.as_path();
    if target.is_file() {
        let text = "Container cannot be copied onto existing leaf item.";
        return cx.error(fault::argument("CopyContainerItemToLeafError", text).target(Value::str(&from.path)));
    }
    if target.starts_with(from.as_path()) {
        let text = format!("Destination path cannot be a subdirectory of the source or the source itself: {}.", to.path);
        return cx.error(Fault::new("System.IO.IOException", "CopyError", Category::WriteError, text).target(Value::str(&from.path)));
    }
    if !cx.confirm(&copy_target(from, to), "Copy Directory")? {
        return Ok(());
    }
    if how.container {
        let is_new = !target.is_dir();
        if let Err(error) = fs::create_dir_all(target) {
            return cx.error(fault::io("CopyDirectoryInfoItemIOError", Category::WriteError, &error, target));
        }
        if is_new && how.pass_thru {
            let made = item::at(cx.s, to);
            cx.emit(made)?;
        }
    }
    if how.recurse { below(cx, from, to, how) } else { Ok(()) }
}

fn below(cx: &mut Cx<'_>, from: &Place, to: &Place, how: &Copying<'_>) -> Flow {
    let names = match find::children(cx.s, from, true) {
        Ok(names) => names,
        Err(error) => return cx.error(fault::io("CopyDirectoryInfoItemIOError", Category::WriteError, &error, from.as_path())),
    };
    for name in names {
        cx.s.poll()?;
        let child = from.below(&name);
        if child.as_path().is_dir() {
            let target = if how.container { to.below(&name) } else { to.clone() };
            folder(cx, &child, &target, how)?;
        } else if how.sieve.lets(&name) {
            file(cx, &child, &to.below(&name), how)?;
        }
    }
    Ok(())
}

fn file(cx: &mut Cx<'_>, from: &Place, to: &Place, how: &Copying<'_>) -> Flow {
    if same_file(from.as_path(), to.as_path()) {
        let text = format!("Cannot overwrite the item {} with itself.", from.path);
        return cx.error(Fault::new("System.IO.IOException", "CopyError", Category::WriteError, text).target(Value::str(&from.path)));
    }
    if !cx.confirm(&copy_target(from, to), "Copy File")? {
        return Ok(());
    }
    match copy_bytes(from.as_path(), to.as_path(), how.force) {
        Ok(()) => {}
        Err(error) => return cx.error(copy_fault(&error, from, to)),
    }
    if how.pass_thru {
        let made = item::at(cx.s, to);
        cx.emit(made)?;
    }
    Ok(())
}

fn copy_bytes(from: &Path, to: &Path, force: bool) -> std::io::Result<()> {
    if force && to.is_file() && fs::metadata(to)?.permissions().readonly() {
        fs::remove_file(to)?;
    }
    let data = fs::metadata(from)?;
    fs::copy(from, to)?;
    // A copy is as old as what it was copied from.
    let times = fs::FileTimes::new().set_modified(data.modified()?);
    match fs::File::options().append(true).open(to) {
        Ok(file) => file.set_times(times),
        // A read-only copy keeps the time of the copying.
        Err(_) => Ok(()),
    }
}

fn copy_fault(error: &std::io::Error, from: &Place, to: &Place) -> Halt {
    let denied = error.kind() == std::io::ErrorKind::PermissionDenied;
    let path = if from.as_path().exists() { to.as_path() } else { from.as_path() };
    let (id, category) = if denied {
        ("CopyFileInfoItemUnauthorizedAccessError", Category::PermissionDenied)
    } else {
        ("CopyFileInfoItemIOError", Category::WriteError)
    };
    fault::io(id, category, error, path).target(Value::str(&from.path)).into()
}

fn copy_target(from: &Place, to: &Place) -> String {
    format!("Item: {} Destination: {}", from.path, to.path)
}

fn same_file(one: &Path, other: &Path) -> bool {
    match (fs::canonicalize(one), fs::canonicalize(other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}
