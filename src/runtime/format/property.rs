//! Properties to show: what a person wrote after `-Property`, and their values.
//!
//! In:    names with wildcards, script blocks, hashtables with an expression and its dress.
//! Out:   columns and list items for one object, the value of each.
//! Never: turns values into text; `field` does.

use super::record::Align;
use crate::block::ScriptBlock;
use crate::fault::{Category, ErrorRecord, Eval, Fault, Halt};
use crate::session::Session;
use crate::value::{MemberKind, Str, Symbol, Table, TableKind, Value};
use dotnet::wildcard::Wildcard;
use std::rc::Rc;

/// What a property is read with.
#[derive(Clone)]
pub enum Source {
    Name(Str),
    Block(Rc<ScriptBlock>),
    Computed(fn(&mut Session, &Value) -> Eval),
}

/// One property as asked for.
#[derive(Clone)]
pub struct Spec {
    pub source: Source,
    pub label: Option<Str>,
    pub width: usize,
    pub align: Option<Align>,
    pub format: Option<Str>,
    pub depth: Option<usize>,
    pub ascending: Option<bool>,
    pub descending: Option<bool>,
}

/// One property of an object, resolved.
#[derive(Clone)]
pub struct Field {
    pub label: Str,
    pub source: Source,
    pub width: usize,
    pub align: Option<Align>,
    pub format: Option<Str>,
    pub depth: Option<usize>,
    /// The object that opened the table has it: then `Length` of others means what the language gives to everything.
    pub is_known: bool,
}

/// A value, or the error its expression ended with.
pub type Read = Result<Value, Rc<ErrorRecord>>;

/// Which keys a hashtable may have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    Table,
    List,
    Wide,
    Custom,
    Group,
    /// `Select-Object`.
    Select,
    /// `Sort-Object`.
    Sort,
    /// An expression and nothing else: `Group-Object`, `Compare-Object`.
    Plain,
}

impl Keys {
    fn allowed(self) -> &'static [&'static str] {
        match self {
            Keys::Table => &["expression", "label", "name", "width", "alignment", "formatstring"],
            Keys::List => &["expression", "label", "name", "formatstring"],
            Keys::Wide => &["expression", "formatstring"],
            Keys::Custom => &["expression", "depth"],
            Keys::Group | Keys::Select => &["expression", "label", "name"],
            Keys::Sort => &["expression", "ascending", "descending"],
            Keys::Plain => &["expression"],
        }
    }
}

impl Source {
    pub fn label(&self) -> Str {
        match self {
            Source::Name(name) => name.clone(),
            Source::Block(block) => Str::new(block.text()),
            Source::Computed(_) => Str::default(),
        }
    }
}

impl Spec {
    pub fn of(source: Source) -> Self {
        Self { source, label: None, width: 0, align: None, format: None, depth: None, ascending: None, descending: None }
    }

    /// Reads one element of `-Property` or the value of `-GroupBy`.
    pub fn parse(s: &mut Session, value: &Value, keys: Keys) -> Result<Self, Halt> {
        match value.base() {
            Value::Table(table) => Self::parse_table(s, &table.clone(), keys),
            other => Ok(Self::of(source_of(s, other)?)),
        }
    }

    fn parse_table(s: &mut Session, table: &Table, keys: Keys) -> Result<Self, Halt> {
        let mut spec = None;
        let mut dress = Self::of(Source::Name(Str::default()));
        for (key, value) in table.entries() {
            let Value::Str(written) = key.base() else {
                let kind = key.ty().map_or("null", |ty| ty.name());
                return Err(wrong("DictionaryKeyNonString", format!("The {kind} key type is not valid. The key must be a string.")));
            };
            match full_key(written, keys)? {
                "expression" => spec = Some(source_of_entry(s, value.base())?),
                "label" | "name" => dress.label = Some(value.plain_text()),
                "width" => dress.width = positive(written, &value)?,
                "depth" => dress.depth = Some(positive(written, &value)?),
                "ascending" => dress.ascending = Some(crate::convert::to_bool(&value)),
                "descending" => dress.descending = Some(crate::convert::to_bool(&value)),
                "alignment" => dress.align = Some(alignment(written, &value)?),
                _ => dress.format = Some(value.plain_text()).filter(|format| !format.is_empty()),
            }
        }
        let Some(source) = spec else {
            return Err(wrong("DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing.".to_owned()));
        };
        Ok(Self { source, ..dress })
    }

    /// The name a person wrote, or the text of the block.
    pub fn name(&self) -> Str {
        self.source.label()
    }

    pub fn has_wildcards(&self) -> bool {
        matches!(&self.source, Source::Name(name) if Wildcard::contains_wildcards(name))
    }

    /// What of an object it stands for: blocks themselves, names one by one.
    pub fn resolve(&self, s: &mut Session, value: &Value) -> Result<Vec<Source>, Halt> {
        match &self.source {
            Source::Name(pattern) => {
                let names = resolve(s, value, pattern)?;
                Ok(names.into_iter().map(Source::Name).collect())
            }
            other => Ok(vec![other.clone()]),
        }
    }

    /// The value of a plain property of a custom object: most specs stand for nothing else.
    pub fn note_of(&self, value: &Value) -> Option<Value> {
        match (&self.source, value) {
            (Source::Name(name), Value::Object(object)) if object.is_custom() => object.note(name),
            _ => None,
        }
    }

    /// The properties of an object a spec stands for.
    fn expand(&self, s: &mut Session, value: &Value, keep_missing: bool, fields: &mut Vec<Field>) -> Result<(), Halt> {
        let Source::Name(pattern) = &self.source else {
            fields.push(self.field(self.source.clone()));
            return Ok(());
        };
        let names = resolve(s, value, pattern)?;
        if names.is_empty() && keep_missing && !Wildcard::contains_wildcards(pattern) {
            fields.push(self.field(self.source.clone()));
        }
        fields.extend(names.into_iter().map(|name| self.field(Source::Name(name))));
        Ok(())
    }

    fn field(&self, source: Source) -> Field {
        Field {
            label: self.label.clone().unwrap_or_else(|| source.label()),
            source,
            width: self.width,
            align: self.align,
            format: self.format.clone(),
            depth: self.depth,
            is_known: false,
        }
    }
}

/// The `Expression` of a hashtable: a text or a block.
fn source_of_entry(s: &mut Session, value: &Value) -> Result<Source, Halt> {
    match value {
        Value::Str(_) | Value::Block(_) => source_of(s, value),
        other => {
            let kind = other.ty().map_or("null", |ty| ty.full_name());
            let text = format!(
                "The \"expression\" key has a type, {kind}, that is not valid; expected types are {{System.String, System.Management.Automation.ScriptBlock}}."
            );
            Err(wrong("DictionaryKeyIllegalValue1", text))
        }
    }
}

fn source_of(s: &mut Session, value: &Value) -> Result<Source, Halt> {
    match value {
        Value::Block(block) => Ok(Source::Block(block.clone())),
        other if other.is_null() => Err(wrong(
            "DictionaryKeyUnknownType",
            "The value of a parameter was null; one of the following types was expected: {System.String, System.Management.Automation.ScriptBlock}.".to_owned(),
        )),
        other => {
            let name = crate::text::to_text(s, other)?;
            if name.is_empty() {
                return Err(wrong("ExpressionEmptyString1", "An empty string value is not allowed.".to_owned()));
            }
            Ok(Source::Name(name))
        }
    }
}

/// The key a shortened one stands for.
fn full_key(written: &str, keys: Keys) -> Result<&'static str, Halt> {
    let wanted = written.to_lowercase();
    let mut fits = keys.allowed().iter().filter(|key| !wanted.is_empty() && key.starts_with(&wanted));
    fits.next().copied().ok_or_else(|| wrong("DictionaryKeyIllegal", format!("The {written} key is not valid.")))
}

fn positive(key: &str, value: &Value) -> Result<usize, Halt> {
    let number = match value.base() {
        Value::Int(number) => i64::from(*number),
        Value::Long(number) => *number,
        other => {
            let kind = other.ty().map_or("null", |ty| ty.full_name());
            let text = format!("The \"{key}\" key has a type, {kind}, that is not valid; expected type is System.Int32.");
            return Err(wrong("DictionaryKeyIllegalValue2", text));
        }
    };
    usize::try_from(number)
        .ok()
        .filter(|n| *n > 0)
        .ok_or_else(|| wrong("WidthOutOfRange", format!("The value \"{number}\" for key \"{key}\" should be greater than 0.")))
}

fn alignment(key: &str, value: &Value) -> Result<Align, Halt> {
    const WORDS: [(&str, Align); 3] = [("left", Align::Left), ("center", Align::Center), ("right", Align::Right)];
    let written = value.plain_text();
    let wanted = written.to_lowercase();
    let found = WORDS.iter().find(|(word, _)| !wanted.is_empty() && word.starts_with(&wanted));
    found.map(|(_, align)| *align).ok_or_else(|| {
        let text = format!("The value \"{written}\" for key \"{key}\" is not valid; valid values are {{left, center, right}}.");
        wrong("AlignmentIllegalValue", text)
    })
}

fn wrong(id: &str, message: String) -> Halt {
    Fault::new("System.NotSupportedException", id, Category::InvalidArgument, message).into()
}

/// Names of an object's properties that a pattern matches, in display order; property sets open up.
///
/// The keys of a hashtable count as its properties; its own ones do where no key fits.
pub fn resolve(s: &mut Session, value: &Value, pattern: &str) -> Result<Vec<Str>, Halt> {
    if let Value::Table(table) = value.base()
        && table.kind == TableKind::Hashtable
    {
        let keys = table.entries().into_iter().map(|(key, _)| key.plain_text());
        let found = matching(keys.collect(), pattern);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    if let Value::Object(object) = value
        && object.is_custom()
        && let Some(symbol) = Symbol::existing(pattern)
        && let Some(name) = object.borrow_notes().shape.name_of(symbol)
    {
        return Ok(vec![name.clone()]);
    }
    let all = crate::member::readable_properties(s, value)?;
    if !Wildcard::contains_wildcards(pattern) {
        if let Some(name) = all.iter().find(|name| crate::value::eq_ignore_case(name, pattern)) {
            return Ok(vec![name.clone()]);
        }
        return Ok(property_set(s, value, pattern).unwrap_or_default());
    }
    Ok(matching(all, pattern))
}

fn matching(names: Vec<Str>, pattern: &str) -> Vec<Str> {
    if !Wildcard::contains_wildcards(pattern) {
        let found = names.into_iter().find(|name| crate::value::eq_ignore_case(name, pattern));
        return found.into_iter().collect();
    }
    let Ok(wildcard) = Wildcard::new(pattern, true) else {
        return Vec::new();
    };
    names.into_iter().filter(|name| wildcard.is_match(name)).collect()
}

fn property_set(s: &Session, value: &Value, name: &str) -> Option<Vec<Str>> {
    let symbol = Symbol::existing(name)?;
    let own = match value {
        Value::Object(object) => object.member(symbol),
        _ => None,
    };
    let found = own.or_else(|| crate::member::type_names(s, value).iter().find_map(|type_name| s.types.member(type_name, symbol)))?;
    match found.kind {
        MemberKind::PropertySet(names) => Some(names),
        _ => None,
    }
}

/// The fields a person asked for; those an object has not stay only in tables.
pub fn expand(s: &mut Session, specs: &[Spec], value: &Value, keep_missing: bool) -> Result<Vec<Field>, Halt> {
    let mut fields = Vec::new();
    for spec in specs {
        spec.expand(s, value, keep_missing, &mut fields)?;
    }
    Ok(fields)
}

/// The fields of an object nobody asked for in particular: its default set, else all.
pub fn default_fields(s: &mut Session, value: &Value) -> Result<Vec<Field>, Halt> {
    let mut names = default_set(s, value);
    if names.is_empty() {
        names = crate::member::displayed_properties(s, value)?;
    }
    Ok(names.into_iter().map(|name| Spec::of(Source::Name(name.clone())).field(Source::Name(name))).collect())
}

/// `DefaultDisplayPropertySet` of the object itself or of its types.
fn default_set(s: &Session, value: &Value) -> Vec<Str> {
    if let Some(own) = own_default_set(value) {
        return own;
    }
    for type_name in crate::member::type_names(s, value) {
        match s.types.entry(&type_name) {
            Some(entry) if !entry.default_display.is_empty() => {
                return entry.default_display.clone();
            }
            _ => {}
        }
        if let Some(names) = super::views::default_set(&type_name) {
            return names.iter().map(Str::new).collect();
        }
    }
    Vec::new()
}

fn own_default_set(value: &Value) -> Option<Vec<Str>> {
    let Value::Object(object) = value else {
        return None;
    };
    let MemberKind::MemberSet(members) = object.member(Symbol::existing("PSStandardMembers")?)?.kind else {
        return None;
    };
    members.into_iter().find_map(|member| match member.kind {
        MemberKind::PropertySet(names) if member.name.eq_ignore_ascii_case("DefaultDisplayPropertySet") => Some(names),
        _ => None,
    })
}

/// The one property that stands for an object in a wide view.
pub fn display_name(s: &mut Session, value: &Value) -> Result<Option<Field>, Halt> {
    let named = crate::member::type_names(s, value)
        .iter()
        .find_map(|type_name| s.types.entry(type_name).and_then(|entry| entry.default_display_property.clone()));
    if let Some(name) = named {
        return Ok(Some(Spec::of(Source::Name(name.clone())).field(Source::Name(name))));
    }
    for pattern in ["name", "id", "key", "*key", "*name", "*id"] {
        if let Some(name) = resolve(s, value, pattern)?.into_iter().next() {
            return Ok(Some(Spec::of(Source::Name(name.clone())).field(Source::Name(name))));
        }
    }
    Ok(None)
}

/// `Count` and `Length` that the language gives to objects without them are no properties.
pub fn is_intrinsic(s: &mut Session, value: &Value, name: &str) -> Result<bool, Halt> {
    let may_be = name.eq_ignore_ascii_case("Count") || name.eq_ignore_ascii_case("Length");
    Ok(may_be && !crate::member::has_property(s, value, name)?)
}

/// Reads a property; an error of its expression is a value here, an exit or Ctrl-C is not.
pub fn read(s: &mut Session, source: &Source, value: &Value) -> Result<Read, Halt> {
    let result = match source {
        Source::Name(name) => crate::member::get(s, value, name),
        Source::Block(block) => crate::eval::call_property(s, block, value.clone()),
        Source::Computed(compute) => compute(s, value),
    };
    match result {
        Ok(found) => Ok(Ok(found)),
        Err(Halt::Error(record)) => Ok(Err(record)),
        Err(halt) => Err(halt),
    }
}
