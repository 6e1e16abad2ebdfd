//! Native programs in a pipeline.
//!
//! In:    a path, arguments as text, objects for standard input.
//! Out:   lines of standard output as strings, `$LASTEXITCODE`.
//! Never: a shell between; arguments travel as they are.
//!
//! A helper thread reads the program's output so that neither side waits for the other; objects are only touched by
//! the interpreter's own thread.

use crate::bind::Arg;
use crate::code::{ArgCode, Ex};
use crate::command::CommandRun;
use crate::fault::{Category, Fault, Flow, Halt};
use crate::pipe::{Out, Stage, Turn};
use crate::session::Session;
use crate::streams::Route;
use crate::value::Value;
use lang::Span;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// A program as a stage.
pub struct NativeStage {
    run: Rc<CommandRun>,
    path: PathBuf,
    args: Vec<Arg>,
    /// Nothing looks at its output: it may write to the screen itself.
    ends_on_screen: bool,
    child: Option<Running>,
    /// A line of standard error came already.
    has_said: bool,
}

struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Option<Receiver<Line>>,
    readers: usize,
}

/// What a reader thread sends.
enum Line {
    Output(String),
    Error(String),
    End,
}

const POLL: Duration = Duration::from_millis(50);

impl NativeStage {
    pub fn new(run: Rc<CommandRun>, path: PathBuf, args: Vec<Arg>, ends_on_screen: bool) -> Self {
        Self { run, path, args, ends_on_screen, child: None, has_said: false }
    }

    pub fn turn(&mut self, s: &mut Session, stage: &Rc<Stage>, turn: Turn) -> Flow {
        match turn {
            Turn::Begin => self.start(s),
            Turn::Process(None) => Ok(()),
            Turn::Process(Some(object)) => {
                self.write(s, &object)?;
                self.drain(s, &stage.out)
            }
            Turn::End => self.finish(s, &stage.out),
        }
    }

    /// Ends a program that nobody waits for any more.
    pub fn stop(&mut self) {
        if let Some(mut running) = self.child.take() {
            drop(running.stdin.take());
            // The program may already be gone; either way it must not stay behind as a zombie.
            let _ = running.child.kill();
            let _ = running.child.wait();
        }
    }

    fn start(&mut self, s: &mut Session) -> Flow {
        crate::format::flush_display(s)?;
        s.host.flush();
        let errors_to_screen = matches!(s.routes.error, Route::Host);
        let mut command = Command::new(&self.path);
        command.args(self.args.iter().map(text_of)).current_dir(&s.location);
        command.stdin(if self.run.expecting_input { Stdio::piped() } else { Stdio::inherit() });
        command.stdout(if self.ends_on_screen { Stdio::inherit() } else { Stdio::piped() });
        command.stderr(if errors_to_screen { Stdio::inherit() } else { Stdio::piped() });
        let mut child = command.spawn().map_err(|error| self.failed_to_start(&error))?;
        let (sender, lines) = channel();
        let mut readers = 0;
        if let Some(stdout) = child.stdout.take() {
            read_lines(stdout, sender.clone(), Line::Output);
            readers += 1;
        }
        if let Some(stderr) = child.stderr.take() {
            read_lines(stderr, sender, Line::Error);
            readers += 1;
        }
        let stdin = child.stdin.take();
        self.child = Some(Running { child, stdin, lines: (readers > 0).then_some(lines), readers });
        Ok(())
    }

    fn failed_to_start(&self, error: &std::io::Error) -> Halt {
        let message = format!(
            "Program '{}' failed to run: An error occurred trying to start process '{}' with working directory '{}'. {error}",
            self.run.info.name,
            self.path.display(),
            std::env::current_dir().map_or_else(|_| String::new(), |d| d.display().to_string()),
        );
        Fault::new("System.Management.Automation.ApplicationFailedException", "NativeCommandFailed", Category::ResourceUnavailable, message)
            .into()
    }

    /// The error of an exit code, for `$PSNativeCommandUseErrorActionPreference`.
    fn failed(&self, code: i32, pid: u32) -> Rc<crate::fault::ErrorRecord> {
        let name = &self.run.info.name;
        let message = format!("Program \"{name}\" ended with non-zero exit code: {code} (0x{code:02X}).");
        Fault::new(
            "System.Management.Automation.NativeCommandExitException",
            "ProgramExitedWithNonZeroCode",
            Category::NotSpecified,
            message,
        )
        .target(name.clone())
        .with("Path", Value::from(self.path.display().to_string()))
        .with("ExitCode", Value::Int(code))
        .with("ProcessId", Value::Int(pid as i32))
        .record()
    }

    fn write(&mut self, s: &mut Session, object: &Value) -> Flow {
        if object.is_null() {
            return Ok(());
        }
        let text = crate::text::to_text(s, object)?;
        let Some(stdin) = self.child.as_mut().and_then(|r| r.stdin.as_mut()) else { return Ok(()) };
        // A program that stopped reading gets no more; its exit code tells the rest.
        let written = stdin.write_all(text.as_bytes()).and_then(|()| stdin.write_all(b"\n"));
        if written.is_err()
            && let Some(running) = &mut self.child
        {
            running.stdin = None;
        }
        Ok(())
    }

    /// Hands on what has come so far.
    fn drain(&mut self, s: &mut Session, out: &Out) -> Flow {
        while let Some(line) = self.child.as_ref().and_then(|r| r.lines.as_ref()).and_then(|lines| lines.try_recv().ok()) {
            self.accept(s, out, line)?;
        }
        Ok(())
    }

    fn accept(&mut self, s: &mut Session, out: &Out, line: Line) -> Flow {
        match line {
            Line::Output(text) => out.emit(s, Value::from(text)),
            Line::Error(text) => {
                // Only the first line of a program is called its error; the others are lines of it.
                let id = if std::mem::replace(&mut self.has_said, true) { "NativeCommandErrorMessage" } else { "NativeCommandError" };
                let record = Fault::new("System.Management.Automation.RemoteException", id, Category::NotSpecified, text.clone())
                    .target(Value::from(text))
                    .record();
                record.placeless.set(true);
                s.show_error(record)
            }
            Line::End => {
                if let Some(running) = &mut self.child {
                    running.readers -= 1;
                }
                Ok(())
            }
        }
    }

    fn finish(&mut self, s: &mut Session, out: &Out) -> Flow {
        if let Some(running) = &mut self.child {
            running.stdin = None;
        }
        while self.child.as_ref().is_some_and(|r| r.readers > 0) {
            s.poll()?;
            let received = match self.child.as_ref().and_then(|r| r.lines.as_ref()) {
                Some(lines) => lines.recv_timeout(POLL),
                None => break,
            };
            match received {
                Ok(line) => self.accept(s, out, line)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.wait(s)
    }

    fn wait(&mut self, s: &mut Session) -> Flow {
        let Some(mut running) = self.child.take() else { return Ok(()) };
        let status = loop {
            match running.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => {
                    if s.poll().is_err() {
                        self.child = Some(running);
                        self.stop();
                        return Err(Halt::Interrupted);
                    }
                    std::thread::sleep(Duration::from_millis(1));
                }
                Err(error) => return Err(self.failed_to_start(&error)),
            }
        };
        let code = exit_code(status);
        s.last_exit_code = Value::Int(code);
        s.set_global("LASTEXITCODE", Value::Int(code));
        if code == 0 {
            return Ok(());
        }
        self.run.has_error.set(true);
        let is_error = s.get_var("PSNativeCommandUseErrorActionPreference").is_some_and(|v| crate::convert::to_bool(&v));
        if is_error { s.write_error(&self.run, self.failed(code, running.child.id())) } else { Ok(()) }
    }
}

/// A program ended by a signal counts as 128 and the signal, as shells have it.
fn exit_code(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

fn read_lines(from: impl Read + Send + 'static, to: Sender<Line>, make: fn(String) -> Line) {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            match reader.read_until(b'\n', &mut bytes) {
                Ok(0) | Err(_) => break,
                Ok(_) => {
                    let text = String::from_utf8_lossy(&bytes);
                    let text = text.strip_suffix('\n').unwrap_or(&text);
                    let text = text.strip_suffix('\r').unwrap_or(text);
                    // A carriage return alone ends a line too.
                    if text.split('\r').any(|line| to.send(make(line.to_owned())).is_err()) {
                        break;
                    }
                }
            }
        }
        // The receiver may have gone; then nobody counts readers any more.
        let _ = to.send(Line::End);
    });
}

/// An argument as a program gets it.
pub fn text_of(arg: &Arg) -> String {
    match arg {
        Arg::Named { name, .. } | Arg::Splatted { name, .. } => format!("-{name}"),
        Arg::Value { value, .. } => value.plain_text().to_string(),
    }
}

/// The arguments of a program: texts, with `*` expanded and parameters written as they stood.
pub fn arguments(s: &mut Session, codes: &[ArgCode]) -> Result<Vec<Arg>, Halt> {
    let mut args = Vec::new();
    for code in codes {
        match code {
            ArgCode::Parameter { text, argument, .. } => {
                let mut whole = text.to_string();
                if let Some(expr) = argument {
                    let value = crate::eval::eval(s, expr)?;
                    if !whole.ends_with(':') {
                        whole.push(':');
                    }
                    whole.push_str(&crate::text::to_text(s, &value)?);
                }
                push(&mut args, whole);
            }
            ArgCode::Value { expr: Ex::Array(items), span, .. } if items.iter().all(|i| matches!(i, Ex::Const(_))) => {
                // `a,b` typed as one word is one word for a program; blanks part it.
                for word in s.source.slice(*span).to_owned().split_whitespace() {
                    push(&mut args, word.trim_matches(['"', '\'']).to_owned());
                }
            }
            ArgCode::Value { expr, span, is_bare } => value_argument(s, expr, *span, *is_bare, &mut args)?,
            ArgCode::Splat { expr, .. } => {
                let value = crate::eval::eval(s, expr)?;
                for item in crate::convert::to_list(s, &value)? {
                    let text = crate::text::to_text(s, &item)?;
                    push(&mut args, text.to_string());
                }
            }
            ArgCode::Verbatim(text) => {
                for word in text.split_whitespace() {
                    push(&mut args, word.to_owned());
                }
            }
            ArgCode::EndOfParameters => push(&mut args, "--".to_owned()),
        }
    }
    Ok(args)
}

fn push(args: &mut Vec<Arg>, text: String) {
    args.push(Arg::Value { value: Value::from(text), span: Span::default() });
}

fn value_argument(s: &mut Session, expr: &Ex, span: Span, is_bare: bool, args: &mut Vec<Arg>) -> Flow {
    let value = crate::eval::eval(s, expr)?;
    if is_bare {
        let text = match &value {
            Value::Str(text) => text.to_string(),
            _ => s.source.slice(span).to_owned(),
        };
        expand(s, text, args);
        return Ok(());
    }
    match crate::enumerate::items(s, &value)? {
        Some(items) => {
            for item in items {
                let text = crate::text::to_text(s, &item)?;
                push(args, text.to_string());
            }
        }
        None if value.is_null() => {}
        None => {
            let text = crate::text::to_text(s, &value)?;
            push(args, text.to_string());
        }
    }
    Ok(())
}

/// `~` and wildcards of a bare word, as a Unix shell would expand them.
fn expand(s: &Session, text: String, args: &mut Vec<Arg>) {
    if text == "~" || text.starts_with("~/") {
        let home = std::env::var("HOME").unwrap_or_default();
        return push(args, format!("{home}{}", &text[1..]));
    }
    if !dotnet::wildcard::Wildcard::contains_wildcards(&text) {
        return push(args, text);
    }
    let (folder, pattern) = match text.rsplit_once('/') {
        Some((folder, pattern)) => (folder.to_owned(), pattern.to_owned()),
        None => (String::new(), text.clone()),
    };
    let found = matching_names(&s.location.join(&folder), &pattern);
    if found.is_empty() {
        return push(args, text);
    }
    for name in found {
        push(args, if folder.is_empty() { name } else { format!("{folder}/{name}") });
    }
}

fn matching_names(folder: &std::path::Path, pattern: &str) -> Vec<String> {
    let Ok(wildcard) = dotnet::wildcard::Wildcard::new(pattern, false) else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| wildcard.is_match(n) && (pattern.starts_with('.') || !n.starts_with('.')))
        .collect();
    names.sort();
    names
}
