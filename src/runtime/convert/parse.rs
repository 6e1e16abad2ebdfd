//! Names: of types, and of the values of enumerations.

use super::{ConvertFault, Converted, no_conversion};
use crate::types::{EnumDef, Type, resolve_simple};
use crate::value::{EnumValue, Value};

/// A type the runtime's own tables name: `string[]`, `System.Uri`, `switch`.
pub fn type_named(name: &str) -> Type {
    type_named_among(name, &[])
}

/// The same where some types are at hand already, such as the arguments of a generic type.
pub fn type_named_among(name: &str, known: &[Type]) -> Type {
    if let Some(ty) = known.iter().find(|ty| ty.full_name() == name) {
        return *ty;
    }
    if let Some(element) = name.strip_suffix("[]") {
        return type_named_among(element, known).array_of();
    }
    if let Some(open) = name.find('[')
        && let Some(inner) = name[open..].strip_prefix('[').and_then(|r| r.strip_suffix(']'))
    {
        let arguments: Vec<Type> = split_arguments(inner).iter().map(|a| type_named_among(a, known)).collect();
        let plain = name[..open].split('`').next().unwrap_or(&name[..open]);
        let definition = if plain.eq_ignore_ascii_case("Nullable") { "System.Nullable" } else { plain };
        return Type::of(&format!("{definition}`{}", arguments.len())).generic_of(arguments);
    }
    resolve_simple(name, &[]).unwrap_or_else(|| Type::of(name))
}

/// Splits `a,b[c,d]` at its outer commas.
pub fn split_arguments(text: &str) -> Vec<&str> {
    let mut depth = 0;
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            b',' if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// How conversion messages name a type.
pub fn type_text(ty: Type) -> String {
    ty.full_name().to_owned()
}

/// Text or number to an enumeration.
pub fn to_enum(value: &Value, ty: Type) -> Converted {
    let Some(def) = ty.enum_def() else { return Err(no_conversion(value, ty)) };
    match value.base() {
        Value::Str(text) => enum_from_text(text, ty, def),
        Value::Enum(e) if e.ty == ty => Ok(Value::Enum(*e)),
        Value::Seq(seq) if def.flags || seq.len() == 1 => {
            let mut bits = 0;
            for item in seq.snapshot() {
                if let Value::Enum(e) = to_enum(&item, ty)? {
                    bits |= e.value;
                }
            }
            Ok(Value::Enum(EnumValue { ty, value: bits }))
        }
        // Fractions go the way of texts.
        Value::Double(_) | Value::Decimal(_) => enum_from_text(&value.plain_text(), ty, def),
        Value::Int(_) | Value::Long(_) | Value::Small(_) | Value::Enum(_) => {
            let number = in_width(super::to_long(value)?, def.underlying);
            enum_from_number(value, number, ty, def)
        }
        base if base.is_null() => Err(enum_from_null(ty, def)),
        _ => Err(no_conversion(value, ty)),
    }
}

/// The bits of a number that an enumeration of this underlying type keeps.
fn in_width(number: i64, underlying: &str) -> i64 {
    match underlying {
        "System.Byte" => i64::from(number as u8),
        "System.SByte" => i64::from(number as i8),
        "System.Int16" => i64::from(number as i16),
        "System.UInt16" => i64::from(number as u16),
        "System.UInt32" => i64::from(number as u32),
        "System.Int32" => i64::from(number as i32),
        _ => number,
    }
}

/// Names by value, as .NET lists them.
fn ordered_names(def: &EnumDef) -> Vec<&str> {
    let mut all: Vec<(&str, i64)> = def.values.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    all.sort_by_key(|(_, v)| *v as u64);
    all.into_iter().map(|(n, _)| n).collect()
}

fn enum_from_number(value: &Value, number: i64, ty: Type, def: &EnumDef) -> Converted {
    let all = def.values.iter().fold(0, |bits, (_, v)| bits | v);
    let known = def.values.iter().any(|(_, v)| *v == number) || (def.flags && number != 0 && number & !all == 0);
    if known {
        return Ok(Value::Enum(EnumValue { ty, value: number }));
    }
    Err(ConvertFault::new(
        "UndefinedIntegerToEnum",
        format!(
            "Cannot convert value \"{}\" to type \"{}\" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are \"{}\".",
            value.plain_text(),
            ty.full_name(),
            ordered_names(def).join(",")
        ),
    ))
}

/// Null is no value of an enumeration.
fn enum_from_null(ty: Type, def: &EnumDef) -> ConvertFault {
    let message = format!(
        "Cannot convert null to type \"{}\" due to enumeration values that are not valid. Specify one of the following enumeration values and try again. The possible enumeration values are \"{}\".",
        ty.full_name(),
        ordered_names(def).join(",")
    );
    ConvertFault::new("nullToEnumInvalidCast", message)
}

fn enum_from_text(text: &str, ty: Type, def: &EnumDef) -> Converted {
    let trimmed = text.trim();
    let mut bits = 0;
    for part in trimmed.split(',') {
        let part = part.trim();
        if let Ok(number) = part.parse::<i64>() {
            let value = Value::str(text);
            match enum_from_number(&value, number, ty, def)? {
                Value::Enum(e) => bits |= e.value,
                _ => return Err(no_conversion(&value, ty)),
            }
            continue;
        }
        bits |= match_name(part, def).map_err(|kind| enum_fault(text, ty, def, kind))?;
    }
    Ok(Value::Enum(EnumValue { ty, value: bits }))
}

/// A whole name, or a prefix that fits one name only.
fn match_name(part: &str, def: &EnumDef) -> Result<i64, &'static str> {
    if let Some((_, value)) = def.values.iter().find(|(name, _)| name.eq_ignore_ascii_case(part)) {
        return Ok(*value);
    }
    let fits = |name: &str| name.len() >= part.len() && name.is_char_boundary(part.len()) && name[..part.len()].eq_ignore_ascii_case(part);
    let mut found = def.values.iter().filter(|(name, _)| fits(name));
    match (found.next(), found.next()) {
        (Some((_, value)), None) => Ok(*value),
        (Some(_), Some(_)) => Err("ambiguous"),
        _ => Err("unknown"),
    }
}

fn enum_fault(text: &str, ty: Type, def: &EnumDef, kind: &str) -> ConvertFault {
    let names = ordered_names(def);
    let (part, like) = (text.trim(), |n: &&&str| {
        n.len() >= text.trim().len() && n.get(..text.trim().len()).is_some_and(|h| h.eq_ignore_ascii_case(text.trim()))
    });
    let reason = if kind == "ambiguous" {
        let similar: Vec<&str> = names.iter().filter(like).copied().collect();
        format!(
            "The identifier name {part} cannot be processed because it is either too similar or identical to the following enumerator names: {}. Use a more specific identifier name.",
            similar.join(", ")
        )
    } else {
        format!(
            "Unable to match the identifier name {part} to a valid enumerator name. Specify one of the following enumerator names and try again:\n{}",
            names.join(", ")
        )
    };
    let message = format!("Cannot convert value \"{text}\" to type \"{}\". Error: \"{reason}\"", ty.full_name());
    ConvertFault::new("SubstringDisambiguationEnumParseThrewAnException", message)
        .because("System.Management.Automation.RuntimeException", &reason)
}
