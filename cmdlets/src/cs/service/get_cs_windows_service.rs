//! Get-CsWindowsService: the services of this computer and whether they run.

use super::control::Control;
use super::object::NtService;
use super::targets;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str};

/// Shows the services of the product on this computer.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-CsWindowsService",
    type_name = "Microsoft.Rtc.Management.Deployment.GetWindowsServiceCmdlet",
    module = "Lync",
    outputs("Microsoft.Rtc.Management.Deployment.Core.NTService")
)]
#[example("Get-CsWindowsService -Name RTCXMPPTGWPX", "Shows whether the XMPP proxy runs.")]
pub(crate) struct GetCsWindowsService {
    /// Short name of one service; no wildcards, no display name.
    #[param(position = 0)]
    name: Option<Str>,
    /// This computer; others cannot be asked.
    #[param]
    computer_name: Option<Str>,
    /// Does not ask what the services are busy with.
    #[param]
    exclude_activity_level: bool,
    /// Accepted; there is nothing to report.
    #[param]
    report: Option<Str>,
}

impl Cmdlet for GetCsWindowsService {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        targets::check_computer(cx.s, self.computer_name.as_deref())?;
        let open = shelf::open(cx.s)?;
        let all = targets::of_this_computer(cx.s, &open)?;
        let wanted = match &self.name {
            Some(name) => vec![targets::named(&all, name)?],
            None => all,
        };
        let control = targets::control(cx.s);
        for row in wanted {
            cx.emit(NtService::value(row, control.process_of(row), !self.exclude_activity_level))?;
        }
        Ok(())
    }
}
