//! Wait-Process: waits until processes have ended.

use super::select;
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};
use runtime::clr::Process;
use std::time::{Duration, Instant};

/// Waits until processes have ended, all of them or the first.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Wait-Process",
    type_name = "Microsoft.PowerShell.Commands.WaitProcessCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Name",
    outputs("System.Diagnostics.Process")
)]
#[example("Wait-Process -Name backup -Timeout 60", "Waits for a minute at most.")]
pub(crate) struct WaitProcess {
    /// The process id.
    #[param(position = 0, mandatory, by_name, set = "Id", alias("PID", "ProcessId"))]
    id: Vec<i32>,
    /// The name.
    #[param(position = 0, mandatory, by_name, set = "Name", alias("ProcessName"))]
    name: Vec<Str>,
    /// How many seconds to wait at most.
    #[param(position = 1, alias("TimeoutSec"), range(0, 32767))]
    timeout: Option<i32>,
    /// Goes on when the first process has ended.
    #[param]
    any: bool,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// The object.
    #[param(mandatory, pipeline, set = "InputObject", ty = "System.Diagnostics.Process[]")]
    input_object: Vec<Value>,
    #[state]
    waited: Vec<Value>,
}

/// Time between two looks.
const LOOK_MILLISECONDS: u64 = 50;

/// A process that ended but was not waited for by its parent has ended all the same.
fn is_running(process: &Value) -> bool {
    let Some(process) = process.as_native::<Process>() else { return false };
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.id)).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

impl Cmdlet for WaitProcess {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut found = Vec::new();
        let mut keep = |_: &mut Cx<'_>, process: Value| -> Flow {
            found.push(process);
            Ok(())
        };
        select::by_id(cx, &self.id, &mut keep)?;
        select::by_name(cx, &self.name, &mut keep)?;
        found.extend(self.input_object.iter().cloned());
        self.waited.extend(found);
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let deadline = self.timeout.and_then(|it| u64::try_from(it).ok()).map(|it| Instant::now() + Duration::from_secs(it));
        loop {
            cx.s.poll()?;
            let running = self.waited.iter().filter(|it| is_running(it)).count();
            if running == 0 || (self.any && running < self.waited.len()) {
                break;
            }
            if deadline.is_some_and(|it| Instant::now() > it) {
                for process in self.waited.iter().filter(|it| is_running(it)) {
                    let (name, id) = process.as_native::<Process>().map_or_else(Default::default, |it| (it.name(), it.id));
                    let text = format!(
                        "This command stopped operation because process \"{name} ({id})\" is not stopped in the specified time-out."
                    );
                    cx.error(
                        Fault::new("System.TimeoutException", "ProcessNotTerminated", Category::CloseError, text).target(process.clone()),
                    )?;
                }
                break;
            }
            std::thread::sleep(Duration::from_millis(LOOK_MILLISECONDS));
        }
        if self.pass_thru { std::mem::take(&mut self.waited).into_iter().try_for_each(|it| cx.emit(it)) } else { Ok(()) }
    }
}
