//! What the shell adds to the objects of files: how they look in a listing.
//!
//! In:    a file or folder.
//! Out:   its mode, owner, size and name as text.
//! Never: changes anything.

use runtime::author::{Session, Str, Symbol, Value};
use runtime::fault::Eval;
use runtime::value::{MemberDef, MemberKind};
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt};

type Compute = fn(&mut Session, &Value) -> Eval;

const MEMBERS: &[(&str, Compute)] = &[
    ("UnixMode", |s, it| Ok(Value::from(metadata(s, it)?.map(|data| mode(&data)).unwrap_or_default()))),
    ("User", |s, it| Ok(Value::from(metadata(s, it)?.map(|data| named("/etc/passwd", data.uid())).unwrap_or_default()))),
    ("Group", |s, it| Ok(Value::from(metadata(s, it)?.map(|data| named("/etc/group", data.gid())).unwrap_or_default()))),
    ("Size", |s, it| Ok(metadata(s, it)?.map_or(Value::Null, |data| Value::Long(i64::try_from(data.len()).unwrap_or(i64::MAX))))),
    ("NameString", name_text),
    ("LengthString", length_text),
    ("LastWriteTimeString", written_text),
];

/// Adds these members to files and folders.
pub(super) fn define(s: &mut Session) {
    for type_name in ["System.IO.FileInfo", "System.IO.DirectoryInfo"] {
        let entry = s.types.entry_mut(type_name);
        for (name, compute) in MEMBERS {
            entry.members.push(MemberDef { name: Str::new_static(name), symbol: Symbol::of(name), kind: MemberKind::Code(*compute), hidden: true });
        }
    }
}

fn metadata(s: &mut Session, item: &Value) -> Result<Option<fs::Metadata>, runtime::author::Halt> {
    let path = runtime::member::get(s, item, "FullName")?;
    Ok(fs::symlink_metadata(path.plain_text().as_str()).ok())
}

/// `drwxr-xr-x`.
fn mode(data: &fs::Metadata) -> String {
    let kind = data.file_type();
    let first = match () {
        () if kind.is_dir() => 'd',
        () if kind.is_symlink() => 'l',
        () if kind.is_socket() => 's',
        () if kind.is_fifo() => 'p',
        () if kind.is_char_device() => 'c',
        () if kind.is_block_device() => 'b',
        () => '-',
    };
    let bits = data.mode();
    let mut text = String::from(first);
    for (shift, special, sign) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let three = bits >> shift;
        text.push(if three & 4 != 0 { 'r' } else { '-' });
        text.push(if three & 2 != 0 { 'w' } else { '-' });
        text.push(match (bits & special != 0, three & 1 != 0) {
            (true, true) => sign,
            (true, false) => sign.to_ascii_uppercase(),
            (false, true) => 'x',
            (false, false) => '-',
        });
    }
    text
}

/// The name of a number in a list of users or groups; the number where it has none.
fn named(list: &str, id: u32) -> String {
    let text = fs::read_to_string(list).unwrap_or_default();
    let row = text.lines().find(|line| line.split(':').nth(2).and_then(|it| it.parse().ok()) == Some(id));
    row.and_then(|line| line.split(':').next()).map_or_else(|| id.to_string(), str::to_owned)
}

/// A link shows where it leads.
fn name_text(s: &mut Session, item: &Value) -> Eval {
    let name = runtime::member::get(s, item, "Name")?;
    let target = runtime::member::get(s, item, "LinkTarget")?;
    if target.is_null() {
        return Ok(name);
    }
    Ok(Value::from(format!("{} -> {}", name.plain_text(), target.plain_text())))
}

fn length_text(s: &mut Session, item: &Value) -> Eval {
    let is_folder = item.ty().is_some_and(|ty| ty.name() == "DirectoryInfo");
    if is_folder { Ok(Value::str("")) } else { Ok(Value::Str(runtime::member::get(s, item, "Length")?.plain_text())) }
}

fn written_text(s: &mut Session, item: &Value) -> Eval {
    match runtime::member::get(s, item, "LastWriteTime")?.base() {
        Value::DateTime(time) => {
            let (day, clock) = (time.to_format("d").unwrap_or_default(), time.to_format("t").unwrap_or_default());
            Ok(Value::from(format!("{day:>10} {clock:>8}")))
        }
        _ => Ok(Value::Null),
    }
}
