//! Member enumeration: a collection without the member asks its elements.

use super::{fault, find, method};
use crate::fault::Halt;
use crate::session::Session;
use crate::value::Value;

/// The elements, for values that members are enumerated over.
fn elements(s: &mut Session, target: &Value) -> Result<Option<Vec<Value>>, Halt> {
    match target.base() {
        Value::Seq(_) | Value::Native(_) => crate::enumerate::items(s, target),
        Value::Table(table) if table.kind == crate::value::TableKind::Set => crate::enumerate::items(s, target),
        _ => Ok(None),
    }
}

/// The property of each element that has it; `None` when none has.
pub fn property(s: &mut Session, target: &Value, name: &str) -> Result<Option<Value>, Halt> {
    let Some(items) = elements(s, target)? else { return Ok(None) };
    let mut found = Vec::new();
    let mut any = false;
    for item in items {
        let one = match find::property(s, &item, name)? {
            Some(value) => Some(value),
            None => property(s, &item, name)?,
        };
        match one {
            Some(value) => {
                any = true;
                push(s, &mut found, value)?;
            }
            // Objects that scripts make answer null for what they lack; those of .NET are passed over.
            None if matches!(&item, Value::Object(object) if object.is_custom()) => found.push(Value::Null),
            None => {}
        }
    }
    Ok((any || !found.is_empty()).then(|| unwrapped(found)))
}

/// Collections among the results flow together.
fn push(s: &mut Session, found: &mut Vec<Value>, value: Value) -> Result<(), Halt> {
    match crate::enumerate::items(s, &value)? {
        Some(items) => found.extend(items),
        None if matches!(value, Value::Empty) => {}
        None => found.push(value),
    }
    Ok(())
}

/// One result is itself, more are an array, null stays in.
fn unwrapped(mut found: Vec<Value>) -> Value {
    match found.len() {
        0 => Value::Null,
        1 => found.pop().unwrap_or(Value::Null),
        _ => Value::array(found),
    }
}

/// Calls the method of each element; `None` when the target is no collection.
pub fn call(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Result<Option<Value>, Halt> {
    let Some(items) = elements(s, target)? else { return Ok(None) };
    let mut found = Vec::new();
    let mut any = false;
    for item in items {
        if item.is_null() {
            continue;
        }
        match method::call(s, &item, name, args) {
            Some(done) => {
                any = true;
                push(s, &mut found, done?)?;
            }
            None => match call(s, &item, name, args)? {
                Some(done) => {
                    any = true;
                    push(s, &mut found, done)?;
                }
                None => return Err(fault::method_not_found(&item, name)),
            },
        }
    }
    if !any {
        return Err(fault::method_not_found(target, name));
    }
    Ok(Some(if found.is_empty() { Value::Empty } else { unwrapped(found) }))
}
