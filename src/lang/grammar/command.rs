//! Commands: a name and what is said to it.

use super::pipeline::stream_number;
use super::{Parser, after, between, broken_expr};
use crate::message as msg;
use crate::source::Span;
use crate::token::{COLON, HOLES, Kind, Mode, Token};
use crate::tree::{Command, CommandPart, Expr, ExprKind, Invocation, Redirection, StringKind};
use smol_str::SmolStr;

/// Where an argument stands decides what a bare word may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Context {
    CommandName,
    /// Behind `&` and `.`, where a name may have holes.
    InvokedName,
    FileName,
    Argument,
    SwitchCondition,
}

/// What comes behind it goes to the command as it stands.
const VERBATIM: &str = "--%";

/// A command while it is read.
struct Draft {
    /// Where its parts begin among those being read.
    first_part: usize,
    redirections: Vec<Redirection>,
    context: Context,
    end: Span,
    saw_dash_dash: bool,
}

impl Parser<'_> {
    pub(super) fn command(&mut self) -> Option<Command> {
        let old = self.set_mode(Mode::Command);
        let command = self.command_in_mode();
        self.set_mode(old);
        command
    }

    fn command_in_mode(&mut self) -> Option<Command> {
        let first = self.next();
        let mut token = first;
        let begin = self.span_of(first);
        let invocation = match first.kind {
            Kind::Dot => Invocation::Dot,
            Kind::Ampersand => Invocation::Call,
            _ => Invocation::Plain,
        };
        let mut draft = Draft {
            first_part: self.parts.len(),
            redirections: Vec::new(),
            context: Context::CommandName,
            end: begin,
            saw_dash_dash: false,
        };
        if invocation != Invocation::Plain {
            draft.context = Context::InvokedName;
            token = self.next();
        }
        while self.command_part(token, &mut draft) {
            draft.context = Context::Argument;
            token = self.next();
        }
        if self.parts.len() == draft.first_part {
            if invocation != Invocation::Plain {
                let text = self.text_of(first);
                self.error_with(&msg::MISSING_EXPRESSION, begin, &[text]);
            }
            return None;
        }
        draft.redirections.sort_by_key(|it| stream_number(it.from));
        Some(Command {
            span: between(begin, draft.end),
            invocation,
            parts: self.parts.drain(draft.first_part..).collect(),
            redirections: draft.redirections,
        })
    }

    /// False at the end of the command.
    fn command_part(&mut self, token: Token, draft: &mut Draft) -> bool {
        let is_name = matches!(draft.context, Context::CommandName | Context::InvokedName);
        match token.kind {
            Kind::Pipe
            | Kind::RCurly
            | Kind::RParen
            | Kind::End
            | Kind::NewLine
            | Kind::Semi
            | Kind::AndAnd
            | Kind::OrOr
            | Kind::Ampersand => {
                self.unget(token);
                return false;
            }
            Kind::MinusMinus => self.dash_dash(token, draft),
            Kind::Comma => {
                draft.end = self.span_of(token);
                self.error(&msg::MISSING_ARGUMENT, draft.end);
                self.skip_newlines();
            }
            Kind::Parameter if is_name || draft.saw_dash_dash => self.word_part(token, draft),
            Kind::Parameter => self.parameter_part(token, draft),
            Kind::Redirect | Kind::RedirectIn if is_name => self.word_part(token, draft),
            Kind::Redirect | Kind::RedirectIn => {
                if let Some(span) = self.redirection(token, &mut draft.redirections) {
                    draft.end = span;
                }
            }
            _ => return self.argument_part(token, draft),
        }
        true
    }

    fn word_part(&mut self, token: Token, draft: &mut Draft) {
        let word = self.bare_text(token);
        draft.end = word.span;
        self.parts.push(CommandPart::Argument(word));
    }

    /// The first `--` ends the parameters, later ones are words.
    fn dash_dash(&mut self, token: Token, draft: &mut Draft) {
        if draft.saw_dash_dash {
            return self.word_part(token, draft);
        }
        let span = self.span_of(token);
        draft.saw_dash_dash = true;
        draft.end = span;
        self.parts.push(CommandPart::Parameter { span, name: SmolStr::new_static("-"), name_span: span, argument: None });
    }

    fn parameter_part(&mut self, token: Token, draft: &mut Draft) {
        let name_span = self.span_of(token);
        let mut span = name_span;
        let mut argument = None;
        if token.has(COLON) && self.peek().kind != Kind::Comma {
            let next = self.next();
            argument = self.argument(Context::Argument, next);
            match &argument {
                Some(argument) => span = between(name_span, argument.span),
                None => {
                    let text = self.text_of(token);
                    self.error_with(&msg::PARAMETER_REQUIRES_ARGUMENT, after(span), &[text]);
                }
            }
        }
        draft.end = span;
        let name = self.parameter_name(token);
        self.parts.push(CommandPart::Parameter { span, name, name_span, argument });
    }

    /// Without its dash and colon.
    pub(super) fn parameter_name(&self, token: Token) -> SmolStr {
        let mut name = self.text_of(token).chars();
        name.next();
        let name = name.as_str();
        name.strip_suffix(':').filter(|_| token.has(COLON)).unwrap_or(name).into()
    }

    fn argument_part(&mut self, token: Token, draft: &mut Draft) -> bool {
        let is_verbatim = token.kind == Kind::Generic && self.text_of(token) == VERBATIM;
        let Some(argument) = self.argument(draft.context, token) else {
            return true;
        };
        draft.end = argument.span;
        self.parts.push(CommandPart::Argument(argument));
        let may_take_rest = self.ungot.is_none_or(|token| token.kind == Kind::Parameter);
        if !is_verbatim || !may_take_rest {
            return true;
        }
        if let Some(token) = self.ungot.take() {
            self.resync(token.start as usize);
        }
        let rest = self.reader.verbatim_argument();
        self.word_part(rest, draft);
        false
    }

    /// One argument, read in command mode.
    pub(super) fn single_argument(&mut self, context: Context) -> Option<Expr> {
        if matches!(self.peek().kind, Kind::Comma | Kind::End) {
            return None;
        }
        self.in_mode(Mode::Command, |it| {
            let token = it.next();
            it.argument(context, token)
        })
    }

    /// An argument, or several with commas between them.
    pub(super) fn argument(&mut self, context: Context, token: Token) -> Option<Expr> {
        let (first, is_verbatim) = self.argument_item(context, token)?;
        if context != Context::Argument || is_verbatim || self.peek().kind != Kind::Comma {
            return Some(first);
        }
        let begin = first.span;
        let mut items = vec![first];
        let mut end = begin;
        while let Some(comma) = self.next_if(Kind::Comma) {
            self.skip_newlines();
            let token = self.next();
            let Some((item, is_verbatim)) = self.argument_item(context, token) else {
                let comma = self.span_of(comma);
                self.missing_with(&msg::MISSING_EXPRESSION, after(comma), ",");
                return Some(broken_expr(between(begin, comma), items));
            };
            end = item.span;
            items.push(item);
            if is_verbatim {
                break;
            }
        }
        Some(Expr { span: between(begin, end), kind: ExprKind::Array(items) })
    }

    /// Says also whether it was `--%`.
    fn argument_item(&mut self, context: Context, token: Token) -> Option<(Expr, bool)> {
        match token.kind {
            Kind::Pipe
            | Kind::RCurly
            | Kind::RParen
            | Kind::End
            | Kind::NewLine
            | Kind::Semi
            | Kind::Redirect
            | Kind::RedirectIn
            | Kind::AndAnd
            | Kind::OrOr
            | Kind::Ampersand
            | Kind::MinusMinus
            | Kind::Comma => {
                self.unget(token);
                None
            }
            Kind::Splat
            | Kind::Variable
            | Kind::Number
            | Kind::DoubleHere
            | Kind::DoubleQuoted
            | Kind::SingleHere
            | Kind::SingleQuoted
            | Kind::LParen
            | Kind::DollarParen
            | Kind::AtParen
            | Kind::AtCurly
            | Kind::LCurly => Some((self.primary_from(token, true)?, false)),
            Kind::Generic if context == Context::CommandName && token.has(HOLES) => {
                let value = self.reader.literal_word(token).into();
                Some((self.bare_word(token, value), false))
            }
            Kind::Generic => {
                let expr = self.string_expr(token, StringKind::Bare);
                let is_verbatim = matches!(&expr.kind, ExprKind::String { value, .. } if value == VERBATIM);
                Some((expr, is_verbatim))
            }
            _ => Some((self.bare_text(token), false)),
        }
    }

    /// A token taken as a word, whatever it is elsewhere.
    pub(super) fn bare_text(&self, token: Token) -> Expr {
        self.bare_word(token, self.text_of(token).into())
    }

    fn bare_word(&self, token: Token, value: SmolStr) -> Expr {
        Expr { span: self.span_of(token), kind: ExprKind::String { value, kind: StringKind::Bare } }
    }
}
