//! Push-Location: remembers where the session is, and goes elsewhere.

use crate::management::{fault, find, place};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str};

/// Remembers the current location on a stack and goes to another.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Push-Location",
    type_name = "Microsoft.PowerShell.Commands.PushLocationCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("pushd"),
    outputs("System.Management.Automation.PathInfo")
)]
#[example("Push-Location /var/log", "Goes to a folder; Pop-Location comes back.")]
pub(crate) struct PushLocation {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, pipeline, by_name, set = "Path")]
    path: Option<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Name of the stack of locations.
    #[param(by_name)]
    stack_name: Option<Str>,
}

impl Cmdlet for PushLocation {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let here = place::here(cx.s);
        let name = self.stack_name.clone().unwrap_or_default();
        let target = match (&self.literal_path, &self.path) {
            (Some(path), _) => Some(find::literal(cx.s, path)?),
            (None, Some(path)) => match find::glob(cx.s, path, true) {
                Ok(mut found) if found.len() == 1 => Some(found.remove(0)),
                Ok(_) => return cx.error(fault::path_missing(path)),
                Err(fault) => return cx.error(fault),
            },
            (None, None) => None,
        };
        if let Some(place) = target.as_ref().filter(|it| !find::is_container(it)) {
            return cx.error(fault::path_missing(&find::missing_text(place)));
        }
        place::whereabouts(cx.s).stacks.entry(name.to_string()).or_default().push(here);
        let Some(target) = target else { return Ok(()) };
        place::go(cx.s, target.clone());
        if self.pass_thru { cx.emit(target.path_info()) } else { Ok(()) }
    }
}
