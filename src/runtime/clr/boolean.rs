//! `System.Boolean`.

use super::args::{bad_argument, enum_of, is_null, null_argument, text, tried};
use crate::fault::{Eval, thrown};
use crate::session::Session;
use crate::value::Value;

pub fn call(s: &mut Session, this: bool, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "tostring" => Ok(Value::str(if this { "True" } else { "False" })),
        "compareto" => match args.first().map(Value::base) {
            Some(Value::Bool(other)) => Ok(Value::Int(this.cmp(other) as i32)),
            Some(v) if v.is_null() => Ok(Value::Int(1)),
            _ => Err(bad_argument("Object must be of type Boolean.", "")),
        },
        "equals" => Ok(Value::Bool(matches!(args.first().map(Value::base), Some(Value::Bool(other)) if *other == this))),
        "gethashcode" => Ok(Value::Int(i32::from(this))),
        "gettypecode" => Ok(enum_of("System.TypeCode", 3)),
        _ => return super::convert_type::call(s, name, &[Value::Bool(this)]),
    })
}

fn read(text: &str) -> Option<bool> {
    match text.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

pub fn parse(text: &str) -> Eval {
    match read(text) {
        Some(b) => Ok(Value::Bool(b)),
        None => Err(thrown("System.FormatException", format!("String '{text}' was not recognized as a valid Boolean."))),
    }
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "parse" if is_null(args, 0) => Err(null_argument("value")),
        "parse" => parse(&text(args, 0)),
        "tryparse" => tried(s, args, 1, read(&text(args, 0)).map(Value::Bool), Value::Bool(false)),
        _ => return None,
    })
}

pub fn get_static(name: &str) -> Option<Value> {
    match name.to_ascii_lowercase().as_str() {
        "truestring" => Some(Value::str("True")),
        "falsestring" => Some(Value::str("False")),
        _ => None,
    }
}
