//! `ConvertTo-SecureString` and `ConvertFrom-SecureString`.

use super::cipher::{self, Broken};
use macros::Cmdlet;
use runtime::author::*;
use runtime::clr::{SecureString, secure};

/// Makes a secure string of text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertTo-SecureString",
    type_name = "Microsoft.PowerShell.Commands.ConvertToSecureStringCommand",
    module = "Microsoft.PowerShell.Security",
    default_set = "Secure",
    outputs("System.Security.SecureString")
)]
#[example("$secret = ConvertTo-SecureString 'Pa55word' -AsPlainText -Force", "Keeps a password that a script knows.")]
pub struct ConvertToSecureString {
    /// The text: a sealed secret, or the secret itself with -AsPlainText.
    #[param(position = 0, mandatory, pipeline)]
    string: Option<Str>,
    /// The text is the secret itself.
    #[param(position = 1, set = "PlainText")]
    as_plain_text: bool,
    /// Says that the secret may stand in clear; no longer needed.
    #[param(position = 2, set = "PlainText")]
    force: bool,
    /// The key as a secure string.
    #[param(position = 1, set = "Secure", ty = "securestring")]
    secure_key: Value,
    /// The key: 16, 24 or 32 bytes.
    #[param(set = "Open", ty = "byte[]")]
    key: Value,
}

impl Cmdlet for ConvertToSecureString {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = self.string.clone().unwrap_or_default();
        if self.as_plain_text {
            return cx.emit(secure(&text));
        }
        let opened = match key_bytes(cx.s, &self.secure_key, &self.key)? {
            Some(key) => cipher::open(&text, &key),
            None => cipher::from_unkeyed(&text),
        };
        match opened {
            Ok(secret) => cx.emit(secure(&secret)),
            Err(broken) => refuse(cx, broken, "ImportSecureString"),
        }
    }
}

/// Makes text of a secure string.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertFrom-SecureString",
    type_name = "Microsoft.PowerShell.Commands.ConvertFromSecureStringCommand",
    module = "Microsoft.PowerShell.Security",
    default_set = "Secure",
    outputs("System.String")
)]
#[example("ConvertFrom-SecureString $secret -Key (1..16)", "Seals a secret with a key.")]
pub struct ConvertFromSecureString {
    /// The secret.
    #[param(position = 0, mandatory, pipeline, ty = "securestring")]
    secure_string: Value,
    /// Shows the secret in clear.
    #[param(set = "AsPlainText")]
    as_plain_text: bool,
    /// The key as a secure string.
    #[param(position = 1, set = "Secure", ty = "securestring")]
    secure_key: Value,
    /// The key: 16, 24 or 32 bytes.
    #[param(set = "Open", ty = "byte[]")]
    key: Value,
}

impl Cmdlet for ConvertFromSecureString {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let secret = revealed(&self.secure_string);
        if secret.is_empty() {
            let text = "Cannot process argument because the value of argument \"SecureString\" is not valid. Change the value of the \"SecureString\" argument and run the operation again.";
            let fault = Fault::new("System.Management.Automation.PSArgumentException", "Argument", Category::InvalidArgument, text);
            return Err(fault.into());
        }
        if self.as_plain_text {
            return cx.emit(secret);
        }
        match key_bytes(cx.s, &self.secure_key, &self.key)? {
            None => cx.emit(cipher::unkeyed(&secret)),
            Some(key) => match cipher::seal(&secret, &key) {
                Ok(sealed) => cx.emit(sealed),
                Err(broken) => refuse(cx, broken, "ExportSecureString"),
            },
        }
    }
}

fn revealed(value: &Value) -> String {
    value.as_native::<SecureString>().map_or_else(String::new, SecureString::reveal)
}

/// `-Key` as it is, or the UTF-16 bytes of `-SecureKey`.
fn key_bytes(s: &mut Session, secure_key: &Value, key: &Value) -> Result<Option<Vec<u8>>, Halt> {
    if !secure_key.is_null() {
        return Ok(Some(revealed(secure_key).encode_utf16().flat_map(u16::to_le_bytes).collect()));
    }
    if key.is_null() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    for item in to_list(s, key)? {
        bytes.push(runtime::convert::to_int(&item)? as u8);
    }
    Ok(Some(bytes))
}

fn refuse(cx: &mut Cx<'_>, broken: Broken, id: &str) -> Flow {
    match broken {
        Broken::Format => {
            let text = "The input string was not in a correct format.";
            Err(Fault::new("System.FormatException", "System.FormatException", Category::NotSpecified, text).into())
        }
        Broken::Key => cx.error(Fault::new(
            "System.ArgumentException",
            &format!("{id}_InvalidArgument"),
            Category::InvalidArgument,
            "Specified key is not a valid size for this algorithm.",
        )),
        Broken::Cipher => cx.error(Fault::new(
            "System.Security.Cryptography.CryptographicException",
            &format!("{id}_InvalidArgument_CryptographicError"),
            Category::InvalidArgument,
            "Padding is invalid and cannot be removed.",
        )),
    }
}
