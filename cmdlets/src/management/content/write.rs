//! Writing values into files and items: what Set-Content and Add-Content share.
//!
//! In:    places, values one by one.
//! Out:   files with the text or bytes of the values; items with the values.
//! Never: keeps a file open longer than its command.

use crate::files::{self, TextWriter, WriteMode};
use crate::management::place::{self, Place, Sieve};
use crate::management::{fault, find, session_items};
use dotnet::encoding::Encoding;
use dotnet::wildcard::Wildcard;
use runtime::author::{Category, Cx, Fault, Flow, Halt, Str, Value};

/// How a command writes.
#[derive(Default)]
pub(super) struct Writing {
    pub(super) append: bool,
    pub(super) force: bool,
    pub(super) no_newline: bool,
    pub(super) as_bytes: bool,
    pub(super) pass_thru: bool,
    targets: Vec<Target>,
    is_open: bool,
    /// An encoding was asked for; else the mark of a file that goes on decides.
    is_coded: bool,
}

enum Target {
    Text(TextWriter),
    Bytes(std::fs::File, Place),
    /// Values of an item are gathered and set at the end.
    Item(Place, Vec<Value>),
}

/// What a command was told about its files.
pub(super) struct Said<'a> {
    pub(super) paths: &'a [Str],
    pub(super) literals: &'a [Str],
    pub(super) sieve: &'a Sieve,
    pub(super) encoding: Option<&'a Value>,
}

impl Writing {
    /// Opens every target, once.
    pub(super) fn open(&mut self, cx: &mut Cx<'_>, said: &Said<'_>) -> Flow {
        if std::mem::replace(&mut self.is_open, true) {
            return Ok(());
        }
        self.is_coded = said.encoding.is_some();
        let encoding = match said.encoding {
            Some(value) => files::encoding(cx.s, value)?,
            None => Encoding::UTF8_NO_MARK,
        };
        for path in said.paths {
            let places = match self.places(cx, path) {
                Ok(places) => places,
                Err(fault) => {
                    cx.error(fault)?;
                    continue;
                }
            };
            for place in places.iter().filter(|it| said.sieve.lets(it.name())) {
                self.open_one(cx, place, encoding)?;
            }
        }
        for path in said.literals {
            let place = find::literal(cx.s, path)?;
            self.open_one(cx, &place, encoding)?;
        }
        Ok(())
    }

    /// A pattern must fit something; a name need not exist yet.
    fn places(&self, cx: &mut Cx<'_>, path: &str) -> Result<Vec<Place>, Fault> {
        if !Wildcard::contains_wildcards(path) {
            let place = place::trimmed(place::resolve(cx.s, path)?);
            return Ok(vec![place.at(Wildcard::unescape(&place.path))]);
        }
        let found = find::glob(cx.s, path, self.force)?;
        if found.is_empty() { Err(fault::item_missing(path)) } else { Ok(found) }
    }

    fn open_one(&mut self, cx: &mut Cx<'_>, place: &Place, encoding: Encoding) -> Flow {
        let action = if self.append { "Add Content" } else { "Set Content" };
        let target = if place.is_file_system() { place.path.clone() } else { place.shown() };
        if !cx.confirm(&format!("Path: {target}"), action)? {
            return Ok(());
        }
        if !place.is_file_system() {
            let before =
                if self.append { session_items::content(cx.s, place.provider, &place.path).into_iter().collect() } else { Vec::new() };
            self.targets.push(Target::Item(place.clone(), before));
            return Ok(());
        }
        let opened = if self.as_bytes { self.bytes(place) } else { self.text(place, encoding) };
        match opened {
            Ok(target) => {
                self.targets.push(target);
                Ok(())
            }
            Err(halt) => cx.error(halt),
        }
    }

    fn text(&self, place: &Place, encoding: Encoding) -> Result<Target, Halt> {
        let encoding = if self.append && !self.is_coded { marked(place).unwrap_or(encoding) } else { encoding };
        let mode = WriteMode { append: self.append, force: self.force, no_clobber: false };
        // The check comes first, so that the fault has the id of this provider.
        if let Err(error) = probe(place, self.append, self.force) {
            return Err(write_fault(&error, place).into());
        }
        TextWriter::open(place.as_path(), encoding, mode).map(Target::Text)
    }

    fn bytes(&self, place: &Place) -> Result<Target, Halt> {
        let mut options = std::fs::OpenOptions::new();
        options.create(true);
        if self.append {
            options.append(true)
        } else {
            options.write(true).truncate(true)
        };
        options.open(&place.path).map(|file| Target::Bytes(file, place.clone())).map_err(|it| write_fault(&it, place).into())
    }

    /// Writes one value, or each of several.
    pub(super) fn write(&mut self, cx: &mut Cx<'_>, value: &Value) -> Flow {
        let values = match runtime::enumerate::items(cx.s, value)? {
            Some(items) => items,
            None if value.is_null() => Vec::new(),
            None => vec![value.clone()],
        };
        for value in values {
            self.write_one(cx, &value)?;
        }
        if self.pass_thru { cx.emit_each(value.clone()) } else { Ok(()) }
    }

    fn write_one(&mut self, cx: &mut Cx<'_>, value: &Value) -> Flow {
        use std::io::Write;
        let ending = if self.no_newline { "" } else { "\n" };
        for target in &mut self.targets {
            match target {
                Target::Text(writer) => {
                    let text = runtime::convert::to_str(cx.s, value)?;
                    writer.write(&format!("{text}{ending}"))?;
                }
                Target::Bytes(file, place) => {
                    let byte = byte_of(cx, value)?;
                    file.write_all(&[byte]).map_err(|it| write_fault(&it, place))?;
                }
                Target::Item(_, values) => values.push(value.clone()),
            }
        }
        Ok(())
    }

    /// Closes the files and sets the items.
    pub(super) fn finish(&mut self, cx: &mut Cx<'_>) -> Flow {
        for target in std::mem::take(&mut self.targets) {
            if let Target::Item(place, values) = target {
                let value = item_value(cx, &place, values)?;
                session_items::set(cx.s, place.provider, &place.path, &value)?;
            }
        }
        Ok(())
    }

    pub(super) fn drop_unfinished(&mut self) {
        self.targets.clear();
    }
}

/// An environment variable takes text only; a function takes the last block.
fn item_value(cx: &mut Cx<'_>, place: &Place, mut values: Vec<Value>) -> Result<Value, Halt> {
    use runtime::places::Provider;
    if place.provider != Provider::Environment && values.len() == 1 {
        return Ok(values.remove(0));
    }
    if place.provider == Provider::Variable {
        return Ok(Value::array(values));
    }
    let texts: Result<Vec<Str>, Halt> = values.iter().map(|it| runtime::convert::to_str(cx.s, it)).collect();
    Ok(Value::from(texts?.join("\n")))
}

fn byte_of(cx: &mut Cx<'_>, value: &Value) -> Result<u8, Halt> {
    let converted = runtime::convert::to_type(cx.s, value, runtime::author::Type::byte()).ok();
    match converted {
        Some(Value::Small(small)) if value.as_str().is_none() => Ok(small.as_i64() as u8),
        _ => {
            let text = "Cannot proceed with byte encoding. When using byte encoding the content must be of type byte.";
            Err(Fault::new("System.ArgumentException", "Argument", Category::InvalidArgument, text).into())
        }
    }
}

/// The encoding that the mark at the start of a file tells.
fn marked(place: &Place) -> Option<Encoding> {
    use std::io::Read;
    let mut head = Vec::new();
    std::fs::File::open(&place.path).ok()?.take(4).read_to_end(&mut head).ok()?;
    Encoding::detect(&head).map(|(encoding, _)| encoding)
}

fn probe(place: &Place, append: bool, force: bool) -> std::io::Result<()> {
    let data = std::fs::metadata(&place.path);
    if force && data.as_ref().is_ok_and(|it| it.permissions().readonly()) {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true);
    if append {
        options.append(true)
    } else {
        options.write(true)
    };
    options.open(&place.path).map(|_| ())
}

fn write_fault(error: &std::io::Error, place: &Place) -> Fault {
    use std::io::ErrorKind;
    let (id, category) = match error.kind() {
        ErrorKind::NotFound => ("GetContentWriterDirectoryNotFoundError", Category::ObjectNotFound),
        ErrorKind::PermissionDenied | ErrorKind::IsADirectory => ("GetContentWriterUnauthorizedAccessError", Category::PermissionDenied),
        _ => ("GetContentWriterIOError", Category::WriteError),
    };
    fault::io(id, category, error, place.as_path())
}
