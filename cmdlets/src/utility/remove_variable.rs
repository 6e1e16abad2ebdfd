//! `Remove-Variable` and `Clear-Variable`.

use super::variables::{self, Filter};
use macros::Cmdlet;
use runtime::author::*;
use runtime::scope::{Scope, Variable};

/// Deletes variables.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Remove-Variable",
    type_name = "Microsoft.PowerShell.Commands.RemoveVariableCommand",
    module = "Microsoft.PowerShell.Utility",
    confirm = "Medium",
    aliases("rv")
)]
pub struct RemoveVariable {
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, by_name)]
    name: Vec<Str>,
    /// Only what matches one of these patterns.
    #[param]
    include: Vec<Str>,
    /// Leaves out what matches one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param(not_null_or_empty)]
    scope: Option<Str>,
}

impl Cmdlet for RemoveVariable {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let filter = Filter::new(&self.include, &self.exclude);
        let scope = named_scope(cx.s, &self.scope)?;
        for name in self.name.clone() {
            let Some(found) = variables::matching(cx.s, &name, scope.as_ref(), &filter) else {
                continue;
            };
            if found.is_empty() {
                cx.error(variables::not_found(&name))?;
            }
            for variable in found {
                if !cx.confirm(&format!("Name: {}", variable.name), "Remove variable")? {
                    continue;
                }
                let options = variable.options.get();
                if options.constant || (options.read_only && !self.force) {
                    let name = &variable.name;
                    let text = format!(
                        "Cannot remove variable {name} because it is constant or read-only. If the variable is read-only, try the operation again specifying the Force option."
                    );
                    cx.error(variables::refused("VariableNotRemovable", Category::WriteError, name, text))?;
                    continue;
                }
                remove(cx.s, scope.as_ref(), &variable);
            }
        }
        Ok(())
    }
}

/// Empties variables; they stay there with no value.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Clear-Variable",
    type_name = "Microsoft.PowerShell.Commands.ClearVariableCommand",
    module = "Microsoft.PowerShell.Utility",
    confirm = "Medium",
    aliases("clv"),
    outputs("System.Management.Automation.PSVariable")
)]
pub struct ClearVariable {
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, by_name)]
    name: Vec<Str>,
    /// Only what matches one of these patterns.
    #[param]
    include: Vec<Str>,
    /// Leaves out what matches one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Emits what was worked on.
    #[param]
    pass_thru: bool,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param(not_null_or_empty)]
    scope: Option<Str>,
}

impl Cmdlet for ClearVariable {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let filter = Filter::new(&self.include, &self.exclude);
        let scope = named_scope(cx.s, &self.scope)?;
        for name in self.name.clone() {
            let Some(found) = variables::matching(cx.s, &name, scope.as_ref(), &filter) else {
                continue;
            };
            if found.is_empty() {
                cx.error(variables::not_found(&name))?;
            }
            for variable in found {
                if !cx.confirm(&format!("Name: {}", variable.name), "Clear variable")? {
                    continue;
                }
                match variables::overwrite(cx.s, &variable, Value::Null, self.force) {
                    Ok(()) if self.pass_thru => cx.emit(variables::object(&variable))?,
                    Ok(()) => {}
                    Err(Halt::Error(record)) => cx.error(Halt::Error(record))?,
                    Err(halt) => return Err(halt),
                }
            }
        }
        Ok(())
    }
}

fn named_scope(s: &Session, name: &Option<Str>) -> Result<Option<Rc<Scope>>, Halt> {
    if name.is_none() {
        return Ok(None);
    }
    variables::scope_of(s, name).map(Some)
}

/// Takes the variable out of the scope that holds it.
fn remove(s: &Session, scope: Option<&Rc<Scope>>, variable: &Rc<Variable>) {
    let symbol = Symbol::of(&variable.name);
    let holds = |scope: &Rc<Scope>| scope.variable_here(symbol).is_some_and(|found| Rc::ptr_eq(&found, variable));
    let holder = match scope {
        Some(scope) => Some(scope.clone()),
        None => s.scope.chain().find(holds),
    };
    if let Some(holder) = holder {
        holder.remove(symbol);
    }
}
