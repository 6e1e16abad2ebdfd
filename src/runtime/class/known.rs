//! Where a type of a script is known: inside the block that declares it, and in scopes below the one where it ran.
//!
//! In:    declarations as blocks run them.
//! Out:   the type a name means at a place of a source, or in the running scope.
//! Never: knows types of .NET.

use crate::block::ScriptBlock;
use crate::code::TypeCode;
use crate::scope::Scope;
use crate::session::Session;
use crate::types::Type;
use crate::value::Symbol;
use lang::{Source, Span};
use std::hash::BuildHasher;
use std::rc::Rc;
use std::sync::Arc;

/// A type and the piece of source in which its name is bound to it.
pub struct Declared {
    source: Arc<Source>,
    within: Span,
    name: Symbol,
    ty: Type,
    /// The statement that declared it; none for a type of a used module.
    code: Option<Rc<TypeCode>>,
}

/// The block that a type stands in.
pub struct Place {
    pub within: Span,
    /// What the full names of its types begin with: nothing in a script, the function's name, or a number.
    pub prefix: String,
}

impl Place {
    pub fn of(block: &ScriptBlock) -> Self {
        let tree = &block.body.tree;
        let prefix = match &block.body.function {
            Some(function) => format!("{}.", function.name),
            None if tree.span == tree.inner => String::new(),
            None => format!("<{:x}>.", rustc_hash::FxBuildHasher.hash_one(tree.source.slice(tree.span)) as u32),
        };
        Self { within: tree.span, prefix }
    }
}

/// Makes a type known in a block and in the running scope.
pub(super) fn make_known(s: &mut Session, code: Option<&Rc<TypeCode>>, within: Span, ty: Type) {
    let name = Symbol::of(ty.name());
    let source = s.source.clone();
    s.declared.retain(|known| !(known.name == name && known.within == within && Arc::ptr_eq(&known.source, &source)));
    s.declared.push(Declared { source, within, name, ty, code: code.cloned() });
    put(&s.scope, name, ty);
    s.type_epoch += 1;
}

/// The type that this very statement declared when it ran before: it becomes known in the running scope too.
pub(super) fn known_again(s: &mut Session, code: &Rc<TypeCode>) -> Option<Type> {
    let known = s.declared.iter().find(|known| known.code.as_ref().is_some_and(|own| Rc::ptr_eq(own, code)))?;
    let (name, ty) = (known.name, known.ty);
    put(&s.scope, name, ty);
    Some(ty)
}

fn put(scope: &Rc<Scope>, name: Symbol, ty: Type) {
    let mut types = scope.types.borrow_mut();
    types.retain(|(known, _)| *known != name);
    types.push((name, ty));
}

/// The types a used module declares become known where it is used.
pub fn use_types(s: &mut Session, module: &crate::module::Module, within: Span) {
    let types: Vec<Type> = module.state.root.types.borrow().iter().map(|(_, ty)| *ty).collect();
    for ty in types {
        make_known(s, None, within, ty);
    }
}

/// The type a name means by the place where it is written.
pub fn bound_at(s: &Session, name: &str, place: Span) -> Option<Type> {
    if s.declared.is_empty() {
        return None;
    }
    let name = Symbol::existing(name)?;
    let surrounds = |known: &&Declared| known.within.start <= place.start && place.end <= known.within.end;
    let fits = s.declared.iter().filter(|known| known.name == name && Arc::ptr_eq(&known.source, &s.source)).filter(surrounds);
    fits.min_by_key(|known| known.within.end - known.within.start).map(|known| known.ty)
}

/// The type a name means in the running scope.
pub fn in_scope(s: &Session, name: &str) -> Option<Type> {
    if s.declared.is_empty() {
        return None;
    }
    let name = Symbol::existing(name)?;
    s.scope.chain().find_map(|scope| scope.types.borrow().iter().find(|(known, _)| *known == name).map(|(_, ty)| *ty))
}
