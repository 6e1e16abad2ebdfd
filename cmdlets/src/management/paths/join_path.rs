//! Join-Path: one path of several parts.

use crate::management::{fault, find, place};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Session, Str, Value};

/// Joins parts to one path with a single separator between them.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Join-Path",
    type_name = "Microsoft.PowerShell.Commands.JoinPathCommand",
    module = "Microsoft.PowerShell.Management",
    outputs("System.String")
)]
#[example("Join-Path ~ reports 2013.csv", "Gives the path of a file below the home folder.")]
pub(crate) struct JoinPath {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, alias("PSPath"))]
    path: Vec<Str>,
    /// The part below.
    #[param(position = 1, mandatory, by_name)]
    child_path: Vec<Str>,
    /// Further parts.
    #[param(position = 2, by_name, rest)]
    additional_child_path: Vec<Str>,
    /// Looks for the items that the path stands for.
    #[param]
    resolve: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

/// Joins two parts as the provider of the first one writes paths.
pub(in crate::management) fn join(parent: &str, child: &str) -> String {
    let (parent, child) = (parent.replace('\\', "/"), child.replace('\\', "/"));
    let child = child.trim_start_matches('/');
    if parent.is_empty() {
        return child.to_owned();
    }
    let ends = parent.ends_with('/');
    match (ends, child.is_empty()) {
        (true, _) => format!("{parent}{child}"),
        (false, true) => format!("{parent}/"),
        (false, false) => format!("{parent}/{child}"),
    }
}

/// The path with the drive spelled as it is; a drive that does not exist is a fault.
fn with_drive(s: &mut Session, path: &str) -> Result<String, runtime::author::Fault> {
    let Some((name, rest)) = place::drive_of(path) else { return Ok(path.to_owned()) };
    match s.drives.iter().find(|it| it.name.eq_ignore_ascii_case(name)) {
        Some(drive) => Ok(format!("{}:/{}", drive.name, rest.trim_start_matches(['/', '\\']))),
        None => Err(fault::no_drive(name)),
    }
}

impl Cmdlet for JoinPath {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for path in self.path.clone() {
            let parent = match with_drive(cx.s, &path) {
                Ok(parent) => parent,
                Err(fault) => {
                    cx.error(fault)?;
                    continue;
                }
            };
            let parts = self.child_path.iter().chain(&self.additional_child_path);
            let whole = parts.filter(|it| !it.is_empty()).fold(parent, |whole, part| join(&whole, part));
            if !self.resolve {
                cx.emit(Value::from(whole))?;
                continue;
            }
            match find::glob(cx.s, &whole, false) {
                Ok(places) => places.into_iter().try_for_each(|it| cx.emit(Value::from(it.shown())))?,
                Err(fault) => cx.error(fault)?,
            }
        }
        Ok(())
    }
}
