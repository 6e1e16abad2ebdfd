//! Calling methods of classes.

use super::{ClassMethod, instance, lineage, net_base};
use crate::clr::overload;
use crate::fault::{Eval, Flow, Halt};
use crate::pipe::Out;
use crate::scope::{Constraint, Scope, Variable};
use crate::session::Session;
use crate::streams::{Route, Routes};
use crate::types::Type;
use crate::value::Value;
use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

/// Calls a method of an instance, the most derived one; `None` when the classes have none of this name.
pub fn call_method(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    let Value::Object(object) = target else { return None };
    call_from(s, target, object.class()?, name, args)
}

/// Calls a method as one of the ancestors declares it.
pub fn call_method_of(s: &mut Session, target: &Value, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    if ty.script_class().is_some() {
        return call_from(s, target, ty, name, args);
    }
    let Value::Object(object) = target else { return None };
    match object.inherited() {
        Some(base) => Some(crate::member::call(s, &base.clone(), name, args)),
        None if name.eq_ignore_ascii_case("ToString") && args.is_empty() => object.ty().map(|ty| Ok(Value::str(ty.full_name()))),
        None => None,
    }
}

fn call_from(s: &mut Session, target: &Value, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    let (signatures, methods) = match overloads(s, ty, name, false) {
        Ok(found) => found,
        Err(halt) => return Some(Err(halt)),
    };
    if methods.is_empty() {
        return None;
    }
    Some(match overload::bind(s, name, &signatures, args) {
        Ok((chosen, bound)) => match methods.iter().find(|m| Rc::ptr_eq(&m.signature, &chosen)) {
            Some(method) => {
                let scope = scope_of(s, method, &bound);
                scope.put(s.names.this, target.clone());
                run(s, method, scope)
            }
            None => Err(overload::no_overload(name, args.len())),
        },
        // `ToString(format)` and the like may belong to the .NET part.
        Err(halt) => match inherited_call(s, target, ty, name, args) {
            Some(done) => done,
            None => Err(halt),
        },
    })
}

fn inherited_call(s: &mut Session, target: &Value, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    let Value::Object(object) = target else { return None };
    let base = object.inherited().filter(|_| net_base(ty) != Type::object())?.clone();
    crate::clr::call_instance(s, &base, &name.to_ascii_lowercase(), args)
}

type Found = (Vec<Rc<crate::clr::signature::Method>>, Vec<Rc<ClassMethod>>);

/// The overloads of a name through the ancestors; one that is declared again hides the inherited one.
fn overloads(s: &mut Session, ty: Type, name: &str, is_static: bool) -> Result<Found, Halt> {
    let mut methods: Vec<Rc<ClassMethod>> = Vec::new();
    for (_, class) in lineage(ty) {
        for method in &class.body(s)?.methods {
            let fits = method.signature.is_static == is_static && method.signature.name.eq_ignore_ascii_case(name);
            if fits && !methods.iter().any(|known| same_parameters(known, method)) {
                methods.push(method.clone());
            }
        }
    }
    Ok((methods.iter().map(|m| m.signature.clone()).collect(), methods))
}

fn same_parameters(a: &ClassMethod, b: &ClassMethod) -> bool {
    let (a, b) = (&a.signature.params, &b.signature.params);
    a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.ty == y.ty)
}

/// `[C]::Method(…)`; `None` when no script class declares it.
pub fn call_static(s: &mut Session, ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    ty.script_class()?;
    let (signatures, methods) = match overloads(s, ty, name, true) {
        Ok(found) => found,
        Err(halt) => return Some(Err(halt)),
    };
    if methods.is_empty() {
        return None;
    }
    for (_, class) in lineage(ty) {
        if let Err(halt) = instance::start(s, class) {
            return Some(Err(halt));
        }
    }
    Some(overload::bind(s, name, &signatures, args).and_then(|(chosen, bound)| {
        match methods.iter().find(|m| Rc::ptr_eq(&m.signature, &chosen)) {
            Some(method) => {
                let scope = scope_of(s, method, &bound);
                run(s, method, scope)
            }
            None => Err(overload::no_overload(name, args.len())),
        }
    }))
}

/// The scope a method runs in, its parameters set.
pub(super) fn scope_of(s: &mut Session, method: &ClassMethod, args: &[Value]) -> Rc<Scope> {
    let scope = crate::eval::scope_for(s, &method.block);
    for (param, value) in method.signature.params.iter().zip(args) {
        let symbol = crate::value::Symbol::of(&param.name);
        if param.ty == Type::object() {
            scope.put(symbol, value.clone());
            continue;
        }
        let variable = Variable::new(&param.name, value.clone());
        variable.constraints.borrow_mut().push(Constraint::Type(param.ty));
        scope.put_variable(symbol, Rc::new(variable));
    }
    scope
}

/// Runs a method body; only what `return` gives counts.
pub(super) fn run(s: &mut Session, method: &ClassMethod, scope: Rc<Scope>) -> Eval {
    let returned = Rc::new(RefCell::new(None));
    let out = Out::Method(returned.clone());
    // Errors leave the method at once, as exceptions do.
    let outer = std::mem::replace(&mut s.propagate, true);
    let name = method.signature.name.clone();
    // What commands report inside reaches the screen as a bare message.
    let shown = matches!(s.routes.error, Route::Host).then(|| {
        let bare = Routes { error: Route::Message, ..(*s.routes).clone() };
        std::mem::replace(&mut s.routes, Rc::new(bare))
    });
    let done: Flow = crate::eval::run_body(s, &method.block, scope, &name, &out);
    if let Some(routes) = shown {
        s.routes = routes;
    }
    s.propagate = outer;
    done?;
    let value = returned.borrow_mut().take().unwrap_or(Value::Null);
    match method.returns {
        None => Ok(Value::Empty),
        Some(ty) if ty == Type::object() => Ok(crate::eval::no_empty(value)),
        Some(ty) if value.is_null() && !ty.is_value_type() && ty != Type::string() => Ok(Value::Null),
        Some(ty) => Ok(crate::convert::to_type(s, &value, ty)?),
    }
}

/// Static methods that stand for operators: `op_Addition` and its sisters.
pub fn static_operator(s: &mut Session, class: Type, op: &str, left: &Value, right: &Value) -> Result<Option<Value>, Halt> {
    match call_static(s, class, op, &[left.clone(), right.clone()]) {
        Some(done) => done.map(Some),
        None => Ok(None),
    }
}

fn has_method(s: &mut Session, value: &Value, name: &str) -> Result<bool, Halt> {
    let Value::Object(object) = value else { return Ok(false) };
    let Some(class) = object.class() else { return Ok(false) };
    overloads(s, class, name, false).map(|(_, methods)| !methods.is_empty())
}

/// `Equals` of a script class; `None` when it declares none.
pub fn equals_method(s: &mut Session, left: &Value, right: &Value) -> Result<Option<bool>, Halt> {
    if !has_method(s, left, "Equals")? {
        return Ok(None);
    }
    match call_method(s, left, "Equals", std::slice::from_ref(right)) {
        Some(done) => done.map(|v| Some(crate::convert::to_bool(&v))),
        None => Ok(None),
    }
}

/// `CompareTo` of a script class that says it is comparable.
pub fn compare_method(s: &mut Session, left: &Value, right: &Value) -> Result<Option<Ordering>, Halt> {
    let Value::Object(object) = left else { return Ok(None) };
    let comparable = object.class().is_some_and(|class| {
        class.is_assignable_to(Type::of("System.IComparable")) || class.is_assignable_to(Type::of("System.IComparable`1"))
    });
    if !comparable || !has_method(s, left, "CompareTo")? {
        return Ok(None);
    }
    match call_method(s, left, "CompareTo", std::slice::from_ref(right)) {
        Some(done) => Ok(Some(crate::convert::to_int(&done?)?.cmp(&0))),
        None => Ok(None),
    }
}

/// Declares one of the classes a `ToString()` without parameters?
pub fn has_plain_to_string(s: &mut Session, object: &crate::value::Object) -> Result<bool, Halt> {
    let Some(class) = object.class() else { return Ok(false) };
    overloads(s, class, "ToString", false).map(|(signatures, _)| signatures.iter().any(|m| m.params.is_empty()))
}
