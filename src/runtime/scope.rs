//! Scopes: variables, functions and aliases of one level.
//!
//! In:    symbols and values.
//! Out:   slots that a place in code can remember.
//! Never: evaluates; drives and automatic variables are handled above.

use crate::block::ScriptBlock;
use crate::command::{CommandInfo, CommandRun};
use crate::types::Type;
use crate::value::{Str, Symbol, Value};
use rustc_hash::FxHashMap;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// The names of a scope's slots. Shared until a scope grows beyond what its code assigns.
#[derive(Clone)]
pub struct Layout {
    /// Unlike an address, never used again: places in code remember it.
    pub id: usize,
    symbols: Vec<Symbol>,
    slots: Option<FxHashMap<Symbol, u16>>,
}

const SCANNED_NAMES_MAX: usize = 8;

impl Default for Layout {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}

impl Layout {
    pub fn new(symbols: Vec<Symbol>) -> Self {
        thread_local!(static NEXT: Cell<usize> = const { Cell::new(1) });
        let id = NEXT.with(|next| next.replace(next.get() + 1));
        let slots = (symbols.len() > SCANNED_NAMES_MAX).then(|| symbols.iter().enumerate().map(|(at, s)| (*s, at as u16)).collect());
        Self { id, symbols, slots }
    }

    #[inline]
    pub fn find(&self, symbol: Symbol) -> Option<u16> {
        match &self.slots {
            Some(slots) => slots.get(&symbol).copied(),
            None => self.symbols.iter().position(|s| *s == symbol).map(|at| at as u16),
        }
    }

    pub fn len(&self) -> usize {
        self.symbols.len()
    }

    pub fn is_empty(&self) -> bool {
        self.symbols.is_empty()
    }

    fn with(&self, symbol: Symbol) -> Self {
        let mut symbols = Vec::with_capacity(self.symbols.len() + 1);
        symbols.extend_from_slice(&self.symbols);
        symbols.push(symbol);
        Self::new(symbols)
    }
}

/// What a slot holds.
#[derive(Clone, Default)]
pub enum Slot {
    #[default]
    Unset,
    Plain(Value),
    Full(Rc<Variable>),
}

/// A variable with more to it than a value: constraints, options, a reference from `[ref]` or `Get-Variable`.
pub struct Variable {
    pub name: Str,
    pub value: RefCell<Value>,
    pub options: Cell<VarOptions>,
    pub description: RefCell<Str>,
    /// Applied to every assignment, in order from the variable outwards.
    pub constraints: RefCell<Vec<Constraint>>,
    pub visibility_private: Cell<bool>,
    pub module: RefCell<Option<Str>>,
    /// Computed by the shell when read (`$PWD`-like variables would be); none so far for scripts.
    pub read: Option<fn(&mut crate::session::Session) -> Value>,
}

/// A type or validation on a variable.
#[derive(Clone)]
pub enum Constraint {
    Type(Type),
    /// The type of a parameter without attributes: what does not fit is a failed cast.
    Cast(Type),
    Validate(Rc<crate::command::Validation>),
    /// An object of a script's own class that makes something else of every value.
    Transform(Value),
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct VarOptions {
    pub read_only: bool,
    pub constant: bool,
    pub private: bool,
    pub all_scope: bool,
}

impl VarOptions {
    pub fn from_bits(bits: i64) -> Self {
        Self { read_only: bits & 1 != 0, constant: bits & 2 != 0, private: bits & 4 != 0, all_scope: bits & 8 != 0 }
    }

    pub fn bits(self) -> i64 {
        i64::from(self.read_only) | i64::from(self.constant) << 1 | i64::from(self.private) << 2 | i64::from(self.all_scope) << 3
    }
}

impl Variable {
    pub fn new(name: &str, value: Value) -> Self {
        Self {
            name: Str::new(name),
            value: RefCell::new(value),
            options: Cell::default(),
            description: RefCell::default(),
            constraints: RefCell::default(),
            visibility_private: Cell::new(false),
            module: RefCell::new(None),
            read: None,
        }
    }

    pub fn get(&self) -> Value {
        self.value.borrow().clone()
    }
}

/// A variable that has another value for a while.
pub struct Lent {
    at: u16,
    before: Option<Value>,
}

/// One level of names.
pub struct Scope {
    pub layout: RefCell<Rc<Layout>>,
    pub slots: RefCell<Vec<Slot>>,
    pub parent: Option<Rc<Scope>>,
    /// A script file or module starts here: what `$script:` means.
    pub is_script: bool,
    pub functions: RefCell<Option<FxHashMap<Symbol, Rc<CommandInfo>>>>,
    pub aliases: RefCell<Option<FxHashMap<Symbol, Rc<CommandInfo>>>>,
    /// Classes and enumerations that were declared here.
    pub types: RefCell<Vec<(Symbol, Type)>>,
    /// The call that made this scope.
    pub call: RefCell<Option<Rc<Call>>>,
    /// `Set-StrictMode` of this scope.
    pub strict: Cell<Option<u8>>,
}

/// What the automatic variables of a call are computed from.
pub struct Call {
    pub block: Rc<ScriptBlock>,
    pub run: RefCell<Option<Rc<CommandRun>>>,
    pub args: RefCell<Vec<Value>>,
    pub input: RefCell<Option<Value>>,
    /// Nothing can come through a pipeline: `$input` is an empty walk, made when somebody asks.
    pub has_no_input: bool,
    pub bound: RefCell<Option<Rc<crate::value::Table>>>,
    /// `$PSCmdlet`, for advanced functions.
    pub cmdlet: RefCell<Option<Value>>,
}

impl Scope {
    pub fn new(layout: Rc<Layout>, parent: Option<Rc<Scope>>, is_script: bool) -> Rc<Self> {
        let slots = vec![Slot::Unset; layout.len()];
        Rc::new(Self {
            layout: RefCell::new(layout),
            slots: RefCell::new(slots),
            parent,
            is_script,
            functions: RefCell::new(None),
            aliases: RefCell::new(None),
            types: RefCell::default(),
            call: RefCell::new(None),
            strict: Cell::new(None),
        })
    }

    pub fn slot_of(&self, symbol: Symbol) -> Option<u16> {
        self.layout.borrow().find(symbol)
    }

    /// The variable of this very scope.
    pub fn get_here(&self, symbol: Symbol) -> Option<Value> {
        let at = self.slot_of(symbol)?;
        match &self.slots.borrow()[at as usize] {
            Slot::Unset => None,
            Slot::Plain(value) => Some(value.clone()),
            Slot::Full(variable) => Some(variable.get()),
        }
    }

    pub fn slot_here(&self, symbol: Symbol) -> Option<Slot> {
        let at = self.slot_of(symbol)?;
        match &self.slots.borrow()[at as usize] {
            Slot::Unset => None,
            slot => Some(slot.clone()),
        }
    }

    /// Makes room for a name.
    pub fn slot_for(&self, symbol: Symbol) -> u16 {
        if let Some(at) = self.slot_of(symbol) {
            return at;
        }
        let grown = Rc::new(self.layout.borrow().with(symbol));
        let at = grown.len() as u16 - 1;
        *self.layout.borrow_mut() = grown;
        self.slots.borrow_mut().push(Slot::Unset);
        at
    }

    /// Puts a value without looking at constraints.
    pub fn put(&self, symbol: Symbol, value: Value) {
        let at = self.slot_for(symbol);
        self.put_at(at, value);
    }

    fn put_at(&self, at: u16, value: Value) {
        let at = at as usize;
        let mut slots = self.slots.borrow_mut();
        match &slots[at] {
            Slot::Full(variable) => {
                let variable = variable.clone();
                drop(slots);
                *variable.value.borrow_mut() = value;
            }
            _ => slots[at] = Slot::Plain(value),
        }
    }

    pub fn put_variable(&self, symbol: Symbol, variable: Rc<Variable>) {
        let at = self.slot_for(symbol) as usize;
        self.slots.borrow_mut()[at] = Slot::Full(variable);
    }

    pub fn remove(&self, symbol: Symbol) -> bool {
        let Some(at) = self.slot_of(symbol) else { return false };
        let mut slots = self.slots.borrow_mut();
        let was_set = !matches!(slots[at as usize], Slot::Unset);
        slots[at as usize] = Slot::Unset;
        was_set
    }

    /// The variable as an object of its own, so that references and options can live on it.
    pub fn variable_here(&self, symbol: Symbol) -> Option<Rc<Variable>> {
        let at = self.slot_of(symbol)? as usize;
        let mut slots = self.slots.borrow_mut();
        match &slots[at] {
            Slot::Unset => None,
            Slot::Full(variable) => Some(variable.clone()),
            Slot::Plain(value) => {
                let variable = Rc::new(Variable::new(symbol.name(), value.clone()));
                slots[at] = Slot::Full(variable.clone());
                Some(variable)
            }
        }
    }

    /// Names that are set, in no particular order.
    pub fn names(&self) -> Vec<Symbol> {
        let layout = self.layout.borrow().clone();
        let slots = self.slots.borrow();
        layout.symbols.iter().zip(slots.iter()).filter(|(_, slot)| !matches!(slot, Slot::Unset)).map(|(s, _)| *s).collect()
    }

    /// This scope and those around it, to look at.
    pub fn levels(&self) -> impl Iterator<Item = &Scope> {
        std::iter::successors(Some(self), |scope| scope.parent.as_deref())
    }

    pub fn chain(self: &Rc<Self>) -> impl Iterator<Item = Rc<Scope>> {
        std::iter::successors(Some(self.clone()), |scope| scope.parent.clone())
    }

    /// Gives a variable another value for a while; what comes back is for `give_back`.
    pub fn lend(&self, symbol: Symbol, value: Value) -> Lent {
        let at = self.slot_for(symbol);
        let before = match &mut self.slots.borrow_mut()[at as usize] {
            Slot::Unset => None,
            Slot::Plain(held) => Some(std::mem::take(held)),
            Slot::Full(variable) => Some(variable.get()),
        };
        self.put_at(at, value);
        Lent { at, before }
    }

    pub fn give_back(&self, lent: Lent) {
        match lent.before {
            Some(value) => self.put_at(lent.at, value),
            None => self.slots.borrow_mut()[lent.at as usize] = Slot::Unset,
        }
    }

    /// The nearest script or module level, else the outermost.
    pub fn script_scope(self: &Rc<Self>) -> Rc<Scope> {
        let mut last = self.clone();
        for scope in self.chain() {
            if scope.is_script {
                return scope;
            }
            last = scope;
        }
        last
    }

    pub fn function_here(&self, symbol: Symbol) -> Option<Rc<CommandInfo>> {
        self.functions.borrow().as_ref().and_then(|f| f.get(&symbol).cloned())
    }

    pub fn alias_here(&self, symbol: Symbol) -> Option<Rc<CommandInfo>> {
        self.aliases.borrow().as_ref().and_then(|f| f.get(&symbol).cloned())
    }

    pub fn set_function(&self, symbol: Symbol, info: Rc<CommandInfo>) {
        self.functions.borrow_mut().get_or_insert_default().insert(symbol, info);
    }

    pub fn set_alias(&self, symbol: Symbol, info: Rc<CommandInfo>) {
        self.aliases.borrow_mut().get_or_insert_default().insert(symbol, info);
    }
}

/// The scopes of the global session or of one module.
pub struct SessionState {
    /// The outermost scope of this state.
    pub root: Rc<Scope>,
    /// The innermost scope while code of another state runs.
    pub current: RefCell<Rc<Scope>>,
    pub module: RefCell<Option<Rc<crate::module::Module>>>,
}

impl SessionState {
    pub fn new(root: Rc<Scope>) -> Rc<Self> {
        Rc::new(Self { current: RefCell::new(root.clone()), root, module: RefCell::new(None) })
    }

    pub fn module_name(&self) -> Option<Str> {
        self.module.borrow().as_ref().map(|m| m.name.clone())
    }
}
