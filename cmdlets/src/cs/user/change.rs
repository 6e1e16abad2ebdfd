//! What the cmdlets that change one user share, a grant too: find, ask, change in a pack, tell what went wrong late.
//!
//! In:    the bound user, a function that changes an account.
//! Out:   the changed account; a warning when nothing changed.
//! Never: decides what is changed.

use crate::cs::object::UserObject;
use crate::cs::params::UserIdParameter;
use crate::cs::shelf::Open;
use crate::cs::{fault, shelf};
use runtime::author::{Cx, Flow, Halt, Value};
use store::directory::{Account, Bulk, DirectoryFault, Step};

/// Changes of one running command; durable when `finish` returns.
#[derive(Default)]
pub(in crate::cs) struct Changes {
    bulk: Option<Bulk>,
}

/// The account that is meant, as it is now.
pub(super) fn find(open: &Open, identity: Option<&Value>) -> Result<Account, DirectoryFault> {
    let Some(user) = identity.and_then(UserIdParameter::of) else {
        return Err(DirectoryFault::NotFound { user: String::new() });
    };
    match user.account() {
        // The object may be older than what was changed since.
        Some(account) => {
            open.directory.by_guid(account.guid())?.ok_or_else(|| DirectoryFault::NotFound { user: account.identity().to_string() })
        }
        None => open.directory.one(&user.id()),
    }
}

/// The same, for cmdlets that know enabled users only.
pub(super) fn find_user(open: &Open, identity: Option<&Value>) -> Result<Account, DirectoryFault> {
    let account = find(open, identity)?;
    if account.is_enabled_user() {
        return Ok(account);
    }
    let user = identity.map(|it| it.plain_text().to_string()).unwrap_or_default();
    Err(DirectoryFault::NotFound { user })
}

impl Changes {
    /// Changes one account after asking; gives it back when `pass_thru` is set.
    pub(super) fn change(
        &mut self,
        cx: &mut Cx<'_>,
        account: &Account,
        pass_thru: bool,
        redo: impl Fn(&mut Account) -> Result<(), DirectoryFault> + Send + Sync + 'static,
    ) -> Flow {
        self.step(cx, account, pass_thru, |bulk| bulk.change(account, redo))
    }

    /// Gives one user the policy of a property, or takes it away; otherwise as `change`.
    pub(in crate::cs) fn grant(
        &mut self,
        cx: &mut Cx<'_>,
        account: &Account,
        pass_thru: bool,
        property: &'static str,
        policy: Option<&str>,
    ) -> Flow {
        self.step(cx, account, pass_thru, |bulk| bulk.grant(account, property, policy))
    }

    fn step(
        &mut self,
        cx: &mut Cx<'_>,
        account: &Account,
        pass_thru: bool,
        take: impl FnOnce(&mut Bulk) -> Result<Step, DirectoryFault>,
    ) -> Flow {
        let operation = cx.run().info.name.clone();
        if !cx.confirm(&account.identity(), &operation)? {
            return Ok(());
        }
        if self.bulk.is_none() {
            self.bulk = Some(shelf::open(cx.s)?.directory.bulk(&shelf::command_line(cx)));
        }
        let Some(bulk) = &mut self.bulk else { return Ok(()) };
        let step = match take(bulk) {
            Ok(step) => step,
            // A store that takes no more ends the command; how far it came is told with it.
            Err(fault) if fault.ends_run() => {
                self.finish(cx)?;
                return Err(fault::of_directory(fault).into());
            }
            Err(fault) => return cx.error(fault::of_directory(fault)),
        };
        if !step.changed {
            cx.warn(&format!("Object with identity \"{}\" was not changed.", account.identity()))?;
        }
        if pass_thru { cx.emit(UserObject::user(step.account)) } else { Ok(()) }
    }

    /// Everything is durable when this returns; what could not be done after all is told per user.
    pub(in crate::cs) fn finish(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(bulk) = self.bulk.take() else { return Ok(()) };
        let outcome = bulk.finish().map_err(fault::of_directory)?;
        for late in outcome.faults {
            cx.error(fault::of_directory(late.fault).target(late.user))?;
        }
        Ok(())
    }

    pub(in crate::cs) fn drop_unfinished(&mut self) {
        self.bulk = None;
    }
}

/// A user cmdlet says what is wrong with one user and goes on with the next.
pub(super) fn say(cx: &mut Cx<'_>, done: Result<(), Halt>) -> Flow {
    match done {
        Err(halt @ Halt::Error(_)) => cx.error(halt),
        done => done,
    }
}
