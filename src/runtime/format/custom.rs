//! Custom layouts: an object laid open level by level, and pieces as lines.
//!
//! In:    an object, the depth to go to; pieces of text, breaks and frames.
//! Out:   pieces; lines with their indentation.
//! Never: knows views.

use super::cells::{self, blanks};
use super::field::{Manner, is_scalar, smart};
use super::property::{Spec, default_fields, expand, read};
use super::record::Piece;
use crate::fault::Halt;
use crate::session::Session;
use crate::value::{TableKind, Value};

/// Levels `Format-Custom` goes down unless told.
pub const DEPTH_DEFAULT: usize = 5;
const INDENT_CELLS: usize = 2;

/// Lays one object open.
pub fn browse(s: &mut Session, value: &Value, specs: &[Spec], depth: usize, manner: Manner) -> Result<Vec<Piece>, Halt> {
    let browser = Browser { manner };
    let mut pieces = Vec::new();
    if is_scalar(value) {
        browser.leaf(s, value, &mut pieces)?;
    } else if let Some(items) = elements(s, value)? {
        browser.list(s, &items, Level { now: 0, last: depth }, &mut pieces)?;
    } else {
        browser.object(s, value, specs, Level { now: 0, last: depth }, &mut pieces)?;
    }
    Ok(pieces)
}

/// Elements of collections; entries of dictionaries.
pub fn elements(s: &mut Session, value: &Value) -> Result<Option<Vec<Value>>, Halt> {
    if let Value::Table(table) = value.base()
        && table.kind != TableKind::Set
    {
        return Ok(Some(table.entries().into_iter().map(|(key, item)| crate::clr::pair::entry(key, item)).collect()));
    }
    crate::enumerate::items(s, value)
}

#[derive(Clone, Copy)]
struct Level {
    now: usize,
    last: usize,
}

impl Level {
    fn next(self) -> Self {
        Self { now: self.now + 1, ..self }
    }
}

struct Browser {
    manner: Manner,
}

impl Browser {
    fn leaf(&self, s: &mut Session, value: &Value, pieces: &mut Vec<Piece>) -> Result<(), Halt> {
        pieces.push(Piece::Text(smart(s, value, self.manner)?));
        pieces.push(Piece::NewLine);
        Ok(())
    }

    fn object(&self, s: &mut Session, value: &Value, specs: &[Spec], level: Level, pieces: &mut Vec<Piece>) -> Result<(), Halt> {
        let fields = if specs.is_empty() { default_fields(s, value)? } else { expand(s, specs, value, false)? };
        let class = crate::member::type_names(s, value).first().map(|name| name.rsplit('.').next().unwrap_or(name).to_owned());
        pieces.push(Piece::Text(format!("class {}", class.unwrap_or_else(|| "PSObject".to_owned()))));
        pieces.extend([Piece::NewLine, Piece::Text("{".to_owned()), Piece::NewLine]);
        let mut inner = Vec::new();
        for field in fields {
            inner.push(Piece::Text(format!("{} = ", field.label)));
            let found = match read(s, &field.source, value)? {
                Ok(found) => found,
                Err(_) if self.manner.show_errors => Value::str("#ERR"),
                Err(_) => Value::str(""),
            };
            let last = field.depth.unwrap_or(level.last);
            self.member(s, &found, Level { last, ..level }, &mut inner)?;
        }
        pieces.push(Piece::Frame(INDENT_CELLS, inner));
        pieces.extend([Piece::Text("}".to_owned()), Piece::NewLine]);
        Ok(())
    }

    fn member(&self, s: &mut Session, value: &Value, level: Level, pieces: &mut Vec<Piece>) -> Result<(), Halt> {
        if value.is_null() {
            return self.leaf(s, value, pieces);
        }
        let mut inner = Vec::new();
        if let Some(items) = elements(s, value)? {
            self.list(s, &items, level.next(), &mut inner)?;
        } else if is_scalar(value) || level.now >= level.last {
            return self.leaf(s, value, pieces);
        } else {
            self.object(s, value, &[], level.next(), &mut inner)?;
        }
        pieces.extend([Piece::NewLine, Piece::Frame(INDENT_CELLS, inner)]);
        Ok(())
    }

    fn list(&self, s: &mut Session, items: &[Value], level: Level, pieces: &mut Vec<Piece>) -> Result<(), Halt> {
        pieces.extend([Piece::Text("[".to_owned()), Piece::NewLine]);
        let mut inner = Vec::new();
        for (at, item) in items.iter().enumerate() {
            if self.manner.limit >= 0 && at as i64 == self.manner.limit {
                inner.extend([Piece::Text(cells::ELLIPSIS.to_string()), Piece::NewLine]);
                break;
            }
            self.element(s, item, level, &mut inner)?;
        }
        pieces.push(Piece::Frame(INDENT_CELLS, inner));
        pieces.extend([Piece::Text("]".to_owned()), Piece::NewLine, Piece::NewLine]);
        Ok(())
    }

    fn element(&self, s: &mut Session, item: &Value, level: Level, pieces: &mut Vec<Piece>) -> Result<(), Halt> {
        if item.is_null() || is_scalar(item) || level.now >= level.last {
            return self.leaf(s, item, pieces);
        }
        let Some(items) = elements(s, item)? else {
            return self.object(s, item, &[], level.next(), pieces);
        };
        let mut inner = Vec::new();
        self.list(s, &items, level.next(), &mut inner)?;
        pieces.extend([Piece::NewLine, Piece::Frame(INDENT_CELLS, inner)]);
        Ok(())
    }
}

/// Pieces as lines; what stands behind the last break is a line too, even when it is empty.
pub fn lines(pieces: &[Piece], width: usize) -> Vec<String> {
    let mut setter = Setter { width, text: String::new(), lines: Vec::new() };
    setter.set(pieces, 0);
    setter.end_line(0);
    setter.lines
}

struct Setter {
    width: usize,
    text: String,
    lines: Vec<String>,
}

impl Setter {
    fn set(&mut self, pieces: &[Piece], indent: usize) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => self.text.push_str(text),
                Piece::NewLine => self.end_line(indent),
                Piece::Frame(more, inner) => self.set(inner, indent + more),
            }
        }
    }

    fn end_line(&mut self, indent: usize) {
        let text = std::mem::take(&mut self.text);
        let room = self.width.saturating_sub(indent);
        if room == 0 {
            return;
        }
        self.lines.extend(cells::wrap(&text, room, room).into_iter().map(|line| format!("{}{line}", blanks(indent))));
    }
}
