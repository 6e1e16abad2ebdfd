//! `Get-History`, `Add-History`, `Clear-History`, `Invoke-History`.

use crate::result::facts_with_text;
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;
use runtime::eval::ScopeUse;
use runtime::records::HistoryEntry;

/// Shows the lines typed in this session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-History",
    type_name = "Microsoft.PowerShell.Commands.GetHistoryCommand",
    module = "Microsoft.PowerShell.Core",
    aliases("ghy", "h", "history"),
    outputs("Microsoft.PowerShell.Commands.HistoryInfo")
)]
pub struct GetHistory {
    /// Numbers of the entries.
    #[param(position = 0, pipeline, ty = "long[]", range(1, 9223372036854775807))]
    id: Vec<Value>,
    /// How many of the newest entries.
    #[param(position = 1, range(0, 32767))]
    count: Option<i32>,
}

impl Cmdlet for GetHistory {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let entries = cx.s.history.clone();
        if self.id.is_empty() {
            let count = self
                .count
                .map_or(entries.len(), |count| usize::try_from(count).unwrap_or(0));
            let skipped = entries.len().saturating_sub(count);
            for entry in &entries[skipped..] {
                cx.emit(object(entry))?;
            }
            return Ok(());
        }
        if self.id.len() > 1 && self.count.is_some() {
            let text = "The count cannot be combined with multiple Ids.";
            let fault = Fault::new(
                "System.ArgumentException",
                "GetHistoryNoCountWithMultipleIds",
                Category::InvalidArgument,
                text,
            );
            return Err(fault.target(Value::Int(self.count.unwrap_or(0))).into());
        }
        for wanted in self.id.clone() {
            let id = runtime::convert::to_long(&wanted)?;
            let last = entries.iter().position(|entry| entry.id == id);
            let Some(last) = last else {
                let text = format!("Cannot locate the history for Id {id}.");
                cx.error(
                    Fault::new(
                        "System.ArgumentException",
                        "GetHistoryNoHistoryForId",
                        Category::ObjectNotFound,
                        text,
                    )
                    .target(Value::Long(id)),
                )?;
                continue;
            };
            let count = self
                .count
                .map_or(1, |count| usize::try_from(count).unwrap_or(0));
            for entry in &entries[(last + 1).saturating_sub(count)..=last] {
                cx.emit(object(entry))?;
            }
        }
        Ok(())
    }
}

/// Adds entries to the history of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Add-History",
    type_name = "Microsoft.PowerShell.Commands.AddHistoryCommand",
    module = "Microsoft.PowerShell.Core",
    outputs("Microsoft.PowerShell.Commands.HistoryInfo")
)]
pub struct AddHistory {
    /// History entries, as Get-History gives them.
    #[param(position = 0, pipeline, ty = "psobject[]")]
    input_object: Vec<Value>,
    /// Emits the added entries.
    #[param]
    passthru: bool,
}

impl Cmdlet for AddHistory {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for given in self.input_object.clone() {
            let Some(entry) = entry_of(cx.s, &given)? else {
                let text =
                    "Cannot add history because the input object has a format that is not valid.";
                cx.error(
                    Fault::new(
                        "System.IO.InvalidDataException",
                        "AddHistoryInvalidInput",
                        Category::InvalidData,
                        text,
                    )
                    .target(given),
                )?;
                continue;
            };
            cx.s.history.push(entry.clone());
            if self.passthru {
                cx.emit(object(&entry))?;
            }
        }
        Ok(())
    }
}

/// Deletes entries from the history of the session.
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
    /// Numbers of the entries.
    #[param(position = 0, set = "IDParameter", range(1, 2147483647))]
    id: Vec<i32>,
    /// Patterns of the lines.
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
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let patterns: Vec<Wildcard> = self
            .command_line
            .iter()
            .filter_map(|line| Wildcard::new(line, true).ok())
            .collect();
        let is_meant = |entry: &HistoryEntry| {
            let by_id = self.id.iter().any(|id| i64::from(*id) == entry.id);
            let by_line = patterns.iter().any(|pattern| pattern.is_match(&entry.text));
            (self.id.is_empty() && patterns.is_empty()) || by_id || by_line
        };
        let mut meant: Vec<i64> =
            cx.s.history
                .iter()
                .filter(|entry| is_meant(entry))
                .map(|entry| entry.id)
                .collect();
        if self.newest {
            meant.reverse();
        }
        if let Some(count) = self.count {
            meant.truncate(usize::try_from(count).unwrap_or(0));
        }
        if cx.confirm(
            "This command will clear all the entries from the session history.",
            "Clear-History",
        )? {
            cx.s.history.retain(|entry| !meant.contains(&entry.id));
        }
        Ok(())
    }
}

/// Runs a line of the history again.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Invoke-History",
    type_name = "Microsoft.PowerShell.Commands.InvokeHistoryCommand",
    module = "Microsoft.PowerShell.Core",
    confirm = "Medium",
    aliases("ihy", "r")
)]
pub struct InvokeHistory {
    /// The number of the entry, or how its line begins.
    #[param(position = 0, by_name)]
    id: Option<Str>,
}

impl Cmdlet for InvokeHistory {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let entry = self.chosen(cx.s)?;
        if !cx.confirm(&entry.text, "Invoke-History")? {
            return Ok(());
        }
        cx.s.write_host_line(runtime::host::HostStream::Output, &entry.text)?;
        let block = runtime::eval::block_of_text(cx.s, None, &entry.text)?;
        let out = cx.stage.out.clone();
        runtime::eval::run_block(cx.s, &block, &[], None, ScopeUse::Caller, &out)
    }
}

impl InvokeHistory {
    fn chosen(&self, s: &Session) -> Result<HistoryEntry, Halt> {
        let missing = |text: String, id: &'static str| {
            Halt::from(Fault::new(
                "System.ArgumentException",
                id,
                Category::ObjectNotFound,
                text,
            ))
        };
        let Some(wanted) = self.id.as_deref() else {
            let last = s.history.last().cloned();
            return last.ok_or_else(|| {
                missing(
                    "Cannot locate most recent history.".to_owned(),
                    "InvokeHistoryNoLastHistoryEntryFound",
                )
            });
        };
        if let Ok(id) = wanted.parse::<i64>() {
            let found = s.history.iter().find(|entry| entry.id == id).cloned();
            return found.ok_or_else(|| {
                missing(
                    format!("Cannot locate the history for Id {id}."),
                    "InvokeHistoryNoHistoryForId",
                )
            });
        }
        let found = s
            .history
            .iter()
            .rev()
            .find(|entry| entry.text.starts_with(wanted))
            .cloned();
        found.ok_or_else(|| {
            missing(
                format!("Cannot locate the history for command line {wanted}."),
                "InvokeHistoryNoHistoryForCommandline",
            )
        })
    }
}

/// `HistoryInfo`.
fn object(entry: &HistoryEntry) -> Value {
    let status = if entry.failed { "Failed" } else { "Completed" };
    facts_with_text(
        "Microsoft.PowerShell.Commands.HistoryInfo",
        &[
            "Id",
            "CommandLine",
            "ExecutionStatus",
            "StartExecutionTime",
            "EndExecutionTime",
            "Duration",
        ],
        vec![
            Value::Long(entry.id),
            Value::Str(entry.text.clone()),
            Value::str(status),
            Value::DateTime(entry.start),
            Value::DateTime(entry.end),
            Value::TimeSpan(entry.end.since(entry.start)),
        ],
        Some("CommandLine"),
    )
}

fn entry_of(s: &mut Session, given: &Value) -> Result<Option<HistoryEntry>, Halt> {
    let line = runtime::member::get(s, given, "CommandLine")?;
    let start = runtime::member::get(s, given, "StartExecutionTime")?;
    let end = runtime::member::get(s, given, "EndExecutionTime")?;
    let (Some(text), Value::DateTime(start), Value::DateTime(end)) =
        (line.as_str(), start.base(), end.base())
    else {
        return Ok(None);
    };
    let id = s.history.last().map_or(1, |entry| entry.id + 1);
    let status = runtime::member::get(s, given, "ExecutionStatus")?;
    Ok(Some(HistoryEntry {
        id,
        text: text.clone(),
        start: *start,
        end: *end,
        failed: status.plain_text() == "Failed",
    }))
}
