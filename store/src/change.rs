//! Change: what somebody wants to happen, and the record of what happened.
//!
//! In:    writes with expectations, who asks, the command line.
//! Out:   [`ChangeSet`]s for the store; [`Change`]s from its history.
//! Never: keeps a secret: the command line is redacted before anything else sees it.

use serde::{Deserialize, Serialize};
use std::sync::{Arc, LazyLock};
use uuid::Uuid;

use crate::key::Key;
use crate::redact;
use crate::store::{Bytes, Rev};

/// Most writes in one change set, so that every kind of store can apply it as one.
pub const WRITES_MAX: usize = 100;
/// Largest change set, values and keys together.
pub const CHANGE_BYTES_MAX: usize = 1024 * 1024;
/// Largest single value. Larger things are split over numbered keys.
pub const VALUE_BYTES_MAX: usize = 16 * 1024;
/// Longest command line that is kept.
pub const COMMAND_BYTES_MAX: usize = 2048;

/// What must be true of a record for a change to be applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expect {
    /// Anything.
    Any,
    /// It does not exist.
    Absent,
    /// It exists, whatever its revision.
    Present,
    /// It was last changed by this revision.
    Rev(Rev),
}

/// One record to write or remove.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Write {
    /// Which record.
    pub key: Key,
    /// Its new bytes; none removes it.
    #[serde(with = "crate::raw::maybe")]
    pub value: Option<Bytes>,
    /// What it must be before.
    pub expect: Expect,
}

/// Changes that happen together or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeSet {
    /// The same id is applied once, however often it is sent.
    pub id: Uuid,
    /// What to write, each key once.
    pub writes: Vec<Write>,
    /// What else must be true, without being written.
    pub guards: Vec<(Key, Expect)>,
    /// Who asks. A store that serves others replaces what it knows better.
    pub actor: Actor,
    /// Command line, without secrets.
    pub command: Arc<str>,
}

impl ChangeSet {
    /// An empty change set of the current process. The command line is redacted here.
    #[must_use]
    pub fn new(command: &str) -> Self {
        Self {
            id: Uuid::new_v4(),
            writes: Vec::new(),
            guards: Vec::new(),
            actor: Actor::current().clone(),
            command: redact::command(command).into(),
        }
    }

    /// Adds a record to write.
    #[must_use]
    pub fn put(mut self, key: Key, value: impl Into<Bytes>, expect: Expect) -> Self {
        self.writes.push(Write { key, value: Some(value.into()), expect });
        self
    }

    /// Adds a record to remove.
    #[must_use]
    pub fn delete(mut self, key: Key, expect: Expect) -> Self {
        self.writes.push(Write { key, value: None, expect });
        self
    }

    /// Adds something that must be true.
    #[must_use]
    pub fn guard(mut self, key: Key, expect: Expect) -> Self {
        self.guards.push((key, expect));
        self
    }

    pub(crate) fn bytes(&self) -> usize {
        let writes = self.writes.iter().map(|it| it.key.bytes().len() + it.value.as_ref().map_or(0, |v| v.len()));
        writes.sum::<usize>() + self.command.len()
    }
}

/// Who asked for a change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Login name.
    pub user: String,
    /// User id, from the kernel where it came over a socket.
    pub uid: u32,
    /// Machine.
    pub host: String,
    /// Program.
    pub process: String,
    /// Process id.
    pub pid: u32,
}

impl Actor {
    /// The current process.
    #[must_use]
    pub fn current() -> &'static Self {
        static CURRENT: LazyLock<Actor> = LazyLock::new(|| {
            let uid = rustix::process::geteuid().as_raw();
            Actor::of_process(uid, std::process::id())
        });
        &CURRENT
    }

    pub(crate) fn of_process(uid: u32, pid: u32) -> Self {
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        let process = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
        Self { user: login_name(uid), uid, host, process: process.trim_end().to_owned(), pid }
    }
}

fn login_name(uid: u32) -> String {
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let mut names = passwd.lines().filter_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        (parts.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
    });
    names.next().unwrap_or_else(|| format!("uid {uid}"))
}

/// One item of a change: a record before and after.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Which record.
    pub key: Key,
    /// Revision that made it.
    pub created: Rev,
    /// Revision it had before; 0 if it did not exist.
    pub old_rev: Rev,
    /// Its bytes before.
    #[serde(with = "crate::raw::maybe")]
    pub old: Option<Bytes>,
    /// Its bytes after.
    #[serde(with = "crate::raw::maybe")]
    pub new: Option<Bytes>,
    /// A secret: that it changed is known, the bytes are not kept.
    pub hidden: bool,
}

/// A change that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its revision.
    pub rev: Rev,
    /// Its id.
    pub id: Uuid,
    /// When, in milliseconds since 1970 UTC, by the clock of the owner. Order is told by `rev`, not by this.
    pub at: u64,
    /// Who.
    pub actor: Actor,
    /// By which command.
    pub command: Arc<str>,
    /// What.
    pub items: Vec<Item>,
}
