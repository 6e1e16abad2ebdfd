//! The .NET types that scripts touch.
//!
//! In:    values, names of members, arguments.
//! Out:   values.
//! Never: knows a cmdlet.

pub mod args;
pub mod string { use super::*; pub fn char_at(_t: &str, _a: i64) -> Eval { Ok(Value::Null) } }
pub mod builder;
pub mod delegate { use super::*; pub fn invoke(_s: &mut Session, _d: &Value, _a: &[Value]) -> Eval { Ok(Value::Null) } }
pub mod format { use super::*; pub fn composite(_s: &mut Session, _f: &str, _v: &[Value]) -> Result<Str, Halt> { Ok(Str::default()) } }
pub mod culture { use super::*; pub fn invariant() -> Value { Value::Null } }
pub mod diagnostics;
pub mod encoding;
pub mod io;

use crate::block::ScriptBlock;
use crate::command::CommandInfo;
use crate::convert::ConvertFault;
use crate::fault::{Eval, Halt};
use crate::scope::Variable;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::DateTime;
use dotnet::regex::Regex;
use num_bigint::BigInt;
use std::cell::RefCell;
use std::rc::Rc;

/// `System.Numerics.BigInteger`.
pub struct BigInteger(pub BigInt);

impl Native for BigInteger {
    fn type_of(&self) -> Type {
        Type::bigint()
    }
    fn text(&self) -> Str {
        self.0.to_string().into()
    }
    fn compares_by_value(&self) -> bool {
        true
    }
    fn equals(&self, other: &Value) -> bool {
        other.as_native::<BigInteger>().is_some_and(|o| o.0 == self.0)
    }
}

/// `[ref]`.
pub struct Reference {
    variable: Option<Rc<Variable>>,
    value: RefCell<Value>,
}

impl Reference {
    pub fn to(variable: Rc<Variable>) -> Self {
        Self { variable: Some(variable), value: RefCell::new(Value::Null) }
    }
    pub fn put(&self, _s: &mut Session, v: Value) -> Result<(), Halt> { *self.value.borrow_mut() = v; Ok(()) }
    pub fn holding(value: Value) -> Self {
        Self { variable: None, value: RefCell::new(value) }
    }
}

impl Native for Reference {
    fn type_of(&self) -> Type {
        Type::reference()
    }
    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        name.eq_ignore_ascii_case("Value").then(|| {
            Ok(match &self.variable {
                Some(variable) => variable.get(),
                None => self.value.borrow().clone(),
            })
        })
    }
}

/// `System.Text.RegularExpressions.Regex`.
pub struct RegexObject {
    pub regex: Rc<Regex>,
}

impl Native for RegexObject {
    fn type_of(&self) -> Type {
        Type::of("System.Text.RegularExpressions.Regex")
    }
}

pub fn convert_to(_s: &mut Session, _value: &Value, _ty: Type) -> Result<Option<Value>, ConvertFault> {
    Ok(None)
}

pub fn construct(_s: &mut Session, ty: Type, _args: &[Value]) -> Eval {
    Err(crate::eval::refused(ty.full_name()))
}

pub fn datetime_of(_value: &Value) -> Option<DateTime> {
    None
}

pub fn native_to_bool(_native: &dyn Native) -> bool {
    true
}

pub fn has_own_text(_native: &dyn Native) -> bool {
    false
}

/// A command as `Get-Command` shows it.
pub struct CommandObject {
    pub info: Rc<CommandInfo>,
}

impl Native for CommandObject {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.CommandInfo")
    }
    fn text(&self) -> Str {
        self.info.name.clone()
    }
}

pub fn command_object(_s: &mut Session, info: &Rc<CommandInfo>) -> Value {
    Value::native(CommandObject { info: info.clone() })
}

pub fn host_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").map_or_else(|_| "localhost".to_owned(), |n| n.trim().to_owned())
}

pub fn execution_context() -> Value {
    Value::Null
}

pub fn drive_content(_s: &mut Session, _drive: &str, _name: &str) -> Eval {
    Ok(Value::Null)
}

pub fn format_operator(_s: &mut Session, _format: &Value, _args: &Value) -> Eval {
    Ok(Value::Null)
}

pub fn replace_by_block(_s: &mut Session, _regex: &Rc<Regex>, text: &str, _block: &Rc<ScriptBlock>) -> Result<Str, Halt> {
    Ok(Str::new(text))
}
