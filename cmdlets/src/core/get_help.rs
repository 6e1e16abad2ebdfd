//! `Get-Help`: what a command does, from its declaration or the comments of its script.

use super::commands;
use super::help::{HelpPage, View};
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;

/// Shows what a command does and how it is called.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Help",
    type_name = "Microsoft.PowerShell.Commands.GetHelpCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "AllUsersView"
)]
#[example("Get-Help Select-Object -Examples", "Shows the examples only.")]
#[example("Get-Help Select-Object -Parameter First", "Shows one parameter.")]
pub struct GetHelp {
    /// The command.
    #[param(position = 0, by_name, not_null_or_empty)]
    name: Option<Str>,
    /// Help for what stands at this place of a provider.
    #[param]
    path: Option<Str>,
    /// Only topics of these kinds.
    #[param(values(
        "Alias",
        "Cmdlet",
        "Provider",
        "General",
        "FAQ",
        "Glossary",
        "HelpFile",
        "ScriptCommand",
        "Function",
        "Filter",
        "ExternalScript",
        "All",
        "DefaultHelp",
        "DscResource",
        "Class",
        "Configuration"
    ))]
    category: Vec<Str>,
    /// Shows parameters and examples, too.
    #[param(mandatory, set = "DetailedView")]
    detailed: bool,
    /// Shows everything.
    #[param(set = "AllUsersView")]
    full: bool,
    /// Shows only the examples.
    #[param(mandatory, set = "Examples")]
    examples: bool,
    /// Shows only these parameters.
    #[param(mandatory, set = "Parameters")]
    parameter: Vec<Str>,
    /// Only topics of this component.
    #[param]
    component: Vec<Str>,
    /// Only topics of this functionality.
    #[param]
    functionality: Vec<Str>,
    /// Only topics of this role.
    #[param]
    role: Vec<Str>,
    /// Opens the page on the web.
    #[param(mandatory, set = "Online")]
    online: bool,
}

impl Cmdlet for GetHelp {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.name.clone().unwrap_or_default();
        if self.online {
            let text = "This shell has no help pages on the web.";
            return Err(
                Fault::new("System.Management.Automation.PSNotSupportedException", "NotSupported", Category::NotImplemented, text).into()
            );
        }
        if name.is_empty() {
            return self.page(cx, "Get-Help");
        }
        if Wildcard::contains_wildcards(&name) {
            return self.list(cx, &name);
        }
        self.page(cx, &name)
    }
}

impl GetHelp {
    fn page(&self, cx: &mut Cx<'_>, name: &str) -> Flow {
        let info = commands::named(cx.s, name, commands::ALL & !commands::APPLICATION).into_iter().next();
        let info = info.and_then(|info| commands::resolved(cx.s, &info));
        let Some(info) = info else {
            return cx.error(help_missing(name));
        };
        let view = match cx.set_name().as_str() {
            "DetailedView" => View::Detailed,
            "Examples" => View::Examples,
            _ if self.full => View::Full,
            _ => View::Short,
        };
        let page = HelpPage::of(cx.s, &info, view)?;
        if self.parameter.is_empty() {
            return cx.emit(Value::native(page));
        }
        for pattern in &self.parameter {
            let found = page.parameters(pattern);
            if found.is_empty() {
                let text = format!("No parameter matches criteria {pattern}.");
                cx.error(
                    Fault::new("System.Management.Automation.PSArgumentException", "NoParmsFound", Category::InvalidArgument, text)
                        .target(Value::Str(pattern.clone())),
                )?;
            }
            for parameter in found {
                cx.emit(parameter)?;
            }
        }
        Ok(())
    }

    /// Several commands: a line for each, or the page when there is only one.
    fn list(&self, cx: &mut Cx<'_>, pattern: &str) -> Flow {
        let found = commands::matching(cx.s, pattern, commands::ALL & !commands::APPLICATION);
        if let [only] = found.as_slice() {
            return self.page(cx, &only.name.clone());
        }
        for info in found {
            let page = HelpPage::of(cx.s, &info, View::Short)?;
            let line = runtime::records::typed(
                "HelpInfoShort",
                &[
                    ("Name", Value::Str(info.name.clone())),
                    ("Category", Value::str(info.type_word())),
                    ("Module", info.module.clone().map_or(Value::str(""), Value::Str)),
                    ("Synopsis", Value::Str(page.synopsis.clone())),
                ],
            );
            cx.emit(line)?;
        }
        Ok(())
    }
}

fn help_missing(name: &str) -> Fault {
    let text = format!(
        "Get-Help could not find {name} in a help file in this session. To download updated help topics type: \"Update-Help\". To get help online, search for the help topic in the TechNet library at https://go.microsoft.com/fwlink/?LinkID=107116."
    );
    let exception = "Microsoft.PowerShell.Commands.HelpNotFoundException";
    Fault::new(exception, "HelpNotFound", Category::ResourceUnavailable, text)
}
