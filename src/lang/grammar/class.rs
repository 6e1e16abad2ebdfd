//! Classes and enums.

use super::primary::may_name_member;
use super::{Parser, after, before, between, broken_statement, hole_statement};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Keyword, Kind, Mode, Token};
use crate::tree::{AssignOp, Attribute, Expr, Member, MethodMember, PropertyMember};
use crate::tree::{Statement, StatementKind, TypeDefinition, TypeKind, TypeName};
use smol_str::SmolStr;
use std::rc::Rc;

/// What stands before the name of a member.
#[derive(Default)]
struct Prefix {
    begin: Option<Span>,
    attributes: Vec<Attribute>,
    type_name: Option<TypeName>,
    is_static: bool,
    is_hidden: bool,
    /// The last thing read.
    end: Option<Span>,
}

/// One step through the body of a class.
enum Step {
    Member(Box<Member>, Span),
    /// Reported and passed over.
    Broken,
    /// No member begins here.
    End,
}

impl Parser<'_> {
    pub(super) fn class_statement(&mut self, attributes: Vec<Attribute>, keyword: Token) -> Statement {
        let keyword_span = self.span_of(keyword);
        let Some((token, name)) = self.type_statement_name(keyword) else {
            return hole_statement(keyword_span);
        };
        self.skip_newlines();
        let old = self.set_mode(Mode::Signature);
        let bases = self.base_types();
        let mut last = bases.last().map_or(name.span, |base| base.span);
        let Some(open) = self.next_if(Kind::LCurly) else {
            self.missing_with(&msg::MISSING_TYPE_BODY, after(last), "class");
            self.set_mode(old);
            return hole_statement(between(keyword_span, last));
        };
        let class_name = self.text_of(token);
        let open = self.span_of(open);
        last = open;
        let mut members = Vec::new();
        let mut is_broken = false;
        loop {
            match self.class_member(class_name) {
                Step::Member(member, span) => {
                    last = span;
                    members.push(*member);
                }
                Step::Broken => is_broken = true,
                Step::End => break,
            }
        }
        last = self.end_of_type(open).unwrap_or(last);
        self.set_mode(old);
        let begin = attributes.first().map_or(keyword_span, |it| it.span);
        let statement = self.type_statement(TypeDefinition {
            span: between(begin, last),
            name: class_name.into(),
            name_span: name.span,
            kind: TypeKind::Class,
            attributes,
            bases,
            members,
        });
        if is_broken {
            return broken_statement(statement.span, vec![statement]);
        }
        statement
    }

    fn type_statement(&mut self, mut definition: TypeDefinition) -> Statement {
        self.has_types = true;
        let span = definition.span;
        let is_wrong = definition.attributes.iter().any(|it| it.is_type_constraint);
        definition.attributes.retain(|it| !it.is_type_constraint);
        let statement = Statement { span, kind: StatementKind::Type(Box::new(definition)) };
        if is_wrong {
            return broken_statement(span, vec![statement]);
        }
        statement
    }

    /// The closing brace of a class or enum, or an error.
    fn end_of_type(&mut self, open: Span) -> Option<Span> {
        let token = self.peek();
        let span = self.span_of(token);
        if token.kind == Kind::RCurly {
            self.skip_token();
            return Some(span);
        }
        self.missing_until(&msg::MISSING_END_CURLY_BRACE, after(open), span);
        None
    }

    fn base_types(&mut self) -> Vec<TypeName> {
        let mut bases = Vec::new();
        if let Some(colon) = self.next_if(Kind::Colon) {
            let mut separator = self.span_of(colon);
            loop {
                self.skip_newlines();
                let Some(base) = self.type_name(false) else {
                    self.missing(&msg::TYPE_NAME_EXPECTED, after(separator));
                    break;
                };
                bases.push(base);
                self.skip_newlines();
                let Some(comma) = self.next_if(Kind::Comma) else {
                    break;
                };
                separator = self.span_of(comma);
            }
        }
        bases
    }

    fn class_member(&mut self, class_name: &str) -> Step {
        let mut prefix = Prefix::default();
        let token = self.member_prefix(&mut prefix);
        let begin = prefix.begin.unwrap_or_default();
        if token.kind == Kind::Variable {
            self.skip_token();
            let name = self.text_of(token).trim_start_matches('$').trim_matches(['{', '}']);
            return self.property(token, name.into(), begin, prefix);
        }
        if may_name_member(token.kind) {
            self.skip_token();
            return self.method(token, class_name, begin, prefix);
        }
        if let Some(end) = prefix.end {
            self.missing(&msg::INCOMPLETE_MEMBER_DEFINITION, after(end));
            if !prefix.attributes.is_empty() || prefix.type_name.is_some() {
                return Step::Broken;
            }
        }
        Step::End
    }

    fn member_prefix(&mut self, prefix: &mut Prefix) -> Token {
        loop {
            self.skip_newlines();
            if let Some(attribute) = self.attribute() {
                prefix.end = Some(attribute.span);
                prefix.begin.get_or_insert(attribute.span);
                self.member_attribute(attribute, prefix);
                continue;
            }
            let token = self.peek();
            let span = self.span_of(token);
            prefix.begin.get_or_insert(span);
            let (flag, word) = match token.kind {
                Kind::Keyword(Keyword::Hidden) => (&mut prefix.is_hidden, "hidden"),
                Kind::Keyword(Keyword::Static) => (&mut prefix.is_static, "static"),
                _ => return token,
            };
            let is_repeated = std::mem::replace(flag, true);
            prefix.end = Some(span);
            if is_repeated {
                let text = self.text_of(token);
                debug_assert!(text.eq_ignore_ascii_case(word));
                self.error_with(&msg::DUPLICATE_QUALIFIER, span, &[text]);
            }
            self.skip_token();
        }
    }

    fn member_attribute(&mut self, attribute: Attribute, prefix: &mut Prefix) {
        if !attribute.is_type_constraint {
            prefix.attributes.push(attribute);
        } else if prefix.type_name.is_none() {
            prefix.type_name = Some(attribute.type_name);
        } else {
            self.error(&msg::TOO_MANY_TYPES, attribute.span);
        }
    }

    fn property(&mut self, token: Token, name: SmolStr, begin: Span, prefix: Prefix) -> Step {
        let mut end = self.span_of(token);
        let mut initial = None;
        if self.next_if(Kind::Assign(AssignOp::Set)).is_some() {
            self.skip_newlines();
            initial = self.expression(false);
            end = initial.as_ref().map_or(end, |it: &Expr| it.span);
        }
        self.property_end(&mut end, true);
        if name.is_empty() {
            return Step::Broken;
        }
        let span = between(begin, end);
        let member = Member::Property(PropertyMember {
            span,
            name,
            attributes: prefix.attributes,
            type_name: prefix.type_name,
            is_static: prefix.is_static,
            is_hidden: prefix.is_hidden,
            initial,
        });
        Step::Member(Box::new(member), span)
    }

    /// A semicolon, a line break or the closing brace.
    fn property_end(&mut self, end: &mut Span, reports: bool) {
        let token = self.peek();
        let ends = matches!(token.kind, Kind::NewLine | Kind::Semi | Kind::RCurly);
        if !ends && reports {
            self.missing(&msg::MISSING_PROPERTY_TERMINATOR, after(*end));
        }
        if token.kind == Kind::Semi {
            *end = self.span_of(token);
        }
        self.skip_newlines_and_semicolons();
    }

    fn method(&mut self, token: Token, class_name: &str, begin: Span, prefix: Prefix) -> Step {
        let name_span = self.span_of(token);
        let name = self.text_of(token);
        let is_constructor = name.eq_ignore_ascii_case(class_name);
        let takes_base = is_constructor && !prefix.is_static;
        let Some((params, base_arguments, body)) = self.method_rest(name_span, takes_base) else {
            self.sync_on_error(false, &[Kind::RCurly]);
            if !prefix.attributes.is_empty() || prefix.type_name.is_some() {
                return Step::Broken;
            }
            return Step::End;
        };
        let span = between(begin, body.span);
        let member = Member::Method(MethodMember {
            span,
            name: name.into(),
            name_span,
            attributes: prefix.attributes,
            return_type: prefix.type_name,
            is_static: prefix.is_static,
            is_hidden: prefix.is_hidden,
            is_constructor,
            params,
            base_arguments,
            body: Rc::new(body),
        });
        Step::Member(Box::new(member), span)
    }

    fn method_rest(
        &mut self,
        name: Span,
        takes_base: bool,
    ) -> Option<(Vec<crate::tree::Param>, Option<Vec<Expr>>, crate::tree::ScriptBlock)> {
        let mut broken = None;
        let mut close = None;
        let mut params = Vec::new();
        if self.peek().kind == Kind::LParen {
            let list = self.parameters_in_parentheses();
            broken = list.broken;
            close = list.close;
            params = list.params.unwrap_or_default();
        } else {
            self.missing(&msg::MISSING_METHOD_PARAMETER_LIST, after(name));
        }
        let mut base_arguments = None;
        if takes_base {
            base_arguments = self.base_call(&mut broken);
        }
        let open = self.next();
        if open.kind != Kind::LCurly {
            self.unget(open);
            if broken.is_none() {
                let end = close.unwrap_or(name);
                broken = Some(end);
                self.missing(&msg::MISSING_FUNCTION_BODY, after(end));
            }
        }
        if broken.is_some() {
            return None;
        }
        let old = self.set_mode(Mode::Command);
        let no_comma = std::mem::replace(&mut self.no_comma, false);
        let body = self.script_block(Some(open), false);
        self.no_comma = no_comma;
        self.set_mode(old);
        Some((params, base_arguments, body))
    }

    /// `: base(…)`
    fn base_call(&mut self, broken: &mut Option<Span>) -> Option<Vec<Expr>> {
        self.skip_newlines();
        let old = self.set_mode(Mode::Signature);
        let mut arguments = None;
        if let Some(colon) = self.next_if(Kind::Colon) {
            self.skip_newlines();
            if let Some(base) = self.next_if(Kind::Keyword(Keyword::Base)) {
                self.skip_newlines();
                if let Some(open) = self.next_if(Kind::LParen) {
                    arguments = Some(self.parenthesized_arguments(open).0);
                    self.skip_newlines();
                } else {
                    let span = self.span_of(base);
                    *broken = Some(span);
                    self.missing(&msg::MISSING_METHOD_PARAMETER_LIST, after(span));
                }
            } else {
                let span = self.span_of(colon);
                *broken = Some(span);
                self.missing(&msg::MISSING_BASE_CTOR_CALL, after(span));
            }
        }
        self.set_mode(old);
        arguments
    }

    /// The name behind `class` or `enum`; its absence is reported.
    fn type_statement_name(&mut self, keyword: Token) -> Option<(Token, Expr)> {
        self.skip_newlines();
        let name = self.simple_name();
        if name.is_none() {
            let word = self.text_of(keyword);
            let place = after(self.span_of(keyword));
            self.missing_with(&msg::MISSING_NAME_AFTER_KEYWORD, place, word);
        }
        name
    }

    pub(super) fn enum_statement(&mut self, attributes: Vec<Attribute>, keyword: Token) -> Statement {
        let keyword_span = self.span_of(keyword);
        let Some((token, name)) = self.type_statement_name(keyword) else {
            return hole_statement(keyword_span);
        };
        let old = self.set_mode(Mode::Signature);
        let bases = self.underlying_type();
        self.skip_newlines();
        let Some(open) = self.next_if(Kind::LCurly) else {
            self.missing_with(&msg::MISSING_TYPE_BODY, after(name.span), "enum");
            self.set_mode(old);
            return hole_statement(between(keyword_span, name.span));
        };
        let mut members = Vec::new();
        while let Some(member) = self.enum_member() {
            members.push(member);
        }
        let token_span = self.peek();
        let mut end = self.span_of(token_span);
        let open = self.span_of(open);
        if self.end_of_type(open).is_none() {
            end = before(end);
        }
        self.set_mode(old);
        let begin = attributes.first().map_or(keyword_span, |it| it.span);
        self.type_statement(TypeDefinition {
            span: between(begin, end),
            name: self.text_of(token).into(),
            name_span: name.span,
            kind: TypeKind::Enum,
            attributes,
            bases,
            members,
        })
    }

    fn underlying_type(&mut self) -> Vec<TypeName> {
        let Some(colon) = self.next_if(Kind::Colon) else {
            return Vec::new();
        };
        self.skip_newlines();
        let Some(base) = self.type_name(false) else {
            let place = after(self.span_of(colon));
            self.missing(&msg::TYPE_NAME_EXPECTED, place);
            return Vec::new();
        };
        let name = base.full_name();
        if !is_integral(&name) {
            self.error_with(&msg::INVALID_UNDERLYING_TYPE, base.span, &[&name]);
        }
        vec![base]
    }

    fn enum_member(&mut self) -> Option<Member> {
        self.skip_newlines();
        let (token, name) = self.simple_name()?;
        let mut end = name.span;
        let mut value = None;
        let mut lacks_value = false;
        let old = self.set_mode(Mode::Expression);
        if let Some(equals) = self.next_if(Kind::Assign(AssignOp::Set)) {
            value = self.expression(false);
            match &value {
                Some(value) => end = value.span,
                None => {
                    end = self.span_of(equals);
                    lacks_value = true;
                    self.error_with(&msg::EXPECTED_VALUE_EXPRESSION, after(end), &["="]);
                }
            }
        }
        self.set_mode(old);
        self.property_end(&mut end, !lacks_value);
        Some(Member::EnumValue { span: between(name.span, end), name: self.text_of(token).into(), value })
    }
}

/// The names under which the eight integral types are known.
fn is_integral(name: &str) -> bool {
    let short = name.get(..7).filter(|it| it.eq_ignore_ascii_case("system.")).map_or(name, |_| &name[7..]);
    ["byte", "sbyte", "int16", "uint16", "int32", "uint32", "int64", "uint64", "short", "ushort", "int", "uint", "long", "ulong"]
        .iter()
        .any(|it| it.eq_ignore_ascii_case(short))
}
