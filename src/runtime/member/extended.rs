//! Members that PowerShell's own type files give to .NET types.
//!
//! In:    a value and a name.
//! Out:   the member's value; the list of such members for a type.
//! Never: holds what a script added; `typedata` does.

use crate::session::Session;
use crate::value::{Str, Value};

/// Kind of an extended member, as `Get-Member` names it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Alias(&'static str),
    Script,
    Code,
    Note(&'static str),
}

pub struct Row {
    pub ty: &'static str,
    pub members: &'static [(&'static str, Kind)],
}

const fn row(ty: &'static str, members: &'static [(&'static str, Kind)]) -> Row {
    Row { ty, members }
}

use Kind::{Alias, Code, Note, Script};

const ROWS: &[Row] = &[
    row("System.DateTime", &[("DateTime", Script)]),
    row("System.Guid", &[("Guid", Script)]),
    row("System.Net.IPAddress", &[("IPAddressToString", Script)]),
    row("System.Collections.DictionaryEntry", &[("Name", Alias("Key"))]),
    row("System.Management.Automation.AliasInfo", &[("ResolvedCommandName", Script), ("DisplayName", Script)]),
    row("System.Management.Automation.CommandInfo", &[("HelpUri", Script)]),
    row(
        "System.IO.DirectoryInfo",
        &[
            ("Mode", Code),
            ("ModeWithoutHardLink", Code),
            ("BaseName", Script),
            ("ResolvedTarget", Code),
            ("Target", Alias("LinkTarget")),
            ("LinkType", Code),
        ],
    ),
    row(
        "System.IO.FileInfo",
        &[
            ("Mode", Code),
            ("ModeWithoutHardLink", Code),
            ("VersionInfo", Script),
            ("BaseName", Script),
            ("ResolvedTarget", Code),
            ("Target", Alias("LinkTarget")),
            ("LinkType", Code),
        ],
    ),
    row(
        "System.Diagnostics.Process",
        &[
            ("Name", Alias("ProcessName")),
            ("SI", Alias("SessionId")),
            ("Handles", Alias("Handlecount")),
            ("VM", Alias("VirtualMemorySize64")),
            ("WS", Alias("WorkingSet64")),
            ("PM", Alias("PagedMemorySize64")),
            ("NPM", Alias("NonpagedSystemMemorySize64")),
            ("Path", Script),
            ("CommandLine", Script),
            ("Parent", Code),
            ("Company", Script),
            ("CPU", Script),
            ("FileVersion", Script),
            ("ProductVersion", Script),
            ("Description", Script),
            ("Product", Script),
            ("__NounName", Note("Process")),
        ],
    ),
];

/// The extended members of a value's types, nearest type first.
pub fn members(value: &Value) -> impl Iterator<Item = &'static (&'static str, Kind)> {
    let chain: Vec<&'static str> = value.base().ty().map_or_else(Vec::new, |t| t.chain().map(|t| t.full_name()).collect());
    ROWS.iter().filter(move |row| chain.contains(&row.ty)).flat_map(|row| row.members.iter())
}

/// The value of an extended member that the type's own family does not compute.
pub fn value(s: &mut Session, base: &Value, name: &str) -> Option<Value> {
    let (name_of_kind, kind) = members(base).find(|(n, _)| n.eq_ignore_ascii_case(name))?;
    match kind {
        Alias(other) => super::get(s, base, other).ok(),
        Note(text) => Some(Value::str(text)),
        Script | Code => match base {
            Value::DateTime(time) => Some(Value::Str(long_text(*time))),
            _ if *name_of_kind == "Guid" => Some(Value::Str(base.plain_text())),
            _ => Some(Value::Null),
        },
    }
}

/// `DateTime.DateTime`: the long date and time.
fn long_text(time: dotnet::datetime::DateTime) -> Str {
    let part = |format: &str| time.to_format(format).unwrap_or_default();
    format!("{} {}", part("D"), part("T")).into()
}
