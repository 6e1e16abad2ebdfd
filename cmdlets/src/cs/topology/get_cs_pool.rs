//! Get-CsPool: pools of the topology.

use super::object;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use store::topology::Pool;

/// Shows pools with their computers and services.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsPool",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.GetOcsPoolCmdlet",
    module = "Lync",
    default_set = "Identity",
    outputs("Microsoft.Rtc.Management.Deploy.Internal.Cluster")
)]
#[example("Get-CsPool -Site Redmond", "Shows the pools of one site.")]
pub(crate) struct GetCsPool {
    /// Fully qualified domain name of the pool.
    #[param(position = 0, set = "Identity", ty = "Microsoft.Rtc.Management.Xds.XdsGlobalRelativeIdentity")]
    identity: Option<Value>,
    /// Name of a site; only its pools are shown.
    #[param]
    site: Option<Str>,
    /// Pattern with wildcards that the name must fit.
    #[param(set = "Filter")]
    filter: Option<Str>,
}

impl Cmdlet for GetCsPool {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let site = self.site.as_deref().map(|it| it.strip_prefix("Site:").unwrap_or(it).to_owned());
        object::show::<Pool>(cx, &open, self.identity.as_ref(), self.filter.as_ref(), object::pool, |pool| {
            site.as_ref().is_none_or(|it| pool.site.eq_ignore_ascii_case(it))
        })
    }
}
