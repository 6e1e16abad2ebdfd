//! The arguments of a program: texts, one by one.
//!
//! In:    the argument codes of a call, or arguments that are ready.
//! Out:   words as the program gets them; objects where a script block makes the program a shell.
//! Never: joins words to a line; nothing between us and the program takes it apart again.

use crate::bind::Arg;
use crate::code::{ArgCode, Ex};
use crate::fault::{Flow, Halt};
use crate::session::Session;
use crate::value::Value;
use lang::Span;

/// An argument as a program gets it.
pub fn text_of(arg: &Arg) -> String {
    match arg {
        Arg::Named { name, .. } | Arg::Splatted { name, .. } => format!("-{name}"),
        Arg::Value { value, .. } => value.plain_text().to_string(),
    }
}

/// The arguments of a program: texts, with `*` expanded and parameters written as they stood.
pub fn arguments(s: &mut Session, codes: &[ArgCode]) -> Result<Vec<Arg>, Halt> {
    let mut values = Vec::with_capacity(codes.len());
    for code in codes {
        values.push(match code {
            ArgCode::Value { expr, .. } | ArgCode::Splat { expr, .. } => crate::eval::eval(s, expr)?,
            ArgCode::Parameter { argument: Some(expr), .. } => crate::eval::eval(s, expr)?,
            _ => Value::Null,
        });
    }
    let is_shell = values.iter().any(|value| value.as_block().is_some());
    let mut args = Vec::new();
    for (code, value) in codes.iter().zip(values) {
        match code {
            ArgCode::Parameter { text, argument: None, .. } => push(&mut args, text.to_string()),
            ArgCode::Parameter { text, argument: Some(_), argument_span, .. } => {
                let text = with_value(s, text, &value, *argument_span)?;
                text.into_iter().for_each(|word| push(&mut args, word));
            }
            ArgCode::Value { span, .. } if is_shell => args.push(Arg::Value { value, span: *span }),
            ArgCode::Value { expr: Ex::Array(items), span, .. } if items.iter().all(|i| matches!(i, Ex::Const(_))) => {
                // `a,b` typed as one word is one word for a program; blanks part it.
                for word in s.source.slice(*span).to_owned().split_whitespace() {
                    push(&mut args, word.trim_matches(['"', '\'']).to_owned());
                }
            }
            ArgCode::Value { span, is_bare, .. } => value_argument(s, &value, *span, *is_bare, &mut args)?,
            ArgCode::Splat { .. } => {
                for item in crate::convert::to_list(s, &value)? {
                    let text = crate::text::to_text(s, &item)?;
                    push(&mut args, text.to_string());
                }
            }
            ArgCode::Verbatim(text) => text.split_whitespace().for_each(|word| push(&mut args, word.to_owned())),
            ArgCode::EndOfParameters => push(&mut args, "--".to_owned()),
        }
    }
    Ok(args)
}

/// `-b:c` is one word, `-d: e` are two.
fn with_value(s: &mut Session, name: &str, value: &Value, span: Span) -> Result<Vec<String>, Halt> {
    let text = crate::text::to_text(s, value)?;
    let name = if name.ends_with(':') { name.to_owned() } else { format!("{name}:") };
    let is_apart = s.source.text[..span.start as usize].ends_with(char::is_whitespace);
    Ok(if is_apart { vec![name, text.to_string()] } else { vec![format!("{name}{text}")] })
}

fn push(args: &mut Vec<Arg>, text: String) {
    args.push(Arg::Value { value: Value::from(text), span: Span::default() });
}

fn value_argument(s: &mut Session, value: &Value, span: Span, is_bare: bool, args: &mut Vec<Arg>) -> Flow {
    if is_bare {
        let text = match value {
            Value::Str(text) => text.to_string(),
            _ => s.source.slice(span).to_owned(),
        };
        expand(s, text, args);
        return Ok(());
    }
    match crate::enumerate::items(s, value)? {
        Some(items) => {
            for item in items {
                let text = crate::text::to_text(s, &item)?;
                push(args, text.to_string());
            }
        }
        None if value.is_null() => {}
        None => {
            let text = crate::text::to_text(s, value)?;
            push(args, text.to_string());
        }
    }
    Ok(())
}

/// `~` and wildcards of a bare word, as a Unix shell would expand them.
fn expand(s: &Session, text: String, args: &mut Vec<Arg>) {
    if text == "~" || text.starts_with("~/") {
        let home = std::env::var("HOME").unwrap_or_default();
        return push(args, format!("{home}{}", &text[1..]));
    }
    if !dotnet::wildcard::Wildcard::contains_wildcards(&text) {
        return push(args, text);
    }
    let (folder, pattern) = match text.rsplit_once('/') {
        Some((folder, pattern)) => (folder.to_owned(), pattern.to_owned()),
        None => (String::new(), text.clone()),
    };
    let found = matching_names(&s.location.join(&folder), &pattern);
    if found.is_empty() {
        return push(args, text);
    }
    for name in found {
        push(args, if folder.is_empty() { name } else { format!("{folder}/{name}") });
    }
}

fn matching_names(folder: &std::path::Path, pattern: &str) -> Vec<String> {
    let Ok(wildcard) = dotnet::wildcard::Wildcard::new(pattern, false) else { return Vec::new() };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .filter(|n| wildcard.is_match(n) && (pattern.starts_with('.') || !n.starts_with('.')))
        .collect();
    names.sort();
    names
}
