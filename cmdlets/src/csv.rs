//! Separated values, as leniently as Excel and PowerShell read them.
//!
//! In:    text and a delimiter; objects and the names of their properties.
//! Out:   records and objects; lines.
//! Never: opens files.

use runtime::author::*;
use runtime::value::{Notes, Shape};

/// Prefix of the second type name of an imported object.
const TYPE_PREFIX: &str = "CSV:";

/// When fields stand in quotes.
#[derive(Clone)]
pub enum Quotes {
    Never,
    Always,
    AsNeeded,
    /// These fields, whatever they hold.
    Fields(Vec<Str>),
}

/// How lines are written.
pub struct Style {
    pub delimiter: char,
    pub quotes: Quotes,
}

impl Style {
    pub fn header(&self, names: &[Str]) -> String {
        let mut line = String::new();
        for (at, name) in names.iter().enumerate() {
            if at > 0 {
                line.push(self.delimiter);
            }
            self.field(name, name, &mut line);
        }
        line
    }

    /// One object, added to a text; null fields are nothing at all.
    pub fn row(&self, s: &mut Session, object: &Value, names: &[Str], line: &mut String) -> Flow {
        for (at, name) in names.iter().enumerate() {
            if at > 0 {
                line.push(self.delimiter);
            }
            if let Some(text) = field_text(s, object, name)? {
                self.field(name, &text, line);
            }
        }
        Ok(())
    }

    fn field(&self, name: &str, text: &str, line: &mut String) {
        let is_quoted = match &self.quotes {
            Quotes::Never => false,
            Quotes::Always => true,
            Quotes::AsNeeded => text.contains([self.delimiter, '\n', '"']),
            Quotes::Fields(names) => names.iter().any(|wanted| wanted.eq_ignore_ascii_case(name)),
        };
        if !is_quoted {
            return line.push_str(text);
        }
        line.push('"');
        let mut rest = text;
        while let Some(at) = rest.find('"') {
            line.push_str(&rest[..=at]);
            line.push('"');
            rest = &rest[at + 1..];
        }
        line.push_str(rest);
        line.push('"');
    }
}

fn field_text(s: &mut Session, object: &Value, name: &str) -> Result<Option<Str>, Halt> {
    if let Some(table) = object.as_table()
        && let Some(value) = table.get_str(name)
    {
        return own_text(s, &value);
    }
    if let Value::Object(custom) = object
        && custom.is_custom()
        && let Some(value) = custom.note(name)
    {
        return own_text(s, &value);
    }
    match runtime::member::has_property(s, object, name)? {
        false => Ok(None),
        true => match runtime::member::get(s, object, name) {
            Ok(value) => own_text(s, &value),
            Err(Halt::Error(_)) => Ok(None),
            Err(halt) => Err(halt),
        },
    }
}

/// `ToString()`: collections are their type.
fn own_text(s: &mut Session, value: &Value) -> Result<Option<Str>, Halt> {
    if value.is_null() {
        return Ok(None);
    }
    match value.base() {
        Value::Double(_) | Value::Small(_) => Ok(Some(runtime::text::exact(value))),
        _ => runtime::text::element_text(s, value).map(Some),
    }
}

/// Columns of an object: keys of a dictionary and what was added to it, else the properties.
pub fn columns(s: &mut Session, object: &Value) -> Result<Vec<Str>, Halt> {
    let Some(table) = object.as_table() else {
        return runtime::member::readable_properties(s, object);
    };
    let mut names = Vec::new();
    for (key, _) in table.entries() {
        names.push(to_str(s, &key)?);
    }
    if let Value::Object(object) = object {
        names.extend(object.borrow_notes().shape.names().cloned());
    }
    Ok(names)
}

/// `#TYPE` and the first type name.
pub fn type_line(s: &Session, object: &Value) -> String {
    match runtime::member::type_names(s, object).first() {
        Some(name) => {
            let starts = name.get(..TYPE_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(TYPE_PREFIX));
            format!("#TYPE {}", if starts { &name[TYPE_PREFIX.len()..] } else { name })
        }
        None => "#TYPE".to_owned(),
    }
}

/// The fields of separated text, record by record.
pub struct Records<'t> {
    rest: std::str::Chars<'t>,
    delimiter: char,
}

impl<'t> Records<'t> {
    pub fn new(text: &'t str, delimiter: char) -> Self {
        Self { rest: text.chars(), delimiter }
    }

    fn next_if(&mut self, wanted: char) -> bool {
        let found = self.rest.as_str().starts_with(wanted);
        if found {
            self.rest.next();
        }
        found
    }

    /// A field without surprises that a delimiter ends; most are.
    fn simple_field(&mut self) -> Option<Str> {
        let rest = self.rest.as_str();
        let (field, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => {
                let end = rest.find([self.delimiter, '"', ' ', '\t', '\n', '\r'])?;
                rest.split_at(end)
            }
        };
        self.rest = after.strip_prefix(self.delimiter)?.chars();
        Some(Str::new(field))
    }

    /// The next record; `None` at the end of the text.
    fn next_record(&mut self) -> Option<Vec<Str>> {
        let mut fields = Vec::new();
        let mut field = String::new();
        let mut quoted = false;
        loop {
            if field.is_empty() && !quoted {
                while let Some(simple) = self.simple_field() {
                    fields.push(simple);
                }
            }
            let Some(c) = self.rest.next() else { break };
            match c {
                c if quoted && c != '"' => match self.line_break(c) {
                    Some(text) => field.push_str(text),
                    None => field.push(c),
                },
                c if c == self.delimiter && !quoted => fields.push(Str::from(std::mem::take(&mut field))),
                '"' if quoted && self.next_if('"') => field.push('"'),
                '"' if !quoted && field.is_empty() => quoted = true,
                // What follows a closing quote, or a quote or blank within a word, belongs to the field.
                '"' | ' ' | '\t' if quoted || !field.is_empty() => {
                    if !quoted {
                        field.push(c);
                    }
                    let eats_blanks = quoted || c != '"';
                    quoted = false;
                    let ends_record = self.rest_of_field(&mut field, eats_blanks);
                    fields.push(Str::from(std::mem::take(&mut field)));
                    if ends_record {
                        break;
                    }
                }
                ' ' | '\t' => {}
                c if self.line_break(c).is_some() => {
                    fields.push(Str::from(std::mem::take(&mut field)));
                    break;
                }
                c => field.push(c),
            }
        }
        if !field.is_empty() {
            fields.push(Str::from(field));
        }
        if fields.is_empty() { None } else { Some(fields) }
    }

    fn line_break(&mut self, c: char) -> Option<&'static str> {
        match c {
            '\n' => Some("\n"),
            '\r' if self.next_if('\n') => Some("\r\n"),
            '\r' => Some("\r"),
            _ => None,
        }
    }

    /// Up to the next delimiter or line break; true at the end of the record.
    fn rest_of_field(&mut self, field: &mut String, eats_blanks: bool) -> bool {
        let mut more = String::new();
        let ends_record = loop {
            match self.rest.next() {
                None => break true,
                Some(c) if c == self.delimiter => break false,
                Some(c) if self.line_break(c).is_some() => break true,
                Some(c) => more.push(c),
            }
        };
        let is_blank = more.chars().all(|c| c == ' ' || c == '\t');
        if !(eats_blanks && is_blank) {
            field.push_str(&more);
        }
        ends_record
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        while let Some(c) = self.rest.next() {
            if self.line_break(c).is_some() {
                break;
            }
            line.push(c);
        }
        line
    }
}

/// What is known about the columns while text is read, across several texts.
#[derive(Default)]
pub struct Importer {
    pub header: Option<Vec<Str>>,
    pub type_name: Option<Str>,
    warned: bool,
    /// The names as a shape, when all columns have one.
    shape: Option<Rc<Shape>>,
}

impl Importer {
    /// With the names of `-Header`; the text has no line with them then.
    pub fn with_header(names: &[Str]) -> Self {
        let header = (!names.is_empty()).then(|| names.to_vec());
        Self { header, ..Self::default() }
    }

    pub fn import(&mut self, cx: &mut Cx<'_>, text: &str, delimiter: char) -> Flow {
        let mut records = Records::new(text, delimiter);
        self.read_header(&mut records)?;
        let names = self.header.as_deref().unwrap_or_default();
        self.shape = names.iter().all(|name| !name.is_empty()).then(|| Shape::of(names.iter().map(Str::as_str)));
        while let Some(record) = records.next_record() {
            if matches!(record.as_slice(), [only] if only.is_empty()) {
                continue;
            }
            let object = self.object(cx, record)?;
            cx.emit(object)?;
        }
        Ok(())
    }

    /// The type line if there is one, comments, the names of the columns.
    pub fn read_header(&mut self, records: &mut Records<'_>) -> Flow {
        if self.type_name.is_none() && records.rest.as_str().starts_with('#') {
            let line = records.line();
            let is_type = line.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("#Type"));
            self.type_name = is_type.then(|| Str::new(line[5..].trim())).filter(|name| !name.is_empty());
        }
        while self.header.is_none() {
            let Some(mut names) = records.next_record() else {
                break;
            };
            while names.len() > 1 && names.last().is_some_and(|name| name.is_empty()) {
                names.pop();
            }
            if let Some(fields) = names[0].strip_prefix("#Fields: ") {
                names[0] = Str::new(fields);
            } else if names[0].starts_with('#') {
                continue;
            }
            self.header = Some(names);
        }
        self.check_header()
    }

    fn check_header(&self) -> Flow {
        let names = self.header.as_deref().unwrap_or_default();
        let doubled = names
            .iter()
            .enumerate()
            .find(|(at, name)| !name.is_empty() && names[..*at].iter().any(|known| runtime::value::eq_ignore_case(known, name)));
        let Some((_, name)) = doubled else {
            return Ok(());
        };
        let text = format!("The member \"{name}\" is already present.");
        let exception = "System.Management.Automation.ExtendedTypeSystemException";
        Err(Fault::new(exception, "AlreadyPresentPSMemberInfoInternalCollectionAdd", Category::NotSpecified, text).into())
    }

    fn object(&mut self, cx: &mut Cx<'_>, record: Vec<Str>) -> Eval {
        if let Some(shape) = &self.shape {
            let fields = record.into_iter().map(Value::Str).chain(std::iter::repeat(Value::Null));
            let values = fields.take(shape.len()).collect();
            return Ok(self.named(Object::from_notes(Notes::new(shape.clone(), values))));
        }
        let object = Object::custom();
        let mut unnamed = 0;
        let mut fields = record.into_iter();
        for name in self.header.iter().flatten() {
            let value = fields.next().map_or(Value::Null, Value::from);
            if name.is_empty() {
                unnamed += 1;
                object.set_note(&format!("H{unnamed}"), value);
            } else {
                object.set_note(name, value);
            }
        }
        if unnamed > 0 && !self.warned {
            self.warned = true;
            cx.warn(
                "One or more headers were not specified. Default names starting with \"H\" have been used in place of any missing headers.",
            )?;
        }
        Ok(self.named(object))
    }

    /// With the type names of the type line, if there was one.
    fn named(&self, object: Object) -> Value {
        if let Some(name) = &self.type_name {
            object.set_types(vec![name.clone(), format!("{TYPE_PREFIX}{name}").into()]);
        }
        Value::object(object)
    }
}

/// The columns of text that is there already.
pub fn header_of(text: &str, delimiter: char) -> Result<Vec<Str>, Halt> {
    let mut importer = Importer::default();
    importer.read_header(&mut Records::new(text, delimiter))?;
    Ok(importer.header.unwrap_or_default())
}

/// `-Delimiter` as bound; a comma when it was not, and for the invariant culture.
pub fn delimiter(value: &Value) -> char {
    match value.base() {
        Value::Char(unit) => char::from_u32(u32::from(*unit)).filter(|c| *c != '\0').unwrap_or(','),
        _ => ',',
    }
}

/// `-UseQuotes` and `-QuoteFields`, which exclude each other.
pub fn quotes(cx: &Cx<'_>, use_quotes: &Value, fields: &[Str]) -> Result<Quotes, Halt> {
    match (cx.is_bound("QuoteFields"), cx.is_bound("UseQuotes")) {
        (true, true) => {
            let text = "You must specify either the -UseQuotes or -QuoteFields parameters, but not both.";
            Err(invalid("CannotSpecifyQuoteFieldsAndUseQuotes", text).into())
        }
        (true, false) => Ok(Quotes::Fields(fields.to_vec())),
        _ => Ok(match use_quotes.base() {
            Value::Enum(e) if e.value == 0 => Quotes::Never,
            Value::Enum(e) if e.value == 2 => Quotes::AsNeeded,
            _ => Quotes::Always,
        }),
    }
}

pub fn invalid(id: &str, text: impl Into<Str>) -> Fault {
    Fault::new("System.InvalidOperationException", id, Category::InvalidData, text)
}
