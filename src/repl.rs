//! The prompt: lines typed by a person, run one after the other.
//!
//! In:    keys, through the line editor.
//! Out:   statements run in the global scope; history on disk.
//! Never: decides when a statement is whole; the parser does.

mod complete;
mod history;

use crate::job;
use crate::options::Options;
use complete::Helper;
use runtime::fault::{Flow, Halt};
use runtime::host::HostStream;
use runtime::session::Session;
use runtime::value::Value;
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{ColorMode, CompletionType, Config, Editor};
use std::sync::atomic::Ordering;

type Reader = Editor<Helper, FileHistory>;

/// What reading a statement came to.
enum Typed {
    Statement(String),
    /// Ctrl-C: a new prompt.
    Given,
    /// Ctrl-D or a terminal that is gone.
    End,
}

/// Reads and runs statements until `exit` or the end of input.
pub fn run(s: &mut Session, options: &Options) -> i32 {
    if !options.no_logo {
        let banner = format!("csshell {} (PowerShell {})\n", env!("CARGO_PKG_VERSION"), runtime::initial::LANGUAGE_VERSION);
        s.host.write(HostStream::Output, &banner);
    }
    s.nested_prompt = Some(nested);
    read_and_run(s)
}

/// A prompt inside a running statement: `exit` leads back to that.
fn nested(s: &mut Session) -> Flow {
    let level = s.get_var(LEVEL).and_then(|v| runtime::convert::to_int(&v).ok()).unwrap_or(0);
    s.set_global(LEVEL, Value::Int(level + 1));
    read_and_run(s);
    s.set_global(LEVEL, Value::Int(level));
    Ok(())
}

const LEVEL: &str = "NestedPromptLevel";

fn read_and_run(s: &mut Session) -> i32 {
    let mut reader = match editor(s) {
        Ok(reader) => reader,
        Err(error) => {
            s.host.write(HostStream::Error, &format!("The line editor cannot start: {error}\n"));
            return 1;
        }
    };
    loop {
        s.interrupted.store(false, Ordering::Relaxed);
        let text = match read_statement(s, &mut reader) {
            Typed::Statement(text) => text,
            Typed::Given => continue,
            Typed::End => return 0,
        };
        if text.trim().is_empty() {
            continue;
        }
        history::remember(&mut reader, &text);
        if let Some(code) = run_statement(s, &text) {
            return code;
        }
    }
}

fn editor(s: &Session) -> rustyline::Result<Reader> {
    // The editor asks its helper how to draw only where colours are allowed; the helper uses none.
    let config = Config::builder()
        .completion_type(CompletionType::Circular)
        .auto_add_history(false)
        .color_mode(ColorMode::Forced)
        .max_history_size(4096)?
        .build();
    let mut reader = Reader::with_config(config)?;
    reader.set_helper(Some(Helper::new(s)));
    history::load(&mut reader);
    Ok(reader)
}

/// Reads lines until the parser says the statement is whole.
fn read_statement(s: &mut Session, reader: &mut Reader) -> Typed {
    let mut text = String::new();
    loop {
        let prompt = if text.is_empty() { prompt(s) } else { ">> ".to_owned() };
        let typed_before = text.len();
        s.host.flush();
        if let Some(helper) = reader.helper_mut() {
            helper.refresh(s);
            helper.prompt_columns = prompt.chars().count();
        }
        match reader.readline(&prompt) {
            Ok(line) => {
                let is_blank = line.trim().is_empty();
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(&line);
                runtime::transcript::note_typed(s, &prompt, text[typed_before..].trim_start_matches('\n'));
                // A statement of several lines goes on until a blank one, as at PowerShell's own prompt.
                let is_one_line = !text.contains('\n');
                if (is_one_line && lang::verdict(&text) != lang::Verdict::MoreInput) || (!is_one_line && is_blank) {
                    return Typed::Statement(text);
                }
            }
            Err(ReadlineError::Interrupted) => return Typed::Given,
            Err(_) => return Typed::End,
        }
    }
}

/// The text of the `prompt` function; a function that fails or says nothing leaves `PS>`.
fn prompt(s: &mut Session) -> String {
    let Some(info) = runtime::eval::find_command(s, "prompt") else {
        return format!("PS {}> ", s.location.display());
    };
    let ok = s.ok;
    let exit = s.last_exit_code.clone();
    let made = s.collect(|s, out| runtime::eval::run_info(s, info, Vec::new(), runtime::eval::ScopeUse::New, out));
    s.ok = ok;
    s.last_exit_code = exit;
    let text = made.ok().and_then(|items| items.first().map(|v| v.plain_text().to_string()));
    text.filter(|t| !t.is_empty()).unwrap_or_else(|| "PS>".to_owned())
}

/// At a prompt an unknown command stands twice among the errors: once for itself, once for the search for names like it.
fn note_unknown(s: &mut Session, before: usize) {
    let newest = s.errors.snapshot().first().cloned();
    let record = newest.as_ref().and_then(runtime::eval::record_of);
    if let Some(record) = record.filter(|record| s.errors.len() > before && *record.id.borrow() == "CommandNotFoundException") {
        let again = record.with_exception(record.exception.clone());
        again.recorded.set(false);
        s.remember_error(&again);
    }
}

/// Runs one statement; `Some` when it ended the shell.
fn run_statement(s: &mut Session, text: &str) -> Option<i32> {
    let start = s.host.now();
    let before = s.errors.len();
    let result = job::block_of(s, text).and_then(|block| job::run_in_global(s, &block));
    if let Err(Halt::Exit(code)) = result {
        job::finish(s, Ok(()), false);
        return Some(code);
    }
    let failed = result.is_err();
    job::finish(s, result, false);
    note_unknown(s, before);
    s.interrupted.store(false, Ordering::Relaxed);
    let id = s.history.len() as i64 + 1;
    let end = s.host.now();
    s.history.push(runtime::records::HistoryEntry { id, text: text.into(), start, end, failed });
    None
}
