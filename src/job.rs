//! Running what the command line asks for.
//!
//! In:    options, a fresh session.
//! Out:   an exit code as `pwsh` would give it.
//! Never: reads keys; `repl` does.

use crate::options::{Format, OptionFault, Options};
use lang::{Source, Span};
use runtime::bind::Arg;
use runtime::block::ScriptBlock;
use runtime::clixml::Wire;
use runtime::eval::ScopeUse;
use runtime::fault::{Flow, Halt};
use runtime::host::HostStream;
use runtime::pipe::Out;
use runtime::session::Session;
use runtime::value::{Str, Value};
use std::io::{IsTerminal, Read};
use std::path::Path;
use std::rc::Rc;

const INTERRUPTED_EXIT: i32 = 130;
const USAGE_EXIT: i32 = 64;

/// Runs a script file with the words that followed it; standard input is its `$input`.
pub fn run_file(s: &mut Session, path: &str, words: &[String], options: &Options) -> i32 {
    // The path is the caller's, whatever folder the script starts in.
    let here = std::env::current_dir().unwrap_or_else(|_| s.location.clone());
    let full = runtime::paths::normal(&here.join(path));
    if !full.is_file() {
        return refuse(s, &OptionFault::NotAFile(path.to_owned()).to_string());
    }
    s.script_path = Some(full.clone());
    let args = script_arguments(words);
    let streams = Streams::new(s, options);
    let mentions = std::fs::read_to_string(&full).is_ok_and(|text| mentions_input(&text));
    let result = match if mentions { streams.input(s) } else { Ok(Vec::new()) } {
        Ok(input) => runtime::eval::invoke_script_with(s, &full, args, input, &streams.out),
        Err(halt) => Err(halt),
    };
    streams.finish(s, result, false)
}

/// A command line that makes no sense: why on standard error, how to do it on standard output.
pub fn refuse(s: &mut Session, why: &str) -> i32 {
    s.host.write(HostStream::Error, &format!("{why}\n"));
    s.host.write(HostStream::Output, &format!("\n{}", crate::options::HELP));
    s.host.flush();
    USAGE_EXIT
}

/// Runs text as if it were typed; objects of standard input are its pipeline input.
pub fn run_text(s: &mut Session, text: &str, words: &[String], options: &Options) -> i32 {
    if is_unfinished(text) {
        return 1;
    }
    let streams = Streams::new(s, options);
    let result = run_command(s, text, words, options, &streams);
    streams.finish(s, result, true)
}

fn run_command(s: &mut Session, text: &str, words: &[String], options: &Options, streams: &Streams) -> Flow {
    let mut args: Vec<Value> = words.iter().map(|word| Value::str(word)).collect();
    if let Some(document) = &options.encoded_arguments {
        for list in runtime::clixml::parse(s, document)? {
            args.extend(runtime::convert::to_list(s, &list)?);
        }
    }
    let block = block_of(s, text)?;
    let input = if mentions_input(text) { streams.input(s)? } else { Vec::new() };
    runtime::eval::run_block_with_input(s, &block, &args, input, ScopeUse::Caller, &streams.out)
}

/// Standard input is left to the programs that the text calls unless it speaks of it itself.
fn mentions_input(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("$input") || text.contains("process")
}

/// What the standard streams of this process carry.
struct Streams {
    out: Out,
    input: Format,
    output_wire: Option<Rc<Wire>>,
    error_wire: Option<Rc<Wire>>,
}

impl Streams {
    fn new(s: &mut Session, options: &Options) -> Self {
        let output_wire = (options.output == Some(Format::Xml)).then(|| Wire::new(HostStream::Output));
        // Another shell that passes a command and reads our errors expects them as records.
        let is_asked = options.output.is_none() && options.is_encoded && !std::io::stderr().is_terminal();
        let error_wire = (output_wire.is_some() || is_asked).then(|| Wire::new(HostStream::Error));
        if let Some(errors) = &error_wire {
            runtime::clixml::send_all(s, errors, output_wire.as_ref());
        }
        let out = output_wire.as_ref().map_or(Out::Display, Wire::output);
        Self { out, input: options.input.unwrap_or(Format::Text), output_wire, error_wire }
    }

    /// What stands on standard input: objects after a line that announces them, else lines.
    fn input(&self, s: &mut Session) -> Result<Vec<Value>, Halt> {
        if std::io::stdin().is_terminal() || self.input == Format::None {
            return Ok(Vec::new());
        }
        let mut bytes = Vec::new();
        if std::io::stdin().read_to_end(&mut bytes).is_err() {
            return Ok(Vec::new());
        }
        let text = dotnet::encoding::Encoding::UTF8.read(&bytes).into_owned();
        match text.strip_prefix(runtime::clixml::TAG) {
            Some(document) => runtime::clixml::parse(s, document.trim_start()),
            None => Ok(text.lines().map(Value::str).collect()),
        }
    }

    fn finish(&self, s: &mut Session, result: Flow, status_counts: bool) -> i32 {
        let code = finish(s, result, status_counts);
        for wire in [&self.output_wire, &self.error_wire].into_iter().flatten() {
            // A reader that has gone does not miss the end.
            let _ = wire.close(s);
        }
        s.host.flush();
        code
    }
}

/// `--job`: the request of a `Start-Job`, which stands on standard input with its arguments and objects.
pub fn run_background(s: &mut Session) -> i32 {
    let (output, errors) = (Wire::new(HostStream::Output), Wire::new(HostStream::Error));
    runtime::clixml::send_all(s, &errors, Some(&output));
    let result = answer_request(s, &output);
    let state = if result.is_ok() { "Completed" } else { "Failed" };
    let code = finish(s, result, false);
    for ended in [errors.send(s, "state", &Value::str(state)), output.close(s), errors.close(s)] {
        // Whoever asked may have gone.
        let _ = ended;
    }
    s.host.flush();
    code
}

fn answer_request(s: &mut Session, output: &Rc<Wire>) -> Flow {
    let mut bytes = Vec::new();
    if std::io::stdin().read_to_end(&mut bytes).is_err() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&bytes);
    let (mut command, mut args, mut input) = (Str::default(), Vec::new(), Vec::new());
    let (using, mut name) = (runtime::value::Table::hashtable(), Value::Null);
    for (stream, value) in runtime::clixml::parse_streams(s, text.trim_start_matches(runtime::clixml::TAG).trim_start())? {
        match stream.as_str() {
            "Command" => command = value.plain_text(),
            "Argument" => args.push(value),
            "UsingName" => name = value,
            "Using" => using.insert(name.clone(), value),
            _ => input.push(value),
        }
    }
    s.using = Some(Rc::new(using));
    let block = block_of(s, &command)?;
    runtime::eval::run_block_with_input(s, &block, &args, input, ScopeUse::Caller, &output.output())
}

/// Text that only lacks its end is not run, and nothing is said about it.
fn is_unfinished(text: &str) -> bool {
    let (_, errors) = lang::parse(&Source::new(None, text));
    errors.first().is_some_and(|error| error.at_end)
}

/// Reads standard input and runs it statement by statement: one that fails does not keep the next from running.
pub fn run_standard_input(s: &mut Session) -> i32 {
    let mut bytes = Vec::new();
    if std::io::stdin().read_to_end(&mut bytes).is_err() {
        return 1;
    }
    let text = dotnet::encoding::Encoding::UTF8.read(&bytes).into_owned();
    let mut pending = String::new();
    for line in text.lines() {
        pending.push_str(line);
        pending.push('\n');
        if lang::verdict(&pending) == lang::Verdict::MoreInput {
            continue;
        }
        let one = std::mem::take(&mut pending);
        if let Some(code) = run_piece(s, &one) {
            return code;
        }
    }
    if let Some(code) = run_piece(s, &pending) {
        return code;
    }
    i32::from(!s.ok)
}

/// One statement of standard input; `Some` when it ended the shell.
fn run_piece(s: &mut Session, text: &str) -> Option<i32> {
    if text.trim().is_empty() {
        return None;
    }
    let result = block_of(s, text).and_then(|block| run_in_global(s, &block));
    match result {
        Err(halt @ (Halt::Exit(_) | Halt::Interrupted)) => Some(finish(s, Err(halt), true)),
        other => {
            finish(s, other, true);
            None
        }
    }
}

/// A block of typed text, in the global state.
pub fn block_of(s: &mut Session, text: &str) -> Result<Rc<ScriptBlock>, Halt> {
    runtime::eval::block_of_text(s, None, text)
}

/// Runs a block in the global scope, its output on the screen.
pub fn run_in_global(s: &mut Session, block: &Rc<ScriptBlock>) -> Flow {
    runtime::eval::run_block(s, block, &[], None, ScopeUse::Caller, &Out::Display)
}

/// Shows what is still open and turns the outcome into an exit code.
pub fn finish(s: &mut Session, result: Flow, status_counts: bool) -> i32 {
    let shown = runtime::format::finish_display(s);
    let code = match result.and(shown) {
        Ok(()) => i32::from(status_counts && !s.ok),
        Err(Halt::Exit(code)) => code,
        Err(Halt::Interrupted) => INTERRUPTED_EXIT,
        Err(Halt::Error(record)) => {
            s.remember_error(&record);
            s.ok = false;
            let told = s.show_error(record);
            if let Err(Halt::Exit(code)) = told { code } else { 1 }
        }
        Err(Halt::Break(_) | Halt::Continue(_) | Halt::Return | Halt::StopUpstream(_)) => 0,
    };
    s.host.flush();
    s.process_exit.unwrap_or(code)
}

/// `--parse-only`: messages on standard error, 0 when there are none.
pub fn parse_only(s: &mut Session, path: &Path) -> i32 {
    let text = match std::fs::read(path) {
        Ok(bytes) => dotnet::encoding::Encoding::UTF8.read(&bytes).into_owned(),
        Err(error) => {
            s.host.write(HostStream::Error, &format!("{}: {error}\n", path.display()));
            return 1;
        }
    };
    let source = Source::new(Some(path.display().to_string()), text);
    let (tree, mut errors) = lang::parse(&source);
    // Modules may bring types of their own, and nothing is run here to find out.
    if !tree.usings.iter().any(|using| using.kind == lang::tree::UsingKind::Module) {
        errors = lang::parse_with(&source, &runtime::syntax::SessionTypes::of(s)).1;
    }
    for error in &errors {
        let (line, column) = source.line_column(error.span.start);
        let text = format!("{}:{line}:{column}: {} ({})\n", path.display(), error.message, error.id);
        s.host.write(HostStream::Error, &text);
    }
    i32::from(!errors.is_empty())
}

/// Words of the command line as arguments: `-Name`, `-Name:value`, everything else as text.
fn script_arguments(words: &[String]) -> Vec<Arg> {
    words.iter().map(|word| script_argument(word)).collect()
}

fn script_argument(word: &str) -> Arg {
    let named = word.strip_prefix('-').filter(|n| n.starts_with(|c: char| c.is_alphabetic() || c == '_'));
    match named {
        None => Arg::Value { value: Value::str(word), span: Span::default() },
        Some(name) => {
            let (name, value) = match name.split_once(':') {
                Some((name, "")) => (name, None),
                Some((name, value)) => (name, Some(switch_value(value))),
                None => (name, None),
            };
            Arg::Named { name: Str::new(name), value, span: Span::default(), value_span: Span::default() }
        }
    }
}

/// `-Switch:$false` and `-Switch:false`: truth is the one thing beside text that a command line may hold.
fn switch_value(text: &str) -> Value {
    match text.strip_prefix('$').unwrap_or(text).to_ascii_lowercase().as_str() {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => Value::str(text),
    }
}

/// Runs the profile script, if there is one; its errors are shown and forgotten.
pub fn run_profile(s: &mut Session, options: &Options) {
    if options.no_profile {
        return;
    }
    let Some(path) = s.get_var("PROFILE").map(|v| v.plain_text()) else { return };
    let path = std::path::PathBuf::from(path.as_str());
    if path.is_file() {
        let result = runtime::eval::invoke_script(s, &path, Vec::new(), ScopeUse::Caller, &Out::Display);
        finish(s, result, false);
    }
}
