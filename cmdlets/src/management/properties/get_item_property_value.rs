//! Get-ItemPropertyValue: values of properties of items.

use super::shared;
use crate::management::place::Sieve;
use crate::management::{find, item};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};

/// Gives only the values of named properties.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-ItemPropertyValue",
    type_name = "Microsoft.PowerShell.Commands.GetItemPropertyValueCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("gpv")
)]
#[example("Get-ItemPropertyValue users.csv -Name Length", "Gives the size of a file.")]
pub(crate) struct GetItemPropertyValue {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// The name.
    #[param(position = 1, mandatory, alias("PSProperty"))]
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

impl Cmdlet for GetItemPropertyValue {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let paths = if self.path.is_empty() && self.literal_path.is_empty() { vec![Str::new_static(".")] } else { self.path.clone() };
        let (literals, names) = (self.literal_path.clone(), self.name.clone());
        find::named(cx, &paths, &literals, true, &mut |cx, place| {
            if !sieve.lets(place.name()) {
                return Ok(());
            }
            let object = item::at(cx.s, &place);
            for name in &names {
                match shared::get(cx, &object, name)? {
                    Some(value) => cx.emit(value)?,
                    None => {
                        let text = format!("The property {name} does not exist or was not found.");
                        cx.error(
                            Fault::new("System.IO.IOException", "System.IO.IOException", Category::NotSpecified, text).target(name.clone()),
                        )?;
                    }
                }
            }
            Ok(())
        })
    }
}
