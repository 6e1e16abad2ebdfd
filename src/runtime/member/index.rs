//! `$x[i]`: elements of arrays, dictionaries, texts and indexed objects.

use super::fault;
use crate::convert::{Numeric, numeric};
use crate::fault::{Eval, Flow, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, SeqKind, TableKind, Value};
use std::rc::Rc;

/// Reads an element, or several when the index is a collection.
pub fn index(s: &mut Session, target: &Value, at: &Value) -> Eval {
    match target.base() {
        Value::Seq(seq) => index_seq(s, seq, at),
        Value::Table(table) if table.kind != TableKind::Set => index_table(s, &table.clone(), at),
        Value::Str(text) => index_text(s, text, at),
        Value::Native(native) if at.as_seq().is_some() && !native.type_of().name().starts_with("ValueTuple") => {
            let mut found = Vec::new();
            for one in parts_of(at) {
                found.push(index(s, target, &one)?);
            }
            Ok(Value::array(found))
        }
        Value::Native(native) => {
            let parts = parts_of(at);
            match native.clone().index(s, &parts) {
                Some(found) => found.map_err(|halt| indexed(s, halt)).or_else(quiet),
                None => no_index(s, target, at),
            }
        }
        base if base.is_null() => Err(fault::null_array()),
        _ => no_index(s, target, at),
    }
}

fn null_index() -> Halt {
    crate::fault::Fault::invalid("NullArrayIndex", "Index operation failed; the array index evaluated to null.").into()
}

fn parts_of(at: &Value) -> Vec<Value> {
    match at.as_seq() {
        Some(seq) => seq.snapshot(),
        None => vec![at.clone()],
    }
}

/// A place out of range is nothing, unless strict mode insists.
fn indexed(s: &Session, halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    if s.strict_mode() < 3
        && record.exception.ty().is_some_and(|t| matches!(t.name(), "ArgumentOutOfRangeException" | "IndexOutOfRangeException"))
    {
        return Halt::Return;
    }
    super::fault::wrap_get("Item", halt)
}

fn quiet(halt: Halt) -> Eval {
    if matches!(halt, Halt::Return) { Ok(Value::Null) } else { Err(halt) }
}

/// A scalar is a collection of one.
fn no_index(s: &mut Session, target: &Value, at: &Value) -> Eval {
    if let Value::Object(object) = target
        && let Some(base) = object.base_value().or_else(|| object.inherited())
    {
        return index(s, &base.clone(), at);
    }
    match numeric(at) {
        Some(Numeric::Int(0 | -1)) if !matches!(at.base(), Value::Bool(_)) && !is_view(target) => Ok(target.clone()),
        // Elsewhere there is nothing; a collection of one has no names either.
        _ if s.strict_mode() < 3 && !is_view(target) && at.as_seq().is_none() => Ok(Value::Null),
        _ => Err(fault::cannot_index(target.ty().unwrap_or_else(Type::object))),
    }
}

/// Views on keys and values have no places.
fn is_view(target: &Value) -> bool {
    target.ty().is_some_and(|t| t.name().ends_with("KeyCollection") || t.name().ends_with("ValueCollection"))
}

fn place(value: &Value) -> Result<Option<i64>, Halt> {
    match value.base() {
        Value::Int(i) => Ok(Some(i64::from(*i))),
        Value::Long(i) => Ok(Some(*i)),
        Value::Seq(_) => Ok(None),
        other => crate::convert::to_int(other).map(|i| Some(i64::from(i))).map_err(Halt::from),
    }
}

fn index_seq(s: &mut Session, seq: &Rc<Seq>, at: &Value) -> Eval {
    if let Value::Int(place) = at
        && seq.kind == SeqKind::Array
        && seq.dimensions.is_none()
        && let Some(found) = element(seq, i64::from(*place))
    {
        return Ok(found);
    }
    if seq.dimensions.is_some() {
        return index_grid(s, seq, at);
    }
    if seq.part_of.is_some() && is_view(&Value::Seq(seq.clone())) {
        return Err(fault::cannot_index(seq.ty()));
    }
    if at.is_null() {
        return Err(null_index());
    }
    let place = match place(at) {
        // What is no number names no place.
        Err(Halt::Error(_)) if s.strict_mode() < 3 => return Ok(Value::Null),
        other => other?,
    };
    match place {
        Some(at) => match element(seq, at) {
            Some(found) => Ok(found),
            None if s.strict_mode() >= 3 => Err(fault::index_out_of_range()),
            None => Ok(Value::Null),
        },
        None => slice(s, at, |_, at| Ok(element(seq, at))),
    }
}

fn element(seq: &Seq, at: i64) -> Option<Value> {
    let at = if at < 0 { at + seq.len() as i64 } else { at };
    match seq.kind {
        SeqKind::Stack => usize::try_from(at).ok().and_then(|at| seq.snapshot().get(at).cloned()),
        _ => usize::try_from(at).ok().and_then(|at| seq.get(at)),
    }
}

/// Several places give an array of what is there; places that do not exist are left out.
fn slice(s: &mut Session, at: &Value, mut find: impl FnMut(&mut Session, i64) -> Result<Option<Value>, Halt>) -> Eval {
    let mut found = Vec::new();
    for one in parts_of(at) {
        match place(&one)? {
            Some(at) => found.extend(find(s, at)?),
            None => return Err(fault::cannot_index(Type::object().array_of())),
        }
    }
    Ok(Value::array(found))
}

fn index_grid(s: &mut Session, seq: &Rc<Seq>, at: &Value) -> Eval {
    let parts = parts_of(at);
    let rank = seq.dimensions.as_ref().map_or(1, |d| d.len());
    if parts.len() != rank {
        let message =
            format!("Cannot index into a {rank} dimensional array with index [{}].", crate::text::to_text(s, at)?.replace(' ', ","));
        return Err(crate::fault::Fault::invalid("NeedMultidimensionalIndex", message).target(at.clone()).into());
    }
    match crate::clr::index_seq(seq, &parts) {
        Err(Halt::Error(_)) if s.strict_mode() < 3 => Ok(Value::Null),
        other => other,
    }
}

fn index_table(s: &mut Session, table: &Rc<crate::value::Table>, at: &Value) -> Eval {
    if let (TableKind::Hashtable, Value::Str(_) | Value::Int(_)) = (table.kind, at) {
        return Ok(table.get(at).unwrap_or(Value::Null));
    }
    let known = crate::clr::known_key(s, table, at)?;
    let at = known.as_ref().unwrap_or(at);
    let keyed = |key: &Value| match crate::clr::index_table(table, key) {
        // A generic dictionary without the key gives nothing here; its own `Item` insists.
        Err(Halt::Error(record)) if record.exception.ty().is_some_and(|t| t.name() == "KeyNotFoundException") => Ok(Value::Null),
        other => other,
    };
    match at.base() {
        Value::Seq(seq) if table.get(at).is_none() => {
            let mut found = Vec::new();
            for key in seq.snapshot() {
                found.push(keyed(&key)?);
            }
            Ok(Value::array(found))
        }
        base if base.is_null() => Err(null_index()),
        base => {
            let key = typed_key(s, table, base);
            keyed(&key)
        }
    }
}

/// A generic dictionary takes keys of its own type.
fn typed_key(s: &mut Session, table: &crate::value::Table, key: &Value) -> Value {
    match table.ty.generic() {
        Some((_, [wanted, _])) if *wanted != Type::object() && key.ty() != Some(*wanted) => {
            crate::convert::to_type(s, key, *wanted).unwrap_or_else(|_| key.clone())
        }
        _ => key.clone(),
    }
}

fn index_text(s: &mut Session, text: &str, at: &Value) -> Eval {
    match place(at)? {
        Some(at) => match crate::clr::index_text(text, at) {
            Some(found) => Ok(found),
            None if s.strict_mode() >= 3 => Err(fault::index_out_of_range()),
            None => Ok(Value::Null),
        },
        None => slice(s, at, |_, at| Ok(crate::clr::index_text(text, at))),
    }
}

/// Assigns an element.
pub fn set_index(s: &mut Session, target: &Value, at: &Value, value: Value) -> Flow {
    match target.base() {
        Value::Seq(seq) => set_seq(s, seq, at, value),
        Value::Table(table) if table.kind != TableKind::Set => {
            let table = table.clone();
            if at.is_null() {
                return Err(null_index());
            }
            crate::clr::set_table(s, &table, at.base(), value).map_err(|halt| fault::wrap_raw_call("set_Item", 2, halt))
        }
        Value::Native(native) => match native.clone().set_index(s, &parts_of(at), &value) {
            Some(done) => done.map_err(|halt| fault::wrap_raw_call("set_Item", 2, halt)),
            None => Err(fault::cannot_index(native.type_of())),
        },
        Value::Object(object) => match object.inherited().cloned() {
            Some(base) => set_index(s, &base, at, value),
            None => Err(fault::cannot_index(object.ty().unwrap_or_else(Type::object))),
        },
        base if base.is_null() => Err(fault::null_array()),
        base => Err(fault::cannot_index(base.ty().unwrap_or_else(Type::object))),
    }
}

fn set_seq(s: &mut Session, seq: &Rc<Seq>, at: &Value, value: Value) -> Flow {
    if seq.kind == SeqKind::Queue || seq.kind == SeqKind::Stack {
        return Err(fault::cannot_index(seq.ty()));
    }
    if seq.read_only.get() {
        return Err(crate::fault::thrown("System.NotSupportedException", "Collection is read-only."));
    }
    let parts = match seq.dimensions {
        Some(_) => parts_of(at),
        None => match at.as_seq() {
            Some(_) => {
                let message = "Array assignment to [{0}] failed: Cannot convert the \"System.Object[]\" value of type \"System.Object[]\" to type \"System.Int32\".";
                return Err(crate::fault::Fault::invalid(
                    "ArraySliceAssignmentFailed",
                    message.replace("{0}", &crate::text::to_text(s, at)?.replace(' ', ",")),
                )
                .into());
            }
            None => vec![Value::from(place(at)?.unwrap_or(0))],
        },
    };
    crate::clr::set_seq(s, seq, &parts, value).map_err(|halt| out_of_range(halt, seq.kind))
}

/// Arrays answer with the exception itself; lists wrap it like a call.
fn out_of_range(halt: Halt, kind: SeqKind) -> Halt {
    match (&halt, kind) {
        (Halt::Error(record), SeqKind::Array) if record.raw.get() => fault::index_out_of_range(),
        (Halt::Error(record), _) if record.raw.get() => {
            let exception = record.exception.clone();
            let name = exception.ty().map_or("", Type::full_name);
            Halt::Error(Rc::new(crate::fault::ErrorRecord::new(exception, name, crate::fault::Category::OperationStopped, Value::Null)))
        }
        _ => halt,
    }
}
