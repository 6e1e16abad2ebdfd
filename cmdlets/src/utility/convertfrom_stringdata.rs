//! `ConvertFrom-StringData`.

use macros::Cmdlet;
use runtime::author::*;

/// Makes a hashtable of lines with a name, an equals sign and a value.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "ConvertFrom-StringData",
    type_name = "Microsoft.PowerShell.Commands.ConvertFromStringDataCommand",
    module = "Microsoft.PowerShell.Utility",
    outputs("System.Collections.Hashtable")
)]
pub struct ConvertFromStringData {
    /// The lines.
    #[param(position = 0, mandatory, pipeline, allow_empty_string)]
    string_data: Option<Str>,
    /// The character instead of the equals sign.
    #[param(position = 1, ty = "char")]
    delimiter: Value,
}

impl Cmdlet for ConvertFromStringData {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let text = self.string_data.clone().unwrap_or_default();
        let delimiter = match self.delimiter.base() {
            Value::Char(unit) => char::from_u32(u32::from(*unit)).unwrap_or('='),
            _ => '=',
        };
        let table = Table::hashtable();
        for line in text.split('\n') {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let Some((name, value)) = line.split_once(delimiter) else {
                let text = format!("Data line '{line}' is not in 'name=value' format. ");
                return Err(invalid("InvalidOperation", text).into());
            };
            let name = unescaped(name.trim())?;
            if table.get_str(&name).is_some() {
                let text = format!("Data item '{name}' in line '{line}' is already defined. ");
                return Err(invalid("InvalidOperation", text).into());
            }
            table.insert_str(&name, Value::from(unescaped(value.trim())?));
        }
        cx.emit(Value::table(table))
    }
}

fn invalid(id: &str, text: String) -> Fault {
    Fault::new("System.Management.Automation.PSInvalidOperationException", id, Category::InvalidOperation, text)
}

/// Backslashes as in a regular expression.
fn unescaped(text: &str) -> Result<String, Halt> {
    if !text.contains('\\') {
        return Ok(text.to_owned());
    }
    dotnet::regex::unescape(text).map_err(|fault| {
        Fault::new("System.ArgumentException", "System.ArgumentException", Category::NotSpecified, fault.to_string()).into()
    })
}
