//! Names of properties and types.

use super::extended;
use crate::fault::Halt;
use crate::session::Session;
use crate::types::Type;
use crate::value::{MemberKind, Object, Str, TableKind, Value, holder};

/// Names of the properties that can be read, in the order they are shown.
pub fn readable_properties(s: &mut Session, value: &Value) -> Result<Vec<Str>, Halt> {
    properties(s, value, false)
}

/// Hidden properties of classes too: what a conversion to another notation writes.
pub fn written_properties(s: &mut Session, value: &Value) -> Result<Vec<Str>, Halt> {
    properties(s, value, true)
}

fn properties(s: &mut Session, value: &Value, with_hidden: bool) -> Result<Vec<Str>, Halt> {
    let mut names: Vec<Str> = Vec::new();
    let mut add = |name: &str| {
        if !names.iter().any(|n| crate::value::eq_ignore_case(n, name)) {
            names.push(Str::new(name));
        }
    };
    if let Some(object) = holder(value, &mut None) {
        own_names(object, with_hidden, &mut add);
    }
    if s.types.has_members() {
        for type_name in type_names(s, value) {
            if let Some(entry) = s.types.entry(&type_name) {
                entry.members.iter().filter(|m| is_property(&m.kind)).for_each(|m| add(&m.name));
            }
        }
    }
    if matches!(value, Value::Object(object) if object.is_custom()) {
        return Ok(names);
    }
    let base = base_of(value);
    extended::members(&base).for_each(|(name, _)| add(name));
    adapted_names(&base).iter().for_each(|n| add(n));
    Ok(names)
}

/// The same names as views without a choice of their own have them: what type data adds comes last.
pub fn displayed_properties(s: &mut Session, value: &Value) -> Result<Vec<Str>, Halt> {
    let mut added: Vec<Str> = Vec::new();
    for type_name in type_names(s, value) {
        if let Some(entry) = s.types.entry(&type_name) {
            added.extend(entry.members.iter().map(|member| member.name.clone()));
        }
    }
    added.extend(extended::members(&base_of(value)).map(|(name, _)| Str::new_static(name)));
    if let Value::Object(object) = value {
        let notes = object.borrow_notes();
        added.retain(|name| !notes.iter().any(|(note, _)| crate::value::eq_ignore_case(note, name)));
    }
    let is_added = |name: &Str| added.iter().any(|other| crate::value::eq_ignore_case(other, name));
    let (last, mut names): (Vec<Str>, Vec<Str>) = readable_properties(s, value)?.into_iter().partition(is_added);
    names.extend(last);
    Ok(names)
}

fn own_names(object: &Object, with_hidden: bool, add: &mut impl FnMut(&str)) {
    if object.class().is_some() {
        crate::class::shown_properties(object, with_hidden).iter().for_each(|n| add(n));
    }
    let hidden = |name: &str| !with_hidden && object.class().is_some_and(|class| crate::class::is_hidden(class, name));
    object.borrow_notes().iter().map(|(n, _)| n.clone()).filter(|n| !hidden(n)).for_each(|n| add(&n));
    for member in object.members.borrow().iter().filter(|m| is_property(&m.kind) && !m.hidden) {
        add(&member.name);
    }
}

pub fn is_property(kind: &MemberKind) -> bool {
    matches!(
        kind,
        MemberKind::Alias { .. } | MemberKind::ScriptProperty { .. } | MemberKind::Note(_) | MemberKind::Variable(_) | MemberKind::Code(_)
    )
}

/// The .NET part of a value.
pub fn base_of(value: &Value) -> Value {
    match value {
        Value::Object(object) => object.base_value().or_else(|| object.inherited()).cloned().unwrap_or(Value::Null),
        other => other.clone(),
    }
}

/// What .NET or an adapter lists.
pub fn adapted_names(base: &Value) -> Vec<Str> {
    if let Some(node) = base.as_native::<crate::clr::XmlNode>() {
        return node.adapted_names();
    }
    match base {
        Value::Native(native) => native.properties().iter().map(Str::new).collect(),
        _ => crate::clr::property_names(base).iter().map(Str::new).collect(),
    }
}

/// Has the value a property of this name?
pub fn has_property(s: &mut Session, value: &Value, name: &str) -> Result<bool, Halt> {
    if let Value::Table(table) = value.base()
        && table.kind != TableKind::Set
        && table.get_str(name).is_some()
    {
        return Ok(true);
    }
    let names = readable_properties(s, value)?;
    Ok(names.iter().any(|n| crate::value::eq_ignore_case(n, name)))
}

/// Properties that can be assigned, with their types: for messages about casts.
pub fn settable_properties(value: &Value) -> Vec<(Str, String)> {
    if let Value::Object(object) = value
        && let Some(class) = object.class()
    {
        return crate::class::settable(class);
    }
    let Some(ty) = value.base().ty() else { return Vec::new() };
    crate::clr::signature::properties(ty, false)
        .into_iter()
        .filter(|p| p.settable)
        .map(|p| (p.name, crate::convert::type_named(&p.ty).full_name().to_owned()))
        .collect()
}

/// `PSTypeNames`.
pub fn type_names(_s: &Session, value: &Value) -> Vec<Str> {
    names_of(value)
}

pub fn names_of(value: &Value) -> Vec<Str> {
    if let Some(object) = holder(value, &mut None)
        && let Some(names) = object.explicit_types()
    {
        return names.to_vec();
    }
    if let Value::Native(native) = value.base()
        && let Some(names) = native.type_names()
    {
        return names;
    }
    let chain = |ty: Type| ty.chain().map(|t| Str::new(t.full_name())).collect::<Vec<_>>();
    value.ty().map_or_else(Vec::new, chain)
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

/// The member of this name as the value spells it, and whether it is a method.
pub fn find_member(s: &mut Session, value: &Value, name: &str) -> Result<Option<(Str, bool)>, Halt> {
    if let Value::Object(object) = value {
        let spelled = object.borrow_notes().iter().map(|(n, _)| n).find(|n| crate::value::eq_ignore_case(n, name)).cloned();
        if let Some(spelled) = spelled {
            return Ok(Some((spelled, false)));
        }
    }
    let names = readable_properties(s, value)?;
    if let Some(spelled) = names.into_iter().find(|n| crate::value::eq_ignore_case(n, name)) {
        return Ok(Some((spelled, false)));
    }
    if let Some(method) = super::method::of(s, value, name) {
        let spelled = match &method {
            Value::Native(native) => native.clone().get(s, "Name").and_then(Result::ok).map_or_else(|| Str::new(name), |v| v.plain_text()),
            _ => Str::new(name),
        };
        return Ok(Some((spelled, true)));
    }
    // Adapters answer to more names than they list.
    Ok(super::find::property(s, value, name)?.map(|_| (Str::new(name), false)))
}
