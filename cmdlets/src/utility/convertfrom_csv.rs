//! `ConvertFrom-Csv` and `Import-Csv`.

use crate::csv::{self, Importer};
use crate::files;
use macros::Cmdlet;
use runtime::author::*;

/// Makes objects of lines of separated values.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertFrom-Csv",
    type_name = "Microsoft.PowerShell.Commands.ConvertFromCsvCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Delimiter"
)]
pub struct ConvertFromCsv {
    /// The character between the fields.
    #[param(position = 1, set = "Delimiter", ty = "char", not_null_or_empty, not_null)]
    delimiter: Value,
    /// Uses the list separator of the current culture between the fields.
    #[param(mandatory, set = "UseCulture", not_null_or_empty, not_null)]
    use_culture: bool,
    /// The lines.
    #[param(position = 0, mandatory, pipeline, by_name, ty = "psobject[]", not_null)]
    input_object: Vec<Value>,
    /// Names of the properties, when the first line has none.
    #[param(not_null_or_empty, not_null)]
    header: Vec<Str>,
    #[state]
    importer: Importer,
}

impl Cmdlet for ConvertFromCsv {
    fn begin(&mut self, _cx: &mut Cx<'_>) -> Flow {
        self.importer = Importer::with_header(&self.header);
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let delimiter = csv::delimiter(&self.delimiter);
        for object in self.input_object.clone() {
            let text = to_str(cx.s, &object)?;
            self.importer.import(cx, &text, delimiter)?;
        }
        Ok(())
    }
}

/// Makes objects of a file of separated values.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-Csv",
    type_name = "Microsoft.PowerShell.Commands.ImportCsvCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "DelimiterPath",
    aliases("ipcsv")
)]
pub struct ImportCsv {
    /// The character between the fields.
    #[param(position = 1, sets("DelimiterPath", "DelimiterLiteralPath"), ty = "char", not_null)]
    delimiter: Value,
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, pipeline, by_name, sets("DelimiterPath", "CulturePath"), not_null_or_empty)]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, by_name, sets("DelimiterLiteralPath", "CultureLiteralPath"), alias("PSPath", "LP"), not_null_or_empty)]
    literal_path: Vec<Str>,
    /// Uses the list separator of the current culture between the fields.
    #[param(mandatory, sets("CulturePath", "CultureLiteralPath"), not_null)]
    use_culture: bool,
    /// Names of the properties, when the file has no line with them.
    #[param(not_null_or_empty)]
    header: Vec<Str>,
    /// The character encoding of the file; UTF-8 without a mark unless told.
    #[param(ty = "System.Text.Encoding", not_null_or_empty)]
    encoding: Value,
}

impl Cmdlet for ImportCsv {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let written = match (self.path.is_empty(), self.literal_path.is_empty()) {
            (false, true) => self.path.clone(),
            (true, false) => self.literal_path.clone(),
            _ => {
                let text = "You must specify either the -Path or -LiteralPath parameters, but not both.";
                return Err(csv::invalid("CannotSpecifyPathAndLiteralPath", text).into());
            }
        };
        let encoding = files::encoding(cx.s, &self.encoding)?;
        let delimiter = csv::delimiter(&self.delimiter);
        for path in written {
            let file = if self.literal_path.is_empty() { runtime::paths::single(cx.s, &path)? } else { runtime::paths::full(cx.s, &path) };
            let text = files::read_text(&file, encoding)?;
            let mut importer = Importer::with_header(&self.header);
            importer.import(cx, &text, delimiter)?;
        }
        Ok(())
    }
}
