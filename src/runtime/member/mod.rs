//! Members of values: reading, writing, calling, indexing.
//!
//! In:    a value, the name of a member, arguments.
//! Out:   what the member gives, or PowerShell's error for it.
//! Never: decides what a pipeline enumerates.
//!
//! A member is looked for among keys of a dictionary, members of the object itself, members that types were given,
//! and last among what .NET or a class declares. Start reading at `get` and `call`.

mod chosen;
mod collection;
mod extended;
mod fault;
mod find;
mod index;
mod info;
mod intrinsic;
mod list;
mod method;
mod names;
mod psobject;
mod statics;

pub use chosen::{Chosen, choose};
pub use fault::cannot_index;
pub use find::{is_net_property, net_property, nobody_adds};
pub use index::{index, set_index};
pub use info::{as_object, construct_member};
pub use list::{MemberInfo, members};
pub use method::Method;
pub use names::{
    displayed_properties, find_member, has_property, push_type_name, readable_properties, settable_properties, type_names,
    written_properties,
};
pub use statics::{call_static, get_static, set_static};

use crate::fault::{Eval, Flow, Halt};
use crate::session::Session;
use crate::value::{MemberKind, Object, Str, Value, attached, holder};
use std::rc::Rc;

/// The value of a property; null when there is none and nobody insists.
pub fn get(s: &mut Session, target: &Value, name: &str) -> Eval {
    if let Some(found) = find::property(s, target, name)? {
        return Ok(found);
    }
    if let Some(found) = method::of(s, target, name) {
        return Ok(found);
    }
    if let Some(found) = collection::property(s, target, name)? {
        return Ok(found);
    }
    missing(s, target, name)
}

/// A scalar is a collection of one: it has a count and a length.
fn missing(s: &mut Session, target: &Value, name: &str) -> Eval {
    if s.strict_mode() >= 2 {
        return Err(fault::property_not_found(name));
    }
    if name.eq_ignore_ascii_case("Count") || name.eq_ignore_ascii_case("Length") {
        let counts = !matches!(target, Value::Object(o) if o.is_custom() && name.eq_ignore_ascii_case("Length") && o.class().is_some());
        if counts {
            return Ok(Value::Int(i32::from(!target.is_null())));
        }
    }
    Ok(Value::Null)
}

/// The fault of a property that nothing has.
pub fn no_property(name: &str) -> Halt {
    fault::cannot_set_declared(name)
}

/// Assigns a property.
pub fn set(s: &mut Session, target: &Value, name: &str, value: Value) -> Flow {
    if target.is_null() {
        return Err(fault::cannot_set(name));
    }
    let is_added = || attached(target).is_some_and(|object| object.note(name).is_some());
    if let Value::Table(table) = target.base()
        && table.kind != crate::value::TableKind::Set
        && !is_added()
    {
        return crate::clr::set_table(s, table, &Value::str(name), value).map_err(|halt| fault::wrap_set(name, halt));
    }
    if let Some(done) = set_own(s, target, name, &value)? {
        return done;
    }
    set_adapted(s, target, name, value)
}

/// Members of the object itself and of its types.
fn set_own(s: &mut Session, target: &Value, name: &str, value: &Value) -> Result<Option<Flow>, Halt> {
    if let Some(object) = holder(target, &mut None) {
        if object.class().is_some()
            && let Some(done) = crate::class::set_property(s, object, name, value)
        {
            return Ok(Some(done.map_err(|halt| fault::wrap_set(name, halt))));
        }
        if object.note(name).is_some() {
            object.set_note(name, value.clone());
            return Ok(Some(Ok(())));
        }
    }
    let Some(member) = find::definition(s, target, name) else { return Ok(None) };
    Ok(Some(match member.kind {
        MemberKind::Alias { target: other, .. } => set(s, target, &other, value.clone()),
        MemberKind::ScriptProperty { set: Some(block), .. } => {
            let done = find::run_with_this(s, &block, target, std::slice::from_ref(value));
            done.map(|_| ()).map_err(|halt| fault::wrap_script_set(name, halt))
        }
        MemberKind::ScriptProperty { set: None, .. } => Err(fault::no_setter(name)),
        MemberKind::Variable(variable) => crate::eval::assign_variable(s, &variable, value.clone()),
        MemberKind::Note(_) => {
            // A note of the type: this object gets its own.
            match target {
                Value::Object(object) => {
                    object.set_note(name, value.clone());
                    Ok(())
                }
                _ => Err(fault::read_only(name)),
            }
        }
        _ => Err(fault::read_only(name)),
    }))
}

fn set_adapted(s: &mut Session, target: &Value, name: &str, value: Value) -> Flow {
    let base = match target {
        Value::Object(object) => object.base_value().or_else(|| object.inherited()).cloned(),
        other => Some(other.clone()),
    };
    let Some(base) = base else {
        return Err(match target {
            Value::Object(object) if object.class().is_none() => fault::cannot_set_custom(name),
            _ => fault::cannot_set_declared(name),
        });
    };
    if let Value::Native(native) = base.base() {
        let value = find::settable_value(s, &base, name, value).map_err(|halt| fault::wrap_set(name, halt))?;
        if let Some(done) = native.clone().set(s, name, &value) {
            return done.map_err(|halt| fault::wrap_set(name, halt));
        }
        if let Some(readable) = native.clone().get(s, name) {
            return readable.and(Err(fault::read_only(name)));
        }
    }
    if crate::clr::get_property(&base, &name.to_ascii_lowercase()).is_some() {
        return Err(fault::read_only(name));
    }
    Err(fault::cannot_set_declared(name))
}

/// Calls a method.
pub fn call(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Eval {
    if target.is_null() {
        return Err(fault::call_on_null());
    }
    if let Some(done) = method::call(s, target, name, args) {
        return done;
    }
    if let Some(done) = intrinsic::call(s, target, name, args)? {
        return Ok(done);
    }
    if let Some(done) = collection::call(s, target, name, args)? {
        return Ok(done);
    }
    Err(fault::method_not_found(target, name))
}

/// Calls a method as a type of the class hierarchy declares it: `([Base]$this).Method()`.
pub fn call_as(s: &mut Session, target: &Value, ty: crate::types::Type, name: &str, args: &[Value]) -> Eval {
    match target {
        Value::Object(object) if object.class().is_some_and(|class| class != ty && class.derives_from(ty)) => {
            match crate::class::call_method_of(s, target, ty, name, args) {
                Some(done) => done,
                None => call(s, target, name, args),
            }
        }
        _ => call(s, target, name, args),
    }
}

/// The text of a `ToString` that a script gave the object.
pub fn script_to_string(s: &mut Session, value: &Value) -> Result<Option<Str>, Halt> {
    let Value::Object(object) = value else { return Ok(None) };
    let own = own_to_string(object).or_else(|| find::typed_definition(s, value, "ToString").map(|m| m.kind));
    if let Some(MemberKind::ScriptMethod(block)) = own {
        let made = find::run_with_this(s, &block, value, &[])?;
        return crate::text::to_text(s, &made).map(Some);
    }
    // What came back from a document remembers its text.
    if let Some(text) = own_text(object) {
        return Ok(Some(text));
    }
    if object.class().is_some()
        && crate::class::has_plain_to_string(s, object)?
        && let Some(made) = crate::class::call_method(s, value, "ToString", &[])
    {
        let made = made?;
        return crate::text::to_text(s, &made).map(Some);
    }
    Ok(None)
}

fn own_text(object: &Rc<Object>) -> Option<Str> {
    let member = object.member(crate::value::Symbol::existing("ToString")?).filter(|member| member.hidden)?;
    match member.kind {
        MemberKind::Note(text) => Some(text.plain_text()),
        _ => None,
    }
}

fn own_to_string(object: &Rc<Object>) -> Option<MemberKind> {
    let symbol = crate::value::Symbol::existing("ToString")?;
    object.member(symbol).map(|m| m.kind)
}
