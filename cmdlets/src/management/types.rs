//! What the shell adds to the objects of files: how they look in a listing.
//!
//! In:    a file or folder.
//! Out:   its mode, owner, size and name as text.
//! Never: changes anything.

use runtime::author::{DateTime, Native, Session, Str, Symbol, Type, Value};
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
            entry.members.push(MemberDef {
                name: Str::new_static(name),
                symbol: Symbol::of(name),
                kind: MemberKind::Code(*compute),
                hidden: true,
            });
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

/// What the system knows about a file beside its content; read when it is looked at.
pub(super) struct UnixStat {
    path: String,
}

impl UnixStat {
    pub(super) fn new(path: &str) -> Self {
        Self { path: path.to_owned() }
    }
}

impl Native for UnixStat {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.Platform+Unix+CommonStat")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "Inode",
            "Mode",
            "UserId",
            "GroupId",
            "HardlinkCount",
            "Size",
            "AccessTime",
            "ModifiedTime",
            "ChangeTime",
            "BlockSize",
            "DeviceId",
            "NumberOfBlocks",
            "ItemType",
            "IsSetUid",
            "IsSetGid",
            "IsSticky",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let Ok(data) = fs::symlink_metadata(&self.path) else { return Some(Ok(Value::Null)) };
        let number = |it: u64| Value::Long(i64::try_from(it).unwrap_or(i64::MAX));
        let time = |it: std::io::Result<std::time::SystemTime>| it.map_or(Value::Null, |it| Value::DateTime(DateTime::from_system(it)));
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "inode" => number(data.ino()),
            "mode" => Value::from(data.mode() as i32),
            "userid" => Value::from(data.uid() as i32),
            "groupid" => Value::from(data.gid() as i32),
            "hardlinkcount" => Value::from(data.nlink() as i32),
            "size" => number(data.len()),
            "accesstime" => time(data.accessed()),
            "modifiedtime" | "changetime" => time(data.modified()),
            "blocksize" => number(data.blksize()),
            "deviceid" => number(data.dev()),
            "numberofblocks" => number(data.blocks()),
            "itemtype" => Value::str(item_type(&data)),
            "issetuid" => Value::Bool(data.mode() & 0o4000 != 0),
            "issetgid" => Value::Bool(data.mode() & 0o2000 != 0),
            "issticky" => Value::Bool(data.mode() & 0o1000 != 0),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        Str::new_static("System.Management.Automation.Platform+Unix+CommonStat")
    }
}

fn item_type(data: &fs::Metadata) -> &'static str {
    let kind = data.file_type();
    match () {
        () if kind.is_dir() => "Directory",
        () if kind.is_symlink() => "SymbolicLink",
        () if kind.is_socket() => "Socket",
        () if kind.is_fifo() => "NamedPipe",
        () if kind.is_char_device() => "CharacterDevice",
        () if kind.is_block_device() => "BlockDevice",
        () => "File",
    }
}
