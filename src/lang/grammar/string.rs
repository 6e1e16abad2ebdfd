//! Strings and bare words with what stands in their holes.

use super::Parser;
use crate::source::Span;
use crate::token::{Kind, Piece, StringBody, Token, View};
use crate::tree::{Expr, ExprKind, StringKind, StringPart, Variable};
use smol_str::SmolStr;
use std::rc::Rc;

impl Parser<'_> {
    pub(super) fn string_expr(&mut self, token: Token, kind: StringKind) -> Expr {
        let span = self.span_of(token);
        let kind = match self.reader.string_body(token) {
            StringBody::Plain(text) => ExprKind::String { value: text.into(), kind },
            StringBody::Text(text) => ExprKind::String { value: text.into(), kind },
            StringBody::Pieces(pieces) => {
                ExprKind::Expandable { parts: pieces.into_iter().filter_map(|piece| self.string_part(piece)).collect(), kind }
            }
        };
        Expr { span, kind }
    }

    fn string_part(&mut self, piece: Piece) -> Option<StringPart> {
        let expr = match piece {
            Piece::Text(text) => return Some(StringPart::Text(text.into())),
            Piece::Variable(token) => self.variable_in_string(token),
            Piece::Subexpression { start, end, is_doubled } => self.hole_expr(start as usize, end as usize, is_doubled)?,
        };
        Some(StringPart::Expr(expr))
    }

    pub(super) fn variable_expr(&mut self, token: Token, with_members: bool) -> Expr {
        let expr = self.plain_variable(token, false);
        let ExprKind::Variable(variable) = &expr.kind else {
            return expr;
        };
        let is_using = variable.scope.as_ref().is_some_and(|it| it.eq_ignore_ascii_case("using"));
        if !is_using {
            return expr;
        }
        let inner = without_using(expr);
        if !with_members {
            return using(inner);
        }
        let access = match self.ungot {
            Some(_) => None,
            None => self.reader.member_access(true),
        };
        using(self.postfix_operators(access, inner))
    }

    fn variable_in_string(&mut self, token: Token) -> Expr {
        let expr = self.plain_variable(token, true);
        match &expr.kind {
            ExprKind::Variable(Variable { scope: Some(scope), .. }) if scope.eq_ignore_ascii_case("using") => using(without_using(expr)),
            _ => expr,
        }
    }

    fn plain_variable(&mut self, token: Token, in_string: bool) -> Expr {
        let text = self.text_of(token);
        let braced = text.starts_with("${");
        let unescaped;
        let path = if braced {
            unescaped = self.reader.braced_name(token, in_string);
            unescaped.as_str()
        } else {
            text.get(1..).unwrap_or("")
        };
        let cut = crate::token::Path::cut(path);
        Expr {
            span: self.span_of(token),
            kind: ExprKind::Variable(Variable {
                scope: cut.scope.map(SmolStr::new),
                name: cut.name.into(),
                braced,
                splatted: token.kind == Kind::Splat,
            }),
        }
    }

    /// `$( … )` in a string is a text of its own, where doubled quotes count once.
    fn hole_expr(&mut self, start: usize, end: usize, is_doubled: bool) -> Option<Expr> {
        let place = self.reader.place(start);
        if is_doubled {
            return self.doubled_hole_expr(start, end, place);
        }
        let view = View { from: start as u32, start: place, skipped: self.reader.view.skipped.clone(), is_nested: true };
        let inner = self.reader.text.get(..end)?;
        let text = std::mem::replace(&mut self.reader.text, inner);
        let view = std::mem::replace(&mut self.reader.view, view);
        let at = std::mem::replace(&mut self.reader.at, start);
        let token = self.next();
        let expr = self.primary_from(token, true);
        self.ungot = None;
        self.reader.text = text;
        self.reader.view = view;
        self.reader.at = at;
        expr
    }

    fn doubled_hole_expr(&mut self, start: usize, end: usize, place: u32) -> Option<Expr> {
        if !self.enter(1) {
            self.leave(1);
            return None;
        }
        let (text, skipped) = single_quotes_once(self.reader.text.get(start..end)?, place);
        let view = View { from: 0, start: place, skipped: Some(Rc::from(skipped)), is_nested: true };
        let source = self.source.clone();
        let mut inner = Parser::new(&source, &text, view);
        inner.depth = self.depth;
        inner.reader.mode = self.reader.mode;
        inner.reader.swap_reports(&mut self.reader);
        let token = inner.next();
        let expr = inner.primary_from(token, true);
        inner.reader.swap_reports(&mut self.reader);
        let is_too_deep = inner.is_too_deep;
        self.refused_flags.append(&mut inner.refused_flags);
        self.has_types |= inner.has_types;
        if is_too_deep {
            self.stop_as_too_complicated();
        }
        self.leave(1);
        expr
    }
}

/// The text with every doubled quote written once, and where bytes were left out.
fn single_quotes_once(text: &str, place: u32) -> (String, Vec<(u32, u32)>) {
    let is_quote = crate::token::chars::is_double_quote;
    let mut once = String::with_capacity(text.len());
    let mut skipped = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if (c == '`' || is_quote(c))
            && let Some((_, next)) = chars.next_if(|(_, next)| is_quote(*next))
        {
            skipped.push((place + at as u32, c.len_utf8() as u32));
            once.push(next);
            continue;
        }
        once.push(c);
    }
    (once, skipped)
}

fn without_using(expr: Expr) -> Expr {
    let ExprKind::Variable(variable) = expr.kind else {
        return expr;
    };
    let cut = crate::token::Path::cut(&variable.name);
    let inner = Variable { scope: cut.scope.map(SmolStr::new), name: cut.name.into(), ..variable };
    Expr { span: expr.span, kind: ExprKind::Variable(inner) }
}

fn using(inner: Expr) -> Expr {
    Expr { span: Span::new(inner.span.start, inner.span.end), kind: ExprKind::Using(Box::new(inner)) }
}
