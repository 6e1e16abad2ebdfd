//! `Export-Alias` and `Import-Alias`.

use super::aliases::{self, NewAliasSpec};
use super::variables;
use crate::files::{TextWriter, WriteMode};
use dotnet::encoding::Encoding;
use macros::Cmdlet;
use runtime::author::*;
use runtime::command::{CommandInfo, CommandKind};
use runtime::scope::VarOptions;

/// Writes aliases to a file.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Export-Alias",
    type_name = "Microsoft.PowerShell.Commands.ExportAliasCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "ByPath",
    confirm = "Medium",
    aliases("epal"),
    outputs("System.Management.Automation.AliasInfo")
)]
pub struct ExportAlias {
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, set = "ByPath")]
    path: Option<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, by_name, set = "ByLiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// Names of the aliases; wildcards are understood.
    #[param(position = 1, by_name)]
    name: Vec<Str>,
    /// Emits what was worked on.
    #[param]
    pass_thru: bool,
    /// Csv or Script.
    #[param(ty = "Microsoft.PowerShell.Commands.ExportAliasFormat")]
    r#as: Value,
    /// Adds to the end of the file.
    #[param]
    append: bool,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Refuses to overwrite a file.
    #[param(alias("NoOverwrite"))]
    no_clobber: bool,
    /// A remark that Get shows with the object.
    #[param]
    description: Option<Str>,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param]
    scope: Option<Str>,
    #[state]
    chosen: Vec<Rc<CommandInfo>>,
}

impl Cmdlet for ExportAlias {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let names = if self.name.is_empty() { vec![Str::new_static("*")] } else { self.name.clone() };
        let scope = match &self.scope {
            Some(_) => Some(variables::scope_of(cx.s, &self.scope)?),
            None => None,
        };
        for name in names {
            let found = aliases::matching(cx.s, scope.as_ref(), &name, &[], false);
            if found.is_empty() && !dotnet::wildcard::Wildcard::contains_wildcards(&name) {
                cx.error(aliases::not_found("name", &name))?;
            }
            self.chosen.extend(found);
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let path = self.literal_path.clone().or_else(|| self.path.clone()).unwrap_or_default();
        if !cx.confirm(&path, "Export-Alias")? {
            return Ok(());
        }
        let mode = WriteMode { append: self.append, force: self.force, no_clobber: self.no_clobber };
        let mut file =
            TextWriter::open(&crate::files::target(cx.s, self.path.as_ref(), self.literal_path.as_ref())?, Encoding::UTF8_NO_MARK, mode)?;
        file.write(&self.heading(cx)?)?;
        let as_script = matches!(self.r#as.base(), Value::Enum(e) if e.value == 1);
        for info in std::mem::take(&mut self.chosen) {
            let CommandKind::Alias(definition) = &info.kind else {
                continue;
            };
            let options = variables::options_value(info.options.get()).plain_text();
            let description = info.description.borrow().clone();
            let line = if as_script {
                format!("set-alias -Name:\"{}\" -Value:\"{definition}\" -Description:\"{description}\" -Option:\"{options}\"\n", info.name)
            } else {
                format!("\"{}\",\"{definition}\",\"{description}\",\"{options}\"\n", info.name)
            };
            file.write(&line)?;
            if self.pass_thru {
                let object = runtime::clr::command_object(cx.s, &info);
                cx.emit(object)?;
            }
        }
        Ok(())
    }
}

impl ExportAlias {
    fn heading(&self, cx: &Cx<'_>) -> Result<String, Halt> {
        let user = std::env::var("USER").or_else(|_| std::env::var("USERNAME")).unwrap_or_default();
        let date = cx.s.host.now().to_format("F").unwrap_or_default();
        let machine = runtime::clr::host_name();
        let mut text = format!("# Alias File\n# Exported by : {user}\n# Date/Time : {date}\n# Computer : {machine}\n");
        if let Some(description) = &self.description {
            text.push_str(&format!("# {description}\n"));
        }
        Ok(text)
    }
}

/// Reads aliases from a file.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-Alias",
    type_name = "Microsoft.PowerShell.Commands.ImportAliasCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "ByPath",
    confirm = "Medium",
    aliases("ipal"),
    outputs("System.Management.Automation.AliasInfo")
)]
pub struct ImportAlias {
    /// The file.
    #[param(position = 0, mandatory, pipeline, by_name, set = "ByPath")]
    path: Option<Str>,
    /// The file, taken as it is written.
    #[param(mandatory, pipeline, by_name, set = "ByLiteralPath", alias("PSPath", "LP"))]
    literal_path: Option<Str>,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param(not_null_or_empty)]
    scope: Option<Str>,
    /// Emits what was worked on.
    #[param]
    pass_thru: bool,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
}

impl Cmdlet for ImportAlias {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let written = self.literal_path.clone().or_else(|| self.path.clone()).unwrap_or_default();
        let path = runtime::paths::full(cx.s, &written);
        let text = std::fs::read(&path).map(|bytes| Encoding::UTF8_NO_MARK.read(&bytes).into_owned());
        let text = text.map_err(|error| {
            let reason = runtime::paths::exception(&error, &path).1;
            let text = format!("Cannot open file {} to import the alias. {reason}", path.display());
            Halt::from(Fault::new("System.IO.FileNotFoundException", "FileOpenFailure", Category::OpenError, text))
        })?;
        for (number, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields = fields_of(line);
            let [name, definition, description, options] = fields.as_slice() else {
                let text = format!(
                    "Cannot import an alias. Line number {} in the file '{}' is not a properly-formatted, comma-separated values (CSV) line for aliases. Change the line to contain four values separated by commas. If the value text itself contains a comma, then the value must be contained in quotation marks.",
                    number + 1,
                    path.display()
                );
                cx.error(Fault::new("System.FormatException", "ImportAliasFileFormatError", Category::ReadError, text))?;
                continue;
            };
            let wanted = to_type(cx.s, &Value::str(options), Type::of("System.Management.Automation.ScopedItemOptions"))?;
            let spec = NewAliasSpec {
                name: Str::new(name),
                definition: Str::new(definition),
                description: Str::new(description),
                options: variables::options_of(&wanted)?,
                force: self.force,
            };
            self.import(cx, spec)?;
        }
        Ok(())
    }
}

impl ImportAlias {
    fn import(&self, cx: &mut Cx<'_>, spec: NewAliasSpec) -> Flow {
        let target = format!("Name: {} Value: {}", spec.name, spec.definition);
        if !cx.confirm(&target, "Import Alias")? {
            return Ok(());
        }
        let scope = variables::scope_of(cx.s, &self.scope)?;
        let existing = aliases::visible(&scope, Symbol::of(&spec.name));
        if existing.is_some() && !self.force {
            let name = &spec.name;
            let text = format!("The alias is not allowed, because an alias with the name '{name}' already exists.");
            return cx.error(aliases::refused("AliasAlreadyExists", Category::ResourceExists, name, text));
        }
        let spec = NewAliasSpec { options: VarOptions { constant: false, ..spec.options }, ..spec };
        match spec.define(cx.s, &scope) {
            Ok(info) if self.pass_thru => {
                let object = runtime::clr::command_object(cx.s, &info);
                cx.emit(object)
            }
            Ok(_) => Ok(()),
            Err(halt) => cx.error(halt),
        }
    }
}

fn fields_of(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => push(&mut fields, '"'),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            c => push(&mut fields, c),
        }
    }
    fields
}

fn push(fields: &mut [String], c: char) {
    if let Some(last) = fields.last_mut() {
        last.push(c);
    }
}
