//! Enumeration: which values a pipeline takes apart.
//!
//! In:    any value.
//! Out:   its elements, or `None` for values that travel whole (text, dictionaries, objects).
//! Never: takes apart more than one level.

use crate::fault::Halt;
use crate::session::Session;
use crate::value::{TableKind, Value};

/// The elements of a collection.
pub fn items(s: &mut Session, value: &Value) -> Result<Option<Vec<Value>>, Halt> {
    match value {
        Value::Seq(seq) => Ok(Some(seq.snapshot())),
        Value::Table(table) if table.kind == TableKind::Set => {
            Ok(Some(table.entries().into_iter().map(|(key, _)| key).collect()))
        }
        Value::Native(native) => match native.clone().enumerate(s) {
            Some(items) => items.map(Some),
            None => Ok(None),
        },
        Value::Object(object) => match object.base_value().or_else(|| object.inherited()) {
            Some(base) => items(s, &base.clone()),
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

/// What `foreach` and a pipeline iterate: the elements, the value itself, nothing for an empty value.
pub fn each(s: &mut Session, value: Value) -> Result<Vec<Value>, Halt> {
    match items(s, &value)? {
        Some(items) => Ok(items),
        None if matches!(value, Value::Empty) => Ok(Vec::new()),
        None => Ok(vec![value]),
    }
}

/// What the output of a statement is as a value: nothing, the one object, or an array.
pub fn collected(mut items: Vec<Value>) -> Value {
    match items.len() {
        0 => Value::Empty,
        1 => items.pop().unwrap_or(Value::Empty),
        _ => Value::array(items),
    }
}
