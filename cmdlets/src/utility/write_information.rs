//! `Write-Information` and `Write-Host`: messages to a person.

use crate::result::facts_with_text;
use macros::Cmdlet;
use runtime::author::*;
use runtime::host::HostStream;
use runtime::records::InformationRecord;

/// Writes a message to the information stream.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Write-Information",
    type_name = "Microsoft.PowerShell.Commands.WriteInformationCommand",
    module = "Microsoft.PowerShell.Utility"
)]
pub struct WriteInformation {
    /// The message.
    #[param(position = 0, mandatory, pipeline, alias("Msg", "Message"), allow_null)]
    message_data: Value,
    /// Words to find the message by.
    #[param(position = 1)]
    tags: Vec<Str>,
}

impl Cmdlet for WriteInformation {
    fn begin(&mut self, _cx: &mut Cx<'_>) -> Flow {
        let reserved = self.tags.iter().find(|tag| tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("PS")));
        let Some(tag) = reserved else { return Ok(()) };
        let text = format!("Cannot use tag '{tag}'. The 'PS' prefix is reserved.");
        let fault = Fault::new("System.InvalidOperationException", "PSPrefixReservedInInformationTag", Category::InvalidArgument, text);
        Err(fault.target(Value::Str(tag.clone())).into())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let tags = self.tags.iter().cloned().map(Value::Str).collect();
        let record = record(cx, self.message_data.clone(), tags);
        let run = cx.run().clone();
        cx.s.write_information(Some(&run), record, None, true)
    }
}

/// Writes text to the screen.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "Write-Host", type_name = "Microsoft.PowerShell.Commands.WriteHostCommand", module = "Microsoft.PowerShell.Utility")]
pub struct WriteHost {
    /// What is written.
    #[param(position = 0, pipeline, rest, alias("Msg", "Message"), as_written)]
    object: Value,
    /// Puts no line break behind.
    #[param]
    no_newline: bool,
    /// Stands between several objects.
    #[param]
    separator: Value,
    /// The colour of the text.
    #[param(ty = "System.ConsoleColor")]
    foreground_color: Value,
    /// The colour behind the text.
    #[param(ty = "System.ConsoleColor")]
    background_color: Value,
}

impl Cmdlet for WriteHost {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let separator = if cx.is_bound("Separator") { to_str(cx.s, &self.separator)? } else { Str::new_static(" ") };
        let object = std::mem::take(&mut self.object);
        let text = joined(cx.s, &object, &separator)?;
        let message = facts_with_text(
            "System.Management.Automation.HostInformationMessage",
            &["Message", "NoNewLine", "ForegroundColor", "BackgroundColor"],
            vec![Value::from(text.clone()), Value::Bool(self.no_newline), self.foreground_color.clone(), self.background_color.clone()],
            Some("Message"),
        );
        let record = record(cx, message, vec![Value::str("PSHOST")]);
        let run = cx.run().clone();
        let shown = self.coloured(cx, text);
        cx.s.write_information(Some(&run), record, Some(&shown), !self.no_newline)
    }
}

impl WriteHost {
    fn coloured(&self, cx: &Cx<'_>, text: String) -> String {
        if !cx.s.host.styled(HostStream::Output) {
            return text;
        }
        let colour = |value: &Value| match value.base() {
            Value::Enum(e) => usize::try_from(e.value).ok().and_then(|at| ANSI_COLOURS.get(at).copied()),
            _ => None,
        };
        let front = colour(&self.foreground_color).map(|code| format!("\x1b[{code}m")).unwrap_or_default();
        let back = colour(&self.background_color).map(|code| format!("\x1b[{}m", code + 10)).unwrap_or_default();
        if front.is_empty() && back.is_empty() { text } else { format!("{front}{back}{text}\x1b[0m") }
    }
}

/// Foreground codes in the order of `ConsoleColor`.
const ANSI_COLOURS: [u8; 16] = [30, 34, 32, 36, 31, 35, 33, 37, 90, 94, 92, 96, 91, 95, 93, 97];

/// Text as `Write-Host` has it: elements of collections at every level, with the separator between them.
fn joined(s: &mut Session, value: &Value, separator: &str) -> Result<String, Halt> {
    let items = match value.base() {
        Value::Null | Value::Empty | Value::Str(_) => None,
        Value::Table(table) if table.kind != runtime::value::TableKind::Set => {
            let mut parts = Vec::new();
            for (key, item) in table.entries() {
                let (key, item) = (joined(s, &key, separator)?, runtime::text::element_text(s, &item)?);
                parts.push(format!("[{key}, {item}]"));
            }
            return Ok(parts.join(separator));
        }
        _ => runtime::enumerate::items(s, value)?,
    };
    let Some(items) = items else {
        return Ok(to_str(s, value)?.to_string());
    };
    let mut parts = Vec::new();
    for item in &items {
        parts.push(joined(s, item, separator)?);
    }
    Ok(parts.join(separator))
}

fn record(cx: &Cx<'_>, data: Value, tags: Vec<Value>) -> Value {
    let file = cx.s.source.file.clone().map(|file| Str::new(&file));
    let source = file.unwrap_or_else(|| cx.run().info.name.clone());
    Value::native(InformationRecord { data, source, tags, time: cx.s.host.now() })
}
