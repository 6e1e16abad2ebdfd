//! Link: what this process is to the store right now, and how that changes.
//!
//! In:    a folder; the news that the owner is gone.
//! Out:   the engine itself or a connection to it; answers to changes, whoever gave them.
//! Never: drops a change that was not answered; it is sent again, to the new owner or to ourselves.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

use super::client::{Connection, connect};
use super::frame::{Reader, Reply, Request};
use super::keeper::Keeper;
use super::server::Server;
use crate::change::ChangeSet;
use crate::engine::Engine;
use crate::fault::StoreFault;
use crate::home::sled::SledHome;
use crate::open::FolderLock;
use crate::store::{Committed, Store, Ticket};

/// How long to look for an owner or to become one.
const FIND_SECONDS_MAX: u64 = 60;
/// How long the outcome of a change is waited for, take-overs included.
const OUTCOME_SECONDS_MAX: u64 = 150;
/// How long a failure is told before it is looked again.
const AGAIN_SECONDS: u64 = 5;
/// Pauses between tries, growing.
const PAUSE_MS_MIN: u64 = 1;
const PAUSE_MS_MAX: u64 = 50;
/// Changes that may be sent and not answered.
const UNANSWERED_MAX: usize = 512;
/// Bytes of changes that may be sent and not answered.
const UNANSWERED_BYTES_MAX: usize = 8 * 1024 * 1024;

/// The files are ours, and we serve them.
pub(super) struct Owned {
    pub(super) engine: Arc<Engine>,
    pub(super) incarnation: Uuid,
    server: Mutex<Option<Server>>,
    keeper: Keeper,
}

impl Owned {
    /// Clients are sent away first: they must not take our going for the fate of their changes.
    fn shut_down(&self) {
        drop(self.server.lock().unwrap_or_else(PoisonError::into_inner).take());
        self.keeper.part();
        // A failure was already told to whoever waited for it.
        let _ = self.engine.close();
    }
}

/// What this process is to the store.
#[derive(Clone)]
pub(super) enum Held {
    Owner(Arc<Owned>),
    Client(Arc<Connection>),
}

enum State {
    Held(Held),
    /// Looking for an owner, or becoming one.
    Between,
    /// There was none to be found; tried again after a while.
    Failed(StoreFault, Instant),
    Closed,
}

pub(super) struct Link {
    folder: PathBuf,
    state: Mutex<State>,
    changed: Condvar,
    /// Held while something is sent, so that changes are sent, and sent again, in one order.
    order: Mutex<()>,
    /// Held for moments only: the reading thread needs it to give out answers, whoever is busy sending.
    unanswered: Mutex<VecDeque<Arc<Sent>>>,
    answered: Condvar,
}

/// A change that was sent to an owner.
struct Sent {
    change: ChangeSet,
    bytes: usize,
    answer: Mutex<Option<Result<Committed, StoreFault>>>,
    told: Condvar,
}

enum Found {
    Owner(Box<Owned>),
    Client(Box<(std::os::unix::net::UnixStream, Reader, Uuid)>),
}

impl Link {
    pub(super) fn open(folder: &Path) -> Result<Arc<Self>, StoreFault> {
        let link = Arc::new(Self {
            folder: folder.to_owned(),
            state: Mutex::new(State::Between),
            changed: Condvar::new(),
            order: Mutex::new(()),
            unanswered: Mutex::default(),
            answered: Condvar::new(),
        });
        let found = find(folder)?;
        link.hold(found);
        Ok(link)
    }

    /// What we are; waits while that is being found out.
    pub(super) fn held(self: &Arc<Self>) -> Result<Held, StoreFault> {
        let mut state = self.state();
        loop {
            match &*state {
                State::Held(held) => return Ok(held.clone()),
                State::Failed(fault, since) if since.elapsed() < Duration::from_secs(AGAIN_SECONDS) => {
                    return Err(fault.clone());
                }
                State::Failed(..) => {
                    // Whoever comes first looks; the others wait for what it finds.
                    *state = State::Between;
                    drop(state);
                    self.search();
                    state = self.state();
                }
                State::Closed => return Err(StoreFault::Closed),
                State::Between => state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Waits until we are something else than a client over this connection.
    pub(super) fn wait_past(&self, lost: &Arc<Connection>) {
        let same = |it: &mut State| matches!(it, State::Held(Held::Client(it)) if Arc::ptr_eq(it, lost));
        let waited = self.changed.wait_timeout_while(self.state(), Duration::from_secs(FIND_SECONDS_MAX), same);
        drop(waited);
    }

    pub(super) fn silent(&self) -> StoreFault {
        StoreFault::InUse { path: self.folder.display().to_string(), owner: FolderLock::holder(&self.folder) }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn submit(self: &Arc<Self>, change: ChangeSet) -> Result<Ticket, StoreFault> {
        self.wait_for_room();
        loop {
            match self.held()? {
                Held::Owner(owned) => return owned.engine.submit(change),
                Held::Client(connection) => {
                    let _order = self.order();
                    if !self.is_current(&connection) {
                        continue;
                    }
                    let sent = Arc::new(Sent::new(change));
                    self.unanswered().push_back(Arc::clone(&sent));
                    self.send(&connection, &sent);
                    return Ok(Ticket::new(move || sent.wait()));
                }
            }
        }
    }

    /// Waits for the answers to everything that was sent; the first failure that is no conflict is the outcome.
    pub(super) fn settle_submitted(&self) -> Result<(), StoreFault> {
        for sent in self.all_unanswered() {
            match sent.wait() {
                Ok(_) | Err(StoreFault::Conflict { .. }) => {}
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    pub(super) fn close(&self) {
        let before = std::mem::replace(&mut *self.state(), State::Closed);
        self.changed.notify_all();
        match before {
            State::Held(Held::Client(connection)) => {
                let _ = self.settle_submitted();
                connection.close();
            }
            State::Held(Held::Owner(owned)) => owned.shut_down(),
            _ => {}
        }
    }

    fn hold(self: &Arc<Self>, found: Found) {
        match found {
            Found::Owner(owned) => self.become_owner(Arc::new(*owned)),
            Found::Client(it) => {
                let (stream, reader, _) = *it;
                match Connection::new(&stream) {
                    Some(connection) => self.become_client(Arc::new(connection), stream, reader),
                    None => self.look_again(),
                }
            }
        }
    }

    fn become_owner(self: &Arc<Self>, owned: Arc<Owned>) {
        let _order = self.order();
        for sent in self.all_unanswered() {
            let outcome = owned.engine.submit(sent.change.clone());
            let link = Arc::clone(self);
            let answer = move || link.answer(&sent, outcome.and_then(Ticket::wait));
            let _ = std::thread::Builder::new().name("store-again".to_owned()).spawn(answer);
        }
        self.set(State::Held(Held::Owner(owned)));
    }

    fn become_client(self: &Arc<Self>, connection: Arc<Connection>, stream: std::os::unix::net::UnixStream, reader: Reader) {
        let _order = self.order();
        let (link, listening) = (Arc::downgrade(self), Arc::clone(&connection));
        let listen = move || {
            listening.listen(stream, reader);
            if let Some(link) = link.upgrade() {
                link.lost(&listening);
            }
        };
        self.set(State::Held(Held::Client(Arc::clone(&connection))));
        let _ = std::thread::Builder::new().name("store-replies".to_owned()).spawn(listen);
        for sent in self.all_unanswered() {
            self.send(&connection, &sent);
        }
    }

    fn send(self: &Arc<Self>, connection: &Connection, sent: &Arc<Sent>) {
        let (link, waiting) = (Arc::clone(self), Arc::clone(sent));
        connection.send(&Request::Submit(sent.change.clone()), move |reply| match reply {
            Some(Reply::Committed(done)) => link.answer(&waiting, Ok(done)),
            Some(Reply::Fault(fault)) => link.answer(&waiting, Err(fault)),
            Some(_) => link.answer(&waiting, Err(super::frame::unexpected("another kind of answer"))),
            // It stays among the unanswered and is sent again.
            None => {}
        });
    }

    /// The reading thread of a connection says that it ended.
    fn lost(self: &Arc<Self>, connection: &Arc<Connection>) {
        if self.is_current(connection) {
            self.look_again();
        }
    }

    fn look_again(self: &Arc<Self>) {
        {
            let mut state = self.state();
            if matches!(*state, State::Closed) {
                return;
            }
            *state = State::Between;
        }
        self.search();
    }

    fn search(self: &Arc<Self>) {
        match find(&self.folder) {
            Ok(found) if !matches!(*self.state(), State::Closed) => self.hold(found),
            Ok(_) => {}
            Err(fault) => self.fail(&fault),
        }
    }

    fn fail(&self, fault: &StoreFault) {
        self.set(State::Failed(fault.clone(), Instant::now()));
        for sent in self.all_unanswered() {
            self.answer(&sent, Err(StoreFault::Unknown { reason: fault.to_string() }));
        }
    }

    fn answer(&self, sent: &Arc<Sent>, outcome: Result<Committed, StoreFault>) {
        *sent.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(outcome);
        sent.told.notify_all();
        self.unanswered().retain(|it| !Arc::ptr_eq(it, sent));
        self.answered.notify_all();
    }

    fn wait_for_room(&self) {
        let full = |it: &mut VecDeque<Arc<Sent>>| {
            it.len() >= UNANSWERED_MAX || it.iter().map(|it| it.bytes).sum::<usize>() >= UNANSWERED_BYTES_MAX
        };
        drop(self.answered.wait_while(self.unanswered(), full));
    }

    fn is_current(&self, connection: &Arc<Connection>) -> bool {
        matches!(&*self.state(), State::Held(Held::Client(it)) if Arc::ptr_eq(it, connection))
    }

    fn set(&self, state: State) {
        let mut current = self.state();
        if !matches!(*current, State::Closed) {
            *current = state;
        }
        drop(current);
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn order(&self) -> MutexGuard<'_, ()> {
        self.order.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn all_unanswered(&self) -> Vec<Arc<Sent>> {
        self.unanswered().iter().cloned().collect()
    }

    fn unanswered(&self) -> MutexGuard<'_, VecDeque<Arc<Sent>>> {
        self.unanswered.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sent {
    fn new(change: ChangeSet) -> Self {
        Self { bytes: change.bytes(), change, answer: Mutex::default(), told: Condvar::new() }
    }

    fn wait(&self) -> Result<Committed, StoreFault> {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner);
        let patience = Duration::from_secs(OUTCOME_SECONDS_MAX);
        let waited = self.told.wait_timeout_while(answer, patience, |it| it.is_none());
        let (answer, _) = waited.unwrap_or_else(PoisonError::into_inner);
        answer.clone().unwrap_or_else(|| {
            let reason = format!("no owner answered within {OUTCOME_SECONDS_MAX} seconds");
            Err(StoreFault::Unknown { reason })
        })
    }
}

/// Becomes the owner if there is none, otherwise finds it.
fn find(folder: &Path) -> Result<Found, StoreFault> {
    let deadline = Instant::now() + Duration::from_secs(FIND_SECONDS_MAX);
    let mut pause = PAUSE_MS_MIN;
    loop {
        // Who may not touch the files may still be let in by their owner.
        let locked = FolderLock::try_take(folder);
        if let Ok(Some(lock)) = locked {
            return own(folder, lock).map(|it| Found::Owner(Box::new(it)));
        }
        if let Some(it) = connect(folder)? {
            return Ok(Found::Client(Box::new(it)));
        }
        locked?;
        if Instant::now() > deadline {
            let owner = FolderLock::holder(folder);
            return Err(StoreFault::InUse { path: folder.display().to_string(), owner });
        }
        std::thread::sleep(Duration::from_millis(pause));
        pause = (pause * 2).min(PAUSE_MS_MAX);
    }
}

fn own(folder: &Path, lock: FolderLock) -> Result<Owned, StoreFault> {
    let engine = Arc::new(Engine::open(Box::new(SledHome::open(folder, lock)?))?);
    let incarnation = Uuid::new_v4();
    let server = Server::start(&engine, folder, incarnation)?;
    let keeper = Keeper::start(&engine, folder);
    Ok(Owned { engine, incarnation, server: Mutex::new(Some(server)), keeper })
}
