//! Classes and enumerations of scripts.
//!
//! In:    type statements.
//! Out:   types, instances, method calls.
//! Never: parses.
//!
//! A class is known by name as soon as its statement was seen; what its members' types mean is looked up at first
//! use, so that classes may speak of each other. Start reading at `declare` and `construct`.

mod call;
mod cast;
mod declare;
mod instance;
mod known;
mod shown;

pub use call::{call_method, call_method_of, call_static, compare_method, equals_method, has_plain_to_string, static_operator};
pub use cast::convert_to_class;
pub use declare::declare;
pub use instance::{construct, get_property, get_static, set_property, set_static};
pub use known::{Declared, Place, bound_at, in_scope, use_types};
pub use shown::{constructor_definitions, definitions, is_hidden, list_members, property_infos, settable, shown_properties};

use crate::block::ScriptBlock;
use crate::clr::signature;
use crate::code::TypeCode;
use crate::command::Validation;
use crate::fault::Halt;
use crate::scope::{Scope, SessionState};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Symbol, Value};
use lang::Source;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// A class of a script.
pub struct ScriptClass {
    pub name: Str,
    pub base: Option<Type>,
    pub interfaces: Vec<Type>,
    pub(crate) code: Rc<TypeCode>,
    state: Rc<SessionState>,
    /// Where it was declared: what its members' types mean there.
    scope: Rc<Scope>,
    source: Arc<Source>,
    namespaces: Vec<String>,
    body: OnceCell<Body>,
    statics: RefCell<Vec<(Symbol, Value)>>,
    started: Cell<bool>,
}

/// Members with their types resolved.
pub(crate) struct Body {
    pub properties: Vec<Property>,
    pub methods: Vec<Rc<ClassMethod>>,
    pub constructors: Vec<Rc<ClassMethod>>,
}

pub(crate) struct Property {
    pub name: Str,
    pub symbol: Symbol,
    pub ty: Type,
    pub is_static: bool,
    pub validations: Vec<Rc<Validation>>,
    /// Place in the code, for the initial value.
    pub at: usize,
}

/// One method or constructor.
pub(crate) struct ClassMethod {
    pub signature: Rc<signature::Method>,
    pub returns: Option<Type>,
    pub block: Rc<ScriptBlock>,
    /// Place in the code, for base arguments.
    pub at: usize,
}

impl ScriptClass {
    /// How many parameters its constructors have.
    pub fn constructor_arities(&self) -> Vec<usize> {
        self.code.methods.iter().filter(|m| m.is_constructor && !m.is_static).map(|m| m.params.len()).collect()
    }

    /// The members, resolved at first use.
    pub(crate) fn body(&self, s: &mut Session) -> Result<&Body, Halt> {
        if let Some(body) = self.body.get() {
            return Ok(body);
        }
        let namespaces = std::mem::replace(&mut s.namespaces, self.namespaces.clone());
        let scope = std::mem::replace(&mut s.scope, self.scope.clone());
        let source = std::mem::replace(&mut s.source, self.source.clone());
        let made = declare::resolve(s, self);
        (s.namespaces, s.scope, s.source) = (namespaces, scope, source);
        let made = made?;
        Ok(self.body.get_or_init(|| made))
    }
}

/// The class of a type, and its script ancestors, most derived first.
pub(crate) fn lineage(ty: Type) -> impl Iterator<Item = (Type, &'static Rc<ScriptClass>)> {
    ty.chain().map_while(|t| t.script_class().map(|class| (t, class)))
}

/// The first ancestor that is no script class.
pub(crate) fn net_base(ty: Type) -> Type {
    ty.chain().find(|t| t.script_class().is_none()).unwrap_or_else(Type::object)
}
