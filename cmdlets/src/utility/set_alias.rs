//! `Set-Alias`, `New-Alias`, `Remove-Alias`.

use super::aliases::{self, NewAliasSpec};
use super::variables;
use macros::Cmdlet;
use runtime::author::*;

/// Makes or changes an alias.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-Alias",
    type_name = "Microsoft.PowerShell.Commands.SetAliasCommand",
    module = "Microsoft.PowerShell.Utility",
    confirm = "Medium",
    aliases("sal"),
    outputs("System.Management.Automation.AliasInfo")
)]
pub struct SetAlias {
    /// The alias.
    #[param(position = 0, mandatory, by_name)]
    name: Option<Str>,
    /// The command it stands for.
    #[param(position = 1, mandatory, by_name)]
    value: Option<Str>,
    /// A remark that Get shows with the object.
    #[param]
    description: Option<Str>,
    /// ReadOnly, Constant, Private, AllScope, or None.
    #[param(ty = "System.Management.Automation.ScopedItemOptions")]
    option: Value,
    /// Emits what was worked on.
    #[param]
    pass_thru: bool,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param]
    scope: Option<Str>,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
}

impl Cmdlet for SetAlias {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let spec = NewAliasSpec {
            name: self.name.clone().unwrap_or_default(),
            definition: self.value.clone().unwrap_or_default(),
            description: self.description.clone().unwrap_or_default(),
            options: variables::options_of(&self.option)?,
            force: self.force,
        };
        define(cx, spec, "Set Alias", &self.scope, self.pass_thru)
    }
}

/// Makes an alias.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-Alias",
    type_name = "Microsoft.PowerShell.Commands.NewAliasCommand",
    module = "Microsoft.PowerShell.Utility",
    confirm = "Low",
    aliases("nal"),
    outputs("System.Management.Automation.AliasInfo")
)]
pub struct NewAlias {
    /// The alias.
    #[param(position = 0, mandatory, by_name)]
    name: Option<Str>,
    /// The command it stands for.
    #[param(position = 1, mandatory, by_name)]
    value: Option<Str>,
    /// A remark that Get shows with the object.
    #[param]
    description: Option<Str>,
    /// ReadOnly, Constant, Private, AllScope, or None.
    #[param(ty = "System.Management.Automation.ScopedItemOptions")]
    option: Value,
    /// Emits what was worked on.
    #[param]
    pass_thru: bool,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param]
    scope: Option<Str>,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
}

impl Cmdlet for NewAlias {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.name.clone().unwrap_or_default();
        let scope = variables::scope_of(cx.s, &self.scope)?;
        if !self.force && aliases::visible(&scope, Symbol::of(&name)).is_some() {
            let text = format!("The alias is not allowed, because an alias with the name '{name}' already exists.");
            return cx.error(aliases::refused("AliasAlreadyExists", Category::ResourceExists, &name, text));
        }
        let spec = NewAliasSpec {
            name,
            definition: self.value.clone().unwrap_or_default(),
            description: self.description.clone().unwrap_or_default(),
            options: variables::options_of(&self.option)?,
            force: self.force,
        };
        define(cx, spec, "New Alias", &self.scope, self.pass_thru)
    }
}

fn define(cx: &mut Cx<'_>, spec: NewAliasSpec, action: &str, scope: &Option<Str>, pass_thru: bool) -> Flow {
    let target = format!("Name: {} Value: {}", spec.name, spec.definition);
    if !cx.confirm(&target, action)? {
        return Ok(());
    }
    let scope = variables::scope_of(cx.s, scope)?;
    match spec.define(cx.s, &scope) {
        Ok(info) if pass_thru => {
            let object = runtime::clr::command_object(cx.s, &info);
            cx.emit(object)
        }
        Ok(_) => Ok(()),
        Err(halt) => cx.error(halt),
    }
}

/// Deletes aliases.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Remove-Alias",
    type_name = "Microsoft.PowerShell.Commands.RemoveAliasCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Default"
)]
pub struct RemoveAlias {
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, pipeline, by_name)]
    name: Vec<Str>,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param]
    scope: Option<Str>,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
}

impl Cmdlet for RemoveAlias {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let scope = match &self.scope {
            Some(_) => Some(variables::scope_of(cx.s, &self.scope)?),
            None => None,
        };
        for name in self.name.clone() {
            let symbol = Symbol::of(&name);
            let holder = match &scope {
                Some(scope) => Some(scope.clone()).filter(|scope| scope.alias_here(symbol).is_some()),
                None => cx.s.scope.chain().find(|scope| scope.alias_here(symbol).is_some()),
            };
            let Some(holder) = holder else {
                cx.error(aliases::not_found("name", &name))?;
                continue;
            };
            let options = holder.alias_here(symbol).map(|info| info.options.get()).unwrap_or_default();
            if options.constant || (options.read_only && !self.force) {
                let text = format!("Alias was not removed because alias {name} is constant or read-only.");
                cx.error(aliases::refused("AliasNotRemovable", Category::WriteError, &name, text))?;
                continue;
            }
            if let Some(all) = holder.aliases.borrow_mut().as_mut() {
                all.remove(&symbol);
            }
            cx.s.catalog.epoch += 1;
        }
        Ok(())
    }
}
