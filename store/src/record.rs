//! Record: how bytes lie in a store.
//!
//! In:    a key, revisions and a payload; or bytes found under a key.
//! Out:   bytes with format version and checksum; or the payload, or the news that it is damaged.
//! Never: knows what a payload means.
//!
//! Layout of format 1: version (1 byte), created (8, little endian), revision (8), payload, CRC32 (4).
//! The checksum covers the key too, so that a record found in a wrong place is noticed.

use siphasher::sip128::{Hasher128, SipHasher13};
use std::hash::Hasher;

use crate::fault::StoreFault;
use crate::key::Key;
use crate::store::{Entry, Rev};

/// Version of the layout and of everything inside.
pub(crate) const FORMAT: u8 = 1;

const HEAD_BYTES: usize = 17;
const TAIL_BYTES: usize = 4;

pub(crate) fn pack(key: &[u8], created: Rev, revision: Rev, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEAD_BYTES + payload.len() + TAIL_BYTES);
    out.push(FORMAT);
    out.extend_from_slice(&created.to_le_bytes());
    out.extend_from_slice(&revision.to_le_bytes());
    out.extend_from_slice(payload);
    let sum = checksum(key, &out);
    out.extend_from_slice(&sum.to_le_bytes());
    out
}

pub(crate) struct Unpacked<'b> {
    pub(crate) created: Rev,
    pub(crate) revision: Rev,
    pub(crate) payload: &'b [u8],
}

pub(crate) fn unpack<'b>(key: &[u8], bytes: &'b [u8]) -> Result<Unpacked<'b>, StoreFault> {
    let damaged = |what: &str| StoreFault::damaged(Key::new(key).to_string(), what);
    if bytes.len() < HEAD_BYTES + TAIL_BYTES {
        return Err(damaged("the record is cut off"));
    }
    let (body, sum) = bytes.split_at(bytes.len() - TAIL_BYTES);
    if checksum(key, body).to_le_bytes() != sum {
        return Err(damaged("the checksum does not fit"));
    }
    if body[0] != FORMAT {
        return Err(damaged(&format!("record format {} is unknown", body[0])));
    }
    let number = |at: usize| body[at..].first_chunk::<8>().map_or(0, |it| u64::from_le_bytes(*it));
    Ok(Unpacked { created: number(1), revision: number(9), payload: &body[HEAD_BYTES..] })
}

pub(crate) fn entry(key: &Key, bytes: &[u8]) -> Result<Entry, StoreFault> {
    let it = unpack(key.bytes(), bytes)?;
    Ok(Entry { key: key.clone(), created: it.created, revision: it.revision, value: it.payload.into() })
}

fn checksum(key: &[u8], body: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(key);
    sum.update(body);
    sum.finalize()
}

/// Share of one record in the set-hash: a sum of these does not depend on order, and a lost, stale or
/// altered record changes it.
pub(crate) fn share(key: &[u8], bytes: &[u8]) -> u128 {
    let mut hasher = SipHasher13::new_with_keys(0x6373_7368_656c_6c31, 0x7365_742d_6861_7368);
    hasher.write(&(key.len() as u64).to_le_bytes());
    hasher.write(key);
    hasher.write(bytes);
    hasher.finish128().as_u128()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_and_every_cut_is_noticed() {
        let bytes = pack(b"u/1", 3, 9, b"payload");
        assert_eq!(unpack(b"u/1", &bytes).unwrap().payload, b"payload");
        assert!(unpack(b"u/2", &bytes).is_err(), "a record in a wrong place");
        for at in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[at / 8] ^= 1 << (at % 8);
            assert!(unpack(b"u/1", &bad).is_err(), "bit {at}");
        }
        for len in 0..bytes.len() {
            assert!(unpack(b"u/1", &bytes[..len]).is_err(), "cut to {len}");
        }
    }
}
