//! New-Item: files, folders, links, variables, functions and their like.

use crate::management::file_system::{self, Kind};
use crate::management::place::{self, Place};
use crate::management::{fault, find, item, session_items};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};

/// Makes an item and shows it: a file unless -ItemType says otherwise.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-Item",
    type_name = "Microsoft.PowerShell.Commands.NewItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "pathSet",
    confirm = "Medium",
    aliases("ni"),
    outputs("System.String", "System.IO.FileInfo", "System.IO.DirectoryInfo")
)]
#[example("New-Item -ItemType Directory -Path reports", "Makes a folder.")]
pub(crate) struct NewItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, by_name, set = "nameSet")]
    #[param(position = 0, mandatory, by_name, set = "pathSet")]
    path: Vec<Str>,
    /// The name.
    #[param(mandatory, by_name, set = "nameSet")]
    name: Option<Str>,
    /// What to make: File, Directory or SymbolicLink.
    #[param(by_name, alias("Type"))]
    item_type: Option<Str>,
    /// The value.
    #[param(pipeline, by_name, alias("Target"))]
    value: Option<Value>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl NewItem {
    fn make(&self, cx: &mut Cx<'_>, place: &Place) -> Flow {
        if place.is_file_system() {
            let word = self.item_type.clone().unwrap_or_default();
            let Some(kind) = Kind::named(&word) else {
                let text =
                    "The type is not a known type for the file system. Only \"file\",\"directory\" or \"symboliclink\" can be specified.";
                return Err(fault::argument("Argument", text).into());
            };
            return file_system::create(cx, place, kind, self.value.as_ref(), self.force);
        }
        if !self.force && find::exists(cx.s, place) {
            let text = format!("An item with the specified name {} already exists.", place.path);
            return cx.error(
                Fault::new("System.Management.Automation.PSArgumentException", "Argument", Category::InvalidArgument, text)
                    .target(Value::str(&place.path)),
            );
        }
        let word = self.item_type.as_deref().unwrap_or_default();
        if !cx.confirm(
            &format!("Item: {} Type: {word} Value: {}", place.path, self.value.as_ref().map(Value::plain_text).unwrap_or_default()),
            "New Item",
        )? {
            return Ok(());
        }
        session_items::set(cx.s, place.provider, &place.path, &self.value.clone().unwrap_or(Value::Null))?;
        let made = item::at(cx.s, place);
        cx.emit(made)
    }
}

impl Cmdlet for NewItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let paths = if self.path.is_empty() { vec![Str::new_static("")] } else { self.path.clone() };
        for path in paths {
            let mut place = if path.is_empty() { place::here(cx.s) } else { place::trimmed(place::resolve(cx.s, &path)?) };
            if let Some(name) = &self.name {
                place = place::trimmed(place::resolve(cx.s, &format!("{}/{name}", place.shown().trim_end_matches('/')))?);
            }
            self.make(cx, &place)?;
        }
        Ok(())
    }
}
