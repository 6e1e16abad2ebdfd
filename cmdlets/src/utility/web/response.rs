//! Answers as objects: `BasicHtmlWebResponseObject`, `HttpResponseException`, the result of a REST call.
//!
//! In:    an answer.
//! Out:   objects with the properties PowerShell gives them.
//! Never: sends anything.

use super::http::Answer;
use crate::result::facts;
use crate::utility::convertfrom_json;
use dotnet::encoding::Encoding;
use runtime::author::*;
use runtime::fault::Exception;
use runtime::records::typed;
use runtime::value::TableKind;

const PAGE: &[&str] = &[
    "StatusCode",
    "StatusDescription",
    "Content",
    "RawContent",
    "Headers",
    "Images",
    "InputFields",
    "Links",
    "RawContentLength",
    "RelationLink",
];
const PLAIN: &[&str] = &["StatusCode", "StatusDescription", "Content", "RawContent", "Headers", "RawContentLength", "RelationLink"];

/// Text makes a page, anything else a plain answer with bytes.
pub fn web_response(answer: &Answer) -> Value {
    let is_text = is_text(&media_type(answer));
    let mut values = vec![
        Value::Int(i32::from(answer.status)),
        Value::str(&answer.reason),
        if is_text { Value::from(content_of(answer)) } else { Value::bytes(&answer.body) },
        Value::from(raw(answer)),
        headers(answer),
    ];
    if is_text {
        // Pages are not taken apart.
        values.extend([Value::array(Vec::new()), Value::array(Vec::new()), Value::array(Vec::new())]);
    }
    values.extend([Value::Long(answer.body.len() as i64), Value::table(relations(answer))]);
    match is_text {
        true => facts("Microsoft.PowerShell.Commands.BasicHtmlWebResponseObject", PAGE, values),
        false => facts("Microsoft.PowerShell.Commands.WebResponseObject", PLAIN, values),
    }
}

/// JSON and XML become objects, other text stays text.
pub fn rest_result(s: &mut Session, answer: &Answer) -> Eval {
    let text = content_of(answer);
    let kind = media_type(answer);
    if kind.ends_with("/xml") || kind.ends_with("+xml") {
        return runtime::clr::parse_xml(&text).or_else(|_| Ok(Value::from(text)));
    }
    let might_be_json = kind.ends_with("/json") || kind.ends_with("+json") || text.trim_start().starts_with(['{', '[']);
    match might_be_json {
        true => Ok(convertfrom_json::parsed(s, &text)?.unwrap_or_else(|| Value::from(text))),
        false => Ok(Value::from(text)),
    }
}

pub fn headers(answer: &Answer) -> Value {
    let ty = Type::of("System.Collections.Generic.Dictionary`2")
        .generic_of(vec![Type::string(), Type::of("System.Collections.Generic.IEnumerable`1").generic_of(vec![Type::string()])]);
    let table = Table::new(TableKind::Generic, ty, true);
    for (name, values) in &answer.headers {
        table.insert(Value::str(name), Value::strings(values.iter().map(Str::new)));
    }
    Value::table(table)
}

/// `Link: <address>; rel="next"`, by relation.
pub fn relations(answer: &Answer) -> Table {
    let table = Table::hashtable();
    let lines = answer.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Link")).flat_map(|(_, values)| values);
    for link in lines.flat_map(|line| line.split(',')) {
        let Some((address, rest)) = link.trim().strip_prefix('<').and_then(|rest| rest.split_once('>')) else { continue };
        let relation = rest.split(';').find_map(|part| part.trim().strip_prefix("rel="));
        if let Some(relation) = relation {
            table.insert(Value::str(relation.trim_matches('"')), Value::str(address));
        }
    }
    table
}

/// A status that means failure, as a terminating error; the body says more about it.
pub fn status_error(answer: &Answer) -> Halt {
    let message = format!("Response status code does not indicate success: {} ({}).", answer.status, answer.reason);
    let response = typed(
        "System.Net.Http.HttpResponseMessage",
        &[
            ("StatusCode", Value::enumeration("System.Net.HttpStatusCode", i64::from(answer.status))),
            ("ReasonPhrase", Value::str(&answer.reason)),
            ("Headers", headers(answer)),
        ],
    );
    let mut exception = Exception::new(Type::of("Microsoft.PowerShell.Commands.HttpResponseException"), message.into(), Value::Null);
    exception.extra = vec![("Response", response.clone()), ("StatusCode", Value::Int(i32::from(answer.status)))];
    let record = ErrorRecord::new(Value::native(exception), "WebCmdletWebResponseException", Category::InvalidOperation, Value::Null);
    let detail = content_of(answer);
    if !detail.trim().is_empty() {
        *record.details.borrow_mut() = Some(detail.trim().into());
    }
    Halt::Error(Rc::new(record))
}

fn content_type(answer: &Answer) -> &str {
    let found = answer.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
    found.and_then(|(_, values)| values.first()).map_or("", String::as_str)
}

fn media_type(answer: &Answer) -> String {
    content_type(answer).split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn is_text(kind: &str) -> bool {
    kind.starts_with("text/")
        || ["json", "xml", "javascript", "x-www-form-urlencoded"].iter().any(|end| kind.ends_with(end))
        || kind.is_empty()
}

/// The body as text, in the character set the server names.
fn content_of(answer: &Answer) -> String {
    let named = content_type(answer).split(';').find_map(|part| part.trim().strip_prefix("charset="));
    let encoding = named.and_then(|name| Encoding::for_parameter(name.trim_matches('"'))).unwrap_or(Encoding::UTF8);
    encoding.read(&answer.body).into_owned()
}

fn raw(answer: &Answer) -> String {
    let mut text = format!("{} {} {}\r\n", answer.version, answer.status, answer.reason);
    for (name, values) in &answer.headers {
        text.push_str(&format!("{name}: {}\r\n", values.join(", ")));
    }
    text + "\r\n" + &content_of(answer)
}
