//! XML documents: `[xml]`, its nodes, and lists of them.
//!
//! In:    nodes of `dotnet::xml`, names of members.
//! Out:   what PowerShell's XML adapter gives: attributes and child elements as properties, text elements as text.
//! Never: fetches anything a document points to.

use super::args::{bad_argument, enum_of, flag, int, invalid_operation, is_null, null_argument, raise, text, value};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::xml::{Kind, Namespaces, Node, XPathValue};
use std::cell::{Cell, RefCell};

/// A node as a value.
#[derive(Clone, PartialEq)]
pub struct XmlNode(pub Node);

pub fn of(node: Node) -> Value {
    Value::native(XmlNode(node))
}

fn or_null(node: Option<Node>) -> Value {
    node.map_or(Value::Null, of)
}

/// Text to a document.
pub fn parse(text: &str) -> Eval {
    Node::parse(text, false).map(of).map_err(|f| raise(f.exception(), &f))
}

pub fn construct_document() -> Eval {
    Ok(of(Node::new_document()))
}

impl XmlNode {
    fn class(&self) -> &'static str {
        match self.0.kind() {
            Kind::Element => "System.Xml.XmlElement",
            Kind::Attribute => "System.Xml.XmlAttribute",
            Kind::Text => "System.Xml.XmlText",
            Kind::CData => "System.Xml.XmlCDataSection",
            Kind::ProcessingInstruction => "System.Xml.XmlProcessingInstruction",
            Kind::Comment => "System.Xml.XmlComment",
            Kind::Document => "System.Xml.XmlDocument",
            Kind::DocumentType => "System.Xml.XmlDocumentType",
            Kind::Fragment => "System.Xml.XmlDocumentFragment",
            Kind::Whitespace => "System.Xml.XmlWhitespace",
            Kind::Declaration => "System.Xml.XmlDeclaration",
        }
    }

    fn node_type(&self) -> i64 {
        match self.0.kind() {
            Kind::Element => 1,
            Kind::Attribute => 2,
            Kind::Text => 3,
            Kind::CData => 4,
            Kind::ProcessingInstruction => 7,
            Kind::Comment => 8,
            Kind::Document => 9,
            Kind::DocumentType => 10,
            Kind::Fragment => 11,
            Kind::Whitespace => 13,
            Kind::Declaration => 17,
        }
    }

    /// Attributes and children of this name, as the adapter looks for them.
    fn named(&self, name: &str) -> Vec<Node> {
        let same = |n: &Node| n.kind() != Kind::Whitespace && crate::value::eq_ignore_case(&n.local_name(), name);
        self.0.attributes().into_iter().chain(self.0.children()).filter(same).collect()
    }

    /// Names of attributes and children, once each: the properties the adapter lists.
    pub fn adapted_names(&self) -> Vec<Str> {
        match self.0.kind() {
            Kind::Attribute => return vec![Str::new_static("#text")],
            Kind::Text | Kind::CData | Kind::Comment => return OF_TEXT.iter().map(|name| Str::new_static(name)).collect(),
            _ => {}
        }
        let mut names: Vec<Str> = Vec::new();
        for node in self.0.attributes().into_iter().chain(self.0.children()) {
            let name = Str::from(node.local_name());
            if node.kind() != Kind::Whitespace && !names.iter().any(|n| crate::value::eq_ignore_case(n, &name)) {
                names.push(name);
            }
        }
        names
    }

    pub fn adapted(&self, name: &str) -> Option<Value> {
        if self.0.kind() == Kind::Attribute && name.eq_ignore_ascii_case("#text") {
            return Some(Value::from(self.0.value().unwrap_or_default()));
        }
        let found = self.named(name);
        match found.len() {
            0 => None,
            1 => found.into_iter().next().map(shown),
            _ => Some(Value::array(found.into_iter().map(shown).collect())),
        }
    }
}

/// A text has no nodes below it: its own properties are all there is to see.
const OF_TEXT: [&str; 24] = [
    "Name",
    "LocalName",
    "NodeType",
    "ParentNode",
    "Value",
    "PreviousText",
    "InnerText",
    "Data",
    "Length",
    "PreviousSibling",
    "NextSibling",
    "ChildNodes",
    "Attributes",
    "OwnerDocument",
    "FirstChild",
    "LastChild",
    "HasChildNodes",
    "NamespaceURI",
    "Prefix",
    "IsReadOnly",
    "OuterXml",
    "InnerXml",
    "SchemaInfo",
    "BaseURI",
];

/// A node with nothing but text is that text.
fn shown(node: Node) -> Value {
    if matches!(node.kind(), Kind::Attribute | Kind::Text) {
        return Value::from(node.value().unwrap_or_default());
    }
    if !node.attributes().is_empty() {
        return of(node);
    }
    let children = node.children();
    let only_text = children.len() == 1 && children[0].kind() == Kind::Text;
    if children.is_empty() || only_text { Value::from(node.inner_text()) } else { of(node) }
}

impl Native for XmlNode {
    fn type_of(&self) -> Type {
        Type::of(self.class())
    }

    fn properties(&self) -> &'static [&'static str] {
        &[]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        if let Some(found) = self.adapted(name) {
            return Some(Ok(found));
        }
        own_property(s, &self.0, &name.to_ascii_lowercase()).map(Ok)
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        let found = self.named(name);
        if found.is_empty() {
            return set_own(&self.0, &name.to_ascii_lowercase(), &new.plain_text());
        }
        let Value::Str(text) = new.base() else {
            return Some(Err(set_fault(
                "XmlNodeSetShouldBeAString",
                format!("Cannot set \"{name}\" because only strings can be used as values to set XmlNode properties."),
            )));
        };
        let simple =
            |n: &Node| n.kind() == Kind::Attribute || (n.attributes().is_empty() && n.children().iter().all(|c| c.kind() == Kind::Text));
        match &found[..] {
            [one] if simple(one) => {
                if one.kind() == Kind::Attribute {
                    one.set_value(text)
                } else {
                    one.set_inner_text(text)
                }
                Some(Ok(()))
            }
            _ => Some(Err(set_fault(
                "XmlNodeSetRestrictions",
                format!("Cannot set \"{name}\" because only unique attributes or unique non-attributed leaf nodes can be set."),
            ))),
        }
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        select(&self.0, &name, args)
            .or_else(|| tree(&self.0, &name, args))
            .or_else(|| attribute_call(&self.0, &name, args))
            .or_else(|| document_call(s, &self.0, &name, args))
    }

    fn text(&self) -> Str {
        self.0.local_name().into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<XmlNode>() == Some(self)
    }

    fn compares_by_value(&self) -> bool {
        true
    }

    fn type_names(&self) -> Option<Vec<Str>> {
        let namespace = self.0.namespace();
        let local = self.0.local_name();
        let mut names = Vec::new();
        if namespace.is_empty() {
            names.push(Str::from(format!("{}#{local}", self.class())));
        } else {
            names.push(Str::from(format!("{}#{namespace}#{local}", self.class())));
        }
        names.extend(self.type_of().chain().map(|t| Str::new(t.full_name())));
        Some(names)
    }
}

fn set_fault(id: &str, message: String) -> Halt {
    crate::fault::Fault::new("System.Management.Automation.SetValueException", id, crate::fault::Category::NotSpecified, message).into()
}

fn own_property(s: &mut Session, node: &Node, name: &str) -> Option<Value> {
    let is_document = node.kind() == Kind::Document;
    Some(match name {
        "name" => Value::from(node.name()),
        "localname" => Value::from(node.local_name()),
        "prefix" => Value::from(node.prefix()),
        "namespaceuri" => Value::from(node.namespace()),
        "value" | "data" => node.value().map_or(Value::Null, Value::from),
        "innertext" => Value::from(node.inner_text()),
        "innerxml" => Value::from(node.inner_xml()),
        "outerxml" => Value::from(node.outer_xml()),
        "nodetype" => enum_of("System.Xml.XmlNodeType", XmlNode(node.clone()).node_type()),
        "parentnode" => or_null(node.parent()),
        "ownerelement" => or_null(node.owner_element()),
        "ownerdocument" if is_document => Value::Null,
        "ownerdocument" => of(node.document()),
        "childnodes" => list("System.Xml.XmlChildNodes", node.children()),
        "firstchild" => or_null(node.first_child()),
        "lastchild" => or_null(node.last_child()),
        "nextsibling" => or_null(node.next_sibling()),
        "previoussibling" => or_null(node.previous_sibling()),
        "haschildnodes" => Value::Bool(node.has_children()),
        "attributes" if node.kind() == Kind::Element => list("System.Xml.XmlAttributeCollection", node.attributes()),
        "attributes" => Value::Null,
        "hasattributes" => Value::Bool(!node.attributes().is_empty()),
        "isempty" => Value::Bool(node.is_empty()),
        "isreadonly" => Value::Bool(false),
        "previoustext" => or_null(node.previous_sibling().filter(|before| before.kind() == Kind::Text)),
        "schemainfo" => super::construct(s, Type::of("System.Xml.Schema.XmlSchemaInfo"), &[]).ok()?,
        "baseuri" => Value::str(""),
        "specified" => Value::Bool(true),
        "documentelement" if is_document => or_null(node.document_element()),
        "preservewhitespace" if is_document => Value::Bool(false),
        "length" if matches!(node.kind(), Kind::Text | Kind::Comment | Kind::CData) => {
            Value::from(dotnet::utf16::length(&node.inner_text()))
        }
        "version" | "encoding" | "standalone" if node.kind() == Kind::Declaration => Value::from(declared(node, name)),
        _ => return None,
    })
}

/// A part of `<?xml version="1.0" encoding="utf-8"?>`.
fn declared(node: &Node, part: &str) -> String {
    let all = node.value().unwrap_or_default();
    let found = all.split_once(&format!("{part}=")).map(|(_, rest)| rest.trim_start());
    let quote = found.and_then(|rest| rest.chars().next()).unwrap_or('"');
    found.and_then(|rest| rest.get(1..)?.split(quote).next()).unwrap_or_default().to_owned()
}

fn set_own(node: &Node, name: &str, text: &str) -> Option<Result<(), Halt>> {
    match name {
        "innertext" => node.set_inner_text(text),
        "value" | "data" => node.set_value(text),
        "innerxml" => return Some(node.set_inner_xml(text).map_err(|f| raise(f.exception(), &f))),
        "preservewhitespace" | "prefix" | "isempty" | "xmlresolver" => {}
        _ => return None,
    }
    Some(Ok(()))
}

fn namespaces_of(args: &[Value]) -> Option<&Manager> {
    args.get(1).and_then(|v| v.as_native::<Manager>())
}

fn select(node: &Node, name: &str, args: &[Value]) -> Option<Eval> {
    let manager = namespaces_of(args).map(|m| m.names.borrow());
    let names = manager.as_deref();
    Some(match name {
        "selectnodes" => {
            node.select(&text(args, 0), names).map(|all| list("System.Xml.XPathNodeList", all)).map_err(|f| raise(f.exception(), &f))
        }
        "selectsinglenode" => node.select_single(&text(args, 0), names).map(or_null).map_err(|f| raise(f.exception(), &f)),
        "evaluate" => node.evaluate(&text(args, 0), names).map(evaluated).map_err(|f| raise(f.exception(), &f)),
        "getelementsbytagname" => Ok(list("System.Xml.XmlElementList", node.elements_by_name(&text(args, 0)))),
        "getelementbyid" => Ok(or_null(node.select_single(&format!("//*[@id='{}']", text(args, 0)), None).ok().flatten())),
        _ => return None,
    })
}

fn evaluated(value: XPathValue) -> Value {
    match value {
        XPathValue::Nodes(nodes) => list("System.Xml.XPathNodeList", nodes),
        XPathValue::Text(text) => Value::from(text),
        XPathValue::Number(number) => Value::Double(number),
        XPathValue::Truth(truth) => Value::Bool(truth),
    }
}

fn node_at(args: &[Value], at: usize) -> Option<Node> {
    args.get(at).and_then(|v| v.as_native::<XmlNode>()).map(|n| n.0.clone())
}

fn tree(node: &Node, name: &str, args: &[Value]) -> Option<Eval> {
    let changed =
        |made: Result<(), dotnet::xml::XmlFault>, result: &Node| made.map(|()| of(result.clone())).map_err(|f| raise(f.exception(), &f));
    let missing = || null_argument("node");
    Some(match name {
        "appendchild" | "prependchild" => match node_at(args, 0) {
            Some(new) => changed(if name == "appendchild" { node.append_child(&new) } else { node.prepend_child(&new) }, &new),
            None => Err(missing()),
        },
        "insertbefore" | "insertafter" => match node_at(args, 0) {
            Some(new) => {
                let reference = node_at(args, 1);
                let done = if name == "insertbefore" {
                    node.insert_before(&new, reference.as_ref())
                } else {
                    node.insert_after(&new, reference.as_ref())
                };
                changed(done, &new)
            }
            None => Err(missing()),
        },
        "removechild" => match node_at(args, 0) {
            Some(old) => changed(node.remove_child(&old), &old),
            None => Err(missing()),
        },
        "replacechild" => match (node_at(args, 0), node_at(args, 1)) {
            (Some(new), Some(old)) => changed(node.replace_child(&new, &old), &old),
            _ => Err(missing()),
        },
        "removeall" => {
            node.remove_all();
            Ok(Value::Empty)
        }
        "clonenode" | "clone" => Ok(of(node.clone_node(name == "clone" || flag(args, 0)))),
        "normalize" => Ok(Value::Empty),
        "getnamespaceofprefix" => Ok(Value::from(node.namespace_of_prefix(&text(args, 0)).unwrap_or_default())),
        "getenumerator" => Ok(super::enumerator::over("System.Xml.XmlChildEnumerator", node.children().into_iter().map(of).collect())),
        _ => return None,
    })
}

fn attribute_call(node: &Node, name: &str, args: &[Value]) -> Option<Eval> {
    if node.kind() != Kind::Element {
        return None;
    }
    let given = text(args, 0);
    Some(Ok(match name {
        "getattribute" => Value::from(node.get_attribute(&given)),
        "setattribute" => {
            let last = args.len() - 1;
            node.set_attribute(&given, &text(args, last));
            if args.len() == 3 { Value::from(text(args, 2)) } else { Value::Empty }
        }
        "hasattribute" => Value::Bool(node.attribute(&given).is_some()),
        "removeattribute" => {
            node.remove_attribute(&given);
            Value::Empty
        }
        "removeallattributes" => {
            for attribute in node.attributes() {
                node.remove_attribute(&attribute.name());
            }
            Value::Empty
        }
        "getattributenode" => or_null(node.attribute(&given)),
        "setattributenode" => match node_at(args, 0) {
            Some(attribute) => {
                node.append_attribute(&attribute);
                of(attribute)
            }
            None => {
                node.set_attribute(&given, "");
                or_null(node.attribute(&given))
            }
        },
        _ => return None,
    }))
}

fn document_call(s: &mut Session, node: &Node, name: &str, args: &[Value]) -> Option<Eval> {
    if let Some(made) = create(node, name, args) {
        return Some(made);
    }
    Some(match name {
        "load" => load(s, node, args),
        "loadxml" => replace_content(node, &text(args, 0)).map(|()| Value::Empty),
        "save" => save(s, node, args).map(|()| Value::Empty),
        "writeto" => match args.first() {
            Some(writer) => crate::member::call(s, writer, "WriteRaw", &[Value::from(node.outer_xml())]).map(|_| Value::Empty),
            None => Err(null_argument("w")),
        },
        "importnode" => match node_at(args, 0) {
            Some(other) => Ok(of(node.document().import(&other, flag(args, 1)))),
            None => Err(invalid_operation("Cannot import a null node.")),
        },
        _ => return None,
    })
}

fn create(node: &Node, name: &str, args: &[Value]) -> Option<Eval> {
    let first = text(args, 0);
    // Prefix, name and namespace, or name and namespace, or a name.
    let (qualified, namespace) = match args.len() {
        3 if !first.is_empty() => (Str::from(format!("{first}:{}", text(args, 1))), text(args, 2)),
        3 => (text(args, 1), text(args, 2)),
        2 => (first.clone(), text(args, 1)),
        _ => (first.clone(), Str::default()),
    };
    Some(Ok(of(match name {
        "createelement" | "createattribute" if qualified.is_empty() => {
            return Some(Err(bad_argument("The local name for elements or attributes cannot be null or an empty string.", "")));
        }
        "createelement" if !valid_name(&qualified) => return Some(Err(bad_name(&qualified))),
        "createelement" => node.create_element(&qualified, &namespace),
        "createattribute" => node.create_attribute(&qualified, &namespace),
        "createtextnode" => node.create_text(Kind::Text, &first),
        "createcomment" => node.create_text(Kind::Comment, &first),
        "createcdatasection" => node.create_text(Kind::CData, &first),
        "createwhitespace" | "createsignificantwhitespace" => node.create_text(Kind::Whitespace, &first),
        "createprocessinginstruction" => node.create_instruction(&first, &text(args, 1)),
        "createxmldeclaration" => node.create_declaration(&first, &text(args, 1), &text(args, 2)),
        "createdocumentfragment" => node.create_fragment(),
        "createnode" => return Some(create_node(node, args)),
        _ => return None,
    })))
}

fn valid_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == ':') && letters.all(|c| c.is_alphanumeric() || "_-.:".contains(c))
}

fn bad_name(name: &str) -> Halt {
    let wrong = |at: usize, c: char| !(c.is_alphanumeric() || "_-.:".contains(c)) || (at == 0 && !(c.is_alphabetic() || c == '_'));
    let bad = name.chars().enumerate().find(|(at, c)| wrong(*at, *c)).map_or(' ', |(_, c)| c);
    let message = format!("The '{bad}' character, hexadecimal value 0x{:02X}, cannot be included in a name.", bad as u32);
    thrown("System.Xml.XmlException", message)
}

/// `CreateNode(type, name, namespace)`, the type by name or number.
fn create_node(node: &Node, args: &[Value]) -> Eval {
    let kind = match value(args, 0).base() {
        Value::Enum(e) => e.value,
        other => match other.plain_text().to_ascii_lowercase().as_str() {
            "element" => 1,
            "attribute" => 2,
            "text" => 3,
            "cdatasection" => 4,
            "comment" => 8,
            _ => 0,
        },
    };
    let name = if args.len() == 4 && !text(args, 1).is_empty() {
        format!("{}:{}", text(args, 1), text(args, 2))
    } else {
        text(args, args.len().saturating_sub(2)).to_string()
    };
    let namespace = text(args, args.len().saturating_sub(1));
    Ok(of(match kind {
        1 => node.create_element(&name, &namespace),
        2 => node.create_attribute(&name, &namespace),
        3 => node.create_text(Kind::Text, ""),
        4 => node.create_text(Kind::CData, ""),
        8 => node.create_text(Kind::Comment, ""),
        _ => return Err(bad_argument("Cannot create node of this type.", "")),
    }))
}

/// Puts the nodes of a text in place of a document's own.
fn replace_content(document: &Node, text: &str) -> Result<(), Halt> {
    let new = Node::parse(text, false).map_err(|f| raise(f.exception(), &f))?;
    document.remove_all();
    for child in new.children() {
        let taken = document.import(&child, true);
        document.append_child(&taken).map_err(|f| raise(f.exception(), &f))?;
    }
    Ok(())
}

fn load(s: &mut Session, document: &Node, args: &[Value]) -> Eval {
    let content = match value(args, 0).base() {
        Value::Str(path) => {
            let full = super::io::checked(path)?;
            let raw = std::fs::read(&full).map_err(|e| super::io::fault(&e, &full))?;
            dotnet::encoding::Encoding::UTF8.read(&raw).into_owned()
        }
        _ => match args[0].as_native::<super::io::Stream>() {
            Some(stream) => {
                let raw = stream.inner.borrow_mut().read_all()?;
                dotnet::encoding::Encoding::UTF8.read(&raw).into_owned()
            }
            None => crate::member::call(s, &args[0], "ReadToEnd", &[])?.plain_text().to_string(),
        },
    };
    replace_content(document, &content)?;
    Ok(Value::Empty)
}

fn save(s: &mut Session, document: &Node, args: &[Value]) -> Result<(), Halt> {
    let text = document.to_indented();
    match value(args, 0).base() {
        Value::Str(path) => {
            let full = super::io::checked(path)?;
            let declared = document
                .first_child()
                .filter(|n| n.kind() == Kind::Declaration)
                .map(|n| declared(&n, "encoding"))
                .filter(|e| !e.is_empty());
            let encoding = declared.and_then(|e| dotnet::encoding::Encoding::find(&e));
            let raw = match encoding {
                Some(encoding) => [encoding.preamble(), &encoding.bytes(&text)].concat(),
                None => text.into_bytes(),
            };
            std::fs::write(&full, raw).map_err(|e| super::io::fault(&e, &full))
        }
        v if v.is_null() => Err(null_argument("filename")),
        _ => match args[0].as_native::<super::io::Stream>() {
            Some(stream) => stream.inner.borrow_mut().write(text.as_bytes()),
            None => crate::member::call(s, &args[0], "Write", &[Value::from(text)]).map(|_| ()),
        },
    }
}

/// `XmlNodeList` and its relatives; an attribute collection also finds by name.
pub struct NodeList {
    ty: &'static str,
    nodes: Vec<Node>,
}

fn list(ty: &'static str, nodes: Vec<Node>) -> Value {
    Value::native(NodeList { ty, nodes })
}

impl NodeList {
    fn item(&self, key: &Value) -> Value {
        match key.base() {
            Value::Str(name) => or_null(self.nodes.iter().find(|n| n.name() == name.as_str()).cloned()),
            other => {
                let at = super::args::whole(other);
                or_null(usize::try_from(at).ok().and_then(|at| self.nodes.get(at).cloned()))
            }
        }
    }
}

impl Native for NodeList {
    fn type_of(&self) -> Type {
        Type::of(self.ty)
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Count"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "count" | "length" => Some(Ok(Value::from(self.nodes.len()))),
            "itemof" => Some(Ok(Value::Null)),
            _ => None,
        }
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "item" | "get_item" | "getnameditem" | "itemof" => self.item(args.first()?),
            "getenumerator" => super::enumerator::over("System.Collections.IEnumerator", self.nodes.iter().cloned().map(of).collect()),
            "append" | "setnameditem" => {
                let (attribute, owner) = (node_at(args, 0)?, self.nodes.first().and_then(Node::owner_element)?);
                owner.append_attribute(&attribute);
                of(attribute)
            }
            "removenameditem" | "remove" => {
                let owner = self.nodes.first().and_then(Node::owner_element)?;
                owner.remove_attribute(&node_at(args, 0).map_or_else(|| text(args, 0).to_string(), |n| n.name()));
                Value::Empty
            }
            _ => return None,
        }))
    }

    fn enumerate(&self, _s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        Some(Ok(self.nodes.iter().cloned().map(of).collect()))
    }

    fn index(&self, _s: &mut Session, index: &[Value]) -> Option<Eval> {
        Some(Ok(self.item(index.first()?)))
    }

    fn text(&self) -> Str {
        let names: Vec<String> = self.nodes.iter().map(Node::local_name).collect();
        names.join(" ").into()
    }
}

/// `XmlNamespaceManager`.
pub struct Manager {
    pub names: RefCell<Namespaces>,
    count: Cell<i32>,
}

pub fn construct_manager() -> Eval {
    Ok(Value::native(Manager { names: RefCell::new(Namespaces::new()), count: Cell::new(0) }))
}

impl Native for Manager {
    fn type_of(&self) -> Type {
        Type::of("System.Xml.XmlNamespaceManager")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["NameTable", "DefaultNamespace"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        name.eq_ignore_ascii_case("defaultnamespace").then(|| Ok(Value::from(self.names.borrow().lookup("").unwrap_or_default())))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "addnamespace" => {
                if is_null(args, 1) {
                    return Some(Err(null_argument("uri")));
                }
                self.names.borrow_mut().add(&text(args, 0), &text(args, 1));
                self.count.set(self.count.get() + 1);
                Some(Ok(Value::Empty))
            }
            "lookupnamespace" => Some(Ok(self.names.borrow().lookup(&text(args, 0)).map_or(Value::Null, Value::from))),
            "hasnamespace" => Some(Ok(Value::Bool(self.names.borrow().lookup(&text(args, 0)).is_some()))),
            "pushscope" | "popscope" => Some(Ok(Value::Bool(int(args, 0) == 0))),
            _ => None,
        }
    }
}
