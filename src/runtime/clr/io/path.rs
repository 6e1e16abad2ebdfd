//! `System.IO.Path`.

use super::full_path;
use crate::clr::args::{is_null, list, null_argument, text, value};
use crate::fault::Eval;
use crate::types::Type;
use crate::value::{Str, Value};
use dotnet::path as dp;

fn parts(args: &[Value]) -> Vec<Str> {
    args.iter()
        .flat_map(|arg| match arg.as_seq() {
            Some(_) => list(std::slice::from_ref(arg), 0).iter().map(Value::plain_text).collect(),
            None => vec![arg.plain_text()],
        })
        .collect()
}

/// A path's piece; null in, null out.
fn piece(args: &[Value], take: impl for<'t> Fn(&'t str) -> &'t str) -> Value {
    if is_null(args, 0) || value(args, 0).plain_text().is_empty() && !matches!(args[0].base(), Value::Str(_)) {
        return Value::Null;
    }
    Value::str(take(&text(args, 0)))
}

pub fn call_static(name: &str, args: &[Value]) -> Option<Eval> {
    let first = text(args, 0);
    Some(Ok(match name {
        "combine" | "join" => {
            if name == "combine" && args.iter().any(Value::is_null) {
                return Some(Err(null_argument(&format!("path{}", args.iter().position(Value::is_null).unwrap_or(0) + 1))));
            }
            let parts = parts(args);
            let parts: Vec<&str> = parts.iter().map(Str::as_str).collect();
            Value::from(if name == "combine" { dp::combine(&parts) } else { dp::join(&parts) })
        }
        "getfilename" => piece(args, dp::file_name),
        "getfilenamewithoutextension" => piece(args, dp::file_name_without_extension),
        "getextension" => piece(args, dp::extension),
        "getpathroot" => piece(args, dp::root),
        "getdirectoryname" => dp::directory_name(&first).map_or(Value::Null, Value::str),
        "hasextension" => Value::Bool(dp::has_extension(&first)),
        "ispathrooted" | "ispathfullyqualified" => Value::Bool(dp::is_rooted(&first)),
        "changeextension" => {
            let extension = (!is_null(args, 1)).then(|| text(args, 1));
            Value::from(dp::change_extension(&first, extension.as_deref()))
        }
        "getfullpath" if first.is_empty() => return Some(Err(crate::clr::args::bad_argument("The path is empty.", "path"))),
        "getfullpath" if args.len() > 1 => Value::from(dp::full_path(&first, &text(args, 1))),
        "getfullpath" => Value::from(full_path(&first)),
        "getrelativepath" => Value::from(dp::relative(&first, &text(args, 1), &full_path("."))),
        "gettemppath" => Value::from(temp_path()),
        "gettempfilename" => return Some(temp_file()),
        "getrandomfilename" => Value::from(dp::random_file_name()),
        "trimendingdirectoryseparator" => Value::str(dp::trim_ending_separator(&first)),
        "endsindirectoryseparator" => Value::Bool(dp::ends_in_separator(&first)),
        "exists" => Value::Bool(!first.is_empty() && std::path::Path::new(&full_path(&first)).exists()),
        "getinvalidpathchars" => chars(&['\0']),
        "getinvalidfilenamechars" => chars(&dp::INVALID_FILE_NAME_CHARS),
        _ => return None,
    }))
}

fn chars(all: &[char]) -> Value {
    Value::array_of(Type::char(), all.iter().map(|c| Value::char(*c)).collect())
}

fn temp_path() -> String {
    let mut path = std::env::temp_dir().display().to_string();
    if !path.ends_with('/') {
        path.push('/');
    }
    path
}

fn temp_file() -> Eval {
    const TRIES_MAX: u32 = 100;
    for _ in 0..TRIES_MAX {
        let path = format!("{}tmp{}.tmp", temp_path(), &dp::random_file_name()[..6]);
        if std::fs::OpenOptions::new().write(true).create_new(true).open(&path).is_ok() {
            return Ok(Value::from(path));
        }
    }
    Err(crate::fault::thrown("System.IO.IOException", "The directory of temporary files takes no new file."))
}

pub fn get_static(name: &str) -> Option<Value> {
    Some(match name.to_ascii_lowercase().as_str() {
        "directoryseparatorchar" | "altdirectoryseparatorchar" | "volumeseparatorchar" => Value::char('/'),
        "pathseparator" => Value::char(':'),
        "invalidpathchars" => chars(&['\0']),
        _ => return None,
    })
}
