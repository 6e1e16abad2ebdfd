//! `Update-List`.

use macros::Cmdlet;
use runtime::author::*;

/// Adds, removes or replaces elements of a property that is a collection.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Update-List",
    type_name = "Microsoft.PowerShell.Commands.UpdateListCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "AddRemoveSet"
)]
pub struct UpdateList {
    /// Elements to add.
    #[param(set = "AddRemoveSet", not_null_or_empty)]
    add: Vec<Value>,
    /// Elements to remove.
    #[param(set = "AddRemoveSet", not_null_or_empty)]
    remove: Vec<Value>,
    /// The new elements.
    #[param(mandatory, set = "ReplaceSet", not_null_or_empty)]
    replace: Vec<Value>,
    /// The object whose property is changed.
    #[param(pipeline, ty = "psobject", not_null_or_empty)]
    input_object: Value,
    /// The property with the collection.
    #[param(position = 0, not_null_or_empty)]
    property: Option<Str>,
}

impl Cmdlet for UpdateList {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(object) = cx.input.clone().or_else(|| {
            cx.is_bound("InputObject")
                .then(|| self.input_object.clone())
        }) else {
            return self.emit_modifier(cx);
        };
        let Some(name) = self.property.clone() else {
            let text = "The Property parameter must be specified when the InputObject parameter is specified.";
            return Err(Fault::new(
                "System.Management.Automation.PSArgumentException",
                "MissingPropertyParameter",
                Category::InvalidArgument,
                text,
            )
            .into());
        };
        if !runtime::member::has_property(cx.s, &object, &name)? {
            let text = format!("The member \"{name}\" was not found on the specified object.");
            return cx.error(
                Fault::new(
                    "System.Management.Automation.PSArgumentException",
                    "MemberDoesntExist",
                    Category::InvalidArgument,
                    text,
                )
                .target(object),
            );
        }
        let list = runtime::member::get(cx.s, &object, &name)?;
        self.change(cx, &list).map_err(plainly)?;
        cx.emit(object)
    }
}

impl UpdateList {
    /// Without an object: what to change, for a parameter of another command that takes it.
    fn emit_modifier(&self, cx: &mut Cx<'_>) -> Flow {
        let table = Table::hashtable();
        for (name, items) in [("Add", &self.add), ("Remove", &self.remove), ("Replace", &self.replace)] {
            if cx.is_bound(name) {
                table.insert_str(name, Value::array(items.clone()));
            }
        }
        cx.emit(Value::Table(Rc::new(table)))
    }

    fn change(&self, cx: &mut Cx<'_>, list: &Value) -> Flow {
        if !self.replace.is_empty() {
            runtime::member::call(cx.s, list, "Clear", &[])?;
            for item in &self.replace {
                runtime::member::call(cx.s, list, "Add", std::slice::from_ref(item))?;
            }
            return Ok(());
        }
        for item in &self.remove {
            runtime::member::call(cx.s, list, "Remove", std::slice::from_ref(item))?;
        }
        for item in &self.add {
            runtime::member::call(cx.s, list, "Add", std::slice::from_ref(item))?;
        }
        Ok(())
    }
}

/// What the collection said, without the call around it.
fn plainly(halt: Halt) -> Halt {
    let inner = match &halt {
        Halt::Error(record) => runtime::fault::Exception::of(&record.exception).map(|exception| exception.inner.clone()),
        _ => None,
    };
    match inner {
        Some(inner) if !inner.is_null() => Halt::Error(Rc::new(ErrorRecord::from_exception(inner))),
        _ => halt,
    }
}
