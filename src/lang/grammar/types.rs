//! Type names: `int`, `string[]`, `Dictionary[string, int]`, `Type, Assembly`.

use super::{Parser, after, before, between};
use crate::message as msg;
use crate::source::Span;
use crate::token::{Kind, Mode, Token};
use crate::tree::{TypeName, TypeNameKind};
use smol_str::SmolStr;

/// .NET has no arrays of more dimensions.
const DIMENSIONS_MAX: u32 = 32;
/// Stands where a type name is missing.
const MISSING_TYPE: &str = ":ErrorTypeName:";

/// Where a type name stands: assembly names may follow only inside their own brackets.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    takes_assembly: bool,
}

impl Parser<'_> {
    pub(super) fn type_name(&mut self, takes_assembly: bool) -> Option<TypeName> {
        let old = self.set_mode(Mode::TypeName);
        let name = match self.peek() {
            token if token.kind == Kind::Identifier => {
                self.skip_token();
                Some(self.type_name_from(token, Place { takes_assembly }))
            }
            _ => None,
        };
        self.set_mode(old);
        name
    }

    fn type_name_from(&mut self, name: Token, place: Place) -> TypeName {
        let simple = self.simple_type(name);
        let token = self.peek();
        if token.kind == Kind::LBracket {
            return self.bracketed_type(name, simple, place);
        }
        if token.kind == Kind::Comma && place.takes_assembly {
            let span = self.span_of(token);
            self.skip_token();
            let assembly = self.reader.assembly_name();
            if assembly.trim().is_empty() {
                self.error(&msg::MISSING_ASSEMBLY_NAME_SPECIFICATION, after(span));
                return simple;
            }
            let end = self.reader.place(self.reader.at);
            return TypeName { span: Span::new(simple.span.start, end), ..simple };
        }
        simple
    }

    fn simple_type(&self, name: Token) -> TypeName {
        TypeName { span: self.span_of(name), kind: TypeNameKind::Simple(self.text_of(name).into()) }
    }

    fn bracketed_type(&mut self, name: Token, simple: TypeName, place: Place) -> TypeName {
        let bracket = self.next();
        self.skip_newlines();
        let token = self.next();
        match token.kind {
            Kind::RBracket | Kind::Comma => self.array_type(simple, token, place),
            Kind::LBracket | Kind::Identifier => self.generic_type(name, token, place),
            Kind::End => {
                let span = self.span_of(bracket);
                self.unget(token);
                self.missing(&msg::MISSING_TYPENAME, after(span));
                simple
            }
            _ => {
                self.unexpected_in_type(token);
                simple
            }
        }
    }

    fn unexpected_in_type(&mut self, token: Token) {
        let span = self.span_of(token);
        let text = self.text_of(token);
        self.error_with(&msg::UNEXPECTED_TOKEN, span, &[text]);
        self.sync_on_error(true, &[Kind::RBracket]);
    }

    fn generic_argument(&mut self, first: Token) -> TypeName {
        if first.kind == Kind::Identifier {
            return self.type_name_from(first, Place { takes_assembly: false });
        }
        let token = self.next();
        if token.kind != Kind::Identifier {
            self.unget(token);
            let span = self.span_of(token);
            self.missing(&msg::MISSING_TYPENAME, after(span));
            return missing_type(self.span_of(first));
        }
        let name = self.type_name_from(token, Place { takes_assembly: true });
        let close = self.peek();
        if close.kind == Kind::RBracket {
            self.skip_token();
        } else {
            let span = before(self.span_of(close));
            self.missing(&msg::END_SQUARE_BRACKET_EXPECTED_AT_END_OF_TYPE, span);
        }
        name
    }

    /// Returns also the token behind the last argument.
    pub(super) fn generic_arguments(&mut self, first: Token) -> (Vec<TypeName>, Token) {
        let mut arguments = Vec::new();
        if self.enter(1) {
            arguments.push(self.generic_argument(first));
        }
        self.leave(1);
        loop {
            self.skip_newlines();
            let last = self.next();
            if last.kind != Kind::Comma {
                return (arguments, last);
            }
            self.skip_newlines();
            let token = self.peek();
            if matches!(token.kind, Kind::Identifier | Kind::LBracket) {
                self.skip_token();
                if self.enter(1) {
                    arguments.push(self.generic_argument(token));
                }
                self.leave(1);
            } else {
                let span = self.span_of(last);
                self.missing(&msg::MISSING_TYPENAME, after(span));
                arguments.push(missing_type(span));
            }
        }
    }

    fn generic_type(&mut self, name: Token, first: Token, place: Place) -> TypeName {
        let (arguments, last) = self.generic_arguments(first);
        let begin = self.span_of(name);
        let mut end = self.span_of(last);
        if last.kind != Kind::RBracket {
            self.unget(last);
            self.missing(&msg::END_SQUARE_BRACKET_EXPECTED_AT_END_OF_ATTRIBUTE, before(end));
            end = arguments.last().map_or(self.span_of(first), |it| it.span);
        }
        let generic =
            TypeName { span: between(begin, end), kind: TypeNameKind::Generic { definition: self.text_of(name).into(), arguments } };
        let token = self.peek();
        if token.kind == Kind::LBracket {
            self.skip_token();
            let next = self.next();
            return self.array_type(generic, next, place);
        }
        if token.kind == Kind::Comma && place.takes_assembly {
            self.assembly_behind(token);
        }
        generic
    }

    fn assembly_behind(&mut self, comma: Token) {
        let span = self.span_of(comma);
        self.skip_token();
        if self.reader.assembly_name().is_empty() {
            self.error(&msg::MISSING_ASSEMBLY_NAME_SPECIFICATION, after(span));
        }
    }

    /// `first` stands behind the opening bracket; more pairs of brackets may follow.
    fn array_type(&mut self, element: TypeName, first: Token, place: Place) -> TypeName {
        let mut element = element;
        let mut first = first;
        for _ in 0..ARRAYS_DEEP_MAX {
            element = self.one_array(element, first);
            let token = self.peek();
            if token.kind == Kind::Comma && place.takes_assembly {
                self.assembly_behind(token);
                return element;
            }
            if token.kind != Kind::LBracket {
                return element;
            }
            self.skip_token();
            first = self.next();
        }
        self.error(&msg::SCRIPT_TOO_COMPLICATED, element.span);
        self.sync_on_error(true, &[Kind::RBracket]);
        element
    }

    fn one_array(&mut self, element: TypeName, first: Token) -> TypeName {
        let span = self.span_of(first);
        match first.kind {
            Kind::RBracket => array(element, span, 1),
            Kind::Comma => self.dimensions(element, first),
            Kind::End => {
                self.unget(first);
                self.error(&msg::END_SQUARE_BRACKET_EXPECTED_AT_END_OF_ATTRIBUTE, before(span));
                element
            }
            _ => {
                self.unexpected_in_type(first);
                element
            }
        }
    }

    fn dimensions(&mut self, element: TypeName, first: Token) -> TypeName {
        let mut rank = 2;
        let mut last = first;
        let mut token = self.next();
        while token.kind == Kind::Comma {
            rank += 1;
            last = token;
            token = self.next();
        }
        let is_closed = token.kind == Kind::RBracket;
        if !is_closed {
            self.unget(token);
        }
        let last = self.span_of(last);
        if rank > DIMENSIONS_MAX {
            let span = between(self.span_of(first), last);
            self.error_with(&msg::ARRAY_HAS_TOO_MANY_DIMENSIONS, span, &[&rank.to_string()]);
            return element;
        }
        if !is_closed {
            self.error(&msg::END_SQUARE_BRACKET_EXPECTED_AT_END_OF_ATTRIBUTE, after(last));
        }
        array(element, self.span_of(token), rank)
    }
}

/// As in the original: `int[][]…` deeper than this is refused.
const ARRAYS_DEEP_MAX: u32 = 200;

fn array(element: TypeName, end: Span, rank: u32) -> TypeName {
    TypeName { span: between(element.span, end), kind: TypeNameKind::Array { element: Box::new(element), rank } }
}

fn missing_type(span: Span) -> TypeName {
    TypeName { span, kind: TypeNameKind::Simple(SmolStr::new_static(MISSING_TYPE)) }
}

impl TypeName {
    /// The name as messages show it.
    pub fn full_name(&self) -> String {
        match &self.kind {
            TypeNameKind::Simple(name) => name.to_string(),
            TypeNameKind::Generic { definition, arguments } => {
                let names: Vec<String> = arguments.iter().map(Self::full_name).collect();
                format!("{definition}[{}]", names.join(","))
            }
            TypeNameKind::Array { element, rank } => {
                let commas = ",".repeat(*rank as usize - 1);
                format!("{}[{commas}]", element.full_name())
            }
        }
    }
}
