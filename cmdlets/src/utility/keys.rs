//! What objects are sorted, grouped and compared by.
//!
//! In:    `-Property` as written, objects.
//! Out:   a row of keys per object, their order.
//! Never: emits objects.

use dotnet::text::{self, Case};
use runtime::author::*;
use runtime::format::property::{self, Keys, Source, Spec};
use std::cmp::Ordering;

/// The properties an object is looked at by; none of them means the object itself.
#[derive(Default)]
pub struct KeyReader {
    pub specs: Vec<Spec>,
}

/// One value of an object.
#[derive(Clone)]
pub enum Key {
    Value(Value),
    /// The object has no such property.
    Missing,
}

/// An object with what it is compared by.
#[derive(Clone)]
pub struct Keyed {
    pub object: Value,
    pub keys: Vec<Key>,
    /// At least one of the properties was there.
    pub comparable: bool,
}

/// How keys are compared.
#[derive(Clone, Default)]
pub struct KeyOrder {
    /// Per key; what `-Descending` says holds for keys beyond its end.
    pub descending: Vec<bool>,
    pub case_sensitive: bool,
}

impl Key {
    pub fn value(&self) -> Value {
        match self {
            Key::Value(value) => value.clone(),
            Key::Missing => Value::Null,
        }
    }
}

impl KeyReader {
    pub fn parse(s: &mut Session, properties: &[Value], keys: Keys) -> Result<Self, Halt> {
        let mut specs = Vec::new();
        for property in properties {
            specs.push(Spec::parse(s, property, keys)?);
        }
        Ok(Self { specs })
    }

    /// Opens wildcards: the names that any of the objects has, sorted.
    pub fn expand(&mut self, s: &mut Session, objects: &[Value]) -> Flow {
        let mut specs = Vec::new();
        for spec in std::mem::take(&mut self.specs) {
            if !spec.has_wildcards() {
                specs.push(spec);
                continue;
            }
            let mut names: Vec<Str> = Vec::new();
            for object in objects {
                for source in spec.resolve(s, object)? {
                    let name = source.label();
                    if !names.iter().any(|n| n.eq_ignore_ascii_case(&name)) {
                        names.push(name);
                    }
                }
            }
            names.sort_by_key(|name| name.to_uppercase());
            let named = |name| Spec { source: Source::Name(name), ..spec.clone() };
            specs.extend(names.into_iter().map(named));
        }
        self.specs = specs;
        Ok(())
    }

    /// The keys of one object; an expression that fails is an error and an empty key.
    pub fn read(&self, cx: &mut Cx<'_>, object: &Value) -> Result<Keyed, Halt> {
        if self.specs.is_empty() {
            let keys = vec![Key::Value(object.clone())];
            return Ok(Keyed { object: object.clone(), keys, comparable: true });
        }
        let mut keyed = Keyed { object: object.clone(), keys: Vec::with_capacity(self.specs.len()), comparable: false };
        for spec in &self.specs {
            if let Some(value) = spec.note_of(object) {
                keyed.comparable = true;
                keyed.keys.push(Key::Value(value));
                continue;
            }
            let sources = spec.resolve(cx.s, object)?;
            if sources.is_empty() {
                keyed.keys.push(Key::Missing);
                let name = spec.name();
                cx.debug(&format!("\"Sort-Object\" - \"{name}\" cannot be found in \"InputObject\"."))?;
            }
            for source in sources {
                keyed.comparable = true;
                keyed.keys.push(Key::Value(read_key(cx, &source, object)?));
            }
        }
        Ok(keyed)
    }
}

fn read_key(cx: &mut Cx<'_>, source: &Source, object: &Value) -> Eval {
    match property::read(cx.s, source, object)? {
        Ok(value) => Ok(value),
        Err(record) => {
            cx.error(expression_failed("ExpressionEvaluation", &record, object))?;
            Ok(Value::Null)
        }
    }
}

/// The error of an expression, reported by the command that asked for its value.
pub fn expression_failed(id: &str, record: &ErrorRecord, object: &Value) -> Halt {
    let failed = ErrorRecord::new(record.exception.clone(), id, Category::InvalidResult, object.clone());
    Halt::Error(Rc::new(failed))
}

impl KeyOrder {
    /// `-Descending` and what single properties say against it.
    pub fn new(reader: &KeyReader, descending: bool, case_sensitive: bool) -> Self {
        let of_spec = |spec: &Spec| match (spec.ascending, spec.descending) {
            (Some(up), Some(down)) if up == down => descending,
            (Some(up), _) => !up,
            (None, Some(down)) => down,
            (None, None) => descending,
        };
        let mut all: Vec<bool> = reader.specs.iter().map(of_spec).collect();
        if all.is_empty() {
            all.push(descending);
        }
        Self { descending: all, case_sensitive }
    }

    pub fn compare(&self, s: &mut Session, left: &Keyed, right: &Keyed) -> Result<Ordering, Halt> {
        Ok(self.first_difference(s, left, right)?.map_or(Ordering::Equal, |(_, order)| order))
    }

    /// Like `compare`; texts say how far apart the first characters are that differ, as in .NET's invariant culture.
    pub fn distance(&self, s: &mut Session, left: &Keyed, right: &Keyed) -> Result<i32, Halt> {
        let Some((at, order)) = self.first_difference(s, left, right)? else {
            return Ok(0);
        };
        let size = match (&left.keys.get(at), &right.keys.get(at)) {
            (Some(Key::Value(one)), Some(Key::Value(other))) => match (one.base(), other.base()) {
                (Value::Str(one), Value::Str(other)) => {
                    text::distance(one, other, if self.case_sensitive { Case::Matters } else { Case::Ignored })
                }
                _ => 1,
            },
            _ => 1,
        };
        Ok(order as i32 * size.abs().max(1))
    }

    /// The first key that differs, and how.
    fn first_difference(&self, s: &mut Session, left: &Keyed, right: &Keyed) -> Result<Option<(usize, Ordering)>, Halt> {
        let count = left.keys.len().max(right.keys.len());
        for at in 0..count {
            let backwards = self.descending.get(at).copied().unwrap_or(false);
            let one = left.keys.get(at).unwrap_or(&Key::Missing);
            let other = right.keys.get(at).unwrap_or(&Key::Missing);
            let order = self.compare_keys(s, one, other, backwards)?;
            if order != Ordering::Equal {
                return Ok(Some((at, order)));
            }
        }
        Ok(None)
    }

    pub fn same(&self, s: &mut Session, left: &Keyed, right: &Keyed) -> Result<bool, Halt> {
        Ok(self.compare(s, left, right)? == Ordering::Equal)
    }

    /// Objects without the property come last, in either direction.
    fn compare_keys(&self, s: &mut Session, left: &Key, right: &Key, backwards: bool) -> Result<Ordering, Halt> {
        let order = match (left, right) {
            (Key::Value(left), Key::Value(right)) => runtime::ops::order(s, left, right, !self.case_sensitive)?,
            (Key::Value(_), Key::Missing) => return Ok(Ordering::Less),
            (Key::Missing, Key::Value(_)) => return Ok(Ordering::Greater),
            (Key::Missing, Key::Missing) => return Ok(Ordering::Equal),
        };
        Ok(if backwards { order.reverse() } else { order })
    }
}

/// The properties that identify an object of its type.
pub fn default_key(s: &Session, object: &Value) -> Vec<Value> {
    let names = runtime::member::type_names(s, object);
    let entry = names.iter().filter_map(|name| s.types.entry(name)).find(|entry| !entry.default_key.is_empty());
    entry.map_or_else(Vec::new, |entry| entry.default_key.iter().cloned().map(Value::Str).collect())
}
