//! Reading XML into a document.
//!
//! In:    text.
//! Out:   nodes below a document, or the first mistake with its line and position.
//! Never: follows entities other than the five of XML and numbers.

use std::rc::Rc;

use super::fault::XmlFault;
use super::{Data, Kind, Node, XML, XMLNS};

/// Elements inside each other.
const DEPTH_MAX: usize = 2_000;
/// .NET looks this far ahead to know what a `<` begins, and refuses a document that ends sooner.
const MARKUP_LOOK_AHEAD: usize = 4;

pub(super) fn read(text: &str, keep_white: bool, document: &Node) -> Result<(), XmlFault> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut nodes = document.tree.nodes.borrow_mut();
    Reader { text, at: 0, keep_white, nodes: &mut nodes, open: Vec::new(), scopes: Vec::new() }.document()
}

struct Open {
    id: u32,
    name_at: usize,
    /// Length of the scopes before this element declared its own.
    scopes: usize,
}

struct Reader<'t, 'd> {
    text: &'t str,
    at: usize,
    keep_white: bool,
    nodes: &'d mut Vec<Data>,
    open: Vec<Open>,
    scopes: Vec<(Box<str>, Rc<str>)>,
}

impl<'t> Reader<'t, '_> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn fault_at(&self, at: usize, text: impl Into<String>) -> XmlFault {
        let before = &self.text[..at.min(self.text.len())];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        let column = before[line_start..].encode_utf16().count() + 1;
        XmlFault::Syntax { text: text.into(), place: Some((line, column)) }
    }

    fn fault(&self, text: impl Into<String>) -> XmlFault {
        self.fault_at(self.at, text)
    }

    fn end_of_file(&self) -> XmlFault {
        let names: Vec<String> = self.open.iter().rev().map(|open| self.nodes[open.id as usize].name()).collect();
        if names.is_empty() {
            return self.fault_at(self.text.len(), "Unexpected end of file has occurred.");
        }
        let text = format!("Unexpected end of file has occurred. The following elements are not closed: {}.", names.join(", "));
        self.fault_at(self.text.len(), text)
    }

    fn add(&mut self, data: Data) -> u32 {
        let id = self.nodes.len() as u32;
        let parent = self.open.last().map_or(0, |open| open.id);
        self.nodes.push(Data { parent, ..data });
        self.nodes[parent as usize].children.push(id);
        id
    }

    fn document(mut self) -> Result<(), XmlFault> {
        while self.at < self.text.len() {
            if self.rest().starts_with('<') {
                self.markup()?;
            } else {
                self.characters()?;
            }
        }
        if !self.open.is_empty() {
            return Err(self.end_of_file());
        }
        if !self.has_root() {
            return Err(XmlFault::Syntax { text: "Root element is missing.".to_owned(), place: None });
        }
        Ok(())
    }

    fn has_root(&self) -> bool {
        self.nodes[0].children.iter().any(|id| self.nodes[*id as usize].kind == Kind::Element)
    }

    fn markup(&mut self) -> Result<(), XmlFault> {
        let rest = self.rest();
        if self.open.is_empty() && rest.len() < MARKUP_LOOK_AHEAD {
            return Err(self.fault("Data at the root level is invalid."));
        }
        if rest.starts_with("<!--") {
            let text = self.enclosed("<!--", "-->")?;
            self.add(Data::new(Kind::Comment, text));
        } else if rest.starts_with("<![CDATA[") {
            if self.open.is_empty() {
                return Err(self.fault("Data at the root level is invalid."));
            }
            let text = unified(self.enclosed("<![CDATA[", "]]>")?);
            self.add(Data::new(Kind::CData, &text));
        } else if rest.starts_with("<!DOCTYPE") {
            self.document_type()?;
        } else if rest.starts_with("<?") {
            self.instruction()?;
        } else if rest.starts_with("</") {
            self.end_tag()?;
        } else {
            self.start_tag()?;
        }
        Ok(())
    }

    fn enclosed(&mut self, start: &str, end: &str) -> Result<&'t str, XmlFault> {
        let inside = &self.rest()[start.len()..];
        let Some(length) = inside.find(end) else {
            return Err(self.end_of_file());
        };
        self.at += start.len() + length + end.len();
        Ok(&inside[..length])
    }

    fn document_type(&mut self) -> Result<(), XmlFault> {
        let (mut depth, mut end) = (0, None);
        for (at, mark) in self.rest().char_indices() {
            match mark {
                '[' => depth += 1,
                ']' => depth -= 1,
                '>' if depth == 0 => {
                    end = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let end = end.ok_or_else(|| self.end_of_file())?;
        let inside = self.rest()["<!DOCTYPE".len()..end].trim();
        let name = inside.split(|mark: char| mark.is_whitespace() || mark == '[').next().unwrap_or_default();
        self.add(Data { value: inside.to_owned(), ..Data::named(Kind::DocumentType, name, "".into()) });
        self.at += end + 1;
        Ok(())
    }

    fn instruction(&mut self) -> Result<(), XmlFault> {
        let start = self.at;
        let inside = self.enclosed("<?", "?>")?;
        let (target, text) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        if target != "xml" {
            let data = Data::named(Kind::ProcessingInstruction, target, "".into());
            self.add(Data { value: text.trim_start().to_owned(), ..data });
            return Ok(());
        }
        if start != 0 {
            let text = "Unexpected XML declaration. The XML declaration must be the first node in the document, and no \
                        whitespace characters are allowed to appear before it.";
            return Err(self.fault_at(start + 2, text));
        }
        self.add(Data::new(Kind::Declaration, text.trim()));
        Ok(())
    }

    fn name(&mut self) -> Result<&'t str, XmlFault> {
        let rest = self.rest();
        match rest.chars().next() {
            Some(first) if is_name_start(first) => {}
            Some(first) => {
                let text = format!("Name cannot begin with the '{first}' character, hexadecimal value 0x{:02X}.", first as u32);
                return Err(self.fault(text));
            }
            None => return Err(self.end_of_file()),
        }
        let length = rest.find(|next| !is_name(next)).unwrap_or(rest.len());
        self.at += length;
        Ok(&rest[..length])
    }

    fn skip_white(&mut self) -> bool {
        let trimmed = self.rest().trim_start_matches(is_white);
        let skipped = self.rest().len() - trimmed.len();
        self.at += skipped;
        skipped > 0
    }

    fn end_tag(&mut self) -> Result<(), XmlFault> {
        self.at += 2;
        let name_at = self.at;
        let name = self.name()?;
        let Some(open) = self.open.pop() else {
            return Err(self.fault_at(name_at, "Unexpected end tag."));
        };
        let started = self.nodes[open.id as usize].name();
        if started != name {
            let XmlFault::Syntax { place: Some((line, column)), .. } = self.fault_at(open.name_at, "") else {
                return Err(self.end_of_file());
            };
            let text = format!("The '{started}' start tag on line {line} position {column} does not match the end tag of '{name}'.");
            return Err(self.fault_at(name_at, text));
        }
        self.scopes.truncate(open.scopes);
        self.skip_white();
        self.expect('>')
    }

    fn expect(&mut self, wanted: char) -> Result<(), XmlFault> {
        match self.rest().chars().next() {
            Some(next) if next == wanted => {
                self.at += wanted.len_utf8();
                Ok(())
            }
            Some(next) => Err(self.fault(format!("'{next}' is an unexpected token. The expected token is '{wanted}'."))),
            None => Err(self.end_of_file()),
        }
    }

    fn start_tag(&mut self) -> Result<(), XmlFault> {
        let start = self.at;
        if self.open.is_empty() && self.has_root() {
            return Err(self.fault_at(start + 1, "There are multiple root elements."));
        }
        if self.open.len() == DEPTH_MAX {
            return Err(self.fault("The elements are nested too deeply."));
        }
        self.at += 1;
        let name_at = self.at;
        let name = self.name()?;
        let attributes = self.attributes()?;
        let scopes = self.scopes.len();
        for (attribute, _, value) in &attributes {
            if let Some(prefix) = declared_prefix(attribute) {
                self.scopes.push((prefix.into(), value.as_str().into()));
            }
        }
        let namespace = self.resolve(name, name_at, true)?;
        let id = self.add(Data::named(Kind::Element, name, namespace));
        for (attribute, at, value) in attributes {
            let namespace = self.resolve(attribute, at, false)?;
            let data = Data { value, parent: id, ..Data::named(Kind::Attribute, attribute, namespace) };
            self.nodes.push(data);
            let attribute = self.nodes.len() as u32 - 1;
            self.nodes[id as usize].attributes.push(attribute);
        }
        if self.rest().starts_with("/>") {
            self.at += 2;
            self.scopes.truncate(scopes);
            self.nodes[id as usize].empty = true;
            return Ok(());
        }
        self.expect('>')?;
        self.open.push(Open { id, name_at, scopes });
        Ok(())
    }

    fn attributes(&mut self) -> Result<Vec<(&'t str, usize, String)>, XmlFault> {
        let mut found: Vec<(&'t str, usize, String)> = Vec::new();
        loop {
            let spaced = self.skip_white();
            match self.rest().chars().next() {
                None => return Err(self.end_of_file()),
                Some('>') => return Ok(found),
                Some('/') if self.rest().starts_with("/>") => return Ok(found),
                Some(next) if !spaced && !found.is_empty() => {
                    return Err(self.fault(format!("'{next}' is an unexpected token. Expecting white space.")));
                }
                Some(_) => {}
            }
            let at = self.at;
            let name = self.name()?;
            self.skip_white();
            self.expect('=')?;
            self.skip_white();
            let value = self.attribute_value()?;
            if found.iter().any(|(known, ..)| *known == name) {
                return Err(self.fault_at(at, format!("'{name}' is a duplicate attribute name.")));
            }
            found.push((name, at, value));
        }
    }

    fn attribute_value(&mut self) -> Result<String, XmlFault> {
        let quote = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            Some(next) => {
                return Err(self.fault(format!("'{next}' is an unexpected token. The expected token is '\"' or '''.")));
            }
            None => return Err(self.end_of_file()),
        };
        self.at += 1;
        let Some(length) = self.rest().find(quote) else {
            return Err(self.end_of_file());
        };
        let raw = &self.rest()[..length];
        if let Some(at) = raw.find('<') {
            return Err(self.fault_at(self.at + at, "'<', hexadecimal value 0x3C, is an invalid attribute character."));
        }
        let value = self.decode(raw)?.replace(['\n', '\t'], " ");
        self.at += length + 1;
        Ok(value)
    }

    fn resolve(&self, name: &str, at: usize, is_element: bool) -> Result<Rc<str>, XmlFault> {
        let prefix = match name.split_once(':') {
            _ if name == "xmlns" => return Ok(XMLNS.into()),
            Some(("xmlns", _)) => return Ok(XMLNS.into()),
            Some(("xml", _)) => return Ok(XML.into()),
            Some((prefix, _)) => prefix,
            None if is_element => "",
            None => return Ok("".into()),
        };
        let known = self.scopes.iter().rev().find(|(known, _)| **known == *prefix);
        match known {
            Some((_, namespace)) => Ok(namespace.clone()),
            None if prefix.is_empty() => Ok("".into()),
            None => Err(self.fault_at(at, format!("'{prefix}' is an undeclared prefix."))),
        }
    }

    fn characters(&mut self) -> Result<(), XmlFault> {
        let length = self.rest().find('<').unwrap_or(self.rest().len());
        let raw = &self.rest()[..length];
        let blank = raw.chars().all(is_white);
        if self.open.is_empty() {
            if !blank {
                let skipped = raw.len() - raw.trim_start_matches(is_white).len();
                return Err(self.fault_at(self.at + skipped, "Data at the root level is invalid."));
            }
        } else if blank {
            if self.keep_white || self.keeps_space() {
                self.add(Data::new(Kind::Whitespace, &unified(raw)));
            }
        } else {
            let text = self.decode(raw)?;
            self.add(Data::new(Kind::Text, &text));
        }
        self.at += length;
        Ok(())
    }

    /// `xml:space="preserve"` on an element around.
    fn keeps_space(&self) -> bool {
        let said = self.open.iter().rev().find_map(|open| {
            let attributes = &self.nodes[open.id as usize].attributes;
            let nodes = attributes.iter().map(|id| &self.nodes[*id as usize]);
            nodes.into_iter().find(|data| &*data.prefix == "xml" && &*data.local == "space").map(|data| data.value.clone())
        });
        said.is_some_and(|value| value == "preserve")
    }

    /// Entities and line ends.
    fn decode(&self, raw: &str) -> Result<String, XmlFault> {
        let raw = unified(raw);
        let mut out = String::with_capacity(raw.len());
        let mut rest = raw.as_str();
        while let Some(at) = rest.find('&') {
            out.push_str(&rest[..at]);
            let name_at = self.at + (raw.len() - rest.len()) + at + 1;
            let after = &rest[at + 1..];
            let name = after
                .split_once(';')
                .map(|(name, _)| name)
                .filter(|name| !name.is_empty() && (name.starts_with('#') || name.chars().all(is_name)));
            let Some(name) = name else {
                let length = after.find(|next| !is_name(next)).unwrap_or(after.len());
                return Err(self.fault_at(name_at + length, "An error occurred while parsing EntityName."));
            };
            match entity(name) {
                Some(character) => out.push(character),
                None if name.starts_with('#') => {
                    return Err(self.fault_at(name_at, "Invalid character reference."));
                }
                None => {
                    return Err(self.fault_at(name_at, format!("Reference to undeclared entity '{name}'.")));
                }
            }
            rest = &after[name.len() + 1..];
        }
        out.push_str(rest);
        Ok(out)
    }
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let value = match number.strip_prefix('x') {
            Some(digits) => u32::from_str_radix(digits, 16).ok(),
            None => number.parse().ok(),
        };
        return value.and_then(char::from_u32).filter(|character| *character != '\0');
    }
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

fn declared_prefix(attribute: &str) -> Option<&str> {
    match attribute {
        "xmlns" => Some(""),
        _ => attribute.strip_prefix("xmlns:"),
    }
}

/// XML knows one line end.
fn unified(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

fn is_white(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

fn is_name_start(character: char) -> bool {
    character.is_alphabetic() || matches!(character, '_' | ':')
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | ':' | '-' | '.' | '\u{B7}' | '\u{300}'..='\u{36F}')
}
