//! `Add-Member`.

use super::typed_members::{Draft, single_kind};
use macros::Cmdlet;
use runtime::author::*;
use runtime::value::{MemberDef, MemberKind};

/// Adds members to an object.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Add-Member",
    type_name = "Microsoft.PowerShell.Commands.AddMemberCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "TypeNameSet"
)]
#[example("$user | Add-Member -NotePropertyName Site -NotePropertyValue Redmond", "Adds a property.")]
pub struct AddMember {
    /// The object that gets the member.
    #[param(
        mandatory,
        pipeline,
        sets("TypeNameSet", "MemberSet", "NotePropertySingleMemberSet", "NotePropertyMultiMemberSet"),
        ty = "psobject"
    )]
    input_object: Value,
    /// What kind of member.
    #[param(position = 0, mandatory, set = "MemberSet", alias("Type"), ty = "System.Management.Automation.PSMemberTypes")]
    member_type: Value,
    /// The name of the member.
    #[param(position = 1, mandatory, set = "MemberSet")]
    name: Option<Str>,
    /// The value of a note, the code of a script member, the target of an alias.
    #[param(position = 2, set = "MemberSet")]
    value: Value,
    /// The code that sets a script property, or the type an alias converts to.
    #[param(position = 3, set = "MemberSet")]
    second_value: Value,
    /// A type name that is put before those of the object.
    #[param(mandatory, set = "TypeNameSet", not_null_or_empty)]
    #[param(sets("MemberSet", "NotePropertySingleMemberSet", "NotePropertyMultiMemberSet"))]
    type_name: Option<Str>,
    /// Replaces a member of the same name.
    #[param(sets("MemberSet", "NotePropertySingleMemberSet", "NotePropertyMultiMemberSet"))]
    force: bool,
    /// Emits the object.
    #[param(sets("TypeNameSet", "MemberSet", "NotePropertySingleMemberSet", "NotePropertyMultiMemberSet"))]
    pass_thru: bool,
    /// The name of a note property.
    #[param(position = 0, mandatory, set = "NotePropertySingleMemberSet", no_member_kind, not_null_or_empty)]
    note_property_name: Option<Str>,
    /// The value of the note property.
    #[param(position = 1, mandatory, set = "NotePropertySingleMemberSet", allow_null)]
    note_property_value: Value,
    /// A hashtable of note properties.
    #[param(position = 0, mandatory, set = "NotePropertyMultiMemberSet", ty = "System.Collections.IDictionary", not_null_or_empty)]
    note_property_members: Value,
}

/// One member about to be added.
enum Added {
    Note(Str, Value),
    Computed(MemberDef),
}

impl Added {
    fn name(&self) -> &str {
        match self {
            Added::Note(name, _) => name,
            Added::Computed(member) => &member.name,
        }
    }
}

impl Cmdlet for AddMember {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.type_name.as_ref().is_some_and(|name| name.trim().is_empty()) {
            let text = "The TypeName parameter should not be null, empty, or contain only white spaces.";
            return Err(refused("TypeNameShouldNotBeEmpty", text).into());
        }
        let value = self.input_object.clone();
        let object = runtime::value::with_members(&value);
        let done = match cx.set_name().as_str() {
            "TypeNameSet" => true,
            "NotePropertyMultiMemberSet" => self.add_notes(cx, &object)?,
            "NotePropertySingleMemberSet" => {
                let name = self.note_property_name.clone().unwrap_or_default();
                self.add(cx, &object, Added::Note(name, self.note_property_value.clone()))?
            }
            _ => {
                let member = self.member(cx)?;
                self.add(cx, &object, member)?
            }
        };
        if !done {
            return Ok(());
        }
        if let Some(name) = self.type_name.clone() {
            push_type(cx.s, &object, &name);
        }
        if self.pass_thru { cx.emit(Value::Object(object)) } else { Ok(()) }
    }
}

impl AddMember {
    fn add_notes(&self, cx: &mut Cx<'_>, object: &Rc<Object>) -> Result<bool, Halt> {
        let Some(table) = self.note_property_members.as_table().cloned() else {
            return Ok(false);
        };
        let mut any = false;
        for (key, value) in table.entries() {
            let name = to_str(cx.s, &key)?;
            if name.is_empty() {
                let text = "The name for a NoteProperty member should not be null or an empty string.";
                cx.error(refused("NotePropertyNameShouldNotBeNull", text))?;
                continue;
            }
            any |= self.add(cx, object, Added::Note(name, value))?;
        }
        Ok(any)
    }

    fn member(&self, cx: &mut Cx<'_>) -> Result<Added, Halt> {
        let kind = single_kind(&self.member_type).map_err(|shown| {
            let text = format!("To add a member, only one member type can be specified. The member types specified are: \"{shown}\"");
            Halt::from(refused("WrongMemberCount", text))
        })?;
        let name = self.name.clone().unwrap_or_default();
        if kind == "NoteProperty" {
            if cx.is_bound("SecondValue") {
                let text = format!(
                    "The SecondValue parameter is not necessary for a member of type \"{kind}\", and should not be specified. Do not specify the SecondValue parameter when you add members of this type."
                );
                return Err(refused("Value2ShouldNotBeSpecified", text).into());
            }
            return Ok(Added::Note(name, self.value.clone()));
        }
        let draft = Draft {
            kind,
            value: cx.is_bound("Value").then(|| self.value.clone()),
            second: cx.is_bound("SecondValue").then(|| self.second_value.clone()),
        };
        let kind = draft.member(cx.s)?;
        Ok(Added::Computed(MemberDef { symbol: Symbol::of(&name), name, kind, hidden: false }))
    }

    /// False when the object has such a member and nobody said `-Force`.
    fn add(&self, cx: &mut Cx<'_>, object: &Rc<Object>, member: Added) -> Result<bool, Halt> {
        let name = Str::new(member.name());
        let symbol = Symbol::of(&name);
        let is_own = object.note(&name).is_some() || object.member(symbol).is_some();
        let is_there = is_own || crate::members::find(cx.s, &Value::Object(object.clone()), &name)?.is_some();
        if is_there && !self.force {
            let text = format!(
                "Cannot add a member with the name \"{name}\" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command."
            );
            cx.error(refused("MemberAlreadyExists", text).target(self.input_object.clone()))?;
            return Ok(false);
        }
        object.notes.borrow_mut().remove(symbol);
        object.members.borrow_mut().retain(|known| known.symbol != symbol);
        match member {
            Added::Note(name, value) => object.set_note(&name, value),
            Added::Computed(member) => {
                let is_hidden = matches!(member.kind, MemberKind::MemberSet(_));
                object.set_member(MemberDef { hidden: is_hidden, ..member });
            }
        }
        Ok(true)
    }
}

/// Accelerators stand for the full name.
fn push_type(s: &Session, object: &Rc<Object>, name: &str) {
    let full = runtime::eval::find_type(s, name).map_or_else(|| Str::new(name), |ty| Str::new(ty.full_name()));
    let mut names = runtime::member::type_names(s, &Value::Object(object.clone()));
    names.insert(0, full);
    object.set_types(names);
}

fn refused(id: &str, text: impl Into<Str>) -> Fault {
    Fault::new("System.InvalidOperationException", id, Category::InvalidOperation, text)
}
