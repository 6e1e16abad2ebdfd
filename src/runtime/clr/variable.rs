//! `PSVariable`: a variable as an object.

use super::args::{enumeration, text, value};
use crate::fault::{Category, Eval, Fault, Halt};
use crate::scope::{Constraint, VarOptions, Variable};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use std::rc::Rc;

pub struct VariableObject {
    pub variable: Rc<Variable>,
}

/// The object of a variable: what `Get-Variable` gives.
pub fn of(variable: Rc<Variable>) -> Value {
    Value::native(VariableObject { variable })
}

/// `[psvariable]::new(name, value, options)`.
pub fn construct(args: &[Value]) -> Eval {
    let variable = Variable::new(&text(args, 0), value(args, 1));
    if args.len() > 2 {
        variable.options.set(VarOptions::from_bits(enumeration(args, 2)));
    }
    Ok(of(Rc::new(variable)))
}

impl Native for VariableObject {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSVariable")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Name", "Description", "Value", "Visibility", "Module", "ModuleName", "Options", "Attributes"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let v = &self.variable;
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" => Value::Str(v.name.clone()),
            "value" => match v.read {
                Some(read) => read(s),
                None => v.get(),
            },
            "description" => Value::Str(v.description.borrow().clone()),
            "options" => super::args::enum_of("System.Management.Automation.ScopedItemOptions", v.options.get().bits()),
            "visibility" => {
                super::args::enum_of("System.Management.Automation.SessionStateEntryVisibility", i64::from(v.visibility_private.get()))
            }
            "modulename" => Value::Str(v.module.borrow().clone().unwrap_or_default()),
            "module" => Value::Null,
            "attributes" => self.attributes(),
            _ => return None,
        }))
    }

    fn set(&self, s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "value" => Some(crate::eval::assign_variable(s, &self.variable, new.clone())),
            "description" => {
                *self.variable.description.borrow_mut() = new.plain_text();
                Some(Ok(()))
            }
            "options" => Some(self.set_options(s, new)),
            _ => None,
        }
    }

    fn call(&self, _s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "isvalidvalue" => Some(Ok(Value::Bool(true))),
            _ => None,
        }
    }
}

impl VariableObject {
    fn attributes(&self) -> Value {
        let constraints = self.variable.constraints.borrow();
        let names = constraints.iter().map(|c| match c {
            Constraint::Type(_) | Constraint::Cast(_) => Str::new_static("System.Management.Automation.ArgumentTypeConverterAttribute"),
            Constraint::Transform(attribute) => attribute.ty().map_or_else(Str::default, |ty| Str::new(ty.full_name())),
            Constraint::Validate(_) => Str::new_static("System.Management.Automation.ValidateArgumentsAttribute"),
        });
        Value::array(names.map(|n| crate::records::typed(&n, &[("TypeId", Value::Type(Type::of(&n)))])).collect())
    }

    fn set_options(&self, s: &mut Session, new: &Value) -> Result<(), Halt> {
        let ty = Type::of("System.Management.Automation.ScopedItemOptions");
        let converted = crate::convert::to_type(s, new, ty)?;
        let old = self.variable.options.get();
        if old.constant {
            let message = format!("Cannot overwrite variable {} because it is read-only or constant.", self.variable.name);
            return Err(Fault::new(
                "System.Management.Automation.SessionStateUnauthorizedAccessException",
                "VariableNotWritable",
                Category::WriteError,
                message,
            )
            .into());
        }
        self.variable.options.set(VarOptions::from_bits(enumeration(&[converted], 0)));
        Ok(())
    }
}
