//! Attributes: from `[ValidateRange(1, 9)]` in a script to an object, and from the object to what binding does with it.
//!
//! In:    attribute code, or attribute objects that a script made itself for a dynamic parameter.
//! Out:   objects as reflection shows them; validations and argument transformations.
//! Never: binds or validates.

use super::check::{self, exact_range};
use crate::block::ScriptBlock;
use crate::clr::Bag;
use crate::code::AttributeCode;
use crate::command::Validation;
use crate::convert::{to_bool, to_int};
use crate::fault::{Category, Exception, Fault, Halt, Position};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use lang::tree::TypeNameKind;
use std::rc::Rc;

/// Attributes the language itself makes: a name they do not know is blamed on `[CmdletBinding]`.
const OF_THE_LANGUAGE: [&str; 4] = ["ParameterAttribute", "CmdletBindingAttribute", "OutputTypeAttribute", "ValidateSetAttribute"];

/// The attribute as an object; `None` for one of .NET that means nothing here.
pub fn build(s: &mut Session, code: &AttributeCode) -> Result<Option<Value>, Halt> {
    let Some(ty) = type_of(s, code)? else { return Ok(None) };
    match made(s, code, ty) {
        Ok(object) => Ok(Some(object)),
        Err(halt) => Err(placed(s, code, halt)),
    }
}

/// The attributes before the `param` of a block.
pub fn attributes_of(s: &mut Session, block: &Rc<ScriptBlock>) -> Result<Value, Halt> {
    let mut all = Vec::new();
    for attribute in &block.code().clone().attributes {
        all.extend(build(s, attribute)?);
    }
    Ok(Value::array(all))
}

fn type_of(s: &Session, code: &AttributeCode) -> Result<Option<Type>, Halt> {
    let is_attribute = |ty: &Type| ty.derives_from(Type::of("System.Attribute"));
    if let Some(ty) = crate::eval::resolve_type_name(s, &code.name.name).filter(is_attribute) {
        return Ok(Some(ty));
    }
    let mut longer = code.name.name.clone();
    if let TypeNameKind::Simple(name) = &mut longer.kind {
        *name = format!("{name}Attribute").into();
    }
    if let Some(ty) = crate::eval::resolve_type_name(s, &longer).filter(is_attribute) {
        return Ok(Some(ty));
    }
    // .NET has more attributes than this shell; a full name is taken at its word.
    if code.name.text.contains('.') {
        return Ok(None);
    }
    let message = format!(
        "Cannot find the type for custom attribute '{}'. Make sure that the assembly that contains this type is loaded.",
        code.name.text
    );
    Err(placed(s, code, Fault::invalid("CustomAttributeTypeNotFound", message).into()))
}

fn made(s: &mut Session, code: &AttributeCode, ty: Type) -> Result<Value, Halt> {
    let mut given = Vec::new();
    for expr in &code.positional {
        given.push(crate::eval::eval(s, expr)?);
    }
    check_arguments(s, code, ty, &mut given)?;
    let object = crate::clr::construct(s, ty, &given)?;
    for (name, expr) in &code.named {
        let value = match expr {
            Some(expr) => crate::eval::eval(s, expr)?,
            None => Value::Bool(true),
        };
        let known = match object.as_native::<Bag>() {
            Some(bag) => bag.has(name),
            None => crate::member::has_property(s, &object, name)?,
        };
        if !known {
            let blamed =
                if OF_THE_LANGUAGE.contains(&ty.name()) { Type::of("System.Management.Automation.CmdletBindingAttribute") } else { ty };
            let message = format!("Property '{name}' cannot be found for type '{}'.", blamed.full_name());
            return Err(Fault::invalid("PropertyNotFoundForType", message).into());
        }
        crate::member::set(s, &object, name, value)?;
    }
    Ok(object)
}

fn placed(s: &Session, code: &AttributeCode, halt: Halt) -> Halt {
    if let Halt::Error(record) = &halt
        && record.position.borrow().is_none()
    {
        *record.position.borrow_mut() = Some(Position { source: s.source.clone(), span: code.span });
    }
    halt
}

/// What the constructors of the built-in attributes refuse.
fn check_arguments(s: &mut Session, code: &AttributeCode, ty: Type, given: &mut [Value]) -> Result<(), Halt> {
    match (ty.name(), &mut *given) {
        ("ValidateRangeAttribute", [min, max]) => {
            let (low, high) = exact_range(s, min, max)?;
            (*min, *max) = (low, high);
        }
        ("ValidateRangeAttribute", [kind]) => {
            *kind = crate::convert::to_type(s, kind, Type::of("System.Management.Automation.ValidateRangeKind"))?;
        }
        ("ValidateLengthAttribute", [min, max]) => check_ends(
            code,
            (min, max),
            "ValidateLengthMaxLengthSmallerThanMinLength",
            "The specified maximum character length of the argument is shorter than the specified minimum argument character length. Update the ValidateLength attribute for the parameter.",
        )?,
        ("ValidateCountAttribute", [min, max]) => check_ends(
            code,
            (min, max),
            // The identifier is the one of lengths, as in the original.
            "ValidateRangeMaxLengthSmallerThanMinLength",
            "The specified maximum number of arguments for a parameter is fewer than the specified minimum number of arguments. Update the ValidateCount attribute for the parameter.",
        )?,
        ("ValidateSetAttribute", []) => {
            return Err(out_of_range("validValues", "System.String[]"));
        }
        _ => {}
    }
    Ok(())
}

fn check_ends(code: &AttributeCode, (min, max): (&mut Value, &mut Value), id: &str, message: &str) -> Result<(), Halt> {
    let (low, high) = (to_int(min)?, to_int(max)?);
    if low < 0 {
        return Err(constructing(code, out_of_range("minLength", &low.to_string())));
    }
    if high <= 0 {
        return Err(constructing(code, out_of_range("maxLength", &high.to_string())));
    }
    if high < low {
        return Err(metadata(id, message));
    }
    (*min, *max) = (Value::Int(low), Value::Int(high));
    Ok(())
}

/// A fault of a metadata class.
pub(super) fn metadata(id: &str, message: impl Into<Str>) -> Halt {
    Fault::new("System.Management.Automation.ValidationMetadataException", id, Category::MetadataError, message).into()
}

fn out_of_range(argument: &str, actual: &str) -> Halt {
    let message = format!(
        "Cannot process argument because the value of argument \"{argument}\" is out of range. Change argument \"{argument}\" to a value that is within range. (Parameter '{argument}')\nActual value was {actual}."
    );
    Fault::new("System.Management.Automation.PSArgumentOutOfRangeException", "ArgumentOutOfRange", Category::InvalidArgument, message)
        .into()
}

/// An exception of a constructor as the language reports it.
fn constructing(code: &AttributeCode, halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    let message =
        format!("The following exception occurred while constructing the attribute \"{}\": \"{}\"", code.name.text, record.message());
    Fault::invalid("ExceptionConstructingAttribute", message).inner(record.exception.clone()).into()
}

/// The validation an attribute in a script stands for; `None` for attributes of another kind.
pub fn validation_of(s: &mut Session, code: &AttributeCode) -> Result<Option<Rc<Validation>>, Halt> {
    match build(s, code)? {
        Some(object) => validation(s, &object),
        None => Ok(None),
    }
}

/// The validation an attribute object stands for.
pub(super) fn validation(s: &mut Session, attribute: &Value) -> Result<Option<Rc<Validation>>, Halt> {
    let Some(ty) = attribute.ty() else { return Ok(None) };
    if ty.script_class().is_some() {
        let is_validation = ty.derives_from(Type::of("System.Management.Automation.ValidateArgumentsAttribute"));
        return Ok(is_validation.then(|| Rc::new(Validation::Custom(attribute.clone()))));
    }
    let read_list = |s: &mut Session, name: &str| {
        let value = crate::member::get(s, attribute, name)?;
        crate::convert::to_list(s, &value)
    };
    let message = |value: Value| Some(value.plain_text()).filter(|text| !text.is_empty());
    let listed = match ty.name() {
        "ValidateSetAttribute" => read_list(s, "ValidValues")?,
        "ValidateDriveAttribute" => read_list(s, "ValidRootDrives")?,
        _ => Vec::new(),
    };
    let mut read = |name: &str| crate::member::get(s, attribute, name);
    let built = match ty.name() {
        "ValidateSetAttribute" => match listed.as_slice() {
            [Value::Type(generator)] => Validation::Generator(*generator),
            values => Validation::Set {
                values: values.iter().map(Value::plain_text).collect(),
                ignore_case: to_bool(&read("IgnoreCase")?),
                message: message(read("ErrorMessage")?),
            },
        },
        "ValidateRangeAttribute" => match (read("MinRange")?, read("MaxRange")?) {
            (kind, Value::Null) => Validation::RangeKind(kind.plain_text()),
            (min, max) => Validation::Range { min, max },
        },
        "ValidateLengthAttribute" => {
            let (min, max) = ends(&read("MinLength")?, &read("MaxLength")?)?;
            Validation::Length { min, max }
        }
        "ValidateCountAttribute" => {
            let (min, max) = ends(&read("MinLength")?, &read("MaxLength")?)?;
            Validation::Count { min, max }
        }
        "ValidatePatternAttribute" => {
            let options = read("Options")?;
            let options_text = options.plain_text().to_ascii_lowercase();
            let case_sensitive = !options.is_null() && !options_text.contains("ignorecase");
            Validation::Pattern { pattern: read("RegexPattern")?.plain_text(), case_sensitive, message: message(read("ErrorMessage")?) }
        }
        "ValidateScriptAttribute" => match read("ScriptBlock")?.as_block() {
            Some(block) => Validation::Script { block: block.clone(), message: message(read("ErrorMessage")?) },
            None => return Ok(None),
        },
        "ValidateNotNullAttribute" => Validation::NotNull,
        "ValidateNotNullOrEmptyAttribute" => Validation::NotNullOrEmpty,
        "ValidateNotNullOrWhiteSpaceAttribute" => Validation::NotNullOrWhiteSpace,
        "ValidateDriveAttribute" => Validation::Drive(listed.iter().map(Value::plain_text).collect()),
        _ => return Ok(None),
    };
    Ok(Some(Rc::new(built)))
}

fn ends(min: &Value, max: &Value) -> Result<(usize, usize), Halt> {
    let number = |value: &Value| to_int(value).map(|n| usize::try_from(n).unwrap_or(0));
    Ok((number(min)?, number(max)?))
}

/// Does a script's own class turn arguments into something else?
pub(super) fn is_transformation(attribute: &Value) -> bool {
    let base = Type::of("System.Management.Automation.ArgumentTransformationAttribute");
    attribute.ty().is_some_and(|ty| ty.script_class().is_some() && ty.derives_from(base))
}

/// The instance of a script's own transformation class; `None` for every other attribute.
pub fn transformation_of(s: &mut Session, code: &AttributeCode) -> Result<Option<Value>, Halt> {
    match type_of(s, code)?.filter(|ty| ty.script_class().is_some()) {
        Some(_) => Ok(build(s, code)?.filter(is_transformation)),
        None => Ok(None),
    }
}

/// What a validation class of a script says about a value.
pub(super) fn custom(s: &mut Session, attribute: &Value, value: &Value) -> Result<(), check::Invalid> {
    let by_element = Type::of("System.Management.Automation.ValidateEnumeratedArgumentsAttribute");
    let calls: Vec<(&str, Vec<Value>)> = if attribute.ty().is_some_and(|ty| ty.derives_from(by_element)) {
        let items = crate::enumerate::items(s, value)?.unwrap_or_else(|| vec![value.clone()]);
        items.into_iter().map(|item| ("ValidateElement", vec![item])).collect()
    } else {
        let engine = crate::clr::execution_context();
        vec![("Validate", vec![value.clone(), engine])]
    };
    for (method, args) in calls {
        match crate::member::call(s, attribute, method, &args) {
            Ok(_) => {}
            Err(Halt::Error(record)) => {
                let thrown = innermost(&record.exception);
                return Err(check::Invalid::Message(Exception::message_of(&thrown), thrown));
            }
            Err(halt) => return Err(halt.into()),
        }
    }
    Ok(())
}

/// What was thrown, without what the call or the engine wrapped around it.
pub(super) fn innermost(exception: &Value) -> Value {
    match Exception::of(exception) {
        Some(outer) if !outer.inner.is_null() => outer.inner.clone(),
        _ => exception.clone(),
    }
}
