//! Comparison: `-eq`, `-lt`, `-contains`, and the order of `Sort-Object`.

use crate::clr::BigInteger;
use crate::convert::{ConvertFault, Numeric, as_big, as_decimal, as_double, numeric, to_bool, to_type};
use crate::fault::{Category, Fault, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Value, eq_ignore_case};
use std::cmp::Ordering;

/// Which comparison an operator asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    Lt,
    Le,
    Gt,
    Ge,
}

/// `-eq`: the right side is converted to the left side's type.
pub fn equals(s: &mut Session, left: &Value, right: &Value, ignore_case: bool) -> Result<bool, Halt> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => return Ok(a == b),
        (Value::Str(a), Value::Str(b)) => return Ok(if ignore_case { eq_ignore_case(a, b) } else { a == b }),
        _ => {}
    }
    let (a, b) = (left.base(), right.base());
    if a.is_null() || b.is_null() {
        return Ok(a.is_null() && b.is_null());
    }
    match a {
        Value::Str(text) => {
            let other = crate::text::to_text(s, right)?;
            Ok(if ignore_case { eq_ignore_case(text, &other) } else { *text == other })
        }
        Value::Bool(flag) => Ok(*flag == to_bool(b)),
        Value::Char(unit) => equals_char(s, *unit, a, b, ignore_case),
        _ => equals_other(s, a, b, left, right),
    }
}

fn equals_char(s: &mut Session, unit: u16, a: &Value, b: &Value, ignore_case: bool) -> Result<bool, Halt> {
    match b {
        Value::Char(_) | Value::Str(_) => {
            let other = crate::text::to_text(s, b)?;
            let mine = crate::text::char_text(unit);
            Ok(if ignore_case { eq_ignore_case(&mine, &other) } else { mine == other })
        }
        _ => equals_other(s, a, b, a, b),
    }
}

fn equals_other(s: &mut Session, a: &Value, b: &Value, left: &Value, right: &Value) -> Result<bool, Halt> {
    if let (Some(x), Some(y)) = (numeric_strict(a), numeric_operand(b)) {
        return Ok(compare_numbers(&x, &y) == Some(Ordering::Equal));
    }
    if a.same(b) {
        return Ok(true);
    }
    if let Some(answer) = crate::class::equals_method(s, left, right)? {
        return Ok(answer);
    }
    let Some(ty) = a.ty() else { return Ok(false) };
    if b.ty() == Some(ty) || matches!(a, Value::Object(_) | Value::Seq(_) | Value::Table(_) | Value::Type(_)) {
        return Ok(false);
    }
    match to_type(s, right, ty) {
        Ok(converted) => Ok(a.same(converted.base())),
        Err(ConvertFault { halt: Some(halt @ (Halt::Exit(_) | Halt::Interrupted)), .. }) => Err(halt),
        Err(_) => Ok(false),
    }
}

/// Numbers and enumerations, not text or booleans.
fn numeric_strict(value: &Value) -> Option<Numeric> {
    match value {
        Value::Bool(_) | Value::Str(_) => None,
        Value::Enum(e) if e.ty == Type::switch_parameter() => None,
        // An enumeration compares as one: the other side is converted to it.
        Value::Enum(_) => None,
        other => numeric(other),
    }
}

fn numeric_operand(value: &Value) -> Option<Numeric> {
    match value {
        Value::Str(text) => {
            if text.trim().is_empty() {
                Some(Numeric::Int(0))
            } else {
                crate::convert::parse_number(text)
            }
        }
        other => numeric(other),
    }
}

fn compare_numbers(a: &Numeric, b: &Numeric) -> Option<Ordering> {
    match (a, b) {
        (Numeric::Int(x), Numeric::Int(y)) => Some(x.cmp(y)),
        (Numeric::Big(_), _) | (_, Numeric::Big(_)) => match (as_big(a), as_big(b)) {
            (Ok(x), Ok(y)) => Some(x.cmp(&y)),
            _ => as_double(a).partial_cmp(&as_double(b)),
        },
        (Numeric::Decimal(_), _) | (_, Numeric::Decimal(_)) => match (as_decimal(a), as_decimal(b)) {
            (Ok(x), Ok(y)) => Some(x.cmp(&y)),
            _ => as_double(a).partial_cmp(&as_double(b)),
        },
        _ => as_double(a).partial_cmp(&as_double(b)),
    }
}

/// `-lt` and its sisters.
pub fn relation(s: &mut Session, left: &Value, right: &Value, relation: Relation, ignore_case: bool) -> Result<bool, Halt> {
    if let (Value::Int(a), Value::Int(b)) = (left, right) {
        return Ok(holds(relation, a.cmp(b)));
    }
    let (a, b) = (left.base(), right.base());
    if a.is_null() || b.is_null() {
        return Ok(null_relation(relation, a, b));
    }
    match a {
        Value::Str(text) => {
            let other = crate::text::to_text(s, right)?;
            return Ok(holds(relation, text_order(text, &other, ignore_case)));
        }
        Value::Char(unit) if matches!(b, Value::Str(_) | Value::Char(_)) => {
            let other = crate::text::to_text(s, b)?;
            return Ok(holds(relation, text_order(&crate::text::char_text(*unit), &other, ignore_case)));
        }
        _ => {}
    }
    if let Some(x) = numeric_strict(a) {
        let y = match numeric_operand(b) {
            Some(y) => y,
            None => match to_type(s, right, a.ty().unwrap_or_else(Type::object)) {
                Ok(converted) => numeric(&converted).unwrap_or(Numeric::Int(0)),
                Err(fault) if matches!(b, Value::Str(_)) => return Err(fault.into()),
                Err(fault) => return Err(comparison_failure(left, right, fault)),
            },
        };
        return Ok(compare_numbers(&x, &y).is_some_and(|order| holds(relation, order)));
    }
    match typed_order(s, left, right)? {
        Some(order) => Ok(holds(relation, order)),
        None => Err(not_comparable(left)),
    }
}

fn null_relation(relation: Relation, a: &Value, b: &Value) -> bool {
    if a.is_null() && b.is_null() {
        return matches!(relation, Relation::Le | Relation::Ge);
    }
    // Null sorts before everything, but a negative number is still less than it.
    let negative = |v: &Value| numeric(v).is_some_and(|n| as_double(&n) < 0.0);
    match (a.is_null(), relation) {
        (true, Relation::Lt | Relation::Le) => !negative(b),
        (true, _) => negative(b),
        (false, Relation::Lt | Relation::Le) => negative(a),
        (false, _) => !negative(a),
    }
}

fn holds(relation: Relation, order: Ordering) -> bool {
    match relation {
        Relation::Lt => order == Ordering::Less,
        Relation::Le => order != Ordering::Greater,
        Relation::Gt => order == Ordering::Greater,
        Relation::Ge => order != Ordering::Less,
    }
}

/// Ordinal order; ignoring case compares upper-cased characters.
pub fn text_order(a: &str, b: &str, ignore_case: bool) -> Ordering {
    if !ignore_case {
        return ordinal(a, b);
    }
    if a.is_ascii() && b.is_ascii() {
        return dotnet::text::compare_ascii(a, b);
    }
    let upper = |c: char| c.to_uppercase().next().unwrap_or(c);
    a.chars().map(upper).cmp(b.chars().map(upper))
}

fn ordinal(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

/// The order of two values of the left side's type.
fn typed_order(s: &mut Session, left: &Value, right: &Value) -> Result<Option<Ordering>, Halt> {
    let (a, b) = (left.base(), right.base());
    if let Some(order) = crate::class::compare_method(s, left, right)? {
        return Ok(Some(order));
    }
    if same_type_order(a, a).is_none() {
        return Ok(None);
    }
    let converted = match a.ty() {
        Some(ty) if b.ty() != Some(ty) => match to_type(s, right, ty) {
            Ok(converted) => converted,
            Err(fault) => return Err(comparison_failure(left, right, fault)),
        },
        _ => right.clone(),
    };
    Ok(same_type_order(a, converted.base()))
}

fn same_type_order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Bool(x), Value::Bool(y)) => Some(x.cmp(y)),
        (Value::DateTime(x), Value::DateTime(y)) => Some(x.ticks().cmp(&y.ticks())),
        (Value::TimeSpan(x), Value::TimeSpan(y)) => Some(x.ticks().cmp(&y.ticks())),
        (Value::Enum(x), Value::Enum(y)) => Some(x.value.cmp(&y.value)),
        (Value::Native(x), y) => {
            if let (Some(p), Some(q)) = (a.as_native::<BigInteger>(), y.as_native::<BigInteger>()) {
                return Some(p.0.cmp(&q.0));
            }
            x.compare(y)
        }
        _ => None,
    }
}

fn comparison_failure(left: &Value, right: &Value, fault: ConvertFault) -> Halt {
    if let Some(halt) = fault.halt {
        return halt;
    }
    let message = format!("Could not compare \"{}\" to \"{}\". Error: \"{}\"", left.plain_text(), right.plain_text(), fault.message);
    Fault::runtime("ComparisonFailure", Category::NotSpecified, message).inner(fault.exception()).into()
}

fn not_comparable(left: &Value) -> Halt {
    let shown = left.plain_text();
    let message = format!("Cannot compare \"{shown}\" because it is not IComparable.");
    Fault::runtime("NotIcomparable", Category::NotSpecified, message).into()
}

/// The order `Sort-Object` and `Compare-Object` use; text when nothing else fits.
pub fn order(s: &mut Session, left: &Value, right: &Value, ignore_case: bool) -> Result<Ordering, Halt> {
    let (a, b) = (left.base(), right.base());
    match (a, b) {
        (Value::Int(x), Value::Int(y)) => return Ok(x.cmp(y)),
        (Value::Str(x), Value::Str(y)) => return Ok(text_order(x, y, ignore_case)),
        _ => {}
    }
    match (a.is_null(), b.is_null()) {
        (true, true) => return Ok(Ordering::Equal),
        (true, false) => return Ok(Ordering::Less),
        (false, true) => return Ok(Ordering::Greater),
        _ => {}
    }
    if let (Some(x), Some(y)) = (numeric_strict(a), numeric_strict(b)) {
        return Ok(compare_numbers(&x, &y).unwrap_or(Ordering::Equal));
    }
    if let Value::Str(x) = a {
        let other = base_text(s, b)?;
        return Ok(text_order(x, &other, ignore_case));
    }
    match relation(s, left, right, Relation::Lt, ignore_case) {
        Ok(true) => Ok(Ordering::Less),
        Ok(false) => Ok(if equals(s, left, right, ignore_case)? { Ordering::Equal } else { Ordering::Greater }),
        Err(Halt::Error(_)) => {
            let x = base_text(s, a)?;
            let y = base_text(s, b)?;
            Ok(text_order(&x, &y, ignore_case))
        }
        Err(halt) => Err(halt),
    }
}

/// A bag of notes has no text of its own when things are put in order: any two are equal.
fn base_text(s: &mut Session, value: &Value) -> Result<crate::value::Str, Halt> {
    match value {
        Value::Object(object) if object.is_custom() => Ok(crate::value::Str::default()),
        other => crate::text::to_text(s, other),
    }
}

/// Order without a session, for keys of sorted collections.
pub fn default_order(a: &Value, b: &Value) -> Ordering {
    match (a.base(), b.base()) {
        (Value::Str(x), Value::Str(y)) => ordinal(x, y),
        (x, y) => match (numeric(x), numeric(y)) {
            (Some(p), Some(q)) => compare_numbers(&p, &q).unwrap_or(Ordering::Equal),
            _ => same_type_order(x, y).unwrap_or_else(|| ordinal(&x.plain_text(), &y.plain_text())),
        },
    }
}

/// `-contains`: is the value among the elements?
pub fn contains(s: &mut Session, collection: &Value, wanted: &Value, ignore_case: bool) -> Result<bool, Halt> {
    let items = crate::enumerate::items(s, collection)?.unwrap_or_else(|| vec![collection.clone()]);
    for item in &items {
        if equals(s, item, wanted, ignore_case)? {
            return Ok(true);
        }
    }
    Ok(false)
}
