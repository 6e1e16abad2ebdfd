//! History: who changed what, when and by which command; and taking it back.
//!
//! In:    questions about changes; revisions to take back.
//! Out:   changes in words of classes and properties; new changes that undo old ones.
//! Never: rewrites history. Taking back is a change like any other, and is refused over somebody's later work
//!        unless that is asked for.

use smol_str::SmolStr;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

use crate::change::{Change, ChangeSet, Expect, Item, Write};
use crate::class::{CLASSES, Class};
use crate::directory::Account;
use crate::doc::{Datum, Doc};
use crate::fault::{Category, Fault, StoreFault};
use crate::key::{ACCOUNTS, DOCS, INDEXES, Key, SECRETS, TOPOLOGY, fold};
use crate::store::{Bytes, Event, Rev, Store, walk_changes};

/// How long a follower waits before it looks whether it is still wanted.
const FOLLOW_PAUSE: std::time::Duration = std::time::Duration::from_millis(100);
/// Changes read at once while looking for some.
const STEP: u64 = 64;

/// Which changes are asked for; what is left out is not looked at.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Printed identity of an item, or any address or name of an account.
    pub identity: Option<String>,
    /// Noun of a class, with or without `Cs`; `CsUser` for accounts, `CsTopology` for the rest.
    pub class: Option<String>,
    /// Not before this, in milliseconds since 1970 UTC.
    pub after: Option<u64>,
    /// Not after this.
    pub before: Option<u64>,
    /// Login name of who did it.
    pub user: Option<String>,
    /// The newest so many of those that fit.
    pub last: Option<usize>,
}

/// A change, in words.
#[derive(Clone, Debug)]
pub struct Told {
    /// The change itself.
    pub change: Arc<Change>,
    /// What it did to each item; indexes are left out.
    pub items: Vec<TouchedItem>,
}

/// What a change did to one item.
#[derive(Clone, Debug, PartialEq)]
pub struct TouchedItem {
    /// Noun of its class.
    pub class: SmolStr,
    /// Its identity, as it prints.
    pub identity: String,
    /// Other names it is known by.
    names: Vec<String>,
    /// What happened.
    pub action: Action,
    /// Properties that differ: name, before, after.
    pub differences: Vec<(SmolStr, Datum, Datum)>,
}

/// What happened to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It was made.
    Added,
    /// It was changed.
    Changed,
    /// It was removed.
    Removed,
}

/// The history of a store; cheap to clone.
#[derive(Clone)]
pub struct History {
    store: Arc<dyn Store>,
}

impl History {
    /// The history of a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store }
    }

    /// Changes that fit a question, newest first, one by one until `each` has enough.
    pub fn ask(&self, question: &Question, each: &mut dyn FnMut(Told) -> bool) -> Result<(), StoreFault> {
        let info = self.store.info()?;
        let mut left = question.last.unwrap_or(usize::MAX);
        let mut upto = info.durable;
        while upto >= info.first && left > 0 {
            let from = upto.saturating_sub(STEP - 1).max(info.first);
            for change in self.range(from, upto)?.into_iter().rev() {
                let told = tell(change);
                if left > 0 && question.fits(&told) {
                    left -= 1;
                    if !each(told) {
                        return Ok(());
                    }
                }
            }
            upto = from - 1;
        }
        Ok(())
    }

    /// Changes that fit a question, as they are made from now on, oldest first. `each` gets none whenever there is
    /// nothing new for a moment; it goes on until `each` has enough.
    pub fn follow(&self, question: &Question, each: &mut dyn FnMut(Option<Told>) -> bool) -> Result<(), StoreFault> {
        let next = self.store.flush()? + 1;
        let mut watch = self.store.watch(b"", next)?;
        let mut wanted = each(None);
        while wanted {
            wanted = match watch.next(FOLLOW_PAUSE)? {
                Event::Change(change) => {
                    let told = tell(change);
                    !question.fits(&told) || each(Some(told))
                }
                // Another owner goes on where the last one ended; what was seen stays seen.
                Event::Current(_) | Event::Relist(_) => each(None),
            };
        }
        Ok(())
    }

    /// Everything that fits a question, newest first.
    pub fn all(&self, question: &Question) -> Result<Vec<Told>, StoreFault> {
        let mut found = Vec::new();
        self.ask(question, &mut |told| {
            found.push(told);
            true
        })?;
        Ok(found)
    }

    /// Prepares to take back changes from one revision to another, both included.
    pub fn undo(&self, from: Rev, to: Rev, force: bool) -> Result<Undo, UndoFault> {
        let info = self.store.info()?;
        if from == 0 || from > to || to > info.durable {
            return Err(UndoFault::NoRevision { from, to, last: info.durable });
        }
        let changes = self.range(from, to)?;
        let mut newest: HashMap<Key, Rev> = HashMap::new();
        for change in &changes {
            newest.extend(change.items.iter().map(|it| (it.key.clone(), change.rev)));
        }
        let mut seen = HashMap::new();
        for (key, rev) in newest {
            let now = self.store.get(&key)?.map(|it| it.revision);
            self.check_untouched(&changes, &key, rev, now, force)?;
            seen.insert(key, now);
        }
        Ok(Undo { store: Arc::clone(&self.store), changes, seen })
    }

    /// A removed item has no revision; the change that removed it left it without.
    fn check_untouched(&self, changes: &[Change], key: &Key, rev: Rev, now: Option<Rev>, force: bool) -> Result<(), UndoFault> {
        let change = changes.iter().find(|it| it.rev == rev);
        let item = change.and_then(|it| it.items.iter().find(|it| it.key == *key));
        let left = item.and_then(|it| it.new.as_ref()).map(|_| rev);
        if force || now == left || item.is_some_and(|it| it.hidden) {
            return Ok(());
        }
        let name = item.and_then(describe).map_or_else(|| key.to_string(), |it| it.identity);
        Err(UndoFault::ChangedSince { identity: name, rev, by: now.unwrap_or(0) })
    }

    fn range(&self, from: Rev, to: Rev) -> Result<Vec<Change>, StoreFault> {
        let mut all: Vec<Change> = Vec::new();
        walk_changes(self.store.as_ref(), from, to, &mut |change| {
            all.push(change);
            Ok(())
        })?;
        Ok(all)
    }
}

impl Question {
    fn fits(&self, told: &Told) -> bool {
        let at = told.change.at;
        self.after.is_none_or(|it| at >= it)
            && self.before.is_none_or(|it| at <= it)
            && self.user.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(&told.change.actor.user))
            && (self.class.is_none() && self.identity.is_none() || told.items.iter().any(|it| self.fits_item(it)))
    }

    fn fits_item(&self, item: &TouchedItem) -> bool {
        let class = |it: &String| {
            let noun = item.class.as_str();
            it.eq_ignore_ascii_case(noun) || noun.strip_prefix("Cs").is_some_and(|noun| it.eq_ignore_ascii_case(noun))
        };
        let identity = |it: &String| {
            let wanted = fold(it);
            fold(&item.identity) == wanted || item.names.iter().any(|name| fold(name) == wanted)
        };
        self.class.as_ref().is_none_or(class) && self.identity.as_ref().is_none_or(identity)
    }
}

/// A change in words.
#[must_use]
pub fn tell(change: Change) -> Told {
    let items = change.items.iter().filter_map(describe).collect();
    Told { change: Arc::new(change), items }
}

fn describe(item: &Item) -> Option<TouchedItem> {
    if item.key.starts_with(INDEXES) {
        return None;
    }
    let action = match (&item.old, &item.new) {
        _ if item.hidden => Action::Changed,
        (None, Some(_)) => Action::Added,
        (Some(_), None) => Action::Removed,
        _ => Action::Changed,
    };
    let told = if item.key.starts_with(DOCS) {
        describe_doc(item)
    } else if item.key.starts_with(ACCOUNTS) {
        describe_account(item)
    } else if item.key.starts_with(TOPOLOGY) {
        describe_node(item)
    } else if item.key.starts_with(SECRETS) {
        return None;
    } else {
        None
    };
    let (class, identity, names, differences) = told.unwrap_or_else(|| (SmolStr::default(), item.key.to_string(), Vec::new(), Vec::new()));
    Some(TouchedItem { class, identity, names, action, differences })
}

type Words = (SmolStr, String, Vec<String>, Vec<(SmolStr, Datum, Datum)>);

fn describe_doc(item: &Item) -> Option<Words> {
    let class: &'static Class = CLASSES.iter().copied().find(|it| item.key.starts_with(&crate::key::doc_prefix(it.noun)))?;
    let read = |bytes: &Option<Bytes>| {
        // The place of a secret stands for it: it differs when the secret does, and tells nothing.
        let mut place = |it: &str| Ok(Some(crate::doc::Secret::stored(it, it)));
        bytes.as_ref().and_then(|it| Doc::decode(class, it, &mut place).ok())
    };
    let (old, new) = (read(&item.old), read(&item.new));
    let identity = new.as_ref().or(old.as_ref())?.identity().clone();
    let blank = Doc::new(class, identity.clone());
    let (old, new) = (old.unwrap_or_else(|| blank.clone()), new.unwrap_or(blank));
    let differences = old.differences(&new);
    let differences = differences.into_iter().map(|(field, a, b)| (field.name.into(), a.clone(), b.clone())).collect();
    let names = vec![identity.name().to_owned()];
    Some((class.noun.into(), identity.to_string(), names, differences))
}

fn describe_account(item: &Item) -> Option<Words> {
    let guid = item.key.bytes().get(2..).and_then(|it| Uuid::from_slice(it).ok())?;
    let read = |bytes: &Option<Bytes>| bytes.as_ref().and_then(|it| Account::decode(guid, it).ok());
    let (old, new) = (read(&item.old), read(&item.new));
    let shown = new.as_ref().or(old.as_ref())?;
    let identity = shown.identity().to_string();
    let text = |name: &str| shown.text(name).map(str::to_owned);
    let mut names: Vec<_> = ["SipAddress", "UserPrincipalName", "DisplayName"].iter().filter_map(|it| text(it)).collect();
    names.extend(text("SipAddress").and_then(|it| it.strip_prefix("sip:").map(str::to_owned)));
    names.push(guid.to_string());
    let blank = Account::new(guid);
    let differences = old.as_ref().unwrap_or(&blank).differences(new.as_ref().unwrap_or(&blank));
    Some(("CsUser".into(), identity, names, differences))
}

fn describe_node(item: &Item) -> Option<Words> {
    let text = String::from_utf8_lossy(item.key.bytes()).into_owned();
    let name = text.splitn(3, '/').nth(2)?.to_owned();
    let read = |bytes: &Option<Bytes>| -> serde_json::Map<String, serde_json::Value> {
        bytes.as_ref().and_then(|it| serde_json::from_slice(it).ok()).unwrap_or_default()
    };
    let (old, new) = (read(&item.old), read(&item.new));
    let mut fields: Vec<_> = old.keys().chain(new.keys()).collect();
    fields.sort();
    fields.dedup();
    let show = |it: Option<&serde_json::Value>| match it {
        None | Some(serde_json::Value::Null) => Datum::Null,
        Some(serde_json::Value::String(it)) => Datum::text(it),
        Some(other) => Datum::text(&other.to_string()),
    };
    let changed = fields.into_iter().filter(|it| old.get(*it) != new.get(*it));
    let differences = changed.map(|it| (it.as_str().into(), show(old.get(it)), show(new.get(it)))).collect();
    Some(("CsTopology".into(), name, Vec::new(), differences))
}

/// Changes about to be taken back.
pub struct Undo {
    store: Arc<dyn Store>,
    changes: Vec<Change>,
    /// Revision each item has now; none if it does not exist.
    seen: HashMap<Key, Option<Rev>>,
}

impl Undo {
    /// What it would do, newest change first: every item as it is now and as it would be then.
    pub fn preview(&self) -> Result<Vec<Told>, StoreFault> {
        let mut reached: HashMap<Key, Option<Bytes>> = HashMap::new();
        let mut told = Vec::new();
        for change in self.changes.iter().rev() {
            let mut turned = change.clone();
            for item in &mut turned.items {
                let then = item.old.take();
                let now = match reached.insert(item.key.clone(), then.clone()) {
                    Some(now) => now,
                    None => self.store.get(&item.key)?.map(|it| it.value),
                };
                (item.old, item.new) = (now, then);
            }
            told.push(tell(turned));
        }
        Ok(told)
    }

    /// Does it, newest change first, each as a change of its own. Tells the revisions that did it.
    pub fn run(mut self, command: &str) -> Result<Vec<Rev>, UndoFault> {
        let mut done = Vec::new();
        for change in std::mem::take(&mut self.changes).iter().rev() {
            let mut undo = ChangeSet::new(command);
            undo.writes = change.items.iter().filter(|it| !it.hidden).map(|it| self.turn(it)).collect();
            if undo.writes.is_empty() {
                continue;
            }
            let keys: Vec<_> = undo.writes.iter().map(|it| (it.key.clone(), it.value.is_some())).collect();
            let rev = self.store.commit(undo).map_err(|it| later(it, change))?.rev;
            for (key, there) in keys {
                self.seen.insert(key, there.then_some(rev));
            }
            done.push(rev);
        }
        Ok(done)
    }

    fn turn(&self, item: &Item) -> Write {
        let now = self.seen.get(&item.key).copied().flatten();
        let expect = now.map_or(Expect::Absent, Expect::Rev);
        Write { key: item.key.clone(), value: item.old.clone(), expect }
    }
}

fn later(fault: StoreFault, change: &Change) -> UndoFault {
    match fault {
        StoreFault::Conflict { key, .. } => {
            let item = change.items.iter().find(|it| it.key == key);
            let identity = item.and_then(describe).map_or_else(|| key.to_string(), |it| it.identity);
            UndoFault::ChangedSince { identity, rev: change.rev, by: 0 }
        }
        other => other.into(),
    }
}

/// Why changes cannot be taken back.
#[derive(Clone, Debug, thiserror::Error)]
pub enum UndoFault {
    /// There are no such revisions.
    #[error("There is no change {from} to {to}; the newest change is {last}.")]
    NoRevision {
        /// First asked for.
        from: Rev,
        /// Last asked for.
        to: Rev,
        /// Newest there is.
        last: Rev,
    },
    /// Somebody changed an item after that.
    #[error("\"{identity}\" was changed again after revision {rev}. Take the later change back too, or use -Force to overwrite it.")]
    ChangedSince {
        /// The item.
        identity: String,
        /// The change that was to be taken back.
        rev: Rev,
        /// The later change; 0 if the item is gone or it is not known.
        by: Rev,
    },
    /// The store itself.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

impl Fault for UndoFault {
    fn id(&self) -> &'static str {
        match self {
            Self::NoRevision { .. } => "ChangeNotFound",
            Self::ChangedSince { .. } => "ItemChangedSince",
            Self::Store(it) => it.id(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::NoRevision { .. } => Category::ObjectNotFound,
            Self::ChangedSince { .. } => Category::InvalidOperation,
            Self::Store(it) => it.category(),
        }
    }

    fn target(&self) -> Option<String> {
        match self {
            Self::NoRevision { from, to, .. } => Some(format!("{from}..{to}")),
            Self::ChangedSince { identity, .. } => Some(identity.clone()),
            Self::Store(it) => it.target(),
        }
    }
}
