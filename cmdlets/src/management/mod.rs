//! Files, folders and the other stores that paths lead into; processes; the machine.
//!
//! In:    paths as people write them.
//! Out:   items as objects; changed files and items of the session; faults in PowerShell's words.
//! Never: knows what a path means in more than one way; `place` says it once.
//!
//! `place` reads paths, `find` finds what stands there, `item` makes objects, `file_system` and `session_items` change
//! things. The other folders hold the cmdlets, one file each.

mod content;
mod fault;
mod file_system;
mod find;
mod item;
mod items;
mod locations;
mod machine;
mod paths;
mod place;
mod processes;
mod properties;
mod session_items;
mod types;

use runtime::session::Session;

/// Adds every cmdlet of this folder, and what is known about the types of files.
pub fn define(session: &mut Session) {
    types::define(session);
    let rooms = [
        content::entries(),
        items::entries(),
        locations::entries(),
        machine::entries(),
        paths::entries(),
        processes::entries(),
        properties::entries(),
    ];
    for entry in rooms.into_iter().flatten() {
        session.catalog.add(entry);
    }
}
