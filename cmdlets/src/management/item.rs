//! Items as objects: what a provider has, with the properties that say where it is.

use super::place::Place;
use super::session_items;
use super::types::UnixStat;
use runtime::author::{Object, Session, Value};
use runtime::clr::{directory_info, file_info};
use runtime::places::ProviderInfo;
use std::path::Path;

/// The item at a place; a folder or file of the file system need not exist any more.
pub(super) fn at(s: &mut Session, place: &Place) -> Value {
    if place.is_file_system() {
        let is_folder = Path::new(&place.path).is_dir();
        let info = if is_folder { directory_info(&place.path) } else { file_info(&place.path) };
        return decorated(info, place, is_folder);
    }
    if place.path.is_empty() {
        let names = session_items::names(s, place.provider);
        let items = names.iter().filter_map(|it| session_items::get(s, place.provider, it)).collect();
        return Value::array(items);
    }
    match session_items::get(s, place.provider, &place.path) {
        Some(item) => decorated(item, place, false),
        None => Value::Null,
    }
}

/// A value with `PSPath` and its relatives.
pub(super) fn decorated(value: Value, place: &Place, is_container: bool) -> Value {
    let object = Object::wrapping(value);
    add_item_place(&object, place);
    object.set_note("PSIsContainer", Value::Bool(is_container));
    Value::object(object)
}

/// The notes of an item.
pub(super) fn add_item_place(object: &Object, place: &Place) {
    add_name(object, place);
    if place.is_file_system() {
        object.set_note("UnixStat", Value::native(UnixStat::new(&place.path)));
    }
    add_drive(object, place);
}

/// The notes that say where something came from.
pub(super) fn add_place(object: &Object, place: &Place) {
    add_name(object, place);
    add_drive(object, place);
}

fn add_name(object: &Object, place: &Place) {
    object.set_note("PSPath", Value::from(place.ps_path()));
    object.set_note("PSParentPath", Value::from(place.ps_parent_path()));
    object.set_note("PSChildName", Value::str(place.name()));
}

fn add_drive(object: &Object, place: &Place) {
    if let Some(drive) = &place.drive {
        object.set_note("PSDrive", Value::Native(drive.clone()));
    }
    object.set_note("PSProvider", Value::native(ProviderInfo(place.provider)));
}
