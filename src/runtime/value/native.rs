//! Objects of the .NET world that are Rust data underneath.
//!
//! In:    property reads and writes, method calls, enumeration, by name.
//! Out:   values.
//! Never: decides how it is shown; views do.

use super::{Str, Value};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use std::any::Any;
use std::rc::Rc;

pub type NativeRef = Rc<dyn Native>;

/// A .NET-like object. Every method has a default, so a type says only what it can do.
pub trait Native: Any {
    fn type_of(&self) -> Type;

    /// Names of the readable properties in declaration order: what `Format-List *` and `Get-Member` list.
    fn properties(&self) -> &'static [&'static str] {
        &[]
    }

    /// The value of a property; `None` when there is no such property.
    fn get(&self, _s: &mut Session, _name: &str) -> Option<Eval> {
        None
    }

    /// Assigns a property; `None` when there is no such settable property.
    fn set(&self, _s: &mut Session, _name: &str, _value: &Value) -> Option<Result<(), Halt>> {
        None
    }

    /// Calls a method; `None` when there is no such method.
    fn call(&self, _s: &mut Session, _name: &str, _args: &[Value]) -> Option<Eval> {
        None
    }

    /// `ToString()`.
    fn text(&self) -> Str {
        Str::new(self.type_of().full_name())
    }

    /// `ToString(format)`, for `-f` and formats in views.
    fn format(&self, _format: &str) -> Option<Result<Str, Str>> {
        None
    }

    /// The elements, for types that PowerShell enumerates in a pipeline.
    fn enumerate(&self, _s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        None
    }

    fn index(&self, _s: &mut Session, _index: &[Value]) -> Option<Eval> {
        None
    }

    fn set_index(&self, _s: &mut Session, _index: &[Value], _value: &Value) -> Option<Result<(), Halt>> {
        None
    }

    /// Value semantics of `Equals`.
    fn equals(&self, _other: &Value) -> bool {
        false
    }

    /// True for types whose equality is by content (GUIDs, versions, URIs).
    fn compares_by_value(&self) -> bool {
        false
    }

    /// `IComparable.CompareTo`.
    fn compare(&self, _other: &Value) -> Option<std::cmp::Ordering> {
        None
    }

    /// Type names for `PSTypeNames` when they differ from the type's own chain.
    fn type_names(&self) -> Option<Vec<Str>> {
        None
    }
}
