//! Modules: a session state with a name and a list of what it exports.
//!
//! In:    a script module file, a manifest or a block.
//! Out:   commands and variables for the importing session.
//! Never: loads binaries.
//!
//! Start reading at `Module`; `find` has files and versions, `load` runs them, `manifest` reads `.psd1` files,
//! `auto` imports a module when one of its commands is called, `object` is `PSModuleInfo`.

mod auto;
mod find;
mod load;
mod manifest;
mod object;

pub use auto::{load_for, load_named, use_module};
pub use find::{Wanted, find_all, find_file, is_available, is_built_in, loaded, module_roots, not_found};
pub use load::{described, load, run};
pub use manifest::{TESTED, tested};
pub use object::ModuleObject;

use crate::bind::Arg;
use crate::block::ScriptBlock;
use crate::command::{CommandInfo, CommandKind};
use crate::fault::{Fault, Flow, Halt};
use crate::pipe::Out;
use crate::scope::{Layout, Scope, SessionState};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Symbol, Table, TableKind, Value};
use dotnet::wildcard::Wildcard;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// A loaded module.
pub struct Module {
    pub name: Str,
    pub path: Str,
    pub state: Rc<SessionState>,
    pub facts: RefCell<Facts>,
    /// `None` until `Export-ModuleMember` ran: then every function and alias is exported.
    pub exports: RefCell<Option<Exports>>,
    /// What the manifest lets out of that.
    pub(crate) allowed: RefCell<Option<Exports>>,
    /// Names that are known without running the module.
    pub(crate) listed: RefCell<Vec<Str>>,
    /// Modules that were imported into this one.
    pub nested: RefCell<Vec<Rc<Module>>>,
    /// What an import put into scopes, to be taken away by `Remove-Module`.
    imported: RefCell<Vec<Imported>>,
    /// Goes between verb and noun of what is exported.
    pub prefix: RefCell<Str>,
    /// `ReadWrite`, `ReadOnly` or `Constant`, by number.
    pub access: Cell<i64>,
    /// Run by `Remove-Module`.
    pub on_remove: RefCell<Value>,
}

/// What a manifest says beside the exports.
#[derive(Default, Clone)]
pub struct Facts {
    pub version: Str,
    pub description: Str,
    pub private_data: Value,
    pub is_manifest: bool,
    /// The whole manifest.
    pub manifest: Option<Rc<Table>>,
}

impl Facts {
    /// An entry of the manifest, or of its `PSData`.
    pub fn entry(&self, name: &str) -> Option<Value> {
        let manifest = self.manifest.as_ref()?;
        let own = manifest.get_str(name).filter(|value| !value.is_null());
        own.or_else(|| manifest.get_str("PrivateData")?.as_table()?.get_str("PSData")?.as_table()?.get_str(name))
    }
}

/// Patterns of the names a module gives away.
#[derive(Default, Clone)]
pub struct Exports {
    pub functions: Vec<Str>,
    pub variables: Vec<Str>,
    pub aliases: Vec<Str>,
}

/// What an importer asks for.
#[derive(Default, Clone)]
pub struct Import {
    /// `None`: everything exported.
    pub functions: Option<Vec<Str>>,
    pub variables: Option<Vec<Str>>,
    pub aliases: Option<Vec<Str>>,
    pub prefix: Str,
    pub no_clobber: bool,
}

enum Imported {
    Function(Rc<Scope>, Symbol),
    Alias(Rc<Scope>, Symbol),
    Variable(Rc<Scope>, Symbol),
}

impl Module {
    pub fn add_nested(&self, part: &Rc<Module>) {
        let mut nested = self.nested.borrow_mut();
        nested.retain(|known| known.path != part.path || known.name != part.name);
        nested.push(part.clone());
    }

    /// An empty module: its code runs in a state whose outer scope is the global one.
    pub fn new(s: &Session, name: &str, path: &str) -> Rc<Self> {
        let root = Scope::new(Rc::new(Layout::default()), Some(s.global.root.clone()), true);
        let module = Rc::new(Self {
            name: Str::new(name),
            path: Str::new(path),
            state: SessionState::new(root),
            facts: RefCell::new(Facts { version: Str::new_static("0.0"), ..Facts::default() }),
            exports: RefCell::new(None),
            allowed: RefCell::default(),
            listed: RefCell::default(),
            nested: RefCell::default(),
            imported: RefCell::default(),
            prefix: RefCell::default(),
            access: Cell::new(0),
            on_remove: RefCell::default(),
        });
        // A module sees no defaults for parameters but its own.
        let own = Table::new(TableKind::Hashtable, Type::of("System.Management.Automation.DefaultParameterDictionary"), true);
        module.state.root.put(s.names.default_values, Value::table(own));
        *module.state.module.borrow_mut() = Some(module.clone());
        module
    }

    /// Functions the module gives away, under the names they were imported with.
    pub fn functions(&self) -> Vec<(Str, Rc<CommandInfo>)> {
        let all: Vec<Rc<CommandInfo>> = self.state.root.functions.borrow().iter().flat_map(|f| f.values().cloned()).collect();
        self.shown(all.into_iter().filter(|info| self.gives(info, |exports| &exports.functions)))
    }

    pub fn aliases(&self) -> Vec<(Str, Rc<CommandInfo>)> {
        let all: Vec<Rc<CommandInfo>> = self.state.root.aliases.borrow().iter().flat_map(|f| f.values().cloned()).collect();
        self.shown(all.into_iter().filter(|info| self.gives(info, |exports| &exports.aliases)))
    }

    /// What `Export-ModuleMember` names, else everything, imported commands too; a manifest may let less out.
    fn gives(&self, info: &CommandInfo, list: fn(&Exports) -> &Vec<Str>) -> bool {
        let by_script = self.exports.borrow().as_ref().is_none_or(|exports| fits(list(exports), &info.name));
        by_script && self.allowed.borrow().as_ref().is_none_or(|exports| fits(list(exports), &info.name))
    }

    fn shown(&self, commands: impl Iterator<Item = Rc<CommandInfo>>) -> Vec<(Str, Rc<CommandInfo>)> {
        let prefix = self.prefix.borrow();
        let mut found: Vec<(Str, Rc<CommandInfo>)> = commands
            .map(|info| {
                let name = with_prefix(&info.name, &prefix);
                let info = if prefix.is_empty() { info } else { from_module(&info, &name, self) };
                (name, info)
            })
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    pub fn variables(&self) -> Vec<Symbol> {
        let exports = self.exports.borrow();
        let Some(exports) = exports.as_ref() else { return Vec::new() };
        let allowed = self.allowed.borrow();
        let is_let_out = |name: &str| allowed.as_ref().is_none_or(|allowed| fits(&allowed.variables, name));
        let mut names = self.state.root.names();
        // The table of defaults belongs to the state, not to the script.
        names.retain(|n| fits(&exports.variables, n.name()) && is_let_out(n.name()) && n.name() != "PSDefaultParameterValues");
        names.sort_by_key(|n| n.name());
        names
    }
}

pub(crate) fn fits(patterns: &[Str], name: &str) -> bool {
    patterns.iter().any(|p| Wildcard::new(p, true).is_ok_and(|w| w.is_match(name)))
}

/// The block as one of the module's own.
pub fn bound(block: &Rc<ScriptBlock>, module: &Rc<Module>) -> Rc<ScriptBlock> {
    Rc::new(ScriptBlock::new(block.body.clone(), Some(module.state.clone())))
}

/// Makes a module known to the session.
pub fn register(s: &mut Session, module: &Rc<Module>) {
    let outer = s.state.module.borrow().clone();
    match outer {
        // What a module imports is part of that module.
        Some(outer) if !Rc::ptr_eq(&outer, module) => outer.add_nested(module),
        _ => register_globally(s, module),
    }
    s.catalog.epoch += 1;
}

/// Makes a module known to every state of the session.
pub fn register_globally(s: &mut Session, module: &Rc<Module>) {
    s.modules.borrow_mut().retain(|m| m.path != module.path || !m.name.eq_ignore_ascii_case(&module.name));
    s.modules.borrow_mut().push(module.clone());
    s.catalog.epoch += 1;
}

/// Puts what the module exports into a scope; gives back the names of the functions.
pub fn import(s: &mut Session, module: &Rc<Module>, scope: &Rc<Scope>, wanted: &Import) -> Vec<Str> {
    let mut brought = Vec::new();
    if !wanted.prefix.is_empty() {
        *module.prefix.borrow_mut() = wanted.prefix.clone();
    }
    let takes = |patterns: &Option<Vec<Str>>, name: &str| match patterns {
        Some(patterns) => fits(patterns, name),
        None => wanted.functions.is_none() && wanted.variables.is_none() && wanted.aliases.is_none(),
    };
    for (name, info) in module.functions() {
        let clobbers = wanted.no_clobber && crate::eval::find_command(s, &name).is_some();
        if !takes(&wanted.functions, &name) || clobbers {
            continue;
        }
        let symbol = Symbol::of(&name);
        scope.set_function(symbol, from_module(&info, &name, module));
        brought.push(name);
        module.imported.borrow_mut().push(Imported::Function(scope.clone(), symbol));
    }
    for (name, info) in module.aliases() {
        if takes(&wanted.aliases, &name) {
            let symbol = Symbol::of(&name);
            scope.set_alias(symbol, from_module(&info, &name, module));
            module.imported.borrow_mut().push(Imported::Alias(scope.clone(), symbol));
        }
    }
    for symbol in module.variables() {
        if takes(&wanted.variables, symbol.name()) {
            // The same variable, not a copy: the module sees what the importer assigns.
            if let Some(variable) = module.state.root.variable_here(symbol) {
                scope.put_variable(symbol, variable);
                module.imported.borrow_mut().push(Imported::Variable(scope.clone(), symbol));
            }
        }
    }
    s.catalog.epoch += 1;
    brought
}

fn from_module(info: &Rc<CommandInfo>, name: &Str, module: &Module) -> Rc<CommandInfo> {
    let kind = match &info.kind {
        CommandKind::Function(block) => CommandKind::Function(block.clone()),
        CommandKind::Filter(block) => CommandKind::Filter(block.clone()),
        CommandKind::Alias(target) => CommandKind::Alias(target.clone()),
        _ => return info.clone(),
    };
    Rc::new(CommandInfo::new(name.clone(), kind).in_module(Some(module.name.clone())))
}

/// `Get-Thing` with `My` is `Get-MyThing`.
fn with_prefix(name: &str, prefix: &str) -> Str {
    match (prefix.is_empty(), name.split_once('-')) {
        (true, _) => Str::new(name),
        (false, Some((verb, noun))) => Str::from(format!("{verb}-{prefix}{noun}")),
        (false, None) => Str::from(format!("{prefix}{name}")),
    }
}

/// Takes a module and what it brought out of the session.
pub fn remove(s: &mut Session, module: &Rc<Module>) -> Flow {
    let on_remove = module.on_remove.borrow().clone();
    if let Some(block) = on_remove.as_block() {
        run(s, module, &block.clone(), &[], &Out::Display)?;
    }
    for imported in module.imported.borrow_mut().drain(..) {
        match imported {
            Imported::Function(scope, symbol) => {
                if let Some(functions) = scope.functions.borrow_mut().as_mut() {
                    functions.remove(&symbol);
                }
            }
            Imported::Alias(scope, symbol) => {
                if let Some(aliases) = scope.aliases.borrow_mut().as_mut() {
                    aliases.remove(&symbol);
                }
            }
            Imported::Variable(scope, symbol) => {
                scope.remove(symbol);
            }
        }
    }
    s.modules.borrow_mut().retain(|m| !Rc::ptr_eq(m, module));
    s.catalog.epoch += 1;
    Ok(())
}

/// `& $module { … }` and `& $module name`: the command named by the first argument, inside the module.
pub fn command_inside(s: &mut Session, module: &Rc<Module>, args: &mut Vec<Arg>) -> Result<Rc<CommandInfo>, Halt> {
    let first = args.iter().position(|a| matches!(a, Arg::Value { .. }));
    let Some(Arg::Value { value, .. }) = first.map(|at| args.remove(at)) else {
        return Err(Fault::invalid("BadExpression", "A module after '&' needs a script block or the name of one of its commands.").into());
    };
    if let Some(block) = value.as_block() {
        return Ok(Rc::new(CommandInfo::new("", CommandKind::Block(bound(block, module)))));
    }
    let name = crate::text::to_text(s, &value)?;
    match Symbol::existing(&name).and_then(|symbol| module.state.root.function_here(symbol)) {
        Some(info) => Ok(info),
        None => crate::eval::resolve_command(s, &name),
    }
}
