//! Results that are .NET objects of their own: `GenericMeasureInfo`, `MatchInfo` and their like.
//!
//! In:    a type name, property names, values.
//! Out:   one object whose properties can be read and, where .NET lets them, written.
//! Never: computes; a result that has methods of its own is a type of its own.

use runtime::fault::{Eval, Halt};
use runtime::session::Session;
use runtime::types::Type;
use runtime::value::{Native, Str, Value};
use std::cell::RefCell;

/// An object with a fixed row of properties.
pub struct Facts {
    ty: Type,
    names: &'static [&'static str],
    values: RefCell<Vec<Value>>,
    /// The property that is the text of the object.
    text: Option<&'static str>,
}

/// An object of a type with these properties, in this order.
pub fn facts(type_name: &str, names: &'static [&'static str], values: Vec<Value>) -> Value {
    facts_with_text(type_name, names, values, None)
}

/// The same, for types whose `ToString` is one of their properties.
pub fn facts_with_text(type_name: &str, names: &'static [&'static str], values: Vec<Value>, text: Option<&'static str>) -> Value {
    let ty = Type::of(type_name);
    Value::native(Facts { ty, names, values: RefCell::new(values), text })
}

impl Facts {
    fn at(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|own| own.eq_ignore_ascii_case(name))
    }
}

impl Native for Facts {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        self.names
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let at = self.at(name)?;
        self.values.borrow().get(at).cloned().map(Ok)
    }

    fn set(&self, _s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        let at = self.at(name)?;
        let mut values = self.values.borrow_mut();
        *values.get_mut(at)? = value.clone();
        Some(Ok(()))
    }

    fn text(&self) -> Str {
        let shown = self.text.and_then(|name| self.at(name));
        match shown.and_then(|at| self.values.borrow().get(at).cloned()) {
            Some(value) => value.plain_text(),
            None => Str::new(self.ty.full_name()),
        }
    }
}
