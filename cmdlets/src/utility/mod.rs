//! Microsoft.PowerShell.Utility: objects, text, formats, variables.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `aliases` makes them.

mod aliases;
mod compare_object;
mod convertfrom_csv;
mod convertfrom_json;
mod convertfrom_stringdata;
mod convertto_csv;
mod convertto_json;
mod export_csv;
mod format;
mod get_alias;
mod get_unique;
mod get_variable;
mod group_object;
mod join_string;
mod keys;
mod measure_object;
mod new_variable;
mod out_file;
mod out_string;
mod remove_variable;
mod select_object;
mod set_alias;
mod set_variable;
mod sort_object;
mod tee_object;
mod variables;
mod write_error;
mod write_information;
mod write_message;
mod write_output;
mod write_progress;

use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        remove_variable::ClearVariable::entry,
        compare_object::CompareObject::entry,
        convertfrom_csv::ConvertFromCsv::entry,
        convertfrom_json::ConvertFromJson::entry,
        convertfrom_stringdata::ConvertFromStringData::entry,
        convertto_csv::ConvertToCsv::entry,
        convertto_json::ConvertToJson::entry,
        export_csv::ExportCsv::entry,
        format::FormatCustom::entry,
        format::FormatList::entry,
        format::FormatTable::entry,
        format::FormatWide::entry,
        get_alias::GetAlias::entry,
        get_unique::GetUnique::entry,
        get_variable::GetVariable::entry,
        group_object::GroupObject::entry,
        convertfrom_csv::ImportCsv::entry,
        join_string::JoinString::entry,
        measure_object::MeasureObject::entry,
        set_alias::NewAlias::entry,
        new_variable::NewVariable::entry,
        out_file::OutFile::entry,
        out_string::OutString::entry,
        set_alias::RemoveAlias::entry,
        remove_variable::RemoveVariable::entry,
        select_object::SelectObject::entry,
        set_alias::SetAlias::entry,
        set_variable::SetVariable::entry,
        sort_object::SortObject::entry,
        tee_object::TeeObject::entry,
        write_message::WriteDebug::entry,
        write_error::WriteError::entry,
        write_information::WriteHost::entry,
        write_information::WriteInformation::entry,
        write_output::WriteOutput::entry,
        write_progress::WriteProgress::entry,
        write_message::WriteVerbose::entry,
        write_message::WriteWarning::entry,
    ] {
        catalog.add(entry());
    }
}
