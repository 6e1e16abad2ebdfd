//! `Import-LocalizedData`: texts of a script from a data file beside it.

use macros::Cmdlet;
use runtime::author::*;
use runtime::data_file;
use std::path::{Path, PathBuf};

/// Reads translated texts of a script from a data file.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-LocalizedData",
    type_name = "Microsoft.PowerShell.Commands.ImportLocalizedData",
    module = "Microsoft.PowerShell.Utility"
)]
pub struct ImportLocalizedData {
    /// The variable that gets the texts.
    #[param(position = 0, alias("Variable"), not_null_or_empty)]
    binding_variable: Option<Str>,
    /// The culture to look for.
    #[param(position = 1, name = "UICulture")]
    ui_culture: Option<Str>,
    /// The folder with the folders of the cultures.
    #[param]
    base_directory: Option<Str>,
    /// The name of the file.
    #[param]
    file_name: Option<Str>,
    /// Commands the file may call.
    #[param]
    supported_command: Vec<Str>,
}

impl Cmdlet for ImportLocalizedData {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let script = cx.s.source.file.clone().map(PathBuf::from);
        let folder = match &self.base_directory {
            Some(folder) => runtime::paths::full(cx.s, folder),
            None => script.as_deref().and_then(Path::parent).map_or_else(|| cx.s.location.clone(), Path::to_path_buf),
        };
        let name = match (&self.file_name, &script) {
            (Some(name), _) => name.to_string(),
            (None, Some(script)) => script.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
            (None, None) => {
                let text = "The FileName parameter was not specified. The FileName parameter is required when Import-LocalizedData is not called from a script file.";
                let exception = "System.Management.Automation.PSNotSupportedException";
                return Err(Fault::new(exception, "ImportLocalizedDataNoFileName", Category::NotSpecified, text).into());
            }
        };
        let Some(path) = self.find(&folder, &name) else {
            let culture = self.ui_culture.as_deref().unwrap_or("");
            let text = format!(
                "Cannot find the PowerShell data file '{name}.psd1' in directory '{}{}', or in any parent culture directories.",
                folder.join(culture).display(),
                ""
            );
            let exception = "System.Management.Automation.PSInvalidOperationException";
            return cx.error(
                Fault::new(exception, "ImportLocalizedData", Category::ObjectNotFound, text)
                    .target(Value::from(folder.display().to_string())),
            );
        };
        let data = data_file::read(cx.s, &path)?;
        match &self.binding_variable {
            Some(variable) => {
                let scope = cx.s.scope.clone();
                runtime::eval::put_in_scope(cx.s, &scope, Symbol::of(variable), data)
            }
            None => cx.emit(data),
        }
    }
}

impl ImportLocalizedData {
    /// The folder of the culture, then those of its parents, then the folder itself.
    fn find(&self, folder: &Path, name: &str) -> Option<PathBuf> {
        let file = if name.ends_with(".psd1") { name.to_owned() } else { format!("{name}.psd1") };
        let mut culture = self.ui_culture.as_deref().unwrap_or("").to_owned();
        loop {
            let path = folder.join(&culture).join(&file);
            if path.is_file() {
                return Some(path);
            }
            match culture.rfind('-') {
                Some(at) => culture.truncate(at),
                None if culture.is_empty() => return None,
                None => culture.clear(),
            }
        }
    }
}
