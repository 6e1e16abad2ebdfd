//! Conversions to types that are neither numbers, arrays nor enumerations.

use super::number::to_number;
use super::{ConvertFault, Converted, failed, no_conversion, switch, to_bool};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Object, Seq, SeqKind, Str, Table, TableKind, Value};
use dotnet::datetime::{DateTime, Kind, TimeSpan};
use std::rc::Rc;

/// Conversions to the types the runtime knows by heart; `None` when it knows none.
pub fn to_known(s: &mut Session, value: &Value, ty: Type) -> Result<Option<Value>, ConvertFault> {
    if ty == Type::string() {
        return Ok(Some(Value::Str(crate::text::to_text(s, value)?)));
    }
    if ty.is_numeric() {
        return to_number(value, ty).map(Some);
    }
    Ok(Some(match ty.full_name() {
        "System.Boolean" => return to_boolean(value).map(Some),
        "System.Management.Automation.SwitchParameter" => return to_switch(value).map(Some),
        "System.Char" => return to_char(value).map(Some),
        "System.DateTime" => return to_datetime(value).map(Some),
        "System.TimeSpan" => return to_timespan(value).map(Some),
        "System.Type" | "System.RuntimeType" => return to_type_object(s, value).map(Some),
        "System.Management.Automation.ScriptBlock" => return to_block(value).map(Some),
        "System.Collections.Hashtable" | "System.Collections.IDictionary" => return to_hashtable(value, ty).map(Some),
        "System.Array" => return super::to_array(s, value, Type::object(), ty).map(Some),
        "System.Collections.ArrayList" => Value::Seq(Rc::new(Seq::array_list(super::to_list(s, value)?))),
        "System.Collections.IList" | "System.Collections.ICollection" | "System.Collections.IEnumerable" => {
            Value::array(super::to_list(s, value)?)
        }
        "System.Management.Automation.PSReference" => return Err(no_conversion(value, ty)),
        "System.Void" => Value::Empty,
        // Types of parameters that cmdlets read themselves: a name, a block, a table.
        "Microsoft.PowerShell.Commands.PSPropertyExpression"
        | "System.Management.Automation.PSPropertyExpression"
        | "Microsoft.PowerShell.Commands.ModuleSpecification"
        | "System.Management.Automation.Runspaces.TypeData"
        | "System.Management.Automation.PSTypeName" => value.clone(),
        _ => return other(s, value, ty),
    }))
}

fn other(s: &mut Session, value: &Value, ty: Type) -> Result<Option<Value>, ConvertFault> {
    if let Some(convert) = s.types.entry(ty.full_name()).and_then(|entry| entry.converter) {
        return convert(s, value).map(Some);
    }
    if let Some((definition, arguments)) = ty.generic()
        && let Some(done) = to_generic(s, value, ty, definition, arguments)?
    {
        return Ok(Some(done));
    }
    if ty.script_class().is_some() {
        return crate::class::convert_to_class(s, value, ty).map(Some);
    }
    crate::clr::convert_to(s, value, ty)
}

fn to_generic(s: &mut Session, value: &Value, ty: Type, definition: Type, arguments: &[Type]) -> Result<Option<Value>, ConvertFault> {
    let element = arguments.first().copied().unwrap_or_else(Type::object);
    let made = match definition.full_name() {
        "System.Collections.Generic.List`1" | "System.Collections.ObjectModel.Collection`1" => {
            seq_of(s, value, ty, element, SeqKind::List)?
        }
        "System.Collections.Generic.IEnumerable`1"
        | "System.Collections.Generic.IList`1"
        | "System.Collections.Generic.ICollection`1"
        | "System.Collections.Generic.IReadOnlyList`1"
        | "System.Collections.Generic.IReadOnlyCollection`1" => super::to_array(s, value, element, element.array_of())?,
        "System.Collections.Generic.Queue`1" => seq_of(s, value, ty, element, SeqKind::Queue)?,
        "System.Collections.Generic.Stack`1" => seq_of(s, value, ty, element, SeqKind::Stack)?,
        "System.Collections.Generic.HashSet`1" | "System.Collections.Generic.SortedSet`1" => {
            let set = Table::new(TableKind::Set, ty, false);
            for item in super::to_list(s, value)? {
                set.insert(super::to_type(s, &item, element)?, Value::Null);
            }
            Value::table(set)
        }
        _ => return Ok(None),
    };
    Ok(Some(made))
}

fn seq_of(s: &mut Session, value: &Value, ty: Type, element: Type, kind: SeqKind) -> Converted {
    let mut items = Vec::new();
    for item in super::to_list(s, value)? {
        items.push(super::to_type(s, &item, element)?);
    }
    Ok(Value::Seq(Rc::new(Seq::new(kind, ty, element, items))))
}

fn to_boolean(value: &Value) -> Converted {
    Ok(Value::Bool(to_bool(value)))
}

/// A parameter of type `[bool]` refuses text, unlike the cast.
pub fn to_strict_boolean(value: &Value) -> Converted {
    match value.base() {
        Value::Bool(_) => Ok(value.base().clone()),
        Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Small(_) | Value::Decimal(_) | Value::Enum(_) => {
            Ok(Value::Bool(to_bool(value)))
        }
        other => {
            let shown = match other {
                Value::Seq(seq) => Str::new(seq.ty().full_name()),
                other => other.plain_text(),
            };
            Err(ConvertFault::new(
                "ConvertToFinalInvalidCastException",
                format!(
                    "Cannot convert value \"{shown}\" to type \"System.Boolean\". Boolean parameters accept only Boolean values and numbers, such as $True, $False, 1 or 0."
                ),
            ))
        }
    }
}

fn to_switch(value: &Value) -> Converted {
    match value.base() {
        Value::Enum(e) if e.ty == Type::switch_parameter() => Ok(value.base().clone()),
        Value::Bool(on) => Ok(switch(*on)),
        Value::Null | Value::Empty => Ok(switch(false)),
        _ => Err(no_conversion(value, Type::switch_parameter())),
    }
}

fn to_char(value: &Value) -> Converted {
    match value.base() {
        Value::Char(_) => Ok(value.base().clone()),
        Value::Str(text) => {
            let mut units = text.encode_utf16();
            match (units.next(), units.next()) {
                (Some(unit), None) => Ok(Value::Char(unit)),
                _ => Err(failed(
                    "InvalidCastParseTargetInvocation",
                    value,
                    Type::char(),
                    "System.FormatException",
                    "String must be exactly one character long.",
                )),
            }
        }
        Value::Int(_) | Value::Long(_) | Value::Small(_) | Value::Enum(_) => {
            let number = super::to_long(value)?;
            u16::try_from(number).map(Value::Char).map_err(|_| {
                failed(
                    "InvalidCastIConvertible",
                    value,
                    Type::char(),
                    "System.OverflowException",
                    "Value was either too large or too small for a character.",
                )
            })
        }
        Value::Double(_) | Value::Decimal(_) | Value::Bool(_) => {
            let from = value.base().ty().map_or("", Type::name);
            let message = format!("Invalid cast from '{from}' to 'Char'.");
            Err(failed("InvalidCastIConvertible", value, Type::char(), "System.InvalidCastException", &message))
        }
        _ => Err(no_conversion(value, Type::char())),
    }
}

fn to_datetime(value: &Value) -> Converted {
    let ty = Type::datetime();
    match value.base() {
        Value::DateTime(_) => Ok(value.base().clone()),
        Value::Str(text) => DateTime::parse(text).map(Value::DateTime).map_err(|fault| {
            failed("InvalidCastParseTargetInvocationWithFormatProvider", value, ty, fault.exception(), &fault.to_string())
        }),
        Value::Int(ticks) => from_ticks(value, i64::from(*ticks)),
        Value::Long(ticks) => from_ticks(value, *ticks),
        _ => Err(no_conversion(value, ty)),
    }
}

fn from_ticks(value: &Value, ticks: i64) -> Converted {
    DateTime::from_ticks(ticks, Kind::Unspecified)
        .map(Value::DateTime)
        .map_err(|fault| failed("InvalidCastConstructorException", value, Type::datetime(), fault.exception(), &fault.to_string()))
}

fn to_timespan(value: &Value) -> Converted {
    let ty = Type::timespan();
    match value.base() {
        Value::TimeSpan(_) => Ok(value.base().clone()),
        Value::Str(text) => TimeSpan::parse(text).map(Value::TimeSpan).map_err(|fault| {
            failed("InvalidCastParseTargetInvocationWithFormatProvider", value, ty, fault.exception(), &fault.to_string())
        }),
        Value::Int(ticks) => Ok(Value::TimeSpan(TimeSpan::from_ticks(i64::from(*ticks)))),
        Value::Long(ticks) => Ok(Value::TimeSpan(TimeSpan::from_ticks(*ticks))),
        _ => Err(no_conversion(value, ty)),
    }
}

fn to_type_object(s: &mut Session, value: &Value) -> Converted {
    match value.base() {
        Value::Type(_) => Ok(value.base().clone()),
        Value::Str(text) => match crate::eval::find_type(s, text) {
            Some(ty) => Ok(Value::Type(ty)),
            None => {
                let message = format!("Cannot convert the \"{text}\" value of type \"System.String\" to type \"System.Type\".");
                Err(ConvertFault::new("InvalidCastFromStringToType", message))
            }
        },
        _ => Err(no_conversion(value, Type::of("System.Type"))),
    }
}

fn to_block(value: &Value) -> Converted {
    match value.base() {
        Value::Block(_) => Ok(value.base().clone()),
        // A cast needs a block; `[scriptblock]::Create` makes one from text.
        _ => Err(no_conversion(value, Type::script_block())),
    }
}

fn to_hashtable(value: &Value, ty: Type) -> Converted {
    match value.base() {
        Value::Table(table) if table.kind == TableKind::Hashtable => Ok(value.base().clone()),
        Value::Table(table) => {
            let made = Table::hashtable();
            for (key, item) in table.entries() {
                made.insert(key, item);
            }
            Ok(Value::table(made))
        }
        // A custom object is tried as the argument of a constructor.
        Value::Object(object) if object.is_custom() && ty == Type::of("System.Collections.Hashtable") => {
            let why = no_conversion(value, ty).message;
            Err(failed("InvalidCastConstructorException", value, ty, "System.InvalidCastException", &why))
        }
        _ => Err(no_conversion(value, ty)),
    }
}

/// `[pscustomobject]`: a dictionary becomes an object; anything else stays what it is.
pub fn to_custom(s: &mut Session, value: &Value) -> Converted {
    match value.base() {
        Value::Table(table) if table.kind != TableKind::Set => {
            let object = Object::custom();
            for (key, item) in table.entries() {
                let name = crate::text::to_text(s, &key)?;
                if name.eq_ignore_ascii_case("PSTypeName") {
                    let type_name = crate::text::to_text(s, &item)?;
                    crate::member::push_type_name(&object, type_name);
                    continue;
                }
                object.set_note(&name, item);
            }
            Ok(Value::object(object))
        }
        _ => Ok(super::wrap_object(value)),
    }
}
