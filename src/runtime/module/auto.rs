//! Modules that come by themselves: a command of theirs is called, or a script says `using module`.

use super::{Import, Module, Wanted, find, import, load, register, register_globally};
use crate::fault::{Category, Fault, Flow, Halt};
use crate::pipe::Out;
use crate::session::Session;
use crate::value::Str;
use lang::Source;
use lang::tree::StatementKind;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// How far `$PSModuleAutoLoadingPreference` lets modules come.
fn may_load(s: &Session, is_qualified: bool) -> bool {
    match s.get_var("PSModuleAutoLoadingPreference").map(|v| v.plain_text().to_ascii_lowercase()).as_deref() {
        Some("none") => false,
        Some("modulequalified") => is_qualified,
        _ => true,
    }
}

/// Imports the module on `$env:PSModulePath` that has a command of this name.
pub fn load_for(s: &mut Session, command: &str) -> Result<bool, Halt> {
    if !may_load(s, false) {
        return Ok(false);
    }
    for root in find::module_roots() {
        let Ok(entries) = std::fs::read_dir(&root) else { continue };
        let mut names: Vec<String> = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        for name in names {
            let Some(path) = find::module_at(&root.join(&name), &Wanted::default()) else { continue };
            let has_it = names_of(s, &path).iter().any(|known| known.eq_ignore_ascii_case(command));
            if has_it && find::loaded(s, &load::stem(&path)).is_none() {
                bring(s, &path)?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// `Module\\Command`: imports the module when it is not loaded; its absence is an error of its own.
pub fn load_named(s: &mut Session, module: &str) -> Result<bool, Halt> {
    if find::loaded(s, module).is_some() || find::is_built_in(s, module) || !may_load(s, true) {
        return Ok(false);
    }
    if let Some(path) = find::find_file(s, module, &Wanted::default()) {
        bring(s, &path)?;
        return Ok(true);
    }
    let message = format!("The module '{module}' could not be loaded. For more information, run 'Import-Module {module}'.");
    Err(Fault::new("System.Management.Automation.CommandNotFoundException", "CouldNotAutoLoadModule", Category::ObjectNotFound, message)
        .into())
}

fn bring(s: &mut Session, path: &Path) -> Flow {
    let module = load::load(s, path, &[], &Out::Null)?;
    register_globally(s, &module);
    let scope = s.global.root.clone();
    import(s, &module, &scope, &Import::default());
    Ok(())
}

/// Names of the commands of a module, read off its files.
pub(super) fn names_of(s: &mut Session, path: &Path) -> Vec<Str> {
    if !load::has_extension(path, "psd1") {
        return defined_in(path);
    }
    let probe = Module::new(s, "", "");
    let Ok(table) = super::manifest::describe(s, &probe, path) else { return Vec::new() };
    let allowed = probe.allowed.borrow().clone().unwrap_or_default();
    let has_pattern = |names: &[Str]| names.iter().any(|name| dotnet::wildcard::Wildcard::contains_wildcards(name));
    let plain = |names: &[Str]| names.iter().filter(|name| !dotnet::wildcard::Wildcard::contains_wildcards(name)).cloned().collect();
    let mut names: Vec<Str> = plain(&allowed.functions);
    names.extend::<Vec<Str>>(plain(&allowed.aliases));
    if has_pattern(&allowed.functions) {
        let folder = path.parent().unwrap_or(Path::new("/"));
        let root = table.get_str("RootModule").into_iter().map(|root| root.plain_text());
        let files: Vec<PathBuf> = root.map(|name| folder.join(name.as_str())).collect();
        let defined = files.iter().flat_map(|file| defined_in(file));
        names.extend(defined.filter(|name| super::fits(&allowed.functions, name)));
    }
    names
}

/// Functions that a script module defines at its top.
fn defined_in(path: &Path) -> Vec<Str> {
    let Ok(text) = std::fs::read_to_string(path) else { return Vec::new() };
    let (tree, _) = lang::parse(&Source::new(None, text));
    let statements = tree.end.iter().flat_map(|block| &block.body.statements);
    statements
        .filter_map(|statement| match &statement.kind {
            StatementKind::Function(function) => Some(function.name.clone()),
            _ => None,
        })
        .collect()
}

/// `using module`: loads and imports before the script that says so is read for good.
pub fn use_module(s: &mut Session, name: &str, script: Option<&str>) -> Result<Rc<Module>, Halt> {
    let beside = script.and_then(|file| Path::new(file).parent()).map(Path::to_path_buf);
    let is_path = find::is_path(name);
    let any = Wanted::default();
    let found = match (&beside, is_path) {
        (Some(folder), true) => find::module_at(&crate::paths::normal(&folder.join(name.replace('\\', "/"))), &any),
        _ => find::find_file(s, name, &any),
    };
    let Some(path) = found else {
        let shown = match (&beside, is_path) {
            (Some(folder), true) => crate::paths::normal(&folder.join(name)).display().to_string(),
            _ => name.to_owned(),
        };
        let message =
            format!("The specified module '{shown}' was not loaded because no valid module file was found in any module directory.");
        let record = Fault::invalid("ModuleNotFoundDuringParse", message).record();
        record.placeless.set(true);
        return Err(Halt::Error(record));
    };
    let module = match find::loaded(s, &load::stem(&path)) {
        Some(module) => module,
        None => load::load(s, &path, &[], &Out::Null)?,
    };
    register(s, &module);
    let scope = s.scope.clone();
    import(s, &module, &scope, &Import::default());
    Ok(module)
}
