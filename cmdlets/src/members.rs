//! Members by name, for cmdlets that take the name of a member as an argument.
//!
//! In:    an object, a name with or without wildcards.
//! Out:   names as the object spells them.
//! Never: reads or calls.

use dotnet::wildcard::Wildcard;
use runtime::author::*;

/// Members of every kind whose names match.
pub fn matching(s: &mut Session, object: &Value, pattern: &str) -> Result<Vec<Str>, Halt> {
    if !Wildcard::contains_wildcards(pattern) {
        let found = find(s, object, pattern)?;
        return Ok(found.map(|member| member.name).into_iter().collect());
    }
    let Ok(wildcard) = Wildcard::new(pattern, true) else {
        return Ok(Vec::new());
    };
    let all = list(s, object)?;
    Ok(all.into_iter().map(|member| member.name).filter(|name| wildcard.is_match(name)).collect())
}

/// A member that was found by its name.
pub struct Found {
    pub name: Str,
    pub is_method: bool,
}

impl Found {
    pub fn is_method(&self) -> bool {
        self.is_method
    }
}

/// One member by its name in any case.
pub fn find(s: &mut Session, object: &Value, name: &str) -> Result<Option<Found>, Halt> {
    let found = runtime::member::find_member(s, object, name)?;
    Ok(found.map(|(name, is_method)| Found { name, is_method }))
}

/// All members, properties first.
pub fn list(s: &mut Session, object: &Value) -> Result<Vec<Found>, Halt> {
    let all = runtime::member::members(s, object, false)?;
    let method = |kind: &str| matches!(kind, "Method" | "ScriptMethod" | "CodeMethod");
    Ok(all.into_iter().map(|member| Found { name: member.name, is_method: method(member.kind) }).collect())
}

/// `-is`: is the value, or what it wraps, of the type?
pub fn is_of_type(value: &Value, ty: Type) -> bool {
    if ty == Type::ps_object() {
        return matches!(value, Value::Object(_));
    }
    value.base().ty().is_some_and(|own| own.is_assignable_to(ty))
}

/// `Input name "x" is ambiguous. …`
pub fn ambiguous(name: &str, kind: &str, found: &[Str]) -> String {
    let list: String = found.iter().map(|name| format!(" {name}")).collect();
    format!("Input name \"{name}\" is ambiguous. It can be resolved to multiple matched {kind}. Possible matches include:{list}.")
}
