//! Move-Item: items go to another place.

use crate::management::file_system;
use crate::management::place::{self, Sieve};
use crate::management::{fault, find, session_items};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Moves items to another place; into it when a folder stands there.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Move-Item",
    type_name = "Microsoft.PowerShell.Commands.MoveItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("mi", "move")
)]
#[example("Move-Item -Path *.log -Destination logs", "Moves the log files into a folder.")]
pub(crate) struct MoveItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Where to.
    #[param(position = 1, by_name)]
    destination: Option<Str>,
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
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl Cmdlet for MoveItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let to = match &self.destination {
            Some(text) if !text.is_empty() => place::trimmed(place::resolve(cx.s, text)?),
            _ => place::here(cx.s),
        };
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        let (force, pass_thru) = (self.force, self.pass_thru);
        find::named(cx, &paths, &literals, force, &mut |cx, from| {
            if !sieve.lets(from.name()) {
                return Ok(());
            }
            if from.provider != to.provider {
                let text = "Source and destination path did not resolve to the same provider.";
                return Err(fault::argument("MoveItemSourceAndDestinationNotSameProvider", text).target(Value::str(&from.path)).into());
            }
            if from.is_file_system() {
                return file_system::move_item(cx, &from, &to, force, pass_thru);
            }
            let value = session_items::content(cx.s, from.provider, &from.path).unwrap_or(Value::Null);
            session_items::set(cx.s, to.provider, &to.path, &value)?;
            session_items::remove(cx.s, from.provider, &from.path, force)
        })
    }
}
