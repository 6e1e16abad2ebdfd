//! Names that a file uses twice.
//!
//! Only a hash of each name and its line is kept, so that a file of a million people can be checked.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use store::directory::Account;

/// Unique names seen so far, and the line of each.
#[derive(Default)]
pub(in crate::cs::user) struct Seen {
    lines: HashMap<u64, u32>,
    hasher: RandomState,
}

impl Seen {
    /// Notes the names of an account; tells what stood on an earlier line already.
    pub(in crate::cs::user) fn note(&mut self, account: &Account, line: usize) -> Result<(), String> {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        for property in ["SipAddress", "UserPrincipalName", "DistinguishedName", "Guid"] {
            let Some(value) = account.text(property) else { continue };
            let hash = self.hasher.hash_one((property, value.to_lowercase()));
            if let Some(earlier) = self.lines.insert(hash, line) {
                return Err(format!("the {property} \"{value}\" stands on line {earlier} already."));
            }
        }
        Ok(())
    }
}
