//! Calling script: functions, blocks, script files.
//!
//! A call is a `ScriptStage`: it has a scope, runs `begin`, `process` and `end` when the pipeline says so, and gives
//! the session back as it found it.

use super::direct::Given;
use super::{eval, run_statements};
use crate::bind::{Arg, Binder, Kind};
use crate::block::{BlockBody, ScriptBlock};
use crate::code::{BlockCode, Code, FunctionCode, ParamCode};
use crate::command::{CommandInfo, CommandKind, CommandMeta, CommandRun, ParamMeta};
use crate::fault::{Category, Eval, Fault, Flow, Halt};
use crate::pipe::{Out, Stage, Turn};
use crate::scope::{Call, Constraint, Scope, SessionState, Variable};
use crate::session::{CALLS_DEEP_MAX, CallFrame, Session};
use crate::value::{Str, Symbol, Value};
use lang::{Source, Span};
use smallvec::SmallVec;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// How a block's scope comes about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ScopeUse {
    /// `&`, a function call: a new scope.
    New,
    /// `.`: the scope of the caller.
    Caller,
    /// A script file or module: a new scope that `$script:` means.
    Script,
}

/// A function, block or script file as a stage of a pipeline.
pub struct ScriptStage {
    name: Str,
    block: Rc<ScriptBlock>,
    code: Rc<Code>,
    binder: Option<Binder>,
    state: Rc<SessionState>,
    scope: Rc<Scope>,
    uses: ScopeUse,
    call: Rc<Call>,
    /// Objects for `$input` of a block without `process`.
    collected: Vec<Value>,
    is_file: bool,
    left: bool,
}

/// The description of a command with the parameters it has only when asked; `None` when it has no such ones.
pub fn with_dynamic_params(s: &mut Session, info: &Rc<CommandInfo>, meta: &CommandMeta) -> Result<Option<CommandMeta>, Halt> {
    let mut whole = meta.clone();
    let more = match &info.kind {
        CommandKind::Cmdlet(entry) => entry.make().dynamic_params(s)?,
        _ => {
            let Some(block) = info.block().filter(|block| block.code().dynamicparam.is_some()) else { return Ok(None) };
            let run = Rc::new(CommandRun::new(info.clone(), info.name.clone(), None));
            let mut stage = ScriptStage::unbound(s, &run, block.clone(), ScopeUse::New);
            match stage.dynamic_params(s, &[])? {
                Some(dictionary) => crate::bind::dynamic_params(s, &dictionary, &mut whole)?,
                None => return Ok(None),
            }
        }
    };
    // The command's own come first, the common ones last.
    let at = whole.params.iter().position(|param| param.is_common).unwrap_or(whole.params.len());
    whole.params.splice(at..at, more.into_iter().map(|param| ParamMeta { is_dynamic: true, ..param }));
    Ok(Some(whole))
}

/// What the session was before a stage ran.
struct Before {
    scope: Rc<Scope>,
    state: Rc<SessionState>,
    source: Arc<Source>,
    position: Span,
    old_call: Option<Option<Rc<Call>>>,
}

impl ScriptStage {
    /// Binds the command line of a call.
    pub fn new(s: &mut Session, run: &Rc<CommandRun>, block: Rc<ScriptBlock>, args: Vec<Arg>, uses: ScopeUse) -> Result<Self, Halt> {
        let errors = block.body.check(&crate::syntax::SessionTypes::of(s));
        if !errors.is_empty() {
            return Err(crate::syntax::fault(block.body.source(), &errors));
        }
        let mut stage = Self::unbound(s, run, block, uses);
        stage.bind(s, run, args)?;
        Ok(stage)
    }

    fn unbound(s: &mut Session, run: &Rc<CommandRun>, block: Rc<ScriptBlock>, uses: ScopeUse) -> Self {
        let state = state_of(s, &block);
        let scope = make_scope(s, &state, block.code(), uses);
        let is_file = matches!(run.info.kind, CommandKind::Script { .. });
        let call = call_of(&block, Some(run.clone()));
        Self { is_file, ..Self::in_scope(run.info.name.clone(), block, state, scope, uses, call) }
    }

    /// A stage whose scope and call are ready.
    fn in_scope(name: Str, block: Rc<ScriptBlock>, state: Rc<SessionState>, scope: Rc<Scope>, uses: ScopeUse, call: Call) -> Self {
        Self {
            name,
            code: block.code().clone(),
            block,
            binder: None,
            state,
            scope,
            uses,
            call: Rc::new(call),
            collected: Vec::new(),
            is_file: false,
            left: false,
        }
    }

    /// Runs a plain function whose arguments need no binder, without a pipeline.
    pub fn run_direct(s: &mut Session, run: &Rc<CommandRun>, block: &Rc<ScriptBlock>, given: Given, out: &Out) -> Flow {
        let state = state_of(s, block);
        let scope = make_scope(s, &state, block.code(), ScopeUse::New);
        *run.unbound.borrow_mut() = given.rest.clone();
        let call = Call { args: RefCell::new(given.rest), has_no_input: true, ..call_of(block, Some(run.clone())) };
        let mut stage = Self::in_scope(run.info.name.clone(), block.clone(), state, scope, ScopeUse::New, call);
        stage.inside(s, |s, this| {
            this.put_given(s, run, given.params)?;
            this.run_end(s, out)
        })
    }

    /// The `end` block, or the body of a block that has no named ones.
    fn run_end(&self, s: &mut Session, out: &Out) -> Flow {
        match &self.code.end {
            Some(end) => until_return(run_statements(s, end, out)),
            None => Ok(()),
        }
    }

    /// Parameters as `first_values` puts them: what was given, then defaults in their order.
    fn put_given(&self, s: &mut Session, run: &CommandRun, params: SmallVec<[Option<Value>; 4]>) -> Flow {
        let is_given: SmallVec<[bool; 4]> = params.iter().map(Option::is_some).collect();
        let mut given = Vec::with_capacity(params.len());
        for (at, value) in params.into_iter().enumerate() {
            if let Some(value) = value {
                given.push((self.code.params[at].name.clone(), value.clone()));
                self.put_param(s, at, value)?;
            }
        }
        for (at, param) in self.code.params.iter().enumerate().filter(|(at, _)| !is_given[*at]) {
            let value = default_of(s, param).map_err(|halt| at_call(halt, run))?;
            self.put_param(s, at, value)?;
        }
        // Defaults do not see what was bound, only what the variables hold.
        *run.given.borrow_mut() = given;
        Ok(())
    }

    fn bind(&mut self, s: &mut Session, run: &Rc<CommandRun>, args: Vec<Arg>) -> Flow {
        let kind = if self.code.is_advanced { Kind::Advanced } else { Kind::Plain };
        let name = self.name.clone();
        // Attributes are evaluated where the function was written, errors belong to the caller's place.
        let meta = self.inside(s, |s, this| crate::bind::meta_of(s, &name, &this.code))?;
        if let Some(advice) = &meta.obsolete {
            s.write_warning(Some(run), &format!("The command '{name}' is obsolete. {advice}"))?;
        }
        let scope = (self.uses != ScopeUse::Caller).then(|| self.scope.clone());
        let this = &mut *self;
        let dynamic_code = this.code.clone();
        let binder = Binder::line(s, run, meta, kind, scope, args, |s, binder| {
            if dynamic_code.dynamicparam.is_none() {
                return Ok(Vec::new());
            }
            match this.dynamic_params(s, binder.ready())? {
                Some(dictionary) => binder.described_params(s, &dictionary),
                None => Ok(Vec::new()),
            }
        })?;
        *self.call.args.borrow_mut() = binder.rest.clone();
        *run.set_name.borrow_mut() = binder.set_name();
        self.binder = Some(binder);
        Ok(())
    }

    /// What the `dynamicparam` block answers.
    fn dynamic_params(&mut self, s: &mut Session, ready: &[(usize, Value)]) -> Result<Option<Value>, Halt> {
        let code = self.code.clone();
        let Some(block) = &code.dynamicparam else { return Ok(None) };
        let ready = ready.to_vec();
        let items = self.inside(s, |s, this| {
            for (param, value) in ready {
                if let Some(code) = this.code.params.get(param) {
                    this.scope.put(code.symbol, value);
                }
            }
            s.collect(|s, out| until_return(run_statements(s, block, out)))
        })?;
        Ok(items.into_iter().next())
    }

    pub fn turn(&mut self, s: &mut Session, stage: &Rc<Stage>, turn: Turn) -> Flow {
        if self.left {
            return Ok(());
        }
        let result = self.inside(s, |s, this| this.turn_inside(s, stage, turn));
        self.after_exit(s, result)
    }

    /// `exit` ends a script file, not the shell that called it.
    fn after_exit(&mut self, s: &mut Session, result: Flow) -> Flow {
        match result {
            Err(Halt::Exit(code)) if self.is_file && s.process_exit.is_none() && !s.calls.is_empty() => {
                s.last_exit_code = Value::Int(code);
                s.set_global("LASTEXITCODE", Value::Int(code));
                s.ok = code == 0;
                if let Some(run) = self.call.run.borrow().as_ref() {
                    run.exited.set(true);
                }
                self.left = true;
                Ok(())
            }
            other => other,
        }
    }

    fn turn_inside(&mut self, s: &mut Session, stage: &Rc<Stage>, turn: Turn) -> Flow {
        let out = &stage.out;
        let code = self.code.clone();
        match turn {
            Turn::Begin => {
                self.first_values(s, stage)?;
                let place = crate::class::Place::of(&self.block);
                for module in &self.block.body.uses {
                    crate::class::use_types(s, module, place.within);
                }
                for declared in &code.types {
                    crate::class::declare(s, declared, &place)?;
                }
                match &code.begin {
                    Some(begin) => until_return(run_statements(s, begin, out)),
                    None => Ok(()),
                }
            }
            Turn::Process(None) => match self.process_block(&code) {
                Some(process) if !stage.run.expecting_input => {
                    let underscore = s.names.underscore;
                    self.scope.put(underscore, Value::Null);
                    until_return(run_statements(s, process, out))
                }
                _ => Ok(()),
            },
            Turn::Process(Some(object)) => self.process(s, stage, &code, object),
            Turn::End => {
                if self.process_block(&code).is_none() || code.end.is_none() {
                    let collected = std::mem::take(&mut self.collected);
                    *self.call.input.borrow_mut() = Some(self.input_of(collected));
                }
                match &code.end {
                    Some(end) if !self.block.is_filter || code.process.is_some() => until_return(run_statements(s, end, out)),
                    _ => Ok(()),
                }
            }
        }
    }

    /// A filter's body is its process block.
    fn process_block<'c>(&self, code: &'c Code) -> Option<&'c BlockCode> {
        code.process.as_ref().or(if self.block.is_filter { code.end.as_ref() } else { None })
    }

    fn process(&mut self, s: &mut Session, stage: &Rc<Stage>, code: &Rc<Code>, object: Value) -> Flow {
        if code.is_advanced
            && let Some(binder) = &mut self.binder
        {
            let withdrawn = binder.withdraw_object();
            let bound = match binder.bind_object(s, &stage.run, &object) {
                Ok(bound) => bound,
                Err(Halt::Error(record)) => {
                    binder.take_bound();
                    self.reset(s, &withdrawn, &[])?;
                    return report_unbound(s, &stage.run, record);
                }
                Err(other) => return Err(other),
            };
            self.reset(s, &withdrawn, &bound)?;
            for (param, value) in bound {
                self.put_param(s, param, value)?;
            }
        }
        match self.process_block(code) {
            Some(process) => {
                let underscore = s.names.underscore;
                self.scope.put(underscore, object.clone());
                *self.call.input.borrow_mut() = Some(self.input_of(vec![object]));
                until_return(run_statements(s, process, &stage.out))
            }
            None => {
                self.collected.push(object);
                Ok(())
            }
        }
    }

    /// `$input`: a walk that can be taken once; advanced functions have a row.
    fn input_of(&self, items: Vec<Value>) -> Value {
        if self.code.is_advanced { Value::array(items) } else { walk_over(items) }
    }

    /// Parameters that the last object filled and this one did not.
    fn reset(&mut self, s: &mut Session, withdrawn: &[usize], bound: &[(usize, Value)]) -> Flow {
        for param in withdrawn {
            if bound.iter().any(|(b, _)| b == param) {
                continue;
            }
            let code = self.code.clone();
            if let Some(param_code) = code.params.get(*param) {
                let value = default_of(s, param_code)?;
                if let Some(binder) = &self.binder {
                    binder.table.insert_str(&param_code.name, value.clone());
                }
                self.put_param(s, *param, value)?;
            }
        }
        Ok(())
    }

    /// Variables of the parameters: bound values, then defaults in their order.
    fn first_values(&mut self, s: &mut Session, stage: &Rc<Stage>) -> Flow {
        let Some(binder) = &mut self.binder else { return Ok(()) };
        let ready = binder.take_bound();
        let mut seen = vec![false; self.code.params.len()];
        for (param, value) in ready {
            if let Some(slot) = seen.get_mut(param) {
                *slot = true;
            }
            self.tell_dynamic(s, param, &value)?;
            self.put_param(s, param, value)?;
        }
        let code = self.code.clone();
        for (at, param) in code.params.iter().enumerate() {
            if !seen[at] {
                let value = default_of(s, param).map_err(|halt| at_call(halt, &stage.run))?;
                self.put_param(s, at, value)?;
            }
        }
        // Defaults do not see what was bound, only what the variables hold.
        *self.call.bound.borrow_mut() = self.binder.as_ref().map(|b| b.table.clone());
        if code.is_advanced {
            let cmdlet = super::cmdlet_object::of(stage);
            *self.call.cmdlet.borrow_mut() = Some(cmdlet);
            self.local_preferences(s, &stage.run);
        }
        Ok(())
    }

    /// A dynamic parameter's own object learns its value.
    fn tell_dynamic(&self, s: &mut Session, param: usize, value: &Value) -> Flow {
        let described = self.binder.as_ref().and_then(|b| b.params()[param].described.clone());
        let Some(described) = described else { return Ok(()) };
        crate::member::set(s, &described, "Value", value.clone())?;
        crate::member::set(s, &described, "IsSet", Value::Bool(true))
    }

    fn put_param(&self, s: &mut Session, param: usize, value: Value) -> Flow {
        let Some(code) = self.code.params.get(param) else { return Ok(()) };
        if code.types.is_empty() && code.attributes.is_empty() || !code.is_assigned.get() {
            self.scope.put(code.symbol, value);
            return Ok(());
        }
        let variable = Variable::new(&code.name, value);
        let mut constraints = Vec::new();
        for site in code.types.iter().rev() {
            if !site.text.eq_ignore_ascii_case("ref") {
                let ty = super::types::site_type(s, site)?;
                let is_bare = code.attributes.is_empty() && !self.code.is_advanced;
                constraints.push(if is_bare { Constraint::Cast(ty) } else { Constraint::Type(ty) });
            }
        }
        if let Some(binder) = &self.binder {
            constraints.extend(binder.params()[param].validations.iter().cloned().map(Constraint::Validate));
        }
        *variable.constraints.borrow_mut() = constraints;
        self.scope.put_variable(code.symbol, Rc::new(variable));
        Ok(())
    }

    /// `-ErrorAction` and its sisters become the function's own preference variables.
    fn local_preferences(&self, s: &Session, run: &Rc<CommandRun>) {
        use crate::command::Action;
        let prefs = run.prefs.borrow();
        let names = s.preferences;
        let flag = |on: bool| if on { Action::Continue } else { Action::SilentlyContinue };
        let actions = [
            (names.error, prefs.error),
            (names.warning, prefs.warning),
            (names.information, prefs.information),
            (names.progress, prefs.progress),
            (names.verbose, prefs.verbose.map(flag)),
            (names.debug, prefs.debug.map(flag)),
        ];
        for (symbol, action) in actions {
            if let Some(action) = action {
                self.scope.put(symbol, action.value());
            }
        }
        if let Some(on) = prefs.what_if {
            self.scope.put(names.what_if, crate::convert::switch(on));
        }
        if let Some(on) = prefs.confirm {
            let level = if on { "Low" } else { "None" };
            self.scope.put(names.confirm, Value::enum_named("System.Management.Automation.ConfirmImpact", level));
        }
    }

    /// `clean`: runs once, whatever happened.
    pub fn clean(&mut self, s: &mut Session, _stage: &Rc<Stage>) -> Flow {
        let code = self.code.clone();
        let Some(clean) = &code.clean else { return Ok(()) };
        let ok = s.ok;
        let result = self.inside(s, |s, _| until_return(run_statements(s, clean, &Out::Null)));
        s.ok = ok;
        match result {
            Err(Halt::Error(record)) => {
                s.remember_error(&record);
                s.show_error(record)
            }
            other => other,
        }
    }

    /// Runs `f` with the session standing inside this call.
    fn inside<R>(&mut self, s: &mut Session, f: impl FnOnce(&mut Session, &mut Self) -> Result<R, Halt>) -> Result<R, Halt> {
        if s.calls.len() >= CALLS_DEEP_MAX {
            return Err(Fault::new(
                "System.Management.Automation.ScriptCallDepthException",
                "CallDepthOverflow",
                Category::InvalidOperation,
                "The script failed due to call depth overflow.",
            )
            .target(Value::from(CALLS_DEEP_MAX))
            .into());
        }
        let before = self.enter(s);
        s.calls.push(CallFrame {
            name: self.frame_name(),
            source: self.code.source.clone(),
            caller: before.position,
            caller_source: before.source.clone(),
            run: self.call.run.borrow().clone(),
        });
        let depth = s.calls.len();
        let result = f(s, self);
        if let Err(Halt::Error(record)) = &result {
            super::complete(s, record);
            self.forget_terminating(record);
        }
        s.calls.truncate(depth - 1);
        self.leave(s, before);
        result
    }

    /// `ThrowTerminatingError` ends this call only.
    fn forget_terminating(&self, record: &crate::fault::ErrorRecord) {
        let mine = match (record.run.borrow().as_ref(), self.call.run.borrow().as_ref()) {
            (Some(raised), Some(own)) => Rc::ptr_eq(raised, own),
            _ => false,
        };
        if mine {
            record.terminating.set(false);
        }
    }

    fn frame_name(&self) -> Str {
        match &self.call.run.borrow().as_ref().map(|r| r.info.clone()) {
            Some(info) if matches!(info.kind, CommandKind::Block(_) | CommandKind::Script { .. }) => Str::new_static("<ScriptBlock>"),
            _ => self.name.clone(),
        }
    }

    fn enter(&self, s: &mut Session) -> Before {
        let before = Before {
            scope: std::mem::replace(&mut s.scope, self.scope.clone()),
            state: s.state.clone(),
            source: std::mem::replace(&mut s.source, self.code.source.clone()),
            position: s.position,
            old_call: (self.uses == ScopeUse::Caller).then(|| self.scope.call.borrow().clone()),
        };
        if !Rc::ptr_eq(&self.state, &s.state) {
            *s.state.current.borrow_mut() = before.scope.clone();
            s.state = self.state.clone();
        }
        *self.scope.call.borrow_mut() = Some(self.call.clone());
        before
    }

    fn leave(&self, s: &mut Session, before: Before) {
        if let Some(call) = before.old_call {
            *self.scope.call.borrow_mut() = call;
        }
        s.scope = before.scope;
        s.state = before.state;
        s.source = before.source;
        s.position = before.position;
    }
}

/// `$input` of a function without parameters that say otherwise.
pub fn walk_over(items: Vec<Value>) -> Value {
    crate::clr::enumerator::over("System.Collections.ArrayList+ArrayListEnumeratorSimple", items)
}

fn make_scope(s: &Session, state: &Rc<SessionState>, code: &Code, uses: ScopeUse) -> Rc<Scope> {
    let outer = if Rc::ptr_eq(state, &s.state) { s.scope.clone() } else { state.current.borrow().clone() };
    match uses {
        ScopeUse::Caller => outer,
        ScopeUse::New => Scope::new(code.layout.clone(), Some(outer), false),
        ScopeUse::Script => Scope::new(code.layout.clone(), Some(outer), true),
    }
}

/// The default of a parameter nobody gave: its expression, else the empty value of its type.
fn default_of(s: &mut Session, param: &ParamCode) -> Eval {
    let value = match &param.default {
        Some(expr) => {
            s.position = param.span;
            super::expr::no_empty(eval(s, expr)?)
        }
        None => Value::Null,
    };
    let Some(site) = param.types.last().filter(|t| !t.text.eq_ignore_ascii_case("ref")) else { return Ok(value) };
    let ty = super::types::site_type(s, site)?;
    match crate::convert::to_type(s, &value, ty) {
        Ok(converted) => Ok(converted),
        Err(_) if param.default.is_none() => Ok(Value::Null),
        Err(fault) => Err(super::assign::cannot_transform(fault)),
    }
}

/// A default that fails is an error of the call.
fn at_call(halt: Halt, run: &CommandRun) -> Halt {
    if let Halt::Error(record) = &halt {
        let mut position = record.position.borrow_mut();
        if position.is_none() {
            *position = run.position.clone();
        }
    }
    halt
}

/// `return` ends a block and nothing more.
pub fn until_return(result: Flow) -> Flow {
    match result {
        Err(Halt::Return) => Ok(()),
        other => other,
    }
}

/// `& { … }` with positional arguments; its output as a value.
pub fn call_block(s: &mut Session, block: &Rc<ScriptBlock>, args: &[Value]) -> Eval {
    s.collect_value(|s, out| run_block(s, block, args, None, ScopeUse::New, out))
}

/// Runs a block with `$_` set, in the caller's scope; its output as a value.
pub fn call_with_item(s: &mut Session, block: &Rc<ScriptBlock>, item: Value, args: &[Value]) -> Eval {
    let code = block.code();
    if let Some(body) = plain_body(s, block, code).filter(|_| args.is_empty())
        && let Some((statement, expr)) = super::only_expression(body)
    {
        return with_item(s, code, item, |s| super::only_value(s, statement, expr));
    }
    s.collect_value(|s, out| run_with_item(s, block, item, args, out))
}

/// The value of a calculated property: what fails inside is the caller's to handle, nothing is reported.
pub fn call_property(s: &mut Session, block: &Rc<ScriptBlock>, item: Value) -> Eval {
    let saved = std::mem::replace(&mut s.propagate, true);
    let result = call_with_item(s, block, item, &[]);
    s.propagate = saved;
    if let Err(Halt::Error(record)) = &result {
        s.remember_error(record);
    }
    result
}

/// Runs a block with `$_` set, in the caller's scope.
pub fn run_with_item(s: &mut Session, block: &Rc<ScriptBlock>, item: Value, args: &[Value], out: &Out) -> Flow {
    let code = block.code();
    match plain_body(s, block, code).filter(|_| args.is_empty()) {
        Some(body) => with_item(s, code, item, |s| until_return(run_statements(s, body, out))),
        None => run_block(s, block, args, Some(item), ScopeUse::New, out),
    }
}

/// The statements of a block that may run as they stand: nothing to bind, no other blocks, the same state.
fn plain_body<'c>(s: &Session, block: &ScriptBlock, code: &'c Code) -> Option<&'c BlockCode> {
    let same_state = block.state.borrow().as_ref().is_none_or(|state| Rc::ptr_eq(state, &s.state));
    let simple = code.params.is_empty() && code.begin.is_none() && code.dynamicparam.is_none() && code.clean.is_none();
    match (&code.process, &code.end) {
        (None, Some(body)) | (Some(body), None) if simple && same_state => Some(body),
        _ => None,
    }
}

fn with_item<R>(s: &mut Session, code: &Code, item: Value, f: impl FnOnce(&mut Session) -> Result<R, Halt>) -> Result<R, Halt> {
    if code.reads_input {
        return with_input(s, item, |s, item| with_underscore(s, code, item, f));
    }
    with_underscore(s, code, item, f)
}

/// `$input` of a block that a command runs for an object is that object.
fn with_input<R>(s: &mut Session, item: Value, run: impl FnOnce(&mut Session, Value) -> Result<R, Halt>) -> Result<R, Halt> {
    let input = Value::array(vec![item.clone()]);
    let Some(call) = s.call() else {
        let scope = s.scope.clone();
        let lent = scope.lend(s.names.input, input);
        let result = run(s, item);
        scope.give_back(lent);
        return result;
    };
    let saved = call.input.borrow_mut().replace(input);
    let result = run(s, item);
    *call.input.borrow_mut() = saved;
    result
}

fn with_underscore<R>(s: &mut Session, code: &Code, item: Value, f: impl FnOnce(&mut Session) -> Result<R, Halt>) -> Result<R, Halt> {
    let scope = s.scope.clone();
    let lent = scope.lend(s.names.underscore, item);
    let position = s.position;
    let source = (!Arc::ptr_eq(&s.source, &code.source)).then(|| std::mem::replace(&mut s.source, code.source.clone()));
    let result = f(s);
    if let Err(Halt::Error(record)) = &result {
        super::complete(s, record);
    }
    if let Some(source) = source {
        s.source = source;
    }
    s.position = position;
    scope.give_back(lent);
    result
}

/// Runs a block as a command of its own.
pub fn run_block(s: &mut Session, block: &Rc<ScriptBlock>, args: &[Value], item: Option<Value>, uses: ScopeUse, out: &Out) -> Flow {
    let (run, stage) = block_stage(s, block, args, uses, false)?;
    if let Some(item) = item {
        let underscore = s.names.underscore;
        stage.scope.put(underscore, item);
    }
    let id = s.new_stage_id();
    let stage = Stage::new(s, id, run, out.clone(), None, crate::pipe::Body::Script(Box::new(stage)));
    crate::pipe::drive(s, &[stage], |s, first| first.process_alone(s))
}

/// The same with objects for its `process` block or `$input`.
pub fn run_block_with_input(
    s: &mut Session,
    block: &Rc<ScriptBlock>,
    args: &[Value],
    input: Vec<Value>,
    uses: ScopeUse,
    out: &Out,
) -> Flow {
    if input.is_empty() {
        return run_block(s, block, args, None, uses, out);
    }
    let (run, stage) = block_stage(s, block, args, uses, true)?;
    let id = s.new_stage_id();
    let stage = Stage::new(s, id, run, out.clone(), None, crate::pipe::Body::Script(Box::new(stage)));
    crate::pipe::drive(s, &[stage], |s, first| {
        for object in input {
            first.accept(s, object)?;
        }
        Ok(())
    })
}

fn block_stage(
    s: &mut Session,
    block: &Rc<ScriptBlock>,
    args: &[Value],
    uses: ScopeUse,
    expecting_input: bool,
) -> Result<(Rc<CommandRun>, ScriptStage), Halt> {
    let args = direct_arguments(block, args);
    let info = Rc::new(CommandInfo::new("", CommandKind::Block(block.clone())));
    let position = crate::fault::Position { source: s.source.clone(), span: s.position };
    let mut run = CommandRun::new(info, Str::new_static("&"), Some(position));
    run.expecting_input = expecting_input;
    let run = Rc::new(run);
    let stage = ScriptStage::new(s, &run, block.clone(), args, uses)?;
    Ok((run, stage))
}

/// The values of a call that no command line made: each goes to the next parameter of a plain block, switches too.
fn direct_arguments(block: &ScriptBlock, values: &[Value]) -> Vec<Arg> {
    let code = block.code();
    let named = |at: usize| code.params.get(at).filter(|_| !code.is_advanced);
    let one = |(at, value): (usize, &Value)| match named(at) {
        Some(param) => {
            let (span, value_span) = (Span::default(), Span::default());
            Arg::Named { name: param.name.clone(), value: Some(value.clone()), span, value_span }
        }
        None => Arg::Value { value: value.clone(), span: Span::default() },
    };
    values.iter().enumerate().map(one).collect()
}

/// Parses text and runs it in the current scope, as `Invoke-Expression` does.
pub fn run_text(s: &mut Session, text: &str, out: &Out) -> Flow {
    let block = super::block_of_text(s, None, text)?;
    run_block(s, &block, &[], None, ScopeUse::Caller, out)
}

/// Runs the body of a block in a scope that is ready: methods of classes.
pub fn run_body(s: &mut Session, block: &Rc<ScriptBlock>, scope: Rc<Scope>, name: &str, out: &Out) -> Flow {
    let state = state_of(s, block);
    let mut stage = ScriptStage::in_scope(Str::new(name), block.clone(), state, scope, ScopeUse::New, call_of(block, None));
    stage.inside(s, |s, this| this.run_end(s, out))
}

/// The state a block belongs to; the running one if it belongs to none.
fn state_of(s: &Session, block: &ScriptBlock) -> Rc<SessionState> {
    block.state.borrow().clone().unwrap_or_else(|| s.state.clone())
}

/// A call of a block that has got nothing yet.
fn call_of(block: &Rc<ScriptBlock>, run: Option<Rc<CommandRun>>) -> Call {
    Call {
        block: block.clone(),
        run: RefCell::new(run),
        args: RefCell::default(),
        input: RefCell::default(),
        has_no_input: false,
        bound: RefCell::default(),
        cmdlet: RefCell::default(),
    }
}

/// An object that no parameter takes: an error that `-ErrorVariable` of a script does not see.
fn report_unbound(s: &mut Session, run: &Rc<CommandRun>, record: Rc<crate::fault::ErrorRecord>) -> Flow {
    let variable = run.prefs.borrow_mut().error_variable.take();
    let told = s.write_error(run, record);
    run.prefs.borrow_mut().error_variable = variable;
    told
}

/// The scope a method body or another prepared call runs in: a child of the block's own state.
pub fn scope_for(s: &Session, block: &Rc<ScriptBlock>) -> Rc<Scope> {
    let state = block.state.borrow().clone().unwrap_or_else(|| s.state.clone());
    let code = block.code();
    let outer = if Rc::ptr_eq(&state, &s.state) { s.scope.script_scope() } else { state.root.clone() };
    Scope::new(code.layout.clone(), Some(outer), false)
}

/// Runs the text of a script file.
pub fn invoke_script(s: &mut Session, path: &std::path::Path, args: Vec<Arg>, uses: ScopeUse, out: &Out) -> Flow {
    let info = super::command::script_info(s, path)?;
    super::command::run_info(s, info, args, uses, out)
}

/// Runs a script file in the caller's scope with what its `$input` walks over.
pub fn invoke_script_with(s: &mut Session, path: &std::path::Path, args: Vec<Arg>, input: Vec<Value>, out: &Out) -> Flow {
    let info = super::command::script_info(s, path)?;
    let position = crate::fault::Position { source: s.source.clone(), span: s.position };
    let run = Rc::new(CommandRun::new(info.clone(), info.name.clone(), Some(position)));
    let block = super::command::script_block(s, &info)?;
    let mut stage = ScriptStage::new(s, &run, block, args, ScopeUse::Caller)?;
    *stage.call.input.borrow_mut() = Some(stage.input_of(input.clone()));
    stage.collected = input;
    let id = s.new_stage_id();
    let stage = Stage::new(s, id, run, out.clone(), None, crate::pipe::Body::Script(Box::new(stage)));
    crate::pipe::drive(s, &[stage], |s, first| first.process_alone(s))
}

/// A block from text, as `[scriptblock]::Create` and `$function:x = 'text'` make it.
pub fn make_function(s: &mut Session, text: &str) -> Result<Rc<ScriptBlock>, Halt> {
    let source = Source::new(None, text);
    let (tree, errors) = lang::parse_input_with(&source, &crate::syntax::SessionTypes::of(s));
    if !errors.is_empty() {
        return Err(crate::syntax::fault(&source, &errors));
    }
    Ok(Rc::new(ScriptBlock::new(Rc::new(BlockBody::new(tree).unchecked()), Some(s.state.clone()))))
}

/// A `function` or `filter` statement.
pub fn define_function(s: &mut Session, code: &FunctionCode) {
    let block = Rc::new(ScriptBlock::new(code.body.clone(), Some(s.state.clone())));
    let kind = if code.is_filter { CommandKind::Filter(block) } else { CommandKind::Function(block) };
    let info = CommandInfo::new(code.name.clone(), kind).in_module(s.state.module_name());
    let scope = match code.scope.as_ref().map(|scope| scope.to_ascii_lowercase()).as_deref() {
        Some("global") => s.global.root.clone(),
        Some("script") => s.scope.script_scope(),
        _ => s.scope.clone(),
    };
    scope.set_function(Symbol::of(&code.name), Rc::new(info));
    for alias in alias_names(&code.body.tree) {
        let info = CommandInfo::new(alias.clone(), CommandKind::Alias(code.name.clone())).in_module(s.state.module_name());
        scope.set_alias(Symbol::of(&alias), Rc::new(info));
    }
    s.catalog.epoch += 1;
}

/// Names in `[Alias()]` before the param block.
fn alias_names(tree: &lang::tree::ScriptBlock) -> Vec<Str> {
    use lang::tree::{ExprKind, TypeNameKind};
    let is_alias =
        |name: &str| name.eq_ignore_ascii_case("Alias") || name.eq_ignore_ascii_case("System.Management.Automation.AliasAttribute");
    let mut names = Vec::new();
    for attribute in &tree.attributes {
        if matches!(&attribute.type_name.kind, TypeNameKind::Simple(name) if is_alias(name)) {
            names.extend(attribute.positional.iter().filter_map(|e| match &e.kind {
                ExprKind::String { value, .. } => Some(value.clone()),
                _ => None,
            }));
        }
    }
    names
}
