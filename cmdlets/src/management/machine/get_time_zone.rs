//! Get-TimeZone: the time zone of the machine.

use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Type, Value};

/// Shows the time zone of the machine, or others by their ids.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-TimeZone",
    type_name = "Microsoft.PowerShell.Commands.GetTimeZoneCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Name",
    aliases("gtz"),
    outputs("System.TimeZoneInfo")
)]
#[example("Get-TimeZone", "Shows where the clock of the machine stands.")]
pub(crate) struct GetTimeZone {
    /// The process id.
    #[param(mandatory, by_name, set = "Id")]
    id: Vec<Str>,
    /// Every time zone of the machine.
    #[param(mandatory, set = "ListAvailable")]
    list_available: bool,
    /// The name.
    #[param(position = 0, pipeline, set = "Name")]
    name: Vec<Str>,
}

impl Cmdlet for GetTimeZone {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let zones = Value::Type(Type::of("System.TimeZoneInfo"));
        if self.list_available {
            let all = runtime::member::call_static(cx.s, &zones, "GetSystemTimeZones", &[])?;
            return cx.emit_each(all);
        }
        let ids: Vec<Str> = self.id.iter().chain(&self.name).cloned().collect();
        if ids.is_empty() {
            let local = runtime::member::get_static(cx.s, &zones, "Local")?;
            return cx.emit(local);
        }
        for id in ids {
            match runtime::member::call_static(cx.s, &zones, "FindSystemTimeZoneById", &[Value::Str(id.clone())]) {
                Ok(zone) => cx.emit(zone)?,
                Err(_) => {
                    let text = format!("The time zone ID '{id}' was not found on the local computer.");
                    cx.error(
                        Fault::new("System.TimeZoneNotFoundException", "TimeZoneNotFound", Category::ObjectNotFound, text).target(id),
                    )?;
                }
            }
        }
        Ok(())
    }
}
