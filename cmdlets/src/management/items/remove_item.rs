//! Remove-Item: files, folders and items of the session go.

use crate::management::file_system;
use crate::management::place::{self, Place, Sieve};
use crate::management::{fault, find, session_items};
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Halt, Str, Value};

/// Removes items; a folder that is not empty is asked about unless -Recurse says what is meant.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Remove-Item",
    type_name = "Microsoft.PowerShell.Commands.RemoveItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("del", "erase", "rd", "ri")
)]
#[example("Remove-Item -Path old -Recurse", "Removes a folder and everything in it.")]
pub(crate) struct RemoveItem {
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
    /// Also what is below, on every level.
    #[param]
    recurse: bool,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl RemoveItem {
    fn places(&self, cx: &mut Cx<'_>) -> Result<Vec<Place>, Halt> {
        let mut all = Vec::new();
        for path in &self.path {
            match find::glob(cx.s, path, self.force) {
                Ok(found) => all.extend(found),
                Err(fault) => cx.error(fault)?,
            }
        }
        for path in &self.literal_path {
            let place = find::literal(cx.s, path)?;
            if find::exists(cx.s, &place) {
                all.push(place);
            } else {
                // A literal path with wildcards in it is named as it was written.
                let shown = if Wildcard::contains_wildcards(path) { path.to_string() } else { find::missing_text(&place) };
                cx.error(fault::path_missing(&shown))?;
            }
        }
        Ok(all)
    }

    fn remove(&self, cx: &mut Cx<'_>, place: &Place) -> Flow {
        if !place.is_file_system() {
            let target = format!("Item: {}", place.path);
            return if cx.confirm(&target, "Remove Item")? {
                session_items::remove(cx.s, place.provider, &place.path, self.force)
            } else {
                Ok(())
            };
        }
        let data = std::fs::symlink_metadata(&place.path);
        let is_folder = data.is_ok_and(|it| it.is_dir());
        let has_children = is_folder && std::fs::read_dir(&place.path).is_ok_and(|mut it| it.next().is_some());
        if has_children && !self.recurse && !self.is_what_if(cx) {
            let query = format!(
                "The item at {} has children and the Recurse parameter was not specified. If you continue, all children will be removed with the item. Are you sure you want to continue?",
                place.path
            );
            if !cx.should_continue(&query, "Confirm")? {
                return Ok(());
            }
        }
        file_system::remove(cx, place, self.recurse, self.force)
    }

    fn is_what_if(&self, cx: &Cx<'_>) -> bool {
        let own = cx.run().prefs.borrow().what_if;
        own.unwrap_or_else(|| cx.s.lookup(cx.s.preferences.what_if).is_some_and(|it| runtime::convert::to_bool(&it)))
    }
}

impl Cmdlet for RemoveItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        for place in self.places(cx)? {
            if self.recurse && sieve.has_include() && find::is_container(&place) {
                self.remove_below(cx, &place, &sieve)?;
            } else if sieve.lets(place.name()) {
                self.remove(cx, &place)?;
            }
        }
        Ok(())
    }
}

impl RemoveItem {
    /// With -Include and -Recurse only what fits goes, on every level.
    fn remove_below(&self, cx: &mut Cx<'_>, place: &Place, sieve: &Sieve) -> Flow {
        for name in find::children(cx.s, place, self.force).unwrap_or_default() {
            let child = place::trimmed(place.below(&name));
            if sieve.lets(&name) {
                self.remove(cx, &child)?;
            } else if find::is_container(&child) {
                self.remove_below(cx, &child, sieve)?;
            }
        }
        Ok(())
    }
}
