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
        Self::new(TableKind::Hashtable, Type::hashtable(), true)
    }

    pub fn ordered() -> Self {
        Self::new(TableKind::Ordered, Type::ordered(), true)
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

    /// Does a script see the entries in the order they came?
    pub fn keeps_order(&self) -> bool {
        match self.kind {
            TableKind::Ordered | TableKind::Generic => true,
            TableKind::Hashtable => !self.data.borrow().iter().all(|(key, _)| is_small(key)),
            TableKind::Sorted | TableKind::Set => false,
        }
    }

    pub fn keys(&self) -> Vec<Value> {
        match self.keeps_order() {
            true => self.data.borrow().iter().map(|(key, _)| key.clone()).collect(),
            false => self.entries().into_iter().map(|(key, _)| key).collect(),
        }
    }

    pub fn values(&self) -> Vec<Value> {
        match self.keeps_order() {
            true => self.data.borrow().iter().map(|(_, value)| value.clone()).collect(),
            false => self.entries().into_iter().map(|(_, value)| value).collect(),
        }
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
    if entries.is_empty() || !entries.iter().all(|(k, _)| is_small(k)) {
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

fn is_small(key: &Value) -> bool {
    matches!(key, Value::Int(number) if *number >= 0)
}

/// Tables with no more places than this are looked through; hashing would cost more.
const SCANNED_ENTRIES_MAX: usize = 8;

/// Entries in insertion order with an index on their hashes.
#[derive(Debug, Clone)]
pub struct TableData {
    pub ignore_case: bool,
    /// Knows all entries, or none: then they are looked through.
    index: HashTable<Place>,
    entries: Vec<Option<Entry>>,
    length: usize,
    /// Counts changes, for walks that must not outlive them.
    pub changes: u32,
}

/// Where an entry stands, with the hash of its key: most look-ups touch one entry only.
#[derive(Debug, Clone, Copy)]
struct Place {
    hash: u32,
    at: u32,
}

impl Place {
    /// What the index is sorted into buckets by: both ends of the word count there.
    fn spread(&self) -> u64 {
        spread(self.hash)
    }
}

fn spread(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[derive(Debug, Clone)]
struct Entry {
    key: Value,
    value: Value,
}

impl TableData {
    pub fn new(ignore_case: bool) -> Self {
        Self { ignore_case, index: HashTable::new(), entries: Vec::new(), length: 0, changes: 0 }
    }

    pub fn len(&self) -> usize {
        self.length
    }

    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub fn get(&self, key: &Value) -> Option<&Value> {
        match key {
            Value::Str(text) => self.get_str(text),
            _ => self.entries[self.find_key(key)?].as_ref().map(|e| &e.value),
        }
    }

    pub fn get_str(&self, key: &str) -> Option<&Value> {
        let ignore_case = self.ignore_case;
        let is_key = |k: &Value| matches!(k, Value::Str(text) if texts_equal(text, key, ignore_case));
        let at = self.find(|| hash_text(key, ignore_case), is_key)?;
        self.entries[at].as_ref().map(|e| &e.value)
    }

    pub fn contains(&self, key: &Value) -> bool {
        self.get(key).is_some()
    }

    /// Adds or replaces; a replaced entry keeps its key's first spelling and its place.
    pub fn insert(&mut self, key: Value, value: Value) -> bool {
        self.changes = self.changes.wrapping_add(1);
        let is_indexed = !self.index.is_empty();
        let hash = if is_indexed { hash_value(&key, self.ignore_case) } else { 0 };
        if let Some(at) = self.find(|| hash, |k| keys_equal(k, &key, self.ignore_case)) {
            if let Some(entry) = &mut self.entries[at] {
                entry.value = value;
            }
            return false;
        }
        self.length += 1;
        self.entries.push(Some(Entry { key, value }));
        if is_indexed {
            self.index_entry(hash, self.entries.len() - 1);
        } else if self.entries.len() > SCANNED_ENTRIES_MAX {
            self.index_all();
        }
        true
    }

    fn index_entry(&mut self, hash: u32, at: usize) {
        self.index.insert_unique(spread(hash), Place { hash, at: at as u32 }, Place::spread);
    }

    fn index_all(&mut self) {
        for at in 0..self.entries.len() {
            if let Some(entry) = &self.entries[at] {
                self.index_entry(hash_value(&entry.key, self.ignore_case), at);
            }
        }
    }

    fn respell(&mut self, key: &Value) {
        if let Some(at) = self.find_key(key)
            && let Some(entry) = &mut self.entries[at]
        {
            entry.key = key.clone();
        }
    }

    pub fn remove(&mut self, key: &Value) -> Option<Value> {
        self.changes = self.changes.wrapping_add(1);
        let at = self.find_key(key)?;
        if !self.index.is_empty()
            && let Ok(found) = self.index.find_entry(spread(hash_value(key, self.ignore_case)), |place| place.at as usize == at)
        {
            found.remove();
        }
        self.length -= 1;
        let removed = self.entries[at].take().map(|e| e.value);
        if self.entries.len() > 32 && self.length * 2 < self.entries.len() {
            self.compact();
        }
        removed
    }

    pub fn clear(&mut self) {
        self.changes = self.changes.wrapping_add(1);
        self.index.clear();
        self.entries.clear();
        self.length = 0;
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Value, &Value)> {
        self.entries.iter().flatten().map(|e| (&e.key, &e.value))
    }

    /// The first entry from a place on, and the place behind it: a walk without a copy.
    pub fn next_from(&self, place: usize) -> Option<(usize, &Value, &Value)> {
        let rest = self.entries.get(place..)?;
        rest.iter().enumerate().find_map(|(at, entry)| entry.as_ref().map(|e| (place + at + 1, &e.key, &e.value)))
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

    fn find_key(&self, key: &Value) -> Option<usize> {
        self.find(|| hash_value(key, self.ignore_case), |k| keys_equal(k, key, self.ignore_case))
    }

    fn find(&self, hash: impl FnOnce() -> u32, matches: impl Fn(&Value) -> bool) -> Option<usize> {
        if self.index.is_empty() {
            return self.entries.iter().position(|entry| entry.as_ref().is_some_and(|e| matches(&e.key)));
        }
        let hash = hash();
        let fits = |place: &Place| place.hash == hash && self.entries[place.at as usize].as_ref().is_some_and(|e| matches(&e.key));
        self.index.find(spread(hash), fits).map(|place| place.at as usize)
    }

    /// Closes the gaps that removed entries left.
    fn compact(&mut self) {
        let mut next = 0;
        let mut places = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            places.push(next);
            next += u32::from(entry.is_some());
        }
        self.entries.retain(Option::is_some);
        self.index.iter_mut().for_each(|place| place.at = places[place.at as usize]);
    }
}

fn hash_text(text: &str, ignore_case: bool) -> u32 {
    let mut hasher = rustc_hash::FxHasher::default();
    if !ignore_case || text.is_ascii() {
        hash_bytes(&mut hasher, text.as_bytes(), ignore_case);
    } else {
        hash_bytes(&mut hasher, dotnet::text::to_upper(text).as_bytes(), false);
    }
    shortened(&hasher)
}

/// Eight bytes at a time, small letters of ASCII as capitals.
fn hash_bytes(hasher: &mut rustc_hash::FxHasher, bytes: &[u8], folded: bool) {
    let (words, rest) = bytes.as_chunks::<8>();
    let mut last = [0u8; 8];
    last[..rest.len()].copy_from_slice(rest);
    for word in words.iter().chain(std::iter::once(&last)) {
        let word = u64::from_le_bytes(*word);
        hasher.write_u64(if folded { upper_word(word) } else { word });
    }
    hasher.write_usize(bytes.len());
}

/// Eight ASCII letters at once: a byte between `a` and `z` loses the bit that makes it small.
fn upper_word(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let from_a = word + EACH * (0x80 - u64::from(b'a'));
    let above_z = word + EACH * (0x7f - u64::from(b'z'));
    word ^ ((from_a & !above_z & (EACH * 0x80)) >> 2)
}

fn shortened(hasher: &rustc_hash::FxHasher) -> u32 {
    let hash = hasher.finish();
    (hash >> 32) as u32 ^ hash as u32
}

fn hash_value(key: &Value, ignore_case: bool) -> u32 {
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
    shortened(&hasher)
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
    a == b || ignore_case && super::eq_ignore_case(a, b)
}
