//! Remove-PSDrive: a drive of the session goes; what it stood for stays.

use crate::management::{fault, place};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str};

/// Takes drives of the session away; folders they stood for stay.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Remove-PSDrive",
    type_name = "Microsoft.PowerShell.Commands.RemovePSDriveCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Name",
    confirm = "Medium",
    aliases("rdr")
)]
#[example("Remove-PSDrive Data", "Forgets the name.")]
pub(crate) struct RemovePSDrive {
    /// The name.
    #[param(position = 0, mandatory, by_name, set = "Name")]
    name: Vec<Str>,
    /// The name exactly as written.
    #[param(position = 0, mandatory, by_name, set = "LiteralName")]
    literal_name: Vec<Str>,
    /// Only drives of this provider.
    #[param(by_name, name = "PSProvider")]
    ps_provider: Vec<Str>,
    /// Scope of the drive.
    #[param(by_name)]
    scope: Option<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
}

impl Cmdlet for RemovePSDrive {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for name in self.name.iter().chain(&self.literal_name).cloned().collect::<Vec<Str>>() {
            let Some(drive) = cx.s.drives.iter().find(|it| it.name.eq_ignore_ascii_case(&name)).cloned() else {
                cx.error(fault::no_drive(&name))?;
                continue;
            };
            let target = format!("Name: {} Provider: {} Root: {}", drive.name, drive.provider.full_name(), drive.root);
            if !cx.confirm(&target, "Remove Drive")? {
                continue;
            }
            let in_use = place::here(cx.s).drive.is_some_and(|it| it.name == drive.name);
            if in_use && !self.force {
                let text = format!("Cannot remove drive '{}' because it is in use.", drive.name);
                cx.error(
                    Fault::new(
                        "System.Management.Automation.PSInvalidOperationException",
                        "InvalidOperation",
                        Category::InvalidOperation,
                        text,
                    )
                    .target(name),
                )?;
                continue;
            }
            cx.s.drives.retain(|it| !std::rc::Rc::ptr_eq(it, &drive));
        }
        Ok(())
    }
}
