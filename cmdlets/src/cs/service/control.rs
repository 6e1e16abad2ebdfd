//! Control of services: whether one runs, starting it, stopping it.
//!
//! In:    rows of the table of services.
//! Out:   states and process ids that are true.
//! Never: believes a file: a process counts only when it lives and began when the file says it did.
//!
//! Every service is a child process of its own. The file that names it survives the shell, so another shell sees the
//! same services.

use crate::cs::fault;
use runtime::author::{Category, Fault};
use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use store::windows_service::Row;

/// Longest time a service may take to stop before it is killed.
const STOP_SECONDS_MAX: u64 = 10;
/// Time between two looks at a stopping process.
const LOOK_MILLISECONDS: u64 = 20;
/// The program that stands for a service until the service's own program takes its place.
const PROGRAM: &str = "sleep";
const PROGRAM_ARGUMENT: &str = "infinity";

/// Starts and stops services of a computer.
pub(super) trait Control {
    /// Process id of a running service; none if it is stopped.
    fn process_of(&self, row: &Row) -> Option<u32>;
    fn start(&self, row: &Row) -> Result<(), Fault>;
    /// Asks the service to end; waits until it has when `wait` is set.
    fn stop(&self, row: &Row, wait: bool) -> Result<(), Fault>;
}

/// Services as child processes, remembered in a folder.
pub(super) struct ChildProcesses {
    folder: PathBuf,
}

impl ChildProcesses {
    /// The services of the store in this folder.
    pub(super) fn beside(store: &Path) -> Self {
        Self { folder: store.join("services") }
    }

    fn file(&self, row: &Row) -> PathBuf {
        self.folder.join(row.name)
    }

    fn io(row: &Row, what: &str, error: &std::io::Error) -> Fault {
        let message = format!("The service \"{}\" cannot be {what}: {}.", row.name, fault::words(error));
        fault::refused("ServiceControlFailed", Category::ResourceUnavailable, message, row.name.to_owned())
    }
}

impl Control for ChildProcesses {
    fn process_of(&self, row: &Row) -> Option<u32> {
        let text = fs::read_to_string(self.file(row)).ok()?;
        let (pid, began) = text.trim().split_once(' ')?;
        let pid = pid.parse().ok()?;
        (began_at(pid)? == began.parse::<u64>().ok()?).then_some(pid)
    }

    fn start(&self, row: &Row) -> Result<(), Fault> {
        use std::os::unix::process::CommandExt;
        fs::create_dir_all(&self.folder).map_err(|it| Self::io(row, "started", &it))?;
        let mut command = Command::new(PROGRAM);
        command.arg(PROGRAM_ARGUMENT).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).current_dir("/");
        // A group of its own: Ctrl-C in the shell is not meant for services.
        let child = command.process_group(0).spawn().map_err(|it| Self::io(row, "started", &it))?;
        let began = began_at(child.id()).unwrap_or_default();
        fs::write(self.file(row), format!("{} {began}\n", child.id())).map_err(|it| Self::io(row, "started", &it))?;
        reap_later(child);
        Ok(())
    }

    fn stop(&self, row: &Row, wait: bool) -> Result<(), Fault> {
        let Some(pid) = self.process_of(row) else { return Ok(()) };
        send(row, pid, Signal::TERM)?;
        let deadline = Instant::now() + Duration::from_secs(STOP_SECONDS_MAX);
        while wait && self.process_of(row).is_some() {
            if Instant::now() > deadline {
                send(row, pid, Signal::KILL)?;
                break;
            }
            std::thread::sleep(Duration::from_millis(LOOK_MILLISECONDS));
        }
        if self.process_of(row).is_none() {
            // Nothing depends on the file once its process is gone.
            let _ = fs::remove_file(self.file(row));
        }
        Ok(())
    }
}

fn send(row: &Row, pid: u32, signal: Signal) -> Result<(), Fault> {
    let Some(process) = i32::try_from(pid).ok().and_then(Pid::from_raw) else { return Ok(()) };
    match kill_process(process, signal) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(errno) => Err(ChildProcesses::io(row, "stopped", &errno.into())),
    }
}

/// A child that ends must be waited for, or it stays in the process table as long as this shell lives.
fn reap_later(mut child: std::process::Child) {
    let _ = std::thread::Builder::new().name("service".to_owned()).stack_size(64 * 1024).spawn(move || child.wait());
}

/// When a living process began, in ticks since the computer did.
fn began_at(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may hold blanks; what follows it does not.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?;
    (state != "Z" && state != "X").then_some(())?;
    fields.nth(18)?.parse().ok()
}
