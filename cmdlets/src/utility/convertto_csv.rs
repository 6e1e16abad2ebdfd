//! `ConvertTo-Csv`.

use crate::csv::{self, Style};
use macros::Cmdlet;
use runtime::author::*;

/// Writes objects as lines of separated values.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertTo-Csv",
    type_name = "Microsoft.PowerShell.Commands.ConvertToCsvCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Delimiter",
    outputs("System.String")
)]
pub struct ConvertToCsv {
    /// The objects to work on; usually they come from the pipeline.
    #[param(position = 0, mandatory, pipeline, by_name, ty = "psobject")]
    input_object: Value,
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
}

impl Cmdlet for ConvertToCsv {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let quotes = csv::quotes(cx, &self.use_quotes, &self.quote_fields)?;
        self.style = Some(Style { delimiter: csv::delimiter(&self.delimiter), quotes });
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = self.input_object.clone();
        if object.is_null() {
            return Ok(());
        }
        let Some(style) = &self.style else {
            return Ok(());
        };
        let mut lines = Vec::new();
        let columns = match &self.columns {
            Some(columns) => columns.clone(),
            None => {
                let columns = csv::columns(cx.s, &object)?;
                if !self.no_header {
                    if self.include_type_information {
                        lines.push(csv::type_line(cx.s, &object));
                    }
                    lines.push(style.header(&columns));
                }
                columns
            }
        };
        let mut line = String::new();
        style.row(cx.s, &object, &columns, &mut line)?;
        lines.push(line);
        self.columns = Some(columns);
        for line in lines.into_iter().filter(|line| !line.is_empty()) {
            cx.emit(line)?;
        }
        Ok(())
    }
}
