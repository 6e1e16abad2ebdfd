//! `#requires`: what a script demands before it runs.
//!
//! In:    the tree of a script file.
//! Out:   the terminating error of the first demand that is not met.
//! Never: installs what is missing; modules that can be found are left to be imported by name.

use crate::fault::{Category, Exception, Fault, Flow, Halt};
use crate::initial::LANGUAGE_VERSION;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Value};
use dotnet::version::Version;
use lang::tree::{ExprKind, RequirementKind, ScriptBlock};

/// Checks every `#requires` line.
pub fn check(s: &mut Session, tree: &ScriptBlock) -> Flow {
    let file = tree.source.file.as_deref().unwrap_or("");
    let name = std::path::Path::new(file).file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    for requirement in &tree.requires {
        match &requirement.kind {
            RequirementKind::Version(wanted) => version(&name, wanted)?,
            RequirementKind::Edition(wanted) => edition(&name, wanted)?,
            RequirementKind::RunAsAdministrator => administrator(&name)?,
            RequirementKind::Modules(modules) => {
                for module in modules {
                    if let ExprKind::String { value, .. } = &module.kind {
                        self::module(s, &name, value)?;
                    }
                }
            }
            RequirementKind::Assembly(_) | RequirementKind::ShellId(_) => {}
        }
    }
    Ok(())
}

fn fault(id: &'static str, category: Category, message: String) -> Halt {
    let record = Fault::new("System.Management.Automation.ScriptRequiresException", id, category, message).record();
    *record.position.borrow_mut() = None;
    record.placeless.set(true);
    Halt::Error(record)
}

fn version(name: &str, wanted: &str) -> Flow {
    let (Ok(wanted_version), Ok(own)) = (Version::parse(wanted), Version::parse(LANGUAGE_VERSION)) else { return Ok(()) };
    if wanted_version <= own {
        return Ok(());
    }
    let message = format!(
        "The script '{name}' cannot be run because it contained a \"#requires\" statement for PowerShell {wanted}. The version of PowerShell that is required by the script does not match the currently running version of PowerShell {LANGUAGE_VERSION}."
    );
    Err(fault("ScriptRequiresUnmatchedPSVersion", Category::ResourceUnavailable, message))
}

/// The original wraps this one fault so that its category is lost.
fn edition(name: &str, wanted: &str) -> Flow {
    if wanted.eq_ignore_ascii_case("Core") {
        return Ok(());
    }
    let message = format!(
        "The script '{name}' cannot be run because it contained a \"#requires\" statement for PowerShell editions '{wanted}'. The edition of PowerShell that is required by the script does not match the currently running PowerShell Core edition."
    );
    let inner = Exception::new(Type::of("System.Management.Automation.ScriptRequiresException"), Str::new(&message), Value::Null);
    let record = Fault::new(
        "System.Management.Automation.ParentContainsErrorRecordException",
        "ScriptRequiresUnmatchedPSEdition",
        Category::NotSpecified,
        message,
    )
    .inner(Value::native(inner))
    .record();
    record.placeless.set(true);
    Err(Halt::Error(record))
}

fn administrator(name: &str) -> Flow {
    let is_root = std::fs::metadata("/proc/self").map(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0).unwrap_or(false);
    if is_root {
        return Ok(());
    }
    let message = format!(
        "The script '{name}' cannot be run because it contains a \"#requires\" statement for running as Administrator. The current PowerShell session is not running as Administrator. Start PowerShell by using the Run as Administrator option, and then try running the script again."
    );
    Err(fault("ScriptRequiresElevation", Category::PermissionDenied, message))
}

fn module(s: &mut Session, name: &str, module: &str) -> Flow {
    if crate::module::is_available(s, module) {
        return Ok(());
    }
    let message = format!(
        "The script '{name}' cannot be run because the following modules that are specified by the \"#requires\" statements of the script are missing: The module '{module}' cannot be found.."
    );
    Err(fault("ScriptRequiresMissingModules", Category::ResourceUnavailable, message))
}
