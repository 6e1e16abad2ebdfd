//! Rename-ItemProperty: no provider of this system can do it, and that is said.

use crate::management::{fault, find};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Gives a property another name. Providers here have fixed properties only; the registry, which has not, is part of Windows.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Rename-ItemProperty",
    type_name = "Microsoft.PowerShell.Commands.RenameItemPropertyCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("rnp")
)]
pub(crate) struct RenameItemProperty {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Option<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// The name.
    #[param(position = 1, mandatory, by_name, alias("PSProperty"))]
    name: Option<Str>,
    /// The new name.
    #[param(position = 2, mandatory, by_name)]
    new_name: Option<Str>,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Pattern that the names of files must fit.
    #[param]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl Cmdlet for RenameItemProperty {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let named = self.path.iter().chain(&self.literal_path).cloned().collect::<Vec<Str>>();
        for path in named {
            let place = find::literal(cx.s, &path)?;
            if !find::exists(cx.s, &place) {
                return cx.error(fault::path_missing(&find::missing_text(&place)));
            }
        }
        Err(fault::no_dynamic_properties().into())
    }
}
