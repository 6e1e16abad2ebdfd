//! `Export-ModuleMember`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::Exports;

/// Names what a module gives away.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Export-ModuleMember",
    type_name = "Microsoft.PowerShell.Commands.ExportModuleMemberCommand",
    module = "Microsoft.PowerShell.Core"
)]
pub struct ExportModuleMember {
    /// Functions; wildcards are understood.
    #[param(position = 0, pipeline, by_name)]
    function: Vec<Str>,
    /// Accepted for scripts that name cmdlets; script modules have none.
    #[param(by_name)]
    cmdlet: Vec<Str>,
    /// Variables.
    #[param(by_name)]
    variable: Vec<Str>,
    /// Aliases.
    #[param(by_name)]
    alias: Vec<Str>,
}

impl Cmdlet for ExportModuleMember {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(module) = cx.s.state.module.borrow().clone() else {
            let message = "The Export-ModuleMember cmdlet can only be called from inside a module.";
            return Err(Fault::new(
                "System.InvalidOperationException",
                "Modules_CanOnlyExecuteExportModuleMemberInsideAModule",
                Category::PermissionDenied,
                message,
            )
            .into());
        };
        let mut exports = module.exports.borrow().clone().unwrap_or_else(Exports::default);
        exports.functions.extend(self.function.iter().cloned());
        exports.variables.extend(self.variable.iter().cloned());
        exports.aliases.extend(self.alias.iter().cloned());
        *module.exports.borrow_mut() = Some(exports);
        Ok(())
    }
}
