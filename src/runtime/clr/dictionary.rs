//! Dictionaries: `Hashtable`, `OrderedDictionary`, `Dictionary[K,V]`, the sorted ones; and sets.
//!
//! In:    a table, arguments already in the key's and value's types.
//! Out:   entries, keys and values as collections; .NET's exceptions for keys.
//! Never: keeps a borrow of the table while script code runs.

use super::args::{bad_argument, call_delegate, is_null, long, null_argument, out_of_range, put_reference, test_delegate, value};
use super::pair;
use crate::convert::to_list;
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, SeqKind, Table, TableKind, Value};
use std::rc::Rc;

const BAD_INDEX: &str = "Index was out of range. Must be non-negative and less than the size of the collection.";

pub fn is_sorted_list(table: &Table) -> bool {
    table.ty.full_name().contains("SortedList")
}

/// A view of keys or values with the collection type a script sees.
fn part(table: &Rc<Table>, which: &str, items: Vec<Value>, element: Type) -> Value {
    let full = table.ty.full_name();
    let ty = match table.kind {
        TableKind::Hashtable => Type::of(&format!("System.Collections.Hashtable+{which}Collection")),
        TableKind::Ordered => Type::of("System.Collections.Specialized.OrderedDictionary+OrderedDictionaryKeyValueCollection"),
        _ => match table.ty.generic() {
            Some((definition, arguments)) => {
                Type::of(&format!("{}+{which}Collection", definition.full_name())).generic_of(arguments.to_vec())
            }
            None => Type::of(&format!("{full}+{which}List")),
        },
    };
    let mut made = Seq::new(SeqKind::List, ty, element, items);
    made.part_of = Some(table.clone());
    made.read_only.set(true);
    Value::Seq(Rc::new(made))
}

fn arguments(table: &Table) -> (Type, Type) {
    match table.ty.generic() {
        Some((_, [key, item])) => (*key, *item),
        Some((_, [key])) => (*key, Type::object()),
        _ => (Type::object(), Type::object()),
    }
}

pub fn keys(table: &Rc<Table>) -> Value {
    let items = table.keys();
    part(table, "Key", items, arguments(table).0)
}

pub fn values(table: &Rc<Table>) -> Value {
    let items = table.values();
    part(table, "Value", items, arguments(table).1)
}

pub fn get(table: &Rc<Table>, name: &str) -> Option<Value> {
    if table.kind == TableKind::Set {
        return set_property(table, name);
    }
    Some(match name {
        "count" => Value::from(table.len()),
        "keys" => keys(table),
        "values" => values(table),
        "isreadonly" | "isfixedsize" => Value::Bool(table.read_only.get()),
        "issynchronized" => Value::Bool(false),
        "syncroot" => Value::Table(table.clone()),
        "capacity" if table.ty.generic().is_some() || is_sorted_list(table) => Value::from(table.len().next_power_of_two().max(4)),
        "comparer" if table.ty.generic().is_some() => comparer_of(table),
        _ => return None,
    })
}

fn comparer_of(table: &Table) -> Value {
    let name = if table.data.borrow().ignore_case { "OrdinalIgnoreCase" } else { "Ordinal" };
    super::comparer::of(name).unwrap_or(Value::Null)
}

/// An entry as enumeration gives it.
fn entry(table: &Table, key: Value, item: Value) -> Value {
    pair::of_dictionary(table.ty, key, item)
}

/// All entries as pairs: what `GetEnumerator()` walks.
pub fn entries(table: &Table) -> Vec<Value> {
    table.entries().into_iter().map(|(k, v)| entry(table, k, v)).collect()
}

fn changes(name: &str) -> bool {
    matches!(name, "add" | "remove" | "clear" | "insert" | "removeat" | "tryadd" | "setbyindex")
}

pub fn call(s: &mut Session, table: &Rc<Table>, name: &str, args: &[Value]) -> Option<Eval> {
    if table.read_only.get() && changes(name) {
        return Some(Err(thrown("System.NotSupportedException", "Collection is read-only.")));
    }
    if let ("containskey", TableKind::Hashtable, [key @ (Value::Str(_) | Value::Int(_))]) = (name, table.kind, args) {
        return Some(Ok(Value::Bool(table.data.borrow().contains(key))));
    }
    let known = match args.first().map(|key| known_key(s, table, key)) {
        Some(Err(halt)) => return Some(Err(halt)),
        Some(Ok(Some(key))) => {
            let mut known = args.to_vec();
            known[0] = key;
            known
        }
        _ => Vec::new(),
    };
    let args = if known.is_empty() { args } else { &known };
    if table.kind == TableKind::Set {
        return super::set::call(s, table, name, args);
    }
    change(s, table, name, args).or_else(|| by_place(table, name, args)).or_else(|| ask(s, table, name, args))
}

/// Instances of script classes with an `Equals` of their own are found under their equal.
pub fn known_key(s: &mut Session, table: &Table, key: &Value) -> Result<Option<Value>, Halt> {
    if !matches!(key, Value::Object(object) if object.class().is_some()) || table.data.borrow().contains(key) {
        return Ok(None);
    }
    for (known, _) in table.entries() {
        if crate::class::equals_method(s, key, &known)? == Some(true) {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

fn null_key(table: &Table) -> Halt {
    match table.kind {
        TableKind::Hashtable => thrown("System.ArgumentNullException", "Key cannot be null. (Parameter 'key')"),
        _ => null_argument("key"),
    }
}

fn duplicate(table: &Table, key: &Value) -> Halt {
    let shown = key.plain_text();
    match table.kind {
        TableKind::Hashtable => {
            bad_argument(&format!("Item has already been added. Key in dictionary: '{shown}'  Key being added: '{shown}'"), "")
        }
        _ if is_sorted_list(table) && table.ty.generic().is_none() => {
            bad_argument(&format!("Item has already been added. Key in dictionary: '{shown}'  Key being added: '{shown}'"), "")
        }
        _ => bad_argument(&format!("An item with the same key has already been added. Key: {shown}"), ""),
    }
}

fn change(s: &mut Session, table: &Rc<Table>, name: &str, args: &[Value]) -> Option<Eval> {
    let key = value(args, 0);
    Some(match name {
        "add" => add(table, key, value(args, 1)).map(|()| Value::Empty),
        "tryadd" => {
            let fresh = !table.data.borrow().contains(&key);
            if fresh {
                table.insert(key, value(args, 1));
            }
            Ok(Value::Bool(fresh))
        }
        "remove" => {
            if key.is_null() {
                return Some(Err(null_key(table)));
            }
            let removed = table.data.borrow_mut().remove(&key);
            let found = removed.is_some();
            if args.len() > 1
                && let Err(halt) = put_reference(s, args, 1, removed.unwrap_or(Value::Null))
            {
                return Some(Err(halt));
            }
            Ok(if table.ty.generic().is_some() { Value::Bool(found) } else { Value::Empty })
        }
        "clear" => {
            table.data.borrow_mut().clear();
            Ok(Value::Empty)
        }
        "getoradd" => get_or_add(s, table, key, args),
        "addorupdate" => add_or_update(s, table, key, args),
        "trimexcess" | "trimtosize" | "ensurecapacity" => Ok(Value::Empty),
        _ => return None,
    })
}

/// Adds an entry whose key must be new.
pub fn add(table: &Table, key: Value, item: Value) -> Result<(), Halt> {
    if key.is_null() {
        return Err(null_key(table));
    }
    if table.data.borrow().contains(&key) {
        return Err(duplicate(table, &key));
    }
    table.insert(key, item);
    Ok(())
}

fn get_or_add(s: &mut Session, table: &Rc<Table>, key: Value, args: &[Value]) -> Eval {
    if let Some(found) = table.get(&key) {
        return Ok(found);
    }
    let made = match value(args, 1) {
        block if block.as_block().is_some() => call_delegate(s, &block, std::slice::from_ref(&key))?,
        plain => crate::convert::to_type(s, &plain, arguments(table).1)?,
    };
    table.insert(key, made.clone());
    Ok(made)
}

fn add_or_update(s: &mut Session, table: &Rc<Table>, key: Value, args: &[Value]) -> Eval {
    let new = match table.get(&key) {
        Some(old) => call_delegate(s, &value(args, 2), &[key.clone(), old])?,
        None => match value(args, 1) {
            block if block.as_block().is_some() => call_delegate(s, &block, std::slice::from_ref(&key))?,
            plain => plain,
        },
    };
    let new = crate::convert::to_type(s, &new, arguments(table).1)?;
    table.insert(key, new.clone());
    Ok(new)
}

/// Members of ordered and sorted dictionaries that speak of places.
fn by_place(table: &Rc<Table>, name: &str, args: &[Value]) -> Option<Eval> {
    let at = |place: usize| usize::try_from(long(args, place)).ok().filter(|at| *at < table.len());
    let outside = || out_of_range(BAD_INDEX, "index");
    Some(match name {
        "insert" => {
            let at = long(args, 0);
            if at < 0 || at > table.len() as i64 {
                return Some(Err(out_of_range("Specified argument was out of the range of valid values.", "index")));
            }
            if table.data.borrow().contains(&value(args, 1)) {
                return Some(Err(duplicate(table, &value(args, 1))));
            }
            table.data.borrow_mut().insert_at(at as usize, value(args, 1), value(args, 2));
            Ok(Value::Empty)
        }
        "removeat" => match at(0) {
            Some(at) => {
                let key = table.entries().into_iter().nth(at).map(|(k, _)| k);
                if let Some(key) = key {
                    table.data.borrow_mut().remove(&key);
                }
                Ok(Value::Empty)
            }
            None => Err(outside()),
        },
        "getbyindex" | "getvalueatindex" => at(0).and_then(|at| table.entries().into_iter().nth(at)).map(|(_, v)| v).ok_or_else(outside),
        "getkey" | "getkeyatindex" => at(0).and_then(|at| table.entries().into_iter().nth(at)).map(|(k, _)| k).ok_or_else(outside),
        "setbyindex" => match at(0).and_then(|at| table.entries().into_iter().nth(at)) {
            Some((key, _)) => {
                table.insert(key, value(args, 1));
                Ok(Value::Empty)
            }
            None => Err(outside()),
        },
        "indexofkey" | "indexof" => {
            let wanted = value(args, 0);
            let found = table.entries().iter().position(|(k, _)| k.same(&wanted) || is_same_key(table, k, &wanted));
            Ok(Value::Int(found.map_or(-1, |at| at as i32)))
        }
        "indexofvalue" => {
            let wanted = value(args, 0);
            Ok(Value::Int(table.entries().iter().position(|(_, v)| v.same(&wanted)).map_or(-1, |at| at as i32)))
        }
        "getkeylist" => Ok(keys(table)),
        "getvaluelist" => Ok(values(table)),
        _ => return None,
    })
}

fn is_same_key(table: &Table, a: &Value, b: &Value) -> bool {
    match (a.base(), b.base()) {
        (Value::Str(x), Value::Str(y)) => table.data.borrow().ignore_case && crate::value::eq_ignore_case(x, y),
        _ => false,
    }
}

fn ask(s: &mut Session, table: &Rc<Table>, name: &str, args: &[Value]) -> Option<Eval> {
    let key = value(args, 0);
    Some(match name {
        "containskey" | "contains" => {
            if key.is_null() {
                return Some(Err(null_key(table)));
            }
            Ok(Value::Bool(table.data.borrow().contains(&key)))
        }
        "containsvalue" => Ok(Value::Bool(table.data.borrow().iter().any(|(_, v)| v.same(&key)))),
        "trygetvalue" => {
            let found = table.get(&key);
            let ok = found.is_some();
            let item = found.unwrap_or_else(|| super::list::default_of(arguments(table).1));
            put_reference(s, args, 1, item).map(|()| Value::Bool(ok))
        }
        "getenumerator" => Ok(enumerator(table)),
        "item" | "get_item" => return Some(index(table, &key)),
        "set_item" => set_index(s, table, &key, value(args, 1)).map(|()| Value::Empty),
        "get_keys" => Ok(keys(table)),
        "get_values" => Ok(values(table)),
        "get_count" => Ok(Value::from(table.len())),
        "clone" => Ok(copy_of(table)),
        "asreadonly" => {
            let copy = copy_of(table);
            if let Value::Table(copy) = &copy {
                copy.read_only.set(true);
            }
            Ok(copy)
        }
        "copyto" => copy_to(table, args),
        "toarray" => Ok(Value::array(entries(table))),
        "equals" => Ok(Value::Bool(matches!(key.base(), Value::Table(other) if Rc::ptr_eq(other, table)))),
        _ => return None,
    })
}

pub fn copy_of(table: &Table) -> Value {
    let made = Table::new(table.kind, table.ty, table.data.borrow().ignore_case);
    *made.data.borrow_mut() = table.data.borrow().clone();
    Value::table(made)
}

fn copy_to(table: &Rc<Table>, args: &[Value]) -> Eval {
    let Some(target) = args.first().and_then(Value::as_seq) else { return Err(null_argument("array")) };
    let at = long(args, 1).max(0) as usize;
    let all = entries(table);
    if at + all.len() > target.len() {
        return Err(bad_argument(
            "Destination array is not long enough to copy all the items in the collection. Check array index and length.",
            "",
        ));
    }
    let mut slots = target.items.borrow_mut();
    for (k, item) in all.into_iter().enumerate() {
        slots[at + k] = item;
    }
    Ok(Value::Empty)
}

pub fn enumerator(table: &Rc<Table>) -> Value {
    let ty = match table.kind {
        TableKind::Hashtable => Type::of("System.Collections.Hashtable+HashtableEnumerator"),
        TableKind::Ordered => Type::of("System.Collections.Specialized.OrderedDictionary+OrderedDictionaryEnumerator"),
        _ => match table.ty.generic() {
            Some((definition, arguments)) => Type::of(&format!("{}+Enumerator", definition.full_name())).generic_of(arguments.to_vec()),
            None => Type::of(&format!("{}+Enumerator", table.ty.full_name())),
        },
    };
    let watched = table.clone();
    super::enumerator::watching(ty, entries(table), Rc::new(move || watched.len()))
}

/// `$table[key]`: generic dictionaries insist on the key, the others give null.
pub fn index(table: &Table, key: &Value) -> Eval {
    if key.is_null() {
        return match table.kind {
            TableKind::Hashtable | TableKind::Ordered => Ok(Value::Null),
            _ => Err(null_argument("key")),
        };
    }
    if table.kind == TableKind::Ordered
        && let Value::Int(at) = key.base()
    {
        return Ok(ordered_at(table, i64::from(*at)));
    }
    match table.get(key) {
        Some(found) => Ok(found),
        None if matches!(table.kind, TableKind::Hashtable | TableKind::Ordered) || table.ty.generic().is_none() => Ok(Value::Null),
        None => Err(thrown(
            "System.Collections.Generic.KeyNotFoundException",
            format!("The given key '{}' was not present in the dictionary.", key.plain_text()),
        )),
    }
}

/// Ordered dictionaries take numbers for places; there is nothing at a place that does not exist.
fn ordered_at(table: &Table, at: i64) -> Value {
    let length = table.len() as i64;
    let at = if at < 0 { at + length } else { at };
    usize::try_from(at).ok().and_then(|at| table.data.borrow().at(at).map(|(_, v)| v.clone())).unwrap_or(Value::Null)
}

/// `$table[key] = x`, in the types of a generic dictionary.
pub fn set_index(s: &mut Session, table: &Rc<Table>, key: &Value, new: Value) -> Result<(), Halt> {
    if table.read_only.get() {
        return Err(thrown("System.NotSupportedException", "Collection is read-only."));
    }
    if table.kind == TableKind::Ordered
        && let Value::Int(at) = key.base()
    {
        let place = usize::try_from(*at).ok();
        return match place.filter(|at| table.data.borrow_mut().set_at(*at, new.clone())) {
            Some(_) => Ok(()),
            None => Err(out_of_range(BAD_INDEX, "index")),
        };
    }
    if let (TableKind::Hashtable, Value::Str(_) | Value::Int(_)) = (table.kind, key) {
        table.insert(key.clone(), new);
        return Ok(());
    }
    let (key_type, item_type) = arguments(table);
    if key.is_null() {
        return Err(null_key(table));
    }
    let key = if key_type == Type::object() { key.clone() } else { crate::convert::to_type(s, key, key_type)? };
    let key = known_key(s, table, &key)?.unwrap_or(key);
    let new = if item_type == Type::object() { new } else { crate::convert::to_type(s, &new, item_type)? };
    table.insert(key, new);
    Ok(())
}

fn set_property(table: &Rc<Table>, name: &str) -> Option<Value> {
    Some(match name {
        "count" => Value::from(table.len()),
        "comparer" => comparer_of(table),
        "min" => table.entries().into_iter().next().map_or(Value::Null, |(k, _)| k),
        "max" => table.entries().into_iter().next_back().map_or(Value::Null, |(k, _)| k),
        "capacity" => Value::from(table.len().next_power_of_two()),
        _ => return None,
    })
}

/// `[hashtable]::new(…)`, `[Dictionary[string,int]]::new(…)`, sets.
pub fn construct(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    let definition = ty.generic().map_or(ty.full_name(), |(d, _)| d.full_name());
    let kind = match definition {
        "System.Collections.Hashtable" => TableKind::Hashtable,
        "System.Collections.Specialized.OrderedDictionary" | "System.Management.Automation.OrderedHashtable" => TableKind::Ordered,
        _ if definition.contains("Set`1") => TableKind::Set,
        _ if definition.contains("Sorted") => TableKind::Sorted,
        _ => TableKind::Generic,
    };
    let ignore_case = args.iter().any(super::comparer::ignores_case);
    let made = Table::new(kind, ty, ignore_case);
    if let Some(source) =
        args.iter().find(|v| v.as_table().is_some() || (kind == TableKind::Set && !v.is_null() && !is_size_or_comparer(v)))
    {
        fill(s, &made, source)?;
    } else if args.len() == 1 && is_null(args, 0) && kind != TableKind::Hashtable {
        // Null fits several constructors of a dictionary equally well.
        return Err(match kind {
            TableKind::Generic => super::overload::no_overload("new", 1),
            TableKind::Set => null_argument("collection"),
            _ => null_argument("dictionary"),
        });
    }
    Ok(Value::table(made))
}

fn is_size_or_comparer(value: &Value) -> bool {
    matches!(value.base(), Value::Int(_)) || value.as_native::<super::comparer::Comparer>().is_some()
}

fn fill(s: &mut Session, made: &Table, source: &Value) -> Result<(), Halt> {
    let (key_type, item_type) = arguments(made);
    if made.kind == TableKind::Set {
        for item in to_list(s, source)? {
            made.insert(crate::convert::to_type(s, &item, key_type)?, Value::Null);
        }
        return Ok(());
    }
    let Some(table) = source.as_table() else { return Ok(()) };
    for (key, item) in table.entries() {
        let key = crate::convert::to_type(s, &key, key_type)?;
        add(made, key, crate::convert::to_type(s, &item, item_type)?)?;
    }
    Ok(())
}

/// Runs a test over the keys of a set and drops those that pass.
pub fn remove_where(s: &mut Session, table: &Rc<Table>, test: &Value) -> Eval {
    let mut removed = 0;
    for (key, _) in table.entries() {
        if test_delegate(s, test, &key)? {
            table.data.borrow_mut().remove(&key);
            removed += 1;
        }
    }
    Ok(Value::Int(removed))
}
