//! Frame: what goes over the socket.
//!
//! In:    bytes of a stream, in whatever pieces they come; requests and replies.
//! Out:   whole frames; bytes.
//! Never: allocates what a length claims before the bytes are there; believes anything about the other side.
//!
//! A frame is a length (4 bytes, little endian, of what follows), a request id (4) and a body. The first frame
//! of a client is [`Request::Hello`]. Everything on the wire is data; nothing is ever run.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use uuid::Uuid;

use crate::change::{Change, ChangeSet};
use crate::fault::StoreFault;
use crate::key::Key;
use crate::store::{Committed, Entry, Event, Info, Report, Rev};

/// First number of a hello, so that a stray client is noticed at once.
pub(super) const MAGIC: u64 = 0x6373_7368_656c_6c01;
/// Version of this protocol.
pub(super) const PROTOCOL: u32 = 2;
/// Largest request.
pub(super) const REQUEST_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Largest reply; a page or a run of changes is kept well below it.
pub(super) const REPLY_BYTES_MAX: usize = 16 * 1024 * 1024;

const HEADER_BYTES: usize = 8;
const READ_BYTES: usize = 64 * 1024;

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Request {
    Hello { magic: u64, protocol: u32 },
    Info,
    Get(Key),
    Page { prefix: Vec<u8>, after: Option<Key>, limit: u32 },
    Count(Vec<u8>),
    Submit(ChangeSet),
    Flush,
    Changes { from: Rev, limit: u32 },
    Watch { prefix: Vec<u8>, from: Rev },
    Verify,
    Compact(Rev),
    Room(u64),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Hello { protocol: u32, incarnation: Uuid },
    Info(Info),
    Entry(Option<Entry>),
    Page(Vec<Entry>),
    Count(u64),
    Committed(Committed),
    Rev(Rev),
    Changes(Vec<Change>),
    Event(Event),
    Report(Report),
    Fault(StoreFault),
    Room,
}

pub(super) fn encode(id: u32, body: &impl Serialize) -> Result<Vec<u8>, StoreFault> {
    let mut frame = vec![0; HEADER_BYTES];
    frame[4..].copy_from_slice(&id.to_le_bytes());
    let mut frame = postcard::to_extend(body, frame).map_err(|it| unexpected(&it.to_string()))?;
    let length = u32::try_from(frame.len() - 4).map_err(|_| unexpected("the frame is too long"))?;
    frame[..4].copy_from_slice(&length.to_le_bytes());
    Ok(frame)
}

pub(super) fn send(stream: &mut UnixStream, id: u32, body: &impl Serialize) -> Result<(), StoreFault> {
    let frame = encode(id, body)?;
    stream.write_all(&frame).map_err(|it| StoreFault::Unknown { reason: it.to_string() })
}

pub(super) fn decode<T: DeserializeOwned>(body: &[u8]) -> Result<T, StoreFault> {
    match postcard::take_from_bytes(body) {
        Ok((value, [])) => Ok(value),
        Ok(_) => Err(unexpected("a frame is longer than what is in it")),
        Err(error) => Err(unexpected(&error.to_string())),
    }
}

pub(super) fn unexpected(reason: &str) -> StoreFault {
    StoreFault::Protocol { reason: reason.to_owned() }
}

/// What reading gave.
pub(super) enum Got {
    /// A whole frame: its id and body.
    Frame(u32, Vec<u8>),
    /// Nothing more within the stream's time limit; part of a frame may be waiting.
    Nothing { inside: bool },
    /// The other side is gone.
    End,
}

/// Puts frames together from the pieces a stream gives.
pub(super) struct Reader {
    buffer: Vec<u8>,
    limit: usize,
}

impl Reader {
    pub(super) fn new(limit: usize) -> Self {
        Self { buffer: Vec::new(), limit }
    }

    pub(super) fn read(&mut self, stream: &mut UnixStream) -> Result<Got, StoreFault> {
        loop {
            if let Some(got) = self.take()? {
                return Ok(got);
            }
            let mut piece = [0; READ_BYTES];
            match stream.read(&mut piece) {
                Ok(0) => return Ok(Got::End),
                Ok(count) => self.buffer.extend_from_slice(&piece[..count]),
                Err(it) if it.kind() == ErrorKind::Interrupted => {}
                Err(it) if matches!(it.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return Ok(Got::Nothing { inside: !self.buffer.is_empty() });
                }
                Err(_) => return Ok(Got::End),
            }
        }
    }

    fn take(&mut self) -> Result<Option<Got>, StoreFault> {
        let Some(header) = self.buffer.first_chunk::<HEADER_BYTES>() else {
            return Ok(None);
        };
        let length = u32::from_le_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let id = u32::from_le_bytes([header[4], header[5], header[6], header[7]]);
        if length < HEADER_BYTES - 4 || length > self.limit {
            return Err(unexpected(&format!("a frame claims {length} bytes, the limit is {}", self.limit)));
        }
        if self.buffer.len() < length + 4 {
            return Ok(None);
        }
        let body = self.buffer[HEADER_BYTES..length + 4].to_vec();
        self.buffer.drain(..length + 4);
        Ok(Some(Got::Frame(id, body)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::Expect;

    fn pieces(bytes: &[u8], size: usize) -> Vec<Request> {
        let (mut there, mut here) = UnixStream::pair().unwrap();
        let mut reader = Reader::new(REQUEST_BYTES_MAX);
        let mut found = Vec::new();
        for piece in bytes.chunks(size) {
            there.write_all(piece).unwrap();
            here.set_read_timeout(Some(std::time::Duration::from_millis(1))).unwrap();
            while let Ok(Got::Frame(_, body)) = reader.read(&mut here) {
                found.push(decode(&body).unwrap());
            }
        }
        found
    }

    #[test]
    fn frames_come_together_from_any_pieces() {
        let change = ChangeSet::new("x").put(Key::new(b"u/1"), &b"value"[..], Expect::Absent);
        let bytes = [encode(1, &Request::Submit(change)).unwrap(), encode(2, &Request::Get(Key::new(b"k"))).unwrap()].concat();
        for size in [1, 7, bytes.len()] {
            assert_eq!(pieces(&bytes, size).len(), 2);
        }
    }

    #[test]
    fn no_bytes_make_the_decoder_panic_or_allocate_much() {
        let mut seed = 0x1234_5678_9abc_def0_u64;
        let mut next = || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed
        };
        for _ in 0..20_000 {
            let length = (next() % 64) as usize;
            let bytes: Vec<u8> = (0..length).map(|_| (next() >> 24) as u8).collect();
            let _ = decode::<Request>(&bytes);
            let _ = decode::<Reply>(&bytes);
        }
    }
}
