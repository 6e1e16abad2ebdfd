//! Attributes that scripts write themselves: classes that transform or validate arguments.
//!
//! In:    an attribute before a parameter or variable.
//! Out:   its instance, and what the instance makes or thinks of a value.
//! Never: knows the attributes PowerShell has.

use super::check::Invalid;
use crate::code::AttributeCode;
use crate::fault::{Eval, Exception, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::Value;

const TRANSFORMS: &str = "System.Management.Automation.ArgumentTransformationAttribute";
const VALIDATES: &str = "System.Management.Automation.ValidateArgumentsAttribute";
const VALIDATES_EACH: &str = "System.Management.Automation.ValidateEnumeratedArgumentsAttribute";

/// What an attribute of a script does.
pub enum Custom {
    Transforms(Value),
    Validates(Value),
}

/// The instance of an attribute whose class a script declares; `None` for all others.
pub fn custom(s: &mut Session, attribute: &AttributeCode) -> Result<Option<Custom>, Halt> {
    let found = crate::eval::find_type(s, &attribute.name.text);
    let found = found.or_else(|| crate::eval::find_type(s, &format!("{}Attribute", attribute.name.text)));
    let Some(ty) = found.filter(|ty| ty.script_class().is_some()) else { return Ok(None) };
    let is = |base: &str| ty.derives_from(Type::of(base));
    if !is(TRANSFORMS) && !is(VALIDATES) {
        return Ok(None);
    }
    let mut given = Vec::new();
    for expr in &attribute.positional {
        given.push(crate::eval::eval(s, expr)?);
    }
    let made = crate::class::construct(s, ty, &given)?;
    for (name, expr) in &attribute.named {
        let value = match expr {
            Some(expr) => crate::eval::eval(s, expr)?,
            None => Value::Bool(true),
        };
        crate::member::set(s, &made, name, value)?;
    }
    Ok(Some(if is(TRANSFORMS) { Custom::Transforms(made) } else { Custom::Validates(made) }))
}

/// What an attribute makes of a value.
pub fn transformed(s: &mut Session, attribute: &Value, value: &Value) -> Eval {
    let engine = crate::clr::execution_context();
    crate::member::call(s, attribute, "Transform", &[engine, value.clone()])
}

/// What an attribute thinks of a value; one for elements looks at each.
pub(super) fn validated(s: &mut Session, attribute: &Value, value: &Value) -> Result<(), Invalid> {
    let for_elements = attribute.ty().is_some_and(|ty| ty.derives_from(Type::of(VALIDATES_EACH)));
    if !for_elements {
        let engine = crate::clr::execution_context();
        return judged(crate::member::call(s, attribute, "Validate", &[value.clone(), engine]));
    }
    for item in crate::convert::to_list(s, value)? {
        judged(crate::member::call(s, attribute, "ValidateElement", &[item]))?;
    }
    Ok(())
}

/// An exception of the script's own says what is wrong.
fn judged(answer: Eval) -> Result<(), Invalid> {
    match answer {
        Ok(_) => Ok(()),
        Err(Halt::Error(record)) => {
            let inner = Exception::of(&record.exception).map(|exception| exception.inner.clone()).filter(|inner| !inner.is_null());
            let cause = inner.unwrap_or_else(|| record.exception.clone());
            Err(Invalid::Message(Exception::message_of(&cause), cause))
        }
        Err(halt) => Err(Invalid::Halt(halt)),
    }
}

/// The cause of a transformation that failed, in its own words.
pub fn reason(halt: &Halt) -> Option<String> {
    let Halt::Error(record) = halt else { return None };
    let inner = Exception::of(&record.exception).map(|exception| exception.inner.clone()).filter(|inner| !inner.is_null());
    Some(Exception::message_of(&inner.unwrap_or_else(|| record.exception.clone())).to_string())
}
