//! `ConvertTo-Html`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::format::property::{Keys, Source, Spec, read};

/// Writes objects as an HTML table or list.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertTo-Html",
    type_name = "Microsoft.PowerShell.Commands.ConvertToHtmlCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "Page",
    outputs("System.String")
)]
pub struct ConvertToHtml {
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject")]
    input_object: Value,
    /// Names of properties, wildcards, script blocks or hashtables with an expression.
    #[param(position = 0)]
    property: Vec<Value>,
    /// Text at the start of the body.
    #[param(position = 3, set = "Page")]
    body: Vec<Str>,
    /// The content of the head.
    #[param(position = 1, set = "Page")]
    head: Vec<Str>,
    /// The title of the page.
    #[param(position = 2, set = "Page", not_null_or_empty)]
    title: Option<Str>,
    /// Table or List.
    #[param(values("Table", "List"), not_null_or_empty)]
    r#as: Option<Str>,
    /// The address of a style sheet.
    #[param(set = "Page", alias("cu", "uri"), ty = "uri", not_null_or_empty)]
    css_uri: Value,
    /// Writes only the table, no page around it.
    #[param(set = "Fragment", not_null_or_empty)]
    fragment: bool,
    /// Text behind the table.
    #[param(not_null_or_empty)]
    post_content: Vec<Str>,
    /// Text before the table.
    #[param(not_null_or_empty)]
    pre_content: Vec<Str>,
    /// Names and contents of meta elements.
    #[param(set = "Page", not_null_or_empty)]
    meta: Option<Rc<Table>>,
    /// The character set the page names.
    #[param(set = "Page", pattern = "^[A-Za-z0-9]\\w+\\S+[A-Za-z0-9]$", not_null_or_empty)]
    charset: Option<Str>,
    /// Names the transitional document type.
    #[param(set = "Page", not_null_or_empty)]
    transitional: bool,
    #[state]
    columns: Option<Vec<Column>>,
    #[state]
    seen: usize,
}

/// One column as asked for.
#[derive(Clone)]
pub struct Column {
    source: Source,
    label: Str,
    width: Option<Str>,
    alignment: Option<Str>,
}

impl Cmdlet for ConvertToHtml {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.fragment {
            self.page_head(cx)?;
        }
        emit_lines(cx, &self.pre_content)?;
        cx.emit("<table>")
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let object = self.input_object.clone();
        if object.is_null() {
            return Ok(());
        }
        self.seen += 1;
        if self.r#as.as_deref().is_some_and(|shape| shape.eq_ignore_ascii_case("List")) {
            return self.list(cx, &object);
        }
        let columns = match &self.columns {
            Some(columns) => columns.clone(),
            None => {
                let columns = self.columns_of(cx, &object)?;
                if columns.is_empty() {
                    return Ok(());
                }
                cx.emit(column_group(&columns))?;
                let heads: String = columns.iter().map(|column| format!("<th>{}</th>", column.label)).collect();
                cx.emit(format!("<tr>{heads}</tr>"))?;
                self.columns = Some(columns.clone());
                columns
            }
        };
        let mut row = String::from("<tr>");
        for column in &columns {
            row.push_str(&format!("<td>{}</td>", cell(cx.s, column, &object)?));
        }
        cx.emit(format!("{row}</tr>"))
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        cx.emit("</table>")?;
        emit_lines(cx, &self.post_content)?;
        if self.fragment { Ok(()) } else { cx.emit("</body></html>") }
    }
}

impl ConvertToHtml {
    fn page_head(&self, cx: &mut Cx<'_>) -> Flow {
        let kind = if self.transitional { ("Transitional", "transitional") } else { ("Strict", "strict") };
        cx.emit(format!(
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 {}//EN\"  \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-{}.dtd\">",
            kind.0, kind.1
        ))?;
        cx.emit("<html xmlns=\"http://www.w3.org/1999/xhtml\">")?;
        cx.emit("<head>")?;
        if let Some(charset) = &self.charset {
            cx.emit(format!("<meta charset=\"{charset}\">"))?;
        }
        if let Some(meta) = self.meta.clone() {
            self.meta_lines(cx, &meta)?;
        }
        if self.head.is_empty() {
            let title = self.title.as_deref().unwrap_or("HTML TABLE");
            cx.emit(format!("<title>{title}</title>"))?;
        } else {
            emit_lines(cx, &self.head)?;
        }
        if !self.css_uri.is_null() {
            let address = to_str(cx.s, &self.css_uri)?;
            cx.emit(format!("<link rel=\"stylesheet\" type=\"text/css\" href=\"{address}\" />"))?;
        }
        cx.emit("</head><body>")?;
        emit_lines(cx, &self.body)
    }

    fn meta_lines(&self, cx: &mut Cx<'_>, meta: &Table) -> Flow {
        const HEADERS: [&str; 3] = ["content-type", "default-style", "x-ua-compatible"];
        const NAMES: [&str; 6] = ["application-name", "author", "description", "generator", "keywords", "viewport"];
        for (key, value) in meta.entries() {
            let (name, content) = (to_str(cx.s, &key)?, to_str(cx.s, &value)?);
            let known = name.to_lowercase();
            if HEADERS.contains(&known.as_str()) {
                cx.emit(format!("<meta http-equiv=\"{name}\" content=\"{content}\">"))?;
                continue;
            }
            if !NAMES.contains(&known.as_str()) {
                cx.warn(&format!("Accepted meta properties are content-type, default-style, application-name, author, description, generator, keywords, x-ua-compatible, and viewport. The meta pair: {name} and {content} may not function correctly."))?;
            }
            cx.emit(format!("<meta name=\"{name}\" content=\"{content}\">"))?;
        }
        Ok(())
    }

    fn columns_of(&self, cx: &mut Cx<'_>, object: &Value) -> Result<Vec<Column>, Halt> {
        let asked = if self.property.is_empty() { vec![Value::str("*")] } else { self.property.clone() };
        let mut columns = Vec::new();
        for value in &asked {
            let (spec, label, width, alignment) = read_column(cx.s, value)?;
            for source in spec.resolve(cx.s, object)? {
                let label = label.clone().unwrap_or_else(|| source.label());
                columns.push(Column { source, label, width: width.clone(), alignment: alignment.clone() });
            }
        }
        Ok(columns)
    }

    fn list(&mut self, cx: &mut Cx<'_>, object: &Value) -> Flow {
        let columns = self.columns_of(cx, object)?;
        if columns.is_empty() {
            return Ok(());
        }
        if self.seen > 1 {
            cx.emit("<tr><td><hr></td></tr>")?;
        }
        for column in &columns {
            let text = cell(cx.s, column, object)?;
            cx.emit(format!("<tr><td>{}:</td><td>{text}</td></tr>", column.label))?;
        }
        Ok(())
    }
}

type Asked = (Spec, Option<Str>, Option<Str>, Option<Str>);

/// A name, a block, or a hashtable; widths here are text such as `50%`.
fn read_column(s: &mut Session, value: &Value) -> Result<Asked, Halt> {
    let Some(table) = value.as_table() else {
        return Ok((Spec::parse(s, value, Keys::Plain)?, None, None, None));
    };
    let (mut label, mut width, mut alignment) = (None, None, None);
    let rest = Table::hashtable();
    for (key, item) in table.entries() {
        let name = key.plain_text().to_lowercase();
        match name.as_str() {
            "label" | "l" | "name" | "n" => label = Some(item.plain_text()),
            "width" | "w" => width = Some(item.plain_text()),
            "alignment" | "align" | "a" => alignment = Some(item.plain_text()),
            _ => rest.insert(key, item),
        }
    }
    Ok((Spec::parse(s, &Value::table(rest), Keys::Plain)?, label, width, alignment))
}

fn column_group(columns: &[Column]) -> String {
    let mut text = String::from("<colgroup>");
    for column in columns {
        text.push_str("<col");
        if let Some(width) = &column.width {
            text.push_str(&format!(" width = \"{width}\""));
        }
        if let Some(alignment) = &column.alignment {
            text.push_str(&format!(" align = \"{alignment}\""));
        }
        text.push_str("/>");
    }
    text.push_str("</colgroup>");
    text
}

fn cell(s: &mut Session, column: &Column, object: &Value) -> Result<String, Halt> {
    match read(s, &column.source, object)? {
        Ok(value) if !value.is_null() => Ok(encoded(&runtime::text::element_text(s, &value)?)),
        _ => Ok(String::new()),
    }
}

/// `WebUtility.HtmlEncode`.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{a0}'..='\u{ff}' => out.push_str(&format!("&#{};", c as u32)),
            c if c as u32 > 0xffff => out.push_str(&format!("&#{};", c as u32)),
            c => out.push(c),
        }
    }
    out
}

fn emit_lines(cx: &mut Cx<'_>, lines: &[Str]) -> Flow {
    for line in lines {
        cx.emit(line.clone())?;
    }
    Ok(())
}
