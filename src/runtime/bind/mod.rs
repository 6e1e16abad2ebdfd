//! Binding: from what was said to what a command receives.
//!
//! In:    the description of a command, the arguments of one call, later one object per turn.
//! Out:   values by parameter, converted and validated; errors with PowerShell's ids.
//! Never: knows a concrete cmdlet or runs its code.
//!
//! Start reading at `Binder::line`, then `object` for what arrives through the pipeline.

mod attribute;
mod check;
mod defaults;
mod fault;
mod line;
mod meta;
mod object;
mod sets;
mod value;

pub use attribute::{attributes_of, transformation_of, validation_of};
pub use check::{Invalid, validate};
pub use meta::{dynamic_params, meta_of};

use crate::block::ScriptBlock;
use crate::command::{CommandMeta, CommandRun, ParamMeta};
use crate::fault::Halt;
use crate::session::Session;
use crate::value::{Str, Table, Value};
use lang::Span;
use std::rc::Rc;

/// One argument as it was said.
#[derive(Clone)]
pub enum Arg {
    /// `-Name`, `-Name:value`.
    Named {
        name: Str,
        value: Option<Value>,
        span: Span,
        value_span: Span,
    },
    /// An entry of a splatted hashtable: what is named outright goes before it.
    Splatted {
        name: Str,
        value: Value,
    },
    Value {
        value: Value,
        span: Span,
    },
}

/// Who the parameters belong to: scripts convert and complain a little differently from cmdlets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Cmdlet,
    /// A function with `[CmdletBinding]` or `[Parameter]`.
    Advanced,
    /// A function whose surplus arguments land in `$args`.
    Plain,
}

/// How a parameter got its value.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Bound {
    #[default]
    No,
    Line,
    Default,
    Object,
}

/// The parameters of one call and what was bound to them.
pub struct Binder {
    meta: Rc<CommandMeta>,
    kind: Kind,
    bound: Vec<Bound>,
    /// Values of the command line that the command has not been given yet.
    ready: Vec<(usize, Value)>,
    /// Script blocks that are run for every object.
    delayed: Vec<(usize, Rc<ScriptBlock>, Span)>,
    /// Sets that are still possible after the command line.
    line_sets: u32,
    sets: u32,
    /// Arguments no parameter took: `$args` of a plain function.
    pub rest: Vec<Value>,
    /// `$PSBoundParameters`.
    pub table: Rc<Table>,
    expecting_input: bool,
    /// Open parameters that an object may fill.
    takers: Vec<usize>,
    /// Open parameters that some set cannot do without.
    needed: Vec<usize>,
    /// The one parameter every object goes to as it is, when that is all there is to binding.
    direct: Option<usize>,
    /// The scope of a script: validations see the parameters bound before them.
    scope: Option<Rc<crate::scope::Scope>>,
    /// Objects of the pipeline go to the command unbound.
    is_raw: bool,
}

impl Binder {
    /// Binds the command line. `dynamic` is asked for more parameters once the fixed ones are bound.
    pub fn line(
        s: &mut Session,
        run: &Rc<CommandRun>,
        meta: Rc<CommandMeta>,
        kind: Kind,
        scope: Option<Rc<crate::scope::Scope>>,
        args: Vec<Arg>,
        dynamic: impl FnOnce(&mut Session, &mut Binder) -> Result<Vec<ParamMeta>, Halt>,
    ) -> Result<Self, Halt> {
        let mut binder = Self::new(run, meta, kind);
        binder.scope = scope;
        binder.bind_line(s, run, args, dynamic)?;
        Ok(binder)
    }

    /// A command that reads its arguments as a program does: all of them are its first parameter.
    pub fn raw(run: &Rc<CommandRun>, meta: Rc<CommandMeta>, texts: Vec<Value>) -> Self {
        let mut binder = Self::new(run, meta, Kind::Cmdlet);
        binder.is_raw = true;
        binder.take(0, Value::array_of(crate::types::Type::string(), texts), Bound::Line);
        binder
    }

    fn new(run: &Rc<CommandRun>, meta: Rc<CommandMeta>, kind: Kind) -> Self {
        let table = Rc::new(crate::records::bound_table());
        *run.bound.borrow_mut() = Some(table.clone());
        let bits = meta.all_bits();
        Self {
            bound: vec![Bound::No; meta.params.len()],
            ready: Vec::new(),
            delayed: Vec::new(),
            line_sets: bits,
            sets: bits,
            rest: Vec::new(),
            table,
            expecting_input: run.expecting_input,
            takers: Vec::new(),
            needed: Vec::new(),
            direct: None,
            scope: None,
            is_raw: false,
            meta,
            kind,
        }
    }

    /// The values of the command line, once.
    pub fn take_bound(&mut self) -> Vec<(usize, Value)> {
        std::mem::take(&mut self.ready)
    }

    /// The same, to look at while dynamic parameters are asked for.
    pub fn ready(&self) -> &[(usize, Value)] {
        &self.ready
    }

    pub fn params(&self) -> &[ParamMeta] {
        &self.meta.params
    }

    /// Was the parameter bound, by whatever way but a default value?
    pub fn is_bound(&self, name: &str) -> bool {
        self.meta.params.iter().zip(&self.bound).any(|(p, b)| *b != Bound::No && p.name.eq_ignore_ascii_case(name))
    }

    /// `$PSCmdlet.ParameterSetName`.
    pub fn set_name(&self) -> Str {
        sets::name_of(&self.meta, self.sets)
    }

    fn is_open(&self, param: usize) -> bool {
        self.bound[param] == Bound::No
    }

    /// Notes a value for a parameter and narrows the sets.
    fn take(&mut self, param: usize, value: Value, how: Bound) {
        self.bound[param] = how;
        let meta = &self.meta.params[param];
        self.sets &= meta.set_bits();
        // Nobody looks at the table of a cmdlet between two objects.
        if let Some(scope) = self.scope.as_ref().filter(|_| !meta.is_dynamic) {
            scope.put(meta.symbol, value.clone());
        }
        if !(how == Bound::Object && self.kind == Kind::Cmdlet) {
            self.table.insert_str(&meta.name, value.clone());
        }
        self.ready.push((param, value));
    }
}
