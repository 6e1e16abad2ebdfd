//! `ConvertFrom-SecureString`.

use super::secret;
use macros::Cmdlet;
use runtime::author::*;
use runtime::clr::SecureString;

/// Writes a secret as text that can be stored.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertFrom-SecureString",
    type_name = "Microsoft.PowerShell.Commands.ConvertFromSecureStringCommand",
    module = "Microsoft.PowerShell.Security",
    default_set = "Secure",
    outputs("System.String")
)]
#[example(
    "ConvertFrom-SecureString $secret -Key $key",
    "Encrypts a secret with a key."
)]
pub struct ConvertFromSecureString {
    /// The secret.
    #[param(position = 0, mandatory, pipeline, ty = "securestring")]
    secure_string: Value,
    /// Writes it in clear.
    #[param(set = "AsPlainText")]
    as_plain_text: bool,
    /// The key as a secret of 8, 12 or 16 characters.
    #[param(position = 1, set = "Secure", ty = "securestring")]
    secure_key: Value,
    /// The key: 16, 24 or 32 bytes.
    #[param(set = "Open", ty = "byte[]")]
    key: Value,
}

impl Cmdlet for ConvertFromSecureString {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(text) = self
            .secure_string
            .as_native::<SecureString>()
            .map(SecureString::reveal)
        else {
            return Ok(());
        };
        if self.as_plain_text {
            return cx.emit(text);
        }
        let key = secret::key(&self.key, &self.secure_key)?;
        cx.emit(secret::protect(&text, key.as_deref())?)
    }
}
