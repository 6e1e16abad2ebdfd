//! `#requires` lines: read as commands after the script itself.

use super::Parser;
use super::control::is_prefix;
use crate::check::constant::{For, is_constant};
use crate::message as msg;
use crate::source::Span;
use crate::token::View;
use crate::tree::{Command, CommandPart, Expr, ExprKind, Requirement, RequirementKind, ScriptBlock};
use smol_str::SmolStr;

/// What was said so far, to notice what is said twice.
#[derive(Default)]
struct Said {
    requirements: Vec<Requirement>,
    version: Option<SmolStr>,
    shell_id: bool,
    editions: Vec<SmolStr>,
}

/// One parameter with its place and argument.
struct Parameter {
    name: SmolStr,
    span: Span,
    line: Span,
}

impl Parser<'_> {
    pub(super) fn add_requirements(&mut self, tree: &mut ScriptBlock) {
        let lines = std::mem::take(&mut self.reader.requires);
        let mut said = Said::default();
        for (start, end) in lines {
            self.requires_line(start, end, &mut said);
        }
        tree.requires = said.requirements;
    }

    fn requires_line(&mut self, start: usize, end: usize, said: &mut Said) {
        let text = self.reader.text;
        let Some(line) = text.get(..end) else {
            return;
        };
        self.ungot = None;
        self.reader.text = line;
        self.reader.at = start + 1;
        let view = View { from: start as u32 + 1, start: start as u32 + 1, skipped: None, is_nested: true };
        let view = std::mem::replace(&mut self.reader.view, view);
        let command = self.command();
        self.ungot = None;
        self.reader.text = text;
        self.reader.view = view;
        if let Some(command) = command {
            self.requires_command(command, Span::new(start as u32, end as u32), said);
        }
    }

    fn requires_command(&mut self, command: Command, line: Span, said: &mut Said) {
        let span = command.span;
        let mut parts = command.parts.into_iter();
        let is_requires = matches!(parts.next(), Some(CommandPart::Argument(Expr {
            kind: ExprKind::String { value, .. },
            ..
        })) if value.eq_ignore_ascii_case("requires"));
        if !is_requires {
            self.error(&msg::SCRIPT_REQUIRES_INVALID_FORMAT, span);
        }
        while let Some(part) = parts.next() {
            match part {
                CommandPart::Argument(argument) => {
                    self.error(&msg::SCRIPT_REQUIRES_INVALID_FORMAT, argument.span);
                }
                CommandPart::Parameter { span, name, argument, .. } => {
                    let parameter = Parameter { name, span, line };
                    let argument = match argument {
                        Some(argument) => Some(CommandPart::Argument(argument)),
                        None => parts.next(),
                    };
                    self.requires_parameter(&parameter, argument, said);
                }
            }
        }
    }

    fn requires_parameter(&mut self, parameter: &Parameter, argument: Option<CommandPart>, said: &mut Said) {
        let name = &parameter.name;
        if is_prefix(name, "runasadministrator") {
            if argument.is_some() {
                self.error_with(&msg::PARAMETER_CANNOT_HAVE_ARGUMENT, parameter.span, &[name]);
            }
            return said.add(parameter, RequirementKind::RunAsAdministrator);
        }
        let argument = match argument {
            Some(CommandPart::Argument(argument)) => argument,
            Some(CommandPart::Parameter { span, .. }) => {
                return self.error(&msg::REQUIRES_ARGUMENT_MUST_BE_CONSTANT, span);
            }
            None => {
                return self.error_with(&msg::PARAMETER_REQUIRES_ARGUMENT, parameter.span, &[name]);
            }
        };
        if !is_constant(&argument, For::Requires) {
            return self.error(&msg::REQUIRES_ARGUMENT_MUST_BE_CONSTANT, argument.span);
        }
        if is_prefix(name, "shellid") {
            self.requires_shell(parameter, &argument, said);
        } else if is_prefix(name, "pssnapin") {
            // Snap-ins are gone: only the form of the argument is looked at.
            self.requires_text(&argument, "pssnapin");
        } else if is_prefix(name, "psedition") {
            self.requires_editions(parameter, argument, said);
        } else if is_prefix(name, "version") {
            self.requires_version(parameter, &argument, said);
        } else if is_prefix(name, "assembly") {
            for item in items(argument) {
                if let Some(assembly) = self.requires_text(&item, "assembly") {
                    said.add(parameter, RequirementKind::Assembly(assembly));
                }
            }
        } else if is_prefix(name, "modules") {
            said.add(parameter, RequirementKind::Modules(items(argument)));
        } else {
            self.error(&msg::SCRIPT_REQUIRES_INVALID_FORMAT, parameter.span);
        }
    }

    fn requires_text(&mut self, argument: &Expr, name: &str) -> Option<SmolStr> {
        let ExprKind::String { value, .. } = &argument.kind else {
            self.error_with(&msg::REQUIRES_INVALID_STRING_ARGUMENT, argument.span, &[name]);
            return None;
        };
        Some(value.clone())
    }

    fn requires_shell(&mut self, parameter: &Parameter, argument: &Expr, said: &mut Said) {
        if said.shell_id {
            return self.said_twice(parameter, "shellid");
        }
        if let Some(shell) = self.requires_text(argument, "shellid") {
            said.shell_id = true;
            said.add(parameter, RequirementKind::ShellId(shell));
        }
    }

    fn requires_editions(&mut self, parameter: &Parameter, argument: Expr, said: &mut Said) {
        if !said.editions.is_empty() {
            return self.said_twice(parameter, "psedition");
        }
        let span = argument.span;
        for item in items(argument) {
            let Some(edition) = self.requires_text(&item, "psedition") else {
                continue;
            };
            if !["core", "desktop"].contains(&edition.to_lowercase().as_str()) {
                self.error_with(&msg::REQUIRES_PS_EDITION_INVALID, span, &["psedition"]);
            }
            if said.editions.iter().any(|it| it.eq_ignore_ascii_case(&edition)) {
                let message = &msg::REQUIRES_PS_EDITION_VALUE_IS_ALREADY_SPECIFIED;
                self.error_with(message, span, &["psedition"]);
            } else {
                said.editions.push(edition.clone());
                said.add(parameter, RequirementKind::Edition(edition));
            }
        }
    }

    fn requires_version(&mut self, parameter: &Parameter, argument: &Expr, said: &mut Said) {
        let text = match &argument.kind {
            ExprKind::String { value, .. } => value.clone(),
            _ => self.source.slice(argument.span).into(),
        };
        let Some(version) = version(&text) else {
            return self.error(&msg::REQUIRES_VERSION_INVALID, argument.span);
        };
        if said.version.as_ref().is_some_and(|it| *it != version) {
            return self.said_twice(parameter, "version");
        }
        said.version = Some(version.clone());
        said.add(parameter, RequirementKind::Version(version));
    }

    fn said_twice(&mut self, parameter: &Parameter, name: &str) {
        self.error_with(&msg::PARAMETER_ALREADY_BOUND, parameter.span, &["", name]);
    }
}

impl Said {
    fn add(&mut self, parameter: &Parameter, kind: RequirementKind) {
        let span = parameter.line;
        self.requirements.push(Requirement { span, kind });
    }
}

fn items(argument: Expr) -> Vec<Expr> {
    match argument.kind {
        ExprKind::Array(items) => items,
        _ => vec![argument],
    }
}

/// Two to four numbers; a single one gets a `.0`.
fn version(text: &str) -> Option<SmolStr> {
    let text = text.trim();
    let whole = if text.contains('.') { text.to_owned() } else { format!("{text}.0") };
    let is_number = |part: &str| part.parse::<u32>().is_ok_and(|it| i32::try_from(it).is_ok());
    let count = whole.split('.').count();
    ((2..=4).contains(&count) && whole.split('.').all(is_number)).then(|| whole.into())
}
