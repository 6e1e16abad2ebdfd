//! Pairs and tuples: `DictionaryEntry`, `KeyValuePair`, `Tuple`, `ValueTuple`.

use super::args::value;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use std::cell::RefCell;

/// A key with its value.
pub struct Pair {
    ty: Type,
    key: RefCell<Value>,
    value: RefCell<Value>,
}

/// An entry of a hashtable.
pub fn entry(key: Value, value: Value) -> Value {
    of(Type::of("System.Collections.DictionaryEntry"), key, value)
}

pub fn of(ty: Type, key: Value, value: Value) -> Value {
    Value::native(Pair { ty, key: RefCell::new(key), value: RefCell::new(value) })
}

/// An entry of a generic dictionary of this type.
pub fn of_dictionary(ty: Type, key: Value, value: Value) -> Value {
    match ty.generic() {
        Some((_, arguments)) if arguments.len() == 2 => {
            of(Type::of("System.Collections.Generic.KeyValuePair`2").generic_of(arguments.to_vec()), key, value)
        }
        _ => entry(key, value),
    }
}

impl Pair {
    pub fn parts(&self) -> (Value, Value) {
        (self.key.borrow().clone(), self.value.borrow().clone())
    }

    fn is_entry(&self) -> bool {
        self.ty.name() == "DictionaryEntry"
    }
}

impl Native for Pair {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        if self.is_entry() { &["Name", "Key", "Value"] } else { &["Key", "Value"] }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "key" => Some(Ok(self.key.borrow().clone())),
            "name" if self.is_entry() => Some(Ok(self.key.borrow().clone())),
            "value" => Some(Ok(self.value.borrow().clone())),
            _ => None,
        }
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        if !self.is_entry() {
            return None;
        }
        match name.to_ascii_lowercase().as_str() {
            "key" | "name" => *self.key.borrow_mut() = new.clone(),
            "value" => *self.value.borrow_mut() = new.clone(),
            _ => return None,
        }
        Some(Ok(()))
    }

    fn call(&self, _s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        name.eq_ignore_ascii_case("tostring").then(|| Ok(Value::Str(self.text())))
    }

    fn text(&self) -> Str {
        let shown = |v: &RefCell<Value>| match v.borrow().base() {
            Value::Seq(seq) => Str::new(seq.ty().full_name()),
            other => other.plain_text(),
        };
        format!("[{}, {}]", shown(&self.key), shown(&self.value)).into()
    }

    fn equals(&self, other: &Value) -> bool {
        other
            .as_native::<Pair>()
            .is_some_and(|o| o.ty == self.ty && o.key.borrow().same(&self.key.borrow()) && o.value.borrow().same(&self.value.borrow()))
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

pub fn construct_pair(ty: Type, args: &[Value]) -> Eval {
    Ok(of(ty, value(args, 0), value(args, 1)))
}

/// `Tuple` and `ValueTuple`: the latter has fields that can be set.
pub struct Tuple {
    ty: Type,
    items: RefCell<Vec<Value>>,
}

fn tuple_of(name: &str, items: Vec<Value>) -> Value {
    let types = items.iter().map(|v| v.ty().unwrap_or_else(Type::object)).collect::<Vec<_>>();
    let ty = Type::of(&format!("{name}`{}", items.len())).generic_of(types);
    Value::native(Tuple { ty, items: RefCell::new(items) })
}

pub fn value_tuple(items: Vec<Value>) -> Value {
    tuple_of("System.ValueTuple", items)
}

/// `[Tuple]::Create(…)`.
pub fn create(ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    (name == "create").then(|| Ok(tuple_of(ty.full_name(), args.to_vec())))
}

/// `[Tuple[string,int]]::new(…)`.
pub fn construct_tuple(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    let mut items = Vec::new();
    let types = ty.generic().map_or(&[][..], |(_, arguments)| arguments);
    for (at, wanted) in types.iter().enumerate() {
        items.push(crate::convert::to_type(s, &value(args, at), *wanted)?);
    }
    Ok(Value::native(Tuple { ty, items: RefCell::new(items) }))
}

const ITEMS: [&str; 8] = ["Item1", "Item2", "Item3", "Item4", "Item5", "Item6", "Item7", "Rest"];

/// The properties of a `Tuple` of so many items.
const WITH_LENGTH: [&[&str]; 9] = [
    &["Length"],
    &["Item1", "Length"],
    &["Item1", "Item2", "Length"],
    &["Item1", "Item2", "Item3", "Length"],
    &["Item1", "Item2", "Item3", "Item4", "Length"],
    &["Item1", "Item2", "Item3", "Item4", "Item5", "Length"],
    &["Item1", "Item2", "Item3", "Item4", "Item5", "Item6", "Length"],
    &["Item1", "Item2", "Item3", "Item4", "Item5", "Item6", "Item7", "Length"],
    &["Item1", "Item2", "Item3", "Item4", "Item5", "Item6", "Item7", "Rest", "Length"],
];

impl Tuple {
    fn place(&self, name: &str) -> Option<usize> {
        ITEMS.iter().position(|item| item.eq_ignore_ascii_case(name)).filter(|at| *at < self.items.borrow().len())
    }

    fn is_value(&self) -> bool {
        self.ty.is_value_type() || self.ty.name().starts_with("ValueTuple")
    }
}

impl Native for Tuple {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        let count = self.items.borrow().len().min(ITEMS.len());
        if self.is_value() { &ITEMS[..count] } else { WITH_LENGTH[count] }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        if name.eq_ignore_ascii_case("length") {
            return Some(Ok(Value::from(self.items.borrow().len())));
        }
        self.place(name).map(|at| Ok(self.items.borrow()[at].clone()))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        let at = self.place(name).filter(|_| self.is_value())?;
        self.items.borrow_mut()[at] = new.clone();
        Some(Ok(()))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "tostring" => Some(Ok(Value::Str(self.text()))),
            "equals" => Some(Ok(Value::Bool(self.equals(&value(args, 0))))),
            _ => None,
        }
    }

    fn index(&self, _s: &mut Session, index: &[Value]) -> Option<Eval> {
        let at = usize::try_from(super::args::whole(index.first()?)).ok()?;
        Some(Ok(self.items.borrow().get(at).cloned().unwrap_or(Value::Null)))
    }

    fn text(&self) -> Str {
        let texts: Vec<Str> = self.items.borrow().iter().map(Value::plain_text).collect();
        format!("({})", texts.join(", ")).into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<Tuple>().is_some_and(|o| {
            let (a, b) = (self.items.borrow(), o.items.borrow());
            a.len() == b.len() && a.iter().zip(b.iter()).all(|(x, y)| x.same(y))
        })
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}
