//! Properties of items: what the property cmdlets share.

use crate::management::item;
use crate::management::place::Place;
use runtime::author::{Category, Cx, Fault, Flow, Halt, Object, Value};

/// Properties of files that can be set.
const WRITABLE: &[&str] = &[
    "IsReadOnly",
    "CreationTime",
    "CreationTimeUtc",
    "LastAccessTime",
    "LastAccessTimeUtc",
    "LastWriteTime",
    "LastWriteTimeUtc",
    "Attributes",
    "UnixFileMode",
];

pub(super) fn missing(name: &str) -> Fault {
    let text = format!("The property {name} does not exist or was not found.");
    Fault::new("System.IO.IOException", "GetValueError", Category::ReadError, text).target(Value::str(name))
}

/// One property of an item; none if it has no such property.
pub(super) fn get(cx: &mut Cx<'_>, object: &Value, name: &str) -> Result<Option<Value>, Halt> {
    let names = runtime::member::readable_properties(cx.s, object)?;
    match names.iter().find(|it| it.eq_ignore_ascii_case(name)) {
        Some(name) => runtime::member::get(cx.s, object, name).map(Some),
        None => Ok(None),
    }
}

/// Sets one property of a file or folder.
pub(super) fn set(cx: &mut Cx<'_>, place: &Place, name: &str, value: &Value) -> Flow {
    let object = item::at(cx.s, place);
    if get(cx, &object, name)?.is_none() {
        let kind = value.ty().map_or("object".to_owned(), |ty| ty.short_name());
        let text = format!("The property {kind} {name}={} does not exist or was not found.", value.plain_text());
        return cx
            .error(Fault::new("System.IO.IOException", "SetPropertyError", Category::ReadError, text).target(Value::str(&place.path)));
    }
    if !WRITABLE.iter().any(|it| it.eq_ignore_ascii_case(name)) {
        let text = format!("\"{name}\" is a ReadOnly property.");
        return Err(Fault::new("System.Management.Automation.SetValueException", "ReadOnlyProperty", Category::NotSpecified, text).into());
    }
    let kind = if place.as_path().is_dir() { "Set Property Directory" } else { "Set Property File" };
    if !cx.confirm(&format!("Item: {} Property: {name} Value: {}", place.path, value.plain_text()), kind)? {
        return Ok(());
    }
    let wanted = match name.to_ascii_lowercase().as_str() {
        "isreadonly" => Value::Bool(runtime::convert::to_bool(value)),
        "attributes" => runtime::convert::to_type(cx.s, value, runtime::author::Type::of("System.IO.FileAttributes"))?,
        _ => value.clone(),
    };
    runtime::member::set(cx.s, object.base(), name, wanted)
}

/// An object with only these properties, and where they came from.
pub(super) fn selected(place: &Place, values: Vec<(&str, Value)>) -> Value {
    let object = Object::custom();
    for (name, value) in values {
        object.set_note(name, value);
    }
    item::add_item_place(&object, place);
    Value::object(object)
}
