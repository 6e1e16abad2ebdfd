//! Aliases: what their cmdlets share.
//!
//! In:    a name, what it stands for, options.
//! Out:   alias commands in a scope; faults in the engine's words.
//! Never: resolves what an alias stands for.

use dotnet::wildcard::Wildcard;
use runtime::author::*;
use runtime::command::{CommandInfo, CommandKind};
use runtime::scope::{Scope, VarOptions};

/// An alias about to be made.
pub struct NewAliasSpec {
    pub name: Str,
    pub definition: Str,
    pub description: Str,
    pub options: VarOptions,
    pub force: bool,
}

impl NewAliasSpec {
    /// Defines it in a scope, unless what is there is guarded.
    pub fn define(self, s: &mut Session, scope: &Rc<Scope>) -> Result<Rc<CommandInfo>, Halt> {
        let symbol = Symbol::of(&self.name);
        if let Some(existing) = visible(scope, symbol) {
            guard(&existing, self.force)?;
        }
        let info = CommandInfo::new(self.name.clone(), CommandKind::Alias(self.definition));
        info.options.set(self.options);
        *info.description.borrow_mut() = self.description;
        let info = Rc::new(info);
        scope.set_alias(symbol, info.clone());
        s.catalog.epoch += 1;
        Ok(info)
    }
}

/// The alias of this scope, or an all-scope one from outside.
pub fn visible(scope: &Rc<Scope>, symbol: Symbol) -> Option<Rc<CommandInfo>> {
    if let Some(own) = scope.alias_here(symbol) {
        return Some(own);
    }
    scope.chain().find_map(|outer| outer.alias_here(symbol)).filter(|info| info.options.get().all_scope)
}

fn guard(existing: &CommandInfo, force: bool) -> Flow {
    let options = existing.options.get();
    if !options.constant && (!options.read_only || force) {
        return Ok(());
    }
    let name = &existing.name;
    let text = format!("Alias is not writeable because alias {name} is read-only or constant and cannot be written to.");
    Err(refused("AliasNotWritable", Category::WriteError, name, text).into())
}

/// Aliases a pattern names, the innermost scope's first.
pub fn matching(s: &Session, scope: Option<&Rc<Scope>>, pattern: &str, exclude: &[Str], by_definition: bool) -> Vec<Rc<CommandInfo>> {
    let Ok(wildcard) = Wildcard::new(pattern, true) else {
        return Vec::new();
    };
    let excluded: Vec<Wildcard> = exclude.iter().filter_map(|p| Wildcard::new(p, true).ok()).collect();
    let scopes: Vec<Rc<Scope>> = match scope {
        Some(scope) => vec![scope.clone()],
        None => s.scope.chain().collect(),
    };
    let mut found: Vec<Rc<CommandInfo>> = Vec::new();
    for scope in scopes {
        let here: Vec<Rc<CommandInfo>> = scope.aliases.borrow().iter().flat_map(|all| all.values().cloned()).collect();
        for info in here {
            let CommandKind::Alias(definition) = &info.kind else {
                continue;
            };
            let tested = if by_definition { definition } else { &info.name };
            let is_hidden = found.iter().any(|known| known.name.eq_ignore_ascii_case(&info.name));
            if !is_hidden && wildcard.is_match(tested) && !excluded.iter().any(|p| p.is_match(tested)) {
                found.push(info);
            }
        }
    }
    found.sort_by_key(|info| info.name.to_lowercase());
    found
}

/// `This command cannot find a matching alias …`
pub fn not_found(kind: &str, wanted: &str) -> Fault {
    let text = format!("This command cannot find a matching alias because an alias with the {kind} '{wanted}' does not exist.");
    Fault::new("System.Management.Automation.ItemNotFoundException", "ItemNotFoundException", Category::ObjectNotFound, text)
        .target(Value::str(wanted))
}

pub fn refused(id: &'static str, category: Category, name: &str, text: String) -> Fault {
    super::variables::refused(id, category, name, text)
}
