//! `StreamReader`, `StringReader`, and the console's input.

use super::stream::{Inner, Stream};
use crate::clr::args::{int, text, value};
use crate::clr::encoding::of_value;
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Value};
use dotnet::encoding::Encoding;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Text read piece by piece.
pub struct Reader {
    ty: &'static str,
    source: RefCell<Source>,
    at: Cell<usize>,
    closed: Cell<bool>,
    encoding: Encoding,
}

enum Source {
    Text(String),
    /// Read as a whole at the first question.
    Stream(Rc<RefCell<Inner>>),
    Console,
}

fn make(ty: &'static str, source: Source, encoding: Encoding) -> Value {
    Value::native(Reader { ty, source: RefCell::new(source), at: Cell::new(0), closed: Cell::new(false), encoding })
}

pub fn of_file(path: &str, encoding: Encoding) -> Eval {
    let text = super::file::read_text(path, encoding)?;
    Ok(make("System.IO.StreamReader", Source::Text(text), encoding))
}

/// `[Console]::In`.
pub fn console() -> Value {
    make("System.IO.SyncTextReader", Source::Console, Encoding::UTF8_NO_MARK)
}

pub fn construct(ty: Type, args: &[Value]) -> Eval {
    if ty.name() == "StringReader" {
        if value(args, 0).is_null() {
            return Err(crate::clr::args::null_argument("s"));
        }
        return Ok(make("System.IO.StringReader", Source::Text(text(args, 0).to_string()), Encoding::UTF8));
    }
    let encoding = args.get(1).and_then(of_value).unwrap_or(Encoding::UTF8);
    match value(args, 0).as_native::<Stream>() {
        Some(stream) => Ok(make("System.IO.StreamReader", Source::Stream(stream.inner.clone()), encoding)),
        None => of_file(&super::checked(&text(args, 0))?, encoding),
    }
}

impl Reader {
    /// Makes sure the text is at hand.
    fn load(&self) -> Result<(), Halt> {
        if self.closed.get() {
            return Err(thrown("System.ObjectDisposedException", "Cannot read from a closed TextReader."));
        }
        let loaded = match &*self.source.borrow() {
            Source::Stream(inner) => {
                let raw = inner.borrow_mut().read_all()?;
                Some(self.encoding.read(&raw).into_owned())
            }
            _ => None,
        };
        if let Some(text) = loaded {
            *self.source.borrow_mut() = Source::Text(text);
        }
        Ok(())
    }

    fn rest(&self) -> String {
        match &*self.source.borrow() {
            Source::Text(text) => text.get(self.at.get()..).unwrap_or_default().to_owned(),
            _ => String::new(),
        }
    }

    fn read_line(&self, s: &mut Session) -> Eval {
        if matches!(&*self.source.borrow(), Source::Console) {
            return Ok(s.host.read_line("").map_or(Value::Null, Value::from));
        }
        self.load()?;
        let rest = self.rest();
        if rest.is_empty() {
            return Ok(Value::Null);
        }
        let end = rest.find(['\r', '\n']);
        let line = &rest[..end.unwrap_or(rest.len())];
        let skip = match end {
            Some(at) if rest[at..].starts_with("\r\n") => 2,
            Some(_) => 1,
            None => 0,
        };
        self.at.set(self.at.get() + line.len() + skip);
        Ok(Value::str(line))
    }

    fn read_to_end(&self, s: &mut Session) -> Eval {
        if matches!(&*self.source.borrow(), Source::Console) {
            let mut all = String::new();
            while let Some(line) = s.host.read_line("") {
                all.push_str(&line);
                all.push('\n');
            }
            return Ok(Value::from(all));
        }
        self.load()?;
        let rest = self.rest();
        self.at.set(self.at.get() + rest.len());
        Ok(Value::from(rest))
    }

    fn read_char(&self, take: bool) -> Eval {
        self.load()?;
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return Ok(Value::Int(-1)) };
        if take {
            self.at.set(self.at.get() + c.len_utf8());
        }
        let mut units = [0; 2];
        Ok(Value::Int(i32::from(c.encode_utf16(&mut units)[0])))
    }

    fn read_block(&self, args: &[Value]) -> Eval {
        self.load()?;
        let Some(target) = value(args, 0).as_seq().cloned() else { return Ok(Value::Int(0)) };
        let rest = self.rest();
        let (start, count) = (int(args, 1).max(0) as usize, int(args, 2).max(0) as usize);
        let taken: String = rest.chars().take(count).collect();
        self.at.set(self.at.get() + taken.len());
        let mut slots = target.items.borrow_mut();
        let mut put = 0;
        for (slot, unit) in slots.iter_mut().skip(start).zip(taken.encode_utf16()) {
            *slot = Value::Char(unit);
            put += 1;
        }
        Ok(Value::Int(put))
    }
}

impl Native for Reader {
    fn type_of(&self) -> Type {
        Type::of(self.ty)
    }

    fn properties(&self) -> &'static [&'static str] {
        if self.ty.ends_with("StreamReader") { &["CurrentEncoding", "BaseStream", "EndOfStream"] } else { &[] }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        if !self.ty.ends_with("StreamReader") {
            return None;
        }
        match name.to_ascii_lowercase().as_str() {
            "endofstream" => Some(self.load().map(|()| Value::Bool(self.rest().is_empty()))),
            "currentencoding" => Some(Ok(crate::clr::encoding::of(self.encoding))),
            "basestream" => Some(Ok(Value::Null)),
            _ => None,
        }
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "readline" => self.read_line(s),
            "readtoend" => self.read_to_end(s),
            "read" | "readblock" if args.len() == 3 => self.read_block(args),
            "read" => self.read_char(true),
            "peek" => self.read_char(false),
            "close" | "dispose" => {
                self.closed.set(true);
                Ok(Value::Empty)
            }
            "discardbuffereddata" => Ok(Value::Empty),
            _ => return None,
        })
    }
}
