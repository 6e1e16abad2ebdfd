//! Get-PSDrive: the drives of the session.

use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};

/// Shows the drives of the session: of the file system and of the stores of the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-PSDrive",
    type_name = "Microsoft.PowerShell.Commands.GetPSDriveCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Name",
    aliases("gdr"),
    outputs("System.Management.Automation.PSDriveInfo")
)]
#[example("Get-PSDrive -PSProvider FileSystem", "Shows the drives of the file system.")]
pub(crate) struct GetPSDrive {
    /// The name.
    #[param(position = 0, by_name, set = "Name")]
    name: Vec<Str>,
    /// The name exactly as written.
    #[param(position = 0, mandatory, by_name, set = "LiteralName")]
    literal_name: Vec<Str>,
    /// Scope of the drive.
    #[param(by_name)]
    scope: Option<Str>,
    /// Only drives of this provider.
    #[param(by_name, name = "PSProvider")]
    ps_provider: Vec<Str>,
}

impl Cmdlet for GetPSDrive {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let asked: Vec<(Str, bool)> =
            self.name.iter().map(|it| (it.clone(), false)).chain(self.literal_name.iter().map(|it| (it.clone(), true))).collect();
        let asked = if asked.is_empty() { vec![(Str::new_static("*"), false)] } else { asked };
        for (name, literal) in asked {
            let pattern = Wildcard::new(&name, true).ok().filter(|_| !literal);
            let of_provider =
                |provider: &str| self.ps_provider.is_empty() || self.ps_provider.iter().any(|it| it.eq_ignore_ascii_case(provider));
            let mut found: Vec<_> =
                cx.s.drives
                    .iter()
                    .filter(|it| pattern.as_ref().map_or_else(|| it.name.eq_ignore_ascii_case(&name), |p| p.is_match(&it.name)))
                    .cloned()
                    .collect();
            found.retain(|it| of_provider(it.provider.name()));
            found.sort_by_cached_key(|it| it.name.to_lowercase());
            if found.is_empty() && !Wildcard::contains_wildcards(&name) {
                let text = format!("Cannot find drive. A drive with the name '{name}' does not exist.");
                cx.error(
                    Fault::new(
                        "System.Management.Automation.DriveNotFoundException",
                        "GetLocationNoMatchingDrive",
                        Category::ObjectNotFound,
                        text,
                    )
                    .target(name),
                )?;
                continue;
            }
            found.into_iter().try_for_each(|it| cx.emit(Value::Native(it)))?;
        }
        Ok(())
    }
}
