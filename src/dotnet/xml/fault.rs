//! What can be wrong with XML or XPath, in .NET's words.

use std::fmt;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XmlFault {
    /// The text is no XML; with the sentence, and line and position if .NET tells them.
    Syntax {
        text: String,
        place: Option<(usize, usize)>,
    },
    OtherDocument,
    OwnDescendant,
    WrongChild,
    SecondRoot,
    NotAChild,
    NothingToRemove,
}

impl XmlFault {
    pub fn exception(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "System.Xml.XmlException",
            Self::OwnDescendant | Self::SecondRoot | Self::WrongChild => "System.InvalidOperationException",
            _ => "System.ArgumentException",
        }
    }
}

impl fmt::Display for XmlFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Syntax { text, place: None } => text,
            Self::Syntax { text, place: Some((line, column)) } => {
                return write!(out, "{text} Line {line}, position {column}.");
            }
            Self::OtherDocument => "The node to be inserted is from a different document context.",
            Self::OwnDescendant => "Cannot insert a node or any ancestor of that node as a child of itself.",
            Self::WrongChild => {
                "The specified node cannot be inserted as the valid child of this node, because the specified node is the wrong type."
            }
            Self::SecondRoot => "This document already has a 'DocumentElement' node.",
            Self::NotAChild => "The reference node is not a child of this node.",
            Self::NothingToRemove => "The node to be removed is not a child of this node.",
        })
    }
}

impl std::error::Error for XmlFault {}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XPathFault {
    /// The expression is none.
    Token(Box<str>),
    UnclosedString,
    NotANodeSet,
    UnknownFunction(Box<str>),
    ArgumentCount {
        function: Box<str>,
        expression: Box<str>,
    },
    /// A prefix, and no table to look it up in.
    NoNamespaces,
    UndefinedPrefix(Box<str>),
    TooDeep,
}

impl XPathFault {
    pub fn exception(&self) -> &'static str {
        "System.Xml.XPath.XPathException"
    }
}

impl fmt::Display for XPathFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Token(expression) => write!(out, "'{expression}' has an invalid token."),
            Self::UnclosedString => out.write_str("This is an unclosed string."),
            Self::NotANodeSet => out.write_str("Expression must evaluate to a node-set."),
            Self::UnknownFunction(name) => write!(out, "The function '{name}' does not exist."),
            Self::ArgumentCount { function, expression } => {
                write!(out, "Function '{function}' in '{expression}' has an invalid number of arguments.")
            }
            Self::NoNamespaces => {
                out.write_str("Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.")
            }
            Self::UndefinedPrefix(prefix) => write!(out, "Namespace prefix '{prefix}' is not defined."),
            Self::TooDeep => out.write_str("The expression is nested too deeply."),
        }
    }
}

impl std::error::Error for XPathFault {}
