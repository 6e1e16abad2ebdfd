//! Confirmation: `What if:`, `Confirm`, `Read-Host`-like questions of the engine.
//!
//! In:    what a command is about to do.
//! Out:   yes or no.
//! Never: does it.

use crate::command::{CommandRun, Impact, ParamMeta};
use crate::fault::{Category, Eval, Fault, Halt};
use crate::host::HostStream;
use crate::session::Session;
use crate::value::Value;
use std::rc::Rc;

/// May the command do `action` to `target`?
pub fn should_process(s: &mut Session, run: &Rc<CommandRun>, target: &str, action: &str) -> Result<bool, Halt> {
    let what_if = format!("Performing the operation \"{action}\" on target \"{target}\".");
    should_process_text(s, run, &what_if, &what_if.clone(), "Confirm")
}

/// The form with texts of the caller's own.
pub fn should_process_text(s: &mut Session, run: &Rc<CommandRun>, description: &str, query: &str, caption: &str) -> Result<bool, Halt> {
    if is_what_if(s, run) {
        crate::format::flush_display(s)?;
        s.write_host_line(HostStream::Output, &format!("What if: {description}"))?;
        return Ok(false);
    }
    if !must_ask(s, run) {
        // A preference that a caller set is not enough; the command itself was asked to be verbose.
        if run.prefs.borrow().verbose == Some(true) {
            s.write_verbose(Some(run), description)?;
        }
        return Ok(true);
    }
    if let Some(all) = run.confirm_all.get() {
        return Ok(all);
    }
    let title = if caption.is_empty() || caption == "Confirm" {
        "Confirm\nAre you sure you want to perform this action?".to_owned()
    } else {
        caption.to_owned()
    };
    ask(s, run, &title, query, Question::Process)
}

fn is_what_if(s: &Session, run: &Rc<CommandRun>) -> bool {
    match run.prefs.borrow().what_if {
        Some(on) => on,
        None => s.lookup(s.preferences.what_if).is_some_and(|v| crate::convert::to_bool(&v)),
    }
}

fn must_ask(s: &Session, run: &Rc<CommandRun>) -> bool {
    let impact = run.info.impact().unwrap_or(Impact::Medium);
    match run.prefs.borrow().confirm {
        Some(asked) => asked,
        None => {
            let preference =
                s.lookup(s.preferences.confirm).map_or(Impact::High, |v| Impact::from_name(&v.plain_text()).unwrap_or(Impact::High));
            preference != Impact::None && impact != Impact::None && impact >= preference
        }
    }
}

/// A question of the command itself, such as "Remove the items inside as well?".
pub fn should_continue(s: &mut Session, run: &Rc<CommandRun>, query: &str, caption: &str) -> Result<bool, Halt> {
    ask(s, run, caption, query, Question::Plain)
}

/// `-ErrorAction Inquire`.
pub fn ask_to_go_on(s: &mut Session, text: &str) -> Result<bool, Halt> {
    if s.host.non_interactive_switch() {
        return Err(non_interactive());
    }
    crate::format::flush_display(s)?;
    s.write_host_line(HostStream::Output, &format!("\nConfirm\n{text}"))?;
    loop {
        let answer = read(s, "[Y] Yes  [A] Yes to All  [H] Halt Command  [S] Suspend  [?] Help (default is \"Y\"): ")?;
        match answer.trim().to_ascii_lowercase().as_str() {
            "" | "y" | "yes" | "a" => return Ok(true),
            "h" => return Ok(false),
            _ => {}
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Question {
    Process,
    Plain,
}

fn ask(s: &mut Session, run: &Rc<CommandRun>, caption: &str, query: &str, question: Question) -> Result<bool, Halt> {
    if s.host.non_interactive_switch() {
        return Err(non_interactive());
    }
    crate::format::flush_display(s)?;
    s.write_host_line(HostStream::Output, "")?;
    if !caption.is_empty() {
        s.write_host_line(HostStream::Output, caption)?;
    }
    s.write_host_line(HostStream::Output, query)?;
    let prompt = match question {
        Question::Process => "[Y] Yes  [A] Yes to All  [N] No  [L] No to All  [S] Suspend  [?] Help (default is \"Y\"): ",
        Question::Plain => "[Y] Yes  [N] No  [S] Suspend  [?] Help (default is \"Y\"): ",
    };
    loop {
        let answer = read(s, prompt)?;
        match answer.trim().to_ascii_lowercase().as_str() {
            "" | "y" | "yes" => return Ok(true),
            "n" | "no" => return Ok(false),
            "a" if question == Question::Process => {
                run.confirm_all.set(Some(true));
                return Ok(true);
            }
            "l" if question == Question::Process => {
                run.confirm_all.set(Some(false));
                return Ok(false);
            }
            "?" => s.write_host_line(HostStream::Output, HELP)?,
            _ => {}
        }
    }
}

const HELP: &str = "Y - Continue with only the next step of the operation.\nA - Continue with all the steps of the operation.\nN - Skip this operation and proceed with the next operation.\nL - Skip this operation and all subsequent operations.\nS - Pause the current pipeline and return to the command prompt. Type \"exit\" to resume the pipeline.";

/// A mandatory parameter nobody gave.
pub fn ask_for_parameter(s: &mut Session, param: &ParamMeta) -> Eval {
    let many = param.ty.is_array();
    if !many {
        return Ok(Value::from(read_or_help(s, param, &format!("{}: ", param.name))?));
    }
    let mut items = Vec::new();
    loop {
        let line = read_or_help(s, param, &format!("{}[{}]: ", param.name, items.len()))?;
        if line.is_empty() {
            return Ok(Value::array(items));
        }
        items.push(Value::from(line));
    }
}

/// `!?` shows the parameter's help message and asks again.
fn read_or_help(s: &mut Session, param: &ParamMeta, prompt: &str) -> Result<String, Halt> {
    loop {
        let line = read(s, prompt)?;
        if line.trim() != "!?" || param.help_message.is_empty() {
            return Ok(line);
        }
        s.write_host_line(HostStream::Output, &param.help_message)?;
    }
}

fn read(s: &mut Session, prompt: &str) -> Result<String, Halt> {
    if s.host.non_interactive_switch() {
        return Err(non_interactive());
    }
    match s.host.read_line(prompt) {
        Some(line) => Ok(line),
        None => Err(non_interactive()),
    }
}

/// Nobody can answer.
pub fn non_interactive() -> Halt {
    let message = "PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.";
    Fault::new("System.Management.Automation.PSInvalidOperationException", "InvalidOperation", Category::InvalidOperation, message).into()
}
