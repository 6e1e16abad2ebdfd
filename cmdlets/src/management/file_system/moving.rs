//! Moving and renaming files and folders.

use super::super::fault;
use super::super::item;
use super::super::place::Place;
use runtime::author::{Category, Cx, Fault, Flow, Value};
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

/// Moves one item to a place, or into it when a folder stands there.
pub(in crate::management) fn move_item(cx: &mut Cx<'_>, from: &Place, to: &Place, force: bool, pass_thru: bool) -> Flow {
    let is_folder = from.as_path().is_dir();
    let into = to.as_path().is_dir() && from.path != to.path;
    let target = if into { to.below(from.name()) } else { to.clone() };
    let action = if is_folder { "Move Directory" } else { "Move File" };
    if !cx.confirm(&format!("Item: {} Destination: {}", from.path, target.path), action)? {
        return Ok(());
    }
    if is_folder && target.as_path().exists() && from.path != target.path {
        let text = format!("An item with the specified name {} already exists.", target.path);
        return cx
            .error(Fault::new("System.IO.IOException", "DirectoryExist", Category::ResourceExists, text).target(Value::str(&from.path)));
    }
    let done = rename_to(from.as_path(), target.as_path(), force);
    if let Err(error) = done {
        let id = if is_folder { "MoveDirectoryItemIOError" } else { "MoveFileInfoItemIOError" };
        return cx.error(fault::io(id, Category::WriteError, &error, target.as_path()).target(Value::str(&from.path)));
    }
    show(cx, &target, pass_thru)
}

/// Gives an item another name in the same folder.
pub(in crate::management) fn rename(cx: &mut Cx<'_>, from: &Place, name: &str, force: bool, pass_thru: bool) -> Flow {
    let bare = name.strip_prefix("./").unwrap_or(name);
    let parent = dotnet::path::directory_name(&from.path).unwrap_or("/");
    let inside = bare.strip_prefix(parent).map_or(bare, |it| it.trim_start_matches('/'));
    if inside.contains('/') || inside.is_empty() {
        return Err(fault::argument("Argument", "Cannot rename the specified target, because it represents a path or device name.").into());
    }
    let target = from.at(parent).below(inside);
    let action = if from.as_path().is_dir() { "Rename Directory" } else { "Rename File" };
    if !cx.confirm(&format!("Item: {} Destination: {}", from.path, target.path), action)? {
        return Ok(());
    }
    if let Err(error) = rename_to(from.as_path(), target.as_path(), force && !target.as_path().is_dir()) {
        return cx.error(fault::io("RenameItemIOError", Category::WriteError, &error, target.as_path()).target(Value::str(&from.path)));
    }
    show(cx, &target, pass_thru)
}

fn show(cx: &mut Cx<'_>, place: &Place, pass_thru: bool) -> Flow {
    if !pass_thru {
        return Ok(());
    }
    let made = item::at(cx.s, place);
    cx.emit(made)
}

/// The system writes over what stands there; PowerShell does so only when it is forced to.
fn rename_to(from: &Path, to: &Path, force: bool) -> std::io::Result<()> {
    if from == to {
        return Ok(());
    }
    if !force && fs::symlink_metadata(to).is_ok() {
        return Err(Error::from(ErrorKind::AlreadyExists));
    }
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => across(from, to),
        done => done,
    }
}

/// To another file system a file can only be copied; the original goes when the copy is whole.
fn across(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.is_dir() {
        fs::copy(from, to)?;
        return fs::remove_file(from);
    }
    fs::create_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        across(&entry.path(), &to.join(entry.file_name()))?;
    }
    fs::remove_dir(from)
}
