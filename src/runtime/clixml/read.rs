//! CLIXML to values.

use super::span;
use crate::author::*;
use crate::value::{Seq, SeqKind};
use dotnet::xml::Node;

/// The objects of a document, in order.
pub fn parse(s: &mut Session, text: &str) -> Result<Vec<Value>, Halt> {
    Ok(parse_streams(s, text)?.into_iter().map(|(_, value)| value).collect())
}

/// The objects of a document with the streams they belong to; no name where none is written.
pub fn parse_streams(s: &mut Session, text: &str) -> Result<Vec<(String, Value)>, Halt> {
    Reader::default().document(s, text)
}

/// Remembers what later elements may refer to.
#[derive(Default)]
pub(super) struct Reader {
    objects: Vec<(String, Value)>,
    types: Vec<(String, Vec<Str>)>,
}

impl Reader {
    pub(super) fn document(&mut self, s: &mut Session, text: &str) -> Result<Vec<(String, Value)>, Halt> {
        let document = Node::parse(text, false).map_err(|fault| wrong(&fault.to_string()))?;
        let Some(root) = document.document_element().filter(|root| root.local_name() == "Objs") else {
            return Err(wrong("Data at the root level is no CLIXML."));
        };
        let mut found = Vec::new();
        for child in elements(&root) {
            found.push((child.get_attribute("S"), self.value(s, &child)?));
        }
        Ok(found)
    }

    fn value(&mut self, s: &mut Session, node: &Node) -> Eval {
        match node.local_name().as_str() {
            "Obj" => self.object(s, node),
            "Ref" => {
                let wanted = node.get_attribute("RefId");
                let found = self.objects.iter().find(|(id, _)| *id == wanted);
                Ok(found.map_or(Value::Null, |(_, value)| value.clone()))
            }
            name => plain(s, name, &node.inner_text()),
        }
    }

    fn object(&mut self, s: &mut Session, node: &Node) -> Eval {
        let mut types: Vec<Str> = Vec::new();
        let mut base = None;
        let mut shown = None;
        let mut notes: Vec<(Str, Value)> = Vec::new();
        for child in elements(node) {
            match child.local_name().as_str() {
                "TN" => {
                    types = elements(&child).iter().map(|name| Str::from(name.inner_text())).collect();
                    self.types.push((child.get_attribute("RefId"), types.clone()));
                }
                "TNRef" => {
                    let wanted = child.get_attribute("RefId");
                    types = self.types.iter().find(|(id, _)| *id == wanted).map_or_else(Vec::new, |(_, names)| names.clone());
                }
                "ToString" => shown = Some(decoded(&child.inner_text())),
                "DCT" => base = Some(self.dictionary(s, &child)?),
                name @ ("LST" | "IE" | "QUE" | "STK") => base = Some(self.list(s, &child, name)?),
                "Props" | "MS" => {
                    for member in elements(&child) {
                        let value = self.value(s, &member)?;
                        notes.push((decoded(&member.get_attribute("N")).into(), value));
                    }
                }
                name => base = Some(plain(s, name, &child.inner_text())?),
            }
        }
        let value = built(types, base, shown, notes);
        self.objects.push((node.get_attribute("RefId"), value.clone()));
        Ok(value)
    }

    fn dictionary(&mut self, s: &mut Session, node: &Node) -> Eval {
        let table = Table::hashtable();
        for entry in elements(node) {
            let mut parts = Vec::new();
            for part in elements(&entry) {
                parts.push(self.value(s, &part)?);
            }
            if let [key, item] = parts.as_slice() {
                table.insert(key.clone(), item.clone());
            }
        }
        Ok(Value::table(table))
    }

    fn list(&mut self, s: &mut Session, node: &Node, name: &str) -> Eval {
        let mut items = Vec::new();
        for item in elements(node) {
            items.push(self.value(s, &item)?);
        }
        let seq = match name {
            "QUE" => Seq::new(SeqKind::Queue, Type::of("System.Collections.Queue"), Type::object(), items),
            "STK" => {
                items.reverse();
                Seq::new(SeqKind::Stack, Type::of("System.Collections.Stack"), Type::object(), items)
            }
            _ => Seq::array_list(items),
        };
        Ok(Value::Seq(Rc::new(seq)))
    }
}

/// The value with its notes; its type names say where it comes from.
fn built(types: Vec<Str>, base: Option<Value>, shown: Option<String>, notes: Vec<(Str, Value)>) -> Value {
    let is_plain = types.is_empty();
    if let (Some(base), true, true) = (&base, is_plain, notes.is_empty()) {
        return base.clone();
    }
    let object = match base {
        Some(base) => Object::wrapping(base),
        None => Object::custom(),
    };
    for (name, value) in notes {
        object.set_note(&name, value);
    }
    if let Some(text) = shown.filter(|_| object.is_custom()) {
        object.set_member(to_string_member(text));
    }
    if !is_plain {
        object.set_types(types.iter().map(|name| deserialized(name)).collect());
    }
    Value::object(object)
}

fn deserialized(name: &str) -> Str {
    if name.starts_with("Deserialized.") { Str::new(name) } else { format!("Deserialized.{name}").into() }
}

/// What the object's `ToString` said when it was written.
fn to_string_member(text: String) -> crate::value::MemberDef {
    crate::value::MemberDef {
        name: Str::new_static("ToString"),
        symbol: Symbol::of("ToString"),
        kind: crate::value::MemberKind::Note(Value::from(text)),
        hidden: true,
    }
}

fn elements(node: &Node) -> Vec<Node> {
    node.children().into_iter().filter(|child| child.kind() == dotnet::xml::Kind::Element).collect()
}

fn plain(s: &mut Session, name: &str, text: &str) -> Eval {
    let ty = match name {
        "Nil" => return Ok(Value::Null),
        "S" => return Ok(Value::from(decoded(text))),
        "B" => return Ok(Value::Bool(text == "true")),
        "C" => return Ok(text.parse::<u16>().map_or(Value::Null, Value::Char)),
        "TS" => {
            return span::parse(text).map(Value::TimeSpan).ok_or_else(|| wrong("A time span is not written as one."));
        }
        "BA" => {
            let bytes = dotnet::bytes::from_base64(text).map_err(|fault| wrong(&fault.to_string()))?;
            return Ok(Value::bytes(&bytes));
        }
        "SBK" => {
            let block = crate::eval::make_function(s, &decoded(text))?;
            return Ok(Value::Block(block));
        }
        "I32" => Type::int(),
        "I64" => Type::long(),
        "Db" => Type::double(),
        "D" => Type::decimal(),
        "By" => Type::byte(),
        "SB" => Type::sbyte(),
        "I16" => Type::short(),
        "U16" => Type::ushort(),
        "U32" => Type::uint(),
        "U64" => Type::ulong(),
        "Sg" => Type::single(),
        "DT" => return date(text),
        "G" => Type::of("System.Guid"),
        "URI" => Type::of("System.Uri"),
        "Version" => Type::of("System.Version"),
        "XD" => Type::of("System.Xml.XmlDocument"),
        other => return Err(wrong(&format!("The element {other} is no part of CLIXML."))),
    };
    Ok(to_type(s, &Value::str(text), ty)?)
}

fn date(text: &str) -> Eval {
    use dotnet::datetime::{DateTimeStyles, parse};
    parse(text, DateTimeStyles::ROUNDTRIP_KIND).map(Value::DateTime).map_err(|fault| wrong(&fault.to_string()))
}

/// `_x000A_` back to the character.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        let code = rest.get(at + 2..at + 6).filter(|_| rest.get(at + 6..at + 7) == Some("_"));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                out.push(c);
                rest = &rest[at + 7..];
            }
            None => {
                out.push_str("_x");
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn wrong(reason: &str) -> Halt {
    let exception = "System.Xml.XmlException";
    Fault::new(exception, exception, Category::NotSpecified, reason.to_owned()).into()
}
