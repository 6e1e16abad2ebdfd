//! `Start-Sleep`.

use macros::Cmdlet;
use runtime::author::*;
use std::time::{Duration, Instant};

/// Waits.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Start-Sleep",
    type_name = "Microsoft.PowerShell.Commands.StartSleepCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Seconds"
)]
pub struct StartSleep {
    /// How many seconds.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Seconds", range(0, 2147483))]
    seconds: Option<f64>,
    /// How many milliseconds.
    #[param(mandatory, by_name, set = "Milliseconds", alias("ms"), range(0, 2147483647))]
    milliseconds: Option<i32>,
    /// How long.
    #[param(position = 0, mandatory, pipeline, by_name, set = "FromTimeSpan", alias("ts"), range_kind = "NonNegative")]
    duration: Option<TimeSpan>,
}

/// Ctrl-C is noticed after this long.
const POLL: Duration = Duration::from_millis(50);

impl Cmdlet for StartSleep {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let wait = match (self.seconds, self.milliseconds, self.duration) {
            (Some(seconds), ..) => Duration::try_from_secs_f64(seconds).unwrap_or_default(),
            (None, Some(milliseconds), _) => Duration::from_millis(u64::try_from(milliseconds).unwrap_or(0)),
            (None, None, Some(span)) => Duration::from_micros(u64::try_from(span.ticks() / 10).unwrap_or(0)),
            (None, None, None) => Duration::ZERO,
        };
        let begun = Instant::now();
        while let Some(rest) = wait.checked_sub(begun.elapsed()).filter(|rest| !rest.is_zero()) {
            cx.s.poll()?;
            std::thread::sleep(rest.min(POLL));
        }
        Ok(())
    }
}
