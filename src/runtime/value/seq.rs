//! Arrays, lists, queues and stacks: values in a row.
//!
//! In:    elements that were already converted to the element type.
//! Out:   a shared, indexable row.
//! Never: converts; `convert` and `clr` do before they store.

use super::{Table, Value};
use crate::types::Type;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What kind of row a script sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SeqKind {
    /// Fixed size, `T[]`.
    Array,
    /// `ArrayList`, `List[T]`, `Collection[T]`, `LinkedList[T]`, …
    List,
    Queue,
    /// Enumerated from the last pushed to the first.
    Stack,
}

/// A row of values shared by reference.
pub struct Seq {
    pub kind: SeqKind,
    ty: Type,
    /// Type of one element.
    pub element: Type,
    pub items: RefCell<Vec<Value>>,
    pub read_only: Cell<bool>,
    /// Lengths of the dimensions of a multidimensional array, `None` for one dimension.
    pub dimensions: Option<Box<[usize]>>,
    /// The dictionary whose keys or values these are.
    pub part_of: Option<Rc<Table>>,
}

impl Seq {
    pub fn array(element: Type, items: Vec<Value>) -> Self {
        Self::new(SeqKind::Array, element.array_of(), element, items)
    }

    pub fn new(kind: SeqKind, ty: Type, element: Type, items: Vec<Value>) -> Self {
        Self { kind, ty, element, items: RefCell::new(items), read_only: Cell::new(false), dimensions: None, part_of: None }
    }

    pub fn list_of(element: Type, items: Vec<Value>) -> Self {
        let ty = Type::of("System.Collections.Generic.List`1").generic_of(vec![element]);
        Self::new(SeqKind::List, ty, element, items)
    }

    pub fn array_list(items: Vec<Value>) -> Self {
        Self::new(SeqKind::List, Type::array_list(), Type::object(), items)
    }

    pub fn ty(&self) -> Type {
        self.ty
    }

    pub fn len(&self) -> usize {
        self.items.borrow().len()
    }

    pub fn is_empty(&self) -> bool {
        self.items.borrow().is_empty()
    }

    pub fn get(&self, at: usize) -> Option<Value> {
        self.items.borrow().get(at).cloned()
    }

    /// The elements in the order a script enumerates them.
    pub fn snapshot(&self) -> Vec<Value> {
        let items = self.items.borrow();
        match self.kind {
            SeqKind::Stack => items.iter().rev().cloned().collect(),
            _ => items.clone(),
        }
    }
}
