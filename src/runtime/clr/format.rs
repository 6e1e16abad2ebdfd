//! The `-f` operator and .NET's composite formatting.
//!
//! In:    a template, values.
//! Out:   text, or `FormatError`.
//! Never: looks at a culture.

use crate::fault::{Category, Eval, Exception, Fault, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use dotnet::composite::{self, CompositeFault};

/// What stops a composite: the template or an argument's format, or a halt of script code.
enum Stop {
    Fault { exception: &'static str, message: String },
    Halt(Halt),
}

impl From<CompositeFault> for Stop {
    fn from(fault: CompositeFault) -> Self {
        Stop::Fault { exception: fault.exception(), message: fault.to_string() }
    }
}

fn fill(s: &mut Session, template: &str, values: &[Value]) -> Result<Str, Stop> {
    let mut out = String::new();
    composite::format(template, values.len(), &mut out, |at, format, out| {
        if let Some(number) = crate::text::number_of(&values[at]).filter(|_| !format.is_empty()) {
            return number.format(format, out).map_err(|f| Stop::Fault { exception: f.exception(), message: f.to_string() });
        }
        match format.is_empty() {
            true => push_plain(s, &values[at], out),
            false => formatted(s, &values[at], format).map(|text| out.push_str(&text)),
        }
    })?;
    Ok(out.into())
}

/// `[string]::Format` and its relatives: faults are exceptions of the call.
pub fn composite(s: &mut Session, template: &str, values: &[Value]) -> Result<Str, Halt> {
    fill(s, template, values).map_err(|stop| match stop {
        Stop::Fault { exception, message } => thrown(exception, message),
        Stop::Halt(halt) => halt,
    })
}

/// `left -f right`.
pub fn format_operator(s: &mut Session, left: &Value, right: &Value) -> Eval {
    let template = crate::text::to_text(s, left)?;
    let values = match right.as_seq() {
        Some(seq) => seq.snapshot(),
        None => vec![right.clone()],
    };
    fill(s, &template, &values).map(Value::Str).map_err(|stop| match stop {
        Stop::Halt(halt) => halt,
        Stop::Fault { exception, message } => {
            let inner = Value::native(Exception::new(Type::of(exception), Str::new(&message), Value::Null));
            let text = format!("Error formatting a string: {message}.");
            Fault::runtime("FormatError", Category::InvalidOperation, text).target(Value::Str(template.clone())).inner(inner).into()
        }
    })
}

/// A value without a format; texts and whole numbers go straight into the result.
fn push_plain(s: &mut Session, value: &Value, out: &mut String) -> Result<(), Stop> {
    match value {
        Value::Str(_) | Value::Int(_) => crate::text::push_text(s, value, out).map_err(Stop::Halt),
        _ => formatted(s, value, "").map(|text| out.push_str(&text)),
    }
}

/// One value by a format string; an empty one means the plain text.
fn formatted(s: &mut Session, value: &Value, format: &str) -> Result<Str, Stop> {
    let said = |exception: &'static str, message: String| Stop::Fault { exception, message };
    let base = value.base();
    if base.is_null() {
        return Ok(Str::default());
    }
    if format.is_empty() && !matches!(value, Value::Object(o) if o.class().is_some()) {
        return plain(s, value).map_err(Stop::Halt);
    }
    if let Some(number) = crate::text::number_of(base) {
        return number.to_format(format).map(Str::from).map_err(|f| said(f.exception(), f.to_string()));
    }
    if let Value::Object(object) = value {
        let formattable = object.class().is_some_and(|c| c.is_assignable_to(Type::of("System.IFormattable")));
        if formattable {
            let args = [Value::str(format), super::culture::invariant()];
            if let Some(made) = crate::class::call_method(s, value, "ToString", &args) {
                return made.map(|v| v.plain_text()).map_err(Stop::Halt);
            }
        }
    }
    match base {
        Value::DateTime(time) => time.to_format(format).map(Str::from).map_err(|f| said(f.exception(), f.to_string())),
        Value::TimeSpan(span) => span.to_format(format).map(Str::from).map_err(|f| said(f.exception(), f.to_string())),
        Value::Enum(e) if e.ty.is_enum() => super::enums::format_value(*e, format).map_err(Stop::Halt),
        Value::Native(native) => match native.format(format) {
            Some(Ok(text)) => Ok(text),
            Some(Err(message)) => Err(said("System.FormatException", message.to_string())),
            None => plain(s, value).map_err(Stop::Halt),
        },
        _ => plain(s, value).map_err(Stop::Halt),
    }
}

/// .NET's `ToString()`, but objects of scripts as the language shows them.
fn plain(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    match value.base() {
        Value::Double(_) | Value::Small(_) => super::object::element_text(s, value),
        Value::Seq(seq) => Ok(Str::new(seq.ty().full_name())),
        Value::Type(ty) => Ok(Str::new(super::type_object::text(*ty))),
        _ => crate::text::to_text(s, value),
    }
}
