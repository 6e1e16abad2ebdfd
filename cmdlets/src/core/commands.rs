//! Commands of the session: finding them by name and kind, and their descriptions.
//!
//! In:    names with wildcards, kinds.
//! Out:   commands, each with its parameters.
//! Never: runs them, or looks into modules that are not loaded.

use dotnet::wildcard::Wildcard;
use runtime::author::*;
use runtime::command::{CommandInfo, CommandKind, CommandMeta};
use std::path::Path;

/// Bits of `CommandTypes`.
pub const ALIAS: i64 = 1;
pub const FUNCTION: i64 = 2;
pub const FILTER: i64 = 4;
pub const CMDLET: i64 = 8;
pub const SCRIPT: i64 = 16;
pub const APPLICATION: i64 = 32;
pub const ALL: i64 = ALIAS | FUNCTION | FILTER | CMDLET | SCRIPT | APPLICATION;

pub fn kind_bit(info: &CommandInfo) -> i64 {
    match info.kind {
        CommandKind::Alias(_) => ALIAS,
        CommandKind::Function(_) | CommandKind::Block(_) => FUNCTION,
        CommandKind::Filter(_) => FILTER,
        CommandKind::Cmdlet(_) => CMDLET,
        CommandKind::Script { .. } => SCRIPT,
        CommandKind::Application(_) => APPLICATION,
    }
}

/// Commands whose names a pattern matches, by kind and then by name.
pub fn matching(s: &Session, pattern: &str, kinds: i64) -> Vec<Rc<CommandInfo>> {
    let Ok(wildcard) = Wildcard::new(pattern, true) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut take = |info: Rc<CommandInfo>| {
        let is_known = |known: &Rc<CommandInfo>| kind_bit(known) == kind_bit(&info) && known.name.eq_ignore_ascii_case(&info.name);
        if kind_bit(&info) & kinds != 0 && wildcard.is_match(&info.name) && !found.iter().any(is_known) {
            found.push(info);
        }
    };
    for scope in s.scope.chain().chain([s.global.root.clone()]) {
        let aliases: Vec<Rc<CommandInfo>> = scope.aliases.borrow().iter().flat_map(|all| all.values().cloned()).collect();
        let functions: Vec<Rc<CommandInfo>> = scope.functions.borrow().iter().flat_map(|all| all.values().cloned()).collect();
        aliases.into_iter().chain(functions).for_each(&mut take);
    }
    s.catalog.cmdlets().for_each(|entry| take(entry.info().clone()));
    if kinds & (APPLICATION | SCRIPT) != 0 {
        programs(&wildcard).into_iter().for_each(&mut take);
    }
    found.sort_by_key(|info| (kind_bit(info), info.name.to_lowercase()));
    found
}

/// Every command of this very name, in the order in which the shell would choose.
pub fn named(s: &Session, name: &str, kinds: i64) -> Vec<Rc<CommandInfo>> {
    let plain = name.rsplit_once('\\').map_or(name, |(_, plain)| plain);
    let mut found = matching(s, &Wildcard::escape(plain), kinds & !(APPLICATION | SCRIPT));
    let external = runtime::eval::find_command(s, name).filter(|info| kind_bit(info) & (APPLICATION | SCRIPT) & kinds != 0);
    found.extend(external);
    found
}

/// Programs and scripts in the folders of `PATH`.
fn programs(wildcard: &Wildcard) -> Vec<Rc<CommandInfo>> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = Vec::new();
    for folder in std::env::split_paths(&path) {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if wildcard.is_match(&name) && is_program(&entry.path()) {
                let kind = CommandKind::Application(entry.path());
                found.push(Rc::new(CommandInfo::new(name, kind)));
            }
        }
    }
    found
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("exe"))
}

/// What an alias leads to; any other command is itself.
pub fn resolved(s: &mut Session, info: &Rc<CommandInfo>) -> Option<Rc<CommandInfo>> {
    match &info.kind {
        CommandKind::Alias(target) => runtime::eval::resolve_command(s, target).ok(),
        _ => Some(info.clone()),
    }
}

/// Parameters and sets; none for programs.
pub fn meta(s: &mut Session, info: &Rc<CommandInfo>) -> Option<Rc<CommandMeta>> {
    match &info.kind {
        CommandKind::Cmdlet(entry) => Some(entry.meta().clone()),
        CommandKind::Alias(_) => {
            let target = resolved(s, info)?;
            meta(s, &target)
        }
        _ => {
            let code = info.block()?.code().clone();
            runtime::bind::meta_of(s, &info.name, &code).ok()
        }
    }
}

/// `The term 'x' is not recognized …`
pub fn not_found(name: &str) -> Fault {
    let text = format!(
        "The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\nCheck the spelling of the name, or if a path was included, verify that the path is correct and try again."
    );
    Fault::new("System.Management.Automation.CommandNotFoundException", "CommandNotFoundException", Category::ObjectNotFound, text)
        .target(Value::str(name))
}
