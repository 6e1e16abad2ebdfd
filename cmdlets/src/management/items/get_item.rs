//! Get-Item: the items that paths stand for.

use crate::management::place::{Place, Sieve};
use crate::management::{find, item};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};

/// Shows the items that paths stand for.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Item",
    type_name = "Microsoft.PowerShell.Commands.GetItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("gi"),
    outputs("System.IO.FileInfo", "System.Boolean", "System.String", "System.IO.FileInfo", "System.IO.DirectoryInfo")
)]
#[example("Get-Item ~", "Shows the home folder as an object.")]
pub(crate) struct GetItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Pattern that the names of files must fit.
    #[param]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl Cmdlet for GetItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let force = self.force;
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        let many = paths.iter().any(|it| dotnet::wildcard::Wildcard::contains_wildcards(it));
        find::named(cx, &paths, &literals, force, &mut |cx, place| {
            if !sieve.lets(place.name()) {
                return Ok(());
            }
            // A pattern passes over what is hidden; a name that is hidden has to be forced.
            if place.is_file_system() && place.name().starts_with('.') && !force && !many {
                return cx.error(hidden(&place));
            }
            let shown = item::at(cx.s, &place);
            cx.emit_each(shown)
        })
    }
}

fn hidden(place: &Place) -> Fault {
    let text = format!("Could not find item {}.", place.path);
    Fault::new("System.IO.IOException", "ItemNotFound", Category::ObjectNotFound, text).target(Value::str(&place.path))
}
