//! Start-CsWindowsService: starts services of this computer.

use super::control::Control;
use super::targets;
use crate::cs::shelf;
use macros::Cmdlet;
use runtime::author::{Cmdlet, Cx, Flow, Str, Value};

/// Starts services of the product: one and what it needs, or all of this computer.
///
/// A service that runs already is left alone.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Start-CsWindowsService",
    type_name = "Microsoft.Rtc.Management.Deployment.StartWindowsServiceCmdlet",
    module = "Lync",
    default_set = "Name",
    confirm = "Medium"
)]
#[example("Start-CsWindowsService", "Starts every service of this computer.")]
pub(crate) struct StartCsWindowsService {
    /// Short name of one service.
    #[param(position = 0, set = "Name")]
    name: Option<Str>,
    /// This computer; others cannot be controlled.
    #[param(set = "Name")]
    computer_name: Option<Str>,
    /// A service object, or a service's name.
    #[param(set = "InputObject", pipeline, ty = "Microsoft.Rtc.Management.Deployment.Core.NTService")]
    input_object: Option<Value>,
    /// Says nothing and does not wait until the services run.
    #[param]
    no_wait: bool,
    /// Asks nothing.
    #[param]
    force: bool,
    /// Accepted; there is nothing to report.
    #[param]
    report: Option<Str>,
}

impl Cmdlet for StartCsWindowsService {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        targets::check_computer(cx.s, self.computer_name.as_deref())?;
        let open = shelf::open(cx.s)?;
        let all = targets::of_this_computer(cx.s, &open)?;
        let wanted = targets::wanted(&all, self.input_object.as_ref(), self.name.as_deref())?;
        let mut order = Vec::new();
        wanted.into_iter().for_each(|row| targets::with_needs(row, &mut order));
        let control = targets::control(cx.s);
        for row in order {
            if control.process_of(row).is_some() || !cx.confirm(row.name, "Start-CsWindowsService")? {
                continue;
            }
            if let Err(fault) = control.start(row) {
                cx.error(fault)?;
                continue;
            }
            if !self.no_wait {
                targets::report(cx, row, "Running")?;
            }
        }
        Ok(())
    }
}
