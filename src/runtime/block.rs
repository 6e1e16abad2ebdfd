//! Script blocks: code as a value.
//!
//! In:    a tree of `lang`, the session state it belongs to.
//! Out:   lowered code, made once on first use and shared by all blocks of the same place.
//! Never: runs; `eval` does.

use crate::code::Code;
use crate::scope::SessionState;
use lang::{Source, tree};
use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A `{ … }`, function body or script as a value.
pub struct ScriptBlock {
    pub body: Rc<BlockBody>,
    /// The module or global state it runs in; set when it is made.
    pub state: RefCell<Option<Rc<SessionState>>>,
    pub is_filter: bool,
    /// The method's class, for `$this` and `base`.
    pub class: RefCell<Option<crate::types::Type>>,
}

/// Tree and lowered code of one place in a source; all blocks made there share it.
pub struct BlockBody {
    pub tree: Rc<tree::ScriptBlock>,
    /// Parameters written after the name: `function f($a)`.
    pub function: Option<FunctionPart>,
    /// Modules of `using module`: their types are known inside.
    pub uses: Vec<Rc<crate::module::Module>>,
    code: OnceCell<Rc<Code>>,
    /// Its classes have not been put together yet: what is wrong with them shows when it runs.
    unchecked: Cell<bool>,
}

/// What a `function` statement or method adds to its body.
pub struct FunctionPart {
    pub name: crate::value::Str,
    pub is_filter: bool,
    /// Comment-based help before the `function` keyword.
    pub help: Option<lang::Span>,
    /// Where those parameters stand.
    pub shown: Vec<lang::Span>,
    /// Parameters in parentheses after the name; taken when the body is lowered.
    pub params: RefCell<Option<Vec<crate::code::ParamCode>>>,
}

impl BlockBody {
    pub fn new(tree: Rc<tree::ScriptBlock>) -> Self {
        Self { tree, function: None, uses: Vec::new(), code: OnceCell::new(), unchecked: Cell::new(false) }
    }

    /// A block of text that was only read so far.
    #[must_use]
    pub fn unchecked(self) -> Self {
        self.unchecked.set(true);
        self
    }

    /// Says once what is wrong with the classes inside.
    pub fn check(&self, types: &dyn lang::KnownTypes) -> Vec<lang::SyntaxError> {
        if self.unchecked.replace(false) { lang::definition_errors(&self.tree, types) } else { Vec::new() }
    }

    #[must_use]
    pub fn using(mut self, modules: Vec<Rc<crate::module::Module>>) -> Self {
        self.uses = modules;
        self
    }

    pub fn of_function(tree: Rc<tree::ScriptBlock>, function: FunctionPart) -> Self {
        Self { tree, function: Some(function), uses: Vec::new(), code: OnceCell::new(), unchecked: Cell::new(false) }
    }

    pub fn code(&self) -> &Rc<Code> {
        self.code.get_or_init(|| Rc::new(crate::lower::lower_block(self)))
    }

    pub fn source(&self) -> &Arc<Source> {
        &self.tree.source
    }
}

impl ScriptBlock {
    pub fn new(body: Rc<BlockBody>, state: Option<Rc<SessionState>>) -> Self {
        let is_filter = body.function.as_ref().is_some_and(|f| f.is_filter);
        Self { body, state: RefCell::new(state), is_filter, class: RefCell::new(None) }
    }

    /// What `ToString()` gives: the text between the braces, after the parameters of a function.
    pub fn text(&self) -> Cow<'_, str> {
        let source = &self.body.tree.source;
        let inner = source.slice(self.body.tree.inner);
        let shown = self.body.function.as_ref().map_or(&[][..], |function| &function.shown);
        if shown.is_empty() {
            return Cow::Borrowed(inner);
        }
        let params: Vec<&str> = shown.iter().map(|span| source.slice(*span)).collect();
        Cow::Owned(format!("param({})\n{inner}", params.join(", ")))
    }

    pub fn code(&self) -> &Rc<Code> {
        self.body.code()
    }

    /// Comment-based help: inside the body, else before its `function` keyword.
    pub fn help_text(&self) -> Option<&str> {
        let before = self.body.function.as_ref().and_then(|function| function.help);
        let span = self.body.tree.help.or(before)?;
        Some(self.body.tree.source.slice(span))
    }
}
