//! What objects look like on a screen of 80 columns, held against what PowerShell 7.6 shows.

use super::{Options, Shape, display, finish_display, flush_display};
use crate::format::formatter::Formatter;
use crate::host::{Host, HostStream};
use crate::session::Session;
use crate::value::{Str, Table, Value};
use dotnet::datetime::DateTime;
use std::cell::RefCell;
use std::rc::Rc;

struct Paper(Rc<RefCell<String>>);

impl Host for Paper {
    fn write(&mut self, _stream: HostStream, text: &str) -> bool {
        self.0.borrow_mut().push_str(text);
        true
    }

    fn flush(&mut self) {}

    fn now(&self) -> DateTime {
        DateTime::utc_now()
    }
}

/// The screen after these objects, without blanks at the ends of lines.
fn shown(objects: Vec<Value>) -> String {
    screen(|s| objects.into_iter().for_each(|object| display(s, object).unwrap()))
}

fn screen(work: impl FnOnce(&mut Session)) -> String {
    let paper = Rc::new(RefCell::new(String::new()));
    let mut session = Session::new(Box::new(Paper(paper.clone())));
    work(&mut session);
    finish_display(&mut session).unwrap();
    let text = paper.borrow();
    text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The objects through a `Format-*` command and the screen.
fn formatted(options: Options, objects: Vec<Value>) -> String {
    screen(|s| {
        let mut records = Vec::new();
        let mut formatter = Formatter::new(s, options).unwrap();
        let mut keep = |_: &mut Session, record: Value| {
            records.push(record);
            Ok(())
        };
        for object in objects {
            formatter.accept(s, object, &mut keep).unwrap();
        }
        formatter.finish(s, &mut keep).unwrap();
        records.into_iter().for_each(|record| display(s, record).unwrap());
    })
}

fn object(notes: &[(&str, Value)]) -> Value {
    Value::custom(notes.iter().map(|(name, value)| (*name, value.clone())))
}

fn pair(a: i32, b: i32) -> Value {
    object(&[("A", Value::Int(a)), ("B", Value::Int(b))])
}

fn properties(names: &[&str]) -> Vec<Value> {
    names.iter().map(|name| Value::str(name)).collect()
}

fn table() -> Options {
    Options { shape: Some(Shape::Table), ..Options::default() }
}

#[test]
fn text_between_objects_leaves_their_table_open() {
    let seen = shown(vec![pair(1, 2), Value::str("a string"), pair(3, 4), Value::Int(12), Value::Null, pair(5, 6)]);
    assert_eq!(seen, "\nA B\n- -\n1 2\na string\n3 4\n12\n5 6\n\n");
}

#[test]
fn more_than_four_properties_make_a_list() {
    let five = object(&[("A", Value::Int(1)), ("Name2", Value::str("v")), ("C", Value::Null), ("D", Value::Int(4)), ("E", Value::Int(5))]);
    let seen = shown(vec![five, object(&[("Q", Value::Int(8))])]);
    assert_eq!(seen, "\nA     : 1\nName2 : v\nC     :\nD     : 4\nE     : 5\n\nQ : 8\n\n");
}

#[test]
fn the_rows_of_a_group_decide_its_widths_and_the_first_row_the_sides() {
    let row = |id: i32, name: &str, size: Value| object(&[("Id", Value::Int(id)), ("Name", Value::str(name)), ("Size", size)]);
    let seen =
        shown(vec![row(1, "alpha", Value::Double(10.5)), row(22, "be", Value::Int(2)), row(333, "gamma gamma", Value::Int(1_234_567))]);
    assert_eq!(
        seen,
        "\n Id Name           Size\n -- ----           ----\n  1 alpha         10.50\n 22 be                2\n333 gamma gamma 1234567\n\n"
    );
}

#[test]
fn what_the_host_says_stands_above_a_waiting_table() {
    let seen = screen(|s| {
        display(s, pair(1, 2)).unwrap();
        flush_display(s).unwrap();
        s.write_host_line(HostStream::Output, "host").unwrap();
        display(s, pair(3, 4)).unwrap();
    });
    assert_eq!(seen, "\nhost\nA B\n- -\n1 2\n3 4\n\n");
}

#[test]
fn dictionaries_are_entries_and_other_objects_stand_aside() {
    let entry = |key: &str, value: Value| {
        let table = Table::ordered();
        table.insert_str(key, value);
        Value::table(table)
    };
    let list = Value::array(vec![Value::Int(1), Value::Int(2)]);
    let seen = shown(vec![entry("k", Value::str("v")), entry("arr", list), pair(1, 2), entry("n", entry("x", Value::Int(1)))]);
    let head = "\nName                           Value\n----                           -----\n";
    assert_eq!(
        seen,
        format!(
            "{head}k                              v\narr                            {{1, 2}}\n\nA : 1\nB : 2\n\nn                              {{[x, 1]}}\n\n"
        )
    );
}

#[test]
fn columns_that_do_not_fit_go_from_the_right() {
    let wide = object(&[("A", Value::str(&"a".repeat(30))), ("B", Value::str(&"b".repeat(100))), ("C", Value::str("c"))]);
    let seen = shown(vec![wide]);
    let (a, b) = ("a".repeat(30), "b".repeat(47));
    assert_eq!(seen, format!("\nA                              B\n-                              -\n{a} {b}…\n\n"));
}

#[test]
fn wrapped_cells_go_on_below() {
    let text = "lorem ipsum ".repeat(15);
    let row = object(&[("A", Value::str("short")), ("T", Value::str(&text))]);
    let seen = formatted(Options { wrap: Some(true), auto_size: Some(true), ..table() }, vec![row]);
    let begin = "\nA     T\n-     -\nshort lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum l\n      orem ipsum";
    assert!(seen.starts_with(begin), "{seen}");
}

#[test]
fn groups_have_a_title_and_a_header_each() {
    let row = |g: &str, v: i32| object(&[("G", Value::str(g)), ("V", Value::Int(v))]);
    let options = Options { group_by: Some(Value::str("G")), ..table() };
    let seen = formatted(options, vec![row("a", 1), row("a", 2), row("b", 3)]);
    assert_eq!(seen, "\n   G: a\n\nG V\n- -\na 1\na 2\n\n   G: b\n\nG V\n- -\nb 3\n\n");
}

#[test]
fn wanted_properties_may_be_missing_from_tables_but_not_from_lists() {
    let wanted = properties(&["A", "Nope"]);
    let seen = formatted(Options { properties: wanted.clone(), ..table() }, vec![pair(1, 2)]);
    assert_eq!(seen, "\nA Nope\n- ----\n1\n\n");
    let list = Options { shape: Some(Shape::List), properties: wanted, ..Options::default() };
    assert_eq!(formatted(list, vec![pair(1, 2)]), "\nA : 1\n\n");
}

#[test]
fn hashtables_dress_a_column() {
    let dress = Table::hashtable();
    dress.insert_str("e", Value::str("N"));
    dress.insert_str("Width", Value::Int(6));
    dress.insert_str("a", Value::str("center"));
    let options = Options { properties: vec![Value::table(dress), Value::str("T")], ..table() };
    let row = object(&[("N", Value::str("abcdefghij")), ("T", Value::str("x"))]);
    assert_eq!(formatted(options, vec![row]), "\n  N    T\n  -    -\nabcde… x\n\n");
}

#[test]
fn headers_break_in_narrow_columns() {
    let dress = Table::hashtable();
    dress.insert_str("e", Value::str("Name"));
    dress.insert_str("Width", Value::Int(3));
    let options = Options { properties: vec![Value::table(dress), Value::str("T")], ..table() };
    let row = object(&[("Name", Value::str("abcdef")), ("T", Value::str("x"))]);
    assert_eq!(formatted(options, vec![row]), "\nNam T\ne\n--- -\nab… x\n\n");
}

#[test]
fn wide_views_fill_rows() {
    let items = (1..=3).map(|n| object(&[("Name", Value::str(&format!("item{n}")))])).collect();
    let seen = formatted(Options { shape: Some(Shape::Wide), ..Options::default() }, items);
    assert_eq!(seen, format!("\nitem1{}item2\nitem3\n\n", " ".repeat(35)));
}

#[test]
fn custom_views_lay_objects_open() {
    let options = Options { shape: Some(Shape::Custom), properties: properties(&["A"]), ..Options::default() };
    assert_eq!(formatted(options, vec![pair(1, 2)]), "\nclass PSCustomObject\n{\n  A = 1\n}\n\n\n");
}

#[test]
fn a_document_after_a_sized_one_is_sized_too() {
    let seen = screen(|s| {
        display(s, pair(1, 2)).unwrap();
        let end = finish(s, vec![entry_object("k", "v")]);
        assert!(end.is_ok());
    });
    assert!(seen.contains("A B\n- -\n1 2\n"), "{seen}");
    assert!(seen.contains("\nName Value\n---- -----\nk    v\n"), "{seen}");
}

fn entry_object(key: &str, value: &str) -> Value {
    let table = Table::ordered();
    table.insert(Value::Str(Str::new(key)), Value::str(value));
    Value::table(table)
}

/// Sends objects through `Format-Table` into the running display.
fn finish(s: &mut Session, objects: Vec<Value>) -> crate::fault::Flow {
    let mut records = Vec::new();
    let mut formatter = Formatter::new(s, table())?;
    let mut keep = |_: &mut Session, record: Value| {
        records.push(record);
        Ok(())
    };
    for object in objects {
        formatter.accept(s, object, &mut keep)?;
    }
    formatter.finish(s, &mut keep)?;
    records.into_iter().try_for_each(|record| display(s, record))
}

#[test]
fn records_out_of_order_are_refused() {
    let paper = Rc::new(RefCell::new(String::new()));
    let mut session = Session::new(Box::new(Paper(paper)));
    let entry = super::record::Record::Entry(super::record::Entry { body: super::record::Body::Wide(String::new()), out_of_band: false });
    assert!(display(&mut session, Value::native(entry)).is_err());
}
