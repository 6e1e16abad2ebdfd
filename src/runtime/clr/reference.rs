//! `[ref]`: a variable as a value.

use crate::fault::{Eval, Flow, Halt};
use crate::scope::Variable;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// `PSReference`: another name for a variable, or a value of its own.
pub struct Reference(Target);

enum Target {
    Variable(Rc<Variable>),
    Value(RefCell<Value>),
}

impl Reference {
    pub fn to(variable: Rc<Variable>) -> Self {
        Self(Target::Variable(variable))
    }

    pub fn holding(value: Value) -> Self {
        Self(Target::Value(RefCell::new(value)))
    }

    pub fn value(&self) -> Value {
        match &self.0 {
            Target::Variable(variable) => variable.get(),
            Target::Value(value) => value.borrow().clone(),
        }
    }

    /// Assigns; a typed variable converts.
    pub fn put(&self, s: &mut Session, value: Value) -> Flow {
        match &self.0 {
            Target::Variable(variable) => {
                let mut value = value;
                let constraints = variable.constraints.borrow().clone();
                for constraint in constraints {
                    if let crate::scope::Constraint::Type(ty) | crate::scope::Constraint::Cast(ty) = constraint {
                        value = crate::convert::to_type(s, &value, ty)?;
                    }
                }
                *variable.value.borrow_mut() = value;
            }
            Target::Value(cell) => *cell.borrow_mut() = value,
        }
        Ok(())
    }

    /// Assigns a value that needs no conversion.
    pub fn put_plain(&self, value: Value) {
        match &self.0 {
            Target::Variable(variable) => *variable.value.borrow_mut() = value,
            Target::Value(cell) => *cell.borrow_mut() = value,
        }
    }
}

impl Native for Reference {
    fn type_of(&self) -> Type {
        let held = self.value().ty().unwrap_or_else(Type::object);
        Type::of("System.Management.Automation.PSReference`1").generic_of(vec![held])
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Value"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        name.eq_ignore_ascii_case("value").then(|| Ok(self.value()))
    }

    fn set(&self, s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        name.eq_ignore_ascii_case("value").then(|| self.put(s, value.clone()))
    }

    fn text(&self) -> Str {
        Str::new(self.type_of().full_name())
    }
}
