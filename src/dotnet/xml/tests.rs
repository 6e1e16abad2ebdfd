#![allow(clippy::unwrap_used)]

use super::*;

fn xml(text: &str) -> Node {
    Node::parse(text, false).unwrap()
}

#[track_caller]
fn check(text: &str, want: &str) {
    let got = Node::parse(text, false).map_or_else(|fault| fault.to_string(), |node| node.outer_xml());
    assert_eq!(got, want, "for {text:?}");
}

#[test]
fn documents_go_around() {
    check("<a/>", "<a />");
    check("<a></a>", "<a></a>");
    check("<a b='1' c=\"&quot;&lt;\">x &amp; y</a>", "<a b=\"1\" c=\"&quot;&lt;\">x &amp; y</a>");
    check("<?xml version=\"1.0\"?>\n<r>\n  <i/>\n</r>", "<?xml version=\"1.0\"?><r><i /></r>");
    check("<r><![CDATA[<raw>]]><!-- c --><?p q?></r>", "<r><![CDATA[<raw>]]><!-- c --><?p q?></r>");
    check("<a>&#65;&#x42;</a>", "<a>AB</a>");
}

#[test]
fn mistakes_have_a_place() {
    check("<a><b></a>", "The 'b' start tag on line 1 position 5 does not match the end tag of 'a'. Line 1, position 9.");
    check("<", "Data at the root level is invalid. Line 1, position 1.");
    check("<a>", "Data at the root level is invalid. Line 1, position 1.");
    check("<abc>", "Unexpected end of file has occurred. The following elements are not closed: abc. Line 1, position 6.");
    check("text", "Data at the root level is invalid. Line 1, position 1.");
    check("", "Root element is missing.");
    check("<a/><b/>", "There are multiple root elements. Line 1, position 6.");
    check("<a>\n  <b x=1/></a>", "'1' is an unexpected token. The expected token is '\"' or '''. Line 2, position 8.");
    check("<a b='1' b='2'/>", "'b' is a duplicate attribute name. Line 1, position 10.");
    check("<p:a/>", "'p' is an undeclared prefix. Line 1, position 2.");
    check("<a>&zip;</a>", "Reference to undeclared entity 'zip'. Line 1, position 5.");
}

#[test]
fn nodes_are_walked_and_changed() {
    let document = xml("<list><item k=\"1\">one</item></list>");
    let list = document.document_element().unwrap();
    let first = list.first_child().unwrap();
    first.set_attribute("k", "9");
    first.set_inner_text("uno & due");
    let new = document.create_element("item", "");
    new.set_attribute("k", "2");
    new.set_inner_text("two");
    list.append_child(&new).unwrap();
    assert_eq!(document.outer_xml(), "<list><item k=\"9\">uno &amp; due</item><item k=\"2\">two</item></list>");
    assert_eq!(new.parent(), Some(list.clone()));
    assert_eq!(new.previous_sibling(), Some(first.clone()));
    list.remove_child(&first).unwrap();
    assert_eq!(list.outer_xml(), "<list><item k=\"2\">two</item></list>");
    assert_eq!(list.remove_child(&first), Err(XmlFault::NothingToRemove));
    assert_eq!(list.append_child(&document), Err(XmlFault::OwnDescendant));
    list.set_inner_xml("<a/>b").unwrap();
    assert_eq!(list.inner_xml(), "<a />b");
    let copy = list.clone_node(true);
    assert_eq!(copy.outer_xml(), list.outer_xml());
    assert_ne!(copy, list);
}

#[test]
fn saving_indents() {
    let document = xml("<?xml version=\"1.0\" encoding=\"utf-8\"?><r><a x=\"1\"><b>t</b></a><c/></r>");
    let want = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<r>\n  <a x=\"1\">\n    <b>t</b>\n  </a>\n  <c />\n</r>";
    assert_eq!(document.to_indented(), want);
}

#[test]
fn a_part_declares_its_namespaces() {
    let document = xml("<a xmlns=\"urn:q\" xmlns:z=\"urn:z\"><b z:k=\"1\">t</b></a>");
    let part = document.document_element().unwrap().first_child().unwrap();
    assert_eq!(part.namespace(), "urn:q");
    assert_eq!(part.outer_xml(), "<b z:k=\"1\" xmlns=\"urn:q\" xmlns:z=\"urn:z\">t</b>");
    assert_eq!(part.namespace_of_prefix("z").as_deref(), Some("urn:z"));
    assert_eq!(document.outer_xml(), "<a xmlns=\"urn:q\" xmlns:z=\"urn:z\"><b z:k=\"1\">t</b></a>");
}

/// Texts of the selected nodes, separated by bars.
#[track_caller]
fn check_select(text: &str, expression: &str, want: &str) {
    let document = xml(text);
    let mut namespaces = Namespaces::new();
    namespaces.add("q", "urn:q");
    let got = match document.evaluate(expression, Some(&namespaces)) {
        Ok(XPathValue::Nodes(nodes)) => nodes.iter().map(Node::inner_text).collect::<Vec<_>>().join("|"),
        Ok(XPathValue::Text(text)) => text,
        Ok(XPathValue::Number(number)) => number.to_string(),
        Ok(XPathValue::Truth(truth)) => truth.to_string(),
        Err(fault) => fault.to_string(),
    };
    assert_eq!(got, want, "for {expression}");
}

#[test]
fn expressions_select() {
    let text = "<r><p n='a'><v>1</v></p><p n='b'><v>20</v><w/>tail</p><!--c--></r>";
    for (expression, want) in [
        ("//p/@n", "a|b"),
        ("//p[@n='b']/v", "20"),
        ("//v[. > 5]", "20"),
        ("/r/p[2]/v", "20"),
        ("/r/p[last()]/@n", "b"),
        ("//v/..", "1|20tail"),
        ("//p[v]/@n", "a|b"),
        ("//p[not(w)]/@n", "a"),
        ("count(//p)", "2"),
        ("sum(//v)", "21"),
        ("//v[position()=1]", "1|20"),
        ("(//v)[1]", "1"),
        ("//p[@n='a' or @n='z']/v", "1"),
        ("//p[contains(@n,'b')]/text()", "tail"),
        ("string(//v)", "1"),
        ("//v | //@n", "a|1|b|20"),
        ("//w/preceding-sibling::v", "20"),
        ("//v[1]/ancestor::r/p[1]/@n", "a"),
        ("name(/*)", "r"),
        ("//comment()", "c"),
        ("concat('a', 1 + 2 * 3)", "a7"),
        ("substring('12345', 2, 3)", "234"),
        ("translate('bar', 'abc', 'AB')", "BAr"),
        ("normalize-space('  a   b ')", "a b"),
        ("7 mod 4 = 3", "true"),
        ("//p[@n = //p[2]/@n]/v", "20"),
        ("/", "120tail"),
        ("//zip", ""),
        ("//*[local-name()='w']/following-sibling::node()", "tail"),
    ] {
        check_select(text, expression, want);
    }
    check_select("<a xmlns='urn:q'><b>t</b></a>", "//q:b", "t");
    check_select("<a xmlns='urn:q'><b>t</b></a>", "//b", "");
}

#[test]
fn expressions_that_are_none_say_so() {
    check_select("<a></a>", "//[", "'//[' has an invalid token.");
    check_select("<a></a>", "//x:b", "Namespace prefix 'x' is not defined.");
    check_select("<a></a>", "zip()", "The function 'zip' does not exist.");
    assert_eq!(xml("<a></a>").select("1", None), Err(XPathFault::NotANodeSet));
    assert_eq!(xml("<a></a>").select("//q:b", None), Err(XPathFault::NoNamespaces));
}
