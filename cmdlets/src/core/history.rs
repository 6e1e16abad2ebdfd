//! `Get-History`, `Add-History`, `Clear-History`, `Invoke-History`.

use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;
use runtime::records::{HistoryEntry, typed};

/// Shows what was typed in this session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-History",
    type_name = "Microsoft.PowerShell.Commands.GetHistoryCommand",
    module = "Microsoft.PowerShell.Core",
    aliases("h", "history", "ghy"),
    outputs("Microsoft.PowerShell.Commands.HistoryInfo")
)]
pub struct GetHistory {
    /// Numbers of entries.
    #[param(position = 0, pipeline, ty = "long[]", range(1, 9223372036854775807))]
    id: Vec<Value>,
    /// How many entries at most, the last ones.
    #[param(position = 1, range(0, 32767))]
    count: Option<i32>,
}

impl Cmdlet for GetHistory {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let all = cx.s.history.clone();
        if self.id.is_empty() {
            let skip = self.count.map_or(0, |n| all.len().saturating_sub(n as usize));
            for entry in all.iter().skip(skip) {
                cx.emit(shown(entry))?;
            }
            return Ok(());
        }
        for id in &self.id {
            let id = runtime::convert::to_long(id)?;
            match all.iter().find(|e| e.id == id) {
                Some(entry) => cx.emit(shown(entry))?,
                None => cx.error(no_entry(id))?,
            }
        }
        Ok(())
    }
}

fn no_entry(id: i64) -> Fault {
    Fault::new(
        "System.ArgumentException",
        "GetHistoryNoHistoryForId",
        Category::ObjectNotFound,
        format!("Cannot locate the history for Id {id}."),
    )
    .target(id)
}

fn shown(entry: &HistoryEntry) -> Value {
    let state = if entry.failed { "Failed" } else { "Completed" };
    typed(
        "Microsoft.PowerShell.Commands.HistoryInfo",
        &[
            ("Id", Value::Long(entry.id)),
            ("CommandLine", Value::Str(entry.text.clone())),
            ("ExecutionStatus", Value::enum_named("System.Management.Automation.Runspaces.PipelineState", state)),
            ("StartExecutionTime", Value::DateTime(entry.start)),
            ("EndExecutionTime", Value::DateTime(entry.end)),
            ("Duration", Value::TimeSpan(entry.end.since(entry.start))),
        ],
    )
}

/// Forgets what was typed.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Clear-History",
    type_name = "Microsoft.PowerShell.Commands.ClearHistoryCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "IDParameter",
    confirm = "Medium",
    aliases("clhy")
)]
pub struct ClearHistory {
    /// Numbers of entries to forget; all of them when left out.
    #[param(position = 0, set = "IDParameter", range(1, 2147483647))]
    id: Vec<i32>,
    /// Patterns of lines to forget.
    #[param(set = "CommandLineParameter", not_null_or_empty)]
    command_line: Vec<Str>,
    /// How many entries, the oldest first.
    #[param(position = 1, range(1, 2147483647))]
    count: Option<i32>,
    /// Counts from the newest entry.
    #[param]
    newest: bool,
}

impl Cmdlet for ClearHistory {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !cx.confirm("History", "Clear-History")? {
            return Ok(());
        }
        let patterns: Vec<Wildcard> = self.command_line.iter().filter_map(|line| Wildcard::new(line, true).ok()).collect();
        let is_meant = |entry: &HistoryEntry| {
            let by_id = self.id.iter().any(|id| i64::from(*id) == entry.id);
            let by_line = patterns.iter().any(|pattern| pattern.is_match(&entry.text));
            (self.id.is_empty() && patterns.is_empty()) || by_id || by_line
        };
        let mut meant: Vec<i64> = cx.s.history.iter().filter(|entry| is_meant(entry)).map(|entry| entry.id).collect();
        if self.newest {
            meant.reverse();
        }
        if let Some(count) = self.count {
            meant.truncate(usize::try_from(count).unwrap_or(0));
        }
        cx.s.history.retain(|entry| !meant.contains(&entry.id));
        Ok(())
    }
}

/// Adds entries to the history.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Add-History", type_name = "Microsoft.PowerShell.Commands.AddHistoryCommand", module = "Microsoft.PowerShell.Core")]
pub struct AddHistory {
    /// Entries, as Get-History gives them.
    #[param(position = 0, pipeline, ty = "psobject[]")]
    input_object: Vec<Value>,
    /// Emits what was added.
    #[param]
    passthru: bool,
}

impl Cmdlet for AddHistory {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for object in std::mem::take(&mut self.input_object) {
            let text = runtime::member::get(cx.s, &object, "CommandLine")?;
            let now = cx.s.host.now();
            let id = cx.s.history.last().map_or(1, |e| e.id + 1);
            let entry = HistoryEntry { id, text: to_str(cx.s, &text)?, start: now, end: now, failed: false };
            if self.passthru {
                cx.emit(shown(&entry))?;
            }
            cx.s.history.push(entry);
        }
        Ok(())
    }
}

/// Runs an entry of the history again.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Invoke-History",
    type_name = "Microsoft.PowerShell.Commands.InvokeHistoryCommand",
    module = "Microsoft.PowerShell.Core",
    confirm = "Medium",
    aliases("ihy", "r")
)]
pub struct InvokeHistory {
    /// Number of the entry, or how it begins; the last one when left out.
    #[param(position = 0, by_name)]
    id: Option<Str>,
}

impl Cmdlet for InvokeHistory {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let all = cx.s.history.clone();
        let found = match &self.id {
            None => all.last(),
            Some(id) => match id.parse::<i64>() {
                Ok(number) => all.iter().find(|e| e.id == number),
                Err(_) => all.iter().rev().find(|e| e.text.starts_with(id.as_str())),
            },
        };
        let Some(entry) = found else {
            let message = "Cannot locate the most recent command line in the session history.";
            return cx.error(Fault::new(
                "System.InvalidOperationException",
                "InvokeHistoryNoLastHistoryEntryFound",
                Category::InvalidOperation,
                message,
            ));
        };
        if !cx.confirm(&entry.text, "Invoke-History")? {
            return Ok(());
        }
        cx.s.write_host_line(runtime::host::HostStream::Output, &entry.text)?;
        let out = cx.stage.out.clone();
        runtime::eval::run_text(cx.s, &entry.text, &out)
    }
}
