//! `Add-Type`: assemblies by name; this shell does not compile C#.

use macros::Cmdlet;
use runtime::author::*;

/// Makes .NET types known to the session.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Add-Type",
    type_name = "Microsoft.PowerShell.Commands.AddTypeCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "FromSource",
    outputs("System.Type")
)]
pub struct AddType {
    /// Source code of the types.
    #[param(position = 0, mandatory, set = "FromSource")]
    type_definition: Option<Str>,
    /// The name of a type with the given members.
    #[param(position = 0, mandatory, set = "FromMember")]
    name: Option<Str>,
    /// Source code of the members.
    #[param(position = 1, mandatory, set = "FromMember")]
    member_definition: Vec<Str>,
    /// The namespace of the type.
    #[param(set = "FromMember", alias("NS"), allow_null)]
    namespace: Option<Str>,
    /// Namespaces the code uses.
    #[param(set = "FromMember", alias("Using"), not_null)]
    using_namespace: Vec<Str>,
    /// Paths of the files; wildcards are understood.
    #[param(position = 0, mandatory, set = "FromPath")]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, set = "FromLiteralPath", alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Names of assemblies.
    #[param(mandatory, set = "FromAssemblyName", alias("AN"))]
    assembly_name: Vec<Str>,
    /// The language of the code.
    #[param(sets("FromSource", "FromMember"), ty = "Microsoft.PowerShell.Commands.Language")]
    language: Value,
    /// Assemblies the code refers to.
    #[param(sets("FromSource", "FromMember", "FromPath", "FromLiteralPath"), alias("RA"))]
    referenced_assemblies: Vec<Str>,
    /// The file that is written.
    #[param(sets("FromSource", "FromMember", "FromPath", "FromLiteralPath"), alias("OA"))]
    output_assembly: Option<Str>,
    /// What kind of file is written.
    #[param(
        sets("FromSource", "FromMember", "FromPath", "FromLiteralPath"),
        alias("OT"),
        ty = "Microsoft.PowerShell.Commands.OutputAssemblyType"
    )]
    output_type: Value,
    /// Emits what was worked on.
    #[param]
    pass_thru: bool,
    /// Compiles in spite of warnings.
    #[param(sets("FromSource", "FromMember", "FromPath", "FromLiteralPath"))]
    ignore_warnings: bool,
    /// Options of the compiler.
    #[param(sets("FromSource", "FromMember", "FromPath", "FromLiteralPath"), not_null_or_empty)]
    compiler_options: Vec<Str>,
}

impl Cmdlet for AddType {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.set_name() != "FromAssemblyName" {
            let text = "This shell does not compile types; define a class in the script instead.";
            let exception = "System.Management.Automation.PSNotSupportedException";
            return Err(Fault::new(exception, "NotSupported", Category::NotImplemented, text).into());
        }
        for name in self.assembly_name.clone() {
            // The types of the framework are always there: a script that asks for them may go on.
            if name.starts_with("System") || name.starts_with("Microsoft.PowerShell") || name.eq_ignore_ascii_case("netstandard") {
                continue;
            }
            let text = format!("Cannot add type. The assembly '{name}' could not be found.");
            let exception = "System.Exception";
            return Err(Fault::new(exception, "ASSEMBLY_NOT_FOUND", Category::ObjectNotFound, text).target(Value::Str(name)).into());
        }
        Ok(())
    }
}
