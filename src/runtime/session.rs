//! The state of one shell.
//!
//! In:    a host, the cmdlets of a catalog.
//! Out:   variables by symbol, commands by name, the call stack, preferences.
//! Never: evaluates code; `eval` does, with a session in hand.

use crate::command::{CmdletEntry, CommandRun};
use crate::fault::{Flow, Halt};
use crate::host::Host;
use crate::module::Module;
use crate::pipe::Out;
use crate::places::{DriveInfo, PathInfo, Provider};
use crate::scope::{Call, Layout, Scope, SessionState, Slot, VarOptions, Variable};
use crate::streams::{PreferenceNames, Routes};
use crate::value::{Seq, Str, Symbol, Table, Value};
use lang::{Source, Span};
use rustc_hash::FxHashMap;
use std::any::{Any, TypeId};
use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Exit code when the reader of our output has gone, as a shell reports SIGPIPE.
pub const CLOSED_PIPE_EXIT: i32 = 141;
/// Nested collections beyond this make lists of their own.
const SPARE_LISTS_MAX: usize = 64;
/// Nested calls beyond this are a `CallDepthOverflow`.
pub const CALLS_DEEP_MAX: usize = 4000;

/// One shell: everything a running script can see or change.
pub struct Session {
    pub host: Box<dyn Host>,
    /// Innermost scope of the running code.
    pub scope: Rc<Scope>,
    /// State the running code belongs to.
    pub state: Rc<SessionState>,
    pub global: Rc<SessionState>,
    pub routes: Rc<Routes>,
    /// The statement being run: where an error without a place of its own happened.
    pub position: Span,
    pub source: Arc<Source>,
    pub calls: Vec<CallFrame>,
    /// `$?`
    pub ok: bool,
    /// Inside a `try` that catches: errors go to it instead of being reported statement by statement.
    pub propagate: bool,
    pub errors: Rc<Seq>,
    pub preferences: PreferenceNames,
    pub names: Names,
    pub interrupted: Arc<AtomicBool>,
    pub catalog: Catalog,
    pub modules: RefCell<Vec<Rc<Module>>>,
    pub display: crate::format::Display,
    pub types: crate::typedata::TypeTable,
    /// The folder that relative paths of the file system begin at.
    pub location: PathBuf,
    pub drives: Vec<Rc<DriveInfo>>,
    pub previous_locations: Vec<PathBuf>,
    pub location_stack: Vec<PathBuf>,
    pub history: Vec<crate::records::HistoryEntry>,
    pub process_exit: Option<i32>,
    /// `using namespace` of the running sources.
    pub namespaces: Vec<String>,
    /// Types that scripts declared, with the places where their names are bound.
    pub declared: Vec<crate::class::Declared>,
    /// Counts up whenever what a type name means may have changed.
    pub type_epoch: u64,
    pub last_exit_code: Value,
    pub script_path: Option<PathBuf>,
    next_stage: u32,
    services: FxHashMap<TypeId, Box<dyn Any>>,
    /// Random numbers for `Get-Random` and ids, seeded by `-SetSeed` or the system.
    pub random: crate::random::Random,
    pub dollar_dollar: Value,
    pub dollar_hat: Value,
    /// What `$using:` means in a job; in this very session it means the variables around.
    pub using: Option<Rc<Table>>,
    /// Files that receive what the screen shows.
    pub transcripts: Vec<crate::transcript::Transcript>,
    /// Reads and runs statements until the person leaves; set by a program that has a prompt.
    pub nested_prompt: Option<fn(&mut Session) -> Flow>,
    /// Where texts with holes are put together.
    pub scratch: String,
    /// Lists that collected output before and are empty again.
    spare_lists: Vec<Rc<RefCell<Vec<Value>>>>,
}

/// One call on the stack.
#[derive(Clone)]
pub struct CallFrame {
    pub name: Str,
    pub source: Arc<Source>,
    /// Where the caller stood when it called.
    pub caller: Span,
    pub caller_source: Arc<Source>,
    pub run: Option<Rc<CommandRun>>,
}

/// Symbols of variables the engine itself reads and writes.
pub struct Names {
    pub underscore: Symbol,
    pub this: Symbol,
    pub matches: Symbol,
    pub ofs: Symbol,
    pub foreach: Symbol,
    pub switch: Symbol,
    pub last_exit_code: Symbol,
    pub error: Symbol,
    pub default_values: Symbol,
    pub input: Symbol,
    pub args: Symbol,
    pub psitem: Symbol,
}

/// Commands by name.
#[derive(Default)]
pub struct Catalog {
    cmdlets: FxHashMap<Symbol, Rc<CmdletEntry>>,
    order: Vec<Symbol>,
    /// Counts up whenever what a name means may have changed.
    pub epoch: u64,
}

impl Catalog {
    pub fn add(&mut self, entry: CmdletEntry) {
        let symbol = Symbol::of(entry.spec.name);
        self.order.push(symbol);
        self.cmdlets.insert(symbol, Rc::new(entry));
        self.epoch += 1;
    }

    pub fn cmdlet(&self, symbol: Symbol) -> Option<&Rc<CmdletEntry>> {
        self.cmdlets.get(&symbol)
    }

    pub fn cmdlets(&self) -> impl Iterator<Item = &Rc<CmdletEntry>> {
        self.order.iter().filter_map(|symbol| self.cmdlets.get(symbol))
    }
}

impl Session {
    pub fn new(host: Box<dyn Host>) -> Self {
        let root = Scope::new(Rc::new(Layout::default()), None, true);
        let global = SessionState::new(root.clone());
        let source = Source::new(None, "");
        let mut session = Self {
            host,
            scope: root,
            state: global.clone(),
            global,
            routes: Rc::new(Routes::default()),
            position: Span::default(),
            source,
            calls: Vec::new(),
            ok: true,
            propagate: false,
            errors: Rc::new(Seq::array_list(Vec::new())),
            preferences: PreferenceNames::new(),
            names: Names::new(),
            interrupted: Arc::new(AtomicBool::new(false)),
            catalog: Catalog::default(),
            modules: RefCell::default(),
            display: crate::format::Display::default(),
            types: crate::typedata::TypeTable::default(),
            location: PathBuf::from("/"),
            drives: crate::places::first_drives(),
            previous_locations: Vec::new(),
            location_stack: Vec::new(),
            history: Vec::new(),
            process_exit: None,
            namespaces: Vec::new(),
            declared: Vec::new(),
            type_epoch: 0,
            last_exit_code: Value::Null,
            script_path: None,
            next_stage: 1,
            services: FxHashMap::default(),
            random: crate::random::Random::default(),
            dollar_dollar: Value::Null,
            dollar_hat: Value::Null,
            using: None,
            transcripts: Vec::new(),
            nested_prompt: None,
            scratch: String::new(),
            spare_lists: Vec::new(),
        };
        crate::initial::define(&mut session);
        session
    }

    /// Ctrl-C: noticed between objects, at loop turns and before a command begins.
    #[inline]
    pub fn poll(&self) -> Flow {
        if self.interrupted.load(Ordering::Relaxed) {
            return Err(Halt::Interrupted);
        }
        Ok(())
    }

    pub fn new_stage_id(&mut self) -> u32 {
        self.next_stage += 1;
        self.next_stage
    }

    /// Something that cmdlets share and the runtime does not know, such as the store.
    pub fn service<T: Any>(&mut self, make: impl FnOnce() -> T) -> &mut T {
        let entry = self.services.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(make()));
        entry.downcast_mut::<T>().expect("a service is stored under its own type")
    }

    pub fn has_service<T: Any>(&self) -> bool {
        self.services.contains_key(&TypeId::of::<T>())
    }

    // ---- variables -----------------------------------------------------------------------

    /// The nearest variable of this name; private ones of outer scopes are not seen.
    pub fn lookup(&self, symbol: Symbol) -> Option<Value> {
        if let Some(value) = self.scope.get_here(symbol) {
            return Some(value);
        }
        self.lookup_outside(symbol)
    }

    /// The same without the current scope.
    pub fn lookup_outside(&self, symbol: Symbol) -> Option<Value> {
        let mut next = self.scope.parent.as_ref();
        while let Some(scope) = next {
            match scope.slot_here(symbol) {
                Some(Slot::Plain(value)) => return Some(value),
                Some(Slot::Full(variable)) if !variable.options.get().private => return Some(variable.get()),
                _ => {}
            }
            next = scope.parent.as_ref();
        }
        None
    }

    pub fn get_var(&self, name: &str) -> Option<Value> {
        self.lookup(Symbol::existing(name)?)
    }

    /// Sets in the current scope, without looking at constraints.
    pub fn set_local(&mut self, symbol: Symbol, value: Value) {
        self.scope.put(symbol, value);
    }

    /// Sets where the nearest variable of the name lives, else in the current scope.
    pub fn set_nearest(&mut self, symbol: Symbol, value: Value) {
        let found = self.scope.chain().find(|scope| scope.slot_here(symbol).is_some());
        found.unwrap_or_else(|| self.scope.clone()).put(symbol, value);
    }

    pub fn set_global(&mut self, name: &str, value: Value) {
        self.global.root.put(Symbol::of(name), value);
    }

    /// Defines a variable with options in the global scope.
    pub fn define_global(&mut self, name: &str, value: Value, options: VarOptions, description: &str) {
        let variable = Variable::new(name, value);
        variable.options.set(options);
        *variable.description.borrow_mut() = Str::new(description);
        self.global.root.put_variable(Symbol::of(name), Rc::new(variable));
    }

    /// The variable itself, wherever it is nearest; makes a plain one an object.
    pub fn variable(&self, symbol: Symbol) -> Option<Rc<Variable>> {
        for (depth, scope) in self.scope.chain().enumerate() {
            if let Some(variable) = scope.variable_here(symbol)
                && (depth == 0 || !variable.options.get().private)
            {
                return Some(variable);
            }
        }
        None
    }

    /// The scope `-Scope` names: `Global`, `Local`, `Script`, `Private` or a number of levels up.
    pub fn scope_named(&self, name: &str) -> Option<Rc<Scope>> {
        match name.to_ascii_lowercase().as_str() {
            "local" | "private" | "0" => Some(self.scope.clone()),
            "global" => Some(self.global.root.clone()),
            "script" => Some(self.scope.script_scope()),
            number => self.scope.chain().nth(number.parse().ok()?),
        }
    }

    /// Makes a folder the current location; `$PWD` says so.
    pub fn set_location(&mut self, path: PathBuf) {
        let shown = Str::from(path.display().to_string());
        let drive = self.drives.first().cloned();
        let place = PathInfo { drive, provider: Provider::FileSystem, provider_path: shown.clone(), path: shown };
        self.location = path;
        self.set_global("PWD", Value::native(place));
    }

    pub fn call(&self) -> Option<Rc<Call>> {
        self.scope.levels().find_map(|scope| scope.call.borrow().clone())
    }

    pub fn strict_mode(&self) -> u8 {
        self.scope.levels().find_map(|scope| scope.strict.get()).unwrap_or(0)
    }

    // ---- calls ---------------------------------------------------------------------------

    /// The script stack trace: innermost first.
    pub fn stack_text(&self) -> Str {
        let mut lines = Vec::new();
        let mut source = self.source.clone();
        let mut span = self.position;
        for frame in self.calls.iter().rev() {
            lines.push(stack_line(&frame.name, &source, span));
            source = frame.caller_source.clone();
            span = frame.caller;
        }
        lines.join("\n").into()
    }

    /// Runs `f` and gives back everything it wrote.
    pub fn collect(&mut self, f: impl FnOnce(&mut Session, &Out) -> Flow) -> Result<Vec<Value>, Halt> {
        let (out, list) = Out::list();
        f(self, &out)?;
        drop(out);
        Ok(match Rc::try_unwrap(list) {
            Ok(cell) => cell.into_inner(),
            Err(shared) => shared.borrow().clone(),
        })
    }

    /// Runs `f` and gives what it wrote as one value: nothing, the one object, or an array.
    pub fn collect_value(&mut self, f: impl FnOnce(&mut Session, &Out) -> Flow) -> Result<Value, Halt> {
        let out = Out::List(self.spare_lists.pop().unwrap_or_default());
        let result = f(self, &out);
        let Out::List(mut list) = out else { return Ok(Value::Empty) };
        let value = match Rc::get_mut(&mut list).map(RefCell::get_mut) {
            Some(items) if items.len() > 1 => crate::enumerate::collected(std::mem::take(items)),
            Some(items) => items.pop().unwrap_or(Value::Empty),
            // Something that outlives the call writes on: it keeps its list.
            None => return result.map(|()| crate::enumerate::collected(list.borrow().clone())),
        };
        if self.spare_lists.len() < SPARE_LISTS_MAX {
            self.spare_lists.push(list);
        }
        result.map(|()| value)
    }

    pub fn table_of(&self, entries: &[(&str, Value)]) -> Value {
        let table = Table::hashtable();
        for (key, value) in entries {
            table.insert_str(key, value.clone());
        }
        Value::table(table)
    }
}

fn stack_line(name: &str, source: &Source, span: Span) -> String {
    let (line, _) = source.line_column(span.start);
    match &source.file {
        Some(file) => format!("at {name}, {file}: line {line}"),
        None => format!("at {name}, <No file>: line {line}"),
    }
}

impl Names {
    /// Variables that every session has its own of.
    pub fn is_automatic(&self, name: &str) -> bool {
        const OWN: [&str; 14] =
            ["_", "this", "input", "args", "error", "host", "home", "pid", "pwd", "profile", "psversiontable", "true", "false", "null"];
        OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) || name.to_ascii_lowercase().ends_with("preference")
    }

    fn new() -> Self {
        Self {
            underscore: Symbol::of("_"),
            this: Symbol::of("this"),
            matches: Symbol::of("Matches"),
            ofs: Symbol::of("OFS"),
            foreach: Symbol::of("foreach"),
            switch: Symbol::of("switch"),
            last_exit_code: Symbol::of("LASTEXITCODE"),
            error: Symbol::of("Error"),
            default_values: Symbol::of("PSDefaultParameterValues"),
            input: Symbol::of("input"),
            args: Symbol::of("args"),
            psitem: Symbol::of("PSItem"),
        }
    }
}
