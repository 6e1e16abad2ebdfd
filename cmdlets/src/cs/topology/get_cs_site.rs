//! Get-CsSite: sites of the topology.

use super::object;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use store::topology::Site;

/// Shows sites with their pools, services and federation routes.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsSite",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.GetOcsSiteCmdlet",
    module = "Lync",
    default_set = "Identity",
    outputs("Microsoft.Rtc.Management.Deploy.Internal.Site+CentralSite")
)]
#[example("Get-CsSite | Select-Object Identity, XmppFederationRoute", "Shows through which edge XMPP goes.")]
pub(crate) struct GetCsSite {
    /// Name of the site, without site: in front.
    #[param(position = 0, set = "Identity", ty = "Microsoft.Rtc.Management.Xds.XdsGlobalRelativeIdentity")]
    identity: Option<Value>,
    /// Pattern with wildcards that the name must fit.
    #[param(set = "Filter")]
    filter: Option<Str>,
}

impl Cmdlet for GetCsSite {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        object::show::<Site>(cx, &open, self.identity.as_ref(), self.filter.as_ref(), object::site, |_| true)
    }
}
