//! Microsoft.PowerShell.Core: pipelines, commands, modules, history.
//!
//! In:    nothing.
//! Out:   the entries of this folder's cmdlets.
//! Never: defines aliases; the declarations name them and `aliases` makes them.

mod for_each_object;
mod out;
mod where_object;

use runtime::session::Catalog;

/// Adds every cmdlet of this folder.
pub fn add(catalog: &mut Catalog) {
    for entry in [
        for_each_object::ForEachObject::entry,
        out::OutDefault::entry,
        out::OutHost::entry,
        out::OutNull::entry,
        where_object::WhereObject::entry,
    ] {
        catalog.add(entry());
    }
}
