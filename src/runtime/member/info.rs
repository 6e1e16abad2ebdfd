//! Members as objects: `PSNoteProperty`, `PSScriptMethod` and their relatives.
//!
//! In:    an object and the name of one of its members, or the parts of a new member.
//! Out:   objects with `Name`, `Value`, `MemberType`, …; new members ready to be added.
//! Never: lists; `list` and `psobject` do.

use super::{find, list};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{MemberDef, MemberKind, Native, Object, Str, Symbol, Value};
use std::cell::RefCell;

/// A property or method of an object, or one that waits to be added.
pub struct Info {
    pub name: Str,
    pub kind: &'static str,
    owner: Option<Value>,
    /// What a member that belongs to nobody yet is made of.
    pub def: RefCell<MemberDef>,
}

/// The .NET class of each kind.
fn class_of(kind: &str) -> &'static str {
    match kind {
        "NoteProperty" => "System.Management.Automation.PSNoteProperty",
        "AliasProperty" => "System.Management.Automation.PSAliasProperty",
        "ScriptProperty" => "System.Management.Automation.PSScriptProperty",
        "CodeProperty" => "System.Management.Automation.PSCodeProperty",
        "ScriptMethod" => "System.Management.Automation.PSScriptMethod",
        "PropertySet" => "System.Management.Automation.PSPropertySet",
        "MemberSet" => "System.Management.Automation.PSMemberSet",
        "Method" => "System.Management.Automation.PSMethod",
        "ParameterizedProperty" => "System.Management.Automation.PSParameterizedProperty",
        _ => "System.Management.Automation.PSProperty",
    }
}

/// The object for a listed member of a value.
pub fn of(owner: &Value, member: &list::MemberInfo) -> Value {
    let def = MemberDef {
        name: member.name.clone(),
        symbol: Symbol::of(&member.name),
        kind: MemberKind::Note(Value::Null),
        hidden: member.hidden,
    };
    Value::native(Info { name: member.name.clone(), kind: member.kind, owner: Some(owner.clone()), def: RefCell::new(def) })
}

fn waiting(kind: &'static str, name: Str, def: MemberKind) -> Value {
    let symbol = Symbol::of(&name);
    let def = MemberDef { name: name.clone(), symbol, kind: def, hidden: false };
    Value::native(Info { name, kind, owner: None, def: RefCell::new(def) })
}

/// `[psnoteproperty]::new('Name', 1)` and its relatives; `None` for types that are no members.
pub fn construct_member(ty: Type, args: &[Value]) -> Option<Eval> {
    let name = args.first().map_or_else(Str::default, Value::plain_text);
    let second = args.get(1).cloned().unwrap_or(Value::Null);
    let block = |at: usize| args.get(at).and_then(Value::as_block).cloned();
    Some(Ok(match ty.name() {
        "PSNoteProperty" | "PSVariableProperty" => waiting("NoteProperty", name, MemberKind::Note(second)),
        "PSAliasProperty" => {
            let convert = match args.get(2).map(Value::base) {
                Some(Value::Type(ty)) => Some(*ty),
                _ => None,
            };
            waiting("AliasProperty", name, MemberKind::Alias { target: second.plain_text(), convert })
        }
        "PSScriptProperty" => waiting("ScriptProperty", name, MemberKind::ScriptProperty { get: block(1), set: block(2) }),
        "PSScriptMethod" => waiting("ScriptMethod", name, MemberKind::ScriptMethod(block(1)?)),
        "PSPropertySet" => {
            let names = second.as_seq().map_or_else(Vec::new, |seq| seq.snapshot()).iter().map(Value::plain_text).collect();
            waiting("PropertySet", name, MemberKind::PropertySet(names))
        }
        "PSMemberSet" => {
            let members = second.as_seq().map_or_else(Vec::new, |seq| seq.snapshot());
            let defs = members.iter().filter_map(|m| m.as_native::<Info>()).map(|i| i.def.borrow().clone()).collect();
            waiting("MemberSet", name, MemberKind::MemberSet(defs))
        }
        _ => return None,
    }))
}

/// The value with room for members.
pub fn as_object(value: &Value) -> Value {
    match value {
        Value::Object(_) | Value::Null | Value::Empty => value.clone(),
        other => Value::object(Object::wrapping(other.clone())),
    }
}

impl Info {
    fn value(&self, s: &mut Session) -> Eval {
        match (&self.owner, self.kind) {
            (Some(owner), "Method" | "ScriptMethod") => Ok(super::method::of(s, owner, &self.name).unwrap_or(Value::Null)),
            (Some(owner), _) => super::get(s, owner, &self.name),
            (None, _) => {
                let def = self.def.borrow().clone();
                match &def.kind {
                    MemberKind::Note(value) => Ok(value.clone()),
                    MemberKind::ScriptMethod(block) => Ok(Value::Block(block.clone())),
                    _ => Ok(Value::Null),
                }
            }
        }
    }

    /// The computed member behind the name, when it is one.
    fn definition(&self, s: &Session) -> Option<MemberDef> {
        match &self.owner {
            Some(owner) => find::definition(s, owner, &self.name),
            None => Some(self.def.borrow().clone()),
        }
    }

    fn type_name(&self, s: &mut Session) -> Value {
        if matches!(self.kind, "ScriptProperty" | "ScriptMethod") {
            return Value::str("System.Object");
        }
        let found = self.value(s).ok().and_then(|v| v.base().ty());
        Value::str(found.map_or("System.Object", Type::full_name))
    }

    fn settable(&self, s: &Session) -> bool {
        match self.kind {
            "NoteProperty" | "AliasProperty" => true,
            "ScriptProperty" => matches!(self.definition(s).map(|d| d.kind), Some(MemberKind::ScriptProperty { set: Some(_), .. })),
            "Property" => match &self.owner {
                Some(Value::Object(object)) if object.class().is_some() => true,
                Some(owner) => {
                    let ty = owner.base().ty();
                    ty.and_then(|t| crate::clr::signature::property(t, &self.name, false)).is_some_and(|p| p.settable)
                }
                None => false,
            },
            _ => false,
        }
    }

    fn definition_part(&self, s: &Session, name: &str) -> Option<Value> {
        let block = |b: Option<std::rc::Rc<crate::block::ScriptBlock>>| b.map_or(Value::Null, Value::Block);
        match (self.definition(s)?.kind, name) {
            (MemberKind::Alias { target, .. }, "referencedmembername") => Some(Value::Str(target)),
            (MemberKind::Alias { convert, .. }, "conversiontype") => Some(convert.map_or(Value::Null, Value::Type)),
            (MemberKind::ScriptProperty { get, .. }, "getterscript") => Some(block(get)),
            (MemberKind::ScriptProperty { set, .. }, "setterscript") => Some(block(set)),
            (MemberKind::ScriptMethod(script), "script") => Some(Value::Block(script)),
            (MemberKind::PropertySet(names), "referencedpropertynames") => Some(Value::strings(names)),
            (MemberKind::MemberSet(members), "members") => {
                let names: Vec<Str> = members.into_iter().map(|m| m.name).collect();
                Some(Value::strings(names))
            }
            _ => None,
        }
    }
}

impl Native for Info {
    fn type_of(&self) -> Type {
        Type::of(class_of(self.kind))
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.kind {
            "NoteProperty" => &["MemberType", "IsSettable", "IsGettable", "Value", "TypeNameOfValue", "Name", "IsInstance"],
            "AliasProperty" => &[
                "ReferencedMemberName",
                "ConversionType",
                "MemberType",
                "TypeNameOfValue",
                "IsSettable",
                "IsGettable",
                "Value",
                "Name",
                "IsInstance",
            ],
            "ScriptProperty" => &[
                "SetterScript",
                "GetterScript",
                "IsSettable",
                "IsGettable",
                "MemberType",
                "TypeNameOfValue",
                "Value",
                "Name",
                "IsInstance",
            ],
            "ScriptMethod" => &["Script", "OverloadDefinitions", "MemberType", "TypeNameOfValue", "Value", "Name", "IsInstance"],
            "Method" => &["OverloadDefinitions", "MemberType", "TypeNameOfValue", "Value", "Name", "IsInstance"],
            "PropertySet" => &["ReferencedPropertyNames", "MemberType", "TypeNameOfValue", "Value", "Name", "IsInstance"],
            _ => &["MemberType", "Value", "IsSettable", "IsGettable", "TypeNameOfValue", "Name", "IsInstance"],
        }
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        Some(Ok(match name.as_str() {
            "name" => Value::Str(self.name.clone()),
            "value" => return Some(self.value(s)),
            "membertype" => Value::enum_named("System.Management.Automation.PSMemberTypes", self.kind),
            "typenameofvalue" => self.type_name(s),
            "issettable" => Value::Bool(self.settable(s)),
            "isgettable" => Value::Bool(true),
            "isinstance" => Value::Bool(!matches!(self.kind, "Property" | "Method" | "ParameterizedProperty") || self.owner.is_none()),
            "overloaddefinitions" => {
                let owner = self.owner.as_ref()?;
                let method = super::method::of(s, owner, &self.name)?;
                return match method {
                    Value::Native(native) => native.get(s, "OverloadDefinitions"),
                    _ => None,
                };
            }
            _ => return self.definition_part(s, &name).map(Ok),
        }))
    }

    fn set(&self, s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        if !name.eq_ignore_ascii_case("value") {
            return None;
        }
        Some(match &self.owner {
            Some(owner) => super::set(s, owner, &self.name, new.clone()),
            None => {
                self.def.borrow_mut().kind = MemberKind::Note(new.clone());
                Ok(())
            }
        })
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "tostring" => Some(self.definition_text(s).map(Value::Str)),
            "invoke" => self.owner.as_ref().map(|owner| super::call(s, owner, &self.name, args)),
            "copy" => Some(Ok(Value::native(Info {
                name: self.name.clone(),
                kind: self.kind,
                owner: self.owner.clone(),
                def: RefCell::new(self.def.borrow().clone()),
            }))),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        match &self.def.borrow().kind {
            MemberKind::Note(value) if self.kind == "NoteProperty" && self.owner.is_none() => {
                format!("{} {}={}", value.ty().map_or("object", Type::name), self.name, value.plain_text()).into()
            }
            _ => self.name.clone(),
        }
    }
}

impl Info {
    fn definition_text(&self, s: &mut Session) -> Result<Str, Halt> {
        if let Some(owner) = &self.owner {
            let all = list::members(s, owner, false)?;
            if let Some(found) = all.into_iter().find(|m| m.name == self.name) {
                return Ok(found.definition);
            }
        }
        let def = self.def.borrow().clone();
        list::definition_of(s, &def).map(|i| i.definition)
    }

    /// Puts the member on an object.
    pub fn add_to(&self, object: &Object) {
        let def = self.def.borrow().clone();
        match def.kind {
            MemberKind::Note(value) => object.set_note(&def.name, value),
            _ => object.set_member(def),
        }
    }
}
