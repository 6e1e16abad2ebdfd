//! Removing files and folders.

use super::super::fault;
use super::super::find;
use super::super::place::Place;
use runtime::author::{Category, Cx, Fault, Flow, Value};
use std::fs;

/// Hidden and read-only items go only when they are forced to.
fn is_locked(place: &Place) -> bool {
    let hidden = place.name().starts_with('.');
    let read_only = fs::symlink_metadata(&place.path).is_ok_and(|it| !it.is_symlink() && it.permissions().readonly());
    hidden || read_only
}

/// Removes one item; a folder with everything in it.
pub(in crate::management) fn remove(cx: &mut Cx<'_>, place: &Place, recurse: bool, force: bool) -> Flow {
    let Ok(data) = fs::symlink_metadata(&place.path) else {
        let text = format!("An object at the specified path {} does not exist.", place.path);
        return cx.error(
            Fault::new("System.IO.IOException", "ItemDoesNotExist", Category::ObjectNotFound, text).target(Value::str(&place.path)),
        );
    };
    if data.is_dir() {
        return folder(cx, place, recurse, force, true);
    }
    let action = if data.is_symlink() && place.as_path().is_dir() { "Remove Directory" } else { "Remove File" };
    if cx.confirm(&place.path, action)? { delete(cx, place, force) } else { Ok(()) }
}

fn folder(cx: &mut Cx<'_>, place: &Place, recurse: bool, force: bool, is_root: bool) -> Flow {
    if (is_root || recurse) && !cx.confirm(&place.path, "Remove Directory")? {
        return Ok(());
    }
    let names = find::children(cx.s, place, true).unwrap_or_default();
    for name in names {
        cx.s.poll()?;
        let child = place.below(&name);
        let is_folder = fs::symlink_metadata(&child.path).is_ok_and(|it| it.is_dir());
        if is_folder {
            folder(cx, &child, recurse, force, false)?;
        } else if !recurse || cx.confirm(&child.path, "Remove File")? {
            delete(cx, &child, force)?;
        }
    }
    let is_empty = fs::read_dir(&place.path).is_ok_and(|mut it| it.next().is_none());
    if !is_empty && !force {
        let text = format!("Directory {} cannot be removed because it is not empty.", place.path);
        return cx
            .error(Fault::new("System.IO.IOException", "DirectoryNotEmpty", Category::WriteError, text).target(Value::str(&place.path)));
    }
    delete(cx, place, force)
}

fn delete(cx: &mut Cx<'_>, place: &Place, force: bool) -> Flow {
    if !force && is_locked(place) {
        let text = "You do not have sufficient access rights to perform this operation or the item is hidden, system, or read only.";
        return cx.error(
            Fault::new("System.IO.IOException", "RemoveFileSystemItemUnAuthorizedAccess", Category::PermissionDenied, text)
                .target(Value::str(&place.path)),
        );
    }
    let is_folder = fs::symlink_metadata(&place.path).is_ok_and(|it| it.is_dir());
    let done = if is_folder { fs::remove_dir(&place.path) } else { fs::remove_file(&place.path) };
    match done {
        Ok(()) => Ok(()),
        Err(error) => cx.error(fault::io("RemoveFileSystemItemIOError", Category::WriteError, &error, place.as_path())),
    }
}
