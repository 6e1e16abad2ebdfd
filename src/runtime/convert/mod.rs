//! Conversions: one table from any value to any type.
//!
//! In:    a value, the type wanted.
//! Out:   the value in that type, or a `ConvertFault` with PowerShell's id and wording.
//! Never: changes its argument.
//!
//! Start reading at `to_type`.

mod number;
mod object;
mod parse;

pub use number::{Numeric, as_big, as_decimal, as_double, from_numeric, int_value, numeric, parse_number, to_double, to_int, to_long};
pub use object::{to_custom, to_strict_boolean};
pub use parse::{split_arguments, to_enum, type_named, type_named_among, type_text};

use crate::fault::{Category, ErrorRecord, Exception, Fault, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{EnumValue, Seq, SeqKind, Str, Table, Value};
use std::rc::Rc;

/// Why a value has no counterpart in the wanted type.
#[derive(Debug)]
pub struct ConvertFault {
    pub id: Str,
    pub message: Str,
    /// The exception underneath, or null.
    pub inner: Value,
    /// Script code that ran for the conversion stopped for a reason of its own.
    pub halt: Option<Halt>,
}

pub type Converted = Result<Value, ConvertFault>;

impl ConvertFault {
    pub fn new(id: &str, message: impl Into<Str>) -> Self {
        Self { id: Str::new(id), message: message.into(), inner: Value::Null, halt: None }
    }

    #[must_use]
    pub fn because(mut self, exception: &str, message: &str) -> Self {
        self.inner = Value::native(Exception::new(Type::of(exception), Str::new(message), Value::Null));
        self
    }

    /// The `PSInvalidCastException` itself, as the inner exception of what wraps it.
    pub fn exception(&self) -> Value {
        Value::native(Exception::new(
            Type::of("System.Management.Automation.PSInvalidCastException"),
            self.message.clone(),
            self.inner.clone(),
        ))
    }
}

impl From<ConvertFault> for Halt {
    fn from(fault: ConvertFault) -> Self {
        if let Some(halt) = fault.halt {
            return halt;
        }
        let inner = fault.exception();
        let outer = Exception::new(Type::of("System.Management.Automation.RuntimeException"), fault.message, inner);
        Halt::Error(Rc::new(ErrorRecord::new(Value::native(outer), &fault.id, Category::InvalidArgument, Value::Null)))
    }
}

impl From<Halt> for ConvertFault {
    fn from(halt: Halt) -> Self {
        Self { id: Str::default(), message: Str::default(), inner: Value::Null, halt: Some(halt) }
    }
}

/// `[bool]`: what conditions ask.
#[inline]
pub fn to_bool(value: &Value) -> bool {
    match value {
        Value::Bool(b) => *b,
        Value::Null | Value::Empty => false,
        Value::Int(v) => *v != 0,
        Value::Long(v) => *v != 0,
        Value::Double(v) => *v != 0.0,
        Value::Str(text) => !text.is_empty(),
        Value::Char(unit) => *unit != 0,
        Value::Small(small) => small.as_f64() != 0.0,
        Value::Decimal(d) => !d.is_zero(),
        Value::Enum(e) => e.value != 0,
        Value::Seq(seq) if seq.kind == SeqKind::Array || seq.ty().is_assignable_to(Type::of("System.Collections.IList")) => {
            match seq.len() {
                0 => false,
                1 => seq.get(0).is_some_and(|only| match only.base() {
                    Value::Seq(inner) => !inner.is_empty(),
                    _ => to_bool(&only),
                }),
                _ => true,
            }
        }
        Value::Object(object) => match object.base_value() {
            Some(base) => to_bool(base),
            None => true,
        },
        Value::Native(native) => crate::clr::native_to_bool(native.as_ref()),
        _ => true,
    }
}

/// Converts as a cast does.
pub fn to_type(s: &mut Session, value: &Value, ty: Type) -> Converted {
    if let Some(done) = quick(value, ty) {
        return Ok(done);
    }
    let base = value.base();
    if ty == Type::ps_object() {
        return Ok(wrap_object(value));
    }
    if ty == Type::custom_object() {
        return object::to_custom(s, value);
    }
    if let Some(actual) = base.ty()
        && actual.is_assignable_to(ty)
        && !matches!(base, Value::Null | Value::Empty)
    {
        return Ok(if ty == Type::object() { value.clone() } else { keep_members(value, ty) });
    }
    if let Some(inner) = ty.nullable_of() {
        return if base.is_null() || matches!(base, Value::Str(t) if t.is_empty()) { Ok(Value::Null) } else { to_type(s, value, inner) };
    }
    if let Some(element) = ty.element() {
        return to_array(s, value, element, ty);
    }
    if ty.is_enum() {
        return parse::to_enum(value, ty);
    }
    match object::to_known(s, value, ty) {
        Ok(Some(done)) => Ok(done),
        Ok(None) => through_text(s, value, ty),
        Err(fault) if fault.id == "ConvertToFinalInvalidCastException" => through_text(s, value, ty),
        Err(fault) => Err(fault),
    }
}

/// The last resort: numbers are read again as the text they print, other plain values say that they cannot.
fn through_text(s: &mut Session, value: &Value, ty: Type) -> Converted {
    match value.base() {
        base @ (Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Decimal(_) | Value::Small(_)) => {
            let text = Value::Str(base.plain_text());
            match object::to_known(s, &text, ty) {
                Ok(Some(done)) => Ok(done),
                Err(fault) if fault.id != "ConvertToFinalInvalidCastException" => Err(fault),
                _ => Err(no_conversion(value, ty)),
            }
        }
        _ => Err(no_conversion(value, ty)),
    }
}

/// The everyday conversions that need no thought.
#[inline]
fn quick(value: &Value, ty: Type) -> Option<Value> {
    match value {
        Value::Str(_) if ty == Type::string() => Some(value.clone()),
        Value::Int(_) if ty == Type::int() => Some(value.clone()),
        Value::Bool(_) if ty == Type::boolean() => Some(value.clone()),
        Value::Null | Value::Empty => {
            if ty == Type::string() {
                Some(Value::Str(Str::default()))
            } else if ty == Type::boolean() {
                Some(Value::Bool(false))
            } else if ty == Type::switch_parameter() {
                Some(switch(false))
            } else if ty == Type::char() {
                Some(Value::Char(0))
            } else if ty.is_numeric() {
                number::zero(ty)
            } else if ty.is_value_type() {
                None
            } else if ty == Type::object() || ty == Type::ps_object() {
                Some(Value::Null)
            } else {
                (!ty.is_enum()).then_some(Value::Null)
            }
        }
        _ if ty == Type::object() => Some(value.clone()),
        _ => None,
    }
}

/// A value of `[switch]`.
pub fn switch(on: bool) -> Value {
    Value::Enum(EnumValue { ty: Type::switch_parameter(), value: i64::from(on) })
}

fn wrap_object(value: &Value) -> Value {
    match value {
        Value::Object(_) | Value::Null | Value::Empty => value.clone(),
        other => Value::object(crate::value::Object::wrapping(other.clone())),
    }
}

/// Objects keep added members when the target is as general as they are.
fn keep_members(value: &Value, ty: Type) -> Value {
    match value {
        Value::Object(object) if object.base_value().is_some() && ty.is_value_type() => value.base().clone(),
        Value::Object(object) if object.base_value().is_some() && ty == Type::string() => value.base().clone(),
        _ => value.clone(),
    }
}

fn to_array(s: &mut Session, value: &Value, element: Type, ty: Type) -> Converted {
    let items = match value.base() {
        Value::Seq(seq) => seq.snapshot(),
        Value::Str(text) if element == Type::char() => text.encode_utf16().map(Value::Char).collect(),
        Value::Native(_) => match crate::enumerate::items(s, value)? {
            Some(items) => items,
            None => vec![value.clone()],
        },
        _ => vec![value.clone()],
    };
    let mut converted = Vec::with_capacity(items.len());
    for item in items {
        match to_type(s, &item, element) {
            Ok(done) => converted.push(done),
            Err(fault) => {
                let is_array = value.as_seq().is_some_and(|seq| seq.ty().is_array());
                // A list among the elements is named itself.
                if item.as_seq().is_some() && is_array {
                    return Err(fault);
                }
                if fault.halt.is_some() || (is_array && fault.id != "ConvertToFinalInvalidCastException") {
                    return Err(fault);
                }
                return Err(if is_array { no_conversion(value, ty) } else { of_array(value, ty, fault) });
            }
        }
    }
    Ok(Value::Seq(Rc::new(Seq::array(element, converted))))
}

/// A single value that fits no element: the message names the array around the element's own.
fn of_array(value: &Value, ty: Type, inner: ConvertFault) -> ConvertFault {
    if inner.id == "ConvertToFinalInvalidCastException" {
        return no_conversion(value, ty);
    }
    let id = if value.as_seq().is_some() { "InvalidCastExceptionEnumerableToArray" } else { "InvalidCastExceptionScalarToArray" };
    let mut fault = failed(id, value, ty, "System.Management.Automation.PSInvalidCastException", &inner.message);
    fault.inner = inner.exception();
    fault
}

/// `Cannot convert the "x" value of type "y" to type "z".`
pub fn no_conversion(value: &Value, ty: Type) -> ConvertFault {
    let wanted = type_text(ty);
    let base = value.base();
    if base.is_null() {
        let id = if ty.is_enum() { "nullToEnumInvalidCast" } else { "nullToObjectInvalidCast" };
        return ConvertFault::new(id, format!("Cannot convert null to type \"{wanted}\"."));
    }
    let shown = match base {
        Value::Seq(seq) => Str::new(seq.ty().full_name()),
        other => other.plain_text(),
    };
    let actual = base.ty().map_or("", Type::full_name);
    ConvertFault::new(
        "ConvertToFinalInvalidCastException",
        format!("Cannot convert the \"{shown}\" value of type \"{actual}\" to type \"{wanted}\"."),
    )
}

/// `Cannot convert value "x" to type "y". Error: "…"`
pub fn failed(id: &str, value: &Value, ty: Type, exception: &str, reason: &str) -> ConvertFault {
    let shown = match value.base() {
        Value::Seq(seq) => Str::new(seq.ty().full_name()),
        other => other.plain_text(),
    };
    let message = format!("Cannot convert value \"{shown}\" to type \"{}\". Error: \"{reason}\"", type_text(ty));
    ConvertFault::new(id, message).because(exception, reason)
}

/// The fault of text that an arithmetic operator cannot read as a number.
pub fn number_fault(value: &Value) -> ConvertFault {
    match number::to_number(value, Type::int()) {
        Err(fault) => fault,
        Ok(_) => no_conversion(value, Type::int()),
    }
}

/// `-as`: null instead of a fault.
pub fn as_type(s: &mut Session, value: &Value, ty: Type) -> Result<Value, Halt> {
    match to_type(s, value, ty) {
        Ok(done) => Ok(done),
        Err(ConvertFault { halt: Some(halt @ (Halt::Exit(_) | Halt::Interrupted)), .. }) => Err(halt),
        Err(_) => Ok(Value::Null),
    }
}

/// Text of a parameter or argument.
pub fn to_str(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    crate::text::to_text(s, value)
}

/// A list of values from one value or a collection.
pub fn to_list(s: &mut Session, value: &Value) -> Result<Vec<Value>, Halt> {
    Ok(match crate::enumerate::items(s, value)? {
        Some(items) => items,
        None if value.is_null() => Vec::new(),
        None => vec![value.clone()],
    })
}

/// A copy of a hashtable with text keys, for `[hashtable]` parameters.
pub fn table_entries(value: &Value) -> Option<Vec<(Value, Value)>> {
    value.as_table().map(|table: &Rc<Table>| table.entries())
}

/// A fault for an argument that a .NET member refuses.
pub fn argument_fault(message: impl Into<Str>) -> Fault {
    Fault::new("System.Management.Automation.PSArgumentException", "Argument", Category::InvalidArgument, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Unattended;

    fn cast(value: Value, type_name: &str) -> Converted {
        let mut session = Session::new(Box::new(Unattended));
        let ty = crate::eval::find_type(&session, type_name).unwrap();
        to_type(&mut session, &value, ty)
    }

    #[test]
    fn a_number_reaches_types_that_only_read_text() {
        let version = cast(Value::Double(5.1), "version").unwrap();
        assert_eq!(version.plain_text().as_str(), "5.1");
        assert_eq!(cast(Value::Double(1.5), "timespan").unwrap_err().id.as_str(), "InvalidCastParseTargetInvocationWithFormatProvider");
        assert_eq!(cast(Value::Int(5), "hashtable").unwrap_err().id.as_str(), "ConvertToFinalInvalidCastException");
    }

    #[test]
    fn text_that_is_no_number_and_text_that_is_too_large_differ() {
        let reason = |text: &str| cast(Value::str(text), "int").unwrap_err().message;
        assert!(reason("1e99").contains("was not in a correct format"));
        assert!(reason("99999999999").contains("too large or too small for an Int32"));
    }

    #[test]
    fn a_single_value_that_fits_no_element_names_the_array() {
        let fault = cast(Value::str("1 2"), "int[]").unwrap_err();
        assert_eq!(fault.id.as_str(), "InvalidCastExceptionScalarToArray");
        assert!(fault.message.starts_with("Cannot convert value \"1 2\" to type \"System.Int32[]\"."));
    }
}
