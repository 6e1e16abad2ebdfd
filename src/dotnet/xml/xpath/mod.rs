//! XPath 1.0 over a document.
//!
//! In:    an expression, a context node, and perhaps a table of prefixes.
//! Out:   nodes in document order, or a text, number or truth.
//! Never: changes the document.
//!
//! `parse` makes an `Expr`, `eval` walks it, `functions` has the core library.

mod eval;
mod functions;
mod parse;

use super::Node;
use super::fault::XPathFault;

/// Prefixes and the namespaces they stand for in expressions.
#[derive(Clone, Debug, Default)]
pub struct Namespaces {
    list: Vec<(Box<str>, Box<str>)>,
}

impl Namespaces {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn add(&mut self, prefix: &str, namespace: &str) {
        self.list.push((prefix.into(), namespace.into()));
    }

    pub fn lookup(&self, prefix: &str) -> Option<&str> {
        self.list.iter().rev().find(|(known, _)| **known == *prefix).map(|(_, namespace)| &**namespace)
    }
}

/// What an expression may come to.
#[derive(Clone, Debug, PartialEq)]
pub enum XPathValue {
    Nodes(Vec<Node>),
    Text(String),
    Number(f64),
    Truth(bool),
}

pub(super) fn select(node: &Node, expression: &str, namespaces: Option<&Namespaces>) -> Result<Vec<Node>, XPathFault> {
    match evaluate(node, expression, namespaces)? {
        XPathValue::Nodes(nodes) => Ok(nodes),
        _ => Err(XPathFault::NotANodeSet),
    }
}

pub(super) fn evaluate(node: &Node, expression: &str, namespaces: Option<&Namespaces>) -> Result<XPathValue, XPathFault> {
    let parsed = parse::parse(expression)?;
    let nodes = node.tree.nodes.borrow();
    let scene = eval::Scene { nodes: &nodes, namespaces, expression };
    let value = scene.eval(&parsed, eval::Context { node: node.id, position: 1, size: 1 })?;
    Ok(match value {
        eval::Value::Nodes(ids) => XPathValue::Nodes(ids.into_iter().filter_map(|id| node.at(id)).collect()),
        eval::Value::Text(text) => XPathValue::Text(text),
        eval::Value::Number(number) => XPathValue::Number(number),
        eval::Value::Truth(truth) => XPathValue::Truth(truth),
    })
}
