//! Set-CsEdgeServer: ports of an Edge service.

use super::object;
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Str, Value};
use store::topology::{Service, Setting};

const ROLE: &str = "EdgeServer:";

/// Changes ports of an Edge service; the change takes effect with Enable-CsTopology.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-CsEdgeServer",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.SetOcsEdgeServerCmdlet",
    module = "Lync",
    confirm = "Medium"
)]
#[example("Set-CsEdgeServer -Identity EdgeServer:edge.contoso.com -XmppListeningPort 5269", "Sets the port XMPP partners connect to.")]
pub(crate) struct SetCsEdgeServer {
    /// The service, with or without EdgeServer: in front.
    #[param(position = 0, ty = "Microsoft.Rtc.Management.Xds.XdsGlobalRelativeIdentity")]
    identity: Option<Value>,
    /// Registrar that the Edge routes to, as a service identity.
    #[param]
    registrar: Option<Str>,
    /// Port clients sign in on.
    #[param(ty = "uint16")]
    access_edge_client_sip_port: Option<Value>,
    /// Port partners connect to.
    #[param(ty = "uint16")]
    access_edge_external_sip_port: Option<Value>,
    /// Port of the internal side.
    #[param(ty = "uint16")]
    access_edge_internal_sip_port: Option<Value>,
    /// Port of web conferences for clients.
    #[param(ty = "uint16")]
    data_psom_client_port: Option<Value>,
    /// Port of web conferences inside.
    #[param(ty = "uint16")]
    data_psom_server_port: Option<Value>,
    /// How many media ports there are.
    #[param(ty = "uint16")]
    media_communication_port_count: Option<Value>,
    /// First media port.
    #[param(ty = "uint16")]
    media_communication_port_start: Option<Value>,
    /// Port of media authentication.
    #[param(ty = "uint16")]
    media_relay_auth_edge_port: Option<Value>,
    /// TCP port of media from outside.
    #[param(ty = "uint16")]
    media_relay_external_turn_tcp_port: Option<Value>,
    /// UDP port of media from outside.
    #[param(ty = "uint16")]
    media_relay_external_turn_udp_port: Option<Value>,
    /// TCP port of media from inside.
    #[param(ty = "uint16")]
    media_relay_internal_turn_tcp_port: Option<Value>,
    /// UDP port of media from inside.
    #[param(ty = "uint16")]
    media_relay_internal_turn_udp_port: Option<Value>,
    /// Port between XMPP gateway and XMPP proxy.
    #[param(ty = "uint16")]
    xmpp_internal_port: Option<Value>,
    /// Port XMPP partners connect to.
    #[param(ty = "uint16")]
    xmpp_listening_port: Option<Value>,
    /// Asks nothing.
    #[param]
    force: bool,
}

impl SetCsEdgeServer {
    fn named(&self) -> Vec<(&'static str, Setting)> {
        let ports = [
            ("AccessEdgeClientSipPort", &self.access_edge_client_sip_port),
            ("AccessEdgeExternalSipPort", &self.access_edge_external_sip_port),
            ("AccessEdgeInternalSipPort", &self.access_edge_internal_sip_port),
            ("DataPsomClientPort", &self.data_psom_client_port),
            ("DataPsomServerPort", &self.data_psom_server_port),
            ("MediaCommunicationPortCount", &self.media_communication_port_count),
            ("MediaCommunicationPortStart", &self.media_communication_port_start),
            ("MediaRelayAuthEdgePort", &self.media_relay_auth_edge_port),
            ("MediaRelayExternalTurnTcpPort", &self.media_relay_external_turn_tcp_port),
            ("MediaRelayExternalTurnUdpPort", &self.media_relay_external_turn_udp_port),
            ("MediaRelayInternalTurnTcpPort", &self.media_relay_internal_turn_tcp_port),
            ("MediaRelayInternalTurnUdpPort", &self.media_relay_internal_turn_udp_port),
            ("XmppInternalPort", &self.xmpp_internal_port),
            ("XmppListeningPort", &self.xmpp_listening_port),
        ];
        let numbers =
            ports.into_iter().filter_map(|(name, value)| Some((name, Setting::Number(value.as_ref()?.plain_text().parse().ok()?))));
        let registrar = self.registrar.iter().map(|it| ("Registrar", Setting::Text(it.to_string())));
        numbers.chain(registrar).collect()
    }
}

impl Cmdlet for SetCsEdgeServer {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let Some(name) = self.identity.as_ref().map(Value::plain_text) else {
            return Err(
                fault::refused("IdentityMissing", Category::InvalidArgument, "Set-CsEdgeServer needs -Identity.", Value::Null).into()
            );
        };
        let whole = if name.contains(':') { name.to_string() } else { format!("{ROLE}{name}") };
        let Some((mut service, seen)) = open.topology.get::<Service>(&whole).map_err(fault::of_store)? else {
            return Err(object::missing::<Service>(&whole).into());
        };
        for (name, setting) in self.named() {
            match service.properties.iter_mut().find(|(it, _)| it == name) {
                Some((_, place)) => *place = setting,
                None => service.properties.push((name.to_owned(), setting)),
            }
        }
        if cx.confirm(&service.identity, "Set-CsEdgeServer")? {
            open.topology.save(&service, seen, &shelf::command_line(cx)).map_err(fault::of_store)?;
        }
        Ok(())
    }
}
