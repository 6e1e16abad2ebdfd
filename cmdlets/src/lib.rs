//! The verbs of the shell: every cmdlet that is no part of the language.

use runtime::session::Session;

/// Makes every cmdlet known to the session.
pub fn catalog(_session: &mut Session) {}
