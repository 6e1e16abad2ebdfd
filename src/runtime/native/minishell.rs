//! A program called with a script block: a shell of our own kind that objects go to and come from.
//!
//! In:    arguments, the objects such a shell sends.
//! Out:   words that carry the block and its arguments; records and messages in our own streams.
//! Never: knows which program it is: a script block alone decides.

use crate::bind::Arg;
use crate::clixml;
use crate::fault::{Category, Fault, Flow, Halt};
use crate::pipe::Out;
use crate::session::Session;
use crate::value::{Seq, Value};
use lang::Span;
use std::rc::Rc;

/// Arguments as they are passed, and whether the program is spoken to in objects.
pub(super) struct Call {
    pub args: Vec<Arg>,
    pub is_shell: bool,
    pub takes_objects: bool,
}

/// The words of a call that has a script block among its arguments.
#[derive(Default)]
struct Words {
    words: Vec<Arg>,
    has_command: bool,
    input: Option<&'static str>,
    output: Option<&'static str>,
}

pub(super) fn call(s: &mut Session, args: Vec<Arg>, is_redirected: bool) -> Result<Call, Halt> {
    if !args.iter().any(|arg| matches!(arg, Arg::Value { value, .. } if value.as_block().is_some())) {
        return Ok(Call { args, is_shell: false, takes_objects: false });
    }
    let mut made = Words::default();
    let mut rest = args.into_iter().peekable();
    while let Some(arg) = rest.next() {
        let Arg::Value { value, .. } = &arg else {
            made.words.push(arg);
            continue;
        };
        if let Some(block) = value.as_block() {
            made.command(&block.text())?;
            continue;
        }
        let word = value.plain_text();
        let option = word.strip_prefix('-').map(str::to_ascii_lowercase).filter(|name| !name.is_empty()).unwrap_or_default();
        let is = |full: &str| !option.is_empty() && full.starts_with(&option);
        let next_is_block = matches!(rest.peek(), Some(Arg::Value { value, .. }) if value.as_block().is_some());
        if is("command") && next_is_block {
            continue;
        } else if is("args") {
            let Some(Arg::Value { value, .. }) = rest.next() else {
                return Err(wrong("NoValuesSpecifiedForArgs", "No value was specified for the Args parameter.".to_owned()));
            };
            made.option("-encodedarguments", encoded_arguments(s, &value)?);
        } else if is("inputformat") {
            let format = format_of(rest.next(), "inputFormat")?;
            made.input = Some(format);
            made.option("-inputFormat", format.to_owned());
        } else if is("outputformat") {
            let format = format_of(rest.next(), "outputFormat")?;
            made.output = Some(format);
            made.option("-outputFormat", format.to_owned());
        } else {
            made.words.push(arg);
        }
    }
    Ok(made.finished(is_redirected))
}

impl Words {
    fn option(&mut self, name: &str, value: String) {
        for word in [name.to_owned(), value] {
            self.words.push(Arg::Value { value: Value::from(word), span: Span::default() });
        }
    }

    fn command(&mut self, text: &str) -> Flow {
        if std::mem::replace(&mut self.has_command, true) {
            return Err(wrong("ParameterSpecifiedAlready", "The command parameter was already specified.".to_owned()));
        }
        self.option("-encodedCommand", base64(text));
        Ok(())
    }

    fn finished(mut self, is_redirected: bool) -> Call {
        if self.input.is_none() {
            self.option("-inputFormat", "xml".to_owned());
        }
        if self.output.is_none() {
            self.option("-outputFormat", if is_redirected { "xml" } else { "text" }.to_owned());
        }
        Call { args: self.words, is_shell: true, takes_objects: self.input != Some("text") }
    }
}

fn format_of(arg: Option<Arg>, name: &str) -> Result<&'static str, Halt> {
    let Some(Arg::Value { value, .. }) = arg else {
        let message = format!("No value was specified for the {name} parameter. Valid values are Text and Xml.");
        return Err(wrong("NoValueForInputFormatParameter", message));
    };
    let text = value.plain_text();
    let lower = text.to_ascii_lowercase();
    ["xml", "text"].into_iter().find(|format| format.starts_with(&lower)).ok_or_else(|| {
        let message = format!("A value that is not valid ({text}) was specified for the {name} parameter. Valid values are Text and Xml.");
        wrong("IncorrectValueForFormatParameter", message)
    })
}

fn wrong(id: &str, message: String) -> Halt {
    Fault::new("System.Management.Automation.ParameterBindingException", id, Category::InvalidArgument, message).into()
}

/// The values of `-args` as a document, in one word.
fn encoded_arguments(s: &mut Session, values: &Value) -> Result<String, Halt> {
    let items = crate::convert::to_list(s, values)?;
    let list = Value::Seq(Rc::new(Seq::array_list(items)));
    let mut writer = clixml::Writer::for_wire();
    writer.add(s, &list)?;
    Ok(base64(&writer.finish()))
}

fn base64(text: &str) -> String {
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    dotnet::bytes::to_base64(&bytes)
}

/// One object that a shell sent.
pub fn accept(s: &mut Session, out: &Out, stream: &str, value: Value) -> Flow {
    match stream.to_ascii_lowercase().as_str() {
        "output" => out.emit(s, value),
        _ if value.is_null() => Ok(()),
        "error" => {
            let record = clixml::error_record(s, &value)?;
            s.ok = false;
            s.remember_error(&record);
            s.show_error(record)
        }
        "warning" => said(s, "WARNING: ", &value),
        "verbose" => said(s, "VERBOSE: ", &value),
        "debug" => said(s, "DEBUG: ", &value),
        "information" => s.write_information(None, value, None, true),
        // Progress of another shell is not shown.
        _ => Ok(()),
    }
}

/// A message of another shell is shown, whatever our own preferences say.
fn said(s: &mut Session, prefix: &str, value: &Value) -> Flow {
    let text = crate::text::to_text(s, value)?;
    s.show_text(prefix, &text)
}
