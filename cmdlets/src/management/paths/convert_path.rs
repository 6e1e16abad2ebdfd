//! Convert-Path: a path as its provider writes it.

use crate::management::find;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Gives paths as their provider writes them, without drives of the shell.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Convert-Path",
    type_name = "Microsoft.PowerShell.Commands.ConvertPathCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("cvpa"),
    outputs("System.String")
)]
#[example("Convert-Path ~", "Gives the path of the home folder.")]
pub(crate) struct ConvertPath {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
}

impl Cmdlet for ConvertPath {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        find::named(cx, &paths, &literals, false, &mut |cx, place| cx.emit(Value::from(place.path)))
    }
}
