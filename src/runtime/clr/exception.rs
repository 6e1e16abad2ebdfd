//! Constructors of exceptions.

use super::args::{text, value};
use crate::fault::{Eval, Exception, Fault};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};

/// What an exception says when nobody gave it a message.
fn default_message(ty: Type) -> Str {
    let known = match ty.full_name() {
        "System.ArgumentException" => "Value does not fall within the expected range.",
        "System.ArgumentNullException" => "Value cannot be null.",
        "System.ArgumentOutOfRangeException" => "Specified argument was out of the range of valid values.",
        "System.DivideByZeroException" => "Attempted to divide by zero.",
        "System.FormatException" => "One of the identified items was in an invalid format.",
        "System.IndexOutOfRangeException" => "Index was outside the bounds of the array.",
        "System.InvalidCastException" => "Specified cast is not valid.",
        "System.InvalidOperationException" => "Operation is not valid due to the current state of the object.",
        "System.NotImplementedException" => "The method or operation is not implemented.",
        "System.NotSupportedException" => "Specified method is not supported.",
        "System.NullReferenceException" => "Object reference not set to an instance of an object.",
        "System.OperationCanceledException" => "The operation was canceled.",
        "System.OutOfMemoryException" => "Insufficient memory to continue the execution of the program.",
        "System.OverflowException" => "Arithmetic operation resulted in an overflow.",
        "System.ArithmeticException" => "Overflow or underflow in the arithmetic operation.",
        "System.TimeoutException" => "The operation has timed out.",
        "System.UnauthorizedAccessException" => "Attempted to perform an unauthorized operation.",
        "System.ApplicationException" => "Error in the application.",
        "System.SystemException" => "System error.",
        "System.IO.IOException" => "I/O error occurred.",
        "System.IO.FileNotFoundException" => "Unable to find the specified file.",
        "System.IO.DirectoryNotFoundException" => "Attempted to access a path that is not on the disk.",
        "System.IO.EndOfStreamException" => "Attempted to read past the end of the stream.",
        "System.Collections.Generic.KeyNotFoundException" => "The given key was not present in the dictionary.",
        "System.AggregateException" => "One or more errors occurred.",
        "System.RankException" => "Attempted to operate on an array with the incorrect number of dimensions.",
        "System.StackOverflowException" => "Operation caused a stack overflow.",
        "System.PlatformNotSupportedException" => "Operation is not supported on this platform.",
        "System.Security.SecurityException" => "Security error.",
        _ => return Str::from(format!("Exception of type '{}' was thrown.", ty.full_name())),
    };
    Str::new_static(known)
}

/// `[T]::new()`, `(message)`, `(message, inner)`, and the argument exceptions' own orders.
pub fn construct(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    if let Some(refused) = refuse(args) {
        return Err(refused);
    }
    let mut message = None;
    let mut inner = Value::Null;
    let mut extra: Vec<(&'static str, Value)> = Vec::new();
    let name = ty.name();
    match name {
        "ArgumentNullException" | "ArgumentOutOfRangeException" => argument(name, args, &mut message, &mut inner, &mut extra),
        _ => {
            for (at, arg) in args.iter().enumerate() {
                if Exception::of(arg).is_some() {
                    inner = arg.clone();
                } else if at == 0 && !arg.is_null() {
                    message = Some(crate::text::to_text(s, arg)?);
                } else if name == "ArgumentException" && at > 0 && !arg.is_null() {
                    extra.push(("ParamName", Value::Str(arg.plain_text())));
                } else if at == 1 && matches!(name, "FileNotFoundException" | "FileLoadException") {
                    extra.push(("FileName", Value::Str(arg.plain_text())));
                }
            }
        }
    }
    let parameter = extra.iter().find(|(n, _)| *n == "ParamName").map(|(_, v)| v.plain_text()).filter(|n| !n.is_empty());
    let mut whole = message.unwrap_or_else(|| default_message(ty));
    if let Some(parameter) = parameter {
        whole = format!("{whole} (Parameter '{parameter}')").into();
    }
    if let (Some((_, actual)), "ArgumentOutOfRangeException") = (extra.iter().find(|(n, v)| *n == "ActualValue" && !v.is_null()), name) {
        whole = format!("{whole}\nActual value was {}.", actual.plain_text()).into();
    }
    let mut made = Exception::new(ty, whole, inner);
    made.extra = extra;
    Ok(Value::native(made))
}

/// `ArgumentNullException` names the parameter first, then the message.
fn argument(name: &str, args: &[Value], message: &mut Option<Str>, inner: &mut Value, extra: &mut Vec<(&'static str, Value)>) {
    if args.len() == 2 && Exception::of(&args[1]).is_some() {
        *message = Some(text(args, 0));
        *inner = args[1].clone();
        return;
    }
    if let Some(first) = args.first() {
        extra.push(("ParamName", Value::Str(first.plain_text())));
    }
    if args.len() == 3 && name == "ArgumentOutOfRangeException" {
        extra.push(("ActualValue", value(args, 1)));
        *message = Some(text(args, 2));
    } else if args.len() >= 2 {
        *message = Some(text(args, 1));
    }
}

/// More arguments than any constructor takes.
fn refuse(args: &[Value]) -> Option<crate::fault::Halt> {
    const ARGUMENTS_MAX: usize = 4;
    (args.len() > ARGUMENTS_MAX).then(|| {
        let message = format!("Cannot find an overload for \"new\" and the argument count: \"{}\".", args.len());
        Fault::new(
            "System.Management.Automation.MethodException",
            "MethodCountCouldNotFindBest",
            crate::fault::Category::NotSpecified,
            message,
        )
        .into()
    })
}
