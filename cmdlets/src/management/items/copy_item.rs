//! Copy-Item: copies of files, folders and items of the session.

use crate::management::file_system::{self, Copying};
use crate::management::place::{self, Place, Sieve};
use crate::management::{fault, find, session_items};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Copies items to another place; into it when a folder stands there.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Copy-Item",
    type_name = "Microsoft.PowerShell.Commands.CopyItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("copy", "cpi")
)]
#[example("Copy-Item -Path reports -Destination backup -Recurse", "Copies a folder with everything in it.")]
pub(crate) struct CopyItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Where to.
    #[param(position = 1, by_name)]
    destination: Option<Str>,
    /// Keeps the folders that items lie in.
    #[param(ty = "switch")]
    container: Option<Value>,
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
    /// Also what is below, on every level.
    #[param]
    recurse: bool,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
    /// A remote session; there are none.
    #[param(ty = "System.Management.Automation.Runspaces.PSSession")]
    from_session: Option<Value>,
    /// A remote session; there are none.
    #[param(ty = "System.Management.Automation.Runspaces.PSSession")]
    to_session: Option<Value>,
}

impl CopyItem {
    fn copy(&self, cx: &mut Cx<'_>, from: &Place, to: &Place, sieve: &Sieve) -> Flow {
        if from.provider != to.provider {
            let text = "Source and destination path did not resolve to the same provider.";
            return Err(fault::argument("CopyItemSourceAndDestinationNotSameProvider", text).target(Value::str(&from.path)).into());
        }
        if from.is_file_system() {
            let how = Copying {
                recurse: self.recurse,
                container: self.container.as_ref().is_none_or(runtime::convert::to_bool),
                force: self.force,
                pass_thru: self.pass_thru,
                sieve,
            };
            return file_system::copy(cx, from, to, &how);
        }
        if !cx.confirm(&format!("Item: {} Destination: {}", from.path, to.path), "Copy Item")? {
            return Ok(());
        }
        let value = session_items::content(cx.s, from.provider, &from.path).unwrap_or(Value::Null);
        session_items::set(cx.s, to.provider, &to.path, &value)
    }
}

impl Cmdlet for CopyItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.from_session.is_some() || self.to_session.is_some() {
            return Err(fault::not_supported().into());
        }
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let to = match &self.destination {
            Some(text) if !text.is_empty() => place::trimmed(place::resolve(cx.s, text)?),
            _ => place::here(cx.s),
        };
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        find::named(cx, &paths, &literals, self.force, &mut |cx, place| {
            if sieve.lets(place.name()) { self.copy(cx, &place, &to, &sieve) } else { Ok(()) }
        })
    }
}
