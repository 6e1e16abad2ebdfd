//! `Set-PSDebug`.

use macros::Cmdlet;
use runtime::author::*;

/// Switches the tracing of scripts.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Set-PSDebug", type_name = "Microsoft.PowerShell.Commands.SetPSDebugCommand", module = "Microsoft.PowerShell.Core")]
pub struct SetPSDebug {
    /// 0 none, 1 lines, 2 lines, assignments and calls.
    #[param(set = "on", range(0, 2))]
    trace: Option<i32>,
    /// Asks before each line.
    #[param(set = "on")]
    step: bool,
    /// Reading a variable that was never set is an error.
    #[param(set = "on")]
    strict: bool,
    /// Switches everything off.
    #[param(set = "off")]
    off: bool,
}

impl Cmdlet for SetPSDebug {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.off {
            cx.s.global.root.strict.set(None);
            return Ok(());
        }
        if self.trace.is_some_and(|level| level > 0) || self.step {
            let text = "This shell does not trace scripts.";
            return Err(
                Fault::new("System.Management.Automation.PSNotSupportedException", "NotSupported", Category::NotImplemented, text).into()
            );
        }
        if cx.is_bound("Strict") {
            cx.s.global.root.strict.set(Some(u8::from(self.strict)));
        }
        Ok(())
    }
}
