//! Microsoft.PowerShell.Core: pipelines, commands, modules, history.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `aliases` makes them.

mod export_module_member;
mod for_each_object;
mod get_module;
mod history;
mod import_module;
mod invoke_command;
mod new_module;
mod out;
mod remove_module;
mod set_strict_mode;
mod where_object;

use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        export_module_member::ExportModuleMember::entry,
        for_each_object::ForEachObject::entry,
        get_module::GetModule::entry,
        history::AddHistory::entry,
        history::ClearHistory::entry,
        history::GetHistory::entry,
        history::InvokeHistory::entry,
        import_module::ImportModule::entry,
        invoke_command::InvokeCommand::entry,
        new_module::NewModule::entry,
        out::OutDefault::entry,
        out::OutHost::entry,
        out::OutNull::entry,
        remove_module::RemoveModule::entry,
        set_strict_mode::SetStrictMode::entry,
        where_object::WhereObject::entry,
    ] {
        catalog.add(entry());
    }
}
