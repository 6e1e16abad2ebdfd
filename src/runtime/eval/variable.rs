//! Reading variables: slots, scopes, drives, automatic ones.

use crate::code::{Automatic, VarScope, VarSite};
use crate::fault::{Eval, Fault, Flow};
use crate::scope::{Call, Slot};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, SeqKind, Str, Symbol, Table, Value};
use std::rc::Rc;

/// The value of a variable where it is read; null when there is none (an error under strict mode).
#[inline]
pub fn read_variable(s: &mut Session, site: &VarSite) -> Eval {
    if site.scope == VarScope::Nearest {
        if let Some(value) = read_nearest(s, site) {
            return Ok(value);
        }
        return missing(s, site);
    }
    read_scoped(s, site)
}

#[inline]
fn read_nearest(s: &Session, site: &VarSite) -> Option<Value> {
    read_here(s, site).or_else(|| s.lookup_outside(site.symbol))
}

/// The variable of the current scope, through the memory of its place in the code.
#[inline]
pub fn read_here(s: &Session, site: &VarSite) -> Option<Value> {
    let scope = &s.scope;
    let layout = scope.layout.borrow();
    let address = layout.id;
    let (seen, slot) = site.seen.get();
    let at = if seen == address {
        slot
    } else {
        let at = layout.find(site.symbol)?;
        site.seen.set((address, at));
        at
    };
    match &scope.slots.borrow()[at as usize] {
        Slot::Plain(value) => Some(value.clone()),
        Slot::Full(variable) => Some(variable.get()),
        Slot::Unset => None,
    }
}

/// Is the array in a plain variable of this scope, and nowhere else but with the caller?
pub fn holds_alone(s: &Session, site: &VarSite, seq: &Rc<Seq>) -> bool {
    let growable = seq.kind == SeqKind::Array && seq.element == Type::object() && seq.dimensions.is_none() && !seq.read_only.get();
    let Some(at) = slot_here(s, site).filter(|_| growable && Rc::strong_count(seq) == 2 && Rc::weak_count(seq) == 0) else { return false };
    matches!(&s.scope.slots.borrow()[at], Slot::Plain(Value::Seq(held)) if Rc::ptr_eq(held, seq))
}

/// The slot of the current scope where the variable was last, when it is a plain one.
#[inline]
fn slot_here(s: &Session, site: &VarSite) -> Option<usize> {
    if site.scope != VarScope::Nearest {
        return None;
    }
    let layout = s.scope.layout.borrow();
    let (seen, slot) = site.seen.get();
    (seen == layout.id).then_some(slot as usize)
}

/// A whole number in a plain variable of the current scope, without a copy of the value.
#[inline]
pub fn peek_int(s: &Session, site: &VarSite) -> Option<i32> {
    let at = slot_here(s, site)?;
    match &s.scope.slots.borrow()[at] {
        Slot::Plain(Value::Int(v)) => Some(*v),
        _ => None,
    }
}

/// Replaces a whole number where it stands; `None` when the variable holds anything else or the number overflows.
#[inline]
pub fn change_int(s: &Session, site: &VarSite, change: impl FnOnce(i32) -> Option<i32>) -> Option<(i32, i32)> {
    let at = slot_here(s, site)?;
    match &mut s.scope.slots.borrow_mut()[at] {
        Slot::Plain(Value::Int(v)) => {
            let old = *v;
            *v = change(old)?;
            Some((old, *v))
        }
        _ => None,
    }
}

fn missing(s: &Session, site: &VarSite) -> Eval {
    if s.strict_mode() > 0 && site.symbol != s.names.underscore {
        let message = format!("The variable '${}' cannot be retrieved because it has not been set.", site.name);
        let record = Fault::invalid("VariableIsUndefined", message).target(site.name.clone()).record();
        *record.position.borrow_mut() = Some(crate::fault::Position { source: s.source.clone(), span: site.span });
        return Err(crate::fault::Halt::Error(record));
    }
    Ok(Value::Null)
}

fn read_scoped(s: &mut Session, site: &VarSite) -> Eval {
    let found = match &site.scope {
        VarScope::Nearest => s.lookup(site.symbol),
        VarScope::Local | VarScope::Private => s.scope.get_here(site.symbol),
        VarScope::Script => s.scope.script_scope().get_here(site.symbol),
        VarScope::Global => s.global.root.get_here(site.symbol),
        VarScope::Drive(drive) => return drive_get(s, drive, &site.name),
        VarScope::Automatic(automatic) => return automatic_value(s, *automatic),
    };
    match found {
        Some(value) => Ok(value),
        None => missing(s, site),
    }
}

fn automatic_value(s: &mut Session, automatic: Automatic) -> Eval {
    Ok(match automatic {
        Automatic::Null => Value::Null,
        Automatic::True => Value::Bool(true),
        Automatic::False => Value::Bool(false),
        Automatic::Status => Value::Bool(s.ok),
        Automatic::First => s.dollar_hat.clone(),
        Automatic::Last => s.dollar_dollar.clone(),
        Automatic::Args => match s.call() {
            Some(call) => Value::array(call.args.borrow().clone()),
            None => Value::array(Vec::new()),
        },
        Automatic::Input => match s.call().and_then(|call| input_of(&call)) {
            Some(input) => input,
            None => s.lookup(s.names.input).unwrap_or_else(|| Value::array(Vec::new())),
        },
        Automatic::BoundParameters => match s.call().and_then(|call| bound_of(&call)) {
            Some(bound) => Value::Table(bound),
            None => Value::table(crate::records::bound_table()),
        },
        Automatic::Cmdlet => s.call().and_then(|call| call.cmdlet.borrow().clone()).unwrap_or(Value::Null),
        Automatic::MyInvocation => {
            let run = s.call().and_then(|call| call.run.borrow().clone());
            let position = run.as_ref().and_then(|r| r.position.clone());
            crate::records::invocation(run.as_ref(), position.as_ref())
        }
        Automatic::ScriptRoot => {
            let file = s.source.file.clone().unwrap_or_default();
            Value::from(std::path::Path::new(&file).parent().map_or(String::new(), |p| p.display().to_string()))
        }
        Automatic::CommandPath => Value::from(s.source.file.clone().unwrap_or_default()),
        Automatic::Stack => Value::str(""),
        Automatic::ExecutionContext => crate::clr::execution_context(),
    })
}

fn input_of(call: &Call) -> Option<Value> {
    let mut input = call.input.borrow_mut();
    if input.is_none() && call.has_no_input {
        *input = Some(super::call::walk_over(Vec::new()));
    }
    input.clone()
}

fn bound_of(call: &Call) -> Option<Rc<Table>> {
    match (&*call.bound.borrow(), &*call.run.borrow()) {
        (Some(bound), _) => Some(bound.clone()),
        (None, Some(run)) if call.has_no_input => Some(crate::records::bound_of(run)),
        _ => None,
    }
}

/// `$env:PATH`, `$function:prompt`, `$variable:x`.
pub fn drive_get(s: &mut Session, drive: &str, name: &str) -> Eval {
    Ok(match drive {
        "env" => std::env::var(name).map_or(Value::Null, Value::from),
        "function" => {
            let symbol = Symbol::of(name);
            let found = s.scope.chain().find_map(|scope| scope.function_here(symbol));
            found.and_then(|info| info.block().cloned()).map_or(Value::Null, Value::Block)
        }
        "alias" => {
            let symbol = Symbol::of(name);
            let found = s.scope.chain().find_map(|scope| scope.alias_here(symbol));
            match found.as_ref().map(|info| &info.kind) {
                Some(crate::command::CommandKind::Alias(target)) => Value::Str(target.clone()),
                _ => Value::Null,
            }
        }
        "using" => s.get_var(name).unwrap_or(Value::Null),
        _ => match s.get_var(&format!("{drive}:{name}")) {
            Some(value) => value,
            None => crate::clr::drive_content(s, drive, name)?,
        },
    })
}

pub fn drive_set(s: &mut Session, drive: &str, name: &str, value: Value) -> Flow {
    match drive {
        "env" => {
            let text = crate::text::to_text(s, &value)?;
            set_environment(name, (!value.is_null()).then_some(text));
            Ok(())
        }
        "function" => {
            let block = match value.base() {
                Value::Block(block) => block.clone(),
                _ => {
                    let text = crate::text::to_text(s, &value)?;
                    crate::eval::make_function(s, &text)?
                }
            };
            let info = crate::command::CommandInfo::new(name, crate::command::CommandKind::Function(block));
            s.scope.set_function(Symbol::of(name), Rc::new(info));
            s.catalog.epoch += 1;
            Ok(())
        }
        "alias" => {
            let target = crate::text::to_text(s, &value)?;
            let info = crate::command::CommandInfo::new(name, crate::command::CommandKind::Alias(target));
            s.scope.set_alias(Symbol::of(name), Rc::new(info));
            s.catalog.epoch += 1;
            Ok(())
        }
        _ => {
            let message = format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
            Err(Fault::new(
                "System.Management.Automation.DriveNotFoundException",
                "DriveNotFound",
                crate::fault::Category::ObjectNotFound,
                message,
            )
            .target(Str::new(drive))
            .into())
        }
    }
}

/// The environment of this process; scripts change it only from the one interpreter thread.
#[allow(unsafe_code)]
pub fn set_environment(name: &str, value: Option<Str>) {
    if name.is_empty() || name.contains(['=', '\0']) || value.as_ref().is_some_and(|v| v.contains('\0')) {
        return;
    }
    // SAFETY: no other thread of the shell reads the environment while script code runs; helper threads
    // that copy bytes of native programs never touch it.
    unsafe {
        match value {
            Some(text) => std::env::set_var(name, text.as_str()),
            None => std::env::remove_var(name),
        }
    }
}
