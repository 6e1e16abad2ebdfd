//! The overload that a place in code chose last.
//!
//! In:    the target and the arguments of a call.
//! Out:   a choice that holds as long as the same types meet; the call through it.
//! Never: chooses differently from `method` and `statics`; what depends on more than types is not remembered.

use super::{fault, find, method};
use crate::clr::{self, Reference, overload, signature};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Value, attached};
use std::rc::Rc;

/// An overload, and what it was chosen for.
pub struct Chosen {
    target: Type,
    arguments: Box<[Type]>,
    is_static: bool,
    epoch: u64,
    group: Rc<signature::Group>,
    method: Rc<signature::Method>,
    /// The last parameter takes the remaining arguments one by one.
    expanded: bool,
    /// Every argument is of its parameter's type already.
    as_is: bool,
}

/// The overload a call of .NET means; `None` when more than types decides, or nothing fits.
pub fn choose(s: &Session, target: &Value, name: &str, args: &[Value], is_static: bool) -> Option<Chosen> {
    let ty = target_type(target, is_static)?;
    let group = if is_static { static_group(ty, name) } else { instance_group(s, target, ty, name, args) }?;
    let arguments: Box<[Type]> = args.iter().map(type_of_argument).collect::<Option<_>>()?;
    let (method, expanded) = overload::choose(&group.name, &group.overloads, args).ok()?;
    let fits = |(param, given): (&signature::Param, &Type)| {
        !param.rest && !param.by_ref && (param.ty == *given || param.ty == Type::object() && *given != Type::void())
    };
    let as_is = args.len() <= method.params.len() && method.params.iter().zip(&arguments).all(fits);
    Some(Chosen { target: ty, arguments, is_static, epoch: s.types.epoch, group, method, expanded, as_is })
}

fn static_group(ty: Type, name: &str) -> Option<Rc<signature::Group>> {
    if name.eq_ignore_ascii_case("new") || ty.script_class().is_some() {
        return None;
    }
    signature::group(ty, name, true)
}

fn instance_group(s: &Session, target: &Value, ty: Type, name: &str, args: &[Value]) -> Option<Rc<signature::Group>> {
    if name.eq_ignore_ascii_case("GetBaseException") || find::typed_definition(s, target, name).is_some() {
        return None;
    }
    let group = signature::group(ty, name, false)?;
    let others_may_know = group.owner == Type::object() && !args.is_empty() && !name.eq_ignore_ascii_case("Equals");
    (!others_may_know).then_some(group)
}

/// The type that decides about a call; objects of scripts have members of their own.
fn target_type(target: &Value, is_static: bool) -> Option<Type> {
    match target {
        Value::Type(ty) if is_static => Some(*ty),
        _ if is_static => None,
        Value::Object(_) => None,
        _ if attached(target).is_some() => None,
        _ => target.ty(),
    }
}

/// The type of an argument where it alone decides; null counts as `void`.
fn type_of_argument(value: &Value) -> Option<Type> {
    match value {
        Value::Null | Value::Empty => Some(Type::void()),
        Value::Object(object) if !object.is_custom() => None,
        Value::Native(_) if value.as_native::<Reference>().is_some() => None,
        _ => value.ty(),
    }
}

impl Chosen {
    /// Does the choice hold for this call?
    pub fn fits(&self, s: &Session, target: &Value, args: &[Value], is_static: bool) -> bool {
        self.epoch == s.types.epoch
            && self.is_static == is_static
            && self.arguments.len() == args.len()
            && target_type(target, is_static) == Some(self.target)
            && args.iter().zip(&self.arguments).all(|(arg, ty)| type_of_argument(arg) == Some(*ty))
    }

    pub fn call(&self, s: &mut Session, target: &Value, args: Vec<Value>) -> Eval {
        let name = &self.group.name;
        let count = args.len();
        let args = match self.as_is {
            true => args,
            false => overload::convert_arguments(s, name, &self.method, self.expanded, &args)
                .map_err(|halt| fault::wrap_raw_call(name, count, halt))?,
        };
        if self.is_static {
            let owner = if self.target.is_enum() { self.target } else { self.group.owner };
            let done = clr::call_static(s, owner, &self.group.key, &args);
            return self.answer(done, |halt| fault::wrap_call(name, count, halt));
        }
        let done = clr::call_instance(s, target, &self.group.key, &args);
        self.answer(done, |halt| method::wrap(target, name, count, halt))
    }

    fn answer(&self, done: Option<Eval>, wrap: impl FnOnce(Halt) -> Halt) -> Eval {
        match done {
            Some(Ok(value)) => Ok(value),
            Some(Err(halt)) => Err(wrap(halt)),
            None => Err(wrap(clr::unsupported(self.target, &self.group.name))),
        }
    }
}
