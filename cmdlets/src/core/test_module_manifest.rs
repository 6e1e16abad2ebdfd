//! `Test-ModuleManifest`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::{self, ModuleObject, TESTED};

/// Reads the manifest of a module and looks whether what it names is there.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Test-ModuleManifest",
    type_name = "Microsoft.PowerShell.Commands.TestModuleManifestCommand",
    module = "Microsoft.PowerShell.Core",
    outputs("System.Management.Automation.PSModuleInfo")
)]
#[example("Test-ModuleManifest ./Federation.psd1", "Shows the module when its manifest is right.")]
pub struct TestModuleManifest {
    /// The path of the manifest.
    #[param(position = 0, mandatory, pipeline, by_name)]
    path: Option<Str>,
}

impl Cmdlet for TestModuleManifest {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let written = self.path.clone().unwrap_or_default();
        let path = runtime::paths::full(cx.s, &written);
        if !path.exists() {
            let message = format!("Could not find path '{}' because it does not exist.", path.display());
            let exception = "System.Management.Automation.ItemNotFoundException";
            return cx.error(Fault::new(exception, "PathNotFound", Category::ObjectNotFound, message).target(written));
        }
        if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("psd1")) {
            let message = format!(
                "The module manifest path '{written}' is not valid. The value of the Path argument must resolve to a single file that has a '.psd1' extension. Change the value of the Path argument to point to a valid psd1 file, and then try again."
            );
            let id = "Modules_InvalidModuleManifestPath";
            return Err(Fault::new("System.InvalidOperationException", id, Category::InvalidArgument, message).target(written).into());
        }
        let module = match module::described(cx.s, &path) {
            Ok(module) => module,
            Err(Halt::Error(record)) => return cx.error(Halt::Error(record)),
            Err(halt) => return Err(halt),
        };
        let mut is_right = true;
        for (key, shown) in TESTED {
            for name in module::tested(cx.s, &module, key)? {
                is_right = false;
                let message = format!(
                    "The specified {shown} entry '{name}' in the module manifest '{}' is invalid. Try again after updating this entry with valid values.",
                    path.display()
                );
                let id = format!("Modules_Invalid{shown}inModuleManifest");
                cx.error(Fault::new("System.IO.FileNotFoundException", &id, Category::ObjectNotFound, message).target(written.clone()))?;
            }
        }
        if is_right { cx.emit(Value::native(ModuleObject(module))) } else { Ok(()) }
    }
}
