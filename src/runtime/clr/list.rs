//! Rows of values: arrays, `ArrayList`, `List[T]`, `Collection[T]`, `Queue`, `Stack`, `LinkedList[T]`.
//!
//! In:    a row, arguments already in the element's type.
//! Out:   changed rows; .NET's exceptions for places that do not exist.
//! Never: holds a borrow of the row while script code runs.

use super::args::{
    self, bad_argument, call_delegate, int, invalid_operation, list, long, null_argument, out_of_range, test_delegate, value,
};
use super::comparer;
use crate::convert::to_list;
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, SeqKind, Value};
use std::rc::Rc;

const BAD_INDEX: &str = "Index was out of range. Must be non-negative and less than the size of the collection.";

fn none() -> Eval {
    Ok(Value::Empty)
}

fn fixed() -> Halt {
    thrown("System.NotSupportedException", "Collection was of a fixed size.")
}

fn read_only() -> Halt {
    thrown("System.NotSupportedException", "Collection is read-only.")
}

fn is_list(seq: &Seq) -> bool {
    seq.kind == SeqKind::List
}

pub fn get(seq: &Rc<Seq>, name: &str) -> Option<Value> {
    let rank = seq.dimensions.as_ref().map_or(1, |d| d.len());
    Some(match name {
        "count" => Value::from(seq.len()),
        "length" if seq.kind == SeqKind::Array => Value::from(seq.len()),
        "longlength" if seq.kind == SeqKind::Array => Value::Long(seq.len() as i64),
        "rank" if seq.kind == SeqKind::Array => Value::from(rank),
        "isfixedsize" => Value::Bool(seq.kind == SeqKind::Array || seq.read_only.get()),
        "isreadonly" => Value::Bool(seq.read_only.get()),
        "issynchronized" => Value::Bool(false),
        "syncroot" => Value::Seq(seq.clone()),
        "capacity" if is_list(seq) => Value::from(capacity(seq.len())),
        "first" if is_linked(seq) => super::linked::node(seq, 0),
        "last" if is_linked(seq) => super::linked::node(seq, seq.len().wrapping_sub(1)),
        _ => return None,
    })
}

/// .NET doubles from four.
fn capacity(length: usize) -> usize {
    if length == 0 { 0 } else { length.next_power_of_two().max(4) }
}

pub fn is_linked(seq: &Seq) -> bool {
    seq.ty().is_generic_of("System.Collections.Generic.LinkedList`1")
}

/// Calls a method of a row.
pub fn call(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    if seq.read_only.get() && changes(name) {
        return Some(Err(read_only()));
    }
    match seq.kind {
        SeqKind::Array => super::array::call(s, seq, name, args).or_else(|| ask(s, seq, name, args)),
        SeqKind::Queue => queue(seq, name, args).or_else(|| ask(s, seq, name, args)),
        SeqKind::Stack => stack(seq, name, args).or_else(|| ask(s, seq, name, args)),
        SeqKind::List => {
            if is_linked(seq)
                && let Some(done) = super::linked::call(seq, name, args)
            {
                return Some(done);
            }
            change(s, seq, name, args).or_else(|| reorder(s, seq, name, args)).or_else(|| ask(s, seq, name, args))
        }
    }
}

fn changes(name: &str) -> bool {
    matches!(
        name,
        "add" | "addrange" | "insert" | "insertrange" | "remove" | "removeat" | "removeall" | "removerange" | "clear" | "sort" | "reverse"
    )
}

/// A place in a row that exists.
fn place(at: i64, length: usize, name: &str) -> Result<usize, Halt> {
    usize::try_from(at).ok().filter(|at| *at < length).ok_or_else(|| out_of_range(BAD_INDEX, name))
}

/// A run of places that exists.
fn run(start: i64, count: i64, length: usize) -> Result<(usize, usize), Halt> {
    if start < 0 {
        return Err(out_of_range("Non-negative number required.", "index"));
    }
    if count < 0 {
        return Err(out_of_range("Non-negative number required.", "count"));
    }
    if start + count > length as i64 {
        return Err(bad_argument(
            "Offset and length were out of bounds for the array or count is greater than the number of elements from index to the end of the source collection.",
            "",
        ));
    }
    Ok((start as usize, (start + count) as usize))
}

fn change(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "add" => {
            let at = seq.len();
            seq.items.borrow_mut().push(value(args, 0));
            // `ArrayList` tells the place; the generic lists say nothing.
            if seq.ty().generic().is_some() { none() } else { Ok(Value::from(at)) }
        }
        "addrange" => add_range(s, seq, args, seq.len()),
        "insert" => insert(seq, args),
        "insertrange" => match usize::try_from(long(args, 0)).ok().filter(|at| *at <= seq.len()) {
            Some(at) => add_range(s, seq, &args[1..], at),
            None => Err(out_of_range(BAD_INDEX, "index")),
        },
        "remove" => remove(s, seq, &value(args, 0)),
        "removeat" => place(long(args, 0), seq.len(), "index").map(|at| {
            seq.items.borrow_mut().remove(at);
            Value::Empty
        }),
        "removerange" => run(long(args, 0), long(args, 1), seq.len()).map(|(from, to)| {
            seq.items.borrow_mut().drain(from..to);
            Value::Empty
        }),
        "removeall" => remove_all(s, seq, args),
        "clear" => {
            seq.items.borrow_mut().clear();
            none()
        }
        "setrange" => place(long(args, 0), seq.len(), "index").map(|at| {
            for (k, item) in list(args, 1).into_iter().enumerate() {
                if let Some(slot) = seq.items.borrow_mut().get_mut(at + k) {
                    *slot = item;
                }
            }
            Value::Empty
        }),
        "trimexcess" | "trimtosize" => none(),
        "ensurecapacity" => Ok(Value::from(capacity(seq.len()).max(long(args, 0).max(0) as usize))),
        _ => return None,
    })
}

fn insert(seq: &Rc<Seq>, args: &[Value]) -> Eval {
    let at = long(args, 0);
    if at < 0 || at > seq.len() as i64 {
        let is_generic = seq.ty().generic().is_some();
        let message = if is_generic {
            "Index must be within the bounds of the List."
        } else {
            "Insertion index was out of range. Must be non-negative and less than or equal to size."
        };
        return Err(out_of_range(message, "index"));
    }
    seq.items.borrow_mut().insert(at as usize, value(args, 1));
    none()
}

/// Takes the first equal element out; generic lists tell whether there was one.
fn remove(s: &mut Session, seq: &Rc<Seq>, wanted: &Value) -> Eval {
    let found = first_equal(s, seq, wanted)?;
    if let Some(at) = found {
        seq.items.borrow_mut().remove(at);
    }
    if seq.ty().generic().is_some() { Ok(Value::Bool(found.is_some())) } else { none() }
}

fn first_equal(s: &mut Session, seq: &Rc<Seq>, wanted: &Value) -> Result<Option<usize>, Halt> {
    for (at, item) in seq.snapshot().iter().enumerate() {
        if args::equal(s, wanted, item)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

fn add_range(s: &mut Session, seq: &Rc<Seq>, args: &[Value], at: usize) -> Eval {
    if args::is_null(args, 0) {
        return Err(null_argument(if seq.ty().generic().is_some() { "collection" } else { "c" }));
    }
    let mut new = Vec::new();
    for item in to_list(s, &args[0])? {
        new.push(if seq.element == Type::object() { item } else { crate::convert::to_type(s, &item, seq.element)? });
    }
    seq.items.borrow_mut().splice(at..at, new);
    none()
}

fn remove_all(s: &mut Session, seq: &Rc<Seq>, args: &[Value]) -> Eval {
    let test = value(args, 0);
    let mut kept = Vec::new();
    let before = seq.snapshot();
    let count = before.len();
    for item in before {
        if !test_delegate(s, &test, &item)? {
            kept.push(item);
        }
    }
    let removed = count - kept.len();
    *seq.items.borrow_mut() = kept;
    Ok(Value::from(removed))
}

/// Sorting, reversing, parts of a list.
fn reorder(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "sort" => sort(s, seq, args),
        "reverse" => {
            let range = if args.len() == 2 { run(long(args, 0), long(args, 1), seq.len()) } else { Ok((0, seq.len())) };
            range.map(|(from, to)| {
                seq.items.borrow_mut()[from..to].reverse();
                Value::Empty
            })
        }
        "getrange" | "slice" => run(long(args, 0), long(args, 1), seq.len()).map(|(from, to)| {
            let part = seq.items.borrow()[from..to].to_vec();
            Value::Seq(Rc::new(Seq::new(SeqKind::List, seq.ty(), seq.element, part)))
        }),
        "binarysearch" => {
            let (wanted, with) = if args.len() == 4 { (value(args, 2), args.get(3)) } else { (value(args, 0), args.get(1)) };
            comparer::binary_search(s, &seq.snapshot(), &wanted, with).map(|at| Value::Int(at as i32))
        }
        // Only `List[T]` has one of its own.
        "foreach" if seq.ty().generic().is_some_and(|(d, _)| d.name() == "List`1") => {
            for item in seq.snapshot() {
                if let Err(halt) = call_delegate(s, &value(args, 0), &[item]) {
                    return Some(Err(halt));
                }
            }
            none()
        }
        "convertall" => {
            let mut made = Vec::new();
            for item in seq.snapshot() {
                match call_delegate(s, &value(args, 0), &[item]) {
                    Ok(new) => made.push(new),
                    Err(halt) => return Some(Err(halt)),
                }
            }
            Ok(Value::Seq(Rc::new(Seq::list_of(Type::object(), made))))
        }
        "asreadonly" => {
            let ty = Type::of("System.Collections.ObjectModel.ReadOnlyCollection`1").generic_of(vec![seq.element]);
            let made = Seq::new(SeqKind::List, ty, seq.element, seq.snapshot());
            made.read_only.set(true);
            Ok(Value::Seq(Rc::new(made)))
        }
        _ => return None,
    })
}

fn sort(s: &mut Session, seq: &Rc<Seq>, args: &[Value]) -> Eval {
    let (range, with) = match args.len() {
        3 => (run(long(args, 0), long(args, 1), seq.len())?, args.get(2)),
        _ => ((0, seq.len()), args.first()),
    };
    let part = seq.items.borrow()[range.0..range.1].to_vec();
    let sorted = comparer::sort(s, part, with)?;
    let mut items = seq.items.borrow_mut();
    if items.len() >= range.1 {
        items.splice(range.0..range.1, sorted);
    }
    none()
}

/// Questions: what all rows answer.
fn ask(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    let wanted = value(args, 0);
    Some(match name {
        "contains" => first_equal(s, seq, &wanted).map(|found| Value::Bool(found.is_some())),
        "indexof" => index_of(seq, args),
        "lastindexof" => Ok(Value::Int(seq.items.borrow().iter().rposition(|v| v.same(&wanted)).map_or(-1, |at| at as i32))),
        "item" | "get_item" => place(long(args, 0), seq.len(), "index").map(|at| seq.get(at).unwrap_or(Value::Null)),
        "set_item" => set_at(s, seq, long(args, 0), value(args, 1)).map(|()| Value::Empty),
        "get_count" | "get_length" => Ok(Value::from(seq.len())),
        "toarray" => Ok(to_array(seq, args)),
        "clone" => Ok(copy_of(seq)),
        "copyto" => copy_to(seq, args),
        "getenumerator" => Ok(enumerator(seq)),
        "find" | "findlast" | "findall" | "findindex" | "findlastindex" | "exists" | "trueforall" => return Some(find(s, seq, name, args)),
        "equals" => Ok(Value::Bool(matches!(wanted.base(), Value::Seq(other) if Rc::ptr_eq(other, seq)))),
        _ => return None,
    })
}

fn index_of(seq: &Rc<Seq>, args: &[Value]) -> Eval {
    let wanted = value(args, 0);
    let from = if args.len() > 1 { long(args, 1) } else { 0 };
    if from < 0 || from > seq.len() as i64 {
        return Err(out_of_range(
            "Index was out of range. Must be non-negative and less than or equal to the size of the collection.",
            "index",
        ));
    }
    let count = if args.len() > 2 { long(args, 2).max(0) as usize } else { usize::MAX };
    let found = seq.items.borrow().iter().skip(from as usize).take(count).position(|v| v.same(&wanted));
    Ok(Value::Int(found.map_or(-1, |at| at as i32 + from as i32)))
}

fn to_array(seq: &Rc<Seq>, args: &[Value]) -> Value {
    // `ArrayList.ToArray([int])` makes an array of that type; the elements are what they are.
    let element = match args.first().map(Value::base) {
        Some(Value::Type(ty)) => *ty,
        _ => seq.element,
    };
    Value::array_of(element, seq.snapshot())
}

fn copy_of(seq: &Rc<Seq>) -> Value {
    let mut made = Seq::new(seq.kind, seq.ty(), seq.element, seq.items.borrow().clone());
    made.dimensions = seq.dimensions.clone();
    Value::Seq(Rc::new(made))
}

fn copy_to(seq: &Rc<Seq>, args: &[Value]) -> Eval {
    let (from, target, to, count) = match args.len() {
        4 => (long(args, 0), value(args, 1), long(args, 2), long(args, 3)),
        n => (0, value(args, 0), if n > 1 { long(args, 1) } else { 0 }, seq.len() as i64),
    };
    let Value::Seq(target) = target.base().clone() else { return Err(null_argument("array")) };
    let items = seq.snapshot();
    let room = target.len() as i64;
    if to < 0 {
        return Err(out_of_range("Non-negative number required.", "destinationIndex"));
    }
    if from < 0 || from + count > items.len() as i64 || to + count > room {
        return Err(bad_argument(
            "Destination array was not long enough. Check the destination index, length, and the array's lower bounds.",
            "destinationArray",
        ));
    }
    let mut slots = target.items.borrow_mut();
    for k in 0..count as usize {
        slots[to as usize + k] = items[from as usize + k].clone();
    }
    none()
}

pub fn enumerator(seq: &Rc<Seq>) -> Value {
    let ty = match seq.kind {
        SeqKind::Array => Type::of("System.ArrayEnumerator"),
        _ => match seq.ty().generic() {
            Some((definition, arguments)) => Type::of(&format!("{}+Enumerator", definition.full_name())).generic_of(arguments.to_vec()),
            None => Type::of(&format!("{}+{}EnumeratorSimple", seq.ty().full_name(), seq.ty().name())),
        },
    };
    let watched = seq.clone();
    super::enumerator::watching(ty, seq.snapshot(), Rc::new(move || watched.len()))
}

fn find(s: &mut Session, seq: &Rc<Seq>, name: &str, args: &[Value]) -> Eval {
    let test = args.last().cloned().unwrap_or(Value::Null);
    let start = if args.len() > 1 { long(args, 0).max(0) as usize } else { 0 };
    let items = seq.snapshot();
    let mut hits = Vec::new();
    let backwards = name.starts_with("findlast");
    let mut order: Vec<usize> = (start.min(items.len())..items.len()).collect();
    if backwards {
        order.reverse();
    }
    for at in order {
        let hit = test_delegate(s, &test, &items[at])?;
        match name {
            "trueforall" if !hit => return Ok(Value::Bool(false)),
            "exists" if hit => return Ok(Value::Bool(true)),
            "find" | "findlast" if hit => return Ok(items[at].clone()),
            "findindex" | "findlastindex" if hit => return Ok(Value::Int(at as i32)),
            "findall" if hit => hits.push(items[at].clone()),
            _ => {}
        }
    }
    Ok(match name {
        "trueforall" => Value::Bool(true),
        "exists" => Value::Bool(false),
        "findindex" | "findlastindex" => Value::Int(-1),
        "findall" => Value::Seq(Rc::new(Seq::new(SeqKind::List, seq.ty(), seq.element, hits))),
        _ => default_of(seq.element),
    })
}

/// The value of a type that nothing was assigned to.
pub fn default_of(ty: Type) -> Value {
    match ty.full_name() {
        "System.Boolean" => Value::Bool(false),
        "System.Char" => Value::Char(0),
        "System.DateTime" => Value::DateTime(dotnet::datetime::DateTime::MIN),
        "System.TimeSpan" => Value::TimeSpan(dotnet::datetime::TimeSpan::ZERO),
        "System.Guid" => super::guid::value(dotnet::guid::Guid::EMPTY),
        "System.Management.Automation.SwitchParameter" => crate::convert::switch(false),
        _ if ty.is_numeric() && ty != Type::bigint() => super::number::zero(ty),
        _ if ty.is_enum() => Value::Enum(crate::value::EnumValue { ty, value: 0 }),
        _ => Value::Null,
    }
}

/// `$list[i] = x`, with the element's type.
pub fn set_at(s: &mut Session, seq: &Rc<Seq>, at: i64, new: Value) -> Result<(), Halt> {
    let length = seq.len();
    let at = if at < 0 && seq.kind == SeqKind::Array { at + length as i64 } else { at };
    let Some(at) = usize::try_from(at).ok().filter(|at| *at < length) else {
        return Err(if seq.kind == SeqKind::Array {
            thrown("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")
        } else {
            out_of_range(BAD_INDEX, "index")
        });
    };
    let new = if seq.element == Type::object() { new } else { crate::convert::to_type(s, &new, seq.element)? };
    if let Some(slot) = seq.items.borrow_mut().get_mut(at) {
        *slot = new;
    }
    Ok(())
}

fn queue(seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    let empty = || invalid_operation("Queue empty.");
    Some(match name {
        "enqueue" => {
            seq.items.borrow_mut().push(value(args, 0));
            none()
        }
        "dequeue" => {
            if seq.is_empty() {
                return Some(Err(empty()));
            }
            Ok(seq.items.borrow_mut().remove(0))
        }
        "peek" => seq.get(0).ok_or_else(empty),
        _ => return tried(seq, name, args, |items| if items.is_empty() { None } else { Some(0) }),
    })
}

fn stack(seq: &Rc<Seq>, name: &str, args: &[Value]) -> Option<Eval> {
    let empty = || invalid_operation("Stack empty.");
    Some(match name {
        "push" => {
            seq.items.borrow_mut().push(value(args, 0));
            none()
        }
        "pop" => seq.items.borrow_mut().pop().ok_or_else(empty),
        "peek" => seq.items.borrow().last().cloned().ok_or_else(empty),
        _ => return tried(seq, name, args, |items| items.len().checked_sub(1)),
    })
}

/// `TryDequeue`, `TryPop`, `TryPeek`, and what queues and stacks share.
fn tried(seq: &Rc<Seq>, name: &str, args: &[Value], end: impl Fn(&[Value]) -> Option<usize>) -> Option<Eval> {
    match name {
        "clear" => {
            seq.items.borrow_mut().clear();
            return Some(none());
        }
        "trimexcess" | "trimtosize" => return Some(none()),
        "ensurecapacity" => return Some(Ok(Value::from(capacity(seq.len()).max(int(args, 0).max(0) as usize)))),
        "trypeek" | "trydequeue" | "trypop" => {}
        _ => return None,
    }
    let found = end(&seq.items.borrow());
    let Some(at) = found else { return Some(put(args, default_of(seq.element)).map(|()| Value::Bool(false))) };
    let item = if name == "trypeek" { seq.get(at).unwrap_or(Value::Null) } else { seq.items.borrow_mut().remove(at) };
    Some(put(args, item).map(|()| Value::Bool(true)))
}

fn put(args: &[Value], item: Value) -> Result<(), Halt> {
    if let Some(reference) = args.first().and_then(|v| v.as_native::<super::Reference>()) {
        reference.put_plain(item);
    }
    Ok(())
}

/// `[List[int]]::new(…)` and the other rows.
pub fn construct(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    let definition = ty.generic().map_or(ty.full_name(), |(d, _)| d.full_name());
    let element = ty.generic().and_then(|(_, a)| a.first().copied()).unwrap_or_else(Type::object);
    let kind = if definition.contains("Queue") {
        SeqKind::Queue
    } else if definition.contains("Stack") {
        SeqKind::Stack
    } else {
        SeqKind::List
    };
    let mut items = Vec::new();
    match args.first().map(Value::base) {
        None => {}
        Some(Value::Int(room)) if *room < 0 && ty == Type::of("System.Collections.ArrayList") => {
            return Err(out_of_range("'capacity' must be non-negative.", "capacity"));
        }
        Some(Value::Int(room)) if *room < 0 => return Err(out_of_range("Non-negative number required.", "capacity")),
        Some(Value::Int(_)) => {}
        Some(v) if v.is_null() => return Err(null_argument("collection")),
        Some(v) => {
            for item in to_list(s, v)? {
                items.push(if element == Type::object() { item } else { crate::convert::to_type(s, &item, element)? });
            }
        }
    }
    let made = Seq::new(kind, ty, element, items);
    made.read_only.set(definition.contains("ReadOnlyCollection"));
    Ok(Value::Seq(Rc::new(made)))
}

/// Refusals of arrays, which cannot grow.
pub fn refuse_growth() -> Eval {
    Err(fixed())
}

/// Static methods of `ArrayList`.
pub fn call_static(name: &str, args: &[Value]) -> Option<Eval> {
    let items = match name {
        "repeat" => vec![value(args, 0); int(args, 1).max(0) as usize],
        "adapter" | "synchronized" | "fixedsize" | "readonly" => list(args, 0),
        _ => return None,
    };
    let made = Seq::array_list(items);
    made.read_only.set(name == "readonly");
    Some(Ok(Value::Seq(Rc::new(made))))
}
