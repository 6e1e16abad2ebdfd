//! Parameters and parameter sets of commands as objects.
//!
//! In:    the description of a command.
//! Out:   what `(Get-Command x).Parameters` and `.ParameterSets` give.
//! Never: binds.

use crate::command::{CommandMeta, ParamMeta, SetMember};
use crate::fault::Eval;
use crate::records::typed;
use crate::session::Session;
use crate::types::Type;
use crate::usage::{self, TypeStyle};
use crate::value::{Native, Str, Table, Value};

pub fn of_command(meta: &CommandMeta) -> Value {
    let ty = Type::of("System.Collections.Generic.Dictionary`2")
        .generic_of(vec![Type::string(), Type::of("System.Management.Automation.ParameterMetadata")]);
    let table = Table::new(crate::value::TableKind::Generic, ty, true);
    for param in &meta.params {
        table.insert(Value::Str(param.name.clone()), of_param(param, meta));
    }
    Value::table(table)
}

pub fn of_param(param: &ParamMeta, meta: &CommandMeta) -> Value {
    let sets = Table::new(
        crate::value::TableKind::Generic,
        Type::of("System.Collections.Generic.Dictionary`2")
            .generic_of(vec![Type::string(), Type::of("System.Management.Automation.ParameterSetMetadata")]),
        true,
    );
    for member in &param.sets {
        let name = member.set.and_then(|at| meta.set_names.get(at)).cloned().unwrap_or_else(|| Str::new_static("__AllParameterSets"));
        let position = member.position.unwrap_or(i32::MIN);
        let about = typed(
            "System.Management.Automation.ParameterSetMetadata",
            &[
                ("IsMandatory", Value::Bool(member.mandatory)),
                ("Position", Value::Int(position)),
                ("ValueFromPipeline", Value::Bool(member.from_pipeline)),
                ("ValueFromPipelineByPropertyName", Value::Bool(member.from_property)),
                ("ValueFromRemainingArguments", Value::Bool(member.from_rest)),
                ("HelpMessage", Value::Str(member.help_message.clone())),
            ],
        );
        sets.insert(Value::Str(name), about);
    }
    typed(
        "System.Management.Automation.ParameterMetadata",
        &[
            ("Name", Value::Str(param.name.clone())),
            ("ParameterType", Value::Type(param.ty)),
            ("ParameterSets", Value::table(sets)),
            ("IsDynamic", Value::Bool(param.is_dynamic)),
            ("Aliases", Value::strings(param.aliases.iter().cloned())),
            ("Attributes", super::attributes::of_param(param, meta)),
            ("SwitchParameter", Value::Bool(param.is_switch())),
        ],
    )
}

pub fn sets(meta: &CommandMeta) -> Value {
    let all = usage::set_indexes(meta).into_iter().map(|set| Value::native(ParameterSet::new(meta, set)));
    Value::array(all.collect())
}

/// `CommandParameterSetInfo`.
struct ParameterSet {
    name: Str,
    is_default: bool,
    params: Value,
    text: Str,
}

impl ParameterSet {
    fn new(meta: &CommandMeta, set: Option<usize>) -> Self {
        let name = set.and_then(|at| meta.set_names.get(at)).cloned();
        let of_set = |param: &ParamMeta| usage::member_in(param, set).map(|member| in_set(param, member, meta));
        Self {
            name: name.unwrap_or_else(|| Str::new_static("__AllParameterSets")),
            is_default: set.is_some() && meta.default_set == set,
            params: Value::array(meta.params.iter().filter_map(of_set).collect()),
            text: usage::parameters(meta, set, TypeStyle::Short).into(),
        }
    }
}

impl Native for ParameterSet {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.CommandParameterSetInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Name", "IsDefault", "Parameters"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" => Value::Str(self.name.clone()),
            "isdefault" => Value::Bool(self.is_default),
            "parameters" => self.params.clone(),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.text.clone()
    }
}

/// `CommandParameterInfo`: a parameter as one set has it.
fn in_set(param: &ParamMeta, member: &SetMember, meta: &CommandMeta) -> Value {
    typed(
        "System.Management.Automation.CommandParameterInfo",
        &[
            ("Name", Value::Str(param.name.clone())),
            ("ParameterType", Value::Type(param.ty)),
            ("IsMandatory", Value::Bool(member.mandatory)),
            ("IsDynamic", Value::Bool(param.is_dynamic)),
            ("Position", Value::Int(member.position.unwrap_or(i32::MIN))),
            ("ValueFromPipeline", Value::Bool(member.from_pipeline)),
            ("ValueFromPipelineByPropertyName", Value::Bool(member.from_property)),
            ("ValueFromRemainingArguments", Value::Bool(member.from_rest)),
            ("HelpMessage", Value::Str(member.help_message.clone())),
            ("Aliases", Value::strings(param.aliases.iter().cloned())),
            ("Attributes", super::attributes::of_param(param, meta)),
        ],
    )
}
