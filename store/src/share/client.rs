//! Client: the other end of the socket.
//!
//! In:    requests of this process.
//! Out:   replies, each to whom it belongs; one word when the owner is gone.
//! Never: decides what happens then; `link` does.

use rustix::fs::{Mode, OFlags};
use std::collections::HashMap;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

use super::frame::{self, Got, MAGIC, PROTOCOL, REPLY_BYTES_MAX, Reader, Reply, Request};
use super::peer;
use super::server::socket_path;
use crate::fault::StoreFault;

/// How long an owner may take to answer.
const ANSWER_SECONDS_MAX: u64 = 60;
/// How long it may take to read everything there is.
const VERIFY_SECONDS_MAX: u64 = 900;
/// How long an owner may take to say hello, or to take a request from us.
const OWNER_SECONDS_MAX: u64 = 10;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// The owner is gone.
    Gone,
    /// The owner is there and does not answer.
    Silent,
}

/// A connection to the owner.
pub(super) struct Connection {
    out: Mutex<UnixStream>,
    waiting: Mutex<Waiting>,
}

/// Takes the answer, or none when the owner goes first.
type Then = Box<dyn FnOnce(Option<Reply>) + Send>;

/// Who waits for which answer. Closed once the connection is lost: nobody new may wait then.
#[derive(Default)]
struct Waiting {
    last: u32,
    lost: bool,
    answers: HashMap<u32, Then>,
}

/// Connects and says hello. None if nobody serves there.
pub(super) fn connect(folder: &Path) -> Result<Option<(UnixStream, Reader, Uuid)>, StoreFault> {
    let place = folder.display().to_string();
    // Members of the admin group may pass the folder, not read it.
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let handle = rustix::fs::open(folder, flags, Mode::empty()).map_err(|it| StoreFault::io("open", folder, &it.into()))?;
    let handle = std::fs::File::from(handle);
    let owner = handle.metadata().map_or(0, |it| it.uid());
    let mut stream = match UnixStream::connect(socket_path(folder, &handle)) {
        Ok(stream) => stream,
        Err(it) if it.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err(StoreFault::io("connect to", folder, &it));
        }
        Err(_) => return Ok(None),
    };
    peer::check_server(&stream, owner, &place)?;
    let limit = Some(Duration::from_secs(OWNER_SECONDS_MAX));
    if stream.set_read_timeout(limit).is_err() || stream.set_write_timeout(limit).is_err() {
        return Ok(None);
    }
    // One who is refused may find the door closed before it spoke; the reason is there to be read all the same.
    let hello = Request::Hello { magic: MAGIC, protocol: PROTOCOL };
    let _ = frame::send(&mut stream, 0, &hello);
    let mut reader = Reader::new(REPLY_BYTES_MAX);
    match reader.read(&mut stream)? {
        Got::Frame(_, body) => match frame::decode(&body)? {
            Reply::Hello { protocol: PROTOCOL, incarnation } => Ok(Some((stream, reader, incarnation))),
            Reply::Fault(fault) => Err(fault),
            _ => Err(frame::unexpected("no hello")),
        },
        Got::Nothing { .. } | Got::End => Ok(None),
    }
}

impl Connection {
    pub(super) fn new(stream: &UnixStream) -> Option<Self> {
        let out = Mutex::new(stream.try_clone().ok()?);
        Some(Self { out, waiting: Mutex::default() })
    }

    /// Sends a request and waits for its answer.
    pub(super) fn call(&self, request: Request) -> Result<Reply, Lost> {
        let seconds = if matches!(request, Request::Verify | Request::Compact(_)) { VERIFY_SECONDS_MAX } else { ANSWER_SECONDS_MAX };
        let (there, here): (Sender<Option<Reply>>, Receiver<_>) = channel();
        self.send(&request, move |reply| {
            let _ = there.send(reply);
        });
        match here.recv_timeout(Duration::from_secs(seconds)) {
            Ok(Some(reply)) => Ok(reply),
            Ok(None) => Err(Lost::Gone),
            Err(_) => Err(Lost::Silent),
        }
    }

    /// Sends a request; the answer, or none when the owner goes first, is given to `then`.
    pub(super) fn send(&self, request: &Request, then: impl FnOnce(Option<Reply>) + Send + 'static) {
        let id = {
            let mut waiting = self.waiting();
            if waiting.lost {
                drop(waiting);
                return then(None);
            }
            waiting.last = waiting.last.wrapping_add(1);
            let id = waiting.last;
            waiting.answers.insert(id, Box::new(then));
            id
        };
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        if frame::send(&mut out, id, request).is_err() {
            // The reading thread notices and tells everybody who waits.
            let _ = out.shutdown(std::net::Shutdown::Both);
        }
    }

    /// Gives answers out until the connection ends, then tells everybody who still waits.
    pub(super) fn listen(&self, mut stream: UnixStream, mut reader: Reader) {
        let _ = stream.set_read_timeout(None);
        while let Ok(Got::Frame(id, body)) = reader.read(&mut stream) {
            let Ok(reply) = frame::decode(&body) else {
                break;
            };
            let then = self.waiting().answers.remove(&id);
            if let Some(then) = then {
                then(Some(reply));
            }
        }
        let _ = stream.shutdown(std::net::Shutdown::Both);
        let left = {
            let mut waiting = self.waiting();
            waiting.lost = true;
            std::mem::take(&mut waiting.answers)
        };
        left.into_values().for_each(|then| then(None));
    }

    pub(super) fn close(&self) {
        let out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = out.shutdown(std::net::Shutdown::Both);
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
