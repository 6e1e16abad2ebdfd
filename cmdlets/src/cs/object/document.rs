//! A document of a class as an object.

use super::datum;
use runtime::author::{Eval, Halt, Native, Session, Str, Type, Value};
use runtime::fault::thrown;
use std::cell::RefCell;
use std::collections::HashMap;
use store::class::Class;
use store::doc::Doc;

/// One document; its properties are the fields of its class.
pub(crate) struct DocObject {
    doc: RefCell<Doc>,
    ty: Type,
    names: &'static [&'static str],
}

thread_local! {
    static SHAPES: RefCell<HashMap<&'static str, (Type, &'static [&'static str])>> = RefCell::default();
}

impl DocObject {
    pub(crate) fn new(doc: Doc) -> Self {
        let (ty, names) = shape(doc.class());
        Self { doc: RefCell::new(doc), ty, names }
    }

    pub(crate) fn value(doc: Doc) -> Value {
        Value::native(Self::new(doc))
    }

    /// The document as it is now, edits included.
    pub(crate) fn doc(&self) -> Doc {
        self.doc.borrow().clone()
    }
}

/// Type and property names of a class; made once, since there are few classes and many objects.
fn shape(class: &'static Class) -> (Type, &'static [&'static str]) {
    SHAPES.with_borrow_mut(|shapes| {
        *shapes.entry(class.noun).or_insert_with(|| {
            let names: Vec<&'static str> = std::iter::once("Identity").chain(class.fields.iter().map(|it| it.name)).collect();
            (Type::of(class.type_name), &*names.leak())
        })
    })
}

impl Native for DocObject {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        self.names
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
        let set = datum::read(s, field, &value, &old)
            .and_then(|datum| self.doc.borrow_mut().set_at(slot, datum).map_err(|it| it.to_string()));
        Some(set.map_err(|reason| thrown("System.ArgumentException", reason)))
    }

    fn text(&self) -> Str {
        Str::from(self.doc.borrow().identity().to_string())
    }
}
