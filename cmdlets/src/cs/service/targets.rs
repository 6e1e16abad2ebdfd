//! Which services of this computer a command means, and in which order.

use super::control::ChildProcesses;
use super::object::NtService;
use crate::cs::fault;
use crate::cs::shelf::{self, Open};
use runtime::author::{Category, Cx, Fault, Flow, Halt, Session, Value};
use runtime::records;
use store::topology::Computer;
use store::windows_service::{self, Row};

/// The services of this computer, in display order.
pub(super) fn of_this_computer(s: &mut Session, open: &Open) -> Result<Vec<&'static Row>, Halt> {
    let name = shelf::computer_name(s);
    let found = open.topology.get::<Computer>(&name).map_err(fault::of_store)?;
    // A store that came from another machine has one computer as a rule; its services are run here.
    let computer = match found {
        Some((computer, _)) => Some(computer),
        None => open.topology.list::<Computer>().map_err(fault::of_store)?.into_iter().next(),
    };
    let names = computer.map(|it| it.services).unwrap_or_default();
    Ok(windows_service::ROWS.iter().filter(|row| names.iter().any(|it| it.eq_ignore_ascii_case(row.name))).collect())
}

/// What controls the services of the session's store.
pub(super) fn control(s: &mut Session) -> ChildProcesses {
    ChildProcesses::beside(&shelf::folder(s))
}

/// The service a person named, by its short name only.
pub(super) fn named(all: &[&'static Row], name: &str) -> Result<&'static Row, Fault> {
    all.iter().copied().find(|row| row.name.eq_ignore_ascii_case(name)).ok_or_else(|| {
        let message = format!("\"{name}\" is no service of this product on this computer. Get-CsWindowsService lists them.");
        fault::refused("ServiceNotFound", Category::ObjectNotFound, message, name.to_owned())
    })
}

/// The service an object stands for; a name is taken too.
pub(super) fn of_object(all: &[&'static Row], value: &Value) -> Result<&'static Row, Fault> {
    match value.as_native::<NtService>() {
        Some(service) => named(all, service.row.name),
        None => named(all, &value.plain_text()),
    }
}

/// The services a command means: one by object or name, else all.
pub(super) fn wanted(all: &[&'static Row], object: Option<&Value>, name: Option<&str>) -> Result<Vec<&'static Row>, Fault> {
    Ok(match (object, name) {
        (Some(object), _) => vec![of_object(all, object)?],
        (None, Some(name)) => vec![named(all, name)?],
        (None, None) => all.to_vec(),
    })
}

/// Only this computer can be asked.
pub(super) fn check_computer(s: &mut Session, name: Option<&str>) -> Result<(), Fault> {
    let Some(name) = name else { return Ok(()) };
    let own = shelf::computer_name(s);
    let is_own = name == "."
        || name.eq_ignore_ascii_case("localhost")
        || own.eq_ignore_ascii_case(name)
        || own.split('.').next().is_some_and(|it| it.eq_ignore_ascii_case(name));
    if is_own {
        return Ok(());
    }
    let message = format!("The services of \"{name}\" cannot be reached; only those of this computer, \"{own}\", can be controlled.");
    Err(fault::refused("ComputerNotReachable", Category::ResourceUnavailable, message, name.to_owned()))
}

/// The status report on the screen: one line per service. It is no output of the command.
pub(super) fn report(cx: &mut Cx<'_>, row: &Row, state: &str) -> Flow {
    let text = format!("{state:<9}{:<14}{}", row.name, row.display_name);
    let record = records::informational("System.Management.Automation.InformationRecord", &text, Some(&cx.run().clone()));
    let run = cx.run().clone();
    cx.s.write_information(Some(&run), record, Some(&text), true)
}

/// A service and everything it needs, what is needed first.
pub(super) fn with_needs(row: &'static Row, order: &mut Vec<&'static Row>) {
    if order.iter().any(|it| std::ptr::eq(*it, row)) {
        return;
    }
    for needed in row.needs.iter().filter_map(|it| windows_service::find(it)) {
        with_needs(needed, order);
    }
    order.push(row);
}

/// A service and everything that needs it, what depends first.
pub(super) fn with_dependents(row: &'static Row, all: &[&'static Row], order: &mut Vec<&'static Row>) {
    if order.iter().any(|it| std::ptr::eq(*it, row)) {
        return;
    }
    for dependent in all.iter().copied().filter(|it| it.needs.contains(&row.name)) {
        with_dependents(dependent, all, order);
    }
    order.push(row);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(order: &[&'static Row]) -> Vec<&'static str> {
        order.iter().map(|it| it.name).collect()
    }

    #[test]
    fn what_is_needed_starts_first_and_what_depends_stops_first() {
        let all: Vec<&'static Row> = windows_service::ROWS.iter().collect();
        let find = |name: &str| windows_service::find(name).unwrap();
        let mut order = Vec::new();
        with_needs(find("RTCXMPPTGWPX"), &mut order);
        assert_eq!(names(&order), ["RTCSRV", "RTCXMPPTGWPX"]);
        let mut order = Vec::new();
        with_dependents(find("RTCSRV"), &all, &mut order);
        assert_eq!(order.last().map(|it| it.name), Some("RTCSRV"));
        assert!(names(&order).contains(&"RTCXMPPTGW"));
    }
}
