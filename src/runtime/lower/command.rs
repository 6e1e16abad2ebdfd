//! Lowering of pipelines, commands and redirections.

use super::Lowerer;
use crate::code::*;
use crate::value::Symbol;
use lang::tree::{self, CommandPart, Element, ExprKind};

/// `Get-Sum(1, 2)`: one argument, a list in parentheses, and no blank before it.
fn looks_like_method(command: &tree::Command) -> bool {
    let [CommandPart::Argument(name), CommandPart::Argument(list)] = command.parts.as_slice() else { return false };
    let ExprKind::Paren(inner) = &list.kind else { return false };
    let tree::StatementKind::Pipeline(pipeline) = &inner.kind else { return false };
    let is_list = matches!(pipeline.elements.as_slice(), [Element::Expression(e)] if matches!(e.expr.kind, ExprKind::Array(_)));
    is_list && name.span.end == list.span.start
}

impl Lowerer {
    pub(crate) fn pipeline_statement(&mut self, pipeline: &tree::Pipeline) -> StKind {
        if !pipeline.background
            && let [Element::Expression(element)] = pipeline.elements.as_slice()
            && element.redirections.is_empty()
        {
            return self.expression_statement(&element.expr);
        }
        StKind::Pipeline(Box::new(PipelineCode {
            stages: pipeline.elements.iter().map(|e| self.stage(e)).collect(),
            background: pipeline.background,
            span: pipeline.span,
            source: self.source.clone(),
        }))
    }

    /// `$i++` alone gives nothing; other expressions give their value.
    fn expression_statement(&mut self, expr: &tree::Expr) -> StKind {
        use tree::UnaryOp::{PostDecrement, PostIncrement, PreDecrement, PreIncrement};
        let drops = matches!(&expr.kind, ExprKind::Unary { op: PreIncrement | PreDecrement | PostIncrement | PostDecrement, .. });
        StKind::Expr(self.expr(expr), !drops)
    }

    fn stage(&mut self, element: &Element) -> StageCode {
        match element {
            Element::Expression(e) => StageCode::Expr {
                expr: self.expr(&e.expr),
                redirections: e.redirections.iter().map(|r| self.redirect(r)).collect(),
                span: e.span,
            },
            Element::Command(command) => StageCode::Command(Box::new(self.command(command))),
        }
    }

    fn command(&mut self, command: &tree::Command) -> CommandCode {
        let mut parts = command.parts.iter();
        let (name, name_span) = match parts.next() {
            Some(CommandPart::Argument(expr)) => (self.command_name(expr), expr.span),
            Some(CommandPart::Parameter { name, span, .. }) => (CommandName::Fixed(crate::value::Str::from(format!("-{name}"))), *span),
            None => (CommandName::Fixed(crate::value::Str::default()), command.span),
        };
        let mut args = Vec::new();
        let mut verbatim = false;
        for part in parts {
            if verbatim {
                if let CommandPart::Argument(e) = part {
                    args.push(ArgCode::Verbatim(self.text(e.span)));
                }
                continue;
            }
            verbatim = matches!(part, CommandPart::Argument(e) if matches!(&e.kind, ExprKind::String { value, .. } if value == "--%") && self.source.slice(e.span) == "--%")
                || matches!(part, CommandPart::Parameter { span, .. } if self.source.slice(*span) == "--%");
            if !verbatim {
                args.push(self.argument(part));
            }
        }
        CommandCode {
            span: command.span,
            invocation: command.invocation,
            name,
            name_span,
            args,
            redirections: command.redirections.iter().map(|r| self.redirect(r)).collect(),
            looks_like_method: looks_like_method(command),
            site: CommandSite::default(),
        }
    }

    fn command_name(&mut self, expr: &tree::Expr) -> CommandName {
        match &expr.kind {
            // `& ''` names nothing: it fails as a value does.
            ExprKind::String { value, .. } if !value.is_empty() => CommandName::Fixed(value.clone()),
            _ => CommandName::Dynamic(self.expr(expr)),
        }
    }

    fn argument(&mut self, part: &CommandPart) -> ArgCode {
        match part {
            CommandPart::Parameter { name, span, .. } if name == "-" && self.source.slice(*span) == "--" => ArgCode::EndOfParameters,
            CommandPart::Parameter { span, name, name_span, argument } => ArgCode::Parameter {
                symbol: Symbol::of(name),
                text: self.text(*name_span),
                argument: argument.as_ref().map(|a| self.expr(a)),
                argument_span: argument.as_ref().map_or(*span, |a| a.span),
                name: name.clone(),
                span: *span,
            },
            CommandPart::Argument(expr) => match &expr.kind {
                ExprKind::Variable(variable) if variable.splatted => ArgCode::Splat { expr: self.expr(expr), span: expr.span },
                kind => ArgCode::Value {
                    is_bare: matches!(kind, ExprKind::String { kind: tree::StringKind::Bare, .. } | ExprKind::Number(_)),
                    expr: self.expr(expr),
                    span: expr.span,
                },
            },
        }
    }

    fn redirect(&mut self, redirection: &tree::Redirection) -> RedirectCode {
        let target = match &redirection.target {
            tree::RedirectTarget::File { path, append } => RedirectTargetCode::File { path: self.expr(path), append: *append },
            tree::RedirectTarget::Stream(stream) => RedirectTargetCode::Stream(*stream),
        };
        RedirectCode { from: redirection.from, target, span: redirection.span }
    }
}
