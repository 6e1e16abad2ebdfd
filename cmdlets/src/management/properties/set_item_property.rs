//! Set-ItemProperty: another value for a property of an item.

use super::shared;
use crate::management::place::Sieve;
use crate::management::{fault, find, item};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Changes a property of items, such as whether a file is read-only.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-ItemProperty",
    type_name = "Microsoft.PowerShell.Commands.SetItemPropertyCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "propertyValuePathSet",
    confirm = "Medium",
    aliases("sp")
)]
#[example("Set-ItemProperty users.csv IsReadOnly $true", "Makes a file read-only.")]
pub(crate) struct SetItemProperty {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, by_name, set = "propertyPSObjectPathSet")]
    #[param(position = 0, mandatory, by_name, set = "propertyValuePathSet")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "propertyPSObjectLiteralPathSet", alias("PSPath", "LP"))]
    #[param(mandatory, by_name, set = "propertyValueLiteralPathSet")]
    literal_path: Vec<Str>,
    /// The name.
    #[param(position = 1, mandatory, by_name, set = "propertyValueLiteralPathSet", alias("PSProperty"))]
    #[param(position = 1, mandatory, by_name, set = "propertyValuePathSet")]
    name: Option<Str>,
    /// The value.
    #[param(position = 2, mandatory, by_name, set = "propertyValueLiteralPathSet", allow_null)]
    #[param(position = 2, mandatory, by_name, set = "propertyValuePathSet")]
    value: Option<Value>,
    /// The object.
    #[param(mandatory, pipeline, by_name, set = "propertyPSObjectLiteralPathSet", ty = "psobject")]
    #[param(mandatory, pipeline, by_name, set = "propertyPSObjectPathSet")]
    input_object: Option<Value>,
    /// Gives the object that was worked on.
    #[param]
    pass_thru: bool,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Pattern that the names of files must fit.
    #[param]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl SetItemProperty {
    /// Name and value as given, or those of an object's properties.
    fn wanted(&self, cx: &mut Cx<'_>) -> Result<Vec<(Str, Value)>, runtime::author::Halt> {
        let Some(object) = &self.input_object else {
            return Ok(vec![(self.name.clone().unwrap_or_default(), self.value.clone().unwrap_or(Value::Null))]);
        };
        let names = runtime::member::readable_properties(cx.s, object)?;
        let own = names.into_iter().filter(|it| !it.starts_with("PS"));
        own.map(|name| Ok((name.clone(), runtime::member::get(cx.s, object, &name)?))).collect()
    }
}

impl Cmdlet for SetItemProperty {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let wanted = self.wanted(cx)?;
        let (paths, literals, pass_thru) = (self.path.clone(), self.literal_path.clone(), self.pass_thru);
        find::named(cx, &paths, &literals, true, &mut |cx, place| {
            if !place.is_file_system() {
                return Err(fault::no_dynamic_properties().into());
            }
            if !sieve.lets(place.name()) {
                return Ok(());
            }
            for (name, value) in &wanted {
                shared::set(cx, &place, name, value)?;
            }
            if pass_thru {
                let changed = item::at(cx.s, &place);
                cx.emit(changed)?;
            }
            Ok(())
        })
    }
}
