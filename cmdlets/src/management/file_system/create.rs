//! New files, folders and links.

use super::super::fault;
use super::super::item;
use super::super::place::Place;
use runtime::author::{Category, Cx, Flow, Str, Value};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::symlink;
use std::path::Path;

/// What to make.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::management) enum Kind {
    File,
    Directory,
    SymbolicLink,
    HardLink,
}

impl Kind {
    /// A word for a kind; its beginning is enough.
    pub(in crate::management) fn named(word: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        let is = |name: &str| !lower.is_empty() && name.starts_with(&lower);
        match lower.as_str() {
            "" => Some(Self::File),
            "container" => Some(Self::Directory),
            "leaf" => Some(Self::File),
            _ if is("directory") => Some(Self::Directory),
            _ if is("file") => Some(Self::File),
            _ if is("symboliclink") => Some(Self::SymbolicLink),
            _ if is("hardlink") => Some(Self::HardLink),
            _ => None,
        }
    }

    fn action(self) -> &'static str {
        match self {
            Self::File => "Create File",
            Self::Directory => "Create Directory",
            Self::SymbolicLink => "Create Symbolic Link",
            Self::HardLink => "Create Hard Link",
        }
    }
}

/// Makes one item and gives it out.
pub(in crate::management) fn create(cx: &mut Cx<'_>, place: &Place, kind: Kind, value: Option<&Value>, force: bool) -> Flow {
    if !cx.confirm(&format!("Destination: {}", place.path), kind.action())? {
        return Ok(());
    }
    let path = place.as_path();
    if force
        && kind != Kind::Directory
        && !super::has_parent(path)
        && let Some(parent) = path.parent()
    {
        fs::create_dir_all(parent).map_err(|it| fault::io("CreateIntermediateDirectoriesIOError", Category::WriteError, &it, path))?;
    }
    let done = match kind {
        Kind::File => file(cx, path, value, force)?,
        Kind::Directory => directory(path, force),
        Kind::SymbolicLink => link(cx, path, value, force, |target, path| symlink(target, path))?,
        Kind::HardLink => link(cx, path, value, force, |target, path| fs::hard_link(target, path))?,
    };
    if let Err(fault) = done {
        return cx.error(fault);
    }
    let made = item::at(cx.s, place);
    cx.emit(made)
}

type Done = Result<(), runtime::author::Fault>;

fn directory(path: &Path, force: bool) -> Done {
    if path.exists() && (!force || !path.is_dir()) {
        let text = format!("An item with the specified name {} already exists.", path.display());
        return Err(runtime::author::Fault::new("System.IO.IOException", "DirectoryExist", Category::ResourceExists, text)
            .target(Value::from(path.display().to_string())));
    }
    fs::create_dir_all(path).map_err(|it| fault::io("CreateDirectoryIOError", Category::WriteError, &it, path))
}

fn file(cx: &mut Cx<'_>, path: &Path, value: Option<&Value>, force: bool) -> Result<Done, runtime::author::Halt> {
    let mut options = OpenOptions::new();
    options.write(true);
    if force {
        options.create(true).truncate(true)
    } else {
        options.create_new(true)
    };
    let text: Str = match value {
        Some(value) => runtime::convert::to_str(cx.s, value)?,
        None => Str::default(),
    };
    let written = options.open(path).and_then(|mut file: File| file.write_all(text.as_bytes()));
    Ok(written.map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::IsADirectory => {
            fault::io("NewItemUnauthorizedAccessError", Category::PermissionDenied, &error, path)
        }
        _ => fault::io("NewItemIOError", Category::WriteError, &error, path),
    }))
}

fn link(
    cx: &mut Cx<'_>,
    path: &Path,
    value: Option<&Value>,
    force: bool,
    make: impl Fn(&Path, &Path) -> std::io::Result<()>,
) -> Result<Done, runtime::author::Halt> {
    let Some(target) = value.filter(|it| !it.is_null()) else {
        return Err(fault::argument("Argument", "The Target of a link must be given with -Value.").into());
    };
    let target = runtime::convert::to_str(cx.s, target)?;
    if force && fs::symlink_metadata(path).is_ok() {
        // What cannot be removed is reported when the link is made.
        let _ = fs::remove_file(path);
    }
    Ok(make(Path::new(target.as_str()), path).map_err(|it| fault::io("NewItemIOError", Category::WriteError, &it, path)))
}
