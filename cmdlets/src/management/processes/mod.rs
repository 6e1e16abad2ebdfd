//! Processes of the machine.

mod get_process;
mod select;
mod start_process;
mod stop_process;
mod wait_process;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        get_process::GetProcess::entry(),
        start_process::StartProcess::entry(),
        stop_process::StopProcess::entry(),
        wait_process::WaitProcess::entry(),
    ]
}
