//! `Get-Error`: an error laid open, with everything its record and exceptions know.
//!
//! In:    a record or an exception.
//! Out:   a line per property that holds something; exceptions, records and invocations indented below their name.
//! Never: prints.

use crate::fault::{Exception, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};

/// How deep exceptions inside exceptions are followed.
const DEPTH_MAX: usize = 10;
/// What nested properties stand further to the right.
const INDENT_CELLS: usize = 4;
const INVOCATION: &str = "System.Management.Automation.InvocationInfo";
const BEHIND_NAME: &str = " : ";

pub fn text(s: &mut Session, value: &Value) -> Result<String, Halt> {
    of_object(s, value, 0, 1)
}

fn of_object(s: &mut Session, value: &Value, indent: usize, depth: usize) -> Result<String, Halt> {
    let properties = filled(s, value)?;
    let width = properties.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    // An empty table has no line, but its name makes room.
    let invocation = value.base().ty().is_some_and(|ty| ty.full_name() == INVOCATION);
    let width = if invocation { width.max("BoundParameters".len()) } else { width };
    let blanks = " ".repeat(indent);
    let mut lines = Vec::new();
    for (name, value) in properties {
        let place = Place { indent, width, depth };
        lines.push(format!("{blanks}{name:<width$}{BEHIND_NAME}{}", place.shown(s, &name, &value)?));
    }
    Ok(lines.join("\n"))
}

/// The properties that hold something, the type of an exception first.
fn filled(s: &mut Session, value: &Value) -> Result<Vec<(Str, Value)>, Halt> {
    let mut all = Vec::new();
    if let (Some(_), Some(ty)) = (Exception::of(value), value.ty()) {
        all.push((Str::new_static("Type"), Value::str(ty.full_name())));
    }
    for name in crate::member::readable_properties(s, value)? {
        if name.eq_ignore_ascii_case("PSErrorIndex") || name.eq_ignore_ascii_case("Type") {
            continue;
        }
        let found = crate::member::get(s, value, &name)?;
        if says_something(s, &found)? {
            all.push((name, found));
        }
    }
    Ok(all)
}

/// Null, nothing, nought and empty collections are not worth a line.
fn says_something(s: &mut Session, value: &Value) -> Result<bool, Halt> {
    Ok(match value.base() {
        Value::Null | Value::Empty => false,
        Value::Str(text) => !text.is_empty(),
        Value::Bool(on) => *on,
        Value::Int(number) => *number != 0,
        Value::Long(number) => *number != 0,
        Value::Table(table) => !table.is_empty(),
        _ => crate::enumerate::items(s, value)?.is_none_or(|items| !items.is_empty()),
    })
}

struct Place {
    indent: usize,
    width: usize,
    depth: usize,
}

impl Place {
    fn shown(&self, s: &mut Session, name: &str, value: &Value) -> Result<String, Halt> {
        if opens(value) {
            return self.nested(s, value);
        }
        if name.eq_ignore_ascii_case("StackTrace") {
            return Ok(format!("\n{}", crate::text::to_text(s, value)?));
        }
        if let Some(table) = value.as_table() {
            return self.entries(s, &table.clone());
        }
        if !name.eq_ignore_ascii_case("Data")
            && let Some(items) = crate::enumerate::items(s, value)?
        {
            return self.elements(s, items);
        }
        if let Value::Type(ty) = value.base() {
            return Ok(format!("[{}]", ty.full_name()));
        }
        let text = crate::text::to_text(s, value)?;
        let lines: Vec<&str> = text.split('\n').collect();
        if lines.len() == 1 {
            return Ok(text.to_string());
        }
        // Lines of one text stand below each other.
        let blanks = " ".repeat(self.indent + self.width + BEHIND_NAME.len());
        let trimmed: Vec<&str> = lines.into_iter().map(str::trim).collect();
        Ok(trimmed.join(&format!("\n{blanks}")))
    }

    fn nested(&self, s: &mut Session, value: &Value) -> Result<String, Halt> {
        if self.depth >= DEPTH_MAX {
            return Ok("\u{2026}".to_owned());
        }
        let inner = of_object(s, value, self.indent + INDENT_CELLS, self.depth + 1)?;
        Ok(format!("\n{inner}"))
    }

    fn entries(&self, s: &mut Session, table: &crate::value::Table) -> Result<String, Halt> {
        let mut entries = Vec::new();
        for (key, value) in table.entries() {
            entries.push((crate::text::to_text(s, &key)?, crate::text::to_text(s, &value)?));
        }
        entries.sort();
        let blanks = " ".repeat(self.indent + INDENT_CELLS);
        Ok(entries.iter().map(|(key, value)| format!("\n{blanks}{key}{BEHIND_NAME}{value}")).collect())
    }

    fn elements(&self, s: &mut Session, items: Vec<Value>) -> Result<String, Halt> {
        if self.depth >= DEPTH_MAX {
            return Ok("\u{2026}".to_owned());
        }
        let blanks = " ".repeat(self.indent * 2 + INDENT_CELLS + 2);
        let mut text = String::new();
        for item in items {
            match item.base() {
                Value::Type(ty) => text.push_str(&format!("\n{blanks}[{}]", ty.full_name())),
                Value::Str(_) | Value::Int(_) | Value::Long(_) | Value::Double(_) | Value::Bool(_) | Value::Char(_) | Value::Small(_) => {
                    text.push_str(&format!("\n{blanks}{}", crate::text::to_text(s, &item)?));
                }
                _ => text.push_str(&self.nested(s, &item)?),
            }
        }
        Ok(text)
    }
}

/// Values that are laid open themselves.
fn opens(value: &Value) -> bool {
    let ty = value.base().ty();
    Exception::of(value).is_some() || ty.is_some_and(|ty| ty == Type::error_record() || ty.full_name() == INVOCATION)
}
