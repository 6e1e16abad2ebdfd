//! `Get-Uptime`.

use macros::Cmdlet;
use runtime::author::*;

/// Shows how long the machine has been running.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Uptime",
    type_name = "Microsoft.PowerShell.Commands.GetUptimeCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Timespan",
    outputs("System.TimeSpan", "System.DateTime")
)]
pub struct GetUptime {
    /// Shows when it was started.
    #[param(set = "Since")]
    since: bool,
}

impl Cmdlet for GetUptime {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let seconds = std::fs::read_to_string("/proc/uptime").ok().and_then(|text| text.split('.').next()?.parse::<i64>().ok());
        let Some(seconds) = seconds else {
            let text = "The time since the machine was started cannot be read on this system.";
            let fault = Fault::new("System.NotSupportedException", "GetUptimePlatformIsNotSupported", Category::NotImplemented, text);
            return Err(fault.into());
        };
        let span = TimeSpan::from_ticks(seconds * dotnet::datetime::TICKS_PER_SECOND);
        if !self.since {
            return cx.emit(span);
        }
        let since =
            cx.s.host
                .now()
                .minus(span)
                .map_err(|fault| Fault::new(fault.exception(), fault.exception(), Category::NotSpecified, fault.to_string()))?;
        cx.emit(since)
    }
}
