//! Standard streams that carry objects instead of text.
//!
//! In:    objects of the pipeline, records and messages of the other streams.
//! Out:   the tag, one document per standard stream, each object with the stream it belongs to.
//! Never: waits for more objects: what was sent can be read at once.

use super::records::plain_record;
use super::{CLOSING, Writer};
use crate::author::*;
use crate::command::Action;
use crate::host::HostStream;
use crate::pipe::Sink;
use crate::streams::{Route, Routes};
use std::cell::{Cell, RefCell};

/// What `Write-Host` writes.
const HOST_MESSAGE: &str = "System.Management.Automation.HostInformationMessage";

/// One standard stream of this process as a document.
pub struct Wire {
    to: HostStream,
    is_open: Cell<bool>,
    writer: RefCell<Writer>,
}

impl Wire {
    pub fn new(to: HostStream) -> Rc<Self> {
        Rc::new(Self { to, is_open: Cell::new(false), writer: RefCell::new(Writer::for_wire()) })
    }

    /// The end of the pipeline: its output becomes objects of this stream.
    pub fn output(self: &Rc<Self>) -> Out {
        Out::Sink(Rc::new(Channel { wire: self.clone(), stream: "Output" }))
    }

    pub fn send(&self, s: &mut Session, stream: &'static str, value: &Value) -> Flow {
        if !self.is_open.replace(true) {
            s.write_host(self.to, &super::head())?;
        }
        // Converting may run script that sends something itself; the writer is away only for plain values then.
        let mut writer = self.writer.replace(Writer::for_wire());
        let text = writer.one(s, value, stream);
        self.writer.replace(writer);
        s.write_host(self.to, &text?)
    }

    pub fn close(&self, s: &mut Session) -> Flow {
        if self.is_open.replace(false) { s.write_host(self.to, CLOSING) } else { Ok(()) }
    }

    fn route(self: &Rc<Self>, stream: &'static str) -> Route {
        Route::Out(Out::Sink(Rc::new(Channel { wire: self.clone(), stream })))
    }
}

/// Sends messages and errors through `errors`; text of `Write-Host` goes where output goes, when that carries objects.
pub fn send_all(s: &mut Session, errors: &Rc<Wire>, output: Option<&Rc<Wire>>) {
    let mut routes = Routes::clone(&s.routes);
    if output.is_some() {
        routes.error = errors.route("Error");
    }
    routes.warning = errors.route("warning");
    routes.verbose = errors.route("verbose");
    routes.debug = errors.route("debug");
    if let Some(output) = output {
        routes.information = Route::Out(Out::Sink(Rc::new(Said { host: output.clone(), records: errors.clone() })));
    }
    s.routes = Rc::new(routes);
}

/// Objects of one stream.
struct Channel {
    wire: Rc<Wire>,
    stream: &'static str,
}

impl Sink for Channel {
    fn accept(&self, s: &mut Session, value: Value) -> Flow {
        let plain = match (self.stream, value.as_native::<ErrorRecord>()) {
            ("Output", None) => value,
            (_, Some(record)) => plain_record(record),
            _ => Value::Str(to_str(s, &value)?),
        };
        self.wire.send(s, self.stream, &plain)
    }
}

/// Information: what `Write-Host` says is output of the shell, other records are records.
struct Said {
    host: Rc<Wire>,
    records: Rc<Wire>,
}

impl Sink for Said {
    fn accept(&self, s: &mut Session, value: Value) -> Flow {
        let data = crate::member::get(s, &value, "MessageData")?;
        if crate::member::type_names(s, &data).iter().any(|name| name.as_str() == HOST_MESSAGE) {
            let text = to_str(s, &data)?;
            self.host.send(s, "Output", &Value::Str(text))?;
            let has_break = !crate::convert::to_bool(&crate::member::get(s, &data, "NoNewLine")?);
            return if has_break { self.host.send(s, "Output", &Value::str("\n")) } else { Ok(()) };
        }
        match s.preference(s.preferences.information, Action::SilentlyContinue) {
            Action::Continue | Action::Inquire => self.records.send(s, "information", &value),
            _ => Ok(()),
        }
    }
}
