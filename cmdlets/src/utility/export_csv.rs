//! `Export-Csv`.

use crate::csv::{self, Style};
use crate::files::{self, TextWriter, WriteMode};
use macros::Cmdlet;
use runtime::author::*;

/// Writes objects to a file of separated values.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Export-Csv",
    type_name = "Microsoft.PowerShell.Commands.ExportCsvCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Delimiter",
    confirm = "Medium",
    aliases("epcsv")
)]
pub struct ExportCsv {
    /// The objects to work on; usually they come from the pipeline.
    #[param(mandatory, pipeline, by_name, ty = "psobject")]
    input_object: Value,
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, not_null_or_empty)]
    path: Option<Str>,
    /// Paths of the files, taken as they are written.
    #[param(alias("PSPath", "LP"), not_null_or_empty)]
    literal_path: Option<Str>,
    /// Overwrites a read-only file; adds to a file with other properties.
    #[param]
    force: bool,
    /// Refuses to overwrite a file.
    #[param(alias("NoOverwrite"))]
    no_clobber: bool,
    /// The character encoding of the file; UTF-8 without a mark unless told.
    #[param(ty = "System.Text.Encoding", not_null_or_empty)]
    encoding: Value,
    /// Adds to the end of the file.
    #[param]
    append: bool,
    /// The character between the fields.
    #[param(position = 1, set = "Delimiter", ty = "char", not_null)]
    delimiter: Value,
    /// Uses the list separator of the current culture between the fields.
    #[param(set = "UseCulture")]
    use_culture: bool,
    /// Writes a first line with the type name.
    #[param(alias("ITI"))]
    include_type_information: bool,
    /// Writes no line with the type name; this is the default.
    #[param(alias("NTI"))]
    no_type_information: bool,
    /// Names of the fields that stand in quotes.
    #[param(alias("QF"))]
    quote_fields: Vec<Str>,
    /// Always, AsNeeded or Never.
    #[param(alias("UQ"), ty = "Microsoft.PowerShell.Commands.BaseCsvWritingCommand+QuoteKind")]
    use_quotes: Value,
    /// Writes no line with the names.
    #[param]
    no_header: bool,
    #[state]
    style: Option<Style>,
    #[state]
    columns: Option<Vec<Str>>,
    #[state]
    file: Option<TextWriter>,
    #[state]
    existing: Option<Vec<Str>>,
    /// Lines that are not in the file yet.
    #[state]
    pending: String,
}

/// Lines go to the file when there are this many bytes of them.
const PENDING_BYTES_MAX: usize = 1 << 15;

impl Cmdlet for ExportCsv {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let quotes = csv::quotes(cx, &self.use_quotes, &self.quote_fields)?;
        let written = match (&self.path, &self.literal_path) {
            (Some(path), None) | (None, Some(path)) => path.clone(),
            _ => {
                let text = "You must specify either the -Path or -LiteralPath parameters, but not both.";
                return Err(csv::invalid("CannotSpecifyPathAndLiteralPath", text).into());
            }
        };
        if self.append && self.no_header {
            let text = "You must specify either the -Append or -NoHeader parameters, but not both.";
            return Err(csv::invalid("CannotSpecifyBothAppendAndNoHeader", text).into());
        }
        self.style = Some(Style { delimiter: csv::delimiter(&self.delimiter), quotes });
        if !cx.confirm(&written, "Export-Csv")? {
            return Ok(());
        }
        self.open(cx.s)
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = self.input_object.clone();
        if object.is_null() || self.file.is_none() {
            return Ok(());
        }
        if self.columns.is_none() {
            self.first(cx.s, &object)?;
        }
        let (Some(style), Some(columns)) = (&self.style, &self.columns) else {
            return Ok(());
        };
        style.row(cx.s, &object, columns, &mut self.pending)?;
        self.pending.push('\n');
        if self.pending.len() >= PENDING_BYTES_MAX { self.write_pending() } else { Ok(()) }
    }

    fn end(&mut self, _cx: &mut Cx<'_>) -> Flow {
        let written = self.write_pending();
        self.file = None;
        written
    }

    fn dispose(&mut self, _s: &mut Session) {
        // The pipeline was stopped: what is there so far stays, and nobody is left to hear of a fault.
        let _ = self.write_pending();
        self.file = None;
    }
}

impl ExportCsv {
    /// An empty file is begun anew even with `-Append`.
    fn open(&mut self, s: &mut Session) -> Flow {
        let path = files::target(s, self.path.as_ref(), self.literal_path.as_ref())?;
        let encoding = files::encoding(s, &self.encoding)?;
        if self.append && path.is_file() {
            let text = files::read_text(&path, encoding)?;
            if !text.is_empty() {
                self.existing = Some(csv::header_of(&text, csv::delimiter(&self.delimiter))?);
            }
        }
        let mode = WriteMode { append: self.append, force: self.force, no_clobber: self.no_clobber };
        self.file = Some(TextWriter::open(&path, encoding, mode)?);
        Ok(())
    }

    fn first(&mut self, s: &mut Session, object: &Value) -> Flow {
        let columns = csv::columns(s, object)?;
        if let Some(existing) = self.existing.take() {
            let missing = existing.iter().find(|name| !columns.iter().any(|own| own.eq_ignore_ascii_case(name)));
            if let Some(name) = missing.filter(|_| !self.force) {
                let path = self.path.as_deref().or(self.literal_path.as_deref()).unwrap_or("");
                let text = format!(
                    "Cannot append CSV content to the following file: {path}. The appended object does not have a property that corresponds to the following column: {name}. To continue with mismatched properties, add the -Force parameter, and then retry the command."
                );
                return Err(csv::invalid("CannotAppendCsvWithMismatchedPropertyNames", text).target(Value::Str(name.clone())).into());
            }
            self.columns = Some(existing);
            return Ok(());
        }
        let header = self.style.as_ref().map(|style| style.header(&columns));
        self.columns = Some(columns);
        if self.no_header {
            return Ok(());
        }
        if self.include_type_information {
            let line = csv::type_line(s, object);
            self.write_line(&line)?;
        }
        self.write_line(&header.unwrap_or_default())
    }

    fn write_line(&mut self, line: &str) -> Flow {
        self.pending.push_str(line);
        self.pending.push('\n');
        Ok(())
    }

    fn write_pending(&mut self) -> Flow {
        let pending = std::mem::take(&mut self.pending);
        match self.file.as_mut() {
            Some(file) if !pending.is_empty() => file.write(&pending),
            _ => Ok(()),
        }
    }
}
