//! Help pages.
//!
//! In:    a command with its declaration, or the comments of its script.
//! Out:   a `HelpPage`: an object with properties, and its text in one of four views.
//! Never: looks for help files.
//!
//! `comment` reads comment-based help, `page` sets the text.

mod comment;
mod page;

use super::commands;
use dotnet::wildcard::Wildcard;
use runtime::author::*;
use runtime::command::{CommandInfo, CommandKind, CommandMeta, ParamMeta};
use runtime::usage::{self, TypeStyle};

/// How much is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum View {
    Short,
    Detailed,
    Full,
    Examples,
}

/// The help of one command.
pub struct HelpPage {
    pub name: Str,
    pub synopsis: Str,
    description: Str,
    syntax: Vec<String>,
    parameters: Vec<Parameter>,
    examples: Vec<Example>,
    notes: Str,
    inputs: Vec<Str>,
    outputs: Vec<Str>,
    links: Vec<Str>,
    aliases: Vec<Str>,
    /// Someone wrote something about it.
    is_written: bool,
    has_common: bool,
    category: &'static str,
    view: View,
    width: usize,
}

/// One parameter as help shows it.
#[derive(Clone)]
struct Parameter {
    name: Str,
    ty: String,
    is_switch: bool,
    text: Str,
    required: bool,
    position: String,
    default: Str,
    pipeline: &'static str,
    aliases: String,
    wildcards: bool,
}

#[derive(Clone)]
struct Example {
    code: Str,
    text: Str,
}

impl HelpPage {
    pub fn of(s: &mut Session, info: &Rc<CommandInfo>, view: View) -> Result<Self, Halt> {
        let meta = commands::meta(s, info);
        let mut page = Self {
            name: info.name.clone(),
            synopsis: Str::default(),
            description: Str::default(),
            syntax: Vec::new(),
            parameters: Vec::new(),
            examples: Vec::new(),
            notes: Str::default(),
            inputs: Vec::new(),
            outputs: meta.as_ref().map_or_else(Vec::new, |meta| meta.outputs.clone()),
            links: Vec::new(),
            aliases: aliases_of(s, &info.name),
            is_written: false,
            has_common: meta.as_ref().is_some_and(|meta| meta.is_advanced),
            category: info.type_word(),
            view,
            width: s.host.width().saturating_sub(1),
        };
        match (&info.kind, info.block().and_then(|block| block.help_text())) {
            (CommandKind::Cmdlet(entry), _) => page.read_spec(entry.spec),
            (_, Some(text)) => page.read_comment(&comment::read(text)),
            _ => {}
        }
        if let Some(meta) = &meta {
            page.read_meta(info, meta);
        }
        Ok(page)
    }

    fn read_spec(&mut self, spec: &'static CmdletSpec) {
        self.is_written = true;
        let (first, rest) = spec.help.split_once('\n').unwrap_or((spec.help, ""));
        self.synopsis = Str::new(first);
        let description = rest.trim();
        self.description = Str::new(if description.is_empty() { first } else { description });
        self.examples = spec.examples.iter().map(|(code, text)| Example { code: Str::new(code), text: Str::new(text) }).collect();
    }

    fn read_comment(&mut self, comment: &comment::Comment) {
        self.is_written = true;
        self.synopsis = comment.section("SYNOPSIS");
        self.description = comment.section("DESCRIPTION");
        self.notes = comment.section("NOTES");
        self.links = comment.all("LINK");
        self.inputs = comment.all("INPUTS");
        let outputs = comment.all("OUTPUTS");
        if !outputs.is_empty() {
            self.outputs = outputs;
        }
        for text in comment.all("EXAMPLE") {
            let (code, rest) = text.split_once('\n').unwrap_or((&text, ""));
            self.examples.push(Example { code: Str::new(code.trim_end()), text: Str::new(rest.trim()) });
        }
        for (name, text) in comment.parameters() {
            self.parameters.push(Parameter { name, text, ..Parameter::empty() });
        }
    }

    /// Types, positions and pipeline flags come from the declaration; the words from whoever wrote some.
    fn read_meta(&mut self, info: &Rc<CommandInfo>, meta: &CommandMeta) {
        let style = if self.is_written { TypeStyle::Plain } else { TypeStyle::Short };
        for set in usage::set_indexes(meta) {
            let line = format!("{} {}", meta.name, usage::parameters(meta, set, style));
            self.syntax.push(line.trim_end().to_owned());
        }
        let written = std::mem::take(&mut self.parameters);
        for param in meta.params.iter().filter(|param| !param.is_common && !param.dont_show) {
            let own = written.iter().find(|known| known.name.eq_ignore_ascii_case(&param.name));
            let text = own.map_or_else(|| param.help.clone(), |known| known.text.clone());
            self.parameters.push(Parameter::of(param, text, default_text(info, param)));
        }
    }

    /// The parameters a pattern names, as objects of their own.
    pub fn parameters(&self, pattern: &str) -> Vec<Value> {
        let Ok(wildcard) = Wildcard::new(pattern, true) else {
            return Vec::new();
        };
        let found = self.parameters.iter().filter(|parameter| wildcard.is_match(&parameter.name));
        found.map(|parameter| Value::native(ParameterPage { parameter: parameter.clone(), width: self.width })).collect()
    }
}

impl Parameter {
    fn empty() -> Self {
        Self {
            name: Str::default(),
            ty: String::new(),
            is_switch: false,
            text: Str::default(),
            required: false,
            position: String::new(),
            default: Str::default(),
            pipeline: "false",
            aliases: String::new(),
            wildcards: false,
        }
    }

    fn of(param: &ParamMeta, text: Str, default: Str) -> Self {
        let first = param.sets.first();
        let from = |test: fn(&runtime::command::SetMember) -> bool| param.sets.iter().any(test);
        let position = first.and_then(|member| member.position).map_or_else(|| "named".to_owned(), |at| (at + 1).to_string());
        Self {
            name: param.name.clone(),
            ty: usage::type_text(param.ty, TypeStyle::Plain),
            is_switch: param.is_switch(),
            text,
            required: first.is_some_and(|member| member.mandatory),
            position,
            default,
            pipeline: match (from(|m| m.from_pipeline), from(|m| m.from_property)) {
                (true, true) => "true (ByValue, ByPropertyName)",
                (true, false) => "true (ByValue)",
                (false, true) => "true (ByPropertyName)",
                (false, false) => "false",
            },
            aliases: String::new(),
            wildcards: false,
        }
    }
}

/// The default as it is written, or the one the type brings along.
fn default_text(info: &Rc<CommandInfo>, param: &ParamMeta) -> Str {
    if let Some(written) = written_default(info, param) {
        return Str::new(written.trim_matches(['\'', '"']));
    }
    match &info.kind {
        CommandKind::Cmdlet(_) => Str::default(),
        _ if param.is_switch() => Str::new_static("False"),
        _ if param.ty.is_numeric() => Str::new_static("0"),
        _ if param.ty == Type::boolean() => Str::new_static("False"),
        _ => Str::default(),
    }
}

fn written_default(info: &Rc<CommandInfo>, param: &ParamMeta) -> Option<String> {
    let block = info.block()?;
    let code = block.code().params.get(param.index)?;
    param_default(block.body.source().slice(code.span), &code.name)
}

/// What stands behind the equals sign after the variable.
fn param_default(text: &str, name: &str) -> Option<String> {
    let variable = format!("${}", name.to_lowercase());
    let at = text.to_lowercase().rfind(&variable)?;
    let rest = text.get(at + variable.len()..)?.trim_start();
    rest.strip_prefix('=').map(|default| default.trim().to_owned())
}

fn aliases_of(s: &Session, name: &str) -> Vec<Str> {
    let all = commands::matching(s, "*", commands::ALIAS);
    let leads = |info: &&Rc<CommandInfo>| matches!(&info.kind, CommandKind::Alias(target) if target.eq_ignore_ascii_case(name));
    all.iter().filter(leads).map(|info| info.name.clone()).collect()
}

impl Native for HelpPage {
    fn type_of(&self) -> Type {
        Type::of("MamlCommandHelpInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Name", "Category", "Synopsis", "Description", "Syntax", "Parameters", "Examples", "Notes", "RelatedLinks", "Aliases"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let text_object = |text: &Str| Value::array(vec![Value::custom([("Text", Value::Str(text.clone()))])]);
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" => Value::Str(self.name.clone()),
            "category" => Value::str(self.category),
            "synopsis" => Value::Str(self.synopsis.clone()),
            "description" => text_object(&self.description),
            "syntax" => Value::from(self.syntax.join("\n")),
            "parameters" => {
                let all = self.parameters.iter().map(|parameter| parameter.value());
                Value::custom([("parameter", Value::array(all.collect()))])
            }
            "examples" => {
                let all = self
                    .examples
                    .iter()
                    .map(|example| Value::custom([("code", Value::Str(example.code.clone())), ("remarks", text_object(&example.text))]));
                Value::custom([("example", Value::array(all.collect()))])
            }
            "notes" => Value::Str(self.notes.clone()),
            "relatedlinks" => Value::strings(self.links.clone()),
            "aliases" => Value::from(self.aliases.join("\n")),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        page::text(self).into()
    }
}

impl Parameter {
    fn value(&self) -> Value {
        Value::custom([
            ("name", Value::Str(self.name.clone())),
            ("description", Value::array(vec![Value::custom([("Text", Value::Str(self.text.clone()))])])),
            ("defaultValue", Value::Str(self.default.clone())),
            ("required", Value::from(self.required.to_string())),
            ("position", Value::from(self.position.clone())),
            ("pipelineInput", Value::str(self.pipeline)),
            ("type", Value::custom([("name", Value::from(self.ty.clone()))])),
        ])
    }
}

/// One parameter, as `-Parameter` shows it.
struct ParameterPage {
    parameter: Parameter,
    width: usize,
}

impl Native for ParameterPage {
    fn type_of(&self) -> Type {
        Type::of("MamlCommandHelpInfo#parameter")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["name", "description", "defaultValue", "required", "position", "pipelineInput", "type"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let all = self.parameter.value();
        self.properties().iter().find(|own| own.eq_ignore_ascii_case(name)).map(|own| runtime::member::get(s, &all, own))
    }

    fn text(&self) -> Str {
        page::parameter_text(&self.parameter, self.width).into()
    }
}
