//! Threads that read what a program writes, so that neither side waits for the other.
//!
//! In:    a pipe from the program, a channel to the interpreter's thread.
//! Out:   lines, documents of objects, or bytes as they are; one end per pipe.
//! Never: touches values.

use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str};
use std::io::{BufRead, BufReader, Read};
use std::sync::mpsc::Sender;

const PIECE_BYTES: usize = 32 * 1024;

/// What a reader thread sends.
pub(super) enum Line {
    Output(String),
    Error(String),
    /// CLIXML, after a line that announced it.
    Objects {
        text: String,
        is_error: bool,
    },
    Bytes(Vec<u8>),
    End,
}

/// Output of one program on its way to another program or to a file; scripts never see it.
pub struct Bytes(pub Vec<u8>);

impl Native for Bytes {
    fn type_of(&self) -> Type {
        Type::of("System.Byte[]")
    }

    fn get(&self, _s: &mut Session, _name: &str) -> Option<Eval> {
        None
    }

    fn text(&self) -> Str {
        String::from_utf8_lossy(&self.0).into_owned().into()
    }
}

pub(super) fn read_bytes(mut from: impl Read + Send + 'static, to: Sender<Line>) {
    std::thread::spawn(move || {
        let mut piece = vec![0; PIECE_BYTES];
        while let Ok(count @ 1..) = from.read(&mut piece) {
            if to.send(Line::Bytes(piece[..count].to_vec())).is_err() {
                return;
            }
        }
        // The receiver may have gone; then nobody counts readers any more.
        let _ = to.send(Line::End);
    });
}

pub(super) fn read_lines(from: impl Read + Send + 'static, to: Sender<Line>, make: fn(String) -> Line) {
    std::thread::spawn(move || {
        let mut reader = BufReader::new(from);
        let mut bytes = Vec::new();
        let mut carries_objects = false;
        loop {
            bytes.clear();
            match reader.read_until(b'\n', &mut bytes) {
                Ok(0) | Err(_) => break,
                Ok(_) => {
                    let text = String::from_utf8_lossy(&bytes);
                    let text = text.strip_suffix('\n').unwrap_or(&text);
                    let text = text.strip_suffix('\r').unwrap_or(text);
                    if text == crate::clixml::TAG {
                        carries_objects = true;
                    } else if send_line(text, carries_objects, &to, make).is_none() {
                        break;
                    }
                }
            }
        }
        // The receiver may have gone; then nobody counts readers any more.
        let _ = to.send(Line::End);
    });
}

/// `None` when nobody receives any more.
fn send_line(text: &str, carries_objects: bool, to: &Sender<Line>, make: fn(String) -> Line) -> Option<()> {
    if carries_objects {
        let is_error = matches!(make(String::new()), Line::Error(_));
        return to.send(Line::Objects { text: text.to_owned(), is_error }).ok();
    }
    // A carriage return alone ends a line too.
    text.split('\r').try_for_each(|line| to.send(make(line.to_owned())).ok())
}
