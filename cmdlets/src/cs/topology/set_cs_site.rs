//! Set-CsSite: description and federation routes of a site.

use super::object;
use crate::cs::shelf::Open;
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Halt, Str, Value};
use store::topology::{Service, Site};

/// Scope and role of a route.
const ROUTE_ROLE: &str = "EdgeServer:";

/// Changes a site: its names, and the Edge pools through which SIP and XMPP federation go.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Set-CsSite",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.SetOcsSiteCmdlet",
    module = "Lync",
    confirm = "Medium"
)]
#[example("Set-CsSite -Identity Redmond -XmppFederationRoute EdgeServer:edge.contoso.com", "Sends XMPP through one Edge pool.")]
pub(crate) struct SetCsSite {
    /// Name of the site, without site: in front.
    #[param(position = 0, ty = "Microsoft.Rtc.Management.Xds.XdsGlobalRelativeIdentity")]
    identity: Option<Value>,
    /// Free text.
    #[param(allow_null, allow_empty_string)]
    description: Option<Str>,
    /// Name shown to people.
    #[param(allow_null, allow_empty_string)]
    display_name: Option<Str>,
    /// Edge service of SIP federation; $null takes the route away.
    #[param(allow_null, allow_empty_string)]
    federation_route: Option<Str>,
    /// Asks nothing.
    #[param]
    force: bool,
    /// Pool for persistent chat.
    #[param(allow_null, allow_empty_string)]
    default_persistent_chat_pool: Option<Str>,
    /// Edge service of XMPP federation; $null takes the route away.
    #[param(allow_null, allow_empty_string)]
    xmpp_federation_route: Option<Str>,
}

impl SetCsSite {
    fn apply(&self, cx: &Cx<'_>, open: &Open, site: &mut Site) -> Flow {
        let said = |name: &str, value: &Option<Str>| {
            cx.is_bound(name).then(|| value.as_ref().map(ToString::to_string).filter(|it| !it.is_empty()))
        };
        if let Some(text) = said("Description", &self.description) {
            site.description = text;
        }
        if let Some(text) = said("DisplayName", &self.display_name) {
            site.display_name = text;
        }
        if let Some(pool) = said("DefaultPersistentChatPool", &self.default_persistent_chat_pool) {
            site.default_persistent_chat_pool = pool;
        }
        if let Some(route) = said("FederationRoute", &self.federation_route) {
            site.federation_route = route.map(|it| edge(open, &it)).transpose()?;
        }
        if let Some(route) = said("XmppFederationRoute", &self.xmpp_federation_route) {
            site.xmpp_federation_route = route.map(|it| edge(open, &it)).transpose()?;
        }
        Ok(())
    }
}

/// A route as it is stored; a bare pool name is taken for its Edge service.
fn edge(open: &Open, route: &str) -> Result<String, Halt> {
    let route = route.get(..8).filter(|it| it.eq_ignore_ascii_case("service:")).map_or(route, |_| &route[8..]);
    let whole = if route.contains(':') { route.to_owned() } else { format!("{ROUTE_ROLE}{route}") };
    match open.topology.get::<Service>(&whole).map_err(fault::of_store)? {
        Some((service, _)) if service.role == "EdgeServer" => Ok(service.identity),
        _ => {
            let message = format!("\"{whole}\" is no Edge service of the topology. Get-CsService -EdgeServer lists them.");
            Err(fault::refused("RouteNotFound", Category::ObjectNotFound, message, whole).into())
        }
    }
}

impl Cmdlet for SetCsSite {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let Some(name) = self.identity.as_ref().map(Value::plain_text) else {
            return Err(fault::refused("IdentityMissing", Category::InvalidArgument, "Set-CsSite needs -Identity.", Value::Null).into());
        };
        let Some((mut site, seen)) = open.topology.get::<Site>(&name).map_err(fault::of_store)? else {
            return Err(object::missing::<Site>(&name).into());
        };
        self.apply(cx, &open, &mut site)?;
        if cx.confirm(&format!("Site:{}", site.name), "Set-CsSite")? {
            open.topology.save(&site, seen, &shelf::command_line(cx)).map_err(fault::of_store)?;
        }
        Ok(())
    }
}
