//! Parses files and writes what is wrong with them; `--tree` writes the tree as well.
//!
//! In:    paths of scripts.
//! Out:   a line for each error: path, line and column, offsets, id, whether more input could help.
//! Never: runs anything.

use csshell_lang::{Source, parse};
use std::io::Write;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut wants_tree = false;
    for path in std::env::args().skip(1) {
        if path == "--tree" {
            wants_tree = true;
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        let source = Source::new(Some(path.clone()), text);
        let (tree, errors) = parse(&source);
        if wants_tree {
            writeln!(out, "{tree:#?}")?;
        }
        for error in &errors {
            let (line, column) = source.line_column(error.span.start);
            let (start, end) = (error.span.start, error.span.end);
            let more = if error.at_end { "True" } else { "False" };
            let id = error.id;
            let message = &error.message;
            writeln!(out, "{path}:{line}:{column}: {id} | {start}-{end} | {more} | {message}")?;
        }
    }
    Ok(())
}
