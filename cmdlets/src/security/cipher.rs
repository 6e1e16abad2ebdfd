//! How a secure string travels as text.
//!
//! In:    a secret, a key of 16, 24 or 32 bytes.
//! Out:   the text `ConvertFrom-SecureString` writes, and the secret back from it.
//! Never: keeps a key.
//!
//! With a key it is AES in CBC mode: a header, then Base64 of UTF-16 text `2|vector|hex`. Without one, systems other
//! than Windows have no protected store, so PowerShell writes the UTF-16 bytes in hexadecimal; so does this shell.

use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const HEADER: &str = "76492d1116743f0423413b16050a5345";
const VERSION: &str = "2";
const BLOCK: usize = 16;

/// Why text does not become a secret.
pub enum Broken {
    /// The key has no length AES knows.
    Key,
    /// Not hexadecimal.
    Format,
    /// The key or the text is not the one it was made with.
    Cipher,
}

/// Text that opens with `key` again.
pub fn seal(secret: &str, key: &[u8]) -> Result<String, Broken> {
    let mut vector = [0u8; BLOCK];
    getrandom::fill(&mut vector).map_err(|_| Broken::Cipher)?;
    let plain = utf16_bytes(secret);
    let sealed = match key.len() {
        16 => cbc::Encryptor::<aes::Aes128>::new_from_slices(key, &vector).map(|it| it.encrypt_padded_vec::<Pkcs7>(&plain)),
        24 => cbc::Encryptor::<aes::Aes192>::new_from_slices(key, &vector).map(|it| it.encrypt_padded_vec::<Pkcs7>(&plain)),
        32 => cbc::Encryptor::<aes::Aes256>::new_from_slices(key, &vector).map(|it| it.encrypt_padded_vec::<Pkcs7>(&plain)),
        _ => return Err(Broken::Key),
    };
    let sealed = sealed.map_err(|_| Broken::Key)?;
    let package = format!("{VERSION}|{}|{}", STANDARD.encode(vector), hex(&sealed));
    Ok(format!("{HEADER}{}", STANDARD.encode(utf16_bytes(&package))))
}

/// The secret again.
pub fn open(text: &str, key: &[u8]) -> Result<String, Broken> {
    let (vector, sealed) = unpacked(text).unwrap_or_else(|| (vec![0; BLOCK], text.to_owned()));
    let sealed = dotnet::bytes::from_hex(&sealed).map_err(|_| Broken::Format)?;
    let plain = match key.len() {
        16 => cbc::Decryptor::<aes::Aes128>::new_from_slices(key, &vector).map(|it| it.decrypt_padded_vec::<Pkcs7>(&sealed)),
        24 => cbc::Decryptor::<aes::Aes192>::new_from_slices(key, &vector).map(|it| it.decrypt_padded_vec::<Pkcs7>(&sealed)),
        32 => cbc::Decryptor::<aes::Aes256>::new_from_slices(key, &vector).map(|it| it.decrypt_padded_vec::<Pkcs7>(&sealed)),
        _ => return Err(Broken::Key),
    };
    let plain = plain.map_err(|_| Broken::Cipher)?.map_err(|_| Broken::Cipher)?;
    Ok(text_of(&plain))
}

/// The form without a key.
pub fn unkeyed(secret: &str) -> String {
    hex(&utf16_bytes(secret))
}

pub fn from_unkeyed(text: &str) -> Result<String, Broken> {
    dotnet::bytes::from_hex(text).map(|bytes| text_of(&bytes)).map_err(|_| Broken::Format)
}

/// Vector and content of a package; `None` for the bare content that old versions wrote.
fn unpacked(text: &str) -> Option<(Vec<u8>, String)> {
    let head = text.get(..HEADER.len())?;
    if !head.eq_ignore_ascii_case(HEADER) {
        return None;
    }
    let package = text_of(&STANDARD.decode(&text[HEADER.len()..]).ok()?);
    let mut parts = package.split('|').skip(1);
    let vector = STANDARD.decode(parts.next()?).ok()?;
    Some((vector, parts.next()?.to_owned()))
}

fn utf16_bytes(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn text_of(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    String::from_utf16_lossy(&units)
}

fn hex(bytes: &[u8]) -> String {
    dotnet::bytes::to_hex(bytes).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_opens_what_it_closed() {
        let key: Vec<u8> = (1..=16).collect();
        let sealed = seal("P@ss w0rd", &key).unwrap_or_default();
        assert!(sealed.starts_with(HEADER));
        assert!(matches!(open(&sealed, &key).as_deref(), Ok("P@ss w0rd")));
        assert!(matches!(open("garbage", &key), Err(Broken::Format)));
        assert!(matches!(seal("x", &[1, 2]), Err(Broken::Key)));
    }

    #[test]
    fn without_a_key_it_is_hexadecimal() {
        assert_eq!(unkeyed("A"), "4100");
        assert!(matches!(from_unkeyed("4100").as_deref(), Ok("A")));
    }
}
