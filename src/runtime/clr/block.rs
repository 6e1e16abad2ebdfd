//! `ScriptBlock` and `ErrorRecord` as .NET objects.

use super::args::{enumeration, list, text, value};
use crate::block::ScriptBlock;
use crate::fault::{Category, ErrorRecord, Eval, Exception, Halt};
use crate::scope::{Scope, Slot, VarOptions};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, SeqKind, Str, Value};
use std::rc::Rc;

/// What `Invoke` gives: always a collection.
fn collection(items: Vec<Value>) -> Value {
    let ty = Type::of("System.Collections.ObjectModel.Collection`1").generic_of(vec![Type::ps_object()]);
    Value::Seq(Rc::new(Seq::new(SeqKind::List, ty, Type::object(), items)))
}

fn given(args: &[Value]) -> Vec<Value> {
    match args {
        [one] if one.as_seq().is_some() => list(args, 0),
        _ => args.to_vec(),
    }
}

pub fn call(s: &mut Session, block: &Rc<ScriptBlock>, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "invoke" => {
            let args = given(args);
            // Whatever goes wrong inside is an exception of the call.
            let saved = std::mem::replace(&mut s.propagate, true);
            let made = s.collect(|s, out| crate::eval::run_block(s, block, &args, None, crate::eval::ScopeUse::New, out));
            s.propagate = saved;
            made.map(collection)
        }
        "getsteppablepipeline" => crate::eval::steppable_pipeline(block),
        "invokereturnasis" => crate::eval::call_block(s, block, &given(args)),
        "invokewithcontext" => invoke_with_context(s, block, args),
        "getnewclosure" => Ok(Value::Block(closure(s, block))),
        "tostring" => Ok(Value::str(&block.text())),
        "checkrestrictedlanguage" => Ok(Value::Empty),
        "equals" => Ok(Value::Bool(matches!(value(args, 0).base(), Value::Block(other) if Rc::ptr_eq(other, block)))),
        _ => return None,
    })
}

pub fn get(block: &Rc<ScriptBlock>, name: &str) -> Option<Value> {
    Some(match name {
        "file" => block.body.source().file.clone().map_or(Value::Null, Value::from),
        "isfilter" => Value::Bool(block.is_filter),
        "isconfiguration" | "debuggerhidden" => Value::Bool(false),
        "module" => {
            let module = block.state.borrow().as_ref().and_then(|s| s.module.borrow().clone());
            module.map_or(Value::Null, |m| Value::native(crate::module::ModuleObject(m)))
        }
        "startposition" => position(block),
        "ast" => match &block.body.function {
            Some(function) => super::syntax_tree::function_object(&function.name, function.is_filter, block.body.tree.clone()),
            None => super::syntax_tree::tree_object(block.body.tree.clone()),
        },
        "id" => Value::Null,
        _ => return None,
    })
}

fn position(block: &Rc<ScriptBlock>) -> Value {
    let source = block.body.source();
    let (line, column) = source.line_column(block.body.tree.inner.start);
    crate::records::typed(
        "System.Management.Automation.PSToken",
        &[("Content", Value::str(&block.text())), ("StartLine", Value::from(line as usize)), ("StartColumn", Value::from(column as usize))],
    )
}

/// A block in a module of its own, which keeps the variables of the running scope as they are now.
fn closure(s: &mut Session, block: &Rc<ScriptBlock>) -> Rc<ScriptBlock> {
    let name = format!("__DynamicModule_{}", dotnet::guid::Guid::new());
    let module = crate::module::Module::new(s, &name, &name);
    let kept = &module.state.root;
    for symbol in s.scope.names() {
        let is_plain = match s.scope.slot_here(symbol) {
            Some(Slot::Full(variable)) => variable.options.get() == VarOptions::default(),
            slot => slot.is_some(),
        };
        // `$this` belongs to the call, not to the block.
        if is_plain
            && symbol != s.names.this
            && let Some(found) = s.scope.get_here(symbol)
        {
            kept.put(symbol, found);
        }
    }
    let made = ScriptBlock::new(block.body.clone(), Some(module.state.clone()));
    *made.class.borrow_mut() = *block.class.borrow();
    Rc::new(made)
}

/// Runs with functions and variables that exist only for this call.
fn invoke_with_context(s: &mut Session, block: &Rc<ScriptBlock>, args: &[Value]) -> Eval {
    let outer = s.scope.clone();
    let inner = Scope::new(Rc::default(), Some(outer.clone()), false);
    if let Some(functions) = value(args, 0).as_table() {
        for (key, item) in functions.entries() {
            if let Some(body) = item.as_block() {
                let info = crate::command::CommandInfo::new(key.plain_text(), crate::command::CommandKind::Function(body.clone()));
                inner.set_function(crate::value::Symbol::of(&key.plain_text()), Rc::new(info));
            }
        }
        s.catalog.epoch += 1;
    }
    for variable in list(args, 1) {
        let name = crate::member::get(s, &variable, "Name")?.plain_text();
        let held = crate::member::get(s, &variable, "Value")?;
        inner.put(crate::value::Symbol::of(&name), held);
    }
    s.scope = inner;
    let plain = Rc::new(ScriptBlock::new(block.body.clone(), Some(s.state.clone())));
    let rest = list(args, 2);
    let made = s.collect(|s, out| crate::eval::run_block(s, &plain, &rest, None, crate::eval::ScopeUse::New, out));
    s.scope = outer;
    s.catalog.epoch += 1;
    made.map(collection)
}

/// `[scriptblock]::Create(text)`.
pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    (name == "create").then(|| crate::eval::make_function(s, &text(args, 0)).map(Value::Block))
}

/// `[ErrorRecord]::new(exception, id, category, target)`.
pub fn construct_record(args: &[Value]) -> Eval {
    if args.len() == 2 {
        // From another record, with another exception.
        let Some(old) = crate::eval::record_of(&args[0]) else { return Err(super::args::null_argument("errorRecord")) };
        let made = ErrorRecord::new(args[1].clone(), &old.id.borrow(), old.category.get(), old.target.clone());
        return Ok(Value::Native(Rc::new(made)));
    }
    let exception = value(args, 0);
    if Exception::of(&exception).is_none() {
        return Err(super::args::null_argument("exception"));
    }
    let id = text(args, 1);
    let category = Category::ALL.get(enumeration(args, 2).max(0) as usize).copied().unwrap_or(Category::NotSpecified);
    let id = if id.is_empty() { exception.ty().map_or_else(Str::default, |t| Str::new(t.full_name())) } else { id };
    Ok(Value::Native(Rc::new(ErrorRecord::new(exception, &id, category, value(args, 3)))))
}

/// The text of `ErrorRecord.ToString()` and the record's other methods.
pub fn record_call(record: &ErrorRecord, name: &str) -> Option<Result<Value, Halt>> {
    match name {
        "tostring" => Some(Ok(Value::Str(record.message()))),
        _ => None,
    }
}
