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
use std::path::{Path, PathBuf};

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
    let mut is_list = false;
    for (code, value) in codes.iter().zip(values) {
        // The values for `-args` of a shell travel as they are.
        let stays = value.as_block().is_some() || std::mem::take(&mut is_list);
        match code {
            ArgCode::Parameter { text, argument: None, .. } => {
                is_list = is_shell && text.len() > 1 && "-args".starts_with(&text.to_ascii_lowercase());
                push(&mut args, text.to_string());
            }
            ArgCode::Parameter { text, argument: Some(_), argument_span, .. } => {
                let text = with_value(s, text, &value, *argument_span)?;
                text.into_iter().for_each(|word| push(&mut args, word));
            }
            ArgCode::Value { span, .. } if stays => args.push(Arg::Value { value, span: *span }),
            ArgCode::Value { expr: Ex::Array(items), span, .. } if items.iter().all(|i| matches!(i, Ex::Const(_))) => {
                // `a,b` typed as one word is one word for a program; blanks part it.
                for word in s.source.slice(*span).to_owned().split_whitespace() {
                    push(&mut args, word.trim_matches(['"', '\'']).to_owned());
                }
            }
            ArgCode::Value { expr, span, is_bare } => {
                let form = Form { is_bare: *is_bare, is_quoted: matches!(expr, Ex::Const(Value::Str(_)) | Ex::Expand(_)) };
                value_argument(s, &value, *span, form, &mut args)?;
            }
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

/// How an argument is written.
#[derive(Clone, Copy)]
struct Form {
    is_bare: bool,
    /// In quotes `*` and `~` mean themselves; what a variable holds is expanded.
    is_quoted: bool,
}

fn value_argument(s: &mut Session, value: &Value, span: Span, form: Form, args: &mut Vec<Arg>) -> Flow {
    if form.is_bare {
        let text = match value {
            Value::Str(text) => text.to_string(),
            _ => s.source.slice(span).to_owned(),
        };
        expand(s, &text, args);
        return Ok(());
    }
    let items = match crate::enumerate::items(s, value)? {
        Some(items) => items,
        None if value.is_null() => return Ok(()),
        None => vec![value.clone()],
    };
    for item in items {
        let text = crate::text::to_text(s, &item)?;
        if form.is_quoted { push(args, text.to_string()) } else { expand(s, &text, args) }
    }
    Ok(())
}

/// `~` and wildcards, as a Unix shell would expand them.
fn expand(s: &Session, text: &str, args: &mut Vec<Arg>) {
    if text == "~" || text.starts_with("~/") {
        let home = std::env::var("HOME").unwrap_or_default();
        return push(args, format!("{home}{}", &text[1..]));
    }
    if !dotnet::wildcard::Wildcard::contains_wildcards(text) {
        return push(args, text.to_owned());
    }
    let is_hidden = |path: &Path| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let wants_hidden = is_hidden(Path::new(text));
    let mut found = crate::paths::expand(s, text);
    found.retain(|path| wants_hidden || !is_hidden(path));
    if found.is_empty() {
        push(args, text.to_owned());
    }
    for path in found {
        let shown = if text.starts_with('/') { path } else { relative(&path, &s.location) };
        push(args, shown.display().to_string());
    }
}

/// The path as seen from a folder.
fn relative(path: &Path, folder: &Path) -> PathBuf {
    let mut up = PathBuf::new();
    for base in folder.ancestors() {
        if let Ok(rest) = path.strip_prefix(base) {
            return up.join(rest);
        }
        up.push("..");
    }
    path.to_path_buf()
}
