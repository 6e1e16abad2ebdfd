//! Microsoft.PowerShell.Core: pipelines, commands, modules, history.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `aliases` makes them.

mod commands;
mod export_module_member;
mod for_each_object;
mod get_command;
mod get_help;
mod get_module;
mod help;
mod history;
mod import_module;
mod invoke_command;
mod jobs;
mod new_module;
mod new_module_manifest;
mod out;
mod remove_module;
mod set_psdebug;
mod set_strict_mode;
mod test_module_manifest;
mod transcript;
mod where_object;

use runtime::author::{Category, Fault, Halt, Str, Value};
use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        history::AddHistory::entry,
        history::ClearHistory::entry,
        export_module_member::ExportModuleMember::entry,
        for_each_object::ForEachObject::entry,
        get_command::GetCommand::entry,
        get_help::GetHelp::entry,
        history::GetHistory::entry,
        get_module::GetModule::entry,
        import_module::ImportModule::entry,
        invoke_command::InvokeCommand::entry,
        history::InvokeHistory::entry,
        new_module::NewModule::entry,
        new_module_manifest::NewModuleManifest::entry,
        out::OutDefault::entry,
        out::OutHost::entry,
        out::OutNull::entry,
        remove_module::RemoveModule::entry,
        set_psdebug::SetPSDebug::entry,
        set_strict_mode::SetStrictMode::entry,
        test_module_manifest::TestModuleManifest::entry,
        jobs::GetJob::entry,
        jobs::ReceiveJob::entry,
        jobs::RemoveJob::entry,
        jobs::StartJob::entry,
        jobs::StartThreadJob::entry,
        jobs::StopJob::entry,
        jobs::WaitJob::entry,
        transcript::StartTranscript::entry,
        transcript::StopTranscript::entry,
        where_object::WhereObject::entry,
    ] {
        catalog.add(entry());
    }
}

/// `PSArgumentException` about an object or an argument.
fn argument(id: &str, text: impl Into<Str>, target: &Value) -> Halt {
    Fault::new("System.Management.Automation.PSArgumentException", id, Category::InvalidArgument, text).target(target.clone()).into()
}
