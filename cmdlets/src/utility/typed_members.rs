//! Members from `-MemberType`, `-Value` and `-SecondValue`: for `Add-Member` and `Update-TypeData`.
//!
//! In:    the kind by its name, two values that may be missing.
//! Out:   the member's definition, or the fault of a value that is missing, null or too much.
//! Never: adds it to anything.

use runtime::author::*;
use runtime::value::{MemberDef, MemberKind};

/// What was said about a member.
pub struct Draft {
    pub kind: &'static str,
    pub value: Option<Value>,
    pub second: Option<Value>,
}

/// The kinds a script can make, with their bits in `PSMemberTypes`.
const KINDS: &[(&str, i64)] = &[
    ("AliasProperty", 1),
    ("CodeProperty", 2),
    ("NoteProperty", 8),
    ("ScriptProperty", 16),
    ("PropertySet", 32),
    ("CodeMethod", 128),
    ("ScriptMethod", 256),
    ("MemberSet", 1024),
];

/// The one kind that was named; else the text of what was.
pub fn single_kind(value: &Value) -> Result<&'static str, Str> {
    let bits = match value.base() {
        Value::Enum(e) => e.value,
        _ => 0,
    };
    let found = KINDS.iter().find(|(_, bit)| *bit == bits);
    found.map(|(name, _)| *name).ok_or_else(|| value.plain_text())
}

impl Draft {
    pub fn member(&self, s: &mut Session) -> Result<MemberKind, Halt> {
        match self.kind {
            "AliasProperty" => self.alias(s),
            "NoteProperty" => {
                self.without_second()?;
                Ok(MemberKind::Note(self.required()?))
            }
            "ScriptProperty" => self.script_property(s),
            "ScriptMethod" => {
                self.without_second()?;
                Ok(MemberKind::ScriptMethod(self.block(s, &self.not_null()?)?))
            }
            "PropertySet" => {
                self.without_second()?;
                let names = to_list(s, &self.not_null()?)?;
                Ok(MemberKind::PropertySet(names.iter().map(Value::plain_text).collect()))
            }
            "MemberSet" => self.member_set(s),
            other => {
                let text = format!("Cannot add a member with type \"{other}\". Specify a different type for the MemberTypes parameter.");
                Err(refused("CannotAddMemberType", text))
            }
        }
    }

    fn required(&self) -> Eval {
        match &self.value {
            Some(value) => Ok(value.clone()),
            None => {
                let text = format!(
                    "The Value parameter is required for a member of type \"{}\". Specify the Value parameter when adding members of this type.",
                    self.kind
                );
                Err(refused("Value1Prompt", text))
            }
        }
    }

    fn not_null(&self) -> Eval {
        let value = self.required()?;
        if value.is_null() {
            let text = format!(
                "The Value parameter should not be null for a member of type \"{}\". Specify a non-null value for the Value parameter when adding members of this type.",
                self.kind
            );
            return Err(refused("Value1ShouldNotBeNull", text));
        }
        Ok(value)
    }

    fn without_second(&self) -> Flow {
        if self.second.is_none() {
            return Ok(());
        }
        let text = format!(
            "The SecondValue parameter is not necessary for a member of type \"{}\", and should not be specified. Do not specify the SecondValue parameter when you add members of this type.",
            self.kind
        );
        Err(refused("Value2ShouldNotBeSpecified", text))
    }

    fn alias(&self, s: &mut Session) -> Result<MemberKind, Halt> {
        let target = to_str(s, &self.not_null()?)?;
        let convert = match self.second.as_ref().filter(|second| !second.is_null()) {
            Some(second) => match to_type(s, second, Type::type_type())?.base() {
                Value::Type(ty) => Some(*ty),
                _ => None,
            },
            None => None,
        };
        Ok(MemberKind::Alias { target, convert })
    }

    fn script_property(&self, s: &mut Session) -> Result<MemberKind, Halt> {
        let given = |value: &Option<Value>| value.clone().filter(|value| !value.is_null());
        let (get, set) = (given(&self.value), given(&self.second));
        if get.is_none() && set.is_none() {
            let text = format!(
                "Both Value and SecondValue parameters should not be null for a member of type \"{}\". Specify a non-null value for one of the two parameters.",
                self.kind
            );
            return Err(refused("Value1AndValue2AreNotBothNull", text));
        }
        let mut block = |value: Option<Value>| value.map(|value| self.block(s, &value)).transpose();
        Ok(MemberKind::ScriptProperty { get: block(get)?, set: block(set)? })
    }

    fn block(&self, s: &mut Session, value: &Value) -> Result<Rc<ScriptBlock>, Halt> {
        let converted = to_type(s, value, Type::script_block()).map_err(|fault| {
            let wrapped =
                Fault::new("System.InvalidOperationException", "ConvertValueToType", Category::InvalidOperation, fault.message.clone());
            Halt::from(wrapped)
        })?;
        match converted.as_block() {
            Some(block) => Ok(block.clone()),
            None => Err(refused("Value1ShouldNotBeNull", "A script block is needed here.".to_owned())),
        }
    }

    /// `PSStandardMembers` and its like: members in an array of `PSMemberInfo` objects.
    fn member_set(&self, s: &mut Session) -> Result<MemberKind, Halt> {
        self.without_second()?;
        let mut members = Vec::new();
        for item in to_list(s, &self.required()?)? {
            members.extend(member_of(s, &item)?);
        }
        Ok(MemberKind::MemberSet(members))
    }
}

/// The definition behind a `PSPropertySet`, `PSNoteProperty` or `PSAliasProperty` object.
fn member_of(s: &mut Session, item: &Value) -> Result<Option<MemberDef>, Halt> {
    let ty = item.base().ty().map_or("", Type::name);
    let name = runtime::member::get(s, item, "Name")?.plain_text();
    let kind = match ty {
        "PSPropertySet" => {
            let names = runtime::member::get(s, item, "ReferencedPropertyNames")?;
            MemberKind::PropertySet(to_list(s, &names)?.iter().map(Value::plain_text).collect())
        }
        "PSNoteProperty" => MemberKind::Note(runtime::member::get(s, item, "Value")?),
        "PSAliasProperty" => {
            let target = runtime::member::get(s, item, "ReferencedMemberName")?.plain_text();
            MemberKind::Alias { target, convert: None }
        }
        _ => return Ok(None),
    };
    Ok(Some(MemberDef { symbol: Symbol::of(&name), name, kind, hidden: false }))
}

fn refused(id: &str, text: String) -> Halt {
    Fault::new("System.InvalidOperationException", id, Category::InvalidOperation, text).into()
}
