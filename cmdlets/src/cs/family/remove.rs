//! Remove-: an item goes; a global one gets its defaults back; a policy in use is asked about.

use super::bound::{Bound, bind_through};
use super::operation;
use super::plan::Role;
use crate::cs::shelf::Open;
use crate::cs::{fault, shelf};
use runtime::author::{Cmdlet, Cx, Flow, Halt};
use store::documents::Removed;
use store::identity::{Identity, Scope};

pub(super) struct Remove {
    bound: Bound,
}

bind_through!(Remove);

impl Remove {
    pub(super) fn new(bound: Bound) -> Self {
        Self { bound }
    }

    fn remove(&mut self, cx: &mut Cx<'_>) -> Flow {
        let class = self.bound.class();
        let identity = self.bound.identity_or_global()?;
        let open = shelf::open(cx.s)?;
        let doc = open.documents.need(class, &identity).map_err(fault::of_document)?;
        (self.bound.plan().manners.check_removal)(&open, &doc)?;
        if !cx.confirm(&identity.to_string(), operation(&self.bound))? || !self.may_go(cx, &open, &identity)? {
            return Ok(());
        }
        let command = shelf::command_line(cx);
        match open.documents.remove(class, &identity, &command).map_err(fault::of_document)? {
            Removed::Gone => Ok(()),
            Removed::Reset => {
                let name = class.short_name();
                cx.warn(&format!(
                    "Global configuration for \"{name}\" cannot be removed. Instead of removing it, the Global configuration for \"{name}\" has been reset to the default value."
                ))
            }
        }
    }

    /// A policy that somebody has is removed only when a person says so.
    fn may_go(&self, cx: &mut Cx<'_>, open: &Open, identity: &Identity) -> Result<bool, Halt> {
        let Some(property) = self.bound.class().grant_to.filter(|_| identity.scope() == Scope::Tag) else { return Ok(true) };
        if self.bound.is_on(Role::Force) {
            return Ok(true);
        }
        let users = open.directory.count_granted(property, identity.name()).map_err(fault::of_directory)?;
        if users == 0 {
            return Ok(true);
        }
        let caption = format!(
            "The policy \"{}\" is currently assigned to one or more users. Assign a different policy to the users before removing this one.",
            identity.name()
        );
        cx.should_continue("The policy is in use.", &caption)
    }
}

impl Cmdlet for Remove {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let done = self.remove(cx);
        match done {
            Err(halt) if cx.expects_input() => cx.error(halt),
            done => done,
        }
    }
}
