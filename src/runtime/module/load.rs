//! Loading: from a module's file to a state with functions in it.

use super::{Module, Wanted, bound, find, manifest};
use crate::bind::Arg;
use crate::block::ScriptBlock;
use crate::eval::ScopeUse;
use crate::fault::{Flow, Halt};
use crate::pipe::Out;
use crate::session::Session;
use crate::value::{Str, Value};
use std::path::Path;
use std::rc::Rc;

/// Loads a module from its file; what it writes goes to `out`.
pub fn load(s: &mut Session, path: &Path, args: &[Value], out: &Out) -> Result<Rc<Module>, Halt> {
    let module = Module::new(s, &stem(path), &path.display().to_string());
    if has_extension(path, "psd1") {
        manifest::load(s, &module, path, args, out)?;
    } else if has_extension(path, "ps1") {
        // A script is no module of its own: it runs where the importer stands.
        let values = args.iter().map(|value| Arg::Value { value: value.clone(), span: lang::Span::default() }).collect();
        crate::eval::invoke_script(s, path, values, ScopeUse::Caller, out)?;
    } else {
        load_script(s, &module, path, args, out)?;
    }
    Ok(module)
}

/// What can be known of a module without running it.
pub fn described(s: &mut Session, path: &Path) -> Result<Rc<Module>, Halt> {
    let module = Module::new(s, &stem(path), &path.display().to_string());
    if has_extension(path, "psd1") {
        manifest::describe(s, &module, path)?;
    }
    *module.listed.borrow_mut() = super::auto::names_of(s, path);
    Ok(module)
}

pub(super) fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

pub(super) fn has_extension(path: &Path, wanted: &str) -> bool {
    path.extension().is_some_and(|e| e.eq_ignore_ascii_case(wanted))
}

pub(super) fn load_script(s: &mut Session, module: &Rc<Module>, path: &Path, args: &[Value], out: &Out) -> Flow {
    let text = match std::fs::read(path) {
        Ok(bytes) => dotnet::encoding::Encoding::UTF8.read(&bytes).into_owned(),
        Err(error) => return Err(crate::paths::read_fault(&error, path)),
    };
    let block = crate::eval::block_of_text(s, Some(path.display().to_string()), &text)?;
    run(s, module, &block, args, out)
}

/// Runs a module's code in its own state; its output goes to `out`.
pub fn run(s: &mut Session, module: &Rc<Module>, block: &Rc<ScriptBlock>, args: &[Value], out: &Out) -> Flow {
    let own = bound(block, module);
    crate::eval::run_block(s, &own, args, None, ScopeUse::Caller, out)
}

/// The root module of a manifest: its code is the module's.
pub(super) fn load_root(s: &mut Session, module: &Rc<Module>, folder: &Path, name: &str, args: &[Value], out: &Out) -> Flow {
    match find::module_at(&folder.join(name), &Wanted::default()) {
        Some(file) => load_script(s, module, &file, args, out),
        None => Err(manifest::member_not_found(name, "RootModule", &module.path)),
    }
}

/// One of `NestedModules`: a module of its own whose exports become known inside the outer one.
pub(super) fn load_nested(s: &mut Session, module: &Rc<Module>, folder: &Path, name: &str, out: &Out) -> Flow {
    let beside = find::module_at(&folder.join(name), &Wanted::default());
    let Some(file) = beside.or_else(|| find::find_file(s, name, &Wanted::default())) else {
        return Err(manifest::member_not_found(name, "NestedModules", &module.path));
    };
    let part = if has_extension(&file, "ps1") {
        // A script is dot-sourced into the module.
        load_script(s, module, &file, &[], out)?;
        Module::new(s, &stem(&file), &file.display().to_string())
    } else {
        let state = std::mem::replace(&mut s.state, module.state.clone());
        let scope = std::mem::replace(&mut s.scope, module.state.root.clone());
        let loaded = load(s, &file, &[], out);
        (s.scope, s.state) = (scope, state);
        loaded?
    };
    module.add_nested(&part);
    let scope = module.state.root.clone();
    super::import(s, &part, &scope, &super::Import::default());
    Ok(())
}

/// A module that must be there before this one: known to the whole session.
pub(super) fn load_required(s: &mut Session, module: &Rc<Module>, name: &str, wanted: &Wanted) -> Flow {
    let known = s.modules.borrow().iter().any(|m| m.name.eq_ignore_ascii_case(name) && wanted.fits_module(m));
    if known || find::is_built_in(s, name) {
        return Ok(());
    }
    let Some(file) = find::find_file(s, name, wanted) else {
        return Err(manifest::required_not_loaded(name, wanted, &module.path));
    };
    let required = load(s, &file, &[], &Out::Null)?;
    super::register_globally(s, &required);
    let scope = s.global.root.clone();
    super::import(s, &required, &scope, &super::Import::default());
    Ok(())
}

/// Names in a value of a manifest.
pub(super) fn texts(s: &mut Session, value: &Value) -> Result<Vec<Str>, Halt> {
    let mut texts = Vec::new();
    for item in crate::convert::to_list(s, value)? {
        texts.push(crate::text::to_text(s, &item)?);
    }
    Ok(texts)
}
