//! Values for parameters: conversion and what may not be null or empty.

use super::fault::{TRANSFORMATION, about, binding, empty_array_not_allowed, empty_string_not_allowed, null_not_allowed, plain};
use super::{Binder, Kind, check};
use crate::command::{CommandRun, ParamMeta, Transform, Validation};
use crate::convert::{ConvertFault, to_type};
use crate::fault::{Category, Exception, Fault, Flow, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use lang::Span;
use std::rc::Rc;

/// Why a value does not fit.
pub(super) enum Misfit {
    Halt(Halt),
    /// The value has another type: another pass or parameter may still take it.
    Convert(Fault),
    /// Right type, wrong value.
    Value(Fault),
}

impl From<Halt> for Misfit {
    fn from(halt: Halt) -> Self {
        Misfit::Halt(halt)
    }
}

impl Binder {
    /// Converts and validates, or halts with a binding error at the argument.
    pub(super) fn converted(
        &self,
        s: &mut Session,
        run: &Rc<CommandRun>,
        param: usize,
        value: &Value,
        span: Option<Span>,
    ) -> Result<Value, Halt> {
        let meta = &self.meta.params[param];
        match self.fit(s, meta, value) {
            Ok(value) => Ok(value),
            Err(Misfit::Halt(halt)) => Err(halt),
            Err(Misfit::Convert(fault) | Misfit::Value(fault)) => Err(binding(s, run, fault, span)),
        }
    }

    /// The value as the parameter takes it.
    pub(super) fn fit(&self, s: &mut Session, meta: &ParamMeta, value: &Value) -> Result<Value, Misfit> {
        let value = match value {
            Value::Empty => &Value::Null,
            other => other,
        };
        let converted = match self.kind {
            // Common parameters belong to the engine, also those of functions.
            _ if meta.is_common || meta.is_dynamic => for_cmdlet(s, meta, value)?,
            Kind::Cmdlet => for_cmdlet(s, meta, value)?,
            Kind::Advanced | Kind::Plain => for_script(s, meta, value, self.kind)?,
        };
        let outside = self.scope.as_ref().map(|scope| std::mem::replace(&mut s.scope, scope.clone()));
        let checked = check_all(s, meta, &converted);
        if let Some(outside) = outside {
            s.scope = outside;
        }
        checked?;
        // What the attributes say goes before what being mandatory means.
        check_null(meta, &converted).map_err(Misfit::Value)?;
        Ok(converted)
    }

    /// No conversion needed.
    pub(super) fn fits_as_is(&self, param: usize, value: &Value) -> bool {
        let ty = self.meta.params[param].ty;
        match value.base().ty() {
            None => !ty.is_value_type() && ty != Type::string(),
            Some(actual) => {
                actual.is_assignable_to(ty) || ty == Type::ps_object() || ty.element().is_some_and(|element| elements_fit(value, element))
            }
        }
    }
}

/// One value, or each of several, becomes an element as it is.
fn elements_fit(value: &Value, element: Type) -> bool {
    let fits = |it: &Value| it.base().ty().is_some_and(|ty| ty.is_assignable_to(element));
    match value.as_seq() {
        Some(seq) => seq.snapshot().iter().all(fits),
        None => fits(value),
    }
}

fn check_null(meta: &ParamMeta, value: &Value) -> Result<(), Fault> {
    if !meta.is_mandatory_somewhere() {
        return Ok(());
    }
    if value.is_null() {
        return if meta.allow_null { Ok(()) } else { Err(null_not_allowed(meta)) };
    }
    let is_text = meta.ty == Type::string() || meta.ty.element() == Some(Type::string());
    match value.base() {
        Value::Str(text) if text.is_empty() && is_text && !meta.allow_empty_string => Err(empty_string_not_allowed(meta)),
        Value::Seq(seq) if meta.ty != Type::object() => check_elements(meta, &seq.snapshot(), seq.ty().is_array()),
        _ => Ok(()),
    }
}

fn check_elements(meta: &ParamMeta, items: &[Value], is_array: bool) -> Result<(), Fault> {
    if items.is_empty() {
        return if meta.allow_empty_collection { Ok(()) } else { Err(empty_array_not_allowed(meta, is_array)) };
    }
    for item in items {
        if item.is_null() && !meta.allow_null {
            return Err(null_not_allowed(meta));
        }
        // Only a parameter of texts looks at its elements so: `object[]` takes empty ones.
        if meta.ty.element() == Some(Type::string()) && !meta.allow_empty_string && matches!(item, Value::Str(text) if text.is_empty()) {
            return Err(empty_string_not_allowed(meta));
        }
    }
    Ok(())
}

/// The attribute nearest to the parameter speaks first.
fn check_all(s: &mut Session, meta: &ParamMeta, value: &Value) -> Result<(), Misfit> {
    meta.validations.iter().rev().try_for_each(|validation| check_one(s, meta, validation, value))
}

fn check_one(s: &mut Session, meta: &ParamMeta, validation: &Rc<Validation>, value: &Value) -> Result<(), Misfit> {
    match check::validate(s, validation, value) {
        Ok(()) => Ok(()),
        Err(check::Invalid::Halt(halt)) => Err(Misfit::Halt(halt)),
        Err(check::Invalid::Message(detail, inner)) => {
            let message = format!("Cannot validate argument on parameter '{}'. {detail}", meta.name);
            let cause = Exception::new(Type::of("System.Management.Automation.ValidationMetadataException"), detail, inner);
            let fault = super::fault::validation(meta, "ParameterArgumentValidationError", &message).inner(Value::native(cause));
            Err(Misfit::Value(fault))
        }
    }
}

/// A compiled cmdlet: booleans are strict, a list for a single value is refused.
fn for_cmdlet(s: &mut Session, meta: &ParamMeta, value: &Value) -> Result<Value, Misfit> {
    let ty = meta.ty;
    if meta.credential {
        return Ok(value.clone());
    }
    if value.is_null() {
        return null_for(meta, value);
    }
    // A cmdlet's `psobject` is the object as it is: a wrapper around it would be another object.
    if ty == Type::ps_object() {
        return Ok(value.clone());
    }
    if ty.element() == Some(Type::ps_object()) {
        return to_type(s, value, Type::object().array_of()).map_err(|fault| cmdlet_fault(meta, fault));
    }
    let actual = value.base().ty();
    if actual.is_some_and(|a| a.is_assignable_to(ty)) {
        return Ok(if ty == Type::object() { value.clone() } else { to_type(s, value, ty).unwrap_or_else(|_| value.clone()) });
    }
    let wanted = ty.nullable_of().unwrap_or(ty);
    if wanted == Type::boolean() || wanted == Type::switch_parameter() {
        return strict_flag(meta, wanted, value);
    }
    if value.as_seq().is_some() && !takes_many(ty) && s.types.entry(ty.full_name()).is_none_or(|it| it.converter.is_none()) {
        let shown = Str::new(value.base().ty().map_or("", Type::full_name));
        let message = format!(
            "Cannot convert '{shown}' to the type '{}' required by parameter '{}'. Specified method is not supported.",
            ty.full_name(),
            meta.name
        );
        let inner =
            Exception::new(Type::of("System.NotSupportedException"), Str::new_static("Specified method is not supported."), Value::Null);
        return Err(Misfit::Convert(about(plain("CannotConvertArgument", message), meta).inner(Value::native(inner))));
    }
    if ty.full_name() == "System.Text.Encoding" {
        return encoding(meta, value);
    }
    to_type(s, value, ty).map_err(|fault| cmdlet_fault(meta, fault))
}

/// `-Encoding` of cmdlets takes more names than .NET knows, and code pages.
fn encoding(meta: &ParamMeta, value: &Value) -> Result<Value, Misfit> {
    let said = value.plain_text();
    let found = dotnet::encoding::Encoding::for_parameter(&said);
    found.map(crate::clr::encoding_value).ok_or_else(|| {
        let message = match said.parse::<i64>() {
            Ok(page) => format!("No data is available for encoding {page}. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method."),
            Err(_) => format!("'{said}' is not a supported encoding name. For information on defining a custom encoding, see the documentation for the Encoding.RegisterProvider method. (Parameter 'name')"),
        };
        transformation(meta, ConvertFault::new("ArgumentException", message))
    })
}

fn takes_many(ty: Type) -> bool {
    ty.is_array()
        || ty == Type::object()
        || ty == Type::ps_object()
        || ty.is_enum()
        || ty.generic().is_some()
        || ty.is_assignable_to(Type::of("System.Collections.IList"))
        || ty.is_interface()
}

fn null_for(meta: &ParamMeta, value: &Value) -> Result<Value, Misfit> {
    let ty = meta.ty;
    if ty == Type::boolean() || ty == Type::switch_parameter() {
        let message = format!("Cannot bind argument to parameter '{}' because it is null.", meta.name);
        return Err(Misfit::Value(about(plain("ParameterArgumentValidationErrorNullNotAllowed", message), meta)));
    }
    if ty.is_value_type() && ty.nullable_of().is_none() {
        if meta.is_common && ty.is_enum() {
            return Err(Misfit::Convert(not_settable(meta, &no_enum_of_null(ty))));
        }
        let message = format!("Cannot bind parameter '{}'. Cannot convert null to type \"{}\".", meta.name, ty.full_name());
        return Err(Misfit::Convert(about(plain("CannotConvertArgumentNoMessage", message), meta)));
    }
    if ty == Type::string() && !meta.allow_null {
        return Ok(Value::Str(Str::default()));
    }
    Ok(if matches!(value, Value::Empty) { Value::Null } else { value.clone() })
}

/// A common parameter that the engine does not take.
fn not_settable(meta: &ParamMeta, why: &str) -> Fault {
    let message = format!("Cannot bind parameter '{0}' to the target. Exception setting \"{0}\": \"{why}\"", meta.name);
    let mut fault = about(plain("ParameterBindingFailed", message), meta);
    fault.category = Category::WriteError;
    fault
}

fn no_enum_of_null(ty: Type) -> String {
    let names = crate::command::Action::NAMES.map(|(name, _)| name).join(",");
    format!(
        "Cannot convert null to type \"{}\" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are \"{names}\".",
        ty.full_name()
    )
}

fn strict_flag(meta: &ParamMeta, wanted: Type, value: &Value) -> Result<Value, Misfit> {
    let on = match value.base() {
        Value::Bool(on) => *on,
        Value::Enum(e) if e.ty == Type::switch_parameter() => e.value != 0,
        Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Decimal(_) | Value::Small(_) => crate::convert::to_bool(value),
        other => {
            let shown = other.ty().map_or("", Type::full_name);
            let message = format!("Cannot convert '{shown}' to the type '{}' required by parameter '{}'. ", meta.ty.full_name(), meta.name);
            return Err(Misfit::Convert(about(plain("CannotConvertArgument", message), meta)));
        }
    };
    Ok(if wanted == Type::boolean() { Value::Bool(on) } else { crate::convert::switch(on) })
}

fn cmdlet_fault(meta: &ParamMeta, fault: ConvertFault) -> Misfit {
    if let Some(halt) = fault.halt {
        return Misfit::Halt(halt);
    }
    let message = format!("Cannot bind parameter '{}'. {}", meta.name, fault.message);
    let inner = fault.exception();
    Misfit::Convert(about(plain("CannotConvertArgumentNoMessage", message), meta).inner(inner))
}

/// A parameter of a script: its types are argument transformations.
fn for_script(s: &mut Session, meta: &ParamMeta, value: &Value, kind: Kind) -> Result<Value, Misfit> {
    let mut value = value.clone();
    if let Some(wanted) = &meta.ps_type_name {
        check_type_name(s, meta, wanted, &value)?;
    }
    for step in &meta.transforms {
        value = match step {
            Transform::Type(ty) => script_step(s, meta, &value, *ty, kind)?,
            Transform::Script(attribute) => transformed(s, meta, attribute, &value)?,
        };
    }
    Ok(value)
}

/// What a script's own `ArgumentTransformationAttribute` makes of an argument.
fn transformed(s: &mut Session, meta: &ParamMeta, attribute: &Value, value: &Value) -> Result<Value, Misfit> {
    match crate::member::call(s, attribute, "Transform", &[crate::clr::execution_context(), value.clone()]) {
        Ok(done) => Ok(done),
        Err(Halt::Error(record)) => {
            let thrown = super::attribute::innermost(&record.exception);
            Err(refused(meta, Exception::message_of(&thrown), thrown))
        }
        Err(halt) => Err(Misfit::Halt(halt)),
    }
}

fn check_type_name(s: &mut Session, meta: &ParamMeta, wanted: &str, value: &Value) -> Result<(), Misfit> {
    if value.is_null() || crate::member::type_names(s, value).iter().any(|n| n.eq_ignore_ascii_case(wanted)) {
        return Ok(());
    }
    let message = format!(
        "Cannot bind argument to parameter '{}', because PSTypeNames of the argument do not match the PSTypeName required by the parameter: {wanted}.",
        meta.name
    );
    Err(Misfit::Value(about(plain("MismatchedPSTypeName", message), meta)))
}

fn script_step(s: &mut Session, meta: &ParamMeta, value: &Value, ty: Type, kind: Kind) -> Result<Value, Misfit> {
    if ty == Type::object() {
        return Ok(value.clone());
    }
    let value = match value.as_native::<crate::clr::Reference>() {
        Some(_) if ty != Type::reference() => crate::member::get(s, value, "Value")?,
        None if ty == Type::reference() => {
            let text = "Reference type is expected in argument.";
            return Err(transformation(meta, ConvertFault::new("InvalidCastExceptionReferenceTypeExpected", text)));
        }
        _ => value.clone(),
    };
    let wanted = ty.nullable_of().unwrap_or(ty);
    let is_flag = |t: Type| t == Type::boolean() || t == Type::switch_parameter();
    if is_flag(wanted) && !(value.is_null() && ty.nullable_of().is_some()) {
        check_flag(meta, &value, wanted)?;
    }
    if kind == Kind::Advanced {
        if ty == Type::string() && value.as_seq().is_some_and(|seq| seq.ty().is_array()) {
            let fault = ConvertFault::new("InvalidCastFromAnyTypeToString", "Cannot convert value to type System.String.");
            return Err(transformation(meta, fault));
        }
        if let Some(element) = ty.element().filter(|e| is_flag(*e)) {
            for item in crate::convert::to_list(s, &value)? {
                check_flag(meta, &item, element)?;
            }
        }
    }
    if value.is_null() && ty == Type::string() && meta.allow_null {
        return Ok(Value::Str(Str::default()));
    }
    to_type(s, &value, ty).map_err(|fault| transformation(meta, fault))
}

fn check_flag(meta: &ParamMeta, value: &Value, wanted: Type) -> Result<(), Misfit> {
    let fits = match value.base() {
        Value::Null | Value::Empty => wanted != Type::boolean(),
        Value::Bool(_)
        | Value::Int(_)
        | Value::Long(_)
        | Value::Double(_)
        | Value::Decimal(_)
        | Value::Small(_)
        | Value::Enum(_)
        | Value::Char(_) => true,
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let actual = value.base().ty().map_or("", Type::full_name);
    let message = format!(
        "Cannot convert value \"{actual}\" to type \"{}\". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0.",
        wanted.full_name()
    );
    Err(transformation(meta, ConvertFault::new("InvalidCastExceptionUnsupportedParameterType", message)))
}

fn transformation(meta: &ParamMeta, fault: ConvertFault) -> Misfit {
    if let Some(halt) = fault.halt {
        return Misfit::Halt(halt);
    }
    refused(meta, fault.message.clone(), fault.exception())
}

fn refused(meta: &ParamMeta, why: Str, inner: Value) -> Misfit {
    let message = format!("Cannot process argument transformation on parameter '{}'. {why}", meta.name);
    let cause = Exception::new(Type::of("System.Management.Automation.ArgumentTransformationMetadataException"), why, inner);
    let fault = Fault::new(TRANSFORMATION, "ParameterArgumentTransformationError", Category::InvalidData, message);
    Misfit::Convert(about(fault, meta).inner(Value::native(cause)))
}

/// The common parameters take effect on the run itself.
impl Binder {
    pub(super) fn read_common(&mut self, s: &mut Session, run: &Rc<CommandRun>) -> Flow {
        use crate::command::Action;
        let mut prefs = run.prefs.borrow_mut();
        for (param, value) in &self.ready {
            let meta = &self.meta.params[*param];
            if !meta.is_common {
                continue;
            }
            if meta.ty.is_enum() && Action::from_value(value) == Some(Action::Suspend) {
                let why = "The Suspend ActionPreference value is reserved for future use and is not supported at this time. For more information about preference variables, see the Help topic, \"about_Preference_Variables.\"";
                return Err(binding(s, run, not_settable(meta, why), None));
            }
            let flag = || Some(crate::convert::to_bool(value));
            let text = || Some(value.plain_text());
            match meta.name.as_str() {
                "Verbose" => prefs.verbose = flag(),
                "Debug" => prefs.debug = flag(),
                "WhatIf" => prefs.what_if = flag(),
                "Confirm" => prefs.confirm = flag(),
                "ErrorAction" => prefs.error = Action::from_value(value),
                "WarningAction" => prefs.warning = Action::from_value(value),
                "InformationAction" => prefs.information = Action::from_value(value),
                "ProgressAction" => prefs.progress = Action::from_value(value),
                "ErrorVariable" => prefs.error_variable = text(),
                "WarningVariable" => prefs.warning_variable = text(),
                "InformationVariable" => prefs.information_variable = text(),
                "OutVariable" => prefs.out_variable = text(),
                "PipelineVariable" => prefs.pipeline_variable = text(),
                _ => {}
            }
        }
        let names = [&prefs.error_variable, &prefs.warning_variable, &prefs.information_variable, &prefs.out_variable];
        for name in names.into_iter().flatten() {
            let symbol = crate::value::Symbol::of(name.trim_start_matches('+'));
            let keeps = name.starts_with('+') && matches!(s.lookup(symbol), Some(Value::Seq(_)));
            if !keeps {
                s.set_local(symbol, Value::Seq(Rc::new(crate::value::Seq::array_list(Vec::new()))));
            }
        }
        Ok(())
    }
}
