//! Validation attributes: what they accept and what they say.

use crate::command::Validation;
use crate::fault::{Exception, Halt};
use crate::ops::{Relation, relation};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use std::rc::Rc;

/// Why a value was refused.
pub enum Invalid {
    Halt(Halt),
    /// What the attribute says, and the exception underneath or null.
    Message(Str, Value),
}

impl From<Halt> for Invalid {
    fn from(halt: Halt) -> Self {
        Invalid::Halt(halt)
    }
}

fn no(message: impl Into<Str>) -> Result<(), Invalid> {
    Err(Invalid::Message(message.into(), Value::Null))
}

/// Text of an argument inside a message.
pub(super) fn shown(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    if value.is_null() { Ok(Str::default()) } else { crate::text::element_text(s, value) }
}

/// Applies one attribute; most look at every element of a collection.
pub fn validate(s: &mut Session, validation: &Validation, value: &Value) -> Result<(), Invalid> {
    match validation {
        Validation::NotNull => not_null(s, value),
        Validation::NotNullOrEmpty => not_empty(s, value, false),
        Validation::NotNullOrWhiteSpace => not_empty(s, value, true),
        Validation::Count { min, max } => count(s, value, *min, *max),
        Validation::Custom(attribute) => super::attribute::custom(s, attribute, value),
        _ => each(s, validation, value),
    }
}

fn each(s: &mut Session, validation: &Validation, value: &Value) -> Result<(), Invalid> {
    if value.is_null() {
        return no(
            "The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not contain any null values and then try the command again.",
        );
    }
    match crate::enumerate::items(s, value)? {
        Some(items) => {
            for item in items {
                element(s, validation, &item)?;
            }
            Ok(())
        }
        None => element(s, validation, value),
    }
}

fn element(s: &mut Session, validation: &Validation, value: &Value) -> Result<(), Invalid> {
    match validation {
        Validation::Set { values, ignore_case, message } => in_set(s, value, values, *ignore_case, message.as_ref()),
        Validation::Range { min, max } => in_range(s, value, min, max),
        Validation::RangeKind(kind) => range_kind(s, value, kind),
        Validation::Length { min, max } => length(value, *min, *max),
        Validation::Pattern { pattern, case_sensitive, message } => matches(s, value, pattern, *case_sensitive, message.as_ref()),
        Validation::Script { block, message } => script(s, value, block, message.as_ref()),
        Validation::Drive(drives) => drive(s, value, drives),
        Validation::Generator(ty) => generated(s, value, *ty),
        Validation::NoMemberKind => no_member_kind(value),
        Validation::NotNull
        | Validation::NotNullOrEmpty
        | Validation::NotNullOrWhiteSpace
        | Validation::Count { .. }
        | Validation::Custom(_) => Ok(()),
    }
}

fn in_set(s: &mut Session, value: &Value, values: &[Str], ignore_case: bool, message: Option<&Str>) -> Result<(), Invalid> {
    let text = crate::text::to_text(s, value)?;
    if values.iter().any(|v| if ignore_case { crate::value::eq_ignore_case(v, &text) } else { *v == text }) {
        return Ok(());
    }
    let list = values.join(",");
    match message {
        Some(message) => no(message.replace("{0}", &text).replace("{1}", &list)),
        None => no(format!(
            "The argument \"{text}\" does not belong to the set \"{list}\" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again."
        )),
    }
}

/// `Add-Member NoteProperty ...` names the kind of the member, `Add-Member Site ...` a note.
fn no_member_kind(value: &Value) -> Result<(), Invalid> {
    const KINDS: [&str; 8] =
        ["AliasProperty", "CodeMethod", "CodeProperty", "MemberSet", "NoteProperty", "PropertySet", "ScriptMethod", "ScriptProperty"];
    let ty = Type::of("System.Management.Automation.PSMemberTypes");
    if KINDS.iter().any(|kind| value.as_str().is_some_and(|text| text.trim().eq_ignore_ascii_case(kind))) {
        return no(format!(
            "The parameter NotePropertyName cannot take values that could be converted to the type {}. To define the name of a member with those values, use Add-Member, and specify the member type.",
            ty.full_name()
        ));
    }
    Ok(())
}

fn generated(s: &mut Session, value: &Value, ty: Type) -> Result<(), Invalid> {
    let generator = crate::clr::construct(s, ty, &[])?;
    let values = crate::member::call(s, &generator, "GetValidValues", &[])?;
    let mut texts = Vec::new();
    for item in crate::convert::to_list(s, &values)? {
        texts.push(crate::text::to_text(s, &item)?);
    }
    if texts.is_empty() {
        return no("Valid values generator return a null value.");
    }
    in_set(s, value, &texts, true, None)
}

fn in_range(s: &mut Session, value: &Value, min: &Value, max: &Value) -> Result<(), Invalid> {
    let ty = min.ty().unwrap_or_else(Type::int);
    let given = value.base().ty();
    let converted = match given {
        Some(actual) if actual == ty => value.clone(),
        _ => match crate::convert::to_type(s, value, ty) {
            Ok(converted) => converted,
            Err(fault) if fault.halt.is_some() => return Err(Invalid::Halt(fault.into())),
            Err(_) => {
                let actual = given.map_or("", Type::name);
                return no(format!(
                    "The argument cannot be validated because its type \"{actual}\" is not the same type ({0}) as the maximum and minimum limits of the parameter. Make sure the argument is of type {0} and then try the command again.",
                    ty.name()
                ));
            }
        },
    };
    // The text shown is the argument's own, before it was compared as the type of the limits.
    let text = shown(s, value)?;
    if relation(s, &converted, min, Relation::Lt, true)? {
        let limit = shown(s, min)?;
        return no(format!(
            "The {text} argument is less than the minimum allowed range of {limit}. Supply an argument that is greater than or equal to {limit} and then try the command again."
        ));
    }
    if relation(s, &converted, max, Relation::Gt, true)? {
        let limit = shown(s, max)?;
        return no(format!(
            "The {text} argument is greater than the maximum allowed range of {limit}. Supply an argument that is less than or equal to {limit} and then try the command again."
        ));
    }
    Ok(())
}

fn range_kind(s: &mut Session, value: &Value, kind: &str) -> Result<(), Invalid> {
    let zero = Value::Int(0);
    let (relation_to_zero, what) = match kind.to_ascii_lowercase().as_str() {
        "positive" => (Relation::Gt, "not greater than zero"),
        "nonnegative" => (Relation::Ge, "not greater than or equal to zero"),
        "negative" => (Relation::Lt, "not less than zero"),
        _ => (Relation::Le, "not less than or equal to zero"),
    };
    if relation(s, value, &zero, relation_to_zero, true)? {
        return Ok(());
    }
    let text = shown(s, value)?;
    no(format!("The argument \"{text}\" cannot be validated because its value is {what}."))
}

fn length(value: &Value, min: usize, max: usize) -> Result<(), Invalid> {
    let Some(text) = value.as_str() else {
        return no(
            "The ValidateLength attribute cannot be applied to a parameter that is not a string or string[] parameter. Make the parameter a string or string[] parameter.",
        );
    };
    let length = dotnet::utf16::length(text);
    if length < min {
        return no(format!(
            "The character length ({length}) of the argument is too short. Specify an argument with a length that is greater than or equal to \"{min}\", and then try the command again."
        ));
    }
    if length > max {
        return no(format!(
            "The character length of the {length} argument is too long. Shorten the character length of the argument so it is fewer than or equal to \"{max}\" characters, and then try the command again."
        ));
    }
    Ok(())
}

fn count(s: &mut Session, value: &Value, min: usize, max: usize) -> Result<(), Invalid> {
    let number = match crate::enumerate::items(s, value)? {
        Some(items) => items.len(),
        None if value.is_null() => 0,
        None if value.as_str().is_some() => value.as_str().map_or(0, |text| dotnet::utf16::length(text)),
        None => {
            return no(
                "The ValidateCount attribute cannot be applied to a non-array parameter. Either remove the attribute from the parameter or make the parameter an array parameter.",
            );
        }
    };
    if (min..=max).contains(&number) {
        return Ok(());
    }
    if min == max {
        return no(format!("The parameter requires exactly {max} value(s) - {number} value(s) were provided."));
    }
    no(format!("The parameter requires at least {min} value(s) and no more than {max} value(s) - {number} value(s) were provided."))
}

fn matches(s: &mut Session, value: &Value, pattern: &Str, case_sensitive: bool, message: Option<&Str>) -> Result<(), Invalid> {
    let text = crate::text::to_text(s, value)?;
    let compiled = match crate::ops::compile(crate::ops::PatternKind::Regex, pattern, !case_sensitive) {
        Ok(compiled) => compiled,
        Err(Halt::Error(record)) => {
            let why = super::attribute::innermost(&record.exception);
            return Err(Invalid::Message(Exception::message_of(&why), why));
        }
        Err(halt) => return Err(halt.into()),
    };
    if crate::ops::like(&compiled, &text) {
        return Ok(());
    }
    match message {
        Some(message) => no(message.replace("{0}", &text).replace("{1}", pattern)),
        None => no(format!(
            "The argument \"{text}\" does not match the \"{pattern}\" pattern. Supply an argument that matches \"{pattern}\" and try the command again."
        )),
    }
}

fn script(s: &mut Session, value: &Value, block: &Rc<crate::block::ScriptBlock>, message: Option<&Str>) -> Result<(), Invalid> {
    let saved = std::mem::replace(&mut s.propagate, true);
    let answer = crate::eval::call_with_item(s, block, value.clone(), &[]);
    s.propagate = saved;
    match answer {
        Ok(answer) if crate::convert::to_bool(&answer) => return Ok(()),
        Ok(_) => {}
        // What the script throws is what the attribute says.
        Err(Halt::Error(record)) => return Err(Invalid::Message(record.message(), record.exception.clone())),
        Err(halt) => return Err(halt.into()),
    }
    let text = shown(s, value)?;
    match message {
        Some(message) => no(message.replace("{0}", &text).replace("{1}", &block.text())),
        None => no(format!(
            "The \"{}\" validation script for the argument with value \"{text}\" did not return a result of True. Determine why the validation script failed, and then try the command again.",
            block.text()
        )),
    }
}

fn drive(s: &mut Session, value: &Value, drives: &[Str]) -> Result<(), Invalid> {
    let text = crate::text::to_text(s, value)?;
    let root = text.split_once(':').map_or("/", |(drive, _)| drive);
    if drives.iter().any(|d| d.eq_ignore_ascii_case(root)) {
        return Ok(());
    }
    no(format!(
        "The path argument drive {root} does not belong to the set of approved drives: {}. Supply a path argument with an approved drive.",
        drives.join(", ")
    ))
}

fn not_null(s: &mut Session, value: &Value) -> Result<(), Invalid> {
    if value.is_null() {
        return no("The argument is null. Provide a valid value for the argument, and then try running the command again.");
    }
    let items = crate::enumerate::items(s, value)?.unwrap_or_default();
    if items.iter().any(Value::is_null) {
        return no(
            "The argument has a null value, or an element of the argument collection contains a null value. Provide a collection that does not contain any null values, and then try the command again.",
        );
    }
    Ok(())
}

fn not_empty(s: &mut Session, value: &Value, blank_too: bool) -> Result<(), Invalid> {
    let is_empty = |v: &Value| match v.base() {
        Value::Null | Value::Empty => true,
        Value::Str(text) => text.is_empty() || (blank_too && text.trim().is_empty()),
        _ => false,
    };
    let one = if blank_too {
        "The argument is null, empty, or consists of only white-space characters. Provide an argument that contains non white-space characters, and then try the command again."
    } else {
        "The argument is null or empty. Provide an argument that is not null or empty, and then try the command again."
    };
    if is_empty(value) {
        return no(one);
    }
    if value.as_table().is_some_and(|t| t.is_empty()) {
        return no(one);
    }
    let Some(items) = crate::enumerate::items(s, value)? else { return Ok(()) };
    let of_collection = if blank_too {
        "An element of the argument collection is null, empty, or consists of only white-space characters. Supply a collection that does not contain any those values and then try the command again."
    } else {
        "The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not contain any null values and then try the command again."
    };
    if items.is_empty() || items.iter().any(is_empty) {
        return no(of_collection);
    }
    Ok(())
}

/// The ends of a range as one type, or why they make no range.
pub(super) fn exact_range(s: &mut Session, min: &Value, max: &Value) -> Result<(Value, Value), Halt> {
    let name = |v: &Value| v.base().ty().map_or("", Type::name);
    let (mut low, mut high) = (min.clone(), max.clone());
    if low.base().ty() != high.base().ty() {
        // Limits of different widths are compared as the wider one.
        let Some(wider) = common_type(&low, &high) else {
            let message = format!(
                "The specified minimum range ({}) cannot be accepted because it is not the same type as the specified maximum range ({}). Update the ValidateRange attribute for the parameter.",
                name(&low),
                name(&high)
            );
            return Err(super::attribute::metadata("MinRangeNotTheSameTypeOfMaxRange", message));
        };
        low = crate::convert::to_type(s, &low, wider)?;
        high = crate::convert::to_type(s, &high, wider)?;
    }
    if relation(s, &low, &high, Relation::Gt, true)? {
        let message = "The specified maximum range cannot be accepted because it is less than the specified minimum range. Update the ValidateRange attribute for the parameter.";
        return Err(super::attribute::metadata("MaxRangeSmallerThanMinRange", message));
    }
    Ok((low, high))
}

fn common_type(left: &Value, right: &Value) -> Option<Type> {
    const WIDEST_FIRST: [&str; 5] = ["System.Decimal", "System.Double", "System.Single", "System.UInt64", "System.Int64"];
    crate::convert::numeric(left).and(crate::convert::numeric(right))?;
    let (left, right) = (left.base().ty()?, right.base().ty()?);
    let wide = WIDEST_FIRST.into_iter().find(|name| left.full_name() == *name || right.full_name() == *name);
    Some(match wide {
        Some("System.Single") => Type::of("System.Double"),
        Some(name) => Type::of(name),
        None => Type::int(),
    })
}
