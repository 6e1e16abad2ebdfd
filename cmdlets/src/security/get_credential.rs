//! `Get-Credential`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::host::HostStream;

/// Asks for a user name and a password.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Credential",
    type_name = "Microsoft.PowerShell.Commands.GetCredentialCommand",
    module = "Microsoft.PowerShell.Security",
    default_set = "CredentialSet",
    outputs("System.Management.Automation.PSCredential")
)]
#[example("$c = Get-Credential CONTOSO\\ann", "Asks for the password of a user.")]
pub struct GetCredential {
    /// A user name whose password is asked for, or a credential that is emitted as it is.
    #[param(position = 0, set = "CredentialSet", ty = "pscredential", credential)]
    credential: Value,
    /// What the request says.
    #[param(set = "MessageSet", not_null_or_empty)]
    message: Option<Str>,
    /// The user whose password is asked for.
    #[param(position = 0, set = "MessageSet", not_null_or_empty)]
    user_name: Option<Str>,
    /// The title of the request.
    #[param(set = "MessageSet", not_null_or_empty)]
    title: Option<Str>,
}

impl Cmdlet for GetCredential {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self
            .credential
            .as_native::<runtime::clr::Credential>()
            .is_some()
        {
            return cx.emit(self.credential.clone());
        }
        if cx.s.host.non_interactive_switch() {
            let text = "Read and Prompt functionality is not available when PowerShell is running in NonInteractive mode.";
            let exception = "System.Management.Automation.PSInvalidOperationException";
            return Err(Fault::new(
                exception,
                "InvalidOperation",
                Category::InvalidOperation,
                text,
            )
            .into());
        }
        runtime::format::flush_display(cx.s)?;
        let title = self
            .title
            .clone()
            .unwrap_or(Str::new_static("PowerShell credential request"));
        let message = self
            .message
            .clone()
            .unwrap_or(Str::new_static("Enter your credentials."));
        cx.s.write_host_line(HostStream::Output, &format!("\n{title}\n{message}"))?;
        let named = self
            .user_name
            .clone()
            .or_else(|| self.credential.as_str().cloned());
        let user = match named {
            Some(user) => user.to_string(),
            None => cx.s.host.read_line("User: ").unwrap_or_default(),
        };
        if user.is_empty() {
            return Ok(());
        }
        let Some(password) =
            cx.s.host
                .read_secret(&format!("Password for user {user}: "))
        else {
            return Ok(());
        };
        cx.emit(runtime::clr::credential(&user, &password))
    }
}
