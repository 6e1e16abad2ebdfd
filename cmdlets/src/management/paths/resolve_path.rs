//! Resolve-Path: the places that a path with wildcards stands for.

use crate::management::place::{self, Place};
use crate::management::{fault, find};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Gives the places that a path stands for, whole or relative to the current one.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Resolve-Path",
    type_name = "Microsoft.PowerShell.Commands.ResolvePathCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("rvpa"),
    outputs("System.String", "System.Management.Automation.PathInfo")
)]
#[example("Resolve-Path *.csv -Relative", "Lists files as seen from here.")]
pub(crate) struct ResolvePath {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Gives the path relative to the current location.
    #[param(set = "LiteralPath")]
    #[param(set = "Path")]
    relative: bool,
    /// The place the path is relative to.
    #[param]
    relative_base_path: Option<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl ResolvePath {
    fn show(&self, cx: &mut Cx<'_>, place: &Place, written: &str) -> Flow {
        if !self.relative {
            let mut shown = place.clone();
            if written.ends_with('/') && !shown.path.ends_with('/') {
                shown.path.push('/');
            }
            return cx.emit(shown.path_info());
        }
        let base = match &self.relative_base_path {
            Some(path) => find::literal(cx.s, path)?,
            None => place::here(cx.s),
        };
        cx.emit(Value::from(relative(&base, place)))
    }
}

/// A place as seen from another.
fn relative(base: &Place, place: &Place) -> String {
    if !place.is_file_system() || !base.is_file_system() {
        return place.shown();
    }
    let from = base.path.trim_end_matches('/');
    if let Some(below) = place.path.strip_prefix(from).and_then(|it| it.strip_prefix('/')) {
        return format!("./{below}");
    }
    dotnet::path::relative(&base.path, &place.path, &base.path)
}

impl Cmdlet for ResolvePath {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for path in self.path.clone() {
            match find::glob(cx.s, &path, self.force) {
                Ok(places) => places.iter().try_for_each(|it| self.show(cx, it, &path))?,
                Err(fault) => cx.error(fault)?,
            }
        }
        for path in self.literal_path.clone() {
            let place = find::literal(cx.s, &path)?;
            if find::exists(cx.s, &place) {
                self.show(cx, &place, &path)?;
            } else {
                cx.error(fault::path_missing(&find::missing_text(&place)))?;
            }
        }
        Ok(())
    }
}
