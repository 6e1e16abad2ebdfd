//! `System.Array`: what arrays have beyond lists, and the static methods.

use super::args::{bad_argument, call_delegate, int, list, long, null_argument, out_of_range, put_reference, test_delegate, value, whole};
use super::{comparer, list as rows};
use crate::fault::{Eval, Halt, thrown};
use crate::room;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, SeqKind, Value};
use std::rc::Rc;

fn outside() -> Halt {
    thrown("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
}

fn dimension(seq: &Seq, at: i64) -> Result<usize, Halt> {
    let lengths: Vec<usize> = seq.dimensions.as_ref().map_or_else(|| vec![seq.len()], |d| d.to_vec());
    usize::try_from(at).ok().and_then(|at| lengths.get(at).copied()).ok_or_else(outside)
}

/// The place of an element with these indices.
pub fn offset(seq: &Seq, index: &[Value]) -> Result<usize, Halt> {
    let lengths: Vec<usize> = seq.dimensions.as_ref().map_or_else(|| vec![seq.len()], |d| d.to_vec());
    if lengths.len() != index.len() {
        return Err(bad_argument("Array does not have that many dimensions.", "indices"));
    }
    let mut place = 0;
    for (length, index) in lengths.iter().zip(index) {
        let at = whole(index);
        // A negative index counts from the end, as for arrays of one dimension.
        let at = if at < 0 { at + *length as i128 } else { at };
        let at = usize::try_from(at).ok().filter(|at| at < length).ok_or_else(outside)?;
        place = place * length + at;
    }
    Ok(place)
}

/// Indices given one by one or in an array.
fn indices(args: &[Value]) -> Vec<Value> {
    match args {
        [one] if one.as_seq().is_some() => list(args, 0),
        _ => args.to_vec(),
    }
}

pub fn call(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "add" | "insert" | "remove" | "removeat" | "addrange" => rows::refuse_growth(),
        "getlength" | "getlonglength" => dimension(seq, long(args, 0)).map(Value::from),
        "getlowerbound" => dimension(seq, long(args, 0)).map(|_| Value::Int(0)),
        "getupperbound" => dimension(seq, long(args, 0)).map(|n| Value::Int(n as i32 - 1)),
        "getvalue" | "get" => offset(seq, &indices(args)).map(|at| seq.get(at).unwrap_or(Value::Null)),
        "setvalue" => offset(seq, &indices(args.get(1..).unwrap_or(&[]))).and_then(|at| store(s, seq, at, value(args, 0))),
        "set" => {
            let (last, index) = args.split_last()?;
            offset(seq, index).and_then(|at| store(s, seq, at, last.clone()))
        }
        "clear" | "initialize" => {
            if name == "clear" {
                seq.items.borrow_mut().fill(rows::default_of(seq.element));
            }
            Ok(Value::Empty)
        }
        _ => return None,
    })
}

fn store(s: &mut Session, seq: &Rc<Seq>, at: usize, new: Value) -> Eval {
    rows::set_at(s, seq, at as i64, new).map(|()| Value::Empty)
}

/// `[int[]]::new(5)`, `[int[,]]::new(2, 3)`.
pub fn construct(ty: Type, args: &[Value]) -> Eval {
    let element = ty.element().unwrap_or_else(Type::object);
    let mut lengths = Vec::new();
    for at in 0..args.len() {
        let length = long(args, at);
        if length < 0 {
            return Err(thrown("System.OverflowException", "Arithmetic operation resulted in an overflow."));
        }
        lengths.push(length as usize);
    }
    create(ty, element, &lengths)
}

fn create(ty: Type, element: Type, lengths: &[usize]) -> Eval {
    let count = lengths.iter().fold(1usize, |n, l| n.saturating_mul(*l));
    room::for_items(count)?;
    let mut made = Seq::new(SeqKind::Array, ty, element, vec![rows::default_of(element); count]);
    if lengths.len() > 1 {
        made.dimensions = Some(lengths.into());
    }
    Ok(Value::Seq(Rc::new(made)))
}

/// Static methods of `[array]`.
pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    if name == "createinstance" {
        return Some(create_instance(args));
    }
    if name == "resize" {
        return Some(resize(s, args));
    }
    if matches!(name, "copy" | "constrainedcopy") {
        return Some(copy(s, args));
    }
    let Some(seq) = args.first().and_then(Value::as_seq).cloned() else {
        return Some(Err(null_argument("array")));
    };
    Some(match name {
        "reverse" | "clear" | "fill" => change(&seq, name, args),
        "sort" => sort(s, &seq, args),
        "indexof" | "lastindexof" => index_of(s, &seq, name, args),
        "binarysearch" => {
            let (wanted, with) = if args.len() >= 4 { (value(args, 3), args.get(4)) } else { (value(args, 1), args.get(2)) };
            comparer::binary_search(s, &seq.snapshot(), &wanted, with).map(|at| Value::Int(at as i32))
        }
        "asreadonly" => {
            let ty = Type::of("System.Collections.ObjectModel.ReadOnlyCollection`1").generic_of(vec![seq.element]);
            let made = Seq::new(SeqKind::List, ty, seq.element, seq.snapshot());
            made.read_only.set(true);
            Ok(Value::Seq(Rc::new(made)))
        }
        _ => return search(s, &seq, name, args),
    })
}

fn create_instance(args: &[Value]) -> Eval {
    let Some(Value::Type(element)) = args.first().map(Value::base) else { return Err(null_argument("elementType")) };
    let lengths: Vec<usize> = indices(&args[1..]).iter().map(|v| usize::try_from(whole(v)).unwrap_or(0)).collect();
    create(element.array_of_rank(lengths.len().max(1) as u32), *element, &lengths)
}

fn resize(s: &mut Session, args: &[Value]) -> Eval {
    let held = args.first().and_then(|v| v.as_native::<super::Reference>()).map(super::Reference::value);
    let size = long(args, 1);
    if size < 0 {
        return Err(out_of_range("Non-negative number required.", "newSize"));
    }
    let (element, mut items) = match held.as_ref().and_then(Value::as_seq) {
        Some(seq) => (seq.element, seq.snapshot()),
        None => (Type::object(), Vec::new()),
    };
    room::for_items(size as usize)?;
    items.resize(size as usize, rows::default_of(element));
    put_reference(s, args, 0, Value::array_of(element, items))?;
    Ok(Value::Empty)
}

fn copy(s: &mut Session, args: &[Value]) -> Eval {
    let (source, from, target, to, count) = match args.len() {
        5 => (value(args, 0), long(args, 1), value(args, 2), long(args, 3), long(args, 4)),
        _ => (value(args, 0), 0, value(args, 1), 0, long(args, 2)),
    };
    let (Some(source), Some(target)) = (source.as_seq(), target.as_seq()) else { return Err(null_argument("sourceArray")) };
    if from < 0 || to < 0 || count < 0 {
        return Err(out_of_range("Number was less than the array's lower bound in the first dimension.", "sourceIndex"));
    }
    if from + count > source.len() as i64 {
        return Err(bad_argument(
            "Source array was not long enough. Check the source index, length, and the array's lower bounds.",
            "sourceArray",
        ));
    }
    if to + count > target.len() as i64 {
        return Err(bad_argument(
            "Destination array was not long enough. Check the destination index, length, and the array's lower bounds.",
            "destinationArray",
        ));
    }
    let part: Vec<Value> = source.items.borrow()[from as usize..(from + count) as usize].to_vec();
    for (k, item) in part.into_iter().enumerate() {
        rows::set_at(s, target, to + k as i64, item)?;
    }
    Ok(Value::Empty)
}

fn change(seq: &Rc<Seq>, name: &str, args: &[Value]) -> Eval {
    let length = seq.len();
    let first = if name == "fill" { 2 } else { 1 };
    let (start, end) = if args.len() > first + 1 {
        let (start, count) = (long(args, first), long(args, first + 1));
        if start < 0 || count < 0 || start + count > length as i64 {
            return Err(bad_argument(
                "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.",
                "",
            ));
        }
        (start as usize, (start + count) as usize)
    } else {
        (0, length)
    };
    let mut items = seq.items.borrow_mut();
    match name {
        "reverse" => items[start..end].reverse(),
        "fill" => items[start..end].fill(value(args, 1)),
        _ => items[start..end].fill(rows::default_of(seq.element)),
    }
    Ok(Value::Empty)
}

fn sort(s: &mut Session, seq: &Rc<Seq>, args: &[Value]) -> Eval {
    let second = args.get(1).and_then(Value::as_seq).cloned();
    let with = args.iter().skip(1).find(|v| !v.is_null() && v.as_seq().is_none() && !matches!(v.base(), Value::Int(_) | Value::Long(_)));
    if let Some(second) = second {
        return sort_pairs(s, seq, &second, with);
    }
    let numbers: Vec<i64> = (1..args.len()).filter(|at| matches!(args[*at].base(), Value::Int(_))).map(|at| long(args, at)).collect();
    let (start, end) = match numbers[..] {
        [start, count] if start >= 0 && count >= 0 && start + count <= seq.len() as i64 => (start as usize, (start + count) as usize),
        [_, _] => {
            return Err(bad_argument(
                "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.",
                "",
            ));
        }
        _ => (0, seq.len()),
    };
    let part = seq.items.borrow()[start..end].to_vec();
    let sorted = comparer::sort(s, part, with)?;
    seq.items.borrow_mut()[start..end].clone_from_slice(&sorted);
    Ok(Value::Empty)
}

/// Sorts keys and moves the items along.
fn sort_pairs(s: &mut Session, keys: &Rc<Seq>, items: &Rc<Seq>, with: Option<&Value>) -> Eval {
    let mut rows: Vec<(Value, Value)> = Vec::new();
    for (key, item) in keys.snapshot().into_iter().zip(items.snapshot()) {
        let mut at = rows.len();
        while at > 0 && comparer::order(s, with, &rows[at - 1].0, &key)? == std::cmp::Ordering::Greater {
            at -= 1;
        }
        rows.insert(at, (key, item));
    }
    for (at, (key, item)) in rows.into_iter().enumerate() {
        keys.items.borrow_mut()[at] = key;
        items.items.borrow_mut()[at] = item;
    }
    Ok(Value::Empty)
}

fn index_of(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Eval {
    let wanted = value(args, 1);
    let items = seq.snapshot();
    let mut places: Vec<usize> = if name == "indexof" {
        let start = if args.len() > 2 { long(args, 2).max(0) as usize } else { 0 };
        let count = if args.len() > 3 { long(args, 3).max(0) as usize } else { usize::MAX };
        (start..items.len()).take(count).collect()
    } else {
        let end = if args.len() > 2 { long(args, 2).max(0) as usize + 1 } else { items.len() };
        (0..end.min(items.len())).rev().collect()
    };
    let mut found = None;
    for at in places.drain(..) {
        if super::args::equal(s, &wanted, &items[at])? {
            found = Some(at);
            break;
        }
    }
    Ok(Value::Int(found.map_or(-1, |at| at as i32)))
}

/// `Find` and its sisters, `ForEach`, `ConvertAll`.
fn search(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    let block = args.last().cloned().unwrap_or(Value::Null);
    match name {
        "foreach" | "convertall" => Some(each(s, seq, name, &block)),
        "find" | "findlast" | "findall" | "exists" | "trueforall" => Some(find(s, seq, name, &block)),
        "findindex" | "findlastindex" => {
            let start = if args.len() > 2 { int(args, 1).max(0) as usize } else { 0 };
            Some(find_index(s, seq, name == "findlastindex", start, &block))
        }
        _ => None,
    }
}

fn each(s: &mut Session, seq: &Rc<Seq>, name: &str, block: &Value) -> Eval {
    let mut made = Vec::new();
    for item in seq.snapshot() {
        made.push(call_delegate(s, block, &[item])?);
    }
    Ok(if name == "foreach" { Value::Empty } else { Value::array(made) })
}

fn find(s: &mut Session, seq: &Rc<Seq>, name: &str, block: &Value) -> Eval {
    let mut items = seq.snapshot();
    if name == "findlast" {
        items.reverse();
    }
    let mut hits = Vec::new();
    for item in items {
        let hit = test_delegate(s, block, &item)?;
        match name {
            "trueforall" if !hit => return Ok(Value::Bool(false)),
            "exists" if hit => return Ok(Value::Bool(true)),
            "find" | "findlast" if hit => return Ok(item),
            _ if hit => hits.push(item),
            _ => {}
        }
    }
    Ok(match name {
        "trueforall" => Value::Bool(true),
        "exists" => Value::Bool(false),
        "findall" => Value::array_of(seq.element, hits),
        _ => rows::default_of(seq.element),
    })
}

fn find_index(s: &mut Session, seq: &Rc<Seq>, last: bool, start: usize, block: &Value) -> Eval {
    let mut found = -1;
    for (at, item) in seq.snapshot().into_iter().enumerate().skip(start) {
        if test_delegate(s, block, &item)? {
            found = at as i32;
            if !last {
                break;
            }
        }
    }
    Ok(Value::Int(found))
}
