//! `Invoke-Expression`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::eval::ScopeUse;

/// Runs text as a script.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Invoke-Expression",
    type_name = "Microsoft.PowerShell.Commands.InvokeExpressionCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("iex")
)]
pub struct InvokeExpression {
    /// The text.
    #[param(position = 0, mandatory, pipeline)]
    command: Option<Str>,
}

impl Cmdlet for InvokeExpression {
    /// The text runs where the caller stands: what it sets stays set.
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = self.command.clone().unwrap_or_default();
        let block = runtime::eval::block_of_text(cx.s, None, &text)?;
        let out = cx.stage.out.clone();
        runtime::eval::run_block(cx.s, &block, &[], None, ScopeUse::Caller, &out)
    }
}
