//! Assignment: to variables, members, elements and lists of them.

use super::expr::{member_name, no_empty};
use super::{eval, read_variable, value_of};
use crate::code::{AssignCode, AttributeCode, Preference, Target, TypeSite, VarScope, VarSite};
use crate::fault::{Category, Eval, Fault, Flow, Halt};
use crate::ops;
use crate::scope::{Constraint, Scope, Slot, Variable};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Str, Symbol, Table, TableKind, Value};
use lang::tree::AssignOp;
use std::rc::Rc;

type Put = Box<dyn FnOnce(&mut Session, Value) -> Flow>;

/// Runs an assignment; its value is what was assigned.
pub fn run(s: &mut Session, code: &AssignCode) -> Eval {
    if code.op == AssignOp::Set {
        let value = value_of(s, &code.value)?;
        s.position = code.span;
        put_target(s, &code.target, value.clone())?;
        return Ok(value);
    }
    if let Target::Variable(site) = &code.target {
        let old = if code.op == AssignOp::Coalesce { read_variable(s, site)? } else { read_own(s, site)? };
        if code.op == AssignOp::Coalesce && !old.is_null() {
            return Ok(old);
        }
        let value = value_of(s, &code.value)?;
        s.position = code.span;
        if let Some(new) = step_in_place(s, site, code.op, &old, &value) {
            return Ok(new);
        }
        let new = combined(s, code.op, &old, &value)?;
        put_variable(s, site, new.clone())?;
        return Ok(new);
    }
    let (old, put) = read_target(s, &code.target)?;
    if code.op == AssignOp::Coalesce && !old.is_null() {
        return Ok(old);
    }
    let value = value_of(s, &code.value)?;
    let new = combined(s, code.op, &old, &value)?;
    put(s, new.clone())?;
    Ok(new)
}

/// What `$x += …` starts from: the variable it will write to, not one of an outer scope.
fn read_own(s: &mut Session, site: &VarSite) -> Eval {
    if site.scope != VarScope::Nearest {
        return read_variable(s, site);
    }
    if let Some(value) = s.scope.get_here(site.symbol) {
        return Ok(value);
    }
    match all_scope(&s.scope, site.symbol) {
        Some(variable) => Ok(variable.get()),
        None if s.strict_mode() > 0 => read_variable(s, site),
        None => Ok(Value::Null),
    }
}

/// `$x += value`: whole numbers change where they stand.
#[inline]
fn step_in_place(s: &Session, site: &VarSite, op: AssignOp, old: &Value, value: &Value) -> Option<Value> {
    let (Value::Int(old), Value::Int(by)) = (old, value) else { return None };
    let new = match op {
        AssignOp::Add => old.checked_add(*by)?,
        AssignOp::Subtract => old.checked_sub(*by)?,
        _ => return None,
    };
    super::variable::change_int(s, site, |_| Some(new)).map(|(_, new)| Value::Int(new))
}

fn combined(s: &mut Session, op: AssignOp, old: &Value, value: &Value) -> Eval {
    match op {
        AssignOp::Set | AssignOp::Coalesce => Ok(value.clone()),
        AssignOp::Add => ops::add(s, old, value),
        AssignOp::Subtract => ops::subtract(s, old, value),
        AssignOp::Multiply => ops::multiply(s, old, value),
        AssignOp::Divide => ops::divide(s, old, value),
        AssignOp::Remainder => ops::modulo(s, old, value),
    }
}

fn put_target(s: &mut Session, target: &Target, value: Value) -> Flow {
    match target {
        Target::Variable(site) => put_variable(s, site, value),
        Target::Preference(site, preference) => {
            let value = preference_value(s, *preference, value)?;
            put_variable(s, site, value)
        }
        Target::Typed { variable, types, attributes } => put_typed(s, variable, types, attributes, value),
        Target::Member { target, name, .. } => {
            let object = eval(s, target)?;
            let name = member_name(s, name)?;
            assign_member(s, &object, &name, no_empty(value))
        }
        Target::Static { ty, name } => {
            let ty = super::types::site_type(s, ty)?;
            let name = member_name(s, name)?;
            crate::member::set_static(s, ty, &name, no_empty(value))
        }
        Target::Index { target, index } => {
            let object = eval(s, target)?;
            // Several keys are several indices here; a list in parentheses is one key.
            if let (crate::code::Ex::Array(keys), Some(table)) = (index, object.as_table())
                && keys.len() > 1
            {
                return Err(crate::member::cannot_index(table.ty));
            }
            let index = eval(s, index)?;
            assign_index(s, &object, &index, no_empty(value))
        }
        Target::List(targets) => put_list(s, targets, value),
        Target::Convert { ty, target } => {
            let ty = super::types::site_type(s, ty)?;
            let converted = crate::convert::to_type(s, &value, ty)?;
            put_target(s, target, converted)
        }
        Target::Refused(what) => Err(super::refused(what)),
    }
}

/// `$a, $b = 1, 2, 3`: the last target takes the rest.
fn put_list(s: &mut Session, targets: &[Target], value: Value) -> Flow {
    let items = if value.is_null() { Vec::new() } else { crate::enumerate::each(s, value)? };
    for (at, target) in targets.iter().enumerate() {
        let one = if at + 1 < targets.len() || items.len() <= targets.len() {
            items.get(at).cloned().unwrap_or(Value::Null)
        } else {
            Value::array(items[at..].to_vec())
        };
        put_target(s, target, one)?;
    }
    Ok(())
}

/// The value of a target and the way to replace it, with its parts evaluated once.
pub fn read_target(s: &mut Session, target: &Target) -> Result<(Value, Put), Halt> {
    match target {
        Target::Member { target, name, .. } => {
            let object = eval(s, target)?;
            let name = member_name(s, name)?;
            let old = crate::member::get(s, &object, &name)?;
            Ok((old, Box::new(move |s, value| assign_member(s, &object, &name, value))))
        }
        Target::Static { ty, name } => {
            let ty = super::types::site_type(s, ty)?;
            let name = member_name(s, name)?;
            let old = crate::member::get_static(s, &Value::Type(ty), &name)?;
            Ok((old, Box::new(move |s, value| crate::member::set_static(s, ty, &name, value))))
        }
        Target::Index { target, index } => {
            let object = eval(s, target)?;
            let index = eval(s, index)?;
            let old = crate::member::index(s, &object, &index)?;
            Ok((old, Box::new(move |s, value| assign_index(s, &object, &index, value))))
        }
        Target::Typed { variable, .. } => {
            let old = read_variable(s, variable)?;
            let symbol = variable.symbol;
            Ok((old, Box::new(move |s, value| put_symbol(s, symbol, value))))
        }
        Target::Variable(site) | Target::Preference(site, _) => {
            let old = read_variable(s, site)?;
            let symbol = site.symbol;
            Ok((old, Box::new(move |s, value| put_symbol(s, symbol, value))))
        }
        Target::Convert { target, .. } => read_target(s, target),
        Target::List(_) => Err(super::refused("a compound assignment to a list")),
        Target::Refused(what) => Err(super::refused(what)),
    }
}

fn put_symbol(s: &mut Session, symbol: Symbol, value: Value) -> Flow {
    let scope = s.scope.clone();
    put_in_scope(s, &scope, symbol, value)
}

/// Assigns a variable where its name and scope say.
#[inline]
pub fn put_variable(s: &mut Session, site: &VarSite, value: Value) -> Flow {
    match &site.scope {
        VarScope::Nearest | VarScope::Local => {
            if put_through_site(s, site, &value) {
                return Ok(());
            }
            let scope = s.scope.clone();
            put_in_scope(s, &scope, site.symbol, value)
        }
        VarScope::Private => {
            let scope = s.scope.clone();
            put_in_scope(s, &scope, site.symbol, value)?;
            if let Some(variable) = scope.variable_here(site.symbol) {
                let mut options = variable.options.get();
                options.private = true;
                variable.options.set(options);
            }
            Ok(())
        }
        VarScope::Script => {
            let scope = s.scope.script_scope();
            put_in_scope(s, &scope, site.symbol, value)
        }
        VarScope::Global => {
            let scope = s.global.root.clone();
            put_in_scope(s, &scope, site.symbol, value)
        }
        VarScope::Drive(drive) => super::drive_set(s, drive, &site.name, value),
        VarScope::Automatic(automatic) => put_automatic(s, *automatic, site, value),
    }
}

/// The quick way: the slot where it was last, when it holds nothing but a value.
#[inline]
fn put_through_site(s: &Session, site: &VarSite, value: &Value) -> bool {
    let layout = s.scope.layout.borrow();
    let address = layout.id;
    let (seen, slot) = site.seen.get();
    let at = if seen == address {
        slot
    } else {
        match layout.find(site.symbol) {
            Some(at) => {
                site.seen.set((address, at));
                at
            }
            None => return false,
        }
    };
    let mut slots = s.scope.slots.borrow_mut();
    match &mut slots[at as usize] {
        Slot::Plain(old) => {
            *old = value.clone();
            true
        }
        // A first assignment may meet an all-scope or constant variable outside: the slow way looks.
        Slot::Unset | Slot::Full(_) => false,
    }
}

fn put_automatic(s: &mut Session, automatic: crate::code::Automatic, site: &VarSite, value: Value) -> Flow {
    use crate::code::Automatic::{Args, ExecutionContext, False, Input, Null, Status, True};
    match automatic {
        Null => Ok(()),
        True | False | Status | ExecutionContext => Err(not_writable(&site.name)),
        Args => {
            if let Some(call) = s.call() {
                *call.args.borrow_mut() = crate::convert::to_list(s, &value)?;
            }
            Ok(())
        }
        Input => {
            if let Some(call) = s.call() {
                *call.input.borrow_mut() = Some(value);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

pub fn not_writable(name: &str) -> Halt {
    let message = format!("Cannot overwrite variable {name} because it is read-only or constant.");
    Fault::new("System.Management.Automation.SessionStateUnauthorizedAccessException", "VariableNotWritable", Category::WriteError, message)
        .target(Str::new(name))
        .into()
}

/// A value in the type that a variable of the engine has.
fn preference_value(s: &mut Session, preference: Preference, value: Value) -> Eval {
    let ty = match preference {
        Preference::Action => "System.Management.Automation.ActionPreference",
        Preference::Impact => "System.Management.Automation.ConfirmImpact",
        Preference::Defaults => return default_values(value),
    };
    crate::convert::to_type(s, &value, Type::of(ty)).map_err(cannot_transform)
}

/// A table of default parameter values; keys say `command:parameter`, or `Disabled`.
fn default_values(value: Value) -> Eval {
    let Some(table) = value.as_table() else { return Ok(value) };
    let ty = Type::of("System.Management.Automation.DefaultParameterDictionary");
    let made = Table::new(TableKind::Hashtable, ty, true);
    for (key, default) in table.entries() {
        let name = key.plain_text();
        if !name.contains(':') && !name.eq_ignore_ascii_case("Disabled") {
            let shown = table.ty.full_name();
            let message = format!(
                "Cannot convert value \"{shown}\" to type \"{}\". Error: \"The key '{name}' does not have a valid format. For information about the correct format, see about_Parameters_Default_Values at https://go.microsoft.com/fwlink/?LinkId=228266.\"",
                ty.full_name()
            );
            return Err(cannot_transform(crate::convert::ConvertFault::new("RuntimeException", message)));
        }
        made.insert(key, default);
    }
    Ok(Value::table(made))
}

/// Assigns in a scope, respecting options and constraints.
pub fn put_in_scope(s: &mut Session, scope: &Rc<Scope>, symbol: Symbol, value: Value) -> Flow {
    match scope.slot_here(symbol) {
        Some(Slot::Full(variable)) => assign_variable(s, &variable, value),
        Some(_) => {
            scope.put(symbol, value);
            Ok(())
        }
        None => match all_scope(scope, symbol) {
            Some(variable) => assign_variable(s, &variable, value),
            None => {
                scope.put(symbol, value);
                Ok(())
            }
        },
    }
}

/// An all-scope variable of an outer scope is the same variable everywhere; a constant one cannot be hidden.
fn all_scope(scope: &Rc<Scope>, symbol: Symbol) -> Option<Rc<Variable>> {
    let mut next = scope.parent.clone();
    while let Some(outer) = next {
        if let Some(Slot::Full(variable)) = outer.slot_here(symbol) {
            let options = variable.options.get();
            return options.all_scope.then_some(variable);
        }
        next = outer.parent.clone();
    }
    None
}

/// Gives a variable a new value through its constraints.
pub fn assign_variable(s: &mut Session, variable: &Rc<Variable>, value: Value) -> Flow {
    let options = variable.options.get();
    if options.read_only || options.constant {
        return Err(not_writable(&variable.name));
    }
    let mut value = value;
    let constraints = variable.constraints.borrow().clone();
    for constraint in constraints {
        value = constrained(s, &variable.name, &constraint, value)?;
    }
    *variable.value.borrow_mut() = value;
    Ok(())
}

/// A value that the type of its variable refuses.
pub fn cannot_transform(fault: crate::convert::ConvertFault) -> Halt {
    if fault.halt.is_some() {
        return fault.into();
    }
    const TRANSFORMATION: &str = "System.Management.Automation.ArgumentTransformationMetadataException";
    let inner = crate::fault::Exception::new(Type::of(TRANSFORMATION), fault.message.clone(), fault.exception());
    Fault::new(TRANSFORMATION, "RuntimeException", Category::MetadataError, fault.message.clone()).inner(Value::native(inner)).into()
}

fn constrained(s: &mut Session, name: &str, constraint: &Constraint, value: Value) -> Eval {
    match constraint {
        Constraint::Cast(ty) => Ok(crate::convert::to_type(s, &value, *ty)?),
        Constraint::Type(ty) => match crate::convert::to_type(s, &value, *ty) {
            Ok(done) => Ok(done),
            Err(fault) => Err(cannot_transform(fault)),
        },
        Constraint::Transform(attribute) => {
            let engine = crate::clr::execution_context();
            crate::member::call(s, attribute, "Transform", &[engine, value])
        }
        Constraint::Validate(validation) => match crate::bind::validate(s, validation, &value) {
            Ok(()) => Ok(value),
            Err(crate::bind::Invalid::Halt(halt)) => Err(halt),
            Err(crate::bind::Invalid::Message(_, _)) => {
                let shown = if value.is_null() { Str::new_static("$null") } else { crate::text::to_text(s, &value)? };
                let message =
                    format!("The variable cannot be validated because the value {shown} is not a valid value for the {name} variable.");
                Err(Fault::new(
                    "System.Management.Automation.ValidationMetadataException",
                    "ValidateSetFailure",
                    Category::MetadataError,
                    message,
                )
                .into())
            }
        },
    }
}

fn put_typed(s: &mut Session, site: &VarSite, types: &[TypeSite], attributes: &[AttributeCode], value: Value) -> Flow {
    let scope = match site.scope {
        VarScope::Script => s.scope.script_scope(),
        VarScope::Global => s.global.root.clone(),
        _ => s.scope.clone(),
    };
    let mut constraints = Vec::new();
    for site in types.iter().rev() {
        if matches!(site.text.to_ascii_lowercase().as_str(), "ref" | "ordered") {
            continue;
        }
        constraints.push(Constraint::Type(super::types::site_type(s, site)?));
    }
    for attribute in attributes {
        if let Some(instance) = crate::bind::transformation_of(s, attribute)? {
            constraints.push(Constraint::Transform(instance));
        } else if let Some(validation) = crate::bind::validation_of(s, attribute)? {
            constraints.push(Constraint::Validate(validation));
        }
    }
    let mut value = no_empty(value);
    if types.iter().any(|site| site.text.eq_ignore_ascii_case("ref")) && value.as_native::<crate::clr::Reference>().is_none() {
        value = Value::native(crate::clr::Reference::holding(value));
    }
    for constraint in &constraints {
        value = match constraint {
            Constraint::Type(ty) => crate::convert::to_type(s, &value, *ty)?,
            other => constrained(s, &site.name, other, value)?,
        };
    }
    if let Some(Slot::Full(existing)) = scope.slot_here(site.symbol) {
        let options = existing.options.get();
        if options.read_only || options.constant {
            return Err(not_writable(&site.name));
        }
    }
    let variable = match scope.variable_here(site.symbol) {
        Some(variable) => variable,
        None => {
            let variable = Rc::new(Variable::new(&site.name, Value::Null));
            scope.put_variable(site.symbol, variable.clone());
            variable
        }
    };
    *variable.constraints.borrow_mut() = constraints;
    *variable.value.borrow_mut() = value;
    Ok(())
}

/// `$x.Name = value`.
pub fn assign_member(s: &mut Session, object: &Value, name: &str, value: Value) -> Flow {
    crate::member::set(s, object, name, value)
}

/// `$x[i] = value`.
pub fn assign_index(s: &mut Session, object: &Value, index: &Value, value: Value) -> Flow {
    crate::member::set_index(s, object, index, value)
}
