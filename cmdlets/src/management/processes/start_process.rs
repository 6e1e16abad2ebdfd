//! Start-Process: starts a program beside the shell.

use crate::management::fault;
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Halt, Rc, Str, Table, Value};
use runtime::clr::process;
use std::fs::File;
use std::process::{Command, Stdio};

/// Starts a program and goes on; with -Wait when the program has ended.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Start-Process",
    type_name = "Microsoft.PowerShell.Commands.StartProcessCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Default",
    confirm = "Medium",
    aliases("saps"),
    outputs("System.Diagnostics.Process")
)]
#[example("Start-Process sleep -ArgumentList 60 -PassThru", "Starts a program and shows its process.")]
pub(crate) struct StartProcess {
    /// The program or document.
    #[param(position = 0, mandatory, alias("PSPath", "Path"))]
    file_path: Option<Str>,
    /// What the program is called with.
    #[param(position = 1, alias("Args"))]
    argument_list: Vec<Str>,
    /// Accepted; the providers here need none.
    #[param(set = "Default", alias("RunAs"), ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Where the program begins.
    #[param]
    working_directory: Option<Str>,
    /// Windows only.
    #[param(set = "Default", alias("Lup"))]
    load_user_profile: bool,
    /// Runs in this window.
    #[param(set = "Default", alias("nnw"))]
    no_new_window: bool,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// File for the error text.
    #[param(set = "Default", alias("RSE"))]
    redirect_standard_error: Option<Str>,
    /// File that is read as input.
    #[param(set = "Default", alias("RSI"))]
    redirect_standard_input: Option<Str>,
    /// File for the output.
    #[param(set = "Default", alias("RSO"))]
    redirect_standard_output: Option<Str>,
    /// What to do with a document; Windows only.
    #[param(set = "UseShellExecute")]
    verb: Option<Str>,
    /// How a window looks; there are no windows here.
    #[param(ty = "System.Diagnostics.ProcessWindowStyle")]
    window_style: Option<Value>,
    /// Waits.
    #[param]
    wait: bool,
    /// Begins without the variables of this session.
    #[param(set = "Default")]
    use_new_environment: bool,
    /// Further variables of the environment.
    #[param]
    environment: Option<Rc<Table>>,
}

impl StartProcess {
    /// Two streams cannot share a file.
    fn check(&self, cx: &Cx<'_>) -> Result<(), Fault> {
        let full = |it: &Option<Str>| it.as_ref().map(|it| runtime::paths::full(cx.s, it));
        let streams = [
            ("RedirectStandardInput", full(&self.redirect_standard_input)),
            ("RedirectStandardOutput", full(&self.redirect_standard_output)),
            ("RedirectStandardError", full(&self.redirect_standard_error)),
        ];
        for (one, other) in [(0, 2), (0, 1), (1, 2)] {
            let ((one, first), (other, second)) = (&streams[one], &streams[other]);
            if first.is_some() && first == second {
                let text = format!(
                    "This command cannot be run because \"{one}\" and \"{other}\" are same. Give different inputs and Run your command again."
                );
                return Err(Fault::new("System.InvalidOperationException", "InvalidOperationException", Category::InvalidOperation, text));
            }
        }
        Ok(())
    }

    fn command(&self, cx: &mut Cx<'_>) -> Result<Command, Halt> {
        let name = self.file_path.clone().unwrap_or_default();
        let program =
            if name.contains('/') { runtime::paths::full(cx.s, &name).into_os_string() } else { std::ffi::OsString::from(name.as_str()) };
        let mut command = Command::new(program);
        // .NET takes the arguments as one line and splits it again.
        command.args(self.argument_list.iter().flat_map(|it| split(it)));
        let folder = self.working_directory.as_ref().map_or_else(|| cx.s.location.clone(), |it| runtime::paths::full(cx.s, it));
        if !folder.is_dir() {
            let text = format!("The specified path '{}' does not exist or is not a folder.", folder.display());
            return Err(fault::argument("Argument", text).into());
        }
        command.current_dir(folder);
        if self.use_new_environment {
            command.env_clear();
        }
        for (key, value) in self.environment.as_ref().map(|it| it.entries()).unwrap_or_default() {
            let name = key.plain_text();
            if value.is_null() {
                command.env_remove(name.as_str())
            } else {
                command.env(name.as_str(), value.plain_text().as_str())
            };
        }
        if let Some(path) = &self.redirect_standard_input {
            command.stdin(open(cx, path, true)?);
        }
        if let Some(path) = &self.redirect_standard_output {
            command.stdout(open(cx, path, false)?);
        }
        if let Some(path) = &self.redirect_standard_error {
            command.stderr(open(cx, path, false)?);
        }
        Ok(command)
    }
}

fn open(cx: &mut Cx<'_>, path: &str, reads: bool) -> Result<Stdio, Halt> {
    let full = runtime::paths::full(cx.s, path);
    let file = if reads { File::open(&full) } else { File::create(&full) };
    file.map(Stdio::from).map_err(|it| fault::io("InvalidOperation", Category::InvalidOperation, &it, &full).into())
}

/// Words of a command line; quotes keep blanks together.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut any) = (Vec::new(), String::new(), false, false);
    for it in line.chars() {
        match it {
            '"' => {
                quoted = !quoted;
                any = true;
            }
            it if it.is_whitespace() && !quoted => {
                if any || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                any = false;
            }
            it => word.push(it),
        }
    }
    if any || !word.is_empty() {
        words.push(word);
    }
    words
}

impl Cmdlet for StartProcess {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.check(cx)?;
        let name = self.file_path.clone().unwrap_or_default();
        if !cx.confirm(&name, "Start-Process")? {
            return Ok(());
        }
        let mut command = self.command(cx)?;
        let child = command.spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) => {
                let reason =
                    if error.kind() == std::io::ErrorKind::NotFound { "No such file or directory".to_owned() } else { error.to_string() };
                let text = format!(
                    "This command cannot be run due to the error: An error occurred trying to start process '{name}' with working directory '{}'. {reason}",
                    cx.s.location.display()
                );
                return Err(
                    Fault::new("System.InvalidOperationException", "InvalidOperationException", Category::InvalidOperation, text).into()
                );
            }
        };
        if self.pass_thru {
            cx.emit(process(child.id()).unwrap_or(Value::Null))?;
        }
        if !self.wait {
            // Somebody must wait for it, or it stays in the process table.
            let _ = std::thread::Builder::new().name("child".to_owned()).stack_size(64 * 1024).spawn(move || child.wait());
            return Ok(());
        }
        loop {
            cx.s.poll()?;
            match child.try_wait() {
                Ok(None) => std::thread::sleep(std::time::Duration::from_millis(20)),
                _ => return Ok(()),
            }
        }
    }
}
