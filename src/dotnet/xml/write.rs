//! Writing nodes as text, on one line or indented.
//!
//! In:    a node.
//! Out:   text that reads back as the same nodes.
//!
//! Prefixes that are not declared where a node stands are declared on the way, so that a part of a
//! document can be written alone.

use super::{Kind, Node, XMLNS};

const INDENT: &str = "  ";

pub(super) fn outer(node: &Node) -> String {
    let mut writer = Writer::default();
    writer.node(node, 0);
    writer.out
}

pub(super) fn inner(node: &Node) -> String {
    match node.kind() {
        Kind::Element | Kind::Document | Kind::Fragment => {
            let mut writer = Writer::default();
            node.children().iter().for_each(|child| writer.node(child, 0));
            writer.out
        }
        Kind::Attribute => {
            let mut out = String::new();
            push_attribute_value(&node.value().unwrap_or_default(), &mut out);
            out
        }
        _ => String::new(),
    }
}

pub(super) fn indented(node: &Node) -> String {
    let mut writer = Writer { indent: true, ..Writer::default() };
    writer.node(node, 0);
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    indent: bool,
    /// Prefixes declared so far, and what they mean.
    scopes: Vec<(String, String)>,
}

impl Writer {
    fn node(&mut self, node: &Node, depth: usize) {
        let value = node.value().unwrap_or_default();
        match node.kind() {
            Kind::Document | Kind::Fragment => self.top(node),
            Kind::Element => self.element(node, depth),
            Kind::Attribute => self.attribute(&node.name(), &value),
            Kind::Text | Kind::Whitespace => push_text(&value, &mut self.out),
            Kind::CData => self.push(&["<![CDATA[", &value, "]]>"]),
            Kind::Comment => self.push(&["<!--", &value, "-->"]),
            Kind::Declaration => self.push(&["<?xml ", &value, "?>"]),
            Kind::DocumentType => {
                let inside = node.data().value.clone();
                self.push(&["<!DOCTYPE ", &inside, ">"]);
            }
            Kind::ProcessingInstruction => {
                let space = if value.is_empty() { "" } else { " " };
                self.push(&["<?", &node.name(), space, &value, "?>"]);
            }
        }
    }

    fn push(&mut self, pieces: &[&str]) {
        self.out.extend(pieces.iter().copied());
    }

    fn top(&mut self, node: &Node) {
        for (at, child) in node.children().iter().enumerate() {
            if at > 0 && self.indent {
                self.out.push('\n');
            }
            self.node(child, 0);
        }
    }

    fn element(&mut self, node: &Node, depth: usize) {
        let scopes = self.scopes.len();
        let name = node.name();
        self.push(&["<", &name]);
        let attributes = node.attributes();
        for attribute in attributes.iter().filter(|attribute| attribute.namespace() == XMLNS) {
            let prefix = if attribute.prefix().is_empty() { String::new() } else { attribute.local_name() };
            self.scopes.push((prefix, attribute.value().unwrap_or_default()));
        }
        let mut missing = Vec::new();
        self.declare(&node.prefix(), &node.namespace(), &mut missing);
        for attribute in &attributes {
            if !attribute.prefix().is_empty() && attribute.namespace() != XMLNS {
                self.declare(&attribute.prefix(), &attribute.namespace(), &mut missing);
            }
            self.out.push(' ');
            self.attribute(&attribute.name(), &attribute.value().unwrap_or_default());
        }
        for (name, namespace) in missing {
            self.out.push(' ');
            self.attribute(&name, &namespace);
        }
        if node.is_empty() {
            self.out.push_str(" />");
        } else {
            self.out.push('>');
            self.content(node, depth);
            self.push(&["</", &name, ">"]);
        }
        self.scopes.truncate(scopes);
    }

    /// Notes a declaration that a prefix needs and does not have.
    fn declare(&mut self, prefix: &str, namespace: &str, missing: &mut Vec<(String, String)>) {
        if prefix == "xml" {
            return;
        }
        let known = self.scopes.iter().rev().find(|(known, _)| known == prefix).map_or("", |(_, means)| means.as_str());
        if known == namespace {
            return;
        }
        self.scopes.push((prefix.to_owned(), namespace.to_owned()));
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        missing.push((name, namespace.to_owned()));
    }

    /// Text among the children keeps them all on one line.
    fn content(&mut self, node: &Node, depth: usize) {
        let children = node.children();
        let mixed = children.iter().any(|child| matches!(child.kind(), Kind::Text | Kind::CData | Kind::Whitespace));
        let lines = self.indent && !mixed && !children.is_empty();
        let outside = std::mem::replace(&mut self.indent, lines);
        for child in &children {
            self.line(lines, depth + 1);
            self.node(child, depth + 1);
        }
        self.line(lines, depth);
        self.indent = outside;
    }

    fn line(&mut self, wanted: bool, depth: usize) {
        if wanted {
            self.out.push('\n');
            self.out.push_str(&INDENT.repeat(depth));
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.push(&[name, "=\""]);
        push_attribute_value(value, &mut self.out);
        self.out.push('"');
    }
}

fn push_text(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            _ => out.push(character),
        }
    }
}

fn push_attribute_value(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#xA;"),
            '\t' => out.push_str("&#x9;"),
            _ => push_text(character.encode_utf8(&mut [0; 4]), out),
        }
    }
}
