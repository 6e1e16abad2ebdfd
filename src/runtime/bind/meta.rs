//! The description of a function: from its parameters and attributes.

use super::{Binder, Bound};
use crate::code::{AttributeCode, Code, ParamCode, TypeSite};
use crate::command::{CommandMeta, Impact, ParamMeta, SetMember, Transform};
use crate::convert::{to_bool, to_int};
use crate::fault::{Category, Fault, Halt};
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
        if let Some(object) = super::attribute::build(s, attribute)? {
            read_command_attribute(s, &mut meta, &mut default_set, &object)?;
        }
    }
    // Nobody's parameter may hide what the engine keeps for itself.
    for param in &code.params {
        let kept = s.global.root.variable_here(param.symbol).map(|variable| variable.options.get());
        if kept.is_some_and(|options| options.all_scope && (options.constant || options.read_only)) {
            return Err(crate::eval::not_writable(&param.name));
        }
    }
    // The default set comes first, whatever the parameters name before it.
    meta.choose_default_set(&default_set);
    for (index, param) in code.params.iter().enumerate() {
        let built = param_of(s, &mut meta, param, index)?;
        meta.params.push(built);
    }
    if meta.positional_binding {
        number_positions(s, &mut meta)?;
    }
    check_names(&meta)?;
    if meta.is_advanced {
        meta.add_common();
    }
    Ok(meta)
}

fn read_command_attribute(s: &mut Session, meta: &mut CommandMeta, default_set: &mut Str, attribute: &Value) -> Result<(), Halt> {
    let mut read = |name: &str| crate::member::get(s, attribute, name);
    match attribute.ty().map_or("", Type::name) {
        "CmdletBindingAttribute" => {
            *default_set = read("DefaultParameterSetName")?.plain_text();
            // An impact alone does not bring -WhatIf and -Confirm.
            if to_bool(&read("SupportsShouldProcess")?) {
                meta.confirm = Impact::from_name(&read("ConfirmImpact")?.plain_text());
            }
            meta.paging = to_bool(&read("SupportsPaging")?);
            meta.positional_binding = to_bool(&read("PositionalBinding")?);
            meta.help_uri = read("HelpUri")?.plain_text();
        }
        "OutputTypeAttribute" => {
            let named = read("Type")?;
            for one in crate::convert::to_list(s, &named)? {
                meta.outputs.push(crate::member::get(s, &one, "Name")?.plain_text());
            }
        }
        "ObsoleteAttribute" => meta.obsolete = Some(read("Message")?.plain_text()),
        _ => {}
    }
    Ok(())
}

fn param_of(s: &mut Session, meta: &mut CommandMeta, code: &ParamCode, index: usize) -> Result<ParamMeta, Halt> {
    let mut param = ParamMeta::new(&code.name, Type::object());
    param.index = index;
    for part in parts(code) {
        let attribute = match part {
            Part::Type(site) => {
                let ty = if site.text.eq_ignore_ascii_case("ref") { Type::reference() } else { crate::eval::site_type(s, site)? };
                if param.transforms.iter().all(|step| !matches!(step, Transform::Type(_))) {
                    param.ty = ty;
                }
                param.transforms.push(Transform::Type(ty));
                crate::clr::construct(s, Type::of("System.Management.Automation.ArgumentTypeConverterAttribute"), &[])?
            }
            Part::Attribute(attribute) => match super::attribute::build(s, attribute)? {
                Some(object) => object,
                None => continue,
            },
        };
        attach(s, meta, &mut param, &attribute)?;
        param.attributes.push(attribute);
    }
    if param.sets.is_empty() {
        param.sets.push(SetMember::default());
        let plain = crate::clr::construct(s, Type::of("System.Management.Automation.ParameterAttribute"), &[])?;
        param.attributes.insert(0, plain);
    }
    // Validations are kept in source order, whatever order their attributes are read in.
    param.validations.reverse();
    Ok(param)
}

enum Part<'a> {
    Type(&'a TypeSite),
    Attribute(&'a AttributeCode),
}

/// Types and attributes before a parameter, the nearest one first.
fn parts(code: &ParamCode) -> Vec<Part<'_>> {
    let types = code.types.iter().map(|site| (site.span.start, Part::Type(site)));
    let attributes = code.attributes.iter().map(|attribute| (attribute.span.start, Part::Attribute(attribute)));
    let mut all: Vec<(u32, Part<'_>)> = types.chain(attributes).collect();
    all.sort_by_key(|(start, _)| std::cmp::Reverse(*start));
    all.into_iter().map(|(_, part)| part).collect()
}

/// What one attribute object means for its parameter, whoever made it.
fn attach(s: &mut Session, meta: &mut CommandMeta, param: &mut ParamMeta, attribute: &Value) -> Result<(), Halt> {
    let mut read = |name: &str| crate::member::get(s, attribute, name);
    match attribute.ty().map_or("", Type::name) {
        "ParameterAttribute" => {
            let set = read("ParameterSetName")?.plain_text();
            let position = to_int(&read("Position")?)?;
            let member = SetMember {
                set: (!set.eq_ignore_ascii_case("__AllParameterSets")).then(|| meta.set_index(&set)),
                position: (position != i32::MIN).then_some(position),
                mandatory: to_bool(&read("Mandatory")?),
                from_pipeline: to_bool(&read("ValueFromPipeline")?),
                from_property: to_bool(&read("ValueFromPipelineByPropertyName")?),
                from_rest: to_bool(&read("ValueFromRemainingArguments")?),
                help_message: read("HelpMessage")?.plain_text(),
            };
            if !member.help_message.is_empty() {
                param.help_message = member.help_message.clone();
            }
            param.dont_show |= to_bool(&read("DontShow")?);
            param.sets.push(member);
        }
        "AliasAttribute" => {
            let names = read("AliasNames")?;
            param.aliases.extend(crate::convert::to_list(s, &names)?.iter().map(Value::plain_text));
        }
        "AllowNullAttribute" => param.allow_null = true,
        "AllowEmptyStringAttribute" => param.allow_empty_string = true,
        "AllowEmptyCollectionAttribute" => param.allow_empty_collection = true,
        "ObsoleteAttribute" => param.obsolete = Some(read("Message")?.plain_text()),
        "PSTypeNameAttribute" => param.ps_type_name = Some(read("PSTypeName")?.plain_text()),
        _ if super::attribute::is_transformation(attribute) => param.transforms.push(Transform::Script(attribute.clone())),
        _ => param.validations.extend(super::attribute::validation(s, attribute)?),
    }
    Ok(())
}

/// Without explicit positions, parameters that are not switches are positional in their order.
fn number_positions(s: &mut Session, meta: &mut CommandMeta) -> Result<(), Halt> {
    let explicit = meta.params.iter().any(|p| p.sets.iter().any(|m| m.position.is_some() || m.set.is_some()));
    if explicit {
        return Ok(());
    }
    let ordered = meta.params.iter_mut().filter(|param| !param.is_switch());
    for (param, position) in ordered.zip(0..) {
        for member in &mut param.sets {
            member.position = Some(position);
        }
        let shown = param.attributes.iter().find(|a| a.ty().is_some_and(|ty| ty.name() == "ParameterAttribute"));
        if let Some(attribute) = shown {
            crate::member::set(s, attribute, "Position", Value::Int(position))?;
        }
    }
    Ok(())
}

/// No alias twice, and none that is another parameter's name.
fn check_names(meta: &CommandMeta) -> Result<(), Halt> {
    let fault = |id: &str, message: String| {
        Fault::new("System.Management.Automation.MetadataException", id, Category::MetadataError, message).into()
    };
    for (at, param) in meta.params.iter().enumerate() {
        for alias in &param.aliases {
            let same = |name: &Str| name.eq_ignore_ascii_case(alias);
            if meta.params[at + 1..].iter().any(|other| other.aliases.iter().any(same)) {
                return Err(fault("AliasDeclaredMultipleTimes", format!("The alias \"{alias}\" is declared multiple times.")));
            }
            if let Some(other) = meta.params.iter().find(|other| same(&other.name)) {
                let message = format!(
                    "The parameter '{}' cannot be specified because it conflicts with the parameter alias of the same name for parameter '{}'.",
                    other.name, param.name
                );
                return Err(fault("ParameterNameConflictsWithAlias", message));
            }
        }
    }
    Ok(())
}

impl Binder {
    /// Parameters from a `RuntimeDefinedParameterDictionary`; the sets they name become sets of the command.
    pub fn described_params(&mut self, s: &mut Session, dictionary: &Value) -> Result<Vec<ParamMeta>, Halt> {
        let meta = Rc::make_mut(&mut self.meta);
        let params = dynamic_params(s, dictionary, meta)?;
        let bound = self.meta.params.iter().zip(&self.bound).filter(|(_, how)| **how != Bound::No);
        self.sets = bound.fold(self.meta.all_bits(), |bits, (param, _)| bits & param.set_bits());
        Ok(params)
    }
}

/// Parameters from a `RuntimeDefinedParameterDictionary`.
pub fn dynamic_params(s: &mut Session, dictionary: &Value, meta: &mut CommandMeta) -> Result<Vec<ParamMeta>, Halt> {
    let mut params = Vec::new();
    let Some(entries) = crate::convert::table_entries(dictionary) else { return Ok(params) };
    for (_, described) in entries {
        params.push(dynamic_param(s, &described, meta)?);
    }
    Ok(params)
}

fn dynamic_param(s: &mut Session, described: &Value, meta: &mut CommandMeta) -> Result<ParamMeta, Halt> {
    let name = crate::member::get(s, described, "Name")?.plain_text();
    let ty = match crate::member::get(s, described, "ParameterType")?.base() {
        Value::Type(ty) => *ty,
        _ => Type::object(),
    };
    let mut param = ParamMeta::new(&name, ty);
    let attributes = crate::member::get(s, described, "Attributes")?;
    for attribute in crate::convert::to_list(s, &attributes)? {
        attach(s, meta, &mut param, &attribute)?;
        param.attributes.push(attribute);
    }
    if param.sets.is_empty() {
        param.sets.push(SetMember::default());
    }
    param.described = Some(described.clone());
    Ok(param)
}
