//! `Measure-Command`.

use macros::Cmdlet;
use runtime::author::*;
use std::time::{Duration, Instant};

/// Measures how long code runs.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Measure-Command",
    type_name = "Microsoft.PowerShell.Commands.MeasureCommandCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.TimeSpan")
)]
pub struct MeasureCommand {
    /// Objects for the code.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// The code.
    #[param(position = 0, mandatory)]
    expression: Option<Rc<ScriptBlock>>,
    #[state]
    elapsed: Duration,
}

impl Cmdlet for MeasureCommand {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(block) = self.expression.clone() else {
            return Ok(());
        };
        let item = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
        let begun = Instant::now();
        let result = runtime::eval::run_with_item(cx.s, &block, item, &[], &Out::Null);
        self.elapsed += begun.elapsed();
        result
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let ticks = i64::try_from(self.elapsed.as_nanos() / 100).unwrap_or(i64::MAX);
        cx.emit(TimeSpan::from_ticks(ticks))
    }
}
