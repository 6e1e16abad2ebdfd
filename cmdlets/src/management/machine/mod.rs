//! The machine itself.

mod get_time_zone;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![get_time_zone::GetTimeZone::entry()]
}
