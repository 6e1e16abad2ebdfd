//! `Export-Clixml`, `Import-Clixml`, `ConvertTo-CliXml`, `ConvertFrom-CliXml`.

use crate::files::{self, TextWriter, WriteMode};
use macros::Cmdlet;
use runtime::author::*;
use runtime::clixml::{self, Writer};

/// Levels when `-Depth` is not written.
const DEPTH_DEFAULT: i32 = 2;

/// Writes objects to a CLIXML file.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Export-Clixml",
    type_name = "Microsoft.PowerShell.Commands.ExportClixmlCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "ByPath",
    confirm = "Medium"
)]
pub struct ExportClixml {
    /// How many levels of nested objects are followed.
    #[param(range(1, 2147483647))]
    depth: Option<i32>,
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, set = "ByPath")]
    path: Option<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, set = "ByLiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// The objects to work on; usually they come from the pipeline.
    #[param(mandatory, pipeline, ty = "psobject", allow_null)]
    input_object: Value,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Refuses to overwrite a file.
    #[param(alias("NoOverwrite"))]
    no_clobber: bool,
    /// The character encoding of the file; UTF-8 without a mark unless told.
    #[param(ty = "System.Text.Encoding", not_null_or_empty)]
    encoding: Value,
    #[state]
    writer: Option<Writer>,
    #[state]
    file: Option<TextWriter>,
}

impl Cmdlet for ExportClixml {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let written = self.literal_path.clone().or_else(|| self.path.clone()).unwrap_or_default();
        if !cx.confirm(&written, "Export-Clixml")? {
            return Ok(());
        }
        let encoding = files::encoding(cx.s, &self.encoding)?;
        let mode = WriteMode { append: false, force: self.force, no_clobber: self.no_clobber };
        self.file = Some(TextWriter::open(&files::target(cx.s, self.path.as_ref(), self.literal_path.as_ref())?, encoding, mode)?);
        self.writer = Some(Writer::new(self.depth.unwrap_or(DEPTH_DEFAULT)));
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
        match self.writer.as_mut() {
            Some(writer) => writer.add(cx.s, &object),
            None => Ok(()),
        }
    }

    fn end(&mut self, _cx: &mut Cx<'_>) -> Flow {
        match (self.writer.take(), self.file.take()) {
            (Some(writer), Some(mut file)) => file.write(&writer.finish()),
            _ => Ok(()),
        }
    }
}

/// Writes objects as CLIXML text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertTo-CliXml",
    type_name = "Microsoft.PowerShell.Commands.ConvertToClixmlCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.String")
)]
pub struct ConvertToCliXml {
    /// The objects to work on; usually they come from the pipeline.
    #[param(position = 0, mandatory, pipeline, ty = "psobject")]
    input_object: Value,
    /// How many levels of nested objects are followed.
    #[param(range(1, 2147483647))]
    depth: Option<i32>,
    #[state]
    writer: Option<Writer>,
}

impl Cmdlet for ConvertToCliXml {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
        let depth = self.depth.unwrap_or(DEPTH_DEFAULT);
        self.writer.get_or_insert_with(|| Writer::new(depth)).add(cx.s, &object)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.writer.take() {
            Some(writer) => cx.emit(writer.finish()),
            None => Ok(()),
        }
    }
}

/// Reads objects from CLIXML text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertFrom-CliXml",
    type_name = "Microsoft.PowerShell.Commands.ConvertFromClixmlCommand",
    module = "Microsoft.PowerShell.Utility"
)]
pub struct ConvertFromCliXml {
    /// The text.
    #[param(position = 0, mandatory, pipeline)]
    input_object: Option<Str>,
}

impl Cmdlet for ConvertFromCliXml {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = self.input_object.clone().unwrap_or_default();
        for value in clixml::parse(cx.s, &text)? {
            cx.emit_each(value)?;
        }
        Ok(())
    }
}

/// Reads objects from a CLIXML file.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-Clixml",
    type_name = "Microsoft.PowerShell.Commands.ImportClixmlCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "ByPath",
    paging
)]
pub struct ImportClixml {
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, pipeline, by_name, set = "ByPath")]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, by_name, set = "ByLiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Emits the number of objects first.
    #[param]
    include_total_count: bool,
    /// Leaves out the first objects.
    #[param]
    skip: Option<u64>,
    /// At most so many objects.
    #[param]
    first: Option<u64>,
}

impl Cmdlet for ImportClixml {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut paths = Vec::new();
        for path in self.path.clone() {
            paths.extend(runtime::paths::expand(cx.s, &path));
        }
        paths.extend(self.literal_path.clone().iter().map(|path| runtime::paths::full(cx.s, path)));
        for path in paths {
            let text = files::read_text(&path, dotnet::encoding::Encoding::UTF8_NO_MARK)?;
            let values = clixml::parse(cx.s, &text)?;
            if self.include_total_count {
                cx.emit(Value::from(values.len() as u64))?;
            }
            let first = self.first.map_or(usize::MAX, |count| usize::try_from(count).unwrap_or(usize::MAX));
            let skip = usize::try_from(self.skip.unwrap_or(0)).unwrap_or(usize::MAX);
            for value in values.into_iter().skip(skip).take(first) {
                cx.emit_each(value)?;
            }
        }
        Ok(())
    }
}
