//! `System.Linq.Enumerable`.

use super::args::{call_delegate, int, invalid_operation, test_delegate, value};
use super::comparer;
use crate::convert::to_list;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Table, TableKind, Value};

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "range" => {
            let (start, count) = (int(args, 0), int(args, 1));
            if count < 0 {
                return Some(Err(super::args::out_of_range("Specified argument was out of the range of valid values.", "count")));
            }
            return Some(Ok(Value::array_of(Type::int(), (0..count).map(|k| Value::Int(start.wrapping_add(k))).collect())));
        }
        "repeat" => return Some(Ok(Value::array(vec![value(args, 0); int(args, 1).max(0) as usize]))),
        "empty" => return Some(Ok(Value::array(Vec::new()))),
        _ => {}
    }
    if value(args, 0).is_null() {
        return Some(Err(super::args::null_argument("source")));
    }
    let items = match to_list(s, &value(args, 0)) {
        Ok(items) => items,
        Err(halt) => return Some(Err(halt)),
    };
    let rest = args.get(1..).unwrap_or(&[]);
    one(s, name, &items, rest).or_else(|| many(s, name, items, rest))
}

/// Questions with one answer.
fn one(s: &mut Session, name: &str, items: &[Value], rest: &[Value]) -> Option<Eval> {
    let empty = || invalid_operation("Sequence contains no elements");
    Some(match name {
        "sum" | "average" => total(s, items, rest).and_then(|(sum, count)| match (name, count) {
            ("sum", _) => Ok(sum),
            (_, 0) => Err(empty()),
            _ => {
                let real = crate::ops::multiply(s, &sum, &Value::Double(1.0))?;
                crate::ops::divide(s, &real, &Value::from(count))
            }
        }),
        "max" | "min" => extreme(s, items, name == "max").and_then(|found| found.ok_or_else(empty)),
        "count" | "longcount" => filtered(s, items, rest).map(|kept| Value::from(kept.len())),
        "any" => filtered(s, items, rest).map(|kept| Value::Bool(!kept.is_empty())),
        "all" => filtered(s, items, rest).map(|kept| Value::Bool(kept.len() == items.len())),
        "first" => filtered(s, items, rest).and_then(|kept| kept.first().cloned().ok_or_else(empty)),
        "firstordefault" => filtered(s, items, rest).map(|kept| kept.first().cloned().unwrap_or(Value::Null)),
        "last" => filtered(s, items, rest).and_then(|kept| kept.last().cloned().ok_or_else(empty)),
        "lastordefault" => filtered(s, items, rest).map(|kept| kept.last().cloned().unwrap_or(Value::Null)),
        "single" | "singleordefault" => filtered(s, items, rest).and_then(|kept| match kept.len() {
            1 => Ok(kept[0].clone()),
            0 if name == "singleordefault" => Ok(Value::Null),
            0 => Err(empty()),
            _ => Err(invalid_operation("Sequence contains more than one element")),
        }),
        "elementat" => items.get(int(rest, 0).max(0) as usize).cloned().ok_or_else(|| {
            super::args::out_of_range("Index was out of range. Must be non-negative and less than the size of the collection.", "index")
        }),
        "contains" => Ok(Value::Bool(items.iter().any(|v| v.same(&value(rest, 0))))),
        "sequenceequal" => to_list(s, &value(rest, 0))
            .map(|other| Value::Bool(other.len() == items.len() && items.iter().zip(&other).all(|(a, b)| a.same(b)))),
        "aggregate" => aggregate(s, items, rest),
        _ => return None,
    })
}

fn filtered(s: &mut Session, items: &[Value], rest: &[Value]) -> Result<Vec<Value>, Halt> {
    let Some(test) = rest.first() else { return Ok(items.to_vec()) };
    let mut kept = Vec::new();
    for item in items {
        if test_delegate(s, test, item)? {
            kept.push(item.clone());
        }
    }
    Ok(kept)
}

fn total(s: &mut Session, items: &[Value], rest: &[Value]) -> Result<(Value, usize), Halt> {
    let mut sum = Value::Int(0);
    for item in items {
        let term = match rest.first() {
            Some(select) => call_delegate(s, select, std::slice::from_ref(item))?,
            None => item.clone(),
        };
        sum = crate::ops::add(s, &sum, &term)?;
    }
    Ok((sum, items.len()))
}

fn extreme(s: &mut Session, items: &[Value], largest: bool) -> Result<Option<Value>, Halt> {
    let mut best: Option<Value> = None;
    for item in items {
        let better = match &best {
            Some(old) => {
                comparer::order(s, None, item, old)? == if largest { std::cmp::Ordering::Greater } else { std::cmp::Ordering::Less }
            }
            None => true,
        };
        if better {
            best = Some(item.clone());
        }
    }
    Ok(best)
}

fn aggregate(s: &mut Session, items: &[Value], rest: &[Value]) -> Eval {
    let (mut made, items, step) = match rest {
        [step] => match items.split_first() {
            Some((first, others)) => (first.clone(), others, step),
            None => return Err(invalid_operation("Sequence contains no elements")),
        },
        [seed, step, ..] => (seed.clone(), items, step),
        [] => return Ok(Value::Null),
    };
    for item in items {
        made = call_delegate(s, step, &[made, item.clone()])?;
    }
    Ok(made)
}

/// Sequences to sequences.
fn many(s: &mut Session, name: &str, items: Vec<Value>, rest: &[Value]) -> Option<Eval> {
    let count = int(rest, 0).max(0) as usize;
    let made = match name {
        "toarray" | "tolist" | "asenumerable" | "cast" | "oftype" => Ok(items),
        "reverse" => Ok(items.into_iter().rev().collect()),
        "take" => Ok(items.into_iter().take(count).collect()),
        "skip" => Ok(items.into_iter().skip(count).collect()),
        "where" => filtered(s, &items, rest),
        "takewhile" | "skipwhile" => while_true(s, &items, rest, name == "takewhile"),
        "select" | "selectmany" => select(s, &items, rest, name == "selectmany"),
        "distinct" => Ok(distinct(items)),
        "union" | "concat" | "except" | "intersect" | "zip" => combine(s, name, items, rest),
        "append" => Ok(items.into_iter().chain(std::iter::once(value(rest, 0))).collect()),
        "prepend" => Ok(std::iter::once(value(rest, 0)).chain(items).collect()),
        "orderby" | "orderbydescending" | "order" | "orderdescending" => ordered(s, items, rest, name.ends_with("descending")),
        "tohashset" => {
            let ty = Type::of("System.Collections.Generic.HashSet`1").generic_of(vec![Type::object()]);
            let set = Table::new(TableKind::Set, ty, false);
            items.into_iter().for_each(|v| set.insert(v, Value::Null));
            return Some(Ok(Value::table(set)));
        }
        _ => return None,
    };
    Some(made.map(Value::array))
}

fn distinct(items: Vec<Value>) -> Vec<Value> {
    let set = Table::new(TableKind::Set, Type::object(), false);
    items.into_iter().filter(|v| set.data.borrow_mut().insert(v.clone(), Value::Null)).collect()
}

fn while_true(s: &mut Session, items: &[Value], rest: &[Value], take: bool) -> Result<Vec<Value>, Halt> {
    let test = value(rest, 0);
    let mut at = 0;
    while at < items.len() && test_delegate(s, &test, &items[at])? {
        at += 1;
    }
    Ok(if take { items[..at].to_vec() } else { items[at..].to_vec() })
}

fn select(s: &mut Session, items: &[Value], rest: &[Value], flat: bool) -> Result<Vec<Value>, Halt> {
    let mut made = Vec::new();
    for item in items {
        let new = call_delegate(s, &value(rest, 0), std::slice::from_ref(item))?;
        if flat {
            made.extend(to_list(s, &new)?);
        } else {
            made.push(new);
        }
    }
    Ok(made)
}

fn combine(s: &mut Session, name: &str, items: Vec<Value>, rest: &[Value]) -> Result<Vec<Value>, Halt> {
    let other = to_list(s, &value(rest, 0))?;
    let has = |all: &[Value], v: &Value| all.iter().any(|o| o.same(v));
    Ok(match name {
        "concat" => items.into_iter().chain(other).collect(),
        "union" => distinct(items.into_iter().chain(other).collect()),
        "except" => distinct(items.into_iter().filter(|v| !has(&other, v)).collect()),
        "intersect" => distinct(items.into_iter().filter(|v| has(&other, v)).collect()),
        _ => items.into_iter().zip(other).map(|(a, b)| super::pair::value_tuple(vec![a, b])).collect(),
    })
}

fn ordered(s: &mut Session, items: Vec<Value>, rest: &[Value], descending: bool) -> Result<Vec<Value>, Halt> {
    let mut keyed: Vec<(Value, Value)> = Vec::new();
    for item in items {
        let key = match rest.first() {
            Some(select) => call_delegate(s, select, std::slice::from_ref(&item))?,
            None => item.clone(),
        };
        let mut at = keyed.len();
        while at > 0 {
            let order = comparer::order(s, None, &keyed[at - 1].0, &key)?;
            let wrong = if descending { order == std::cmp::Ordering::Less } else { order == std::cmp::Ordering::Greater };
            if !wrong {
                break;
            }
            at -= 1;
        }
        keyed.insert(at, (key, item));
    }
    Ok(keyed.into_iter().map(|(_, item)| item).collect())
}
