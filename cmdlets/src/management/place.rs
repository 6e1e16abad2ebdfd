//! Places: what a path means.
//!
//! In:    paths as people write them: relative, below a drive, below a provider, with wildcards.
//! Out:   places, each in one provider; `$PWD`.
//! Never: reads what is at a place; the providers do.

use super::fault;
use dotnet::wildcard::Wildcard;
use runtime::author::{Fault, Session, Str, Value};
use runtime::paths::normal;
use runtime::places::{DriveInfo, PathInfo, Provider};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// Where something is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) provider: Provider,
    /// None: the path named its provider instead of a drive.
    pub(super) drive: Option<Rc<DriveInfo>>,
    /// A full path of the file system; elsewhere the name of an item, empty for the store itself.
    pub(super) path: String,
}

/// Where the session is and was.
#[derive(Default)]
pub(super) struct Whereabouts {
    /// Set when that is not simply the folder of the session: another provider, or a drive of its own.
    here: Option<(Place, PathBuf)>,
    pub(super) back: Vec<Place>,
    pub(super) forward: Vec<Place>,
    pub(super) stacks: HashMap<String, Vec<Place>>,
}

pub(super) fn whereabouts(s: &mut Session) -> &mut Whereabouts {
    s.service(Whereabouts::default)
}

impl Place {
    pub(super) fn is_file_system(&self) -> bool {
        self.provider == Provider::FileSystem
    }

    pub(super) fn as_path(&self) -> &Path {
        Path::new(&self.path)
    }

    /// The same place with another path in it.
    pub(super) fn at(&self, path: impl Into<String>) -> Self {
        Self { path: path.into(), ..self.clone() }
    }

    /// A place below this one.
    pub(super) fn below(&self, name: &str) -> Self {
        match (self.is_file_system(), self.path.as_str()) {
            (true, "/") => self.at(format!("/{name}")),
            (true, path) => self.at(format!("{path}/{name}")),
            (false, _) => self.at(name),
        }
    }

    /// The last part of the path.
    pub(super) fn name(&self) -> &str {
        let name = dotnet::path::file_name(self.path.trim_end_matches('/'));
        if name.is_empty() { &self.path } else { name }
    }

    /// With the provider in front, as `PSPath` has it.
    pub(super) fn ps_path(&self) -> String {
        format!("{}::{}", self.provider.full_name(), self.path)
    }

    pub(super) fn ps_parent_path(&self) -> String {
        if !self.is_file_system() {
            return if self.path.is_empty() { String::new() } else { self.provider.full_name().to_string() };
        }
        match dotnet::path::directory_name(&self.path) {
            Some(parent) => self.at(parent).ps_path(),
            None => String::new(),
        }
    }

    /// As a person sees it.
    pub(super) fn shown(&self) -> String {
        let Some(drive) = &self.drive else { return self.ps_path() };
        if !self.is_file_system() {
            return format!("{}:/{}", drive.name, self.path);
        }
        if drive.root == "/" {
            return self.path.clone();
        }
        let root = drive.root.trim_end_matches('/');
        format!("{}:/{}", drive.name, self.path.strip_prefix(root).unwrap_or(&self.path).trim_start_matches('/'))
    }

    pub(super) fn path_info(&self) -> Value {
        Value::native(PathInfo {
            drive: self.drive.clone(),
            provider: self.provider,
            provider_path: Str::from(self.path.as_str()),
            path: Str::from(self.shown()),
        })
    }
}

/// Where the session is.
pub(super) fn here(s: &mut Session) -> Place {
    let location = s.location.clone();
    if let Some((place, seen)) = &whereabouts(s).here
        && *seen == location
    {
        return place.clone();
    }
    Place { provider: Provider::FileSystem, drive: s.drives.first().cloned(), path: location.display().to_string() }
}

/// Goes to a place.
pub(super) fn go(s: &mut Session, place: Place) {
    if place.is_file_system() {
        s.set_location(PathBuf::from(&place.path));
    }
    let info = place.path_info();
    s.set_global("PWD", info);
    let location = s.location.clone();
    whereabouts(s).here = Some((place, location));
}

/// The place a path means; wildcards are part of the path.
pub(super) fn resolve(s: &mut Session, text: &str) -> Result<Place, Fault> {
    if let Some((provider, rest)) = text.split_once("::") {
        let Some(provider) = Provider::named(provider) else { return Err(fault::no_provider(provider)) };
        let base = Place { provider, drive: None, path: "/".to_owned() };
        return Ok(within(s, &base, rest));
    }
    if let Some((name, rest)) = drive_of(text) {
        let Some(drive) = s.drives.iter().find(|it| it.name.eq_ignore_ascii_case(name)).cloned() else {
            return Err(fault::no_drive(name));
        };
        let base = Place { provider: drive.provider, path: drive.root.to_string(), drive: Some(drive) };
        return Ok(within_drive(&base, rest));
    }
    let current = here(s);
    Ok(within(s, &current, text))
}

/// The drive a path begins with, and what follows its colon.
pub(super) fn drive_of(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.split_once(':')?;
    let is_name = !name.is_empty() && !name.contains(['/', '\\', '.', '~', '*', '[', ' ']);
    (is_name && !rest.starts_with(':')).then_some((name, rest))
}

fn within_drive(base: &Place, rest: &str) -> Place {
    if !base.is_file_system() {
        return base.at(rest.trim_start_matches(['/', '\\']));
    }
    let rest = slashes(rest);
    base.at(joined(base.path.trim_end_matches('/'), rest.trim_start_matches('/')))
}

fn within(s: &Session, base: &Place, text: &str) -> Place {
    if !base.is_file_system() {
        return base.at(text.trim_start_matches(['/', '\\']));
    }
    let text = slashes(text);
    let home = || std::env::var("HOME").unwrap_or_else(|_| "/".to_owned());
    if text == "~" || text.starts_with("~/") {
        let drive = s.drives.first().cloned();
        return Place { provider: Provider::FileSystem, drive, path: joined(&home(), text[1..].trim_start_matches('/')) };
    }
    if text.starts_with('/') {
        // A path from the root leaves a drive of the shell's own, and keeps a provider that was named.
        let drive = base.drive.as_ref().and_then(|_| s.drives.first().cloned());
        return Place { provider: base.provider, drive, path: joined("", text.trim_start_matches('/')) };
    }
    base.at(joined(base.path.trim_end_matches('/'), &text))
}

/// Both kinds of separators; a backslash in front of a wildcard sign is none.
fn slashes(text: &str) -> String {
    text.replace('\\', "/")
}

fn joined(root: &str, rest: &str) -> String {
    let whole = format!("{root}/{rest}");
    let ends = whole.len() > 1 && whole.ends_with('/') && !rest.is_empty();
    let mut path = normal(Path::new(&whole)).display().to_string();
    if ends && path != "/" {
        path.push('/');
    }
    path
}

/// A place without the separator at its end.
pub(super) fn trimmed(mut place: Place) -> Place {
    if place.is_file_system() && place.path.len() > 1 {
        place.path.truncate(place.path.trim_end_matches('/').len().max(1));
    }
    place
}

/// Which names `-Filter`, `-Include` and `-Exclude` let through.
#[derive(Default)]
pub(super) struct Sieve {
    filter: Option<Wildcard>,
    include: Vec<Wildcard>,
    exclude: Vec<Wildcard>,
}

impl Sieve {
    pub(super) fn new(filter: Option<&Str>, include: &[Str], exclude: &[Str]) -> Result<Self, Fault> {
        let read = |it: &Str| Wildcard::new(it, true).map_err(|bad| fault::bad_pattern(it, &bad.to_string()));
        Ok(Self {
            filter: filter.filter(|it| !it.is_empty()).map(read).transpose()?,
            include: include.iter().map(read).collect::<Result<_, _>>()?,
            exclude: exclude.iter().map(read).collect::<Result<_, _>>()?,
        })
    }

    pub(super) fn lets(&self, name: &str) -> bool {
        self.filter.as_ref().is_none_or(|it| it.is_match(name)) && self.lets_named(name)
    }

    /// The same without `-Filter`, which only the file system looks at.
    pub(super) fn lets_named(&self, name: &str) -> bool {
        (self.include.is_empty() || self.include.iter().any(|it| it.is_match(name))) && !self.exclude.iter().any(|it| it.is_match(name))
    }

    pub(super) fn has_include(&self) -> bool {
        !self.include.is_empty()
    }
}
