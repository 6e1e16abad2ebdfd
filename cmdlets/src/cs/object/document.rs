//! A document of a class as an object.

use super::{datum, face};
use runtime::author::{Eval, Halt, Native, Session, Str, Type, Value};
use runtime::fault::thrown;
use std::cell::RefCell;
use store::doc::Doc;

/// One document; its properties are the fields of its class.
pub(crate) struct DocObject {
    doc: RefCell<Doc>,
}

impl DocObject {
    pub(crate) fn value(doc: Doc) -> Value {
        Value::native(Self { doc: RefCell::new(doc) })
    }

    /// The document as it is now, edits included.
    pub(crate) fn doc(&self) -> Doc {
        self.doc.borrow().clone()
    }
}

impl Native for DocObject {
    fn type_of(&self) -> Type {
        face::shape(&self.doc.borrow()).ty
    }

    fn properties(&self) -> &'static [&'static str] {
        face::shape(&self.doc.borrow()).names
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let doc = self.doc.borrow();
        if name.eq_ignore_ascii_case("Identity") {
            return Some(Ok(Value::from(doc.identity().to_string())));
        }
        let slot = doc.class().slot(name)?;
        Some(Ok(datum::show(doc.class(), &doc.class().fields[slot], doc.at(slot))))
    }

    fn set(&self, s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        let (slot, field, old) = {
            let doc = self.doc.borrow();
            let slot = doc.class().slot(name)?;
            (slot, &doc.class().fields[slot], doc.at(slot).clone())
        };
        let value = match field.kind {
            store::class::Kind::Flag => Value::Bool(runtime::convert::to_bool(value)),
            _ => value.clone(),
        };
        let set =
            datum::read(s, field, &value, &old).and_then(|datum| self.doc.borrow_mut().set_at(slot, datum).map_err(|it| it.to_string()));
        Some(set.map_err(|reason| thrown("System.ArgumentException", reason)))
    }

    fn text(&self) -> Str {
        Str::from(self.doc.borrow().identity().to_string())
    }
}
