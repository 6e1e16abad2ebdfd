//! The verbs of the shell: every cmdlet that is no part of the language.
//!
//! In:    a session without commands.
//! Out:   its catalog filled, the default aliases defined.
//! Never: runs script text, reaches for the terminal, keeps state outside a session.
//!
//! One cmdlet, one file, in the folder of its module; each folder lists its own in `add`.

mod aliases;
mod core;
pub mod cs;
mod csv;
mod files;
mod functions;
mod json;
pub mod management;
mod members;
pub mod native;
mod result;
mod security;
mod utility;

use runtime::session::Session;

/// Makes every cmdlet known to the session and defines the aliases their declarations name.
pub fn add_all(session: &mut Session) {
    core::add(&mut session.catalog);
    utility::add(&mut session.catalog);
    security::add(&mut session.catalog);
    management::define(session);
    native::define(session);
    cs::define(session);
    functions::define(session);
    aliases::define(session);
}
