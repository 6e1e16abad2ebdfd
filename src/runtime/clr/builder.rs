//! `System.Text.StringBuilder`.

use super::args::{chars, int, is_null, list, long, out_of_range, raise, text, value, whole};
use crate::fault::{Eval, Halt};
use crate::room;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::text::{self as dt, Case};
use std::cell::{Cell, RefCell};

/// Text under construction.
pub struct StringBuilder {
    pub text: RefCell<String>,
    capacity: Cell<i64>,
}

pub fn construct(args: &[Value]) -> Eval {
    let (content, capacity) = match args.first().map(Value::base) {
        Some(Value::Int(capacity)) => (String::new(), i64::from(*capacity)),
        Some(Value::Str(text)) if args.len() == 4 => {
            (dt::substring_of(text, long(args, 1), long(args, 2)).map_err(|f| raise(f.exception(), &f))?.to_owned(), long(args, 3))
        }
        Some(Value::Str(text)) => (text.to_string(), 16.max(if args.len() > 1 { long(args, 1) } else { 0 })),
        _ => (String::new(), 16),
    };
    if capacity < 0 {
        return Err(out_of_range("capacity must be greater than zero.", "capacity"));
    }
    let capacity = if capacity == 0 { 16 } else { capacity };
    Ok(Value::native(StringBuilder { text: RefCell::new(content), capacity: Cell::new(capacity) }))
}

/// Calls a method; most answer the builder itself, so that calls can follow one another.
pub fn call(s: &mut Session, this: &Value, builder: &StringBuilder, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "tostring" => return Some(builder.part(args)),
        "equals" => {
            return Some(Ok(Value::Bool(
                value(args, 0).as_native::<StringBuilder>().is_some_and(|o| *o.text.borrow() == *builder.text.borrow()),
            )));
        }
        "ensurecapacity" => return Some(Ok(Value::from(builder.capacity().max(long(args, 0)) as usize))),
        "copyto" | "getchunks" => return None,
        _ => {}
    }
    let changed = match name {
        "append" => builder.append(s, args),
        "appendline" => builder.append(s, args).map(|()| builder.text.borrow_mut().push('\n')),
        "appendformat" => builder.append_format(s, args),
        "appendjoin" => builder.append_join(s, args),
        "insert" => builder.insert(s, args),
        "remove" => builder.remove(args),
        "replace" => builder.replace(args),
        "clear" => {
            builder.text.borrow_mut().clear();
            Ok(())
        }
        _ => return None,
    };
    Some(changed.map(|()| this.clone()))
}

impl StringBuilder {
    fn capacity(&self) -> i64 {
        let length = dotnet::utf16::length(&self.text.borrow()) as i64;
        let mut capacity = self.capacity.get();
        while capacity < length {
            capacity *= 2;
        }
        capacity
    }

    fn part(&self, args: &[Value]) -> Eval {
        let text = self.text.borrow();
        if args.len() < 2 {
            return Ok(Value::str(&text));
        }
        dt::substring_of(&text, long(args, 0), long(args, 1)).map(Value::str).map_err(|f| raise(f.exception(), &f))
    }

    fn append(&self, s: &mut Session, args: &[Value]) -> Result<(), Halt> {
        let Some(first) = args.first() else { return Ok(()) };
        let piece = piece_text(s, first)?;
        let times = if args.len() == 2 { int(args, 1).max(1) as usize } else { 1 };
        room::for_text(self.text.borrow().len() + piece.len().saturating_mul(times))?;
        let piece: String = match (first.base(), args.len()) {
            (Value::Char(_), 2) => piece.repeat(int(args, 1).max(0) as usize),
            (_, 3) => dt::substring_of(&piece, long(args, 1), long(args, 2)).map_err(|f| raise(f.exception(), &f))?.to_owned(),
            _ => piece.to_string(),
        };
        self.text.borrow_mut().push_str(&piece);
        Ok(())
    }

    fn append_format(&self, s: &mut Session, args: &[Value]) -> Result<(), Halt> {
        let args = if matches!(args.first().map(Value::base), Some(Value::Str(_))) { args } else { args.get(1..).unwrap_or(&[]) };
        let values = match args.get(1).and_then(Value::as_seq) {
            Some(seq) if args.len() == 2 => seq.snapshot(),
            _ => args.get(1..).unwrap_or(&[]).to_vec(),
        };
        let made = super::format::composite(s, &text(args, 0), &values)?;
        self.text.borrow_mut().push_str(&made);
        Ok(())
    }

    fn append_join(&self, s: &mut Session, args: &[Value]) -> Result<(), Halt> {
        let separator = text(args, 0);
        let items = match args.get(1) {
            Some(items) => crate::convert::to_list(s, items)?,
            None => Vec::new(),
        };
        let mut texts = Vec::new();
        for item in &items {
            texts.push(super::object::element_text(s, item)?);
        }
        self.text.borrow_mut().push_str(&texts.join(separator.as_str()));
        Ok(())
    }

    fn insert(&self, s: &mut Session, args: &[Value]) -> Result<(), Halt> {
        let piece = piece_text(s, &value(args, 1))?;
        let times = if args.len() == 3 { int(args, 2).max(0) as usize } else { 1 };
        room::for_text(self.text.borrow().len() + piece.len().saturating_mul(times))?;
        let made = dt::insert(&self.text.borrow(), long(args, 0), &piece.repeat(times)).map_err(|f| raise(f.exception(), &f))?;
        *self.text.borrow_mut() = made;
        Ok(())
    }

    fn remove(&self, args: &[Value]) -> Result<(), Halt> {
        let made = dt::remove(&self.text.borrow(), long(args, 0), Some(long(args, 1))).map_err(|f| raise(f.exception(), &f))?;
        *self.text.borrow_mut() = made;
        Ok(())
    }

    fn replace(&self, args: &[Value]) -> Result<(), Halt> {
        if is_null(args, 0) {
            return Err(super::args::null_argument("oldValue"));
        }
        let whole_text = self.text.borrow().clone();
        let range = if args.len() == 4 { Some((long(args, 2), long(args, 3))) } else { None };
        let made = match range {
            None => {
                dt::replace(&whole_text, &text(args, 0), &text(args, 1), Case::Matters).map_err(|f| raise(f.exception(), &f))?.into_owned()
            }
            Some((start, count)) => {
                let middle = dt::substring_of(&whole_text, start, count).map_err(|f| raise(f.exception(), &f))?;
                let from = middle.as_ptr() as usize - whole_text.as_ptr() as usize;
                let new = dt::replace(middle, &text(args, 0), &text(args, 1), Case::Matters).map_err(|f| raise(f.exception(), &f))?;
                format!("{}{}{}", &whole_text[..from], new, &whole_text[from + middle.len()..])
            }
        };
        *self.text.borrow_mut() = made;
        Ok(())
    }

    fn set_length(&self, length: i64) -> Result<(), Halt> {
        if length < 0 {
            return Err(out_of_range("Length cannot be less than zero.", "value"));
        }
        let mut text = self.text.borrow_mut();
        let now = dotnet::utf16::length(&text) as i64;
        if length > now {
            let more = "\0".repeat((length - now) as usize);
            text.push_str(&more);
        } else if let Some(byte) = dotnet::utf16::to_byte(&text, length as usize) {
            text.truncate(byte);
        }
        Ok(())
    }
}

/// The text of a piece: characters of a `char[]`, other collections by their type.
fn piece_text(s: &mut Session, piece: &Value) -> Result<Str, Halt> {
    match piece.base() {
        Value::Seq(seq) if seq.element == Type::char() => Ok(chars(std::slice::from_ref(piece), 0).into_iter().collect::<String>().into()),
        Value::Seq(_) if list(std::slice::from_ref(piece), 0).is_empty() => Ok(Str::default()),
        _ => super::object::element_text(s, piece),
    }
}

impl Native for StringBuilder {
    fn type_of(&self) -> Type {
        Type::of("System.Text.StringBuilder")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Capacity", "MaxCapacity", "Length"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "length" => Value::from(dotnet::utf16::length(&self.text.borrow())),
            "capacity" => Value::from(self.capacity() as usize),
            "maxcapacity" => Value::Int(i32::MAX),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "length" => Some(self.set_length(whole(new) as i64)),
            "capacity" => {
                self.capacity.set(whole(new) as i64);
                Some(Ok(()))
            }
            _ => None,
        }
    }

    fn text(&self) -> Str {
        Str::new(self.text.borrow().as_str())
    }

    fn index(&self, _s: &mut Session, index: &[Value]) -> Option<Eval> {
        let at = super::args::long(index, 0);
        Some(super::string::char_at(&self.text.borrow(), at))
    }

    fn set_index(&self, _s: &mut Session, index: &[Value], new: &Value) -> Option<Result<(), Halt>> {
        let at = usize::try_from(long(index, 0)).ok();
        let mut text = self.text.borrow_mut();
        let place = at.and_then(|at| dotnet::utf16::to_byte(&text, at)).filter(|b| *b < text.len());
        let Some(byte) = place else {
            return Some(Err(out_of_range(
                "Index was out of range. Must be non-negative and less than the size of the collection.",
                "index",
            )));
        };
        let old = text[byte..].chars().next().map_or(0, char::len_utf8);
        text.replace_range(byte..byte + old, &new.plain_text());
        Some(Ok(()))
    }
}
