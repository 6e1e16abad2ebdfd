//! Stop-CsWindowsService: stops services of this computer.

use super::control::Control;
use super::targets;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// The service that `-LeaveClsAgentRunning` leaves alone.
const CLS_AGENT: &str = "RTCCLSAGT";
/// The service that `-LeaveWebServerRunning` leaves alone.
const WEB_SERVER: &str = "W3SVC";

/// Stops services of the product: one and what depends on it, or all of this computer.
///
/// A service that is stopped already is left alone.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Stop-CsWindowsService",
    type_name = "Microsoft.Rtc.Management.Deployment.StopWindowsServiceCmdlet",
    module = "Lync",
    default_set = "Name",
    confirm = "Medium"
)]
#[example("Stop-CsWindowsService -Name RTCXMPPTGWPX", "Stops the XMPP proxy.")]
pub(crate) struct StopCsWindowsService {
    /// Short name of one service.
    #[param(position = 0, set = "Name")]
    name: Option<Str>,
    /// This computer; others cannot be controlled.
    #[param(set = "Name")]
    computer_name: Option<Str>,
    /// Lets running work end first; no service here keeps work that could be lost.
    #[param]
    graceful: bool,
    /// A service object, or a service's name.
    #[param(set = "InputObject", pipeline, ty = "Microsoft.Rtc.Management.Deployment.Core.NTService")]
    input_object: Option<Value>,
    /// Says nothing and does not wait until the services are stopped.
    #[param]
    no_wait: bool,
    /// Asks nothing.
    #[param]
    force: bool,
    /// Accepted; there is nothing to report.
    #[param]
    report: Option<Str>,
    /// Leaves the logging agent running.
    #[param]
    leave_cls_agent_running: bool,
    /// Leaves the web server running.
    #[param]
    leave_web_server_running: bool,
}

impl Cmdlet for StopCsWindowsService {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        targets::check_computer(cx.s, self.computer_name.as_deref())?;
        let open = shelf::open(cx.s)?;
        let all = targets::of_this_computer(cx.s, &open)?;
        let wanted = targets::wanted(&all, self.input_object.as_ref(), self.name.as_deref())?;
        let mut order = Vec::new();
        wanted.into_iter().for_each(|row| targets::with_dependents(row, &all, &mut order));
        let control = targets::control(cx.s);
        for row in order {
            let left = (self.leave_cls_agent_running && row.name == CLS_AGENT) || (self.leave_web_server_running && row.name == WEB_SERVER);
            if left || control.process_of(row).is_none() || !cx.confirm(row.name, "Stop-CsWindowsService")? {
                continue;
            }
            if let Err(fault) = control.stop(row, !self.no_wait) {
                cx.error(fault)?;
                continue;
            }
            if !self.no_wait {
                targets::report(cx, row, "Stopped")?;
            }
        }
        Ok(())
    }
}
