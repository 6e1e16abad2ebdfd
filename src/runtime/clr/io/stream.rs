//! `MemoryStream` and `FileStream`.

use super::fault;
use crate::clr::args::{bytes, enumeration, int, long, text, value, whole};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Small, Str, Value};
use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::rc::Rc;

/// Bytes with a position.
pub struct Stream {
    pub inner: Rc<RefCell<Inner>>,
    name: Option<Str>,
}

pub enum Inner {
    Memory { bytes: Vec<u8>, at: usize, writable: bool },
    File { file: File, path: String, access: i64 },
    Closed,
}

pub fn construct_memory(args: &[Value]) -> Eval {
    let given = args.first().is_some_and(|v| v.as_seq().is_some());
    let mut content = if given { bytes(args, 0) } else { Vec::new() };
    if given && args.len() >= 3 {
        let start = (int(args, 1).max(0) as usize).min(content.len());
        let end = (start + int(args, 2).max(0) as usize).min(content.len());
        content = content[start..end].to_vec();
    }
    let writable = !matches!(args.get(1).map(Value::base), Some(Value::Bool(false)));
    Ok(Value::native(Stream { inner: Rc::new(RefCell::new(Inner::Memory { bytes: content, at: 0, writable })), name: None }))
}

/// `[IO.FileStream]::new(path, mode[, access])`.
pub fn construct_file(args: &[Value]) -> Eval {
    let path = super::checked(&text(args, 0))?;
    let access = if args.len() > 2 { enumeration(args, 2) } else { 3 };
    open(&path, enumeration(args, 1), access)
}

/// Opens with .NET's `FileMode` and `FileAccess`.
pub fn open(path: &str, mode: i64, access: i64) -> Eval {
    let mut options = OpenOptions::new();
    options.read(access & 1 != 0).write(access & 2 != 0);
    match mode {
        1 => options.write(true).create_new(true),
        2 => options.write(true).create(true).truncate(true),
        4 => options.write(true).create(true).truncate(false),
        5 => options.write(true).truncate(true),
        6 => options.read(false).write(false).append(true).create(true),
        _ => &mut options,
    };
    if std::path::Path::new(path).is_dir() {
        return Err(thrown("System.UnauthorizedAccessException", format!("Access to the path '{path}' is denied.")));
    }
    let file = options.open(path).map_err(|e| fault(&e, path))?;
    let inner = Inner::File { file, path: path.to_owned(), access };
    Ok(Value::native(Stream { inner: Rc::new(RefCell::new(inner)), name: Some(Str::new(path)) }))
}

fn closed() -> Halt {
    thrown("System.ObjectDisposedException", "Cannot access a closed Stream.")
}

impl Inner {
    pub fn read(&mut self, count: usize) -> Result<Vec<u8>, Halt> {
        match self {
            Inner::Memory { bytes, at, .. } => {
                let from = (*at).min(bytes.len());
                let to = from.saturating_add(count).min(bytes.len());
                *at = to;
                Ok(bytes[from..to].to_vec())
            }
            Inner::File { file, path, .. } => {
                let mut buffer = Vec::new();
                file.take(count as u64).read_to_end(&mut buffer).map_err(|e| fault(&e, path))?;
                Ok(buffer)
            }
            Inner::Closed => Err(closed()),
        }
    }

    pub fn read_all(&mut self) -> Result<Vec<u8>, Halt> {
        self.read(usize::MAX / 2)
    }

    pub fn write(&mut self, new: &[u8]) -> Result<(), Halt> {
        match self {
            Inner::Memory { writable: false, .. } => Err(thrown("System.NotSupportedException", "Stream does not support writing.")),
            Inner::Memory { bytes, at, .. } => {
                if bytes.len() < *at + new.len() {
                    bytes.resize(*at + new.len(), 0);
                }
                bytes[*at..*at + new.len()].copy_from_slice(new);
                *at += new.len();
                Ok(())
            }
            Inner::File { file, path, .. } => file.write_all(new).map_err(|e| fault(&e, path)),
            Inner::Closed => Err(closed()),
        }
    }

    fn length(&self) -> Result<i64, Halt> {
        match self {
            Inner::Memory { bytes, .. } => Ok(bytes.len() as i64),
            Inner::File { file, path, .. } => file.metadata().map(|m| m.len() as i64).map_err(|e| fault(&e, path)),
            Inner::Closed => Err(closed()),
        }
    }

    fn position(&mut self) -> Result<i64, Halt> {
        match self {
            Inner::Memory { at, .. } => Ok(*at as i64),
            Inner::File { file, path, .. } => file.stream_position().map(|p| p as i64).map_err(|e| fault(&e, path)),
            Inner::Closed => Err(closed()),
        }
    }

    fn seek(&mut self, offset: i64, origin: i64) -> Result<i64, Halt> {
        let base = match origin {
            1 => self.position()?,
            2 => self.length()?,
            _ => 0,
        };
        let target = base + offset;
        if target < 0 {
            return Err(thrown("System.IO.IOException", "An attempt was made to move the position before the beginning of the stream."));
        }
        match self {
            Inner::Memory { at, .. } => *at = target as usize,
            Inner::File { file, path, .. } => {
                file.seek(SeekFrom::Start(target as u64)).map_err(|e| fault(&e, path))?;
            }
            Inner::Closed => return Err(closed()),
        }
        Ok(target)
    }

    fn set_length(&mut self, length: i64) -> Result<(), Halt> {
        match self {
            Inner::Memory { bytes, .. } => bytes.resize(length.max(0) as usize, 0),
            Inner::File { file, path, .. } => file.set_len(length.max(0) as u64).map_err(|e| fault(&e, path))?,
            Inner::Closed => return Err(closed()),
        }
        Ok(())
    }

    fn can(&self, what: &str) -> bool {
        match self {
            Inner::Memory { writable, .. } => what != "canwrite" || *writable,
            Inner::File { access, .. } => match what {
                "canread" => access & 1 != 0,
                "canwrite" => access & 2 != 0,
                _ => true,
            },
            Inner::Closed => false,
        }
    }
}

impl Native for Stream {
    fn type_of(&self) -> Type {
        Type::of(if self.name.is_some() { "System.IO.FileStream" } else { "System.IO.MemoryStream" })
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.name {
            Some(_) => &["CanRead", "CanWrite", "SafeFileHandle", "Name", "IsAsync", "Length", "Position", "CanSeek", "CanTimeout"],
            None => &["CanRead", "CanSeek", "CanWrite", "Capacity", "Length", "Position", "CanTimeout"],
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        let mut inner = self.inner.borrow_mut();
        Some(match name.as_str() {
            "length" => inner.length().map(Value::Long),
            "position" => inner.position().map(Value::Long),
            "canread" | "canwrite" | "canseek" => Ok(Value::Bool(inner.can(&name))),
            "cantimeout" | "isasync" => Ok(Value::Bool(false)),
            "name" if self.name.is_some() => Ok(self.name.clone().map_or(Value::Null, Value::Str)),
            "capacity" if self.name.is_none() => inner.length().map(|n| Value::from(n as usize)),
            _ => return None,
        })
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "position" => Some(self.inner.borrow_mut().seek(whole(new) as i64, 0).map(|_| ())),
            "capacity" => Some(Ok(())),
            _ => None,
        }
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "read" | "readexactly" => self.read_into(args),
            "readbyte" => self.inner.borrow_mut().read(1).map(|b| Value::Int(b.first().map_or(-1, |b| i32::from(*b)))),
            "write" => {
                let all = bytes(args, 0);
                let (start, count) =
                    if args.len() >= 3 { (int(args, 1).max(0) as usize, int(args, 2).max(0) as usize) } else { (0, all.len()) };
                let end = (start + count).min(all.len());
                self.inner.borrow_mut().write(&all[start.min(end)..end]).map(|()| Value::Empty)
            }
            "writebyte" => self.inner.borrow_mut().write(&[whole(&value(args, 0)) as u8]).map(|()| Value::Empty),
            "seek" => self.inner.borrow_mut().seek(long(args, 0), enumeration(args, 1)).map(Value::Long),
            "setlength" => self.inner.borrow_mut().set_length(long(args, 0)).map(|()| Value::Empty),
            "toarray" | "getbuffer" if self.name.is_none() => Ok(Value::bytes(&self.content())),
            "writeto" | "copyto" => self.copy_to(args),
            "flush" => Ok(Value::Empty),
            "close" | "dispose" => {
                self.close();
                Ok(Value::Empty)
            }
            _ => return None,
        })
    }
}

impl Stream {
    /// A memory stream keeps its bytes after it was closed: `ToArray()` still works.
    fn close(&self) {
        let mut inner = self.inner.borrow_mut();
        if let Inner::File { .. } = &*inner {
            *inner = Inner::Closed;
        }
    }

    fn content(&self) -> Vec<u8> {
        match &*self.inner.borrow() {
            Inner::Memory { bytes, .. } => bytes.clone(),
            _ => Vec::new(),
        }
    }

    fn read_into(&self, args: &[Value]) -> Eval {
        let Some(target) = value(args, 0).as_seq().cloned() else { return Ok(Value::Int(0)) };
        let (start, count) = if args.len() >= 3 { (int(args, 1).max(0) as usize, int(args, 2).max(0) as usize) } else { (0, target.len()) };
        let got = self.inner.borrow_mut().read(count)?;
        let mut slots = target.items.borrow_mut();
        for (slot, byte) in slots.iter_mut().skip(start).zip(&got) {
            *slot = Value::Small(Small::byte(*byte));
        }
        Ok(Value::from(got.len()))
    }

    fn copy_to(&self, args: &[Value]) -> Eval {
        let target = value(args, 0);
        let Some(other) = target.as_native::<Stream>() else { return Err(crate::clr::args::null_argument("destination")) };
        let rest = self.inner.borrow_mut().read_all()?;
        other.inner.borrow_mut().write(&rest)?;
        Ok(Value::Empty)
    }
}
