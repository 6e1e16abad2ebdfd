//! `Get-Error`.

use macros::Cmdlet;
use runtime::author::*;

/// Shows errors with all their details.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Error",
    type_name = "Microsoft.PowerShell.Commands.GetErrorCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Newest",
    aliases("gerr"),
    outputs("System.Management.Automation.ErrorRecord#PSExtendedError", "System.Exception#PSExtendedError")
)]
pub struct GetError {
    /// The errors; the newest one of the session unless told.
    #[param(position = 0, pipeline, set = "Error", ty = "psobject", not_null_or_empty)]
    input_object: Value,
    /// How many of the newest errors.
    #[param(set = "Newest", alias("Last"), range(1, 2147483647))]
    newest: Option<i32>,
}

impl Cmdlet for GetError {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.is_bound("InputObject") {
            return emit_extended(cx, &self.input_object.clone(), None);
        }
        let count = self.newest.map_or(1, |count| count as usize);
        let errors: Vec<Value> = cx.s.errors.snapshot().into_iter().take(count).collect();
        let is_numbered = errors.len() > 1;
        for (at, error) in errors.iter().enumerate() {
            emit_extended(cx, error, is_numbered.then_some(at))?;
        }
        Ok(())
    }
}

/// The same object under one more type name, which has a view of its own.
fn emit_extended(cx: &mut Cx<'_>, error: &Value, number: Option<usize>) -> Flow {
    let ty = error.ty().map_or("System.Exception", Type::full_name);
    let base = if ty == "System.Management.Automation.ErrorRecord" { ty } else { "System.Exception" };
    let object = match error {
        Value::Object(object) => object.copy(),
        other => Object::wrapping(other.clone()),
    };
    let mut names = runtime::member::type_names(cx.s, error);
    names.insert(0, format!("{base}#PSExtendedError").into());
    object.set_types(names);
    if let Some(number) = number {
        object.set_note("PSErrorIndex", Value::from(number));
    }
    cx.emit(Value::object(object))
}
