//! `PSModuleInfo`: a module as scripts see it.

use super::{Facts, Module, bound};
use crate::command::{CommandInfo, CommandKind};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Table, TableKind, Value};
use std::path::Path;
use std::rc::Rc;

/// `PSModuleInfo`.
pub struct ModuleObject(pub Rc<Module>);

impl ModuleObject {
    fn table(entries: Vec<(Str, Value)>) -> Value {
        let ty = Type::of("System.Collections.Generic.Dictionary`2")
            .generic_of(vec![Type::string(), Type::of("System.Management.Automation.CommandInfo")]);
        let table = Table::new(TableKind::Generic, ty, true);
        for (name, value) in entries {
            table.insert(Value::Str(name), value);
        }
        Value::table(table)
    }

    fn commands(s: &mut Session, found: Vec<(Str, Rc<CommandInfo>)>) -> Vec<(Str, Value)> {
        found.into_iter().map(|(name, info)| (name, crate::clr::command_object(s, &info))).collect()
    }

    /// Functions of a loaded module, names of one that is only described.
    fn functions(&self, s: &mut Session) -> Vec<(Str, Value)> {
        let mut found = Self::commands(s, self.0.functions());
        for name in self.0.listed.borrow().iter() {
            if let Ok(block) = crate::eval::make_function(s, "") {
                let info = CommandInfo::new(name.clone(), CommandKind::Function(block)).in_module(Some(self.0.name.clone()));
                found.push((name.clone(), crate::clr::command_object(s, &Rc::new(info))));
            }
        }
        found
    }

    fn variables(&self) -> Value {
        let root = &self.0.state.root;
        let found = self.0.variables().into_iter().filter_map(|symbol| root.variable_here(symbol));
        let ty = Type::of("System.Collections.Generic.Dictionary`2")
            .generic_of(vec![Type::string(), Type::of("System.Management.Automation.PSVariable")]);
        let table = Table::new(TableKind::Generic, ty, true);
        for variable in found {
            table.insert(Value::Str(variable.name.clone()), crate::clr::variable_object(variable));
        }
        Value::table(table)
    }

    /// A list of the manifest.
    fn texts(&self, s: &mut Session, name: &str, facts: &Facts) -> Value {
        let key = if name.eq_ignore_ascii_case("Scripts") { "ScriptsToProcess" } else { name };
        let found = facts.entry(key).and_then(|value| super::load::texts(s, &value).ok()).unwrap_or_default();
        Value::strings(found)
    }
}

/// What `Format-List *` shows.
const PROPERTIES: [&str; 38] = [
    "LogPipelineExecutionDetails",
    "Name",
    "Path",
    "ImplementingAssembly",
    "Definition",
    "Description",
    "Guid",
    "HelpInfoUri",
    "ModuleBase",
    "PrivateData",
    "ExperimentalFeatures",
    "Tags",
    "ProjectUri",
    "IconUri",
    "LicenseUri",
    "ReleaseNotes",
    "RepositorySourceLocation",
    "Version",
    "ModuleType",
    "Author",
    "AccessMode",
    "ClrVersion",
    "CompanyName",
    "Copyright",
    "DotNetFrameworkVersion",
    "ExportedFunctions",
    "Prefix",
    "ExportedCmdlets",
    "ExportedCommands",
    "FileList",
    "CompatiblePSEditions",
    "ModuleList",
    "NestedModules",
    "PowerShellVersion",
    "RequiredModules",
    "RootModule",
    "ExportedVariables",
    "ExportedAliases",
];

impl Native for ModuleObject {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.PSModuleInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &PROPERTIES
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let module = &self.0;
        let facts = module.facts.borrow().clone();
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" => Value::Str(module.name.clone()),
            "path" => Value::Str(module.path.clone()),
            "description" => Value::Str(facts.description),
            "guid" => {
                let guid = facts.entry("GUID").unwrap_or_else(|| Value::str("00000000-0000-0000-0000-000000000000"));
                return Some(crate::convert::to_type(s, &guid, Type::guid()).map_err(Halt::from));
            }
            "version" => {
                let version = Value::Str(facts.version);
                return Some(crate::convert::to_type(s, &version, Type::of("System.Version")).map_err(Halt::from));
            }
            "modulebase" => Value::from(Path::new(module.path.as_str()).parent().map_or_else(String::new, |p| p.display().to_string())),
            "moduletype" => {
                let has_root =
                    ["RootModule", "ModuleToProcess"].iter().any(|key| facts.entry(key).is_some_and(|v| !v.plain_text().is_empty()));
                let kind = if facts.is_manifest && !has_root { "Manifest" } else { "Script" };
                Value::enum_named("System.Management.Automation.ModuleType", kind)
            }
            "accessmode" => Value::enumeration("System.Management.Automation.ModuleAccessMode", module.access.get()),
            "privatedata" => facts.private_data,
            "definition" => Value::str(""),
            "onremove" => module.on_remove.borrow().clone(),
            "prefix" if module.prefix.borrow().is_empty() => Value::Null,
            "prefix" => Value::Str(module.prefix.borrow().clone()),
            "nestedmodules" => {
                let parts = module.nested.borrow().iter().map(|part| Value::native(ModuleObject(part.clone()))).collect();
                Value::Seq(Rc::new(crate::value::Seq::list_of(self.type_of(), parts)))
            }
            "exportedfunctions" => Self::table(self.functions(s)),
            "exportedaliases" => Self::table(Self::commands(s, module.aliases())),
            "exportedcmdlets" => Self::table(Vec::new()),
            "exportedvariables" => self.variables(),
            "exportedcommands" => {
                let mut all = self.functions(s);
                all.extend(Self::commands(s, module.aliases()));
                Self::table(all)
            }
            "sessionstate" => crate::clr::state_of(module.state.clone()),
            "tags" | "compatiblepseditions" | "scripts" | "filelist" | "requiredassemblies" => self.texts(s, name, &facts),
            "requiredmodules" | "modulelist" => self.texts(s, name, &facts),
            "prerelease"
            | "author"
            | "companyname"
            | "copyright"
            | "rootmodule"
            | "helpinfouri"
            | "powershellversion"
            | "powershellhostname"
            | "powershellhostversion"
            | "clrversion"
            | "dotnetframeworkversion"
            | "projecturi"
            | "licenseuri"
            | "iconuri"
            | "releasenotes"
            | "repositorysourcelocation" => facts.entry(name).unwrap_or(Value::Null),
            _ => return None,
        }))
    }

    fn set(&self, s: &mut Session, name: &str, value: &Value) -> Option<Result<(), Halt>> {
        match name.to_ascii_lowercase().as_str() {
            "onremove" => *self.0.on_remove.borrow_mut() = value.clone(),
            "accessmode" => {
                let ty = Type::of("System.Management.Automation.ModuleAccessMode");
                match crate::convert::to_type(s, value, ty) {
                    Ok(Value::Enum(mode)) => self.0.access.set(mode.value),
                    Ok(_) => {}
                    Err(fault) => return Some(Err(fault.into())),
                }
            }
            "description" => self.0.facts.borrow_mut().description = value.plain_text(),
            "privatedata" => self.0.facts.borrow_mut().private_data = value.clone(),
            _ => return None,
        }
        Some(Ok(()))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let block = args.first().and_then(Value::as_block).cloned();
        match (name.to_ascii_lowercase().as_str(), block) {
            ("invoke", Some(block)) => Some(crate::eval::call_block(s, &bound(&block, &self.0), &args[1..])),
            ("newboundscriptblock", Some(block)) => Some(Ok(Value::Block(bound(&block, &self.0)))),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        self.0.name.clone()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<ModuleObject>().is_some_and(|o| Rc::ptr_eq(&o.0, &self.0))
    }
}
