//! Microsoft.PowerShell.Security: secrets and who they belong to.

mod convertfrom_securestring;
mod convertto_securestring;
mod get_credential;
mod secret;

use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        convertfrom_securestring::ConvertFromSecureString::entry,
        convertto_securestring::ConvertToSecureString::entry,
        get_credential::GetCredential::entry,
    ] {
        catalog.add(entry());
    }
}
