//! Pop-Location: goes back to where Push-Location was called.

use crate::management::{fault, place};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str};

/// Goes back to the location that was remembered last.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Pop-Location",
    type_name = "Microsoft.PowerShell.Commands.PopLocationCommand",
    module = "Microsoft.PowerShell.Management",
    aliases("popd"),
    outputs("System.Management.Automation.PathInfo")
)]
#[example("Pop-Location", "Comes back.")]
pub(crate) struct PopLocation {
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Name of the stack of locations.
    #[param(by_name)]
    stack_name: Option<Str>,
}

impl Cmdlet for PopLocation {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.stack_name.clone().unwrap_or_default();
        let popped = match place::whereabouts(cx.s).stacks.get_mut(name.as_str()) {
            Some(stack) => stack.pop(),
            None if name.is_empty() => None,
            None => {
                let text = format!("Cannot find location stack '{name}'. It does not exist or it is not a container.");
                return Err(fault::argument("Argument", text).into());
            }
        };
        let Some(place) = popped else { return Ok(()) };
        place::go(cx.s, place.clone());
        if self.pass_thru { cx.emit(place.path_info()) } else { Ok(()) }
    }
}
