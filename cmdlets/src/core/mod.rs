//! Microsoft.PowerShell.Core: pipelines, commands, modules, history.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `aliases` makes them.

mod for_each_object;
mod history;
mod invoke_command;
mod out;
mod strict_mode;
mod where_object;

use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        history::AddHistory::entry,
        history::ClearHistory::entry,
        for_each_object::ForEachObject::entry,
        history::GetHistory::entry,
        invoke_command::InvokeCommand::entry,
        history::InvokeHistory::entry,
        out::OutDefault::entry,
        out::OutHost::entry,
        out::OutNull::entry,
        strict_mode::SetPSDebug::entry,
        strict_mode::SetStrictMode::entry,
        where_object::WhereObject::entry,
    ] {
        catalog.add(entry());
    }
}
