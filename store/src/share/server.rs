//! Server: the owner's end of the socket.
//!
//! In:    connections of peers that may use the store.
//! Out:   replies; commits are answered once they are durable, in the order they came.
//! Never: lets one client hold up another, or take more than a named share.
//!
//! Each connection has a thread that reads and one that answers what takes time. A client that stops reading fills
//! its own socket and then its own queue, and is dropped when a write takes too long.

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

use super::frame::{self, Got, MAGIC, PROTOCOL, REQUEST_BYTES_MAX, Reader, Reply, Request};
use super::peer;
use crate::change::{Actor, ChangeSet};
use crate::engine::Engine;
use crate::fault::StoreFault;
use crate::redact;
use crate::store::{Rev, Store};

/// Connections at once, watches included.
const CONNECTIONS_MAX: usize = 64;
/// Answers of one connection that may be under way before no more is read from it.
const ANSWERS_UNDER_WAY_MAX: usize = 1024;
/// How long a client may take to say hello, or to finish a frame it began.
const CLIENT_SECONDS_MAX: u64 = 30;
/// How long a client may leave a reply unread.
const SEND_SECONDS_MAX: u64 = 10;
/// How often a watcher without news is told what is current.
const HEARTBEAT_SECONDS: u64 = 1;
const POLL_MS: i64 = 200;

/// Serves a store until it is dropped.
pub(super) struct Server {
    stop: Arc<AtomicBool>,
    streams: Arc<Mutex<Vec<(u64, UnixStream)>>>,
    path: PathBuf,
}

struct Desk {
    engine: Arc<Engine>,
    place: String,
    incarnation: Uuid,
    stop: Arc<AtomicBool>,
    open: AtomicUsize,
    streams: Arc<Mutex<Vec<(u64, UnixStream)>>>,
}

/// Name of the socket within the folder.
pub(super) const SOCKET: &str = "socket";

/// A path to the socket that is short enough for the kernel, whatever the folder is called.
pub(super) fn socket_path(folder: &Path, handle: &std::fs::File) -> PathBuf {
    use std::os::fd::AsRawFd;
    const SUN_PATH_BYTES_MAX: usize = 100;
    let direct = folder.join(SOCKET);
    if direct.as_os_str().len() <= SUN_PATH_BYTES_MAX {
        return direct;
    }
    PathBuf::from(format!("/proc/self/fd/{}/{SOCKET}", handle.as_raw_fd()))
}

impl Server {
    /// Begins to serve. The caller holds the lock of the folder, so a socket that lies there is a dead one.
    pub(super) fn start(engine: &Arc<Engine>, folder: &Path, incarnation: Uuid) -> Result<Self, StoreFault> {
        let path = folder.join(SOCKET);
        let fault = |it: &std::io::Error| StoreFault::io("serve", &path, it);
        let handle = std::fs::File::open(folder).map_err(|it| fault(&it))?;
        match std::fs::remove_file(&path) {
            Err(it) if it.kind() != std::io::ErrorKind::NotFound => return Err(fault(&it)),
            _ => {}
        }
        // The folder is closed to others, so there is no moment in which the socket is open to them.
        let listener = UnixListener::bind(socket_path(folder, &handle)).map_err(|it| fault(&it))?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o660)).map_err(|it| fault(&it))?;
        peer::admit_admins(folder, &path);
        listener.set_nonblocking(true).map_err(|it| fault(&it))?;
        let stop = Arc::new(AtomicBool::new(false));
        let streams = Arc::default();
        let desk = Desk {
            engine: Arc::clone(engine),
            place: folder.display().to_string(),
            incarnation,
            stop: Arc::clone(&stop),
            open: AtomicUsize::new(0),
            streams: Arc::clone(&streams),
        };
        spawn("store-accept", move || accept_loop(&listener, &Arc::new(desk)));
        Ok(Self { stop, streams, path })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        let _ = std::fs::remove_file(&self.path);
        for (_, stream) in self.streams.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(std::net::Shutdown::Both);
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) {
    // Without a thread the connection is dropped, and the client tries again.
    let _ = std::thread::Builder::new().name(name.to_owned()).spawn(work);
}

fn accept_loop(listener: &UnixListener, desk: &Arc<Desk>) {
    let mut number = 0;
    let patience = Timespec { tv_sec: 0, tv_nsec: POLL_MS * 1_000_000 };
    while !desk.stop.load(Ordering::Acquire) {
        let _ = poll(&mut [PollFd::new(listener, PollFlags::IN)], Some(&patience));
        while let Ok((stream, _)) = listener.accept() {
            number += 1;
            let desk = Arc::clone(desk);
            spawn("store-client", move || {
                let _ = attend(&desk, stream, number);
            });
        }
    }
}

/// Everything about one connection. A fault ends it; there is nobody left to tell.
fn attend(desk: &Arc<Desk>, stream: UnixStream, number: u64) -> Result<(), StoreFault> {
    let lost = |it: std::io::Error| StoreFault::Unknown { reason: it.to_string() };
    stream.set_nonblocking(false).map_err(lost)?;
    stream.set_write_timeout(Some(Duration::from_secs(SEND_SECONDS_MAX))).map_err(lost)?;
    stream.set_read_timeout(Some(Duration::from_secs(CLIENT_SECONDS_MAX))).map_err(lost)?;
    let mut stream = stream;
    let admitted = admit(desk, &stream);
    let actor = match admitted {
        Ok(actor) => actor,
        Err(fault) => return frame::send(&mut stream, 0, &Reply::Fault(fault)),
    };
    let _seat = Seat { desk, number };
    let kept = stream.try_clone().map_err(lost)?;
    desk.streams.lock().unwrap_or_else(PoisonError::into_inner).push((number, kept));
    // Who came too late to be sent away with the others must not hear that the store is closed: that is our going, not
    // the fate of its changes.
    if desk.stop.load(Ordering::Acquire) {
        return Ok(());
    }
    Talk::begin(desk, stream, actor)?.listen()
}

fn admit(desk: &Desk, stream: &UnixStream) -> Result<Actor, StoreFault> {
    let taken = desk.open.fetch_add(1, Ordering::AcqRel);
    let refuse = |fault| {
        desk.open.fetch_sub(1, Ordering::AcqRel);
        Err(fault)
    };
    if taken >= CONNECTIONS_MAX {
        return refuse(StoreFault::TooLarge {
            what: "The number of connections to the store".to_owned(),
            size: taken as u64 + 1,
            limit: CONNECTIONS_MAX as u64,
            name: "CONNECTIONS_MAX".to_owned(),
        });
    }
    peer::check_client(stream, &desk.place).or_else(refuse)
}

/// A place at the desk, given back when the connection ends.
struct Seat<'d> {
    desk: &'d Desk,
    number: u64,
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.desk.open.fetch_sub(1, Ordering::AcqRel);
        let mut streams = self.desk.streams.lock().unwrap_or_else(PoisonError::into_inner);
        streams.retain(|(number, _)| *number != self.number);
    }
}

type Answer = (u32, Box<dyn FnOnce() -> Reply + Send>);

/// A connection whose peer is known.
struct Talk<'d> {
    desk: &'d Arc<Desk>,
    stream: UnixStream,
    out: Arc<Mutex<UnixStream>>,
    reader: Reader,
    actor: Actor,
    later: SyncSender<Answer>,
}

impl<'d> Talk<'d> {
    fn begin(desk: &'d Arc<Desk>, stream: UnixStream, actor: Actor) -> Result<Self, StoreFault> {
        let out = stream.try_clone().map_err(|it| StoreFault::Unknown { reason: it.to_string() })?;
        let out = Arc::new(Mutex::new(out));
        let (later, answers) = sync_channel(ANSWERS_UNDER_WAY_MAX);
        let there = Arc::clone(&out);
        spawn("store-answer", move || answer_loop(&answers, &there));
        Ok(Self { desk, stream, out, reader: Reader::new(REQUEST_BYTES_MAX), actor, later })
    }

    fn listen(mut self) -> Result<(), StoreFault> {
        let Some((id, Request::Hello { magic: MAGIC, protocol: PROTOCOL })) = self.next(true)? else {
            self.say(0, &Reply::Fault(frame::unexpected("no hello of a version that is known here")))?;
            return Ok(());
        };
        self.say(id, &Reply::Hello { protocol: PROTOCOL, incarnation: self.desk.incarnation })?;
        while let Some((id, request)) = self.next(false)? {
            if let Request::Watch { prefix, from } = request {
                return self.watch(id, &prefix, from);
            }
            self.handle(id, request)?;
        }
        Ok(())
    }

    fn next(&mut self, first: bool) -> Result<Option<(u32, Request)>, StoreFault> {
        loop {
            match self.reader.read(&mut self.stream)? {
                Got::Frame(id, body) => return Ok(Some((id, frame::decode(&body)?))),
                Got::End => return Ok(None),
                Got::Nothing { inside } if first || inside => return Ok(None),
                Got::Nothing { .. } => {}
            }
        }
    }

    fn handle(&mut self, id: u32, request: Request) -> Result<(), StoreFault> {
        let engine = Arc::clone(&self.desk.engine);
        let now = match request {
            Request::Info => engine.info().map(Reply::Info),
            Request::Get(key) => engine.get(&key).map(Reply::Entry),
            Request::Page { prefix, after, limit } => engine.page(&prefix, after.as_ref(), limit as usize).map(Reply::Page),
            Request::Count(prefix) => engine.count(&prefix).map(Reply::Count),
            Request::Changes { from, limit } => engine.changes(from, limit as usize).map(Reply::Changes),
            Request::Submit(change) => return self.submit(id, change),
            Request::Flush => {
                return self.answer_later(id, move || reply(engine.flush().map(Reply::Rev)));
            }
            Request::Verify => {
                return self.answer_later(id, move || reply(engine.verify().map(Reply::Report)));
            }
            Request::Compact(rev) => {
                return self.answer_later(id, move || reply(engine.compact(rev).map(Reply::Rev)));
            }
            Request::Room(bytes) => engine.room_for(bytes).map(|()| Reply::Room),
            Request::Hello { .. } | Request::Watch { .. } => Err(frame::unexpected("a hello in the middle")),
        };
        self.say(id, &reply(now))
    }

    /// What the kernel says about the peer replaces what the peer said.
    fn submit(&mut self, id: u32, mut change: ChangeSet) -> Result<(), StoreFault> {
        change.actor = self.actor.clone();
        change.command = redact::command(&change.command).into();
        match self.desk.engine.submit(change) {
            Ok(ticket) => self.answer_later(id, move || reply(ticket.wait().map(Reply::Committed))),
            Err(fault) => self.answer_later(id, move || Reply::Fault(fault)),
        }
    }

    fn watch(self, id: u32, prefix: &[u8], from: Rev) -> Result<(), StoreFault> {
        let mut watch = match self.desk.engine.watch(prefix, from) {
            Ok(watch) => watch,
            Err(fault) => return self.say(id, &Reply::Fault(fault)),
        };
        self.say(id, &Reply::Rev(from))?;
        while !self.desk.stop.load(Ordering::Acquire) {
            let event = watch.next(Duration::from_secs(HEARTBEAT_SECONDS));
            let over = event.is_err();
            self.say(id, &reply(event.map(Reply::Event)))?;
            if over {
                break;
            }
        }
        Ok(())
    }

    fn answer_later(&self, id: u32, answer: impl FnOnce() -> Reply + Send + 'static) -> Result<(), StoreFault> {
        let gone = |_| StoreFault::Unknown { reason: "the client does not read".to_owned() };
        self.later.send((id, Box::new(answer))).map_err(gone)
    }

    fn say(&self, id: u32, reply: &Reply) -> Result<(), StoreFault> {
        frame::send(&mut self.out.lock().unwrap_or_else(PoisonError::into_inner), id, reply)
    }
}

fn reply(outcome: Result<Reply, StoreFault>) -> Reply {
    outcome.unwrap_or_else(Reply::Fault)
}

fn answer_loop(answers: &Receiver<Answer>, out: &Mutex<UnixStream>) {
    while let Ok((id, answer)) = answers.recv() {
        let reply = answer();
        let mut out = out.lock().unwrap_or_else(PoisonError::into_inner);
        if frame::send(&mut out, id, &reply).is_err() {
            let _ = out.shutdown(std::net::Shutdown::Both);
            return;
        }
    }
}
