//! Commands as objects: what `Get-Command` and `$MyInvocation.MyCommand` give.

use super::parameters;
use crate::command::{CommandInfo, CommandKind, CommandMeta};
use crate::fault::Eval;
use crate::records::typed;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Symbol, Value};
use std::rc::Rc;

/// A command as `Get-Command` shows it.
pub struct CommandObject {
    pub info: Rc<CommandInfo>,
}

pub fn command_object(_s: &mut Session, info: &Rc<CommandInfo>) -> Value {
    Value::native(CommandObject { info: info.clone() })
}

impl CommandObject {
    fn meta(&self, s: &mut Session) -> Option<Rc<CommandMeta>> {
        match &self.info.kind {
            CommandKind::Cmdlet(entry) => Some(entry.meta().clone()),
            CommandKind::Alias(_) => resolved(s, &self.info).and_then(|target| CommandObject { info: target }.meta(s)),
            _ => {
                let code = self.info.block()?.code().clone();
                crate::bind::meta_of(s, &self.info.name, &code).ok()
            }
        }
    }

    /// With the parameters that come into being only when the command is asked.
    fn whole_meta(&self, s: &mut Session) -> Option<Rc<CommandMeta>> {
        let meta = self.meta(s)?;
        match crate::eval::with_dynamic_params(s, &self.info, &meta) {
            Ok(Some(whole)) => Some(Rc::new(whole)),
            _ => Some(meta),
        }
    }

    fn definition(&self, s: &mut Session) -> Value {
        match &self.info.kind {
            CommandKind::Function(block) | CommandKind::Filter(block) => Value::str(&block.text()),
            CommandKind::Alias(target) => Value::Str(target.clone()),
            CommandKind::Script { path, .. } => std::fs::read_to_string(path).map_or(Value::Null, Value::from),
            CommandKind::Application(path) => Value::from(path.display().to_string()),
            CommandKind::Block(block) => Value::str(&block.text()),
            CommandKind::Cmdlet(_) => match self.meta(s) {
                Some(meta) => Value::from(crate::usage::definition(&meta)),
                None => Value::Null,
            },
        }
    }

    fn parts(&self) -> (Str, Str) {
        let named = matches!(self.info.kind, CommandKind::Cmdlet(_) | CommandKind::Function(_) | CommandKind::Filter(_));
        match self.info.name.split_once('-').filter(|_| named) {
            Some((verb, noun)) => (Str::new(verb), Str::new(noun)),
            None => (Str::default(), Str::default()),
        }
    }

    fn about_file(&self, name: &str) -> Option<Value> {
        let path = match &self.info.kind {
            CommandKind::Script { path, .. } | CommandKind::Application(path) => path,
            _ => return None,
        };
        let whole = path.display().to_string();
        Some(match name {
            "path" | "source" => Value::from(whole),
            "extension" => Value::str(dotnet::path::extension(&whole)),
            "scriptcontents" => std::fs::read_to_string(path).map_or(Value::Null, Value::from),
            _ => return None,
        })
    }
}

/// Aliases followed before they count as a circle.
const ALIASES_MAX: usize = 100;

/// The command an alias leads to in the end.
fn resolved(s: &mut Session, info: &Rc<CommandInfo>) -> Option<Rc<CommandInfo>> {
    match &info.kind {
        // An alias of an alias stands for what that one stands for; a circle for nothing.
        CommandKind::Alias(_) => {
            let mut info = info.clone();
            for _ in 0..ALIASES_MAX {
                let CommandKind::Alias(target) = &info.kind else { return Some(info) };
                let symbol = Symbol::of(target);
                let other = s.scope.chain().find_map(|scope| scope.alias_here(symbol));
                let other = other.filter(|other| !Rc::ptr_eq(other, &info));
                info = other.or_else(|| crate::eval::find_command(s, target))?;
            }
            None
        }
        _ => Some(info.clone()),
    }
}

impl Native for CommandObject {
    fn type_of(&self) -> Type {
        Type::of(match self.info.kind {
            CommandKind::Cmdlet(_) => "System.Management.Automation.CmdletInfo",
            CommandKind::Function(_) => "System.Management.Automation.FunctionInfo",
            CommandKind::Filter(_) => "System.Management.Automation.FilterInfo",
            CommandKind::Alias(_) => "System.Management.Automation.AliasInfo",
            CommandKind::Script { .. } => "System.Management.Automation.ExternalScriptInfo",
            CommandKind::Application(_) => "System.Management.Automation.ApplicationInfo",
            CommandKind::Block(_) => "System.Management.Automation.ScriptInfo",
        })
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.info.kind {
            CommandKind::Cmdlet(_) => &[
                "Verb",
                "Noun",
                "HelpFile",
                "PSSnapIn",
                "Version",
                "ImplementingType",
                "Definition",
                "DefaultParameterSet",
                "OutputType",
                "Options",
                "Name",
                "CommandType",
                "Source",
                "Visibility",
                "ModuleName",
                "Module",
                "RemotingCapability",
                "Parameters",
                "ParameterSets",
            ],
            CommandKind::Alias(_) => &[
                "DisplayName",
                "ResolvedCommand",
                "ReferencedCommand",
                "Definition",
                "Options",
                "Description",
                "OutputType",
                "Name",
                "CommandType",
                "Source",
                "Version",
                "Visibility",
                "ModuleName",
                "Module",
                "RemotingCapability",
                "Parameters",
                "ParameterSets",
            ],
            CommandKind::Application(_) => &[
                "Path",
                "Extension",
                "Definition",
                "Source",
                "Version",
                "Visibility",
                "OutputType",
                "Name",
                "CommandType",
                "ModuleName",
                "Module",
                "RemotingCapability",
                "Parameters",
                "ParameterSets",
            ],
            CommandKind::Script { .. } => &[
                "Path",
                "Definition",
                "Source",
                "Visibility",
                "ScriptBlock",
                "OutputType",
                "ScriptContents",
                "OriginalEncoding",
                "Name",
                "CommandType",
                "Version",
                "ModuleName",
                "Module",
                "RemotingCapability",
                "Parameters",
                "ParameterSets",
            ],
            _ => &[
                "ScriptBlock",
                "CmdletBinding",
                "DefaultParameterSet",
                "Definition",
                "Options",
                "Description",
                "Verb",
                "Noun",
                "HelpFile",
                "OutputType",
                "Name",
                "CommandType",
                "Source",
                "Version",
                "Visibility",
                "ModuleName",
                "Module",
                "RemotingCapability",
                "Parameters",
                "ParameterSets",
            ],
        }
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        if let Some(found) = self.about_file(&name) {
            return Some(Ok(found));
        }
        let module = self.info.module.clone().or_else(|| match &self.info.kind {
            CommandKind::Cmdlet(entry) => Some(Str::new(entry.spec.module)),
            _ => None,
        });
        Some(Ok(match name.as_str() {
            "name" => Value::Str(self.info.name.clone()),
            "commandtype" => Value::enum_named("System.Management.Automation.CommandTypes", self.info.type_word()),
            "definition" => self.definition(s),
            "source" | "modulename" => Value::Str(module.unwrap_or_default()),
            "module" => self.module(s, module),
            "version" => self.version(s),
            "verb" => Value::Str(self.parts().0),
            "noun" => Value::Str(self.parts().1),
            "visibility" => super::args::enum_of("System.Management.Automation.SessionStateEntryVisibility", 0),
            "scriptblock" => self.info.block().cloned().map_or(Value::Null, Value::Block),
            "options" => super::args::enum_of("System.Management.Automation.ScopedItemOptions", self.info.options.get().bits()),
            "description" => Value::Str(self.info.description.borrow().clone()),
            "displayname" => match &self.info.kind {
                CommandKind::Alias(target) => Value::from(format!("{} -> {target}", self.info.name)),
                _ => return None,
            },
            "resolvedcommand" | "referencedcommand" => {
                let target = resolved(s, &self.info).filter(|_| matches!(self.info.kind, CommandKind::Alias(_)));
                target.map_or(Value::Null, |info| command_object(s, &info))
            }
            "resolvedcommandname" => resolved(s, &self.info).map_or(Value::Null, |info| Value::Str(info.name.clone())),
            "cmdletbinding" => Value::Bool(self.meta(s).is_some_and(|m| m.is_advanced)),
            "implementingtype" => match &self.info.kind {
                CommandKind::Cmdlet(entry) => Value::Type(Type::of(entry.spec.type_name)),
                _ => return None,
            },
            "helpuri" | "helpfile" => Value::Str(self.meta(s).map_or_else(Str::default, |m| m.help_uri.clone())),
            "remotingcapability" => super::args::enum_of("System.Management.Automation.RemotingCapability", 1),
            "defaultparameterset" => match self.meta(s).map(|m| m.default_set_name.clone()) {
                Some(set) if !set.is_empty() => Value::Str(set),
                _ => Value::Null,
            },
            "parameters" => self.whole_meta(s).map_or(Value::Null, |m| parameters::of_command(&m)),
            "parametersets" => self.whole_meta(s).map_or(Value::Null, |m| parameters::sets(&m)),
            "outputtype" => self.meta(s).map_or(Value::Null, |m| outputs(&m)),
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "tostring" => Some(Ok(Value::Str(self.text()))),
            "resolveparameter" => {
                let wanted = super::args::text(args, 0);
                let meta = self.meta(s)?;
                let starts = |name: &Str| name.get(..wanted.len()).is_some_and(|head| head.eq_ignore_ascii_case(&wanted));
                let found = meta.find(&wanted).or_else(|| meta.params.iter().find(|p| starts(&p.name)));
                Some(Ok(found.map_or(Value::Null, |p| parameters::of_param(p, &meta))))
            }
            _ => None,
        }
    }

    fn text(&self) -> Str {
        match &self.info.kind {
            CommandKind::Block(block) => Str::new(block.text()),
            _ => self.info.name.clone(),
        }
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<CommandObject>().is_some_and(|o| Rc::ptr_eq(&o.info, &self.info))
    }
}

impl CommandObject {
    fn module(&self, s: &mut Session, name: Option<Str>) -> Value {
        let Some(name) = name else { return Value::Null };
        let loaded = s.modules.borrow().iter().find(|m| m.name == name).cloned();
        let version = loaded.map_or_else(|| Str::new_static("7.0.0.0"), |m| m.facts.borrow().version.clone());
        typed(
            "System.Management.Automation.PSModuleInfo",
            &[("Name", Value::Str(name)), ("Version", super::version::parse(&version).unwrap_or(Value::Null))],
        )
    }

    fn version(&self, s: &mut Session) -> Value {
        let text = match &self.info.kind {
            CommandKind::Cmdlet(_) => "7.0.0.0".to_owned(),
            CommandKind::Application(_) => "0.0.0.0".to_owned(),
            _ => match &self.info.module {
                Some(name) => {
                    let found = s.modules.borrow().iter().find(|m| m.name == *name).map(|m| m.facts.borrow().version.to_string());
                    found.unwrap_or_else(|| "0.0".to_owned())
                }
                None => return Value::Null,
            },
        };
        super::version::parse(&text).unwrap_or(Value::Null)
    }
}

fn outputs(meta: &CommandMeta) -> Value {
    type_names(meta.outputs.iter().cloned())
}

/// Types that need not be loaded, as `[OutputType()]` keeps them.
pub fn type_names(names: impl Iterator<Item = Str>) -> Value {
    let all = names.map(|name| {
        let ty = Type::find_full(&name).map_or(Value::Null, Value::Type);
        typed("System.Management.Automation.PSTypeName", &[("Name", Value::Str(name)), ("Type", ty)])
    });
    Value::array(all.collect())
}
