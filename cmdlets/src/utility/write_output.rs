//! `Write-Output`.

use macros::Cmdlet;
use runtime::author::*;

/// Writes objects to the pipeline.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Write-Output",
    type_name = "Microsoft.PowerShell.Commands.WriteOutputCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("echo")
)]
pub struct WriteOutput {
    /// The objects.
    #[param(position = 0, mandatory, pipeline, rest, ty = "psobject", allow_null, allow_empty_collection)]
    input_object: Value,
    /// Writes a collection as one object.
    #[param]
    no_enumerate: bool,
}

impl Cmdlet for WriteOutput {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let value = std::mem::take(&mut self.input_object);
        if self.no_enumerate || value.is_null() { cx.emit(value) } else { cx.emit_each(value) }
    }
}
