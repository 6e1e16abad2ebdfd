//! The file system: making, copying, moving and removing files and folders.
//!
//! In:    places that were found, what the person wants.
//! Out:   changed files; faults with the ids of the file system provider.
//! Never: expands wildcards or chooses between providers.

mod copy;
mod create;
mod moving;
mod remove;

pub(super) use copy::{Copying, copy};
pub(super) use create::{Kind, create};
pub(super) use moving::{move_item, rename};
pub(super) use remove::remove;

/// The folder a path lies in exists.
fn has_parent(path: &std::path::Path) -> bool {
    path.parent().is_none_or(|it| it.is_dir())
}
