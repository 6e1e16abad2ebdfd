//! Import-CsAdUser: accounts from an export of another directory.

use super::import::{self, AccountReader, LineFault, Seen};
use crate::cs::shelf::Open;
use crate::cs::{fault, shelf};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Halt, Str, Value};
use runtime::command::Action;
use runtime::records;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Entries between two lines of progress.
const PROGRESS_STEP: usize = 500;

/// Brings accounts of another directory into the store: an LDIF or CSV export of Active Directory, or what
/// Get-CsUser | Export-Csv wrote on another server.
///
/// Attributes keep their meaning: people who were enabled there are enabled here, with address, line and policies.
/// The whole file is checked first; if one entry is not valid, nothing is stored unless -SkipInvalid says so.
/// Importing a file again changes only what differs.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-CsAdUser",
    type_name = "CsShell.Commands.ImportCsAdUserCommand",
    module = "CsShell",
    confirm = "Medium",
    outputs("CsShell.ImportSummary")
)]
#[example("Import-CsAdUser -Path ./users.ldif", "Imports an export made with ldifde.")]
#[example("Import-CsAdUser -Path ./users.csv -WhatIf", "Checks a file and tells what an import would do.")]
pub(crate) struct ImportCsAdUser {
    /// The file; names that end in .ldif or .ldf are read as LDIF, all others as CSV.
    #[param(position = 0, mandatory, pipeline, by_name, alias("FullName", "PSPath"), not_null_or_empty)]
    path: Str,
    /// Imports the entries that are valid, and tells which were not.
    #[param]
    skip_invalid: bool,
}

/// Per entry of a file, the id of the account that is to be stored; none for what is wrong, unchanged or no account.
type Plan = Vec<Option<Uuid>>;

/// What a file would do, or did.
#[derive(Default)]
struct Tally {
    created: usize,
    changed: usize,
    same: usize,
    invalid: usize,
    /// Groups, computers and the like.
    passed_over: usize,
    /// What is to be written, history included.
    bytes: u64,
}

impl ImportCsAdUser {
    fn file(&self, cx: &Cx<'_>) -> PathBuf {
        let path = self.path.strip_prefix("Microsoft.PowerShell.Core\\FileSystem::").unwrap_or(&self.path);
        cx.s.location.join(path)
    }

    fn import(&mut self, cx: &mut Cx<'_>) -> Flow {
        let file = self.file(cx);
        let open = shelf::open(cx.s)?;
        let (checked, plan) = self.check(cx, &open, &file)?;
        if checked.invalid > 0 && !self.skip_invalid {
            let (count, verb, what) =
                if checked.invalid == 1 { ("one".to_owned(), "is", "it") } else { (checked.invalid.to_string(), "are", "them") };
            let message =
                format!("\"{}\" was not imported: {count} of its entries {verb} not valid. Mend {what}, or use -SkipInvalid.", self.path);
            return Err(fault::refused("ImportNotValid", Category::InvalidData, message, self.path.clone()).into());
        }
        let target = format!("{} ({} new, {} changed, {} unchanged accounts)", self.path, checked.created, checked.changed, checked.same);
        if !cx.confirm(&target, "Import-CsAdUser")? {
            return Ok(());
        }
        // A disk that has no room for all of them takes none of them.
        open.store.room_for(checked.bytes).map_err(fault::of_store)?;
        self.store(cx, &open, &file, &plan)?;
        cx.emit(self.summary(&checked))
    }

    /// Reads everything and stores nothing; every fault is told with its line.
    fn check(&self, cx: &mut Cx<'_>, open: &Open, file: &Path) -> Result<(Tally, Plan), Halt> {
        let reader = AccountReader::new(open).map_err(fault::of_directory)?;
        let mut tally = Tally::default();
        let mut seen = Seen::default();
        let mut plan = Plan::new();
        for (at, entry) in self.entries(file)?.enumerate() {
            progress(cx, "Checking", at)?;
            let read = entry.and_then(|entry| {
                let ready = reader.read(&entry)?;
                if let Some(ready) = &ready {
                    seen.note(&ready.account, entry.line).map_err(|reason| LineFault { line: entry.line, reason })?;
                }
                Ok(ready)
            });
            if let Ok(Some(ready)) = &read
                && ready.changes
            {
                tally.bytes += ready.account.written_bytes();
            }
            plan.push(read.as_ref().ok().and_then(Option::as_ref).filter(|it| it.changes).map(|it| it.account.guid()));
            match read {
                Ok(None) => tally.passed_over += 1,
                Ok(Some(ready)) if !ready.exists => tally.created += 1,
                Ok(Some(ready)) if ready.changes => tally.changed += 1,
                Ok(Some(_)) => tally.same += 1,
                Err(bad) => {
                    tally.invalid += 1;
                    cx.error(self.line_fault(&bad))?;
                }
            }
        }
        cx.s.host.progress(None);
        Ok((tally, plan))
    }

    fn store(&self, cx: &mut Cx<'_>, open: &Open, file: &Path, plan: &Plan) -> Flow {
        let reader = AccountReader::new(open).map_err(fault::of_directory)?;
        let mut bulk = open.directory.bulk(&shelf::command_line(cx));
        for (at, (entry, guid)) in self.entries(file)?.zip(plan).enumerate() {
            progress(cx, "Importing", at)?;
            // What is wrong was told by the check.
            let (Ok(entry), Some(guid)) = (entry, guid) else { continue };
            let account = reader.again(&entry, *guid).map_err(|it| self.line_fault(&it))?;
            // A store that takes no more says so again at the end, with how far it came.
            match bulk.put(&account) {
                Ok(_) => {}
                Err(fault) if fault.ends_run() => break,
                Err(fault) => return Err(fault::of_directory(fault).into()),
            }
        }
        cx.s.host.progress(None);
        let outcome = bulk.finish().map_err(fault::of_directory)?;
        for late in outcome.faults {
            cx.error(fault::of_directory(late.fault).target(late.user))?;
        }
        Ok(())
    }

    fn entries(&self, file: &Path) -> Result<impl Iterator<Item = Result<import::Entry, LineFault>> + use<>, Halt> {
        import::entries(file).map_err(|error| {
            let (id, category) = match error.kind() {
                std::io::ErrorKind::NotFound => ("FileNotFound", Category::ObjectNotFound),
                std::io::ErrorKind::PermissionDenied => ("FileAccessDenied", Category::PermissionDenied),
                _ => ("FileNotReadable", Category::ReadError),
            };
            fault::refused(id, category, format!("Cannot read \"{}\": {}.", file.display(), fault::words(&error)), self.path.clone()).into()
        })
    }

    fn line_fault(&self, bad: &LineFault) -> Fault {
        let message = format!("{}, line {}: {}", self.path, bad.line, bad.reason);
        fault::refused("ImportLineNotValid", Category::InvalidData, message, format!("{}:{}", self.path, bad.line))
    }

    fn summary(&self, tally: &Tally) -> Value {
        records::typed(
            "CsShell.ImportSummary",
            &[
                ("Path", Value::Str(self.path.clone())),
                ("Created", Value::from(tally.created)),
                ("Changed", Value::from(tally.changed)),
                ("Unchanged", Value::from(tally.same)),
                ("Invalid", Value::from(tally.invalid)),
                ("PassedOver", Value::from(tally.passed_over)),
            ],
        )
    }
}

fn progress(cx: &mut Cx<'_>, what: &str, at: usize) -> Flow {
    if !at.is_multiple_of(PROGRESS_STEP) {
        return Ok(());
    }
    cx.s.poll()?;
    let shown = cx.s.preference(cx.s.preferences.progress, Action::Continue) == Action::Continue;
    if at > 0 && shown && cx.s.host.interactive() {
        cx.s.host.progress(Some(&format!("{what} accounts: {at}")));
    }
    Ok(())
}

impl Cmdlet for ImportCsAdUser {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.import(cx)
    }
}
