//! Values to CLIXML.

use super::{NAMESPACE, span};
use crate::author::*;
use crate::markup::Element;
use crate::value::{SeqKind, SmallKind, TableKind};
use rustc_hash::FxHashMap;

/// A document under construction; objects that were written once are referred to by number.
pub struct Writer {
    root: Element,
    objects: FxHashMap<usize, usize>,
    /// Keeps what has a number alive, so that its address stays its own.
    held: Vec<Value>,
    types: Vec<Vec<Str>>,
    depth: i32,
}

impl Writer {
    pub fn new(depth: i32) -> Self {
        let root = Element::new("Objs").with("Version", "1.1.0.1").with("xmlns", NAMESPACE);
        Self { root, objects: FxHashMap::default(), held: Vec::new(), types: Vec::new(), depth }
    }

    /// For objects that travel between shells.
    pub fn for_wire() -> Self {
        Self::new(super::WIRE_DEPTH)
    }

    pub fn add(&mut self, s: &mut Session, value: &Value) -> Flow {
        let element = self.element(s, value, None, self.depth)?;
        self.root.push(element);
        Ok(())
    }

    /// One object of a stream, as the text of its element.
    pub fn one(&mut self, s: &mut Session, value: &Value, stream: &'static str) -> Result<String, Halt> {
        let element = self.element(s, value, None, self.depth)?;
        Ok(element.with_first("S", stream).to_line())
    }

    pub fn finish(self) -> String {
        self.root.to_indented()
    }

    fn element(&mut self, s: &mut Session, value: &Value, name: Option<&str>, depth: i32) -> Result<Element, Halt> {
        if value.is_null() {
            return Ok(named(Element::new("Nil"), name));
        }
        let plain = plain_element(s, value.base())?;
        match (plain, value) {
            (Some(element), Value::Object(object)) if object.borrow_notes().values.is_empty() => Ok(named(element, name)),
            (Some(element), Value::Object(_)) => {
                let mut whole = self.numbered(value, name);
                whole.push(element);
                self.notes(s, value, &mut whole, depth)?;
                Ok(whole)
            }
            (Some(element), _) => Ok(named(element, name)),
            (None, _) => self.object(s, value, name, depth),
        }
    }

    fn object(&mut self, s: &mut Session, value: &Value, name: Option<&str>, depth: i32) -> Result<Element, Halt> {
        if let Some(known) = value.identity().and_then(|address| self.objects.get(&address)) {
            return Ok(named(Element::new("Ref"), name).with("RefId", known.to_string()));
        }
        if depth < 0 {
            let text = to_str(s, value)?;
            return Ok(named(Element::new("S"), name).text(encoded(&text)));
        }
        let mut element = self.numbered(value, name);
        self.type_names(s, value, &mut element);
        match value.base() {
            Value::Table(table) if table.kind != TableKind::Set => {
                let mut entries = Element::new("DCT");
                for (key, item) in table.entries() {
                    let mut entry = Element::new("En");
                    entry.push(self.element(s, &key, Some("Key"), depth - 1)?);
                    entry.push(self.element(s, &item, Some("Value"), depth - 1)?);
                    entries.push(entry);
                }
                element.push(entries);
            }
            Value::Enum(e) => {
                element.push(Element::new("ToString").text(value.plain_text().to_string()));
                element.push(Element::new("I32").text(e.value.to_string()));
            }
            base => match crate::enumerate::items(s, base)? {
                Some(items) => {
                    let mut list = Element::new(list_name(base));
                    for item in &items {
                        list.push(self.element(s, item, None, depth - 1)?);
                    }
                    element.push(list);
                }
                None => self.properties(s, value, &mut element, depth)?,
            },
        }
        self.notes(s, value, &mut element, depth)?;
        Ok(element)
    }

    fn numbered(&mut self, value: &Value, name: Option<&str>) -> Element {
        let number = self.held.len();
        if let Some(address) = value.identity() {
            self.objects.insert(address, number);
        }
        self.held.push(value.clone());
        named(Element::new("Obj"), name).with("RefId", number.to_string())
    }

    fn type_names(&mut self, s: &Session, value: &Value, element: &mut Element) {
        let names = crate::member::type_names(s, value);
        if let Some(known) = self.types.iter().position(|known| *known == names) {
            element.push(Element::new("TNRef").with("RefId", known.to_string()));
            return;
        }
        let mut list = Element::new("TN").with("RefId", self.types.len().to_string());
        for name in &names {
            list.push(Element::new("T").text(name.to_string()));
        }
        element.push(list);
        self.types.push(names);
    }

    /// Properties of .NET objects; a custom object has notes only.
    fn properties(&mut self, s: &mut Session, value: &Value, element: &mut Element, depth: i32) -> Flow {
        if matches!(value, Value::Object(object) if object.is_custom()) {
            return Ok(());
        }
        let text = to_str(s, value)?;
        element.push(Element::new("ToString").text(encoded(&text)));
        let mut list = Element::new("Props");
        for name in crate::member::readable_properties(s, value.base())? {
            let found = match crate::member::get(s, value.base(), &name) {
                Err(Halt::Error(_)) => continue,
                other => other?,
            };
            list.push(self.element(s, &found, Some(&name), depth - 1)?);
        }
        if !list.children.is_empty() {
            element.push(list);
        }
        Ok(())
    }

    fn notes(&mut self, s: &mut Session, value: &Value, element: &mut Element, depth: i32) -> Flow {
        let Value::Object(object) = value else {
            return Ok(());
        };
        let notes: Vec<(Str, Value)> = object.borrow_notes().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        if notes.is_empty() {
            return Ok(());
        }
        let mut list = Element::new("MS");
        for (name, item) in notes {
            list.push(self.element(s, &item, Some(&name), depth - 1)?);
        }
        element.push(list);
        Ok(())
    }
}

fn named(element: Element, name: Option<&str>) -> Element {
    match name {
        Some(name) => element.with("N", encoded(name)),
        None => element,
    }
}

fn list_name(value: &Value) -> &'static str {
    match value {
        Value::Seq(seq) => match seq.kind {
            SeqKind::Array | SeqKind::List => "LST",
            SeqKind::Queue => "QUE",
            SeqKind::Stack => "STK",
        },
        _ => "IE",
    }
}

/// Values with an element of their own.
fn plain_element(s: &mut Session, value: &Value) -> Result<Option<Element>, Halt> {
    let name = match value {
        Value::Str(_) => "S",
        Value::Bool(_) => "B",
        Value::Int(_) => "I32",
        Value::Long(_) => "I64",
        Value::Double(_) => "Db",
        Value::Char(_) => "C",
        Value::Decimal(_) => "D",
        Value::DateTime(_) => "DT",
        Value::TimeSpan(_) => "TS",
        Value::Block(_) => "SBK",
        Value::Small(small) => match small.kind {
            SmallKind::Byte => "By",
            SmallKind::SByte => "SB",
            SmallKind::Short => "I16",
            SmallKind::UShort => "U16",
            SmallKind::UInt => "U32",
            SmallKind::ULong => "U64",
            SmallKind::Single => "Sg",
        },
        Value::Seq(seq) if seq.kind == SeqKind::Array && seq.element == Type::byte() => {
            let bytes: Vec<u8> = seq.snapshot().iter().map(|item| crate::convert::to_int(item).unwrap_or(0) as u8).collect();
            return Ok(Some(Element::new("BA").text(dotnet::bytes::to_base64(&bytes))));
        }
        Value::Native(native) => match native.type_of().full_name() {
            "System.Guid" => "G",
            "System.Uri" => "URI",
            "System.Version" => "Version",
            "System.Xml.XmlDocument" => "XD",
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let text = match value {
        Value::Bool(flag) => flag.to_string(),
        Value::Char(unit) => unit.to_string(),
        Value::DateTime(time) => time.to_format("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK").unwrap_or_default(),
        Value::TimeSpan(span) => span::to_text(*span),
        Value::Native(_) if name == "XD" => crate::member::get(s, value, "OuterXml")?.plain_text().to_string(),
        Value::Str(text) => encoded(text),
        Value::Block(block) => encoded(&block.text()),
        other => other.plain_text().to_string(),
    };
    Ok(Some(Element::new(name).text(text)))
}

/// Control characters as `_x000A_`, and underscores that would look like one.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let looks_coded = c == '_' && text[at..].len() >= 7 && text[at + 1..].starts_with('x');
        if c.is_control() || looks_coded {
            out.push_str(&format!("_x{:04X}_", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}
