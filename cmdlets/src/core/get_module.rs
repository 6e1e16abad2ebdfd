//! `Get-Module`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::{self, Module, ModuleObject, Wanted};
use std::path::{Path, PathBuf};

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
    /// Names with the versions that will do.
    #[param(by_name, set = "Loaded", ty = "Microsoft.PowerShell.Commands.ModuleSpecification[]")]
    #[param(by_name, set = "Available", ty = "Microsoft.PowerShell.Commands.ModuleSpecification[]")]
    fully_qualified_name: Vec<Value>,
    /// Nested modules too.
    #[param(set = "Loaded")]
    #[param(set = "Available")]
    all: bool,
    /// Modules that can be imported, from the folders of $env:PSModulePath.
    #[param(mandatory, set = "Available")]
    list_available: bool,
    /// Only modules for this edition of PowerShell.
    #[param(set = "Available")]
    p_s_edition: Option<Str>,
    /// Has no meaning here.
    #[param(set = "Available")]
    skip_edition_check: bool,
    /// Reads the folders anew.
    #[param(set = "Available")]
    refresh: bool,
}

impl Cmdlet for GetModule {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.list_available {
            return self.available(cx);
        }
        let own = cx.s.state.module.borrow().as_ref().map(|module| module.nested.borrow().clone());
        let mut found: Vec<Rc<Module>> = cx.s.modules.borrow().clone();
        found.extend(own.unwrap_or_default());
        if self.all {
            found = with_nested(&found);
        }
        found.retain(|module| self.wants(module));
        found.sort_by_key(|m| m.name.to_lowercase());
        for module in found {
            cx.emit(Value::native(ModuleObject(module)))?;
        }
        Ok(())
    }
}

impl GetModule {
    fn wants(&self, module: &Module) -> bool {
        let specifications: Vec<(Str, Wanted)> = self.fully_qualified_name.iter().map(Wanted::of_specification).collect();
        if specifications.is_empty() {
            return self.wants_name(&module.name);
        }
        specifications.iter().any(|(name, wanted)| name.eq_ignore_ascii_case(&module.name) && wanted.fits_module(module))
    }

    fn wants_name(&self, name: &str) -> bool {
        self.name.is_empty() || self.name.iter().any(|p| dotnet::wildcard::Wildcard::new(p, true).is_ok_and(|w| w.is_match(name)))
    }

    /// Each module is read without being run.
    fn available(&self, cx: &mut Cx<'_>) -> Flow {
        let mut files: Vec<PathBuf> = Vec::new();
        for name in self.name.iter().filter(|name| name.contains('/')) {
            files.extend(module::find_file(cx.s, name, &Wanted::default()));
        }
        let mut names: Vec<String> = module::module_roots().iter().flat_map(|root| folders(root)).collect();
        names.sort();
        names.dedup();
        files.extend(names.iter().flat_map(|name| module::find_all(name)));
        for file in files {
            match module::described(cx.s, &file) {
                Ok(module) if self.wants(&module) || self.name.iter().any(|name| name.contains('/')) => {
                    cx.emit(Value::native(ModuleObject(module)))?;
                }
                Ok(_) => {}
                Err(Halt::Error(record)) => cx.error(Halt::Error(record))?,
                Err(halt) => return Err(halt),
            }
        }
        Ok(())
    }
}

fn folders(root: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The modules and the parts they are made of.
fn with_nested(modules: &[Rc<Module>]) -> Vec<Rc<Module>> {
    modules
        .iter()
        .flat_map(|module| {
            let parts = with_nested(&module.nested.borrow().clone());
            std::iter::once(module.clone()).chain(parts)
        })
        .collect()
}
