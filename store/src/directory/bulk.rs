//! Bulk: many changes of one command, packed.
//!
//! In:    accounts one by one, each with what to do to it.
//! Out:   change sets as large as the store takes; at the end, everything durable or the fault that kept it from it.
//! Never: holds more than a pack and a few answers under way; lets a reader of the same directory miss a change.
//!
//! A pack is one change set. If somebody else changed one of its accounts meanwhile, the pack is refused as a whole
//! and its accounts are changed one by one, each read again first. So nobody's change is lost.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use uuid::Uuid;

use super::account::Account;
use super::{Directory, DirectoryFault, explain};
use crate::change::{ChangeSet, Expect, WRITES_MAX, Write};
use crate::fault::StoreFault;
use crate::key::Key;
use crate::store::Ticket;

/// Bytes of a pack; well below what a change set may have, since its history needs room too.
const PACK_BYTES_MAX: usize = 256 * 1024;
/// Packs that may be under way before the oldest is waited for.
const PACKS_UNDER_WAY_MAX: usize = 32;
/// How often one account is tried again when others keep changing it.
const TRIES_MAX: usize = 16;

/// What to do to an account; may be done again on a newer version of it.
type Redo = Arc<dyn Fn(&mut Account) -> Result<(), DirectoryFault> + Send + Sync>;

/// A run of many changes. Every change is readable at once through the same [`Directory`];
/// all of them are durable when [`Bulk::finish`] returns.
pub struct Bulk {
    directory: Directory,
    run: u64,
}

/// What one step did.
#[derive(Clone, Debug)]
pub struct Step {
    /// The account as it is now.
    pub account: Account,
    /// Whether anything changed.
    pub changed: bool,
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Accounts that were changed.
    pub changed: u64,
    /// Accounts that could not be changed after all, though it had looked well at first.
    pub faults: Vec<BulkFault>,
}

/// An account that could not be changed after all.
#[derive(Debug)]
pub struct BulkFault {
    /// Its identity.
    pub user: String,
    /// Why.
    pub fault: DirectoryFault,
}

impl Bulk {
    pub(super) fn new(directory: Directory, command: &str) -> Self {
        let run = directory.pending().begin(command);
        Self { directory, run }
    }

    /// Grants a policy (by its name without `Tag:`), or takes it away. `property` is the class's `grant_to`.
    pub fn grant(&mut self, account: &Account, property: &'static str, name: Option<&str>) -> Result<Step, DirectoryFault> {
        let name: Option<Arc<str>> = name.map(Arc::from);
        let redo = move |it: &mut Account| {
            it.grant(property, name.as_deref());
            Ok(())
        };
        self.change(account, redo)
    }

    /// Changes an account. The change is given as a function, because it is done again if somebody else was faster.
    pub fn change(
        &mut self,
        account: &Account,
        redo: impl Fn(&mut Account) -> Result<(), DirectoryFault> + Send + Sync + 'static,
    ) -> Result<Step, DirectoryFault> {
        self.push_if_pending(account.guid())?;
        let Some(current) = self.read_current(account)? else {
            return Err(DirectoryFault::NotFound { user: account.identity().to_string() });
        };
        self.plan(Some(current), account.guid(), false, Arc::new(redo))
    }

    /// Stores an account as given, whether it exists already or not.
    pub fn put(&mut self, account: &Account) -> Result<Step, DirectoryFault> {
        self.push_if_pending(account.guid())?;
        let current = self.read_current(account)?;
        let content = account.clone();
        let redo = move |it: &mut Account| {
            it.take_content(&content);
            Ok(())
        };
        self.plan(current, account.guid(), true, Arc::new(redo))
    }

    /// Waits until everything is durable, and tells what could not be done after all.
    pub fn finish(self) -> Result<Outcome, DirectoryFault> {
        // What goes wrong is noted in the run; what was handed over before is waited for and counted all the same.
        let _ = push(&self.directory, self.run);
        let ended = self.directory.pending().runs.remove(&self.run);
        let Some(mut run) = ended else {
            return Ok(Outcome::default());
        };
        while let Some(under_way) = run.under_way.pop_front() {
            let _ = settle(&self.directory, &mut run, under_way);
        }
        match run.failed {
            Some(fault) if run.outcome.changed > 0 => Err(DirectoryFault::Stopped { changed: run.outcome.changed, fault }),
            Some(fault) => Err(fault.into()),
            None => Ok(run.outcome),
        }
    }

    fn plan(&mut self, before: Option<Account>, guid: Uuid, creates: bool, redo: Redo) -> Result<Step, DirectoryFault> {
        let mut after = before.clone().unwrap_or_else(|| Account::new(guid));
        redo(&mut after)?;
        if before.as_ref().is_some_and(|it| it.same_as(&after)) {
            return Ok(Step { account: after, changed: false });
        }
        let writes = writes(before.as_ref(), &after);
        let moves = before.as_ref().is_none_or(|it| !it.shares_fields_with(&after));
        let plan = Plan { after: after.clone(), creates, redo, writes, moves };
        if !self.directory.pending().run(self.run)?.has_room_for(&plan) {
            push(&self.directory, self.run)?;
        }
        let mut pending = self.directory.pending();
        let run = pending.run(self.run)?;
        if let Some(fault) = &run.failed {
            return Err(fault.clone().into());
        }
        run.add(plan);
        Ok(Step { account: after, changed: true })
    }

    /// The stored account; the one given if it is of the newest revision.
    fn read_current(&self, account: &Account) -> Result<Option<Account>, DirectoryFault> {
        let Some(entry) = self.directory.store.get(&Key::account(account.guid()))? else {
            return Ok(None);
        };
        if account.is_unedited() && entry.revision == account.revision() {
            return Ok(Some(account.clone()));
        }
        Ok(Some(Account::from_entry(&entry)?))
    }

    fn push_if_pending(&self, guid: Uuid) -> Result<(), DirectoryFault> {
        let holder = self.directory.pending().holder(guid);
        holder.map_or(Ok(()), |run| push(&self.directory, run))
    }
}

impl Drop for Bulk {
    fn drop(&mut self) {
        // Without `finish` nobody waits, but what was accepted is still handed over.
        let _ = push(&self.directory, self.run);
        self.directory.pending().runs.remove(&self.run);
    }
}

/// Packs of every run of a directory.
#[derive(Default)]
pub(super) struct Pending {
    runs: BTreeMap<u64, Run>,
    last: u64,
}

struct Run {
    template: ChangeSet,
    pack: Vec<Plan>,
    writes: usize,
    bytes: usize,
    under_way: VecDeque<UnderWay>,
    outcome: Outcome,
    failed: Option<StoreFault>,
}

struct Plan {
    after: Account,
    /// It may be made if it is not there; otherwise somebody removed it, and that stands.
    creates: bool,
    redo: Redo,
    writes: Vec<Write>,
    moves: bool,
}

struct UnderWay {
    ticket: Ticket,
    plans: Vec<Plan>,
}

impl Pending {
    fn begin(&mut self, command: &str) -> u64 {
        self.last += 1;
        let run = Run {
            template: ChangeSet::new(command),
            pack: Vec::new(),
            writes: 0,
            bytes: 0,
            under_way: VecDeque::new(),
            outcome: Outcome::default(),
            failed: None,
        };
        self.runs.insert(self.last, run);
        self.last
    }

    fn run(&mut self, id: u64) -> Result<&mut Run, StoreFault> {
        self.runs.get_mut(&id).ok_or(StoreFault::Closed)
    }

    /// The account as it will be, if it waits in a pack.
    pub(super) fn account(&self, guid: Uuid) -> Option<Account> {
        let mut plans = self.runs.values().flat_map(|run| &run.pack);
        plans.find(|it| it.after.guid() == guid).map(|it| it.after.clone())
    }

    /// Whether a waiting change touches a name or an address, so that indexes are behind.
    pub(super) fn moves_names(&self) -> bool {
        self.runs.values().flat_map(|run| &run.pack).any(|it| it.moves)
    }

    fn holder(&self, guid: Uuid) -> Option<u64> {
        let holds = |run: &Run| run.pack.iter().any(|it| it.after.guid() == guid);
        self.runs.iter().find(|(_, run)| holds(run)).map(|(id, _)| *id)
    }
}

impl Run {
    fn has_room_for(&self, plan: &Plan) -> bool {
        let fits = self.writes + plan.writes.len() <= WRITES_MAX && self.bytes + plan.bytes() <= PACK_BYTES_MAX;
        self.pack.is_empty() || fits && !(plan.moves && self.touches_names_of(plan))
    }

    /// Whether a name or an address goes from an account of the pack to that of the plan: one key, two writes.
    fn touches_names_of(&self, plan: &Plan) -> bool {
        let names = || self.pack.iter().filter(|it| it.moves).flat_map(|it| &it.writes[1..]);
        plan.writes[1..].iter().any(|it| names().any(|mine| mine.key == it.key))
    }

    fn add(&mut self, plan: Plan) {
        self.writes += plan.writes.len();
        self.bytes += plan.bytes();
        self.pack.push(plan);
    }
}

impl Plan {
    fn bytes(&self) -> usize {
        self.writes.iter().map(|it| it.key.bytes().len() + it.value.as_ref().map_or(0, |it| it.len())).sum()
    }
}

/// Hands every waiting pack to the store, so that pages and indexes show what is in them.
pub(super) fn push_all(directory: &Directory) -> Result<(), DirectoryFault> {
    let waiting: Vec<u64> = {
        let pending = directory.pending();
        pending.runs.iter().filter(|(_, run)| !run.pack.is_empty()).map(|(id, _)| *id).collect()
    };
    waiting.into_iter().try_for_each(|run| push(directory, run))
}

fn push(directory: &Directory, id: u64) -> Result<(), DirectoryFault> {
    let mut pending = directory.pending();
    let Some(run) = pending.runs.get_mut(&id).filter(|it| !it.pack.is_empty()) else {
        return Ok(());
    };
    let mut plans = std::mem::take(&mut run.pack);
    (run.writes, run.bytes) = (0, 0);
    let mut change = run.template.clone();
    change.id = Uuid::new_v4();
    change.writes = plans.iter_mut().flat_map(|it| std::mem::take(&mut it.writes)).collect();
    match directory.store.submit(change) {
        Ok(ticket) => run.under_way.push_back(UnderWay { ticket, plans }),
        Err(StoreFault::Conflict { .. }) => one_by_one(directory, run, plans)?,
        Err(fault) => {
            run.failed = Some(fault.clone());
            return Err(fault.into());
        }
    }
    if run.under_way.len() > PACKS_UNDER_WAY_MAX
        && let Some(oldest) = run.under_way.pop_front()
    {
        settle(directory, run, oldest)?;
    }
    Ok(())
}

fn settle(directory: &Directory, run: &mut Run, under_way: UnderWay) -> Result<(), DirectoryFault> {
    match under_way.ticket.wait() {
        Ok(_) => run.outcome.changed += under_way.plans.len() as u64,
        Err(StoreFault::Conflict { .. }) => one_by_one(directory, run, under_way.plans)?,
        Err(fault) => {
            run.failed = Some(fault.clone());
            return Err(fault.into());
        }
    }
    Ok(())
}

/// Changes the accounts of a refused pack one by one. What cannot be done is noted; a store that cannot be written ends it.
fn one_by_one(directory: &Directory, run: &mut Run, plans: Vec<Plan>) -> Result<(), DirectoryFault> {
    for plan in plans {
        match change_one(directory, run, &plan) {
            Ok(()) => run.outcome.changed += 1,
            Err(DirectoryFault::Store(fault)) => {
                run.failed = Some(fault.clone());
                return Err(fault.into());
            }
            Err(fault) => {
                run.outcome.faults.push(BulkFault { user: plan.after.identity().to_string(), fault });
            }
        }
    }
    Ok(())
}

fn change_one(directory: &Directory, run: &Run, plan: &Plan) -> Result<(), DirectoryFault> {
    let guid = plan.after.guid();
    let mut last = DirectoryFault::Changed { user: plan.after.identity().to_string() };
    for _ in 0..TRIES_MAX {
        let entry = directory.store.get(&Key::account(guid))?;
        let before = entry.map(|it| Account::from_entry(&it)).transpose()?;
        if before.is_none() && !plan.creates {
            let user = plan.after.identity().to_string();
            return Err(DirectoryFault::NotFound { user });
        }
        let mut after = before.clone().unwrap_or_else(|| Account::new(guid));
        (plan.redo)(&mut after)?;
        if before.as_ref().is_some_and(|it| it.same_as(&after)) {
            return Ok(());
        }
        let mut change = run.template.clone();
        change.id = Uuid::new_v4();
        change.writes = writes(before.as_ref(), &after);
        match directory.store.commit(change) {
            Ok(_) => return Ok(()),
            Err(fault) => last = explain(fault, &after),
        }
        if !matches!(last, DirectoryFault::Changed { .. } | DirectoryFault::Exists { .. }) {
            return Err(last);
        }
    }
    Err(last)
}

/// Every write that takes an account from one state to another, indexes included.
pub(super) fn writes(before: Option<&Account>, after: &Account) -> Vec<Write> {
    let expect = before.map_or(Expect::Absent, |it| Expect::Rev(it.revision()));
    let account = Write { key: Key::account(after.guid()), value: Some(after.encode().into()), expect };
    let mut all = vec![account];
    let same_fields = before.is_some_and(|it| it.shares_fields_with(after));
    let entries = |account: &Account| -> Vec<(Key, bool)> {
        if same_fields { account.grant_entries().map(|key| (key, false)).collect() } else { account.index_entries() }
    };
    let (old, new) = (before.map(entries).unwrap_or_default(), entries(after));
    let gone = old.iter().filter(|(key, _)| !new.iter().any(|(it, _)| it == key));
    all.extend(gone.map(|(key, _)| Write { key: key.clone(), value: None, expect: Expect::Any }));
    let come = new.into_iter().filter(|(key, _)| !old.iter().any(|(it, _)| it == key));
    all.extend(come.map(|(key, unique)| Write {
        key,
        value: Some(after.index_value()),
        expect: if unique { Expect::Absent } else { Expect::Any },
    }));
    all
}
