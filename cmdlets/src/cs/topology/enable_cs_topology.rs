//! Enable-CsTopology: puts the published topology in force.

use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Puts the published topology in force.
///
/// Here every published change holds at once, so there is nothing left to do but to check that the topology is there.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Enable-CsTopology",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.EnableOcsTopologyCmdlet",
    module = "Lync",
    confirm = "Medium"
)]
#[example("Enable-CsTopology", "Puts the topology in force.")]
pub(crate) struct EnableCsTopology {
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    global_catalog: Option<Value>,
    /// Accepted; there is one directory.
    #[param(ty = "Microsoft.Rtc.Management.Deploy.Fqdn")]
    global_settings_domain_controller: Option<Value>,
    /// Leaves the check of the directory out; it needs no preparation here.
    #[param(ty = "bool")]
    skip_prepare_check: Option<Value>,
    /// Accepted; there is nothing to report.
    #[param]
    report: Option<Str>,
    /// Asks nothing.
    #[param]
    force: bool,
}

impl Cmdlet for EnableCsTopology {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        shelf::open(cx.s)?;
        if cx.confirm("Topology", "Enable-CsTopology")? {
            cx.verbose("\"Enable-CsTopology\" processing has completed successfully.")?;
        }
        Ok(())
    }
}
