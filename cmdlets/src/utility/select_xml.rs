//! `Select-Xml`.

use crate::files;
use crate::result::facts_with_text;
use macros::Cmdlet;
use runtime::author::*;

/// Finds nodes in XML documents.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Select-Xml",
    type_name = "Microsoft.PowerShell.Commands.SelectXmlCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Xml",
    outputs("Microsoft.PowerShell.Commands.SelectXmlInfo")
)]
pub struct SelectXml {
    /// Paths of the files; wildcards are understood.
    #[param(position = 1, mandatory, by_name, set = "Path", not_null_or_empty)]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, by_name, set = "LiteralPath", alias("PSPath", "LP"), not_null_or_empty)]
    literal_path: Vec<Str>,
    /// Documents or nodes.
    #[param(position = 1, mandatory, pipeline, by_name, set = "Xml", alias("Node"), ty = "System.Xml.XmlNode[]", not_null_or_empty)]
    xml: Vec<Value>,
    /// XML text.
    #[param(mandatory, pipeline, set = "Content", not_null_or_empty)]
    content: Vec<Str>,
    /// The path of the nodes.
    #[param(position = 0, mandatory, not_null_or_empty)]
    x_path: Option<Str>,
    /// Prefixes and addresses of namespaces.
    #[param(not_null_or_empty)]
    namespace: Option<Rc<Table>>,
}

impl Cmdlet for SelectXml {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for document in self.xml.clone() {
            self.search(cx, &document, "InputStream")?;
        }
        for text in self.content.clone() {
            if let Some(document) = document_of(cx, &text, "Content")? {
                self.search(cx, &document, "InputStream")?;
            }
        }
        for path in files::sources(cx, &self.path.clone(), &self.literal_path.clone())? {
            let text = files::read_text(&path, dotnet::encoding::Encoding::UTF8_NO_MARK)?;
            let shown = path.to_string_lossy().into_owned();
            if let Some(document) = document_of(cx, &text, &shown)? {
                self.search(cx, &document, &shown)?;
            }
        }
        Ok(())
    }
}

impl SelectXml {
    fn search(&self, cx: &mut Cx<'_>, document: &Value, path: &str) -> Flow {
        let pattern = self.x_path.clone().unwrap_or_default();
        let mut arguments = vec![Value::Str(pattern.clone())];
        if let Some(prefixes) = &self.namespace {
            arguments.push(namespaces(cx.s, document, prefixes)?);
        }
        let nodes = match runtime::member::call(cx.s, document, "SelectNodes", &arguments) {
            Ok(nodes) => nodes,
            Err(Halt::Error(record)) => {
                let failed = ErrorRecord::new(record.exception.clone(), "ProcessingFile", Category::InvalidArgument, Value::str(path));
                return cx.error(Halt::Error(Rc::new(failed)));
            }
            Err(halt) => return Err(halt),
        };
        for node in to_list(cx.s, &nodes)? {
            let text = runtime::member::get(cx.s, &node, "InnerText")?;
            let info = facts_with_text(
                "Microsoft.PowerShell.Commands.SelectXmlInfo",
                &["Node", "Path", "Pattern", "InnerText"],
                vec![node, Value::str(path), Value::Str(pattern.clone()), text],
                Some("InnerText"),
            );
            cx.emit(info)?;
        }
        Ok(())
    }
}

fn document_of(cx: &mut Cx<'_>, text: &str, path: &str) -> Result<Option<Value>, Halt> {
    match to_type(cx.s, &Value::str(text), Type::of("System.Xml.XmlDocument")) {
        Ok(document) => Ok(Some(document)),
        Err(fault) => {
            let text = format!("The file '{path}' cannot be read: {}", fault.message);
            cx.error(Fault::new("System.ArgumentException", "ProcessingFile", Category::InvalidArgument, text).target(Value::str(path)))?;
            Ok(None)
        }
    }
}

fn namespaces(s: &mut Session, document: &Value, prefixes: &Table) -> Eval {
    let owner = runtime::member::get(s, document, "OwnerDocument")?;
    let owner = if owner.is_null() { document.clone() } else { owner };
    let names = runtime::member::get(s, &owner, "NameTable")?;
    let manager = runtime::clr::construct(s, Type::of("System.Xml.XmlNamespaceManager"), &[names])?;
    for (prefix, address) in prefixes.entries() {
        runtime::member::call(s, &manager, "AddNamespace", &[prefix, address])?;
    }
    Ok(manager)
}
