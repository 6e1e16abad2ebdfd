//! `Read-Host`.

use macros::Cmdlet;
use runtime::author::*;

/// Reads a line from the keyboard.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Read-Host",
    type_name = "Microsoft.PowerShell.Commands.ReadHostCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "AsString",
    outputs("System.String", "System.Security.SecureString")
)]
pub struct ReadHost {
    /// What is asked.
    #[param(position = 0, rest, allow_null)]
    prompt: Value,
    /// Hides what is typed and keeps it secret.
    #[param(set = "AsSecureString")]
    as_secure_string: bool,
    /// Hides what is typed.
    #[param(set = "AsString")]
    mask_input: bool,
}

impl Cmdlet for ReadHost {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.s.host.non_interactive_switch() {
            let text = "Read and Prompt functionality is not available when PowerShell is running in NonInteractive mode.";
            let fault = Fault::new(
                "System.Management.Automation.PSInvalidOperationException",
                "InvalidOperation",
                Category::InvalidOperation,
                text,
            );
            return Err(fault.into());
        }
        let prompt = self.prompt_text(cx.s)?;
        runtime::format::flush_display(cx.s)?;
        let line = if self.as_secure_string || self.mask_input { cx.s.host.read_secret(&prompt) } else { cx.s.host.read_line(&prompt) };
        let Some(line) = line else { return Ok(()) };
        if self.as_secure_string {
            let secret = runtime::clr::construct(cx.s, Type::of("System.Security.SecureString"), &[])?;
            for unit in line.encode_utf16() {
                runtime::member::call(cx.s, &secret, "AppendChar", &[Value::Char(unit)])?;
            }
            return cx.emit(secret);
        }
        cx.emit(line)
    }
}

impl ReadHost {
    fn prompt_text(&self, s: &mut Session) -> Result<String, Halt> {
        if self.prompt.is_null() {
            return Ok(String::new());
        }
        let mut parts = Vec::new();
        for part in runtime::enumerate::each(s, self.prompt.clone())? {
            parts.push(to_str(s, &part)?.to_string());
        }
        let text = parts.join(" ");
        Ok(if text.is_empty() { text } else { format!("{text}: ") })
    }
}
