//! New-PSDrive: a name for a folder.

use crate::management::{fault, find};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};
use runtime::places::{DriveInfo, Provider};
use std::rc::Rc;

/// Gives a folder the name of a drive, for this session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-PSDrive",
    type_name = "Microsoft.PowerShell.Commands.NewPSDriveCommand",
    module = "Microsoft.PowerShell.Management",
    confirm = "Low",
    aliases("ndr")
)]
#[example("New-PSDrive -Name Data -PSProvider FileSystem -Root /srv/data", "Makes Data: stand for a folder.")]
pub(crate) struct NewPSDrive {
    /// The name.
    #[param(position = 0, mandatory, by_name)]
    name: Option<Str>,
    /// Only drives of this provider.
    #[param(position = 1, mandatory, by_name, name = "PSProvider")]
    ps_provider: Option<Str>,
    /// The place the drive begins at.
    #[param(position = 2, mandatory, by_name)]
    root: Option<Str>,
    /// Free text.
    #[param(by_name)]
    description: Option<Str>,
    /// Scope of the drive.
    #[param(by_name)]
    scope: Option<Str>,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl Cmdlet for NewPSDrive {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.name.clone().unwrap_or_default();
        let provider = self.ps_provider.clone().unwrap_or_default();
        let root = self.root.clone().unwrap_or_default();
        let Some(provider) = Provider::named(&provider) else { return cx.error(fault::no_provider(&provider)) };
        if name.contains([';', '~', '/', '\\', '.', ':']) {
            let text = "Cannot process the drive name because the drive name contains one or more of the following characters that are not valid: ; ~ / \\ . :";
            return Err(fault::argument("Argument", text).into());
        }
        if !cx.confirm(&format!("Name: {name} Provider: {} Root: {root}", provider.full_name()), "New drive")? {
            return Ok(());
        }
        if cx.s.drives.iter().any(|it| it.name.eq_ignore_ascii_case(&name)) {
            let text = format!("A drive with the name '{name}' already exists.");
            return cx.error(
                Fault::new("System.Management.Automation.SessionStateException", "DriveAlreadyExists", Category::ResourceExists, text)
                    .target(name),
            );
        }
        let mut place = String::new();
        if provider == Provider::FileSystem {
            let found = find::literal(cx.s, &root)?;
            if !found.as_path().is_dir() {
                let text = format!("The specified drive root \"{root}\" either does not exist, or it is not a folder.");
                return cx
                    .error(Fault::new("System.IO.IOException", "DriveRootError", Category::ReadError, text).target(Value::from(root)));
            }
            place = found.path;
        }
        let drive =
            Rc::new(DriveInfo { name, provider, root: Str::from(place), description: self.description.clone().unwrap_or_default() });
        cx.s.drives.push(drive.clone());
        cx.emit(Value::Native(drive))
    }
}
