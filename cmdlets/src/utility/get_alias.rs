//! `Get-Alias`.

use super::{aliases, variables};
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;

/// Shows the aliases of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Alias",
    type_name = "Microsoft.PowerShell.Commands.GetAliasCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Default",
    aliases("gal"),
    outputs("System.Management.Automation.AliasInfo")
)]
pub struct GetAlias {
    /// Names; wildcards are understood.
    #[param(position = 0, pipeline, by_name, set = "Default", not_null_or_empty)]
    name: Vec<Str>,
    /// Leaves out what matches one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param]
    scope: Option<Str>,
    /// Aliases of these commands.
    #[param(set = "Definition", not_null_or_empty)]
    definition: Vec<Str>,
}

impl Cmdlet for GetAlias {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let by_definition = cx.set_name() == "Definition";
        let wanted = if by_definition { &self.definition } else { &self.name };
        let wanted = if wanted.is_empty() { vec![Str::new_static("*")] } else { wanted.clone() };
        let scope = match &self.scope {
            Some(_) => Some(variables::scope_of(cx.s, &self.scope)?),
            None => None,
        };
        for pattern in wanted {
            let found = aliases::matching(cx.s, scope.as_ref(), &pattern, &self.exclude, by_definition);
            if found.is_empty() && !Wildcard::contains_wildcards(&pattern) {
                let kind = if by_definition { "definition" } else { "name" };
                cx.error(aliases::not_found(kind, &pattern))?;
            }
            for info in found {
                let object = runtime::clr::command_object(cx.s, &info);
                cx.emit(object)?;
            }
        }
        Ok(())
    }
}
