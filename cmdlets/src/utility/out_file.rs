//! `Out-File`: what objects look like, in a file.

use crate::files::{self, TextWriter, WriteMode};
use macros::Cmdlet;
use runtime::author::*;
use runtime::format::Writer;
use std::path::Path;

/// Writes what objects look like to a file.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Out-File",
    type_name = "Microsoft.PowerShell.Commands.OutFileCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "ByPath",
    confirm = "Medium"
)]
pub struct OutFile {
    /// The file.
    #[param(position = 0, mandatory, set = "ByPath", alias("Path"))]
    file_path: Option<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, by_name, set = "ByLiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// The character encoding of the file; UTF-8 without a mark unless told.
    #[param(position = 1, ty = "System.Text.Encoding", not_null_or_empty)]
    encoding: Value,
    /// Adds to the end of the file.
    #[param]
    append: bool,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Refuses to overwrite a file.
    #[param(alias("NoOverwrite"))]
    no_clobber: bool,
    /// Columns of a line.
    #[param(range(2, 2147483647))]
    width: Option<i32>,
    /// Puts no line break behind.
    #[param]
    no_newline: bool,
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    #[state]
    sink: Option<FileSink>,
    #[state]
    has_input: bool,
}

impl Cmdlet for OutFile {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let path = self.literal_path.clone().or_else(|| self.file_path.clone()).unwrap_or_default();
        if !cx.confirm(&path, "Output to File")? {
            return Ok(());
        }
        let file = files::target(cx.s, self.file_path.as_ref(), self.literal_path.as_ref())?;
        let mode = WriteMode { append: self.append, force: self.force, no_clobber: self.no_clobber };
        let mut sink = FileSink::open(cx.s, &file, &self.encoding, mode)?;
        sink.width(self.width);
        sink.no_newline = self.no_newline;
        self.sink = Some(sink);
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.has_input = true;
        let value = self.input_object.clone();
        match self.sink.as_mut() {
            Some(sink) => sink.accept(cx.s, value),
            None => Ok(()),
        }
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.sink.take() {
            Some(mut sink) if self.has_input => sink.finish(cx.s),
            _ => Ok(()),
        }
    }
}

/// A file that takes objects: for `Out-File` and `Tee-Object`.
pub struct FileSink {
    writer: Writer,
    file: TextWriter,
    no_newline: bool,
}

impl FileSink {
    pub fn open(s: &mut Session, path: &Path, encoding: &Value, mode: WriteMode) -> Result<Self, Halt> {
        let encoding = files::encoding(s, encoding)?;
        let file = TextWriter::open(path, encoding, mode)?;
        Ok(Self { writer: Writer::new(runtime::format::UNLIMITED, false), file, no_newline: false })
    }

    fn width(&mut self, width: Option<i32>) {
        if let Some(width) = width {
            self.writer = Writer::new(width as usize, false);
        }
    }

    pub fn accept(&mut self, s: &mut Session, value: Value) -> Flow {
        let (file, no_newline) = (&mut self.file, self.no_newline);
        self.writer.accept(s, value, &mut |_s, line| put(file, line, no_newline))
    }

    pub fn finish(&mut self, s: &mut Session) -> Flow {
        let (file, no_newline) = (&mut self.file, self.no_newline);
        self.writer.finish(s, &mut |_s, line| put(file, line, no_newline))
    }
}

fn put(file: &mut TextWriter, line: &str, no_newline: bool) -> Flow {
    file.write(line)?;
    if no_newline { Ok(()) } else { file.write("\n") }
}
