//! `Start-Job`, `Start-ThreadJob`.

use super::jobs;
use super::task::{JobObject, Kind, Request, Task};
use macros::Cmdlet;
use runtime::author::*;

const BACKGROUND: Kind =
    Kind { job_type: "BackgroundJob", type_name: "System.Management.Automation.PSRemotingJob", location: "localhost", marks_copies: true };
const THREAD: Kind = Kind { job_type: "ThreadJob", type_name: "ThreadJob.ThreadJob", location: "PowerShell", marks_copies: false };

/// Runs a script block beside the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Start-Job",
    type_name = "Microsoft.PowerShell.Commands.StartJobCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "ComputerName",
    aliases("sajb"),
    outputs("System.Management.Automation.PSRemotingJob")
)]
#[example("Start-Job { Get-ChildItem / } | Receive-Job -Wait -AutoRemoveJob", "Lists a folder in another process.")]
pub struct StartJob {
    /// The name; Job and the number when left out.
    #[param(by_name, sets("ComputerName", "FilePathComputerName", "LiteralFilePathComputerName"))]
    name: Option<Str>,
    /// What runs.
    #[param(position = 0, mandatory, set = "ComputerName", alias("Command"))]
    script_block: Option<Rc<ScriptBlock>>,
    /// A script file that runs.
    #[param(position = 0, mandatory, set = "FilePathComputerName")]
    file_path: Option<Str>,
    /// A script file, taken as it is written.
    #[param(mandatory, set = "LiteralFilePathComputerName", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// Runs before, in the same scope.
    #[param(position = 1, sets("ComputerName", "FilePathComputerName", "LiteralFilePathComputerName"))]
    initialization_script: Option<Rc<ScriptBlock>>,
    /// The folder the job starts in.
    #[param(not_null_or_empty)]
    working_directory: Option<Str>,
    /// Objects for the job's $input.
    #[param(pipeline, sets("ComputerName", "FilePathComputerName", "LiteralFilePathComputerName"), ty = "psobject")]
    input_object: Value,
    /// Values for the block's parameters.
    #[param(sets("ComputerName", "FilePathComputerName", "LiteralFilePathComputerName"), alias("Args"))]
    argument_list: Vec<Value>,
    #[state]
    input: Vec<Value>,
}

impl Cmdlet for StartJob {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.input.extend(arrived(cx, &self.input_object));
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let file = self.file_path.as_ref().or(self.literal_path.as_ref());
        let mut request = request(cx, self.script_block.as_ref(), file, self.initialization_script.as_ref())?;
        request.arguments = std::mem::take(&mut self.argument_list);
        request.input = std::mem::take(&mut self.input);
        if let Some(folder) = &self.working_directory {
            let folder = runtime::paths::full(cx.s, folder);
            request.command =
                format!("Set-Location -LiteralPath '{}'\n{}", folder.display().to_string().replace('\'', "''"), request.command);
        }
        // The number after a job's own is that of its only part.
        let id = jobs(cx.s).next_ids(2);
        begin(cx, id, self.name.clone(), BACKGROUND, &request, self.script_block.as_ref())
    }
}

/// Runs a script block beside the session; what it needs is copied.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Start-ThreadJob",
    type_name = "ThreadJob.StartThreadJobCommand",
    module = "Microsoft.PowerShell.ThreadJob",
    default_set = "ScriptBlock",
    outputs("ThreadJob.ThreadJob")
)]
pub struct StartThreadJob {
    /// What runs.
    #[param(position = 0, mandatory, set = "ScriptBlock")]
    script_block: Option<Rc<ScriptBlock>>,
    /// A script file that runs.
    #[param(position = 0, mandatory, set = "FilePath")]
    file_path: Option<Str>,
    /// The name; Job and the number when left out.
    #[param]
    name: Option<Str>,
    /// Runs before, in the same scope.
    #[param]
    initialization_script: Option<Rc<ScriptBlock>>,
    /// Objects for the job's $input.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Values for the block's parameters.
    #[param]
    argument_list: Vec<Value>,
    /// How many jobs run at the same time; every one here runs at once.
    #[param(range(1, 1000000))]
    throttle_limit: Option<i32>,
    #[state]
    input: Vec<Value>,
}

impl Cmdlet for StartThreadJob {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.input.extend(arrived(cx, &self.input_object));
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut request = request(cx, self.script_block.as_ref(), self.file_path.as_ref(), self.initialization_script.as_ref())?;
        request.arguments = std::mem::take(&mut self.argument_list);
        request.input = std::mem::take(&mut self.input);
        let id = jobs(cx.s).next_ids(1);
        begin(cx, id, self.name.clone(), THREAD, &request, self.script_block.as_ref())
    }
}

/// The object of the pipeline that is at hand, or the one of the command line.
fn arrived(cx: &Cx<'_>, given: &Value) -> Option<Value> {
    Some(cx.input.clone().unwrap_or_else(|| given.clone())).filter(|object| !object.is_null())
}

/// The text of a job, and the variables its `$using:` names.
fn request(
    cx: &mut Cx<'_>,
    block: Option<&Rc<ScriptBlock>>,
    file: Option<&Str>,
    before: Option<&Rc<ScriptBlock>>,
) -> Result<Request, Halt> {
    let mut command = match (block, file) {
        (Some(block), _) => block.text().into_owned(),
        (None, Some(file)) => {
            let path = runtime::paths::full(cx.s, file);
            crate::files::read_text(&path, dotnet::encoding::Encoding::UTF8)?
        }
        (None, None) => String::new(),
    };
    let mut using = Vec::new();
    for name in used_names(&command) {
        let Some(value) = cx.s.get_var(&name) else {
            let message = format!(
                "The value of the using variable '$using:{name}' cannot be retrieved because it has not been set in the local session."
            );
            return Err(Fault::invalid("UsingVariableIsUndefined", message).into());
        };
        using.push((name, value));
    }
    if let Some(before) = before {
        command = format!(". {{{}\n}}\n$input | & {{{command}\n}} @args", before.text());
    }
    Ok(Request { command, using, ..Request::default() })
}

/// Names after `$using:` in a text.
fn used_names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let lower = text.to_ascii_lowercase();
    for (at, mark) in lower.match_indices("using:") {
        if !text[..at].ends_with(['$', '{', '@']) {
            continue;
        }
        let name: String = text[at + mark.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !name.is_empty() && !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            names.push(name);
        }
    }
    names
}

fn begin(cx: &mut Cx<'_>, id: i32, name: Option<Str>, kind: Kind, request: &Request, block: Option<&Rc<ScriptBlock>>) -> Flow {
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| Str::from(format!("Job{id}")));
    let mut task = Task::start(cx.s, id, name, kind, request)?;
    if let (Some(task), Some(block)) = (Rc::get_mut(&mut task), block) {
        // The text of the block itself is shown, not what was put around it.
        task.command = Str::from(block.text().into_owned());
    }
    jobs(cx.s).tasks.push(task.clone());
    cx.emit(Value::native(JobObject(task)))
}

#[cfg(test)]
mod tests {
    use super::used_names;

    #[test]
    fn names_after_using_are_found_once() {
        assert_eq!(used_names("$using:a + ${using:b} + $Using:A + 'using:c'"), ["a", "b"]);
    }
}
