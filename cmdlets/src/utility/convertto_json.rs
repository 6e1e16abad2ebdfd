//! `ConvertTo-Json`.

use crate::json::{self, Escape, Written as Node};
use macros::Cmdlet;
use runtime::author::*;
use runtime::value::{SmallKind, TableKind};

/// Writes an object as JSON text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertTo-Json",
    type_name = "Microsoft.PowerShell.Commands.ConvertToJsonCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.String")
)]
#[example("@{ a = 1 } | ConvertTo-Json -Compress", "Writes {\"a\":1}.")]
pub struct ConvertToJson {
    /// The objects to work on; usually they come from the pipeline.
    #[param(position = 0, mandatory, pipeline, allow_null, allow_empty_collection)]
    input_object: Value,
    /// How many levels of nested objects are followed.
    #[param(range(0, 100))]
    depth: Option<i32>,
    /// Leaves blanks and line breaks out.
    #[param]
    compress: bool,
    /// Writes names of enumeration values, not numbers.
    #[param]
    enums_as_strings: bool,
    /// Writes an array even for one object.
    #[param]
    as_array: bool,
    /// Which characters are written as escapes.
    #[param(ty = "Newtonsoft.Json.StringEscapeHandling")]
    escape_handling: Value,
    #[state]
    objects: Vec<Value>,
    #[state]
    is_piped: bool,
    #[state]
    warned: bool,
}

/// Levels when `-Depth` is not written.
const DEPTH_DEFAULT: i32 = 2;

impl Cmdlet for ConvertToJson {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.is_piped |= cx.input.is_some();
        self.objects.push(self.input_object.clone());
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut objects = std::mem::take(&mut self.objects);
        let whole = match objects.len() {
            0 => return Ok(()),
            1 if !self.as_array => objects.remove(0),
            _ => Value::array(objects),
        };
        let mut node = self.node(cx, &whole, 0)?;
        if self.is_piped {
            // What comes through the pipeline shows the members that types were given, too.
            node = self.with_typed(cx, &whole, node)?;
        }
        let escape = match self.escape_handling.base() {
            Value::Enum(e) if e.value == 1 => Escape::NonAscii,
            Value::Enum(e) if e.value == 2 => Escape::Html,
            _ => Escape::Default,
        };
        cx.emit(json::to_text(&node, self.compress, escape))
    }
}

impl ConvertToJson {
    fn node(&mut self, cx: &mut Cx<'_>, value: &Value, depth: i32) -> Result<Node, Halt> {
        cx.s.poll()?;
        let carried = runtime::value::attached(value).filter(|_| self.is_piped && depth == 0).map(Value::Object);
        let value = carried.as_ref().unwrap_or(value);
        if value.is_null() {
            return Ok(Node::Null);
        }
        if let Some(node) = self.scalar(value.base())? {
            return self.with_members(cx, value, node, depth);
        }
        if depth > self.depth.unwrap_or(DEPTH_DEFAULT) {
            return self.cut(cx, value);
        }
        match value.base() {
            Value::Table(table) if table.kind != TableKind::Set => self.dictionary(cx, &table.clone(), depth),
            base => match runtime::enumerate::items(cx.s, base)? {
                Some(items) => {
                    let mut nodes = Vec::with_capacity(items.len());
                    for item in &items {
                        nodes.push(self.node(cx, item, depth + 1)?);
                    }
                    self.with_members(cx, value, Node::Array(nodes), depth)
                }
                None => self.properties(cx, value, depth),
            },
        }
    }

    /// Too deep: the object is written as its text, and a warning says so once.
    fn cut(&mut self, cx: &mut Cx<'_>, value: &Value) -> Result<Node, Halt> {
        if !self.warned {
            self.warned = true;
            let depth = self.depth.unwrap_or(DEPTH_DEFAULT);
            cx.warn(&format!("Resulting JSON is truncated as serialization has exceeded the set depth of {depth}."))?;
        }
        let text = to_str(cx.s, value)?;
        Ok(Node::Text(text.to_string()))
    }

    fn scalar(&self, value: &Value) -> Result<Option<Node>, Halt> {
        Ok(Some(match value {
            Value::Bool(flag) => Node::Raw(flag.to_string()),
            Value::Int(number) => Node::Raw(number.to_string()),
            Value::Long(number) => Node::Raw(number.to_string()),
            Value::Double(number) => fraction(*number, value),
            Value::Small(small) if small.kind == SmallKind::Single => fraction(small.as_f64(), value),
            Value::Small(_) => Node::Raw(runtime::text::exact(value).to_string()),
            Value::Decimal(_) => Node::Raw(with_point(runtime::text::exact(value).to_string())),
            Value::Char(_) | Value::Str(_) => Node::Text(value.plain_text().to_string()),
            Value::DateTime(time) => Node::Text(date_text(*time)),
            Value::Enum(e) if e.ty == Type::switch_parameter() => return Ok(None),
            Value::Enum(_) if self.enums_as_strings => Node::Text(value.plain_text().to_string()),
            Value::Enum(e) => Node::Raw(e.value.to_string()),
            Value::Native(native) => match native.type_of().full_name() {
                "System.Numerics.BigInteger" => Node::Raw(native.text().to_string()),
                "System.Guid" | "System.Uri" => Node::Text(native.text().to_string()),
                "System.DateTimeOffset" => match native.format("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK") {
                    Some(Ok(text)) => Node::Text(text.to_string()),
                    _ => Node::Text(native.text().to_string()),
                },
                "System.DBNull" => Node::Null,
                _ => return Ok(None),
            },
            _ => return Ok(None),
        }))
    }

    fn dictionary(&mut self, cx: &mut Cx<'_>, table: &Rc<Table>, depth: i32) -> Result<Node, Halt> {
        let mut members = Vec::new();
        for (key, item) in table.entries() {
            let Value::Str(name) = key.base() else {
                let ty = table.ty.full_name();
                let text =
                    format!("The type '{ty}' is not supported for serialization or deserialization of a dictionary. Keys must be strings.");
                let fault = Fault::new("System.InvalidOperationException", "NonStringKeyInDictionary", Category::InvalidOperation, text);
                return Err(fault.target(Value::Table(table.clone())).into());
            };
            members.push((name.to_string(), self.node(cx, &item, depth + 1)?));
        }
        Ok(Node::Object(members))
    }

    fn properties(&mut self, cx: &mut Cx<'_>, value: &Value, depth: i32) -> Result<Node, Halt> {
        let mut members: Vec<(String, Node)> = Vec::new();
        for name in runtime::member::written_properties(cx.s, value)? {
            let found = readable(runtime::member::get(cx.s, value, &name))?;
            members.push((name.to_string(), self.node(cx, &found, depth + 1)?));
        }
        Ok(Node::Object(members))
    }

    /// `Guid` of a GUID, the one scalar that types.ps1xml gives a member.
    fn with_typed(&self, cx: &mut Cx<'_>, value: &Value, node: Node) -> Result<Node, Halt> {
        let is_guid = value.ty().is_some_and(|ty| ty.full_name() == "System.Guid");
        if !is_guid {
            return Ok(node);
        }
        let text = to_str(cx.s, value)?.to_string();
        Ok(Node::Object(vec![("value".to_owned(), node), ("Guid".to_owned(), Node::Text(text))]))
    }

    /// Added members stand beside the keys of a dictionary, or beside the `value` of anything else.
    fn with_members(&mut self, cx: &mut Cx<'_>, value: &Value, node: Node, depth: i32) -> Result<Node, Halt> {
        let Value::Object(object) = value else {
            return Ok(node);
        };
        if matches!(value.base(), Value::Str(_) | Value::DateTime(_)) {
            return Ok(node);
        }
        let notes: Vec<Str> = object.borrow_notes().shape.names().cloned().collect();
        let computed = object.members.borrow().iter().filter(|m| is_property(&m.kind)).map(|m| m.name.clone()).collect::<Vec<Str>>();
        let added: Vec<Str> = notes.into_iter().chain(computed).collect();
        if added.is_empty() {
            return Ok(node);
        }
        let mut members = match node {
            Node::Object(members) => members,
            other => vec![("value".to_owned(), other)],
        };
        for name in added {
            if members.iter().any(|(known, _)| known.as_str() == name) {
                continue;
            }
            let found = readable(runtime::member::get(cx.s, value, &name))?;
            let node = self.node(cx, &found, depth + 1)?;
            members.push((name.to_string(), node));
        }
        Ok(Node::Object(members))
    }
}

fn is_property(kind: &runtime::value::MemberKind) -> bool {
    use runtime::value::MemberKind::{Alias, Code, Note, ScriptProperty};
    matches!(kind, Alias { .. } | Code(_) | Note(_) | ScriptProperty { .. })
}

/// A property whose getter fails is null.
fn readable(result: Eval) -> Eval {
    match result {
        Err(Halt::Error(_)) => Ok(Value::Null),
        other => other,
    }
}

fn fraction(number: f64, value: &Value) -> Node {
    if number.is_nan() || number.is_infinite() {
        let name = if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        return Node::Text(name.to_owned());
    }
    Node::Raw(with_point(runtime::text::exact(value).to_string()))
}

/// Newtonsoft marks fractions: `3.0`, not `3`.
fn with_point(text: String) -> String {
    if text.contains(['.', 'E', 'e']) { text } else { format!("{text}.0") }
}

fn date_text(time: DateTime) -> String {
    time.to_format("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK").unwrap_or_default()
}
