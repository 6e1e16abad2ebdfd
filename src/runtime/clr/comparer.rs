//! Comparers and sorting: `StringComparer`, `IComparer` of scripts, comparison blocks.
//!
//! In:    two values, and what was given to compare them with.
//! Out:   an order; sorted rows.
//! Never: panics when a script's comparison contradicts itself.

use super::args::{invalid_operation, text, value};
use crate::convert::numeric;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use std::cmp::Ordering;

/// A ready comparer of texts, or the default one.
pub struct Comparer {
    pub ty: &'static str,
    pub ignore_case: bool,
}

pub fn of(name: &str) -> Option<Value> {
    let lower = name.to_ascii_lowercase();
    let ignore_case = lower.ends_with("ignorecase");
    let ty = match lower.as_str() {
        "ordinalignorecase" => "System.OrdinalIgnoreCaseComparer",
        "ordinal" => "System.OrdinalCaseSensitiveComparer",
        "invariantculture" | "invariantcultureignorecase" | "currentculture" | "currentcultureignorecase" => "System.CultureAwareComparer",
        _ => return None,
    };
    Some(Value::native(Comparer { ty, ignore_case }))
}

/// Does this comparer take texts of different case as one?
pub fn ignores_case(comparer: &Value) -> bool {
    comparer.as_native::<Comparer>().is_some_and(|c| c.ignore_case)
}

/// `[Comparer[T]]::Default` and the like.
pub fn default_of() -> Value {
    Value::native(Comparer { ty: "System.Collections.Comparer", ignore_case: false })
}

pub fn case_insensitive() -> Value {
    Value::native(Comparer { ty: "System.Collections.CaseInsensitiveComparer", ignore_case: true })
}

impl Native for Comparer {
    fn type_of(&self) -> Type {
        Type::of(self.ty)
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "compare" => self.order(&value(args, 0), &value(args, 1)).map(|o| Value::Int(o as i32)),
            "equals" if args.len() == 2 => self.order(&value(args, 0), &value(args, 1)).map(|o| Value::Bool(o == Ordering::Equal)),
            "gethashcode" if args.len() == 1 => {
                let key = text(args, 0);
                let key = if self.ignore_case { Str::from(dotnet::text::to_upper(&key)) } else { key };
                Ok(Value::Int(super::object::hash_text(&key)))
            }
            _ => return None,
        })
    }
}

impl Comparer {
    fn order(&self, a: &Value, b: &Value) -> Result<Ordering, Halt> {
        match (a.base(), b.base()) {
            (Value::Str(x), Value::Str(y)) if self.ignore_case => Ok(dotnet::text::compare(x, y, dotnet::text::Case::Ignored)),
            _ => default_order(a, b),
        }
    }
}

/// .NET's default order: values of one type that can be compared.
pub fn default_order(a: &Value, b: &Value) -> Result<Ordering, Halt> {
    match (a.is_null(), b.is_null()) {
        (true, true) => return Ok(Ordering::Equal),
        (true, false) => return Ok(Ordering::Less),
        (false, true) => return Ok(Ordering::Greater),
        _ => {}
    }
    let same_type = a.base().ty() == b.base().ty();
    let comparable = match a.base() {
        Value::Seq(_) | Value::Table(_) | Value::Block(_) | Value::Type(_) => false,
        Value::Object(o) => o.class().is_some(),
        Value::Native(native) => native.compare(b.base()).is_some() || numeric(a).is_some(),
        _ => true,
    };
    if same_type && comparable {
        return Ok(crate::ops::default_order(a, b));
    }
    let message = if comparable {
        format!("Object must be of type {}.", a.base().ty().map_or("", Type::name))
    } else {
        "At least one object must implement IComparable.".to_owned()
    };
    Err(super::args::bad_argument(&message, ""))
}

/// The order of two values by a comparer, a comparison block, or the default.
pub fn order(s: &mut Session, comparer: Option<&Value>, a: &Value, b: &Value) -> Result<Ordering, Halt> {
    let given = comparer.filter(|c| !c.is_null());
    let Some(comparer) = given else { return plain_order(s, a, b) };
    if let Some(ready) = comparer.as_native::<Comparer>() {
        return ready.order(a, b);
    }
    let pair = [a.clone(), b.clone()];
    let answer = if comparer.as_block().is_some() || comparer.as_native::<super::delegate::Delegate>().is_some() {
        super::args::call_delegate(s, comparer, &pair)?
    } else {
        crate::member::call(s, comparer, "Compare", &pair)?
    };
    Ok(crate::convert::to_int(&answer)?.cmp(&0))
}

fn plain_order(s: &mut Session, a: &Value, b: &Value) -> Result<Ordering, Halt> {
    if matches!(a, Value::Object(o) if o.class().is_some())
        && let Some(order) = crate::class::compare_method(s, a, b)?
    {
        return Ok(order);
    }
    default_order(a, b)
}

/// Sorts a row; an error of a comparison stops it.
pub fn sort(s: &mut Session, items: Vec<Value>, comparer: Option<&Value>) -> Result<Vec<Value>, Halt> {
    let result = merge_sort(s, items, comparer);
    // Without a comparer of its own .NET wraps what went wrong.
    match result {
        Err(Halt::Error(record)) if comparer.is_none_or(Value::is_null) && record.raw.get() => {
            Err(invalid_operation("Failed to compare two elements in the array."))
        }
        other => other,
    }
}

fn merge_sort(s: &mut Session, mut items: Vec<Value>, comparer: Option<&Value>) -> Result<Vec<Value>, Halt> {
    if items.len() < 2 {
        return Ok(items);
    }
    let right = items.split_off(items.len() / 2);
    let left = merge_sort(s, items, comparer)?;
    let right = merge_sort(s, right, comparer)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut a, mut b) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        let take_right = order(s, comparer, x, y)? == Ordering::Greater;
        let next = if take_right { b.next() } else { a.next() };
        merged.extend(next);
    }
    merged.extend(a);
    merged.extend(b);
    Ok(merged)
}

/// `BinarySearch`: the place, or the complement of where it would stand.
pub fn binary_search(s: &mut Session, items: &[Value], wanted: &Value, comparer: Option<&Value>) -> Result<i64, Halt> {
    let (mut low, mut high) = (0, items.len());
    while low < high {
        let middle = low + (high - low) / 2;
        match order(s, comparer, &items[middle], wanted)? {
            Ordering::Equal => return Ok(middle as i64),
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
        }
    }
    Ok(!(low as i64))
}
