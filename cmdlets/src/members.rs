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
    Ok(all
        .into_iter()
        .map(|member| member.name)
        .filter(|name| wildcard.is_match(name))
        .collect())
}

/// A member as `Get-Member` shows it.
pub struct Member {
    pub name: Str,
    /// Its name in `PSMemberTypes`.
    pub kind: Str,
    pub definition: Str,
    pub hidden: bool,
}

impl Member {
    pub fn is_method(&self) -> bool {
        matches!(self.kind.as_str(), "Method" | "ScriptMethod" | "CodeMethod" | "ParameterizedProperty")
    }
}

/// One member by its name in any case.
pub fn find(s: &mut Session, object: &Value, name: &str) -> Result<Option<Member>, Halt> {
    Ok(list(s, object)?.into_iter().find(|member| member.name.eq_ignore_ascii_case(name)))
}

/// All members of an object, properties first.
pub fn list(s: &mut Session, object: &Value) -> Result<Vec<Member>, Halt> {
    let names = runtime::member::readable_properties(s, object)?;
    let property = |name: Str| Member { definition: name.clone(), kind: Str::new_static("Property"), hidden: false, name };
    Ok(names.into_iter().map(property).collect())
}

/// The static members of a type.
pub fn list_static(_s: &mut Session, _ty: Type) -> Vec<Member> {
    Vec::new()
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
    format!(
        "Input name \"{name}\" is ambiguous. It can be resolved to multiple matched {kind}. Possible matches include:{list}."
    )
}
