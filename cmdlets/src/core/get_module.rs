//! `Get-Module`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::ModuleObject;

/// Shows the modules of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Module",
    type_name = "Microsoft.PowerShell.Commands.GetModuleCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "Loaded",
    aliases("gmo"),
    outputs("System.Management.Automation.PSModuleInfo")
)]
pub struct GetModule {
    /// Names; wildcards are understood.
    #[param(position = 0, pipeline, set = "Loaded")]
    #[param(position = 0, pipeline, set = "Available")]
    name: Vec<Str>,
    /// Nested modules too.
    #[param(set = "Loaded")]
    #[param(set = "Available")]
    all: bool,
    /// Modules that can be imported, from the folders of $env:PSModulePath.
    #[param(mandatory, set = "Available")]
    list_available: bool,
    /// Reads the folders anew.
    #[param(set = "Available")]
    refresh: bool,
}

impl Cmdlet for GetModule {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.list_available {
            return self.available(cx);
        }
        let mut found: Vec<Rc<runtime::module::Module>> = cx.s.modules.borrow().iter().filter(|m| self.wants(&m.name)).cloned().collect();
        found.sort_by_key(|m| m.name.to_lowercase());
        for module in found {
            cx.emit(Value::native(ModuleObject(module)))?;
        }
        Ok(())
    }
}

impl GetModule {
    fn wants(&self, name: &str) -> bool {
        self.name.is_empty() || self.name.iter().any(|p| dotnet::wildcard::Wildcard::new(p, true).is_ok_and(|w| w.is_match(name)))
    }

    /// Each module is read without being imported.
    fn available(&self, cx: &mut Cx<'_>) -> Flow {
        let roots = std::env::var_os("PSModulePath").unwrap_or_default();
        for root in std::env::split_paths(&roots) {
            let Ok(entries) = std::fs::read_dir(&root) else { continue };
            let mut names: Vec<String> =
                entries.flatten().map(|e| e.file_name().to_string_lossy().into_owned()).filter(|n| self.wants(n)).collect();
            names.sort();
            for name in names {
                let Some(path) = runtime::module::find_file(cx.s, &name) else { continue };
                match runtime::module::load(cx.s, &path, &[], &Out::Null) {
                    Ok(module) => cx.emit(Value::native(ModuleObject(module)))?,
                    Err(Halt::Error(record)) => cx.error(Halt::Error(record))?,
                    Err(halt) => return Err(halt),
                }
            }
        }
        Ok(())
    }
}
