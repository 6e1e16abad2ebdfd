//! Stop-Process: ends processes.

use super::select;
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};
use runtime::clr::Process;
use rustix::process::{Pid, Signal, kill_process};

/// Ends processes at once, by name or by number.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Stop-Process",
    type_name = "Microsoft.PowerShell.Commands.StopProcessCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Id",
    confirm = "Medium",
    aliases("spps"),
    outputs("System.Diagnostics.Process")
)]
#[example("Stop-Process -Name sleep", "Ends the processes of that name.")]
pub(crate) struct StopProcess {
    /// The name.
    #[param(mandatory, by_name, set = "Name", alias("ProcessName"))]
    name: Vec<Str>,
    /// The process id.
    #[param(position = 0, mandatory, by_name, set = "Id")]
    id: Vec<i32>,
    /// The object.
    #[param(position = 0, mandatory, pipeline, set = "InputObject", ty = "System.Diagnostics.Process[]")]
    input_object: Vec<Value>,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
}

impl StopProcess {
    fn stop(&self, cx: &mut Cx<'_>, process: Value) -> Flow {
        let Some((id, name)) = process.as_native::<Process>().map(|it| (it.id, it.name())) else { return Ok(()) };
        if !cx.confirm(&format!("{name} ({id})"), "Stop-Process")? {
            return Ok(());
        }
        let pid = i32::try_from(id).ok().and_then(Pid::from_raw);
        let done = pid.map_or(Ok(()), |pid| kill_process(pid, Signal::KILL));
        match done {
            Ok(()) | Err(rustix::io::Errno::SRCH) => {}
            Err(error) => {
                let text = format!("Cannot stop process \"{name} ({id})\" because of the following error: {error}");
                cx.error(
                    Fault::new("Microsoft.PowerShell.Commands.ProcessCommandException", "CouldNotStopProcess", Category::CloseError, text)
                        .target(process.clone()),
                )?;
            }
        }
        if self.pass_thru { cx.emit(process) } else { Ok(()) }
    }
}

impl Cmdlet for StopProcess {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let this = &*self;
        let mut stop = |cx: &mut Cx<'_>, process: Value| this.stop(cx, process);
        select::by_id(cx, &self.id, &mut stop)?;
        select::by_name(cx, &self.name, &mut stop)?;
        self.input_object.iter().try_for_each(|it| stop(cx, it.clone()))
    }
}
