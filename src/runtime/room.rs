//! Room: whether what a script asks for can be held.
//!
//! In:    the size of a text or a row about to be made.
//! Out:   nothing; or the `OutOfMemoryException` that .NET throws, while there is still memory to report it.
//! Never: allocates.

use crate::fault::{Halt, thrown};

/// Longest text: that of .NET's strings, counted in bytes here.
pub const TEXT_BYTES_MAX: usize = 0x3FFF_FFDF;
/// Longest row. .NET's limit is higher, but then a row of values takes more memory than this shell is made for.
pub const ITEMS_MAX: usize = 1 << 27;

/// A text of so many bytes.
pub fn for_text(bytes: usize) -> Result<(), Halt> {
    if bytes > TEXT_BYTES_MAX { Err(too_long()) } else { Ok(()) }
}

/// A row of so many items.
pub fn for_items(count: usize) -> Result<(), Halt> {
    if count > ITEMS_MAX { Err(too_long()) } else { Ok(()) }
}

fn too_long() -> Halt {
    thrown("System.OutOfMemoryException", "Array dimensions exceeded supported range.")
}
