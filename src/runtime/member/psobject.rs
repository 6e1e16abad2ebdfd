//! `.PSObject`, `.PSTypeNames`, `.PSBase`: an object seen through its members.

use super::info::{self, Info};
use super::{list, names};
use crate::fault::{Category, Eval, Fault, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{MemberDef, Native, Object, Str, Symbol, Value};
use dotnet::wildcard::Wildcard;

/// The names every object answers to.
pub fn special(target: &Value, name: &str) -> Option<Value> {
    if !name.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("ps")) || target.is_null() {
        return None;
    }
    match name.to_ascii_lowercase().as_str() {
        "psobject" => Some(Value::native(View { target: target.clone() })),
        "pstypenames" => Some(Value::native(TypeNames { target: target.clone() })),
        "psbase" | "psadapted" => Some(Value::native(Base { target: target.clone() })),
        "psextended" => Some(Value::native(View { target: target.clone() })),
        _ => None,
    }
}

/// A named list of properties, as a value.
pub fn property_set(name: &Str, names: &[Str]) -> Value {
    crate::records::typed(
        "System.Management.Automation.PSPropertySet",
        &[
            ("ReferencedPropertyNames", Value::strings(names.iter().cloned())),
            ("MemberType", Value::enum_named("System.Management.Automation.PSMemberTypes", "PropertySet")),
            ("Name", Value::Str(name.clone())),
        ],
    )
}

/// Members below a member: `PSStandardMembers`.
pub fn member_set(name: &Str, members: &[MemberDef]) -> Value {
    let object = Object::custom();
    for member in members {
        object.set_member(member.clone());
    }
    object.set_types(vec![Str::new_static("System.Management.Automation.PSMemberSet")]);
    object.set_note("Name", Value::Str(name.clone()));
    Value::object(object)
}

/// `.PSObject`
struct View {
    target: Value,
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Properties,
    Methods,
    Members,
}

impl Native for View {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSMemberSet")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Members", "Properties", "Methods", "ImmediateBaseObject", "BaseObject", "TypeNames"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let part = |part| Value::native(Members { target: self.target.clone(), part });
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "properties" => part(Part::Properties),
            "methods" => part(Part::Methods),
            "members" => part(Part::Members),
            "typenames" => Value::native(TypeNames { target: self.target.clone() }),
            "baseobject" | "immediatebaseobject" => self.target.base().clone(),
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "copy" => Some(Ok(copy(&self.target))),
            "tostring" => Some(crate::text::to_text(s, &self.target).map(Value::Str)),
            "equals" => Some(Ok(Value::Bool(args.first().is_some_and(|o| self.target.same(o))))),
            _ => None,
        }
    }
}

/// A shallow copy: its own notes, the same values.
fn copy(target: &Value) -> Value {
    match target {
        Value::Object(object) => Value::object(object.copy()),
        Value::Table(table) => {
            let made = crate::value::Table::new(table.kind, table.ty, table.data.borrow().ignore_case);
            *made.data.borrow_mut() = table.data.borrow().clone();
            Value::table(made)
        }
        other => other.clone(),
    }
}

/// `.PSObject.Properties` and its sisters: a live list by name.
struct Members {
    target: Value,
    part: Part,
}

impl Members {
    fn all(&self, s: &mut Session) -> Result<Vec<list::MemberInfo>, Halt> {
        let is_method = |m: &list::MemberInfo| matches!(m.kind, "Method" | "ScriptMethod" | "CodeMethod");
        let all = list::members(s, &self.target, false)?;
        if self.part == Part::Properties {
            // In the order of display, which knows what a listing hides.
            let order = names::readable_properties(s, &self.target)?;
            return Ok(order.iter().filter_map(|n| all.iter().find(|m| crate::value::eq_ignore_case(&m.name, n)).cloned()).collect());
        }
        Ok(all.into_iter().filter(|m| self.part == Part::Members || is_method(m)).collect())
    }

    fn find(&self, s: &mut Session, name: &str) -> Result<Option<Value>, Halt> {
        let all = list::members(s, &self.target, false)?;
        let fits = |m: &&list::MemberInfo| {
            let method = matches!(m.kind, "Method" | "ScriptMethod" | "CodeMethod");
            crate::value::eq_ignore_case(&m.name, name) && (self.part == Part::Members || method == (self.part == Part::Methods))
        };
        Ok(all.iter().find(fits).map(|m| info::of(&self.target, m)))
    }

    fn add(&self, args: &[Value]) -> Eval {
        let Some(new) = args.first().and_then(|v| v.as_native::<Info>()) else {
            return Err(crate::clr::overload::no_overload("Add", args.len()));
        };
        let Value::Object(object) = &self.target else { return Ok(Value::Empty) };
        let exists = object.note(&new.name).is_some() || object.member(Symbol::of(&new.name)).is_some();
        if exists && !args.get(1).is_some_and(crate::convert::to_bool) {
            return Err(crate::fault::thrown(
                "System.Management.Automation.ExtendedTypeSystemException",
                format!(
                    "Cannot add a member with the name \"{}\" because a member with that name already exists. If you want to overwrite the member anyway, add the Force parameter to your command.",
                    new.name
                ),
            ));
        }
        new.add_to(object);
        Ok(Value::Empty)
    }

    fn remove(&self, name: &str) {
        if let Value::Object(object) = &self.target {
            let symbol = Symbol::of(name);
            object.notes.borrow_mut().remove(symbol);
            object.members.borrow_mut().retain(|m| m.symbol != symbol);
        }
    }

    fn matching(&self, s: &mut Session, pattern: &str) -> Eval {
        let Ok(wildcard) = Wildcard::new(pattern, true) else { return Ok(Value::array(Vec::new())) };
        let all = self.all(s)?;
        Ok(Value::array(all.iter().filter(|m| wildcard.is_match(&m.name)).map(|m| info::of(&self.target, m)).collect()))
    }
}

impl Native for Members {
    fn type_of(&self) -> Type {
        let element = match self.part {
            Part::Properties => "System.Management.Automation.PSPropertyInfo",
            Part::Methods => "System.Management.Automation.PSMethodInfo",
            Part::Members => "System.Management.Automation.PSMemberInfo",
        };
        Type::of("System.Management.Automation.PSMemberInfoIntegratingCollection`1").generic_of(vec![Type::of(element)])
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let first = args.first().map_or_else(Str::default, Value::plain_text);
        match name.to_ascii_lowercase().as_str() {
            "add" => Some(self.add(args)),
            "remove" => {
                self.remove(&first);
                Some(Ok(Value::Empty))
            }
            "match" => Some(self.matching(s, &first)),
            "item" | "get_item" => Some(self.find(s, &first).map(|found| found.unwrap_or(Value::Null))),
            "getenumerator" => Some(self.enumerate(s)?.map(|items| crate::clr::enumerator_over("System.Collections.IEnumerator", items))),
            _ => None,
        }
    }

    fn enumerate(&self, s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        Some(self.all(s).map(|all| all.iter().map(|m| info::of(&self.target, m)).collect()))
    }

    fn index(&self, s: &mut Session, index: &[Value]) -> Option<Eval> {
        let key = index.first()?;
        Some(match key.base() {
            Value::Int(at) => self.all(s).map(|all| {
                let at = if *at < 0 { all.len() as i64 + i64::from(*at) } else { i64::from(*at) };
                usize::try_from(at).ok().and_then(|at| all.get(at)).map_or(Value::Null, |m| info::of(&self.target, m))
            }),
            other => self.find(s, &other.plain_text()).map(|found| found.unwrap_or(Value::Null)),
        })
    }
}

/// `.PSTypeNames`: changes go to the object.
struct TypeNames {
    target: Value,
}

impl TypeNames {
    fn names(&self) -> Vec<Str> {
        names::names_of(&self.target)
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Str>)) -> Eval {
        let mut all = self.names();
        change(&mut all);
        match &self.target {
            Value::Object(object) => {
                object.set_types(all);
                Ok(Value::Empty)
            }
            other => {
                let ty = other.ty().map_or("null", Type::full_name);
                let message =
                    format!("This shell keeps type names only on objects; make one of the {ty} first, for example with [psobject].");
                Err(Fault::new("System.Management.Automation.PSNotSupportedException", "NotSupported", Category::NotImplemented, message)
                    .into())
            }
        }
    }
}

impl Native for TypeNames {
    fn type_of(&self) -> Type {
        Type::of("System.Collections.ObjectModel.Collection`1").generic_of(vec![Type::string()])
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Count"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        name.eq_ignore_ascii_case("count").then(|| Ok(Value::from(self.names().len())))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let text = |at: usize| args.get(at).map_or_else(Str::default, Value::plain_text);
        let place = || args.first().and_then(|v| crate::convert::to_int(v).ok()).map_or(0, |at| at.max(0) as usize);
        Some(match name.to_ascii_lowercase().as_str() {
            "add" => self.change(|all| all.push(text(0))),
            "insert" => self.change(|all| all.insert(place().min(all.len()), text(1))),
            "clear" => self.change(Vec::clear),
            "remove" => {
                let had = self.names().contains(&text(0));
                self.change(|all| all.retain(|n| *n != text(0))).map(|_| Value::Bool(had))
            }
            "removeat" => self.change(|all| {
                if place() < all.len() {
                    all.remove(place());
                }
            }),
            "contains" => Ok(Value::Bool(self.names().contains(&text(0)))),
            "indexof" => Ok(Value::Int(self.names().iter().position(|n| *n == text(0)).map_or(-1, |at| at as i32))),
            _ => return None,
        })
    }

    fn enumerate(&self, _s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        Some(Ok(self.names().into_iter().map(Value::Str).collect()))
    }

    fn index(&self, _s: &mut Session, index: &[Value]) -> Option<Eval> {
        let names = self.names();
        let at = i64::from(crate::convert::to_int(index.first()?).ok()?);
        let at = if at < 0 { at + names.len() as i64 } else { at };
        Some(Ok(usize::try_from(at).ok().and_then(|at| names.get(at)).map_or(Value::Null, |n| Value::Str(n.clone()))))
    }
}

/// `.PSBase`: the .NET members without keys and added members.
struct Base {
    target: Value,
}

impl Native for Base {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSMemberSet")
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        match self.target.base() {
            Value::Native(native) => native.clone().get(s, name),
            base => crate::clr::get_property(base, &name.to_ascii_lowercase()).map(Ok),
        }
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let base: Value = self.target.base().clone();
        super::method::call(s, &base, name, args)
    }

    fn text(&self) -> Str {
        self.target.plain_text()
    }
}
