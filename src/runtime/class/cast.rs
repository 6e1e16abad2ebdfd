//! Casts to classes: `[C]'text'`, `[C]@{ Name = 1 }`.

use super::{lineage, net_base};
use crate::convert::{ConvertFault, failed, no_conversion};
use crate::fault::{Exception, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{TableKind, Value};

/// Converts as PowerShell does: `Parse`, a constructor that takes the value, a conversion operator, or properties.
pub fn convert_to_class(s: &mut Session, value: &Value, ty: Type) -> Result<Value, ConvertFault> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    if let Value::Str(_) = value.base()
        && let Some(done) = super::call_static(s, ty, "Parse", std::slice::from_ref(value))
    {
        return done.map_err(|halt| wrapped(halt, "InvalidCastParseTargetInvocation", value, ty));
    }
    if takes(s, ty, value)? {
        let made = super::construct(s, ty, std::slice::from_ref(value));
        return made.map_err(|halt| wrapped(halt, "InvalidCastConstructorException", value, ty));
    }
    for operator in ["op_Implicit", "op_Explicit"] {
        if let Some(done) = super::call_static(s, ty, operator, std::slice::from_ref(value)) {
            return done.map_err(|halt| wrapped(halt, "InvalidCastException", value, ty));
        }
    }
    let entries = match value.base() {
        Value::Table(table) if table.kind != TableKind::Set => crate::convert::table_entries(value),
        Value::Object(object) if object.is_custom() => {
            Some(object.borrow_notes().iter().map(|(n, v)| (Value::Str(n.clone()), v.clone())).collect())
        }
        _ => None,
    };
    match entries {
        Some(entries) => from_entries(s, value, ty, entries),
        None => Err(no_conversion(value, ty)),
    }
}

fn wrapped(halt: Halt, id: &str, value: &Value, ty: Type) -> ConvertFault {
    let Halt::Error(record) = halt else { return halt.into() };
    let message = Exception::message_of(&record.exception);
    let mut fault = failed(id, value, ty, "System.Exception", &message);
    fault.inner = record.exception.clone();
    fault
}

/// Is there a constructor with one parameter that the value fits as it is?
fn takes(s: &mut Session, ty: Type, value: &Value) -> Result<bool, Halt> {
    let Some((_, class)) = lineage(ty).next() else { return Ok(false) };
    let Some(actual) = value.base().ty() else { return Ok(false) };
    let fits = |want: Type| actual.is_assignable_to(want) || (actual.is_numeric() && want.is_numeric() && want == actual);
    Ok(class.body(s)?.constructors.iter().any(|c| match &c.signature.params[..] {
        [only] => fits(only.ty),
        _ => false,
    }))
}

fn from_entries(s: &mut Session, value: &Value, ty: Type, entries: Vec<(Value, Value)>) -> Result<Value, ConvertFault> {
    let Some((_, class)) = lineage(ty).next() else { return Err(no_conversion(value, ty)) };
    let body = class.body(s)?;
    let can_be_empty = body.constructors.iter().all(|c| c.signature.is_static)
        || body.constructors.iter().any(|c| !c.signature.is_static && c.signature.params.is_empty());
    if !can_be_empty || net_base(ty).is_interface() {
        return Err(no_conversion(value, ty));
    }
    let made = super::construct(s, ty, &[]).map_err(|halt| wrapped(halt, "InvalidCastConstructorException", value, ty))?;
    for (key, item) in entries {
        let name = crate::text::to_text(s, &key)?;
        if let Err(halt) = crate::member::set(s, &made, &name, item) {
            let halt = unwrapped(halt);
            return Err(creation_fault(ty, &name, halt));
        }
    }
    Ok(made)
}

/// What a setter could not convert, without the setter around it.
fn unwrapped(halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    match Exception::of(&record.exception) {
        Some(outer) if &*record.id.borrow() == "ExceptionWhenSetting" && !outer.inner.is_null() => {
            Halt::Error(record.with_exception(outer.inner.clone()))
        }
        _ => halt,
    }
}

/// `Cannot create object of type "C". …`
fn creation_fault(ty: Type, name: &str, halt: Halt) -> ConvertFault {
    let Halt::Error(record) = halt else { return halt.into() };
    let reason = if Exception::message_of(&record.exception).starts_with("The property '") {
        let settable: Vec<String> = super::settable(ty).into_iter().map(|(n, t)| format!("[{n} <{t}>]")).collect();
        if settable.is_empty() {
            format!("The property '{name}' was not found for the '{}' object. There is no settable property available.", ty.full_name())
        } else {
            format!(
                "The property '{name}' was not found for the '{}' object. The settable properties are: {}.",
                ty.full_name(),
                settable.join(", ")
            )
        }
    } else {
        Exception::message_of(&record.exception).to_string()
    };
    let mut fault = ConvertFault::new("ObjectCreationError", format!("Cannot create object of type \"{}\". {reason}", ty.full_name()));
    fault.inner = record.exception.clone();
    fault
}
