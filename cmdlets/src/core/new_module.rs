//! `New-Module`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::module::{self, Exports, Import, Module, ModuleObject};
use runtime::value::{MemberDef, MemberKind};

/// Makes a module from a script block.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-Module",
    type_name = "Microsoft.PowerShell.Commands.NewModuleCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "ScriptBlock",
    aliases("nmo"),
    outputs("System.Management.Automation.PSModuleInfo")
)]
#[example("New-Module -Name Math -ScriptBlock { function Add-Two($n) { $n + 2 } }", "Makes Add-Two known.")]
pub struct NewModule {
    /// The module's name; made up when left out.
    #[param(position = 0, mandatory, pipeline, set = "Name")]
    name: Option<Str>,
    /// The code of the module.
    #[param(position = 1, mandatory, set = "Name")]
    #[param(position = 0, mandatory, set = "ScriptBlock")]
    script_block: Option<Rc<ScriptBlock>>,
    /// Only these functions are exported.
    #[param]
    function: Vec<Str>,
    /// Accepted for scripts that name cmdlets; script modules have none.
    #[param]
    cmdlet: Vec<Str>,
    /// Emits what the code writes instead of the module.
    #[param]
    return_result: bool,
    /// Emits an object with the module's functions as methods.
    #[param]
    as_custom_object: bool,
    /// Arguments for the code's own parameters.
    #[param(rest, alias("Args"))]
    argument_list: Vec<Value>,
}

impl Cmdlet for NewModule {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(block) = self.script_block.clone() else { return Ok(()) };
        let name = match &self.name {
            Some(name) => name.clone(),
            None => Str::from(format!("__DynamicModule_{}", dotnet::guid::Guid::new())),
        };
        let module = Module::new(cx.s, &name, &name);
        let results = cx.s.collect(|s, out| module::run(s, &module, &block, &self.argument_list, out))?;
        if !self.function.is_empty() {
            *module.exports.borrow_mut() = Some(Exports { functions: self.function.clone(), ..Exports::default() });
        }
        if self.as_custom_object {
            let object = custom_object(&module);
            return cx.emit(object);
        }
        let scope = cx.s.scope.clone();
        module::import(cx.s, &module, &scope, &Import::default());
        if self.return_result {
            for result in results {
                cx.emit(result)?;
            }
            return Ok(());
        }
        cx.emit(Value::native(ModuleObject(module)))
    }
}

/// An object whose methods are the module's functions and whose properties are its variables.
pub fn custom_object(module: &Rc<Module>) -> Value {
    let object = Object::custom();
    for symbol in module.variables() {
        let Some(variable) = module.state.root.variable_here(symbol) else { continue };
        let kind = MemberKind::Variable(variable);
        object.set_member(MemberDef { symbol, name: Str::new(symbol.name()), kind, hidden: false });
    }
    for (name, info) in module.functions() {
        if let Some(block) = info.block() {
            object.set_member(MemberDef { symbol: Symbol::of(&name), name, kind: MemberKind::ScriptMethod(block.clone()), hidden: false });
        }
    }
    Value::object(object)
}
