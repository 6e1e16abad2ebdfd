//! Objects with members: a shape and a row of values.
//!
//! In:    names and values of note properties, member definitions, a wrapped value.
//! Out:   properties by slot; objects made alike share one shape.
//! Never: runs script; member access does.

use super::{Str, Symbol, Value};
use crate::block::ScriptBlock;
use crate::types::Type;
use rustc_hash::FxHashMap;
use std::cell::{Cell, Ref, RefCell};
use std::rc::Rc;

/// The ordered property names that many objects share.
pub struct Shape {
    names: Vec<(Symbol, Str)>,
    /// Only for shapes with more names than a scan likes.
    slots: Option<FxHashMap<Symbol, u16>>,
    next: RefCell<FxHashMap<Str, Rc<Shape>>>,
}

/// Above this many names a scan is slower than a map.
const SCANNED_NAMES_MAX: usize = 10;
/// Objects with more names than this keep a shape of their own, so that huge objects do not leave a chain behind.
const SHARED_NAMES_MAX: usize = 64;

thread_local! {
    static ROOT: Rc<Shape> = Rc::new(Shape { names: Vec::new(), slots: None, next: RefCell::default() });
}

impl Shape {
    pub fn root() -> Rc<Shape> {
        ROOT.with(Rc::clone)
    }

    /// The shared shape for these names in this order.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Rc<Shape> {
        names.into_iter().fold(Shape::root(), |shape, name| shape.with(name))
    }

    /// This shape with one more name.
    pub fn with(self: &Rc<Shape>, name: &str) -> Rc<Shape> {
        if self.names.len() < SHARED_NAMES_MAX
            && let Some(next) = self.next.borrow().get(name)
        {
            return next.clone();
        }
        let mut names = Vec::with_capacity(self.names.len() + 1);
        names.extend_from_slice(&self.names);
        names.push((Symbol::of(name), Str::new(name)));
        let shape = Rc::new(Shape::from_names(names));
        if self.names.len() < SHARED_NAMES_MAX {
            self.next.borrow_mut().insert(Str::new(name), shape.clone());
        }
        shape
    }

    fn from_names(names: Vec<(Symbol, Str)>) -> Shape {
        let slots =
            (names.len() > SCANNED_NAMES_MAX).then(|| names.iter().enumerate().map(|(at, (symbol, _))| (*symbol, at as u16)).collect());
        Shape { names, slots, next: RefCell::default() }
    }

    fn push(&mut self, name: &str) {
        let symbol = Symbol::of(name);
        self.names.push((symbol, Str::new(name)));
        match &mut self.slots {
            Some(slots) => {
                slots.insert(symbol, self.names.len() as u16 - 1);
            }
            None => *self = Shape::from_names(std::mem::take(&mut self.names)),
        }
    }

    #[inline]
    pub fn find(&self, symbol: Symbol) -> Option<usize> {
        match &self.slots {
            Some(slots) => slots.get(&symbol).map(|at| *at as usize),
            None => self.names.iter().position(|(name, _)| *name == symbol),
        }
    }

    /// A name spelled as here, when looking through the names is cheap: most code spells them alike.
    #[inline]
    pub fn find_exactly(&self, name: &str) -> Option<usize> {
        match self.slots {
            Some(_) => None,
            None => self.names.iter().position(|(_, known)| known.as_str() == name),
        }
    }

    /// The name as objects of this shape spell it.
    pub fn name_of(&self, symbol: Symbol) -> Option<&Str> {
        self.find(symbol).map(|at| &self.names[at].1)
    }

    pub fn names(&self) -> impl ExactSizeIterator<Item = &Str> {
        self.names.iter().map(|(_, name)| name)
    }

    pub fn len(&self) -> usize {
        self.names.len()
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// Note properties of one object.
#[derive(Clone)]
pub struct Notes {
    pub shape: Rc<Shape>,
    pub values: Vec<Value>,
}

impl Notes {
    pub fn new(shape: Rc<Shape>, values: Vec<Value>) -> Self {
        Self { shape, values }
    }

    pub fn get(&self, symbol: Symbol) -> Option<&Value> {
        self.shape.find(symbol).map(|at| &self.values[at])
    }

    pub fn set(&mut self, name: &str, value: Value) {
        match self.shape.find(Symbol::of(name)) {
            Some(at) => self.values[at] = value,
            None => self.add(name, value),
        }
    }

    fn add(&mut self, name: &str, value: Value) {
        if self.shape.len() >= SHARED_NAMES_MAX
            && let Some(own) = Rc::get_mut(&mut self.shape)
        {
            own.push(name);
            self.values.push(value);
            return;
        }
        self.shape = self.shape.with(name);
        self.values.push(value);
    }

    pub fn remove(&mut self, symbol: Symbol) -> bool {
        let Some(at) = self.shape.find(symbol) else { return false };
        self.values.remove(at);
        let names: Vec<Str> = self.shape.names().enumerate().filter(|(i, _)| *i != at).map(|(_, n)| n.clone()).collect();
        self.shape = Shape::of(names.iter().map(Str::as_str));
        true
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Str, &Value)> {
        self.shape.names().zip(&self.values)
    }
}

/// A member that is computed.
#[derive(Clone)]
pub struct MemberDef {
    pub name: Str,
    pub symbol: Symbol,
    pub kind: MemberKind,
    pub hidden: bool,
}

#[derive(Clone)]
pub enum MemberKind {
    /// Another name for a property, with an optional conversion.
    Alias {
        target: Str,
        convert: Option<Type>,
    },
    ScriptProperty {
        get: Option<Rc<ScriptBlock>>,
        set: Option<Rc<ScriptBlock>>,
    },
    ScriptMethod(Rc<ScriptBlock>),
    /// A named list of properties.
    PropertySet(Vec<Str>),
    /// Nested members, such as `PSStandardMembers`.
    MemberSet(Vec<MemberDef>),
    /// A note property of a type (from `Update-TypeData`).
    Note(Value),
    /// A variable that lives elsewhere; for `Get-Member` a note property.
    Variable(Rc<crate::scope::Variable>),
    /// Computed by the shell itself; for `Get-Member` a code property.
    Code(fn(&mut crate::session::Session, &Value) -> crate::fault::Eval),
}

/// An object with members of its own.
pub struct Object {
    /// Set when a script changed the type names.
    types: RefCell<Option<Rc<[Str]>>>,
    base: Option<Value>,
    class: Option<Type>,
    pub notes: RefCell<Notes>,
    /// Members that are no notes, in the order they were added.
    pub members: RefCell<Vec<MemberDef>>,
    /// Made by `Select-Object`, deserialization and the like: names of `PSTypeNames[0]`.
    pub is_selected: Cell<bool>,
}

impl Object {
    pub fn custom() -> Self {
        Self::from_notes(Notes::new(Shape::root(), Vec::new()))
    }

    pub fn from_notes(notes: Notes) -> Self {
        Self {
            types: RefCell::new(None),
            base: None,
            class: None,
            notes: RefCell::new(notes),
            members: RefCell::new(Vec::new()),
            is_selected: Cell::new(false),
        }
    }

    /// A value with room for added members.
    pub fn wrapping(base: Value) -> Self {
        Self { base: Some(base), ..Self::custom() }
    }

    /// An instance of a script class; `base` is the .NET part when the class derives from one.
    pub fn instance(class: Type, base: Option<Value>, notes: Notes) -> Self {
        Self { class: Some(class), base, ..Self::from_notes(notes) }
    }

    /// The wrapped value, when members were added to something.
    pub fn base_value(&self) -> Option<&Value> {
        if self.class.is_some() { None } else { self.base.as_ref() }
    }

    /// The .NET part of an instance of a script class.
    pub fn inherited(&self) -> Option<&Value> {
        if self.class.is_some() { self.base.as_ref() } else { None }
    }

    pub fn class(&self) -> Option<Type> {
        self.class
    }

    pub fn ty(&self) -> Option<Type> {
        match (&self.class, &self.base) {
            (Some(class), _) => Some(*class),
            (None, Some(base)) => base.ty(),
            (None, None) => Some(Type::custom_object()),
        }
    }

    pub fn is_custom(&self) -> bool {
        self.class.is_none() && self.base.is_none()
    }

    pub fn note(&self, name: &str) -> Option<Value> {
        let notes = self.notes.borrow();
        let at = match notes.shape.find_exactly(name) {
            Some(at) => at,
            None => notes.shape.find(Symbol::existing(name)?)?,
        };
        notes.values.get(at).cloned()
    }

    pub fn set_note(&self, name: &str, value: Value) {
        self.notes.borrow_mut().set(name, value);
    }

    pub fn member(&self, symbol: Symbol) -> Option<MemberDef> {
        self.members.borrow().iter().find(|m| m.symbol == symbol).cloned()
    }

    /// Adds or replaces a computed member.
    pub fn set_member(&self, member: MemberDef) {
        let mut members = self.members.borrow_mut();
        match members.iter_mut().find(|m| m.symbol == member.symbol) {
            Some(found) => *found = member,
            None => members.push(member),
        }
    }

    pub fn borrow_notes(&self) -> Ref<'_, Notes> {
        self.notes.borrow()
    }

    pub fn explicit_types(&self) -> Option<Rc<[Str]>> {
        self.types.borrow().clone()
    }

    pub fn set_types(&self, types: Vec<Str>) {
        *self.types.borrow_mut() = Some(types.into());
    }

    /// A copy with its own notes; what the notes hold stays shared.
    pub fn copy(&self) -> Self {
        Self {
            types: RefCell::new(self.types.borrow().clone()),
            base: self.base.clone(),
            class: self.class,
            notes: RefCell::new(self.notes.borrow().clone()),
            members: RefCell::new(self.members.borrow().clone()),
            is_selected: Cell::new(self.is_selected.get()),
        }
    }
}
