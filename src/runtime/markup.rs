//! XML under construction.
//!
//! In:    names, attributes, text, children.
//! Out:   its text, in one line or indented.
//! Never: reads XML; `dotnet::xml` does.

/// An element; text and children do not mix.
pub struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    pub text: Option<String>,
    pub children: Vec<Element>,
}

const INDENT: &str = "  ";

impl Element {
    pub fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), text: None, children: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// The same with the attribute before all others.
    #[must_use]
    pub fn with_first(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.insert(0, (name, value.into()));
        self
    }

    #[must_use]
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    pub fn push(&mut self, child: Element) {
        self.children.push(child);
    }

    pub fn to_line(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// Each child in a line of its own.
    pub fn to_indented(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out
    }

    fn write(&self, out: &mut String, level: Option<usize>) {
        out.push('<');
        out.push_str(self.name);
        for (name, value) in &self.attributes {
            out.push_str(&format!(" {name}=\"{}\"", escaped(value, true)));
        }
        match (&self.text, self.children.is_empty()) {
            (Some(text), true) => out.push_str(&format!(">{}</{}>", escaped(text, false), self.name)),
            (None, true) => out.push_str(" />"),
            _ => {
                out.push('>');
                for child in &self.children {
                    line_break(out, level.map(|level| level + 1));
                    child.write(out, level.map(|level| level + 1));
                }
                line_break(out, level);
                out.push_str(&format!("</{}>", self.name));
            }
        }
    }
}

fn line_break(out: &mut String, level: Option<usize>) {
    if let Some(level) = level {
        out.push('\n');
        out.push_str(&INDENT.repeat(level));
    }
}

pub fn escaped(text: &str, in_attribute: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
