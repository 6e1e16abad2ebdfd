//! Members of values: reading, writing, calling, indexing.
//!
//! In:    a value, the name of a member, arguments.
//! Out:   what the member gives, or PowerShell's error for it.
//! Never: decides what a pipeline enumerates.

use crate::fault::{Eval, Fault, Flow, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Object, Str, Symbol, Value};

pub fn get(s: &mut Session, target: &Value, name: &str) -> Eval {
    match target {
        Value::Object(object) => {
            if let Some(found) = object.note(name) {
                return Ok(found);
            }
            match object.base_value() {
                Some(base) => get(s, &base.clone(), name),
                None => Ok(Value::Null),
            }
        }
        Value::Table(table) => match table.get_str(name) {
            Some(found) => Ok(found),
            None if name.eq_ignore_ascii_case("Count") => Ok(Value::from(table.len())),
            None => Ok(Value::Null),
        },
        Value::Native(native) => match native.clone().get(s, name) {
            Some(found) => found,
            None => Ok(Value::Null),
        },
        Value::Seq(seq) if name.eq_ignore_ascii_case("Count") || name.eq_ignore_ascii_case("Length") => Ok(Value::from(seq.len())),
        Value::Str(text) if name.eq_ignore_ascii_case("Length") => Ok(Value::from(dotnet::utf16::length(text))),
        _ => Ok(Value::Null),
    }
}

pub fn set(s: &mut Session, target: &Value, name: &str, value: Value) -> Flow {
    match target {
        Value::Object(object) => object.set_note(name, value),
        Value::Table(table) => table.insert_str(name, value),
        Value::Native(native) => {
            if let Some(done) = native.clone().set(s, name, &value) {
                return done;
            }
        }
        _ => {}
    }
    Ok(())
}

pub fn call(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Eval {
    if let Value::Native(native) = target.base() {
        if let Some(done) = native.clone().call(s, name, args) {
            return done;
        }
    }
    let ty = target.ty().map_or("null", Type::full_name);
    Err(Fault::invalid("MethodNotFound", format!("Method invocation failed because [{ty}] does not contain a method named '{name}'.")).into())
}

pub fn get_static(_s: &mut Session, _target: &Value, _name: &str) -> Eval {
    Ok(Value::Null)
}

pub fn set_static(_s: &mut Session, _ty: Type, _name: &str, _value: Value) -> Flow {
    Ok(())
}

pub fn call_static(_s: &mut Session, _target: &Value, _name: &str, _args: &[Value]) -> Eval {
    Ok(Value::Null)
}

pub fn index(_s: &mut Session, target: &Value, at: &Value) -> Eval {
    match (target.base(), at.base()) {
        (Value::Seq(seq), Value::Int(i)) => {
            let at = if *i < 0 { seq.len() as i64 + i64::from(*i) } else { i64::from(*i) };
            Ok(usize::try_from(at).ok().and_then(|at| seq.get(at)).unwrap_or(Value::Null))
        }
        (Value::Table(table), key) => Ok(table.get(key).unwrap_or(Value::Null)),
        _ => Ok(Value::Null),
    }
}

pub fn set_index(_s: &mut Session, target: &Value, at: &Value, value: Value) -> Flow {
    match (target.base(), at.base()) {
        (Value::Seq(seq), Value::Int(i)) => {
            if let Some(slot) = seq.items.borrow_mut().get_mut(*i as usize) {
                *slot = value;
            }
        }
        (Value::Table(table), key) => table.insert(key.clone(), value),
        _ => {}
    }
    Ok(())
}

/// Names of the properties that can be read, in the order they are shown.
pub fn readable_properties(_s: &mut Session, value: &Value) -> Result<Vec<Str>, Halt> {
    Ok(match value {
        Value::Object(object) => object.borrow_notes().iter().map(|(name, _)| name.clone()).collect(),
        Value::Native(native) => native.properties().iter().map(|n| Str::new(n)).collect(),
        _ => Vec::new(),
    })
}

/// Has the value a property of this name?
pub fn has_property(s: &mut Session, value: &Value, name: &str) -> Result<bool, Halt> {
    let names = readable_properties(s, value)?;
    Ok(names.iter().any(|n| n.eq_ignore_ascii_case(name)))
}

/// `PSTypeNames`.
pub fn type_names(_s: &Session, value: &Value) -> Vec<Str> {
    if let Value::Object(object) = value {
        if let Some(names) = object.explicit_types() {
            return names.to_vec();
        }
    }
    value.ty().map_or_else(Vec::new, |ty| ty.chain().map(|t| Str::new(t.full_name())).collect())
}

/// The text of a `ToString` that a script gave the object.
pub fn script_to_string(_s: &mut Session, value: &Value) -> Result<Option<Str>, Halt> {
    let Value::Object(object) = value else { return Ok(None) };
    let _ = object.member(Symbol::of("ToString"));
    Ok(None)
}

/// Puts a type name in front of an object's own.
pub fn push_type_name(object: &Object, name: Str) {
    let mut names = object.explicit_types().map_or_else(
        || object.ty().map_or_else(Vec::new, |ty| ty.chain().map(|t| Str::new(t.full_name())).collect()),
        |names| names.to_vec(),
    );
    names.insert(0, name);
    object.set_types(names);
}
