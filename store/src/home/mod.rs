//! Homes: where the engine keeps its bytes.
//!
//! In:    batches of records; requests to make them safe.
//! Out:   records in key order.
//! Never: checks an expectation, counts a revision or knows a key's meaning; that is the engine's work.

pub(crate) mod memory;
pub(crate) mod quiet;
pub(crate) mod sled;
pub(crate) mod witness;

use crate::fault::StoreFault;
use crate::key::Key;
use crate::store::{Bytes, Rev};

/// A batch: keys with their new bytes, or none to remove them.
pub(crate) type Batch = Vec<(Key, Option<Vec<u8>>)>;

/// Gets records one by one in key order and says whether it wants more.
pub(crate) type Each<'e> = &'e mut dyn FnMut(&[u8], &[u8]) -> bool;

/// An ordered map of bytes that applies a batch whole.
pub(crate) trait Home: Send + Sync {
    /// One record.
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreFault>;
    /// Records with a prefix, from a key on (inclusive).
    fn scan(&self, prefix: &[u8], from: &[u8], each: Each<'_>) -> Result<(), StoreFault>;
    /// Applies a batch: readable at once, whole after a crash or not at all.
    fn apply(&self, batch: Batch) -> Result<(), StoreFault>;
    /// Makes everything applied before safe on disk; `rev` is the newest revision in it.
    fn sync(&self, rev: Rev) -> Result<(), StoreFault>;
    /// Refuses when a batch of so many bytes would leave too little room.
    fn room_for(&self, bytes: usize) -> Result<(), StoreFault>;
    /// Newest revision that was ever reported safe, as far as an independent note tells.
    fn witnessed(&self) -> Option<Rev>;
    /// Where it is.
    fn place(&self) -> String;
    /// Lets go of files and locks.
    fn close(&self);
}
