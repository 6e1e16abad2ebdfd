//! `Import-Module`.

use crate::utility::get_verb::is_approved;
use dotnet::version::Version;
use macros::Cmdlet;
use runtime::author::*;
use runtime::module::{self, Import, Module, ModuleObject, Wanted};
use std::path::Path;

/// Brings the commands of a module into the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Import-Module",
    type_name = "Microsoft.PowerShell.Commands.ImportModuleCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "Name",
    aliases("ipmo"),
    outputs("System.Management.Automation.PSModuleInfo")
)]
#[example("Import-Module ./Federation.psm1 -Force", "Loads the module anew from its file.")]
pub struct ImportModule {
    /// Names of modules, or paths of their files.
    #[param(position = 0, mandatory, pipeline, set = "Name")]
    name: Vec<Str>,
    /// Names with the versions that will do.
    #[param(position = 0, mandatory, pipeline, set = "FullyQualifiedName", ty = "Microsoft.PowerShell.Commands.ModuleSpecification[]")]
    fully_qualified_name: Vec<Value>,
    /// A loaded module.
    #[param(position = 0, mandatory, pipeline, set = "ModuleInfo", ty = "psmoduleinfo[]")]
    module_info: Vec<Value>,
    /// Only these functions; wildcards are understood.
    #[param]
    function: Option<Vec<Str>>,
    /// Accepted for scripts that name cmdlets; script modules have none.
    #[param]
    cmdlet: Option<Vec<Str>>,
    /// Only these variables.
    #[param]
    variable: Option<Vec<Str>>,
    /// Only these aliases.
    #[param]
    alias: Option<Vec<Str>>,
    /// Goes between verb and noun of what is imported.
    #[param]
    prefix: Str,
    /// Loads the module anew although it is loaded.
    #[param]
    force: bool,
    /// Emits the module.
    #[param]
    pass_thru: bool,
    /// Emits an object with the module's functions as methods.
    #[param]
    as_custom_object: bool,
    /// Makes the commands known everywhere.
    #[param]
    global: bool,
    /// Where the commands become known.
    #[param(values("Local", "Global"))]
    scope: Option<Str>,
    /// Leaves out commands whose name is taken.
    #[param(alias("NoOverwrite"))]
    no_clobber: bool,
    /// Says nothing about unusual verbs.
    #[param]
    disable_name_checking: bool,
    /// Arguments for the module's own parameters.
    #[param(alias("Args"))]
    argument_list: Vec<Value>,
    /// The least version that will do.
    #[param(set = "Name", alias("Version"), ty = "version")]
    minimum_version: Option<Value>,
    /// The greatest version that will do.
    #[param(set = "Name")]
    maximum_version: Option<Str>,
    /// The one version that will do.
    #[param(set = "Name", ty = "version")]
    required_version: Option<Value>,
    /// Has no meaning here.
    #[param]
    skip_edition_check: bool,
}

impl Cmdlet for ImportModule {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for object in std::mem::take(&mut self.module_info) {
            if let Some(module) = object.as_native::<ModuleObject>().map(|m| m.0.clone()) {
                self.make_known(cx, &module);
                self.bring(cx, &module)?;
            }
        }
        let wanted = self.wanted(cx)?;
        let mut names: Vec<(Str, Wanted)> = std::mem::take(&mut self.name).into_iter().map(|name| (name, wanted.clone())).collect();
        names.extend(std::mem::take(&mut self.fully_qualified_name).iter().map(Wanted::of_specification));
        for (name, wanted) in names {
            match self.module_named(cx, &name, &wanted) {
                Ok(Some(module)) => self.bring(cx, &module)?,
                Ok(None) => {}
                Err(Halt::Error(record)) if NOT_FOUND.contains(&&*record.full_id()) => cx.error(Halt::Error(record))?,
                Err(Halt::Error(record)) => {
                    // Whatever goes wrong inside is an error of the import.
                    record.run.borrow_mut().get_or_insert_with(|| cx.run().clone());
                    return Err(Halt::Error(record));
                }
                Err(halt) => return Err(halt),
            }
        }
        Ok(())
    }
}

const NOT_FOUND: [&str; 2] = ["Modules_ModuleNotFound", "Modules_ModuleWithVersionNotFound"];

impl ImportModule {
    fn wanted(&self, cx: &mut Cx<'_>) -> Result<Wanted, Halt> {
        let version = |value: &Option<Value>| value.as_ref().and_then(|v| Version::parse(&v.plain_text()).ok());
        // `2.*` is every version that begins with 2.
        let maximum = self.maximum_version.as_ref().map(|text| text.replace('*', &i32::MAX.to_string()));
        let wanted = Wanted {
            minimum: version(&self.minimum_version),
            maximum: maximum.and_then(|text| Version::parse(&text).ok()),
            required: version(&self.required_version),
            guid: None,
        };
        if let (Some(least), Some(most)) = (&wanted.minimum, &wanted.maximum)
            && least > most
        {
            let message = format!("The MinimumVersion '{least}' should not be greater than MaximumVersion '{most}'.");
            cx.error(Fault::new("System.ArgumentException", "ArgumentOutOfRange", Category::InvalidArgument, message))?;
        }
        Ok(wanted)
    }

    /// The module of a name, loaded when it is not yet; `None` for modules that are built in.
    fn module_named(&self, cx: &mut Cx<'_>, name: &str, wanted: &Wanted) -> Result<Option<Rc<Module>>, Halt> {
        let plain = Path::new(name).file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let loaded = module::loaded(cx.s, name).or_else(|| module::loaded(cx.s, &plain)).filter(|module| wanted.fits_module(module));
        if let Some(module) = loaded.clone().filter(|_| !self.force) {
            return Ok(Some(module));
        }
        if module::is_built_in(cx.s, name) {
            return Ok(None);
        }
        let Some(path) = module::find_file(cx.s, name, wanted) else {
            return Err(module::not_found(name, wanted));
        };
        if let Some(old) = loaded {
            module::remove(cx.s, &old)?;
        }
        cx.verbose(&format!("Loading module from path '{}'.", path.display()))?;
        let module = module::load(cx.s, &path, &self.argument_list, &Out::Null)?;
        self.make_known(cx, &module);
        Ok(Some(module))
    }

    fn make_known(&self, cx: &mut Cx<'_>, module: &Rc<Module>) {
        if self.is_global() { module::register_globally(cx.s, module) } else { module::register(cx.s, module) }
    }

    fn is_global(&self) -> bool {
        self.global || self.scope.as_ref().is_some_and(|scope| scope.eq_ignore_ascii_case("Global"))
    }

    fn bring(&self, cx: &mut Cx<'_>, module: &Rc<Module>) -> Flow {
        let wanted = Import {
            functions: self.function.clone(),
            variables: self.variable.clone(),
            aliases: self.alias.clone(),
            prefix: self.prefix.clone(),
            no_clobber: self.no_clobber,
        };
        let is_local = self.scope.as_ref().is_some_and(|s| s.eq_ignore_ascii_case("Local"));
        let scope = match (is_local, self.is_global() || cx.s.state.module.borrow().is_none()) {
            (true, _) => cx.s.scope.clone(),
            (false, true) => cx.s.global.root.clone(),
            (false, false) => cx.s.state.root.clone(),
        };
        if self.as_custom_object {
            let object = super::new_module::custom_object(module);
            return cx.emit(object);
        }
        let names = module::import(cx.s, module, &scope, &wanted);
        for name in &names {
            cx.verbose(&format!("Importing function '{name}'."))?;
        }
        if !self.disable_name_checking {
            check_names(cx, module, &names)?;
        }
        if self.pass_thru { cx.emit(Value::native(ModuleObject(module.clone()))) } else { Ok(()) }
    }
}

/// Verbs that nobody expects are worth a warning, once per import.
fn check_names(cx: &mut Cx<'_>, module: &Module, names: &[Str]) -> Flow {
    let has_odd_verb = |name: &&Str| name.split_once('-').is_some_and(|(verb, _)| !is_approved(verb));
    let odd: Vec<Str> = names.iter().filter(has_odd_verb).cloned().collect();
    for name in &odd {
        let text = format!(
            "The '{name}' command in the {}' module was imported, but because its name does not include an approved verb, it might be difficult to find. For a list of approved verbs, type Get-Verb.",
            module.name
        );
        cx.verbose(&text)?;
    }
    if odd.is_empty() {
        return Ok(());
    }
    let text = format!(
        "The names of some imported commands from the module '{}' include unapproved verbs that might make them less discoverable. To find the commands with unapproved verbs, run the Import-Module command again with the Verbose parameter. For a list of approved verbs, type Get-Verb.",
        module.name
    );
    cx.warn(&text)
}
