//! Commands: from a name and arguments to a stage, from stages to a running pipeline.

use super::call::{ScopeUse, ScriptStage};
use super::{direct, eval, redirect};
use crate::bind::{Arg, Binder, Kind};
use crate::block::{BlockBody, ScriptBlock};
use crate::code::{ArgCode, CommandCode, CommandName, Ex, PipelineCode, StKind, StageCode};
use crate::command::{CmdletEntry, CommandInfo, CommandKind, CommandRun};
use crate::fault::{Category, Fault, Flow, Halt, Position};
use crate::pipe::{Body, CmdletStage, Out, Stage, drive};
use crate::session::Session;
use crate::value::{Str, Symbol, Value};
use lang::tree::{BinaryOp, Invocation};
use lang::{Source, Span};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Runs a pipeline; its output goes to `out`.
pub fn run_pipeline(s: &mut Session, code: &PipelineCode, out: &Out) -> Flow {
    if code.background {
        return in_background(s, code.source.slice(code.span), out);
    }
    let (source, commands) = match code.stages.split_first() {
        Some((StageCode::Expr { expr, redirections, span }, rest)) => (Some((expr, redirections, *span)), rest),
        _ => (None, code.stages.as_slice()),
    };
    let started = Started::new(s);
    if commands.is_empty() {
        let Some((expr, redirections, _)) = source else { return Ok(()) };
        let result = redirect::around(s, redirections, out, |s, out| {
            let value = eval(s, expr)?;
            s.ok = true;
            out.emit_each(s, value)
        });
        return started.finish(s, &[], result);
    }
    let mut first = None;
    if let (None, [StageCode::Command(code)]) = (source, commands) {
        match run_alone(s, code, out) {
            Ok(Alone::Done(run)) => {
                started.finish(s, &[], Ok(()))?;
                s.ok = !run.has_error.get();
                return Ok(());
            }
            Ok(Alone::Prepared(ready)) => first = Some(ready),
            Err(halt) => return started.finish(s, &[], Err(halt)),
        }
    }
    let mut files = Vec::new();
    let built = build_stages(s, commands, first, source.is_some(), out, &mut files);
    let stages = match built {
        Ok(stages) => stages,
        Err(halt) => {
            let closed = redirect::close(s, files);
            return started.finish(s, &[], closed.and(Err(halt)));
        }
    };
    let result = match source {
        Some((expr, redirections, _)) => drive(s, &stages, |s, first| {
            let target = Out::Stage(first.clone());
            redirect::around(s, redirections, &target, |s, target| feed(s, expr, target))
        }),
        None => drive(s, &stages, |s, first| first.process_alone(s)),
    };
    let closed = redirect::close(s, files);
    started.finish(s, &stages, result.and(closed))
}

/// A single command after the attempt to call it without a pipeline.
enum Alone {
    Done(Rc<CommandRun>),
    Prepared(Prepared),
}

/// Calls a plain function at once; anything else comes back with its arguments evaluated.
fn run_alone(s: &mut Session, code: &CommandCode, out: &Out) -> Result<Alone, Halt> {
    s.position = code.span;
    let mut ready = resolve(s, code)?;
    let may_be_direct = !ready.has_args && direct::is_plain(code, &ready.info);
    let (true, Some(block)) = (may_be_direct, ready.info.block().cloned()) else {
        add_arguments(s, code, &mut ready)?;
        return Ok(Alone::Prepared(ready));
    };
    let given = match direct::values(s, &code.args)? {
        Some(values) => {
            direct::fit_values(s, block.code(), values).map_err(|values| ready.args = direct::as_arguments(&code.args, values)).ok()
        }
        None => {
            add_arguments(s, code, &mut ready)?;
            direct::fit(s, block.code(), &ready.args)
        }
    };
    let Some(given) = given else { return Ok(Alone::Prepared(ready)) };
    let position = Position { source: s.source.clone(), span: code.span };
    let run = Rc::new(CommandRun::new(ready.info, called_as(code, ready.called_as), Some(position)));
    s.position = code.span;
    ScriptStage::run_direct(s, &run, &block, given, out)?;
    Ok(Alone::Done(run))
}

/// `… &`: a job that runs the text; variables of the session come along as `$using:`.
fn in_background(s: &mut Session, text: &str, out: &Out) -> Flow {
    let block = super::make_function(s, &with_using(s, text))?;
    let named = |name: &str, value: Value| {
        let (span, value_span) = (Span::default(), Span::default());
        Arg::Named { name: Str::new(name), value: Some(value), span, value_span }
    };
    run_command_named(s, "Start-Job", vec![named("ScriptBlock", Value::Block(block))], out)
}

/// The text with `$x` as `$using:x` where the session has such a variable of its own.
fn with_using(s: &Session, text: &str) -> String {
    let mut made = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (head, tail) = rest.split_at(at + 1);
        made.push_str(head);
        let name: String = tail.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let is_automatic = s.names.is_automatic(&name);
        if !name.is_empty() && !is_automatic && !tail[name.len()..].starts_with(':') && s.get_var(&name).is_some() {
            made.push_str("using:");
        }
        rest = tail;
    }
    made.push_str(rest);
    made
}

/// What must be as before once the pipeline is over.
struct Started {
    position: Span,
}

impl Started {
    fn new(s: &Session) -> Self {
        Self { position: s.position }
    }

    fn finish(self, s: &mut Session, stages: &[Rc<Stage>], result: Flow) -> Flow {
        s.position = self.position;
        for name in stages.iter().filter_map(|st| st.run.prefs.borrow().pipeline_variable.clone()) {
            s.scope.remove(Symbol::of(&name));
        }
        match result {
            Ok(()) => {
                s.ok = !stages.iter().any(|st| st.run.has_error.get());
                if let Some(Halt::Exit(code)) = stages.iter().find_map(|st| exit_of(s, st)) {
                    s.ok = code == 0;
                }
                Ok(())
            }
            Err(halt) => {
                s.ok = false;
                Err(halt)
            }
        }
    }
}

/// A script file that ended with `exit n` says through `$?` how it went.
fn exit_of(s: &Session, stage: &Rc<Stage>) -> Option<Halt> {
    match (&stage.run.info.kind, &s.last_exit_code) {
        (CommandKind::Script { .. }, Value::Int(code)) if stage.run.exited.get() => Some(Halt::Exit(*code)),
        _ => None,
    }
}

/// Sends the values of a pipeline's first expression down; a range never becomes an array.
fn feed(s: &mut Session, expr: &Ex, out: &Out) -> Flow {
    if let Some(code) = range_of(expr) {
        let left = eval(s, &code.left)?;
        let right = eval(s, &code.right)?;
        if !matches!(left, Value::Str(_) | Value::Char(_)) {
            let (from, to) = crate::ops::range_ends(&left, &right)?;
            let mut at = from;
            loop {
                s.poll()?;
                out.emit(s, Value::Int(at))?;
                if at == to {
                    return Ok(());
                }
                at += if from < to { 1 } else { -1 };
            }
        }
    }
    let value = eval(s, expr)?;
    out.emit_each(s, value)
}

fn range_of(expr: &Ex) -> Option<&crate::code::BinaryCode> {
    match expr {
        Ex::Binary(code) if code.op == BinaryOp::Range => Some(code),
        Ex::Paren(statement) => match &statement.kind {
            StKind::Expr(inner, _) => range_of(inner),
            _ => None,
        },
        _ => None,
    }
}

/// The stages of a pipeline, last to first since each needs to know where its output goes.
pub(super) fn build_stages(
    s: &mut Session,
    commands: &[StageCode],
    first: Option<Prepared>,
    has_source: bool,
    out: &Out,
    files: &mut redirect::Files,
) -> Result<Vec<Rc<Stage>>, Halt> {
    let length = commands.len();
    let mut prepared = Vec::with_capacity(commands.len());
    let mut first = first;
    for stage in commands {
        let StageCode::Command(code) = stage else { return Err(super::refused("an expression in the middle of a pipeline")) };
        let ready = match first.take() {
            Some(ready) => ready,
            None => {
                s.position = code.span;
                prepare(s, code)?
            }
        };
        prepared.push((code, ready));
    }
    let mut next = out.clone();
    let mut stages = Vec::with_capacity(commands.len());
    for (at, (code, ready)) in prepared.into_iter().enumerate().rev() {
        let facts = Facts { place: at, has_input: at > 0 || has_source, length, is_last: at + 1 == commands.len() };
        let stage = build_one(s, code, ready, facts, &next, files)?;
        next = Out::Stage(stage.clone());
        stages.push(stage);
    }
    stages.reverse();
    Ok(stages)
}

/// Where a command stands in its pipeline.
#[derive(Clone, Copy)]
struct Facts {
    place: usize,
    has_input: bool,
    length: usize,
    is_last: bool,
}

/// A resolved command with its evaluated arguments.
pub(super) struct Prepared {
    info: Rc<CommandInfo>,
    called_as: Str,
    args: Vec<Arg>,
    /// A command inside a module took its name from the arguments: they are evaluated.
    has_args: bool,
}

/// Strict mode from this version on refuses `f(1, 2)`.
const STRICT_ABOUT_CALLS: u8 = 2;

fn prepare(s: &mut Session, code: &CommandCode) -> Result<Prepared, Halt> {
    let mut ready = resolve(s, code)?;
    add_arguments(s, code, &mut ready)?;
    Ok(ready)
}

/// The command a line means, before its arguments are looked at.
fn resolve(s: &mut Session, code: &CommandCode) -> Result<Prepared, Halt> {
    if code.looks_like_method && s.strict_mode() >= STRICT_ABOUT_CALLS {
        let message = "The function or command was called as if it were a method. Parameters should be separated by spaces. For information about parameters, see the about_Parameters Help topic.";
        return Err(Fault::invalid("StrictModeFunctionCallWithParens", message).into());
    }
    let (info, called_as) = match &code.name {
        CommandName::Fixed(name) => (resolve_fixed(s, code, name)?, name.clone()),
        CommandName::Dynamic(expr) => {
            let value = eval(s, expr)?;
            if let Some(module) = value.as_native::<crate::module::ModuleObject>() {
                let mut args = arguments(s, &code.args)?;
                let info = crate::module::command_inside(s, &module.0.clone(), &mut args)?;
                return Ok(Prepared { called_as: info.name.clone(), info, args, has_args: true });
            }
            s.position = code.name_span;
            resolve_value(s, &value).map_err(|halt| called_by(halt, code, ""))?
        }
    };
    Ok(Prepared { info, called_as, args: Vec::new(), has_args: false })
}

fn add_arguments(s: &mut Session, code: &CommandCode, ready: &mut Prepared) -> Flow {
    if ready.has_args {
        return Ok(());
    }
    let is_raw = matches!(&ready.info.kind, CommandKind::Cmdlet(entry) if entry.spec.raw);
    ready.args = if is_raw || matches!(ready.info.kind, CommandKind::Application(_)) {
        crate::native::arguments(s, &code.args)?
    } else {
        arguments(s, &code.args)?
    };
    ready.has_args = true;
    Ok(())
}

fn build_one(
    s: &mut Session,
    code: &CommandCode,
    ready: Prepared,
    facts: Facts,
    next: &Out,
    files: &mut redirect::Files,
) -> Result<Rc<Stage>, Halt> {
    let position = Position { source: s.source.clone(), span: code.span };
    let mut run = CommandRun::new(ready.info.clone(), called_as(code, ready.called_as), Some(position));
    run.pipeline_position = facts.place as u16 + 1;
    run.pipeline_length = facts.length as u16;
    run.expecting_input = facts.has_input;
    let run = Rc::new(run);
    s.position = code.span;
    let streams = redirect::open(s, &code.redirections, next, files)?;
    let uses = if code.invocation == Invocation::Dot { ScopeUse::Caller } else { ScopeUse::New };
    let ends_on_screen = facts.is_last && matches!(streams.out, Out::Display);
    stage_of(s, run, ready.args, uses, streams, ends_on_screen)
}

/// The name `$MyInvocation.InvocationName` shows.
fn called_as(code: &CommandCode, name: Str) -> Str {
    match code.invocation {
        Invocation::Plain => name,
        Invocation::Call => Str::new_static("&"),
        Invocation::Dot => Str::new_static("."),
    }
}

/// Binds the arguments and makes the stage.
fn stage_of(
    s: &mut Session,
    run: Rc<CommandRun>,
    args: Vec<Arg>,
    uses: ScopeUse,
    streams: redirect::Streams,
    ends_on_screen: bool,
) -> Result<Rc<Stage>, Halt> {
    let id = s.new_stage_id();
    let info = run.info.clone();
    if asks_for_help(&args) && !matches!(info.kind, CommandKind::Application(_)) {
        return help_stage(s, &info, streams);
    }
    let saved = streams.routes.as_ref().map(|routes| std::mem::replace(&mut s.routes, routes.clone()));
    let body = body_of(s, &run, args, uses, ends_on_screen);
    if let Some(saved) = saved {
        s.routes = saved;
    }
    let body = body?;
    let out = crate::pipe::with_variables(s, &run, streams.out);
    // Every stage keeps its own routes: it may be called while the command before it has redirected its streams.
    let routes = streams.routes.unwrap_or_else(|| s.routes.clone());
    Ok(Stage::new(s, id, run, out, Some(routes), body))
}

fn body_of(s: &mut Session, run: &Rc<CommandRun>, args: Vec<Arg>, uses: ScopeUse, ends_on_screen: bool) -> Result<Body, Halt> {
    match &run.info.kind {
        CommandKind::Cmdlet(entry) => cmdlet_body(s, run, &entry.clone(), args),
        CommandKind::Function(block) | CommandKind::Filter(block) | CommandKind::Block(block) => {
            Ok(Body::Script(Box::new(ScriptStage::new(s, run, block.clone(), args, uses)?)))
        }
        CommandKind::Script { .. } => {
            let block = script_block(s, &run.info)?;
            let uses = if uses == ScopeUse::Caller { uses } else { ScopeUse::Script };
            Ok(Body::Script(Box::new(ScriptStage::new(s, run, block, args, uses)?)))
        }
        CommandKind::Application(path) => {
            let native = crate::native::NativeStage::new(s, run.clone(), path.clone(), args, ends_on_screen)?;
            Ok(Body::Native(Box::new(native)))
        }
        CommandKind::Alias(target) => {
            let target = target.clone();
            Err(not_found(s, &target))
        }
    }
}

fn cmdlet_body(s: &mut Session, run: &Rc<CommandRun>, entry: &Rc<CmdletEntry>, args: Vec<Arg>) -> Result<Body, Halt> {
    let mut cmdlet = entry.make();
    let meta = entry.meta().clone();
    if entry.spec.raw {
        let texts = args.iter().map(crate::native::text_of).map(Value::from).collect();
        let binder = Binder::raw(run, meta, texts);
        return Ok(Body::Cmdlet(Box::new(CmdletStage { cmdlet, binder })));
    }
    let binder = Binder::line(s, run, meta, Kind::Cmdlet, None, args, |s, binder| {
        for (param, value) in binder.ready() {
            let meta = &binder.params()[*param];
            if !meta.is_common {
                cmdlet.offer(meta.index, value.clone());
            }
        }
        cmdlet.dynamic_params(s)
    })?;
    *run.set_name.borrow_mut() = binder.set_name();
    Ok(Body::Cmdlet(Box::new(CmdletStage { cmdlet, binder })))
}

fn asks_for_help(args: &[Arg]) -> bool {
    args.iter().any(|arg| matches!(arg, Arg::Named { name, .. } if name == "?"))
}

/// `command -?` shows its help.
fn help_stage(s: &mut Session, info: &Rc<CommandInfo>, streams: redirect::Streams) -> Result<Rc<Stage>, Halt> {
    let help = resolve_command(s, "Get-Help")?;
    let run = Rc::new(CommandRun::new(help, Str::new_static("Get-Help"), Some(Position { source: s.source.clone(), span: s.position })));
    let args = vec![Arg::Value { value: Value::Str(info.name.clone()), span: Span::default() }];
    stage_of(s, run, args, ScopeUse::New, streams, false)
}

/// Evaluates the arguments of a command.
pub fn arguments(s: &mut Session, codes: &[ArgCode]) -> Result<Vec<Arg>, Halt> {
    let mut args = Vec::with_capacity(codes.len());
    let mut only_values = false;
    for code in codes {
        match code {
            ArgCode::Parameter { name, argument, span, argument_span, .. } if !only_values => {
                let value = match argument {
                    Some(expr) => Some(super::expr::no_empty(eval(s, expr)?)),
                    None => None,
                };
                args.push(Arg::Named { name: name.clone(), value, span: *span, value_span: *argument_span });
            }
            ArgCode::Parameter { text, span, .. } => args.push(Arg::Value { value: Value::Str(text.clone()), span: *span }),
            ArgCode::Value { expr, span, .. } => {
                let value = super::expr::no_empty(eval(s, expr)?);
                args.push(Arg::Value { value, span: *span });
            }
            ArgCode::Splat { expr, span } => {
                let value = eval(s, expr)?;
                splat(s, &value, *span, &mut args)?;
            }
            ArgCode::Verbatim(text) => args.push(Arg::Value { value: Value::Str(text.clone()), span: Span::default() }),
            ArgCode::EndOfParameters => only_values = true,
        }
    }
    Ok(args)
}

/// Name of the note that marks text of `$args` as a parameter name, so that `@args` hands it on as one.
pub const PARAMETER_MARK: &str = "<CommandParameterName>";

fn splat(s: &mut Session, value: &Value, span: Span, args: &mut Vec<Arg>) -> Flow {
    if let Some(table) = value.as_table() {
        for (key, value) in table.entries() {
            let name = crate::text::to_text(s, &key)?;
            args.push(Arg::Splatted { name, value });
        }
        return Ok(());
    }
    let items = match value.base() {
        Value::Null | Value::Empty => vec![Value::Null],
        Value::Str(text) => text.encode_utf16().map(Value::Char).collect(),
        _ => crate::convert::to_list(s, value)?,
    };
    for item in items {
        let name = match &item {
            Value::Object(object) => object.note(PARAMETER_MARK).map(|n| n.plain_text()),
            _ => None,
        };
        match name {
            Some(name) => args.push(Arg::Named { name, value: None, span: Span::default(), value_span: Span::default() }),
            None => args.push(Arg::Value { value: item, span: if span.is_empty() { span } else { Span::default() } }),
        }
    }
    Ok(())
}

/// The command behind a fixed name, remembered as long as nothing that names mean has changed.
fn resolve_fixed(s: &mut Session, code: &CommandCode, name: &Str) -> Result<Rc<CommandInfo>, Halt> {
    let key = (s.catalog.epoch, Rc::as_ptr(&s.scope) as usize);
    if let Some((epoch, scope, info)) = code.site.seen.borrow().as_ref()
        && (*epoch, *scope) == key
    {
        return Ok(info.clone());
    }
    s.position = code.name_span;
    let info = resolve_command(s, name).map_err(|halt| called_by(halt, code, name))?;
    if !matches!(info.kind, CommandKind::Script { .. } | CommandKind::Application(_)) {
        *code.site.seen.borrow_mut() = Some((key.0, key.1, info.clone()));
    }
    Ok(info)
}

/// Notes under which name a command that does not exist was called: `&` and `.` hide what follows them.
fn called_by(halt: Halt, code: &CommandCode, name: &str) -> Halt {
    if let Halt::Error(record) = &halt {
        let called = match code.invocation {
            Invocation::Call => "&",
            Invocation::Dot => ".",
            Invocation::Plain => name,
        };
        *record.called_as.borrow_mut() = Some(Str::new(called));
    }
    halt
}

/// What `& $x` runs: a block, a command object, or a name.
pub fn resolve_value(s: &mut Session, value: &Value) -> Result<(Rc<CommandInfo>, Str), Halt> {
    if let Some(block) = value.as_block() {
        return Ok((Rc::new(CommandInfo::new("", CommandKind::Block(block.clone()))), Str::new_static("&")));
    }
    if let Some(command) = value.as_native::<crate::clr::CommandObject>() {
        return Ok((command.info.clone(), command.info.name.clone()));
    }
    if value.is_null() || value.as_str().is_some_and(|t| t.is_empty()) {
        let message = "The expression after '&' in a pipeline element produced an object that was not valid. It must result in a command name, a script block, or a CommandInfo object.";
        return Err(Fault::invalid("BadExpression", message).into());
    }
    let name = crate::text::to_text(s, value)?;
    Ok((resolve_command(s, &name)?, name))
}

/// What a name stands for: alias, function, cmdlet, script file or program.
pub fn resolve_command(s: &mut Session, name: &str) -> Result<Rc<CommandInfo>, Halt> {
    const ALIASES_DEEP_MAX: usize = 32;
    let mut name = Str::new(name);
    for _ in 0..ALIASES_DEEP_MAX {
        match alias_named(s, &name) {
            Some(target) => name = target,
            None => break,
        }
    }
    if let Some(info) = find_command(s, &name) {
        return Ok(info);
    }
    let came = match name.split_once('\\') {
        Some((module, _)) if !module.is_empty() && !module.contains(['/', '.']) => crate::module::load_named(s, module)?,
        _ => crate::module::load_for(s, &name)?,
    };
    match find_command(s, &name).filter(|_| came) {
        Some(info) => Ok(info),
        None => Err(not_found(s, &name)),
    }
}

fn alias_named(s: &Session, name: &str) -> Option<Str> {
    let symbol = Symbol::existing(name)?;
    let info = s.scope.chain().find_map(|scope| scope.alias_here(symbol)).or_else(|| s.global.root.alias_here(symbol))?;
    match &info.kind {
        CommandKind::Alias(target) => Some(target.clone()),
        _ => None,
    }
}

/// A command by its name, without aliases.
pub fn find_command(s: &Session, name: &str) -> Option<Rc<CommandInfo>> {
    if let Some((module, rest)) = name.split_once('\\')
        && (!module.contains(['/', '.']) || s.catalog.cmdlet(Symbol::of(rest)).is_some())
        && let Some(found) = in_module(s, module, rest)
    {
        return Some(found);
    }
    if let Some(found) = function_or_cmdlet(s, name) {
        return Some(found);
    }
    if let Some(found) = external(s, name) {
        return Some(found);
    }
    let getter = format!("Get-{name}");
    if name.contains('-') { None } else { function_or_cmdlet(s, &getter) }
}

fn function_or_cmdlet(s: &Session, name: &str) -> Option<Rc<CommandInfo>> {
    let symbol = Symbol::existing(name)?;
    let function = s.scope.chain().find_map(|scope| scope.function_here(symbol)).or_else(|| s.global.root.function_here(symbol));
    function.or_else(|| s.catalog.cmdlet(symbol).map(|entry| entry.info().clone()))
}

fn in_module(s: &Session, module: &str, name: &str) -> Option<Rc<CommandInfo>> {
    let symbol = Symbol::existing(name)?;
    if let Some(entry) = s.catalog.cmdlet(symbol).filter(|e| e.spec.module.eq_ignore_ascii_case(module)) {
        return Some(entry.info().clone());
    }
    let modules = s.modules.borrow();
    let found = modules.iter().find(|m| m.name.eq_ignore_ascii_case(module))?;
    found.state.root.function_here(symbol)
}

/// A file the name points at, or one on `PATH`.
fn external(s: &Session, name: &str) -> Option<Rc<CommandInfo>> {
    if name.is_empty() {
        return None;
    }
    if name.contains('/') || name.starts_with(".\\") || name.starts_with("..\\") || name.starts_with('~') {
        let path = crate::paths::full(s, name);
        let with_extension = || file_command(&PathBuf::from(format!("{}.ps1", path.display())));
        return file_command(&path).or_else(with_extension);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).find_map(|dir| {
        let plain = dir.join(name);
        file_command(&plain).or_else(|| file_command(&dir.join(format!("{name}.ps1"))))
    })
}

fn file_command(path: &Path) -> Option<Rc<CommandInfo>> {
    use std::os::unix::fs::PermissionsExt;
    let facts = std::fs::metadata(path).ok()?;
    if !facts.is_file() {
        return None;
    }
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ps1")) {
        let kind = CommandKind::Script { path: path.to_path_buf(), block: OnceCell::new() };
        return Some(Rc::new(CommandInfo::new(name, kind)));
    }
    (facts.permissions().mode() & 0o111 != 0).then(|| Rc::new(CommandInfo::new(name, CommandKind::Application(path.to_path_buf()))))
}

pub fn not_found(s: &Session, name: &str) -> Halt {
    let message = format!(
        "The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the spelling of the name, or if a path was included, verify that the path is correct and try again."
    );
    let record =
        Fault::new("System.Management.Automation.CommandNotFoundException", "CommandNotFoundException", Category::ObjectNotFound, message)
            .target(Str::new(name))
            .with("CommandName", Str::new(name))
            .record();
    *record.position.borrow_mut() = Some(Position { source: s.source.clone(), span: s.position });
    Halt::Error(record)
}

/// The command of a script file.
pub fn script_info(s: &Session, path: &Path) -> Result<Rc<CommandInfo>, Halt> {
    let full: PathBuf = if path.is_absolute() { path.to_path_buf() } else { s.location.join(path) };
    let name = full.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    Ok(Rc::new(CommandInfo::new(name, CommandKind::Script { path: full, block: OnceCell::new() })))
}

pub(super) fn script_block(s: &mut Session, info: &Rc<CommandInfo>) -> Result<Rc<ScriptBlock>, Halt> {
    let CommandKind::Script { path, block } = &info.kind else { return Err(not_found(s, &info.name)) };
    if let Some(block) = block.get() {
        return Ok(block.clone());
    }
    let text = match std::fs::read(path) {
        Ok(bytes) => dotnet::encoding::Encoding::UTF8.read(&bytes).into_owned(),
        Err(error) => return Err(crate::paths::read_fault(&error, path)),
    };
    let made = block_of_text(s, Some(path.display().to_string()), &text)?;
    Ok(block.get_or_init(|| made).clone())
}

/// Parses text as a script of the global state; syntax errors are a terminating error.
pub fn block_of_text(s: &mut Session, file: Option<String>, text: &str) -> Result<Rc<ScriptBlock>, Halt> {
    let source = Source::new(file, text);
    let (mut tree, mut errors) = lang::parse_with(&source, &crate::syntax::SessionTypes::of(s));
    let modules = use_modules(s, &source, &tree)?;
    if !modules.is_empty() {
        (tree, errors) = lang::parse_with(&source, &crate::syntax::SessionTypes { session: s, modules: &modules });
    }
    if !errors.is_empty() {
        return Err(crate::syntax::fault(&source, &errors));
    }
    super::read_usings(s, &tree);
    crate::requires::check(s, &tree)?;
    Ok(Rc::new(ScriptBlock::new(Rc::new(BlockBody::new(tree).using(modules)), Some(s.state.clone()))))
}

/// `using module`: with one loaded the text means more than before.
fn use_modules(s: &mut Session, source: &Source, tree: &lang::tree::ScriptBlock) -> Result<Vec<Rc<crate::module::Module>>, Halt> {
    let mut used = Vec::new();
    for using in tree.usings.iter().filter(|u| u.kind == lang::tree::UsingKind::Module) {
        if let Some(name) = &using.name {
            used.push(crate::module::use_module(s, name, source.file.as_deref())?);
        }
    }
    Ok(used)
}

/// Runs one command by name with ready arguments.
pub fn run_command_named(s: &mut Session, name: &str, args: Vec<Arg>, out: &Out) -> Flow {
    let info = resolve_command(s, name)?;
    run_info(s, info, args, ScopeUse::New, out)
}

pub fn run_info(s: &mut Session, info: Rc<CommandInfo>, args: Vec<Arg>, uses: ScopeUse, out: &Out) -> Flow {
    let position = Position { source: s.source.clone(), span: s.position };
    let called_as = info.name.clone();
    let run = Rc::new(CommandRun::new(info, called_as, Some(position)));
    let streams = redirect::Streams { out: out.clone(), routes: None };
    let stage = stage_of(s, run, args, uses, streams, false)?;
    let started = Started::new(s);
    let stages = [stage];
    let result = drive(s, &stages, |s, first| first.process_alone(s));
    started.finish(s, &stages, result)
}
