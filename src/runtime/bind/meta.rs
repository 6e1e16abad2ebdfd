//! The description of a function: from its parameters and attributes.

use super::check::validation_of;
use super::custom::Custom;
use crate::code::{AttributeCode, Code, Ex, ParamCode};
use crate::command::{CommandMeta, Impact, ParamMeta, SetMember};
use crate::convert::{to_bool, to_int};
use crate::fault::Halt;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use std::rc::Rc;

/// The binding description of a script block, made once.
pub fn meta_of(s: &mut Session, name: &Str, code: &Rc<Code>) -> Result<Rc<CommandMeta>, Halt> {
    if let Some(meta) = code.meta.get() {
        return Ok(meta.clone());
    }
    let meta = Rc::new(build(s, name, code)?);
    Ok(code.meta.get_or_init(|| meta).clone())
}

fn build(s: &mut Session, name: &Str, code: &Code) -> Result<CommandMeta, Halt> {
    let mut meta = CommandMeta { name: name.clone(), is_advanced: code.is_advanced, positional_binding: true, ..CommandMeta::default() };
    let mut default_set = Str::default();
    for attribute in &code.attributes {
        if attribute.is("cmdletbinding") {
            read_binding(s, &mut meta, &mut default_set, attribute)?;
        } else if attribute.is("outputtype") {
            for expr in &attribute.positional {
                let value = crate::eval::eval(s, expr)?;
                meta.outputs.push(value.plain_text());
            }
        }
    }
    // The default set comes first, whatever the parameters name before it.
    meta.choose_default_set(&default_set);
    for (index, param) in code.params.iter().enumerate() {
        let built = param_of(s, &mut meta, param, index)?;
        meta.params.push(built);
    }
    if meta.positional_binding {
        number_positions(&mut meta);
    }
    if meta.is_advanced {
        meta.add_common();
    }
    Ok(meta)
}

fn read_binding(s: &mut Session, meta: &mut CommandMeta, default_set: &mut Str, attribute: &AttributeCode) -> Result<(), Halt> {
    for (name, expr) in &attribute.named {
        let value = named_value(s, expr.as_ref())?;
        match name.to_ascii_lowercase().as_str() {
            "defaultparametersetname" => *default_set = value.plain_text(),
            "supportsshouldprocess" if to_bool(&value) => {
                meta.confirm.get_or_insert(Impact::Medium);
            }
            "confirmimpact" => meta.confirm = Impact::from_name(&value.plain_text()).or(meta.confirm),
            "supportspaging" => meta.paging = to_bool(&value),
            "positionalbinding" => meta.positional_binding = to_bool(&value),
            "helpuri" => meta.help_uri = value.plain_text(),
            _ => {}
        }
    }
    // An impact alone does not bring -WhatIf and -Confirm.
    let supports = attribute.named.iter().any(|(n, _)| n.eq_ignore_ascii_case("SupportsShouldProcess"));
    if !supports {
        meta.confirm = None;
    }
    Ok(())
}

fn named_value(s: &mut Session, expr: Option<&Ex>) -> Result<Value, Halt> {
    match expr {
        Some(expr) => crate::eval::eval(s, expr),
        None => Ok(Value::Bool(true)),
    }
}

fn param_of(s: &mut Session, meta: &mut CommandMeta, code: &ParamCode, index: usize) -> Result<ParamMeta, Halt> {
    let mut types = Vec::new();
    for site in code.types.iter().rev() {
        types.push(if site.text.eq_ignore_ascii_case("ref") { Type::reference() } else { crate::eval::site_type(s, site)? });
    }
    let ty = types.first().copied().unwrap_or_else(Type::object);
    let mut param = ParamMeta::new(&code.name, ty);
    param.more_types = types.into_iter().skip(1).collect();
    param.index = index;
    for attribute in &code.attributes {
        if attribute.is("parameter") {
            read_parameter(s, meta, &mut param, attribute)?;
        } else if attribute.is("alias") {
            for expr in &attribute.positional {
                let value = crate::eval::eval(s, expr)?;
                param.aliases.extend(crate::convert::to_list(s, &value)?.iter().map(Value::plain_text));
            }
        } else if attribute.is("allownull") {
            param.allow_null = true;
        } else if attribute.is("allowemptystring") {
            param.allow_empty_string = true;
        } else if attribute.is("allowemptycollection") {
            param.allow_empty_collection = true;
        } else if attribute.is("obsolete") {
            let advice = match attribute.positional.first() {
                Some(expr) => crate::eval::eval(s, expr)?.plain_text(),
                None => Str::default(),
            };
            param.obsolete = Some(advice);
        } else if attribute.is("pstypename") {
            if let Some(expr) = attribute.positional.first() {
                param.ps_type_name = Some(crate::eval::eval(s, expr)?.plain_text());
            }
        } else if let Some(validation) = validation_of(s, attribute)? {
            param.validations.push(validation);
        } else {
            match super::custom::custom(s, attribute)? {
                Some(Custom::Transforms(instance)) => param.transforms.push(instance),
                Some(Custom::Validates(instance)) => param.validations.push(Rc::new(crate::command::Validation::Custom(instance))),
                None => {}
            }
        }
    }
    if param.sets.is_empty() {
        param.sets.push(SetMember::default());
    }
    Ok(param)
}

fn read_parameter(s: &mut Session, meta: &mut CommandMeta, param: &mut ParamMeta, attribute: &AttributeCode) -> Result<(), Halt> {
    let mut member = SetMember::default();
    for (name, expr) in &attribute.named {
        let value = named_value(s, expr.as_ref())?;
        match name.to_ascii_lowercase().as_str() {
            "parametersetname" => {
                let set = value.plain_text();
                if !set.eq_ignore_ascii_case("__AllParameterSets") {
                    member.set = Some(meta.set_index(&set));
                }
            }
            "position" => member.position = Some(to_int(&value)?),
            "mandatory" => member.mandatory = to_bool(&value),
            "valuefrompipeline" => member.from_pipeline = to_bool(&value),
            "valuefrompipelinebypropertyname" => member.from_property = to_bool(&value),
            "valuefromremainingarguments" => member.from_rest = to_bool(&value),
            "helpmessage" => {
                member.help_message = value.plain_text();
                param.help_message = member.help_message.clone();
            }
            "dontshow" => param.dont_show = to_bool(&value),
            _ => {}
        }
    }
    param.sets.push(member);
    Ok(())
}

/// Without explicit positions, parameters that are not switches are positional in their order.
fn number_positions(meta: &mut CommandMeta) {
    let explicit = meta.params.iter().any(|p| p.sets.iter().any(|m| m.position.is_some() || m.set.is_some()));
    if explicit {
        return;
    }
    let mut next = 0;
    for param in &mut meta.params {
        if param.is_switch() || param.sets.iter().any(|m| m.from_rest) {
            continue;
        }
        for member in &mut param.sets {
            member.position = Some(next);
        }
        next += 1;
    }
}

/// Parameters from a `RuntimeDefinedParameterDictionary`.
pub fn dynamic_params(s: &mut Session, dictionary: &Value) -> Result<Vec<ParamMeta>, Halt> {
    let mut params = Vec::new();
    let Some(entries) = crate::convert::table_entries(dictionary) else { return Ok(params) };
    for (_, described) in entries {
        params.push(dynamic_param(s, &described)?);
    }
    Ok(params)
}

fn dynamic_param(s: &mut Session, described: &Value) -> Result<ParamMeta, Halt> {
    let name = crate::member::get(s, described, "Name")?.plain_text();
    let ty = match crate::member::get(s, described, "ParameterType")?.base() {
        Value::Type(ty) => *ty,
        _ => Type::object(),
    };
    let mut param = ParamMeta::new(&name, ty);
    let attributes = crate::member::get(s, described, "Attributes")?;
    for attribute in crate::convert::to_list(s, &attributes)? {
        add_dynamic_attribute(s, &mut param, &attribute)?;
    }
    if param.sets.is_empty() {
        param.sets.push(SetMember::default());
    }
    param.described = Some(described.clone());
    Ok(param)
}

fn add_dynamic_attribute(s: &mut Session, param: &mut ParamMeta, attribute: &Value) -> Result<(), Halt> {
    let mut read = |name: &str| crate::member::get(s, attribute, name);
    let name = attribute.ty().map_or("", Type::name);
    match name {
        "ParameterAttribute" => {
            let position = to_int(&read("Position")?)?;
            param.sets.push(SetMember {
                position: (position >= 0).then_some(position),
                mandatory: to_bool(&read("Mandatory")?),
                from_pipeline: to_bool(&read("ValueFromPipeline")?),
                from_property: to_bool(&read("ValueFromPipelineByPropertyName")?),
                from_rest: to_bool(&read("ValueFromRemainingArguments")?),
                ..SetMember::default()
            });
        }
        "AliasAttribute" => {
            let names = read("AliasNames")?;
            param.aliases.extend(crate::convert::to_list(s, &names)?.iter().map(Value::plain_text));
        }
        "ValidateSetAttribute" => {
            let values = read("ValidValues")?;
            let values = crate::convert::to_list(s, &values)?.iter().map(Value::plain_text).collect();
            param.validations.push(Rc::new(crate::command::Validation::Set { values, ignore_case: true, message: None }));
        }
        "ValidateRangeAttribute" => {
            let (min, max) = (read("MinRange")?, read("MaxRange")?);
            param.validations.push(Rc::new(crate::command::Validation::Range { min, max }));
        }
        "ValidateNotNullOrEmptyAttribute" => param.validations.push(Rc::new(crate::command::Validation::NotNullOrEmpty)),
        _ => {}
    }
    Ok(())
}
