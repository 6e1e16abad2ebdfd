//! Variables as objects, and the look-ups their cmdlets share.
//!
//! In:    names with wildcards, `-Scope`, `-Include`, `-Exclude`.
//! Out:   the variables themselves, `PSVariable` objects, faults in the engine's words.
//! Never: evaluates.

use dotnet::wildcard::Wildcard;
use runtime::author::*;
use runtime::scope::{Constraint, Scope, VarOptions, Variable};

/// `PSVariable`, live on its variable.
pub struct VariableObject(pub Rc<Variable>);

pub fn object(variable: &Rc<Variable>) -> Value {
    Value::native(VariableObject(variable.clone()))
}

impl Native for VariableObject {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSVariable")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Name", "Description", "Value", "Visibility", "Module", "ModuleName", "Options", "Attributes"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let variable = &self.0;
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" => Value::Str(variable.name.clone()),
            "description" => Value::Str(variable.description.borrow().clone()),
            "value" => match variable.read {
                Some(read) => read(s),
                None => variable.get(),
            },
            "visibility" => {
                let private = i64::from(variable.visibility_private.get());
                Value::enumeration("System.Management.Automation.SessionStateEntryVisibility", private)
            }
            "module" => Value::Null,
            "modulename" => variable.module.borrow().clone().map_or(Value::str(""), Value::Str),
            "options" => options_value(variable.options.get()),
            "attributes" => attributes(variable),
            _ => return None,
        }))
    }

    fn set(&self, s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "value" => Some(runtime::eval::assign_variable(s, &self.0, value.clone())),
            "description" => {
                *self.0.description.borrow_mut() = value.plain_text();
                Some(Ok(()))
            }
            "options" => Some(options_of(value).map(|options| self.0.options.set(options))),
            _ => None,
        }
    }
}

fn attributes(variable: &Variable) -> Value {
    let types = variable.constraints.borrow();
    let names = types.iter().map(|constraint| match constraint {
        Constraint::Type(_) | Constraint::Cast(_) => "System.Management.Automation.ArgumentTypeConverterAttribute",
        Constraint::Validate(_) => "System.Management.Automation.ValidateArgumentsAttribute",
        Constraint::Transform(_) => "System.Management.Automation.ArgumentTransformationAttribute",
    });
    Value::array(names.map(|name| Value::Type(Type::of(name))).collect())
}

/// `ScopedItemOptions` as a value.
pub fn options_value(options: VarOptions) -> Value {
    Value::enumeration("System.Management.Automation.ScopedItemOptions", options.bits())
}

/// `-Option` as bound.
pub fn options_of(value: &Value) -> Result<VarOptions, Halt> {
    match value.base() {
        Value::Enum(e) => Ok(VarOptions::from_bits(e.value)),
        base if base.is_null() => Ok(VarOptions::default()),
        base => Ok(VarOptions::from_bits(i64::from(runtime::convert::to_int(base)?))),
    }
}

/// The scope of `-Scope`; the running one when it was not written.
pub fn scope_of(s: &Session, name: &Option<Str>) -> Result<Rc<Scope>, Halt> {
    let Some(name) = name.as_deref() else {
        return Ok(s.scope.clone());
    };
    match s.scope_named(name) {
        Some(scope) => Ok(scope),
        None if name.parse::<u32>().is_ok() => Err(scope_exceeded(name).into()),
        None => Err(scope_unknown(name).into()),
    }
}

fn scope_exceeded(name: &str) -> Fault {
    let text = format!("The scope number '{name}' exceeds the number of active scopes. (Parameter 'Scope')\nActual value was {name}.");
    Fault::new("System.Management.Automation.PSArgumentOutOfRangeException", "ArgumentOutOfRange", Category::InvalidArgument, text)
}

fn scope_unknown(name: &str) -> Fault {
    let text = format!(
        "Cannot process argument because the value of argument \"scopeID\" is not valid. Change the value of the \"scopeID\" argument and run the operation again. (Parameter '{name}')"
    );
    Fault::new("System.Management.Automation.PSArgumentException", "Argument", Category::InvalidArgument, text)
}

/// What `-Include` and `-Exclude` leave.
#[derive(Default)]
pub struct Filter {
    include: Vec<Wildcard>,
    exclude: Vec<Wildcard>,
}

impl Filter {
    pub fn new(include: &[Str], exclude: &[Str]) -> Self {
        let compile = |patterns: &[Str]| patterns.iter().filter_map(|p| Wildcard::new(p, true).ok()).collect();
        Self { include: compile(include), exclude: compile(exclude) }
    }

    pub fn lets_pass(&self, name: &str) -> bool {
        let included = self.include.is_empty() || self.include.iter().any(|p| p.is_match(name));
        included && !self.exclude.iter().any(|p| p.is_match(name))
    }
}

/// Variables a name stands for; `None` when a filter or pattern took all of them, so that nothing is missing.
pub fn matching(s: &Session, name: &str, scope: Option<&Rc<Scope>>, filter: &Filter) -> Option<Vec<Rc<Variable>>> {
    let plain = bare_name(name);
    if !Wildcard::contains_wildcards(plain) {
        if !filter.lets_pass(plain) {
            return None;
        }
        let symbol = Symbol::of(plain);
        let found = match scope {
            Some(scope) => scope.variable_here(symbol),
            None => s.variable(symbol),
        };
        return Some(found.into_iter().collect());
    }
    let wildcard = Wildcard::new(plain, true).ok()?;
    let mut found: Vec<Rc<Variable>> = Vec::new();
    let scopes: Vec<Rc<Scope>> = match scope {
        Some(scope) => vec![scope.clone()],
        None => s.scope.chain().collect(),
    };
    for (depth, scope) in scopes.iter().enumerate() {
        for symbol in scope.names() {
            let is_known = found.iter().any(|known| known.name.eq_ignore_ascii_case(symbol.name()));
            if is_known || !wildcard.is_match(symbol.name()) || !filter.lets_pass(symbol.name()) {
                continue;
            }
            let visible = scope.variable_here(symbol).filter(|variable| depth == 0 || !variable.options.get().private);
            found.extend(visible);
        }
    }
    found.sort_by_key(|variable| variable.name.to_lowercase());
    if found.is_empty() { None } else { Some(found) }
}

/// `variable:x` and `x` are the same here.
fn bare_name(name: &str) -> &str {
    match name.get(..9) {
        Some(drive) if drive.eq_ignore_ascii_case("variable:") => &name[9..],
        _ => name,
    }
}

pub fn not_found(name: &str) -> Fault {
    let text = format!("Cannot find a variable with the name '{name}'.");
    Fault::new("System.Management.Automation.ItemNotFoundException", "VariableNotFound", Category::ObjectNotFound, text)
        .target(Value::str(name))
}

/// A fault of the session's own rules about variables.
pub fn refused(id: &'static str, category: Category, name: &str, text: String) -> Fault {
    let exception = match category {
        Category::WriteError | Category::PermissionDenied => "System.Management.Automation.SessionStateUnauthorizedAccessException",
        _ => "System.Management.Automation.SessionStateException",
    };
    Fault::new(exception, id, category, text).target(Value::str(name))
}

/// Gives a variable a value although it is read-only, when `-Force` says so.
pub fn overwrite(s: &mut Session, variable: &Rc<Variable>, value: Value, force: bool) -> Flow {
    let options = variable.options.get();
    if force && options.read_only && !options.constant {
        variable.options.set(VarOptions { read_only: false, ..options });
        let done = runtime::eval::assign_variable(s, variable, value);
        variable.options.set(options);
        return done;
    }
    runtime::eval::assign_variable(s, variable, value)
}
