//! Rename-Item: another name for an item.

use crate::management::file_system;
use crate::management::{fault, find, item, session_items};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Gives an item another name; it stays where it is.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Rename-Item",
    type_name = "Microsoft.PowerShell.Commands.RenameItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "ByPath",
    confirm = "Medium",
    aliases("ren", "rni")
)]
#[example("Get-ChildItem *.txt | Rename-Item -NewName { $_.BaseName + '.md' }", "Gives files another extension.")]
pub(crate) struct RenameItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "ByPath")]
    path: Option<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "ByLiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// The new name.
    #[param(position = 1, mandatory, by_name)]
    new_name: Option<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl Cmdlet for RenameItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.new_name.clone().unwrap_or_default();
        let place = match (&self.path, &self.literal_path) {
            (Some(path), _) => {
                let mut found = match find::glob(cx.s, path, true) {
                    Ok(found) => found,
                    Err(fault) => return cx.error(fault),
                };
                if found.len() != 1 {
                    let text = format!("Cannot rename because item at '{path}' does not exist.");
                    return cx.error(
                        runtime::author::Fault::new(
                            "System.Management.Automation.PSInvalidOperationException",
                            "InvalidOperation",
                            runtime::author::Category::InvalidOperation,
                            text,
                        )
                        .target(path.clone()),
                    );
                }
                found.remove(0)
            }
            (None, Some(path)) => {
                let place = find::literal(cx.s, path)?;
                if !find::exists(cx.s, &place) {
                    return cx.error(fault::path_missing(&find::missing_text(&place)));
                }
                place
            }
            (None, None) => return Ok(()),
        };
        if place.is_file_system() {
            return file_system::rename(cx, &place, &name, self.force, self.pass_thru);
        }
        if !cx.confirm(&format!("Item: {} NewName: {name}", place.path), "Rename Item")? {
            return Ok(());
        }
        let value = session_items::content(cx.s, place.provider, &place.path).unwrap_or(Value::Null);
        session_items::set(cx.s, place.provider, &name, &value)?;
        session_items::remove(cx.s, place.provider, &place.path, self.force)?;
        if self.pass_thru {
            let made = item::at(cx.s, &place.at(name.as_str()));
            cx.emit(made)?;
        }
        Ok(())
    }
}
