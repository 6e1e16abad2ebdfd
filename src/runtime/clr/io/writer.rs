//! `StreamWriter`, `StringWriter`, and the console's output.

use super::stream::{Inner, Stream};
use crate::clr::args::{chars, flag, text, value};
use crate::clr::builder::StringBuilder;
use crate::clr::encoding::of_value;
use crate::fault::{Eval, Flow, Halt, thrown};
use crate::host::HostStream;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::encoding::Encoding;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Text written piece by piece.
pub struct Writer {
    ty: &'static str,
    target: Target,
    pending: RefCell<String>,
    new_line: RefCell<Str>,
    auto_flush: Cell<bool>,
    closed: Cell<bool>,
    encoding: Encoding,
}

enum Target {
    /// A `StringBuilder`, its own or one that was given.
    Builder(Value),
    Stream {
        inner: Rc<RefCell<Inner>>,
        needs_mark: Cell<bool>,
    },
    Host(HostStream),
}

fn make(ty: &'static str, target: Target, encoding: Encoding) -> Value {
    Value::native(Writer {
        ty,
        target,
        pending: RefCell::default(),
        new_line: RefCell::new(Str::new_static("\n")),
        auto_flush: Cell::new(false),
        closed: Cell::new(false),
        encoding,
    })
}

pub fn of_file(path: &str, append: bool, encoding: Encoding) -> Eval {
    let stream = super::stream::open(path, if append { 6 } else { 2 }, 2)?;
    let fresh = std::fs::metadata(path).map_or(true, |m| m.len() == 0);
    let Some(stream) = stream.as_native::<Stream>() else { return Ok(Value::Null) };
    let target = Target::Stream { inner: stream.inner.clone(), needs_mark: Cell::new(fresh) };
    Ok(make("System.IO.StreamWriter", target, encoding))
}

/// `[Console]::Out` and `[Console]::Error`.
pub fn console(stream: HostStream) -> Value {
    make("System.IO.TextWriter+SyncTextWriter", Target::Host(stream), Encoding::UTF8_NO_MARK)
}

pub fn construct(ty: Type, args: &[Value]) -> Eval {
    if ty.name() == "StringWriter" {
        let builder = match args.first().filter(|v| v.as_native::<StringBuilder>().is_some()) {
            Some(given) => given.clone(),
            None => crate::clr::builder::construct(&[])?,
        };
        return Ok(make("System.IO.StringWriter", Target::Builder(builder), Encoding::UNICODE));
    }
    let encoding = args.iter().skip(1).find_map(of_value).unwrap_or(Encoding::UTF8_NO_MARK);
    match value(args, 0).as_native::<Stream>() {
        Some(stream) => {
            let target = Target::Stream { inner: stream.inner.clone(), needs_mark: Cell::new(true) };
            Ok(make("System.IO.StreamWriter", target, encoding))
        }
        None => of_file(&super::checked(&text(args, 0))?, flag(args, 1), encoding),
    }
}

impl Writer {
    fn put(&self, s: &mut Session, piece: &str) -> Flow {
        if self.closed.get() {
            return Err(thrown("System.ObjectDisposedException", "Cannot write to a closed TextWriter."));
        }
        match &self.target {
            Target::Builder(builder) => {
                if let Some(builder) = builder.as_native::<StringBuilder>() {
                    builder.text.borrow_mut().push_str(piece);
                }
                Ok(())
            }
            Target::Host(stream) => {
                if s.host.write(*stream, piece) {
                    Ok(())
                } else {
                    Err(Halt::Exit(crate::session::CLOSED_PIPE_EXIT))
                }
            }
            Target::Stream { .. } => {
                self.pending.borrow_mut().push_str(piece);
                if self.auto_flush.get() { self.flush() } else { Ok(()) }
            }
        }
    }

    fn flush(&self) -> Flow {
        let Target::Stream { inner, needs_mark } = &self.target else { return Ok(()) };
        let pending = std::mem::take(&mut *self.pending.borrow_mut());
        if pending.is_empty() {
            return Ok(());
        }
        if needs_mark.replace(false) {
            inner.borrow_mut().write(self.encoding.preamble())?;
        }
        inner.borrow_mut().write(&self.encoding.bytes(&pending))
    }

    /// The text of `Write` and `WriteLine` in any overload.
    fn piece(s: &mut Session, args: &[Value]) -> Result<String, Halt> {
        let Some(first) = args.first() else { return Ok(String::new()) };
        if args.len() > 1 {
            if let Value::Str(format) = first.base() {
                let values = match args[1].as_seq() {
                    Some(seq) if args.len() == 2 => seq.snapshot(),
                    _ => args[1..].to_vec(),
                };
                return crate::clr::format::composite(s, format, &values).map(|t| t.to_string());
            }
            let all: Vec<char> = chars(args, 0);
            let (start, count) = (crate::clr::args::int(args, 1).max(0) as usize, crate::clr::args::int(args, 2).max(0) as usize);
            return Ok(all.into_iter().skip(start).take(count).collect());
        }
        match first.as_seq() {
            Some(seq) if seq.element == Type::char() => Ok(chars(args, 0).into_iter().collect()),
            _ => crate::clr::object::element_text(s, first).map(|t| t.to_string()),
        }
    }

    fn close(&self) -> Flow {
        let done = self.flush();
        self.closed.set(true);
        if let Target::Stream { inner, .. } = &self.target {
            let mut inner = inner.borrow_mut();
            if matches!(&*inner, Inner::File { .. }) {
                *inner = Inner::Closed;
            }
        }
        done
    }
}

impl Native for Writer {
    fn type_of(&self) -> Type {
        Type::of(self.ty)
    }

    fn properties(&self) -> &'static [&'static str] {
        if self.ty.ends_with("StreamWriter") {
            &["AutoFlush", "BaseStream", "Encoding", "FormatProvider", "NewLine"]
        } else {
            &["Encoding", "FormatProvider", "NewLine"]
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "autoflush" => Value::Bool(self.auto_flush.get()),
            "encoding" => crate::clr::encoding::of(self.encoding),
            "newline" => Value::Str(self.new_line.borrow().clone()),
            "formatprovider" => crate::clr::culture::invariant(),
            "basestream" => Value::Null,
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "autoflush" => {
                self.auto_flush.set(crate::convert::to_bool(new));
                Some(self.flush())
            }
            "newline" => {
                *self.new_line.borrow_mut() = new.plain_text();
                Some(Ok(()))
            }
            _ => None,
        }
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "write" => Self::piece(s, args).and_then(|p| self.put(s, &p)).map(|()| Value::Empty),
            "writeline" => Self::piece(s, args)
                .and_then(|p| {
                    let line = format!("{p}{}", self.new_line.borrow());
                    self.put(s, &line)
                })
                .map(|()| Value::Empty),
            "flush" => self.flush().map(|()| Value::Empty),
            "close" | "dispose" => self.close().map(|()| Value::Empty),
            "tostring" => Ok(Value::Str(self.text())),
            "getstringbuilder" => match &self.target {
                Target::Builder(builder) => Ok(builder.clone()),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        match &self.target {
            Target::Builder(builder) => builder.plain_text(),
            _ => Str::new(self.ty),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // A writer that a script forgot to close loses its tail in .NET; a file that is complete hurts nobody.
        if !self.closed.get() {
            let _ = self.flush();
        }
    }
}
