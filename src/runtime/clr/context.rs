//! `$ExecutionContext` and what hangs on it.

use super::args::{list, text, value};
use crate::fault::{Eval, Fault, Halt};
use crate::scope::SessionState;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Symbol, Value};
use std::rc::Rc;

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Engine,
    State,
    Invoke,
    Variables,
    Paths,
    Events,
}

/// The engine's intrinsics; each part knows the session it is asked with, and a state other than the running one.
struct Intrinsics(Part, Option<Rc<SessionState>>);

/// The state of a module, or of whoever called an advanced function.
pub fn state_of(state: Rc<SessionState>) -> Value {
    Value::native(Intrinsics(Part::State, Some(state)))
}

pub fn execution_context() -> Value {
    Value::native(Intrinsics(Part::Engine, None))
}

/// `$PSCmdlet.SessionState` and `$ExecutionContext.SessionState`.
pub fn session_state() -> Value {
    Value::native(Intrinsics(Part::State, None))
}

/// `$PSCmdlet.InvokeCommand` and `$ExecutionContext.InvokeCommand`.
pub fn invoke_command() -> Value {
    Value::native(Intrinsics(Part::Invoke, None))
}

impl Native for Intrinsics {
    fn type_of(&self) -> Type {
        Type::of(match self.0 {
            Part::Engine => "System.Management.Automation.EngineIntrinsics",
            Part::State => "System.Management.Automation.SessionState",
            Part::Invoke => "System.Management.Automation.CommandInvocationIntrinsics",
            Part::Variables => "System.Management.Automation.PSVariableIntrinsics",
            Part::Paths => "System.Management.Automation.PathIntrinsics",
            Part::Events => "System.Management.Automation.PSEventManager",
        })
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.0 {
            Part::Engine => &["Host", "Events", "InvokeProvider", "SessionState", "InvokeCommand"],
            Part::State => &[
                "Drive",
                "Provider",
                "Path",
                "PSVariable",
                "LanguageMode",
                "UseFullLanguageModeInDebugger",
                "Scripts",
                "Applications",
                "Module",
                "InvokeProvider",
                "InvokeCommand",
            ],
            Part::Paths => &["CurrentLocation", "CurrentFileSystemLocation"],
            _ => &[],
        }
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        Some(Ok(match (self.0, name.as_str()) {
            (Part::Engine, "host") => s.get_var("Host").unwrap_or(Value::Null),
            (Part::Engine, "sessionstate") => session_state(),
            (Part::Engine | Part::State, "invokecommand") => invoke_command(),
            (Part::Engine, "events") => Value::native(Intrinsics(Part::Events, None)),
            (Part::State, "psvariable") => Value::native(Intrinsics(Part::Variables, self.1.clone())),
            (Part::State, "path") => Value::native(Intrinsics(Part::Paths, None)),
            (Part::State, "languagemode") => super::args::enum_of("System.Management.Automation.PSLanguageMode", 0),
            (Part::State, "module") => {
                let module = self.1.as_ref().unwrap_or(&s.state).module.borrow().clone();
                module.map_or(Value::Null, |module| Value::native(crate::module::ModuleObject(module)))
            }
            (Part::Paths, "currentlocation" | "currentfilesystemlocation") => Value::from(s.location.display().to_string()),
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        match self.0 {
            Part::Invoke => invoke(s, &name, args),
            Part::Variables => self.inside(s, |s| variables(s, &name, args)),
            Part::Paths => paths(s, &name, args),
            _ => None,
        }
    }
}

impl Intrinsics {
    /// Runs `f` where the state's own code stands.
    fn inside<R>(&self, s: &mut Session, f: impl FnOnce(&mut Session) -> R) -> R {
        let Some(state) = self.1.clone().filter(|state| !Rc::ptr_eq(state, &s.state)) else { return f(s) };
        let scope = state.current.borrow().clone();
        let outer = (std::mem::replace(&mut s.scope, scope), std::mem::replace(&mut s.state, state));
        let made = f(s);
        (s.scope, s.state) = outer;
        made
    }
}

fn invoke(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "expandstring" => expand(s, &text(args, 0)).map(Value::Str),
        "newscriptblock" => crate::eval::make_function(s, &text(args, 0)).map(Value::Block),
        "invokescript" => invoke_script(s, args),
        "getcommand" | "getcmdlet" => {
            let found = crate::eval::find_command(s, &text(args, 0));
            Ok(found.map_or(Value::Null, |info| super::command::command_object(s, &info)))
        }
        "getcommandname" => {
            let found = crate::eval::find_command(s, &text(args, 0));
            Ok(Value::strings(found.map(|info| info.name.clone())))
        }
        _ => return None,
    })
}

fn invoke_script(s: &mut Session, args: &[Value]) -> Eval {
    let given = args.iter().find(|a| a.as_block().is_some() || matches!(a.base(), Value::Str(_))).cloned().unwrap_or(Value::Null);
    let block = match given.as_block() {
        Some(block) => block.clone(),
        None => crate::eval::make_function(s, &given.plain_text())?,
    };
    let rest = list(args, args.len().saturating_sub(1));
    let rest = if args.len() > 1 && args.last().is_some_and(|a| a.as_seq().is_some()) { rest } else { Vec::new() };
    let made = s.collect(|s, out| crate::eval::run_block(s, &block, &rest, None, crate::eval::ScopeUse::New, out))?;
    Ok(Value::array(made))
}

/// Expands variables and subexpressions in a text, as between double quotes.
pub fn expand(s: &mut Session, template: &str) -> Result<Str, Halt> {
    if template.lines().any(|line| line.starts_with("\"@")) {
        return Err(Fault::invalid("ExpandString", "This shell does not expand a text with a line that begins with \"@.").into());
    }
    let block = crate::eval::make_function(s, &format!("@\"\n{template}\n\"@"))?;
    let made = s.collect(|s, out| crate::eval::run_block(s, &block, &[], None, crate::eval::ScopeUse::Caller, out))?;
    Ok(made.first().map_or_else(Str::default, Value::plain_text))
}

fn variables(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let given = value(args, 0);
    let key = given.as_native::<super::variable::VariableObject>().map_or_else(|| text(args, 0), |v| v.variable.name.clone());
    Some(Ok(match name {
        "get" => s.variable(Symbol::of(&key)).map_or(Value::Null, super::variable::of),
        "getvalue" => s.get_var(&key).unwrap_or_else(|| value(args, 1)),
        "set" => {
            let new = match given.as_native::<super::variable::VariableObject>() {
                Some(variable) => variable.variable.get(),
                None => value(args, 1),
            };
            let scope = s.scope.clone();
            if let Err(halt) = crate::eval::put_in_scope(s, &scope, Symbol::of(&key), new) {
                return Some(Err(halt));
            }
            Value::Empty
        }
        "remove" => {
            s.scope.remove(Symbol::of(&key));
            Value::Empty
        }
        _ => return None,
    }))
}

fn paths(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let given = text(args, 0);
    let full = || dotnet::path::full_path(&given, &s.location.display().to_string());
    Some(Ok(match name {
        "getunresolvedproviderpathfrompspath" => Value::from(full()),
        "getresolvedproviderpathfrompspath" | "getresolvedpspathfrompspath" => Value::strings([full()]),
        "combine" => Value::from(dotnet::path::combine(&[&given, &text(args, 1)])),
        "ispsabsolute" => Value::Bool(dotnet::path::is_rooted(&given)),
        "parsechildname" => Value::str(dotnet::path::file_name(&given)),
        "parseparent" => Value::str(dotnet::path::directory_name(&given).unwrap_or_default()),
        "isvalid" => Value::Bool(!given.contains('\0')),
        _ => return None,
    }))
}

/// `${drive:path}`: the content of an item.
pub fn drive_content(s: &mut Session, drive: &str, name: &str) -> Eval {
    let root = match drive.to_ascii_lowercase().as_str() {
        "variable" => return Ok(s.get_var(name).unwrap_or(Value::Null)),
        "temp" => std::env::temp_dir().display().to_string(),
        "/" => "/".to_owned(),
        _ => {
            let message = format!("Cannot find drive. A drive with the name '{drive}' does not exist.");
            let category = crate::fault::Category::ObjectNotFound;
            return Err(Fault::new("System.Management.Automation.DriveNotFoundException", "DriveNotFound", category, message)
                .target(Str::new(drive))
                .into());
        }
    };
    let path = format!("{}/{}", root.trim_end_matches('/'), name.trim_start_matches('/'));
    let Ok(raw) = std::fs::read_to_string(&path) else { return Ok(Value::Null) };
    let lines: Vec<Value> = raw.lines().map(Value::str).collect();
    Ok(crate::enumerate::collected(lines))
}
