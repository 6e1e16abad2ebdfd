//! Clear-Item: an item of the session loses its value and stays.

use crate::management::place::Sieve;
use crate::management::{fault, find, session_items};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use runtime::places::Provider;

/// Takes the value of an item away; the item itself stays.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Clear-Item",
    type_name = "Microsoft.PowerShell.Commands.ClearItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("cli")
)]
#[example("Clear-Item Variable:total", "Empties a variable.")]
pub(crate) struct ClearItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
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

impl Cmdlet for ClearItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        find::named(cx, &paths, &literals, self.force, &mut |cx, place| {
            if place.is_file_system() {
                return Err(fault::not_supported().into());
            }
            if !sieve.lets_named(place.name()) || !cx.confirm(&format!("Item: {}", place.path), "Clear Item")? {
                return Ok(());
            }
            match place.provider {
                Provider::Variable => session_items::set(cx.s, place.provider, &place.path, &Value::Null),
                _ => session_items::remove(cx.s, place.provider, &place.path, true),
            }
        })
    }
}
