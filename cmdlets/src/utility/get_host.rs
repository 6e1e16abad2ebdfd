//! `Get-Host`, `Get-Culture`, `Get-UICulture`: facts about the session.

use macros::Cmdlet;
use runtime::author::*;

/// Shows the host program of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Host",
    type_name = "Microsoft.PowerShell.Commands.GetHostCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.Management.Automation.Host.PSHost")
)]
pub struct GetHost {}

impl Cmdlet for GetHost {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let host = cx.s.get_var("Host").unwrap_or(Value::Null);
        cx.emit(host)
    }
}

/// Shows the current culture, or others.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Culture",
    type_name = "Microsoft.PowerShell.Commands.GetCultureCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "CurrentCulture",
    outputs("System.Globalization.CultureInfo")
)]
pub struct GetCulture {
    /// Names; wildcards are understood.
    #[param(position = 0, pipeline, set = "Name", not_null)]
    name: Vec<Str>,
    /// Without the changes a user made.
    #[param(sets("CurrentCulture", "Name"))]
    no_user_overrides: bool,
    /// Shows all cultures.
    #[param(set = "ListAvailable")]
    list_available: bool,
}

impl Cmdlet for GetCulture {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.list_available {
            let culture = culture(cx.s, "")?;
            return cx.emit(culture);
        }
        let names = if self.name.is_empty() { vec![Str::default()] } else { self.name.clone() };
        for name in names {
            match culture(cx.s, &name) {
                Ok(culture) => cx.emit(culture)?,
                Err(Halt::Error(record)) => cx.error(Halt::Error(record))?,
                Err(halt) => return Err(halt),
            }
        }
        Ok(())
    }
}

/// Shows the culture of the user interface.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-UICulture",
    type_name = "Microsoft.PowerShell.Commands.GetUICultureCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.Globalization.CultureInfo")
)]
pub struct GetUICulture {}

impl Cmdlet for GetUICulture {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        let culture = culture(cx.s, "")?;
        cx.emit(culture)
    }
}

/// The shell speaks the invariant culture; others are known by name only.
fn culture(s: &mut Session, name: &str) -> Eval {
    runtime::clr::construct(s, Type::of("System.Globalization.CultureInfo"), &[Value::str(name)])
}
