//! `Update-TypeData`, `Get-TypeData`, `Remove-TypeData`: what a session knows about types beyond .NET.

use super::typed_members::{Draft, single_kind};
use crate::result::facts;
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;
use runtime::value::{MemberDef, MemberKind};

/// Extends types with members and rules for showing them.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Update-TypeData",
    type_name = "Microsoft.PowerShell.Commands.UpdateTypeDataCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "FileSet",
    confirm = "Low"
)]
pub struct UpdateTypeData {
    /// What kind of member.
    #[param(
        set = "DynamicTypeSet",
        ty = "System.Management.Automation.PSMemberTypes",
        values("NoteProperty", "AliasProperty", "ScriptProperty", "CodeProperty", "ScriptMethod", "CodeMethod")
    )]
    member_type: Value,
    /// The name of the member.
    #[param(set = "DynamicTypeSet", not_null_or_empty)]
    member_name: Option<Str>,
    /// The value of a note, the code of a script member, the target of an alias.
    #[param(set = "DynamicTypeSet")]
    value: Value,
    /// The code that sets a script property, or the type an alias converts to.
    #[param(set = "DynamicTypeSet", not_null)]
    second_value: Value,
    /// A type that converts.
    #[param(set = "DynamicTypeSet", ty = "type", not_null)]
    type_converter: Value,
    /// A type that adapts.
    #[param(set = "DynamicTypeSet", ty = "type", not_null)]
    type_adapter: Value,
    /// How objects are written to CLIXML.
    #[param(set = "DynamicTypeSet", not_null_or_empty)]
    serialization_method: Option<Str>,
    /// The type that objects become when they are read again.
    #[param(set = "DynamicTypeSet", ty = "type", not_null)]
    target_type_for_deserialization: Value,
    /// How many levels are written.
    #[param(set = "DynamicTypeSet", range(0, 2147483647), not_null)]
    serialization_depth: Option<i32>,
    /// The property that wide views show.
    #[param(set = "DynamicTypeSet", not_null_or_empty)]
    default_display_property: Option<Str>,
    /// Whether properties of base types are written.
    #[param(set = "DynamicTypeSet", ty = "System.Nullable[bool]", not_null)]
    inherit_property_serialization_set: Option<bool>,
    /// The property that is the text of the object.
    #[param(set = "DynamicTypeSet", not_null_or_empty)]
    string_serialization_source: Option<Str>,
    /// The properties that lists and tables show.
    #[param(set = "DynamicTypeSet", not_null_or_empty)]
    default_display_property_set: Vec<Str>,
    /// The properties that identify the object.
    #[param(set = "DynamicTypeSet", not_null_or_empty)]
    default_key_property_set: Vec<Str>,
    /// The properties that are written.
    #[param(set = "DynamicTypeSet", not_null_or_empty)]
    property_serialization_set: Vec<Str>,
    /// The type.
    #[param(mandatory, pipeline, set = "DynamicTypeSet", not_null_or_empty)]
    type_name: Option<Str>,
    /// Replaces members that are there.
    #[param(sets("DynamicTypeSet", "TypeDataSet"))]
    force: bool,
    /// Type data, as Get-TypeData gives it.
    #[param(position = 0, mandatory, pipeline, by_name, set = "TypeDataSet", ty = "System.Management.Automation.Runspaces.TypeData[]")]
    type_data: Vec<Value>,
    /// Files read after those that are loaded.
    #[param(position = 0, pipeline, by_name, set = "FileSet", alias("PSPath", "Path"), not_null)]
    append_path: Vec<Str>,
    /// Files read before those that are loaded.
    #[param(set = "FileSet", not_null)]
    prepend_path: Vec<Str>,
}

impl Cmdlet for UpdateTypeData {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() != "DynamicTypeSet" {
            let text = "This shell reads no type files; members are added one by one with -TypeName and -MemberType.";
            let exception = "System.Management.Automation.PSNotSupportedException";
            return Err(Fault::new(exception, "NotSupported", Category::NotImplemented, text).into());
        }
        let name = full_name(cx.s, self.type_name.as_deref().unwrap_or(""));
        if name.trim().is_empty() {
            let text = "The target type name should not be null, empty, or contain only white spaces.";
            return Err(refused("TargetTypeNameEmpty", text.to_owned()));
        }
        let member = self.member(cx)?;
        if member.is_none() && !self.says_anything() {
            let text = format!("No member is specified for the update on type \"{name}\".");
            return Err(refused("TypeDataEmpty", text));
        }
        if !cx.confirm(&format!("Type to update: {name}"), "Update TypeData")? {
            return Ok(());
        }
        if let Some(member) = member {
            let entry = cx.s.types.entry_mut(&name);
            let known = entry.members.iter().position(|known| known.symbol == member.symbol);
            match known {
                Some(_) if !self.force => {
                    let text = format!("Error in TypeData \"{name}\": The member {} is already present.", member.name);
                    let fault = Fault::runtime("TypesDynamicUpdateException", Category::InvalidOperation, text);
                    return cx.error(fault);
                }
                Some(at) => entry.members[at] = member,
                None => entry.members.push(member),
            }
        }
        self.set_rules(cx.s, &name);
        cx.s.type_epoch += 1;
        Ok(())
    }
}

impl UpdateTypeData {
    fn member(&self, cx: &mut Cx<'_>) -> Result<Option<MemberDef>, Halt> {
        if self.member_type.is_null() {
            if self.member_name.is_some() || cx.is_bound("Value") || cx.is_bound("SecondValue") {
                let text = "The MemberName, Value, and SecondValue parameters cannot be specified without the MemberType parameter.";
                return Err(refused("MemberTypeIsMissing", text.to_owned()));
            }
            return Ok(None);
        }
        let kind = single_kind(&self.member_type).map_err(|shown| {
            let text = format!("Only one member type can be specified. The member types specified are: \"{shown}\". Update the type with only one member type.");
            refused("WrongMemberCount", text)
        })?;
        let Some(name) = self.member_name.clone() else {
            let text = format!("The MemberName parameter is required for the type \"{kind}\". Please specify the MemberName parameter.");
            return Err(refused("MemberNameShouldBeSpecified", text));
        };
        let draft = Draft {
            kind,
            value: cx.is_bound("Value").then(|| self.value.clone()),
            second: cx.is_bound("SecondValue").then(|| self.second_value.clone()),
        };
        let kind = draft.member(cx.s)?;
        Ok(Some(MemberDef { symbol: Symbol::of(&name), name, kind, hidden: false }))
    }

    fn says_anything(&self) -> bool {
        self.default_display_property.is_some()
            || self.string_serialization_source.is_some()
            || self.serialization_depth.is_some()
            || self.serialization_method.is_some()
            || self.inherit_property_serialization_set.is_some()
            || !self.default_display_property_set.is_empty()
            || !self.default_key_property_set.is_empty()
            || !self.property_serialization_set.is_empty()
            || !self.type_converter.is_null()
            || !self.type_adapter.is_null()
            || !self.target_type_for_deserialization.is_null()
    }

    fn set_rules(&self, s: &mut Session, name: &str) {
        let entry = s.types.entry_mut(name);
        if !self.default_display_property_set.is_empty() {
            entry.default_display = self.default_display_property_set.clone();
        }
        if !self.default_key_property_set.is_empty() {
            entry.default_key = self.default_key_property_set.clone();
        }
        if self.default_display_property.is_some() {
            entry.default_display_property = self.default_display_property.clone();
        }
        if self.string_serialization_source.is_some() {
            entry.string_source = self.string_serialization_source.clone();
        }
        if let Some(depth) = self.serialization_depth {
            entry.serialization_depth = u32::try_from(depth).ok();
        }
    }
}

/// Shows the extended type data of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-TypeData",
    type_name = "Microsoft.PowerShell.Commands.GetTypeDataCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.Management.Automation.PSObject")
)]
pub struct GetTypeData {
    /// Names of types; wildcards are understood.
    #[param(position = 0, pipeline, not_null_or_empty)]
    type_name: Vec<Str>,
}

impl Cmdlet for GetTypeData {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let patterns: Vec<Wildcard> = self.type_name.iter().filter_map(|name| Wildcard::new(name, true).ok()).collect();
        let mut names: Vec<&'static str> = cx.s.types.names().map(Symbol::name).collect();
        names.sort_unstable();
        names.retain(|name| patterns.is_empty() || patterns.iter().any(|pattern| pattern.is_match(name)));
        for name in names {
            let Some(entry) = cx.s.types.entry(name).cloned() else {
                continue;
            };
            let members = Table::new(runtime::value::TableKind::Generic, members_type(), true);
            for member in &entry.members {
                members.insert_str(&member.name, member_value(member));
            }
            let values = vec![
                Value::str(name),
                Value::table(members),
                Value::strings(entry.default_display.clone()),
                entry.default_display_property.clone().map_or(Value::Null, Value::Str),
                Value::strings(entry.default_key.clone()),
                entry.string_source.clone().map_or(Value::Null, Value::Str),
            ];
            cx.emit(facts(
                "System.Management.Automation.Runspaces.TypeData",
                &[
                    "TypeName",
                    "Members",
                    "DefaultDisplayPropertySet",
                    "DefaultDisplayProperty",
                    "DefaultKeyPropertySet",
                    "StringSerializationSource",
                ],
                values,
            ))?;
        }
        Ok(())
    }
}

fn members_type() -> Type {
    let member = Type::of("System.Management.Automation.Runspaces.TypeMemberData");
    Type::of("System.Collections.Generic.Dictionary`2").generic_of(vec![Type::string(), member])
}

fn member_value(member: &MemberDef) -> Value {
    let name = Value::Str(member.name.clone());
    let block = |block: &Option<Rc<ScriptBlock>>| block.clone().map_or(Value::Null, Value::Block);
    match &member.kind {
        MemberKind::Alias { target, .. } => {
            let ty = "System.Management.Automation.Runspaces.AliasPropertyData";
            facts(ty, &["Name", "ReferencedMemberName"], vec![name, Value::Str(target.clone())])
        }
        MemberKind::ScriptProperty { get, set } => {
            let ty = "System.Management.Automation.Runspaces.ScriptPropertyData";
            facts(ty, &["Name", "GetScriptBlock", "SetScriptBlock"], vec![name, block(get), block(set)])
        }
        MemberKind::ScriptMethod(script) => {
            let ty = "System.Management.Automation.Runspaces.ScriptMethodData";
            facts(ty, &["Name", "Script"], vec![name, Value::Block(script.clone())])
        }
        MemberKind::Note(value) => {
            facts("System.Management.Automation.Runspaces.NotePropertyData", &["Name", "Value"], vec![name, value.clone()])
        }
        MemberKind::Variable(variable) => {
            facts("System.Management.Automation.Runspaces.NotePropertyData", &["Name", "Value"], vec![name, variable.get()])
        }
        MemberKind::PropertySet(names) => {
            let ty = "System.Management.Automation.Runspaces.PropertySetData";
            facts(ty, &["Name", "ReferencedProperties"], vec![name, Value::strings(names.clone())])
        }
        MemberKind::MemberSet(_) => facts("System.Management.Automation.Runspaces.MemberSetData", &["Name"], vec![name]),
        MemberKind::Code(_) => facts("System.Management.Automation.Runspaces.CodePropertyData", &["Name"], vec![name]),
    }
}

/// Deletes extended type data.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Remove-TypeData",
    type_name = "Microsoft.PowerShell.Commands.RemoveTypeDataCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "RemoveTypeDataSet",
    confirm = "Medium"
)]
pub struct RemoveTypeData {
    /// The name of the type.
    #[param(position = 0, mandatory, pipeline, by_name, set = "RemoveTypeSet", not_null_or_empty)]
    type_name: Option<Str>,
    /// Files whose type data is deleted.
    #[param(mandatory, set = "RemoveFileSet", not_null_or_empty)]
    path: Vec<Str>,
    /// Type data, as Get-TypeData gives it.
    #[param(mandatory, pipeline, set = "RemoveTypeDataSet", ty = "System.Management.Automation.Runspaces.TypeData")]
    type_data: Value,
}

impl Cmdlet for RemoveTypeData {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.path.is_empty() {
            let path = self.path.join(", ");
            let text = format!("The file {path} is not imported into the current session.");
            let fault =
                Fault::new("System.InvalidOperationException", "TypeFileNotExistsInCurrentSession", Category::InvalidOperation, text);
            return cx.error(fault);
        }
        let name = match &self.type_name {
            Some(name) => full_name(cx.s, name),
            None => runtime::member::get(cx.s, &self.type_data.clone(), "TypeName")?.plain_text(),
        };
        if !cx.confirm(&format!("Name of the type that will be removed: {name}"), "Remove TypeData")? {
            return Ok(());
        }
        cx.s.type_epoch += 1;
        if cx.s.types.remove(&name) {
            return Ok(());
        }
        let text = format!(
            "Error in TypeData \"{name}\": The type \"{name}\" was not found. The type name value must be the full name of the type. Verify the type name and run the command again."
        );
        cx.error(Fault::runtime("TypesDynamicRemoveException", Category::InvalidOperation, text))
    }
}

fn full_name(s: &Session, name: &str) -> Str {
    runtime::eval::find_type(s, name).map_or_else(|| Str::new(name), |ty| Str::new(ty.full_name()))
}

fn refused(id: &str, text: String) -> Halt {
    Fault::new("System.InvalidOperationException", id, Category::InvalidOperation, text).into()
}
