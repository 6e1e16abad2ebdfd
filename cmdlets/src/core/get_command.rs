//! `Get-Command`.

use super::commands::{self, ALIAS, ALL, APPLICATION};
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;
use runtime::command::CommandInfo;

/// Finds commands by name, verb, noun, module or kind.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Get-Command",
    type_name = "Microsoft.PowerShell.Commands.GetCommandCommand",
    module = "Microsoft.PowerShell.Core",
    default_set = "CmdletSet",
    aliases("gcm"),
    outputs(
        "System.Management.Automation.AliasInfo",
        "System.Management.Automation.ApplicationInfo",
        "System.Management.Automation.FunctionInfo",
        "System.Management.Automation.CmdletInfo",
        "System.Management.Automation.ExternalScriptInfo",
        "System.Management.Automation.FilterInfo",
        "System.String",
        "System.Management.Automation.PSObject"
    )
)]
#[example("Get-Command -Noun Object", "Shows all commands for objects.")]
#[example("Get-Command Get-Date -Syntax", "Shows how the command is written.")]
pub struct GetCommand {
    /// Names or patterns.
    #[param(position = 0, pipeline, by_name, set = "AllCommandSet", not_null_or_empty)]
    name: Vec<Str>,
    /// Verbs or patterns.
    #[param(by_name, set = "CmdletSet")]
    verb: Vec<Str>,
    /// Nouns or patterns.
    #[param(by_name, set = "CmdletSet")]
    noun: Vec<Str>,
    /// Only commands of these modules.
    #[param(by_name, alias("PSSnapin"))]
    module: Vec<Str>,
    /// No commands of these modules.
    #[param]
    exclude_module: Vec<Str>,
    /// Only commands of these modules, with version.
    #[param(by_name, ty = "Microsoft.PowerShell.Commands.ModuleSpecification[]")]
    fully_qualified_module: Vec<Value>,
    /// Only commands of these kinds.
    #[param(by_name, set = "AllCommandSet", alias("Type"), ty = "System.Management.Automation.CommandTypes")]
    command_type: Value,
    /// At most so many commands.
    #[param(by_name)]
    total_count: Option<i32>,
    /// Shows the syntax instead of the command.
    #[param(by_name)]
    syntax: bool,
    /// Shows what a graphical view would need.
    #[param]
    show_command_info: bool,
    /// Arguments that may bring dynamic parameters along.
    #[param(position = 1, rest, alias("Args"), allow_null, allow_empty_collection)]
    argument_list: Vec<Value>,
    /// Shows commands that others of the same name hide, too.
    #[param(by_name)]
    all: bool,
    /// Only commands of the current session.
    #[param(by_name)]
    list_imported: bool,
    /// Only commands with a parameter of one of these names.
    #[param(not_null_or_empty)]
    parameter_name: Vec<Str>,
    /// Only commands with a parameter of one of these types.
    #[param(ty = "System.Management.Automation.PSTypeName[]", not_null_or_empty)]
    parameter_type: Vec<Value>,
    /// Finds similar names, too.
    #[param(set = "AllCommandSet")]
    use_fuzzy_matching: bool,
    /// How far a similar name may be away.
    #[param(set = "AllCommandSet")]
    fuzzy_minimum_distance: Option<u32>,
    /// Finds commands by the capitals of their names.
    #[param(by_name, set = "AllCommandSet")]
    use_abbreviation_expansion: bool,
    #[state]
    found: Vec<Rc<CommandInfo>>,
    #[state]
    has_pattern: bool,
}

impl Cmdlet for GetCommand {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let kinds = match self.command_type.base() {
            Value::Enum(e) => e.value,
            _ => ALL,
        };
        let names = if self.name.is_empty() { vec![Str::new_static("*")] } else { self.name.clone() };
        for name in names {
            let is_pattern = Wildcard::contains_wildcards(&name);
            self.has_pattern |= is_pattern && !self.name.is_empty();
            let mut found = if is_pattern { self.by_pattern(cx.s, &name, kinds) } else { commands::named(cx.s, &name, kinds) };
            if self.all {
                found.extend(hidden(cx.s, &name, kinds, &found));
            }
            self.filter(cx.s, &mut found);
            if !is_pattern && !self.all {
                found.truncate(1);
            }
            if found.is_empty() && !is_pattern {
                cx.error(commands::not_found(&name))?;
            }
            self.found.append(&mut found);
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut found = std::mem::take(&mut self.found);
        let is_listing = self.name.is_empty() && !self.all && self.total_count.is_none();
        if is_listing && self.command_type.is_null() {
            // Without a name only aliases that look like commands are listed.
            found.retain(|info| commands::kind_bit(info) & (ALIAS | APPLICATION) == 0 || info.name.contains('-'));
        }
        if self.name.is_empty() {
            found.sort_by_key(|info| (commands::kind_bit(info), info.name.to_lowercase()));
        }
        if let Some(count) = self.total_count.filter(|count| *count >= 0) {
            found.truncate(count as usize);
        }
        for info in found {
            if !self.syntax {
                let object = runtime::clr::command_object(cx.s, &info);
                cx.emit(object)?;
                continue;
            }
            let text = match commands::meta(cx.s, &info) {
                Some(meta) => runtime::usage::definition(&meta),
                None => info.name.to_string(),
            };
            cx.emit(text)?;
        }
        Ok(())
    }
}

impl GetCommand {
    /// Programs are looked for only when somebody asks for them: `PATH` is long.
    fn by_pattern(&self, s: &Session, pattern: &str, kinds: i64) -> Vec<Rc<CommandInfo>> {
        let wants_programs = !self.name.is_empty() && (!self.command_type.is_null() || pattern != "*");
        let kinds = if wants_programs || self.command_type.base().ty().is_some() { kinds } else { kinds & !APPLICATION };
        commands::matching(s, pattern, kinds)
    }

    fn filter(&self, s: &mut Session, found: &mut Vec<Rc<CommandInfo>>) {
        let compile = |patterns: &[Str]| -> Vec<Wildcard> { patterns.iter().filter_map(|p| Wildcard::new(p, true).ok()).collect() };
        let (verbs, nouns, modules) = (compile(&self.verb), compile(&self.noun), compile(&self.module));
        let excluded = compile(&self.exclude_module);
        let any = |patterns: &[Wildcard], text: &str| patterns.iter().any(|pattern| pattern.is_match(text));
        found.retain(|info| {
            let (verb, noun) = info.name.split_once('-').unwrap_or(("", ""));
            let module = module_of(info);
            let fits = |patterns: &[Wildcard], text: &str| patterns.is_empty() || (!text.is_empty() && any(patterns, text));
            fits(&verbs, verb) && fits(&nouns, noun) && fits(&modules, &module) && !any(&excluded, &module)
        });
        if !self.parameter_name.is_empty() || !self.parameter_type.is_empty() {
            let names = compile(&self.parameter_name);
            let types: Vec<Str> = self.parameter_type.iter().map(Value::plain_text).collect();
            found.retain(|info| has_parameter(s, info, &names, &types));
        }
    }
}

/// Functions of loaded modules that no scope has any more, or has under another module's name.
fn hidden(s: &Session, name: &str, kinds: i64, found: &[Rc<CommandInfo>]) -> Vec<Rc<CommandInfo>> {
    let Ok(pattern) = Wildcard::new(name, true) else { return Vec::new() };
    let modules = s.modules.borrow().clone();
    let all = modules.iter().flat_map(|module| module.functions()).map(|(_, info)| info);
    let is_known =
        |info: &CommandInfo| found.iter().any(|known| known.name.eq_ignore_ascii_case(&info.name) && known.module == info.module);
    all.filter(|info| commands::kind_bit(info) & kinds != 0 && pattern.is_match(&info.name) && !is_known(info)).collect()
}

fn module_of(info: &CommandInfo) -> Str {
    match &info.kind {
        runtime::command::CommandKind::Cmdlet(entry) => Str::new(entry.spec.module),
        _ => info.module.clone().unwrap_or_default(),
    }
}

fn has_parameter(s: &mut Session, info: &Rc<CommandInfo>, names: &[Wildcard], types: &[Str]) -> bool {
    let Some(meta) = commands::meta(s, info) else {
        return false;
    };
    meta.params.iter().any(|param| {
        let named =
            names.is_empty() || names.iter().any(|n| n.is_match(&param.name) || param.aliases.iter().any(|alias| n.is_match(alias)));
        let full = param.ty.full_name();
        let typed = types.is_empty()
            || types.iter().any(|ty| {
                ty.eq_ignore_ascii_case(full) || ty.eq_ignore_ascii_case(param.ty.name()) || ty.eq_ignore_ascii_case(&param.ty.short_name())
            });
        named && typed
    })
}
