//! `Group-Object`.

use super::keys::{Key, KeyOrder, KeyReader, Keyed, default_key};
use macros::Cmdlet;
use runtime::author::*;
use runtime::format::property::Keys;
use runtime::value::TableKind;
use std::cell::RefCell;

/// Groups objects by the values of properties.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Group-Object",
    type_name = "Microsoft.PowerShell.Commands.GroupObjectCommand",
    module = "Microsoft.PowerShell.Utility",
    aliases("group"),
    outputs("System.Collections.Hashtable", "Microsoft.PowerShell.Commands.GroupInfo")
)]
#[example("Get-Command | Group-Object CommandType -NoElement", "Counts commands by kind.")]
pub struct GroupObject {
    /// Leaves the objects out of the groups.
    #[param]
    no_element: bool,
    /// Emits one hashtable of groups.
    #[param(set = "HashTable", alias("AHT"))]
    as_hash_table: bool,
    /// Makes the keys of the hashtable text.
    #[param(set = "HashTable")]
    as_string: bool,
    /// The objects to group.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Names of properties, wildcards, script blocks or hashtables with an expression.
    #[param(position = 0)]
    property: Vec<Value>,
    /// The culture whose rules of order apply.
    #[param]
    culture: Option<Str>,
    /// Upper and lower case are different.
    #[param]
    case_sensitive: bool,
    #[state]
    entries: Vec<Keyed>,
    #[state]
    reader: Option<KeyReader>,
}

impl Cmdlet for GroupObject {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.input_object.is_null() {
            return Ok(());
        }
        if self.reader.is_none() {
            self.reader = Some(self.read_properties(cx)?);
        }
        if let Some(reader) = self.reader.as_mut() {
            reader.expand(cx.s, std::slice::from_ref(&self.input_object))?;
            self.entries.push(reader.read(cx, &self.input_object)?);
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let entries = std::mem::take(&mut self.entries);
        let order = KeyOrder { descending: Vec::new(), case_sensitive: self.case_sensitive };
        let groups = if of_one_type(&entries) { neighbours(cx.s, entries, &order)? } else { scattered(cx.s, entries, &order)? };
        if groups.is_empty() {
            return Ok(());
        }
        if self.as_hash_table {
            return self.emit_table(cx, groups);
        }
        for group in groups {
            let info = GroupInfo::new(cx.s, group, self.no_element)?;
            cx.emit(Value::native(info))?;
        }
        Ok(())
    }
}

impl GroupObject {
    fn read_properties(&mut self, cx: &mut Cx<'_>) -> Result<KeyReader, Halt> {
        if self.property.is_empty() {
            self.property = default_key(cx.s, &self.input_object);
        }
        let reader = KeyReader::parse(cx.s, &self.property, Keys::Plain)?;
        if self.as_string && !self.as_hash_table {
            let text = "The command cannot be run because the AsString parameter requires that you specify the AsHashtable parameter.";
            return Err(argument(text, runtime::convert::switch(true)));
        }
        if self.as_hash_table && !self.as_string && self.property.len() > 1 {
            let text = "The command cannot be run because using the AsHashTable parameter with more than one property requires adding the AsString parameter.";
            return Err(argument(text, Value::array(self.property.clone())));
        }
        Ok(reader)
    }

    fn emit_table(&self, cx: &mut Cx<'_>, groups: Vec<Vec<Keyed>>) -> Flow {
        let table = Table::new(TableKind::Hashtable, Type::of("System.Collections.Hashtable"), !self.case_sensitive);
        for group in groups {
            let key = match group.first() {
                Some(first) if self.as_string => Value::Str(group_name(cx.s, &first.keys)?),
                Some(first) => first.keys.first().map_or(Value::Null, Key::value).base().clone(),
                None => continue,
            };
            if key.is_null() || table.get(&key).is_some() {
                return cx.error(key_doubled());
            }
            table.insert(key, members(group));
        }
        cx.emit(Value::table(table))
    }
}

fn argument(text: &str, target: Value) -> Halt {
    Fault::new("System.ArgumentException", "ArgumentException", Category::InvalidArgument, text).target(target).into()
}

fn key_doubled() -> Fault {
    let text = "The objects grouped by this property cannot be expanded because there is a key duplication. Provide a valid value for the property, and then try again.";
    Fault::new("System.Exception", text, Category::InvalidArgument, text)
}

/// `Collection[PSObject]`.
fn members(group: Vec<Keyed>) -> Value {
    let element = Type::ps_object();
    let ty = Type::of("System.Collections.ObjectModel.Collection`1").generic_of(vec![element]);
    let objects = group.into_iter().map(|entry| entry.object).collect();
    Value::Seq(Rc::new(Seq::new(runtime::value::SeqKind::List, ty, element, objects)))
}

/// Do the keys have one type throughout? Then sorting brings equal ones together.
fn of_one_type(entries: &[Keyed]) -> bool {
    let mut types: Vec<Option<Type>> = match entries.first() {
        Some(first) => first.keys.iter().map(|key| key.value().base().ty()).collect(),
        None => return true,
    };
    for entry in entries {
        if entry.keys.len() != types.len() {
            return false;
        }
        for (known, key) in types.iter_mut().zip(&entry.keys) {
            let ty = key.value().base().ty();
            if ty.is_none() {
                continue;
            }
            if known.is_some() && *known != ty {
                return false;
            }
            *known = ty;
        }
    }
    true
}

/// Groups in the order of their keys.
fn neighbours(s: &mut Session, entries: Vec<Keyed>, order: &KeyOrder) -> Result<Vec<Vec<Keyed>>, Halt> {
    let mut places: Vec<usize> = (0..entries.len()).collect();
    dotnet::sort::introsort(&mut places, &mut |a, b| {
        let compared = order.compare(s, &entries[*a], &entries[*b])?;
        Ok::<_, Halt>(compared.then(a.cmp(b)))
    })?;
    let mut entries: Vec<Option<Keyed>> = entries.into_iter().map(Some).collect();
    let mut groups: Vec<Vec<Keyed>> = Vec::new();
    for at in places {
        let Some(entry) = entries[at].take() else { continue };
        let joins_last = match groups.last().and_then(|group| group.first()) {
            Some(first) => order.same(s, first, &entry)?,
            None => false,
        };
        let place = if joins_last { groups.len().checked_sub(1) } else { beside_null(s, &groups, &entry, order)? };
        match place {
            Some(at) => groups[at].push(entry),
            None => groups.push(vec![entry]),
        }
    }
    Ok(groups)
}

/// Objects without the property stand last in the order, but belong to those whose property is null.
fn beside_null(s: &mut Session, groups: &[Vec<Keyed>], entry: &Keyed, order: &KeyOrder) -> Result<Option<usize>, Halt> {
    if !entry.keys.iter().any(|key| matches!(key, Key::Missing)) {
        return Ok(None);
    }
    let keys = entry.keys.iter().map(|key| Key::Value(key.value())).collect();
    let with_null = Keyed { keys, ..entry.clone() };
    for (at, group) in groups.iter().enumerate() {
        if order.same(s, &group[0], &with_null)? {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// Groups in the order their first objects came.
fn scattered(s: &mut Session, entries: Vec<Keyed>, order: &KeyOrder) -> Result<Vec<Vec<Keyed>>, Halt> {
    let mut groups: Vec<Vec<Keyed>> = Vec::new();
    for entry in entries {
        let mut found = None;
        for (at, group) in groups.iter().enumerate() {
            if order.same(s, &group[0], &entry)? {
                found = Some(at);
                break;
            }
        }
        match found {
            Some(at) => groups[at].push(entry),
            None => groups.push(vec![entry]),
        }
    }
    Ok(groups)
}

/// The keys side by side; collections in braces.
fn group_name(s: &mut Session, keys: &[Key]) -> Result<Str, Halt> {
    let mut parts = Vec::new();
    for key in keys {
        let value = key.value();
        if value.is_null() {
            continue;
        }
        let items = match value.base() {
            Value::Seq(_) => runtime::enumerate::items(s, &value)?,
            _ => None,
        };
        match items {
            Some(items) => {
                let mut texts = Vec::new();
                for item in &items {
                    texts.push(runtime::text::element_text(s, item)?.to_string());
                }
                parts.push(format!("{{{}}}", texts.join(", ")));
            }
            None => parts.push(to_str(s, &value)?.to_string()),
        }
    }
    Ok(parts.join(", ").into())
}

/// `GroupInfo` and `GroupInfoNoElement`.
struct GroupInfo {
    ty: Type,
    name: Str,
    count: usize,
    values: Value,
    group: RefCell<Value>,
}

impl GroupInfo {
    fn new(s: &mut Session, group: Vec<Keyed>, no_element: bool) -> Result<Self, Halt> {
        let keys = group.first().map_or_else(Vec::new, |first| first.keys.clone());
        let name = group_name(s, &keys)?;
        let values = Value::Seq(Rc::new(Seq::array_list(keys.iter().map(Key::value).collect())));
        let word = if no_element { "Microsoft.PowerShell.Commands.GroupInfoNoElement" } else { "Microsoft.PowerShell.Commands.GroupInfo" };
        let count = group.len();
        let group = if no_element { Vec::new() } else { group };
        Ok(Self { ty: Type::of(word), name, count, values, group: RefCell::new(members(group)) })
    }
}

impl Native for GroupInfo {
    fn type_of(&self) -> Type {
        self.ty
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Values", "Count", "Group", "Name"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "values" => self.values.clone(),
            "count" => Value::from(self.count),
            "group" => self.group.borrow().clone(),
            "name" => Value::Str(self.name.clone()),
            _ => return None,
        }))
    }
}
