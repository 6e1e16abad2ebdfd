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
        let Some(object) = cx.input.clone().or_else(|| cx.is_bound("InputObject").then(|| self.input_object.clone())) else {
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
                Fault::new("System.Management.Automation.PSArgumentException", "MemberDoesntExist", Category::InvalidArgument, text)
                    .target(object),
            );
        }
        let list = runtime::member::get(cx.s, &object, &name)?;
        match self.change(cx, &list) {
            Err(Halt::Error(record)) => return cx.error(Halt::Error(bare(&record))),
            other => other?,
        }
        cx.emit(object)
    }
}

/// The exception of the list itself, without the call around it.
fn bare(record: &Rc<ErrorRecord>) -> Rc<ErrorRecord> {
    match runtime::fault::Exception::of(&record.exception) {
        Some(exception) if !exception.inner.is_null() => Rc::new(ErrorRecord::from_exception(exception.inner.clone())),
        _ => record.clone(),
    }
}

impl UpdateList {
    /// Without an object: what to change, for a parameter of another command that takes it.
    fn emit_modifier(&self, cx: &mut Cx<'_>) -> Flow {
        let asked = [("Add", &self.add), ("Remove", &self.remove), ("Replace", &self.replace)];
        let said: Vec<(&str, Value)> =
            asked.into_iter().filter(|(_, items)| !items.is_empty()).map(|(name, items)| (name, Value::array(items.clone()))).collect();
        let table = cx.s.table_of(&said);
        cx.emit(table)
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
