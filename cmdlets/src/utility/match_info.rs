//! `MatchInfo`: a line that matched, where it stands, and the lines around it.

use crate::result::facts;
use runtime::author::*;

/// Where lines of objects come from.
const STREAM: &str = "InputStream";

/// What `Select-String` emits.
#[derive(Clone)]
pub struct MatchInfo {
    pub ignore_case: bool,
    pub number: u64,
    pub line: Str,
    /// `None` for lines of the pipeline.
    pub path: Option<Str>,
    pub pattern: Str,
    pub matches: Value,
    pub context: Option<Context>,
}

/// Lines before and behind; the shown ones leave out what another match shows.
#[derive(Clone, Default)]
pub struct Context {
    pub pre: Vec<Str>,
    pub post: Vec<Str>,
    pub shown_pre: Vec<Str>,
    pub shown_post: Vec<Str>,
    /// Another match follows: nothing more is shown behind this one.
    pub closed: bool,
}

impl Context {
    /// One more line behind the match; what another match brings along is not shown here, too.
    pub fn follow(&mut self, line: &Str, is_match: bool) {
        self.closed |= is_match;
        self.post.push(line.clone());
        if !self.closed {
            self.shown_post.push(line.clone());
        }
    }

    fn value(&self) -> Value {
        let lines = |lines: &[Str]| Value::strings(lines.iter().cloned());
        facts(
            "Microsoft.PowerShell.Commands.MatchInfoContext",
            &["PreContext", "PostContext", "DisplayPreContext", "DisplayPostContext"],
            vec![lines(&self.pre), lines(&self.post), lines(&self.shown_pre), lines(&self.shown_post)],
        )
    }
}

impl MatchInfo {
    fn shown_path(&self) -> &str {
        self.path.as_deref().unwrap_or(STREAM)
    }

    fn relative_path(&self, folder: &str) -> String {
        match &self.path {
            Some(path) if !folder.is_empty() => {
                let folder = folder.trim_end_matches('/');
                let inside = path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/'));
                inside.unwrap_or(path).to_owned()
            }
            _ => self.shown_path().to_owned(),
        }
    }

    fn lines(&self, shown_path: &str) -> String {
        let Some(context) = &self.context else {
            return self.one_line(&self.line, self.number, shown_path, "");
        };
        let first = self.number.saturating_sub(context.shown_pre.len() as u64);
        let before = context.shown_pre.iter().map(|line| (line, "  "));
        let after = context.shown_post.iter().map(|line| (line, "  "));
        let all = before.chain([(&self.line, "> ")]).chain(after);
        let lines = (first..).zip(all).map(|(number, (line, prefix))| self.one_line(line, number, shown_path, prefix));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn one_line(&self, line: &str, number: u64, shown_path: &str, prefix: &str) -> String {
        match self.path {
            Some(_) => format!("{prefix}{shown_path}:{number}:{line}"),
            None => format!("{prefix}{line}"),
        }
    }
}

impl Native for MatchInfo {
    fn type_of(&self) -> Type {
        Type::of("Microsoft.PowerShell.Commands.MatchInfo")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["IgnoreCase", "LineNumber", "Line", "Filename", "Path", "Pattern", "Context", "Matches"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "ignorecase" => Value::Bool(self.ignore_case),
            "linenumber" => i32::try_from(self.number).map_or(Value::Long(self.number as i64), Value::Int),
            "line" => Value::Str(self.line.clone()),
            "filename" => Value::str(dotnet::path::file_name(self.shown_path())),
            "path" => Value::str(self.shown_path()),
            "pattern" => Value::Str(self.pattern.clone()),
            "context" => self.context.as_ref().map_or(Value::Null, Context::value),
            "matches" => self.matches.clone(),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let folder = args.first().map(Value::plain_text).unwrap_or_default();
        match (name.to_ascii_lowercase().as_str(), args.len()) {
            ("tostring" | "toemphasizedstring", 0) => Some(Ok(Value::Str(self.text()))),
            ("tostring" | "toemphasizedstring", 1) => Some(Ok(Value::from(self.lines(&self.relative_path(&folder))))),
            ("relativepath", 1) => Some(Ok(Value::from(self.relative_path(&folder)))),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        self.lines(self.shown_path()).into()
    }
}
