//! `New-TimeSpan`.

use macros::Cmdlet;
use runtime::author::*;

/// Makes a time span, or the span between two times.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-TimeSpan",
    type_name = "Microsoft.PowerShell.Commands.NewTimeSpanCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Date",
    outputs("System.TimeSpan")
)]
pub struct NewTimeSpan {
    /// Where the span begins.
    #[param(position = 0, pipeline, by_name, set = "Date", alias("LastWriteTime"))]
    start: Option<DateTime>,
    /// Where the span ends.
    #[param(position = 1, by_name, set = "Date")]
    end: Option<DateTime>,
    /// Days of the span.
    #[param(set = "Time")]
    days: Option<i32>,
    /// Hours of the span.
    #[param(set = "Time")]
    hours: Option<i32>,
    /// Minutes of the span.
    #[param(set = "Time")]
    minutes: Option<i32>,
    /// Seconds of the span.
    #[param(set = "Time")]
    seconds: Option<i32>,
    /// Milliseconds of the span.
    #[param(set = "Time")]
    milliseconds: Option<i32>,
}

impl Cmdlet for NewTimeSpan {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() == "Time" {
            let part = |part: Option<i32>| i64::from(part.unwrap_or(0));
            let span = TimeSpan::new(part(self.days), part(self.hours), part(self.minutes), part(self.seconds), part(self.milliseconds), 0);
            let span = span.map_err(|fault| Fault::new(fault.exception(), fault.exception(), Category::NotSpecified, fault.to_string()))?;
            return cx.emit(span);
        }
        let now = cx.s.host.now();
        let start = self.start.unwrap_or(now);
        let end = self.end.unwrap_or(now);
        cx.emit(end.since(start))
    }
}
