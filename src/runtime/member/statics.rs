//! Static members: `[int]::MaxValue`, `[math]::Max(1, 2)`, `[T]::new()`.

use super::{fault, method};
use crate::clr::{self, overload, signature};
use crate::fault::{Eval, Fault, Flow, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};

/// The type a static member is asked of: a type, or the type of a value.
fn type_of(target: &Value) -> Option<Type> {
    match target.base() {
        Value::Type(ty) => Some(*ty),
        other => other.ty(),
    }
}

/// A static property, field, or a method as a value.
pub fn get_static(s: &mut Session, target: &Value, name: &str) -> Eval {
    let Some(ty) = type_of(target) else {
        return if s.strict_mode() >= 2 { Err(fault::property_not_found(name)) } else { Ok(Value::Null) };
    };
    if let Some(found) = crate::class::get_static(s, ty, name) {
        return found;
    }
    for part in ty.chain() {
        if let Some(found) = clr::get_static(s, part, name) {
            return Ok(found);
        }
    }
    if let Some(found) = static_method(ty, name) {
        return Ok(found);
    }
    if signature::property(ty, name, true).is_some() {
        return Err(clr::unsupported(ty, name));
    }
    if s.strict_mode() >= 2 {
        return Err(fault::property_not_found(name));
    }
    // What is no static member may be what every single object has.
    let counted = name.eq_ignore_ascii_case("Count") || name.eq_ignore_ascii_case("Length");
    Ok(if counted { Value::Int(1) } else { Value::Null })
}

fn static_method(ty: Type, name: &str) -> Option<Value> {
    let target = Value::Type(ty);
    if name.eq_ignore_ascii_case("new") {
        return Some(method::made(&target, "new", constructors(ty), true));
    }
    let definitions = crate::class::definitions(ty, name, true);
    if !definitions.is_empty() {
        return Some(method::made(&target, name, definitions, true));
    }
    let group = signature::group(ty, name, true)?;
    Some(method::made(&target, &group.name, group.overloads.iter().map(|m| Str::from(format!("static {}", m.text))).collect(), true))
}

/// Constructors as PowerShell lists them: `string new(char c, int count)`.
pub fn constructors(ty: Type) -> Vec<Str> {
    if ty.script_class().is_some() {
        return crate::class::constructor_definitions(ty);
    }
    let shown = signature::shown(ty);
    match signature::constructors(ty) {
        Some(known) => known.constructors.iter().map(|m| Str::from(format!("{shown} {}", m.text))).collect(),
        None => vec![Str::from(format!("{shown} new()"))],
    }
}

pub fn set_static(s: &mut Session, ty: Type, name: &str, value: Value) -> Flow {
    if let Some(done) = crate::class::set_static(s, ty, name, &value) {
        return done.map_err(|halt| fault::wrap_set(name, halt));
    }
    if let Some(done) = clr::set_static(ty, name, &value) {
        return done.map_err(|halt| fault::wrap_set(name, halt));
    }
    if clr::get_static(s, ty, name).is_some() {
        return Err(fault::read_only(name));
    }
    Err(fault::cannot_set_declared(name))
}

pub fn call_static(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Eval {
    let Some(ty) = type_of(target) else {
        return Err(fault::call_on_null());
    };
    if name.eq_ignore_ascii_case("new") {
        return construct(s, ty, args);
    }
    if let Some(done) = crate::class::call_static(s, ty, name, args) {
        return done;
    }
    let Some(group) = signature::group(ty, name, true) else {
        let key = name.to_ascii_lowercase();
        return match clr::call_static(s, ty, &key, args) {
            Some(done) => done.map_err(|halt| fault::wrap_call(name, args.len(), halt)),
            None => Err(fault::type_method_not_found(ty, name)),
        };
    };
    let bound = overload::bind(s, &group.name, &group.overloads, args);
    let (_, bound) = bound.map_err(|halt| fault::wrap_raw_call(&group.name, args.len(), halt))?;
    let owner = if ty.is_enum() { ty } else { group.owner };
    let done = match clr::call_static(s, owner, &group.key, &bound) {
        Some(done) => done,
        None => Err(clr::unsupported(ty, &group.name)),
    };
    done.map_err(|halt| fault::wrap_call(&group.name, args.len(), halt))
}

/// `[T]::new(…)`.
fn construct(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    if ty.is_interface() || ty == Type::of("System.Enum") || ty == Type::array() {
        return Err(fault::type_method_not_found(ty, "new"));
    }
    if crate::clr::signature::constructors(ty).is_none()
        && matches!(ty.full_name(), "System.Math" | "System.Convert" | "System.Environment" | "System.IO.Path" | "System.IO.File")
    {
        return Err(Fault::invalid(
            "MethodNotFound",
            format!("Method invocation failed because [{}] does not contain a method named 'new'.", ty.full_name()),
        )
        .into());
    }
    let made = clr::construct(s, ty, args);
    made.map_err(|halt| match &halt {
        Halt::Error(record) if record.raw.get() => fault::wrap_call(".ctor", args.len(), halt),
        _ => halt,
    })
}
