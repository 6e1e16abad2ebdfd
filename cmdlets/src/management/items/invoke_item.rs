//! Invoke-Item: runs a program, or opens a document with the program of the desktop.

use crate::management::place::Sieve;
use crate::management::{fault, find};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Flow, Str, Value};
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};

/// Runs a program file, or opens a document with the program the desktop has for it.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Invoke-Item",
    type_name = "Microsoft.PowerShell.Commands.InvokeItemCommand",
    module = "Microsoft.PowerShell.Management",
    default_set = "Path",
    confirm = "Medium",
    aliases("ii")
)]
#[example("Invoke-Item report.pdf", "Opens a document.")]
pub(crate) struct InvokeItem {
    /// Where: a path, in which wildcards stand for several items.
    #[param(position = 0, mandatory, pipeline, by_name, set = "Path")]
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
    /// Accepted; the providers here need none.
    #[param(by_name, ty = "pscredential", credential)]
    credential: Option<Value>,
}

/// The desktop's own way to open a document.
const OPENER: &str = "xdg-open";

impl Cmdlet for InvokeItem {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let sieve = Sieve::new(self.filter.as_ref(), &self.include, &self.exclude)?;
        let (paths, literals) = (self.path.clone(), self.literal_path.clone());
        find::named(cx, &paths, &literals, false, &mut |cx, place| {
            if !place.is_file_system() {
                return Err(fault::not_supported().into());
            }
            if !sieve.lets(place.name()) || !cx.confirm(&format!("Item: {}", place.path), "Invoke Item")? {
                return Ok(());
            }
            let data = std::fs::metadata(&place.path);
            let runs = data.is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0);
            let mut command = if runs { Command::new(&place.path) } else { Command::new(OPENER) };
            if !runs {
                command.arg(&place.path).stdout(Stdio::null()).stderr(Stdio::null());
            }
            match command.spawn() {
                Ok(mut child) if runs => {
                    // A program runs here and now; its exit code is its own business.
                    let _ = child.wait();
                    Ok(())
                }
                Ok(_) => Ok(()),
                Err(error) => cx.error(
                    fault::io("InvokeItemError", Category::InvalidOperation, &error, place.as_path()).target(Value::str(&place.path)),
                ),
            }
        })
    }
}
