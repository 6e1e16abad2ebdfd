//! Microsoft.PowerShell.Utility: objects, text, formats, variables.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `aliases` makes them.

mod add_member;
mod add_type;
mod alias_file;
mod aliases;
mod clixml_file;
mod compare_object;
mod convertfrom_csv;
mod convertfrom_json;
mod convertfrom_stringdata;
mod convertto_csv;
mod convertto_html;
mod convertto_json;
mod convertto_xml;
mod export_csv;
mod format;
mod format_hex;
mod get_alias;
mod get_date;
mod get_error;
mod get_filehash;
mod get_host;
mod get_member;
mod get_pscallstack;
mod get_random;
mod get_unique;
mod get_uptime;
mod get_variable;
pub(crate) mod get_verb;
mod group_object;
mod import_data;
mod import_localizeddata;
mod invoke_expression;
mod join_string;
mod keys;
mod match_info;
mod measure_command;
mod measure_object;
mod new_guid;
mod new_object;
mod new_temporaryfile;
mod new_timespan;
mod new_variable;
mod out_file;
mod out_string;
mod read_host;
mod remove_variable;
mod select_object;
mod select_string;
mod select_xml;
mod set_alias;
mod set_variable;
mod sort_heap;
mod sort_object;
mod start_sleep;
mod tee_object;
mod typed_members;
mod update_list;
mod update_typedata;
pub(crate) mod variables;
mod web;
mod write_error;
mod write_information;
mod write_message;
mod write_output;
mod write_progress;

use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        add_member::AddMember::entry,
        add_type::AddType::entry,
        remove_variable::ClearVariable::entry,
        compare_object::CompareObject::entry,
        clixml_file::ConvertFromCliXml::entry,
        convertfrom_csv::ConvertFromCsv::entry,
        convertfrom_json::ConvertFromJson::entry,
        convertfrom_stringdata::ConvertFromStringData::entry,
        clixml_file::ConvertToCliXml::entry,
        convertto_csv::ConvertToCsv::entry,
        convertto_html::ConvertToHtml::entry,
        convertto_json::ConvertToJson::entry,
        convertto_xml::ConvertToXml::entry,
        alias_file::ExportAlias::entry,
        clixml_file::ExportClixml::entry,
        export_csv::ExportCsv::entry,
        format::FormatCustom::entry,
        format_hex::FormatHex::entry,
        format::FormatList::entry,
        format::FormatTable::entry,
        format::FormatWide::entry,
        get_alias::GetAlias::entry,
        get_host::GetCulture::entry,
        get_date::GetDate::entry,
        get_error::GetError::entry,
        web::InvokeRestMethod::entry,
        web::InvokeWebRequest::entry,
        get_filehash::GetFileHash::entry,
        get_host::GetHost::entry,
        get_member::GetMember::entry,
        get_pscallstack::GetPSCallStack::entry,
        get_random::GetRandom::entry,
        get_random::GetSecureRandom::entry,
        update_typedata::GetTypeData::entry,
        get_host::GetUICulture::entry,
        get_unique::GetUnique::entry,
        get_uptime::GetUptime::entry,
        get_variable::GetVariable::entry,
        get_verb::GetVerb::entry,
        group_object::GroupObject::entry,
        alias_file::ImportAlias::entry,
        clixml_file::ImportClixml::entry,
        convertfrom_csv::ImportCsv::entry,
        import_localizeddata::ImportLocalizedData::entry,
        import_data::ImportPowerShellDataFile::entry,
        invoke_expression::InvokeExpression::entry,
        join_string::JoinString::entry,
        measure_command::MeasureCommand::entry,
        measure_object::MeasureObject::entry,
        set_alias::NewAlias::entry,
        new_guid::NewGuid::entry,
        new_object::NewObject::entry,
        new_temporaryfile::NewTemporaryFile::entry,
        new_timespan::NewTimeSpan::entry,
        new_variable::NewVariable::entry,
        out_file::OutFile::entry,
        out_string::OutString::entry,
        read_host::ReadHost::entry,
        set_alias::RemoveAlias::entry,
        update_typedata::RemoveTypeData::entry,
        remove_variable::RemoveVariable::entry,
        select_object::SelectObject::entry,
        select_string::SelectString::entry,
        select_xml::SelectXml::entry,
        set_alias::SetAlias::entry,
        set_variable::SetVariable::entry,
        sort_object::SortObject::entry,
        start_sleep::StartSleep::entry,
        tee_object::TeeObject::entry,
        update_list::UpdateList::entry,
        update_typedata::UpdateTypeData::entry,
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
