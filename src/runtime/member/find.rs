//! Finding a property: where it may live, in the order PowerShell looks.

use super::{extended, fault, psobject};
use crate::block::ScriptBlock;
use crate::fault::{ErrorRecord, Eval, Halt};
use crate::records;
use crate::scope::Scope;
use crate::session::Session;
use crate::types::Type;
use crate::value::{MemberDef, MemberKind, Symbol, TableKind, Value, attached, holder, with_folded};
use std::rc::Rc;

/// The value of a property, wherever it lives; `None` when there is none.
pub fn property(s: &mut Session, target: &Value, name: &str) -> Result<Option<Value>, Halt> {
    if target.is_null() {
        return Ok(psobject::special(target, name));
    }
    if let Value::Table(table) = target.base()
        && table.kind != TableKind::Set
        && let Some(found) = table.get_str(name)
    {
        return Ok(Some(found));
    }
    if let Some(object) = holder(target, &mut None) {
        if object.class().is_some()
            && let Some(found) = crate::class::get_property(s, object, name)
        {
            return found.map(Some);
        }
        if let Some(found) = object.note(name) {
            return Ok(Some(found));
        }
    }
    if let Some(member) = definition(s, target, name) {
        return computed(s, target, &member).map(Some);
    }
    if let Some(found) = psobject::special(target, name) {
        return Ok(Some(found));
    }
    adapted(s, target, name)
}

/// Does the property of this value come from .NET alone, whatever the value: a place in code may remember it for the type?
pub fn is_net_property(s: &Session, target: &Value, name: &str) -> bool {
    nobody_adds(s, target, name) && with_folded(name, |lower| crate::clr::get_property(target, lower)).is_some()
}

/// Has neither a script nor a type given the value a member of this name?
pub fn nobody_adds(s: &Session, target: &Value, name: &str) -> bool {
    let plain = !matches!(target.base(), Value::Null | Value::Empty | Value::Native(_)) && !matches!(target, Value::Object(_));
    plain && attached(target).is_none() && typed_definition(s, target, name).is_none() && psobject::special(target, name).is_none()
}

/// Such a property; a dictionary's own entry goes before it.
pub fn net_property(target: &Value, name: &str) -> Option<Value> {
    if let Value::Table(table) = target
        && table.kind != TableKind::Set
        && let Some(found) = table.get_str(name)
    {
        return Some(found);
    }
    with_folded(name, |lower| crate::clr::get_property(target, lower))
}

/// A computed member: of the object itself, or of one of its types.
pub fn definition(s: &Session, target: &Value, name: &str) -> Option<MemberDef> {
    if let Some(object) = holder(target, &mut None)
        && let Some(symbol) = Symbol::existing(name)
        && let Some(found) = object.member(symbol)
    {
        return Some(found);
    }
    typed_definition(s, target, name)
}

/// A member that a type was given by `Update-TypeData`.
pub fn typed_definition(s: &Session, target: &Value, name: &str) -> Option<MemberDef> {
    if !s.types.has_members() {
        return None;
    }
    let symbol = Symbol::existing(name).filter(|symbol| s.types.knows_member(*symbol))?;
    super::type_names(s, target).iter().find_map(|type_name| s.types.member(type_name, symbol))
}

/// What a computed member gives.
pub fn computed(s: &mut Session, target: &Value, member: &MemberDef) -> Eval {
    match &member.kind {
        MemberKind::Alias { target: other, convert } => {
            if other.eq_ignore_ascii_case(&member.name) {
                return Ok(Value::Null);
            }
            let found = super::get(s, target, other)?;
            match convert {
                Some(ty) => Ok(crate::convert::to_type(s, &found, *ty)?),
                None => Ok(found),
            }
        }
        MemberKind::ScriptProperty { get: Some(block), .. } => {
            run_with_this(s, block, target, &[]).map(crate::eval::no_empty).map_err(|halt| fault::wrap_script_get(&member.name, halt))
        }
        MemberKind::ScriptProperty { get: None, .. } => Ok(Value::Null),
        MemberKind::ScriptMethod(_) => Ok(super::method::script(target, member)),
        MemberKind::PropertySet(names) => Ok(psobject::property_set(&member.name, names)),
        MemberKind::MemberSet(members) => Ok(psobject::member_set(&member.name, members)),
        MemberKind::Note(value) => Ok(value.clone()),
        MemberKind::Variable(variable) => Ok(variable.get()),
        MemberKind::Code(compute) => compute(s, target),
    }
}

/// Runs a block with `$this` set.
pub fn run_with_this(s: &mut Session, block: &Rc<ScriptBlock>, this: &Value, args: &[Value]) -> Eval {
    let outer = s.scope.clone();
    let inner = Scope::new(Rc::default(), Some(outer.clone()), false);
    inner.put(s.names.this, this.clone());
    s.scope = inner;
    let done = crate::eval::call_block(s, block, args);
    s.scope = outer;
    done
}

/// Properties of .NET and of adapters.
fn adapted(s: &mut Session, target: &Value, name: &str) -> Result<Option<Value>, Halt> {
    let base = match target {
        Value::Object(object) => match object.base_value().or_else(|| object.inherited()) {
            Some(base) => base.clone(),
            None => return Ok(None),
        },
        other => other.clone(),
    };
    if let Value::Block(block) = &base
        && name.eq_ignore_ascii_case("Attributes")
    {
        return crate::bind::attributes_of(s, &block.clone()).map(Some);
    }
    if let Value::Native(native) = &base {
        if let Some(record) = part_of_record(&base, name) {
            return Ok(Some(record));
        }
        return match native.clone().get(s, name) {
            // A getter of .NET that throws gives nothing, as the original's expressions have it.
            Some(Err(Halt::Error(record))) if record.raw.get() => Ok(Some(Value::Null)),
            Some(found) => found.map(Some),
            None => Ok(extended::value(s, &base, name)),
        };
    }
    let found = with_folded(name, |lower| crate::clr::get_property(&base, lower));
    Ok(found.or_else(|| extended::value(s, &base, name)))
}

/// `CategoryInfo` and `ErrorDetails` live on their record.
fn part_of_record(base: &Value, name: &str) -> Option<Value> {
    base.as_native::<ErrorRecord>()?;
    let part = match name {
        _ if name.eq_ignore_ascii_case("CategoryInfo") => records::category_info,
        _ if name.eq_ignore_ascii_case("ErrorDetails") => records::error_details,
        _ => return None,
    };
    crate::eval::record_of(base).map(|record| part(&record))
}

/// The value in the type of the property, as .NET's setter would take it.
pub fn settable_value(s: &mut Session, base: &Value, name: &str, value: Value) -> Eval {
    let Some(ty) = base.ty() else { return Ok(value) };
    match crate::clr::signature::property(ty, name, false) {
        Some(property) if property.settable && !property.ty.contains('`') => {
            let wanted = crate::convert::type_named(&property.ty);
            if wanted == Type::object() || value.is_null() && !wanted.is_value_type() && wanted != Type::string() {
                return Ok(value);
            }
            Ok(crate::convert::to_type(s, &value, wanted)?)
        }
        _ => Ok(value),
    }
}
