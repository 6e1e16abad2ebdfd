//! The parser as .NET objects: `[Parser]::ParseInput`, parse errors, extents, the outermost tree.
//!
//! Only what scripts ask about: errors and places. The nodes below the outermost one are not objects.

use super::args::{text, value};
use super::reference::Reference;
use crate::fault::Eval;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use lang::tree::ScriptBlock;
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

struct TreeObject {
    tree: Rc<ScriptBlock>,
}

impl Native for TreeObject {
    fn type_of(&self) -> Type {
        named("ScriptBlockAst")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Extent", "Parent"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
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
