//! Memory: a home that ends with the process; for tests and for trying things out.
//!
//! In:    batches.
//! Out:   records.
//! Never: touches a file; "safe" means nothing here.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{PoisonError, RwLock};

use super::{Batch, Each, Home};
use crate::fault::StoreFault;
use crate::store::{Bytes, Rev};

#[derive(Default)]
pub(crate) struct MemoryHome {
    records: RwLock<BTreeMap<Vec<u8>, Bytes>>,
}

impl Home for MemoryHome {
    fn get(&self, key: &[u8]) -> Result<Option<Bytes>, StoreFault> {
        Ok(self.records.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    fn scan(&self, prefix: &[u8], from: &[u8], each: Each<'_>) -> Result<(), StoreFault> {
        let records = self.records.read().unwrap_or_else(PoisonError::into_inner);
        let range = records.range::<[u8], _>((Bound::Included(from), Bound::Unbounded));
        for (key, value) in range.take_while(|(key, _)| key.starts_with(prefix)) {
            if !each(key, value) {
                break;
            }
        }
        Ok(())
    }

    fn apply(&self, batch: Batch) -> Result<(), StoreFault> {
        let mut records = self.records.write().unwrap_or_else(PoisonError::into_inner);
        for (key, value) in batch {
            match value {
                Some(value) => drop(records.insert(key.bytes().to_vec(), value.into())),
                None => drop(records.remove(key.bytes())),
            }
        }
        Ok(())
    }

    fn sync(&self, _rev: Rev) -> Result<(), StoreFault> {
        Ok(())
    }

    fn room_for(&self, _bytes: usize) -> Result<(), StoreFault> {
        Ok(())
    }

    fn witnessed(&self) -> Option<Rev> {
        None
    }

    fn place(&self) -> String {
        "memory".to_owned()
    }

    fn close(&self) {}
}
