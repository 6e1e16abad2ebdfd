//! Members in code: `$x.Name`, `$x.Method(…)`, `[T]::Method(…)`.
//!
//! In:    the code of a member access or call.
//! Out:   the member's value or the call's result.
//! Never: looks for a member itself; `member` does. The place in code remembers what was found there last.

use super::expr::{eval, no_empty, type_of};
use crate::code::{InvokeCode, InvokeTarget, MemberCode, MemberName, PropertySeen};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Object, Str, Symbol, Value, attached};
use std::rc::Rc;

/// The name of a member, as text.
pub fn member_name(s: &mut Session, name: &MemberName) -> Result<Str, Halt> {
    match name {
        MemberName::Fixed(name, _) => Ok(name.clone()),
        MemberName::Dynamic(expr) => {
            let value = eval(s, expr)?;
            crate::text::to_text(s, &value)
        }
    }
}

pub fn member(s: &mut Session, code: &MemberCode) -> Eval {
    let target = eval(s, &code.target)?;
    property(s, code, &target)
}

/// The member of a target that was evaluated already.
pub fn property(s: &mut Session, code: &MemberCode, target: &Value) -> Eval {
    if code.null_conditional && target.is_null() {
        return Ok(Value::Null);
    }
    match &code.name {
        MemberName::Fixed(name, symbol) => fixed_property(s, code, target, name, *symbol),
        MemberName::Dynamic(expr) => {
            let name = eval(s, expr)?;
            match name.as_block() {
                Some(block) => super::call_with_item(s, &block.clone(), target.clone(), &[]),
                None => {
                    if let Some(found) = target.as_table().and_then(|table| table.get(name.base())) {
                        return Ok(found);
                    }
                    let name = crate::text::to_text(s, &name)?;
                    crate::member::get(s, target, &name)
                }
            }
        }
    }
}

fn fixed_property(s: &mut Session, code: &MemberCode, target: &Value, name: &Str, symbol: Symbol) -> Eval {
    if let Value::Object(object) = target {
        return match note_through_site(object, symbol, code) {
            Some(found) => Ok(found),
            None => crate::member::get(s, target, name),
        };
    }
    let epoch = s.types.epoch;
    let known = match &*code.seen.borrow() {
        PropertySeen::Net(ty, seen) => *seen == epoch && target.ty() == Some(*ty) && attached(target).is_none(),
        _ => false,
    };
    if known && let Some(found) = crate::member::net_property(target, name) {
        return Ok(found);
    }
    if !known
        && let Some(ty) = target.ty()
        && crate::member::is_net_property(s, target, name)
    {
        *code.seen.borrow_mut() = PropertySeen::Net(ty, epoch);
    }
    crate::member::get(s, target, name)
}

/// A note property through the memory of its place in the code.
#[inline]
fn note_through_site(object: &Object, symbol: Symbol, code: &MemberCode) -> Option<Value> {
    if object.class().is_some() {
        return None;
    }
    let notes = object.notes.borrow();
    if let PropertySeen::Note(shape, slot) = &*code.seen.borrow()
        && Rc::ptr_eq(shape, &notes.shape)
    {
        return notes.values.get(*slot).cloned();
    }
    let slot = notes.shape.find(symbol)?;
    *code.seen.borrow_mut() = PropertySeen::Note(notes.shape.clone(), slot);
    notes.values.get(slot).cloned()
}

pub fn invoke(s: &mut Session, code: &InvokeCode) -> Eval {
    let target = match &code.target {
        InvokeTarget::Instance(expr) => {
            let target = eval(s, expr)?;
            if code.null_conditional && target.is_null() {
                return Ok(Value::Null);
            }
            target
        }
        InvokeTarget::Static(ty) => type_of(s, ty)?,
    };
    let dynamic;
    let name = match &code.name {
        MemberName::Fixed(name, _) => name,
        MemberName::Dynamic(_) => {
            dynamic = member_name(s, &code.name)?;
            &dynamic
        }
    };
    let mut args = Vec::with_capacity(code.args.len());
    for arg in &code.args {
        args.push(no_empty(eval(s, arg)?));
    }
    let position = s.position;
    let result = call(s, code, &target, name, args);
    s.position = position;
    result
}

/// The call itself: by the overload this place chose last, if it means the same again.
fn call(s: &mut Session, code: &InvokeCode, target: &Value, name: &str, args: Vec<Value>) -> Eval {
    let is_static = matches!(code.target, InvokeTarget::Static(_));
    if let MemberName::Fixed(..) = code.name {
        let seen = code.seen.borrow().clone();
        if let Some(chosen) = seen.filter(|chosen| chosen.fits(s, target, &args, is_static)) {
            return chosen.call(s, target, args);
        }
        if let Some(chosen) = crate::member::choose(s, target, name, &args, is_static) {
            let chosen = Rc::new(chosen);
            *code.seen.borrow_mut() = Some(chosen.clone());
            return chosen.call(s, target, args);
        }
    }
    match &code.target {
        InvokeTarget::Instance(expr) => match constraint(s, expr) {
            Some(ty) => crate::member::call_as(s, target, ty, name, &args),
            None => crate::member::call(s, target, name, &args),
        },
        InvokeTarget::Static(_) => crate::member::call_static(s, target, name, &args),
    }
}

/// The type in `([Base]$this).Method()`: the method is called as that type declares it.
fn constraint(s: &mut Session, target: &crate::code::Ex) -> Option<Type> {
    let crate::code::Ex::Paren(statement) = target else { return None };
    let crate::code::StKind::Expr(crate::code::Ex::Convert { ty, .. }, _) = &statement.kind else { return None };
    super::types::site_type(s, ty).ok()
}
