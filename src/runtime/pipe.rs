//! Pipelines: stages that push objects into each other.
//!
//! In:    stages with bound commands, a place for what comes out at the end.
//! Out:   one call of the next stage per object; no queues, no threads.
//! Never: decides what a command does.
//!
//! A producer cannot run ahead: emitting *is* calling. A command that has seen enough returns
//! `Halt::StopUpstream` with its number; the driver then ends only the stages below it.

use crate::bind::Binder;
use crate::command::{Action, Cmdlet, CommandRun};
use crate::fault::{Eval, Fault, Flow, Halt};
use crate::session::Session;
use crate::streams::Routes;
use crate::value::{Str, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Where a command or statement writes its output.
#[derive(Clone)]
pub enum Out {
    Null,
    List(Rc<RefCell<Vec<Value>>>),
    Stage(Rc<Stage>),
    /// The screen, through `Out-Default`.
    Display,
    Sink(Rc<dyn Sink>),
    /// The body of a method: only the value of `return` counts.
    Method(Rc<RefCell<Option<Value>>>),
}

/// Any other receiver of objects.
pub trait Sink {
    fn accept(&self, s: &mut Session, value: Value) -> Flow;
    fn finish(&self, _s: &mut Session) -> Flow {
        Ok(())
    }
    /// Takes what a program writes as it is: `native::Bytes`.
    fn takes_bytes(&self) -> bool {
        false
    }
}

impl Out {
    /// Is the receiver one that wants a program's output as it is and not as lines?
    pub fn takes_bytes(&self) -> bool {
        match self {
            Out::Stage(stage) => stage.body.try_borrow().is_ok_and(|body| matches!(&*body, Body::Native(native) if native.is_open())),
            Out::Sink(sink) => sink.takes_bytes(),
            _ => false,
        }
    }

    /// Do both lead to the same receiver?
    pub fn is_same(&self, other: &Out) -> bool {
        match (self, other) {
            (Out::Stage(one), Out::Stage(two)) => Rc::ptr_eq(one, two),
            (Out::Sink(one), Out::Sink(two)) => Rc::ptr_eq(one, two),
            _ => false,
        }
    }

    /// A list that collects what is written, and a handle to read it.
    pub fn list() -> (Self, Rc<RefCell<Vec<Value>>>) {
        let list = Rc::new(RefCell::new(Vec::new()));
        (Out::List(list.clone()), list)
    }

    /// Writes one object; an empty value writes nothing.
    #[inline]
    pub fn emit(&self, s: &mut Session, value: Value) -> Flow {
        if matches!(value, Value::Empty) {
            return Ok(());
        }
        match self {
            Out::Null => Ok(()),
            Out::List(list) => {
                list.borrow_mut().push(value);
                Ok(())
            }
            Out::Stage(stage) => stage.accept(s, value),
            Out::Display => crate::format::display(s, value),
            Out::Sink(sink) => sink.accept(s, value),
            Out::Method(_) => Ok(()),
        }
    }

    /// Writes the elements of a collection, or the value itself when it is none.
    pub fn emit_each(&self, s: &mut Session, value: Value) -> Flow {
        if matches!(value, Value::Int(_) | Value::Str(_) | Value::Bool(_) | Value::Object(_) if !matches!(&value, Value::Object(o) if o.base_value().is_some() || o.inherited().is_some()))
        {
            return self.emit(s, value);
        }
        if let Out::Null = self {
            return Ok(());
        }
        let Some(items) = crate::enumerate::items(s, &value)? else { return self.emit(s, value) };
        for item in items {
            s.poll()?;
            self.emit(s, item)?;
        }
        Ok(())
    }
}

/// Writes on, and into the variables of `-OutVariable` and `-PipelineVariable`.
struct IntoVariables {
    next: Out,
    list: Option<Rc<crate::value::Seq>>,
    current: Option<(Rc<crate::scope::Scope>, crate::value::Symbol)>,
}

impl Sink for IntoVariables {
    fn accept(&self, s: &mut Session, value: Value) -> Flow {
        if let Some(list) = &self.list {
            list.items.borrow_mut().push(value.clone());
        }
        if let Some((scope, symbol)) = &self.current {
            scope.put(*symbol, value.clone());
        }
        self.next.emit(s, value)
    }
}

/// The output of a command with its variables in between, when it has any.
pub fn with_variables(s: &Session, run: &Rc<CommandRun>, next: Out) -> Out {
    let prefs = run.prefs.borrow();
    if prefs.out_variable.is_none() && prefs.pipeline_variable.is_none() {
        return next;
    }
    let list = prefs.out_variable.as_ref().and_then(|name| match s.lookup(crate::value::Symbol::of(name.trim_start_matches('+'))) {
        Some(Value::Seq(list)) => Some(list),
        _ => None,
    });
    let current = prefs.pipeline_variable.as_ref().map(|name| (s.scope.clone(), crate::value::Symbol::of(name)));
    Out::Sink(Rc::new(IntoVariables { next, list, current }))
}

/// One command of a running pipeline.
pub struct Stage {
    /// Unique among all stages of the session; `StopUpstream` names it.
    pub id: u32,
    pub run: Rc<CommandRun>,
    pub out: Out,
    /// Set when the command redirects or captures streams.
    pub routes: Option<Rc<Routes>>,
    /// Where the pipeline stands: a command may be called from inside a function before it.
    scope: Rc<crate::scope::Scope>,
    state: Rc<crate::scope::SessionState>,
    body: RefCell<Body>,
    pub done: Cell<bool>,
    begun: Cell<bool>,
}

/// What runs inside a stage.
pub enum Body {
    Cmdlet(Box<CmdletStage>),
    Script(Box<crate::eval::ScriptStage>),
    Native(Box<crate::native::NativeStage>),
}

/// A cmdlet with its binder.
pub struct CmdletStage {
    pub cmdlet: Box<dyn Cmdlet>,
    pub binder: Binder,
}

impl Stage {
    pub fn new(s: &Session, id: u32, run: Rc<CommandRun>, out: Out, routes: Option<Rc<Routes>>, body: Body) -> Rc<Self> {
        let (scope, state) = (s.scope.clone(), s.state.clone());
        Rc::new(Self { id, run, out, routes, scope, state, body: RefCell::new(body), done: Cell::new(false), begun: Cell::new(false) })
    }

    /// The state of whoever called this command.
    pub fn caller_state(&self) -> Rc<crate::scope::SessionState> {
        self.state.clone()
    }

    /// The turn of this command with one object.
    pub fn accept(self: &Rc<Self>, s: &mut Session, value: Value) -> Flow {
        // What a command writes in its `begin` reaches commands that have not begun.
        if !self.begun.get() {
            self.begin(s)?;
        }
        self.turn(s, Turn::Process(Some(value)))
    }

    pub fn begin(self: &Rc<Self>, s: &mut Session) -> Flow {
        if self.begun.replace(true) {
            return Ok(());
        }
        self.turn(s, Turn::Begin)
    }

    /// The single `process` of a command that receives no pipeline input.
    pub fn process_alone(self: &Rc<Self>, s: &mut Session) -> Flow {
        self.turn(s, Turn::Process(None))
    }

    pub fn end(self: &Rc<Self>, s: &mut Session) -> Flow {
        self.turn(s, Turn::End)
    }

    /// Gives up what the command holds, whatever happened before.
    pub fn dispose(self: &Rc<Self>, s: &mut Session) -> Flow {
        if self.done.replace(true) {
            return Ok(());
        }
        let Ok(mut body) = self.body.try_borrow_mut() else { return Ok(()) };
        match &mut *body {
            Body::Cmdlet(stage) => {
                stage.cmdlet.dispose(s);
                Ok(())
            }
            Body::Script(stage) => stage.clean(s, self),
            Body::Native(stage) => {
                stage.stop();
                Ok(())
            }
        }
    }

    fn turn(self: &Rc<Self>, s: &mut Session, turn: Turn) -> Flow {
        s.poll()?;
        let Ok(mut body) = self.body.try_borrow_mut() else {
            return Err(Fault::invalid("PipelineReentered", "The pipeline is already running this command.").into());
        };
        let routes = self.routes.as_ref().and_then(|routes| swapped(&mut s.routes, routes));
        let scope = swapped(&mut s.scope, &self.scope);
        let state = swapped(&mut s.state, &self.state);
        let result = match &mut *body {
            Body::Cmdlet(stage) => stage.turn(s, self, turn),
            Body::Script(stage) => stage.turn(s, self, turn),
            Body::Native(stage) => stage.turn(s, self, turn),
        };
        restore(&mut s.scope, scope);
        restore(&mut s.state, state);
        restore(&mut s.routes, routes);
        result
    }
}

/// Puts another one in place, unless it is there already; gives back what must be restored.
fn swapped<T>(place: &mut Rc<T>, wanted: &Rc<T>) -> Option<Rc<T>> {
    (!Rc::ptr_eq(place, wanted)).then(|| std::mem::replace(place, wanted.clone()))
}

fn restore<T>(place: &mut Rc<T>, saved: Option<Rc<T>>) {
    if let Some(saved) = saved {
        *place = saved;
    }
}

/// What a stage is asked to do.
pub enum Turn {
    Begin,
    /// One object, or the only turn of a command without input.
    Process(Option<Value>),
    End,
}

impl CmdletStage {
    fn turn(&mut self, s: &mut Session, stage: &Rc<Stage>, turn: Turn) -> Flow {
        let result = self.turn_unmarked(s, stage, turn);
        match result {
            Err(Halt::Error(record)) => {
                // An error of script code that the cmdlet ran has its place already and is not the cmdlet's own.
                let is_own = record.position.borrow().is_none() || record.is_parse.get();
                let is_own = is_own || (s.propagate && is_adopted(&record));
                if is_own && record.run.borrow().is_none() && !record.raw.get() {
                    *record.run.borrow_mut() = Some(stage.run.clone());
                }
                if record.raw.get() {
                    record.raw.set(false);
                    *record.run.borrow_mut() = Some(stage.run.clone());
                }
                // Text that a cmdlet ran has no place of its own on the screen.
                if record.position.borrow().is_none() || record.is_parse.get() {
                    *record.position.borrow_mut() = stage.run.position.clone();
                }
                Err(Halt::Error(record))
            }
            other => other,
        }
    }

    fn turn_unmarked(&mut self, s: &mut Session, stage: &Rc<Stage>, turn: Turn) -> Flow {
        match turn {
            Turn::Begin => {
                for (param, value) in self.binder.take_bound() {
                    self.offer(param, value);
                }
                self.cmdlet.begin(&mut cx(s, stage, &self.binder))
            }
            Turn::Process(None) => self.cmdlet.process(&mut cx(s, stage, &self.binder)),
            Turn::Process(Some(value)) => {
                if let Some(param) = self.binder.direct(&value) {
                    self.offer(param, value.clone());
                    let mut context = cx(s, stage, &self.binder);
                    context.input = Some(value);
                    return self.cmdlet.process(&mut context);
                }
                for param in self.binder.withdraw_object() {
                    self.withdraw(param);
                }
                let bound = match self.binder.bind_object(s, &stage.run, &value) {
                    Ok(bound) => bound,
                    // One object that cannot be bound is an error; the next objects still get their turn.
                    Err(Halt::Error(record)) => return s.write_error(&stage.run, record),
                    Err(other) => return Err(other),
                };
                for (param, value) in bound {
                    self.offer(param, value);
                }
                let mut context = cx(s, stage, &self.binder);
                context.input = Some(value);
                self.cmdlet.process(&mut context)
            }
            Turn::End => self.cmdlet.end(&mut cx(s, stage, &self.binder)),
        }
    }

    fn offer(&mut self, param: usize, value: Value) {
        let meta = &self.binder.params()[param];
        if meta.is_dynamic {
            self.cmdlet.offer_dynamic(&meta.name, value);
        } else if !meta.is_common {
            self.cmdlet.offer(meta.index, value);
        } else if meta.name == "First" || meta.name == "Skip" || meta.name == "IncludeTotalCount" {
            self.cmdlet.offer_dynamic(&meta.name, value);
        }
    }

    fn withdraw(&mut self, param: usize) {
        let meta = &self.binder.params()[param];
        if !meta.is_common && !meta.is_dynamic {
            self.cmdlet.withdraw(meta.index);
        }
    }
}

fn cx<'a>(s: &'a mut Session, stage: &'a Rc<Stage>, binder: &'a Binder) -> Cx<'a> {
    Cx { s, stage, binder, input: None }
}

/// An error of the engine that leaves a cmdlet on its way to whoever catches it becomes the cmdlet's; what a script
/// throws itself does not.
fn is_adopted(record: &crate::fault::ErrorRecord) -> bool {
    let of_engine = crate::types::Type::of("System.Management.Automation.RuntimeException");
    !record.thrown.get() && record.exception.ty().is_some_and(|ty| ty.derives_from(of_engine))
}

/// What a running cmdlet sees of the world.
pub struct Cx<'a> {
    pub s: &'a mut Session,
    pub stage: &'a Rc<Stage>,
    binder: &'a Binder,
    /// The pipeline object of this turn.
    pub input: Option<Value>,
}

impl Cx<'_> {
    /// Writes one object to the next command.
    pub fn emit(&mut self, value: impl Into<Value>) -> Flow {
        self.stage.out.emit(self.s, value.into())
    }

    /// Writes the elements of a collection one by one.
    pub fn emit_each(&mut self, value: impl Into<Value>) -> Flow {
        self.stage.out.emit_each(self.s, value.into())
    }

    pub fn run(&self) -> &Rc<CommandRun> {
        &self.stage.run
    }

    /// Was the parameter given on the command line, by the pipeline or by a default value?
    pub fn is_bound(&self, name: &str) -> bool {
        self.binder.is_bound(name)
    }

    /// Name of the chosen parameter set.
    pub fn set_name(&self) -> Str {
        self.binder.set_name()
    }

    /// Does the command stand behind a `|`?
    pub fn expects_input(&self) -> bool {
        self.stage.run.expecting_input
    }

    /// Says what is wrong and goes on with the next object; stops only under `-ErrorAction Stop`.
    pub fn error(&mut self, fault: impl Into<Halt>) -> Flow {
        match fault.into() {
            Halt::Error(record) => {
                record.raw.set(false);
                self.s.write_error(&self.stage.run, record)
            }
            other => Err(other),
        }
    }

    pub fn warn(&mut self, text: &str) -> Flow {
        self.s.write_warning(Some(&self.stage.run), text)
    }

    pub fn verbose(&mut self, text: &str) -> Flow {
        self.s.write_verbose(Some(&self.stage.run), text)
    }

    pub fn debug(&mut self, text: &str) -> Flow {
        self.s.write_debug(Some(&self.stage.run), text)
    }

    /// ShouldProcess: `What if:` under `-WhatIf`, a question when the impact asks for it.
    pub fn confirm(&mut self, target: &str, action: &str) -> Result<bool, Halt> {
        crate::confirm::should_process(self.s, &self.stage.run, target, action)
    }

    /// ShouldContinue: a question that only `-Force` (the caller's business) suppresses.
    pub fn should_continue(&mut self, query: &str, caption: &str) -> Result<bool, Halt> {
        crate::confirm::should_continue(self.s, &self.stage.run, query, caption)
    }

    /// This command has seen enough: everything above it in the pipeline stops.
    pub fn enough(&self) -> Halt {
        Halt::StopUpstream(self.stage.id)
    }

    /// Calls a script block with `$_` set, in the scope of its session state.
    pub fn call_block(&mut self, block: &Rc<crate::block::ScriptBlock>, item: &Value, args: &[Value]) -> Eval {
        crate::eval::call_with_item(self.s, block, item.clone(), args)
    }

    /// Runs a script block with `$_` set; its output goes to the next command.
    pub fn pass_to_block(&mut self, block: &Rc<crate::block::ScriptBlock>, item: &Value, args: &[Value]) -> Flow {
        let out = self.stage.out.clone();
        crate::eval::run_with_item(self.s, block, item.clone(), args, &out)
    }

    pub fn error_action(&self) -> Action {
        self.s.error_action(Some(&self.stage.run))
    }
}

/// Runs ready stages: `begin` of all, objects, `end` of all, then what must be given up.
pub fn drive(s: &mut Session, stages: &[Rc<Stage>], feed: impl FnOnce(&mut Session, &Rc<Stage>) -> Flow) -> Flow {
    let result = drive_unclean(s, stages, feed);
    let mut cleaned = Ok(());
    for stage in stages {
        let one = stage.dispose(s);
        if cleaned.is_ok() {
            cleaned = one;
        }
    }
    result.and(cleaned)
}

fn drive_unclean(s: &mut Session, stages: &[Rc<Stage>], feed: impl FnOnce(&mut Session, &Rc<Stage>) -> Flow) -> Flow {
    let Some(first) = stages.first() else { return Ok(()) };
    let mut first_to_end = 0;
    for stage in stages {
        match stage.begin(s) {
            Ok(()) => {}
            Err(halt) => first_to_end = after_stop(stages, halt)?,
        }
    }
    if first_to_end == 0
        && let Err(halt) = feed(s, first)
    {
        first_to_end = after_stop(stages, halt)?;
    }
    let mut at = first_to_end;
    while at < stages.len() {
        match stages[at].end(s) {
            Ok(()) => at += 1,
            Err(halt) => at = after_stop(stages, halt)?.max(at + 1),
        }
    }
    Ok(())
}

/// The first stage that still gets its `end` after a stop.
fn after_stop(stages: &[Rc<Stage>], halt: Halt) -> Result<usize, Halt> {
    // The command that asked to stop does not get its `end` either: `Select-Object -First` relies on it.
    match halt {
        Halt::StopUpstream(id) => match stages.iter().position(|stage| stage.id == id) {
            Some(at) => Ok(at + 1),
            None => Err(Halt::StopUpstream(id)),
        },
        other => Err(other),
    }
}
