//! `New-ModuleManifest`.

use crate::files::{TextWriter, WriteMode};
use dotnet::encoding::Encoding;
use macros::Cmdlet;
use runtime::author::*;
use std::fmt::Write as _;

/// Writes the manifest of a module.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "New-ModuleManifest",
    type_name = "Microsoft.PowerShell.Commands.NewModuleManifestCommand",
    module = "Microsoft.PowerShell.Core",
    confirm = "Low",
    outputs("System.String")
)]
#[example("New-ModuleManifest ./Federation.psd1 -RootModule Federation.psm1 -ModuleVersion 1.2", "Makes a manifest for a script module.")]
pub struct NewModuleManifest {
    /// Where the manifest is written; ends in .psd1.
    #[param(position = 0, mandatory)]
    path: Option<Str>,
    /// Modules that are parts of this one.
    #[param(ty = "System.Object[]", allow_empty_collection)]
    nested_modules: Option<Vec<Value>>,
    /// Tells the module from others of its name.
    #[param(ty = "guid")]
    guid: Option<Value>,
    /// Who wrote the module.
    #[param(allow_empty_string)]
    author: Option<Str>,
    /// The company or vendor.
    #[param(allow_empty_string)]
    company_name: Option<Str>,
    /// The copyright statement.
    #[param(allow_empty_string)]
    copyright: Option<Str>,
    /// The script module behind the manifest.
    #[param(alias("ModuleToProcess"), allow_empty_string)]
    root_module: Option<Str>,
    /// The version; 0.0.1 unless told.
    #[param(ty = "version")]
    module_version: Option<Value>,
    /// What the module is for.
    #[param(allow_empty_string)]
    description: Option<Str>,
    /// The processor architecture that the module needs.
    #[param(values("None", "MSIL", "X86", "IA64", "Amd64", "Arm"))]
    processor_architecture: Option<Str>,
    /// The least version of PowerShell.
    #[param(ty = "version")]
    power_shell_version: Option<Value>,
    /// The least version of the runtime, for the desktop edition.
    #[param(ty = "version")]
    clr_version: Option<Value>,
    /// The least version of the .NET Framework, for the desktop edition.
    #[param(ty = "version")]
    dot_net_framework_version: Option<Value>,
    /// The host that the module needs.
    #[param]
    power_shell_host_name: Option<Str>,
    /// The least version of that host.
    #[param(ty = "version")]
    power_shell_host_version: Option<Value>,
    /// Modules that must be imported before.
    #[param(ty = "System.Object[]")]
    required_modules: Option<Vec<Value>>,
    /// Type files.
    #[param(allow_empty_collection)]
    types_to_process: Option<Vec<Str>>,
    /// Format files.
    #[param(allow_empty_collection)]
    formats_to_process: Option<Vec<Str>>,
    /// Scripts that run before the module, where its importer stands.
    #[param(allow_empty_collection)]
    scripts_to_process: Option<Vec<Str>>,
    /// Assemblies.
    #[param(allow_empty_collection)]
    required_assemblies: Option<Vec<Str>>,
    /// Files of the module.
    #[param(allow_empty_collection)]
    file_list: Option<Vec<Str>>,
    /// Modules that are shipped together.
    #[param(ty = "System.Object[]", allow_empty_collection)]
    module_list: Option<Vec<Value>>,
    /// Functions that the module gives away.
    #[param(allow_empty_collection)]
    functions_to_export: Option<Vec<Str>>,
    /// Aliases that the module gives away.
    #[param(allow_empty_collection)]
    aliases_to_export: Option<Vec<Str>>,
    /// Variables that the module gives away.
    #[param(allow_empty_collection)]
    variables_to_export: Option<Vec<Str>>,
    /// Cmdlets that the module gives away.
    #[param(allow_empty_collection)]
    cmdlets_to_export: Option<Vec<Str>>,
    /// DSC resources that the module gives away.
    #[param(allow_empty_collection)]
    dsc_resources_to_export: Option<Vec<Str>>,
    /// Editions of PowerShell that the module runs on.
    #[param(name = "CompatiblePSEditions", allow_empty_collection, values("Desktop", "Core"))]
    compatible_ps_editions: Option<Vec<Str>>,
    /// Data for the module's own use.
    #[param(allow_null, ty = "System.Object")]
    private_data: Value,
    /// Words to find the module by.
    #[param]
    tags: Option<Vec<Str>>,
    /// The home of the project.
    #[param(ty = "uri")]
    project_uri: Option<Value>,
    /// The licence.
    #[param(ty = "uri")]
    license_uri: Option<Value>,
    /// A picture.
    #[param(ty = "uri")]
    icon_uri: Option<Value>,
    /// What is new.
    #[param]
    release_notes: Option<Str>,
    /// The label of a version that is not final.
    #[param]
    prerelease: Option<Str>,
    /// Who installs must accept the licence.
    #[param]
    require_license_acceptance: bool,
    /// Modules of others that this one needs.
    #[param]
    external_module_dependencies: Option<Vec<Str>>,
    /// Where help can be updated from.
    #[param(allow_null)]
    help_info_uri: Option<Str>,
    /// Emits the text too.
    #[param]
    pass_thru: bool,
    /// Goes between verb and noun of what is imported.
    #[param(allow_null)]
    default_command_prefix: Option<Str>,
}

impl Cmdlet for NewModuleManifest {
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let written = self.path.clone().unwrap_or_default();
        let path = runtime::paths::full(cx.s, &written);
        if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("psd1")) {
            let message = format!(
                "The module manifest path '{written}' is not valid. The value of the Path argument must resolve to a single file that has a '.psd1' extension. Change the value of the Path argument to point to a valid psd1 file, and then try again."
            );
            let id = "Modules_InvalidModuleManifestPath";
            return Err(Fault::new("System.InvalidOperationException", id, Category::InvalidArgument, message).target(written).into());
        }
        let shown = path.display().to_string();
        if !cx.confirm(&shown, &format!("Creating the \"{shown}\" module manifest file."))? {
            return Ok(());
        }
        let name = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
        let text = self.text(cx, &name)?;
        let mode = WriteMode { append: false, force: false, no_clobber: false };
        TextWriter::open(&path, Encoding::UTF8_NO_MARK, mode)?.write(&text)?;
        if self.pass_thru { cx.emit(text) } else { Ok(()) }
    }
}

/// The text under construction.
struct Page {
    text: String,
    indent: &'static str,
}

impl Page {
    /// An entry; one that is not asked for stays as a comment.
    fn entry(&mut self, about: &str, key: &str, value: Option<String>, empty: &str) {
        let (indent, mark) = (self.indent, if value.is_some() { "" } else { "# " });
        let value = value.unwrap_or_else(|| empty.to_owned());
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{indent}# {about}\n{indent}{mark}{key} = {value}\n\n");
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn list(names: &[Str]) -> String {
    if names.is_empty() { "@()".to_owned() } else { names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ") }
}

/// Modules by name, or tables of names and versions.
fn modules(items: &[Value]) -> String {
    let shown: Vec<String> = items
        .iter()
        .map(|item| match item.as_table() {
            Some(table) => {
                let entries: Vec<String> = table
                    .entries()
                    .iter()
                    .map(|(key, value)| format!("{} = {}; ", key.plain_text(), quoted(&value.plain_text())))
                    .collect();
                format!("@{{{}}}", entries.concat())
            }
            None => quoted(&item.plain_text()),
        })
        .collect();
    if shown.is_empty() { "@()".to_owned() } else { shown.join(", \n               ") }
}

impl NewModuleManifest {
    fn text(&self, cx: &mut Cx<'_>, name: &str) -> Result<String, Halt> {
        let user = std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "root".to_owned());
        let author = self.author.clone().filter(|author| !author.is_empty()).unwrap_or_else(|| Str::from(user));
        let today = cx.s.host.now().to_format("d").unwrap_or_default();
        let text =
            format!("#\n# Module manifest for module '{name}'\n#\n# Generated by: {author}\n#\n# Generated on: {today}\n#\n\n@{{\n\n");
        let mut page = Page { text, indent: "" };
        self.identity(&mut page, &author);
        self.demands(&mut page);
        self.exports(&mut page);
        self.private(cx, &mut page)?;
        page.entry("Where help can be updated from", "HelpInfoURI", texted(&self.help_info_uri), "''");
        page.entry("Default prefix of the commands", "DefaultCommandPrefix", texted(&self.default_command_prefix), "''");
        page.text.push_str("}\n\n");
        Ok(page.text)
    }

    fn identity(&self, page: &mut Page, author: &Str) {
        let version = valued(&self.module_version).unwrap_or_else(|| "'0.0.1'".to_owned());
        let guid = valued(&self.guid).unwrap_or_else(|| format!("'{}'", dotnet::guid::Guid::new()));
        let company = texted(&self.company_name).unwrap_or_else(|| "'Unknown'".to_owned());
        let copyright = texted(&self.copyright).unwrap_or_else(|| quoted(&format!("(c) {author}. All rights reserved.")));
        page.entry("Script module of this manifest", "RootModule", texted(&self.root_module), "''");
        page.entry("Version of this module", "ModuleVersion", Some(version), "");
        page.entry("Supported editions", "CompatiblePSEditions", listed(&self.compatible_ps_editions), "@()");
        page.entry("Identifies this module", "GUID", Some(guid), "");
        page.entry("Author", "Author", Some(quoted(author)), "");
        page.entry("Company or vendor", "CompanyName", Some(company), "");
        page.entry("Copyright statement", "Copyright", Some(copyright), "");
        page.entry("What the module does", "Description", texted(&self.description), "''");
    }

    fn demands(&self, page: &mut Page) {
        page.entry("Least version of PowerShell", "PowerShellVersion", valued(&self.power_shell_version), "''");
        page.entry("Name of the host", "PowerShellHostName", texted(&self.power_shell_host_name), "''");
        page.entry("Least version of the host", "PowerShellHostVersion", valued(&self.power_shell_host_version), "''");
        page.entry(
            "Least version of .NET Framework (desktop only)",
            "DotNetFrameworkVersion",
            valued(&self.dot_net_framework_version),
            "''",
        );
        page.entry("Least version of the runtime (desktop only)", "ClrVersion", valued(&self.clr_version), "''");
        page.entry("Processor architecture", "ProcessorArchitecture", texted(&self.processor_architecture), "''");
        page.entry("Modules to import before this one", "RequiredModules", self.required_modules.as_deref().map(modules), "@()");
        page.entry("Assemblies to load before", "RequiredAssemblies", listed(&self.required_assemblies), "@()");
        page.entry("Scripts to run before, where the importer stands", "ScriptsToProcess", listed(&self.scripts_to_process), "@()");
        page.entry("Type files", "TypesToProcess", listed(&self.types_to_process), "@()");
        page.entry("Format files", "FormatsToProcess", listed(&self.formats_to_process), "@()");
        page.entry("Modules that are parts of this one", "NestedModules", self.nested_modules.as_deref().map(modules), "@()");
    }

    fn exports(&self, page: &mut Page) {
        // With code behind it everything is exported unless told; a bare manifest begins with nothing.
        let has_code = self.root_module.is_some() || self.nested_modules.is_some() || self.required_modules.is_some();
        let or_all = |names: &Option<Vec<Str>>| {
            let all = if has_code { "'*'" } else { "@()" };
            Some(names.as_deref().map_or_else(|| all.to_owned(), list))
        };
        page.entry("Functions to export", "FunctionsToExport", or_all(&self.functions_to_export), "");
        page.entry("Cmdlets to export", "CmdletsToExport", or_all(&self.cmdlets_to_export), "");
        let variables = self.variables_to_export.as_ref().filter(|names| !names.is_empty());
        page.entry("Variables to export", "VariablesToExport", variables.map(|names| list(names)), "@()");
        page.entry("Aliases to export", "AliasesToExport", or_all(&self.aliases_to_export), "");
        page.entry("DSC resources to export", "DscResourcesToExport", listed(&self.dsc_resources_to_export), "@()");
        page.entry("Modules shipped together", "ModuleList", self.module_list.as_deref().map(modules), "@()");
        page.entry("Files of this module", "FileList", listed(&self.file_list), "@()");
    }

    fn private(&self, cx: &mut Cx<'_>, page: &mut Page) -> Flow {
        if !self.private_data.is_null() && self.private_data.as_table().is_none() {
            cx.warn("The PrivateData should be defined as a hashtable, but this module manifest defines it as an object. Please consider wrapping the contents of PrivateData in a hashtable. This will enable you to add the Tags, ProjectUri, LicenseUri, IconUri, and ReleaseNotes properties to the module manifest at a later time.")?;
            page.entry("Private data", "PrivateData", Some(quoted(&self.private_data.plain_text())), "");
            return Ok(());
        }
        page.text.push_str("# Private data, and what galleries know of this module\nPrivateData = @{\n\n    PSData = @{\n\n");
        page.indent = "        ";
        page.entry("Words to find this module by", "Tags", listed(&self.tags), "@()");
        page.entry("The licence", "LicenseUri", valued(&self.license_uri), "''");
        page.entry("The home of the project", "ProjectUri", valued(&self.project_uri), "''");
        page.entry("A picture", "IconUri", valued(&self.icon_uri), "''");
        page.entry("What is new", "ReleaseNotes", texted(&self.release_notes), "''");
        page.entry("Label of a version that is not final", "Prerelease", texted(&self.prerelease), "''");
        let acceptance = self.require_license_acceptance.then(|| "$true".to_owned());
        page.entry("Whether installing needs acceptance", "RequireLicenseAcceptance", acceptance, "$false");
        page.entry("Modules of others", "ExternalModuleDependencies", listed(&self.external_module_dependencies), "@()");
        page.text.push_str("    } # End of PSData hashtable\n\n");
        page.indent = "    ";
        for (key, value) in self.private_data.as_table().map(|table| table.entries()).unwrap_or_default() {
            let key = key.plain_text();
            page.entry(&key, &key, Some(quoted(&value.plain_text())), "");
        }
        page.indent = "";
        page.text.push_str("} # End of PrivateData hashtable\n\n");
        Ok(())
    }
}

fn texted(text: &Option<Str>) -> Option<String> {
    text.as_ref().filter(|text| !text.is_empty()).map(|text| quoted(text))
}

fn valued(value: &Option<Value>) -> Option<String> {
    value.as_ref().map(|value| quoted(&value.plain_text()))
}

fn listed(names: &Option<Vec<Str>>) -> Option<String> {
    names.as_deref().map(list)
}
