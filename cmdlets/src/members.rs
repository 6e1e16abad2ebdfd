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
        let found = runtime::member::find(s, object, pattern)?;
        return Ok(found.map(|member| member.name).into_iter().collect());
    }
    let Ok(wildcard) = Wildcard::new(pattern, true) else {
        return Ok(Vec::new());
    };
    let all = runtime::member::list(s, object)?;
    Ok(all
        .into_iter()
        .map(|member| member.name)
        .filter(|name| wildcard.is_match(name))
        .collect())
}

/// `Input name "x" is ambiguous. …`
pub fn ambiguous(name: &str, kind: &str, found: &[Str]) -> String {
    let list: String = found.iter().map(|name| format!(" {name}")).collect();
    format!(
        "Input name \"{name}\" is ambiguous. It can be resolved to multiple matched {kind}. Possible matches include:{list}."
    )
}
