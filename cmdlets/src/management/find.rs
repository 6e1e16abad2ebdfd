//! Finding items: paths with and without wildcards to places that exist.
//!
//! In:    `-Path` and `-LiteralPath` as bound.
//! Out:   places, in the order PowerShell gives them; faults of paths that lead nowhere.
//! Never: opens an item.

use super::place::{self, Place};
use super::{fault, session_items};
use dotnet::wildcard::Wildcard;
use runtime::author::{Cx, Fault, Flow, Halt, Session, Str};
use std::fs;
use std::path::Path;

/// Does something stand there? A link that leads nowhere does.
pub(super) fn exists(s: &mut Session, place: &Place) -> bool {
    if place.is_file_system() {
        return fs::symlink_metadata(&place.path).is_ok();
    }
    place.path.is_empty() || session_items::get(s, place.provider, &place.path).is_some()
}

pub(super) fn is_container(place: &Place) -> bool {
    if place.is_file_system() { place.as_path().is_dir() } else { place.path.is_empty() }
}

/// Names of what is directly below: folders first, then files, each in order.
pub(super) fn children(s: &mut Session, place: &Place, hidden: bool) -> std::io::Result<Vec<String>> {
    if !place.is_file_system() {
        return Ok(session_items::names(s, place.provider));
    }
    let mut folders = Vec::new();
    let mut files = Vec::new();
    for entry in fs::read_dir(&place.path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !hidden && name.starts_with('.') {
            continue;
        }
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir() || (it.is_symlink() && entry.path().is_dir()));
        if is_folder { folders.push(name) } else { files.push(name) }
    }
    sort(&mut folders);
    sort(&mut files);
    folders.extend(files);
    Ok(folders)
}

/// The order of .NET's ordinal comparison that ignores case.
fn sort(names: &mut [String]) {
    names.sort_by_cached_key(|it| (it.to_uppercase(), it.clone()));
}

/// Places a path with wildcards stands for; a path without them is itself, and must exist.
pub(super) fn glob(s: &mut Session, text: &str, hidden: bool) -> Result<Vec<Place>, Fault> {
    let whole = place::resolve(s, text)?;
    if !Wildcard::contains_wildcards(text) {
        let literal = place::trimmed(whole.at(Wildcard::unescape(&whole.path)));
        return if exists(s, &literal) { Ok(vec![literal]) } else { Err(fault::path_missing(&missing_text(&literal))) };
    }
    Ok(expand(s, &whole, hidden))
}

/// How a place that does not exist is named in the message about it.
pub(super) fn missing_text(place: &Place) -> String {
    if place.is_file_system() && place.drive.as_ref().is_none_or(|it| it.root == "/") { place.path.clone() } else { place.shown() }
}

fn expand(s: &mut Session, whole: &Place, hidden: bool) -> Vec<Place> {
    if !whole.is_file_system() {
        let Ok(pattern) = Wildcard::new(&whole.path, true) else { return Vec::new() };
        let names = session_items::names(s, whole.provider);
        return names.into_iter().filter(|it| pattern.is_match(it)).map(|it| whole.at(it)).collect();
    }
    let mut found = vec!["/".to_owned()];
    for part in whole.path.split('/').filter(|it| !it.is_empty()) {
        found = found.iter().flat_map(|folder| matching(s, whole, folder, part, hidden)).collect();
    }
    found.into_iter().map(|path| whole.at(path)).collect()
}

fn matching(s: &mut Session, base: &Place, folder: &str, part: &str, hidden: bool) -> Vec<String> {
    let place = base.at(folder);
    if !Wildcard::contains_wildcards(part) {
        let next = place.below(&Wildcard::unescape(part)).path;
        return if Path::new(&next).symlink_metadata().is_ok() { vec![next] } else { Vec::new() };
    }
    let Ok(pattern) = Wildcard::new(part, true) else { return Vec::new() };
    let names = children(s, &place, hidden || part.starts_with('.')).unwrap_or_default();
    names.into_iter().filter(|it| pattern.is_match(it)).map(|it| place.below(&it).path).collect()
}

/// One path as written.
pub(super) fn literal(s: &mut Session, text: &str) -> Result<Place, Fault> {
    Ok(place::trimmed(place::resolve(s, text)?))
}

/// Every place that `-Path` and `-LiteralPath` name; each that is missing is an error and the rest goes on.
pub(super) fn named(
    cx: &mut Cx<'_>,
    paths: &[Str],
    literals: &[Str],
    hidden: bool,
    each: &mut dyn FnMut(&mut Cx<'_>, Place) -> Flow,
) -> Flow {
    for path in paths {
        match glob(cx.s, path, hidden) {
            Ok(places) => places.into_iter().try_for_each(|it| each(cx, it))?,
            Err(fault) => cx.error(fault)?,
        }
    }
    for path in literals {
        match literal_existing(cx.s, path) {
            Ok(place) => each(cx, place)?,
            Err(fault) => cx.error(fault)?,
        }
    }
    Ok(())
}

fn literal_existing(s: &mut Session, path: &str) -> Result<Place, Halt> {
    let place = literal(s, path)?;
    if exists(s, &place) { Ok(place) } else { Err(fault::path_missing(&missing_text(&place)).into()) }
}
