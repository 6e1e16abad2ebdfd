//! `Write-Verbose`, `Write-Debug`, `Write-Warning`: one text to one stream.

use macros::Cmdlet;
use runtime::author::*;

/// Writes a message about details.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Write-Verbose", type_name = "Microsoft.PowerShell.Commands.WriteVerboseCommand", module = "Microsoft.PowerShell.Utility")]
pub struct WriteVerbose {
    /// The text.
    #[param(position = 0, mandatory, pipeline, alias("Msg"), allow_empty_string)]
    message: Option<Str>,
}

impl Cmdlet for WriteVerbose {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = self.message.clone().unwrap_or_default();
        cx.verbose(&text)
    }
}

/// Writes a message for developers of scripts.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Write-Debug", type_name = "Microsoft.PowerShell.Commands.WriteDebugCommand", module = "Microsoft.PowerShell.Utility")]
pub struct WriteDebug {
    /// The text.
    #[param(position = 0, mandatory, pipeline, alias("Msg"), allow_empty_string)]
    message: Option<Str>,
}

impl Cmdlet for WriteDebug {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = self.message.clone().unwrap_or_default();
        cx.debug(&text)
    }
}

/// Writes a warning.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Write-Warning", type_name = "Microsoft.PowerShell.Commands.WriteWarningCommand", module = "Microsoft.PowerShell.Utility")]
pub struct WriteWarning {
    /// The text.
    #[param(position = 0, mandatory, pipeline, alias("Msg"), allow_empty_string)]
    message: Option<Str>,
}

impl Cmdlet for WriteWarning {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = self.message.clone().unwrap_or_default();
        cx.warn(&text)
    }
}
