//! Get-CsService: services of the topology, with the ports and names of their roles.

use super::object;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use store::topology::Service;

/// Shows services: all of them, one by its identity, or those of one role.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsService",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.GetOcsServiceCmdlet",
    module = "Lync",
    default_set = "Identity"
)]
#[example("Get-CsService -EdgeServer | Select-Object Identity, XmppListeningPort, XmppInternalPort", "Shows the ports of the XMPP proxy.")]
pub(crate) struct GetCsService {
    /// Role and pool of the service, such as EdgeServer:edge.contoso.com.
    #[param(position = 0, set = "Identity", ty = "Microsoft.Rtc.Management.Xds.XdsGlobalRelativeIdentity")]
    identity: Option<Value>,
    /// Name of a pool; only its services are shown.
    #[param]
    pool_fqdn: Option<Str>,
    /// Pattern with wildcards that the identity must fit.
    #[param(set = "Filter")]
    filter: Option<Str>,
    /// Only services of the role ApplicationDatabase.
    #[param(set = "ApplicationDatabase")]
    application_database: bool,
    /// Only services of the role ApplicationServer.
    #[param(set = "ApplicationServer")]
    application_server: bool,
    /// Only services of the role ArchivingDatabase.
    #[param(set = "ArchivingDatabase")]
    archiving_database: bool,
    /// Only services of the role ArchivingServer.
    #[param(set = "ArchivingServer")]
    archiving_server: bool,
    /// Only services of the role CentralManagement.
    #[param(set = "CentralManagement")]
    central_management: bool,
    /// Only services of the role CentralManagementDatabase.
    #[param(set = "CentralManagementDatabase")]
    central_management_database: bool,
    /// Only services of the role ConferencingServer.
    #[param(set = "ConferenceServer", alias("ConferenceServer"))]
    conferencing_server: bool,
    /// Only services of the role Director.
    #[param(set = "Director")]
    director: bool,
    /// Only services of the role EdgeServer.
    #[param(set = "EdgeServer")]
    edge_server: bool,
    /// Only services of the role FileStore.
    #[param(set = "FileStore")]
    file_store: bool,
    /// Only services of the role ManagementServer.
    #[param(set = "ManagementServer")]
    management_server: bool,
    /// Only services of the role MediationServer.
    #[param(set = "MediationServer")]
    mediation_server: bool,
    /// Only services of the role MonitoringServer.
    #[param(set = "MonitoringServer")]
    monitoring_server: bool,
    /// Only services of the role MonitoringDatabase.
    #[param(set = "MonitoringDatabase")]
    monitoring_database: bool,
    /// Only services of the role PstnGateway.
    #[param(set = "PstnGateway")]
    pstn_gateway: bool,
    /// Only services of the role Registrar.
    #[param(set = "Registrar")]
    registrar: bool,
    /// Only services of the role TrustedApplicationPool.
    #[param(set = "TrustedApplicationPool", alias("ExternalServer"))]
    trusted_application_pool: bool,
    /// Only services of the role UserDatabase.
    #[param(set = "UserDatabase")]
    user_database: bool,
    /// Only services of the role UserServer.
    #[param(set = "UserServer")]
    user_server: bool,
    /// Only services of the role WebServer.
    #[param(set = "WebServer")]
    web_server: bool,
    /// Only services of the role BackupServer.
    #[param(set = "BackupServer")]
    backup_server: bool,
    /// Only services of the role LegalInterceptServer.
    #[param(set = "LegalInterceptServer")]
    legal_intercept_server: bool,
    /// Only services of the role PersistentChatComplianceDatabase.
    #[param(set = "PersistentChatComplianceDatabase")]
    persistent_chat_compliance_database: bool,
    /// Only services of the role PersistentChatDatabase.
    #[param(set = "PersistentChatDatabase")]
    persistent_chat_database: bool,
    /// Only services of the role PersistentChatServer.
    #[param(set = "PersistentChatServer")]
    persistent_chat_server: bool,
    /// Only services of the role WacServer.
    #[param(set = "WacServer")]
    wac_server: bool,
}

impl GetCsService {
    /// The role that was asked for.
    fn role(&self) -> Option<&'static str> {
        let switches = [
            ("ApplicationDatabase", self.application_database),
            ("ApplicationServer", self.application_server),
            ("ArchivingDatabase", self.archiving_database),
            ("ArchivingServer", self.archiving_server),
            ("CentralManagement", self.central_management),
            ("CentralManagementDatabase", self.central_management_database),
            ("ConferencingServer", self.conferencing_server),
            ("Director", self.director),
            ("EdgeServer", self.edge_server),
            ("FileStore", self.file_store),
            ("ManagementServer", self.management_server),
            ("MediationServer", self.mediation_server),
            ("MonitoringServer", self.monitoring_server),
            ("MonitoringDatabase", self.monitoring_database),
            ("PstnGateway", self.pstn_gateway),
            ("Registrar", self.registrar),
            ("TrustedApplicationPool", self.trusted_application_pool),
            ("UserDatabase", self.user_database),
            ("UserServer", self.user_server),
            ("WebServer", self.web_server),
            ("BackupServer", self.backup_server),
            ("LegalInterceptServer", self.legal_intercept_server),
            ("PersistentChatComplianceDatabase", self.persistent_chat_compliance_database),
            ("PersistentChatDatabase", self.persistent_chat_database),
            ("PersistentChatServer", self.persistent_chat_server),
            ("WacServer", self.wac_server),
        ];
        switches.iter().find(|(_, on)| *on).map(|(role, _)| *role)
    }
}

impl Cmdlet for GetCsService {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let role = self.role();
        object::show::<Service>(cx, &open, self.identity.as_ref(), self.filter.as_ref(), object::service, |service| {
            role.is_none_or(|it| service.role == it)
                && self.pool_fqdn.as_deref().is_none_or(|it| service.pool_fqdn.eq_ignore_ascii_case(it))
        })
    }
}
