//! `Get-PSCallStack`.

use crate::result::facts;
use macros::Cmdlet;
use runtime::author::*;
use runtime::command::CommandRun;
use runtime::records;

/// Shows the calls that are running.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-PSCallStack",
    type_name = "Microsoft.PowerShell.Commands.GetPSCallStackCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("gcs"),
    outputs("System.Management.Automation.CallStackFrame")
)]
pub struct GetPSCallStack {}

impl Cmdlet for GetPSCallStack {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut source = cx.s.source.clone();
        let mut span = cx.s.position;
        let mut frames = Vec::new();
        for frame in cx.s.calls.iter().rev() {
            frames.push((frame.name.clone(), source, span, frame.run.clone()));
            source = frame.caller_source.clone();
            span = frame.caller;
        }
        for (name, source, span, run) in frames {
            let (line, _) = source.line_column(span.start);
            let file = source.file.clone().unwrap_or_default();
            let location = match std::path::Path::new(&file).file_name() {
                Some(name) => format!("{}: line {line}", name.to_string_lossy()),
                None => "<No file>".to_owned(),
            };
            let command = run.as_ref().map(|run| run.info.name.clone()).filter(|name| !name.is_empty()).unwrap_or_else(|| name.clone());
            let arguments = arguments(cx.s, run.as_deref())?;
            let position = runtime::fault::Position { source, span };
            let frame = facts(
                "System.Management.Automation.CallStackFrame",
                &["ScriptName", "ScriptLineNumber", "InvocationInfo", "FunctionName", "Command", "Location", "Arguments"],
                vec![
                    if file.is_empty() { Value::Null } else { Value::from(file) },
                    Value::Int(line as i32),
                    records::invocation(run.as_ref(), Some(&position)),
                    Value::Str(name.clone()),
                    Value::Str(command),
                    Value::from(location),
                    Value::from(arguments),
                ],
            );
            cx.emit(frame)?;
        }
        Ok(())
    }
}

/// `{Name=value, ...}` of what was bound.
fn arguments(s: &mut Session, run: Option<&CommandRun>) -> Result<String, Halt> {
    let bound = run.map(records::bound_of);
    let mut parts = Vec::new();
    for (name, value) in bound.iter().flat_map(|table| table.entries()) {
        parts.push(format!("{}={}", name.plain_text(), to_str(s, &value)?));
    }
    Ok(format!("{{{}}}", parts.join(", ")))
}
