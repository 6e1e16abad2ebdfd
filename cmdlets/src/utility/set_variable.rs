//! `Set-Variable`.

use super::variables::{self, Filter};
use macros::Cmdlet;
use runtime::author::*;
use runtime::scope::Variable;

/// Sets a variable; makes it when it is not there.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-Variable",
    type_name = "Microsoft.PowerShell.Commands.SetVariableCommand",
    module = "Microsoft.PowerShell.Utility",
    confirm = "Medium",
    aliases("set", "sv"),
    outputs("System.Management.Automation.PSVariable")
)]
pub struct SetVariable {
    /// The name of the variable.
    #[param(position = 0, mandatory, by_name)]
    name: Vec<Str>,
    /// Its value.
    #[param(position = 1, pipeline, by_name)]
    value: Value,
    /// Only what matches one of these patterns.
    #[param]
    include: Vec<Str>,
    /// Leaves out what matches one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// A remark that Get shows with the object.
    #[param]
    description: Option<Str>,
    /// ReadOnly, Constant, Private, AllScope, or None.
    #[param(ty = "System.Management.Automation.ScopedItemOptions")]
    option: Value,
    /// Does it even where something is read-only or already there.
    #[param]
    force: bool,
    /// Public or Private.
    #[param(ty = "System.Management.Automation.SessionStateEntryVisibility")]
    visibility: Value,
    /// Emits what was worked on.
    #[param]
    pass_thru: bool,
    /// Adds to the end of the file.
    #[param]
    append: bool,
    /// The scope: Global, Local, Script, or a number of levels up.
    #[param(not_null_or_empty)]
    scope: Option<Str>,
    #[state]
    names: Vec<Str>,
    #[state]
    named: bool,
    #[state]
    valued: bool,
    #[state]
    collected: Vec<Value>,
    #[state]
    fixed: Value,
}

impl Cmdlet for SetVariable {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.named = !self.name.is_empty();
        self.names = self.name.clone();
        self.valued = cx.is_bound("Value");
        self.fixed = self.value.clone();
        if !self.append {
            return Ok(());
        }
        let [name] = self.names.as_slice() else {
            let text = "Operation is not valid due to the current state of the object.";
            return Err(Fault::new("System.InvalidOperationException", "SetVariableAppend", Category::InvalidOperation, text).into());
        };
        if let Some(value) = cx.s.get_var(name) {
            self.collected = to_list(cx.s, &value)?;
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        match (self.named, self.valued) {
            (true, true) if self.append => self.collected.push(self.fixed.clone()),
            (true, true) => {}
            (true, false) if cx.is_bound("Value") => self.collected.push(self.value.clone()),
            (true, false) => {}
            (false, _) => {
                let (names, value) = (self.name.clone(), self.value.clone());
                return self.set_all(cx, &names, Some(value));
            }
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.named {
            return Ok(());
        }
        let collected = std::mem::take(&mut self.collected);
        let value = match (self.valued, self.append) {
            (true, true) => Some(Value::Seq(Rc::new(Seq::list_of(Type::object(), collected)))),
            (true, false) => Some(self.fixed.clone()),
            (false, _) if collected.is_empty() => None,
            (false, _) => Some(runtime::enumerate::collected(collected)),
        };
        let names = std::mem::take(&mut self.names);
        self.set_all(cx, &names, value)
    }
}

impl SetVariable {
    /// Without a value only options and description change.
    fn set_all(&self, cx: &mut Cx<'_>, names: &[Str], value: Option<Value>) -> Flow {
        let filter = Filter::new(&self.include, &self.exclude);
        let scope = variables::scope_of(cx.s, &self.scope)?;
        for name in names {
            let Some(mut found) = variables::matching(cx.s, name, Some(&scope), &filter) else {
                continue;
            };
            let is_new = found.is_empty();
            if is_new {
                found.push(Rc::new(Variable::new(name, Value::Null)));
            }
            for variable in found {
                let shown = match &value {
                    Some(value) => to_str(cx.s, value)?,
                    None => Str::default(),
                };
                let target = format!("Name: {} Value: {shown}", variable.name);
                if !cx.confirm(&target, "Set variable")? {
                    continue;
                }
                match self.set_one(cx.s, &scope, &variable, is_new, value.clone()) {
                    Ok(variable) if self.pass_thru => cx.emit(variables::object(&variable))?,
                    Ok(_) => {}
                    Err(Halt::Error(record)) => cx.error(Halt::Error(record))?,
                    Err(halt) => return Err(halt),
                }
            }
        }
        Ok(())
    }

    fn set_one(
        &self,
        s: &mut Session,
        scope: &Rc<runtime::scope::Scope>,
        variable: &Rc<Variable>,
        is_new: bool,
        value: Option<Value>,
    ) -> Result<Rc<Variable>, Halt> {
        let symbol = Symbol::of(&variable.name);
        let mut variable = variable.clone();
        if is_new {
            runtime::eval::put_in_scope(s, scope, symbol, value.unwrap_or(Value::Null))?;
            let Some(made) = scope.variable_here(symbol).or_else(|| s.variable(symbol)) else {
                return Ok(variable);
            };
            if self.scope.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("private")) {
                let options = made.options.get();
                made.options.set(runtime::scope::VarOptions { private: true, ..options });
            }
            variable = made;
        } else if let Some(value) = value {
            variables::overwrite(s, &variable, value, self.force)?;
        }
        if let Some(text) = &self.description {
            *variable.description.borrow_mut() = text.clone();
        }
        if !self.option.is_null() {
            let options = variables::options_of(&self.option)?;
            if options.constant && !is_new {
                let name = &variable.name;
                let text =
                    format!("Existing variable {name} cannot be made constant. Variables can be made constant only at creation time.");
                return Err(variables::refused("VariableCannotBeMadeConstant", Category::WriteError, name, text).into());
            }
            variable.options.set(options);
        }
        if let Value::Enum(visibility) = self.visibility.base() {
            variable.visibility_private.set(visibility.value != 0);
        }
        Ok(variable)
    }
}
