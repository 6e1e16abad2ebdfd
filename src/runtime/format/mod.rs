//! Showing objects: objects to records, records to lines.
//!
//! In:    objects of a pipeline, what `Format-*` commands were told.
//! Out:   format records for scripts and `Out-*` commands, lines for the screen.
//! Never: knows a cmdlet; looks at a type other than through its view.
//!
//! `formatter` makes records, `writer` makes lines of them, `views` says which properties a type shows. `property`
//! reads what a person asked for, `field` turns values into short text, `table` and `custom` set lines, `cells`
//! measures text.

pub mod cells;
mod custom;
pub mod field;
pub mod formatter;
pub mod property;
pub mod record;
mod table;
#[cfg(test)]
mod tests;
pub mod views;
pub mod writer;

pub use custom::elements;
pub use formatter::{Expand, Formatter, Options, Shape};
pub use writer::{UNLIMITED, Writer};

use crate::fault::{Flow, Halt};
use crate::host::HostStream;
use crate::session::Session;
use crate::streams::Stream;
use crate::value::Value;

/// What the implicit `Out-Default` of a script has begun.
#[derive(Default)]
pub struct Display {
    writer: Option<Writer>,
}

/// Shows one object on the screen; objects of one kind continue one table.
pub fn display(s: &mut Session, value: Value) -> Flow {
    if let Some(stream) = crate::streams::stream_of(&value) {
        return display_merged(s, &value, stream);
    }
    with_writer(s, |writer, s| writer.accept(s, value, &mut to_screen))
}

/// An object of another stream is shown as that stream would have shown it.
fn display_merged(s: &mut Session, value: &Value, stream: Stream) -> Flow {
    flush_display(s)?;
    match stream {
        Stream::Error => {
            let text = error_text(s, value)?;
            s.write_host_line(HostStream::Error, text.trim_end_matches('\n'))
        }
        Stream::Warning => s.write_host_line(HostStream::Output, &format!("WARNING: {}", value.plain_text())),
        Stream::Verbose => s.write_host_line(HostStream::Output, &format!("VERBOSE: {}", value.plain_text())),
        Stream::Debug => s.write_host_line(HostStream::Output, &format!("DEBUG: {}", value.plain_text())),
    }
}

/// Before something else is written. Rows that wait for their widths go on waiting, as PowerShell's do: what the
/// host says meanwhile stands above them. Only rows that have waited their time come out first.
pub fn flush_display(s: &mut Session) -> Flow {
    if s.display.writer.is_none() {
        return Ok(());
    }
    with_writer(s, |writer, s| writer.poll(s, &mut to_screen))
}

/// The end of a script or of a typed line: closes what is open.
pub fn finish_display(s: &mut Session) -> Flow {
    match s.display.writer.take() {
        Some(mut writer) => writer.finish(s, &mut to_screen),
        None => Ok(()),
    }
}

fn with_writer(s: &mut Session, work: impl FnOnce(&mut Writer, &mut Session) -> Flow) -> Flow {
    let taken = s.display.writer.take();
    let mut writer = taken.unwrap_or_else(|| for_screen(s));
    let done = work(&mut writer, s);
    // A getter or expression that displayed something itself has left its own writer; ours is the older one.
    s.display.writer = Some(writer);
    done
}

/// A writer for the screen; the last column stays free, where a terminal would break the line by itself.
pub fn for_screen(s: &Session) -> Writer {
    Writer::new(s.host.width().saturating_sub(1), s.host.styled(HostStream::Output))
}

fn to_screen(s: &mut Session, line: &str) -> Flow {
    s.write_host_line(HostStream::Output, line)
}

/// An error record among objects: the error view's text, with its line break when it has one.
fn error_text(s: &mut Session, value: &Value) -> Result<String, Halt> {
    match value.base() {
        Value::Native(native) => {
            let any: std::rc::Rc<dyn std::any::Any> = native.clone();
            match any.downcast::<crate::fault::ErrorRecord>() {
                Ok(record) => crate::errview::whole_text(s, &record),
                Err(_) => Ok(String::new()),
            }
        }
        _ => Ok(String::new()),
    }
}
