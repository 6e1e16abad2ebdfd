//! What every object has: `Equals`, `GetHashCode`, `GetType`, `ToString`; and `DBNull`.

use super::args::value;
use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};

/// A hash that is the same for equal texts; .NET's differs from run to run.
pub fn hash_text(text: &str) -> i32 {
    text.encode_utf16().fold(5381i32, |hash, unit| hash.wrapping_mul(33) ^ i32::from(unit))
}

pub fn call(s: &mut Session, this: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "gettype" => Ok(this.ty().map_or(Value::Null, Value::Type)),
        "equals" => Ok(Value::Bool(this.same(&value(args, 0)))),
        "gethashcode" => Ok(Value::Int(match this.identity() {
            Some(address) => (address >> 3) as i32,
            None => hash_text(&this.plain_text()),
        })),
        "tostring" => net_text(s, this).map(Value::Str),
        "referenceequals" => Ok(Value::Bool(same_reference(&value(args, 0), &value(args, 1)))),
        _ => return None,
    })
}

/// .NET's text of an element: reals with all their digits.
pub fn element_text(s: &mut Session, value: &Value) -> Result<Str, crate::fault::Halt> {
    match value.base() {
        base @ (Value::Double(_) | Value::Small(_) | Value::Decimal(_)) => Ok(crate::text::exact(base)),
        _ => crate::text::element_text(s, value),
    }
}

/// .NET's `ToString()`: collections and types show names, not contents.
pub fn net_text(s: &mut Session, this: &Value) -> Result<Str, crate::fault::Halt> {
    Ok(match this.base() {
        Value::Seq(seq) => Str::new(seq.ty().full_name()),
        Value::Table(table) => Str::new(table.ty.full_name()),
        Value::Type(ty) => Str::new(super::type_object::text(*ty)),
        Value::Object(_) => return crate::text::to_text(s, this),
        other => other.plain_text(),
    })
}

fn same_reference(a: &Value, b: &Value) -> bool {
    if a.is_null() || b.is_null() {
        return a.is_null() && b.is_null();
    }
    match (a.base(), b.base()) {
        (Value::Type(x), Value::Type(y)) => x == y,
        // Texts have no address of their own here; two equal texts may be one.
        (Value::Str(x), Value::Str(y)) => std::ptr::eq(x.as_ptr(), y.as_ptr()),
        (x, y) => matches!((x.identity(), y.identity()), (Some(p), Some(q)) if p == q),
    }
}

/// Static methods every type answers to.
pub fn call_static(name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "equals" => Some(Ok(Value::Bool(value(args, 0).same(&value(args, 1))))),
        "referenceequals" => Some(Ok(Value::Bool(same_reference(&value(args, 0), &value(args, 1))))),
        _ => None,
    }
}

/// `[DBNull]::Value`.
pub struct DbNull;

impl Native for DbNull {
    fn type_of(&self) -> Type {
        Type::of("System.DBNull")
    }

    fn text(&self) -> Str {
        Str::default()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<DbNull>().is_some()
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

/// `[object]::new()`: nothing but an identity.
pub struct Plain;

impl Native for Plain {
    fn type_of(&self) -> Type {
        Type::object()
    }
}
