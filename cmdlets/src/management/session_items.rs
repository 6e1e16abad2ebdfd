//! The stores of a session as items: environment, variables, functions, aliases.
//!
//! In:    a provider, names, values.
//! Out:   entries of the environment, variables, command objects.
//! Never: runs what it stores.

use super::fault;
use runtime::author::{Category, Fault, Halt, Native, Session, Str, Symbol, Type, Value};
use runtime::block::ScriptBlock;
use runtime::command::{CommandInfo, CommandKind};
use runtime::fault::Eval;
use runtime::places::Provider;
use std::rc::Rc;

/// `DictionaryEntry` of an environment variable.
pub(super) struct EnvironmentEntry {
    name: Str,
    value: Str,
}

impl Native for EnvironmentEntry {
    fn type_of(&self) -> Type {
        Type::of("System.Collections.DictionaryEntry")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Key", "Value", "Name"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "key" | "name" => Value::Str(self.name.clone()),
            "value" => Value::Str(self.value.clone()),
            _ => return None,
        }))
    }
}

/// A variable, perhaps of a scope: `global:name`.
fn variable(s: &Session, name: &str) -> Option<Rc<runtime::scope::Variable>> {
    let scoped = name.split_once(':').map(|(scope, name)| (scope.to_ascii_lowercase(), name));
    match scoped {
        Some((scope, name)) if scope == "global" => s.global.root.variable_here(Symbol::existing(name)?),
        Some((scope, name)) if scope == "script" => s.scope.script_scope().variable_here(Symbol::existing(name)?),
        Some((scope, name)) if scope == "local" => s.scope.variable_here(Symbol::existing(name)?),
        _ => s.variable(Symbol::existing(name)?),
    }
}

/// The item of this name.
pub(super) fn get(s: &mut Session, provider: Provider, name: &str) -> Option<Value> {
    match provider {
        Provider::Environment => {
            let value = std::env::var(name).ok()?;
            Some(Value::native(EnvironmentEntry { name: Str::new(name), value: Str::from(value) }))
        }
        Provider::Variable => variable(s, name).map(|it| crate::utility::variables::object(&it)),
        Provider::Function => function(s, name).map(|it| runtime::clr::command_object(s, &it)),
        Provider::Alias => alias(s, name).map(|it| runtime::clr::command_object(s, &it)),
        Provider::FileSystem => None,
    }
}

fn function(s: &Session, name: &str) -> Option<Rc<CommandInfo>> {
    let symbol = Symbol::existing(name)?;
    s.scope.chain().find_map(|it| it.function_here(symbol))
}

fn alias(s: &Session, name: &str) -> Option<Rc<CommandInfo>> {
    let symbol = Symbol::existing(name)?;
    s.scope.chain().find_map(|it| it.alias_here(symbol))
}

/// Every name, in the order a listing shows them.
pub(super) fn names(s: &mut Session, provider: Provider) -> Vec<String> {
    let mut names: Vec<String> = match provider {
        Provider::Environment => std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect(),
        Provider::Variable => s.scope.chain().flat_map(|it| it.names()).map(|it| it.name().to_owned()).collect(),
        Provider::Function => commands(s, |scope| scope.functions.borrow().as_ref().map(|it| it.values().cloned().collect())),
        Provider::Alias => commands(s, |scope| scope.aliases.borrow().as_ref().map(|it| it.values().cloned().collect())),
        Provider::FileSystem => Vec::new(),
    };
    names.sort_by_cached_key(|it| it.to_lowercase());
    names.dedup_by(|a, b| provider != Provider::Environment && a.eq_ignore_ascii_case(b));
    names
}

fn commands(s: &Session, list: impl Fn(&runtime::scope::Scope) -> Option<Vec<Rc<CommandInfo>>>) -> Vec<String> {
    s.scope.chain().filter_map(|it| list(&it)).flatten().map(|it| it.name.to_string()).collect()
}

/// What `Get-Content` reads.
pub(super) fn content(s: &mut Session, provider: Provider, name: &str) -> Option<Value> {
    match provider {
        Provider::Environment => std::env::var(name).ok().map(Value::from),
        Provider::Variable => variable(s, name).map(|it| it.get()),
        Provider::Function => function(s, name).and_then(|it| it.block().cloned()).map(Value::Block),
        Provider::Alias => alias(s, name).and_then(|it| match &it.kind {
            CommandKind::Alias(target) => Some(Value::Str(target.clone())),
            _ => None,
        }),
        Provider::FileSystem => None,
    }
}

/// Makes or changes an item; `$null` removes an environment variable.
pub(super) fn set(s: &mut Session, provider: Provider, name: &str, value: &Value) -> Result<(), Halt> {
    match provider {
        Provider::Environment => {
            let text = runtime::convert::to_str(s, value)?;
            set_environment(name, Some(text.as_str()).filter(|it| !it.is_empty()))
        }
        Provider::Variable => {
            let symbol = Symbol::of(name);
            match s.variable(symbol) {
                Some(variable) => *variable.value.borrow_mut() = value.clone(),
                None => s.scope.put(symbol, value.clone()),
            }
            Ok(())
        }
        Provider::Function => set_function(s, name, value),
        Provider::Alias => {
            let target = runtime::convert::to_str(s, value)?;
            let info = CommandInfo::new(name, CommandKind::Alias(target));
            s.scope.set_alias(Symbol::of(name), Rc::new(info));
            s.catalog.epoch += 1;
            Ok(())
        }
        Provider::FileSystem => Err(fault::not_supported().into()),
    }
}

fn set_environment(name: &str, value: Option<&str>) -> Result<(), Halt> {
    if name.is_empty() || name.contains(['=', '\0']) || value.is_some_and(|it| it.contains('\0')) {
        return Err(fault::argument("Argument", format!("Environment variable name '{name}' is not valid.")).into());
    }
    runtime::eval::set_environment(name, value.map(Str::new));
    Ok(())
}

fn set_function(s: &mut Session, name: &str, value: &Value) -> Result<(), Halt> {
    let block = match value.base() {
        Value::Block(block) => block.clone(),
        other => {
            let text = runtime::convert::to_str(s, other)?;
            parsed(s, &text)?
        }
    };
    let kind = if block.is_filter { CommandKind::Filter(block) } else { CommandKind::Function(block) };
    let named = name.split_once(':').and_then(|(scope, rest)| Some((s.scope_named(scope)?, rest)));
    let (scope, name) = named.unwrap_or_else(|| (s.scope.clone(), name));
    scope.set_function(Symbol::of(name), Rc::new(CommandInfo::new(name, kind)));
    s.catalog.epoch += 1;
    Ok(())
}

fn parsed(s: &mut Session, text: &str) -> Result<Rc<ScriptBlock>, Halt> {
    runtime::eval::make_function(s, text)
}

/// Takes an item away.
pub(super) fn remove(s: &mut Session, provider: Provider, name: &str, force: bool) -> Result<(), Halt> {
    match provider {
        Provider::Environment => set_environment(name, None),
        Provider::Variable => {
            let symbol = Symbol::of(name);
            let locked = s.variable(symbol).is_some_and(|it| it.options.get().constant || (it.options.get().read_only && !force));
            if locked {
                let text = format!(
                    "Cannot remove variable {name} because it is constant or read-only. If the variable is read-only, try the operation again specifying the Force option."
                );
                return Err(Fault::new(
                    "System.Management.Automation.SessionStateUnauthorizedAccessException",
                    "VariableNotRemovable",
                    Category::WriteError,
                    text,
                )
                .target(Value::str(name))
                .into());
            }
            if let Some(scope) = s.scope.chain().find(|it| it.slot_here(symbol).is_some()) {
                scope.remove(symbol);
            }
            Ok(())
        }
        Provider::Function | Provider::Alias => {
            let symbol = Symbol::of(name);
            for scope in s.scope.chain() {
                let map = if provider == Provider::Function { &scope.functions } else { &scope.aliases };
                if map.borrow_mut().as_mut().and_then(|it| it.remove(&symbol)).is_some() {
                    break;
                }
            }
            s.catalog.epoch += 1;
            Ok(())
        }
        Provider::FileSystem => Err(fault::not_supported().into()),
    }
}
