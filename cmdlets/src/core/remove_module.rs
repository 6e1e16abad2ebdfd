//! `Remove-Module`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::{self, Module, ModuleObject, Wanted};

const READ_ONLY: i64 = 1;
const CONSTANT: i64 = 2;

/// Takes modules out of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Remove-Module",
    type_name = "Microsoft.PowerShell.Commands.RemoveModuleCommand",
    module = "Microsoft.PowerShell.Core",
    confirm = "Medium",
    aliases("rmo")
)]
pub struct RemoveModule {
    /// Names; wildcards are understood.
    #[param(position = 0, mandatory, pipeline, set = "name")]
    name: Vec<Str>,
    /// Names with the versions that will do.
    #[param(position = 0, mandatory, pipeline, set = "FullyQualifiedName", ty = "Microsoft.PowerShell.Commands.ModuleSpecification[]")]
    fully_qualified_name: Vec<Value>,
    /// The modules themselves.
    #[param(position = 0, mandatory, pipeline, set = "ModuleInfo", ty = "psmoduleinfo[]")]
    module_info: Vec<Value>,
    /// Takes read-only modules too.
    #[param]
    force: bool,
}

impl Cmdlet for RemoveModule {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut found: Vec<Rc<Module>> =
            self.module_info.iter().filter_map(|m| m.as_native::<ModuleObject>().map(|m| m.0.clone())).collect();
        let mut known: Vec<Rc<Module>> = cx.s.modules.borrow().clone();
        known.extend(cx.s.state.module.borrow().iter().flat_map(|module| module.nested.borrow().clone()));
        for pattern in &self.name {
            let fits = dotnet::wildcard::Wildcard::new(pattern, true);
            found.extend(known.iter().filter(|m| fits.as_ref().is_ok_and(|w| w.is_match(&m.name))).cloned());
        }
        for (name, wanted) in self.fully_qualified_name.iter().map(Wanted::of_specification) {
            found.extend(known.iter().filter(|m| m.name.eq_ignore_ascii_case(&name) && wanted.fits_module(m)).cloned());
        }
        if found.is_empty() {
            let message = "No modules were removed. Verify that the specification of modules to remove is correct and those modules exist in the runspace.";
            return cx.error(Fault::new(
                "System.InvalidOperationException",
                "Modules_NoModulesRemoved",
                Category::ResourceUnavailable,
                message,
            ));
        }
        for module in found {
            let target = format!("{} (Path: '{}')", module.name, module.path);
            let (id, what) = match module.access.get() {
                READ_ONLY if !self.force => {
                    ("Modules_ModuleIsReadOnly", "it is read-only. Add the Force parameter to your command to remove read-only modules.")
                }
                CONSTANT => {
                    ("Modules_ModuleIsConstant", "it is marked as 'constant.' A module cannot be removed if it is marked 'constant.'")
                }
                _ => ("", ""),
            };
            if !id.is_empty() {
                let message = format!("Unable to remove the module '{}' because {what}", module.name);
                let fault = Fault::new("System.InvalidOperationException", id, Category::PermissionDenied, message);
                cx.error(fault.target(Value::native(ModuleObject(module))))?;
                continue;
            }
            if cx.confirm(&target, "Remove-Module")? {
                module::remove(cx.s, &module)?;
            }
        }
        Ok(())
    }
}
