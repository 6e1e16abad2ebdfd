//! `ConvertTo-SecureString`.

use super::secret;
use macros::Cmdlet;
use runtime::author::*;

/// Makes a secret of text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertTo-SecureString",
    type_name = "Microsoft.PowerShell.Commands.ConvertToSecureStringCommand",
    module = "Microsoft.PowerShell.Security",
    default_set = "Secure",
    outputs("System.Security.SecureString")
)]
#[example(
    "ConvertTo-SecureString 'P@ss' -AsPlainText -Force",
    "Takes a password that is written in clear."
)]
#[example(
    "Get-Content secret.txt | ConvertTo-SecureString -Key $key",
    "Reads a secret that was stored with a key."
)]
pub struct ConvertToSecureString {
    /// The secret, in clear or as ConvertFrom-SecureString wrote it.
    #[param(position = 0, mandatory, pipeline)]
    string: Str,
    /// The text is the secret itself.
    #[param(position = 1, set = "PlainText")]
    as_plain_text: bool,
    /// Has no effect any more.
    #[param(position = 2, set = "PlainText")]
    force: bool,
    /// The key as a secret of 8, 12 or 16 characters.
    #[param(position = 1, set = "Secure", ty = "securestring")]
    secure_key: Value,
    /// The key: 16, 24 or 32 bytes.
    #[param(set = "Open", ty = "byte[]")]
    key: Value,
}

impl Cmdlet for ConvertToSecureString {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.as_plain_text {
            return cx.emit(runtime::clr::secure(&self.string));
        }
        let key = secret::key(&self.key, &self.secure_key)?;
        match secret::unprotect(&self.string, key.as_deref()) {
            Ok(text) => cx.emit(runtime::clr::secure(&text)),
            Err(halt) => cx.error(halt),
        }
    }
}
