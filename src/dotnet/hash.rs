//! Hashes of bytes: MD5 and the SHA family, and HMAC with them.
//!
//! In:    bytes, all at once or piece by piece.
//! Out:   the digest.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// Takes bytes piece by piece.
pub enum Hasher {
    Md5(Md5),
    Sha1(Sha1),
    Sha256(Sha256),
    Sha384(Sha384),
    Sha512(Sha512),
}

impl Algorithm {
    pub fn find(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "MD5" => Self::Md5,
            "SHA1" => Self::Sha1,
            "SHA256" => Self::Sha256,
            "SHA384" => Self::Sha384,
            "SHA512" => Self::Sha512,
            _ => return None,
        })
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha384 => "SHA384",
            Self::Sha512 => "SHA512",
        }
    }

    pub fn hasher(self) -> Hasher {
        match self {
            Self::Md5 => Hasher::Md5(Md5::new()),
            Self::Sha1 => Hasher::Sha1(Sha1::new()),
            Self::Sha256 => Hasher::Sha256(Sha256::new()),
            Self::Sha384 => Hasher::Sha384(Sha384::new()),
            Self::Sha512 => Hasher::Sha512(Sha512::new()),
        }
    }

    pub fn hash(self, bytes: &[u8]) -> Vec<u8> {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }

    pub fn hmac(self, key: &[u8], bytes: &[u8]) -> Vec<u8> {
        let block = if matches!(self, Self::Sha384 | Self::Sha512) { 128 } else { 64 };
        let mut key = if key.len() > block { self.hash(key) } else { key.to_vec() };
        key.resize(block, 0);
        let pass = |pad: u8, message: &[u8]| {
            let mut hasher = self.hasher();
            hasher.update(&key.iter().map(|byte| byte ^ pad).collect::<Vec<u8>>());
            hasher.update(message);
            hasher.finish()
        };
        pass(0x5C, &pass(0x36, bytes))
    }
}

impl Hasher {
    pub fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Md5(state) => state.update(bytes),
            Self::Sha1(state) => state.update(bytes),
            Self::Sha256(state) => state.update(bytes),
            Self::Sha384(state) => state.update(bytes),
            Self::Sha512(state) => state.update(bytes),
        }
    }

    pub fn finish(self) -> Vec<u8> {
        match self {
            Self::Md5(state) => state.finalize().to_vec(),
            Self::Sha1(state) => state.finalize().to_vec(),
            Self::Sha256(state) => state.finalize().to_vec(),
            Self::Sha384(state) => state.finalize().to_vec(),
            Self::Sha512(state) => state.finalize().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::to_hex;

    #[test]
    fn digests_of_abc() {
        assert_eq!(to_hex(&Algorithm::Md5.hash(b"abc")), "900150983CD24FB0D6963F7D28E17F72");
        assert_eq!(to_hex(&Algorithm::Sha1.hash(b"abc")), "A9993E364706816ABA3E25717850C26C9CD0D89D");
        assert_eq!(to_hex(&Algorithm::Sha256.hash(b"abc")), "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD");
        assert_eq!(Algorithm::Sha512.hash(b"abc").len(), 64);
        assert_eq!(to_hex(&Algorithm::Sha256.hmac(b"key", b"abc")), "9C196E32DC0175F86F4B1CB89289D6619DE6BEE699E4C378E68309ED97A1A6AB");
    }
}
