//! Undo-CsConfigurationChange: takes changes back, as new changes.

use super::change::{self, ChangeObject};
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Value};
use store::history::Undo;
use store::store::Rev;

/// Takes one change back, or all from one revision to another.
///
/// Taking back is a change like any other and stands in the history too. It is refused when an item was changed again
/// later, unless -Force says so. With -WhatIf the differences are shown and nothing happens.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Undo-CsConfigurationChange",
    type_name = "CsShell.Commands.UndoCsConfigurationChangeCommand",
    module = "CsShell",
    confirm = "Medium",
    outputs("CsShell.ConfigurationDifference")
)]
#[example("Get-CsConfigurationChange -Last 1 | Undo-CsConfigurationChange -WhatIf", "Shows what taking the newest change back would do.")]
pub(crate) struct UndoCsConfigurationChange {
    /// Revision of the change, or the change as an object.
    #[param(position = 0, mandatory, pipeline, by_name)]
    revision: Option<Value>,
    /// Last revision of a range; -Revision is the first.
    #[param(position = 1, ty = "ulong")]
    to: Option<u64>,
    /// Also over somebody's later work.
    #[param]
    force: bool,
}

impl UndoCsConfigurationChange {
    fn first(&self) -> Result<Rev, runtime::author::Fault> {
        let value = self.revision.clone().unwrap_or(Value::Null);
        if let Some(change) = value.as_native::<ChangeObject>() {
            return Ok(change.revision());
        }
        let text = value.plain_text();
        text.trim().parse().map_err(|_| {
            fault::refused(
                "RevisionNotValid",
                Category::InvalidArgument,
                format!("\"{text}\" is no revision. Get-CsConfigurationChange shows them."),
                value,
            )
        })
    }

    fn undo(&self, cx: &mut Cx<'_>) -> Flow {
        let from = self.first()?;
        let to = self.to.unwrap_or(from);
        let history = shelf::open(cx.s)?.history();
        let undo = history.undo(from, to, self.force).map_err(|it| fault::of(&it))?;
        let target = if from == to { format!("revision {from}") } else { format!("revisions {from} to {to}") };
        if !cx.confirm(&target, "Undo-CsConfigurationChange")? {
            return show(cx, &undo);
        }
        undo.run(&shelf::command_line(cx)).map_err(|it| fault::of(&it))?;
        Ok(())
    }
}

/// What it would do, property by property.
fn show(cx: &mut Cx<'_>, undo: &Undo) -> Flow {
    if cx.run().prefs.borrow().what_if != Some(true) {
        return Ok(());
    }
    let told = undo.preview().map_err(fault::of_store)?;
    told.iter().flat_map(change::differences).try_for_each(|it| cx.emit(it))
}

impl Cmdlet for UndoCsConfigurationChange {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        match self.undo(cx) {
            Err(halt) if cx.expects_input() => cx.error(halt),
            done => done,
        }
    }
}
