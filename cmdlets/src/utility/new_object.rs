//! `New-Object`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::fault::Exception;

/// Makes an instance of a type.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-Object",
    type_name = "Microsoft.PowerShell.Commands.NewObjectCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Net"
)]
pub struct NewObject {
    /// The type.
    #[param(position = 0, mandatory, set = "Net")]
    type_name: Option<Str>,
    /// Arguments of the constructor.
    #[param(position = 1, set = "Net", alias("Args"))]
    argument_list: Vec<Value>,
    /// Errors for COM objects that are only wrapped.
    #[param(set = "Com")]
    strict: bool,
    /// Names and values of properties to set.
    #[param(ty = "System.Collections.IDictionary")]
    property: Value,
}

impl Cmdlet for NewObject {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let name = self.type_name.clone().unwrap_or_default();
        let Some(ty) = runtime::eval::find_type(cx.s, &name) else {
            let text = format!("Cannot find type [{name}]: verify that the assembly containing this type is loaded.");
            let exception = "System.Management.Automation.PSArgumentException";
            return Err(Fault::new(exception, "TypeNotFound", Category::InvalidType, text).into());
        };
        let object =
            if ty == Type::ps_object() || ty == Type::custom_object() { Value::object(Object::custom()) } else { self.construct(cx, ty)? };
        let object = self.with_properties(cx, object)?;
        cx.emit(object)
    }
}

/// An exception of .NET in the words of the call that met it.
fn thrown_by_constructor(exception: Value, count: usize) -> Value {
    let message = format!("Exception calling \".ctor\" with \"{count}\" argument(s): \"{}\"", Exception::message_of(&exception));
    Value::native(Exception::new(Type::of("System.Management.Automation.MethodInvocationException"), message.into(), exception))
}

impl NewObject {
    fn construct(&self, cx: &mut Cx<'_>, ty: Type) -> Eval {
        match runtime::clr::construct(cx.s, ty, &self.argument_list) {
            Err(Halt::Error(record)) => {
                let exception = record.exception.clone();
                let is_missing =
                    record.id.borrow().as_str() == "MethodCountCouldNotFindBest" || record.id.borrow().as_str() == "MethodNotFound";
                if is_missing {
                    let text = format!("A constructor was not found. Cannot find an appropriate constructor for type {}.", ty.full_name());
                    let exception = "System.Management.Automation.PSArgumentException";
                    return Err(Fault::new(exception, "CannotFindAppropriateCtor", Category::ObjectNotFound, text).into());
                }
                let exception = match record.raw.get() {
                    true => thrown_by_constructor(exception, self.argument_list.len()),
                    false => exception,
                };
                let failed = ErrorRecord::new(exception, "ConstructorInvokedThrowException", Category::InvalidOperation, Value::Null);
                Err(Halt::Error(Rc::new(failed)))
            }
            other => other,
        }
    }

    /// `-Property`: sets what the object has; a custom object gets what it has not.
    fn with_properties(&self, cx: &mut Cx<'_>, object: Value) -> Eval {
        let Some(table) = self.property.as_table().cloned() else {
            return Ok(object);
        };
        for (key, value) in table.entries() {
            let name = to_str(cx.s, &key)?;
            if let Value::Object(custom) = &object
                && custom.is_custom()
            {
                custom.set_note(&name, value);
                continue;
            }
            match runtime::member::set(cx.s, &object, &name, value) {
                Ok(()) => {}
                Err(Halt::Error(record))
                    if record.id.borrow().contains("PropertyAssignment") || record.id.borrow().contains("NotFound") =>
                {
                    let ty = object.ty().map_or("", Type::full_name);
                    let text = format!("The member \"{name}\" was not found for the specified {ty} object.");
                    cx.error(Fault::new(
                        "System.InvalidOperationException",
                        "InvalidOperationException",
                        Category::InvalidOperation,
                        text,
                    ))?;
                }
                Err(Halt::Error(_)) => {
                    let text = "The value supplied is not valid, or the property is read-only. Change the value, and then try again.";
                    cx.error(Fault::new("System.InvalidOperationException", "InvalidValue", Category::InvalidOperation, text))?;
                }
                Err(halt) => return Err(halt),
            }
        }
        Ok(object)
    }
}
