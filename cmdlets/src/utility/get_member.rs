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
        let object = cx
            .input
            .clone()
            .unwrap_or_else(|| self.input_object.clone());
        if object.is_null() {
            return Ok(());
        }
        let type_name = match object.base() {
            Value::Type(ty) if self.r#static => Str::new(ty.full_name()),
            base if self.r#static => base
                .ty()
                .map_or(Str::default(), |ty| Str::new(ty.full_name())),
            _ => runtime::member::type_names(cx.s, &object)
                .into_iter()
                .next()
                .unwrap_or_default(),
        };
        if self.seen.contains(&type_name) {
            return Ok(());
        }
        self.seen.push(type_name.clone());
        let mut found = runtime::member::members(cx.s, &object, self.r#static)?;
        found.retain(|member| self.is_wanted(member));
        found.sort_by_key(|member| (member.kind.to_lowercase(), member.name.to_lowercase()));
        // Names are answered one by one, each with its members sorted.
        let asked = match self.name.as_slice() {
            [] => vec![Str::new_static("*")],
            names => names.to_vec(),
        };
        for name in asked {
            let Ok(name) = Wildcard::new(&name, true) else {
                continue;
            };
            for member in found.iter().filter(|member| name.is_match(&member.name)) {
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
        cx.error(Fault::new(
            "System.InvalidOperationException",
            "NoObjectInGetMember",
            Category::CloseError,
            text,
        ))
    }
}

impl GetMember {
    fn is_wanted(&self, member: &Member) -> bool {
        if member.hidden && !self.force {
            return false;
        }
        let bits = KINDS
            .iter()
            .find(|(name, _)| *name == member.kind)
            .map_or(0, |(_, bit)| *bit);
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

/// `MemberDefinition`.
fn definition(type_name: &Str, member: &Member) -> Value {
    facts_with_text(
        "Microsoft.PowerShell.Commands.MemberDefinition",
        &["TypeName", "Name", "MemberType", "Definition"],
        vec![
            Value::Str(type_name.clone()),
            Value::Str(member.name.clone()),
            Value::enum_named("System.Management.Automation.PSMemberTypes", &member.kind),
            Value::Str(member.definition.clone()),
        ],
        Some("Definition"),
    )
}
