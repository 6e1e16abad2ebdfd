//! Modules: a session state with a name and a list of what it exports.
//!
//! In:    a script module file, a manifest or a block.
//! Out:   commands and variables for the importing session.
//! Never: loads binaries.

use crate::bind::Arg;
use crate::block::ScriptBlock;
use crate::command::{CommandInfo, CommandKind};
use crate::eval::ScopeUse;
use crate::fault::{Category, Eval, Fault, Flow, Halt};
use crate::pipe::Out;
use crate::scope::{Layout, Scope, SessionState};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Symbol, Table, TableKind, Value};
use dotnet::wildcard::Wildcard;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A loaded module.
pub struct Module {
    pub name: Str,
    pub path: Str,
    pub state: Rc<SessionState>,
    pub facts: RefCell<Facts>,
    /// `None` until `Export-ModuleMember` ran: then every function is exported.
    pub exports: RefCell<Option<Exports>>,
    /// What an import put into scopes, to be taken away by `Remove-Module`.
    imported: RefCell<Vec<Imported>>,
    /// Goes between verb and noun of what is exported.
    pub prefix: RefCell<Str>,
    /// Run by `Remove-Module`.
    pub on_remove: RefCell<Value>,
}

/// What a manifest says beside the exports.
#[derive(Default, Clone)]
pub struct Facts {
    pub version: Str,
    pub description: Str,
    pub author: Str,
    pub guid: Str,
    pub root_module: Str,
    pub private_data: Value,
    pub is_manifest: bool,
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
    /// An empty module: its code runs in a state whose outer scope is the global one.
    pub fn new(s: &Session, name: &str, path: &str) -> Rc<Self> {
        let root = Scope::new(Rc::new(Layout::default()), Some(s.global.root.clone()), true);
        let module = Rc::new(Self {
            name: Str::new(name),
            path: Str::new(path),
            state: SessionState::new(root),
            facts: RefCell::new(Facts { version: Str::new_static("0.0"), ..Facts::default() }),
            exports: RefCell::new(None),
            imported: RefCell::default(),
            prefix: RefCell::default(),
            on_remove: RefCell::default(),
        });
        *module.state.module.borrow_mut() = Some(module.clone());
        module
    }

    /// Functions the module gives away, under the names they were imported with.
    pub fn functions(&self) -> Vec<(Str, Rc<CommandInfo>)> {
        let all: Vec<Rc<CommandInfo>> = self.state.root.functions.borrow().iter().flat_map(|f| f.values().cloned()).collect();
        let exports = self.exports.borrow();
        self.shown(all.into_iter().filter(|info| exports.as_ref().is_none_or(|e| fits(&e.functions, &info.name))))
    }

    pub fn aliases(&self) -> Vec<(Str, Rc<CommandInfo>)> {
        let all: Vec<Rc<CommandInfo>> = self.state.root.aliases.borrow().iter().flat_map(|f| f.values().cloned()).collect();
        let exports = self.exports.borrow();
        self.shown(all.into_iter().filter(|info| exports.as_ref().is_none_or(|e| fits(&e.aliases, &info.name))))
    }

    fn shown(&self, commands: impl Iterator<Item = Rc<CommandInfo>>) -> Vec<(Str, Rc<CommandInfo>)> {
        let prefix = self.prefix.borrow();
        let mut found: Vec<(Str, Rc<CommandInfo>)> = commands
            .map(|info| {
                let name = with_prefix(&info.name, &prefix);
                let info = if prefix.is_empty() { info } else { renamed(&info, &name, self) };
                (name, info)
            })
            .collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        found
    }

    pub fn variables(&self) -> Vec<Symbol> {
        let exports = self.exports.borrow();
        let Some(exports) = exports.as_ref() else { return Vec::new() };
        let mut names: Vec<Symbol> = self.state.root.names().into_iter().filter(|n| fits(&exports.variables, n.name())).collect();
        names.sort_by_key(|n| n.name());
        names
    }
}

fn fits(patterns: &[Str], name: &str) -> bool {
    patterns.iter().any(|p| Wildcard::new(p, true).is_ok_and(|w| w.is_match(name)))
}

/// Runs a module's code in its own state; its output goes to `out`.
pub fn run(s: &mut Session, module: &Rc<Module>, block: &Rc<ScriptBlock>, args: &[Value], out: &Out) -> Flow {
    let own = bound(block, module);
    crate::eval::run_block(s, &own, args, None, ScopeUse::Caller, out)
}

/// The block as one of the module's own.
pub fn bound(block: &Rc<ScriptBlock>, module: &Rc<Module>) -> Rc<ScriptBlock> {
    Rc::new(ScriptBlock::new(block.body.clone(), Some(module.state.clone())))
}

/// Is a module of this name loaded, or one whose commands are built in?
pub fn is_available(s: &Session, name: &str) -> bool {
    loaded(s, name).is_some() || is_built_in(s, name) || find_file(s, name).is_some()
}

pub fn is_built_in(s: &Session, name: &str) -> bool {
    s.catalog.cmdlets().any(|entry| entry.spec.module.eq_ignore_ascii_case(name))
}

pub fn loaded(s: &Session, name: &str) -> Option<Rc<Module>> {
    s.modules.borrow().iter().find(|m| m.name.eq_ignore_ascii_case(name)).cloned()
}

const EXTENSIONS: [&str; 3] = ["psd1", "psm1", "ps1"];

/// The file a module's name or path means.
pub fn find_file(s: &Session, name: &str) -> Option<PathBuf> {
    let is_path =
        name.contains(['/', '\\']) || EXTENSIONS.iter().any(|e| Path::new(name).extension().is_some_and(|x| x.eq_ignore_ascii_case(e)));
    if is_path {
        return module_at(&crate::paths::full(s, name));
    }
    let roots = std::env::var_os("PSModulePath").unwrap_or_default();
    std::env::split_paths(&roots).find_map(|root| module_at(&root.join(name)).or_else(|| newest_version(&root.join(name), name)))
}

/// A file, a file without its extension, or a folder with a module of its own name.
fn module_at(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_path_buf());
    }
    let name = path.file_name()?;
    let with = |base: &Path| {
        EXTENSIONS
            .iter()
            .map(|e| {
                let mut file = base.as_os_str().to_owned();
                file.push(".");
                file.push(e);
                PathBuf::from(file)
            })
            .find(|p| p.is_file())
    };
    with(path).or_else(|| with(&path.join(name)))
}

fn newest_version(folder: &Path, name: &str) -> Option<PathBuf> {
    let mut versions: Vec<(dotnet::version::Version, PathBuf)> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .filter_map(|e| Some((dotnet::version::Version::parse(&e.file_name().to_string_lossy()).ok()?, e.path())))
        .collect();
    versions.sort_by_key(|a| a.0);
    versions.into_iter().rev().find_map(|(_, path)| module_at(&path.join(name)))
}

/// Loads a module from its file; what it writes goes to `out`.
pub fn load(s: &mut Session, path: &Path, args: &[Value], out: &Out) -> Result<Rc<Module>, Halt> {
    let name = path.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let module = Module::new(s, &name, &path.display().to_string());
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("psd1")) {
        load_manifest(s, &module, path, args, out)?;
    } else if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("ps1")) {
        // A script is no module of its own: it runs where the importer stands.
        let values = args.iter().map(|value| Arg::Value { value: value.clone(), span: lang::Span::default() }).collect();
        crate::eval::invoke_script(s, path, values, ScopeUse::Caller, out)?;
    } else {
        load_script(s, &module, path, args, out)?;
    }
    Ok(module)
}

fn load_script(s: &mut Session, module: &Rc<Module>, path: &Path, args: &[Value], out: &Out) -> Flow {
    let text = match std::fs::read(path) {
        Ok(bytes) => dotnet::encoding::Encoding::UTF8.read(&bytes).into_owned(),
        Err(error) => return Err(crate::paths::read_fault(&error, path)),
    };
    let block = crate::eval::block_of_text(s, Some(path.display().to_string()), &text)?;
    run(s, module, &block, args, out)
}

fn load_manifest(s: &mut Session, module: &Rc<Module>, path: &Path, args: &[Value], out: &Out) -> Flow {
    let table = read_data(s, path)?;
    let text = |key: &str| table.get_str(key).filter(|v| !v.is_null()).map(|v| v.plain_text());
    {
        let mut facts = module.facts.borrow_mut();
        facts.is_manifest = true;
        facts.version = text("ModuleVersion").unwrap_or_default();
        facts.description = text("Description").unwrap_or_default();
        facts.author = text("Author").unwrap_or_default();
        facts.guid = text("GUID").unwrap_or_default();
        facts.private_data = table.get_str("PrivateData").unwrap_or(Value::Null);
    }
    let folder = path.parent().unwrap_or(Path::new("/")).to_path_buf();
    let root = text("RootModule").or_else(|| text("ModuleToProcess")).filter(|t| !t.is_empty());
    for script in list(s, &table, "ScriptsToProcess")?.unwrap_or_default() {
        crate::eval::invoke_script(s, &folder.join(script.as_str()), Vec::new(), ScopeUse::Caller, out)?;
    }
    for nested in list(s, &table, "NestedModules")?.unwrap_or_default() {
        load_part(s, module, &folder, &nested, args, out)?;
    }
    if let Some(root) = root {
        module.facts.borrow_mut().root_module = root.clone();
        load_part(s, module, &folder, &root, args, out)?;
    }
    if let Some(prefix) = text("DefaultCommandPrefix") {
        *module.prefix.borrow_mut() = prefix;
    }
    let script_exports = module.exports.borrow().clone();
    let wanted = |found: Option<Vec<Str>>, own: Vec<Str>| found.unwrap_or(own);
    let own = script_exports.unwrap_or(Exports { functions: vec![Str::new_static("*")], ..Exports::default() });
    let exports = Exports {
        functions: wanted(list(s, &table, "FunctionsToExport")?, own.functions),
        variables: wanted(list(s, &table, "VariablesToExport")?, own.variables),
        aliases: wanted(list(s, &table, "AliasesToExport")?, own.aliases),
    };
    *module.exports.borrow_mut() = Some(exports);
    Ok(())
}

fn load_part(s: &mut Session, module: &Rc<Module>, folder: &Path, name: &str, args: &[Value], out: &Out) -> Flow {
    match module_at(&folder.join(name)) {
        Some(file) => load_script(s, module, &file, args, out),
        None => Err(not_found(name)),
    }
}

/// The texts under a key of a manifest; `None` when the key is missing.
fn list(s: &mut Session, table: &Table, key: &str) -> Result<Option<Vec<Str>>, Halt> {
    let Some(value) = table.get_str(key) else { return Ok(None) };
    let mut texts = Vec::new();
    for item in crate::convert::to_list(s, &value)? {
        texts.push(crate::text::to_text(s, &item)?);
    }
    Ok(Some(texts))
}

/// The hashtable of a data file.
pub fn read_data(s: &mut Session, path: &Path) -> Result<Rc<Table>, Halt> {
    let text = match std::fs::read(path) {
        Ok(bytes) => dotnet::encoding::Encoding::UTF8.read(&bytes).into_owned(),
        Err(error) => return Err(crate::paths::read_fault(&error, path)),
    };
    let block = crate::eval::block_of_text(s, Some(path.display().to_string()), &text)?;
    let value = crate::eval::call_block(s, &block, &[])?;
    match value.as_table() {
        Some(table) => Ok(table.clone()),
        None => {
            let message = format!(
                "Processing the module manifest file '{}' did not result in a valid manifest object. Update the file to contain a valid PowerShell module manifest. A valid manifest can be created using the New-ModuleManifest cmdlet.",
                path.display()
            );
            Err(Fault::new("System.ArgumentException", "Modules_InvalidManifest", Category::ResourceUnavailable, message)
                .target(Str::from(path.display().to_string()))
                .into())
        }
    }
}

/// `The specified module 'x' was not loaded because …`
pub fn not_found(name: &str) -> Halt {
    let message = format!("The specified module '{name}' was not loaded because no valid module file was found in any module directory.");
    Fault::new("System.IO.FileNotFoundException", "Modules_ModuleNotFound", Category::ResourceUnavailable, message)
        .target(Str::new(name))
        .into()
}

/// Makes a module known to the session.
pub fn register(s: &mut Session, module: &Rc<Module>) {
    s.modules.borrow_mut().retain(|m| !m.name.eq_ignore_ascii_case(&module.name));
    s.modules.borrow_mut().push(module.clone());
    s.catalog.epoch += 1;
}

/// Puts what the module exports into a scope.
pub fn import(s: &mut Session, module: &Rc<Module>, scope: &Rc<Scope>, wanted: &Import) {
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
        scope.set_function(symbol, renamed(&info, &name, module));
        module.imported.borrow_mut().push(Imported::Function(scope.clone(), symbol));
    }
    for (name, info) in module.aliases() {
        if takes(&wanted.aliases, &name) {
            let symbol = Symbol::of(&name);
            scope.set_alias(symbol, renamed(&info, &name, module));
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
}

fn renamed(info: &Rc<CommandInfo>, name: &Str, module: &Module) -> Rc<CommandInfo> {
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

/// `PSModuleInfo`.
pub struct ModuleObject(pub Rc<Module>);

impl ModuleObject {
    fn table(entries: Vec<(Str, Value)>) -> Value {
        let ty = Type::of("System.Collections.Generic.Dictionary`2")
            .generic_of(vec![Type::string(), Type::of("System.Management.Automation.CommandInfo")]);
        let table = Table::new(TableKind::Generic, ty, true);
        for (name, value) in entries {
            table.insert(Value::Str(name), value);
        }
        Value::table(table)
    }

    fn commands(s: &mut Session, found: Vec<(Str, Rc<CommandInfo>)>) -> Vec<(Str, Value)> {
        found.into_iter().map(|(name, info)| (name, crate::clr::command_object(s, &info))).collect()
    }
}

impl Native for ModuleObject {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSModuleInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "Name",
            "Path",
            "Description",
            "Guid",
            "Version",
            "ModuleBase",
            "ModuleType",
            "PrivateData",
            "AccessMode",
            "ExportedAliases",
            "ExportedCmdlets",
            "ExportedCommands",
            "ExportedFunctions",
            "ExportedVariables",
            "NestedModules",
            "RootModule",
            "Author",
            "OnRemove",
        ]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let module = &self.0;
        let facts = module.facts.borrow().clone();
        let text = |t: Str| Value::Str(t);
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" => text(module.name.clone()),
            "path" => text(module.path.clone()),
            "description" => text(facts.description),
            "author" => text(facts.author),
            "guid" => Value::from(if facts.guid.is_empty() { Str::new_static("00000000-0000-0000-0000-000000000000") } else { facts.guid }),
            "version" => {
                let version = text(facts.version);
                return Some(crate::convert::to_type(s, &version, Type::of("System.Version")).map_err(Halt::from));
            }
            "modulebase" => Value::from(Path::new(module.path.as_str()).parent().map_or_else(String::new, |p| p.display().to_string())),
            "moduletype" => Value::enum_named(
                "System.Management.Automation.ModuleType",
                if facts.is_manifest && facts.root_module.is_empty() { "Manifest" } else { "Script" },
            ),
            "accessmode" => Value::enum_named("System.Management.Automation.ModuleAccessMode", "ReadWrite"),
            "privatedata" => facts.private_data,
            "rootmodule" => text(facts.root_module),
            "prerelease" => Value::Null,
            "onremove" => module.on_remove.borrow().clone(),
            "nestedmodules" => Value::Seq(Rc::new(crate::value::Seq::list_of(self.type_of(), Vec::new()))),
            "exportedfunctions" => Self::table(Self::commands(s, module.functions())),
            "exportedaliases" => Self::table(Self::commands(s, module.aliases())),
            "exportedcmdlets" => Self::table(Vec::new()),
            "exportedvariables" => {
                let names = module.variables().into_iter().map(|n| Str::new(n.name()));
                Self::table(names.map(|n| (n.clone(), Value::Str(n))).collect())
            }
            "exportedcommands" => {
                let mut all = Self::commands(s, module.functions());
                all.extend(Self::commands(s, module.aliases()));
                Self::table(all)
            }
            "sessionstate" => Value::Null,
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "onremove" => *self.0.on_remove.borrow_mut() = value.clone(),
            "description" => self.0.facts.borrow_mut().description = value.plain_text(),
            "privatedata" => self.0.facts.borrow_mut().private_data = value.clone(),
            _ => return None,
        }
        Some(Ok(()))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let block = args.first().and_then(Value::as_block).cloned();
        match (name.to_ascii_lowercase().as_str(), block) {
            ("invoke", Some(block)) => Some(crate::eval::call_block(s, &bound(&block, &self.0), &args[1..])),
            ("newboundscriptblock", Some(block)) => Some(Ok(Value::Block(bound(&block, &self.0)))),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        self.0.name.clone()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<ModuleObject>().is_some_and(|o| Rc::ptr_eq(&o.0, &self.0))
    }
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

/// `using module`: loads and imports before the script that says so is read for good.
pub fn use_module(s: &mut Session, name: &str, script: Option<&str>) -> Flow {
    let beside = script.and_then(|file| Path::new(file).parent()).map(Path::to_path_buf);
    let is_path = name.contains(['/', '\\']) || EXTENSIONS.iter().any(|e| name.to_ascii_lowercase().ends_with(&format!(".{e}")));
    let found = match (&beside, is_path) {
        (Some(folder), true) => module_at(&crate::paths::normal(&folder.join(name.replace('\\', "/")))),
        _ => find_file(s, name),
    };
    let Some(path) = found else {
        let shown = match (&beside, is_path) {
            (Some(folder), true) => crate::paths::normal(&folder.join(name)).display().to_string(),
            _ => name.to_owned(),
        };
        let message =
            format!("The specified module '{shown}' was not loaded because no valid module file was found in any module directory.");
        let record = Fault::invalid("ModuleNotFoundDuringParse", message).record();
        record.placeless.set(true);
        return Err(Halt::Error(record));
    };
    let stem = path.file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let module = match loaded(s, &stem) {
        Some(module) => module,
        None => load(s, &path, &[], &Out::Null)?,
    };
    register(s, &module);
    let scope = s.scope.clone();
    import(s, &module, &scope, &Import::default());
    Ok(())
}

/// Imports the module on `$env:PSModulePath` that has a command of this name.
pub fn load_for(s: &mut Session, command: &str) -> Result<bool, Halt> {
    let roots = std::env::var_os("PSModulePath").unwrap_or_default();
    for root in std::env::split_paths(&roots) {
        let Ok(entries) = std::fs::read_dir(&root) else { continue };
        let mut names: Vec<String> = entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        for name in names {
            if loaded(s, &name).is_none() && mentions(s, &name, command) {
                let Some(path) = find_file(s, &name) else { continue };
                let module = load(s, &path, &[], &Out::Null)?;
                register(s, &module);
                let scope = s.global.root.clone();
                import(s, &module, &scope, &Import::default());
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Does a file of the module define or list the command?
fn mentions(s: &Session, module: &str, command: &str) -> bool {
    let Some(path) = find_file(s, module) else { return false };
    let Some(folder) = path.parent() else { return false };
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    let wanted = command.to_lowercase();
    entries
        .flatten()
        .map(|e| e.path())
        .filter(|p| EXTENSIONS.iter().any(|e| p.extension().is_some_and(|x| x == *e)))
        .any(|file| std::fs::read_to_string(file).is_ok_and(|text| text.to_lowercase().contains(&wanted)))
}
