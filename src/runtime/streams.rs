//! Streams beside the output: errors, warnings, verbose, debug, information, progress.
//!
//! In:    records and texts from commands and statements.
//! Out:   lines on the host, objects in a redirected stream, entries of `$Error` and of variables.
//! Never: formats objects; `format` does.

use crate::command::{Action, CommandRun};
use crate::fault::{Category, ErrorRecord, Fault, Flow, Halt};
use crate::host::HostStream;
use crate::pipe::Out;
use crate::records;
use crate::session::Session;
use crate::value::{Seq, Str, Symbol, Value};
use std::rc::Rc;

/// Where the streams of the running command go.
#[derive(Clone, Default)]
pub struct Routes {
    pub error: Route,
    pub warning: Route,
    pub verbose: Route,
    pub debug: Route,
    pub information: Route,
}

#[derive(Clone, Default)]
pub enum Route {
    #[default]
    Host,
    /// The host, without place or category: errors inside methods of classes.
    Message,
    Out(Out),
}

/// `$ErrorActionPreference` and its sisters.
#[derive(Clone, Copy)]
pub struct PreferenceNames {
    pub error: Symbol,
    pub warning: Symbol,
    pub verbose: Symbol,
    pub debug: Symbol,
    pub information: Symbol,
    pub progress: Symbol,
    pub confirm: Symbol,
    pub what_if: Symbol,
}

impl PreferenceNames {
    pub fn new() -> Self {
        Self {
            error: Symbol::of("ErrorActionPreference"),
            warning: Symbol::of("WarningPreference"),
            verbose: Symbol::of("VerbosePreference"),
            debug: Symbol::of("DebugPreference"),
            information: Symbol::of("InformationPreference"),
            progress: Symbol::of("ProgressPreference"),
            confirm: Symbol::of("ConfirmPreference"),
            what_if: Symbol::of("WhatIfPreference"),
        }
    }
}

impl Default for PreferenceNames {
    fn default() -> Self {
        Self::new()
    }
}

/// The stream a merged object came from: it is shown as what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stream {
    Error,
    Warning,
    Verbose,
    Debug,
}

impl Stream {
    const ALL: [Stream; 4] = [Stream::Error, Stream::Warning, Stream::Verbose, Stream::Debug];

    /// The note PowerShell puts on merged objects.
    fn note(self) -> &'static str {
        match self {
            Stream::Error => "writeErrorStream",
            Stream::Warning => "writeWarningStream",
            Stream::Verbose => "writeVerboseStream",
            Stream::Debug => "writeDebugStream",
        }
    }
}

/// Marks an object of another stream that goes to the output.
fn of_stream(value: Value, stream: Stream) -> Value {
    let object = crate::value::Object::wrapping(value);
    object.set_note(stream.note(), Value::Bool(true));
    Value::object(object)
}

/// The stream a marked object came from.
pub fn stream_of(value: &Value) -> Option<Stream> {
    let Value::Object(object) = value else { return None };
    object.base_value()?;
    Stream::ALL.into_iter().find(|stream| object.note(stream.note()).is_some())
}

/// Most entries `$Error` keeps, as `$MaximumErrorCount` has it by default.
const ERRORS_KEPT_MAX: usize = 256;

impl Session {
    pub fn preference(&self, symbol: Symbol, default: Action) -> Action {
        self.lookup(symbol).and_then(|value| Action::from_value(&value)).unwrap_or(default)
    }

    pub fn error_action(&self, run: Option<&Rc<CommandRun>>) -> Action {
        run.and_then(|run| run.prefs.borrow().error).unwrap_or_else(|| self.preference(self.preferences.error, Action::Continue))
    }

    /// A non-terminating error of a command.
    pub fn write_error(&mut self, run: &Rc<CommandRun>, record: Rc<ErrorRecord>) -> Flow {
        self.attach(run, &record);
        let action = self.error_action(Some(run));
        run.has_error.set(true);
        self.ok = false;
        match action {
            Action::Ignore => return Ok(()),
            Action::Stop => return Err(self.stopped(record)),
            _ => {}
        }
        self.remember_error(&record);
        self.fill_variable(run, |p| p.error_variable.clone(), Value::Native(record.clone()));
        match action {
            Action::SilentlyContinue => Ok(()),
            Action::Inquire => self.inquire(run, &record.message(), record.clone()),
            _ => self.show_error(record),
        }
    }

    /// Notes command, place and stack on a record that has none yet.
    pub fn attach(&self, run: &Rc<CommandRun>, record: &Rc<ErrorRecord>) {
        if record.run.borrow().is_none() {
            *record.run.borrow_mut() = Some(run.clone());
        }
        if record.position.borrow().is_none() {
            *record.position.borrow_mut() = run.position.clone();
        }
        if record.stack.borrow().is_none() {
            *record.stack.borrow_mut() = Some(self.stack_text());
        }
    }

    /// The terminating error that `-ErrorAction Stop` makes of a record.
    pub fn stopped(&mut self, record: Rc<ErrorRecord>) -> Halt {
        record.by_stop.set(true);
        record.thrown.set(true);
        Halt::Error(record)
    }

    /// Puts a record at the head of `$Error`.
    pub fn remember_error(&mut self, record: &Rc<ErrorRecord>) {
        if record.recorded.replace(true) {
            return;
        }
        let mut errors = self.errors.items.borrow_mut();
        errors.insert(0, Value::Native(record.clone()));
        errors.truncate(ERRORS_KEPT_MAX);
    }

    /// Sends a record where the error stream goes.
    pub fn show_error(&mut self, record: Rc<ErrorRecord>) -> Flow {
        match self.routes.error.clone() {
            Route::Out(out) => out.emit(self, of_stream(Value::Native(record), Stream::Error)),
            Route::Host => {
                crate::format::flush_display(self)?;
                let text = crate::errview::render(self, &record)?;
                self.write_host_line(HostStream::Error, &text)
            }
            Route::Message => {
                crate::format::flush_display(self)?;
                self.write_host_line(HostStream::Error, &record.message())
            }
        }
    }

    pub fn write_warning(&mut self, run: Option<&Rc<CommandRun>>, text: &str) -> Flow {
        let action =
            run.and_then(|r| r.prefs.borrow().warning).unwrap_or_else(|| self.preference(self.preferences.warning, Action::Continue));
        let record = records::informational("System.Management.Automation.WarningRecord", text, run);
        // Whoever asks for the variable gets the record, whatever is shown.
        self.fill_variable_of(run, |p| p.warning_variable.clone(), &record);
        let route = self.routes.warning.clone();
        self.write_message(run, action, "WARNING: ", text, record, route)
    }

    pub fn write_verbose(&mut self, run: Option<&Rc<CommandRun>>, text: &str) -> Flow {
        let action = match run.and_then(|r| r.prefs.borrow().verbose) {
            Some(true) => Action::Continue,
            Some(false) => Action::SilentlyContinue,
            None => self.preference(self.preferences.verbose, Action::SilentlyContinue),
        };
        if matches!(action, Action::SilentlyContinue | Action::Ignore) {
            return Ok(());
        }
        let record = records::informational("System.Management.Automation.VerboseRecord", text, run);
        let route = self.routes.verbose.clone();
        self.write_message(run, action, "VERBOSE: ", text, record, route)
    }

    pub fn write_debug(&mut self, run: Option<&Rc<CommandRun>>, text: &str) -> Flow {
        let action = match run.and_then(|r| r.prefs.borrow().debug) {
            Some(true) => Action::Continue,
            Some(false) => Action::SilentlyContinue,
            None => self.preference(self.preferences.debug, Action::SilentlyContinue),
        };
        if matches!(action, Action::SilentlyContinue | Action::Ignore) {
            return Ok(());
        }
        let record = records::informational("System.Management.Automation.DebugRecord", text, run);
        let route = self.routes.debug.clone();
        self.write_message(run, action, "DEBUG: ", text, record, route)
    }

    /// Writes an information record; `Write-Host` shows its text whatever the preference says.
    pub fn write_information(&mut self, run: Option<&Rc<CommandRun>>, record: Value, shown: Option<&str>, newline: bool) -> Flow {
        let action = run
            .and_then(|r| r.prefs.borrow().information)
            .unwrap_or_else(|| self.preference(self.preferences.information, Action::SilentlyContinue));
        self.fill_variable_of(run, |p| p.information_variable.clone(), &record);
        if let Route::Out(out) = self.routes.information.clone() {
            return if action == Action::Ignore { Ok(()) } else { out.emit(self, record) };
        }
        let said_no = action == Action::Ignore
            || run.and_then(|r| r.prefs.borrow().information).is_some_and(|a| matches!(a, Action::Ignore | Action::SilentlyContinue));
        match shown {
            // `Write-Host` writes unless the call itself said no, or nobody wants to hear of information at all.
            Some(text) if !said_no => {
                crate::format::flush_display(self)?;
                if newline { self.write_host_line(HostStream::Output, text) } else { self.write_host(HostStream::Output, text) }
            }
            Some(_) => Ok(()),
            None if action == Action::Stop => {
                let text = record.plain_text();
                Err(self.stop_message("InformationPreference", &text, run))
            }
            None if matches!(action, Action::Continue | Action::Inquire) => {
                crate::format::flush_display(self)?;
                let text = record.plain_text();
                self.write_host_line(HostStream::Output, &text)
            }
            None => Ok(()),
        }
    }

    fn write_message(
        &mut self,
        run: Option<&Rc<CommandRun>>,
        action: Action,
        prefix: &str,
        text: &str,
        record: Value,
        route: Route,
    ) -> Flow {
        match action {
            Action::SilentlyContinue | Action::Ignore => return Ok(()),
            Action::Stop => {
                let name = match prefix {
                    "WARNING: " => "WarningPreference",
                    "VERBOSE: " => "VerbosePreference",
                    _ => "DebugPreference",
                };
                self.show_message(prefix, text, record, route)?;
                return Err(self.stop_message(name, text, run));
            }
            _ => {}
        }
        self.show_message(prefix, text, record, route)?;
        if action == Action::Inquire {
            let Some(run) = run else { return Ok(()) };
            let fault = Fault::new(
                "System.Management.Automation.ActionPreferenceStopException",
                "ActionPreferenceStop",
                Category::OperationStopped,
                text,
            );
            return self.inquire(run, text, fault.record());
        }
        Ok(())
    }

    fn show_message(&mut self, prefix: &str, text: &str, record: Value, route: Route) -> Flow {
        match route {
            Route::Out(out) => {
                let stream = match prefix {
                    "WARNING: " => Stream::Warning,
                    "VERBOSE: " => Stream::Verbose,
                    _ => Stream::Debug,
                };
                out.emit(self, of_stream(record, stream))
            }
            Route::Host | Route::Message => self.show_text(prefix, text),
        }
    }

    /// A warning or the like on the screen.
    pub fn show_text(&mut self, prefix: &str, text: &str) -> Flow {
        crate::format::flush_display(self)?;
        let styled = self.host.styled(HostStream::Output);
        let line = if styled { format!("\x1b[33;1m{prefix}{text}\x1b[0m") } else { format!("{prefix}{text}") };
        self.write_host_line(HostStream::Output, &line)
    }

    fn stop_message(&mut self, preference: &str, text: &str, run: Option<&Rc<CommandRun>>) -> Halt {
        let message = format!(
            "The running command stopped because the preference variable \"{preference}\" or common parameter is set to Stop: {text}"
        );
        let record = Fault::new(
            "System.Management.Automation.ActionPreferenceStopException",
            "ActionPreferenceStop",
            Category::OperationStopped,
            message,
        )
        .record();
        if let Some(run) = run {
            self.attach(run, &record);
        }
        self.stopped(record)
    }

    fn inquire(&mut self, _run: &Rc<CommandRun>, text: &str, record: Rc<ErrorRecord>) -> Flow {
        match crate::confirm::ask_to_go_on(self, text)? {
            true => Ok(()),
            false => Err(self.stopped(record)),
        }
    }

    fn fill_variable_of(&mut self, run: Option<&Rc<CommandRun>>, pick: impl Fn(&crate::command::Prefs) -> Option<Str>, record: &Value) {
        if let Some(run) = run {
            self.fill_variable(run, pick, record.clone());
        }
    }

    /// `-ErrorVariable` and its sisters, of this command and of the functions it was called from: adds to the lists
    /// that the binder made when they began.
    fn fill_variable(&mut self, run: &Rc<CommandRun>, pick: impl Fn(&crate::command::Prefs) -> Option<Str>, value: Value) {
        let own = pick(&run.prefs.borrow());
        let outer = self.calls.iter().filter_map(|call| call.run.as_ref()).filter(|outer| !Rc::ptr_eq(outer, run));
        let names: Vec<Str> = own.into_iter().chain(outer.filter_map(|outer| pick(&outer.prefs.borrow()))).collect();
        for name in names {
            let symbol = Symbol::of(name.trim_start_matches('+'));
            match self.lookup(symbol) {
                Some(Value::Seq(list)) => list.items.borrow_mut().push(value.clone()),
                _ => self.set_nearest(symbol, Value::Seq(Rc::new(Seq::array_list(vec![value.clone()])))),
            }
        }
    }

    pub fn write_host(&mut self, stream: HostStream, text: &str) -> Flow {
        if !self.transcripts.is_empty() {
            crate::transcript::note(self, stream, text);
        }
        if self.host.write(stream, text) { Ok(()) } else { Err(Halt::Exit(crate::session::CLOSED_PIPE_EXIT)) }
    }

    pub fn write_host_line(&mut self, stream: HostStream, text: &str) -> Flow {
        self.write_host(stream, text)?;
        self.write_host(stream, "\n")
    }
}
