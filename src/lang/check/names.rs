//! Type names that a check must know, under each of their names.

use crate::tree::{TypeName, TypeNameKind};

/// Without `System.`, lower case.
fn short_name(name: &TypeName) -> Option<String> {
    let TypeNameKind::Simple(name) = &name.kind else {
        return None;
    };
    let lower = name.to_ascii_lowercase();
    Some(lower.strip_prefix("system.").map_or(lower.clone(), str::to_owned))
}

fn is_named(name: &TypeName, want: &str) -> bool {
    matches!(&name.kind, TypeNameKind::Simple(name) if {
        let rest = name.get(..7).filter(|it| it.eq_ignore_ascii_case("system."));
        rest.map_or(name.as_str(), |_| &name[7..]).eq_ignore_ascii_case(want)
    })
}

pub(super) fn is_void(name: &TypeName) -> bool {
    is_named(name, "void")
}

pub(super) fn is_ref(name: &TypeName) -> bool {
    is_named(name, "ref")
        || is_named(name, "System.Management.Automation.PSReference")
        || is_named(name, "Management.Automation.PSReference")
}

pub(super) fn is_ordered(name: &TypeName) -> bool {
    matches!(&name.kind, TypeNameKind::Simple(name) if name.eq_ignore_ascii_case("ordered"))
}

/// Types whose values may be converted while a script is only read.
pub(super) fn is_primitive(name: &TypeName) -> bool {
    const PRIMITIVES: [&str; 20] = [
        "bool", "boolean", "byte", "sbyte", "char", "short", "int16", "ushort", "uint16", "int", "int32", "uint", "uint32", "long",
        "int64", "ulong", "uint64", "float", "single", "double",
    ];
    short_name(name).is_some_and(|name| PRIMITIVES.contains(&name.as_str()))
}

/// Types that a data section may name.
pub(super) fn is_allowed_in_data(name: &TypeName) -> bool {
    let element = match &name.kind {
        TypeNameKind::Array { element, .. } => element,
        _ => name,
    };
    let is_plain = short_name(element).is_some_and(|name| ["string", "decimal", "datetime"].contains(&name.as_str()));
    is_plain || is_primitive(element)
}
