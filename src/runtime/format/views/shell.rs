//! Views of the language's own types and of what its commands emit.
//!
//! In:    nothing.
//! Out:   rows of data.
//! Never: anything else, but for the values some columns compute.

use super::{View, ViewBody, col, computed, grouped, list, named, table, wide};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::value::{Str, Value};

pub const VIEWS: &[View] = &[
    View {
        types: &["System.Management.Automation.PSMethod"],
        name: "System.Management.Automation.PSMethod",
        body: ViewBody::Table { columns: &[computed("OverloadDefinitions", overloads)], wrap: true },
        group: None,
        auto_size: false,
    },
    View {
        types: &["Microsoft.PowerShell.Commands.MatchInfo"],
        name: "MatchInfo",
        body: ViewBody::Text(from_here),
        group: None,
        auto_size: false,
    },
    grouped(
        View {
            types: super::EXTENDED_ERRORS,
            name: "GetErrorInstance",
            body: ViewBody::Text(crate::errview::extended),
            group: None,
            auto_size: false,
        },
        "PSErrorIndex",
        "ErrorIndex",
        3,
    ),
    table(
        &["System.Management.Automation.SemanticVersion"],
        "System.Management.Automation.SemanticVersion",
        &[
            col("Major").width(6),
            col("Minor").width(6),
            col("Patch").width(6),
            col("PreReleaseLabel").width(15),
            col("BuildLabel").width(11),
        ],
    ),
    grouped(
        View {
            types: &["Microsoft.PowerShell.Commands.MemberDefinition"],
            name: "Microsoft.PowerShell.Commands.MemberDefinition",
            body: ViewBody::Table { columns: &[col("Name"), col("MemberType"), col("Definition")], wrap: false },
            group: None,
            auto_size: true,
        },
        "TypeName",
        "TypeName",
        3,
    ),
    table(
        &["Microsoft.PowerShell.Commands.GroupInfo"],
        "Microsoft.PowerShell.Commands.GroupInfo",
        &[col("Count").width(5).right(), col("Name").width(25), col("Group")],
    ),
    list(
        &["Microsoft.PowerShell.Commands.GroupInfo"],
        "Microsoft.PowerShell.Commands.GroupInfo",
        &[col("Name"), col("Count"), col("Group"), col("Values")],
    ),
    table(
        &["Microsoft.PowerShell.Commands.GroupInfoNoElement"],
        "Microsoft.PowerShell.Commands.GroupInfoNoElement",
        &[col("Count").width(5).right(), col("Name").width(25)],
    ),
    list(
        &["Microsoft.PowerShell.Commands.GroupInfoNoElement"],
        "Microsoft.PowerShell.Commands.GroupInfoNoElement",
        &[col("Name"), col("Count"), col("Values")],
    ),
    table(
        &["Microsoft.PowerShell.Commands.HistoryInfo"],
        "history",
        &[col("Id").width(4).right(), computed("Duration", duration).width(12).right(), col("CommandLine")],
    ),
    wide(&["Microsoft.PowerShell.Commands.HistoryInfo"], "history", col("CommandLine")),
    table(&["System.Management.Automation.PSVariable"], "Variable", &[col("Name").width(30), col("Value")]),
    table(&["System.Management.Automation.PathInfo"], "PathInfo", &[col("Path")]),
    table(
        &[
            "System.Management.Automation.AliasInfo",
            "System.Management.Automation.ApplicationInfo",
            "System.Management.Automation.CmdletInfo",
            "System.Management.Automation.ExternalScriptInfo",
            "System.Management.Automation.FilterInfo",
            "System.Management.Automation.FunctionInfo",
            "System.Management.Automation.ScriptInfo",
        ],
        "CommandInfo",
        &[col("CommandType").width(15), computed("Name", command_name).width(50), col("Version").width(10), col("Source")],
    ),
    list(
        &["System.Management.Automation.AliasInfo"],
        "System.Management.Automation.AliasInfo",
        &[col("DisplayName"), col("CommandType"), col("Definition"), col("ReferencedCommand"), col("ResolvedCommand")],
    ),
    list(
        &["System.Management.Automation.ApplicationInfo"],
        "System.Management.Automation.ApplicationInfo",
        &[col("Name"), col("CommandType"), col("Definition"), col("Extension"), col("Path"), col("FileVersionInfo")],
    ),
    list(
        &["System.Management.Automation.FilterInfo", "System.Management.Automation.FunctionInfo"],
        "System.Management.Automation.CommandInfo",
        &[col("Name"), col("CommandType"), col("Definition")],
    ),
    table(
        &["System.Management.Automation.PSDriveInfo"],
        "drive",
        &[
            col("Name").width(10),
            computed("Used (GB)", |s, v| gigabytes(s, v, "Used")).width(13),
            computed("Free (GB)", |s, v| gigabytes(s, v, "Free")).width(13),
            computed("Provider", provider).width(13),
            computed("Root", root).width(35),
            col("CurrentLocation"),
        ],
    ),
    list(
        &["System.Management.Automation.PSDriveInfo"],
        "System.Management.Automation.PSDriveInfo",
        &[col("Name"), col("Description"), col("Provider"), col("Root"), col("CurrentLocation")],
    ),
    table(&["System.Management.Automation.ProviderInfo"], "provider", &[col("Name").width(20), col("Capabilities"), col("Drives")]),
    table(
        &["System.Management.Automation.PSModuleInfo"],
        "Module",
        &[
            col("ModuleType").width(10),
            col("Version").width(10),
            col("PreRelease").width(10),
            col("Name").width(35),
            computed("ExportedCommands", exported),
        ],
    ),
    wide(&["System.Management.Automation.PSModuleInfo"], "Module", col("Name")),
    table(
        &["System.Management.Automation.Job"],
        "Job",
        &[
            col("Id").width(6),
            col("Name").width(15),
            col("PSJobTypeName").width(15),
            col("State").width(13),
            col("HasMoreData").width(15),
            col("Location").width(20),
            col("Command").width(25),
        ],
    ),
    table(&["System.Management.Automation.CallStackFrame"], "CallStackFrame", &[col("Command"), col("Arguments"), col("Location")]),
    table(
        &["Microsoft.PowerShell.Commands.FileHashInfo"],
        "Microsoft.PowerShell.Commands.FileHashInfo",
        &[col("Algorithm").width(15), col("Hash").width(70), col("Path")],
    ),
    grouped(
        table(
            &["Microsoft.PowerShell.Commands.ByteCollection"],
            "Microsoft.PowerShell.Commands.ByteCollection",
            &[
                named("Offset", "HexOffset").width(16).right(),
                named("Bytes\n00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F", "HexBytes").width(47),
                col("Ascii").width(16),
            ],
        ),
        "Label",
        "Label",
        3,
    ),
];

/// Aliases show where they lead.
fn command_name(s: &mut Session, value: &Value) -> Eval {
    let kind = crate::member::get(s, value, "CommandType")?.plain_text();
    crate::member::get(s, value, if kind == "Alias" { "DisplayName" } else { "Name" })
}

fn provider(s: &mut Session, value: &Value) -> Eval {
    let provider = crate::member::get(s, value, "Provider")?;
    crate::member::get(s, &provider, "Name")
}

fn root(s: &mut Session, value: &Value) -> Eval {
    let shown = crate::member::get(s, value, "DisplayRoot")?;
    if shown.is_null() { crate::member::get(s, value, "Root") } else { Ok(shown) }
}

/// Right-aligned by hand: the column itself is not.
fn gigabytes(s: &mut Session, value: &Value, property: &str) -> Eval {
    const BYTES: f64 = 1_073_741_824.0;
    const CELLS: usize = 13;
    let bytes = match crate::member::get(s, value, property)?.base() {
        Value::Int(bytes) => f64::from(*bytes),
        Value::Long(bytes) => *bytes as f64,
        Value::Double(bytes) => *bytes,
        _ => return Ok(Value::Null),
    };
    let text = dotnet::number::Number::Double(bytes / BYTES).to_format("N2").unwrap_or_default();
    Ok(Value::Str(Str::from(format!("{text:>CELLS$}"))))
}

fn exported(s: &mut Session, value: &Value) -> Eval {
    match crate::member::get(s, value, "ExportedCommands")?.as_table() {
        Some(table) if table.is_empty() => Ok(Value::Null),
        Some(table) => Ok(Value::array(table.entries().into_iter().map(|(key, _)| key).collect())),
        None => Ok(Value::Null),
    }
}

/// `s.fff`, with minutes and hours when there are any.
fn duration(s: &mut Session, value: &Value) -> Eval {
    let span = match crate::member::get(s, value, "Duration")?.base() {
        Value::TimeSpan(span) => *span,
        _ => return Ok(Value::Null),
    };
    const MINUTE_TICKS: i64 = 600_000_000;
    let format = match span.ticks() / MINUTE_TICKS {
        0 => r"s\.fff",
        1..60 => r"m\:ss\.fff",
        _ => r"h\:mm\:ss\.fff",
    };
    Ok(Value::Str(Str::from(span.to_format(format).unwrap_or_default())))
}

/// A match names its file from the current folder.
fn from_here(s: &mut Session, found: &Value) -> Result<String, Halt> {
    let folder = Value::from(s.location.to_string_lossy().into_owned());
    Ok(crate::member::call(s, found, "ToString", &[folder])?.plain_text().to_string())
}

/// Each overload on a line of its own, the last one too.
fn overloads(s: &mut Session, method: &Value) -> Eval {
    let definitions = crate::member::get(s, method, "OverloadDefinitions")?;
    let lines: Vec<Str> = crate::convert::to_list(s, &definitions)?.iter().map(Value::plain_text).collect();
    Ok(Value::Str(lines.iter().map(|line| format!("{line}\n")).collect::<String>().into()))
}
