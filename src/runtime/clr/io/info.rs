//! `FileInfo` and `DirectoryInfo`.
//!
//! In:    a path.
//! Out:   what the system says about it, kept until `Refresh()`.
//! Never: has the properties a provider adds (`PSPath` and the like).

use super::directory::{Wanted, entries};
use super::{directory as dirs, fault, file as files, full_path};
use crate::clr::args::{enum_of, flag, text, value, whole};
use crate::fault::{Eval, Flow, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::{DateTime, Kind};
use dotnet::encoding::Encoding;
use dotnet::path as dp;
use std::cell::RefCell;
use std::fs::{self, Metadata};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::rc::Rc;
use std::time::SystemTime;

pub struct FileSystemInfo {
    pub is_directory: bool,
    /// As it was given, for `ToString()`.
    given: Str,
    pub path: RefCell<String>,
    seen: RefCell<Option<Option<Rc<Metadata>>>>,
}

pub fn file(path: &str) -> Value {
    make(path, false)
}

pub fn directory(path: &str) -> Value {
    make(path, true)
}

fn make(path: &str, is_directory: bool) -> Value {
    let full = full_path(path);
    let full = if is_directory && full.len() > 1 { full.trim_end_matches('/').to_owned() } else { full };
    Value::native(FileSystemInfo { is_directory, given: Str::new(path), path: RefCell::new(full), seen: RefCell::new(None) })
}

pub fn construct(ty: Type, args: &[Value]) -> Eval {
    let path = text(args, 0);
    super::checked(&path)?;
    Ok(make(&path, ty.name() == "DirectoryInfo"))
}

impl FileSystemInfo {
    fn metadata(&self) -> Option<Rc<Metadata>> {
        let mut seen = self.seen.borrow_mut();
        let path = self.path.borrow();
        seen.get_or_insert_with(|| fs::metadata(path.as_str()).or_else(|_| fs::symlink_metadata(path.as_str())).ok().map(Rc::new)).clone()
    }

    fn forget(&self) {
        *self.seen.borrow_mut() = None;
    }

    fn name(&self) -> String {
        let path = self.path.borrow();
        let name = dp::file_name(&path);
        if name.is_empty() { path.clone() } else { name.to_owned() }
    }

    fn exists(&self) -> bool {
        self.metadata().is_some_and(|m| m.is_dir() == self.is_directory)
    }

    fn time(&self, which: &str) -> DateTime {
        // What does not exist is as old as the calendar of files.
        const FILE_TIME_ZERO: i64 = 504_911_232_000_000_000;
        let found = self.metadata().and_then(|m| stamp(&m, which));
        let utc = found.map_or_else(
            || DateTime::from_ticks(FILE_TIME_ZERO, Kind::Utc).unwrap_or(DateTime::MIN),
            |t| DateTime::from_system(t).to_utc(),
        );
        if which.ends_with("utc") { utc } else { utc.to_local() }
    }

    fn length(&self) -> Eval {
        match self.metadata() {
            Some(m) if !m.is_dir() => Ok(Value::Long(m.len() as i64)),
            _ => Err(thrown("System.IO.FileNotFoundException", format!("Could not find file '{}'.", self.path.borrow()))),
        }
    }

    fn link_target(&self) -> Value {
        fs::read_link(self.path.borrow().as_str()).map_or(Value::Null, |t| Value::from(t.display().to_string()))
    }

    /// `d----`, `-a---`: what a listing shows on every system.
    fn mode(&self) -> String {
        let bits = attributes(&self.path.borrow()).unwrap_or(0);
        let mark = |bit: i64, c: char| if bits & bit != 0 { c } else { '-' };
        let first = if bits & 1024 != 0 { 'l' } else { mark(16, 'd') };
        [first, mark(32, 'a'), mark(1, 'r'), mark(2, 'h'), mark(4, 's')].iter().collect()
    }

    fn about_path(&self, name: &str) -> Option<Value> {
        let path = self.path.borrow().clone();
        let parent = || dp::directory_name(&path);
        Some(match name {
            "name" => Value::from(self.name()),
            "fullname" => Value::from(path.clone()),
            "extension" => Value::str(dp::extension(&self.name())),
            "basename" if self.is_directory => Value::from(self.name()),
            "basename" => Value::str(dp::file_name_without_extension(&self.name())),
            "directoryname" if !self.is_directory => parent().map_or(Value::Null, Value::str),
            "directory" if !self.is_directory => parent().map_or(Value::Null, directory),
            "parent" if self.is_directory => parent().map_or(Value::Null, directory),
            "root" if self.is_directory => directory("/"),
            _ => return None,
        })
    }
}

fn stamp(m: &Metadata, which: &str) -> Option<SystemTime> {
    match which.trim_end_matches("utc") {
        "lastwritetime" => m.modified().ok(),
        "lastaccesstime" => m.accessed().ok(),
        // Not every file system knows when a file was born: then the older of change and write.
        _ => m.created().or_else(|_| m.modified()).ok(),
    }
}

impl Native for FileSystemInfo {
    fn type_of(&self) -> Type {
        Type::of(if self.is_directory { "System.IO.DirectoryInfo" } else { "System.IO.FileInfo" })
    }

    fn properties(&self) -> &'static [&'static str] {
        if self.is_directory {
            &[
                "Parent",
                "Root",
                "FullName",
                "Extension",
                "Name",
                "Exists",
                "CreationTime",
                "CreationTimeUtc",
                "LastAccessTime",
                "LastAccessTimeUtc",
                "LastWriteTime",
                "LastWriteTimeUtc",
                "LinkTarget",
                "UnixFileMode",
                "Attributes",
            ]
        } else {
            &[
                "Length",
                "DirectoryName",
                "Directory",
                "IsReadOnly",
                "FullName",
                "Extension",
                "Name",
                "Exists",
                "CreationTime",
                "CreationTimeUtc",
                "LastAccessTime",
                "LastAccessTimeUtc",
                "LastWriteTime",
                "LastWriteTimeUtc",
                "LinkTarget",
                "UnixFileMode",
                "Attributes",
            ]
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        if let Some(found) = self.about_path(&name) {
            return Some(Ok(found));
        }
        let path = self.path.borrow().clone();
        Some(Ok(match name.as_str() {
            "exists" => Value::Bool(self.exists()),
            "length" if !self.is_directory => return Some(self.length()),
            "isreadonly" if !self.is_directory => Value::Bool(self.metadata().is_some_and(|m| m.permissions().readonly())),
            "creationtime" | "creationtimeutc" | "lastwritetime" | "lastwritetimeutc" | "lastaccesstime" | "lastaccesstimeutc" => {
                Value::DateTime(self.time(&name))
            }
            "attributes" => enum_of("System.IO.FileAttributes", attributes(&path).unwrap_or(-1)),
            "unixfilemode" => enum_of("System.IO.UnixFileMode", unix_mode(&path).unwrap_or(-1)),
            "linktarget" | "target" => self.link_target(),
            "linktype" => {
                if Path::new(&path).is_symlink() {
                    Value::str("SymbolicLink")
                } else {
                    Value::Null
                }
            }
            "resolvedtarget" => fs::canonicalize(&path).map_or(Value::from(path), |t| Value::from(t.display().to_string())),
            "mode" | "modewithouthardlink" => Value::from(self.mode()),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        let path = self.path.borrow().clone();
        let name = name.to_ascii_lowercase();
        let done = match name.as_str() {
            "isreadonly" if !self.is_directory => set_read_only(&path, crate::convert::to_bool(new)),
            "attributes" => match crate::convert::to_long(new) {
                Ok(bits) => set_attributes(&path, bits),
                Err(fault) => Err(fault.into()),
            },
            "unixfilemode" => set_mode(&path, whole(new) as i64),
            "lastwritetime" | "lastwritetimeutc" | "lastaccesstime" | "lastaccesstimeutc" | "creationtime" | "creationtimeutc" => {
                match new.base() {
                    Value::DateTime(time) => set_time(&path, &name, *time),
                    other => match DateTime::parse(&other.plain_text()) {
                        Ok(time) => set_time(&path, &name, time),
                        Err(f) => Err(crate::clr::args::raise(f.exception(), &f)),
                    },
                }
            }
            _ => return None,
        };
        self.forget();
        Some(done)
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        let done = if self.is_directory { self.directory_call(&name, args) } else { self.file_call(&name, args) };
        if done.is_some() && !name.starts_with("get") && !name.starts_with("enumerate") {
            self.forget();
        }
        done.or_else(|| self.both(&name))
    }

    fn text(&self) -> Str {
        self.given.clone()
    }
}

impl FileSystemInfo {
    fn both(&self, name: &str) -> Option<Eval> {
        match name {
            "refresh" => {
                self.forget();
                Some(Ok(Value::Empty))
            }
            "tostring" => Some(Ok(Value::Str(self.given.clone()))),
            _ => None,
        }
    }

    fn file_call(&self, name: &str, args: &[Value]) -> Option<Eval> {
        let path = self.path.borrow().clone();
        let target = || super::checked(&text(args, 0));
        Some(match name {
            "delete" => files::delete(&path).map(|()| Value::Empty),
            "copyto" => target().and_then(|to| files::copy(&path, &to, flag(args, 1)).map(|()| file(&to))),
            "moveto" => target().and_then(|to| {
                files::rename(&path, &to, flag(args, 1))?;
                *self.path.borrow_mut() = to;
                Ok(Value::Empty)
            }),
            "create" => super::stream::open(&path, 2, 3),
            "open" => {
                super::stream::open(&path, whole(&value(args, 0)) as i64, if args.len() > 1 { whole(&value(args, 1)) as i64 } else { 3 })
            }
            "openread" => super::stream::open(&path, 3, 1),
            "openwrite" => super::stream::open(&path, 4, 2),
            "opentext" => super::reader::of_file(&path, Encoding::UTF8),
            "createtext" => super::writer::of_file(&path, false, Encoding::UTF8_NO_MARK),
            "appendtext" => super::writer::of_file(&path, true, Encoding::UTF8_NO_MARK),
            _ => return None,
        })
    }

    fn directory_call(&self, name: &str, args: &[Value]) -> Option<Eval> {
        let path = self.path.borrow().clone();
        let below = |at: usize| format!("{path}/{}", text(args, at));
        // Listing methods take a pattern first; the shared walk expects it second.
        let mut shifted = vec![Value::Null];
        shifted.extend_from_slice(args);
        let listed = |wanted: Wanted| {
            entries(&path, &shifted, wanted).map(|all| {
                let infos = all.iter().map(|p| if Path::new(p).is_dir() { directory(p) } else { file(p) }).collect();
                let ty = match wanted {
                    Wanted::Files => "System.IO.FileInfo",
                    Wanted::Directories => "System.IO.DirectoryInfo",
                    Wanted::All => "System.IO.FileSystemInfo",
                };
                Value::array_of(Type::of(ty), infos)
            })
        };
        Some(match name {
            "create" => dirs::create(&path).map(|()| Value::Empty),
            "createsubdirectory" => dirs::create(&below(0)).map(|()| directory(&below(0))),
            "delete" => dirs::delete(&path, flag(args, 0)).map(|()| Value::Empty),
            "moveto" => super::checked(&text(args, 0)).and_then(|to| {
                dirs::rename(&path, &to)?;
                *self.path.borrow_mut() = to;
                Ok(Value::Empty)
            }),
            "getfiles" | "enumeratefiles" => listed(Wanted::Files),
            "getdirectories" | "enumeratedirectories" => listed(Wanted::Directories),
            "getfilesysteminfos" | "enumeratefilesysteminfos" => listed(Wanted::All),
            _ => return None,
        })
    }
}

/// `FileAttributes` of a path.
pub fn attributes(path: &str) -> Result<i64, Halt> {
    let link = fs::symlink_metadata(path).map_err(|e| fault(&e, path))?;
    let m = fs::metadata(path).unwrap_or_else(|_| link.clone());
    let mut bits = 0;
    if m.is_dir() {
        bits |= 16;
    }
    if m.permissions().readonly() {
        bits |= 1;
    }
    if dp::file_name(path).starts_with('.') {
        bits |= 2;
    }
    if link.file_type().is_symlink() {
        bits |= 1024;
    }
    Ok(if bits == 0 { 128 } else { bits })
}

pub fn set_attributes(path: &str, bits: i64) -> Flow {
    set_read_only(path, bits & 1 != 0)
}

fn set_read_only(path: &str, read_only: bool) -> Flow {
    let m = fs::metadata(path).map_err(|e| fault(&e, path))?;
    let mode = m.permissions().mode();
    let new = if read_only { mode & !0o222 } else { mode | 0o200 };
    fs::set_permissions(path, fs::Permissions::from_mode(new)).map_err(|e| fault(&e, path))
}

pub fn unix_mode(path: &str) -> Result<i64, Halt> {
    fs::metadata(path).map(|m| i64::from(m.permissions().mode() & 0o7777)).map_err(|e| fault(&e, path))
}

pub fn set_mode(path: &str, mode: i64) -> Flow {
    fs::set_permissions(path, fs::Permissions::from_mode(mode as u32 & 0o7777)).map_err(|e| fault(&e, path))
}

fn set_time(path: &str, which: &str, time: DateTime) -> Flow {
    let when = time.to_utc().to_system();
    let times = match which.trim_end_matches("utc") {
        "lastaccesstime" => fs::FileTimes::new().set_accessed(when),
        // Linux lets nobody change the birth of a file; .NET sets the write time for it.
        _ => fs::FileTimes::new().set_modified(when),
    };
    fs::File::open(path).and_then(|f| f.set_times(times)).map_err(|e| fault(&e, path))
}

/// `GetLastWriteTime`, `SetLastWriteTimeUtc` and so on, of files and directories.
pub fn times(path: &str, name: &str, args: &[Value]) -> Option<Eval> {
    let known = |which: &str| matches!(which.trim_end_matches("utc"), "creationtime" | "lastwritetime" | "lastaccesstime");
    if let Some(which) = name.strip_prefix("get").filter(|w| known(w)) {
        let info =
            FileSystemInfo { is_directory: false, given: Str::default(), path: RefCell::new(path.to_owned()), seen: RefCell::new(None) };
        return Some(Ok(Value::DateTime(info.time(which))));
    }
    let which = name.strip_prefix("set").filter(|w| known(w))?;
    match value(args, 1).base() {
        Value::DateTime(time) => Some(set_time(path, which, *time).map(|()| Value::Empty)),
        _ => None,
    }
}
