//! Invoke-CsManagementStoreReplication: makes every computer read the configuration anew.

use super::object;
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str};
use store::topology::Computer;

/// Makes the configuration of the store durable, so that every computer that reads it has the newest one.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Invoke-CsManagementStoreReplication",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.InvokeManagementStoreReplicationCmdlet",
    module = "Lync"
)]
#[example("Invoke-CsManagementStoreReplication", "Brings all computers up to date.")]
pub(crate) struct InvokeCsManagementStoreReplication {
    /// Fully qualified domain name of one computer.
    #[param(position = 0, by_name)]
    replica_fqdn: Option<Str>,
    /// Asks nothing.
    #[param]
    force: bool,
}

impl Cmdlet for InvokeCsManagementStoreReplication {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        if let Some(name) = &self.replica_fqdn
            && open.topology.get::<Computer>(name).map_err(fault::of_store)?.is_none()
        {
            return Err(object::missing::<Computer>(name).into());
        }
        open.store.flush().map_err(fault::of_store)?;
        Ok(())
    }
}
