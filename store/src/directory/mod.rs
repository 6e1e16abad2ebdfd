//! Directory: accounts, the part that Active Directory plays elsewhere.
//!
//! In:    accounts to store; names, patterns and pages to look up.
//! Out:   accounts, page by page; faults that name the user.
//! Never: holds more than a page of accounts, or a change longer than a pack (see `bulk`).
//!
//! Indexes (keys under `i/`): `sip`, `upn`, `dn`, `sam` lead to one account each; `name` (display name) and
//! `pol/<property>` to many. They are written in the same change set as the account.

mod account;
mod attribute;
mod bulk;
mod user_id;

pub use account::Account;
pub use bulk::{Bulk, BulkFault, Outcome, Step};
pub use user_id::{Form, UserId};

use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

use self::account::{fit, policy_index};
use self::bulk::Pending;
use crate::change::{ChangeSet, Expect};
use crate::doc::DocFault;
use crate::fault::{Category, Fault, StoreFault};
use crate::key::{self, ACCOUNTS, Key};
use crate::store::{Entry, Rev, Store};

/// Accounts in one page.
pub const PAGE_ACCOUNTS_MAX: usize = 500;

/// Accounts in a store; cheap to clone, and clones see each other's changes at once.
#[derive(Clone)]
pub struct Directory {
    store: Arc<dyn Store>,
    pending: Arc<Mutex<Pending>>,
}

/// Which accounts a walk gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All of them.
    All,
    /// Those a name stands for.
    Named(UserId),
    /// Those who were granted this: property and name.
    Granted(String, String),
}

impl Directory {
    /// The accounts of a store.
    #[must_use]
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self { store, pending: Arc::default() }
    }

    /// The store below.
    #[must_use]
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.store
    }

    /// How many accounts there are.
    pub fn count(&self) -> Result<u64, DirectoryFault> {
        self.push_pending()?;
        Ok(self.store.count(ACCOUNTS)?)
    }

    /// How many accounts were granted this, such as `("ExternalAccessPolicy", "FedPic")`.
    pub fn count_granted(&self, property: &str, name: &str) -> Result<u64, DirectoryFault> {
        self.push_pending()?;
        Ok(self.store.count(&key::shared_prefix(&policy_index(property), &fit(name)))?)
    }

    /// The account with this guid.
    pub fn by_guid(&self, guid: Uuid) -> Result<Option<Account>, DirectoryFault> {
        if let Some(account) = self.pending().account(guid) {
            return Ok(Some(account));
        }
        let entry = self.store.get(&Key::account(guid))?;
        Ok(entry.map(|it| Account::from_entry(&it)).transpose()?)
    }

    /// The one account a name stands for; a name of nobody or of several is a fault.
    pub fn one(&self, id: &UserId) -> Result<Account, DirectoryFault> {
        let mut found = self.few(id, 2)?;
        if found.len() > 1 {
            return Err(DirectoryFault::Ambiguous { user: id.to_string() });
        }
        found.pop().ok_or_else(|| DirectoryFault::NotFound { user: id.to_string() })
    }

    /// Accounts a name stands for, at most so many.
    pub fn few(&self, id: &UserId, limit: usize) -> Result<Vec<Account>, DirectoryFault> {
        let mut found = Vec::new();
        for page in self.pages(Selection::Named(id.clone())) {
            found.extend(page?);
            if found.len() >= limit {
                found.truncate(limit);
                break;
            }
        }
        Ok(found)
    }

    /// Accounts, page by page. Each page is read when it is asked for; changes made meanwhile may be seen.
    #[must_use]
    pub fn pages(&self, selection: Selection) -> Pages {
        Pages { directory: self.clone(), cursor: Cursor::start(&selection), selection, done: false }
    }

    /// Makes an account; its addresses must be free.
    pub fn create(&self, account: &Account, command: &str) -> Result<Account, DirectoryFault> {
        self.push_pending()?;
        let mut fresh = account.clone();
        fresh.stamp(0, 0);
        self.store_account(None, &fresh, command)
    }

    /// Stores an account over the revision it was read at.
    pub fn save(&self, account: &Account, command: &str) -> Result<Account, DirectoryFault> {
        let before = self.current(account)?;
        if before.revision() != account.revision() {
            return Err(DirectoryFault::Changed { user: account.identity().to_string() });
        }
        self.store_account(Some(&before), account, command)
    }

    /// Removes an account and everything that leads to it.
    pub fn remove(&self, account: &Account, command: &str) -> Result<(), DirectoryFault> {
        let before = self.current(account)?;
        let mut change = ChangeSet::new(command);
        change = change.delete(Key::account(before.guid()), Expect::Rev(before.revision()));
        for (key, _) in before.index_entries() {
            change = change.delete(key, Expect::Any);
        }
        self.store.commit(change).map_err(|it| explain(it, account))?;
        Ok(())
    }

    /// Begins a run of many changes; see [`Bulk`].
    #[must_use]
    pub fn bulk(&self, command: &str) -> Bulk {
        Bulk::new(self.clone(), command)
    }

    fn current(&self, account: &Account) -> Result<Account, DirectoryFault> {
        self.push_pending()?;
        let found = self.by_guid(account.guid())?;
        found.ok_or_else(|| DirectoryFault::NotFound { user: account.identity().to_string() })
    }

    fn store_account(&self, before: Option<&Account>, after: &Account, command: &str) -> Result<Account, DirectoryFault> {
        let mut change = ChangeSet::new(command);
        change.writes = bulk::writes(before, after);
        let done = self.store.commit(change).map_err(|it| explain(it, after))?;
        Ok(stamped(before, after, done.rev))
    }

    fn push_pending(&self) -> Result<(), DirectoryFault> {
        bulk::push_all(self)
    }

    fn pending(&self) -> std::sync::MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn by_unique(&self, index: &str, value: &str) -> Result<Option<Account>, DirectoryFault> {
        if self.pending().moves_names() {
            self.push_pending()?;
        }
        let Some(entry) = self.store.get(&Key::unique(index, &fit(value)))? else {
            return Ok(None);
        };
        self.by_guid(guid_in(&entry)?)
    }
}

fn stamped(before: Option<&Account>, after: &Account, rev: Rev) -> Account {
    let mut saved = after.clone();
    saved.stamp(before.map_or(rev, Account::created), rev);
    saved
}

fn guid_in(entry: &Entry) -> Result<Uuid, StoreFault> {
    Uuid::from_slice(&entry.value).map_err(|it| StoreFault::damaged(entry.key.to_string(), it.to_string()))
}

/// A walk over accounts.
pub struct Pages {
    directory: Directory,
    selection: Selection,
    cursor: Cursor,
    done: bool,
}

/// Where a walk is.
enum Cursor {
    /// Over accounts themselves.
    Accounts(Option<Key>),
    /// Over an index that leads to many.
    Index { name: String, prefix: Vec<u8>, after: Option<Key> },
    /// At most one account.
    Single,
}

impl Cursor {
    fn start(selection: &Selection) -> Self {
        let index = |name: String, prefix| Self::Index { name, prefix, after: None };
        match selection {
            Selection::All => Self::Accounts(None),
            Selection::Granted(property, policy) => {
                let name = policy_index(property);
                let prefix = key::shared_prefix(&name, &fit(policy));
                index(name, prefix)
            }
            Selection::Named(id) => match id.form() {
                Form::Display(name) => index("name".to_owned(), key::shared_prefix("name", &fit(name))),
                Form::Pattern(pattern) => {
                    // What stands before the first star narrows the walk.
                    let start = pattern.split('*').next().unwrap_or_default();
                    index("name".to_owned(), key::index_prefix("name", start))
                }
                _ => Self::Single,
            },
        }
    }
}

impl Iterator for Pages {
    type Item = Result<Vec<Account>, DirectoryFault>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            match self.read() {
                Ok(page) if page.is_empty() => {}
                Ok(page) => return Some(Ok(page)),
                Err(fault) => {
                    self.done = true;
                    return Some(Err(fault));
                }
            }
        }
        None
    }
}

impl Pages {
    fn read(&mut self) -> Result<Vec<Account>, DirectoryFault> {
        let directory = self.directory.clone();
        match &mut self.cursor {
            Cursor::Single => {
                self.done = true;
                let Selection::Named(id) = &self.selection else {
                    return Ok(Vec::new());
                };
                Ok(single(&directory, id.form())?.into_iter().collect())
            }
            Cursor::Accounts(after) => {
                directory.push_pending()?;
                let page = directory.store.page(ACCOUNTS, after.as_ref(), PAGE_ACCOUNTS_MAX)?;
                self.done = page.is_empty();
                *after = page.last().map(|it| it.key.clone());
                Ok(page.iter().map(Account::from_entry).collect::<Result<_, _>>()?)
            }
            Cursor::Index { name, prefix, after } => {
                directory.push_pending()?;
                let page = directory.store.page(prefix, after.as_ref(), PAGE_ACCOUNTS_MAX)?;
                self.done = page.is_empty();
                *after = page.last().map(|it| it.key.clone());
                named_in(&directory, &page, name, &self.selection)
            }
        }
    }
}

fn single(directory: &Directory, form: &Form) -> Result<Option<Account>, DirectoryFault> {
    match form {
        Form::Guid(guid) => directory.by_guid(*guid),
        Form::Sip(address) => directory.by_unique("sip", address),
        Form::Logon(name) => directory.by_unique("sam", &short_logon(name)),
        Form::Distinguished(name) => directory.by_unique("dn", name),
        Form::Address(address) => match directory.by_unique("sip", address)? {
            Some(account) => Ok(Some(account)),
            None => directory.by_unique("upn", address),
        },
        Form::Display(_) | Form::Pattern(_) => Ok(None),
    }
}

/// `litwareinc.com\kenmyer` means the same as `litwareinc\kenmyer`.
fn short_logon(name: &str) -> String {
    let Some((domain, logon)) = name.split_once('\\') else {
        return name.to_owned();
    };
    format!("{}\\{logon}", domain.split('.').next().unwrap_or_default())
}

fn named_in(directory: &Directory, page: &[Entry], index: &str, selection: &Selection) -> Result<Vec<Account>, DirectoryFault> {
    let pattern = match selection {
        Selection::Named(id) => match id.form() {
            Form::Pattern(pattern) => Some(pattern),
            _ => None,
        },
        _ => None,
    };
    let mut found = Vec::new();
    for entry in page {
        let Some((name, guid)) = key::split_shared(&entry.key, index) else {
            continue;
        };
        if pattern.is_some_and(|it| !user_id::fits(it, name)) {
            continue;
        }
        // An account may have gone since the index was read.
        found.extend(directory.by_guid(guid)?);
    }
    Ok(found)
}

fn explain(fault: StoreFault, account: &Account) -> DirectoryFault {
    let StoreFault::Conflict { key, .. } = &fault else {
        return fault.into();
    };
    let user = account.identity().to_string();
    if key.starts_with(key::INDEXES) {
        let text = String::from_utf8_lossy(key.bytes()).into_owned();
        let mut parts = text.splitn(3, '/').skip(1);
        let (index, value) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        return DirectoryFault::Taken { user, what: index_words(index), value: value.to_owned() };
    }
    if account.revision() == 0 {
        return DirectoryFault::Exists { user };
    }
    DirectoryFault::Changed { user }
}

fn index_words(index: &str) -> &'static str {
    match index {
        "sip" => "SIP address",
        "upn" => "user principal name",
        "dn" => "distinguished name",
        _ => "logon name",
    }
}

/// Why an account could not be found or stored.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DirectoryFault {
    /// Nobody has that name.
    #[error("Management object not found for identity \"{user}\".")]
    NotFound {
        /// The name.
        user: String,
    },
    /// Several have that name.
    #[error("Filter failed to return unique result, \"{user}\" is the name of several accounts. Use a SIP address.")]
    Ambiguous {
        /// The name.
        user: String,
    },
    /// The account exists already.
    #[error("The account \"{user}\" already exists.")]
    Exists {
        /// The account.
        user: String,
    },
    /// An address belongs to somebody else.
    #[error("The {what} \"{value}\" of \"{user}\" belongs to another account already.")]
    Taken {
        /// The account.
        user: String,
        /// Which kind of address.
        what: &'static str,
        /// The address.
        value: String,
    },
    /// Somebody else changed the account after it was read.
    #[error("The account \"{user}\" was changed by somebody else meanwhile. Get it again and repeat the change.")]
    Changed {
        /// The account.
        user: String,
    },
    /// A property cannot hold a value.
    #[error(transparent)]
    Doc(#[from] DocFault),
    /// The store itself.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The store itself, after some accounts of the same run were stored.
    #[error("{fault} Before that, {changed} accounts of this command were changed and are safe; repeating it changes only what is left.")]
    Stopped {
        /// Accounts that were changed and are durable.
        changed: u64,
        /// What ended the run.
        fault: StoreFault,
    },
}

impl DirectoryFault {
    /// Whether no other account of the run can be changed either.
    #[must_use]
    pub fn ends_run(&self) -> bool {
        match self {
            Self::Store(fault) => !matches!(fault, StoreFault::Damaged { .. } | StoreFault::TooLarge { .. } | StoreFault::Malformed { .. }),
            Self::Stopped { .. } => true,
            _ => false,
        }
    }
}

impl Fault for DirectoryFault {
    fn id(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "ManagementObjectNotFound",
            Self::Ambiguous { .. } => "IdentityNotUnique",
            Self::Exists { .. } => "AccountAlreadyExists",
            Self::Taken { .. } => "AddressAlreadyInUse",
            Self::Changed { .. } => "AccountChanged",
            Self::Doc(it) => it.id(),
            Self::Store(it) | Self::Stopped { fault: it, .. } => it.id(),
        }
    }

    fn category(&self) -> Category {
        match self {
            Self::NotFound { .. } => Category::ObjectNotFound,
            Self::Ambiguous { .. } => Category::InvalidArgument,
            Self::Exists { .. } | Self::Taken { .. } => Category::ResourceExists,
            Self::Changed { .. } => Category::ResourceBusy,
            Self::Doc(it) => it.category(),
            Self::Store(it) | Self::Stopped { fault: it, .. } => it.category(),
        }
    }

    fn target(&self) -> Option<String> {
        match self {
            Self::NotFound { user }
            | Self::Ambiguous { user }
            | Self::Exists { user }
            | Self::Taken { user, .. }
            | Self::Changed { user } => Some(user.clone()),
            Self::Doc(it) => it.target(),
            Self::Store(it) | Self::Stopped { fault: it, .. } => it.target(),
        }
    }
}
