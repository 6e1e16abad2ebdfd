//! Windows services of this computer: which run, starting and stopping them.
//!
//! In:    names of services, service objects.
//! Out:   service objects; started and stopped processes.
//! Never: decides what a service does; `control` is the trait behind which that is.

mod control;
mod get_cs_windows_service;
mod object;
mod start_cs_windows_service;
mod stop_cs_windows_service;
mod targets;

pub(super) use object::define;
use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        get_cs_windows_service::GetCsWindowsService::entry(),
        start_cs_windows_service::StartCsWindowsService::entry(),
        stop_cs_windows_service::StopCsWindowsService::entry(),
    ]
}
