//! `Invoke-Command`, on this machine.

use macros::Cmdlet;
use runtime::author::*;
use runtime::eval::ScopeUse;

/// Runs a script block. Remoting is not offered.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Invoke-Command",
    type_name = "Microsoft.PowerShell.Commands.InvokeCommandCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "InProcess",
    aliases("icm")
)]
#[example("Invoke-Command { Get-Date }", "Runs the block here.")]
pub struct InvokeCommand {
    /// The block to run.
    #[param(position = 0, mandatory, set = "InProcess", alias("Command"))]
    #[param(position = 1, mandatory, set = "ComputerName")]
    script_block: Option<Rc<ScriptBlock>>,
    /// Machines to run it on: remoting is not offered, so naming one is an error.
    #[param(position = 0, set = "ComputerName", alias("Cn"))]
    computer_name: Vec<Str>,
    /// Runs the block in the caller's scope.
    #[param(set = "InProcess")]
    no_new_scope: bool,
    /// Objects for the block's $input.
    #[param(pipeline, ty = "psobject")]
    input_object: Option<Value>,
    /// Arguments of the block.
    #[param(alias("Args"))]
    argument_list: Vec<Value>,
    #[state]
    gathered: Vec<Value>,
}

impl Cmdlet for InvokeCommand {
    fn process(&mut self, _cx: &mut Cx<'_>) -> Flow {
        self.gathered.extend(self.input_object.take());
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.computer_name.is_empty() {
            let message = "Remoting is not offered by this shell; run the script block without -ComputerName.";
            return Err(Fault::new(
                "System.Management.Automation.PSNotSupportedException",
                "RemotingNotSupported",
                Category::NotImplemented,
                message,
            )
            .into());
        }
        let Some(block) = self.script_block.clone() else { return Ok(()) };
        let uses = if self.no_new_scope { ScopeUse::Caller } else { ScopeUse::New };
        let out = cx.stage.out.clone();
        runtime::eval::run_block_with_input(cx.s, &block, &self.argument_list, std::mem::take(&mut self.gathered), uses, &out)
    }
}
