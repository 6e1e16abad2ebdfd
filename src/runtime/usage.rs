//! How a command is called: its parameter sets as lines.
//!
//! In:    the description of a command.
//! Out:   `Get-Date [[-Date] <datetime>] [-Format <string>] [<CommonParameters>]`, a line per set.
//! Never: runs; what the parameters mean, help says.

use crate::command::{COMMON, CommandMeta, ParamMeta, SetMember};
use crate::types::Type;

/// How types are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum TypeStyle {
    /// `string[]`, as `Get-Command -Syntax` has it.
    Short,
    /// `String[]`, as help has it.
    Plain,
}

/// The lines of `Definition` and of `Get-Command -Syntax`: each set with an empty line before it.
pub fn definition(meta: &CommandMeta) -> String {
    let sets = set_indexes(meta);
    sets.into_iter().map(|set| format!("\n{} {}\n", meta.name, parameters(meta, set, TypeStyle::Short))).collect()
}

/// The sets of a command; a command without sets has one.
pub fn set_indexes(meta: &CommandMeta) -> Vec<Option<usize>> {
    match meta.set_names.len() {
        0 => vec![None],
        count => (0..count).map(Some).collect(),
    }
}

/// The parameters of one set: by position, then those that must be named, then the others.
pub fn parameters(meta: &CommandMeta, set: Option<usize>, style: TypeStyle) -> String {
    let mut positional: Vec<(i32, String)> = Vec::new();
    let (mut mandatory, mut named) = (Vec::new(), Vec::new());
    let mut common = 0;
    for param in &meta.params {
        let Some(member) = member_in(param, set) else { continue };
        // `DontShow` is for completion and help; the syntax names everything.
        if param.dont_show && style == TypeStyle::Plain {
            continue;
        }
        if COMMON.iter().any(|(name, ..)| name.eq_ignore_ascii_case(&param.name)) && param.is_common {
            common += 1;
            continue;
        }
        let text = parameter(param, member, style);
        match member.position {
            Some(position) => positional.push((position, text)),
            None if member.mandatory => mandatory.push(text),
            None => named.push(text),
        }
    }
    positional.sort_by_key(|(position, _)| *position);
    let mut parts: Vec<String> = positional.into_iter().map(|(_, text)| text).collect();
    parts.append(&mut mandatory);
    parts.append(&mut named);
    if common == COMMON.len() {
        parts.push("[<CommonParameters>]".to_owned());
    }
    parts.join(" ")
}

/// How a parameter takes part in a set.
pub fn member_in(param: &ParamMeta, set: Option<usize>) -> Option<&SetMember> {
    let own = param.sets.iter().find(|member| member.set.is_some() && member.set == set);
    own.or_else(|| param.sets.iter().find(|member| member.set.is_none()))
}

fn parameter(param: &ParamMeta, member: &SetMember, style: TypeStyle) -> String {
    let name = &param.name;
    if param.is_switch() {
        return if member.mandatory { format!("-{name}") } else { format!("[-{name}]") };
    }
    let ty = type_text(param.ty, style);
    match (member.mandatory, member.position.is_some()) {
        (true, true) => format!("[-{name}] <{ty}>"),
        (true, false) => format!("-{name} <{ty}>"),
        (false, true) => format!("[[-{name}] <{ty}>]"),
        (false, false) => format!("[-{name} <{ty}>]"),
    }
}

/// A type in a syntax line; nullable ones are written as what they hold.
pub fn type_text(ty: Type, style: TypeStyle) -> String {
    if let Some(inner) = ty.nullable_of() {
        return type_text(inner, style);
    }
    if let Some(element) = ty.element() {
        return format!("{}[]", type_text(element, style));
    }
    if style == TypeStyle::Plain {
        return ty.name().to_owned();
    }
    let short = ty.short_name();
    match short.rsplit(['.', '+']).next() {
        Some(last) if !short.contains('[') => last.to_owned(),
        _ => short,
    }
}
