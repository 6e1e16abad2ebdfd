//! Get-CsManagementStoreReplicationStatus: whether every computer has the newest configuration.

use super::{object, replica};
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use runtime::records;
use store::topology::Computer;

/// Shows per computer whether its copy of the configuration is up to date.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsManagementStoreReplicationStatus",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.GetManagementStoreReplicationStatusCmdlet",
    module = "Lync",
    outputs("Microsoft.Rtc.Management.Xds.ReplicaState")
)]
#[example("Get-CsManagementStoreReplicationStatus | Where-Object {-not $_.UpToDate}", "Shows who is behind.")]
pub(crate) struct GetCsManagementStoreReplicationStatus {
    /// Fully qualified domain name of one computer.
    #[param(position = 0, by_name)]
    replica_fqdn: Option<Str>,
    /// Shows the central store instead.
    #[param(by_name)]
    central_management_store_status: bool,
}

impl Cmdlet for GetCsManagementStoreReplicationStatus {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let now_ms = (cx.s.host.now().to_unix_seconds() * 1000.0) as i64;
        if self.central_management_store_status {
            let names: Vec<String> = open.topology.list::<Computer>().map_err(fault::of_store)?.into_iter().map(|it| it.fqdn).collect();
            let master = shelf::computer_name(cx.s);
            return cx.emit(records::typed(
                "Microsoft.Rtc.Management.Xds.CentralManagementStoreStatusResult",
                &[
                    ("ActiveMasterFqdn", Value::from(master.clone())),
                    ("ActiveFileTransferAgents", Value::strings([master])),
                    ("ActiveReplicas", Value::strings(names)),
                    ("DeletedReplicas", Value::array(Vec::new())),
                ],
            ));
        }
        let states = replica::states(&open, self.replica_fqdn.as_deref(), now_ms)?;
        if let Some(name) = self.replica_fqdn.as_ref().filter(|_| states.is_empty()) {
            return cx.error(object::missing::<Computer>(name));
        }
        states.into_iter().try_for_each(|it| cx.emit(it))
    }
}
