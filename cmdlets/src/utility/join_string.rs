//! `Join-String`.

use macros::Cmdlet;
use runtime::author::*;
use runtime::format::property::{Keys, Spec, read};

/// Joins objects to one text.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Join-String",
    type_name = "Microsoft.PowerShell.Commands.Utility.JoinStringCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "default",
    outputs("System.String")
)]
#[example("1..3 | Join-String -Separator ', '", "Writes 1, 2, 3.")]
pub struct JoinString {
    /// The property that is joined, or a script block.
    #[param(position = 0, ty = "pspropertyexpression")]
    property: Value,
    /// Stands between the parts.
    #[param(position = 1, allow_empty_string)]
    separator: Option<Str>,
    /// Stands before everything.
    #[param(alias("op"))]
    output_prefix: Option<Str>,
    /// Stands behind everything.
    #[param(alias("os"))]
    output_suffix: Option<Str>,
    /// Puts each part in single quotes.
    #[param(set = "SingleQuote")]
    single_quote: bool,
    /// Puts each part in double quotes.
    #[param(set = "DoubleQuote")]
    double_quote: bool,
    /// A format for each part.
    #[param(set = "Format")]
    format_string: Option<Str>,
    /// Uses the list separator of the current culture between the fields.
    #[param]
    use_culture: bool,
    /// The objects to work on; usually they come from the pipeline.
    #[param(pipeline, ty = "psobject[]")]
    input_object: Vec<Value>,
    #[state]
    text: String,
    #[state]
    is_begun: bool,
    #[state]
    spec: Option<Spec>,
}

impl Cmdlet for JoinString {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if !self.property.is_null() {
            self.spec = Some(Spec::parse(cx.s, &self.property, Keys::Plain)?);
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        for object in self.input_object.clone() {
            if object.is_null() {
                continue;
            }
            let value = self.value(cx, &object)?;
            let text = to_str(cx.s, &value)?;
            let text = match &self.format_string {
                _ if self.single_quote => format!("'{}'", text),
                _ if self.double_quote => format!("\"{text}\""),
                Some(format) if !format.is_empty() => {
                    let arguments = Value::array(vec![value]);
                    runtime::clr::format_operator(cx.s, &Value::Str(format.clone()), &arguments)?.plain_text().to_string()
                }
                _ => text.to_string(),
            };
            if self.is_begun {
                let separator = match &self.separator {
                    Some(separator) => separator.clone(),
                    None => cx.s.lookup(cx.s.names.ofs).map_or_else(Str::default, |ofs| ofs.plain_text()),
                };
                self.text.push_str(&separator);
            }
            self.is_begun = true;
            self.text.push_str(&text);
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let prefix = self.output_prefix.clone().unwrap_or_default();
        let suffix = self.output_suffix.clone().unwrap_or_default();
        cx.emit(format!("{prefix}{}{suffix}", self.text))
    }
}

impl JoinString {
    /// A property the object has not counts as an empty part.
    fn value(&self, cx: &mut Cx<'_>, object: &Value) -> Eval {
        let Some(spec) = &self.spec else {
            return Ok(object.clone());
        };
        match spec.resolve(cx.s, object)?.first() {
            Some(source) => Ok(read(cx.s, source, object)?.unwrap_or(Value::Null)),
            None => Ok(Value::Null),
        }
    }
}
