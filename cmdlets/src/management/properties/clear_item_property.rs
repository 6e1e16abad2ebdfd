//! Clear-ItemProperty: a property loses its value.

use crate::management::place::Sieve;
use crate::management::{fault, find, item};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Takes the value of a property away; of files only Attributes can be cleared.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Clear-ItemProperty",
    type_name = "Microsoft.PowerShell.Commands.ClearItemPropertyCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("clp")
)]
#[example("Clear-ItemProperty users.csv Attributes", "Makes a file an ordinary one.")]
pub(crate) struct ClearItemProperty {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// The name.
    #[param(position = 1, mandatory, by_name)]
    name: Option<Str>,
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

impl Cmdlet for ClearItemProperty {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let name = self.name.clone().unwrap_or_default();
        let (paths, literals, pass_thru) = (self.path.clone(), self.literal_path.clone(), self.pass_thru);
        find::named(cx, &paths, &literals, true, &mut |cx, place| {
            if !place.is_file_system() {
                return Err(fault::no_dynamic_properties().into());
            }
            if !name.eq_ignore_ascii_case("Attributes") {
                let text =
                    "The property cannot be cleared because the property is not supported. Only the Attributes property can be cleared.";
                return Err(fault::argument("Argument", text).into());
            }
            let kind = if place.as_path().is_dir() { "Clear Property Directory" } else { "Clear Property File" };
            if !sieve.lets(place.name()) || !cx.confirm(&format!("Item: {} Property: {name}", place.path), kind)? {
                return Ok(());
            }
            let object = item::at(cx.s, &place);
            runtime::member::set(cx.s, object.base(), "Attributes", Value::enum_named("System.IO.FileAttributes", "Normal"))?;
            if pass_thru { cx.emit(object) } else { Ok(()) }
        })
    }
}
