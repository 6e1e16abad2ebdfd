//! Classes and enumerations of scripts.
//!
//! In:    type statements.
//! Out:   types, instances, method calls.
//! Never: parses.

use crate::convert::ConvertFault;
use crate::fault::{Flow, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use std::cmp::Ordering;
use std::rc::Rc;

/// A class of a script.
pub struct ScriptClass {
    pub name: Str,
    pub base: Option<Type>,
    pub interfaces: Vec<Type>,
}

/// Declares the type of a `class` or `enum` statement.
pub fn declare(_s: &mut Session, _code: &Rc<crate::code::TypeCode>) -> Flow {
    Ok(())
}

pub fn convert_to_class(_s: &mut Session, value: &Value, ty: Type) -> Result<Value, ConvertFault> {
    Err(crate::convert::no_conversion(value, ty))
}

pub fn static_operator(_s: &mut Session, _class: Type, _op: &str, _left: &Value, _right: &Value) -> Result<Option<Value>, Halt> {
    Ok(None)
}

pub fn equals_method(_s: &mut Session, _left: &Value, _right: &Value) -> Result<Option<bool>, Halt> {
    Ok(None)
}

pub fn compare_method(_s: &mut Session, _left: &Value, _right: &Value) -> Result<Option<Ordering>, Halt> {
    Ok(None)
}
