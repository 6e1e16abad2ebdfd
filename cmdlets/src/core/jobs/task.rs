//! One job: a process of this shell that answers in objects.

use runtime::author::*;
use runtime::clixml::{self, Incoming, Writer};
use std::cell::{Cell, RefCell};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};

const PIECE_BYTES: usize = 16 * 1024;

/// `JobState`, as far as jobs of processes go.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Running,
    Completed,
    Failed,
    Stopped,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            State::Running => "Running",
            State::Completed => "Completed",
            State::Failed => "Failed",
            State::Stopped => "Stopped",
        }
    }
}

/// What a job is asked to do.
#[derive(Default)]
pub struct Request {
    pub command: String,
    pub arguments: Vec<Value>,
    pub using: Vec<(String, Value)>,
    pub input: Vec<Value>,
}

/// How a kind of job presents itself.
#[derive(Clone, Copy)]
pub struct Kind {
    pub job_type: &'static str,
    pub type_name: &'static str,
    pub location: &'static str,
    /// Objects say that they are copies.
    pub marks_copies: bool,
}

/// What a reader thread sends.
enum Piece {
    Text { is_error: bool, text: String },
    End,
}

struct Process {
    child: Child,
    pieces: Receiver<Piece>,
    open: usize,
    output: Incoming,
    errors: Incoming,
}

pub struct Task {
    pub id: i32,
    pub name: Str,
    pub instance: Str,
    pub kind: Kind,
    pub command: Str,
    pub begun: DateTime,
    pub ended: Cell<Option<DateTime>>,
    pub state: Cell<State>,
    process: RefCell<Option<Process>>,
    /// What came and nobody received yet, each with its stream.
    pub arrived: RefCell<Vec<(String, Value)>>,
}

impl Task {
    pub fn start(s: &mut Session, id: i32, name: Str, kind: Kind, request: &Request) -> Result<Rc<Self>, Halt> {
        let process = begin(s, request)?;
        Ok(Rc::new(Self {
            id,
            name,
            instance: Str::from(dotnet::guid::Guid::new().to_string()),
            kind,
            command: Str::new(&request.command),
            begun: s.host.now(),
            ended: Cell::new(None),
            state: Cell::new(State::Running),
            process: RefCell::new(Some(process)),
            arrived: RefCell::default(),
        }))
    }

    pub fn is_running(&self) -> bool {
        self.state.get() == State::Running
    }

    /// Takes in what has come since the last time.
    pub fn refresh(&self, s: &mut Session) -> Flow {
        let Some(mut process) = self.process.borrow_mut().take() else { return Ok(()) };
        while let Ok(piece) = process.pieces.try_recv() {
            match piece {
                Piece::End => process.open -= 1,
                Piece::Text { is_error, text } => {
                    let incoming = if is_error { &mut process.errors } else { &mut process.output };
                    for (stream, value) in incoming.read(s, &text)? {
                        self.take(&stream, value);
                    }
                }
            }
        }
        if process.open > 0 {
            *self.process.borrow_mut() = Some(process);
            return Ok(());
        }
        let ended_well = process.child.wait().is_ok_and(|status| status.success());
        if self.is_running() {
            self.end(s, if ended_well { State::Completed } else { State::Failed });
        }
        self.ended.set(Some(s.host.now()));
        Ok(())
    }

    fn take(&self, stream: &str, value: Value) {
        match (stream, value.plain_text().as_str()) {
            ("state", "Failed") => self.state.set(State::Failed),
            // The end of the process says that it is complete.
            ("state", _) => {}
            _ => self.arrived.borrow_mut().push((stream.to_ascii_lowercase(), value)),
        }
    }

    fn end(&self, s: &mut Session, state: State) {
        self.state.set(state);
        self.ended.set(Some(s.host.now()));
    }

    pub fn stop(&self, s: &mut Session) {
        if let Some(mut process) = self.process.borrow_mut().take() {
            // A process that is gone already needs no end; either way it must not stay behind.
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
        if self.is_running() {
            self.end(s, State::Stopped);
        }
    }

    /// What was written, and what the copies of objects say about themselves.
    pub fn shown(&self, s: &Session, value: Value) -> Value {
        let Value::Object(object) = &value else { return value };
        if self.kind.marks_copies {
            object.set_note("RunspaceId", Value::Str(self.instance.clone()));
            return value;
        }
        let names = runtime::member::type_names(s, &value);
        object.set_types(names.iter().map(|name| Str::new(name.strip_prefix("Deserialized.").unwrap_or(name))).collect());
        value
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if let Some(mut process) = self.process.borrow_mut().take() {
            let _ = process.child.kill();
            let _ = process.child.wait();
        }
    }
}

fn begin(s: &mut Session, request: &Request) -> Result<Process, Halt> {
    let document = document(s, request)?;
    let failed = |reason: &str| {
        let exception = "System.Management.Automation.Remoting.PSRemotingTransportException";
        Fault::new(exception, "PSSessionStateBroken", Category::OpenError, format!("The shell of the job cannot start: {reason}"))
    };
    let Some(program) = s.host.program() else { return Err(failed("this host has no program for it.").into()) };
    let mut command = Command::new(program);
    command.args(["-NoProfile", "-NonInteractive", "--job"]).current_dir(&s.location);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| failed(&error.to_string()))?;
    let (sender, pieces) = channel();
    let mut open = 0;
    if let Some(stdout) = child.stdout.take() {
        read(stdout, false, sender.clone());
        open += 1;
    }
    if let Some(stderr) = child.stderr.take() {
        read(stderr, true, sender);
        open += 1;
    }
    if let Some(mut stdin) = child.stdin.take() {
        // A large request must not wait for a shell that is still starting.
        std::thread::spawn(move || {
            let _ = stdin.write_all(document.as_bytes());
        });
    }
    Ok(Process { child, pieces, open, output: Incoming::default(), errors: Incoming::default() })
}

fn document(s: &mut Session, request: &Request) -> Result<String, Halt> {
    let mut writer = Writer::for_wire();
    let mut text = clixml::head();
    text.push_str(&writer.one(s, &Value::str(&request.command), "Command")?);
    for argument in &request.arguments {
        text.push_str(&writer.one(s, argument, "Argument")?);
    }
    for (name, value) in &request.using {
        text.push_str(&writer.one(s, &Value::str(name), "UsingName")?);
        text.push_str(&writer.one(s, value, "Using")?);
    }
    for object in &request.input {
        text.push_str(&writer.one(s, object, "Input")?);
    }
    text.push_str(clixml::CLOSING);
    Ok(text)
}

fn read(mut from: impl Read + Send + 'static, is_error: bool, to: Sender<Piece>) {
    std::thread::spawn(move || {
        let mut held = Vec::new();
        let mut bytes = vec![0; PIECE_BYTES];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            held.extend_from_slice(&bytes[..count]);
            // A character may be cut in two.
            let whole = std::str::from_utf8(&held).map_or_else(|error| error.valid_up_to(), str::len);
            let text = String::from_utf8_lossy(&held[..whole]).into_owned();
            held.drain(..whole);
            if to.send(Piece::Text { is_error, text }).is_err() {
                return;
            }
        }
        // The job may be gone; then nobody counts any more.
        let _ = to.send(Piece::End);
    });
}

/// A job as scripts see it.
pub struct JobObject(pub Rc<Task>);

impl Native for JobObject {
    fn type_of(&self) -> Type {
        Type::of(self.0.kind.type_name)
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "State",
            "HasMoreData",
            "StatusMessage",
            "Location",
            "Command",
            "JobStateInfo",
            "InstanceId",
            "Id",
            "Name",
            "ChildJobs",
            "PSBeginTime",
            "PSEndTime",
            "PSJobTypeName",
            "Output",
            "Error",
        ]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let task = &self.0;
        if let Err(halt) = task.refresh(s) {
            return Some(Err(halt));
        }
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "id" => Value::Int(task.id),
            "name" => Value::Str(task.name.clone()),
            "state" => Value::enum_named("System.Management.Automation.JobState", task.state.get().name()),
            "jobstateinfo" => {
                let state = Value::enum_named("System.Management.Automation.JobState", task.state.get().name());
                runtime::records::typed("System.Management.Automation.JobStateInfo", &[("State", state), ("Reason", Value::Null)])
            }
            "hasmoredata" => Value::Bool(task.is_running() || !task.arrived.borrow().is_empty()),
            "location" => Value::str(task.kind.location),
            "command" => Value::Str(task.command.clone()),
            "statusmessage" => Value::str(""),
            "instanceid" => return Some(to_type(s, &Value::Str(task.instance.clone()), Type::guid()).map_err(Halt::from)),
            "psjobtypename" => Value::str(task.kind.job_type),
            "psbegintime" => Value::DateTime(task.begun),
            "psendtime" => task.ended.get().map_or(Value::Null, Value::DateTime),
            "childjobs" if task.kind.marks_copies => Value::array(vec![Value::native(JobObject(task.clone()))]),
            "childjobs" => Value::array(Vec::new()),
            "output" => self.of_stream("output"),
            "error" => self.of_stream("error"),
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "stopjob" | "dispose" => {
                self.0.stop(s);
                Some(Ok(Value::Empty))
            }
            _ => None,
        }
    }

    fn text(&self) -> Str {
        Str::new(self.0.kind.type_name)
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<JobObject>().is_some_and(|other| Rc::ptr_eq(&other.0, &self.0))
    }
}

impl JobObject {
    fn of_stream(&self, wanted: &str) -> Value {
        let arrived = self.0.arrived.borrow();
        Value::array(arrived.iter().filter(|(stream, _)| stream == wanted).map(|(_, value)| value.clone()).collect())
    }
}
