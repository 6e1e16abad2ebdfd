//! `Set-StrictMode` and `Set-PSDebug`.

use macros::Cmdlet;
use runtime::author::*;

/// Makes the language strict or lenient in the current scope.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-StrictMode",
    type_name = "Microsoft.PowerShell.Commands.SetStrictModeCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "Version"
)]
pub struct SetStrictMode {
    /// Lenient.
    #[param(mandatory, set = "Off")]
    off: bool,
    /// Strict like this version; Latest is the strictest.
    #[param(mandatory, set = "Version", alias("v"), ty = "object")]
    version: Value,
}

/// The strictest rules there are.
const LATEST: u8 = 3;

impl Cmdlet for SetStrictMode {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let level = if self.off {
            0
        } else {
            level_of(&self.version)?
        };
        cx.s.scope.strict.set(Some(level));
        Ok(())
    }
}

/// `Latest`, `2`, `2.0`, or a version object.
fn level_of(version: &Value) -> Result<u8, Halt> {
    let text = version.plain_text();
    if text.eq_ignore_ascii_case("latest") {
        return Ok(LATEST);
    }
    let major = text
        .split('.')
        .next()
        .and_then(|major| major.parse::<u8>().ok());
    match major {
        Some(major) if (1..=7).contains(&major) => Ok(major.min(LATEST)),
        _ => {
            let text = format!(
                "Cannot validate argument on parameter 'Version'. The \"{text}\" argument does not contain a valid PowerShell version. Supply a valid version number and then try the command again."
            );
            let exception = "System.Management.Automation.ParameterBindingValidationException";
            Err(Fault::new(
                exception,
                "ParameterArgumentValidationError",
                Category::InvalidData,
                text,
            )
            .into())
        }
    }
}

/// Switches the tracing of scripts.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-PSDebug",
    type_name = "Microsoft.PowerShell.Commands.SetPSDebugCommand",
    module = "Microsoft.PowerShell.Core"
)]
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
            return Err(Fault::new(
                "System.Management.Automation.PSNotSupportedException",
                "NotSupported",
                Category::NotImplemented,
                text,
            )
            .into());
        }
        if cx.is_bound("Strict") {
            cx.s.global.root.strict.set(Some(u8::from(self.strict)));
        }
        Ok(())
    }
}
