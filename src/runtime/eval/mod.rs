//! Evaluation: code to effects.
//!
//! In:    lowered code, a session, a place for output.
//! Out:   objects, changed variables, halts.
//! Never: parses or prints.
//!
//! Start reading at `run_statements`; `expr` has expressions, `call` functions, `pipeline` commands.

mod assign;
mod call;
mod cmdlet_object;
mod command;
mod control;
mod direct;
mod expr;
mod member;
mod redirect;
mod steppable;
mod types;
mod variable;

pub use variable::set_environment;

pub use assign::{assign_index, assign_member, assign_variable, not_writable, put_in_scope, put_variable};
pub use call::{
    ScopeUse, ScriptStage, call_block, call_property, call_with_item, invoke_script, invoke_script_with, make_function, run_block,
    run_block_with_input, run_body, run_text, run_with_item, scope_for, until_return, with_dynamic_params,
};
pub use cmdlet_object::record_of;
pub use command::{PARAMETER_MARK, block_of_text, find_command, resolve_command, resolve_value, run_command_named, run_info, script_info};
pub use expr::{eval, no_empty};
pub use steppable::of as steppable_pipeline;
pub use types::{find_type, resolve_type_name, site_type};
pub use variable::{drive_get, drive_set, read_variable};

use crate::code::{BlockCode, Condition, St, StKind};
use crate::command::Action;
use crate::enumerate;
use crate::fault::{Category, ErrorRecord, Eval, Exception, Fault, Flow, Halt, Position};
use crate::pipe::Out;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use std::rc::Rc;

/// Statements one after another; an error that nobody catches is reported and the next statement runs.
pub fn run_statements(s: &mut Session, block: &BlockCode, out: &Out) -> Flow {
    if block.traps.is_empty() {
        return run_each(s, block, out);
    }
    // A trap catches what calls inside its block would report themselves.
    let saved = std::mem::replace(&mut s.propagate, true);
    let result = run_each(s, block, out);
    s.propagate = saved;
    result
}

fn run_each(s: &mut Session, block: &BlockCode, out: &Out) -> Flow {
    for statement in &block.statements {
        s.poll()?;
        s.position = statement.span;
        if let Err(halt) = run_statement(s, statement, out) {
            let Halt::Error(record) = halt else { return Err(halt) };
            complete(s, &record);
            s.ok = false;
            if !block.traps.is_empty() {
                if control::run_trap(s, block, &record, out)? {
                    continue;
                }
                return Err(Halt::Error(record));
            }
            after_error(s, record)?;
        }
    }
    Ok(())
}

/// Place and stack for a record that came without.
pub fn complete(s: &Session, record: &Rc<ErrorRecord>) {
    if record.raw.replace(false) {
        // An exception of .NET that no call wrapped: the engine knows nothing more about it.
        record.category.set(Category::OperationStopped);
        *record.id.borrow_mut() = Str::new(record.exception.ty().map_or("", Type::full_name));
    }
    if record.position.borrow().is_none() && !record.placeless.get() {
        *record.position.borrow_mut() = Some(Position { source: s.source.clone(), span: s.position });
    }
    if record.stack.borrow().is_none() {
        *record.stack.borrow_mut() = Some(s.stack_text());
    }
    if let Some(exception) = Exception::of(&record.exception)
        && exception.record.borrow().is_none()
    {
        *exception.record.borrow_mut() = Some(record.clone());
    }
}

/// Reports an error and goes on, or hands it to whoever catches.
fn after_error(s: &mut Session, record: Rc<ErrorRecord>) -> Flow {
    if s.propagate {
        return Err(Halt::Error(record));
    }
    match s.error_action(None) {
        Action::Ignore if !record.by_stop.get() => Ok(()),
        Action::SilentlyContinue if !record.by_stop.get() => {
            s.remember_error(&record);
            Ok(())
        }
        Action::Stop => Err(Halt::Error(record)),
        _ if record.thrown.get() || record.terminating.get() => Err(Halt::Error(record)),
        _ => {
            s.remember_error(&record);
            s.show_error(record)
        }
    }
}

/// One statement.
pub fn run_statement(s: &mut Session, statement: &St, out: &Out) -> Flow {
    match &statement.kind {
        StKind::Nothing => Ok(()),
        StKind::Expr(expr, true) => {
            let value = eval(s, expr)?;
            if !keeps_status(expr) {
                s.ok = true;
            }
            out.emit_each(s, value)
        }
        StKind::Expr(expr, false) => {
            eval(s, expr)?;
            s.ok = true;
            Ok(())
        }
        StKind::Pipeline(pipeline) => command::run_pipeline(s, pipeline, out),
        StKind::Assign(assign) => assign::run_statement(s, assign),
        StKind::If { clauses, otherwise } => {
            for (condition, body) in clauses {
                if truth(s, condition)? {
                    return run_statements(s, body, out);
                }
            }
            match otherwise {
                Some(body) => run_statements(s, body, out),
                None => Ok(()),
            }
        }
        StKind::Loop(code) => control::run_loop(s, code, out),
        StKind::ForEach(code) => control::run_foreach(s, code, out),
        StKind::Switch(code) => control::run_switch(s, code, out),
        StKind::Try(code) => control::run_try(s, code, out),
        StKind::Break(label) => Err(Halt::Break(label_text(s, label.as_ref())?)),
        StKind::Continue(label) => Err(Halt::Continue(label_text(s, label.as_ref())?)),
        StKind::Return(value) => {
            match (value, out) {
                (Some(value), Out::Method(returned)) => {
                    let value = value_of(s, value)?;
                    *returned.borrow_mut() = Some(value);
                }
                (Some(value), _) => run_statement(s, value, out)?,
                (None, _) => {}
            }
            Err(Halt::Return)
        }
        StKind::Throw(value) => Err(throw(s, value.as_deref(), statement)?),
        StKind::Exit(value) => Err(exit(s, value.as_deref())?),
        StKind::Function(function) => {
            call::define_function(s, function);
            Ok(())
        }
        // Types are declared before the first statement of their block.
        StKind::Type(_) => Ok(()),
        StKind::Chain { left, op, right, background } => {
            if *background {
                return Err(refused("a chain in the background"));
            }
            run_part(s, left, out)?;
            let go_on = (*op == lang::tree::ChainOp::And) == s.ok;
            if go_on { run_part(s, right, out) } else { Ok(()) }
        }
        StKind::Data { variable, body } => match variable {
            None => run_statements(s, body, out),
            Some(site) => {
                let items = s.collect(|s, out| run_statements(s, body, out))?;
                put_variable(s, site, enumerate::collected(items))
            }
        },
        StKind::Block(body) => run_statements(s, body, out),
        StKind::Refused(what) => Err(refused(what)),
    }
}

/// `(…)`, `$(…)` and `@(…)` leave `$?` as the pipeline inside set it.
fn keeps_status(expr: &crate::code::Ex) -> bool {
    use crate::code::Ex;
    matches!(expr, Ex::Paren(_) | Ex::SubExpr(_) | Ex::ArrayBlock(_))
}

/// A part of a chain: its error is reported, and counts as failure for what follows.
fn run_part(s: &mut Session, statement: &St, out: &Out) -> Flow {
    match run_statement(s, statement, out) {
        Err(Halt::Error(record)) => {
            complete(s, &record);
            s.ok = false;
            after_error(s, record)
        }
        other => other,
    }
}

/// `a construct that parses but does not run yet`.
pub fn refused(what: &str) -> Halt {
    Fault::new(
        "System.Management.Automation.PSNotSupportedException",
        "NotSupported",
        Category::NotImplemented,
        format!("This shell does not run {what}."),
    )
    .into()
}

fn label_text(s: &mut Session, label: Option<&crate::code::Ex>) -> Result<Option<Str>, Halt> {
    match label {
        Some(expr) => {
            let value = eval(s, expr)?;
            Ok(Some(crate::text::to_text(s, &value)?))
        }
        None => Ok(None),
    }
}

/// The value of a statement where an expression stands: `(…)`, `$x = …`, a condition.
pub fn value_of(s: &mut Session, statement: &St) -> Eval {
    match &statement.kind {
        StKind::Expr(expr, _) => {
            let value = eval(s, expr)?;
            if !keeps_status(expr) {
                s.ok = true;
            }
            Ok(value)
        }
        StKind::Assign(assign) => assign::run(s, assign),
        _ => s.collect_value(|s, out| run_statement(s, statement, out)),
    }
}

/// The one expression a block consists of.
pub fn only_expression(block: &BlockCode) -> Option<(&St, &crate::code::Ex)> {
    match block.statements.as_slice() {
        [statement] if block.traps.is_empty() => match &statement.kind {
            StKind::Expr(expr, true) => Some((statement, expr)),
            _ => None,
        },
        _ => None,
    }
}

/// What such a block gives, as if its output had been collected.
pub fn only_value(s: &mut Session, statement: &St, expr: &crate::code::Ex) -> Eval {
    s.poll()?;
    s.position = statement.span;
    match only_output(s, expr) {
        Err(Halt::Error(record)) => {
            complete(s, &record);
            s.ok = false;
            after_error(s, record)?;
            Ok(Value::Empty)
        }
        other => other,
    }
}

fn only_output(s: &mut Session, expr: &crate::code::Ex) -> Eval {
    let value = eval(s, expr)?;
    if !keeps_status(expr) {
        s.ok = true;
    }
    match value {
        Value::Int(_) | Value::Str(_) | Value::Bool(_) | Value::Double(_) => Ok(value),
        other => Ok(enumerate::collected(enumerate::each(s, other)?)),
    }
}

pub fn truth(s: &mut Session, condition: &Condition) -> Result<bool, Halt> {
    match condition {
        Condition::Expr(expr, span) => {
            if let Some(answer) = expr::quick_truth(s, expr) {
                return Ok(answer);
            }
            s.position = *span;
            let value = eval(s, expr)?;
            Ok(crate::convert::to_bool(&value))
        }
        Condition::Statement(statement) => {
            s.position = statement.span;
            let value = value_of(s, statement)?;
            Ok(crate::convert::to_bool(&value))
        }
    }
}

pub fn condition_value(s: &mut Session, condition: &Condition) -> Eval {
    match condition {
        Condition::Expr(expr, span) => {
            s.position = *span;
            eval(s, expr)
        }
        Condition::Statement(statement) => value_of(s, statement),
    }
}

/// `throw`: an error that ends everything up to the next catch.
fn throw(s: &mut Session, value: Option<&St>, statement: &St) -> Result<Halt, Halt> {
    let value = match value {
        Some(inner) => value_of(s, inner)?,
        None => Value::Empty,
    };
    let position = Position { source: s.source.clone(), span: statement.span };
    s.position = statement.span;
    if value.is_null()
        && let Some(current) = s.lookup(s.names.underscore).filter(|v| v.as_native::<ErrorRecord>().is_some())
        && let Value::Native(native) = current.base()
        && let Ok(record) = (native.clone() as Rc<dyn std::any::Any>).downcast::<ErrorRecord>()
    {
        record.thrown.set(true);
        return Ok(Halt::Error(record));
    }
    let record = record_of_thrown(s, value)?;
    record.thrown.set(true);
    if record.position.borrow().is_none() {
        *record.position.borrow_mut() = Some(position);
    }
    Ok(Halt::Error(record))
}

fn record_of_thrown(s: &mut Session, value: Value) -> Result<Rc<ErrorRecord>, Halt> {
    if let Value::Native(native) = value.base()
        && let Ok(record) = (native.clone() as Rc<dyn std::any::Any>).downcast::<ErrorRecord>()
    {
        record.is_rethrown.set(!record.thrown.get());
        return Ok(record);
    }
    if Exception::of(&value).is_some() {
        let record = Exception::of(&value).and_then(|e| e.record.borrow().clone());
        if let Some(record) = record {
            // Thrown again it has another place; what it is stays.
            let id = record.id.borrow().clone();
            return Ok(Rc::new(ErrorRecord::new(value, &id, record.category.get(), record.target.clone())));
        }
        let id = Exception::message_of(&value);
        return Ok(Rc::new(ErrorRecord::new(value, &id, Category::OperationStopped, Value::Null)));
    }
    let message = if value.is_null() { Str::new_static("ScriptHalted") } else { crate::text::to_text(s, &value)? };
    let exception = Exception::new(Type::of("System.Management.Automation.RuntimeException"), message.clone(), Value::Null);
    let target = if value.is_null() { Value::Null } else { value };
    Ok(Rc::new(ErrorRecord::new(Value::native(exception), &message, Category::OperationStopped, target)))
}

fn exit(s: &mut Session, value: Option<&St>) -> Result<Halt, Halt> {
    let code = match value {
        Some(inner) => {
            let value = value_of(s, inner)?;
            crate::convert::to_int(&value).unwrap_or(0)
        }
        None => match s.last_exit_code {
            Value::Int(code) => code,
            _ => 0,
        },
    };
    Ok(Halt::Exit(code))
}

/// `using namespace` of a script: from now on its short type names mean something.
pub fn read_usings(s: &mut Session, tree: &lang::tree::ScriptBlock) {
    for using in &tree.usings {
        if let (lang::tree::UsingKind::Namespace, Some(name)) = (using.kind, &using.name)
            && !s.namespaces.iter().any(|n| n.eq_ignore_ascii_case(name))
        {
            s.namespaces.push(name.to_string());
            s.type_epoch += 1;
        }
    }
}
