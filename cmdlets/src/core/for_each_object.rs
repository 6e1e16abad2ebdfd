//! `ForEach-Object`: blocks for each object, or one member of each.

use super::argument;
use crate::members;
use macros::Cmdlet;
use runtime::author::*;

/// Runs code for each object, or reads one member of each.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ForEach-Object",
    type_name = "Microsoft.PowerShell.Commands.ForEachObjectCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "ScriptBlockSet",
    confirm = "Low",
    aliases("%", "foreach")
)]
#[example("1..3 | ForEach-Object { $_ * 2 }", "Doubles each number.")]
#[example("'a', 'b' | ForEach-Object ToUpper", "Calls a method of each object.")]
pub struct ForEachObject {
    /// The objects, usually from the pipeline.
    #[param(pipeline, sets("ScriptBlockSet", "PropertyAndMethodSet", "ParallelParameterSet"), ty = "psobject")]
    input_object: Value,
    /// Runs once before the first object.
    #[param(set = "ScriptBlockSet")]
    begin: Option<Rc<ScriptBlock>>,
    /// Runs for each object, with the object in $_.
    #[param(position = 0, mandatory, set = "ScriptBlockSet", allow_null, allow_empty_collection)]
    process: Vec<Rc<ScriptBlock>>,
    /// Runs once after the last object.
    #[param(set = "ScriptBlockSet")]
    end: Option<Rc<ScriptBlock>>,
    /// Further script blocks; the first and last ones stand for -Begin and -End.
    #[param(rest, set = "ScriptBlockSet", allow_null, allow_empty_collection)]
    remaining_scripts: Vec<Rc<ScriptBlock>>,
    /// A property to read or a method to call.
    #[param(position = 0, mandatory, set = "PropertyAndMethodSet", not_null_or_empty)]
    member_name: Option<Str>,
    /// Arguments of the method.
    #[param(rest, set = "PropertyAndMethodSet", alias("Args"))]
    argument_list: Vec<Value>,
    /// Runs for each object beside the others.
    #[param(mandatory, set = "ParallelParameterSet")]
    parallel: Option<Rc<ScriptBlock>>,
    /// How many script blocks run at the same time.
    #[param(set = "ParallelParameterSet", range(1, 2147483647))]
    throttle_limit: Option<i32>,
    /// Gives up after this many seconds.
    #[param(set = "ParallelParameterSet", range(0, 2147483))]
    timeout_seconds: Option<i32>,
    /// Returns a job instead of the output.
    #[param(set = "ParallelParameterSet")]
    as_job: bool,
    /// Makes a new runspace for every object.
    #[param(set = "ParallelParameterSet")]
    use_new_runspace: bool,
    #[state]
    scripts: Vec<Rc<ScriptBlock>>,
    #[state]
    last: Option<Rc<ScriptBlock>>,
}

impl Cmdlet for ForEachObject {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        match cx.set_name().as_str() {
            "ScriptBlockSet" => self.begin_scripts(cx),
            "ParallelParameterSet" => self.check_parallel(cx),
            _ => Ok(()),
        }
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if let [only] = self.scripts.as_slice() {
            let item = cx.input.take().unwrap_or_else(|| self.input_object.clone());
            return cx.pass_to_block(&only.clone(), &item, &[]);
        }
        match cx.set_name().as_str() {
            "ScriptBlockSet" => {
                let item = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
                for script in self.scripts.clone() {
                    cx.pass_to_block(&script, &item, &[])?;
                }
                Ok(())
            }
            "ParallelParameterSet" => {
                let item = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
                let Some(block) = self.parallel.clone() else {
                    return Ok(());
                };
                cx.pass_to_block(&block, &item, &[])
            }
            _ => self.take_member(cx),
        }
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.last.take() {
            Some(block) => cx.pass_to_block(&block, &Value::Empty, &[]),
            None => Ok(()),
        }
    }
}

impl ForEachObject {
    /// Several blocks without names: the first is the beginning, the last of three or more the end.
    fn begin_scripts(&mut self, cx: &mut Cx<'_>) -> Flow {
        let asked = cx.run().prefs.borrow().clone();
        if asked.what_if == Some(true) || asked.confirm == Some(true) {
            let text = "The -WhatIf and -Confirm parameters are not supported for script blocks.";
            return Err(Fault::new(
                "System.InvalidOperationException",
                "NoShouldProcessForScriptBlockSet",
                Category::InvalidOperation,
                text,
            )
            .into());
        }
        let mut all: Vec<Rc<ScriptBlock>> = self.begin.iter().cloned().collect();
        all.append(&mut self.process);
        all.append(&mut self.remaining_scripts);
        let mut end = all.len();
        let start = usize::from(all.len() > 1);
        self.last = self.end.clone();
        if self.last.is_none() && all.len() > 2 {
            end -= 1;
            self.last = all.get(end).cloned();
        }
        self.scripts = all.get(start..end).unwrap_or_default().to_vec();
        match all.first().filter(|_| end >= 2) {
            Some(first) => cx.pass_to_block(&first.clone(), &Value::Empty, &[]),
            None => Ok(()),
        }
    }

    /// The blocks run one after another, in the order of the input.
    fn check_parallel(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.as_job {
            let text = "This shell does not run jobs for ForEach-Object -Parallel.";
            return Err(
                Fault::new("System.Management.Automation.PSNotSupportedException", "NotSupported", Category::NotImplemented, text).into()
            );
        }
        let _ = cx;
        Ok(())
    }

    fn take_member(&self, cx: &mut Cx<'_>) -> Flow {
        let name = self.member_name.clone().unwrap_or_default();
        let object = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
        if object.is_null() {
            if cx.s.strict_mode() >= 2 {
                let text = "Cannot operate on a 'null' input object.";
                return cx.error(argument("InputObjectIsNull", text, &object));
            }
            return cx.emit(Value::Null);
        }
        let target = format!("InputObject: {}", shown(cx.s, &object)?);
        if !self.argument_list.is_empty() {
            return self.call_with_arguments(cx, &object, &name, &target);
        }
        if let Some(value) = object.as_table().and_then(|table| table.get_str(&name)) {
            let action = format!("Retrieve the value for key '{name}'");
            return if cx.confirm(&target, &action)? { cx.emit_each(value) } else { Ok(()) };
        }
        let found = members::matching(cx.s, &object, &name)?;
        match found.as_slice() {
            [] => self.nothing_found(cx, &object, &name, &target),
            [one] => self.take_one(cx, &object, &one.clone(), &target),
            several => {
                let text = members::ambiguous(&name, "members", several);
                cx.error(argument("AmbiguousPropertyOrMethodName", text, &object))
            }
        }
    }

    fn take_one(&self, cx: &mut Cx<'_>, object: &Value, name: &str, target: &str) -> Flow {
        let is_method = members::find(cx.s, object, name)?.is_some_and(|member| member.is_method());
        if !is_method {
            if !cx.confirm(target, &format!("Retrieve the value for property '{name}'"))? {
                return Ok(());
            }
            return match runtime::member::get(cx.s, object, name) {
                Ok(value) => cx.emit_each(value),
                Err(Halt::Error(_)) => cx.emit(Value::Null),
                Err(halt) => Err(halt),
            };
        }
        if !cx.confirm(target, &format!("Invoke method '{name}'"))? {
            return Ok(());
        }
        self.call(cx, object, name, &[])
    }

    fn call(&self, cx: &mut Cx<'_>, object: &Value, name: &str, arguments: &[Value]) -> Flow {
        match runtime::member::call(cx.s, object, name, arguments) {
            Ok(value) => cx.emit_each(value),
            Err(Halt::Error(record)) => {
                let failed =
                    ErrorRecord::new(record.exception.clone(), "MethodInvocationError", Category::InvalidOperation, object.clone());
                cx.error(Halt::Error(Rc::new(failed)))
            }
            Err(halt) => Err(halt),
        }
    }

    fn call_with_arguments(&self, cx: &mut Cx<'_>, object: &Value, name: &str, target: &str) -> Flow {
        let mut methods = Vec::new();
        for found in members::matching(cx.s, object, name)? {
            if members::find(cx.s, object, &found)?.is_some_and(|member| member.is_method()) {
                methods.push(found);
            }
        }
        match methods.as_slice() {
            [] => {
                let text = format!("Input name \"{name}\" cannot be resolved to a method.");
                cx.error(argument("MethodNotFound", text, object))
            }
            [one] => {
                let mut texts = Vec::new();
                for argument in &self.argument_list {
                    texts.push(shown(cx.s, argument)?.to_string());
                }
                let action = format!("Invoke method '{one}' with arguments: {}", texts.join(", "));
                if cx.confirm(target, &action)? { self.call(cx, object, one, &self.argument_list) } else { Ok(()) }
            }
            several => {
                let text = members::ambiguous(name, "methods", several);
                cx.error(argument("AmbiguousMethodName", text, object))
            }
        }
    }

    /// Without strict mode a missing member is null, as it is in an expression.
    fn nothing_found(&self, cx: &mut Cx<'_>, object: &Value, name: &str, target: &str) -> Flow {
        if !cx.confirm(target, &format!("Retrieve the value for property '{name}'"))? {
            return Ok(());
        }
        if cx.s.strict_mode() < 2 {
            return cx.emit(Value::Null);
        }
        let text = format!("The input name \"{name}\" cannot be resolved to a member.");
        cx.error(argument("PropertyOrMethodNotFound", text, object))
    }
}

/// Text of an object in a message; its type when it has none.
fn shown(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    if value.is_null() {
        return Ok(Str::new_static("null"));
    }
    let text = to_str(s, value)?;
    Ok(if text.is_empty() { value.ty().map_or(text, |ty| Str::new(ty.full_name())) } else { text })
}
