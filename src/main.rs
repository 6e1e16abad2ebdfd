//! The program: argv to host to session to exit code.
//!
//! In:    the command line, the environment.
//! Out:   an exit code.
//! Never: knows the language; `runtime` does.

mod host;
mod job;
mod options;
mod repl;

use options::{Job, Options};
use runtime::host::HostStream;
use runtime::session::Session;
use runtime::value::Value;
use std::io::IsTerminal;
use std::process::ExitCode;

/// Room for the deepest nesting of calls the session allows; only what is used is ever taken.
const STACK_BYTES: usize = 2 << 30;
/// What a panic ends with; it already said where.
const PANIC_EXIT: i32 = 70;

fn main() -> ExitCode {
    // The first thread gets more stack instead of a thread of its own: the system's allocator serves it best.
    let code = std::panic::catch_unwind(|| stacker::grow(STACK_BYTES, run));
    ExitCode::from(code.unwrap_or(PANIC_EXIT) as u8)
}

fn run() -> i32 {
    let options = match options::read(std::env::args().skip(1).collect()) {
        Ok(options) => options,
        Err(fault) => {
            let mut session = Session::new(Box::new(host::ProcessHost::new(true)));
            return job::refuse(&mut session, &fault.to_string());
        }
    };
    let mut session = new_session(&options);
    let code = run_job(&mut session, &options);
    session.host.flush();
    code
}

fn new_session(options: &Options) -> Session {
    let mut session = Session::new(Box::new(host::ProcessHost::new(options.non_interactive)));
    cmdlets::add_all(&mut session);
    cmdlets::cs::configure(&mut session, options.store.clone());
    session.set_global("PROFILE", Value::from(profile_path()));
    // Without the handler Ctrl-C would end the shell itself; a failure here means it does.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, session.interrupted.clone());
    if let Some(folder) = &options.working_directory {
        let full = runtime::paths::full(&session, &folder.to_string_lossy());
        session.set_location(full);
    }
    session
}

fn profile_path() -> String {
    let home = std::env::var("HOME").unwrap_or_default();
    let config = std::env::var("XDG_CONFIG_HOME").unwrap_or_else(|_| format!("{home}/.config"));
    format!("{config}/csshell/profile.ps1")
}

fn run_job(s: &mut Session, options: &Options) -> i32 {
    let code = match &options.job {
        Job::Version => {
            let text = format!("PowerShell {} (csshell {})\n", runtime::initial::LANGUAGE_VERSION, env!("CARGO_PKG_VERSION"));
            s.host.write(HostStream::Output, &text);
            return 0;
        }
        Job::Help => {
            s.host.write(HostStream::Output, options::HELP);
            return 0;
        }
        Job::Background => return job::run_background(s),
        Job::ParseOnly(path) => return job::parse_only(s, path),
        Job::File { path, args } => {
            job::run_profile(s, options);
            job::run_file(s, path, args, options)
        }
        Job::Command { text, args } => {
            job::run_profile(s, options);
            job::run_text(s, text, args, options)
        }
        Job::StandardInput => job::run_standard_input(s),
        Job::Interactive if !std::io::stdin().is_terminal() && !options.interactive => job::run_standard_input(s),
        Job::Interactive => {
            job::run_profile(s, options);
            return repl::run(s, options);
        }
    };
    if options.no_exit && s.process_exit.is_none() {
        return repl::run(s, options);
    }
    code
}
