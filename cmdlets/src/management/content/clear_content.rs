//! Clear-Content: files lose what is in them and stay.

use crate::management::place::Sieve;
use crate::management::{fault, find, session_items};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Str, Value};
use runtime::places::Provider;

/// Empties files; the files themselves stay.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Clear-Content",
    type_name = "Microsoft.PowerShell.Commands.ClearContentCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("clc")
)]
#[example("Clear-Content app.log", "Empties a log file.")]
pub(crate) struct ClearContent {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, by_name, set = "Path")]
    path: Vec<Str>,
    /// Where: a path exactly as written, without wildcards.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Pattern that the names of files must fit.
    #[param]
    filter: Option<Str>,
    /// Only items whose names fit one of these patterns.
    #[param]
    include: Vec<Str>,
    /// No items whose names fit one of these patterns.
    #[param]
    exclude: Vec<Str>,
    /// Also what is hidden or read-only.
    #[param]
    force: bool,
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

impl Cmdlet for ClearContent {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        find::named(cx, &paths, &literals, self.force, &mut |cx, place| {
            if !sieve.lets(place.name()) || !cx.confirm(&format!("Item: {}", place.path), "Clear Content")? {
                return Ok(());
            }
            if place.provider == Provider::Variable {
                return session_items::set(cx.s, place.provider, &place.path, &Value::Null);
            }
            if !place.is_file_system() {
                let text = "Cannot use interface. The IContentCmdletProvider interface is not supported by this provider.";
                return Err(Fault::new(
                    "System.Management.Automation.PSNotSupportedException",
                    "NotSupported",
                    Category::NotImplemented,
                    text,
                )
                .into());
            }
            let opened = std::fs::OpenOptions::new().write(true).truncate(true).open(&place.path);
            match opened {
                Ok(_) => Ok(()),
                Err(error) => cx.error(fault::io("ClearContentIOError", Category::WriteError, &error, place.as_path())),
            }
        })
    }
}
