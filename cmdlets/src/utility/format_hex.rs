//! `Format-Hex`.

use crate::files;
use macros::Cmdlet;
use runtime::author::*;
use runtime::value::SmallKind;

/// Shows bytes in hexadecimal.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Format-Hex",
    type_name = "Microsoft.PowerShell.Commands.FormatHex",
    module = "Microsoft.PowerShell.Utility",
    aliases("fhx"),
    outputs("Microsoft.PowerShell.Commands.ByteCollection")
)]
pub struct FormatHex {
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, set = "Path", not_null_or_empty)]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, set = "LiteralPath", alias("PSPath", "LP"), not_null_or_empty)]
    literal_path: Vec<Str>,
    /// The objects to work on; usually they come from the pipeline.
    #[param(mandatory, pipeline, set = "ByInputObject", ty = "psobject")]
    input_object: Value,
    /// The character encoding of the file; UTF-8 without a mark unless told.
    #[param(set = "ByInputObject", ty = "System.Text.Encoding", not_null_or_empty)]
    encoding: Value,
    /// How many bytes.
    #[param(range_kind = "Positive")]
    count: Option<i64>,
    /// How many bytes are skipped.
    #[param(range_kind = "NonNegative")]
    offset: Option<i64>,
    /// No longer of effect; bytes are always shown as they are.
    #[param(set = "ByInputObject")]
    raw: bool,
    #[state]
    buffer: Vec<u8>,
    #[state]
    buffered: Option<Type>,
}

/// Bytes of one line.
const LINE_BYTES: usize = 16;

impl Cmdlet for FormatHex {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() != "ByInputObject" {
            let paths = files::sources(cx, &self.path.clone(), &self.literal_path.clone())?;
            for path in paths {
                self.file(cx, &path)?;
            }
            return Ok(());
        }
        let value = self.input_object.clone();
        match value.base() {
            Value::Str(text) => {
                self.flush(cx)?;
                let encoding = files::encoding(cx.s, &self.encoding)?;
                let bytes = encoding.bytes(text).into_owned();
                self.lines(cx, self.cut(&bytes), Type::string())
            }
            base if base.ty().is_some_and(|ty| ty.full_name() == "System.IO.FileInfo") => {
                self.flush(cx)?;
                let path = runtime::member::get(cx.s, &value, "FullName")?.plain_text();
                self.file(cx, std::path::Path::new(path.as_str()))
            }
            _ => self.take(cx, &value),
        }
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.flush(cx)
    }
}

impl FormatHex {
    /// Numbers of one type stand together; an array is a group of its own.
    fn take(&mut self, cx: &mut Cx<'_>, value: &Value) -> Flow {
        let items = match value.as_seq() {
            Some(seq) => seq.snapshot(),
            None => vec![value.clone()],
        };
        let mut bytes = Vec::new();
        for item in &items {
            let Some(more) = bytes_of(item.base()) else {
                let ty = value.ty().map_or("", Type::full_name);
                let text = format!(
                    "Cannot convert input of type '{ty}' to hexadecimal. To view the hexadecimal formatting of its string representation, pipe it to the Out-String cmdlet before piping it to Format-Hex."
                );
                return cx.error(
                    Fault::new("System.ArgumentException", "FormatHexTypeNotSupported", Category::InvalidArgument, text)
                        .target(Value::str(ty)),
                );
            };
            bytes.extend(more);
        }
        let ty = value.ty();
        if value.as_seq().is_some() || self.buffered != ty {
            self.flush(cx)?;
        }
        self.buffer.append(&mut bytes);
        self.buffered = ty;
        if value.as_seq().is_some() { self.flush(cx) } else { Ok(()) }
    }

    fn flush(&mut self, cx: &mut Cx<'_>) -> Flow {
        let bytes = std::mem::take(&mut self.buffer);
        let ty = self.buffered.take().unwrap_or_else(Type::byte);
        self.lines(cx, self.cut(&bytes), ty)
    }

    /// What `-Offset` and `-Count` leave.
    fn cut<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        let size = |value: Option<i64>, default: usize| value.map_or(default, |value| usize::try_from(value).unwrap_or(usize::MAX));
        let offset = size(self.offset, 0).min(bytes.len());
        let count = size(self.count, usize::MAX).min(bytes.len() - offset);
        &bytes[offset..offset + count]
    }

    fn file(&self, cx: &mut Cx<'_>, path: &std::path::Path) -> Flow {
        let shown = path.to_string_lossy().into_owned();
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => {
                let (exception, text) = runtime::paths::exception(&error, path);
                return cx.error(Fault::new(exception, "FormatHexIOError", Category::WriteError, text).target(Value::from(shown)));
            }
        };
        let start = usize::try_from(self.offset.unwrap_or(0)).unwrap_or(0);
        for (at, line) in self.cut(&bytes).chunks(LINE_BYTES).enumerate() {
            cx.emit(Value::native(Line {
                offset: start + at * LINE_BYTES,
                bytes: line.to_vec(),
                path: Some(shown.clone()),
                label: shown.clone(),
            }))?;
        }
        Ok(())
    }

    fn lines(&self, cx: &mut Cx<'_>, bytes: &[u8], ty: Type) -> Flow {
        if bytes.is_empty() {
            return Ok(());
        }
        let number = cx.s.random.next();
        let label = format!("{} ({}) <{number:08X}>", ty.name(), ty.full_name());
        for (at, line) in bytes.chunks(LINE_BYTES).enumerate() {
            cx.emit(Value::native(Line { offset: at * LINE_BYTES, bytes: line.to_vec(), path: None, label: label.clone() }))?;
        }
        Ok(())
    }
}

/// The bytes of a number in memory, lowest first.
fn bytes_of(value: &Value) -> Option<Vec<u8>> {
    Some(match value {
        Value::Bool(flag) => vec![u8::from(*flag), 0, 0, 0],
        Value::Int(number) => number.to_le_bytes().to_vec(),
        Value::Long(number) => number.to_le_bytes().to_vec(),
        Value::Double(number) => number.to_le_bytes().to_vec(),
        Value::Char(unit) => unit.to_le_bytes().to_vec(),
        Value::Enum(e) => (e.value as i32).to_le_bytes().to_vec(),
        Value::Small(small) => match small.kind {
            SmallKind::Byte | SmallKind::SByte => vec![small.as_i64() as u8],
            SmallKind::Short | SmallKind::UShort => (small.as_i64() as u16).to_le_bytes().to_vec(),
            SmallKind::UInt => (small.as_i64() as u32).to_le_bytes().to_vec(),
            SmallKind::ULong => small.as_u64().to_le_bytes().to_vec(),
            SmallKind::Single => small.as_f32().to_le_bytes().to_vec(),
        },
        _ => return None,
    })
}

/// `ByteCollection`.
struct Line {
    offset: usize,
    bytes: Vec<u8>,
    path: Option<String>,
    label: String,
}

impl Line {
    fn hex(&self) -> String {
        self.bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
    }

    fn ascii(&self) -> String {
        let shown = |byte: &u8| match char::from(*byte) {
            '\0' => ' ',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        };
        self.bytes.iter().map(shown).collect()
    }
}

impl Native for Line {
    fn type_of(&self) -> Type {
        Type::of("Microsoft.PowerShell.Commands.ByteCollection")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Offset64", "Bytes", "Path", "HexOffset", "Label", "HexBytes", "Ascii"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "offset64" => Value::from(self.offset as u64),
            "offset" => Value::from(self.offset as u32),
            "bytes" => Value::bytes(&self.bytes),
            "path" => self.path.clone().map_or(Value::Null, Value::from),
            "hexoffset" => Value::from(format!("{:016X}", self.offset)),
            "label" => Value::from(self.label.clone()),
            "hexbytes" => Value::from(self.hex()),
            "ascii" => Value::from(self.ascii()),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        let missing = LINE_BYTES - self.bytes.len();
        let line = format!("{:016X}   {} {} {}", self.offset, self.hex(), "   ".repeat(missing), self.ascii());
        let line = format!("{line}{}", " ".repeat(missing));
        // A full line of piped input ends in a line break and the offset of a line that is not there.
        let is_open = self.path.is_none() && missing == 0;
        if is_open { format!("{line}\n").into() } else { line.into() }
    }
}
