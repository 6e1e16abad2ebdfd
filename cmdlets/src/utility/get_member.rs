//! `Get-Member`.

use crate::result::facts_with_text;
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;
use runtime::member::MemberInfo as Member;

/// Shows the members of objects.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Member",
    type_name = "Microsoft.PowerShell.Commands.GetMemberCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("gm"),
    outputs("Microsoft.PowerShell.Commands.MemberDefinition")
)]
#[example("'text' | Get-Member -MemberType Method", "Shows the methods of text.")]
pub struct GetMember {
    /// The objects whose members are shown.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Names of members; wildcards are understood.
    #[param(position = 0, not_null_or_empty)]
    name: Vec<Str>,
    /// Only members of these kinds.
    #[param(alias("Type"), ty = "System.Management.Automation.PSMemberTypes")]
    member_type: Value,
    /// Extended, Adapted, Base or All.
    #[param(ty = "System.Management.Automation.PSMemberViewTypes")]
    view: Value,
    /// Shows the static members.
    #[param]
    r#static: bool,
    /// Shows hidden members, too.
    #[param]
    force: bool,
    #[state]
    seen: Vec<Str>,
}

/// Bits of `PSMemberTypes` by name.
const KINDS: &[(&str, i64)] = &[
    ("AliasProperty", 1),
    ("CodeProperty", 2),
    ("Property", 4),
    ("NoteProperty", 8),
    ("ScriptProperty", 16),
    ("PropertySet", 32),
    ("Method", 64),
    ("CodeMethod", 128),
    ("ScriptMethod", 256),
    ("ParameterizedProperty", 512),
    ("MemberSet", 1024),
    ("Event", 2048),
    ("Dynamic", 4096),
];
/// Members a script or a type file added.
const EXTENDED: i64 = 1 | 2 | 8 | 16 | 32 | 128 | 256 | 1024;

impl Cmdlet for GetMember {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
        if object.is_null() {
            return Ok(());
        }
        let type_name = match object.base() {
            Value::Type(ty) if self.r#static => Str::new(ty.full_name()),
            base if self.r#static => base.ty().map_or(Str::default(), |ty| Str::new(ty.full_name())),
            _ => runtime::member::type_names(cx.s, &object).into_iter().next().unwrap_or_default(),
        };
        if self.seen.contains(&type_name) {
            return Ok(());
        }
        self.seen.push(type_name.clone());
        let mut found = self.members(cx.s, &object)?;
        found.retain(|member| self.is_wanted(member));
        found.sort_by_key(|member| (member.kind.to_lowercase(), member.name.to_lowercase()));
        let patterns: Vec<Option<Wildcard>> = match self.name.as_slice() {
            [] => vec![None],
            names => names.iter().filter_map(|name| Wildcard::new(name, true).ok()).map(Some).collect(),
        };
        for pattern in patterns {
            let named = |member: &&Member| pattern.as_ref().is_none_or(|pattern| pattern.is_match(&member.name));
            for member in found.iter().filter(named) {
                cx.emit(definition(&type_name, member))?;
            }
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.seen.is_empty() {
            return Ok(());
        }
        let text = "You must specify an object for the Get-Member cmdlet.";
        cx.error(Fault::new("System.InvalidOperationException", "NoObjectInGetMember", Category::CloseError, text))
    }
}

impl GetMember {
    fn members(&self, s: &mut Session, object: &Value) -> Result<Vec<Member>, Halt> {
        let mut all = runtime::member::members(s, object, self.r#static)?;
        if self.force {
            let accessors: Vec<Member> = all.iter().flat_map(accessors).collect();
            all.extend(accessors);
        }
        Ok(all)
    }

    fn is_wanted(&self, member: &Member) -> bool {
        if member.hidden && !self.force {
            return false;
        }
        let bits = KINDS.iter().find(|(name, _)| *name == member.kind).map_or(0, |(_, bit)| *bit);
        let wanted = match self.member_type.base() {
            Value::Enum(e) => e.value,
            _ => i64::MAX,
        };
        let in_view = match self.view.base() {
            Value::Enum(e) if e.value == 1 => bits & EXTENDED != 0,
            Value::Enum(e) if e.value == 2 || e.value == 4 => bits & EXTENDED == 0,
            _ => true,
        };
        bits & wanted != 0 && in_view
    }
}

/// The methods behind a property of .NET: `int Length {get;}` is `int get_Length()`.
fn accessors(property: &Member) -> Vec<Member> {
    let split = property.definition.split_once(" {").and_then(|(front, parts)| Some((front.rsplit_once(' ')?.0, parts)));
    let Some((ty, parts)) = split.filter(|_| property.kind == "Property") else { return Vec::new() };
    let (is_static, ty) = ty.strip_prefix("static ").map_or(("", ty), |ty| ("static ", ty));
    let method = |prefix: &str, result: &str, parameter: &str| {
        let name = format!("{prefix}_{}", property.name);
        let definition = format!("{is_static}{result} {name}({parameter})").into();
        Member { name: name.into(), kind: "Method", definition, hidden: false, ..property.clone() }
    };
    let get = parts.contains("get;").then(|| method("get", ty, ""));
    let set = parts.contains("set;").then(|| method("set", "void", &format!("{ty} value")));
    get.into_iter().chain(set).collect()
}

/// `MemberDefinition`.
fn definition(type_name: &Str, member: &Member) -> Value {
    facts_with_text(
        "Microsoft.PowerShell.Commands.MemberDefinition",
        &["TypeName", "Name", "MemberType", "Definition"],
        vec![
            Value::Str(type_name.clone()),
            Value::Str(member.name.clone()),
            Value::enum_named("System.Management.Automation.PSMemberTypes", member.kind),
            Value::Str(member.definition.clone()),
        ],
        Some("Definition"),
    )
}
