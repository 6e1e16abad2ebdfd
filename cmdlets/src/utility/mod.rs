//! Microsoft.PowerShell.Utility: objects, text, formats, variables.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `aliases` makes them.

mod compare_object;
mod format;
mod get_unique;
mod group_object;
mod keys;
mod measure_object;
mod out_file;
mod out_string;
mod select_object;
mod sort_object;
mod tee_object;
mod write_error;
mod write_information;
mod write_message;
mod write_output;
mod write_progress;

use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        compare_object::CompareObject::entry,
        format::FormatCustom::entry,
        format::FormatList::entry,
        format::FormatTable::entry,
        format::FormatWide::entry,
        get_unique::GetUnique::entry,
        group_object::GroupObject::entry,
        measure_object::MeasureObject::entry,
        out_file::OutFile::entry,
        out_string::OutString::entry,
        select_object::SelectObject::entry,
        sort_object::SortObject::entry,
        tee_object::TeeObject::entry,
        write_error::WriteError::entry,
        write_information::WriteHost::entry,
        write_information::WriteInformation::entry,
        write_message::WriteDebug::entry,
        write_message::WriteVerbose::entry,
        write_message::WriteWarning::entry,
        write_output::WriteOutput::entry,
        write_progress::WriteProgress::entry,
    ] {
        catalog.add(entry());
    }
}
