//! Set-Location: goes to another place.

use crate::management::place::{self, Place};
use crate::management::{fault, find};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Halt, Str};

/// Goes to another folder or store; - and + go back and forth between the last ones.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-Location",
    type_name = "Microsoft.PowerShell.Commands.SetLocationCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("cd", "chdir", "sl"),
    outputs("System.Management.Automation.PathInfo", "System.Management.Automation.PathInfoStack")
)]
#[example("Set-Location ~", "Goes home.")]
pub(crate) struct SetLocation {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, pipeline, by_name, set = "Path")]
    path: Option<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Name of the stack of locations.
    #[param(by_name, set = "Stack")]
    stack_name: Option<Str>,
}

/// Places kept for - and +.
const PLACES_KEPT_MAX: usize = 20;

impl SetLocation {
    fn target(&self, cx: &mut Cx<'_>) -> Result<Option<Place>, Halt> {
        if let Some(path) = &self.literal_path {
            let place = find::literal(cx.s, path)?;
            return container(cx, place, path).map(Some);
        }
        let path = self.path.clone().unwrap_or_default();
        match path.as_str() {
            "-" | "+" => return step(cx, path == "-").map(Some),
            "" if self.path.is_none() => return home(cx).map(Some),
            _ => {}
        }
        let found = find::glob(cx.s, &path, true)?;
        let mut folders = found.into_iter().filter(find::is_container);
        match (folders.next(), folders.next()) {
            (Some(only), None) => Ok(Some(only)),
            (Some(_), Some(_)) => {
                let text = format!(
                    "Cannot change the location because the path '{path}' resolved to multiple containers. You can only set the location to a single container at a time."
                );
                Err(fault::argument("Argument", text).into())
            }
            _ => Err(fault::path_missing(&path).into()),
        }
    }
}

fn container(cx: &mut Cx<'_>, place: Place, written: &str) -> Result<Place, Halt> {
    if !find::exists(cx.s, &place) {
        return Err(fault::path_missing(&find::missing_text(&place)).into());
    }
    if find::is_container(&place) { Ok(place) } else { Err(fault::path_missing(written).into()) }
}

fn home(cx: &mut Cx<'_>) -> Result<Place, Halt> {
    Ok(place::trimmed(place::resolve(cx.s, "~")?))
}

/// Back or forth; where there is nothing, the session stays.
fn step(cx: &mut Cx<'_>, back: bool) -> Result<Place, Halt> {
    let here = place::here(cx.s);
    let was = place::whereabouts(cx.s);
    let (from, to) = if back { (&mut was.back, &mut was.forward) } else { (&mut was.forward, &mut was.back) };
    let Some(target) = from.pop() else {
        let (text, id) = if back {
            ("There is no location history left to navigate backwards.", "Argument")
        } else {
            ("There is no location history left to navigate forwards.", "Argument")
        };
        return Err(fault::argument(id, text).into());
    };
    to.push(here);
    Ok(target)
}

impl Cmdlet for SetLocation {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() == "Stack" && self.stack_name.is_some() {
            // Which stack Push-Location uses when it is told none.
            return Ok(());
        }
        let here = place::here(cx.s);
        let stepped = matches!(self.path.as_deref(), Some("-" | "+"));
        let target = match self.target(cx) {
            Ok(Some(target)) => target,
            Ok(None) => return Ok(()),
            Err(halt) => return cx.error(halt),
        };
        if !stepped && here.shown() != target.shown() {
            let was = place::whereabouts(cx.s);
            was.back.push(here);
            was.forward.clear();
            let extra = was.back.len().saturating_sub(PLACES_KEPT_MAX);
            was.back.drain(..extra);
        }
        place::go(cx.s, target.clone());
        if self.pass_thru { cx.emit(target.path_info()) } else { Ok(()) }
    }
}
