//! `Stopwatch` and `Process`.

use super::args::{int, text};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::{DateTime, TICKS_PER_SECOND, TimeSpan};
use std::cell::Cell;
use std::fs;
use std::time::{Duration, Instant, SystemTime};

/// `System.Diagnostics.Stopwatch`.
pub struct Stopwatch {
    gathered: Cell<Duration>,
    since: Cell<Option<Instant>>,
}

pub fn stopwatch(running: bool) -> Value {
    Value::native(Stopwatch { gathered: Cell::default(), since: Cell::new(running.then(Instant::now)) })
}

pub fn stopwatch_static(name: &str) -> Option<Eval> {
    match name {
        "startnew" => Some(Ok(stopwatch(true))),
        "gettimestamp" => Some(Ok(Value::Long(SystemTime::UNIX_EPOCH.elapsed().map_or(0, |d| d.as_nanos() as i64)))),
        _ => None,
    }
}

pub fn stopwatch_value(name: &str) -> Option<Value> {
    match name.to_ascii_lowercase().as_str() {
        "frequency" => Some(Value::Long(1_000_000_000)),
        "ishighresolution" => Some(Value::Bool(true)),
        _ => None,
    }
}

impl Stopwatch {
    fn elapsed(&self) -> Duration {
        self.gathered.get() + self.since.get().map_or(Duration::ZERO, |since| since.elapsed())
    }
}

impl Native for Stopwatch {
    fn type_of(&self) -> Type {
        Type::of("System.Diagnostics.Stopwatch")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["IsRunning", "Elapsed", "ElapsedMilliseconds", "ElapsedTicks"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let elapsed = self.elapsed();
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "isrunning" => Value::Bool(self.since.get().is_some()),
            "elapsed" => Value::TimeSpan(TimeSpan::from_ticks((elapsed.as_nanos() / 100) as i64)),
            "elapsedmilliseconds" => Value::Long(elapsed.as_millis() as i64),
            "elapsedticks" => Value::Long(elapsed.as_nanos() as i64),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "start" => {
                if self.since.get().is_none() {
                    self.since.set(Some(Instant::now()));
                }
            }
            "stop" => {
                self.gathered.set(self.elapsed());
                self.since.set(None);
            }
            "reset" => {
                self.gathered.set(Duration::ZERO);
                self.since.set(None);
            }
            "restart" => {
                self.gathered.set(Duration::ZERO);
                self.since.set(Some(Instant::now()));
            }
            "tostring" => return Some(Ok(Value::Str(self.text()))),
            _ => return None,
        }
        Some(Ok(Value::Empty))
    }

    fn text(&self) -> Str {
        let ticks = (self.elapsed().as_nanos() / 100) as i64;
        TimeSpan::from_ticks(ticks).to_format("").unwrap_or_default().into()
    }
}

/// Clock ticks of the kernel's process times in a second.
const CLOCK_TICKS: i64 = 100;

/// A number of the process's status file, in bytes.
pub fn memory_of(id: &str, field: &str) -> i64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix(field));
    line.and_then(|l| l.split_whitespace().next()?.parse::<i64>().ok()).unwrap_or(0) * 1024
}

/// `System.Diagnostics.Process`, as `/proc` tells it.
pub struct Process {
    pub id: u32,
}

pub fn process(id: u32) -> Option<Value> {
    fs::metadata(format!("/proc/{id}")).ok().map(|_| Value::native(Process { id }))
}

/// Every process of the system, by number.
pub fn processes() -> Vec<Value> {
    let mut ids: Vec<u32> = fs::read_dir("/proc")
        .map(|entries| entries.flatten().filter_map(|e| e.file_name().to_str()?.parse().ok()).collect())
        .unwrap_or_default();
    ids.sort_unstable();
    ids.into_iter().map(|id| Value::native(Process { id })).collect()
}

pub fn process_static(name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "getcurrentprocess" => Ok(Value::native(Process { id: std::process::id() })),
        "getprocessbyid" => match process(int(args, 0) as u32) {
            Some(found) => Ok(found),
            None => Err(super::args::bad_argument(&format!("Process with an Id of {} is not running.", int(args, 0)), "")),
        },
        "getprocesses" => Ok(Value::array_of(Type::of("System.Diagnostics.Process"), processes())),
        "getprocessesbyname" => {
            let wanted = text(args, 0);
            let found = processes().into_iter().filter(|p| p.as_native::<Process>().is_some_and(|p| p.name() == wanted.as_str())).collect();
            Ok(Value::array_of(Type::of("System.Diagnostics.Process"), found))
        }
        "start" => Err(thrown(
            "System.NotSupportedException",
            "This shell starts programs with Start-Process or by name, not with [Process]::Start.",
        )),
        _ => return None,
    })
}

impl Process {
    pub fn name(&self) -> String {
        fs::read_to_string(format!("/proc/{}/comm", self.id)).unwrap_or_default().trim_end().to_owned()
    }

    /// Field of `/proc/<id>/stat` after the name in parentheses; the state is 0.
    fn stat(&self, at: usize) -> i64 {
        let text = fs::read_to_string(format!("/proc/{}/stat", self.id)).unwrap_or_default();
        let rest = text.rsplit_once(") ").map_or("", |(_, rest)| rest);
        rest.split_whitespace().nth(at).and_then(|t| t.parse().ok()).unwrap_or(0)
    }

    fn alive(&self) -> bool {
        fs::metadata(format!("/proc/{}", self.id)).is_ok()
    }

    fn cpu(&self, fields: &[usize]) -> TimeSpan {
        let ticks: i64 = fields.iter().map(|at| self.stat(*at)).sum();
        TimeSpan::from_ticks(ticks * (TICKS_PER_SECOND / CLOCK_TICKS))
    }

    fn start_time(&self) -> Option<DateTime> {
        let stat = fs::read_to_string("/proc/stat").ok()?;
        let boot: i64 = stat.lines().find_map(|l| l.strip_prefix("btime "))?.trim().parse().ok()?;
        let since_boot = self.stat(19) * (TICKS_PER_SECOND / CLOCK_TICKS);
        let ticks = dotnet::datetime::TICKS_AT_UNIX_EPOCH + boot * TICKS_PER_SECOND + since_boot;
        DateTime::from_ticks(ticks, dotnet::datetime::Kind::Utc).ok().map(DateTime::to_local)
    }

    fn path(&self) -> Value {
        fs::read_link(format!("/proc/{}/exe", self.id)).map_or(Value::Null, |p| Value::from(p.display().to_string()))
    }

    fn command_line(&self) -> Value {
        let raw = fs::read(format!("/proc/{}/cmdline", self.id)).unwrap_or_default();
        let parts: Vec<String> =
            raw.split(|b| *b == 0).filter(|p| !p.is_empty()).map(|p| String::from_utf8_lossy(p).into_owned()).collect();
        Value::from(parts.join(" "))
    }
}

impl Native for Process {
    fn type_of(&self) -> Type {
        Type::of("System.Diagnostics.Process")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "BasePriority",
            "HandleCount",
            "HasExited",
            "Id",
            "MachineName",
            "MainWindowHandle",
            "MainWindowTitle",
            "PagedMemorySize64",
            "PeakWorkingSet64",
            "PriorityClass",
            "PrivateMemorySize64",
            "PrivilegedProcessorTime",
            "ProcessName",
            "Responding",
            "SessionId",
            "StartTime",
            "Threads",
            "TotalProcessorTime",
            "UserProcessorTime",
            "VirtualMemorySize64",
            "WorkingSet64",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let id = self.id.to_string();
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "id" => Value::Int(self.id as i32),
            "processname" | "name" => Value::from(self.name()),
            "hasexited" => Value::Bool(!self.alive()),
            "machinename" => Value::str("."),
            "sessionid" | "si" => Value::from(self.stat(3) as i32),
            "basepriority" => Value::Int(8),
            "priorityclass" => super::args::enum_of("System.Diagnostics.ProcessPriorityClass", 32),
            "handlecount" | "handles" => Value::from(fs::read_dir(format!("/proc/{id}/fd")).map_or(0, Iterator::count)),
            "workingset64" | "workingset" | "ws" => Value::Long(memory_of(&id, "VmRSS:")),
            "peakworkingset64" => Value::Long(memory_of(&id, "VmHWM:")),
            "virtualmemorysize64" | "vm" => Value::Long(memory_of(&id, "VmSize:")),
            "privatememorysize64" | "pagedmemorysize64" | "pm" => Value::Long(memory_of(&id, "VmData:")),
            "nonpagedsystemmemorysize64" | "npm" => Value::Long(0),
            "totalprocessortime" => Value::TimeSpan(self.cpu(&[11, 12])),
            "userprocessortime" => Value::TimeSpan(self.cpu(&[11])),
            "privilegedprocessortime" => Value::TimeSpan(self.cpu(&[12])),
            "cpu" => Value::Double(self.cpu(&[11, 12]).total_seconds()),
            "starttime" => self.start_time().map_or(Value::Null, Value::DateTime),
            "path" => self.path(),
            "commandline" => self.command_line(),
            "parent" => process(self.stat(1) as u32).unwrap_or(Value::Null),
            "mainwindowtitle" => Value::str(""),
            "mainwindowhandle" => Value::Int(0),
            "responding" => Value::Bool(true),
            "company" | "description" | "product" | "productversion" | "fileversion" | "mainmodule" | "modules" | "threads" => Value::Null,
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "tostring" => Some(Ok(Value::Str(self.text()))),
            "refresh" | "dispose" | "close" => Some(Ok(Value::Empty)),
            "kill" => Some(self.signal("KILL").map(|()| Value::Empty)),
            "closemainwindow" => Some(Ok(Value::Bool(false))),
            "waitforexit" => Some(Ok(Value::Bool(self.wait(if args.is_empty() { -1 } else { int(args, 0) })))),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        format!("System.Diagnostics.Process ({})", self.name()).into()
    }
}

impl Process {
    /// Sends a signal with the system's own program; the standard library knows no way of its own.
    fn signal(&self, signal: &str) -> Result<(), Halt> {
        let done = std::process::Command::new("kill").arg(format!("-{signal}")).arg(self.id.to_string()).status();
        match done {
            Ok(status) if status.success() => Ok(()),
            _ => Err(thrown("System.ComponentModel.Win32Exception", "Operation not permitted")),
        }
    }

    fn wait(&self, milliseconds: i32) -> bool {
        let started = Instant::now();
        while self.alive() {
            if milliseconds >= 0 && started.elapsed().as_millis() >= milliseconds as u128 {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }
}
