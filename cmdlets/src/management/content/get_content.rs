//! Get-Content: what is in a file, or the value of an item.

use super::read::Pieces;
use crate::files;
use crate::management::place::{Place, Sieve};
use crate::management::{fault, find, item, session_items};
use dotnet::encoding::Encoding;
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Halt, Object, Str, Value};
use std::io::ErrorKind;
use std::time::Duration;

/// Shows the content of files line by line, or the value of other items.
///
/// Every line knows the file it came from: PSPath, PSChildName and ReadCount. With -Wait the file is followed as it grows.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Content",
    type_name = "Microsoft.PowerShell.Commands.GetContentCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    aliases("gc", "type"),
    outputs("System.Byte", "System.String")
)]
#[example("Get-Content users.csv -TotalCount 5", "Shows the first five lines of a file.")]
#[example("Get-Content app.log -Tail 10 -Wait", "Follows a log file.")]
pub(crate) struct GetContent {
    /// How many lines go on together; 0 means all at once.
    #[param(by_name)]
    read_count: Option<i64>,
    /// How many lines from the start.
    #[param(by_name, alias("First", "Head"), range(0, 9223372036854775807))]
    total_count: Option<i64>,
    /// How many lines from the end.
    #[param(by_name, alias("Last"), range(0, 2147483647))]
    tail: Option<i32>,
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Pattern that the names of files must fit.
    #[param]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
    /// Text between two pieces; a line break unless said otherwise.
    #[param]
    delimiter: Option<Str>,
    /// Waits.
    #[param]
    wait: bool,
    /// Gives the whole content as one text.
    #[param]
    raw: bool,
    /// How text is coded in the file; UTF-8 unless said otherwise.
    #[param(ty = "System.Text.Encoding")]
    encoding: Option<Value>,
    /// Works with bytes instead of text.
    #[param]
    as_byte_stream: bool,
}

/// Time between two looks at a file that is followed.
const LOOK_MILLISECONDS: u64 = 200;
/// Bytes read at once from a file of bytes.
const CHUNK_BYTES: usize = 64 * 1024;

impl GetContent {
    fn check(&self) -> Flow {
        let clash = |one: &str, other: &str| -> Halt {
            let text = format!("The '{one}' and '{other}' parameters cannot be specified in the same command.");
            Fault::new("System.InvalidOperationException", "InvalidOperation", Category::InvalidOperation, text).into()
        };
        if self.total_count.is_some() && self.tail.is_some() {
            let text = "The parameters TotalCount and Tail cannot be used together. Please specify only one parameter.";
            return Err(Fault::new("System.InvalidOperationException", "TailAndHeadCannotCoexist", Category::InvalidOperation, text).into());
        }
        if self.raw && (self.total_count.is_some() || self.tail.is_some()) {
            return Err(clash("Raw", if self.tail.is_some() { "Tail" } else { "TotalCount" }));
        }
        if self.raw && self.delimiter.is_some() {
            return Err(clash("Raw", "Delimiter"));
        }
        if self.raw && self.wait {
            let text = "The Raw and Wait parameters cannot be specified in the same command.";
            return Err(Fault::new("System.InvalidOperationException", "InvalidOperation", Category::InvalidOperation, text).into());
        }
        Ok(())
    }

    fn read(&self, cx: &mut Cx<'_>, place: &Place) -> Flow {
        if !place.is_file_system() {
            let value = session_items::content(cx.s, place.provider, &place.path).unwrap_or(Value::Null);
            return cx.emit_each(value);
        }
        if place.as_path().is_dir() {
            let text = format!("Unable to get content because it is a directory: '{}'. Please use 'Get-ChildItem' instead.", place.path);
            return cx.error(
                Fault::new("System.InvalidOperationException", "GetContainerContentException", Category::InvalidOperation, text)
                    .target(Value::str(&place.path)),
            );
        }
        let done = if self.as_byte_stream { self.bytes(cx, place)? } else { self.text(cx, place)? };
        match done {
            Ok(()) => Ok(()),
            Err(error) => cx.error(read_fault(&error, place)),
        }
    }

    fn text(&self, cx: &mut Cx<'_>, place: &Place) -> Result<std::io::Result<()>, Halt> {
        let encoding = match &self.encoding {
            Some(value) => files::encoding(cx.s, value)?,
            None => Encoding::UTF8_NO_MARK,
        };
        let mut pieces = match Pieces::open(place.as_path(), encoding, self.delimiter.as_deref()) {
            Ok(pieces) => pieces,
            Err(error) => return Ok(Err(error)),
        };
        if self.raw {
            return match pieces.rest() {
                Ok(Some(text)) => cx.emit(decorated(Value::from(text), place, 1)).map(Ok),
                Ok(None) => Ok(Ok(())),
                Err(error) => Ok(Err(error)),
            };
        }
        if let Some(count) = self.tail {
            let last = match pieces.last_pieces(usize::try_from(count).unwrap_or(0)) {
                Ok(last) => last,
                Err(error) => return Ok(Err(error)),
            };
            for (at, piece) in last.into_iter().enumerate() {
                cx.emit(decorated(Value::from(piece), place, at as i64 + 1))?;
            }
            return if self.wait { follow(cx, place, &mut pieces) } else { Ok(Ok(())) };
        }
        self.pieces(cx, place, &mut pieces)
    }

    fn pieces(&self, cx: &mut Cx<'_>, place: &Place, pieces: &mut Pieces) -> Result<std::io::Result<()>, Halt> {
        let group = self.read_count.unwrap_or(1);
        let limit = self.total_count.unwrap_or(i64::MAX);
        let mut waiting = Vec::new();
        let mut read = 0;
        while read < limit {
            cx.s.poll()?;
            let piece = match pieces.next_piece() {
                Ok(Some(piece)) => piece,
                Ok(None) => break,
                Err(error) => return Ok(Err(error)),
            };
            read += 1;
            if group == 1 {
                cx.emit(decorated(Value::from(piece), place, read))?;
                continue;
            }
            waiting.push(Value::from(piece));
            if waiting.len() as i64 == group {
                let full = std::mem::take(&mut waiting);
                cx.emit(decorated(Value::array(full), place, read))?;
            }
        }
        if !waiting.is_empty() {
            cx.emit(decorated(Value::array(waiting), place, read))?;
        }
        if self.wait { follow(cx, place, pieces) } else { Ok(Ok(())) }
    }

    fn bytes(&self, cx: &mut Cx<'_>, place: &Place) -> Result<std::io::Result<()>, Halt> {
        use std::io::Read;
        let mut file = match std::fs::File::open(&place.path) {
            Ok(file) => file,
            Err(error) => return Ok(Err(error)),
        };
        if self.raw || self.read_count == Some(0) {
            let mut all = Vec::new();
            return match file.read_to_end(&mut all) {
                Ok(_) => cx.emit(Value::bytes(&all)).map(Ok),
                Err(error) => Ok(Err(error)),
            };
        }
        if let Some(count) = self.tail {
            let mut all = Vec::new();
            if let Err(error) = file.read_to_end(&mut all) {
                return Ok(Err(error));
            }
            let from = all.len().saturating_sub(usize::try_from(count).unwrap_or(0));
            return all[from..].iter().try_for_each(|it| cx.emit(Value::from(*it))).map(Ok);
        }
        let mut left = self.total_count.map_or(u64::MAX, |it| u64::try_from(it).unwrap_or(0));
        let group = self.read_count.and_then(|it| usize::try_from(it).ok()).unwrap_or(1);
        let mut waiting = Vec::new();
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            cx.s.poll()?;
            let taken = match file.read(&mut chunk) {
                Ok(0) => break,
                Ok(taken) => taken,
                Err(error) => return Ok(Err(error)),
            };
            for byte in &chunk[..taken] {
                if left == 0 {
                    break;
                }
                left -= 1;
                if group == 1 {
                    cx.emit(Value::from(*byte))?;
                    continue;
                }
                waiting.push(*byte);
                if waiting.len() == group {
                    cx.emit(Value::bytes(&waiting))?;
                    waiting.clear();
                }
            }
            if left == 0 {
                break;
            }
        }
        if waiting.is_empty() { Ok(Ok(())) } else { cx.emit(Value::bytes(&waiting)).map(Ok) }
    }
}

/// A line with where it came from.
fn decorated(value: Value, place: &Place, read: i64) -> Value {
    let object = Object::wrapping(value);
    item::add_place(&object, place);
    object.set_note("ReadCount", Value::Long(read));
    Value::object(object)
}

fn read_fault(error: &std::io::Error, place: &Place) -> Fault {
    let (id, category) = match error.kind() {
        ErrorKind::NotFound => ("GetContentReaderFileNotFoundError", Category::ObjectNotFound),
        ErrorKind::PermissionDenied => ("GetContentReaderUnauthorizedAccessError", Category::PermissionDenied),
        _ => ("GetContentReaderIOError", Category::ReadError),
    };
    fault::io(id, category, error, place.as_path())
}

impl Cmdlet for GetContent {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.check()?;
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        for path in self.path.clone() {
            let places = match find::glob(cx.s, &path, self.force) {
                Ok(places) => places,
                Err(fault) => {
                    cx.error(fault)?;
                    continue;
                }
            };
            let wanted: Vec<Place> = places.into_iter().filter(|it| sieve.lets(it.name())).collect();
            if wanted.is_empty() {
                cx.error(fault::item_missing(&path))?;
            }
            wanted.iter().try_for_each(|it| self.read(cx, it))?;
        }
        let literals = self.literal_path.clone();
        let this = &*self;
        find::named(cx, &[], &literals, true, &mut |cx, place| this.read(cx, &place))
    }
}

/// Hands on what is appended to the file, until Ctrl-C.
fn follow(cx: &mut Cx<'_>, place: &Place, pieces: &mut Pieces) -> Result<std::io::Result<()>, Halt> {
    let mut number = 0;
    loop {
        cx.s.poll()?;
        match pieces.next_piece() {
            Ok(Some(piece)) => {
                number += 1;
                cx.emit(decorated(Value::from(piece), place, number))?;
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(LOOK_MILLISECONDS)),
            Err(error) => return Ok(Err(error)),
        }
    }
}
