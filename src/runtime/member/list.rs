//! The members of a value: what `Get-Member` and `.PSObject` list.
//!
//! In:    a value, or a type whose static members are asked for.
//! Out:   names, kinds and definitions as PowerShell writes them.
//! Never: sorts; the cmdlet does.

use super::{extended, names};
use crate::clr::signature;
use crate::fault::Halt;
use crate::session::Session;
use crate::types::{Type, accelerator_of};
use crate::value::{MemberDef, MemberKind, Str, Value, holder};

/// One member.
#[derive(Clone)]
pub struct MemberInfo {
    pub name: Str,
    /// `NoteProperty`, `Method`, …: a name of `PSMemberTypes`.
    pub kind: &'static str,
    pub definition: Str,
    pub hidden: bool,
    /// Added by a script or a type file, not by .NET.
    pub extended: bool,
}

fn info(name: &str, kind: &'static str, definition: impl Into<Str>, extended: bool) -> MemberInfo {
    MemberInfo { name: Str::new(name), kind, definition: definition.into(), hidden: false, extended }
}

/// Members of a value; with `is_static` the static members of a type.
pub fn members(s: &mut Session, value: &Value, is_static: bool) -> Result<Vec<MemberInfo>, Halt> {
    let mut all = Vec::new();
    if is_static {
        let ty = match value.base() {
            Value::Type(ty) => *ty,
            other => other.ty().unwrap_or_else(Type::object),
        };
        static_members(s, ty, &mut all);
        return Ok(all);
    }
    own_members(s, value, &mut all)?;
    typed_members(s, value, &mut all)?;
    let base = names::base_of(value);
    if let Value::Object(object) = value
        && let Some(class) = object.class()
    {
        crate::class::list_members(class, false, &mut all);
    }
    base_members(s, value, &base, &mut all);
    Ok(all)
}

fn push(all: &mut Vec<MemberInfo>, new: MemberInfo) {
    if !all.iter().any(|m| crate::value::eq_ignore_case(&m.name, &new.name)) {
        all.push(new);
    }
}

fn own_members(s: &mut Session, value: &Value, all: &mut Vec<MemberInfo>) -> Result<(), Halt> {
    let mut attached = None;
    let Some(object) = holder(value, &mut attached) else { return Ok(()) };
    if object.class().is_none() {
        let notes: Vec<(Str, Value)> = object.borrow_notes().iter().map(|(n, v)| (n.clone(), v.clone())).collect();
        for (name, note) in notes {
            let definition = note_definition(s, &name, &note)?;
            push(all, info(&name, "NoteProperty", definition, true));
        }
    }
    let own: Vec<MemberDef> = object.members.borrow().clone();
    for member in own {
        let mut made = definition_of(s, &member)?;
        made.hidden = member.hidden;
        push(all, made);
    }
    Ok(())
}

fn typed_members(s: &mut Session, value: &Value, all: &mut Vec<MemberInfo>) -> Result<(), Halt> {
    for type_name in names::names_of(value) {
        let found: Vec<MemberDef> = s.types.entry(&type_name).map_or_else(Vec::new, |entry| entry.members.clone());
        for member in found {
            let made = definition_of(s, &member)?;
            push(all, made);
        }
    }
    for (name, kind) in extended::members(&names::base_of(value)) {
        let made = match kind {
            extended::Kind::Alias(other) => info(name, "AliasProperty", format!("{name} = {other}"), true),
            extended::Kind::Script => info(name, "ScriptProperty", format!("System.Object {name} {{get=…;}}"), true),
            extended::Kind::Code => info(name, "CodeProperty", format!("System.String {name}{{get={name};}}"), true),
            extended::Kind::Note(text) => info(name, "NoteProperty", format!("string {name}={text}"), true),
        };
        push(all, made);
    }
    Ok(())
}

/// `int A=1`: type without namespace, name, value.
pub fn note_definition(s: &mut Session, name: &str, note: &Value) -> Result<Str, Halt> {
    let ty = match note.base() {
        v if v.is_null() => "object".to_owned(),
        v => v.ty().map_or_else(|| "object".to_owned(), short),
    };
    let text = if note.is_null() { Str::new_static("null") } else { crate::text::element_text(s, note)? };
    Ok(format!("{ty} {name}={text}").into())
}

/// A type's accelerator or its name without the namespace.
fn short(ty: Type) -> String {
    if let Some((definition, arguments)) = ty.generic() {
        let inner: Vec<String> = arguments.iter().map(|a| short(*a)).collect();
        return format!("{}[{}]", definition.name().split('`').next().unwrap_or_default(), inner.join(","));
    }
    match ty.full_name() {
        "System.Management.Automation.PSCustomObject" => "PSCustomObject".to_owned(),
        "System.Object" => "Object".to_owned(),
        full => accelerator_of(full).map_or_else(|| ty.name().to_owned(), str::to_owned),
    }
}

/// Kind and definition of a computed member.
pub fn definition_of(s: &mut Session, member: &MemberDef) -> Result<MemberInfo, Halt> {
    let name = &member.name;
    Ok(match &member.kind {
        MemberKind::Alias { target, convert } => {
            let cast = convert.map_or_else(String::new, |ty| format!("({})", ty.full_name()));
            info(name, "AliasProperty", format!("{name} = {cast}{target}"), true)
        }
        MemberKind::ScriptProperty { get, set } => {
            let part = |word: &str, block: &Option<std::rc::Rc<crate::block::ScriptBlock>>| {
                block.as_ref().map_or_else(String::new, |b| format!("{word}={};", b.text()))
            };
            info(name, "ScriptProperty", format!("System.Object {name} {{{}{}}}", part("get", get), part("set", set)), true)
        }
        MemberKind::ScriptMethod(_) => info(name, "ScriptMethod", format!("System.Object {name}();"), true),
        MemberKind::PropertySet(names) => {
            let list: Vec<&str> = names.iter().map(Str::as_str).collect();
            info(name, "PropertySet", format!("{name} {{{}}}", list.join(", ")), true)
        }
        MemberKind::MemberSet(members) => {
            let list: Vec<&str> = members.iter().map(|m| m.name.as_str()).collect();
            info(name, "MemberSet", format!("{name} {{{}}}", list.join(", ")), true)
        }
        MemberKind::Note(value) => {
            let definition = note_definition(s, name, value)?;
            info(name, "NoteProperty", definition, true)
        }
        MemberKind::Variable(variable) => {
            let definition = note_definition(s, name, &variable.get())?;
            info(name, "NoteProperty", definition, true)
        }
        MemberKind::Code(_) => info(name, "CodeProperty", format!("System.Object {name}{{get=…;}}"), true),
    })
}

/// What .NET and the adapters declare.
fn base_members(s: &mut Session, value: &Value, base: &Value, all: &mut Vec<MemberInfo>) {
    let ty = base.ty().or_else(|| value.ty()).unwrap_or_else(Type::object);
    for group in signature::groups(ty, false) {
        let texts: Vec<&str> = group.overloads.iter().map(|m| m.text.as_str()).collect();
        push(all, info(&group.name, "Method", texts.join(", "), false));
    }
    for property in signature::properties(ty, false) {
        push(all, property_info(ty, &property));
    }
    for name in names::adapted_names(base) {
        let shown = match super::get(s, value, &name).ok().and_then(|v| v.ty()) {
            Some(ty) => signature::shown(ty),
            None => "System.Object".to_owned(),
        };
        push(all, info(&name, "Property", format!("{shown} {name} {{get;}}"), false));
    }
}

/// Indexed properties show their index.
fn property_info(ty: Type, property: &signature::Property) -> MemberInfo {
    let access = if property.settable { "{get;set;}" } else { "{get;}" };
    match property.name.as_str() {
        "Chars" | "Item" => {
            let index = if ty.is_assignable_to(Type::idictionary()) {
                match ty.generic() {
                    Some((_, [key, _])) => format!("{} key", signature::shown(*key)),
                    _ => "System.Object key".to_owned(),
                }
            } else {
                "int index".to_owned()
            };
            info(&property.name, "ParameterizedProperty", format!("{} {}({index}) {access}", property.ty, property.name), false)
        }
        _ => info(&property.name, "Property", format!("{} {} {access}", property.ty, property.name), false),
    }
}

fn static_members(s: &mut Session, ty: Type, all: &mut Vec<MemberInfo>) {
    if ty.script_class().is_some() {
        crate::class::list_members(ty, true, all);
    }
    if let Some(def) = ty.enum_def() {
        for (name, _) in &def.values {
            push(all, info(name, "Property", format!("static {} {name} {{get;}}", ty.full_name()), false));
        }
    }
    for group in signature::groups(ty, true) {
        let texts: Vec<String> = group.overloads.iter().map(|m| format!("static {}", m.text)).collect();
        push(all, info(&group.name, "Method", texts.join(", "), false));
    }
    let constructors = super::statics::constructors(ty);
    let is_written = ty.script_class().is_none_or(|class| class.code.methods.iter().any(|m| m.is_constructor && !m.is_static));
    if !constructors.is_empty() && !ty.is_interface() && is_written {
        let texts: Vec<&str> = constructors.iter().map(Str::as_str).collect();
        push(all, info("new", "Method", texts.join(", "), false));
    }
    for property in signature::properties(ty, true) {
        let shown = match super::get_static(s, &Value::Type(ty), &property.name).ok().and_then(|v| v.ty()) {
            Some(found) => signature::shown(found),
            None => ty.short_name(),
        };
        push(all, info(&property.name, "Property", format!("static {shown} {} {{get;}}", property.name), false));
    }
}
