//! Windows services: the table of services that a computer of the product runs.
//!
//! In:    nothing.
//! Out:   rows: name, display name, program, where it runs, what it needs.
//! Never: knows whether one is running; that is asked of the machine.

/// Where a service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Every computer.
    Everywhere,
    /// Front End servers.
    FrontEnd,
    /// Edge servers.
    Edge,
    /// The computer with the central management store.
    Management,
}

/// One service.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// Short name.
    pub name: &'static str,
    /// Name shown to people.
    pub display_name: &'static str,
    /// Program.
    pub process: &'static str,
    /// Where it runs.
    pub places: &'static [Place],
    /// Roles it belongs to.
    pub roles: &'static [&'static str],
    /// Services that must run before it.
    pub needs: &'static [&'static str],
}

const fn row(
    name: &'static str,
    display_name: &'static str,
    process: &'static str,
    places: &'static [Place],
    roles: &'static [&'static str],
) -> Row {
    Row { name, display_name, process, places, roles, needs: &[] }
}

impl Row {
    const fn needs(mut self, names: &'static [&'static str]) -> Self {
        self.needs = names;
        self
    }
}

use Place::{Edge, Everywhere, FrontEnd, Management};

const APPLICATION: &[&str] = &["ApplicationServer"];
const CONFERENCING: &[&str] = &["ConferencingServer"];
const EDGE: &[&str] = &["EdgeServer"];
const HOST: &str = "OcsAppServerHost.exe";

/// Every known service, in display order.
pub const ROWS: &[Row] = &[
    row("REPLICA", "Lync Server Replica Replicator Agent", "ReplicaReplicatorAgent.exe", &[Everywhere], &["Replica"]),
    row("RTCCLSAGT", "Lync Server Centralized Logging Service Agent", "ClsAgent.exe", &[Everywhere], &["ClsAgent"]),
    row("MASTER", "Lync Server Master Replicator Agent", "MasterReplicatorAgent.exe", &[Management], &["CentralManagement"]),
    row("FTA", "Lync Server File Transfer Agent", "FileTransferAgent.exe", &[Management], &["CentralManagement"]),
    // On an Edge the same service is called Lync Server Access Edge.
    row("RTCSRV", "Lync Server Front-End", "RTCSrv.exe", &[FrontEnd, Edge], &["Registrar", "UserServer", "EdgeServer"]),
    row("RTCDATAPROXY", "Lync Server Web Conferencing Edge", "DataProxy.exe", &[Edge], EDGE),
    row("RTCMRAUTH", "Lync Server Audio/Video Authentication", "MRASSvc.exe", &[Edge], EDGE),
    row("RTCMEDIARELAY", "Lync Server Audio/Video Edge", "MediaRelaySvc.exe", &[Edge], EDGE),
    row("RTCXMPPTGWPX", "Lync Server XMPP Translating Gateway Proxy", "XmppProxy.exe", &[Edge], EDGE).needs(&["RTCSRV"]),
    row("RTCXMPPTGW", "Lync Server XMPP Translating Gateway", "XmppTGW.exe", &[FrontEnd], &["Registrar"]).needs(&["RTCSRV"]),
    row("RTCIMMCU", "Lync Server IM Conferencing", "IMMCUSvc.exe", &[FrontEnd], CONFERENCING),
    row("RTCDATAMCU", "Lync Server Web Conferencing", "DataMCUSvc.exe", &[FrontEnd], CONFERENCING),
    row("RTCAVMCU", "Lync Server Audio/Video Conferencing", "AVMCUSvc.exe", &[FrontEnd], CONFERENCING),
    row("RTCASMCU", "Lync Server Application Sharing", "ASMCUSvc.exe", &[FrontEnd], CONFERENCING),
    row("RTCMEDSRV", "Lync Server Mediation", "MediationServerSvc.exe", &[FrontEnd], &["MediationServer"]),
    row("RTCRGS", "Lync Server Response Group", HOST, &[FrontEnd], APPLICATION).needs(&["RTCSRV"]),
    row("RTCCAA", "Lync Server Conferencing Attendant", HOST, &[FrontEnd], APPLICATION).needs(&["RTCSRV"]),
    row("RTCCAS", "Lync Server Conferencing Announcement", HOST, &[FrontEnd], APPLICATION).needs(&["RTCSRV"]),
    row("RTCCPS", "Lync Server Call Park", HOST, &[FrontEnd], APPLICATION).needs(&["RTCSRV"]),
    row("RTCATS", "Lync Server Audio Test Service", HOST, &[FrontEnd], APPLICATION).needs(&["RTCSRV"]),
];

/// The service with this short name, whatever the case.
#[must_use]
pub fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|it| it.name.eq_ignore_ascii_case(name))
}

/// Services of a computer that plays these parts, in display order.
pub fn on(places: &[Place]) -> impl Iterator<Item = &'static Row> {
    ROWS.iter().filter(move |row| row.places.iter().any(|it| *it == Everywhere || places.contains(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_service_needs_is_in_the_table_before_it() {
        for (at, row) in ROWS.iter().enumerate() {
            for needed in row.needs {
                assert!(ROWS[..at].iter().any(|it| it.name == *needed), "{} needs {needed}", row.name);
            }
        }
    }

    #[test]
    fn an_edge_shows_seven_services() {
        let names: Vec<_> = on(&[Edge]).map(|it| it.name).collect();
        assert_eq!(names, ["REPLICA", "RTCCLSAGT", "RTCSRV", "RTCDATAPROXY", "RTCMRAUTH", "RTCMEDIARELAY", "RTCXMPPTGWPX"]);
    }
}
