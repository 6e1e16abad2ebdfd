//! `Import-Module`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::{self, Import, Module, ModuleObject};
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
                module::register(cx.s, &module);
                self.bring(cx, &module)?;
            }
        }
        for name in std::mem::take(&mut self.name) {
            match self.module_named(cx, &name) {
                Ok(Some(module)) => self.bring(cx, &module)?,
                Ok(None) => {}
                Err(Halt::Error(record)) if &*record.full_id() == "Modules_ModuleNotFound" => cx.error(Halt::Error(record))?,
                Err(halt) => return Err(halt),
            }
        }
        Ok(())
    }
}

impl ImportModule {
    /// The module of a name, loaded when it is not yet; `None` for modules that are built in.
    fn module_named(&self, cx: &mut Cx<'_>, name: &str) -> Result<Option<Rc<Module>>, Halt> {
        let plain = Path::new(name).file_stem().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let loaded = module::loaded(cx.s, name).or_else(|| module::loaded(cx.s, &plain));
        if let Some(module) = loaded.clone().filter(|_| !self.force) {
            return Ok(Some(module));
        }
        if module::is_built_in(cx.s, name) {
            return Ok(None);
        }
        let Some(path) = module::find_file(cx.s, name) else {
            return Err(module::not_found(name));
        };
        if let Some(old) = loaded {
            module::remove(cx.s, &old)?;
        }
        let module = module::load(cx.s, &path, &self.argument_list, &Out::Null)?;
        module::register(cx.s, &module);
        Ok(Some(module))
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
        let scope = match (is_local, self.global || cx.s.state.module.borrow().is_none()) {
            (true, _) => cx.s.scope.clone(),
            (false, true) => cx.s.global.root.clone(),
            (false, false) => cx.s.state.root.clone(),
        };
        if self.as_custom_object {
            let object = super::new_module::custom_object(module);
            return cx.emit(object);
        }
        module::import(cx.s, module, &scope, &wanted);
        if self.pass_thru { cx.emit(Value::native(ModuleObject(module.clone()))) } else { Ok(()) }
    }
}
