//! The cmdlets of `Microsoft.PowerShell.Security` that a shell on any system has.
//!
//! In:    text, secure strings, what a person types at a prompt.
//! Out:   secure strings, credentials, text that only a key opens again.
//! Never: shows a secret that nobody asked to see.

mod cipher;
mod execution_policy;
mod get_credential;
mod secure_string;

use runtime::session::Catalog;

/// Makes the cmdlets of the module known.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        secure_string::ConvertFromSecureString::entry,
        secure_string::ConvertToSecureString::entry,
        get_credential::GetCredential::entry,
        execution_policy::GetExecutionPolicy::entry,
        execution_policy::SetExecutionPolicy::entry,
    ] {
        catalog.add(entry());
    }
}
