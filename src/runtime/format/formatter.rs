//! The formatter: objects to format records.
//!
//! In:    objects one by one; what `Format-Table` and its sisters were told, or nothing.
//! Out:   records in order: start, groups of entries, end; text and errors pass between them.
//! Never: knows the screen.
//!
//! Start reading at `Formatter::accept`.

use super::custom;
use super::field::{Manner, is_scalar, smart, text_of};
use super::property::{Field, Keys, Source, Spec, default_fields, display_name, expand, is_intrinsic, read};
use super::record::{Align, Body, Cell, Entry, Head, Heading, Layout, Piece, Record, Start};
use super::views::{self, View, ViewBody};
use crate::fault::{Category, ErrorRecord, Fault, Flow, Halt};
use crate::session::Session;
use crate::value::{Str, Value};
use dotnet::wildcard::Wildcard;

/// Objects with more properties are shown as lists.
const TABLE_PROPERTIES_MAX: usize = 4;
/// Columns of a table that nobody chose properties for.
const TABLE_COLUMNS_MAX: usize = 10;

/// Which of the four layouts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Table,
    List,
    Wide,
    Custom,
}

/// `-Expand`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Expand {
    #[default]
    EnumOnly,
    CoreOnly,
    Both,
}

/// What a `Format-*` command was told; the default is what `Out-Default` does by itself.
#[derive(Clone, Default)]
pub struct Options {
    pub shape: Option<Shape>,
    pub properties: Vec<Value>,
    pub exclude: Vec<Str>,
    pub group_by: Option<Value>,
    pub view: Option<Str>,
    pub auto_size: Option<bool>,
    pub wrap: Option<bool>,
    pub hide_headers: Option<bool>,
    pub repeat_header: bool,
    /// `-ShowError`: errors of expressions as messages.
    pub show_error: bool,
    /// `-DisplayError`: `#ERR` in the cell.
    pub display_error: bool,
    pub force: bool,
    pub columns: Option<usize>,
    pub depth: Option<usize>,
    pub expand: Option<Expand>,
}

/// Where records go.
pub type Sink<'a> = &'a mut dyn FnMut(&mut Session, Value) -> Flow;

pub struct Formatter {
    options: Options,
    specs: Vec<Spec>,
    exclude: Vec<Wildcard>,
    group: Option<Spec>,
    open: Option<Open>,
}

/// The layout of the running document, chosen by its first object.
struct Open {
    shape: Shape,
    view: Option<&'static View>,
    fields: Vec<Field>,
    grouping: Option<Spec>,
    in_group: bool,
    key: Value,
    key_label: Option<Str>,
    manner: Manner,
}

impl Formatter {
    pub fn new(s: &mut Session, options: Options) -> Result<Self, Halt> {
        if options.view.is_some() && !(options.properties.is_empty() && options.exclude.is_empty()) {
            return Err(refused("FormatCannotSpecifyViewAndProperty", "Cmdlet parameters View and Property are mutually exclusive."));
        }
        if options.shape == Some(Shape::Wide) && options.auto_size == Some(true) && options.columns.is_some() {
            return Err(refused("FormatCannotSpecifyAutosizeAndColumns", "Cmdlet parameters AutoSize and Column are mutually exclusive."));
        }
        let keys = match options.shape {
            Some(Shape::List) => Keys::List,
            Some(Shape::Wide) => Keys::Wide,
            Some(Shape::Custom) => Keys::Custom,
            _ => Keys::Table,
        };
        let mut specs = Vec::new();
        for value in &options.properties {
            specs.push(Spec::parse(s, value, keys)?);
        }
        if specs.is_empty() && !options.exclude.is_empty() {
            specs.push(Spec::of(Source::Name(Str::new_static("*"))));
        }
        let group = match &options.group_by {
            Some(value) => Some(Spec::parse(s, value, Keys::Group)?),
            None => None,
        };
        let exclude = options.exclude.iter().filter_map(|pattern| Wildcard::new(pattern, true).ok()).collect();
        Ok(Self { options, specs, exclude, group, open: None })
    }

    /// Takes one pipeline object; collections are taken apart.
    pub fn accept(&mut self, s: &mut Session, value: Value, out: Sink<'_>) -> Flow {
        if value.is_null() {
            return Ok(());
        }
        let expand = self.options.expand.unwrap_or_default();
        let items = if expand == Expand::CoreOnly { None } else { custom::elements(s, &value)? };
        let Some(items) = items else {
            return self.one(s, value, out);
        };
        if expand == Expand::Both {
            self.introduce(s, &value, items.len(), out)?;
        }
        for item in items {
            let item = if item.is_null() { Value::str("") } else { item };
            self.one(s, item, out)?;
        }
        Ok(())
    }

    /// Closes what is open.
    pub fn finish(&mut self, s: &mut Session, out: Sink<'_>) -> Flow {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        if open.in_group {
            out(s, Value::native(Record::GroupEnd))?;
        }
        out(s, Value::native(Record::End))
    }

    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    fn introduce(&mut self, s: &mut Session, value: &Value, count: usize, out: Sink<'_>) -> Flow {
        let say = |s: &mut Session, text: String, out: Sink<'_>| out(s, Value::native(Record::out_of_band(Body::Text(text))));
        say(s, "The following object supports IEnumerable:".to_owned(), out)?;
        self.aside(s, value, true, out)?;
        let text = match count {
            0 => "The IEnumerable contains no objects.".to_owned(),
            1 => "The IEnumerable contains the following object:".to_owned(),
            _ => format!("The IEnumerable contains the following {count} objects:"),
        };
        say(s, text, out)
    }

    fn one(&mut self, s: &mut Session, value: Value, out: Sink<'_>) -> Flow {
        if Record::of(&value).is_some() {
            return out(s, value);
        }
        let aside_allowed = self.options.shape.is_none() || !self.options.force;
        if aside_allowed && self.aside(s, &value, false, out)? {
            return Ok(());
        }
        if self.open.is_none() {
            let open = self.choose(s, &value)?;
            let start = self.start(s, &open, &value)?;
            out(s, Value::native(Record::Start(start)))?;
            self.open = Some(open);
        } else if aside_allowed && !self.applies(s, &value) && self.aside(s, &value, true, out)? {
            return Ok(());
        }
        self.group(s, &value, out)?;
        let (body, errors) = self.body(s, &value)?;
        out(s, Value::native(Record::Entry(Entry { body, out_of_band: false })))?;
        for error in errors {
            self.aside(s, &Value::Native(error), true, out)?;
        }
        Ok(())
    }

    /// Shows an object outside of the layout if it is of the kind that always is; true when it did.
    fn aside(&self, s: &mut Session, value: &Value, fall_back: bool, out: Sink<'_>) -> Result<bool, Halt> {
        let body = match aside_body(s, value)? {
            Some(body) => body,
            None if fall_back => {
                let fields = default_fields(s, value)?;
                Body::List(self.list_items(s, value, &fields)?)
            }
            None => return Ok(false),
        };
        out(s, Value::native(Record::out_of_band(body)))?;
        Ok(true)
    }

    /// May an object join the running document?
    fn applies(&self, s: &Session, value: &Value) -> bool {
        let Some(view) = self.open.as_ref().and_then(|open| open.view) else {
            return true;
        };
        crate::member::type_names(s, value).iter().any(|name| view.is_for(name))
    }

    fn choose(&self, s: &mut Session, value: &Value) -> Result<Open, Halt> {
        let names = crate::member::type_names(s, value);
        let view = match (&self.options.view, self.specs.is_empty()) {
            (Some(wanted), _) => Some(self.named_view(&names, wanted)?),
            (None, true) => views::find(&names, self.options.shape, None),
            (None, false) => None,
        };
        let mut fields = if view.is_some() { Vec::new() } else { self.fields(s, value, true)? };
        for field in &mut fields {
            field.is_known = matches!(&field.source, Source::Name(name) if !is_intrinsic(s, value, name)?);
        }
        let shape = match (self.options.shape, view) {
            (Some(shape), _) => shape,
            (None, Some(view)) => view.body.shape(),
            (None, None) => self.shape_by_count(s, value)?,
        };
        let grouping = self.group.clone().or_else(|| view.and_then(|view| view.group.as_ref()).map(|g| Spec::of(g.source())));
        let manner = Manner::new(s, false, self.options.display_error);
        Ok(Open { shape, view, fields, grouping, in_group: false, key: Value::Empty, key_label: None, manner })
    }

    fn named_view(&self, names: &[Str], wanted: &str) -> Result<&'static View, Halt> {
        if let Some(view) = views::find(names, self.options.shape, Some(wanted)) {
            return Ok(view);
        }
        let kind = match self.options.shape {
            Some(Shape::List) => "List",
            Some(Shape::Wide) => "Wide",
            Some(Shape::Custom) => "Custom",
            _ => "Table",
        };
        let known = views::names(names, self.options.shape);
        let message = if known.is_empty() {
            let class = names.first().map_or("", Str::as_str);
            format!("The view name {wanted} cannot be found. There are no existing {kind} views for {class} objects.")
        } else {
            format!(
                "The view name {wanted} cannot be found. Specify one of the following {kind} views and try again: {}.",
                known.join(", ")
            )
        };
        Err(Fault::new("System.Management.Automation.PipelineStoppedException", "FormatViewNotFound", Category::ObjectNotFound, message)
            .target(Value::str(wanted))
            .into())
    }

    fn shape_by_count(&self, s: &mut Session, value: &Value) -> Result<Shape, Halt> {
        let count = default_fields(s, value)?.len();
        Ok(if count <= TABLE_PROPERTIES_MAX { Shape::Table } else { Shape::List })
    }

    /// The properties of one object in this layout.
    fn fields(&self, s: &mut Session, value: &Value, keep_missing: bool) -> Result<Vec<Field>, Halt> {
        let is_table = matches!(self.options.shape, None | Some(Shape::Table));
        let mut fields = if self.specs.is_empty() {
            let mut all = default_fields(s, value)?;
            if is_table && self.options.shape.is_some() {
                all.truncate(TABLE_COLUMNS_MAX);
            }
            all
        } else {
            expand(s, &self.specs, value, keep_missing && is_table)?
        };
        fields.retain(|field| !self.exclude.iter().any(|pattern| pattern.is_match(&field.label)));
        Ok(fields)
    }

    fn start(&self, s: &mut Session, open: &Open, value: &Value) -> Result<Start, Halt> {
        let of_view = open.view.is_some_and(|view| view.auto_size);
        let auto_size = self.options.auto_size.unwrap_or(of_view);
        let shape = match open.shape {
            Shape::Table => Layout::Table(self.head(s, open, value)?),
            Shape::List => Layout::List,
            Shape::Custom => Layout::Custom,
            Shape::Wide => Layout::Wide { columns: if auto_size { 0 } else { self.options.columns.unwrap_or(0) } },
        };
        Ok(Start { shape, auto_size })
    }

    fn head(&self, s: &mut Session, open: &Open, value: &Value) -> Result<Head, Halt> {
        let mut head = Head { hide: self.options.hide_headers.unwrap_or(false), repeat: self.options.repeat_header, ..Head::default() };
        if let Some(View { body: ViewBody::Table { columns, .. }, .. }) = open.view {
            for column in columns.iter() {
                head.columns.push(Heading { label: Str::new(column.label), width: column.width, align: column.align });
            }
        }
        for field in &open.fields {
            let align = match field.align {
                Some(align) => align,
                None => default_align(s, field, value)?,
            };
            head.columns.push(Heading { label: field.label.clone(), width: field.width, align });
        }
        Ok(head)
    }

    // ---- groups ----------------------------------------------------------------------------

    fn group(&mut self, s: &mut Session, value: &Value, out: Sink<'_>) -> Flow {
        let Some(open) = self.open.as_mut() else {
            return Ok(());
        };
        let grouping = open.grouping.clone();
        let is_new = match &grouping {
            Some(spec) => open.update_key(s, spec, value)?,
            None => false,
        };
        if open.in_group && !is_new {
            return Ok(());
        }
        if open.in_group {
            out(s, Value::native(Record::out_of_band(Body::Custom(Vec::new()))))?;
            out(s, Value::native(Record::GroupEnd))?;
        }
        open.in_group = true;
        let title = if grouping.is_some() { open.title(s)? } else { None };
        out(s, Value::native(Record::GroupStart(title)))
    }

    // ---- entries ---------------------------------------------------------------------------

    fn body(&self, s: &mut Session, value: &Value) -> Result<(Body, Vec<std::rc::Rc<ErrorRecord>>), Halt> {
        let Some(open) = self.open.as_ref() else {
            return Ok((Body::Text(String::new()), Vec::new()));
        };
        let errors = self.errors(s, open, value)?;
        let body = match open.shape {
            Shape::Table => self.row(s, open, value)?,
            Shape::List => Body::List(self.list(s, open, value)?),
            Shape::Wide => Body::Wide(self.wide(s, open, value)?),
            Shape::Custom => Body::Custom(self.custom(s, open, value)?),
        };
        Ok((body, errors))
    }

    fn row(&self, s: &mut Session, open: &Open, value: &Value) -> Result<Body, Halt> {
        let mut cells = Vec::new();
        let mut wrap = false;
        if let Some(View { body: ViewBody::Table { columns, wrap: of_view }, .. }) = open.view {
            wrap = *of_view;
            for column in columns.iter() {
                cells.push(Cell { text: text_of(s, &column.field(), value, open.manner)?, align: None });
            }
        }
        let manner = Manner { is_table: open.view.is_none(), ..open.manner };
        for field in &open.fields {
            cells.push(Cell { text: text_of(s, field, value, manner)?, align: None });
        }
        Ok(Body::Row { cells, wrap: self.options.wrap.unwrap_or(wrap) })
    }

    fn list(&self, s: &mut Session, open: &Open, value: &Value) -> Result<Vec<(Str, String)>, Halt> {
        if let Some(View { body: ViewBody::List(items), .. }) = open.view {
            let fields: Vec<Field> = items.iter().map(views::Column::field).collect();
            return self.list_items(s, value, &fields);
        }
        let fields = self.fields(s, value, false)?;
        self.list_items(s, value, &fields)
    }

    fn list_items(&self, s: &mut Session, value: &Value, fields: &[Field]) -> Result<Vec<(Str, String)>, Halt> {
        let manner = Manner::new(s, false, self.options.display_error);
        let mut items = Vec::new();
        for field in fields {
            items.push((field.label.clone(), text_of(s, field, value, manner)?));
        }
        Ok(items)
    }

    fn wide(&self, s: &mut Session, open: &Open, value: &Value) -> Result<String, Halt> {
        if let Some(View { body: ViewBody::Wide(column), .. }) = open.view {
            return text_of(s, &column.field(), value, open.manner);
        }
        let first = if self.specs.is_empty() { display_name(s, value)? } else { None };
        let first = match first {
            Some(field) => Some(field),
            None => self.fields(s, value, false)?.into_iter().next(),
        };
        match first {
            Some(field) => text_of(s, &field, value, open.manner),
            None => Ok(String::new()),
        }
    }

    fn custom(&self, s: &mut Session, open: &Open, value: &Value) -> Result<Vec<Piece>, Halt> {
        if let Some(View { body: ViewBody::Text(text), .. }) = open.view {
            return Ok(vec![Piece::Text(text(s, value)?)]);
        }
        let depth = self.options.depth.unwrap_or(custom::DEPTH_DEFAULT);
        custom::browse(s, value, &self.specs, depth, open.manner)
    }

    /// With `-ShowError`: a message for every expression that failed.
    fn errors(&self, s: &mut Session, open: &Open, value: &Value) -> Result<Vec<std::rc::Rc<ErrorRecord>>, Halt> {
        let mut errors = Vec::new();
        if !self.options.show_error {
            return Ok(errors);
        }
        for field in &open.fields {
            if let Err(record) = read(s, &field.source, value)? {
                let shown =
                    ErrorRecord::new(record.exception.clone(), "PSPropertyExpressionError", Category::InvalidArgument, value.clone());
                *shown.details.borrow_mut() = Some(format!("Failed to evaluate expression \"{}\".", field.label).into());
                errors.push(std::rc::Rc::new(shown));
            }
        }
        Ok(errors)
    }
}

impl Open {
    /// Takes the key of an object; true when it differs from the one before.
    fn update_key(&mut self, s: &mut Session, spec: &Spec, value: &Value) -> Result<bool, Halt> {
        let mut source = spec.source.clone();
        if let Source::Name(name) = &source {
            match super::property::resolve(s, value, name)?.into_iter().next() {
                Some(found) => source = Source::Name(found),
                // Without the property an object stays in the running group.
                None => return Ok(false),
            }
        }
        let Ok(key) = read(s, &source, value)? else {
            return Ok(false);
        };
        let old = std::mem::replace(&mut self.key, key.clone());
        let is_same = same_key(s, &key, &old)?;
        if !is_same {
            self.key_label = Some(match source {
                Source::Name(name) => name,
                Source::Block(block) => Str::new(block.text()),
                Source::Computed(_) => Str::default(),
            });
        }
        Ok(!is_same)
    }

    fn title(&self, s: &mut Session) -> Result<Option<Vec<Piece>>, Halt> {
        if matches!(self.key, Value::Empty) {
            return Ok(None);
        }
        let shown = smart(s, &self.key, self.manner)?;
        if let Some(group) = self.view.and_then(|view| view.group.as_ref()) {
            return Ok(Some(vec![Piece::Text(group.title(&shown))]));
        }
        let label = self.grouping.as_ref().and_then(|spec| spec.label.clone()).or_else(|| self.key_label.clone());
        Ok(Some(vec![Piece::Text(format!("   {}: {shown}", label.unwrap_or_default()))]))
    }
}

/// Keys compare as values do, else as text.
fn same_key(s: &mut Session, new: &Value, old: &Value) -> Result<bool, Halt> {
    if new.is_null() || old.is_null() {
        return Ok(new.is_null() && old.is_null());
    }
    match crate::ops::order(s, new, old, true) {
        Ok(order) => Ok(order.is_eq()),
        Err(Halt::Error(_)) => {
            let (a, b) = (crate::text::to_text(s, new)?, crate::text::to_text(s, old)?);
            Ok(crate::value::eq_ignore_case(&a, &b))
        }
        Err(halt) => Err(halt),
    }
}

/// Numbers stand at the right of their column; the first object decides.
fn default_align(s: &mut Session, field: &Field, value: &Value) -> Result<Align, Halt> {
    if let Source::Name(name) = &field.source
        && is_intrinsic(s, value, name)?
    {
        return Ok(Align::Left);
    }
    let Ok(found) = read(s, &field.source, value)? else {
        return Ok(Align::Left);
    };
    let is_text = matches!(found.base(), Value::Str(_));
    Ok(if is_scalar(&found) && !is_text { Align::Right } else { Align::Left })
}

/// What always stands outside of tables and lists: scalars, errors, messages, script blocks, empty objects.
fn aside_body(s: &mut Session, value: &Value) -> Result<Option<Body>, Halt> {
    if let Value::Native(native) = value.base()
        && !crate::member::type_names(s, value).first().is_some_and(|name| views::EXTENDED_ERRORS.contains(&name.as_str()))
    {
        let type_name = native.type_of().full_name();
        if type_name == "System.Management.Automation.ErrorRecord" {
            return super::error_text(s, value).map(|text| Some(Body::Custom(vec![Piece::Text(text)])));
        }
        if views::MESSAGES.contains(&type_name) {
            return Ok(Some(Body::Custom(vec![Piece::Text(message_text(s, native)?)])));
        }
    }
    if matches!(value.base(), Value::Block(_)) {
        return Ok(Some(Body::Custom(vec![Piece::Text(value.plain_text().to_string())])));
    }
    if is_scalar(value) || crate::member::readable_properties(s, value)?.is_empty() {
        return Ok(Some(Body::Text(crate::text::to_text(s, value)?.to_string())));
    }
    Ok(None)
}

/// Text of a message; one that names a file names it from the current folder.
fn message_text(s: &mut Session, native: &crate::value::NativeRef) -> Result<String, Halt> {
    let folder = Value::from(s.location.to_string_lossy().into_owned());
    match native.clone().call(s, "ToString", &[folder]) {
        Some(text) => Ok(text?.plain_text().to_string()),
        None => Ok(native.text().to_string()),
    }
}

fn refused(id: &str, message: &str) -> Halt {
    Fault::new("System.IO.InvalidDataException", id, Category::InvalidArgument, message).into()
}
