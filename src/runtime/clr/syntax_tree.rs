//! The parser as .NET objects: `[Parser]::ParseInput`, parse errors, extents, the outermost tree.
//!
//! Only what scripts ask about: errors, places and parameters. The other nodes below the outermost one are not objects.

use super::args::{text, value};
use super::reference::Reference;
use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use lang::tree::{Attribute, Param, ScriptBlock};
use lang::{Source, Span, SyntaxError};
use std::rc::Rc;
use std::sync::Arc;

const LANGUAGE: &str = "System.Management.Automation.Language.";

fn named(name: &str) -> Type {
    Type::of(&format!("{LANGUAGE}{name}"))
}

/// The errors of a text as an array of `ParseError`.
pub fn errors(source: &Arc<Source>, errors: &[SyntaxError]) -> Value {
    let items = errors.iter().map(|error| Value::native(ParseError { source: source.clone(), error: error.clone() })).collect();
    Value::array_of(named("ParseError"), items)
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let source = match name {
        "parseinput" => Source::new(args.get(1).filter(|_| args.len() > 3).map(|f| f.plain_text().to_string()), text(args, 0).to_string()),
        "parsefile" => {
            let path = crate::paths::full(s, &text(args, 0));
            match std::fs::read(&path) {
                Ok(bytes) => Source::new(Some(path.display().to_string()), dotnet::encoding::Encoding::UTF8.read(&bytes)),
                Err(error) => return Some(Err(crate::paths::read_fault(&error, &path))),
            }
        }
        _ => return None,
    };
    let (tree, found) = lang::parse_input(&source);
    let at = args.len().saturating_sub(2);
    if let Some(tokens) = value(args, at).as_native::<Reference>() {
        tokens.put_plain(Value::array_of(named("Token"), Vec::new()));
    }
    if let Some(list) = value(args, at + 1).as_native::<Reference>() {
        list.put_plain(errors(&source, &found));
    }
    Some(Ok(tree_object(tree)))
}

/// `ScriptBlockAst`.
pub fn tree_object(tree: Rc<ScriptBlock>) -> Value {
    Value::native(TreeObject { tree })
}

/// `FunctionDefinitionAst`: the body is a tree of its own.
pub fn function_object(name: &str, is_filter: bool, tree: Rc<ScriptBlock>) -> Value {
    let place = extent(&tree.source, tree.span);
    crate::records::typed(
        &format!("{LANGUAGE}FunctionDefinitionAst"),
        &[
            ("Name", Value::str(name)),
            ("IsFilter", Value::Bool(is_filter)),
            ("IsWorkflow", Value::Bool(false)),
            ("Parameters", Value::Null),
            ("Body", tree_object(tree)),
            ("Extent", place),
        ],
    )
}

struct TreeObject {
    tree: Rc<ScriptBlock>,
}

impl TreeObject {
    /// `ParamBlockAst`; null without a `param`.
    fn param_block(&self, s: &Session) -> Value {
        let Some(block) = &self.tree.params else { return Value::Null };
        let source = &self.tree.source;
        crate::records::typed(
            &format!("{LANGUAGE}ParamBlockAst"),
            &[
                ("Attributes", attributes(source, &self.tree.attributes)),
                ("Parameters", Value::array(block.params.iter().map(|param| parameter(s, source, param)).collect())),
                ("Extent", extent(source, block.span)),
            ],
        )
    }
}

/// `ParameterAst`.
fn parameter(s: &Session, source: &Arc<Source>, param: &Param) -> Value {
    let ty = param.attributes.iter().rev().find(|a| a.is_type_constraint);
    let ty = ty.and_then(|a| crate::eval::resolve_type_name(s, &a.type_name)).unwrap_or_else(Type::object);
    let default = param.default.as_ref().map_or(Value::Null, |expr| extent(source, expr.span));
    crate::records::typed(
        &format!("{LANGUAGE}ParameterAst"),
        &[
            ("Attributes", attributes(source, &param.attributes)),
            ("Name", variable(source, param)),
            ("DefaultValue", default),
            ("StaticType", Value::Type(ty)),
            ("Extent", extent(source, param.span)),
        ],
    )
}

/// `VariableExpressionAst`.
fn variable(source: &Arc<Source>, param: &Param) -> Value {
    let path = crate::records::typed(
        "System.Management.Automation.VariablePath",
        &[("UserPath", Value::str(&param.name)), ("IsVariable", Value::Bool(true)), ("IsUnqualified", Value::Bool(true))],
    );
    crate::records::typed(
        &format!("{LANGUAGE}VariableExpressionAst"),
        &[("VariablePath", path), ("Splatted", Value::Bool(false)), ("Extent", extent(source, param.name_span))],
    )
}

/// `AttributeAst` and `TypeConstraintAst`, by name and place.
fn attributes(source: &Arc<Source>, all: &[Attribute]) -> Value {
    let made = all.iter().map(|attribute| {
        let kind = if attribute.is_type_constraint { "TypeConstraintAst" } else { "AttributeAst" };
        let name = crate::records::typed(
            &format!("{LANGUAGE}TypeName"),
            &[
                ("FullName", Value::str(source.slice(attribute.type_name.span))),
                ("Name", Value::str(source.slice(attribute.type_name.span))),
            ],
        );
        crate::records::typed(&format!("{LANGUAGE}{kind}"), &[("TypeName", name), ("Extent", extent(source, attribute.span))])
    });
    Value::array(made.collect())
}

impl Native for TreeObject {
    fn type_of(&self) -> Type {
        named("ScriptBlockAst")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["ParamBlock", "Extent", "Parent"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "paramblock" => self.param_block(s),
            "extent" => extent(&self.tree.source, self.tree.span),
            "parent" => Value::Null,
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, _args: &[Value]) -> Option<Eval> {
        name.eq_ignore_ascii_case("GetScriptBlock").then(|| {
            let body = Rc::new(crate::block::BlockBody::new(self.tree.clone()));
            Ok(Value::Block(Rc::new(crate::block::ScriptBlock::new(body, Some(s.state.clone())))))
        })
    }

    fn text(&self) -> Str {
        Str::new(self.tree.source.slice(self.tree.span))
    }
}

struct ParseError {
    source: Arc<Source>,
    error: SyntaxError,
}

impl Native for ParseError {
    fn type_of(&self) -> Type {
        named("ParseError")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Extent", "ErrorId", "Message", "IncompleteInput"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "extent" => extent(&self.source, self.error.span),
            "errorid" => Value::str(self.error.id),
            "message" => Value::str(&self.error.message),
            "incompleteinput" => Value::Bool(self.error.at_end),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        Str::from(crate::syntax::located(&self.source, &self.error))
    }
}

/// `IScriptExtent`: a place in a text.
pub fn extent(source: &Arc<Source>, span: Span) -> Value {
    Value::native(Extent { source: source.clone(), span })
}

struct Extent {
    source: Arc<Source>,
    span: Span,
}

impl Native for Extent {
    fn type_of(&self) -> Type {
        named("InternalScriptExtent")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "File",
            "StartScriptPosition",
            "EndScriptPosition",
            "StartLineNumber",
            "StartColumnNumber",
            "EndLineNumber",
            "EndColumnNumber",
            "Text",
            "StartOffset",
            "EndOffset",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        // A place may be one step behind the last character.
        let length = self.source.text.len();
        let offset = |byte: u32| {
            let byte = byte as usize;
            Value::from(dotnet::utf16::from_byte(&self.source.text, byte.min(length)) + byte.saturating_sub(length))
        };
        let line = |byte: u32| Value::from(self.source.line_column(byte).0 as usize);
        let column = |byte: u32| Value::from(self.source.line_column(byte).1 as usize);
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "file" => self.source.file.clone().map_or(Value::Null, Value::from),
            "startlinenumber" => line(self.span.start),
            "startcolumnnumber" => column(self.span.start),
            "endlinenumber" => line(self.span.end),
            "endcolumnnumber" => column(self.span.end),
            "startoffset" => offset(self.span.start),
            "endoffset" => offset(self.span.end),
            "text" => Value::str(self.source.slice(self.span)),
            "startscriptposition" | "endscriptposition" => Value::Null,
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        Str::new(self.source.slice(self.span))
    }
}
