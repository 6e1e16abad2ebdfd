//! XML documents that scripts can walk, change and search, as `System.Xml.XmlDocument` does.
//!
//! In:    text; names and values of new nodes; XPath 1.0.
//! Out:   nodes, text, or a fault with .NET's sentence, line and position.
//! Never: loads anything from outside; a document type is kept as text and not obeyed.
//!
//! A `Node` is a number in a tree that all nodes of a document share, so it keeps its document
//! alive, clones cheaply, and can be taken out and put in elsewhere.

mod fault;
mod read;
mod write;
mod xpath;

use std::cell::{Ref, RefCell, RefMut};
use std::rc::Rc;

pub use fault::{XPathFault, XmlFault};
pub use xpath::{Namespaces, XPathValue};

const NOWHERE: u32 = u32::MAX;
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Values of `System.Xml.XmlNodeType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Element,
    Attribute,
    Text,
    CData,
    ProcessingInstruction,
    Comment,
    Document,
    DocumentType,
    Fragment,
    Whitespace,
    Declaration,
}

#[derive(Clone, Debug)]
struct Data {
    kind: Kind,
    prefix: Box<str>,
    local: Box<str>,
    namespace: Rc<str>,
    value: String,
    parent: u32,
    children: Vec<u32>,
    attributes: Vec<u32>,
    /// An element written as `<e />` as long as it has no children.
    empty: bool,
}

impl Data {
    fn new(kind: Kind, value: &str) -> Self {
        Self {
            kind,
            prefix: "".into(),
            local: "".into(),
            namespace: "".into(),
            value: value.to_owned(),
            parent: NOWHERE,
            children: Vec::new(),
            attributes: Vec::new(),
            empty: false,
        }
    }

    fn named(kind: Kind, name: &str, namespace: Rc<str>) -> Self {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        Self { prefix: prefix.into(), local: local.into(), namespace, ..Self::new(kind, "") }
    }

    fn name(&self) -> String {
        match self.kind {
            Kind::Text => "#text".to_owned(),
            Kind::CData => "#cdata-section".to_owned(),
            Kind::Comment => "#comment".to_owned(),
            Kind::Document => "#document".to_owned(),
            Kind::Fragment => "#document-fragment".to_owned(),
            Kind::Whitespace => "#whitespace".to_owned(),
            Kind::Declaration => "xml".to_owned(),
            _ if self.prefix.is_empty() => self.local.to_string(),
            _ => format!("{}:{}", self.prefix, self.local),
        }
    }
}

#[derive(Debug, Default)]
struct Tree {
    nodes: RefCell<Vec<Data>>,
}

/// A node of a document. Two are equal if they are the same node.
#[derive(Clone, Debug)]
pub struct Node {
    tree: Rc<Tree>,
    id: u32,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.tree, &other.tree) && self.id == other.id
    }
}

impl Eq for Node {}

/// Making and finding nodes.
impl Node {
    pub fn new_document() -> Self {
        let tree = Rc::new(Tree { nodes: RefCell::new(vec![Data::new(Kind::Document, "")]) });
        Self { tree, id: 0 }
    }

    /// White space between tags is dropped unless `keep_white`.
    pub fn parse(text: &str, keep_white: bool) -> Result<Self, XmlFault> {
        let document = Self::new_document();
        read::read(text, keep_white, &document)?;
        Ok(document)
    }

    fn make(&self, data: Data) -> Self {
        let mut nodes = self.tree.nodes.borrow_mut();
        nodes.push(data);
        Self { tree: self.tree.clone(), id: nodes.len() as u32 - 1 }
    }

    fn at(&self, id: u32) -> Option<Self> {
        (id != NOWHERE).then(|| Self { tree: self.tree.clone(), id })
    }

    fn data(&self) -> Ref<'_, Data> {
        Ref::map(self.tree.nodes.borrow(), |nodes| &nodes[self.id as usize])
    }

    fn data_mut(&self) -> RefMut<'_, Data> {
        RefMut::map(self.tree.nodes.borrow_mut(), |nodes| &mut nodes[self.id as usize])
    }

    pub fn create_element(&self, name: &str, namespace: &str) -> Self {
        self.make(Data { empty: true, ..Data::named(Kind::Element, name, namespace.into()) })
    }

    pub fn create_attribute(&self, name: &str, namespace: &str) -> Self {
        self.make(Data::named(Kind::Attribute, name, namespace.into()))
    }

    /// Text, a CDATA section, a comment or white space.
    pub fn create_text(&self, kind: Kind, text: &str) -> Self {
        self.make(Data::new(kind, text))
    }

    pub fn create_instruction(&self, target: &str, text: &str) -> Self {
        let data = Data::named(Kind::ProcessingInstruction, target, "".into());
        self.make(Data { value: text.to_owned(), ..data })
    }

    pub fn create_declaration(&self, version: &str, encoding: &str, standalone: &str) -> Self {
        let mut text = format!("version=\"{version}\"");
        for (name, value) in [("encoding", encoding), ("standalone", standalone)] {
            if !value.is_empty() {
                text.push_str(&format!(" {name}=\"{value}\""));
            }
        }
        self.make(Data::new(Kind::Declaration, &text))
    }

    pub fn create_fragment(&self) -> Self {
        self.make(Data::new(Kind::Fragment, ""))
    }

    /// A copy in this node's document, of a node that may be another document's.
    pub fn import(&self, node: &Self, deep: bool) -> Self {
        let mut data = node.data().clone();
        let (children, attributes) = (std::mem::take(&mut data.children), std::mem::take(&mut data.attributes));
        data.parent = NOWHERE;
        let copy = self.make(data);
        let adopt = |id: u32| {
            let child = self.import(&Self { tree: node.tree.clone(), id }, true);
            child.data_mut().parent = copy.id;
            child.id
        };
        let attributes: Vec<u32> = attributes.into_iter().map(adopt).collect();
        let children: Vec<u32> = if deep { children.into_iter().map(adopt).collect() } else { Vec::new() };
        let mut made = copy.data_mut();
        (made.attributes, made.children) = (attributes, children);
        drop(made);
        copy
    }

    pub fn clone_node(&self, deep: bool) -> Self {
        self.import(self, deep)
    }
}

/// Looking around.
impl Node {
    pub fn kind(&self) -> Kind {
        self.data().kind
    }

    pub fn name(&self) -> String {
        self.data().name()
    }

    pub fn local_name(&self) -> String {
        let data = self.data();
        if data.local.is_empty() { data.name() } else { data.local.to_string() }
    }

    pub fn prefix(&self) -> String {
        self.data().prefix.to_string()
    }

    pub fn namespace(&self) -> String {
        self.data().namespace.to_string()
    }

    /// Elements and documents have none.
    pub fn value(&self) -> Option<String> {
        let data = self.data();
        match data.kind {
            Kind::Element | Kind::Document | Kind::Fragment | Kind::DocumentType => None,
            _ => Some(data.value.clone()),
        }
    }

    pub fn set_value(&self, value: &str) {
        value.clone_into(&mut self.data_mut().value);
    }

    pub fn is_empty(&self) -> bool {
        let data = self.data();
        data.empty && data.children.is_empty()
    }

    pub fn document(&self) -> Self {
        Self { tree: self.tree.clone(), id: 0 }
    }

    pub fn document_element(&self) -> Option<Self> {
        self.document().children().into_iter().find(|child| child.kind() == Kind::Element)
    }

    /// `None` for documents, attributes, and nodes that were taken out.
    pub fn parent(&self) -> Option<Self> {
        let data = self.data();
        if data.kind == Kind::Attribute { None } else { self.at(data.parent) }
    }

    /// The element that an attribute belongs to.
    pub fn owner_element(&self) -> Option<Self> {
        let data = self.data();
        if data.kind == Kind::Attribute { self.at(data.parent) } else { None }
    }

    pub fn children(&self) -> Vec<Self> {
        self.data().children.iter().filter_map(|id| self.at(*id)).collect()
    }

    pub fn child_count(&self) -> usize {
        self.data().children.len()
    }

    pub fn has_children(&self) -> bool {
        self.child_count() > 0
    }

    pub fn first_child(&self) -> Option<Self> {
        self.data().children.first().and_then(|id| self.at(*id))
    }

    pub fn last_child(&self) -> Option<Self> {
        self.data().children.last().and_then(|id| self.at(*id))
    }

    pub fn next_sibling(&self) -> Option<Self> {
        self.sibling(1)
    }

    pub fn previous_sibling(&self) -> Option<Self> {
        self.sibling(-1)
    }

    fn sibling(&self, step: isize) -> Option<Self> {
        let parent = self.parent()?;
        let data = parent.data();
        let at = data.children.iter().position(|id| *id == self.id)?;
        data.children.get(at.checked_add_signed(step)?).and_then(|id| self.at(*id))
    }

    pub fn attributes(&self) -> Vec<Self> {
        self.data().attributes.iter().filter_map(|id| self.at(*id)).collect()
    }

    pub fn attribute(&self, name: &str) -> Option<Self> {
        self.attributes().into_iter().find(|attribute| attribute.name() == name)
    }

    /// Empty if there is none, as `GetAttribute` answers.
    pub fn get_attribute(&self, name: &str) -> String {
        self.attribute(name).and_then(|attribute| attribute.value()).unwrap_or_default()
    }

    /// Elements below this one by name; `*` takes all.
    pub fn elements_by_name(&self, name: &str) -> Vec<Self> {
        let mut found = Vec::new();
        self.collect_elements(name, &mut found);
        found
    }

    fn collect_elements(&self, name: &str, found: &mut Vec<Self>) {
        for child in self.children().into_iter().filter(|child| child.kind() == Kind::Element) {
            if name == "*" || child.name() == name {
                found.push(child.clone());
            }
            child.collect_elements(name, found);
        }
    }

    /// What a prefix means here; the empty prefix is the default namespace.
    pub fn namespace_of_prefix(&self, prefix: &str) -> Option<String> {
        match prefix {
            "xml" => return Some(XML.to_owned()),
            "xmlns" => return Some(XMLNS.to_owned()),
            _ => {}
        }
        let wanted = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        let declared = self.attribute(&wanted).and_then(|attribute| attribute.value());
        declared.or_else(|| self.parent()?.namespace_of_prefix(prefix))
    }

    pub fn inner_text(&self) -> String {
        let data = self.data();
        match data.kind {
            Kind::Element | Kind::Document | Kind::Fragment => {
                let mut out = String::new();
                drop(data);
                self.push_text(&mut out);
                out
            }
            _ => data.value.clone(),
        }
    }

    fn push_text(&self, out: &mut String) {
        for child in self.children() {
            match child.kind() {
                Kind::Element => child.push_text(out),
                Kind::Text | Kind::CData | Kind::Whitespace => out.push_str(&child.data().value),
                _ => {}
            }
        }
    }

    pub fn inner_xml(&self) -> String {
        write::inner(self)
    }

    pub fn outer_xml(&self) -> String {
        write::outer(self)
    }

    /// The document as `Save` writes it: indented by two blanks, one element a line.
    pub fn to_indented(&self) -> String {
        write::indented(self)
    }

    /// The nodes that an expression selects, in document order.
    pub fn select(&self, expression: &str, namespaces: Option<&Namespaces>) -> Result<Vec<Self>, XPathFault> {
        xpath::select(self, expression, namespaces)
    }

    pub fn select_single(&self, expression: &str, namespaces: Option<&Namespaces>) -> Result<Option<Self>, XPathFault> {
        Ok(self.select(expression, namespaces)?.into_iter().next())
    }

    pub fn evaluate(&self, expression: &str, namespaces: Option<&Namespaces>) -> Result<XPathValue, XPathFault> {
        xpath::evaluate(self, expression, namespaces)
    }
}

/// Changing.
impl Node {
    fn detach(&self) {
        let parent = std::mem::replace(&mut self.data_mut().parent, NOWHERE);
        if let Some(parent) = self.at(parent) {
            let mut data = parent.data_mut();
            data.children.retain(|id| *id != self.id);
            data.attributes.retain(|id| *id != self.id);
        }
    }

    fn is_within(&self, other: &Self) -> bool {
        self == other || self.parent().is_some_and(|parent| parent.is_within(other))
    }

    /// Puts a node in front of a child, or at the end; a fragment gives its children.
    fn place(&self, node: &Self, before: Option<&Self>) -> Result<(), XmlFault> {
        if !Rc::ptr_eq(&self.tree, &node.tree) {
            return Err(XmlFault::OtherDocument);
        }
        if self.is_within(node) {
            return Err(XmlFault::OwnDescendant);
        }
        if !matches!(self.kind(), Kind::Element | Kind::Document | Kind::Fragment) || node.kind() == Kind::Attribute {
            return Err(XmlFault::WrongChild);
        }
        let root_is_there = self.kind() == Kind::Document && self.document_element().is_some_and(|root| root != *node);
        if root_is_there && node.kind() == Kind::Element {
            return Err(XmlFault::SecondRoot);
        }
        if node.kind() == Kind::Fragment {
            return node.children().iter().try_for_each(|child| self.place(child, before));
        }
        node.detach();
        node.data_mut().parent = self.id;
        let mut data = self.data_mut();
        let at = before.and_then(|before| data.children.iter().position(|id| *id == before.id));
        let at = at.unwrap_or(data.children.len());
        data.children.insert(at, node.id);
        Ok(())
    }

    pub fn append_child(&self, node: &Self) -> Result<(), XmlFault> {
        self.place(node, None)
    }

    pub fn prepend_child(&self, node: &Self) -> Result<(), XmlFault> {
        self.place(node, self.first_child().as_ref())
    }

    /// Without a reference it goes to the end.
    pub fn insert_before(&self, node: &Self, reference: Option<&Self>) -> Result<(), XmlFault> {
        self.place(node, self.own_child(reference)?)
    }

    /// Without a reference it goes to the start.
    pub fn insert_after(&self, node: &Self, reference: Option<&Self>) -> Result<(), XmlFault> {
        let next = match self.own_child(reference)? {
            Some(reference) => reference.next_sibling(),
            None => self.first_child(),
        };
        self.place(node, next.as_ref())
    }

    fn own_child<'n>(&self, node: Option<&'n Self>) -> Result<Option<&'n Self>, XmlFault> {
        match node {
            Some(node) if node.parent().as_ref() != Some(self) => Err(XmlFault::NotAChild),
            node => Ok(node),
        }
    }

    pub fn remove_child(&self, node: &Self) -> Result<(), XmlFault> {
        self.own_child(Some(node)).map_err(|_| XmlFault::NothingToRemove)?;
        node.detach();
        Ok(())
    }

    pub fn replace_child(&self, new: &Self, old: &Self) -> Result<(), XmlFault> {
        self.insert_before(new, Some(old))?;
        self.remove_child(old)
    }

    /// Takes away all children and attributes.
    pub fn remove_all(&self) {
        for node in self.children().iter().chain(&self.attributes()) {
            node.detach();
        }
    }

    pub fn set_attribute(&self, name: &str, value: &str) {
        if let Some(attribute) = self.attribute(name) {
            return attribute.set_value(value);
        }
        let prefix = name.split_once(':').map(|(prefix, _)| prefix);
        let namespace = match prefix {
            _ if name == "xmlns" => XMLNS.to_owned(),
            Some(prefix) => self.namespace_of_prefix(prefix).unwrap_or_default(),
            None => String::new(),
        };
        let attribute = self.create_attribute(name, &namespace);
        attribute.set_value(value);
        self.append_attribute(&attribute);
    }

    /// One of the same name makes way.
    pub fn append_attribute(&self, attribute: &Self) {
        if let Some(old) = self.attribute(&attribute.name()) {
            old.detach();
        }
        attribute.detach();
        attribute.data_mut().parent = self.id;
        self.data_mut().attributes.push(attribute.id);
    }

    pub fn remove_attribute(&self, name: &str) {
        if let Some(attribute) = self.attribute(name) {
            attribute.detach();
        }
    }

    pub fn set_inner_text(&self, text: &str) {
        if self.kind() != Kind::Element {
            return self.set_value(text);
        }
        self.children().iter().for_each(Self::detach);
        let child = self.create_text(Kind::Text, text);
        child.data_mut().parent = self.id;
        let mut data = self.data_mut();
        data.children.push(child.id);
        data.empty = false;
    }

    /// Replaces the content by what a text describes.
    pub fn set_inner_xml(&self, text: &str) -> Result<(), XmlFault> {
        if self.kind() == Kind::Document {
            let parsed = Self::parse(text, false)?;
            self.children().iter().for_each(Self::detach);
            return parsed.children().iter().try_for_each(|child| self.append_child(&self.import(child, true)));
        }
        let parsed = Self::parse(&format!("{}{text}</x>", self.wrapper()), true)?;
        self.children().iter().for_each(Self::detach);
        self.data_mut().empty = false;
        let root = parsed.document_element().map_or_else(Vec::new, |root| root.children());
        root.iter().try_for_each(|child| self.append_child(&self.import(child, true)))
    }

    /// A start tag that declares every prefix known here.
    fn wrapper(&self) -> String {
        let mut tag = String::from("<x");
        let mut seen: Vec<String> = Vec::new();
        let mut node = Some(self.clone());
        while let Some(at) = node {
            for attribute in at.attributes().into_iter().filter(|each| each.namespace() == XMLNS) {
                if !seen.contains(&attribute.name()) {
                    tag.push_str(&format!(" {}", write::outer(&attribute)));
                    seen.push(attribute.name());
                }
            }
            node = at.parent();
        }
        tag.push('>');
        tag
    }
}

#[cfg(test)]
mod tests;
