//! `Write-Progress`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::command::Action;

/// Shows how far a command has come.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Write-Progress",
    type_name = "Microsoft.PowerShell.Commands.WriteProgressCommand",
    module = "Microsoft.PowerShell.Utility"
)]
pub struct WriteProgress {
    /// What is being done.
    #[param(position = 0)]
    activity: Option<Str>,
    /// The state of it.
    #[param(position = 1, not_null_or_empty)]
    status: Option<Str>,
    /// Number of the bar.
    #[param(position = 2, range(0, 2147483647))]
    id: Option<i32>,
    /// How much is done.
    #[param(range(-1, 100))]
    percent_complete: Option<i32>,
    /// How long it will take.
    #[param]
    seconds_remaining: Option<i32>,
    /// What is being done within the activity.
    #[param]
    current_operation: Option<Str>,
    /// Number of the bar above.
    #[param(range(-1, 2147483647))]
    parent_id: Option<i32>,
    /// Takes the bar away.
    #[param]
    completed: bool,
    /// Number of the source.
    #[param]
    source_id: Option<i32>,
}

impl Cmdlet for WriteProgress {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let activity = self.activity.clone().unwrap_or_default();
        if activity.is_empty() && !self.completed {
            let text = "Missing value for mandatory parameter. (Parameter 'Activity')";
            let fault = Fault::new("System.ArgumentException", "MissingActivity", Category::InvalidArgument, text);
            return Err(fault.target(Value::Str(activity)).into());
        }
        let asked = cx.run().prefs.borrow().progress;
        let action = asked.unwrap_or_else(|| cx.s.preference(cx.s.preferences.progress, Action::Continue));
        if matches!(action, Action::SilentlyContinue | Action::Ignore) {
            return Ok(());
        }
        if self.completed {
            cx.s.host.progress(None);
        } else {
            let line = self.line(&activity);
            cx.s.host.progress(Some(&line));
        }
        Ok(())
    }
}

impl WriteProgress {
    fn line(&self, activity: &str) -> String {
        let mut line = activity.to_owned();
        if let Some(percent) = self.percent_complete.filter(|percent| *percent >= 0) {
            line.push_str(&format!(" {percent}%"));
        }
        let status = self.status.as_deref().unwrap_or("Processing");
        line.push_str(&format!(" [{status}]"));
        if let Some(seconds) = self.seconds_remaining.filter(|seconds| *seconds >= 0) {
            line.push_str(&format!(" {seconds}s"));
        }
        if let Some(operation) = &self.current_operation {
            line.push_str(&format!(" {operation}"));
        }
        line
    }
}
