//! `Tee-Object`.

use super::out_file::FileSink;
use crate::files::{self, WriteMode};
use macros::Cmdlet;
use runtime::author::*;

/// Keeps objects in a file or variable and lets them pass.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Tee-Object",
    type_name = "Microsoft.PowerShell.Commands.TeeObjectCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "File"
)]
pub struct TeeObject {
    /// The objects to keep.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// The file.
    #[param(position = 0, mandatory, set = "File", alias("Path"))]
    file_path: Option<Str>,
    /// The file, taken as it is written.
    #[param(mandatory, set = "LiteralFile", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// Adds to the end of the file.
    #[param(set = "File")]
    append: bool,
    /// The character encoding of the file; UTF-8 without a mark unless told.
    #[param(sets("File", "LiteralFile"), ty = "System.Text.Encoding", not_null_or_empty)]
    encoding: Value,
    /// The name of the variable.
    #[param(mandatory, set = "Variable")]
    variable: Option<Str>,
    #[state]
    sink: Option<FileSink>,
    #[state]
    kept: Vec<Value>,
}

impl Cmdlet for TeeObject {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.literal_path.is_some() || self.file_path.is_some() {
            let path = files::target(cx.s, self.file_path.as_ref(), self.literal_path.as_ref())?;
            let mode = WriteMode { append: self.append, ..WriteMode::default() };
            self.sink = Some(FileSink::open(cx.s, &path, &self.encoding, mode)?);
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let value = self.input_object.clone();
        match self.sink.as_mut() {
            Some(sink) => sink.accept(cx.s, value.clone())?,
            None => self.kept.push(value.clone()),
        }
        cx.emit(value)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if let Some(mut sink) = self.sink.take() {
            return sink.finish(cx.s);
        }
        let Some(name) = self.variable.clone() else {
            return Ok(());
        };
        let kept = match std::mem::take(&mut self.kept) {
            none if none.is_empty() => Value::Null,
            kept => runtime::enumerate::collected(kept),
        };
        let scope = cx.s.scope.clone();
        runtime::eval::put_in_scope(cx.s, &scope, Symbol::of(&name), kept)
    }
}
