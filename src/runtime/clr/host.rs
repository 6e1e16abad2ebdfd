//! `$Host`: the host of the session as scripts see it.

use super::args::{int, text, value};
use crate::fault::{Eval, Halt};
use crate::host::HostStream;
use crate::initial::LANGUAGE_VERSION;
use crate::records::typed;
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Value};

/// `InternalHost`.
pub struct HostObject;

/// `InternalHostUserInterface`.
struct Screen;

/// `InternalHostRawUserInterface`.
struct RawScreen;

impl Native for HostObject {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.Internal.Host.InternalHost")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Name", "Version", "InstanceId", "UI", "CurrentCulture", "CurrentUICulture", "PrivateData", "DebuggerEnabled", "IsRunspacePushed"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "name" => Value::str("ConsoleHost"),
            "version" => {
                return Some(crate::convert::to_type(s, &Value::str(LANGUAGE_VERSION), Type::of("System.Version")).map_err(Halt::from));
            }
            "ui" => Value::native(Screen),
            "currentculture" | "currentuiculture" => super::culture::invariant(),
            "debuggerenabled" => Value::Bool(true),
            "isrunspacepushed" => Value::Bool(false),
            "privatedata" | "instanceid" => Value::Null,
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "setshouldexit" => {
                s.process_exit = Some(int(args, 0));
                Some(Ok(Value::Empty))
            }
            "enternestedprompt" => Some(match s.nested_prompt {
                Some(prompt) => prompt(s).map(|()| Value::Empty),
                None => Err(crate::eval::refused("a nested prompt without a prompt around it")),
            }),
            "exitnestedprompt" => Some(Err(Halt::Exit(0))),
            _ => None,
        }
    }
}

impl Native for Screen {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.Internal.Host.InternalHostUserInterface")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["RawUI", "SupportsVirtualTerminal"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "rawui" => Some(Ok(Value::native(RawScreen))),
            "supportsvirtualterminal" => Some(Ok(Value::Bool(s.host.styled(HostStream::Output)))),
            _ => None,
        }
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let done = |flow: Result<(), Halt>| flow.map(|()| Value::Empty);
        let last = args.len().saturating_sub(1);
        let said = text(args, last);
        Some(match name.to_ascii_lowercase().as_str() {
            "write" => done(s.write_host(HostStream::Output, &said)),
            "writeline" if args.is_empty() => done(s.write_host_line(HostStream::Output, "")),
            "writeline" => done(s.write_host_line(HostStream::Output, &said)),
            "writeerrorline" => done(s.write_host_line(HostStream::Error, &said)),
            "writewarningline" => done(s.write_host_line(HostStream::Output, &format!("WARNING: {said}"))),
            "writeverboseline" => done(s.write_host_line(HostStream::Output, &format!("VERBOSE: {said}"))),
            "writedebugline" => done(s.write_host_line(HostStream::Output, &format!("DEBUG: {said}"))),
            "readline" => read_line(s),
            "promptforchoice" => prompt_for_choice(s, args),
            _ => return None,
        })
    }
}

fn read_line(s: &mut Session) -> Eval {
    if s.host.non_interactive_switch() {
        return Err(crate::confirm::non_interactive());
    }
    Ok(s.host.read_line("").map_or(Value::Null, Value::from))
}

/// Caption, message, choices with their `&` keys, and the number of the default one.
fn prompt_for_choice(s: &mut Session, args: &[Value]) -> Eval {
    if s.host.non_interactive_switch() {
        return Err(crate::confirm::non_interactive());
    }
    let mut labels = Vec::new();
    for choice in crate::convert::to_list(s, &value(args, 2))? {
        let label = match choice.as_str() {
            Some(text) => text.clone(),
            None => crate::member::get(s, &choice, "Label")?.plain_text(),
        };
        labels.push(label.to_string());
    }
    let default = int(args, 3);
    for line in [text(args, 0), text(args, 1)] {
        if !line.is_empty() {
            s.write_host_line(HostStream::Output, &line)?;
        }
    }
    let key = |label: &str| label.split_once('&').and_then(|(_, rest)| rest.chars().next()).map_or(String::new(), |c| c.to_string());
    let shown: Vec<String> = labels.iter().map(|l| format!("[{}] {}", key(l), l.replace('&', ""))).collect();
    let hint = usize::try_from(default).ok().and_then(|d| labels.get(d)).map_or(String::new(), |l| format!(" (default is \"{}\")", key(l)));
    let prompt = format!("{}  [?] Help{hint}: ", shown.join("  "));
    loop {
        let Some(answer) = s.host.read_line(&prompt) else { return Ok(Value::Int(default)) };
        let answer = answer.trim();
        if answer.is_empty() && default >= 0 {
            return Ok(Value::Int(default));
        }
        let fits = |l: &String| key(l).eq_ignore_ascii_case(answer) || l.replace('&', "").eq_ignore_ascii_case(answer);
        if let Some(at) = labels.iter().position(fits) {
            return Ok(Value::from(at));
        }
    }
}

impl Native for RawScreen {
    fn type_of(&self) -> Type {
        Type::of("System.Management.Automation.Internal.Host.InternalHostRawUserInterface")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["WindowSize", "BufferSize", "MaxWindowSize", "CursorPosition", "WindowTitle", "ForegroundColor", "BackgroundColor"]
    }

    fn get(&self, s: &mut Session, name: &str) -> Option<Eval> {
        let size = |s: &Session| {
            let (width, height) = (Value::from(s.host.width()), Value::from(s.host.height()));
            typed("System.Management.Automation.Host.Size", &[("Width", width), ("Height", height)])
        };
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "windowsize" | "buffersize" | "maxwindowsize" | "maxphysicalwindowsize" => size(s),
            "windowtitle" => Value::str("csshell"),
            "foregroundcolor" => Value::enum_named("System.ConsoleColor", "Gray"),
            "backgroundcolor" => Value::enum_named("System.ConsoleColor", "Black"),
            "cursorposition" => typed("System.Management.Automation.Host.Coordinates", &[("X", Value::Int(0)), ("Y", Value::Int(0))]),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, _value: &Value) -> Option<Result<(), Halt>> {
        // Titles and colours belong to the terminal; scripts may set them without effect.
        matches!(name.to_ascii_lowercase().as_str(), "windowtitle" | "foregroundcolor" | "backgroundcolor").then_some(Ok(()))
    }
}
