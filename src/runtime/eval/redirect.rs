//! Redirections: `> file`, `2>&1`, `*> $null`.

use super::eval;
use crate::code::{RedirectCode, RedirectTargetCode};
use crate::command::CommandRun;
use crate::fault::{Category, Fault, Flow, Halt, Position};
use crate::format::Writer;
use crate::pipe::{Out, Sink};
use crate::session::Session;
use crate::streams::{Route, Routes};
use crate::value::{Str, Symbol, Value};
use lang::tree::RedirectStream;
use std::cell::RefCell;
use std::io::Write as _;
use std::rc::Rc;

/// Where a command's output and other streams go.
pub struct Streams {
    pub out: Out,
    pub routes: Option<Rc<Routes>>,
}

/// Files to be closed when the pipeline is over.
pub type Files = Vec<Rc<FileSink>>;

/// A file that receives objects as the screen would show them.
pub struct FileSink {
    file: RefCell<std::fs::File>,
    writer: RefCell<Option<Writer>>,
    failed: RefCell<Option<std::io::Error>>,
}

impl FileSink {
    fn write(&self, bytes: &[u8]) {
        if let Err(error) = self.file.borrow_mut().write_all(bytes) {
            self.failed.borrow_mut().get_or_insert(error);
        }
    }

    fn check(&self) -> Flow {
        match self.failed.borrow_mut().take() {
            Some(error) => Err(Fault::new("System.IO.IOException", "FileOpenFailure", Category::WriteError, error.to_string()).into()),
            None => Ok(()),
        }
    }

    fn with_writer(
        &self,
        s: &mut Session,
        work: impl FnOnce(&mut Writer, &mut Session, &mut dyn FnMut(&mut Session, &str) -> Flow) -> Flow,
    ) -> Flow {
        let mut writer = match self.writer.borrow_mut().take() {
            Some(writer) => writer,
            None => Writer::new(crate::format::UNLIMITED, false),
        };
        let result = work(&mut writer, s, &mut |_: &mut Session, line: &str| {
            self.write(line.as_bytes());
            self.write(b"\n");
            Ok(())
        });
        *self.writer.borrow_mut() = Some(writer);
        result.and_then(|()| self.check())
    }
}

impl Sink for FileSink {
    fn accept(&self, s: &mut Session, value: Value) -> Flow {
        if let Some(bytes) = value.as_native::<crate::native::Bytes>() {
            self.write(&bytes.0);
            return self.check();
        }
        self.with_writer(s, |writer, s, line| writer.accept(s, value, line))
    }

    fn takes_bytes(&self) -> bool {
        true
    }

    fn finish(&self, s: &mut Session) -> Flow {
        if self.writer.borrow().is_none() {
            return Ok(());
        }
        self.with_writer(s, |writer, s, line| writer.finish(s, line))
    }
}

/// Applies the redirections of one command; `next` is where its output goes otherwise.
pub fn open(s: &mut Session, codes: &[RedirectCode], next: &Out, files: &mut Files) -> Result<Streams, Halt> {
    if codes.is_empty() {
        return Ok(Streams { out: next.clone(), routes: None });
    }
    let mut out = next.clone();
    let mut routes = (*s.routes).clone();
    // Files first: `2>&1 > file` and `> file 2>&1` mean the same.
    for code in codes {
        if let RedirectTargetCode::File { path, append } = &code.target {
            let target = file_target(s, path, *append, files)?;
            apply(code.from, target, &mut out, &mut routes);
        }
    }
    for code in codes {
        if let RedirectTargetCode::Stream(to) = code.target
            && to == RedirectStream::Output
        {
            let target = out.clone();
            merge(code.from, target, &mut routes);
        }
    }
    Ok(Streams { out, routes: Some(Rc::new(routes)) })
}

fn apply(from: RedirectStream, target: Out, out: &mut Out, routes: &mut Routes) {
    if matches!(from, RedirectStream::Output | RedirectStream::All) {
        *out = target.clone();
    }
    merge(from, target, routes);
}

fn merge(from: RedirectStream, target: Out, routes: &mut Routes) {
    let to = || Route::Out(target.clone());
    match from {
        RedirectStream::Error => routes.error = to(),
        RedirectStream::Warning => routes.warning = to(),
        RedirectStream::Verbose => routes.verbose = to(),
        RedirectStream::Debug => routes.debug = to(),
        RedirectStream::Information => routes.information = to(),
        RedirectStream::All => {
            routes.error = to();
            routes.warning = to();
            routes.verbose = to();
            routes.debug = to();
            routes.information = to();
        }
        RedirectStream::Output => {}
    }
}

fn file_target(s: &mut Session, path: &crate::code::Ex, append: bool, files: &mut Files) -> Result<Out, Halt> {
    let value = eval(s, path)?;
    if value.is_null() {
        return Ok(Out::Null);
    }
    let text = crate::text::to_text(s, &value)?;
    if text.eq_ignore_ascii_case("nul") {
        return Ok(Out::Null);
    }
    let run = out_file(s);
    match opened(s, run.as_ref(), &text, append) {
        Ok(Some(file)) => {
            let sink = Rc::new(FileSink { file: RefCell::new(file), writer: RefCell::new(None), failed: RefCell::new(None) });
            files.push(sink.clone());
            Ok(Out::Sink(sink))
        }
        Ok(None) => Ok(Out::Null),
        Err(halt) => Err(by_out_file(s, run, halt)),
    }
}

/// The call of `Out-File` that a redirection is: its errors and its `ShouldProcess` bear that name.
fn out_file(s: &Session) -> Option<Rc<CommandRun>> {
    let name = "Out-File";
    let entry = s.catalog.cmdlet(Symbol::of(name))?;
    let position = Position { source: s.source.clone(), span: s.position };
    Some(Rc::new(CommandRun::new(entry.info().clone(), Str::new_static(name), Some(position))))
}

/// The file, or nothing when the user does not want it written.
fn opened(s: &mut Session, run: Option<&Rc<CommandRun>>, text: &str, append: bool) -> Result<Option<std::fs::File>, Halt> {
    if let Some(run) = run
        && !crate::confirm::should_process(s, run, text, "Output to File")?
    {
        return Ok(None);
    }
    let full = crate::paths::single(s, text)?;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true);
    if append {
        options.append(true)
    } else {
        options.truncate(true)
    };
    options.open(&full).map(Some).map_err(|error| crate::paths::open_fault(&error, &full))
}

fn by_out_file(s: &Session, run: Option<Rc<CommandRun>>, halt: Halt) -> Halt {
    let Halt::Error(record) = &halt else { return halt };
    let position = Position { source: s.source.clone(), span: s.position };
    record.position.borrow_mut().get_or_insert(position);
    // A drive that does not exist is found before the command is.
    if record.category.get() != Category::ObjectNotFound {
        *record.run.borrow_mut() = run;
    }
    halt
}

/// Finishes and closes the files of a pipeline.
pub fn close(s: &mut Session, files: Files) -> Flow {
    let mut result = Ok(());
    for file in files {
        result = result.and(file.finish(s));
    }
    result
}

/// Runs `f` with redirections in force, for expressions.
pub fn around(s: &mut Session, codes: &[RedirectCode], out: &Out, f: impl FnOnce(&mut Session, &Out) -> Flow) -> Flow {
    if codes.is_empty() {
        return f(s, out);
    }
    let mut files = Files::new();
    let streams = open(s, codes, out, &mut files)?;
    let saved = streams.routes.map(|routes| std::mem::replace(&mut s.routes, routes));
    let result = f(s, &streams.out);
    if let Some(saved) = saved {
        s.routes = saved;
    }
    let closed = close(s, files);
    result.and(closed)
}
