//! `New-Variable`.

use super::variables;
use macros::Cmdlet;
use runtime::author::*;
use runtime::scope::{Scope, VarOptions, Variable};

/// Makes a variable.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-Variable",
    type_name = "Microsoft.PowerShell.Commands.NewVariableCommand",
    module = "Microsoft.PowerShell.Utility",
    confirm = "Low",
    aliases("nv"),
    outputs("System.Management.Automation.PSVariable")
)]
pub struct NewVariable {
    /// The name of the variable.
    #[param(position = 0, mandatory, by_name)]
    name: Option<Str>,
    /// Its value.
    #[param(position = 1, pipeline, by_name)]
    value: Value,
    /// A remark that Get shows with the object.
    #[param]
    description: Option<Str>,
    /// ReadOnly, Constant, Private, AllScope, or None.
    #[param(ty = "System.Management.Automation.ScopedItemOptions")]
    option: Value,
    /// Public or Private.
    #[param(ty = "System.Management.Automation.SessionStateEntryVisibility")]
    visibility: Value,
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

impl Cmdlet for NewVariable {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.name.clone().unwrap_or_default();
        let symbol = Symbol::of(&name);
        let scope = variables::scope_of(cx.s, &self.scope)?;
        if let Some(existing) = scope.variable_here(symbol).or_else(|| all_scope(&scope, symbol)) {
            let options = existing.options.get();
            let is_guarded = options.constant || (options.read_only && !self.force);
            if is_guarded && (self.force || existing_elsewhere(&scope, symbol)) {
                let text = format!("Cannot overwrite variable {name} because it is read-only or constant.");
                return cx.error(variables::refused("VariableNotWritable", Category::WriteError, &name, text));
            }
            if !self.force {
                let text = format!("A variable with name '{name}' already exists.");
                return cx.error(variables::refused("VariableAlreadyExists", Category::ResourceExists, &name, text));
            }
        }
        let shown = to_str(cx.s, &self.value)?;
        if !cx.confirm(&format!("Name: {name} Value: {shown}"), "New variable")? {
            return Ok(());
        }
        let variable = Variable::new(&name, self.value.clone());
        let mut options = variables::options_of(&self.option)?;
        if self.scope.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("private")) {
            options = VarOptions { private: true, ..options };
        }
        variable.options.set(options);
        *variable.description.borrow_mut() = self.description.clone().unwrap_or_default();
        if let Value::Enum(visibility) = self.visibility.base() {
            variable.visibility_private.set(visibility.value != 0);
        }
        let variable = Rc::new(variable);
        scope.put_variable(symbol, variable.clone());
        if self.pass_thru { cx.emit(variables::object(&variable)) } else { Ok(()) }
    }
}

fn existing_elsewhere(scope: &Rc<Scope>, symbol: Symbol) -> bool {
    scope.slot_here(symbol).is_none()
}

/// An all-scope variable of an outer scope is there in every scope.
fn all_scope(scope: &Rc<Scope>, symbol: Symbol) -> Option<Rc<Variable>> {
    let found = scope.chain().skip(1).find_map(|outer| outer.slot_here(symbol).and_then(|_| outer.variable_here(symbol)))?;
    found.options.get().all_scope.then_some(found)
}
