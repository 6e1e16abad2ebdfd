//! Test-CsConfigurationStore: whether everything in the store fits together.

use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Value};
use runtime::records;
use store::integrity;

/// Reads everything in the store and compares it: checksums, documents, accounts and the indexes that lead to them.
///
/// A store that is damaged is a result, not an error.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Test-CsConfigurationStore",
    type_name = "CsShell.Commands.TestCsConfigurationStoreCommand",
    module = "CsShell",
    outputs("CsShell.StoreReport")
)]
#[example("(Test-CsConfigurationStore).Findings", "Lists what does not fit.")]
pub(crate) struct TestCsConfigurationStore {}

impl Cmdlet for TestCsConfigurationStore {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let report = integrity::check(open.store.as_ref()).map_err(fault::of_store)?;
        let findings = report.findings.iter().map(|it| {
            records::typed(
                "CsShell.StoreFinding",
                &[("Place", Value::str(&it.place)), ("Finding", Value::str(&it.what)), ("Damage", Value::Bool(it.damage))],
            )
        });
        let findings: Vec<Value> = findings.collect();
        let folder = shelf::folder(cx.s).display().to_string();
        cx.emit(records::typed(
            "CsShell.StoreReport",
            &[
                ("Result", Value::str(if report.is_sound() { "Success" } else { "Failure" })),
                ("Folder", Value::from(folder)),
                ("Revision", Value::from(report.revision)),
                ("Records", Value::from(report.records)),
                ("Findings", Value::array(findings)),
            ],
        ))
    }
}
