//! Nodes to text.

/// What is written; numbers are ready as text.
pub enum Node {
    Null,
    Raw(String),
    Text(String),
    Array(Vec<Node>),
    Object(Vec<(String, Node)>),
}

/// `-EscapeHandling`.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum Escape {
    #[default]
    Default,
    NonAscii,
    Html,
}

/// Blanks per level.
const INDENT: usize = 2;

pub fn to_text(node: &Node, compress: bool, escape: Escape) -> String {
    let mut writer = Writer { text: String::new(), compress, escape };
    writer.node(node, 0);
    writer.text
}

struct Writer {
    text: String,
    compress: bool,
    escape: Escape,
}

impl Writer {
    fn node(&mut self, node: &Node, level: usize) {
        match node {
            Node::Null => self.text.push_str("null"),
            Node::Raw(text) => self.text.push_str(text),
            Node::Text(text) => self.quoted(text),
            Node::Array(items) if items.is_empty() => self.text.push_str("[]"),
            Node::Object(members) if members.is_empty() => self.text.push_str("{}"),
            Node::Array(items) => {
                self.text.push('[');
                for (at, item) in items.iter().enumerate() {
                    self.before(at, level + 1);
                    self.node(item, level + 1);
                }
                self.line(level);
                self.text.push(']');
            }
            Node::Object(members) => {
                self.text.push('{');
                for (at, (name, member)) in members.iter().enumerate() {
                    self.before(at, level + 1);
                    self.quoted(name);
                    self.text.push_str(if self.compress { ":" } else { ": " });
                    self.node(member, level + 1);
                }
                self.line(level);
                self.text.push('}');
            }
        }
    }

    fn before(&mut self, at: usize, level: usize) {
        if at > 0 {
            self.text.push(',');
        }
        self.line(level);
    }

    fn line(&mut self, level: usize) {
        if self.compress {
            return;
        }
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', level * INDENT));
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            self.character(c);
        }
        self.text.push('"');
    }

    fn character(&mut self, c: char) {
        let is_html = self.escape == Escape::Html;
        match c {
            '"' if !is_html => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            '\u{8}' => self.text.push_str("\\b"),
            '\u{c}' => self.text.push_str("\\f"),
            '"' | '<' | '>' | '&' | '\'' if is_html => self.units(c),
            '\u{0}'..='\u{1f}' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.units(c),
            c if self.escape == Escape::NonAscii && !c.is_ascii() => self.units(c),
            c => self.text.push(c),
        }
    }

    fn units(&mut self, c: char) {
        let mut buffer = [0u16; 2];
        for unit in c.encode_utf16(&mut buffer) {
            self.text.push_str(&format!("\\u{unit:04x}"));
        }
    }
}
