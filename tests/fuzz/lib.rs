//! A shell to fuzz: the language, its cmdlets, and nothing that reaches beyond memory.
//!
//! In:    script text, variables to set before.
//! Out:   nothing; a panic or a hang is the finding.
//! Never: starts a program, touches a file, waits for a person; runs longer than [`MILLISECONDS_MAX`] without
//!        being interrupted as by Ctrl-C.

use csshell_runtime::command::CmdletEntry;
use csshell_runtime::eval::{self, ScopeUse};
use csshell_runtime::format;
use csshell_runtime::host::Unattended;
use csshell_runtime::pipe::Out;
use csshell_runtime::session::{Catalog, Session};
use csshell_runtime::value::Value;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How long a text may run before it is interrupted; after that it must end by itself.
pub const MILLISECONDS_MAX: u64 = 300;
/// As much as the program gives to its interpreter.
const STACK_BYTES: usize = 2 << 30;

/// Modules whose cmdlets work on values.
const MODULES: &[&str] = &["Microsoft.PowerShell.Core", "Microsoft.PowerShell.Utility"];
/// Beginnings of names of cmdlets that reach for files, the network, time or people all the same.
const LEFT_OUT: &[&str] = &[
    "Out-File",
    "Tee-",
    "Export-",
    "Import-",
    "Start-",
    "Stop-",
    "Wait-",
    "Read-Host",
    "New-TemporaryFile",
    "Invoke-Web",
    "Invoke-Rest",
    "Add-Type",
    "Enter-",
    "Receive-",
    "Get-FileHash",
    "Set-Date",
];
/// What no text may contain: .NET's ways to files, programs and the end of the process, and redirections to files.
const FORBIDDEN: &[&str] = &["io.", ".io", "diagnostics", "environment", "net.", "using", "/bin", "kill", "> ", ">$", ">\"", ">'", ">."];

/// Whether a text stays in memory, as far as can be told from it.
#[must_use]
pub fn is_harmless(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    !FORBIDDEN.iter().any(|it| text.contains(it))
}

/// Runs a text and shows what comes out of it.
pub fn run(text: &str, variables: &[(&'static str, &str)]) {
    std::thread::scope(|scope| {
        let interpreter = std::thread::Builder::new().stack_size(STACK_BYTES);
        let running = interpreter.spawn_scoped(scope, || run_here(text, variables));
        running.expect("a thread").join().expect("no panic");
    });
}

fn run_here(text: &str, variables: &[(&'static str, &str)]) {
    let mut session = new_session();
    for (name, value) in variables {
        session.set_global(name, Value::str(value));
    }
    let (done, ended) = channel::<()>();
    let interrupted = session.interrupted.clone();
    let watchdog = std::thread::spawn(move || {
        if ended.recv_timeout(Duration::from_millis(MILLISECONDS_MAX)) == Err(RecvTimeoutError::Timeout) {
            interrupted.store(true, Ordering::Relaxed);
        }
    });
    let block = eval::block_of_text(&mut session, None, text);
    // Errors are what scripts mostly end in; only a panic or a hang is of interest here.
    let _ = block.and_then(|it| eval::run_block(&mut session, &it, &[], None, ScopeUse::Caller, &Out::Display));
    let _ = format::finish_display(&mut session);
    drop(done);
    watchdog.join().expect("the watchdog ends");
}

fn new_session() -> Session {
    let mut session = Session::new(Box::new(Unattended));
    csshell_cmdlets::add_all(&mut session);
    let mut catalog = Catalog::default();
    for entry in session.catalog.cmdlets() {
        let name = entry.spec.name;
        if MODULES.contains(&entry.spec.module) && !LEFT_OUT.iter().any(|it| name.starts_with(it)) {
            catalog.add(CmdletEntry::new(entry.spec, entry.make.clone()));
        }
    }
    session.catalog = catalog;
    session
}
