//! Finding modules: loaded ones, built-in ones, files below `$env:PSModulePath`.
//!
//! In:    a name or path, the versions that will do.
//! Out:   files.
//! Never: runs or reads code.

use super::Module;
use crate::fault::{Category, Fault, Halt};
use crate::session::Session;
use crate::value::Str;
use dotnet::version::Version;
use std::path::{Path, PathBuf};
use std::rc::Rc;

pub(super) const EXTENSIONS: [&str; 3] = ["psd1", "psm1", "ps1"];

/// The versions that will do.
#[derive(Default, Clone)]
pub struct Wanted {
    pub minimum: Option<Version>,
    /// `2.*` is written out as the greatest version it means.
    pub maximum: Option<Version>,
    pub required: Option<Version>,
    pub guid: Option<Str>,
}

impl Wanted {
    pub fn is_any(&self) -> bool {
        self.minimum.is_none() && self.maximum.is_none() && self.required.is_none()
    }

    pub fn fits(&self, version: &Version) -> bool {
        self.minimum.as_ref().is_none_or(|least| version >= least)
            && self.maximum.as_ref().is_none_or(|most| version <= most)
            && self.required.as_ref().is_none_or(|exact| version == exact)
    }

    pub fn fits_module(&self, module: &Module) -> bool {
        let facts = module.facts.borrow();
        let guid = facts.entry("GUID").map(|guid| guid.plain_text());
        let is_same = self.guid.as_ref().is_none_or(|wanted| guid.is_some_and(|guid| guid.eq_ignore_ascii_case(wanted)));
        is_same && (self.is_any() || Version::parse(&facts.version).is_ok_and(|version| self.fits(&version)))
    }
}

/// Is a module of this name loaded, or one whose commands are built in?
pub fn is_available(s: &Session, name: &str) -> bool {
    loaded(s, name).is_some() || is_built_in(s, name) || find_file(s, name, &Wanted::default()).is_some()
}

pub fn is_built_in(s: &Session, name: &str) -> bool {
    s.catalog.cmdlets().any(|entry| entry.spec.module.eq_ignore_ascii_case(name))
}

/// A loaded module of the running state: its own parts first, then what the session knows.
pub fn loaded(s: &Session, name: &str) -> Option<Rc<Module>> {
    let part = s.state.module.borrow().as_ref().and_then(|module| named(&module.nested.borrow(), name));
    part.or_else(|| named(&s.modules.borrow(), name))
}

fn named(modules: &[Rc<Module>], name: &str) -> Option<Rc<Module>> {
    modules.iter().rev().find(|m| m.name.eq_ignore_ascii_case(name)).cloned()
}

pub fn module_roots() -> Vec<PathBuf> {
    std::env::split_paths(&std::env::var_os("PSModulePath").unwrap_or_default()).collect()
}

pub(super) fn is_path(name: &str) -> bool {
    let extension = Path::new(name).extension();
    name.contains(['/', '\\']) || EXTENSIONS.iter().any(|e| extension.is_some_and(|x| x.eq_ignore_ascii_case(e)))
}

/// The file a module's name or path means.
pub fn find_file(s: &Session, name: &str, wanted: &Wanted) -> Option<PathBuf> {
    if is_path(name) {
        return module_at(&crate::paths::full(s, name), wanted);
    }
    module_roots().into_iter().find_map(|root| module_at(&root.join(name), wanted))
}

/// Every version of a module in every folder, newest first.
pub fn find_all(name: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for root in module_roots() {
        let folder = root.join(name);
        found.extend(versions(&folder).into_iter().map(|(_, file)| file));
        found.extend(plain(&folder));
    }
    found
}

/// A file, a file without its extension, or a folder with a module of its own name.
pub(super) fn module_at(path: &Path, wanted: &Wanted) -> Option<PathBuf> {
    let by_version = versions(path).into_iter().find(|(version, _)| wanted.fits(version)).map(|(_, file)| file);
    by_version.or_else(|| plain(path).filter(|file| wanted.is_any() || written_version(file).is_some_and(|v| wanted.fits(&v))))
}

fn plain(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_path_buf());
    }
    let name = path.file_name()?;
    let with = |base: &Path| {
        EXTENSIONS
            .iter()
            .map(|e| {
                let mut file = base.as_os_str().to_owned();
                file.push(".");
                file.push(e);
                PathBuf::from(file)
            })
            .find(|p| p.is_file())
    };
    with(path).or_else(|| with(&path.join(name)))
}

/// Folders named like versions, newest first, with the module in each.
fn versions(folder: &Path) -> Vec<(Version, PathBuf)> {
    let Some(name) = folder.file_name() else { return Vec::new() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let named = entries.filter_map(|e| Some((Version::parse(&e.file_name().to_string_lossy()).ok()?, e.path())));
    let mut found: Vec<(Version, PathBuf)> = named.filter_map(|(version, path)| Some((version, plain(&path.join(name))?))).collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found
}

/// The version a manifest writes, without reading more of it; a script module has none.
fn written_version(file: &Path) -> Option<Version> {
    let text = std::fs::read_to_string(file).ok().filter(|_| file.extension().is_some_and(|e| e.eq_ignore_ascii_case("psd1")))?;
    let line = text.lines().map(str::trim).find(|line| line.to_ascii_lowercase().starts_with("moduleversion"))?;
    let value = line.split_once('=')?.1.trim().trim_matches(['"', '\'', ';', ' ']);
    Version::parse(value).ok()
}

/// `The specified module 'x' was not loaded because …`
pub fn not_found(name: &str, wanted: &Wanted) -> Halt {
    let (id, with) = match wanted {
        Wanted { required: Some(version), .. } => ("Modules_ModuleWithVersionNotFound", format!(" with version '{version}'")),
        Wanted { minimum: Some(least), maximum: Some(most), .. } => {
            ("Modules_ModuleWithVersionNotFound", format!(" with MinimumVersion '{least}' and MaximumVersion '{most}'"))
        }
        Wanted { minimum: Some(least), .. } => ("Modules_ModuleWithVersionNotFound", format!(" with version '{least}'")),
        Wanted { maximum: Some(most), .. } => ("Modules_ModuleWithVersionNotFound", format!(" with MaximumVersion '{most}'")),
        _ => ("Modules_ModuleNotFound", String::new()),
    };
    let message =
        format!("The specified module '{name}'{with} was not loaded because no valid module file was found in any module directory.");
    Fault::new("System.IO.FileNotFoundException", id, Category::ResourceUnavailable, message).target(Str::new(name)).into()
}
