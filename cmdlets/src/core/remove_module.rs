//! `Remove-Module`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::{self, Module, ModuleObject};

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
        for pattern in &self.name {
            let fits = dotnet::wildcard::Wildcard::new(pattern, true);
            found.extend(cx.s.modules.borrow().iter().filter(|m| fits.as_ref().is_ok_and(|w| w.is_match(&m.name))).cloned());
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
            if cx.confirm(&target, "Remove-Module")? {
                module::remove(cx.s, &module)?;
            }
        }
        Ok(())
    }
}
