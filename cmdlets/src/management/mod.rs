//! Microsoft.PowerShell.Management: items, paths, processes.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `catalog` makes them.

use runtime::session::Session;

/// Adds every cmdlet of this folder, in the order `Get-Command` shows them.
pub fn define(_session: &mut Session) {}
