//! `System.String`: methods of texts and of the type.
//!
//! In:    a text, arguments in the types of the chosen overload.
//! Out:   texts, places in UTF-16 units, `char` and `string` arrays.
//! Never: looks at a culture; comparisons without a word are ordinal in the invariant culture.

use super::args::{self, chars, enumeration, flag, int, is_enum, is_null, list, long, null_argument, out_of_range, raise, text};
use crate::fault::{Eval, Halt};
use crate::room;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, Str, Value};
use dotnet::text::{self as dt, Case, SplitOptions, TextFault};
use std::rc::Rc;

const COMPARISON: &str = "System.StringComparison";

/// The case a `StringComparison` asks for: its odd values ignore case.
fn case_at(args: &[Value], at: usize) -> Case {
    if is_enum(args, at, COMPARISON) && enumeration(args, at) % 2 == 1 { Case::Ignored } else { Case::Matters }
}

fn fault(f: &TextFault) -> Halt {
    raise(f.exception(), f)
}

fn done(text: impl Into<Str>) -> Option<Eval> {
    Some(Ok(Value::Str(text.into())))
}

/// Methods of a text.
pub fn call(s: &mut Session, this: &Str, name: &str, args: &[Value]) -> Option<Eval> {
    let found = change(this, name, args).or_else(|| search(this, name, args));
    found.or_else(|| other(s, this, name, args))
}

fn search(this: &Str, name: &str, args: &[Value]) -> Option<Eval> {
    let wanted = text(args, 0);
    Some(Ok(match name {
        "contains" => Value::Bool(dt::contains(this, &wanted, case_at(args, 1))),
        "startswith" => Value::Bool(dt::starts_with(this, &wanted, edge_case(args))),
        "endswith" => Value::Bool(dt::ends_with(this, &wanted, edge_case(args))),
        "equals" => {
            let other = args.first().map(Value::base);
            Value::Bool(matches!(other, Some(Value::Str(other)) if dt::equals(this, other, case_at(args, 1))))
        }
        "compareto" => Value::Int(if is_null(args, 0) { 1 } else { dt::compare(this, &wanted, Case::Matters) as i32 }),
        "indexof" => return Some(index_of(this, args)),
        "lastindexof" => return Some(last_index_of(this, args)),
        "indexofany" => {
            let start = if args.len() > 1 { long(args, 1) } else { 0 };
            return Some(dt::index_of_any(this, &chars(args, 0), start).map(|v| Value::Int(v as i32)).map_err(|f| fault(&f)));
        }
        "lastindexofany" => Value::Int(dt::last_index_of_any(this, &chars(args, 0)) as i32),
        _ => return None,
    }))
}

fn edge_case(args: &[Value]) -> Case {
    if args.len() == 3 && flag(args, 1) { Case::Ignored } else { case_at(args, 1) }
}

fn index_of(this: &str, args: &[Value]) -> Eval {
    let wanted = text(args, 0);
    let compared = args.iter().any(|a| matches!(a.base(), Value::Enum(_)));
    let case = (0..args.len()).map(|at| case_at(args, at)).find(|c| *c == Case::Ignored).unwrap_or(Case::Matters);
    let numbers = args.len() - 1 - usize::from(compared);
    let found = match numbers {
        0 => dt::index_of(this, &wanted, 0, case),
        1 => dt::index_of(this, &wanted, long(args, 1), case),
        _ => dt::index_of_within(this, &wanted, long(args, 1), long(args, 2), case),
    };
    found.map(|v| Value::Int(v as i32)).map_err(|f| fault(&f))
}

fn last_index_of(this: &str, args: &[Value]) -> Eval {
    let wanted = text(args, 0);
    let case = (0..args.len()).map(|at| case_at(args, at)).find(|c| *c == Case::Ignored).unwrap_or(Case::Matters);
    let start = (args.len() > 1 && !is_enum(args, 1, COMPARISON)).then(|| long(args, 1));
    dt::last_index_of(this, &wanted, start, case).map(|v| Value::Int(v as i32)).map_err(|f| fault(&f))
}

fn change(this: &Str, name: &str, args: &[Value]) -> Option<Eval> {
    if let "padleft" | "padright" = name
        && let Err(halt) = room::for_text(long(args, 0).max(0) as usize)
    {
        return Some(Err(halt));
    }
    let made = match name {
        "toupper" | "toupperinvariant" => Ok(dt::to_upper(this)),
        "tolower" | "tolowerinvariant" => Ok(dt::to_lower(this)),
        "trim" => return Some(Ok(trimmed(this, args, dt::trim))),
        "trimstart" => return Some(Ok(trimmed(this, args, dt::trim_start))),
        "trimend" => return Some(Ok(trimmed(this, args, dt::trim_end))),
        "substring" => {
            let part = match args.len() {
                1 => dt::substring(this, long(args, 0)),
                _ => dt::substring_of(this, long(args, 0), long(args, 1)),
            };
            return Some(part.map(Value::str).map_err(|f| fault(&f)));
        }
        "insert" if is_null(args, 1) => return Some(Err(null_argument("value"))),
        "insert" => dt::insert(this, long(args, 0), &text(args, 1)),
        "remove" => dt::remove(this, long(args, 0), (args.len() > 1).then(|| long(args, 1))),
        "replace" => return Some(replace(this, args)),
        "padleft" => dt::pad_left(this, long(args, 0), fill(args)),
        "padright" => dt::pad_right(this, long(args, 0), fill(args)),
        "replacelineendings" => {
            let new = if args.is_empty() { Str::new_static("\n") } else { text(args, 0) };
            Ok(this.replace("\r\n", "\n").replace(['\r', '\u{0c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n").replace('\n', &new))
        }
        // Without the tables of a culture .NET leaves texts as they are.
        "normalize" => Ok(this.to_string()),
        _ => return None,
    };
    Some(made.map(|t| Value::Str(t.into())).map_err(|f| fault(&f)))
}

fn fill(args: &[Value]) -> char {
    text(args, 1).chars().next().unwrap_or(' ')
}

fn trimmed(this: &Str, args: &[Value], trim: for<'t> fn(&'t str, &[char]) -> &'t str) -> Value {
    let kept = trim(this, &chars(args, 0));
    if kept.len() == this.len() { Value::Str(this.clone()) } else { Value::str(kept) }
}

fn replace(this: &str, args: &[Value]) -> Eval {
    if is_null(args, 0) {
        return Err(null_argument("oldValue"));
    }
    let case = if args.len() == 4 && flag(args, 2) { Case::Ignored } else { case_at(args, 2) };
    dt::replace(this, &text(args, 0), &text(args, 1), case).map(|t| Value::str(&t)).map_err(|f| fault(&f))
}

fn other(s: &mut Session, this: &Str, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "split" => Some(split(this, args)),
        "tochararray" => Some(char_array(this, args)),
        "chars" | "get_chars" => Some(char_at(this, long(args, 0))),
        "get_length" => Some(Ok(Value::from(dotnet::utf16::length(this)))),
        "clone" | "tostring" | "intern" => done(this.clone()),
        "getenumerator" => {
            let units = this.encode_utf16().map(Value::Char).collect();
            Some(Ok(super::enumerator::over("System.CharEnumerator", units)))
        }
        "gethashcode" => Some(Ok(Value::Int(super::object::hash_text(this)))),
        "gettypecode" => Some(Ok(args::enum_of("System.TypeCode", 18))),
        "isnormalized" => Some(Ok(Value::Bool(true))),
        "enumeraterunes" => None,
        "toboolean" | "tobyte" | "tochar" | "todatetime" | "todecimal" | "todouble" | "toint16" | "toint32" | "toint64" | "tosbyte"
        | "tosingle" | "touint16" | "touint32" | "touint64" | "totype" => {
            super::convert_type::call(s, name, std::slice::from_ref(&Value::Str(this.clone())))
        }
        "copyto" => Some(copy_to(this, args)),
        _ => None,
    }
}

pub fn char_at(this: &str, at: i64) -> Eval {
    let unit = usize::try_from(at).ok().and_then(|at| dotnet::utf16::unit_at(this, at));
    unit.map(Value::Char)
        .ok_or_else(|| crate::fault::thrown("System.IndexOutOfRangeException", "Index was outside the bounds of the array."))
}

fn char_array(this: &str, args: &[Value]) -> Eval {
    let units: Vec<Value> = this.encode_utf16().map(Value::Char).collect();
    if args.is_empty() {
        return Ok(Value::array_of(Type::char(), units));
    }
    let (start, length) = (long(args, 0), long(args, 1));
    if start < 0 || length < 0 || start + length > units.len() as i64 {
        let message = "Index was out of range. Must be non-negative and less than or equal to the size of the collection.";
        return Err(out_of_range(message, "startIndex"));
    }
    let slice = units[start as usize..(start + length) as usize].to_vec();
    Ok(Value::array_of(Type::char(), slice))
}

fn copy_to(this: &str, args: &[Value]) -> Eval {
    let (from, to, count) = (long(args, 0), long(args, 2), long(args, 3));
    let units: Vec<u16> = this.encode_utf16().collect();
    if let Some(seq) = args.get(1).and_then(Value::as_seq) {
        let mut items = seq.items.borrow_mut();
        if from < 0 || to < 0 || count < 0 || from + count > units.len() as i64 || to + count > items.len() as i64 {
            return Err(out_of_range("Index and count must refer to a location within the string.", "sourceIndex"));
        }
        for k in 0..count as usize {
            items[to as usize + k] = Value::Char(units[from as usize + k]);
        }
    }
    Ok(Value::Empty)
}

fn split(this: &str, args: &[Value]) -> Eval {
    let mut count = None;
    let mut options = SplitOptions::default();
    for (at, arg) in args.iter().enumerate().skip(1) {
        match arg.base() {
            Value::Enum(_) => {
                let bits = enumeration(args, at);
                options = SplitOptions { remove_empty: bits & 1 != 0, trim: bits & 2 != 0 };
            }
            _ if long(args, at) < 0 => return Err(out_of_range("Count cannot be less than zero.", "count")),
            _ => count = Some(int(args, at) as usize),
        }
    }
    let parts: Vec<&str> = match args.first().map(Value::base) {
        Some(Value::Seq(seq)) if seq.element == Type::char() => dt::split_chars(this, &chars(args, 0), count, options),
        Some(Value::Seq(_)) => {
            let separators: Vec<Str> = list(args, 0).iter().map(Value::plain_text).collect();
            let separators: Vec<&str> = separators.iter().map(Str::as_str).filter(|t| !t.is_empty()).collect();
            split_or_blank(this, &separators, count, options)
        }
        Some(separator) if !separator.is_null() => {
            let separator = separator.plain_text();
            if separator.is_empty() { dt::split(this, &[], count, options) } else { dt::split(this, &[&separator], count, options) }
        }
        _ => dt::split_chars(this, &[], count, options),
    };
    Ok(Value::strings(parts.into_iter().map(Str::new)))
}

fn split_or_blank<'t>(this: &'t str, separators: &[&str], count: Option<usize>, options: SplitOptions) -> Vec<&'t str> {
    if separators.is_empty() { dt::split_chars(this, &[], count, options) } else { dt::split(this, separators, count, options) }
}

/// Static methods of `[string]`.
pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "isnullorempty" => Ok(Value::Bool(text(args, 0).is_empty())),
        "isnullorwhitespace" => Ok(Value::Bool(text(args, 0).trim().is_empty())),
        "join" => join(s, args),
        "concat" => concat(s, args),
        "format" => format(s, args),
        "compare" => Ok(Value::Int(compare(args))),
        "compareordinal" => Ok(Value::Int(compare_ordinal(args))),
        "equals" => Ok(Value::Bool(match (args.first().map(Value::base), args.get(1).map(Value::base)) {
            (Some(Value::Str(a)), Some(Value::Str(b))) => dt::equals(a, b, case_at(args, 2)),
            (a, b) => a.is_none_or(Value::is_null) && b.is_none_or(Value::is_null),
        })),
        "copy" | "intern" | "isinterned" => Ok(Value::Str(text(args, 0))),
        _ => return None,
    })
}

fn compare(args: &[Value]) -> i32 {
    let case_of = |from: usize| {
        (from..args.len()).find_map(|at| match args[at].base() {
            Value::Bool(ignore) => Some(if *ignore { Case::Ignored } else { Case::Matters }),
            Value::Enum(e) if e.ty.full_name() == COMPARISON => Some(if e.value % 2 == 1 { Case::Ignored } else { Case::Matters }),
            Value::Enum(e) => Some(if e.value & 1 == 1 || e.value & 0x1000_0000 != 0 { Case::Ignored } else { Case::Matters }),
            _ => None,
        })
    };
    let ordinal = args.iter().any(|a| matches!(a.base(), Value::Enum(e) if e.ty.full_name() == COMPARISON && e.value == 4));
    if args.len() >= 5 {
        let cut = |at: usize| {
            let units: Vec<u16> =
                text(args, at).encode_utf16().skip(long(args, at + 1).max(0) as usize).take(long(args, 4).max(0) as usize).collect();
            String::from_utf16_lossy(&units)
        };
        return dt::compare(&cut(0), &cut(2), case_of(5).unwrap_or_default()) as i32;
    }
    if ordinal {
        return dt::compare_ordinal(&text(args, 0), &text(args, 1));
    }
    dt::compare(&text(args, 0), &text(args, 1), case_of(2).unwrap_or_default()) as i32
}

fn compare_ordinal(args: &[Value]) -> i32 {
    dt::compare_ordinal(&text(args, 0), &text(args, 1))
}

fn join(s: &mut Session, args: &[Value]) -> Eval {
    let separator = text(args, 0);
    let mut items = match args.get(1).map(Value::base) {
        Some(v) if v.is_null() => return Err(null_argument("values")),
        Some(v) => crate::convert::to_list(s, v)?,
        None => Vec::new(),
    };
    if args.len() == 4 {
        let (start, count) = (long(args, 2), long(args, 3));
        let room = items.len() as i64 - count;
        if start > room {
            let message = format!(
                "startIndex ('{start}') must be less than or equal to '{room}'. (Parameter 'startIndex')\nActual value was {start}."
            );
            return Err(crate::fault::thrown("System.ArgumentOutOfRangeException", message));
        }
        if let Some((name, given)) = [("startIndex", start), ("count", count)].into_iter().find(|(_, given)| *given < 0) {
            let message = format!("{name} ('{given}') must be a non-negative value. (Parameter '{name}')\nActual value was {given}.");
            return Err(crate::fault::thrown("System.ArgumentOutOfRangeException", message));
        }
        items = items[start as usize..(start + count) as usize].to_vec();
    }
    let texts = texts_of(s, &items)?;
    Ok(Value::from(texts.join(separator.as_str())))
}

/// .NET's `ToString()` of each, not the language's conversion.
fn texts_of(s: &mut Session, items: &[Value]) -> Result<Vec<Str>, Halt> {
    items.iter().map(|item| super::object::element_text(s, item)).collect()
}

fn concat(s: &mut Session, args: &[Value]) -> Eval {
    let mut items = Vec::new();
    for arg in args {
        match arg.base() {
            Value::Seq(seq) if args.len() == 1 => items.extend(seq.snapshot()),
            _ => items.push(arg.clone()),
        }
    }
    let texts = texts_of(s, &items)?;
    Ok(Value::from(texts.concat()))
}

fn format(s: &mut Session, args: &[Value]) -> Eval {
    // A format provider may stand first; the invariant culture is the only one.
    let args = if matches!(args.first().map(Value::base), Some(Value::Str(_))) { args } else { args.get(1..).unwrap_or(&[]) };
    let values = match args.get(1) {
        Some(one) if args.len() == 2 => match one.as_seq() {
            Some(seq) if seq.element == Type::object() => seq.snapshot(),
            _ => vec![one.clone()],
        },
        _ => args.get(1..).unwrap_or(&[]).to_vec(),
    };
    super::format::composite(s, &text(args, 0), &values).map(Value::Str)
}

pub fn get_static(name: &str) -> Option<Value> {
    name.eq_ignore_ascii_case("empty").then(|| Value::Str(Str::default()))
}

/// `[string]::new(…)`.
pub fn construct(args: &[Value]) -> Eval {
    match args.first().map(Value::base) {
        Some(Value::Char(unit)) => {
            let count = long(args, 1);
            if count < 0 {
                return Err(out_of_range("'count' must be non-negative.", "count"));
            }
            let text = crate::text::char_text(*unit);
            room::for_text(text.len().saturating_mul(count as usize))?;
            Ok(Value::from(text.repeat(count as usize)))
        }
        Some(Value::Seq(seq)) => from_chars(seq, args),
        _ => Ok(Value::Str(Str::default())),
    }
}

fn from_chars(seq: &Rc<Seq>, args: &[Value]) -> Eval {
    let units: Vec<u16> = seq.snapshot().iter().map(|v| args::whole(v) as u16).collect();
    let range = if args.len() == 3 { (long(args, 1), long(args, 2)) } else { (0, units.len() as i64) };
    if range.0 < 0 || range.1 < 0 || range.0 + range.1 > units.len() as i64 {
        return Err(out_of_range("Index and length must refer to a location within the string.", "startIndex"));
    }
    Ok(Value::from(String::from_utf16_lossy(&units[range.0 as usize..(range.0 + range.1) as usize])))
}
