//! `ConvertFrom-Json`.

use crate::json::{self, DateKind, Node};
use macros::Cmdlet;
use runtime::author::*;
use runtime::value::TableKind;

/// Makes objects of JSON text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertFrom-Json",
    type_name = "Microsoft.PowerShell.Commands.ConvertFromJsonCommand",
    module = "Microsoft.PowerShell.Utility"
)]
#[example("'{\"a\":1}' | ConvertFrom-Json", "Makes an object with one property.")]
pub struct ConvertFromJson {
    /// The text.
    #[param(position = 0, mandatory, pipeline, allow_empty_string)]
    input_object: Option<Str>,
    /// Makes ordered hashtables instead of objects.
    #[param]
    as_hashtable: bool,
    /// How deeply the text may nest.
    #[param(range_kind = "Positive")]
    depth: Option<i32>,
    /// Emits an array as one object.
    #[param]
    no_enumerate: bool,
    /// What becomes of text that looks like a date.
    #[param(ty = "Microsoft.PowerShell.Commands.JsonDateKind")]
    date_kind: Value,
    #[state]
    lines: Vec<Str>,
}

/// Levels when `-Depth` is not written.
const DEPTH_DEFAULT: usize = 1024;

impl Cmdlet for ConvertFromJson {
    fn process(&mut self, _cx: &mut Cx<'_>) -> Flow {
        self.lines.push(self.input_object.clone().unwrap_or_default());
        Ok(())
    }

    /// Each input may be a document of its own; if the first is none, all of them are one.
    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let lines = std::mem::take(&mut self.lines);
        let Some(first) = lines.first() else {
            return Ok(());
        };
        if lines.len() == 1 {
            return self.convert(cx, first).map(|_| ());
        }
        let is_document = match self.read(first) {
            Ok(_) => self.convert(cx, first)?,
            Err(_) => false,
        };
        if !is_document {
            return self.convert(cx, &lines.join("\n")).map(|_| ());
        }
        for line in &lines[1..] {
            self.convert(cx, line)?;
        }
        Ok(())
    }
}

/// The value of a JSON text; `None` when it is none.
pub fn parsed(s: &mut Session, text: &str) -> Result<Option<Value>, Halt> {
    let reader = ConvertFromJson::default();
    match reader.read(text) {
        Ok(Some(node)) => reader.value(s, node).map(Some),
        Ok(None) => Ok(Some(Value::Null)),
        Err(_) => Ok(None),
    }
}

impl ConvertFromJson {
    fn read(&self, text: &str) -> Result<Option<Node>, json::ReadFault> {
        let depth = self.depth.map_or(DEPTH_DEFAULT, |depth| usize::try_from(depth).unwrap_or(0));
        let kind = match self.date_kind.base() {
            Value::Enum(e) => [DateKind::Default, DateKind::Local, DateKind::Utc, DateKind::Offset, DateKind::String]
                .get(usize::try_from(e.value).unwrap_or(0))
                .copied()
                .unwrap_or_default(),
            _ => DateKind::Default,
        };
        json::parse(text, depth, kind)
    }

    /// True when there was a document other than `null`.
    fn convert(&self, cx: &mut Cx<'_>, text: &str) -> Result<bool, Halt> {
        let node = self.read(text).map_err(|fault| conversion_failed(&fault.0))?;
        let value = match node {
            Some(node) => self.value(cx.s, node)?,
            None => Value::Null,
        };
        let is_something = !value.is_null();
        if self.no_enumerate {
            cx.emit(value)?
        } else {
            cx.emit_each(value)?
        }
        Ok(is_something)
    }

    fn value(&self, s: &mut Session, node: Node) -> Eval {
        Ok(match node {
            Node::Value(value) => value,
            Node::Offset(offset) => {
                let text = offset.to_format("o").unwrap_or_default();
                to_type(s, &Value::from(text), Type::of("System.DateTimeOffset"))?
            }
            Node::Big(text) => {
                let ty = Value::Type(Type::of("System.Numerics.BigInteger"));
                runtime::member::call_static(s, &ty, "Parse", &[Value::from(text)])?
            }
            Node::Array(items) => {
                let items: Result<Vec<Value>, Halt> = items.into_iter().map(|item| self.value(s, item)).collect();
                Value::array(items?)
            }
            Node::Object(members) if self.as_hashtable => self.table(s, members)?,
            Node::Object(members) => self.object(s, members)?,
        })
    }

    fn table(&self, s: &mut Session, members: Vec<(Str, Node)>) -> Eval {
        let table = Table::new(TableKind::Ordered, Type::of("System.Management.Automation.OrderedHashtable"), false);
        for (name, node) in members {
            let value = self.value(s, node)?;
            table.insert(Value::Str(name), value);
        }
        Ok(Value::table(table))
    }

    fn object(&self, s: &mut Session, members: Vec<(Str, Node)>) -> Eval {
        let object = Object::custom();
        for (name, node) in members {
            if name.is_empty() {
                let text = "The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.";
                return Err(Fault::new("System.InvalidOperationException", "EmptyKeyInJsonString", Category::InvalidOperation, text).into());
            }
            let known = object.borrow_notes().shape.names().find(|known| known.eq_ignore_ascii_case(&name)).cloned();
            if let Some(known) = known {
                let text = format!(
                    "Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch instead. The key that was attempted to be added to the existing key '{known}' was '{name}'."
                );
                return Err(Fault::new(
                    "System.InvalidOperationException",
                    "KeysWithDifferentCasingInJsonString",
                    Category::InvalidOperation,
                    text,
                )
                .into());
            }
            let value = self.value(s, node)?;
            object.set_note(&name, value);
        }
        Ok(Value::object(object))
    }
}

fn conversion_failed(reason: &str) -> Fault {
    let text = format!("Conversion from JSON failed with error: {reason}");
    Fault::new("System.ArgumentException", "System.ArgumentException", Category::NotSpecified, text)
}
