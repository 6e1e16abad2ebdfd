//! What can go wrong with a member, in PowerShell's words.

use crate::fault::{Category, ErrorRecord, Exception, Fault, Halt};
use crate::types::Type;
use crate::value::{Str, Value};
use std::rc::Rc;

/// Strict mode: a property that is not there.
pub fn property_not_found(name: &str) -> Halt {
    let message = format!("The property '{name}' cannot be found on this object. Verify that the property exists.");
    Fault::new("System.Management.Automation.PropertyNotFoundException", "PropertyNotFoundStrict", Category::NotSpecified, message).into()
}

/// A property of nothing.
pub fn cannot_set(name: &str) -> Halt {
    let message = format!("The property '{name}' cannot be found on this object. Verify that the property exists and can be set.");
    Fault::invalid("PropertyNotFound", message).into()
}

/// Custom objects wrap the same words.
pub fn cannot_set_custom(name: &str) -> Halt {
    let inner = format!("The property '{name}' cannot be found on this object. Verify that the property exists and can be set.");
    let message = format!("Exception setting \"{name}\": \"{inner}\"");
    Fault::new("System.Management.Automation.SetValueInvocationException", "ExceptionWhenSetting", Category::NotSpecified, message).into()
}

/// A property that the type of a value lacks.
pub fn cannot_set_declared(name: &str) -> Halt {
    let message = format!("The property '{name}' cannot be found on this object. Verify that the property exists and can be set.");
    Fault::invalid("PropertyAssignmentException", message).into()
}

pub fn read_only(name: &str) -> Halt {
    Fault::invalid("PropertyAssignmentException", format!("'{name}' is a ReadOnly property.")).into()
}

pub fn no_setter(name: &str) -> Halt {
    let message = format!("Set accessor for property \"{name}\" is unavailable.");
    Fault::new("System.Management.Automation.SetValueException", "SetWithoutSetterFromScriptProperty", Category::NotSpecified, message)
        .into()
}

pub fn call_on_null() -> Halt {
    Fault::invalid("InvokeMethodOnNull", "You cannot call a method on a null-valued expression.").into()
}

/// `Method invocation failed because [x] does not contain a method named 'y'.`
pub fn method_not_found(target: &Value, name: &str) -> Halt {
    let ty = match target.base() {
        Value::Object(object) if object.is_custom() => Some(Type::custom_object()),
        other => other.ty(),
    };
    type_method_not_found(ty.unwrap_or_else(Type::object), name)
}

pub fn type_method_not_found(ty: Type, name: &str) -> Halt {
    let message = format!("Method invocation failed because [{}] does not contain a method named '{name}'.", ty.full_name());
    Fault::invalid("MethodNotFound", message).target(Value::str(name)).into()
}

pub fn null_array() -> Halt {
    Fault::invalid("NullArray", "Cannot index into a null array.").into()
}

pub fn cannot_index(ty: Type) -> Halt {
    Fault::invalid("CannotIndex", format!("Unable to index into an object of type \"{}\".", ty.full_name())).into()
}

pub fn index_out_of_range() -> Halt {
    let inner = Exception::new(
        Type::of("System.IndexOutOfRangeException"),
        Str::new_static("Index was outside the bounds of the array."),
        Value::Null,
    );
    let record = ErrorRecord::new(Value::native(inner), "System.IndexOutOfRangeException", Category::OperationStopped, Value::Null);
    Halt::Error(Rc::new(record))
}

/// The errors of choosing and converting arguments stay as they are.
fn is_method_exception(record: &ErrorRecord) -> bool {
    record.exception.ty().is_some_and(|t| t.full_name() == "System.Management.Automation.MethodException")
        || matches!(record.id.borrow().as_str(), "MethodNotFound" | "MethodCountCouldNotFindBest" | "InvokeMethodOnNull")
}

fn wrapped(kind: &str, id: &str, message: String, inner: &ErrorRecord) -> Halt {
    let exception = Exception::new(Type::of(kind), message.into(), inner.exception.clone());
    Halt::Error(Rc::new(ErrorRecord::new(Value::native(exception), id, Category::NotSpecified, Value::Null)))
}

/// `Exception calling "x" with "n" argument(s): "…"`
pub fn wrap_call(name: &str, count: usize, halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    if is_method_exception(record) || record.by_stop.get() {
        return halt;
    }
    let message = format!("Exception calling \"{name}\" with \"{count}\" argument(s): \"{}\"", Exception::message_of(&record.exception));
    let id = record.exception.ty().map_or("RuntimeException", Type::name);
    wrapped("System.Management.Automation.MethodInvocationException", id, message, record)
}

/// Only exceptions that came raw out of a .NET member.
pub fn wrap_raw_call(name: &str, count: usize, halt: Halt) -> Halt {
    match &halt {
        Halt::Error(record) if record.raw.get() => wrap_call(name, count, halt),
        _ => halt,
    }
}

/// A script method's own errors.
pub fn wrap_script_call(name: &str, count: usize, halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    if record.id.borrow().as_str() == "ParameterArgumentTransformationError" {
        // Parameters of script methods are typed variables: their conversion fails like an assignment.
        let inner = Exception::of(&record.exception).map_or(Value::Null, |e| e.inner.clone());
        return Fault::invalid("RuntimeException", Exception::message_of(&inner)).inner(inner).into();
    }
    let message = format!("Exception calling \"{name}\" with \"{count}\" argument(s): \"{}\"", Exception::message_of(&record.exception));
    wrapped("System.Management.Automation.MethodInvocationException", "ScriptMethodRuntimeException", message, record)
}

fn getting(name: &str, id: &str, halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    let message = format!("Exception getting \"{name}\": \"{}\"", Exception::message_of(&record.exception));
    wrapped("System.Management.Automation.GetValueInvocationException", id, message, record)
}

/// A getter of .NET threw.
pub fn wrap_get(name: &str, halt: Halt) -> Halt {
    match &halt {
        Halt::Error(record) if record.raw.get() => getting(name, "ExceptionWhenGetting", halt),
        _ => halt,
    }
}

pub fn wrap_script_get(name: &str, halt: Halt) -> Halt {
    getting(name, "ScriptGetValueRuntimeException", halt)
}

/// A setter threw, or the value could not be converted.
pub fn wrap_set(name: &str, halt: Halt) -> Halt {
    setting(name, "ExceptionWhenSetting", halt)
}

pub fn wrap_script_set(name: &str, halt: Halt) -> Halt {
    setting(name, "ScriptSetValueRuntimeException", halt)
}

fn setting(name: &str, id: &str, halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    let kept = matches!(record.id.borrow().as_str(), "PropertyAssignmentException" | "PropertyNotFound" | "ExceptionWhenSetting");
    if kept || record.id.borrow().starts_with("XmlNode") {
        return halt;
    }
    let message = format!("Exception setting \"{name}\": \"{}\"", Exception::message_of(&record.exception));
    wrapped("System.Management.Automation.SetValueInvocationException", id, message, record)
}
