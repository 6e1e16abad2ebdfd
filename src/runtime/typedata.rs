//! Extended members of types: what `types.ps1xml` and `Update-TypeData` add.
//!
//! In:    type names and member definitions.
//! Out:   members found by walking an object's type names.
//! Never: evaluates them.

use crate::convert::Converted;
use crate::session::Session;
use crate::value::{MemberDef, Str, Symbol, Value};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::OnceCell;

/// Members by type name.
#[derive(Default)]
pub struct TypeTable {
    types: FxHashMap<Symbol, TypeEntry>,
    /// Names of all members that any type has here, gathered when they are asked for.
    names: OnceCell<FxHashSet<Symbol>>,
    /// Counts up whenever a type may have got or lost members.
    pub epoch: u64,
}

/// Conversion to a type that the runtime itself does not know.
pub type Converter = fn(&mut Session, &Value) -> Converted;

/// What is known about one type name.
#[derive(Default, Clone)]
pub struct TypeEntry {
    pub members: Vec<MemberDef>,
    pub default_display: Vec<Str>,
    pub default_display_property: Option<Str>,
    pub default_key: Vec<Str>,
    pub string_source: Option<Str>,
    pub serialization_depth: Option<u32>,
    /// Makes a value of the type from others, as a `TypeConverter` would.
    pub converter: Option<Converter>,
}

impl TypeTable {
    pub fn entry(&self, type_name: &str) -> Option<&TypeEntry> {
        if self.types.is_empty() {
            return None;
        }
        self.types.get(&Symbol::existing(type_name)?)
    }

    pub fn entry_mut(&mut self, type_name: &str) -> &mut TypeEntry {
        self.changed();
        self.types.entry(Symbol::of(type_name)).or_default()
    }

    pub fn remove(&mut self, type_name: &str) -> bool {
        self.changed();
        self.types.remove(&Symbol::of(type_name)).is_some()
    }

    fn changed(&mut self) {
        self.epoch += 1;
        self.names = OnceCell::new();
    }

    fn member_names(&self) -> &FxHashSet<Symbol> {
        self.names.get_or_init(|| self.types.values().flat_map(|entry| entry.members.iter().map(|member| member.symbol)).collect())
    }

    /// Has any type a member of this name? Most names have none, and then nobody needs to walk types.
    pub fn knows_member(&self, name: Symbol) -> bool {
        let names = self.member_names();
        !names.is_empty() && names.contains(&name)
    }

    pub fn has_members(&self) -> bool {
        !self.member_names().is_empty()
    }

    pub fn member(&self, type_name: &str, name: Symbol) -> Option<MemberDef> {
        self.entry(type_name)?.members.iter().find(|m| m.symbol == name).cloned()
    }

    pub fn names(&self) -> impl Iterator<Item = Symbol> {
        self.types.keys().copied()
    }
}
