//! Fields: values as short text for one cell or one list item.
//!
//! In:    the value of a property, a format, the enumeration limit.
//! Out:   `{a, b…}` for collections, two decimals for fractions in tables, plain text else.
//! Never: pads, cuts or wraps.

use super::cells::ELLIPSIS;
use super::property::{Field, Source, is_intrinsic, read};
use crate::fault::Halt;
use crate::session::Session;
use crate::types::Type;
use crate::value::{SmallKind, Symbol, TableKind, Value};

/// Elements a collection shows when `$FormatEnumerationLimit` says nothing.
const ELEMENTS_SHOWN: i64 = 4;

/// What holds for all fields of one formatter.
#[derive(Clone, Copy)]
pub struct Manner {
    /// Negative: all elements.
    pub limit: i64,
    /// Fractions get two decimals.
    pub is_table: bool,
    /// `#ERR` in place of what could not be computed.
    pub show_errors: bool,
}

impl Manner {
    pub fn new(s: &Session, is_table: bool, show_errors: bool) -> Self {
        let limit = Symbol::existing("FormatEnumerationLimit").and_then(|symbol| s.global.root.get_here(symbol));
        let limit = match limit.as_ref().map(Value::base) {
            Some(Value::Int(limit)) => i64::from(*limit),
            Some(Value::Long(limit)) => *limit,
            _ => ELEMENTS_SHOWN,
        };
        Self { limit, is_table, show_errors }
    }
}

/// The text of one field of an object.
pub fn text_of(s: &mut Session, field: &Field, value: &Value, manner: Manner) -> Result<String, Halt> {
    if let Source::Name(name) = &field.source
        && !field.is_known
        && is_intrinsic(s, value, name)?
    {
        return Ok(String::new());
    }
    match read(s, &field.source, value)? {
        Ok(found) => formatted(s, &found, field.format.as_deref(), manner),
        Err(_) => Ok(if manner.show_errors { "#ERR".to_owned() } else { String::new() }),
    }
}

fn formatted(s: &mut Session, value: &Value, format: Option<&str>, manner: Manner) -> Result<String, Halt> {
    let Some(format) = format else {
        return smart(s, value, manner);
    };
    match with_format(s, value, format) {
        Ok(Some(text)) => Ok(text),
        Ok(None) => Ok(crate::text::to_text(s, value)?.to_string()),
        // A format the type does not know leaves the value as it is.
        Err(Halt::Error(_)) => Ok(if manner.show_errors { "#FMT".to_owned() } else { smart(s, value, manner)? }),
        Err(halt) => Err(halt),
    }
}

/// `{0:N1}` as the format operator has it, `N1` as `ToString` has it.
fn with_format(s: &mut Session, value: &Value, format: &str) -> Result<Option<String>, Halt> {
    let whole = if format.contains("{0") || format.contains('}') { format.to_owned() } else { bare(value, format)? };
    if whole.is_empty() {
        return Ok(None);
    }
    let arguments = Value::array(vec![value.clone()]);
    let text = crate::clr::format_operator(s, &Value::str(&whole), &arguments)?;
    Ok(Some(text.plain_text().to_string()))
}

/// A bare format holds for values that take one; text and collections ignore it.
fn bare(value: &Value, format: &str) -> Result<String, Halt> {
    let takes_format = match value.base() {
        Value::Null | Value::Empty | Value::Str(_) | Value::Bool(_) | Value::Char(_) => false,
        Value::Seq(_) | Value::Table(_) | Value::Block(_) | Value::Type(_) | Value::Object(_) => false,
        Value::Native(native) => native.format(format).is_some(),
        _ => true,
    };
    Ok(if takes_format { format!("{{0:{format}}}") } else { String::new() })
}

/// Text the way tables and lists show a value nobody gave a format.
pub fn smart(s: &mut Session, value: &Value, manner: Manner) -> Result<String, Halt> {
    if value.is_null() {
        return Ok(String::new());
    }
    if let Value::Table(table) = value.base()
        && table.kind != TableKind::Set
    {
        let entries = table.entries();
        return braces(s, manner.limit, entries.len(), |s, at| {
            let (key, item) = &entries[at];
            let key = crate::text::element_text(s, key)?;
            Ok(format!("[{key}, {}]", crate::text::element_text(s, item)?))
        });
    }
    if let Some(items) = crate::enumerate::items(s, value)? {
        return braces(s, manner.limit, items.len(), |s, at| element(s, &items[at]));
    }
    if manner.is_table
        && let Some(text) = two_decimals(value.base())
    {
        return Ok(text);
    }
    if let Value::Type(_) = value.base() {
        return Ok(crate::member::call(s, value, "ToString", &[])?.plain_text().to_string());
    }
    Ok(crate::text::to_text(s, value)?.to_string())
}

fn braces(
    s: &mut Session,
    limit: i64,
    count: usize,
    mut text_at: impl FnMut(&mut Session, usize) -> Result<String, Halt>,
) -> Result<String, Halt> {
    let mut text = String::from("{");
    for at in 0..count {
        if limit >= 0 && at as i64 == limit {
            text.push(ELLIPSIS);
            break;
        }
        if at > 0 {
            text.push_str(", ");
        }
        text.push_str(&text_at(s, at)?);
    }
    text.push('}');
    Ok(text)
}

fn element(s: &mut Session, value: &Value) -> Result<String, Halt> {
    if value.is_null() {
        return Ok("$null".to_owned());
    }
    let text = crate::text::to_text(s, value)?;
    match value.as_seq() {
        Some(seq) if text.is_empty() => Ok(seq.ty().full_name().to_owned()),
        _ => Ok(text.to_string()),
    }
}

fn two_decimals(value: &Value) -> Option<String> {
    let is_fraction = match value {
        Value::Double(_) | Value::Decimal(_) => true,
        Value::Small(small) => small.kind == SmallKind::Single,
        _ => false,
    };
    if !is_fraction {
        return None;
    }
    crate::text::number_of(value)?.to_format("F2").ok()
}

/// Values that print themselves and stand at the right of a table's column.
pub fn is_scalar(value: &Value) -> bool {
    match value.base() {
        Value::Bool(_) | Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Char(_) | Value::Small(_) => true,
        Value::Decimal(_) | Value::Str(_) => true,
        Value::Enum(e) => e.ty != Type::switch_parameter(),
        Value::Native(native) => {
            matches!(native.type_of().full_name(), "System.Numerics.BigInteger" | "System.Security.SecureString")
        }
        _ => false,
    }
}
