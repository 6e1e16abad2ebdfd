//! Get-ChildItem: what is in a folder, or in another store.

use super::attributes::Attributes;
use crate::management::place::{self, Place, Sieve};
use crate::management::{fault, find, item};
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Str, Value};

/// Shows the items in a folder or another store.
///
/// Hidden items are shown with -Force. With -Recurse every level below is walked; symbolic links are not followed unless
/// -FollowSymlink says so.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-ChildItem",
    type_name = "Microsoft.PowerShell.Commands.GetChildItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Items",
    aliases("dir", "gci"),
    outputs("System.IO.FileInfo", "System.IO.DirectoryInfo")
)]
#[example("Get-ChildItem -Path . -Recurse -Filter *.log", "Shows the log files below the current folder.")]
pub(crate) struct GetChildItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, pipeline, by_name, set = "Items")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralItems", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Pattern that the names of files must fit.
    #[param(position = 1)]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Also what is below, on every level.
    #[param(alias("s", "r"))]
    recurse: bool,
    /// How many levels below.
    #[param(ty = "uint")]
    depth: Option<Value>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// The name.
    #[param]
    name: bool,
    /// Only files with these attributes, such as !Directory+ReadOnly.
    #[param(ty = "System.Management.Automation.FlagsExpression[System.IO.FileAttributes]")]
    attributes: Option<Value>,
    /// Follows symbolic links to folders.
    #[param]
    follow_symlink: bool,
    /// Only folders.
    #[param(alias("ad"))]
    directory: bool,
    /// Only files.
    #[param(alias("af"))]
    file: bool,
    /// Only hidden items.
    #[param(alias("ah", "h"))]
    hidden: bool,
    /// Only read-only items.
    #[param(alias("ar"))]
    read_only: bool,
    /// Only system items; there are none here.
    #[param(alias("as"))]
    system: bool,
}

/// What the parameters say, read once per object.
#[derive(Default)]
struct Checked {
    sieve: Sieve,
    attributes: Option<Attributes>,
}

impl GetChildItem {
    fn walk(&self, cx: &mut Cx<'_>, place: &Place, prefix: &str, depth: u32, checked: &Checked) -> Flow {
        let names = match find::children(cx.s, place, self.force || self.hidden) {
            Ok(names) => names,
            Err(error) => {
                let denied = error.kind() == std::io::ErrorKind::PermissionDenied;
                let (id, category) =
                    if denied { ("DirUnauthorizedAccessError", Category::PermissionDenied) } else { ("DirIOError", Category::ReadError) };
                return cx.error(fault::io(id, category, &error, place.as_path()));
            }
        };
        for name in &names {
            cx.s.poll()?;
            self.show(cx, &place.below(name), &format!("{prefix}{name}"), checked)?;
        }
        if depth == 0 || !place.is_file_system() {
            return Ok(());
        }
        for name in &names {
            let child = place.below(name);
            let is_link = std::fs::symlink_metadata(&child.path).is_ok_and(|it| it.is_symlink());
            if child.as_path().is_dir() && (!is_link || self.follow_symlink) {
                self.walk(cx, &child, &format!("{prefix}{name}/"), depth - 1, checked)?;
            }
        }
        Ok(())
    }

    fn show(&self, cx: &mut Cx<'_>, place: &Place, shown: &str, checked: &Checked) -> Flow {
        if !checked.sieve.lets(place.name()) || !self.wants(place, checked) {
            return Ok(());
        }
        if self.name {
            return cx.emit(Value::str(shown));
        }
        let object = item::at(cx.s, place);
        cx.emit(object)
    }

    fn wants(&self, place: &Place, checked: &Checked) -> bool {
        if !place.is_file_system() {
            return true;
        }
        let is_folder = place.as_path().is_dir();
        let bits = runtime::clr::attributes(&place.path).unwrap_or(0);
        (!self.directory || is_folder)
            && (!self.file || !is_folder)
            && (!self.hidden || place.name().starts_with('.'))
            && (!self.read_only || bits & 1 != 0)
            && !self.system
            && checked.attributes.as_ref().is_none_or(|it| it.fit(bits))
    }

    /// How deep to walk: not at all, all the way, or as far as `-Depth` says.
    fn levels(&self) -> u32 {
        match &self.depth {
            Some(depth) => runtime::convert::to_int(depth).ok().and_then(|it| u32::try_from(it).ok()).unwrap_or(u32::MAX),
            None if self.recurse => u32::MAX,
            None => 0,
        }
    }

    /// One path: a folder is opened, anything else shown itself.
    fn path(&self, cx: &mut Cx<'_>, text: &str, literal: bool, checked: &Checked) -> Flow {
        let wild = !literal && Wildcard::contains_wildcards(text);
        if self.levels() > 0 && wild {
            return self.pattern_below(cx, text, checked);
        }
        let found = if literal {
            find::literal(cx.s, text).and_then(|place| {
                if find::exists(cx.s, &place) { Ok(vec![place]) } else { Err(fault::path_missing(&find::missing_text(&place))) }
            })
        } else {
            find::glob(cx.s, text, self.force || self.hidden)
        };
        match found {
            Ok(places) if places.is_empty() => Ok(()),
            Ok(places) => places.into_iter().try_for_each(|it| self.place(cx, &it, wild, checked)),
            Err(fault) => cx.error(fault),
        }
    }

    fn place(&self, cx: &mut Cx<'_>, place: &Place, wild: bool, checked: &Checked) -> Flow {
        // What a pattern found, and what -Include picks, is taken as an item; only -Recurse looks inside.
        if find::is_container(place) && !((wild || checked.sieve.has_include()) && self.levels() == 0) {
            return self.walk(cx, place, "", self.levels(), checked);
        }
        self.show(cx, place, place.name(), checked)
    }

    /// `dir *.txt -Recurse` means files of that name on every level.
    fn pattern_below(&self, cx: &mut Cx<'_>, text: &str, checked: &Checked) -> Flow {
        let (folder, pattern) = match text.rsplit_once(['/', '\\']) {
            Some((folder, pattern)) => (if folder.is_empty() { "/" } else { folder }, pattern),
            None => (".", text),
        };
        if folder.contains(['*', '?']) || pattern == "*" {
            let places = find::glob(cx.s, text, self.force)?;
            return places.into_iter().try_for_each(|it| {
                self.show(cx, &it, it.name(), checked)?;
                if find::is_container(&it) { self.walk(cx, &it, "", self.levels() - 1, checked) } else { Ok(()) }
            });
        }
        let pattern = Str::new(pattern);
        let sieve = Sieve::new(self.filter.as_ref(), std::slice::from_ref(&pattern), &self.exclude)?;
        let narrowed = Checked { sieve, attributes: checked.attributes.clone() };
        let place = place::trimmed(place::resolve(cx.s, folder)?);
        self.walk(cx, &place, "", self.levels(), &narrowed)
    }
}

impl Cmdlet for GetChildItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let attributes = self.attributes.as_ref().map(|it| Attributes::parse(&it.plain_text())).transpose()?;
        let checked = Checked { sieve: Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?, attributes };
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        for path in &literals {
            self.path(cx, path, true, &checked)?;
        }
        if paths.is_empty() && literals.is_empty() {
            let here = place::here(cx.s);
            return self.walk(cx, &here, "", self.levels(), &checked);
        }
        paths.iter().try_for_each(|it| self.path(cx, it, false, &checked))
    }
}
