//! `[PSSerializer]`: objects as CLIXML text and back.
//!
//! In:    a value and how deep to go; a document.
//! Out:   the document; the objects of a document.
//! Never: reads or writes files.

use super::args::{int, list, text, value};
use crate::clixml::{self, Writer};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::value::Value;

/// Levels that are written unless told.
const DEPTH_DEFAULT: i32 = 1;

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let depth = if args.len() > 1 { int(args, 1) } else { DEPTH_DEFAULT };
    Some(match name {
        "serialize" => document(s, &[value(args, 0)], depth),
        "serializeaslist" => document(s, &list(args, 0), depth),
        "deserialize" => clixml::parse(s, &text(args, 0)).map(crate::enumerate::collected),
        "deserializeaslist" => clixml::parse(s, &text(args, 0)).map(Value::array),
        _ => return None,
    })
}

fn document(s: &mut Session, values: &[Value], depth: i32) -> Result<Value, Halt> {
    let mut writer = Writer::new(depth);
    for value in values {
        writer.add(s, value)?;
    }
    Ok(Value::from(writer.finish()))
}
