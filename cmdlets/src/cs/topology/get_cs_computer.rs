//! Get-CsComputer: computers of the topology.

use super::object;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};
use store::topology::Computer;

/// Shows the computers that services run on.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsComputer",
    type_name = "Microsoft.Rtc.Management.Internal.Cmdlets.GetOcsComputerCmdlet",
    module = "Lync",
    default_set = "Identity",
    outputs("Microsoft.Rtc.Management.Deploy.Internal.Machine")
)]
#[example("Get-CsComputer -Local", "Shows this computer.")]
pub(crate) struct GetCsComputer {
    /// Fully qualified domain name of the computer.
    #[param(position = 0, set = "Identity", ty = "Microsoft.Rtc.Management.Xds.XdsGlobalRelativeIdentity")]
    identity: Option<Value>,
    /// Name of a pool; only its computers are shown.
    #[param]
    pool: Option<Str>,
    /// Only this computer.
    #[param]
    local: bool,
    /// Pattern with wildcards that the name must fit.
    #[param(set = "Filter")]
    filter: Option<Str>,
}

impl Cmdlet for GetCsComputer {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let open = shelf::open(cx.s)?;
        let own = self.local.then(|| shelf::computer_name(cx.s));
        object::show::<Computer>(cx, &open, self.identity.as_ref(), self.filter.as_ref(), object::computer, |computer| {
            self.pool.as_deref().is_none_or(|it| computer.pool.eq_ignore_ascii_case(it))
                && own.as_ref().is_none_or(|it| computer.fqdn.eq_ignore_ascii_case(it))
        })
    }
}
