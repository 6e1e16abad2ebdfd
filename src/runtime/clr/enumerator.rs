//! Enumerators: `GetEnumerator()`, `MoveNext()`, `Current`.

use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Value};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A walk over a copy of a collection.
pub struct Enumerator {
    ty: Type,
    items: Vec<Value>,
    at: Cell<Option<usize>>,
    /// Told when the collection changes under the walk.
    source: RefCell<Option<Source>>,
}

/// What the walk started on: its length then, and how to ask for it now.
pub struct Source {
    length: usize,
    now: Rc<dyn Fn() -> usize>,
}

pub fn over(type_name: &str, items: Vec<Value>) -> Value {
    of(Type::of(type_name), items)
}

pub fn of(ty: Type, items: Vec<Value>) -> Value {
    Value::native(Enumerator { ty, items, at: Cell::new(None), source: RefCell::new(None) })
}

/// A walk that fails when the collection grew or shrank meanwhile.
pub fn watching(ty: Type, items: Vec<Value>, now: Rc<dyn Fn() -> usize>) -> Value {
    let source = Source { length: now(), now };
    Value::native(Enumerator { ty, items, at: Cell::new(None), source: RefCell::new(Some(source)) })
}

impl Enumerator {
    /// A walk over these values that a loop and its body share.
    pub fn shared(items: Vec<Value>) -> Rc<Self> {
        let ty = Type::of("System.Collections.IEnumerator");
        Rc::new(Self { ty, items, at: Cell::new(None), source: RefCell::new(None) })
    }

    /// The next value, for the loop.
    pub fn next_value(&self) -> Option<Value> {
        let next = self.at.get().map_or(0, |at| at.saturating_add(1));
        self.at.set(Some(next.min(self.items.len())));
        self.items.get(next).cloned()
    }

    fn current(&self) -> Option<Value> {
        self.at.get().and_then(|at| self.items.get(at).cloned())
    }

    fn move_next(&self) -> Eval {
        if let Some(source) = self.source.borrow().as_ref()
            && (source.now)() != source.length
        {
            return Err(super::args::invalid_operation("Collection was modified; enumeration operation may not execute."));
        }
        let next = self.at.get().map_or(0, |at| at.saturating_add(1));
        self.at.set(Some(next.min(self.items.len())));
        Ok(Value::Bool(next < self.items.len()))
    }
}

impl Native for Enumerator {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Current"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "current" => Some(Ok(self.current().unwrap_or(Value::Null))),
            // Dictionary enumerators show their entry.
            part @ ("key" | "value" | "entry") => {
                let current = self.current()?;
                if part == "entry" {
                    return Some(Ok(current));
                }
                match current.base() {
                    Value::Native(native) => native.get(s, part),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn call(&self, _s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "movenext" => self.move_next(),
            "reset" => {
                self.at.set(None);
                Ok(Value::Empty)
            }
            "dispose" => Ok(Value::Empty),
            "get_current" => Ok(self.current().unwrap_or(Value::Null)),
            _ => return None,
        })
    }

    /// A pipeline takes what is left.
    fn enumerate(&self, _s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        let from = self.at.get().map_or(0, |at| at.saturating_add(1)).min(self.items.len());
        self.at.set(Some(self.items.len()));
        Some(Ok(self.items[from..].to_vec()))
    }
}
