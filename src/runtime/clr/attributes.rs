//! Attributes of parameters as reflection shows them.
//!
//! In:    the description of a parameter.
//! Out:   attribute objects: a script's own, or those that a cmdlet's declaration amounts to.
//! Never: validates.

use super::bag;
use crate::command::{CommandMeta, ParamMeta, SetMember, Validation};
use crate::value::{Str, Value};

pub fn of_param(param: &ParamMeta, meta: &CommandMeta) -> Value {
    if !param.attributes.is_empty() {
        return Value::array(param.attributes.clone());
    }
    let mut all: Vec<Value> = param.sets.iter().filter_map(|member| membership(member, meta)).collect();
    if !param.aliases.is_empty() {
        all.extend(bag::with("AliasAttribute", &[("AliasNames", Value::strings(param.aliases.iter().cloned()))]));
    }
    all.extend(param.validations.iter().filter_map(|validation| validation_attribute(validation)));
    let allows = [
        (param.allow_null, "AllowNullAttribute"),
        (param.allow_empty_string, "AllowEmptyStringAttribute"),
        (param.allow_empty_collection, "AllowEmptyCollectionAttribute"),
        (param.credential, "CredentialAttribute"),
    ];
    all.extend(allows.into_iter().filter(|(says, _)| *says).filter_map(|(_, name)| bag::with(name, &[])));
    Value::array(all)
}

fn membership(member: &SetMember, meta: &CommandMeta) -> Option<Value> {
    let set = member.set.and_then(|at| meta.set_names.get(at)).cloned();
    bag::with(
        "ParameterAttribute",
        &[
            ("Position", Value::Int(member.position.unwrap_or(i32::MIN))),
            ("ParameterSetName", Value::Str(set.unwrap_or_else(|| Str::new_static("__AllParameterSets")))),
            ("Mandatory", Value::Bool(member.mandatory)),
            ("ValueFromPipeline", Value::Bool(member.from_pipeline)),
            ("ValueFromPipelineByPropertyName", Value::Bool(member.from_property)),
            ("ValueFromRemainingArguments", Value::Bool(member.from_rest)),
        ],
    )
}

fn validation_attribute(validation: &Validation) -> Option<Value> {
    let length = |n: usize| Value::Int(i32::try_from(n).unwrap_or(i32::MAX));
    match validation {
        Validation::Set { values, ignore_case, .. } => bag::with(
            "ValidateSetAttribute",
            &[("ValidValues", Value::strings(values.iter().cloned())), ("IgnoreCase", Value::Bool(*ignore_case))],
        ),
        Validation::Range { min, max } => bag::with("ValidateRangeAttribute", &[("MinRange", min.clone()), ("MaxRange", max.clone())]),
        Validation::RangeKind(kind) => bag::with("ValidateRangeAttribute", &[("MinRange", Value::Str(kind.clone()))]),
        Validation::Length { min, max } => {
            bag::with("ValidateLengthAttribute", &[("MinLength", length(*min)), ("MaxLength", length(*max))])
        }
        Validation::Count { min, max } => bag::with("ValidateCountAttribute", &[("MinLength", length(*min)), ("MaxLength", length(*max))]),
        Validation::Pattern { pattern, .. } => bag::with("ValidatePatternAttribute", &[("RegexPattern", Value::Str(pattern.clone()))]),
        Validation::Script { block, .. } => bag::with("ValidateScriptAttribute", &[("ScriptBlock", Value::Block(block.clone()))]),
        Validation::NotNull => bag::with("ValidateNotNullAttribute", &[]),
        Validation::NotNullOrEmpty => bag::with("ValidateNotNullOrEmptyAttribute", &[]),
        Validation::NotNullOrWhiteSpace => bag::with("ValidateNotNullOrWhiteSpaceAttribute", &[]),
        Validation::Drive(drives) => bag::with("ValidateDriveAttribute", &[("ValidRootDrives", Value::strings(drives.iter().cloned()))]),
        Validation::Custom(attribute) => Some(attribute.clone()),
        Validation::NoMemberKind | Validation::Generator(_) => None,
    }
}
