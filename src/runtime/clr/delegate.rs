//! Delegates: `[Func[int,int]]{ … }` and methods taken as values.

use crate::block::ScriptBlock;
use crate::fault::{Eval, Fault, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Value};
use std::rc::Rc;

/// A script block with the type of a delegate.
pub struct Delegate {
    ty: Type,
    block: Rc<ScriptBlock>,
}

pub fn of(ty: Type, block: Rc<ScriptBlock>) -> Value {
    Value::native(Delegate { ty, block })
}

/// Calls a delegate, a method value, or refuses.
pub fn invoke(s: &mut Session, delegate: &Value, args: &[Value]) -> Eval {
    if let Some(found) = delegate.as_native::<Delegate>() {
        return found.run(s, args);
    }
    if let Some(method) = delegate.as_native::<crate::member::Method>() {
        return method.invoke(s, args);
    }
    let shown = delegate.ty().map_or("null", Type::full_name);
    Err(refused(shown))
}

fn refused(shown: &str) -> Halt {
    Fault::invalid("NotADelegate", format!("A value of type {shown} cannot be called as a delegate.")).into()
}

impl Delegate {
    fn run(&self, s: &mut Session, args: &[Value]) -> Eval {
        let item = args.first().cloned().unwrap_or(Value::Null);
        let made = crate::eval::call_with_item(s, &self.block, item, args)?;
        let name = self.ty.generic().map_or(self.ty.name(), |(d, _)| d.name());
        // An action gives nothing back; a function gives its last type.
        if name.starts_with("Action") {
            return Ok(Value::Empty);
        }
        let wanted = match self.ty.generic() {
            Some((_, arguments)) if name.starts_with("Func") || name.starts_with("Converter") => arguments.last().copied(),
            Some(_) if name.starts_with("Predicate") => Some(Type::boolean()),
            Some(_) if name.starts_with("Comparison") => Some(Type::int()),
            _ => None,
        };
        match wanted {
            Some(ty) => Ok(crate::convert::to_type(s, &made, ty)?),
            None => Ok(made),
        }
    }
}

impl Native for Delegate {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Target", "Method"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        name.eq_ignore_ascii_case("target").then(|| Ok(Value::Block(self.block.clone())))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        matches!(name.to_ascii_lowercase().as_str(), "invoke" | "dynamicinvoke").then(|| self.run(s, args))
    }
}
