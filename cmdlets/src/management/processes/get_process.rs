//! Get-Process: the processes of the machine.

use super::select;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Object, Str, Value};
use runtime::clr::Process;
use std::os::unix::fs::MetadataExt;

/// Shows the processes of the machine: all of them, by name, or by number.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Process",
    type_name = "Microsoft.PowerShell.Commands.GetProcessCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Name",
    aliases("gps"),
    outputs("System.Diagnostics.ProcessModule", "System.Diagnostics.FileVersionInfo", "System.Diagnostics.Process")
)]
#[example("Get-Process -Id $PID", "Shows this shell.")]
pub(crate) struct GetProcess {
    /// The name.
    #[param(position = 0, by_name, set = "Name", alias("ProcessName"))]
    #[param(position = 0, by_name, set = "NameWithUserName")]
    name: Vec<Str>,
    /// The process id.
    #[param(mandatory, by_name, set = "Id", alias("PID"))]
    #[param(mandatory, by_name, set = "IdWithUserName")]
    id: Vec<i32>,
    /// The object.
    #[param(mandatory, pipeline, set = "InputObject", ty = "System.Diagnostics.Process[]")]
    #[param(mandatory, pipeline, set = "InputObjectWithUserName")]
    input_object: Vec<Value>,
    /// Also whose process it is.
    #[param(mandatory, set = "IdWithUserName")]
    #[param(mandatory, set = "InputObjectWithUserName")]
    #[param(mandatory, set = "NameWithUserName")]
    include_user_name: bool,
    /// The files the process has loaded.
    #[param(set = "Id")]
    #[param(set = "InputObject")]
    #[param(set = "Name")]
    module: bool,
    /// The version of the program file.
    #[param(set = "Id", alias("FV", "FVI"))]
    #[param(set = "InputObject")]
    #[param(set = "Name")]
    file_version_info: bool,
}

impl GetProcess {
    fn show(&self, cx: &mut Cx<'_>, process: Value) -> Flow {
        if self.module || self.file_version_info {
            let path = runtime::member::get(cx.s, &process, "Path")?;
            return if path.is_null() { Ok(()) } else { cx.emit(path) };
        }
        if !self.include_user_name {
            return cx.emit(process);
        }
        let id = process.as_native::<Process>().map_or(0, |it| it.id);
        let owner = std::fs::metadata(format!("/proc/{id}")).ok().and_then(|it| user_name(it.uid()));
        let object = Object::wrapping(process);
        object.set_note("UserName", owner.map_or(Value::Null, Value::from));
        cx.emit(Value::object(object))
    }
}

/// A name from the system's list of users.
fn user_name(uid: u32) -> Option<String> {
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let row = users.lines().find(|line| line.split(':').nth(2).and_then(|it| it.parse().ok()) == Some(uid))?;
    row.split(':').next().map(str::to_owned)
}

impl Cmdlet for GetProcess {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let this = &*self;
        let mut show = |cx: &mut Cx<'_>, process: Value| this.show(cx, process);
        if !self.input_object.is_empty() {
            return self.input_object.iter().try_for_each(|it| show(cx, it.clone()));
        }
        if !self.id.is_empty() {
            return select::by_id(cx, &self.id, &mut show);
        }
        let names = if self.name.is_empty() { vec![Str::new_static("*")] } else { self.name.clone() };
        select::by_name(cx, &names, &mut show)
    }
}
