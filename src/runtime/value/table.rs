//! Hashtables and dictionaries: keyed values in insertion order.
//!
//! In:    keys of any value; text keys compare with or without case.
//! Out:   look-ups without allocation, entries by position.
//! Never: calls script code; keys compare by the rules of .NET's default comparers.

use super::{Str, Value};
use crate::types::Type;
use hashbrown::HashTable;
use std::cell::{Cell, RefCell};
use std::hash::Hasher;

/// What kind of dictionary a script sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TableKind {
    Hashtable,
    Ordered,
    /// `Dictionary[K,V]` and its relatives that keep insertion order.
    Generic,
    /// `SortedDictionary`, `SortedList`: enumerated by key.
    Sorted,
    /// `HashSet`, `SortedSet`: only keys count.
    Set,
}

/// A dictionary shared by reference.
#[derive(Debug)]
pub struct Table {
    pub kind: TableKind,
    pub ty: Type,
    pub data: RefCell<TableData>,
    pub read_only: Cell<bool>,
}

impl Table {
    pub fn new(kind: TableKind, ty: Type, ignore_case: bool) -> Self {
        Self { kind, ty, data: RefCell::new(TableData::new(ignore_case)), read_only: Cell::new(false) }
    }

    pub fn hashtable() -> Self {
        Self::new(TableKind::Hashtable, Type::of("System.Collections.Hashtable"), true)
    }

    pub fn ordered() -> Self {
        Self::new(TableKind::Ordered, Type::of("System.Collections.Specialized.OrderedDictionary"), true)
    }

    pub fn len(&self) -> usize {
        self.data.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn get(&self, key: &Value) -> Option<Value> {
        self.data.borrow().get(key).cloned()
    }

    pub fn get_str(&self, key: &str) -> Option<Value> {
        self.data.borrow().get_str(key).cloned()
    }

    pub fn insert(&self, key: Value, value: Value) {
        let mut data = self.data.borrow_mut();
        // Ordered dictionaries take over the spelling of the last key.
        if self.kind == TableKind::Ordered {
            data.respell(&key);
        }
        data.insert(key, value);
    }

    pub fn insert_str(&self, key: &str, value: Value) {
        self.insert(Value::Str(Str::new(key)), value);
    }

    /// A copy of all entries in the order a script sees them.
    pub fn entries(&self) -> Vec<(Value, Value)> {
        let data = self.data.borrow();
        let mut all: Vec<(Value, Value)> = data.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        match self.kind {
            TableKind::Hashtable => order_like_buckets(&mut all),
            TableKind::Sorted => all.sort_by(|a, b| crate::ops::default_order(&a.0, &b.0)),
            TableKind::Set if self.ty.full_name().contains("Sorted") => {
                all.sort_by(|a, b| crate::ops::default_order(&a.0, &b.0));
            }
            _ => {}
        }
        all
    }
}

/// .NET's Hashtable enumerates its buckets from the last to the first. Text hashes are random
/// there, so only keys with a fixed hash (small integers) have an order a script can rely on.
fn order_like_buckets(entries: &mut [(Value, Value)]) {
    let small = |v: &Value| matches!(v, Value::Int(i) if *i >= 0);
    if entries.is_empty() || !entries.iter().all(|(k, _)| small(k)) {
        return;
    }
    const PRIMES: [usize; 24] =
        [3, 7, 11, 17, 23, 29, 37, 47, 59, 71, 89, 107, 131, 163, 197, 239, 293, 353, 431, 521, 631, 761, 919, 1103];
    let mut prime = 0;
    while prime + 1 < PRIMES.len() && (PRIMES[prime] as f64 * 0.72) < entries.len() as f64 {
        let doubled = PRIMES[prime] * 2;
        prime = PRIMES.iter().position(|p| *p > doubled).unwrap_or(PRIMES.len() - 1);
    }
    let size = PRIMES[prime];
    let bucket = |v: &Value| match v {
        Value::Int(i) => *i as usize % size,
        _ => 0,
    };
    entries.sort_by_key(|(k, _)| std::cmp::Reverse(bucket(k)));
}

/// Entries in insertion order with an index on their hashes.
#[derive(Debug, Clone)]
pub struct TableData {
    pub ignore_case: bool,
    index: HashTable<u32>,
    entries: Vec<Option<Entry>>,
    /// Counts changes, for walks that must not outlive them.
    pub changes: u32,
}

#[derive(Debug, Clone)]
struct Entry {
    hash: u64,
    key: Value,
    value: Value,
}

impl TableData {
    pub fn new(ignore_case: bool) -> Self {
        Self { ignore_case, index: HashTable::new(), entries: Vec::new(), changes: 0 }
    }

    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    pub fn get(&self, key: &Value) -> Option<&Value> {
        match key {
            Value::Str(text) => self.get_str(text),
            _ => {
                let at = self.find(hash_value(key, self.ignore_case), |k| keys_equal(k, key, self.ignore_case))?;
                self.entries[at].as_ref().map(|e| &e.value)
            }
        }
    }

    pub fn get_str(&self, key: &str) -> Option<&Value> {
        let hash = hash_text(key, self.ignore_case);
        let ignore_case = self.ignore_case;
        let at = self.find(hash, |k| matches!(k, Value::Str(text) if texts_equal(text, key, ignore_case)))?;
        self.entries[at].as_ref().map(|e| &e.value)
    }

    pub fn contains(&self, key: &Value) -> bool {
        self.get(key).is_some()
    }

    /// Adds or replaces; a replaced entry keeps its key's first spelling and its place.
    pub fn insert(&mut self, key: Value, value: Value) -> bool {
        self.changes = self.changes.wrapping_add(1);
        let ignore_case = self.ignore_case;
        let hash = hash_value(&key, ignore_case);
        if let Some(at) = self.find(hash, |k| keys_equal(k, &key, ignore_case)) {
            if let Some(entry) = &mut self.entries[at] {
                entry.value = value;
            }
            return false;
        }
        let at = self.entries.len() as u32;
        self.entries.push(Some(Entry { hash, key, value }));
        let entries = &self.entries;
        self.index.insert_unique(hash, at, |at| entries[*at as usize].as_ref().map_or(0, |e| e.hash));
        true
    }

    fn respell(&mut self, key: &Value) {
        let ignore_case = self.ignore_case;
        if let Some(at) = self.find(hash_value(key, ignore_case), |k| keys_equal(k, key, ignore_case))
            && let Some(entry) = &mut self.entries[at]
        {
            entry.key = key.clone();
        }
    }

    pub fn remove(&mut self, key: &Value) -> Option<Value> {
        self.changes = self.changes.wrapping_add(1);
        let ignore_case = self.ignore_case;
        let hash = hash_value(key, ignore_case);
        let at = self.find(hash, |k| keys_equal(k, key, ignore_case))?;
        if let Ok(found) = self.index.find_entry(hash, |i| *i as usize == at) {
            found.remove();
        }
        let removed = self.entries[at].take().map(|e| e.value);
        if self.entries.len() > 32 && self.index.len() * 2 < self.entries.len() {
            self.compact();
        }
        removed
    }

    pub fn clear(&mut self) {
        self.changes = self.changes.wrapping_add(1);
        self.index.clear();
        self.entries.clear();
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &Value)> {
        self.entries.iter().flatten().map(|e| (&e.key, &e.value))
    }

    /// The entry at a position, for ordered dictionaries.
    pub fn at(&self, position: usize) -> Option<(&Value, &Value)> {
        self.iter().nth(position)
    }

    pub fn set_at(&mut self, position: usize, value: Value) -> bool {
        self.changes = self.changes.wrapping_add(1);
        match self.entries.iter_mut().flatten().nth(position) {
            Some(entry) => {
                entry.value = value;
                true
            }
            None => false,
        }
    }

    pub fn insert_at(&mut self, position: usize, key: Value, value: Value) {
        let mut all: Vec<(Value, Value)> = self.iter().map(|(k, v)| (k.clone(), v.clone())).collect();
        all.insert(position.min(all.len()), (key, value));
        self.clear();
        for (key, value) in all {
            self.insert(key, value);
        }
    }

    pub fn position(&self, key: &Value) -> Option<usize> {
        self.iter().position(|(k, _)| keys_equal(k, key, self.ignore_case))
    }

    fn find(&self, hash: u64, matches: impl Fn(&Value) -> bool) -> Option<usize> {
        self.index
            .find(hash, |at| self.entries[*at as usize].as_ref().is_some_and(|e| e.hash == hash && matches(&e.key)))
            .map(|at| *at as usize)
    }

    fn compact(&mut self) {
        self.entries.retain(Option::is_some);
        self.index.clear();
        for (at, entry) in self.entries.iter().enumerate() {
            if let Some(entry) = entry {
                let entries = &self.entries;
                self.index.insert_unique(entry.hash, at as u32, |at| entries[*at as usize].as_ref().map_or(0, |e| e.hash));
            }
        }
    }
}

fn hash_text(text: &str, ignore_case: bool) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    if !ignore_case {
        hasher.write(text.as_bytes());
    } else if text.is_ascii() {
        let mut chunk = [0u8; 32];
        for piece in text.as_bytes().chunks(32) {
            let folded = &mut chunk[..piece.len()];
            folded.copy_from_slice(piece);
            folded.make_ascii_uppercase();
            hasher.write(folded);
        }
    } else {
        let upper: String = dotnet::text::to_upper(text);
        for piece in upper.as_bytes().chunks(32) {
            hasher.write(piece);
        }
    }
    hasher.write_u8(0xff);
    hasher.finish()
}

fn hash_value(key: &Value, ignore_case: bool) -> u64 {
    let mut hasher = rustc_hash::FxHasher::default();
    match key {
        Value::Str(text) => return hash_text(text, ignore_case),
        Value::Int(i) => hasher.write_i64(i64::from(*i)),
        Value::Long(i) => hasher.write_i64(*i),
        Value::Bool(b) => hasher.write_u8(u8::from(*b)),
        Value::Char(c) => hasher.write_u16(*c),
        Value::Double(d) => hasher.write_u64(d.to_bits()),
        Value::Small(s) => hasher.write_i64(s.as_i64()),
        Value::Enum(e) => hasher.write_i64(e.value),
        Value::Type(t) => hasher.write_usize(t.address()),
        Value::Object(o) if o.base_value().is_some() => {
            return o.base_value().map_or(0, |base| hash_value(base, ignore_case));
        }
        other => match other.identity() {
            Some(address) => hasher.write_usize(address),
            None => return hash_text(&other.plain_text(), false),
        },
    }
    hasher.finish()
}

fn keys_equal(a: &Value, b: &Value, ignore_case: bool) -> bool {
    match (a, b) {
        (Value::Str(x), Value::Str(y)) => texts_equal(x, y, ignore_case),
        (Value::Object(x), _) if x.base_value().is_some() => x.base_value().is_some_and(|base| keys_equal(base, b, ignore_case)),
        (_, Value::Object(y)) if y.base_value().is_some() => y.base_value().is_some_and(|base| keys_equal(a, base, ignore_case)),
        _ => a.same(b),
    }
}

fn texts_equal(a: &str, b: &str, ignore_case: bool) -> bool {
    if !ignore_case {
        return a == b;
    }
    super::eq_ignore_case(a, b)
}
