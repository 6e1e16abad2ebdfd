//! The topology: sites, pools, computers and the services on them.
//!
//! In:    names, patterns, new routes and ports.
//! Out:   objects of the records; changed records.
//! Never: starts or stops anything; `service` does.

mod enable_cs_topology;
mod get_cs_computer;
mod get_cs_management_store_replication_status;
mod get_cs_pool;
mod get_cs_service;
mod get_cs_site;
mod get_cs_topology;
mod invoke_cs_management_store_replication;
mod object;
mod replica;
mod set_cs_edge_server;
mod set_cs_site;

use runtime::author::CmdletEntry;

/// Every cmdlet of this folder, in the order `Get-Command` shows them.
pub(super) fn entries() -> Vec<CmdletEntry> {
    vec![
        enable_cs_topology::EnableCsTopology::entry(),
        get_cs_computer::GetCsComputer::entry(),
        get_cs_management_store_replication_status::GetCsManagementStoreReplicationStatus::entry(),
        get_cs_pool::GetCsPool::entry(),
        get_cs_service::GetCsService::entry(),
        get_cs_site::GetCsSite::entry(),
        get_cs_topology::GetCsTopology::entry(),
        invoke_cs_management_store_replication::InvokeCsManagementStoreReplication::entry(),
        set_cs_edge_server::SetCsEdgeServer::entry(),
        set_cs_site::SetCsSite::entry(),
    ]
}
