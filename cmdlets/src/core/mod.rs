//! Microsoft.PowerShell.Core: pipelines, commands, modules, history.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `catalog` makes them.

use runtime::session::Catalog;

/// Adds every cmdlet of this folder, in the order `Get-Command` shows them.
pub fn add(_catalog: &mut Catalog) {}
