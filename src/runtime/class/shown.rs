//! What a class shows of itself: definitions for `Get-Member`, properties for listings.

use super::{ScriptClass, lineage};
use crate::clr::signature;
use crate::code::TypeSite;
use crate::member::MemberInfo;
use crate::types::{Type, resolve_simple};
use crate::value::{Object, Str, Value};

/// A type as written, for members that nobody resolved yet.
fn written(class: &ScriptClass, site: Option<&TypeSite>) -> String {
    match site {
        None => "System.Object".to_owned(),
        Some(site) => match site.seen.get() {
            Some((_, ty)) => signature::shown(ty),
            None => resolve_simple(&site.text, &class.namespaces).map_or_else(|| site.text.to_string(), signature::shown),
        },
    }
}

fn method_text(class: &ScriptClass, at: usize) -> Str {
    let code = &class.code.methods[at];
    let params: Vec<String> = code.params.iter().map(|p| format!("{} {}", written(class, p.types.first()), p.name)).collect();
    let head = if code.is_constructor {
        format!("{} new", class.name)
    } else {
        let returns = if code.returns_void { "void".to_owned() } else { written(class, code.returns.as_ref()) };
        format!("{}{returns} {}", if code.is_static { "static " } else { "" }, code.name)
    };
    format!("{head}({})", params.join(", ")).into()
}

/// The overloads of a method, the class's own first.
pub fn definitions(ty: Type, name: &str, is_static: bool) -> Vec<Str> {
    let mut all: Vec<Str> = Vec::new();
    for (_, class) in lineage(ty) {
        for (at, code) in class.code.methods.iter().enumerate() {
            let fits = !code.is_constructor && code.is_static == is_static && code.name.eq_ignore_ascii_case(name);
            let text = method_text(class, at);
            if fits && !all.contains(&text) {
                all.push(text);
            }
        }
    }
    all
}

pub fn constructor_definitions(ty: Type) -> Vec<Str> {
    let Some(class) = ty.script_class() else { return Vec::new() };
    let own: Vec<Str> = (0..class.code.methods.len())
        .filter(|at| class.code.methods[*at].is_constructor && !class.code.methods[*at].is_static)
        .map(|at| method_text(class, at))
        .collect();
    if own.is_empty() { vec![Str::from(format!("{} new()", class.name))] } else { own }
}

/// Properties of an instance that a listing shows, the ancestors' last.
pub fn shown_properties(object: &Object, with_hidden: bool) -> Vec<Str> {
    let Some(ty) = object.class() else { return Vec::new() };
    let mut all: Vec<Str> = Vec::new();
    for (_, class) in lineage(ty) {
        for code in class.code.properties.iter().filter(|p| !p.is_static && (with_hidden || !p.is_hidden)) {
            if !all.contains(&code.name) {
                all.push(code.name.clone());
            }
        }
    }
    all
}

pub fn is_hidden(ty: Type, name: &str) -> bool {
    lineage(ty).any(|(_, class)| class.code.properties.iter().any(|p| p.is_hidden && p.name.eq_ignore_ascii_case(name)))
}

/// Properties that can be assigned, with their types in full.
pub fn settable(ty: Type) -> Vec<(Str, String)> {
    let mut all = Vec::new();
    for (_, class) in lineage(ty) {
        for code in class.code.properties.iter().filter(|p| !p.is_static && !p.is_hidden) {
            let full = match code.ty.as_ref() {
                None => "System.Object".to_owned(),
                Some(site) => match site.seen.get() {
                    Some((_, ty)) => ty.full_name().to_owned(),
                    None => {
                        resolve_simple(&site.text, &class.namespaces).map_or_else(|| site.text.to_string(), |t| t.full_name().to_owned())
                    }
                },
            };
            all.push((code.name.clone(), full));
        }
    }
    all
}

/// Members for `Get-Member`, of instances or of the type.
pub fn list_members(ty: Type, is_static: bool, all: &mut Vec<MemberInfo>) {
    for (_, class) in lineage(ty) {
        let mut seen: Vec<Str> = Vec::new();
        for code in class.code.methods.iter().filter(|m| !m.is_constructor && m.is_static == is_static) {
            if seen.contains(&code.name) {
                continue;
            }
            seen.push(code.name.clone());
            let texts: Vec<Str> = definitions(ty, &code.name, is_static);
            let texts: Vec<&str> = texts.iter().map(Str::as_str).collect();
            push(all, &code.name, "Method", texts.join(", "), code.is_hidden);
        }
        for code in class.code.properties.iter().filter(|p| p.is_static == is_static) {
            let word = if is_static { "static " } else { "" };
            let text = format!("{word}{} {} {{get;set;}}", written(class, code.ty.as_ref()), code.name);
            push(all, &code.name, "Property", text, code.is_hidden);
        }
    }
}

fn push(all: &mut Vec<MemberInfo>, name: &Str, kind: &'static str, definition: String, hidden: bool) {
    if !all.iter().any(|m| m.name.eq_ignore_ascii_case(name)) {
        all.push(MemberInfo { name: name.clone(), kind, definition: definition.into(), hidden, extended: false });
    }
}

/// Reflection in little, for `GetProperties()`.
pub fn property_infos(ty: Type) -> Vec<Value> {
    let mut all = Vec::new();
    for (owner, class) in lineage(ty) {
        for code in &class.code.properties {
            let of = code.ty.as_ref().and_then(|site| site.seen.get()).map_or_else(Type::object, |(_, ty)| ty);
            all.push(crate::records::typed(
                "System.Reflection.RuntimePropertyInfo",
                &[
                    ("Name", Value::Str(code.name.clone())),
                    ("PropertyType", Value::Type(of)),
                    ("CanRead", Value::Bool(true)),
                    ("CanWrite", Value::Bool(true)),
                    ("DeclaringType", Value::Type(owner)),
                ],
            ));
        }
    }
    all
}
