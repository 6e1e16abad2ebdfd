//! Where the session is, and the drives it knows.

mod get_location;
mod get_ps_drive;
mod get_ps_provider;
mod new_ps_drive;
mod pop_location;
mod push_location;
mod remove_ps_drive;
mod set_location;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        get_location::GetLocation::entry(),
        get_ps_drive::GetPSDrive::entry(),
        get_ps_provider::GetPSProvider::entry(),
        new_ps_drive::NewPSDrive::entry(),
        pop_location::PopLocation::entry(),
        push_location::PushLocation::entry(),
        remove_ps_drive::RemovePSDrive::entry(),
        set_location::SetLocation::entry(),
    ]
}
