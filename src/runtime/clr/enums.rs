//! Enumerations: `[enum]` and the values of every enumeration.

use super::args::{bad_argument, enum_of, flag, int, is_null, null_argument, text, tried, value, whole};
use crate::convert::int_value;
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::text::enum_text;
use crate::types::{EnumDef, Type};
use crate::value::{EnumValue, Str, Value};
use dotnet::number::NumberType;

pub fn call(s: &mut Session, this: EnumValue, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "tostring" => match args.first().map(Value::base) {
            Some(Value::Str(format)) => format_value(this, format).map(Value::Str),
            _ => Ok(Value::Str(enum_text(this))),
        },
        "hasflag" => match args.first().map(Value::base) {
            Some(Value::Enum(other)) if other.ty == this.ty => Ok(Value::Bool(this.value & other.value == other.value)),
            Some(Value::Enum(other)) => Err(bad_argument(
                &format!("The argument type, '{}', is not the same as the enum type '{}'.", other.ty.full_name(), this.ty.full_name()),
                "",
            )),
            _ => Err(null_argument("flag")),
        },
        "compareto" => match args.first().map(Value::base) {
            Some(Value::Enum(other)) if other.ty == this.ty => Ok(Value::Int(this.value.cmp(&other.value) as i32)),
            Some(v) if v.is_null() => Ok(Value::Int(1)),
            _ => Err(bad_argument("Object must be the same type as the enum.", "")),
        },
        "equals" => Ok(Value::Bool(matches!(args.first().map(Value::base), Some(Value::Enum(other)) if *other == this))),
        "gethashcode" => Ok(Value::Int(this.value as i32)),
        "gettypecode" => Ok(enum_of("System.TypeCode", if underlying(this.ty) == NumberType::Int64 { 11 } else { 9 })),
        _ if name.starts_with("to") => return super::convert_type::call(s, name, &[Value::Enum(this)]),
        _ => return None,
    })
}

pub fn get(this: EnumValue, name: &str) -> Option<Value> {
    (name == "value__").then(|| int_value(i128::from(this.value), underlying(this.ty)))
}

/// `G`, `F`, `D`, `X` as .NET formats enumerations.
pub fn format_value(this: EnumValue, format: &str) -> Result<Str, Halt> {
    match format.to_ascii_uppercase().as_str() {
        "" | "G" => Ok(enum_text(this)),
        "F" => Ok(as_flags(this)),
        "D" => Ok(this.value.to_string().into()),
        "X" => {
            let number = int_value(i128::from(this.value), underlying(this.ty));
            let width = match number.base() {
                Value::Long(_) => 16,
                Value::Int(_) => 8,
                Value::Small(small) if matches!(small.ty().full_name(), "System.Byte" | "System.SByte") => 2,
                Value::Small(small) if matches!(small.ty().full_name(), "System.Int16" | "System.UInt16") => 4,
                _ => 8,
            };
            let mask = if width == 16 { u64::MAX } else { (1u64 << (4 * width)) - 1 };
            Ok(format!("{:0width$X}", this.value as u64 & mask).into())
        }
        _ => Err(thrown("System.FormatException", "Format string can be only \"G\", \"g\", \"X\", \"x\", \"F\", \"f\", \"D\" or \"d\".")),
    }
}

fn as_flags(this: EnumValue) -> Str {
    let Some(def) = this.ty.enum_def() else { return enum_text(this) };
    let mut rest = this.value;
    let mut sorted: Vec<&(String, i64)> = def.values.iter().filter(|(_, v)| *v != 0).collect();
    sorted.sort_by_key(|(_, v)| std::cmp::Reverse(*v as u64));
    let mut names = Vec::new();
    for (name, bits) in sorted {
        if rest & bits == *bits {
            rest &= !bits;
            names.push(name.as_str());
        }
    }
    names.reverse();
    if rest != 0 || names.is_empty() { enum_text(this) } else { names.join(", ").into() }
}

pub fn underlying(ty: Type) -> NumberType {
    let name = ty.enum_def().map_or("System.Int32", |d| d.underlying);
    super::number::kind_of(Type::of(name)).unwrap_or(NumberType::Int32)
}

/// The enumeration a static call is about: its first argument, or the type the call stands on.
fn about(ty: Type, args: &[Value]) -> Result<(Type, &EnumDef, &[Value]), Halt> {
    let (wanted, rest) = match args.first().map(Value::base) {
        Some(Value::Type(named)) => (*named, &args[1..]),
        _ => (ty, args),
    };
    match wanted.enum_def() {
        Some(def) => Ok((wanted, def, rest)),
        None => Err(bad_argument("Type provided must be an Enum.", "enumType")),
    }
}

pub fn call_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    if name == "tryparse" {
        return Some(try_parse(s, ty, args));
    }
    let (ty, def, rest) = match about(ty, args) {
        Ok(found) => found,
        Err(halt) => return Some(Err(halt)),
    };
    Some(match name {
        "getnames" => Ok(Value::strings(ordered(def).into_iter().map(|(n, _)| Str::new(n)))),
        "getvalues" => {
            let values = ordered(def).into_iter().map(|(_, v)| Value::Enum(EnumValue { ty, value: v })).collect();
            Ok(Value::array_of(ty, values))
        }
        "getvaluesasunderlyingtype" => {
            let kind = underlying(ty);
            let values = ordered(def).into_iter().map(|(_, v)| int_value(i128::from(v), kind)).collect();
            Ok(Value::array_of(Type::of(def.underlying), values))
        }
        "getname" => {
            let wanted = number_of(&value(rest, 0));
            let found = def.values.iter().find(|(_, v)| *v == wanted);
            Ok(found.map_or(Value::Null, |(n, _)| Value::str(n)))
        }
        "getunderlyingtype" => Ok(Value::Type(Type::of(def.underlying))),
        "isdefined" => Ok(Value::Bool(is_defined(def, &value(rest, 0)))),
        "toobject" => Ok(Value::Enum(EnumValue { ty, value: number_of(&value(rest, 0)) })),
        "parse" => parse(ty, def, &text(rest, 0), flag(rest, 1)),
        "format" => format_value(EnumValue { ty, value: number_of(&value(rest, 0)) }, &text(rest, 1)).map(Value::Str),
        _ => return None,
    })
}

/// Names and values by value, as .NET lists them: unsigned, so that negative ones come last.
fn ordered(def: &EnumDef) -> Vec<(&str, i64)> {
    let mut all: Vec<(&str, i64)> = def.values.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    all.sort_by_key(|(_, v)| *v as u64);
    all
}

fn number_of(value: &Value) -> i64 {
    match value.base() {
        Value::Enum(e) => e.value,
        other => i64::try_from(whole(other)).unwrap_or(0),
    }
}

fn is_defined(def: &EnumDef, value: &Value) -> bool {
    match value.base() {
        Value::Str(name) => def.values.iter().any(|(n, _)| n == name.as_str()),
        other => {
            let wanted = number_of(other);
            def.values.iter().any(|(_, v)| *v == wanted)
        }
    }
}

/// .NET's own parse: names in full, numbers as they are.
fn parse(ty: Type, def: &EnumDef, text: &str, ignore_case: bool) -> Eval {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(bad_argument("Must specify valid information for parsing in the string.", "value"));
    }
    if let Ok(number) = trimmed.parse::<i64>() {
        return Ok(Value::Enum(EnumValue { ty, value: number }));
    }
    let mut bits = 0;
    for part in trimmed.split(',').map(str::trim) {
        let same = |n: &str| if ignore_case { n.eq_ignore_ascii_case(part) } else { n == part };
        match def.values.iter().find(|(n, _)| same(n)) {
            Some((_, v)) => bits |= v,
            None => return Err(bad_argument(&format!("Requested value '{text}' was not found."), "")),
        }
    }
    Ok(Value::Enum(EnumValue { ty, value: bits }))
}

/// `TryParse` with or without the type; without it the reference holds a value of the enumeration.
fn try_parse(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    let place = args.len() - 1;
    let held = args[place].as_native::<super::Reference>().map(super::Reference::value);
    let (wanted, rest) = match args.first().map(Value::base) {
        Some(Value::Type(named)) => (*named, &args[1..]),
        _ => match held.as_ref().map(Value::base) {
            Some(Value::Enum(e)) => (e.ty, args),
            _ => (ty, args),
        },
    };
    let Some(def) = wanted.enum_def() else { return Err(bad_argument("Type provided must be an Enum.", "enumType")) };
    let ignore_case = rest.len() > 2 && flag(rest, 1);
    let found = if is_null(rest, 0) { None } else { parse(wanted, def, &text(rest, 0), ignore_case).ok() };
    tried(s, args, place, found, Value::Enum(EnumValue { ty: wanted, value: 0 }))
}

/// `[DayOfWeek]::Monday`; names ignore case.
pub fn get_static(ty: Type, name: &str) -> Option<Value> {
    let def = ty.enum_def()?;
    let exact = def.values.iter().find(|(n, _)| n == name);
    let found = exact.or_else(|| def.values.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)))?;
    Some(Value::Enum(EnumValue { ty, value: found.1 }))
}

/// `[DayOfWeek]::new()`.
pub fn construct(ty: Type, args: &[Value]) -> Eval {
    Ok(Value::Enum(EnumValue { ty, value: i64::from(int(args, 0)) }))
}
