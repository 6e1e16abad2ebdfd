//! The configuration as a whole: its history, taking changes back, one file out and in, checking and restoring.
//!
//! In:    questions about changes, revisions, files.
//! Out:   change objects, files, reports.
//! Never: touches the bytes of a store; the store's own rooms do.

mod change;
mod export_cs_configuration;
mod get_cs_configuration_change;
mod import_cs_configuration;
mod restore_cs_configuration;
mod test_cs_configuration_store;
mod undo_cs_configuration_change;

use runtime::author::{CmdletEntry, Session, Str};

/// The default view of a change leaves out its single items.
pub(super) fn define(s: &mut Session) {
    s.types.entry_mut(change::CHANGE).default_display = change::SHOWN.iter().map(Str::new).collect();
}

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        export_cs_configuration::ExportCsConfiguration::entry(),
        get_cs_configuration_change::GetCsConfigurationChange::entry(),
        import_cs_configuration::ImportCsConfiguration::entry(),
        restore_cs_configuration::RestoreCsConfiguration::entry(),
        test_cs_configuration_store::TestCsConfigurationStore::entry(),
        undo_cs_configuration_change::UndoCsConfigurationChange::entry(),
    ]
}
