//! Methods: calling them, and methods as values (`'abc'.Trim` without parentheses).

use super::{fault, find};
use crate::clr::{self, overload, signature};
use crate::fault::{Eval, Exception};
use crate::session::Session;
use crate::types::Type;
use crate::value::{MemberDef, MemberKind, Native, Seq, SeqKind, Str, Value};
use std::rc::Rc;

/// Calls a method of the object, its types, its class or .NET; `None` when there is none.
pub fn call(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    if target.is_null() {
        return None;
    }
    if let Some(MemberDef { kind: MemberKind::ScriptMethod(block), .. }) = find::definition(s, target, name) {
        let done = find::run_with_this(s, &block, target, args);
        return Some(done.map_err(|halt| fault::wrap_script_call(name, args.len(), halt)));
    }
    if let Value::Object(object) = target {
        if object.class().is_some()
            && let Some(done) = crate::class::call_method(s, target, name, args)
        {
            return Some(done);
        }
        if object.class().is_some() && matches!(name.to_ascii_lowercase().as_str(), "gettype" | "memberwiseclone") {
            return plain(s, target, name, args);
        }
        return match object.base_value().or_else(|| object.inherited()).cloned() {
            Some(base) => special(s, target, name, args).or_else(|| net(s, &base, name, args)),
            None => special(s, target, name, args).or_else(|| plain(s, target, name, args)),
        };
    }
    special(s, target, name, args).or_else(|| net(s, target, name, args))
}

/// Methods that need the value itself and not only its .NET part.
fn special(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    if name.eq_ignore_ascii_case("ToString")
        && args.is_empty()
        && let Ok(Some(text)) = super::script_to_string(s, target)
    {
        return Some(Ok(Value::Str(text)));
    }
    if name.eq_ignore_ascii_case("GetBaseException") {
        let found = Exception::of(target)?;
        return Some(Ok(if found.inner.is_null() { target.clone() } else { found_innermost(found) }));
    }
    None
}

fn found_innermost(exception: &Exception) -> Value {
    let mut innermost = exception.inner.clone();
    while let Some(next) = Exception::of(&innermost).map(|e| e.inner.clone()).filter(|v| !v.is_null()) {
        innermost = next;
    }
    innermost
}

/// What custom objects and class instances have from `System.Object`.
fn plain(s: &mut Session, target: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    match name.to_ascii_lowercase().as_str() {
        "tostring" => Some(crate::text::called_text(s, target).map(Value::Str)),
        "gettype" => target.ty().map(|ty| Ok(Value::Type(ty))),
        "memberwiseclone" => match target {
            Value::Object(object) => Some(Ok(Value::object(object.copy()))),
            _ => None,
        },
        "equals" => Some(Ok(Value::Bool(args.first().is_some_and(|other| target.same(other))))),
        "gethashcode" => Some(Ok(Value::Int(target.identity().map_or(0, |address| (address >> 3) as i32)))),
        _ => None,
    }
}

/// A .NET method: the tables choose the overload, the family does the work.
fn net(s: &mut Session, base: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    let ty = base.ty()?;
    let Some(group) = signature::group(ty, name, false) else {
        return loose(s, base, name, args);
    };
    if group.owner == Type::object() && !args.is_empty() && !name.eq_ignore_ascii_case("Equals") {
        // Only the root knows the name: the family may have more to offer.
        if let Some(done) = loose(s, base, name, args) {
            return Some(done);
        }
    }
    let bound = match overload::bind(s, &group.name, &group.overloads, args) {
        Ok((_, bound)) => bound,
        Err(halt) => return Some(Err(fault::wrap_raw_call(&group.name, args.len(), halt))),
    };
    let done = match clr::call_instance(s, base, &group.key, &bound) {
        Some(done) => done,
        None => Err(clr::unsupported(ty, &group.name)),
    };
    Some(done.map_err(|halt| wrap(base, &group.name, args.len(), halt)))
}

/// Objects of the engine report errors of scripts as they are; .NET's members wrap whatever comes.
pub fn wrap(base: &Value, name: &str, count: usize, halt: crate::fault::Halt) -> crate::fault::Halt {
    match base {
        Value::Native(_) if !is_net_object(base) => fault::wrap_raw_call(name, count, halt),
        _ => fault::wrap_call(name, count, halt),
    }
}

fn is_net_object(base: &Value) -> bool {
    base.ty().is_some_and(|t| !t.full_name().starts_with("System.Management.Automation.") || t.derives_from(Type::of("System.Delegate")))
}

/// Methods of objects that the tables do not describe.
fn loose(s: &mut Session, base: &Value, name: &str, args: &[Value]) -> Option<Eval> {
    let key = name.to_ascii_lowercase();
    if let Some(found) = parameterized(s, base, &key, args) {
        return Some(found.map_err(|halt| getting(name, halt)));
    }
    let done = clr::call_instance(s, base, &key, args)?;
    Some(done.map_err(|halt| wrap(base, name, args.len(), halt)))
}

/// Indexed properties are called like methods: `'abc'.Chars(1)`.
fn parameterized(s: &mut Session, base: &Value, key: &str, args: &[Value]) -> Option<Eval> {
    match (base, key, args) {
        (Value::Str(text), "chars", [at]) => {
            let at = crate::convert::to_int(at).ok()?;
            let found = usize::try_from(at).ok().and_then(|at| dotnet::utf16::unit_at(text, at));
            Some(
                found
                    .map(Value::Char)
                    .ok_or_else(|| crate::fault::thrown("System.IndexOutOfRangeException", "Index was outside the bounds of the array.")),
            )
        }
        (Value::Table(table), "item", [at]) => Some(clr::index_table(table, at)),
        (Value::Native(native), "chars" | "item", [at]) => native.clone().index(s, std::slice::from_ref(at)),
        _ => None,
    }
}

fn getting(name: &str, halt: crate::fault::Halt) -> crate::fault::Halt {
    fault::wrap_get(name, halt)
}

/// A method as a value.
pub struct Method {
    target: Value,
    name: Str,
    definitions: Vec<Str>,
    is_static: bool,
    script: Option<Rc<crate::block::ScriptBlock>>,
}

/// The method of this name as a value; `None` when there is none.
pub fn of(s: &mut Session, target: &Value, name: &str) -> Option<Value> {
    if target.is_null() {
        return None;
    }
    if let Some(member) = find::definition(s, target, name)
        && matches!(member.kind, MemberKind::ScriptMethod(_))
    {
        return Some(script(target, &member));
    }
    if let Value::Object(object) = target
        && let Some(class) = object.class()
    {
        let definitions = crate::class::definitions(class, name, false);
        if !definitions.is_empty() {
            return Some(made(target, name, definitions, false));
        }
    }
    let ty = super::names::base_of(target).ty().or_else(|| target.ty())?;
    if let Some(group) = signature::group(ty, name, false) {
        return Some(made(target, &group.name, group.overloads.iter().map(|m| m.text.clone()).collect(), false));
    }
    if matches!(target.base(), Value::Str(_)) && name.eq_ignore_ascii_case("Chars") {
        return Some(made(target, "Chars", vec![Str::new_static("char Chars(int index) {get;}")], false));
    }
    None
}

pub fn made(target: &Value, name: &str, definitions: Vec<Str>, is_static: bool) -> Value {
    Value::native(Method { target: target.clone(), name: Str::new(name), definitions, is_static, script: None })
}

/// A script method as a value.
pub fn script(target: &Value, member: &MemberDef) -> Value {
    let MemberKind::ScriptMethod(block) = &member.kind else { return Value::Null };
    let definition = Str::from(format!("System.Object {}();", member.name));
    Value::native(Method {
        target: target.clone(),
        name: member.name.clone(),
        definitions: vec![definition],
        is_static: false,
        script: Some(block.clone()),
    })
}

impl Method {
    pub fn invoke(&self, s: &mut Session, args: &[Value]) -> Eval {
        if self.is_static { super::call_static(s, &self.target, &self.name, args) } else { super::call(s, &self.target, &self.name, args) }
    }

    fn overloads(&self) -> Value {
        let ty = Type::of("System.Collections.ObjectModel.Collection`1").generic_of(vec![Type::string()]);
        let items = self.definitions.iter().cloned().map(Value::Str).collect();
        Value::Seq(Rc::new(Seq::new(SeqKind::List, ty, Type::string(), items)))
    }
}

impl Native for Method {
    fn type_of(&self) -> Type {
        Type::of(match self.script {
            Some(_) => "System.Management.Automation.PSScriptMethod",
            None => "System.Management.Automation.PSMethod",
        })
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.script {
            Some(_) => &["Script", "OverloadDefinitions", "MemberType", "TypeNameOfValue", "Value", "Name", "IsInstance"],
            None => &["OverloadDefinitions", "MemberType", "TypeNameOfValue", "Value", "Name", "IsInstance"],
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "overloaddefinitions" => self.overloads(),
            "name" => Value::Str(self.name.clone()),
            "membertype" => Value::enum_named(
                "System.Management.Automation.PSMemberTypes",
                if self.script.is_some() { "ScriptMethod" } else { "Method" },
            ),
            "typenameofvalue" => Value::str(if self.script.is_some() { "System.Object" } else { "System.Management.Automation.PSMethod" }),
            "value" => Value::Str(self.text()),
            "isinstance" => Value::Bool(self.script.is_some()),
            "script" => Value::Block(self.script.clone()?),
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "invoke" => Some(self.invoke(s, args)),
            "tostring" => Some(Ok(Value::Str(self.text()))),
            "copy" => Some(Ok(made(&self.target, &self.name, self.definitions.clone(), self.is_static))),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        self.definitions.join(", ").into()
    }
}
