//! Secrets as text that can be stored: encrypted with a key, or, as on Linux without one, only encoded.
//!
//! In:    the text of a secret, a key of 16, 24 or 32 bytes.
//! Out:   the text PowerShell writes, and back.
//! Never: keeps a secret or a key.

use aes::{Aes128, Aes192, Aes256};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use runtime::author::*;
use runtime::clr::SecureString;

/// Text that was encrypted with a key begins with this.
const HEADER: &str = "76492d1116743f0423413b16050a5345";
/// What stands first in the package of vector and content.
const VERSION: &str = "2";
const BLOCK_BYTES: usize = 16;

/// The bytes of a key, given as bytes or as a secret text.
pub fn key(bytes: &Value, secret: &Value) -> Result<Option<Vec<u8>>, Halt> {
    let key = match secret.as_native::<SecureString>() {
        Some(secret) => to_bytes(&secret.reveal()),
        None => match bytes.base() {
            Value::Seq(seq) => seq.snapshot().iter().map(byte).collect(),
            _ => return Ok(None),
        },
    };
    if matches!(key.len(), 16 | 24 | 32) {
        return Ok(Some(key));
    }
    let text = "The specified key is not valid. Valid key length settings are 128 bits, 192 bits, or 256 bits.";
    Err(argument(text))
}

fn byte(value: &Value) -> u8 {
    match value.base() {
        Value::Small(small) => small.as_i64() as u8,
        _ => 0,
    }
}

/// The text of a secret, encrypted when there is a key.
pub fn protect(secret: &str, key: Option<&[u8]>) -> Result<String, Halt> {
    let clear = to_bytes(secret);
    let Some(key) = key else {
        return Ok(to_hex(&clear));
    };
    let mut vector = [0; BLOCK_BYTES];
    runtime::random::Random::secure().fill(&mut vector);
    let hidden = encrypt(key, &vector, &clear).ok_or_else(bad_key)?;
    let package = format!(
        "{VERSION}|{}|{}",
        dotnet::bytes::to_base64(&vector),
        to_hex(&hidden)
    );
    Ok(format!(
        "{HEADER}{}",
        dotnet::bytes::to_base64(&to_bytes(&package))
    ))
}

/// The secret behind the text.
pub fn unprotect(text: &str, key: Option<&[u8]>) -> Result<String, Halt> {
    let (vector, hidden) = opened(text).unwrap_or(([0; BLOCK_BYTES], text.to_owned()));
    let bytes = from_hex(&hidden).ok_or_else(|| {
        format_fault(&format!(
            "The input string '{hidden}' was not in a correct format."
        ))
    })?;
    let clear = match key {
        Some(key) => decrypt(key, &vector, &bytes).ok_or_else(bad_key)?,
        None => bytes,
    };
    from_bytes(&clear).ok_or_else(|| argument("The key is not valid."))
}

/// Vector and content of a package.
fn opened(text: &str) -> Option<([u8; BLOCK_BYTES], String)> {
    let bytes = dotnet::bytes::from_base64(text.strip_prefix(HEADER)?).ok()?;
    let package = from_bytes(&bytes)?;
    let mut parts = package.splitn(3, '|').skip(1);
    let vector = dotnet::bytes::from_base64(parts.next()?).ok()?;
    Some((vector.try_into().ok()?, parts.next()?.to_owned()))
}

fn encrypt(key: &[u8], vector: &[u8], clear: &[u8]) -> Option<Vec<u8>> {
    Some(match key.len() {
        16 => cbc::Encryptor::<Aes128>::new_from_slices(key, vector)
            .ok()?
            .encrypt_padded_vec::<Pkcs7>(clear),
        24 => cbc::Encryptor::<Aes192>::new_from_slices(key, vector)
            .ok()?
            .encrypt_padded_vec::<Pkcs7>(clear),
        _ => cbc::Encryptor::<Aes256>::new_from_slices(key, vector)
            .ok()?
            .encrypt_padded_vec::<Pkcs7>(clear),
    })
}

fn decrypt(key: &[u8], vector: &[u8], hidden: &[u8]) -> Option<Vec<u8>> {
    match key.len() {
        16 => cbc::Decryptor::<Aes128>::new_from_slices(key, vector)
            .ok()?
            .decrypt_padded_vec::<Pkcs7>(hidden)
            .ok(),
        24 => cbc::Decryptor::<Aes192>::new_from_slices(key, vector)
            .ok()?
            .decrypt_padded_vec::<Pkcs7>(hidden)
            .ok(),
        _ => cbc::Decryptor::<Aes256>::new_from_slices(key, vector)
            .ok()?
            .decrypt_padded_vec::<Pkcs7>(hidden)
            .ok(),
    }
}

fn to_bytes(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn from_bytes(bytes: &[u8]) -> Option<String> {
    if bytes.len() % 2 != 0 {
        return None;
    }
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() % 2 != 0 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

fn bad_key() -> Halt {
    let id = "ImportSecureString_InvalidArgument_CryptographicError";
    let text = "Padding is invalid and cannot be removed.";
    Fault::new(
        "System.Security.Cryptography.CryptographicException",
        id,
        Category::InvalidArgument,
        text,
    )
    .into()
}

fn argument(text: &str) -> Halt {
    Fault::new(
        "System.ArgumentException",
        "ImportSecureString_InvalidArgument",
        Category::InvalidArgument,
        text,
    )
    .into()
}

fn format_fault(text: &str) -> Halt {
    Fault::new(
        "System.FormatException",
        "System.FormatException",
        Category::NotSpecified,
        text,
    )
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_what_it_closed() {
        for bytes in [16, 24, 32] {
            let key: Vec<u8> = (0..bytes).collect();
            let hidden = protect("P@ss wörd", Some(&key)).ok().unwrap();
            assert!(hidden.starts_with(HEADER));
            assert_eq!(unprotect(&hidden, Some(&key)).ok().unwrap(), "P@ss wörd");
        }
    }

    #[test]
    fn without_a_key_it_is_hexadecimal() {
        assert_eq!(protect("aé", None).ok().unwrap(), "6100e900");
        assert_eq!(unprotect("6100e900", None).ok().unwrap(), "aé");
        assert!(unprotect("garbage", None).is_err());
    }
}
