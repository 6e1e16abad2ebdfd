//! `Set-StrictMode`.

use macros::Cmdlet;
use runtime::author::*;

/// Decides which sloppy expressions are errors in this scope and those inside it.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-StrictMode",
    type_name = "Microsoft.PowerShell.Commands.SetStrictModeCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "Version"
)]
pub struct SetStrictMode {
    /// Takes strict mode back.
    #[param(mandatory, set = "Off")]
    off: bool,
    /// 1.0, 2.0, 3.0 or Latest.
    #[param(mandatory, set = "Version", alias("v"), ty = "string")]
    version: Str,
}

impl Cmdlet for SetStrictMode {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let level = if self.off { 0 } else { level_of(&self.version)? };
        cx.s.scope.strict.set(Some(level));
        Ok(())
    }
}

fn level_of(text: &str) -> Result<u8, Halt> {
    const LATEST: u8 = 3;
    if text.eq_ignore_ascii_case("latest") {
        return Ok(LATEST);
    }
    match text.split('.').next().and_then(|major| major.parse::<u8>().ok()) {
        Some(major) if (1..=7).contains(&major) => Ok(major.min(LATEST)),
        None if text.split('.').any(|part| part.parse::<i32>().is_err()) => {
            let message = format!(
                "Cannot bind parameter 'Version'. Cannot convert value \"{text}\" to type \"System.Version\". Error: \"Version string portion was too short or too long. (Parameter 'input')\""
            );
            Err(Fault::new(
                "System.Management.Automation.ParameterBindingException",
                "CannotConvertArgumentNoMessage",
                Category::InvalidArgument,
                message,
            )
            .into())
        }
        _ => {
            let message = format!(
                "Cannot validate argument on parameter 'Version'. The \"{text}\" argument does not contain a valid PowerShell version. Supply a valid version number and then try the command again."
            );
            Err(Fault::new(
                "System.Management.Automation.ParameterBindingValidationException",
                "ParameterArgumentValidationError",
                Category::InvalidData,
                message,
            )
            .into())
        }
    }
}
