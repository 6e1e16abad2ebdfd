//! `Import-PowerShellDataFile`.

use crate::files;
use macros::Cmdlet;
use runtime::author::*;
use runtime::data_file;
use std::path::Path;

/// Reads a hashtable from a data file without running it.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-PowerShellDataFile",
    type_name = "Microsoft.PowerShell.Commands.ImportPowerShellDataFileCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "ByPath"
)]
pub struct ImportPowerShellDataFile {
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, set = "ByPath", not_null_or_empty)]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(position = 0, mandatory, by_name, set = "ByLiteralPath", alias("PSPath", "LP"), not_null_or_empty)]
    literal_path: Vec<Str>,
    /// Allows more keys than usual.
    #[param]
    skip_limit_check: bool,
}

impl Cmdlet for ImportPowerShellDataFile {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for path in files::sources(cx, &self.path.clone(), &self.literal_path.clone())? {
            match data_file::read(cx.s, &path) {
                Ok(value) => cx.emit(value)?,
                Err(Halt::Error(_)) => cx.error(refused(&path))?,
                Err(halt) => return Err(halt),
            }
        }
        Ok(())
    }
}

/// A file that does not parse, or one that would have to be run.
fn refused(path: &Path) -> Fault {
    let shown = path.to_string_lossy().into_owned();
    let table = std::fs::read_to_string(path).unwrap_or_default();
    let source = lang::Source::new(None, table.as_str());
    let (id, category, text) = if lang::parse(&source).1.is_empty() {
        let text = "Cannot generate a PowerShell object for a ScriptBlock evaluating dynamic expressions. Dynamic expression: ";
        ("System.InvalidOperationException", Category::NotSpecified, format!("{text}{}.", table.trim()))
    } else {
        let text = format!("The file '{shown}' could not be parsed as a PowerShell Data File.");
        ("CouldNotParseAsPowerShellDataFile", Category::InvalidData, text)
    };
    Fault::new("System.InvalidOperationException", id, category, text).target(Value::from(shown))
}
