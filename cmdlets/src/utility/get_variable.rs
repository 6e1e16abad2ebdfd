//! `Get-Variable`.

use super::variables::{self, Filter};
use macros::Cmdlet;
use runtime::author::*;

/// Shows the variables of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Variable",
    type_name = "Microsoft.PowerShell.Commands.GetVariableCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("gv"),
    outputs("System.Management.Automation.PSVariable")
)]
pub struct GetVariable {
    /// Names; wildcards are understood.
    #[param(position = 0, pipeline, by_name, not_null_or_empty)]
    name: Vec<Str>,
    /// Emits only the values.
    #[param]
    value_only: bool,
    /// Only what matches one of these patterns.
    #[param]
    include: Vec<Str>,
    /// Leaves out what matches one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param(not_null_or_empty)]
    scope: Option<Str>,
}

impl Cmdlet for GetVariable {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let names = if self.name.is_empty() { vec![Str::new_static("*")] } else { self.name.clone() };
        let filter = Filter::new(&self.include, &self.exclude);
        let scope = match &self.scope {
            Some(_) => Some(variables::scope_of(cx.s, &self.scope)?),
            None => None,
        };
        for name in names {
            let Some(found) = variables::matching(cx.s, &name, scope.as_ref(), &filter) else {
                continue;
            };
            if found.is_empty() {
                cx.error(variables::not_found(&name))?;
            }
            for variable in found {
                let object = variables::object(&variable);
                if self.value_only {
                    let value = runtime::member::get(cx.s, &object, "Value")?;
                    cx.emit(value)?;
                } else {
                    cx.emit(object)?;
                }
            }
        }
        Ok(())
    }
}
