//! Set-Item: another value for an item of the session.

use crate::management::place::{self, Sieve};
use crate::management::{fault, item, session_items};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Gives an item of the session a value: a variable, function, alias or environment variable.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-Item",
    type_name = "Microsoft.PowerShell.Commands.SetItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("si")
)]
#[example("Set-Item Env:LANG C.UTF-8", "Changes an environment variable.")]
pub(crate) struct SetItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// The value.
    #[param(position = 1, pipeline, by_name)]
    value: Option<Value>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
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

impl Cmdlet for SetItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(None, &self.include, &self.exclude)?;
        let value = self.value.clone().unwrap_or(Value::Null);
        for path in self.path.iter().chain(&self.literal_path).cloned().collect::<Vec<Str>>() {
            let place = place::trimmed(place::resolve(cx.s, &path)?);
            if place.is_file_system() {
                return Err(fault::not_supported().into());
            }
            if !sieve.lets_named(place.name()) || !cx.confirm(&format!("Item: {} Value: {}", place.path, value.plain_text()), "Set Item")? {
                continue;
            }
            session_items::set(cx.s, place.provider, &place.path, &value)?;
            if self.pass_thru {
                let made = item::at(cx.s, &place);
                cx.emit(made)?;
            }
        }
        Ok(())
    }
}
