//! Manifests: `.psd1` files that say what a module is made of.
//!
//! In:    the path of a manifest.
//! Out:   facts, exports, parts that are loaded in their order.
//! Never: runs the manifest itself; it is data.

use super::load::{has_extension, load_nested, load_required, load_root, texts};
use super::{Exports, Module, Wanted, find};
use crate::eval::ScopeUse;
use crate::fault::{Category, Fault, Flow, Halt};
use crate::initial::LANGUAGE_VERSION;
use crate::pipe::Out;
use crate::session::Session;
use crate::value::{Str, Table, Value};
use dotnet::version::Version;
use std::path::Path;
use std::rc::Rc;

/// What a manifest may call.
const COMMANDS: [&str; 5] = ["Import-LocalizedData", "ConvertFrom-StringData", "Write-Host", "Out-Host", "Join-Path"];

/// The members a manifest may have.
const MEMBERS: [&str; 33] = [
    "ModuleToProcess",
    "NestedModules",
    "GUID",
    "Author",
    "CompanyName",
    "Copyright",
    "ModuleVersion",
    "Description",
    "PowerShellVersion",
    "PowerShellHostName",
    "PowerShellHostVersion",
    "CLRVersion",
    "DotNetFrameworkVersion",
    "ProcessorArchitecture",
    "RequiredModules",
    "TypesToProcess",
    "FormatsToProcess",
    "ScriptsToProcess",
    "PrivateData",
    "RequiredAssemblies",
    "ModuleList",
    "FileList",
    "FunctionsToExport",
    "VariablesToExport",
    "AliasesToExport",
    "CmdletsToExport",
    "DscResourcesToExport",
    "HelpInfoURI",
    "RootModule",
    "DefaultCommandPrefix",
    "CompatiblePSEditions",
    "ExperimentalFeatures",
    "Prerelease",
];

pub(super) fn load(s: &mut Session, module: &Rc<Module>, path: &Path, args: &[Value], out: &Out) -> Flow {
    let table = describe(s, module, path)?;
    check_engine(module, &table)?;
    let folder = path.parent().unwrap_or(Path::new("/")).to_path_buf();
    for (name, wanted) in specifications(s, table.get_str("RequiredModules"))? {
        load_required(s, module, &name, &wanted)?;
    }
    for script in list(s, &table, "ScriptsToProcess")?.unwrap_or_default() {
        crate::eval::invoke_script(s, &folder.join(script.as_str()), Vec::new(), ScopeUse::Caller, out)?;
    }
    for (name, _) in specifications(s, table.get_str("NestedModules"))? {
        load_nested(s, module, &folder, &name, out)?;
    }
    let root = module.facts.borrow().entry("RootModule").or_else(|| table.get_str("ModuleToProcess"));
    match root.map(|root| root.plain_text()).filter(|root| !root.is_empty()) {
        Some(root) if has_extension(Path::new(root.as_str()), "psd1") => load_nested(s, module, &folder, &root, out),
        Some(root) => load_root(s, module, &folder, &root, args, out),
        None => Ok(()),
    }
}

/// Reads the manifest into the module's facts.
pub(super) fn describe(s: &mut Session, module: &Rc<Module>, path: &Path) -> Result<Rc<Table>, Halt> {
    let table = read(s, path)?;
    let text = |key: &str| table.get_str(key).filter(|v| !v.is_null()).map(|v| v.plain_text());
    let Some(version) = text("ModuleVersion") else {
        let message = format!(
            "The member 'ModuleVersion' is not present in the module manifest. This member must exist and be assigned a version number of the form 'n.n.n.n'. Add the missing member to the file '{}'.",
            path.display()
        );
        return Err(invalid("Modules_ModuleManifestMissingModuleVersion", message, path));
    };
    {
        let mut facts = module.facts.borrow_mut();
        facts.is_manifest = true;
        facts.version = version;
        facts.description = text("Description").unwrap_or_default();
        facts.private_data = table.get_str("PrivateData").unwrap_or(Value::Null);
        facts.manifest = Some(table.clone());
    }
    if let Some(prefix) = text("DefaultCommandPrefix") {
        *module.prefix.borrow_mut() = prefix;
    }
    let all = || vec![Str::new_static("*")];
    let allowed = Exports {
        functions: list(s, &table, "FunctionsToExport")?.unwrap_or_else(all),
        variables: list(s, &table, "VariablesToExport")?.unwrap_or_else(all),
        aliases: list(s, &table, "AliasesToExport")?.unwrap_or_else(all),
    };
    *module.allowed.borrow_mut() = Some(allowed);
    Ok(table)
}

fn check_engine(module: &Module, table: &Table) -> Flow {
    let Some(wanted) = table.get_str("PowerShellVersion").map(|v| v.plain_text()) else { return Ok(()) };
    let (Ok(least), Ok(own)) = (Version::parse(&wanted), Version::parse(LANGUAGE_VERSION)) else { return Ok(()) };
    if least <= own {
        return Ok(());
    }
    let message = format!(
        "The version of PowerShell on this computer is '{LANGUAGE_VERSION}'. The module '{}' requires a minimum PowerShell version of '{wanted}' to run. Verify that you have the minimum required version of PowerShell installed, and then try again.",
        module.path
    );
    Err(Fault::new("System.InvalidOperationException", "Modules_InsufficientPowerShellVersion", Category::ResourceUnavailable, message)
        .target(module.path.clone())
        .into())
}

/// The hashtable of a manifest with nothing in it that a manifest may not have.
fn read(s: &mut Session, path: &Path) -> Result<Rc<Table>, Halt> {
    let shown = path.display();
    let value = match crate::data_file::read_with(s, path, &COMMANDS) {
        Ok(value) => value,
        Err(Halt::Error(record)) if record.is_parse.get() || &*record.full_id() == "CouldNotParseAsPowerShellDataFile" => {
            let message = format!(
                "The module manifest '{shown}' could not be processed because it is not a valid PowerShell module manifest file. Remove the elements that are not permitted: {}",
                record.message()
            );
            return Err(invalid("Modules_InvalidManifest", message, path));
        }
        Err(halt) => return Err(halt),
    };
    let Some(table) = value.as_table() else { return Err(find::not_found(&shown.to_string(), &Wanted::default())) };
    let mut wrong = Vec::new();
    for (key, _) in table.entries() {
        let key = key.plain_text();
        if !MEMBERS.iter().any(|member| member.eq_ignore_ascii_case(&key)) {
            wrong.push(format!("'{key}'"));
        }
    }
    if wrong.is_empty() {
        return Ok(table.clone());
    }
    let members: Vec<String> = MEMBERS[..MEMBERS.len() - 1].iter().map(|member| format!("'{member}'")).collect();
    let message = format!(
        "The '{shown}' module cannot be imported because its manifest contains one or more members that are not valid. The valid manifest members are ({}). Remove the members that are not valid ({}), then try to import the module again.",
        members.join(", "),
        wrong.join(", ")
    );
    Err(Fault::new("System.InvalidOperationException", "Modules_InvalidManifestMember", Category::InvalidData, message)
        .target(Str::from(shown.to_string()))
        .into())
}

fn invalid(id: &'static str, message: String, path: &Path) -> Halt {
    Fault::new("System.ArgumentException", id, Category::ResourceUnavailable, message).target(Str::from(path.display().to_string())).into()
}

/// The texts under a key of a manifest; `None` when the key is missing.
fn list(s: &mut Session, table: &Table, key: &str) -> Result<Option<Vec<Str>>, Halt> {
    table.get_str(key).map(|value| texts(s, &value)).transpose()
}

/// Modules as a manifest names them: a name, or a table with the versions that will do.
fn specifications(s: &mut Session, value: Option<Value>) -> Result<Vec<(Str, Wanted)>, Halt> {
    let Some(value) = value else { return Ok(Vec::new()) };
    let items = if value.as_table().is_some() { vec![value] } else { crate::convert::to_list(s, &value)? };
    Ok(items.iter().map(Wanted::of_specification).collect())
}

impl Wanted {
    /// `'Name'` or `@{ ModuleName = …; ModuleVersion = …; MaximumVersion = …; RequiredVersion = …; GUID = … }`.
    pub fn of_specification(item: &Value) -> (Str, Wanted) {
        let Some(table) = item.as_table() else { return (item.plain_text(), Wanted::default()) };
        let text = |key: &str| table.get_str(key).filter(|v| !v.is_null()).map(|v| v.plain_text());
        let version = |key: &str| text(key).and_then(|text| Version::parse(&text).ok());
        let wanted = Wanted {
            minimum: version("ModuleVersion"),
            maximum: version("MaximumVersion"),
            required: version("RequiredVersion"),
            guid: text("GUID"),
        };
        (text("ModuleName").unwrap_or_default(), wanted)
    }
}

/// A part that a manifest names and that is not there.
pub(super) fn member_not_found(name: &str, member: &str, manifest: &str) -> Halt {
    let message = format!(
        "The module to process '{name}', listed in field '{member}' of module manifest '{manifest}' was not processed because no valid module was found in any module directory."
    );
    Fault::new(
        "System.Management.Automation.PSInvalidOperationException",
        "Modules_ModuleFileNotFound",
        Category::ResourceUnavailable,
        message,
    )
    .target(Str::new(name))
    .into()
}

pub(super) fn required_not_loaded(name: &str, wanted: &Wanted, manifest: &str) -> Halt {
    let with = match wanted {
        Wanted { required: Some(version), .. } | Wanted { minimum: Some(version), .. } => format!(" with version '{version}'"),
        Wanted { maximum: Some(version), .. } => format!(" with MaximumVersion '{version}'"),
        _ => String::new(),
    };
    let message = format!(
        "The required module '{name}'{with} is not loaded. Load the module or remove the module from 'RequiredModules' in the file '{manifest}'."
    );
    let missing = "System.Management.Automation.MissingMemberException";
    Fault::new(missing, "Modules_InvalidManifest", Category::ResourceUnavailable, message).target(Str::new(manifest)).into()
}

/// Lists of files that `Test-ModuleManifest` looks for, each with what it is called in the message.
pub const TESTED: [(&str, &str); 5] = [
    ("NestedModules", "NestedModule"),
    ("RequiredModules", "RequiredModules"),
    ("FileList", "FileList"),
    ("ModuleList", "ModuleList"),
    ("RequiredAssemblies", "RequiredAssemblies"),
];

/// Entries of the manifest under a key whose files or modules are missing.
pub fn tested(s: &mut Session, module: &Module, key: &str) -> Result<Vec<Str>, Halt> {
    let folder = Path::new(module.path.as_str()).parent().unwrap_or(Path::new("/")).to_path_buf();
    let entry = module.facts.borrow().entry(key);
    let mut missing = Vec::new();
    for (name, wanted) in specifications(s, entry)? {
        let is_there = match key {
            "FileList" | "RequiredAssemblies" => folder.join(name.as_str()).exists(),
            "RequiredModules" => find::is_available(s, &name),
            _ => find::module_at(&folder.join(name.as_str()), &wanted).is_some() || find::find_file(s, &name, &wanted).is_some(),
        };
        if !is_there && !name.is_empty() {
            missing.push(name);
        }
    }
    Ok(missing)
}
