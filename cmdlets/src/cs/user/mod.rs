//! Users: the accounts of the directory, and which of them this product serves.
//!
//! In:    names of users, filters, properties; files of another directory.
//! Out:   user objects, page by page; changed accounts.
//! Never: holds all accounts at once; finds an account by anything but the directory's own look-ups.
//!
//! `selection` reads which accounts are meant, `filter` and `ldap_filter` read conditions, `change` is what the cmdlets
//! that change one user share, `import` reads files.

pub(super) mod change;
mod disable_cs_user;
mod enable_cs_user;
mod filter;
mod get_cs_ad_user;
mod get_cs_effective_policy;
mod get_cs_user;
mod import;
mod import_cs_ad_user;
mod ldap_filter;
mod move_cs_user;
mod selection;
mod set_cs_user;

use runtime::author::{CmdletEntry, Type};
use runtime::types::EnumDef;

/// Declares the enumerations that only these cmdlets use.
pub(super) fn define() {
    let (name, words) = enable_cs_user::ADDRESS_TYPE;
    if Type::find_full(name).is_none() {
        let values = words.iter().zip(0..).map(|(word, number)| ((*word).to_owned(), number)).collect();
        Type::declare_enum(name, EnumDef { flags: false, values, underlying: "System.Int32", by_script: false });
    }
}

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        disable_cs_user::DisableCsUser::entry(),
        enable_cs_user::EnableCsUser::entry(),
        get_cs_ad_user::GetCsAdUser::entry(),
        get_cs_effective_policy::GetCsEffectivePolicy::entry(),
        get_cs_user::GetCsUser::entry(),
        import_cs_ad_user::ImportCsAdUser::entry(),
        move_cs_user::MoveCsUser::entry(),
        set_cs_user::SetCsUser::entry(),
    ]
}
