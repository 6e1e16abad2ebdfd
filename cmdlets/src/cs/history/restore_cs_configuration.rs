//! Restore-CsConfiguration: a sound store from what is left of a damaged one.

use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Value};
use runtime::records;

/// Makes a sound store of the newest good copy and every change record that can still be read.
///
/// The damaged files are moved aside, never deleted. What could not be brought back is told.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Restore-CsConfiguration",
    type_name = "CsShell.Commands.RestoreCsConfigurationCommand",
    module = "CsShell",
    confirm = "High",
    outputs("CsShell.RestoreReport")
)]
#[example("Restore-CsConfiguration", "Restores the store of this session after asking.")]
pub(crate) struct RestoreCsConfiguration {
    /// Asks nothing.
    #[param]
    force: bool,
}

impl Cmdlet for RestoreCsConfiguration {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let folder = shelf::folder(cx.s);
        if !self.force && !cx.confirm(&folder.display().to_string(), "Restore-CsConfiguration")? {
            return Ok(());
        }
        // A store that is open cannot be replaced; it is opened again by the next command.
        shelf::close(cx.s);
        let told = store::restore(&folder).map_err(fault::of_store)?;
        for lost in &told.lost {
            cx.warn(&format!("Could not be brought back: {}.", lost.trim_end_matches('.')))?;
        }
        cx.emit(records::typed(
            "CsShell.RestoreReport",
            &[
                ("Folder", Value::from(folder.display().to_string())),
                ("BaseRevision", Value::from(told.base)),
                ("Revision", Value::from(told.revision)),
                ("AcknowledgedRevision", Value::from(told.acknowledged)),
                ("Records", Value::from(told.records)),
                ("Lost", Value::strings(told.lost.iter().map(String::as_str))),
                ("DamagedFiles", told.aside.map_or(Value::Null, |it| Value::from(it.display().to_string()))),
            ],
        ))
    }
}
