//! Native programs in a pipeline.
//!
//! In:    a path, arguments as text, objects for standard input.
//! Out:   lines of standard output as strings, `$LASTEXITCODE`.
//! Never: a shell between; arguments travel as they are.
//!
//! A helper thread reads the program's output so that neither side waits for the other; objects are only touched by
//! the interpreter's own thread.

mod arguments;
mod minishell;
mod reader;

pub use arguments::{arguments, text_of};
pub use minishell::accept as accept_object;
pub use reader::Bytes;

use crate::bind::Arg;
use crate::clixml;
use crate::command::CommandRun;
use crate::fault::{Category, Fault, Flow, Halt};
use crate::pipe::{Out, Stage, Turn};
use crate::session::Session;
use crate::streams::Route;
use crate::value::Value;
use reader::{Line, read_bytes, read_lines};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
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
    /// Called with a script block: the program is a shell that speaks CLIXML.
    is_shell: bool,
    /// Writes the objects that such a shell receives.
    objects: Option<clixml::Writer>,
}

struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Option<Receiver<Line>>,
    readers: usize,
}

const POLL: Duration = Duration::from_millis(50);

impl NativeStage {
    /// A script block among the arguments makes the program a shell that understands objects.
    pub fn new(s: &mut Session, run: Rc<CommandRun>, path: PathBuf, args: Vec<Arg>, ends_on_screen: bool) -> Result<Self, Halt> {
        let call = minishell::call(s, args, !ends_on_screen)?;
        let objects = (call.takes_objects && run.expecting_input).then(clixml::Writer::for_wire);
        Ok(Self { run, path, args: call.args, ends_on_screen, child: None, has_said: false, is_shell: call.is_shell, objects })
    }

    pub fn turn(&mut self, s: &mut Session, stage: &Rc<Stage>, turn: Turn) -> Flow {
        match turn {
            Turn::Begin => self.start(s, &stage.out),
            Turn::Process(None) => Ok(()),
            Turn::Process(Some(object)) => {
                self.write(s, &object)?;
                self.drain(s, &stage.out)
            }
            Turn::End => self.finish(s, &stage.out),
        }
    }

    /// Does the program still read?
    pub fn is_open(&self) -> bool {
        self.child.as_ref().is_none_or(|running| running.stdin.is_some())
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

    fn start(&mut self, s: &mut Session, out: &Out) -> Flow {
        crate::format::flush_display(s)?;
        s.host.flush();
        let errors_to_screen = matches!(s.routes.error, Route::Host) && (self.ends_on_screen || !self.is_shell);
        let is_merged = matches!(&s.routes.error, Route::Out(errors) if errors.is_same(out));
        let mut command = Command::new(&self.path);
        command.args(self.args.iter().map(text_of)).current_dir(&s.location);
        command.stdin(if self.run.expecting_input { Stdio::piped() } else { Stdio::inherit() });
        command.stdout(if self.ends_on_screen { Stdio::inherit() } else { Stdio::piped() });
        command.stderr(if errors_to_screen { Stdio::inherit() } else { Stdio::piped() });
        let mut child = command.spawn().map_err(|error| self.failed_to_start(&error))?;
        let (sender, lines) = channel();
        let mut readers = 0;
        if let Some(stdout) = child.stdout.take() {
            if out.takes_bytes() && !is_merged {
                read_bytes(stdout, sender.clone());
            } else {
                read_lines(stdout, sender.clone(), Line::Output);
            }
            readers += 1;
        }
        if let Some(stderr) = child.stderr.take() {
            read_lines(stderr, sender, Line::Error);
            readers += 1;
        }
        let mut stdin = child.stdin.take();
        if let (Some(stdin), Some(_)) = (&mut stdin, &self.objects) {
            // A shell that has gone already shows it by its exit code.
            let _ = stdin.write_all(clixml::head().as_bytes());
        }
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
        if let Some(bytes) = object.as_native::<Bytes>() {
            return self.write_bytes(&bytes.0);
        }
        if let Some(writer) = &mut self.objects {
            let text = writer.one(s, object, "Input")?;
            return self.write_bytes(text.as_bytes());
        }
        if object.is_null() {
            return Ok(());
        }
        let mut text = crate::text::to_text(s, object)?.to_string();
        text.push('\n');
        self.write_bytes(text.as_bytes())
    }

    /// Whoever feeds a program that stopped reading can stop too.
    fn write_bytes(&mut self, bytes: &[u8]) -> Flow {
        let Some(running) = self.child.as_mut() else { return Ok(()) };
        let Some(stdin) = running.stdin.as_mut() else { return Ok(()) };
        if stdin.write_all(bytes).is_err() {
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
            Line::Bytes(bytes) => {
                out.emit(s, Value::native(Bytes(bytes)))?;
                if !out.takes_bytes() {
                    self.stop_reading();
                }
                Ok(())
            }
            Line::Error(text) => self.show_line(s, text),
            Line::Objects { text, is_error } => self.accept_objects(s, out, &text, is_error),
            Line::End => {
                if let Some(running) = &mut self.child {
                    running.readers -= 1;
                }
                Ok(())
            }
        }
    }

    fn show_line(&mut self, s: &mut Session, text: String) -> Flow {
        // Only the first line of a program is called its error; the others are lines of it.
        let id = if std::mem::replace(&mut self.has_said, true) { "NativeCommandErrorMessage" } else { "NativeCommandError" };
        let record = Fault::new("System.Management.Automation.RemoteException", id, Category::NotSpecified, text.clone())
            .target(Value::from(text))
            .record();
        record.placeless.set(true);
        s.show_error(record)
    }

    /// The objects of a shell, each to the stream it belongs to.
    fn accept_objects(&mut self, s: &mut Session, out: &Out, text: &str, is_error: bool) -> Flow {
        let found = match clixml::parse_streams(s, text) {
            Ok(found) => found,
            Err(Halt::Error(record)) => {
                let name = self.run.info.name.clone();
                let stream = if is_error { "Error" } else { "Output" };
                let message = format!("Cannot process the XML from the '{stream}' stream of '{name}': {}", record.message());
                let id = "ProcessStreamReader_CliXmlError";
                return s.show_error(Fault::new("System.Xml.XmlException", id, Category::SyntaxError, message).target(name).record());
            }
            Err(other) => return Err(other),
        };
        for (stream, value) in found {
            let stream = if stream.is_empty() { if is_error { "error" } else { "output" } } else { stream.as_str() };
            minishell::accept(s, out, stream, value)?;
        }
        Ok(())
    }

    /// The reader thread ends with its next piece, and the program finds nobody at the other end.
    fn stop_reading(&mut self) {
        if let Some(running) = &mut self.child {
            running.lines = None;
            running.readers = 0;
        }
    }

    fn finish(&mut self, s: &mut Session, out: &Out) -> Flow {
        if self.objects.take().is_some() {
            self.write_bytes(clixml::CLOSING.as_bytes())?;
        }
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
