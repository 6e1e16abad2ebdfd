//! `System.Console`: the host's screen and keyboard.

use super::args::enum_of;
use super::io::{console_reader, console_writer};
use crate::fault::{Eval, Halt, thrown};
use crate::host::HostStream;
use crate::session::Session;
use crate::value::{Native as _, Value};

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "write" | "writeline" => {
            let out = console_writer(HostStream::Output);
            let writer = out.as_native::<super::io::Writer>()?;
            return writer.call(s, name, args);
        }
        "readline" => Ok(s.host.read_line("").map_or(Value::Null, Value::from)),
        "read" => Ok(s.host.read_line("").and_then(|l| l.chars().next()).map_or(Value::Int(-1), |c| Value::Int(c as i32))),
        "readkey" => Err(thrown(
            "System.InvalidOperationException",
            "Cannot read keys when either application does not have a console or when console input has been redirected. Try Console.Read.",
        )),
        "clear" => {
            s.host.clear_screen();
            Ok(Value::Empty)
        }
        "resetcolor" | "setcursorposition" | "beep" | "setwindowsize" | "setbuffersize" | "setwindowposition" => Ok(Value::Empty),
        "openstandardoutput" | "openstandarderror" | "openstandardinput" => {
            Err(thrown("System.NotSupportedException", format!("This shell gives scripts no raw stream of the console ({name}).")))
        }
        "setout" | "seterror" | "setin" => {
            Err(thrown("System.NotSupportedException", format!("This shell does not redirect the console from within ({name}).")))
        }
        "getcursorposition" => Ok(super::pair::value_tuple(vec![Value::Int(0), Value::Int(0)])),
        _ => return None,
    })
}

pub fn get_static(s: &mut Session, name: &str) -> Option<Value> {
    Some(match name.to_ascii_lowercase().as_str() {
        "out" => console_writer(HostStream::Output),
        "error" => console_writer(HostStream::Error),
        "in" => console_reader(),
        "windowwidth" | "bufferwidth" | "largestwindowwidth" => Value::from(s.host.width()),
        "windowheight" | "bufferheight" | "largestwindowheight" => Value::from(s.host.height()),
        "cursorleft" | "cursortop" | "windowleft" | "windowtop" => Value::Int(0),
        "cursorsize" => Value::Int(100),
        "cursorvisible" => Value::Bool(true),
        "isoutputredirected" => Value::Bool(!s.host.styled(HostStream::Output)),
        "iserrorredirected" => Value::Bool(!s.host.styled(HostStream::Error)),
        "isinputredirected" => Value::Bool(!s.host.interactive()),
        "keyavailable" | "capslock" | "numberlock" | "treatcontrolcasinput" => Value::Bool(false),
        "foregroundcolor" | "backgroundcolor" => enum_of("System.ConsoleColor", -1),
        "outputencoding" | "inputencoding" => super::encoding::of(dotnet::encoding::Encoding::UTF8_NO_MARK),
        "title" => Value::str(""),
        _ => return None,
    })
}

/// Settings of the console that a script may make; the host has no use for them.
pub fn set_static(name: &str, _new: &Value) -> Option<Result<(), Halt>> {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "outputencoding"
            | "inputencoding"
            | "title"
            | "foregroundcolor"
            | "backgroundcolor"
            | "cursorvisible"
            | "treatcontrolcasinput"
            | "cursorleft"
            | "cursortop"
            | "windowwidth"
            | "windowheight"
            | "bufferwidth"
            | "bufferheight"
            | "cursorsize"
    )
    .then_some(Ok(()))
}
