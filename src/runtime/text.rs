//! Values as text: what `"$x"`, `-join` and `[string]` give.
//!
//! In:    any value.
//! Out:   PowerShell's text for it (`$OFS` between elements, `@{…}` for custom objects).
//! Never: formats for the screen; views do.

use crate::fault::Halt;
use crate::session::Session;
use crate::types::Type;
use crate::value::{EnumValue, Object, Seq, Small, SmallKind, Str, Value};
use dotnet::number::Number;
use std::fmt::Write as _;

/// Text of a value as the language converts it, with `$OFS` and script-defined `ToString`.
pub fn to_text(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    match value {
        Value::Str(text) => Ok(text.clone()),
        Value::Seq(seq) => {
            let items = seq.snapshot();
            join_items(s, &items)
        }
        Value::Object(object) => object_text(s, object, value),
        Value::Native(native) => match crate::enumerate::items(s, value)? {
            Some(items) if !crate::clr::has_own_text(native.as_ref()) => join_items(s, &items),
            _ => Ok(native.text()),
        },
        Value::Table(table) if table.kind == crate::value::TableKind::Set => {
            let items: Vec<Value> = table.entries().into_iter().map(|(k, _)| k).collect();
            join_items(s, &items)
        }
        other => Ok(plain(other)),
    }
}

/// The same, added to a text in the making.
pub fn push_text(s: &mut Session, value: &Value, text: &mut String) -> Result<(), Halt> {
    match value {
        Value::Str(more) => text.push_str(more),
        Value::Int(number) => with_digits(i64::from(*number), |digits| text.push_str(digits)),
        other => text.push_str(&to_text(s, other)?),
    }
    Ok(())
}

/// `$OFS`, a blank by default.
pub fn separator(s: &mut Session) -> Result<Str, Halt> {
    match s.lookup(s.names.ofs) {
        Some(Value::Null) => Ok(Str::default()),
        Some(value) => Ok(plain(&value)),
        None => Ok(Str::new_static(" ")),
    }
}

fn join_items(s: &mut Session, items: &[Value]) -> Result<Str, Halt> {
    let separator = separator(s)?;
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push_str(&separator);
        }
        text.push_str(&property_text(s, item)?);
    }
    Ok(text.into())
}

/// Text of an element of a collection or of a property: collections inside show their type.
pub fn element_text(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    match value {
        Value::Seq(seq) => Ok(Str::new(seq.ty().full_name())),
        Value::Object(object) => match object.base_value() {
            Some(base) => element_text(s, &base.clone()),
            None => object_text(s, object, value),
        },
        Value::Native(native) => Ok(native.text()),
        other => Ok(plain(other)),
    }
}

fn object_text(s: &mut Session, object: &Object, value: &Value) -> Result<Str, Halt> {
    if let Some(text) = crate::member::script_to_string(s, value)? {
        return Ok(text);
    }
    if let Some(base) = object.base_value() {
        return to_text(s, &base.clone());
    }
    if let Some(class) = object.class() {
        return Ok(match object.inherited() {
            Some(base) => base.plain_text(),
            None => Str::new(class.full_name()),
        });
    }
    let members = crate::member::readable_properties(s, value)?;
    let mut text = String::from("@{");
    for (at, name) in members.iter().enumerate() {
        if at > 0 {
            text.push_str("; ");
        }
        let member = crate::member::get(s, value, name).unwrap_or(Value::Null);
        text.push_str(name);
        text.push('=');
        text.push_str(&property_text(s, &member)?);
    }
    text.push('}');
    if members.is_empty() {
        return Ok(Str::default());
    }
    Ok(text.into())
}

/// A custom object inside another has no text of its own, unless a script gave it one.
fn property_text(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    match is_bare(value) {
        true => Ok(crate::member::script_to_string(s, value)?.unwrap_or_default()),
        false => element_text(s, value),
    }
}

fn is_bare(value: &Value) -> bool {
    matches!(value, Value::Object(object) if object.base_value().is_none() && object.class().is_none())
}

/// What `ToString()` answers: custom objects stay silent where conversions list their properties.
pub fn called_text(s: &mut Session, value: &Value) -> Result<Str, Halt> {
    if is_bare(value) { property_text(s, value) } else { to_text(s, value) }
}

fn fraction_text(number: Number<'_>, format: &str) -> Str {
    number.to_format(format).unwrap_or_default().into()
}

/// What .NET's `ToString` writes for a number; any other value as `plain` has it.
pub fn exact(value: &Value) -> Str {
    match value.base() {
        base @ (Value::Double(_) | Value::Small(_) | Value::Decimal(_)) => {
            let mut text = String::new();
            if let Some(number) = number_of(base) {
                number.write(&mut text);
            }
            text.into()
        }
        other => plain(other),
    }
}

/// Text without a session: numbers, dates, names; collections join with blanks.
pub fn plain(value: &Value) -> Str {
    match value {
        Value::Null | Value::Empty => Str::default(),
        Value::Bool(true) => Str::new_static("True"),
        Value::Bool(false) => Str::new_static("False"),
        Value::Int(v) => int_text(i64::from(*v)),
        Value::Long(v) => int_text(*v),
        Value::Char(unit) => char_text(*unit),
        Value::Str(text) => text.clone(),
        // The language shows fractions with the digits that hold for sure; .NET's own `ToString` shows all.
        Value::Double(number) => double_text(*number),
        Value::Small(small) if small.kind == SmallKind::Single => fraction_text(Number::from(small.as_f32()), "G7"),
        Value::Small(_) | Value::Decimal(_) => exact(value),
        Value::DateTime(time) => time.to_format("").unwrap_or_default().into(),
        Value::TimeSpan(span) => span.to_format("").unwrap_or_default().into(),
        Value::Enum(e) => enum_text(*e),
        Value::Type(ty) => Str::new(ty.short_name()),
        Value::Seq(seq) => plain_items(seq),
        Value::Table(table) => Str::new(table.ty.full_name()),
        Value::Block(block) => Str::new(block.text()),
        Value::Native(native) => native.text(),
        Value::Object(object) => plain_object(object),
    }
}

fn plain_items(seq: &Seq) -> Str {
    let items = seq.snapshot();
    let texts: Vec<Str> = items.iter().map(plain_element).collect();
    texts.join(" ").into()
}

fn plain_element(value: &Value) -> Str {
    match value {
        Value::Seq(seq) => Str::new(seq.ty().full_name()),
        Value::Object(object) if object.is_custom() => Str::default(),
        other => plain(other),
    }
}

fn plain_object(object: &Object) -> Str {
    if let Some(base) = object.base_value() {
        return plain(base);
    }
    if let Some(class) = object.class() {
        return object.inherited().map_or_else(|| Str::new(class.full_name()), plain);
    }
    let notes = object.borrow_notes();
    let mut text = String::from("@{");
    for (at, (name, value)) in notes.iter().enumerate() {
        let _ = write!(text, "{}{name}={}", if at > 0 { "; " } else { "" }, plain_element(value));
    }
    text.push('}');
    if notes.values.is_empty() { Str::default() } else { text.into() }
}

/// PowerShell shows 15 digits of a double, whatever `ToString()` would give.
fn double_text(value: f64) -> Str {
    const WHOLE_MAX: f64 = 1e15;
    if value.fract() == 0.0 && value.abs() < WHOLE_MAX && (value != 0.0 || value.is_sign_positive()) {
        return int_text(value as i64);
    }
    Number::Double(value).to_format("G15").unwrap_or_default().into()
}

fn int_text(value: i64) -> Str {
    with_digits(value, |digits| Str::new(digits))
}

fn with_digits<R>(value: i64, f: impl FnOnce(&str) -> R) -> R {
    let mut buffer = [0u8; 20];
    let mut at = buffer.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    f(std::str::from_utf8(&buffer[at..]).unwrap_or_default())
}

/// A UTF-16 unit as text; half of a pair shows as the replacement character.
pub fn char_text(unit: u16) -> Str {
    let c = char::from_u32(u32::from(unit)).unwrap_or(char::REPLACEMENT_CHARACTER);
    let mut buffer = [0u8; 4];
    Str::new(c.encode_utf8(&mut buffer))
}

/// `Monday`, `Read, Write`, or the number when no name fits.
pub fn enum_text(e: EnumValue) -> Str {
    if e.ty == Type::switch_parameter() {
        return Str::new_static(if e.value != 0 { "True" } else { "False" });
    }
    let Some(def) = e.ty.enum_def() else { return int_text(e.value) };
    if let Some((name, _)) = def.values.iter().find(|(_, v)| *v == e.value) {
        return Str::new(name);
    }
    if !def.flags || e.value == 0 {
        return int_text(e.value);
    }
    flag_names(&def.values, e.value).unwrap_or_else(|| int_text(e.value))
}

fn flag_names(values: &[(String, i64)], value: i64) -> Option<Str> {
    let mut sorted: Vec<&(String, i64)> = values.iter().filter(|(_, v)| *v != 0).collect();
    sorted.sort_by_key(|(_, v)| std::cmp::Reverse(*v as u64));
    let mut rest = value;
    let mut names = Vec::new();
    for (name, bits) in sorted {
        if rest & bits == *bits {
            rest &= !bits;
            names.push(name.as_str());
        }
    }
    names.reverse();
    (rest == 0).then(|| names.join(", ").into())
}

/// A numeric value for `dotnet`'s formatting; `None` for other values and big integers (borrowed elsewhere).
pub fn number_of(value: &Value) -> Option<Number<'_>> {
    Some(match value {
        Value::Int(v) => Number::Int32(*v),
        Value::Long(v) => Number::Int64(*v),
        Value::Double(v) => Number::Double(*v),
        Value::Decimal(v) => Number::Decimal(*v),
        Value::Small(small) => small_number(*small),
        Value::Native(_) => match value.as_native::<crate::clr::BigInteger>() {
            Some(big) => Number::Big(&big.0),
            None => return None,
        },
        _ => return None,
    })
}

fn small_number(small: Small) -> Number<'static> {
    match small.kind {
        SmallKind::Byte => Number::Byte(small.as_i64() as u8),
        SmallKind::SByte => Number::SByte(small.as_i64() as i8),
        SmallKind::Short => Number::Int16(small.as_i64() as i16),
        SmallKind::UShort => Number::UInt16(small.as_i64() as u16),
        SmallKind::UInt => Number::UInt32(small.as_i64() as u32),
        SmallKind::ULong => Number::UInt64(small.as_u64()),
        SmallKind::Single => Number::Single(small.as_f32()),
    }
}
