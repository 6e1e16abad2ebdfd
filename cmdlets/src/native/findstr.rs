//! findstr: lines that hold a text or fit a pattern.

use super::exit;
use super::pattern::{Pattern, Place};
use macros::Cmdlet;
use runtime::author::{Category, Cmdlet, Cx, Fault, Flow, Halt, Str, Value, to_str};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

const FOUND: i32 = 0;
const NOT_FOUND: i32 = 1;
const FAILED: i32 = 2;

/// Shows the lines of piped text or of files in which one of the texts stands.
///
/// Texts are separated by blanks; /c:"a text" keeps blanks. /i ignores case, /v shows the other lines, /r reads texts as
/// patterns, /l as they are, /b and /e want them at the start or end of a line, /x as the whole line, /n numbers lines,
/// /m shows names of files only.
#[derive(Cmdlet, Default)]
#[cmdlet(name = "findstr", type_name = "CsShell.Native.FindStr", module = "CsShell", raw)]
#[example("netstat -ano | findstr /c:\":5269 \"", "Shows the lines with one port.")]
pub(crate) struct FindStr {
    /// Options, texts and files, as the program takes them.
    #[param(rest)]
    arguments: Vec<Str>,
    #[state]
    search: Option<Search>,
    #[state]
    found: bool,
    #[state]
    number: usize,
}

/// What to look for, and how.
#[derive(Default)]
struct Search {
    patterns: Vec<Pattern>,
    place: Place,
    inverted: bool,
    numbered: bool,
    names_only: bool,
    files: Vec<Str>,
}

/// A word with a slash or dash in front; here a slash may also begin the path of a file.
fn is_option(word: &str) -> bool {
    let Some(rest) = word.strip_prefix(['/', '-']) else { return false };
    let is_text = rest.get(..2).is_some_and(|it| it.eq_ignore_ascii_case("c:"));
    !rest.is_empty() && (is_text || !(rest.contains('/') || word.starts_with('/') && std::path::Path::new(word).exists()))
}

/// Options while they are read.
#[derive(Default)]
struct Options {
    ignore_case: bool,
    /// `/r` or `/l`; none means that the texts decide.
    expressions: Option<bool>,
    texts: Vec<String>,
    search: Search,
}

impl Options {
    /// Reads the command line; false when it cannot be understood.
    fn read(arguments: &[Str]) -> Option<Search> {
        let mut options = Self::default();
        let mut words = arguments.iter().peekable();
        while let Some(word) = words.next_if(|it| is_option(it)) {
            let rest = &word[1..];
            match rest.get(..2).filter(|it| it.eq_ignore_ascii_case("c:")) {
                Some(_) => options.texts.push(rest[2..].to_owned()),
                None => options.letters(rest)?,
            }
        }
        if options.texts.is_empty() {
            options.texts = words.next()?.split(' ').filter(|it| !it.is_empty()).map(str::to_owned).collect();
        }
        options.search.files = words.cloned().collect();
        options.finish()
    }

    fn letters(&mut self, letters: &str) -> Option<()> {
        for letter in letters.chars() {
            match letter.to_ascii_lowercase() {
                'i' => self.ignore_case = true,
                'v' => self.search.inverted = true,
                'r' => self.expressions = Some(true),
                'l' => self.expressions = Some(false),
                'b' => self.search.place.at_start = true,
                'e' => self.search.place.at_end = true,
                'x' => self.search.place = Place { at_start: true, at_end: true },
                'n' => self.search.numbered = true,
                'm' => self.search.names_only = true,
                _ => return None,
            }
        }
        Some(())
    }

    fn finish(self) -> Option<Search> {
        // Without /r or /l the first text decides: a sign of the pattern language makes all of them patterns.
        let expressions =
            self.expressions.unwrap_or_else(|| self.texts.first().is_some_and(|it| it.contains(['.', '*', '^', '$', '[', '\\'])));
        let make = |text: &String| {
            if expressions { Pattern::expression(text, self.ignore_case) } else { Pattern::literal(text, self.ignore_case) }
        };
        let patterns: Vec<Pattern> = self.texts.iter().map(make).collect();
        (!patterns.is_empty()).then_some(Search { patterns, ..self.search })
    }
}

impl Search {
    fn wants(&self, line: &str) -> bool {
        let chars: Vec<char> = line.chars().collect();
        self.patterns.iter().any(|it| it.is_in(&chars, self.place)) != self.inverted
    }
}

impl FindStr {
    fn line(&mut self, cx: &mut Cx<'_>, line: &str, file: Option<&str>) -> Flow {
        self.number += 1;
        let Some(search) = &self.search else { return Ok(()) };
        if !search.wants(line) {
            return Ok(());
        }
        self.found = true;
        if search.names_only {
            return Ok(());
        }
        let mut shown = file.map_or(String::new(), |it| format!("{it}:"));
        if search.numbered {
            shown.push_str(&format!("{}:", self.number));
        }
        shown.push_str(line);
        cx.emit(Value::from(shown))
    }

    fn file(&mut self, cx: &mut Cx<'_>, path: &PathBuf, shown: Option<&str>) -> Result<bool, Halt> {
        let Ok(file) = File::open(path) else { return Ok(false) };
        let (before, mut lines) = (std::mem::take(&mut self.found), BufReader::new(file));
        self.number = 0;
        let mut bytes = Vec::new();
        while matches!(lines.read_until(b'\n', &mut bytes), Ok(taken) if taken > 0) {
            cx.s.poll()?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            self.line(cx, text.trim_end_matches(['\n', '\r']), shown)?;
            bytes.clear();
        }
        if self.found && self.search.as_ref().is_some_and(|it| it.names_only) {
            cx.emit(Value::from(path.display().to_string()))?;
        }
        self.found |= before;
        Ok(true)
    }

    fn files(&mut self, cx: &mut Cx<'_>) -> Result<bool, Halt> {
        let named = self.search.as_ref().map(|it| it.files.clone()).unwrap_or_default();
        let mut all_read = true;
        let many = named.len() > 1 || named.iter().any(|it| it.contains(['*', '?']));
        for name in named {
            let paths = runtime::paths::expand(cx.s, &name);
            if paths.is_empty() {
                all_read = false;
                cx.error(cannot_open(&name))?;
            }
            for path in paths {
                let shown = if name.contains(['*', '?']) {
                    path.file_name().map(|it| it.to_string_lossy().into_owned())
                } else {
                    Some(name.to_string())
                };
                if !self.file(cx, &path, shown.as_deref().filter(|_| many))? {
                    all_read = false;
                    cx.error(cannot_open(&name))?;
                }
            }
        }
        Ok(all_read)
    }
}

fn cannot_open(name: &str) -> Fault {
    let message = format!("FINDSTR: Cannot open {name}");
    Fault::new("System.IO.FileNotFoundException", "CannotOpen", Category::ObjectNotFound, message).target(Value::str(name))
}

impl Cmdlet for FindStr {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        self.search = Options::read(&self.arguments);
        if self.search.is_some() {
            return Ok(());
        }
        exit(cx, FAILED);
        cx.error(Fault::new("System.ArgumentException", "BadCommandLine", Category::InvalidArgument, "FINDSTR: Bad command line"))
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let Some(object) = cx.input.clone() else { return Ok(()) };
        let text = to_str(cx.s, &object)?;
        for line in text.split('\n') {
            self.line(cx, line.trim_end_matches('\r'), None)?;
        }
        Ok(())
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.search.is_none() {
            return Ok(());
        }
        let all_read = self.files(cx)?;
        exit(
            cx,
            if self.found {
                FOUND
            } else if all_read {
                NOT_FOUND
            } else {
                FAILED
            },
        );
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(words: &[&str], line: &str, want: Option<bool>) {
        let words: Vec<Str> = words.iter().map(Str::new).collect();
        assert_eq!(Options::read(&words).map(|it| it.wants(line)), want, "{words:?}");
    }

    #[test]
    fn options_and_texts() {
        check(&["5269"], "TCP 0.0.0.0:5269", Some(true));
        check(&["/i", "tcp udp"], "UDP x", Some(true));
        check(&["/v", "TCP"], "UDP x", Some(true));
        check(&["/c:a b"], "a b", Some(true));
        check(&["/c:a b"], "b a", Some(false));
        check(&["/r", "/c:^U.P"], "UDP x", Some(true));
        check(&["-l", "U.P"], "UDP x", Some(false));
        check(&["/x", "UDP"], "UDP x", Some(false));
        check(&["/qq", "UDP"], "UDP x", None);
        check(&[], "UDP x", None);
    }
}
