//! A Windows service as an object.

use runtime::author::{Eval, Native, Session, Str, Type, Value};
use runtime::format::views::{self, View};
use std::rc::Rc;
use store::windows_service::Row;

pub(super) const NT_SERVICE: &str = "Microsoft.Rtc.Management.Deployment.Core.NTService";

/// One service at one moment.
pub(super) struct NtService {
    pub(super) row: &'static Row,
    process: Option<u32>,
    /// What it is busy with; not looked at when that was not wanted.
    with_activity: bool,
}

impl NtService {
    pub(super) fn value(row: &'static Row, process: Option<u32>, with_activity: bool) -> Value {
        Value::Native(Rc::new(Self { row, process, with_activity }))
    }

    fn status(&self) -> &'static str {
        if self.process.is_some() { "Running" } else { "Stopped" }
    }
}

impl Native for NtService {
    fn type_of(&self) -> Type {
        Type::of(NT_SERVICE)
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Status", "Name", "DisplayName", "ActivityLevel", "RoleName", "ProcessId"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "status" => Value::str(self.status()),
            "name" => Value::str(self.row.name),
            "displayname" => Value::str(self.row.display_name),
            // No service here counts its sessions yet.
            "activitylevel" => {
                if self.with_activity {
                    Value::str("")
                } else {
                    Value::Null
                }
            }
            "rolename" => Value::strings(self.row.roles.iter().copied()),
            "processid" => self.process.map_or(Value::Null, Value::from),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        Str::new_static(self.row.name)
    }
}

/// What the default view shows.
static VIEW: View =
    views::table(&[NT_SERVICE], "NTService", &[views::col("Status").width(9), views::col("Name").width(16), views::col("ActivityLevel")]);

/// Shows services as a table, and makes one of a name where an object is wanted.
pub(in crate::cs) fn define(s: &mut Session) {
    views::add(&VIEW);
    s.types.entry_mut(NT_SERVICE).converter = Some(|_, value| match value.base() {
        Value::Str(_) => Ok(value.clone()),
        _ => Err(runtime::convert::no_conversion(value, Type::of(NT_SERVICE))),
    });
}
