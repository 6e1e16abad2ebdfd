//! Which accounts a command means: a name, a filter, a place in the directory, a number of results.
//!
//! In:    the parameters that `Get-CsUser` and its relatives share.
//! Out:   accounts one by one, read a page at a time.
//! Never: collects them.

use super::filter::Filter;
use super::ldap_filter::LdapFilter;
use crate::cs::fault;
use crate::cs::params::{UserIdParameter, size_of};
use crate::cs::shelf::Open;
use runtime::author::{Category, Cx, Flow, Halt, Str, Value};
use store::directory::{Account, DirectoryFault, Selection};

/// What was asked for, read and checked.
pub(super) struct Question {
    selection: Selection,
    /// The name as written, when it stands for one account only.
    single: Option<String>,
    filter: Option<Filter>,
    ldap_filter: Option<LdapFilter>,
    /// `,OU=…` in lower case.
    below: Option<String>,
    limit: Option<usize>,
}

/// The parameters as bound.
#[derive(Default)]
pub(super) struct Asked<'a> {
    pub(super) identity: Option<&'a Value>,
    pub(super) filter: Option<&'a Str>,
    pub(super) ldap_filter: Option<&'a Str>,
    pub(super) ou: Option<&'a Value>,
    pub(super) result_size: Option<&'a Value>,
}

impl Question {
    pub(super) fn of(asked: &Asked<'_>) -> Result<Self, Halt> {
        if let (Some(_), Some(ldap)) = (asked.filter, asked.ldap_filter) {
            let message = "-Filter and -LdapFilter cannot be used together.";
            return Err(fault::refused("FiltersExcludeEachOther", Category::InvalidArgument, message, ldap.clone()).into());
        }
        let id = asked.identity.and_then(UserIdParameter::of).map(UserIdParameter::id);
        Ok(Self {
            single: id.as_ref().filter(|it| !it.is_pattern()).map(ToString::to_string),
            selection: id.map_or(Selection::All, Selection::Named),
            filter: asked.filter.map(|it| Filter::parse(it)).transpose()?,
            ldap_filter: asked.ldap_filter.map(|it| LdapFilter::parse(it)).transpose()?,
            below: asked.ou.map(|it| format!(",{}", it.plain_text().trim().to_lowercase())),
            limit: size_of(asked.result_size),
        })
    }

    /// Calls `each` for every account that fits; a single name that fits nobody is an error.
    pub(super) fn walk(
        &self,
        cx: &mut Cx<'_>,
        open: &Open,
        fits: fn(&Account) -> bool,
        each: &mut dyn FnMut(&mut Cx<'_>, Account) -> Flow,
    ) -> Flow {
        let mut left = self.limit.unwrap_or(usize::MAX);
        let mut found = false;
        for page in open.directory.pages(self.selection.clone()) {
            cx.s.poll()?;
            for account in page.map_err(fault::of_directory)? {
                if !fits(&account) {
                    continue;
                }
                found = true;
                if !self.fits(&account) {
                    continue;
                }
                if left == 0 {
                    return Ok(());
                }
                left -= 1;
                each(cx, account)?;
            }
        }
        match &self.single {
            Some(user) if !found => cx.error(fault::of_directory(DirectoryFault::NotFound { user: user.clone() })),
            _ => Ok(()),
        }
    }

    fn fits(&self, account: &Account) -> bool {
        self.filter.as_ref().is_none_or(|it| it.fits(account))
            && self.ldap_filter.as_ref().is_none_or(|it| it.fits(account))
            && self.below.as_ref().is_none_or(|it| account.identity().to_lowercase().ends_with(it.as_str()))
    }
}
