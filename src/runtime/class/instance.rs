//! Instances: making them, reading and writing their properties, and the static ones.

use super::{ClassMethod, Property, ScriptClass, call, lineage, net_base};
use crate::bind::Invalid;
use crate::clr::overload;
use crate::fault::{Category, Eval, Fault, Flow, Halt};
use crate::scope::Scope;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Notes, Object, Shape, Symbol, Value};
use std::rc::Rc;

/// A constructor that will run, with its scope ready.
struct Step {
    class: &'static Rc<ScriptClass>,
    constructor: Option<(Rc<ClassMethod>, Rc<Scope>)>,
}

/// `[C]::new(…)`.
pub fn construct(s: &mut Session, ty: Type, args: &[Value]) -> Eval {
    let mut steps: Vec<Step> = Vec::new();
    let mut args = args.to_vec();
    for (_, class) in lineage(ty) {
        start(s, class)?;
        let (step, for_base) = choose(s, class, &args)?;
        steps.push(step);
        args = for_base;
    }
    let net = net_base(ty);
    // Attributes have nothing of their own underneath.
    let is_plain = net == Type::object() || net.derives_from(Type::of("System.Attribute"));
    let base = if is_plain { None } else { Some(crate::clr::construct(s, net, &args)?) };
    let this = Value::object(Object::instance(ty, base, Notes::new(Shape::root(), Vec::new())));
    steps.reverse();
    for step in &steps {
        initialize(s, step.class, &this)?;
    }
    for step in &steps {
        if let Some((constructor, scope)) = &step.constructor {
            scope.put(s.names.this, this.clone());
            call::run(s, constructor, scope.clone())?;
        }
    }
    Ok(this)
}

/// Chooses a constructor and evaluates what it gives to its base.
fn choose(s: &mut Session, class: &'static Rc<ScriptClass>, args: &[Value]) -> Result<(Step, Vec<Value>), Halt> {
    let body = class.body(s)?;
    let candidates: Vec<&Rc<ClassMethod>> = body.constructors.iter().filter(|c| !c.signature.is_static).collect();
    if candidates.is_empty() {
        if !args.is_empty() {
            return Err(overload::no_overload("new", args.len()));
        }
        return Ok((Step { class, constructor: None }, Vec::new()));
    }
    let signatures: Vec<_> = candidates.iter().map(|c| c.signature.clone()).collect();
    // A class may leave its default constructor out only when it has no other.
    let (chosen, bound) = overload::bind(s, "new", &signatures, args)?;
    let Some(constructor) = candidates.into_iter().find(|c| Rc::ptr_eq(&c.signature, &chosen)).cloned() else {
        return Err(overload::no_overload("new", args.len()));
    };
    let scope = call::scope_of(s, &constructor, &bound);
    let mut for_base = Vec::new();
    if let Some(exprs) = &class.code.methods[constructor.at].base_arguments {
        let outer = std::mem::replace(&mut s.scope, scope.clone());
        let made = exprs.iter().map(|expr| crate::eval::eval(s, expr).map(crate::eval::no_empty)).collect::<Result<Vec<_>, Halt>>();
        s.scope = outer;
        for_base = made?;
    }
    Ok((Step { class, constructor: Some((constructor, scope)) }, for_base))
}

/// Gives the properties of one class their first values.
fn initialize(s: &mut Session, class: &'static Rc<ScriptClass>, this: &Value) -> Flow {
    let Value::Object(object) = this else { return Ok(()) };
    let body = class.body(s)?;
    for property in body.properties.iter().filter(|p| !p.is_static) {
        object.set_note(&property.name, first_value(property));
    }
    for property in body.properties.iter().filter(|p| !p.is_static) {
        if let Some(expr) = &class.code.properties[property.at].initial {
            let value = evaluate(s, class, expr, Some(this))?;
            let value = convert(s, property, value)?;
            object.set_note(&property.name, value);
        }
    }
    Ok(())
}

/// What a property holds before anybody assigned it: texts are null, as references are.
fn first_value(property: &Property) -> Value {
    crate::clr::default_of(property.ty)
}

fn evaluate(s: &mut Session, class: &ScriptClass, expr: &crate::code::Ex, this: Option<&Value>) -> Eval {
    let outer_scope = s.scope.clone();
    let parent = if Rc::ptr_eq(&class.state, &s.state) { s.scope.script_scope() } else { class.state.root.clone() };
    let scope = Scope::new(Rc::default(), Some(parent), false);
    if let Some(this) = this {
        scope.put(s.names.this, this.clone());
    }
    s.scope = scope;
    let made = crate::eval::eval(s, expr).map(crate::eval::no_empty);
    s.scope = outer_scope;
    made
}

/// A value in the type of a property, past its validations.
fn convert(s: &mut Session, property: &Property, value: Value) -> Eval {
    let keeps_null = value.is_null() && !property.ty.is_value_type() && property.ty != Type::string();
    let value = if property.ty == Type::object() || keeps_null { value } else { crate::convert::to_type(s, &value, property.ty)? };
    for validation in &property.validations {
        match crate::bind::validate(s, validation, &value) {
            Ok(()) => {}
            Err(Invalid::Halt(halt)) => return Err(halt),
            Err(Invalid::Message(message, _)) => {
                let kind = "System.Management.Automation.ValidationMetadataException";
                return Err(Fault::new(kind, "ValidationMetadataException", Category::MetadataError, message).into());
            }
        }
    }
    Ok(value)
}

/// The declared property of an instance.
fn declared(s: &mut Session, ty: Type, name: &str, is_static: bool) -> Option<Result<(&'static Rc<ScriptClass>, &'static Property), Halt>> {
    let symbol = Symbol::existing(name)?;
    for (_, class) in lineage(ty) {
        let body = match class.body(s) {
            Ok(body) => body,
            Err(halt) => return Some(Err(halt)),
        };
        if let Some(found) = body.properties.iter().find(|p| p.symbol == symbol && p.is_static == is_static) {
            return Some(Ok((class, found)));
        }
    }
    None
}

/// A property of an instance; static ones are not found through it.
pub fn get_property(_s: &mut Session, object: &Rc<Object>, name: &str) -> Option<Eval> {
    object.note(name).map(Ok)
}

/// Assigns a declared property; `None` when the class declares none of this name.
pub fn set_property(s: &mut Session, object: &Rc<Object>, name: &str, value: &Value) -> Option<Flow> {
    let (_, property) = match declared(s, object.class()?, name, false)? {
        Ok(found) => found,
        Err(halt) => return Some(Err(halt)),
    };
    Some(convert(s, property, value.clone()).map(|value| object.set_note(&property.name, value)))
}

/// Runs the static initializers once, before the class is used.
pub(super) fn start(s: &mut Session, class: &'static Rc<ScriptClass>) -> Flow {
    if class.started.replace(true) {
        return Ok(());
    }
    let body = class.body(s)?;
    for property in body.properties.iter().filter(|p| p.is_static) {
        class.statics.borrow_mut().push((property.symbol, first_value(property)));
    }
    for property in body.properties.iter().filter(|p| p.is_static) {
        if let Some(expr) = &class.code.properties[property.at].initial {
            let value = evaluate(s, class, expr, None)?;
            let value = convert(s, property, value)?;
            put_static(class, property.symbol, value);
        }
    }
    if let Some(initializer) = body.constructors.iter().find(|c| c.signature.is_static) {
        let scope = call::scope_of(s, initializer, &[]);
        call::run(s, initializer, scope)?;
    }
    Ok(())
}

fn put_static(class: &ScriptClass, symbol: Symbol, value: Value) {
    let mut statics = class.statics.borrow_mut();
    match statics.iter_mut().find(|(s, _)| *s == symbol) {
        Some((_, slot)) => *slot = value,
        None => statics.push((symbol, value)),
    }
}

/// `[C]::Name`; `None` when no script class declares it.
pub fn get_static(s: &mut Session, ty: Type, name: &str) -> Option<Eval> {
    ty.script_class()?;
    let (class, property) = match declared(s, ty, name, true)? {
        Ok(found) => found,
        Err(halt) => return Some(Err(halt)),
    };
    if let Err(halt) = start(s, class) {
        return Some(Err(halt));
    }
    let found = class.statics.borrow().iter().find(|(symbol, _)| *symbol == property.symbol).map(|(_, v)| v.clone());
    Some(Ok(found.unwrap_or(Value::Null)))
}

/// `[C]::Name = value`.
pub fn set_static(s: &mut Session, ty: Type, name: &str, value: &Value) -> Option<Flow> {
    ty.script_class()?;
    let (class, property) = match declared(s, ty, name, true)? {
        Ok(found) => found,
        Err(halt) => return Some(Err(halt)),
    };
    if let Err(halt) = start(s, class) {
        return Some(Err(halt));
    }
    Some(convert(s, property, value.clone()).map(|value| put_static(class, property.symbol, value)))
}
