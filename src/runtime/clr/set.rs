//! `HashSet[T]` and `SortedSet[T]`.

use super::args::{null_argument, value};
use crate::convert::to_list;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Table, Value};
use std::rc::Rc;

fn element(set: &Table) -> Type {
    set.ty.generic().and_then(|(_, a)| a.first().copied()).unwrap_or_else(Type::object)
}

/// The other collection as a set that compares like this one.
fn other(s: &mut Session, set: &Table, args: &[Value]) -> Result<Table, Halt> {
    if super::args::is_null(args, 0) {
        return Err(null_argument("other"));
    }
    let made = Table::new(set.kind, set.ty, set.data.borrow().ignore_case);
    for item in to_list(s, &args[0])? {
        made.insert(crate::convert::to_type(s, &item, element(set))?, Value::Null);
    }
    Ok(made)
}

fn has(set: &Table, key: &Value) -> bool {
    set.data.borrow().contains(key)
}

fn keys(set: &Table) -> Vec<Value> {
    set.entries().into_iter().map(|(k, _)| k).collect()
}

pub fn call(s: &mut Session, set: &Rc<Table>, name: &str, args: &[Value]) -> Option<Eval> {
    let key = value(args, 0);
    Some(match name {
        "add" => Ok(Value::Bool(set.data.borrow_mut().insert(key, Value::Null))),
        "remove" => Ok(Value::Bool(set.data.borrow_mut().remove(&key).is_some())),
        "contains" => Ok(Value::Bool(has(set, &key))),
        "clear" => {
            set.data.borrow_mut().clear();
            Ok(Value::Empty)
        }
        "removewhere" => super::dictionary::remove_where(s, set, &key),
        "trygetvalue" => {
            let found = keys(set)
                .into_iter()
                .find(|k| k.same(&key) || (set.data.borrow().ignore_case && k.plain_text().eq_ignore_ascii_case(&key.plain_text())));
            let ok = found.is_some();
            super::args::put_reference(s, args, 1, found.unwrap_or_else(|| super::list::default_of(element(set)))).map(|()| Value::Bool(ok))
        }
        "getenumerator" => {
            let watched = set.clone();
            let ty = Type::of("System.Collections.Generic.HashSet`1+Enumerator").generic_of(vec![element(set)]);
            Ok(super::enumerator::watching(ty, keys(set), Rc::new(move || watched.len())))
        }
        "reverse" => {
            let mut all = keys(set);
            all.reverse();
            Ok(Value::array(all))
        }
        "copyto" => copy_to(set, args),
        "trimexcess" | "ensurecapacity" => Ok(Value::Empty),
        "getviewbetween" => Ok(view_between(set, &key, &value(args, 1))),
        _ => return algebra(s, set, name, args),
    })
}

fn copy_to(set: &Table, args: &[Value]) -> Eval {
    let Some(target) = args.first().and_then(Value::as_seq) else { return Err(null_argument("array")) };
    let at = super::args::long(args, 1).max(0) as usize;
    let mut slots = target.items.borrow_mut();
    for (slot, item) in slots.iter_mut().skip(at).zip(keys(set)) {
        *slot = item;
    }
    Ok(Value::Empty)
}

fn view_between(set: &Table, low: &Value, high: &Value) -> Value {
    use std::cmp::Ordering::{Greater, Less};
    let made = Table::new(set.kind, set.ty, set.data.borrow().ignore_case);
    for key in keys(set) {
        if crate::ops::default_order(&key, low) != Less && crate::ops::default_order(&key, high) != Greater {
            made.insert(key, Value::Null);
        }
    }
    Value::table(made)
}

fn algebra(s: &mut Session, set: &Rc<Table>, name: &str, args: &[Value]) -> Option<Eval> {
    if !matches!(
        name,
        "unionwith"
            | "intersectwith"
            | "exceptwith"
            | "symmetricexceptwith"
            | "issubsetof"
            | "issupersetof"
            | "ispropersubsetof"
            | "ispropersupersetof"
            | "overlaps"
            | "setequals"
    ) {
        return None;
    }
    let other = match other(s, set, args) {
        Ok(other) => other,
        Err(halt) => return Some(Err(halt)),
    };
    let subset = || keys(set).iter().all(|k| has(&other, k));
    let superset = || keys(&other).iter().all(|k| has(set, k));
    let truth = match name {
        "issubsetof" => subset(),
        "issupersetof" => superset(),
        "ispropersubsetof" => subset() && other.len() > set.len(),
        "ispropersupersetof" => superset() && set.len() > other.len(),
        "overlaps" => keys(&other).iter().any(|k| has(set, k)),
        "setequals" => set.len() == other.len() && subset(),
        _ => {
            combine(set, &other, name);
            return Some(Ok(Value::Empty));
        }
    };
    Some(Ok(Value::Bool(truth)))
}

fn combine(set: &Table, other: &Table, name: &str) {
    let mine = keys(set);
    let theirs = keys(other);
    let mut data = set.data.borrow_mut();
    match name {
        "unionwith" => theirs.into_iter().for_each(|k| {
            data.insert(k, Value::Null);
        }),
        "exceptwith" => theirs.iter().for_each(|k| {
            data.remove(k);
        }),
        "intersectwith" => mine.iter().filter(|k| !has(other, k)).for_each(|k| {
            data.remove(k);
        }),
        _ => {
            for key in theirs {
                if data.remove(&key).is_none() {
                    data.insert(key, Value::Null);
                }
            }
        }
    }
}
