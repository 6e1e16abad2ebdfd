//! The session as it begins: built-in variables.
//!
//! In:    a new session.
//! Out:   the variables PowerShell has at its start, with their options.
//! Never: runs script.

use crate::scope::VarOptions;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Seq, Table, TableKind, Value};
use std::rc::Rc;

const PLAIN: VarOptions = VarOptions { read_only: false, constant: false, private: false, all_scope: false };
const EVERYWHERE: VarOptions = VarOptions { all_scope: true, ..PLAIN };
const CONSTANT: VarOptions = VarOptions { constant: true, all_scope: true, ..PLAIN };
const READ_ONLY: VarOptions = VarOptions { read_only: true, all_scope: true, ..PLAIN };

/// The version of the language we speak.
pub const LANGUAGE_VERSION: &str = "7.6.5";

/// Defines what every session starts with.
pub fn define(s: &mut Session) {
    preferences(s);
    system(s);
    let errors = Value::Seq(s.errors.clone());
    s.define_global("Error", errors, VarOptions { constant: true, ..PLAIN }, "");
    let defaults = Table::new(TableKind::Hashtable, Type::of("System.Management.Automation.DefaultParameterDictionary"), true);
    s.define_global(
        "PSDefaultParameterValues",
        Value::table(defaults),
        PLAIN,
        "Variable to hold all default <cmdlet:parameter, value> pairs",
    );
    let versions = version_table(s);
    s.define_global("PSVersionTable", versions, CONSTANT, "Version information for current PowerShell session");
    s.define_global("NestedPromptLevel", Value::Int(0), PLAIN, "Nesting level of the current prompt");
    s.set_global("LASTEXITCODE", Value::Null);
    s.global.root.remove(crate::value::Symbol::of("LASTEXITCODE"));
}

fn preferences(s: &mut Session) {
    let action = |name: &str| Value::enum_named("System.Management.Automation.ActionPreference", name);
    let rows = [
        ("ErrorActionPreference", "Continue", "Dictates the action taken when an error message is delivered"),
        ("WarningPreference", "Continue", "Dictates the action taken when a Warning message is delivered"),
        ("VerbosePreference", "SilentlyContinue", "Dictates the action taken when a Verbose message is delivered"),
        ("DebugPreference", "SilentlyContinue", "Dictates the action taken when a Debug message is delivered"),
        ("InformationPreference", "SilentlyContinue", "Dictates the action taken when an information message is delivered"),
        ("ProgressPreference", "Continue", "Dictates the action taken when progress records are delivered"),
    ];
    for (name, value, description) in rows {
        s.define_global(name, action(value), PLAIN, description);
    }
    let high = Value::enum_named("System.Management.Automation.ConfirmImpact", "High");
    s.define_global("ConfirmPreference", high, PLAIN, "Dictates when confirmation should be requested");
    s.define_global("WhatIfPreference", Value::Bool(false), PLAIN, "If true, WhatIf is considered to be enabled for all commands");
    let view = Value::enum_named("System.Management.Automation.ErrorView", "ConciseView");
    s.define_global("ErrorView", view, PLAIN, "Dictates the view mode to use when displaying errors");
    s.define_global("FormatEnumerationLimit", Value::Int(4), PLAIN, "Dictates the limit of enumeration on formatting IEnumerable objects");
    s.define_global("MaximumHistoryCount", Value::Int(4096), PLAIN, "The maximum number of history objects to retain in a session");
    s.define_global("PSNativeCommandUseErrorActionPreference", Value::Bool(false), PLAIN, "");
    s.define_global("PSEmailServer", Value::str(""), PLAIN, "Variable to contain the Email Server");
}

fn system(s: &mut Session) {
    let flags = [("IsLinux", cfg!(target_os = "linux")), ("IsMacOS", cfg!(target_os = "macos")), ("IsWindows", false), ("IsCoreCLR", true)];
    for (name, on) in flags {
        s.define_global(name, Value::Bool(on), READ_ONLY, "");
    }
    s.define_global("true", Value::Bool(true), CONSTANT, "");
    s.define_global("false", Value::Bool(false), CONSTANT, "");
    s.define_global("PSEdition", Value::str("Core"), CONSTANT, "Edition information for the current PowerShell session");
    s.define_global("PID", Value::Int(std::process::id() as i32), CONSTANT, "Current process ID");
    let home = std::env::var("HOME").unwrap_or_else(|_| "/".to_owned());
    s.define_global("HOME", Value::from(home), READ_ONLY, "Folder containing the current user's profile");
    let own = std::env::current_exe().ok();
    let folder = own.as_deref().and_then(|p| p.parent()).map_or_else(String::new, |p| p.display().to_string());
    s.define_global("PSHOME", Value::from(folder), CONSTANT, "Parent folder of the host application of the current runspace");
    s.define_global("ShellId", Value::str("Microsoft.PowerShell"), CONSTANT, "");
    for name in ["PSCulture", "PSUICulture"] {
        s.define_global(name, Value::str(""), READ_ONLY, "");
    }
    let host = Value::native(crate::clr::host::HostObject);
    s.define_global("Host", host, CONSTANT, "A reference to the host of the current runspace");
    let features = Value::Seq(Rc::new(Seq::list_of(Type::string(), Vec::new())));
    s.define_global("EnabledExperimentalFeatures", features, CONSTANT, "");
    s.define_global("PWD", Value::Null, EVERYWHERE, "");
    let location = std::env::current_dir().unwrap_or_else(|_| "/".into());
    s.set_location(location);
}

fn version_table(s: &mut Session) -> Value {
    let table = Table::new(TableKind::Ordered, Type::of("System.Management.Automation.PSVersionHashTable"), true);
    let mut as_type =
        |text: &str, ty: &str| crate::convert::to_type(s, &Value::str(text), Type::of(ty)).unwrap_or_else(|_| Value::str(text));
    let own = as_type(LANGUAGE_VERSION, "System.Management.Automation.SemanticVersion");
    let mut version = |text: &str| as_type(text, "System.Version");
    table.insert_str("PSVersion", own);
    table.insert_str("PSEdition", Value::str("Core"));
    table.insert_str("GitCommitId", Value::str(LANGUAGE_VERSION));
    let os = std::fs::read_to_string("/etc/os-release").ok();
    let pretty = os.as_deref().and_then(|t| t.lines().find_map(|l| l.strip_prefix("PRETTY_NAME="))).unwrap_or("Linux");
    table.insert_str("OS", Value::str(pretty.trim_matches('"')));
    table.insert_str("Platform", Value::str("Unix"));
    let compatible = ["1.0", "2.0", "3.0", "4.0", "5.0", "5.1", "6.0", "7.0"].map(&mut version);
    table.insert_str("PSCompatibleVersions", Value::array(compatible.to_vec()));
    table.insert_str("PSRemotingProtocolVersion", version("2.4"));
    table.insert_str("SerializationVersion", version("1.1.0.1"));
    table.insert_str("WSManStackVersion", version("3.0"));
    Value::table(table)
}
