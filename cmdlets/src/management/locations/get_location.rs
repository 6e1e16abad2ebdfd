//! Get-Location: where the session is.

use crate::management::fault;
use crate::management::place::{self, Place};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str};

/// Shows where the session is, or a stack of places it was at.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Location",
    type_name = "Microsoft.PowerShell.Commands.GetLocationCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Location",
    aliases("gl", "pwd"),
    outputs("System.Management.Automation.PathInfo", "System.Management.Automation.PathInfoStack")
)]
#[example("Get-Location", "Shows the current location.")]
pub(crate) struct GetLocation {
    /// Only drives of this provider.
    #[param(by_name, set = "Location", name = "PSProvider")]
    ps_provider: Vec<Str>,
    /// Only this drive.
    #[param(by_name, set = "Location", name = "PSDrive")]
    ps_drive: Vec<Str>,
    /// Shows the stack of locations.
    #[param(set = "Stack")]
    stack: bool,
    /// Name of the stack of locations.
    #[param(by_name, set = "Stack")]
    stack_name: Vec<Str>,
}

impl Cmdlet for GetLocation {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.stack || !self.stack_name.is_empty() {
            let names = if self.stack_name.is_empty() { vec![Str::default()] } else { self.stack_name.clone() };
            for name in names {
                let stack = place::whereabouts(cx.s).stacks.get(name.as_str()).cloned();
                if stack.is_none() && !name.is_empty() {
                    let text = format!("Cannot find location stack '{name}'. It does not exist or it is not a container.");
                    cx.error(fault::argument("Argument", text))?;
                    continue;
                }
                for place in stack.unwrap_or_default().iter().rev() {
                    cx.emit(place.path_info())?;
                }
            }
            return Ok(());
        }
        let here = place::here(cx.s);
        if self.ps_drive.is_empty() && self.ps_provider.is_empty() {
            return cx.emit(here.path_info());
        }
        for name in self.ps_drive.clone() {
            let Some(drive) = cx.s.drives.iter().find(|it| it.name.eq_ignore_ascii_case(&name)).cloned() else {
                cx.error(fault::no_drive(&name))?;
                continue;
            };
            let own = here.drive.as_ref().is_some_and(|it| it.name == drive.name);
            let place =
                if own { here.clone() } else { Place { provider: drive.provider, path: drive.root.to_string(), drive: Some(drive) } };
            cx.emit(place.path_info())?;
        }
        if self.ps_provider.iter().any(|it| here.provider.name().eq_ignore_ascii_case(it)) { cx.emit(here.path_info()) } else { Ok(()) }
    }
}
