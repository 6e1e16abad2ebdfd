//! `System.IO.File`.

use super::{checked, fault, writer};
use crate::clr::args::{bytes, enumeration, flag, null_argument, text, value};
use crate::clr::encoding::of_value;
use crate::convert::to_list;
use crate::fault::{Eval, Flow, Halt, thrown};
use crate::session::Session;
use crate::value::{Str, Value};
use dotnet::encoding::Encoding;
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::Path;

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    if name == "exists" {
        let path = text(args, 0);
        return Some(Ok(Value::Bool(!path.is_empty() && Path::new(&super::full_path(&path)).is_file())));
    }
    if crate::clr::args::is_null(args, 0) {
        return Some(Err(null_argument("path")));
    }
    let path = match checked(&text(args, 0)) {
        Ok(path) => path,
        Err(halt) => return Some(Err(halt)),
    };
    read(&path, name, args)
        .or_else(|| write(s, &path, name, args))
        .or_else(|| manage(&path, name, args))
        .or_else(|| super::info::times(&path, name, args))
}

fn encoding(args: &[Value], at: usize) -> Encoding {
    args.get(at).and_then(of_value).unwrap_or(Encoding::UTF8_NO_MARK)
}

/// The text of a file; a byte order mark decides over what was asked.
pub fn read_text(path: &str, encoding: Encoding) -> Result<String, Halt> {
    let raw = fs::read(path).map_err(|e| fault(&e, path))?;
    Ok(encoding.read(&raw).into_owned())
}

/// Lines as .NET's readers split them.
pub fn lines(text: &str) -> Vec<Str> {
    let mut all: Vec<Str> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\r', '\n']) {
        all.push(Str::new(&rest[..at]));
        let skip = if rest[at..].starts_with("\r\n") { 2 } else { 1 };
        rest = &rest[at + skip..];
    }
    if !rest.is_empty() {
        all.push(Str::new(rest));
    }
    all
}

fn read(path: &str, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "readalltext" => read_text(path, encoding(args, 1)).map(Value::from),
        "readalllines" | "readlines" => read_text(path, encoding(args, 1)).map(|t| Value::strings(lines(&t))),
        "readallbytes" => fs::read(path).map(|b| Value::bytes(&b)).map_err(|e| fault(&e, path)),
        "openread" => super::stream::open(path, 3, 1),
        "openwrite" => super::stream::open(path, 4, 2),
        "open" => super::stream::open(path, enumeration(args, 1), if args.len() > 2 { enumeration(args, 2) } else { 3 }),
        "opentext" => super::reader::of_file(path, Encoding::UTF8),
        _ => return None,
    })
}

fn write(s: &mut Session, path: &str, name: &str, args: &[Value]) -> Option<Eval> {
    let done = match name {
        "writealltext" => put(path, encoding(args, 2), &text(args, 1), false),
        "appendalltext" => put(path, encoding(args, 2), &text(args, 1), true),
        "writealllines" | "appendalllines" => match all_lines(s, args) {
            Ok(text) => put(path, encoding(args, 2), &text, name == "appendalllines"),
            Err(halt) => Err(halt),
        },
        "writeallbytes" => fs::write(path, bytes(args, 1)).map_err(|e| fault(&e, path)),
        "appendallbytes" => append(path, &bytes(args, 1)),
        "create" => return Some(super::stream::open(path, 2, 3)),
        "createtext" => return Some(writer::of_file(path, false, Encoding::UTF8_NO_MARK)),
        "appendtext" => return Some(writer::of_file(path, true, Encoding::UTF8_NO_MARK)),
        _ => return None,
    };
    Some(done.map(|()| Value::Empty))
}

fn all_lines(s: &mut Session, args: &[Value]) -> Result<String, Halt> {
    let mut text = String::new();
    for line in to_list(s, &value(args, 1))? {
        text.push_str(&crate::text::to_text(s, &line)?);
        text.push('\n');
    }
    Ok(text)
}

fn append(path: &str, raw: &[u8]) -> Flow {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut f| f.write_all(raw)).map_err(|e| fault(&e, path))
}

fn put(path: &str, encoding: Encoding, text: &str, at_end: bool) -> Flow {
    let mut raw = Vec::new();
    // A mark stands only at the very beginning of a file.
    if !at_end || fs::metadata(path).map_or(true, |m| m.len() == 0) {
        raw.extend_from_slice(encoding.preamble());
    }
    raw.extend_from_slice(&encoding.bytes(text));
    if at_end { append(path, &raw) } else { fs::write(path, raw).map_err(|e| fault(&e, path)) }
}

fn manage(path: &str, name: &str, args: &[Value]) -> Option<Eval> {
    let target = || checked(&text(args, 1));
    let done = match name {
        "delete" => delete(path),
        "copy" => target().and_then(|to| copy(path, &to, flag(args, 2))),
        "move" => target().and_then(|to| rename(path, &to, flag(args, 2))),
        "replace" => target().and_then(|to| fs::rename(path, &to).map_err(|e| fault(&e, path))),
        "setattributes" => super::info::set_attributes(path, enumeration(args, 1)),
        "setunixfilemode" => super::info::set_mode(path, enumeration(args, 1)),
        "createsymboliclink" => {
            let made = std::os::unix::fs::symlink(text(args, 1).as_str(), path).map_err(|e| fault(&e, path));
            return Some(made.map(|()| super::info::file(path)));
        }
        _ => return question(path, name),
    };
    Some(done.map(|()| Value::Empty))
}

fn question(path: &str, name: &str) -> Option<Eval> {
    match name {
        "getattributes" => Some(super::info::attributes(path).map(|bits| crate::clr::args::enum_of("System.IO.FileAttributes", bits))),
        "getunixfilemode" => Some(super::info::unix_mode(path).map(|bits| crate::clr::args::enum_of("System.IO.UnixFileMode", bits))),
        "resolvelinktarget" => Some(Ok(match fs::read_link(path) {
            Ok(target) => super::info::file(&target.display().to_string()),
            Err(_) => Value::Null,
        })),
        _ => None,
    }
}

/// Deleting what is not there is fine, as long as its directory is.
pub fn delete(path: &str) -> Flow {
    match fs::remove_file(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            if Path::new(path).parent().is_some_and(Path::is_dir) {
                Ok(())
            } else {
                Err(fault(&e, path))
            }
        }
        other => other.map_err(|e| fault(&e, path)),
    }
}

pub fn copy(from: &str, to: &str, overwrite: bool) -> Flow {
    if !overwrite && Path::new(to).exists() {
        return Err(thrown("System.IO.IOException", format!("The file '{to}' already exists.")));
    }
    if !Path::new(from).exists() {
        return Err(thrown("System.IO.FileNotFoundException", format!("Could not find file '{from}'.")));
    }
    fs::copy(from, to).map(|_| ()).map_err(|e| fault(&e, to))
}

pub fn rename(from: &str, to: &str, overwrite: bool) -> Flow {
    if !Path::new(from).exists() {
        return Err(thrown("System.IO.FileNotFoundException", format!("Could not find file '{from}'.")));
    }
    if !overwrite && Path::new(to).exists() {
        return Err(thrown("System.IO.IOException", format!("The file '{to}' already exists.")));
    }
    fs::rename(from, to).or_else(|_| fs::copy(from, to).and_then(|_| fs::remove_file(from))).map_err(|e| fault(&e, to))
}
