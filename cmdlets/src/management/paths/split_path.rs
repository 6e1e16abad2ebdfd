//! Split-Path: a part of a path.

use crate::management::{fault, find, place};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Gives a part of a path: what it lies in unless something else is asked for.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Split-Path",
    type_name = "Microsoft.PowerShell.Commands.SplitPathCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "ParentSet",
    outputs("System.String", "System.Boolean")
)]
#[example("Split-Path -Leaf reports/2013.csv", "Gives the last part.")]
pub(crate) struct SplitPath {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "ExtensionSet")]
    #[param(position = 0, mandatory, pipeline, by_name, set = "IsAbsoluteSet")]
    #[param(position = 0, mandatory, pipeline, by_name, set = "LeafBaseSet")]
    #[param(position = 0, mandatory, pipeline, by_name, set = "LeafSet")]
    #[param(position = 0, mandatory, pipeline, by_name, set = "NoQualifierSet")]
    #[param(position = 0, mandatory, pipeline, by_name, set = "ParentSet")]
    #[param(position = 0, mandatory, pipeline, by_name, set = "QualifierSet")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPathSet", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Gives the drive.
    #[param(mandatory, by_name, set = "QualifierSet")]
    qualifier: bool,
    /// Gives the path without its drive.
    #[param(mandatory, by_name, set = "NoQualifierSet")]
    no_qualifier: bool,
    /// Gives everything but the last part.
    #[param(by_name, set = "ParentSet")]
    parent: bool,
    /// Gives the last part.
    #[param(mandatory, by_name, set = "LeafSet")]
    leaf: bool,
    /// Gives the last part without its extension.
    #[param(mandatory, by_name, set = "LeafBaseSet")]
    leaf_base: bool,
    /// Gives the extension of the last part.
    #[param(mandatory, by_name, set = "ExtensionSet")]
    extension: bool,
    /// Looks for the items that the path stands for.
    #[param]
    resolve: bool,
    /// Tells whether the path begins at a root.
    #[param(mandatory, set = "IsAbsoluteSet")]
    is_absolute: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl SplitPath {
    fn part(&self, path: &str) -> Result<Value, runtime::author::Fault> {
        let (qualifier, rest) = qualifier(path);
        Ok(if self.is_absolute {
            Value::Bool(path.starts_with(['/', '\\']) || !qualifier.is_empty())
        } else if self.qualifier {
            if qualifier.is_empty() {
                let text = format!("Cannot parse path because path '{path}' does not have a qualifier specified.");
                return Err(runtime::author::Fault::new(
                    "System.FormatException",
                    "ParsePathFormatError",
                    runtime::author::Category::InvalidArgument,
                    text,
                )
                .target(path.to_owned()));
            }
            Value::str(qualifier)
        } else if self.no_qualifier {
            Value::str(rest)
        } else if self.leaf {
            Value::from(leaf(path))
        } else if self.leaf_base {
            Value::str(dotnet::path::file_name_without_extension(&leaf(path)))
        } else if self.extension {
            Value::str(dotnet::path::extension(&leaf(path)))
        } else if !path.is_empty() && rest.chars().all(|it| matches!(it, '/' | '\\')) && qualifier.is_empty() {
            return Err(no_parent());
        } else {
            Value::from(parent(path))
        })
    }
}

fn no_parent() -> runtime::author::Fault {
    let text = "Cannot process argument because the value of argument \"path\" is not valid. Change the value of the \"path\" argument and run the operation again.";
    runtime::author::Fault::new(
        "System.Management.Automation.PSArgumentException",
        "Argument",
        runtime::author::Category::InvalidArgument,
        text,
    )
}

/// Drive or provider in front, and the rest.
fn qualifier(path: &str) -> (&str, &str) {
    if let Some(at) = path.find("::") {
        return path.split_at(at + 2);
    }
    match place::drive_of(path) {
        Some((name, _)) => path.split_at(name.len() + 1),
        None => ("", path),
    }
}

fn leaf(path: &str) -> String {
    let path = path.replace('\\', "/");
    let trimmed = path.trim_end_matches('/');
    if trimmed.is_empty() {
        return path;
    }
    trimmed.rsplit('/').next().unwrap_or_default().to_owned()
}

/// Everything but the last part; nothing above a root.
pub(in crate::management) fn parent(path: &str) -> String {
    let path = path.replace('\\', "/");
    let (front, rest) = qualifier(&path);
    let trimmed = rest.trim_end_matches('/');
    let above = match trimmed.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((above, _)) => above.trim_end_matches('/'),
        None => "",
    };
    let above = if above.is_empty() && trimmed.contains('/') { "/" } else { above };
    if above.is_empty() && front.is_empty() { String::new() } else { format!("{front}{above}") }
}

impl Cmdlet for SplitPath {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for path in self.path.iter().chain(&self.literal_path).cloned().collect::<Vec<Str>>() {
            let whole = if self.resolve { self.resolved(cx, &path)? } else { vec![path.to_string()] };
            for path in whole {
                match self.part(&path) {
                    Ok(part) => cx.emit(part)?,
                    Err(fault) => cx.error(fault)?,
                }
            }
        }
        Ok(())
    }
}

impl SplitPath {
    fn resolved(&self, cx: &mut Cx<'_>, path: &str) -> Result<Vec<String>, runtime::author::Halt> {
        match find::glob(cx.s, path, false) {
            Ok(places) if places.is_empty() => {
                cx.error(fault::path_missing(path))?;
                Ok(Vec::new())
            }
            Ok(places) => Ok(places.into_iter().map(|it| it.shown()).collect()),
            Err(fault) => {
                cx.error(fault)?;
                Ok(Vec::new())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_path_lies_in() {
        for (path, want) in [("x/y/z", "x/y"), ("/x", "/"), ("/", ""), ("x", ""), ("x/", ""), ("a\\b", "a"), ("Env:/X", "Env:/")] {
            assert_eq!(parent(path), want, "{path}");
        }
    }
}
