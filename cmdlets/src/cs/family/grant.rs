//! Grant-: a per-user policy for users; many users go to the store in packs.

use super::bound::{Bound, bind_through};
use super::plan::Role;
use crate::cs::params::UserIdParameter;
use crate::cs::user::change::Changes;
use crate::cs::{fault, shelf};
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Halt, Session, Str, Value};
use store::directory::{Account, Directory, DirectoryFault};
use store::identity::{Identity, Scope};

pub(super) struct Grant {
    bound: Bound,
    /// What `begin` found out about the policy.
    policy: Policy,
    changes: Changes,
    directory: Option<Directory>,
}

enum Policy {
    /// Takes the policy away.
    None,
    Named(Str),
    /// No per-user policy; every user gets this error.
    Refused(Str),
}

bind_through!(Grant);

impl Grant {
    pub(super) fn new(bound: Bound) -> Self {
        Self { bound, policy: Policy::None, changes: Changes::default(), directory: None }
    }

    /// Looks the policy up once, not once per user.
    fn find_policy(&self, cx: &mut Cx<'_>) -> Result<Policy, Halt> {
        let name = self.bound.text(Role::PolicyName).unwrap_or_default();
        if name.is_empty() {
            return Ok(Policy::None);
        }
        let class = self.bound.class();
        let identity = Identity::parse(&name, class.scopes).ok().filter(|it| it.scope() == Scope::Tag);
        let Some(identity) = identity else { return Ok(Policy::Refused(name)) };
        let found = shelf::open(cx.s)?.documents.get(class, &identity).map_err(fault::of_document)?;
        Ok(found.map_or(Policy::Refused(name), |doc| Policy::Named(Str::new(doc.identity().name()))))
    }

    fn account(&self, directory: &Directory) -> Result<Account, DirectoryFault> {
        let Some(user) = self.bound.value(Role::Identity).and_then(UserIdParameter::of) else {
            return Err(DirectoryFault::NotFound { user: String::new() });
        };
        let account = match user.account() {
            Some(account) => account.clone(),
            None => directory.one(&user.id())?,
        };
        if account.is_enabled_user() {
            return Ok(account);
        }
        Err(DirectoryFault::NotFound { user: user.id().to_string() })
    }

    fn grant(&mut self, cx: &mut Cx<'_>, account: &Account) -> Flow {
        let name = match &self.policy {
            Policy::None => None,
            Policy::Named(name) => Some(name.as_str()),
            Policy::Refused(name) => return cx.error(not_user_policy(name)),
        };
        let Some(property) = self.bound.class().grant_to else { return Ok(()) };
        self.changes.grant(cx, account, self.bound.is_on(Role::PassThru), property, name)
    }
}

fn not_user_policy(name: &str) -> Fault {
    let message = format!("Policy \"{name}\" is not a user policy. You can assign only a user policy to a specific user.");
    fault::refused("NotUserPolicy", Category::InvalidArgument, message, Value::str(name))
}

impl Cmdlet for Grant {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.policy = self.find_policy(cx)?;
        self.directory = Some(shelf::open(cx.s)?.directory);
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(directory) = self.directory.clone() else { return Ok(()) };
        match self.account(&directory) {
            Ok(account) => self.grant(cx, &account),
            Err(fault) => cx.error(fault::of_directory(fault)),
        }
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.changes.finish(cx)
    }

    fn dispose(&mut self, _s: &mut Session) {
        self.changes.drop_unfinished();
        self.directory = None;
    }
}
