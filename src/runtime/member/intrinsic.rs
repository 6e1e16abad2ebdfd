//! `.Where()` and `.ForEach()`: methods every collection has.

use super::fault;
use crate::block::ScriptBlock;
use crate::convert::to_bool;
use crate::fault::{Category, Fault, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, SeqKind, Value};
use std::rc::Rc;

/// Calls the intrinsic of this name; `None` when it is another name.
pub fn call(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Result<Option<Value>, Halt> {
    let is_where = name.eq_ignore_ascii_case("Where");
    if !is_where && !name.eq_ignore_ascii_case("ForEach") {
        return Ok(None);
    }
    let items = crate::enumerate::each(s, target.clone())?;
    let found = if is_where { filter(s, items, args)? } else { for_each(s, items, args)? };
    let ty = Type::of("System.Collections.ObjectModel.Collection`1").generic_of(vec![Type::ps_object()]);
    Ok(Some(Value::Seq(Rc::new(Seq::new(SeqKind::List, ty, Type::object(), found)))))
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Default,
    First,
    Last,
    SkipUntil,
    Until,
    Split,
}

fn mode_of(s: &mut Session, args: &[Value]) -> Result<Mode, Halt> {
    let Some(given) = args.get(1) else { return Ok(Mode::Default) };
    let ty = Type::of("System.Management.Automation.WhereOperatorSelectionMode");
    let converted = crate::convert::to_type(s, given, ty)?;
    Ok(match converted.base() {
        Value::Enum(e) => match e.value {
            1 => Mode::First,
            2 => Mode::Last,
            3 => Mode::SkipUntil,
            4 => Mode::Until,
            5 => Mode::Split,
            _ => Mode::Default,
        },
        _ => Mode::Default,
    })
}

fn argument(args: &[Value], name: &str) -> Result<Rc<ScriptBlock>, Halt> {
    match args.first().and_then(Value::as_block) {
        Some(block) => Ok(block.clone()),
        None if args.is_empty() => Err(crate::clr::overload::no_overload(name, 0)),
        None => {
            let message = format!(
                "Cannot convert argument \"expression\", with value: \"{}\", for \"{name}\" to type \"System.Management.Automation.ScriptBlock\".",
                args[0].plain_text()
            );
            Err(Fault::new(
                "System.Management.Automation.MethodException",
                "MethodArgumentConversionInvalidCastArgument",
                Category::NotSpecified,
                message,
            )
            .into())
        }
    }
}

fn filter(s: &mut Session, items: Vec<Value>, args: &[Value]) -> Result<Vec<Value>, Halt> {
    let block = argument(args, "Where")?;
    let mode = mode_of(s, args)?;
    let wanted = match args.get(2) {
        Some(count) => crate::convert::to_int(count)?.max(0) as usize,
        None => 0,
    };
    let test = |s: &mut Session, item: &Value| crate::eval::call_with_item(s, &block, item.clone(), &[]).map(|v| to_bool(&v));
    let limit = if wanted == 0 { usize::MAX } else { wanted };
    match mode {
        Mode::Until | Mode::SkipUntil => split_at(s, items, test, mode == Mode::Until, limit),
        Mode::Split => split(s, items, test, limit),
        _ => {
            let mut kept = Vec::new();
            for item in items {
                if test(s, &item)? {
                    kept.push(item);
                    let enough = match mode {
                        Mode::First => wanted.max(1),
                        Mode::Default => limit,
                        _ => usize::MAX,
                    };
                    if kept.len() >= enough {
                        break;
                    }
                }
            }
            if mode == Mode::Last {
                let start = kept.len().saturating_sub(wanted.max(1));
                kept.drain(..start);
            }
            Ok(kept)
        }
    }
}

fn split_at(
    s: &mut Session,
    items: Vec<Value>,
    test: impl Fn(&mut Session, &Value) -> Result<bool, Halt>,
    before: bool,
    limit: usize,
) -> Result<Vec<Value>, Halt> {
    let mut at = items.len();
    for (place, item) in items.iter().enumerate() {
        if test(s, item)? {
            at = place;
            break;
        }
    }
    let part = if before { &items[..at] } else { &items[at..] };
    Ok(part.iter().take(limit).cloned().collect())
}

/// Two collections: those that pass (as many as wanted) and the rest.
fn split(
    s: &mut Session,
    items: Vec<Value>,
    test: impl Fn(&mut Session, &Value) -> Result<bool, Halt>,
    limit: usize,
) -> Result<Vec<Value>, Halt> {
    let (mut passed, mut rest) = (Vec::new(), Vec::new());
    for item in items {
        if passed.len() < limit && test(s, &item)? {
            passed.push(item);
        } else {
            rest.push(item);
        }
    }
    let ty = Type::of("System.Collections.ObjectModel.Collection`1").generic_of(vec![Type::ps_object()]);
    let part = |items| Value::Seq(Rc::new(Seq::new(SeqKind::List, ty, Type::object(), items)));
    Ok(vec![part(passed), part(rest)])
}

/// A block, a type to convert to, or the name of a property or method.
fn for_each(s: &mut Session, items: Vec<Value>, args: &[Value]) -> Result<Vec<Value>, Halt> {
    let Some(first) = args.first() else { return Err(crate::clr::overload::no_overload("ForEach", 0)) };
    let rest = &args[1..];
    let mut found = Vec::new();
    for item in items {
        let made = match first.base() {
            Value::Block(block) => {
                let block = block.clone();
                let made = s.collect(|s, out| crate::eval::run_with_item(s, &block, item.clone(), rest, out))?;
                found.extend(made);
                continue;
            }
            // The results go into a list of the type, by its `Add`.
            Value::Type(ty) => crate::clr::overload::convert_one(s, "Add", "item", *ty, &item, 0)?,
            other => by_name(s, &item, &other.plain_text(), rest)?,
        };
        if !matches!(made, Value::Empty) {
            found.push(made);
        }
    }
    Ok(found)
}

fn by_name(s: &mut Session, item: &Value, name: &str, rest: &[Value]) -> Result<Value, Halt> {
    if rest.is_empty() {
        if let Some(found) = super::find::property(s, item, name)? {
            return Ok(found);
        }
        if super::method::of(s, item, name).is_some() {
            return super::call(s, item, name, &[]);
        }
        return Ok(Value::Null);
    }
    if super::method::of(s, item, name).is_some() {
        return super::call(s, item, name, rest);
    }
    match super::find::property(s, item, name)? {
        Some(_) => super::set(s, item, name, rest[0].clone()).map(|()| Value::Empty),
        None => Err(fault::method_not_found(item, name)),
    }
}
