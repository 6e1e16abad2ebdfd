//! The default aliases.
//!
//! In:    the aliases that declarations name.
//! Out:   alias commands in the global scope, with the options a new session gives them.
//! Never: a second list of what stands for what; only the options are listed here.

use runtime::command::{CommandInfo, CommandKind};
use runtime::scope::VarOptions;
use runtime::session::Session;
use runtime::value::{Str, Symbol};
use std::rc::Rc;

/// Seen from every scope and free to change.
const ALL_SCOPE: &[&str] = &["cd", "copy", "del", "dir", "echo", "md", "move", "popd", "pushd"];
/// Seen from every scope and guarded.
const GUARDED_ALL_SCOPE: &[&str] = &["?", "%", "foreach", "select", "where"];
/// Without options: what other shells call these commands, and what came late.
const FREE: &[&str] = &[
    "chdir", "cls", "erase", "etsn", "exsn", "fhx", "gcb", "gjb", "gsn", "gtz", "h", "history", "icm", "nsn", "pwd", "r", "rcjb", "rd",
    "ren", "rjb", "rsn", "sajb", "scb", "set", "sls", "spjb", "type", "wjb",
];
/// Aliases of functions the shell itself defines.
const OF_FUNCTIONS: &[(&str, &str)] = &[("cls", "Clear-Host"), ("md", "mkdir")];

pub fn define(session: &mut Session) {
    let named: Vec<(&str, &str)> = session
        .catalog
        .cmdlets()
        .flat_map(|entry| entry.spec.aliases.iter().map(|alias| (*alias, entry.spec.name)))
        .chain(OF_FUNCTIONS.iter().copied())
        .collect();
    for (alias, definition) in named {
        let info = CommandInfo::new(alias, CommandKind::Alias(Str::new(definition)));
        info.options.set(options_of(alias));
        session.global.root.set_alias(Symbol::of(alias), Rc::new(info));
    }
    session.catalog.epoch += 1;
}

/// Most aliases are read-only, so that a script does not change what a person typed for years by accident.
fn options_of(alias: &str) -> VarOptions {
    let is_in = |list: &[&str]| list.iter().any(|name| name.eq_ignore_ascii_case(alias));
    VarOptions {
        read_only: !is_in(ALL_SCOPE) && !is_in(FREE),
        all_scope: is_in(ALL_SCOPE) || is_in(GUARDED_ALL_SCOPE),
        ..VarOptions::default()
    }
}
