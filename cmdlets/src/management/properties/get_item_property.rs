//! Get-ItemProperty: properties of items.

use super::shared;
use crate::management::place::Sieve;
use crate::management::{find, item};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Shows properties of items: all of them, or those that are named.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-ItemProperty",
    type_name = "Microsoft.PowerShell.Commands.GetItemPropertyCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("gp"),
    outputs("System.Boolean", "System.String", "System.DateTime", "System.IO.FileInfo", "System.IO.DirectoryInfo")
)]
#[example("Get-ItemProperty users.csv -Name Length", "Shows the size of a file.")]
pub(crate) struct GetItemProperty {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// The name.
    #[param(position = 1, alias("PSProperty"))]
    name: Vec<Str>,
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

impl Cmdlet for GetItemProperty {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let (paths, literals, names) = (self.path.clone(), self.literal_path.clone(), self.name.clone());
        find::named(cx, &paths, &literals, true, &mut |cx, place| {
            if !sieve.lets(place.name()) {
                return Ok(());
            }
            let object = item::at(cx.s, &place);
            if names.is_empty() {
                return cx.emit(object);
            }
            let mut values = Vec::new();
            for name in &names {
                match shared::get(cx, &object, name)? {
                    Some(value) => values.push((name.as_str(), value)),
                    None => cx.error(shared::missing(name))?,
                }
            }
            if values.is_empty() { Ok(()) } else { cx.emit(shared::selected(&place, values)) }
        })
    }
}
