//! `ConvertTo-Xml`: objects as plain XML, for programs that know nothing of PowerShell.

use macros::Cmdlet;
use runtime::author::*;
use runtime::markup::Element;
use runtime::value::TableKind;

/// Writes objects as an XML document.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertTo-Xml",
    type_name = "Microsoft.PowerShell.Commands.ConvertToXmlCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.Xml.XmlDocument", "System.String")
)]
pub struct ConvertToXml {
    /// How many levels of nested objects are followed.
    #[param(range(1, 2147483647))]
    depth: Option<i32>,
    /// The objects to work on; usually they come from the pipeline.
    #[param(position = 0, mandatory, pipeline, ty = "psobject", allow_null)]
    input_object: Value,
    /// Leaves the types out.
    #[param]
    no_type_information: bool,
    /// Document, String or Stream.
    #[param(values("Stream", "String", "Document"), not_null_or_empty)]
    r#as: Option<Str>,
    #[state]
    objects: Vec<Element>,
}

/// Levels when `-Depth` is not written.
const DEPTH_DEFAULT: i32 = 1;
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

impl Cmdlet for ConvertToXml {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.shape() == "Stream" {
            cx.emit(DECLARATION)?;
            cx.emit("<Objects>")?;
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = cx.input.clone().unwrap_or_else(|| self.input_object.clone());
        let depth = self.depth.unwrap_or(DEPTH_DEFAULT);
        let element = self.element(cx.s, &object, Element::new("Object"), depth)?;
        if self.shape() == "Stream" {
            return cx.emit(element.to_indented());
        }
        self.objects.push(element);
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.shape() == "Stream" {
            return cx.emit("</Objects>");
        }
        let mut whole = Element::new("Objects");
        whole.children = std::mem::take(&mut self.objects);
        if self.shape() == "String" {
            return cx.emit(format!("{DECLARATION}\n{}", whole.to_indented()));
        }
        let text = Value::from(format!("{DECLARATION}{}", whole.to_line()));
        let document = to_type(cx.s, &text, Type::of("System.Xml.XmlDocument"))?;
        cx.emit(document)
    }
}

impl ConvertToXml {
    fn shape(&self) -> &str {
        self.r#as.as_deref().unwrap_or("Document")
    }

    fn typed(&self, element: Element, ty: &str) -> Element {
        if self.no_type_information { element } else { element.with("Type", ty) }
    }

    fn element(&self, s: &mut Session, value: &Value, element: Element, depth: i32) -> Result<Element, Halt> {
        if value.is_null() {
            return Ok(self.typed(element, "System.Object"));
        }
        let ty = value.base().ty().map_or("System.Object", Type::full_name);
        if is_plain(value.base()) {
            let text = to_str(s, value)?;
            return Ok(self.typed(element, ty).text(text.to_string()));
        }
        let mut element = self.typed(element, ty);
        if let Some(table) = value.as_table().filter(|table| table.kind != TableKind::Set).cloned() {
            for (key, item) in table.entries() {
                element.push(self.property(s, &key, "Key", depth - 1)?);
                element.push(self.property(s, &item, "Value", depth - 1)?);
            }
            return Ok(element);
        }
        if let Some(items) = runtime::enumerate::items(s, value)? {
            for item in &items {
                element.push(self.element(s, item, Element::new("Property"), depth - 1)?);
            }
            return Ok(element);
        }
        if depth < 1 {
            let text = to_str(s, value)?;
            let shown = self.typed(Element::new("Property"), "System.String");
            element.push(shown.text(text.to_string()));
            if !matches!(value, Value::Object(_)) {
                return Ok(element);
            }
        }
        for name in runtime::member::readable_properties(s, value)? {
            let found = match runtime::member::get(s, value, &name) {
                Err(Halt::Error(_)) => Value::Null,
                other => other?,
            };
            element.push(self.property(s, &found, &name, depth - 1)?);
        }
        Ok(element)
    }

    fn property(&self, s: &mut Session, value: &Value, name: &str, depth: i32) -> Result<Element, Halt> {
        self.element(s, value, Element::new("Property").with("Name", name), depth)
    }
}

/// Values that are one piece of text.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Seq(_) | Value::Table(_) | Value::Object(_) => false,
        Value::Native(native) => matches!(
            native.type_of().full_name(),
            "System.Guid" | "System.Uri" | "System.Version" | "System.Numerics.BigInteger" | "System.DateTimeOffset"
        ),
        _ => true,
    }
}
