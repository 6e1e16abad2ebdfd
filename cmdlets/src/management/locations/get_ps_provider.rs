//! Get-PSProvider: the kinds of stores that paths lead into.

use crate::management::fault;
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use runtime::places::{Provider, ProviderInfo};

/// Shows the kinds of stores that paths lead into.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-PSProvider",
    type_name = "Microsoft.PowerShell.Commands.GetPSProviderCommand",
    module = "Microsoft.PowerShell.Management",
    outputs("System.Management.Automation.ProviderInfo")
)]
#[example("Get-PSProvider", "Shows all of them.")]
pub(crate) struct GetPSProvider {
    /// Only drives of this provider.
    #[param(position = 0, by_name, name = "PSProvider")]
    ps_provider: Vec<Str>,
}

impl Cmdlet for GetPSProvider {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let names = if self.ps_provider.is_empty() { vec![Str::new_static("*")] } else { self.ps_provider.clone() };
        for name in names {
            let pattern = Wildcard::new(&name, true).ok();
            let found: Vec<Provider> = Provider::ALL
                .into_iter()
                .filter(|it| pattern.as_ref().is_some_and(|p| p.is_match(it.name()) || p.is_match(&it.full_name())))
                .collect();
            if found.is_empty() && !Wildcard::contains_wildcards(&name) {
                cx.error(fault::no_provider(&name))?;
            }
            found.into_iter().try_for_each(|it| cx.emit(Value::native(ProviderInfo(it))))?;
        }
        Ok(())
    }
}
