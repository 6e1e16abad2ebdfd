//! Views of .NET types.
//!
//! In:    nothing.
//! Out:   rows of data.
//! Never: anything else, but for the values some columns compute.

use super::{View, ViewBody, col, computed, grouped, list, named, table, wide};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::value::{Str, Value};

const FILES: &[&str] = &["System.IO.DirectoryInfo", "System.IO.FileInfo"];

pub const VIEWS: &[View] = &[
    table(
        &["System.Reflection.Assembly"],
        "System.Reflection.Assembly",
        &[named("GAC", "GlobalAssemblyCache").width(6), named("Version", "ImageRuntimeVersion").width(14), col("Location")],
    ),
    table(&["System.Reflection.AssemblyName"], "System.Reflection.AssemblyName", &[col("Version").width(14), col("Name")]),
    table(
        &["System.Globalization.CultureInfo"],
        "System.Globalization.CultureInfo",
        &[col("LCID").width(16), col("Name").width(16), col("DisplayName")],
    ),
    table(
        &["System.Diagnostics.FileVersionInfo"],
        "System.Diagnostics.FileVersionInfo",
        &[col("ProductVersion").width(16), col("FileVersion").width(16), col("FileName")],
    ),
    table(
        &["System.Version"],
        "System.Version",
        &[col("Major").width(6), col("Minor").width(6), col("Build").width(6), col("Revision").width(8)],
    ),
    table(&["System.Collections.DictionaryEntry"], "Dictionary", &[col("Name").width(30), col("Value")]),
    list(&["System.Collections.DictionaryEntry"], "System.Collections.DictionaryEntry", &[col("Name"), col("Value")]),
    table(
        &["System.Diagnostics.Process"],
        "process",
        &[
            computed("NPM(K)", |s, v| sized(s, v, "NonpagedSystemMemorySize64", 1024.0)).width(7).right(),
            computed("PM(M)", |s, v| sized(s, v, "PagedMemorySize64", 1_048_576.0)).width(8).right(),
            computed("WS(M)", |s, v| sized(s, v, "WorkingSet64", 1_048_576.0)).width(10).right(),
            computed("CPU(s)", |s, v| sized(s, v, "CPU", 1.0)).width(10).right(),
            col("Id").width(7).right(),
            col("SI").width(3).right(),
            col("ProcessName"),
        ],
    ),
    wide(&["System.Diagnostics.Process"], "process", col("ProcessName")),
    list(
        &["System.TimeSpan"],
        "System.TimeSpan",
        &[
            col("Days"),
            col("Hours"),
            col("Minutes"),
            col("Seconds"),
            col("Milliseconds"),
            col("Ticks"),
            col("TotalDays"),
            col("TotalHours"),
            col("TotalMinutes"),
            col("TotalSeconds"),
            col("TotalMilliseconds"),
        ],
    ),
    table(&["System.TimeSpan"], "System.TimeSpan", &[col("Days"), col("Hours"), col("Minutes"), col("Seconds"), col("Milliseconds")]),
    wide(&["System.TimeSpan"], "System.TimeSpan", col("TotalMilliseconds")),
    View { types: &["System.DateTime"], name: "DateTime", body: ViewBody::Text(long_date), group: None, auto_size: false },
    table(&["System.Guid"], "System.Guid", &[computed("Guid", |_, v| Ok(Value::Str(v.plain_text())))]),
    grouped(
        View {
            types: FILES,
            name: "childrenWithUnixStat",
            body: ViewBody::Table {
                columns: &[
                    col("UnixMode").width(10),
                    col("User").width(10).right(),
                    col("Group").width(10),
                    computed("LastWriteTime", last_written).width(16).right(),
                    col("Size").width(12).right(),
                    named("Name", "NameString"),
                ],
                wrap: true,
            },
            group: None,
            auto_size: false,
        },
        "PSParentPath",
        "Directory",
        4,
    ),
    grouped(
        View {
            types: FILES,
            name: "children",
            body: ViewBody::Table {
                columns: &[
                    named("Mode", "ModeWithoutHardLink").width(7),
                    named("LastWriteTime", "LastWriteTimeString").width(26).right(),
                    named("Length", "LengthString").width(14).right(),
                    named("Name", "NameString"),
                ],
                wrap: true,
            },
            group: None,
            auto_size: false,
        },
        "PSParentPath",
        "Directory",
        4,
    ),
    grouped(
        list(
            FILES,
            "children",
            &[col("Name"), col("CreationTime"), col("LastWriteTime"), col("LastAccessTime"), col("Mode"), col("LinkType"), col("Target")],
        ),
        "PSParentPath",
        "Directory",
        4,
    ),
    grouped(wide(FILES, "children", col("Name")), "PSParentPath", "Directory", 4),
    table(
        &["System.RuntimeType"],
        "System.RuntimeType",
        &[col("IsPublic").width(8), named("IsSerial", "IsSerializable").width(8), col("Name").width(40), col("BaseType")],
    ),
    table(&["System.Net.NetworkCredential"], "System.Net.NetworkCredential", &[col("UserName").width(50), col("Domain").width(50)]),
];

/// The long date, or what the object's `DisplayHint` asks for.
fn long_date(s: &mut Session, value: &Value) -> Result<String, Halt> {
    Ok(crate::member::get(s, value, "DateTime")?.plain_text().to_string())
}

/// `N2` of a number of units.
fn sized(s: &mut Session, value: &Value, property: &str, unit: f64) -> Eval {
    let found = crate::member::get(s, value, property)?;
    let number = match found.base() {
        Value::Int(number) => f64::from(*number),
        Value::Long(number) => *number as f64,
        Value::Double(number) => *number,
        _ => 0.0,
    };
    let text = dotnet::number::Number::Double(number / unit).to_format("N2").unwrap_or_default();
    Ok(Value::Str(Str::from(text)))
}

fn last_written(s: &mut Session, value: &Value) -> Eval {
    match crate::member::get(s, value, "LastWriteTime")?.base() {
        Value::DateTime(time) => Ok(Value::Str(Str::from(time.to_format("MM/dd/yyyy HH:mm").unwrap_or_default()))),
        _ => Ok(Value::Null),
    }
}
