//! The errors of binding, with PowerShell's ids and wording.

use crate::command::{CommandRun, ParamMeta};
use crate::fault::{Category, Fault, Halt, Position};
use crate::session::Session;
use crate::value::Value;
use lang::Span;
use std::rc::Rc;

pub const BINDING: &str = "System.Management.Automation.ParameterBindingException";
pub const VALIDATION: &str = "System.Management.Automation.ParameterBindingValidationException";
pub const TRANSFORMATION: &str = "System.Management.Automation.ParameterBindingArgumentTransformationException";

/// A binding error of a command; the place is the argument's when there is one.
pub fn binding(s: &Session, run: &Rc<CommandRun>, fault: Fault, span: Option<Span>) -> Halt {
    let record = fault.record();
    *record.run.borrow_mut() = Some(run.clone());
    *record.position.borrow_mut() = match span.filter(|span| !span.is_empty()) {
        Some(span) => Some(Position { source: s.source.clone(), span }),
        None => run.position.clone(),
    };
    Halt::Error(record)
}

pub fn plain(id: &'static str, message: impl Into<crate::value::Str>) -> Fault {
    Fault::new(BINDING, id, Category::InvalidArgument, message)
}

/// Adds what `ParameterBindingException` knows.
pub fn about(fault: Fault, param: &ParamMeta) -> Fault {
    fault.with("ParameterName", param.name.clone()).with("ParameterType", Value::Type(param.ty))
}

pub fn validation(param: &ParamMeta, id: &'static str, detail: &str) -> Fault {
    about(Fault::new(VALIDATION, id, Category::InvalidData, detail), param)
}

pub fn null_not_allowed(param: &ParamMeta) -> Fault {
    let message = format!("Cannot bind argument to parameter '{}' because it is null.", param.name);
    validation(param, "ParameterArgumentValidationErrorNullNotAllowed", &message)
}

pub fn empty_string_not_allowed(param: &ParamMeta) -> Fault {
    let message = format!("Cannot bind argument to parameter '{}' because it is an empty string.", param.name);
    validation(param, "ParameterArgumentValidationErrorEmptyStringNotAllowed", &message)
}

pub fn empty_array_not_allowed(param: &ParamMeta, is_array: bool) -> Fault {
    let (id, what) = match is_array {
        true => ("ParameterArgumentValidationErrorEmptyArrayNotAllowed", "array"),
        false => ("ParameterArgumentValidationErrorEmptyCollectionNotAllowed", "collection"),
    };
    let message = format!("Cannot bind argument to parameter '{}' because it is an empty {what}.", param.name);
    validation(param, id, &message)
}
