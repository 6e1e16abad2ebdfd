//! `using` statements, at the top of a script and where they must not stand.

use super::command::Context;
use super::{Parser, after, between};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Keyword, Kind, Token};
use crate::tree::{AssignOp, Expr, ExprKind, Statement, StatementKind, Using, UsingKind};

impl Parser<'_> {
    pub(super) fn leading_usings(&mut self) -> Vec<Using> {
        let mut usings = Vec::new();
        while let Some(token) = self.next_if(Kind::Keyword(Keyword::Using)) {
            if let Ok(using) = self.using(token) {
                usings.push(using);
            }
            self.skip_newlines_and_semicolons();
        }
        if let Some(token) = self.ungot {
            self.resync(token.start as usize);
        }
        usings
    }

    /// Anywhere but at the top of a script.
    pub(super) fn late_using(&mut self, token: Token) -> Statement {
        let (span, kind) = match self.using(token) {
            Ok(using) => (using.span, StatementKind::Using),
            Err(span) => (span, StatementKind::Hole),
        };
        self.error(&msg::USING_MUST_BE_AT_START_OF_SCRIPT, span);
        Statement { span, kind }
    }

    /// `Err`: how far it went.
    fn using(&mut self, token: Token) -> Result<Using, Span> {
        let begin = self.span_of(token);
        let directive = self.next();
        let Some(kind) = using_kind(directive.kind) else {
            self.unget(directive);
            self.missing(&msg::MISSING_USING_STATEMENT_DIRECTIVE, after(begin));
            return Err(begin);
        };
        let item_token = self.next();
        let item_span = self.span_of(item_token);
        if matches!(item_token.kind, Kind::End | Kind::NewLine | Kind::Comma | Kind::Semi) {
            let directive = self.span_of(directive);
            self.missing(&msg::MISSING_USING_ITEM_NAME, after(directive));
            return Err(between(begin, directive));
        }
        let Some(item) = self.argument(Context::Argument, item_token) else {
            let text = self.text_of(item_token);
            self.error_with(&msg::INVALID_VALUE_FOR_USING_ITEM_NAME, item_span, &[text]);
            self.sync_on_error(true, &[Kind::Semi, Kind::NewLine]);
            return Err(between(begin, item_span));
        };
        if !is_using_item(&item, kind) {
            let text = self.source.slice(item.span).to_owned();
            self.error_with(&msg::INVALID_VALUE_FOR_USING_ITEM_NAME, item.span, &[&text]);
            return Err(between(begin, item.span));
        }
        self.using_alias(begin, kind, item, item_span)
    }

    fn using_alias(&mut self, begin: Span, kind: UsingKind, item: Expr, item_span: Span) -> Result<Using, Span> {
        let item_end = item.span;
        let mut using = named_using(begin, kind, item);
        let takes_alias = kind != UsingKind::Assembly && using.specification.is_none();
        if takes_alias && let Some(equals) = self.next_if(Kind::Assign(AssignOp::Set)) {
            let end = self.alias(begin, equals, &mut using)?;
            using.span = between(begin, end);
        } else if matches!(kind, UsingKind::Type | UsingKind::Command) {
            self.missing(&msg::MISSING_EQUALS_IN_USING_ALIAS, after(item_span));
            return Err(between(begin, item_end));
        }
        self.require_statement_end();
        Ok(using)
    }

    /// Behind the equals sign. Returns where the alias ended.
    fn alias(&mut self, begin: Span, equals: Token, using: &mut Using) -> Result<Span, Span> {
        let token = self.next();
        let span = self.span_of(token);
        match token.kind {
            Kind::End | Kind::NewLine | Kind::Semi => {
                self.unget(token);
                let equals = self.span_of(equals);
                self.missing(&msg::MISSING_NAMESPACE_ALIAS, after(equals));
                return Err(between(begin, equals));
            }
            Kind::Comma => {
                let text = self.text_of(token);
                self.error_with(&msg::UNEXPECTED_UNARY_OPERATOR, span, &[text]);
                return Err(between(begin, span));
            }
            _ => {}
        }
        let alias = self.argument(Context::Argument, token);
        let whole = alias.as_ref().map_or(span, |alias| alias.span);
        match alias.map(|alias| (alias.span, alias.kind)) {
            Some((_, ExprKind::String { value, .. })) => using.alias = Some(value),
            Some((span, kind @ ExprKind::Hashtable(_))) if using.kind == UsingKind::Module => {
                using.specification = Some(Expr { span, kind });
            }
            _ => {
                let text = self.source.slice(whole).to_owned();
                self.error_with(&msg::INVALID_VALUE_FOR_USING_ITEM_NAME, whole, &[&text]);
                return Err(between(begin, whole));
            }
        }
        Ok(span)
    }
}

fn using_kind(kind: Kind) -> Option<UsingKind> {
    let kind = match kind {
        Kind::Keyword(Keyword::Namespace) => UsingKind::Namespace,
        Kind::Keyword(Keyword::Type) => UsingKind::Type,
        Kind::Keyword(Keyword::Module) => UsingKind::Module,
        Kind::Keyword(Keyword::Command) => UsingKind::Command,
        Kind::Keyword(Keyword::Assembly) => UsingKind::Assembly,
        _ => return None,
    };
    Some(kind)
}

fn is_using_item(item: &Expr, kind: UsingKind) -> bool {
    match item.kind {
        ExprKind::String { .. } => true,
        ExprKind::Hashtable(_) => kind == UsingKind::Module,
        _ => false,
    }
}

fn named_using(begin: Span, kind: UsingKind, item: Expr) -> Using {
    let (name, specification) = match item.kind {
        ExprKind::String { ref value, .. } => (Some(value.clone()), None),
        _ => (None, Some(())),
    };
    let name_span = item.span;
    Using { span: between(begin, name_span), kind, name, name_span, specification: specification.map(|()| item), alias: None }
}
