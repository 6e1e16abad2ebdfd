//! The verbs of the shell: every cmdlet that is no part of the language.
//!
//! In:    a session without commands.
//! Out:   its catalog filled, the default aliases defined.
//! Never: evaluates script text, reaches for the terminal, keeps state outside a session.
//!
//! One cmdlet, one file, in the folder of its module; each folder lists its own in `add`.

mod aliases;
mod core;
mod cs;
mod management;
mod native;
mod utility;

use runtime::session::Session;

/// Makes every cmdlet known to the session and defines the aliases their declarations name.
pub fn catalog(session: &mut Session) {
    core::add(&mut session.catalog);
    utility::add(&mut session.catalog);
    management::add(&mut session.catalog);
    native::add(&mut session.catalog);
    cs::add(&mut session.catalog);
    aliases::define(session);
}
