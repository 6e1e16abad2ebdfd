//! `System.IO.Directory`.

use super::{checked, fault, full_path, info};
use crate::clr::args::{enumeration, flag, is_enum, null_argument, text};
use crate::fault::{Eval, Flow, Halt, thrown};
use crate::value::{Str, Value};
use dotnet::wildcard::Wildcard;
use std::fs;
use std::path::Path;

pub fn call_static(name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "exists" => {
            let path = text(args, 0);
            return Some(Ok(Value::Bool(!path.is_empty() && Path::new(&full_path(&path)).is_dir())));
        }
        "getcurrentdirectory" => return Some(Ok(Value::from(full_path(".")))),
        "getlogicaldrives" => return Some(Ok(Value::strings(["/"]))),
        "setcurrentdirectory" => {
            let path = text(args, 0);
            return Some(std::env::set_current_dir(path.as_str()).map(|()| Value::Empty).map_err(|_| missing(&full_path(&path))));
        }
        _ => {}
    }
    if crate::clr::args::is_null(args, 0) {
        return Some(Err(null_argument("path")));
    }
    let path = match checked(&text(args, 0)) {
        Ok(path) => path,
        Err(halt) => return Some(Err(halt)),
    };
    list(&path, name, args).or_else(|| manage(&path, name, args)).or_else(|| info::times(&path, name, args))
}

fn missing(path: &str) -> Halt {
    thrown("System.IO.DirectoryNotFoundException", format!("Could not find a part of the path '{path}'."))
}

fn list(path: &str, name: &str, args: &[Value]) -> Option<Eval> {
    let wanted = match name {
        "getfiles" | "enumeratefiles" => Wanted::Files,
        "getdirectories" | "enumeratedirectories" => Wanted::Directories,
        "getfilesystementries" | "enumeratefilesystementries" => Wanted::All,
        _ => return None,
    };
    // Names come out below the path as it was given.
    let given = text(args, 0);
    Some(entries(path, args, wanted).map(|found| {
        let shown = found.into_iter().map(|p| match p.strip_prefix(path) {
            Some(rest) => Str::from(format!(
                "{}{}",
                given.trim_end_matches('/'),
                if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") }
            )),
            None => Str::from(p),
        });
        Value::strings(shown)
    }))
}

#[derive(Clone, Copy, PartialEq)]
pub enum Wanted {
    Files,
    Directories,
    All,
}

/// Full paths of what a directory holds; pattern and depth from the arguments.
pub fn entries(path: &str, args: &[Value], wanted: Wanted) -> Result<Vec<String>, Halt> {
    let pattern = args.get(1).filter(|v| matches!(v.base(), Value::Str(_))).map_or_else(|| Str::new_static("*"), Value::plain_text);
    let deep = (1..args.len()).any(|at| is_enum(args, at, "System.IO.SearchOption") && enumeration(args, at) == 1);
    let pattern = if pattern == "*.*" { Str::new_static("*") } else { pattern };
    let Ok(wildcard) = Wildcard::new(&pattern.replace('[', "`["), false) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    walk(path, &wildcard, deep, wanted, &mut found)?;
    Ok(found)
}

fn walk(path: &str, wildcard: &Wildcard, deep: bool, wanted: Wanted, found: &mut Vec<String>) -> Flow {
    let mut below = Vec::new();
    for entry in
        fs::read_dir(path).map_err(|e| if e.kind() == std::io::ErrorKind::PermissionDenied { fault(&e, path) } else { missing(path) })?
    {
        let Ok(entry) = entry else { continue };
        let full = format!("{}/{}", path.trim_end_matches('/'), entry.file_name().to_string_lossy());
        let is_dir = entry.path().is_dir();
        if wildcard.is_match(&entry.file_name().to_string_lossy()) && (wanted == Wanted::All || (wanted == Wanted::Directories) == is_dir) {
            found.push(full.clone());
        }
        if deep && is_dir && !entry.path().is_symlink() {
            below.push(full);
        }
    }
    for directory in below {
        walk(&directory, wildcard, deep, wanted, found)?;
    }
    Ok(())
}

fn manage(path: &str, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "createdirectory" => create(path).map(|()| info::directory(path)),
        "delete" => delete(path, flag(args, 1)).map(|()| Value::Empty),
        "move" => checked(&text(args, 1)).and_then(|to| rename(path, &to)).map(|()| Value::Empty),
        "getparent" => Ok(dotnet::path::directory_name(path).map_or(Value::Null, info::directory)),
        "getdirectoryroot" => Ok(Value::str("/")),
        "createtempsubdirectory" => {
            let made = format!("{}/{}{}", std::env::temp_dir().display(), text(args, 0), dotnet::path::random_file_name().replace('.', ""));
            create(&made).map(|()| info::directory(&made))
        }
        _ => return None,
    })
}

pub fn create(path: &str) -> Flow {
    if Path::new(path).is_file() {
        return Err(thrown("System.IO.IOException", format!("The file '{path}' already exists.")));
    }
    fs::create_dir_all(path).map_err(|e| fault(&e, path))
}

pub fn delete(path: &str, recursive: bool) -> Flow {
    if !Path::new(path).is_dir() {
        return Err(missing(path));
    }
    if Path::new(path).is_symlink() {
        return fs::remove_file(path).map_err(|e| fault(&e, path));
    }
    let done = if recursive { fs::remove_dir_all(path) } else { fs::remove_dir(path) };
    done.map_err(|e| fault(&e, path))
}

pub fn rename(from: &str, to: &str) -> Flow {
    if !Path::new(from).exists() {
        return Err(missing(from));
    }
    if Path::new(to).exists() {
        return Err(thrown(
            "System.IO.IOException",
            format!("Cannot create '{to}' because a file or directory with the same name already exists."),
        ));
    }
    fs::rename(from, to).map_err(|e| fault(&e, to))
}
