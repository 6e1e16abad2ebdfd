//! Modules: a session state with a name and a list of what it exports.
//!
//! In:    a script module file or a block.
//! Out:   commands and variables for the importing session.
//! Never: loads binaries.

use crate::scope::SessionState;
use crate::session::Session;
use crate::value::{Str, Value};
use std::cell::RefCell;
use std::rc::Rc;

/// A loaded module.
pub struct Module {
    pub name: Str,
    pub path: RefCell<Str>,
    pub state: Rc<SessionState>,
    pub version: RefCell<Str>,
    pub description: RefCell<Str>,
    /// `None` until `Export-ModuleMember` ran: then every function is exported.
    pub exported_functions: RefCell<Option<Vec<Str>>>,
    pub exported_variables: RefCell<Vec<Str>>,
    pub exported_aliases: RefCell<Vec<Str>>,
    pub private_data: RefCell<Value>,
}

/// Is a module of this name loaded, or one whose commands are built in?
pub fn is_available(s: &Session, name: &str) -> bool {
    let loaded = s.modules.borrow().iter().any(|m| m.name.eq_ignore_ascii_case(name));
    loaded || s.catalog.cmdlets().any(|entry| entry.spec.module.eq_ignore_ascii_case(name))
}
