//! Enumeration: which values a pipeline takes apart.
//!
//! In:    any value.
//! Out:   its elements, or `None` for values that travel whole (text, dictionaries, objects).
//! Never: takes apart more than one level.

use crate::fault::Halt;
use crate::session::Session;
use crate::value::{Seq, SeqKind, Table, TableKind, Value};
use std::rc::Rc;

/// The elements of a collection.
pub fn items(s: &mut Session, value: &Value) -> Result<Option<Vec<Value>>, Halt> {
    match value {
        Value::Seq(seq) => Ok(Some(seq.snapshot())),
        Value::Table(table) if table.kind == TableKind::Set => Ok(Some(table.entries().into_iter().map(|(key, _)| key).collect())),
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

/// The walk of a `foreach`: arrays are read as it goes, other collections must not change under it.
pub struct Walk {
    items: Vec<Value>,
    at: usize,
    source: Source,
}

enum Source {
    Copy,
    Array(Rc<Seq>),
    List(Rc<Seq>, usize),
    Part(Rc<Table>, u32),
    /// Keys or values where they stand.
    InTable(Rc<Table>, u32, Half),
}

/// Which half of a dictionary's entries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Keys,
    Values,
}

/// A walk over the keys or values of a dictionary without a list of them.
pub fn walk_half(table: &Rc<Table>, half: Half) -> Walk {
    let changes = table.data.borrow().changes;
    Walk { items: Vec::new(), at: 0, source: Source::InTable(table.clone(), changes, half) }
}

pub fn walk(s: &mut Session, value: Value) -> Result<Walk, Halt> {
    let source = match value.base() {
        Value::Seq(seq) if seq.kind == SeqKind::Array => Source::Array(seq.clone()),
        Value::Seq(seq) => match &seq.part_of {
            Some(table) => Source::Part(table.clone(), table.data.borrow().changes),
            None => Source::List(seq.clone(), seq.len()),
        },
        _ => Source::Copy,
    };
    let items = if matches!(source, Source::Array(_)) { Vec::new() } else { each(s, value)? };
    Ok(Walk { items, at: 0, source })
}

impl Walk {
    pub fn next(&mut self) -> Result<Option<Value>, Halt> {
        let at = self.at;
        self.at += 1;
        let changed = match &self.source {
            Source::Copy => false,
            Source::Array(seq) => return Ok(seq.get(at)),
            Source::List(seq, length) => seq.len() != *length,
            Source::Part(table, changes) | Source::InTable(table, changes, _) => table.data.borrow().changes != *changes,
        };
        if changed {
            let message = "Collection was modified; enumeration operation may not execute.";
            return Err(crate::fault::thrown("System.InvalidOperationException", message));
        }
        if let Source::InTable(table, _, half) = &self.source {
            let data = table.data.borrow();
            let Some((next, key, value)) = data.next_from(at) else { return Ok(None) };
            self.at = next;
            return Ok(Some(if *half == Half::Keys { key.clone() } else { value.clone() }));
        }
        Ok(self.items.get(at).cloned())
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
