//! Faults of paths, drives and providers, in PowerShell's words.

use runtime::author::{Category, Fault, Str, Value};
use std::io::{Error, ErrorKind};
use std::path::Path;

const NOT_FOUND: &str = "System.Management.Automation.ItemNotFoundException";

pub(super) fn path_missing(path: &str) -> Fault {
    let text = format!("Cannot find path '{path}' because it does not exist.");
    Fault::new(NOT_FOUND, "PathNotFound", Category::ObjectNotFound, text).target(Value::str(path))
}

/// What a pattern that fits nothing is for commands that need an item.
pub(super) fn item_missing(path: &str) -> Fault {
    let text =
        format!("An object at the specified path {path} does not exist, or has been filtered by the -Include or -Exclude parameter.");
    Fault::new("System.Exception", "ItemNotFound", Category::ObjectNotFound, text).target(Value::str(path))
}

pub(super) fn no_drive(name: &str) -> Fault {
    let text = format!("Cannot find drive. A drive with the name '{name}' does not exist.");
    Fault::new("System.Management.Automation.DriveNotFoundException", "DriveNotFound", Category::ObjectNotFound, text)
        .target(Value::str(name))
}

pub(super) fn no_provider(name: &str) -> Fault {
    let text = format!("Cannot find a provider with the name '{name}'.");
    Fault::new("System.Management.Automation.ProviderNotFoundException", "ProviderNotFound", Category::ObjectNotFound, text)
        .target(Value::str(name))
}

pub(super) fn bad_pattern(pattern: &Str, _reason: &str) -> Fault {
    let text = format!("The specified wildcard character pattern is not valid: {pattern}");
    Fault::new("System.Management.Automation.WildcardPatternException", "RuntimeException", Category::InvalidArgument, text)
        .target(pattern.clone())
}

pub(super) fn argument(id: &str, text: impl Into<Str>) -> Fault {
    Fault::new("System.Management.Automation.PSArgumentException", id, Category::InvalidArgument, text)
}

pub(super) fn not_supported() -> Fault {
    let text = "Provider operation stopped because the provider does not support this operation.";
    Fault::new("System.Management.Automation.PSNotSupportedException", "NotSupported", Category::NotImplemented, text)
}

pub(super) fn no_dynamic_properties() -> Fault {
    let text = "Cannot use interface. The IDynamicPropertyCmdletProvider interface is not implemented by this provider.";
    Fault::new("System.Management.Automation.PSNotSupportedException", "NotSupported", Category::NotImplemented, text)
}

/// What the system refused, under the id of the operation.
pub(super) fn io(id: &str, category: Category, error: &Error, path: &Path) -> Fault {
    let (exception, text) = match error.kind() {
        ErrorKind::AlreadyExists => ("System.IO.IOException", format!("The file '{}' already exists.", path.display())),
        ErrorKind::DirectoryNotEmpty => ("System.IO.IOException", format!("Directory not empty : '{}'", path.display())),
        _ => runtime::paths::exception(error, path),
    };
    Fault::new(exception, id, category, text).target(Value::from(path.display().to_string()))
}
