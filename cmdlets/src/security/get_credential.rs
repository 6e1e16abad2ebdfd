//! `Get-Credential`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::clr::{Credential, credential};
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
#[example("$who = Get-Credential -UserName ken", "Asks for the password of ken.")]
pub struct GetCredential {
    /// A user name, or a credential that is given back as it is.
    #[param(position = 0, set = "CredentialSet", not_null, ty = "pscredential", credential)]
    credential: Value,
    /// The text above the prompt.
    #[param(set = "MessageSet", not_null_or_empty)]
    message: Option<Str>,
    /// The user whose password is asked for.
    #[param(position = 0, set = "MessageSet", not_null_or_empty)]
    user_name: Option<Str>,
    /// The title of the prompt.
    #[param(set = "MessageSet", not_null_or_empty)]
    title: Option<Str>,
}

impl Cmdlet for GetCredential {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.credential.as_native::<Credential>().is_some() {
            return cx.emit(self.credential.clone());
        }
        if cx.s.host.non_interactive_switch() {
            return Err(runtime::confirm::non_interactive());
        }
        let named = match self.credential.is_null() {
            true => self.user_name.clone(),
            false => Some(to_str(cx.s, &self.credential)?),
        };
        self.announce(cx.s)?;
        let user = match named {
            Some(user) => user,
            None => match cx.s.host.read_line("User: ") {
                Some(user) if !user.is_empty() => user.into(),
                _ => return Ok(()),
            },
        };
        let Some(password) = cx.s.host.read_secret(&format!("Password for user {user}: ")) else {
            return Ok(());
        };
        cx.s.write_host_line(HostStream::Output, "")?;
        cx.emit(credential(&user, &password))
    }
}

impl GetCredential {
    fn announce(&self, s: &mut Session) -> Flow {
        runtime::format::flush_display(s)?;
        let title = self.title.as_deref().unwrap_or("PowerShell credential request");
        let message = self.message.as_deref().unwrap_or("Enter your credentials.");
        for line in ["", title, message] {
            s.write_host_line(HostStream::Output, line)?;
        }
        Ok(())
    }
}
