//! `System.Environment` and the machine: names, folders, variables.

use super::args::{enumeration, int, is_null, null_argument, text, value};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Table, Value};

/// The name of this machine, without its domain.
pub fn host_name() -> String {
    let whole = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"))
        .or_else(|_| std::env::var("HOSTNAME"))
        .unwrap_or_default();
    let name = whole.trim().split('.').next().unwrap_or_default();
    if name.is_empty() { "localhost".to_owned() } else { name.to_owned() }
}

fn user_name() -> String {
    std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| user_of_process())
}

/// The owner of this process by the system's list of users.
fn user_of_process() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let id = status.lines().find_map(|l| l.strip_prefix("Uid:")).and_then(|l| l.split_whitespace().next().map(str::to_owned));
    let Some(id) = id else { return String::new() };
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let row = users.lines().find(|l| l.split(':').nth(2) == Some(id.as_str()));
    row.and_then(|l| l.split(':').next()).unwrap_or_default().to_owned()
}

pub fn is_root() -> bool {
    user_of_process() == "root"
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "getenvironmentvariable" => {
            if is_null(args, 0) {
                return Some(Err(null_argument("variable")));
            }
            Ok(match enumeration(args, 1) {
                // Only the process has variables on this system.
                0 => std::env::var(text(args, 0).as_str()).map_or(Value::Null, Value::from),
                _ => Value::Null,
            })
        }
        "setenvironmentvariable" => {
            let new = (!is_null(args, 1) && !text(args, 1).is_empty()).then(|| text(args, 1));
            if enumeration(args, 2) == 0 {
                crate::eval::set_environment(&text(args, 0), new);
            }
            Ok(Value::Empty)
        }
        "getenvironmentvariables" => {
            let table = Table::new(crate::value::TableKind::Hashtable, Type::hashtable(), false);
            for (key, item) in std::env::vars() {
                table.insert(Value::from(key), Value::from(item));
            }
            Ok(Value::table(table))
        }
        "expandenvironmentvariables" => Ok(Value::from(expand(&text(args, 0)))),
        "getfolderpath" => Ok(Value::from(folder(enumeration(args, 0)))),
        "getcommandlineargs" => Ok(Value::strings(std::env::args().map(Str::from))),
        "getlogicaldrives" => Ok(Value::strings(["/"])),
        "exit" => {
            // The process ends here and now: no `finally` runs any more.
            s.host.flush();
            std::process::exit(int(args, 0))
        }
        "failfast" => Err(Halt::Exit(134)),
        _ => return None,
    })
}

/// `%NAME%` in a text; names that are not set stay.
fn expand(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('%') {
        out.push_str(&rest[..start]);
        let after = &rest[start + 1..];
        match after.find('%') {
            Some(end) => match std::env::var(&after[..end]) {
                Ok(found) if end > 0 => {
                    out.push_str(&found);
                    rest = &after[end + 1..];
                }
                _ => {
                    out.push('%');
                    out.push_str(&after[..end]);
                    rest = &after[end..];
                }
            },
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// `Environment.SpecialFolder` on Linux.
fn folder(number: i64) -> String {
    let home = std::env::var("HOME").unwrap_or_default();
    let of = |name: &str, plain: &str| std::env::var(name).unwrap_or_else(|_| format!("{home}{plain}"));
    match number {
        // Desktop, DesktopDirectory
        0 | 16 => of("XDG_DESKTOP_DIR", "/Desktop"),
        // Personal and MyDocuments; UserProfile
        5 | 40 => home,
        // ApplicationData
        26 => of("XDG_CONFIG_HOME", "/.config"),
        // LocalApplicationData
        28 => of("XDG_DATA_HOME", "/.local/share"),
        // CommonApplicationData
        35 => "/usr/share".to_owned(),
        13 => of("XDG_MUSIC_DIR", "/Music"),
        14 => of("XDG_VIDEOS_DIR", "/Videos"),
        39 => of("XDG_PICTURES_DIR", "/Pictures"),
        21 => of("XDG_TEMPLATES_DIR", "/Templates"),
        20 => format!("{home}/.fonts"),
        _ => String::new(),
    }
}

pub fn get_static(s: &mut Session, name: &str) -> Option<Value> {
    Some(match name.to_ascii_lowercase().as_str() {
        "newline" => Value::str("\n"),
        "machinename" => Value::from(host_name()),
        "username" => Value::from(user_name()),
        "userdomainname" => Value::from(host_name()),
        "userinteractive" => Value::Bool(true),
        "currentdirectory" => Value::from(super::io::full_path(".")),
        "processorcount" => Value::from(std::thread::available_parallelism().map_or(1, usize::from)),
        "processid" => Value::Int(std::process::id() as i32),
        "processpath" => std::env::current_exe().map_or(Value::Null, |p| Value::from(p.display().to_string())),
        "commandline" => Value::from(std::env::args().collect::<Vec<_>>().join(" ")),
        "exitcode" => Value::Int(s.process_exit.unwrap_or(0)),
        "is64bitoperatingsystem" | "is64bitprocess" => Value::Bool(cfg!(target_pointer_width = "64")),
        "isprivilegedprocess" => Value::Bool(is_root()),
        "hasshutdownstarted" => Value::Bool(false),
        "systemdirectory" => Value::str(""),
        "systempagesize" => Value::Int(4096),
        "currentmanagedthreadid" => Value::Int(1),
        "tickcount" => Value::Int(uptime_milliseconds() as i32),
        "tickcount64" => Value::Long(uptime_milliseconds()),
        "workingset" => Value::Long(super::diagnostics::memory_of("self", "VmRSS:")),
        "stacktrace" => Value::Str(s.stack_text()),
        "version" => super::version::parse("10.0.0").ok()?,
        "osversion" => os_version(),
        _ => return None,
    })
}

fn uptime_milliseconds() -> i64 {
    let text = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds: f64 = text.split_whitespace().next().and_then(|t| t.parse().ok()).unwrap_or(0.0);
    (seconds * 1000.0) as i64
}

/// The kernel's release as four numbers.
fn kernel() -> String {
    let release = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let mut parts: Vec<u32> = release.split(|c: char| !c.is_ascii_digit()).filter_map(|p| p.parse().ok()).take(4).collect();
    parts.resize(4, 0);
    parts.iter().map(u32::to_string).collect::<Vec<_>>().join(".")
}

fn os_version() -> Value {
    let version = super::version::parse(&kernel()).unwrap_or(Value::Null);
    crate::records::typed(
        "System.OperatingSystem",
        &[
            ("Platform", super::args::enum_of("System.PlatformID", 4)),
            ("ServicePack", Value::str("")),
            ("Version", version),
            ("VersionString", Value::from(format!("Unix {}", kernel()))),
        ],
    )
}

pub fn set_static(name: &str, new: &Value) -> Option<Result<(), Halt>> {
    match name.to_ascii_lowercase().as_str() {
        "currentdirectory" => {
            let path = value(std::slice::from_ref(new), 0).plain_text();
            Some(std::env::set_current_dir(path.as_str()).map_err(|e| super::io::fault(&e, &path)))
        }
        "exitcode" => Some(Ok(())),
        _ => None,
    }
}

/// `System.Runtime.InteropServices.RuntimeInformation`.
pub fn runtime_information(name: &str) -> Option<Value> {
    let architecture = if cfg!(target_arch = "aarch64") { "Arm64" } else { "X64" };
    Some(match name.to_ascii_lowercase().as_str() {
        "osdescription" => Value::from(os_description()),
        "osarchitecture" | "processarchitecture" => Value::enum_named("System.Runtime.InteropServices.Architecture", architecture),
        "frameworkdescription" => Value::str(".NET 10.0.0"),
        "runtimeidentifier" => Value::from(format!("linux-{}", architecture.to_ascii_lowercase())),
        _ => return None,
    })
}

fn os_description() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let pretty = release.lines().find_map(|l| l.strip_prefix("PRETTY_NAME="));
    pretty.map_or_else(|| "Linux".to_owned(), |name| name.trim_matches('"').to_owned())
}
