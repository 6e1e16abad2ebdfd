//! Loops, switch, try and trap.

use super::{condition_value, eval, run_statement, run_statements, truth};
use crate::code::{BlockCode, ClauseCode, Condition, Ex, ForEachCode, LoopCode, LoopKind, MemberName, SwitchCode, TryCode};
use crate::enumerate::{Half, Walk};
use crate::fault::{ErrorRecord, Exception, Flow, Halt};
use crate::ops::PatternKind;
use crate::pipe::Out;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use lang::tree::{BinaryOp, SwitchMode};
use std::rc::Rc;

/// What a loop does after its body.
enum After {
    Next,
    Leave,
}

fn after_body(result: Flow, label: Option<&Str>) -> Result<After, Halt> {
    let mine = |wanted: &Option<Str>| match (wanted, label) {
        (None, _) => true,
        (Some(wanted), Some(label)) => wanted.eq_ignore_ascii_case(label),
        (Some(_), None) => false,
    };
    match result {
        Ok(()) => Ok(After::Next),
        Err(Halt::Break(wanted)) if mine(&wanted) => Ok(After::Leave),
        Err(Halt::Continue(wanted)) if mine(&wanted) => Ok(After::Next),
        Err(halt) => Err(halt),
    }
}

pub fn run_loop(s: &mut Session, code: &LoopCode, out: &Out) -> Flow {
    if let Some(init) = &code.init {
        run_statement(s, init, &Out::Null)?;
    }
    let mut first = true;
    loop {
        s.poll()?;
        let checks_first = code.kind == LoopKind::While;
        if checks_first && !loop_truth(s, code)? {
            return Ok(());
        }
        if !checks_first && !first && loop_truth(s, code)? == (code.kind == LoopKind::DoUntil) {
            return Ok(());
        }
        first = false;
        if let After::Leave = after_body(run_statements(s, &code.body, out), code.label.as_ref())? {
            return Ok(());
        }
        if let Some(step) = &code.step {
            run_statement(s, step, &Out::Null)?;
        }
    }
}

fn loop_truth(s: &mut Session, code: &LoopCode) -> Result<bool, Halt> {
    match &code.condition {
        Some(condition) => truth(s, condition),
        None => Ok(true),
    }
}

pub fn run_foreach(s: &mut Session, code: &ForEachCode, out: &Out) -> Flow {
    if code.shows_walk {
        let sequence = condition_value(s, &code.sequence)?;
        let items = if sequence.is_null() { Vec::new() } else { crate::enumerate::each(s, sequence)? };
        let name = s.names.foreach;
        return walk(s, items, name, |s, item| foreach_turn(s, code, item, out));
    }
    if let Condition::Expr(Ex::Binary(binary), _) = &code.sequence
        && binary.op == BinaryOp::Range
    {
        let left = eval(s, &binary.left)?;
        let right = eval(s, &binary.right)?;
        if !matches!((&left, &right), (Value::Str(_), _) | (Value::Char(_), _)) {
            return foreach_range(s, code, &left, &right, out);
        }
    }
    let sequence = match half_of_table(s, &code.sequence)? {
        Sequence::Walk(walk) => Ok(walk),
        Sequence::Open => Err(condition_value(s, &code.sequence)?),
        Sequence::Value(value) => Err(value),
    };
    let mut walk = match sequence {
        Err(value) if value.is_null() => {
            s.ok = true;
            return Ok(());
        }
        Err(value) => crate::enumerate::walk(s, value)?,
        Ok(walk) => walk,
    };
    s.ok = true;
    while let Some(item) = walk.next()? {
        if let After::Leave = foreach_turn(s, code, item, out)? {
            break;
        }
    }
    Ok(())
}

/// What `foreach` goes through, as far as it is known without a list.
enum Sequence {
    Open,
    Walk(Walk),
    Value(Value),
}

/// `foreach ($k in $table.Keys)` and `.Values` walk the dictionary itself.
fn half_of_table(s: &mut Session, sequence: &Condition) -> Result<Sequence, Halt> {
    let Condition::Expr(Ex::Member(member), span) = sequence else { return Ok(Sequence::Open) };
    let MemberName::Fixed(name, _) = &member.name else { return Ok(Sequence::Open) };
    let half = match name.as_str() {
        name if name.eq_ignore_ascii_case("Keys") => Half::Keys,
        name if name.eq_ignore_ascii_case("Values") => Half::Values,
        _ => return Ok(Sequence::Open),
    };
    s.position = *span;
    let target = eval(s, &member.target)?;
    match &target {
        Value::Table(table) if table.keeps_order() && table.get_str(name).is_none() && crate::member::nobody_adds(s, &target, name) => {
            Ok(Sequence::Walk(crate::enumerate::walk_half(table, half)))
        }
        _ => super::member::property(s, member, &target).map(Sequence::Value),
    }
}

/// A loop whose body may move it on itself, through `$foreach` or `$switch`.
fn walk(
    s: &mut Session,
    items: Vec<Value>,
    name: crate::value::Symbol,
    mut turn: impl FnMut(&mut Session, Value) -> Result<After, Halt>,
) -> Flow {
    let walk = crate::clr::enumerator::Enumerator::shared(items);
    s.set_local(name, Value::Native(walk.clone()));
    let scope = s.scope.clone();
    let result = loop {
        let Some(item) = walk.next_value() else { break Ok(()) };
        match turn(s, item) {
            Ok(After::Next) => {}
            Ok(After::Leave) => break Ok(()),
            Err(halt) => break Err(halt),
        }
    };
    scope.remove(name);
    result
}

fn foreach_range(s: &mut Session, code: &ForEachCode, left: &Value, right: &Value, out: &Out) -> Flow {
    let (from, to) = crate::ops::range_ends(left, right)?;
    let mut at = from;
    loop {
        if let After::Leave = foreach_turn(s, code, Value::Int(at), out)? {
            return Ok(());
        }
        if at == to {
            return Ok(());
        }
        at += if from <= to { 1 } else { -1 };
    }
}

fn foreach_turn(s: &mut Session, code: &ForEachCode, item: Value, out: &Out) -> Result<After, Halt> {
    s.poll()?;
    super::put_variable(s, &code.variable, item)?;
    after_body(run_statements(s, &code.body, out), code.label.as_ref())
}

pub fn run_switch(s: &mut Session, code: &SwitchCode, out: &Out) -> Flow {
    let subject = condition_value(s, &code.subject)?;
    let items = if code.is_file {
        file_lines(s, &subject)?
    } else if matches!(subject, Value::Null) {
        vec![Value::Null]
    } else {
        crate::enumerate::each(s, subject)?
    };
    let saved = s.scope.get_here(s.names.underscore);
    let result = switch_items(s, code, items, out);
    let underscore = s.names.underscore;
    s.set_local(underscore, saved.unwrap_or(Value::Null));
    result
}

fn file_lines(s: &mut Session, subject: &Value) -> Result<Vec<Value>, Halt> {
    let path = crate::text::to_text(s, subject)?;
    let full = s.location.join(path.as_str());
    match std::fs::read_to_string(&full) {
        Ok(text) => Ok(text.lines().map(Value::str).collect()),
        Err(error) => Err(crate::fault::Fault::new(
            "System.IO.FileNotFoundException",
            "FileOpenError",
            crate::fault::Category::OpenError,
            format!("Could not find file '{}'.", full.display()),
        )
        .target(Value::from(error.to_string()))
        .into()),
    }
}

fn switch_items(s: &mut Session, code: &SwitchCode, items: Vec<Value>, out: &Out) -> Flow {
    if code.shows_walk {
        let name = s.names.switch;
        return walk(s, items, name, |s, item| switch_turn(s, code, &item, out));
    }
    for item in items {
        if let After::Leave = switch_turn(s, code, &item, out)? {
            return Ok(());
        }
    }
    Ok(())
}

fn switch_turn(s: &mut Session, code: &SwitchCode, item: &Value, out: &Out) -> Result<After, Halt> {
    s.poll()?;
    let underscore = s.names.underscore;
    s.set_local(underscore, item.clone());
    after_body(switch_one(s, code, item, out), code.label.as_ref())
}

fn switch_one(s: &mut Session, code: &SwitchCode, item: &Value, out: &Out) -> Flow {
    let mut matched = false;
    let mut item = item.clone();
    for clause in &code.clauses {
        if clause_matches(s, code, clause, &item)? {
            matched = true;
            let underscore = s.names.underscore;
            s.set_local(underscore, item.clone());
            run_statements(s, &clause.body, out)?;
            // The clauses that follow see what this one made of `$_`.
            item = s.scope.get_here(underscore).unwrap_or(item);
        }
    }
    match &code.default {
        Some(body) if !matched => run_statements(s, body, out),
        _ => Ok(()),
    }
}

fn clause_matches(s: &mut Session, code: &SwitchCode, clause: &ClauseCode, item: &Value) -> Result<bool, Halt> {
    let test = eval(s, &clause.test)?;
    if let Some(block) = test.as_block() {
        let answer = super::call_with_item(s, &block.clone(), item.clone(), &[])?;
        return Ok(crate::convert::to_bool(&answer));
    }
    let ignore_case = !code.case_sensitive;
    match code.mode {
        SwitchMode::Exact => {
            if let (Value::Str(_), true) = (test.base(), !matches!(item.base(), Value::Str(_))) {
                let text = crate::text::to_text(s, item)?;
                return crate::ops::equals(s, &test, &Value::Str(text), ignore_case);
            }
            // Truth values and names of enumerations are no numbers here.
            let is_number = |v: &Value| matches!(v.base(), Value::Int(_) | Value::Long(_) | Value::Double(_));
            if matches!(item.base(), Value::Bool(_) | Value::Enum(_)) && is_number(&test) {
                return Ok(false);
            }
            crate::ops::equals(s, item, &test, ignore_case)
        }
        SwitchMode::Wildcard => {
            let pattern = crate::text::to_text(s, &test)?;
            let text = crate::text::to_text(s, item)?;
            let pattern = clause.pattern.pattern(pattern, |text| crate::ops::compile(PatternKind::Wildcard, text, ignore_case))?;
            Ok(crate::ops::like(&pattern, &text))
        }
        SwitchMode::Regex => {
            let pattern = crate::text::to_text(s, &test)?;
            let text = crate::text::to_text(s, item)?;
            match clause.pattern.pattern(pattern, |text| crate::ops::compile(PatternKind::Regex, text, ignore_case))? {
                crate::ops::Pattern::Regex(regex) => crate::ops::match_one(s, &regex, &text),
                crate::ops::Pattern::Wildcard(_) => Ok(false),
            }
        }
    }
}

pub fn run_try(s: &mut Session, code: &TryCode, out: &Out) -> Flow {
    let result = try_body(s, code, out);
    match &code.finally {
        Some(finally) => {
            let ok = s.ok;
            let finished = run_statements(s, finally, out);
            s.ok = ok;
            finished.and(result)
        }
        None => result,
    }
}

fn try_body(s: &mut Session, code: &TryCode, out: &Out) -> Flow {
    let saved = s.propagate;
    s.propagate = saved || !code.catches.is_empty();
    let calls = s.calls.len();
    let result = run_statements(s, &code.body, out);
    s.propagate = saved;
    let Err(Halt::Error(record)) = result else { return result };
    s.calls.truncate(calls);
    super::complete(s, &record);
    // Caught or not, an error that leaves the body of a try is remembered.
    s.remember_error(&record);
    let Some((catch, shown)) = choose_catch(s, code, &record)? else { return Err(Halt::Error(record)) };
    let body = &code.catches[catch].body;
    run_with_error(s, shown, |s| run_statements(s, body, out))
}

/// Runs code with `$_` set to the error.
fn run_with_error(s: &mut Session, record: Rc<ErrorRecord>, f: impl FnOnce(&mut Session) -> Flow) -> Flow {
    let underscore = s.names.underscore;
    let saved = s.scope.get_here(underscore);
    s.set_local(underscore, Value::Native(record));
    let result = f(s);
    s.set_local(underscore, saved.unwrap_or(Value::Null));
    result
}

/// The catch that fits, and the record it sees: a type that fits the inner exception gets that exception.
fn choose_catch(s: &mut Session, code: &TryCode, record: &Rc<ErrorRecord>) -> Result<Option<(usize, Rc<ErrorRecord>)>, Halt> {
    let mut handlers = Vec::new();
    for catch in &code.catches {
        let types: Vec<Type> = catch.types.iter().filter_map(|site| super::types::try_site(s, site)).collect();
        handlers.push((catch.types.is_empty(), types));
    }
    Ok(fitting(&handlers, record))
}

/// The handler of an error: by the inner exception's type, by its own, else the one for everything.
fn fitting(handlers: &[(bool, Vec<Type>)], record: &Rc<ErrorRecord>) -> Option<(usize, Rc<ErrorRecord>)> {
    let inner = Exception::of(&record.exception).map(|e| e.inner.clone()).filter(|inner| !inner.is_null());
    if let Some(inner) = inner
        && let Some(at) = nearest(handlers, &inner)
    {
        return Some((at, record.with_exception(inner)));
    }
    let own = nearest(handlers, &record.exception);
    own.or_else(|| handlers.iter().position(|(takes_all, _)| *takes_all)).map(|at| (at, record.clone()))
}

/// A trap for everything takes the inner exception, unlike a catch for everything.
fn trapped_by(handlers: &[(bool, Vec<Type>)], record: &Rc<ErrorRecord>) -> Option<(usize, Rc<ErrorRecord>)> {
    let inner = Exception::of(&record.exception).map(|e| e.inner.clone()).filter(|inner| !inner.is_null());
    match inner {
        Some(inner) if nearest(handlers, &inner).is_none() => {
            let at = handlers.iter().position(|(takes_all, _)| *takes_all);
            at.map(|at| (at, record.with_exception(inner))).or_else(|| fitting(handlers, record))
        }
        _ => fitting(handlers, record),
    }
}

fn nearest(handlers: &[(bool, Vec<Type>)], exception: &Value) -> Option<usize> {
    let ty = exception.ty()?;
    let distance = |wanted: &Type| ty.chain().position(|t| t == *wanted);
    let best = |types: &[Type]| types.iter().filter_map(distance).min();
    handlers.iter().enumerate().filter_map(|(at, (_, types))| best(types).map(|d| (d, at))).min().map(|(_, at)| at)
}

/// Runs the trap that fits. True: go on with the next statement.
pub fn run_trap(s: &mut Session, block: &BlockCode, record: &Rc<ErrorRecord>, out: &Out) -> Result<bool, Halt> {
    let mut handlers = Vec::new();
    for trap in &block.traps {
        let types = trap.ty.iter().filter_map(|site| super::types::try_site(s, site)).collect();
        handlers.push((trap.ty.is_none(), types));
    }
    let Some((chosen, seen)) = trapped_by(&handlers, record) else {
        super::after_error(s, record.clone())?;
        return Ok(true);
    };
    s.remember_error(record);
    let body = block.traps[chosen].body.clone();
    match run_with_error(s, seen, |s| run_statements(s, &body, out)) {
        Ok(()) => {
            s.show_error(record.clone())?;
            Ok(true)
        }
        Err(Halt::Continue(None)) => Ok(true),
        Err(Halt::Break(None)) => Ok(false),
        Err(halt) => Err(halt),
    }
}
