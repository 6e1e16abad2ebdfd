//! `-like`, `-match`, `-replace`: patterns over text.

use crate::fault::{Category, Fault, Halt};
use crate::session::Session;
use crate::value::{Str, Symbol, Table, Value};
use dotnet::regex::{Options, Regex};
use dotnet::wildcard::Wildcard;
use std::rc::Rc;

/// A compiled pattern, remembered by the place in code that uses it.
#[derive(Clone)]
pub enum Pattern {
    Regex(Rc<Regex>),
    Wildcard(Rc<Wildcard>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PatternKind {
    Regex,
    Wildcard,
}

/// As `compile`, for `-match`: a bad pattern is the exception of .NET itself.
pub fn compile_match(text: &str, ignore_case: bool) -> Result<Pattern, Halt> {
    let options = if ignore_case { Options::IGNORE_CASE } else { Options::NONE };
    match Regex::cached(text, options) {
        Ok(regex) => Ok(Pattern::Regex(regex)),
        Err(fault) => Err(crate::fault::thrown("System.Text.RegularExpressions.RegexParseException", fault.to_string())),
    }
}

/// Compiles a pattern; text that is no regular expression is an error with its place.
pub fn compile(kind: PatternKind, text: &str, ignore_case: bool) -> Result<Pattern, Halt> {
    match kind {
        PatternKind::Wildcard => match Wildcard::new(text, ignore_case) {
            Ok(wildcard) => Ok(Pattern::Wildcard(Rc::new(wildcard))),
            Err(fault) => Err(bad_wildcard(&fault)),
        },
        PatternKind::Regex => {
            let options = if ignore_case { Options::IGNORE_CASE } else { Options::NONE };
            match Regex::cached(text, options) {
                Ok(regex) => Ok(Pattern::Regex(regex)),
                Err(fault) => {
                    let message = format!("The regular expression pattern {text} is not valid.");
                    let inner = Value::native(crate::fault::Exception::new(
                        crate::types::Type::of("System.Text.RegularExpressions.RegexParseException"),
                        fault.to_string().into(),
                        Value::Null,
                    ));
                    Err(Fault::runtime("InvalidRegularExpression", Category::InvalidOperation, message)
                        .target(Value::str(text))
                        .inner(inner)
                        .into())
                }
            }
        }
    }
}

pub fn like(pattern: &Pattern, text: &str) -> bool {
    match pattern {
        Pattern::Wildcard(wildcard) => wildcard.is_match(text),
        Pattern::Regex(regex) => regex.is_match(text).unwrap_or(false),
    }
}

/// Running out of time or steps inside a pattern.
fn too_long(fault: &impl std::fmt::Display) -> Halt {
    Fault::new(
        "System.Text.RegularExpressions.RegexMatchTimeoutException",
        "RegexMatchTimeoutException",
        Category::LimitsExceeded,
        fault.to_string(),
    )
    .into()
}

/// `-match` of one text: fills `$Matches` when it matches.
pub fn match_one(s: &mut Session, regex: &Regex, text: &str) -> Result<bool, Halt> {
    let Some(found) = regex.find(text).map_err(|f| too_long(&f))? else { return Ok(false) };
    let table = Table::hashtable();
    for (at, group) in regex.groups().iter().enumerate() {
        if let Some(captured) = found.group_text(text, at) {
            let key = match group.name.parse::<i32>() {
                Ok(number) => Value::Int(number),
                Err(_) => Value::str(&group.name),
            };
            table.insert(key, Value::str(captured));
        }
    }
    let symbol: Symbol = s.names.matches;
    s.set_local(symbol, Value::table(table));
    Ok(true)
}

/// `-replace` of one text with a fixed replacement.
pub fn replace(regex: &Regex, text: &str, replacement: &str) -> Result<Str, Halt> {
    regex.replace(text, replacement, None).map(|done| Str::new(&done)).map_err(|f| too_long(&f))
}

/// `[` without its `]` and the like.
fn bad_wildcard(fault: &dotnet::wildcard::WildcardFault) -> Halt {
    Fault::new("System.Management.Automation.WildcardPatternException", "RuntimeException", Category::InvalidOperation, fault.to_string())
        .into()
}
