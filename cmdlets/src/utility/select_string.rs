//! `Select-String`: lines that match, from objects and files.

use super::match_info::{Context, MatchInfo};
use crate::files;
use dotnet::regex::{Options, Regex};
use dotnet::wildcard::Wildcard;
use macros::Cmdlet;
use runtime::author::*;
use std::collections::VecDeque;
use std::path::Path;

/// Finds text in lines and files.
#[derive(Cmdlet, Default)]
#[cmdlet(
    name = "Select-String",
    type_name = "Microsoft.PowerShell.Commands.SelectStringCommand",
    module = "Microsoft.PowerShell.Utility",
    default_set = "File",
    aliases("sls"),
    outputs("System.Boolean", "Microsoft.PowerShell.Commands.MatchInfo", "System.String")
)]
#[example("'alpha', 'beta' | Select-String '^b'", "Finds the second line.")]
pub struct SelectString {
    /// The culture whose rules of order apply.
    #[param(not_null)]
    culture: Option<Str>,
    /// The text to search.
    #[param(mandatory, pipeline, sets("Object", "ObjectRaw"), ty = "psobject", allow_null, allow_empty_string)]
    input_object: Value,
    /// Regular expressions, or plain text with -SimpleMatch.
    #[param(position = 0, mandatory)]
    pattern: Vec<Str>,
    /// Paths of the files; wildcards are understood.
    #[param(position = 1, mandatory, by_name, sets("File", "FileRaw"))]
    path: Vec<Str>,
    /// Paths of the files, taken as they are written.
    #[param(mandatory, by_name, sets("LiteralFile", "LiteralFileRaw"), alias("PSPath", "LP"))]
    literal_path: Vec<Str>,
    /// Emits only the lines.
    #[param(mandatory, sets("ObjectRaw", "FileRaw", "LiteralFileRaw"))]
    raw: bool,
    /// Takes the patterns as plain text.
    #[param]
    simple_match: bool,
    /// Upper and lower case are different.
    #[param]
    case_sensitive: bool,
    /// Emits only whether something was found.
    #[param(sets("File", "Object", "LiteralFile"))]
    quiet: bool,
    /// Emits only the first match of each file.
    #[param]
    list: bool,
    /// Does not highlight the match.
    #[param]
    no_emphasis: bool,
    /// Only what matches one of these patterns.
    #[param(not_null_or_empty)]
    include: Vec<Str>,
    /// Leaves out what matches one of these patterns.
    #[param(not_null_or_empty)]
    exclude: Vec<Str>,
    /// Finds lines without a match.
    #[param]
    not_match: bool,
    /// Finds every match of a line.
    #[param]
    all_matches: bool,
    /// The character encoding of the file; UTF-8 without a mark unless told.
    #[param(ty = "System.Text.Encoding", not_null_or_empty)]
    encoding: Value,
    /// How many lines before and behind a match are shown.
    #[param(range(0, 2147483647), count(1, 2), not_null_or_empty)]
    context: Vec<i32>,
    #[state]
    patterns: Vec<Rc<Regex>>,
    #[state]
    before: usize,
    #[state]
    after: usize,
    #[state]
    piped: Tracker,
    #[state]
    number: u64,
    #[state]
    done: bool,
}

/// Matches that wait for the lines behind them.
#[derive(Default)]
pub struct Tracker {
    /// The last lines, as many as are shown before a match, with their numbers.
    before: VecDeque<(u64, Str)>,
    number: u64,
    last_match: Option<u64>,
    last_shown: u64,
    waiting: VecDeque<MatchInfo>,
    ready: VecDeque<MatchInfo>,
}

impl Cmdlet for SelectString {
    fn begin(&mut self, cx: &mut Cx<'_>) -> Flow {
        if cx.is_bound("Culture") && !self.simple_match {
            let text = "You must specify -Culture parameter only with -SimpleMatch parameter.";
            let exception = "System.InvalidOperationException";
            return Err(Fault::new(exception, "CannotSpecifyCultureWithoutSimpleMatch", Category::InvalidData, text).into());
        }
        self.before = self.context.first().map_or(0, |count| *count as usize);
        self.after = self.context.get(1).or(self.context.first()).map_or(0, |count| *count as usize);
        let mut options = Options::NONE;
        if !self.case_sensitive {
            options = options.with(Options::IGNORE_CASE);
        }
        for pattern in &self.pattern {
            let source = if self.simple_match { dotnet::regex::escape(pattern) } else { pattern.to_string() };
            let regex = Regex::cached(&source, options).map_err(|fault| invalid_regex(pattern, &fault.to_string()))?;
            self.patterns.push(regex);
        }
        Ok(())
    }

    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        if self.done {
            return Ok(());
        }
        if !self.path.is_empty() || !self.literal_path.is_empty() {
            let paths = files::sources(cx, &self.path.clone(), &self.literal_path.clone())?;
            for path in paths {
                self.search_file(cx, &path)?;
                if self.done {
                    return Ok(());
                }
            }
            return match (self.quiet, self.list) {
                (true, true) => cx.emit(Value::Null),
                (true, false) => cx.emit(false),
                _ => Ok(()),
            };
        }
        let object = self.input_object.clone();
        if object.base().ty().is_some_and(|ty| ty.full_name() == "System.IO.FileInfo") {
            let path = runtime::member::get(cx.s, &object, "FullName")?.plain_text();
            return self.search_file(cx, Path::new(path.as_str()));
        }
        // A collection given as an argument is one object with one text.
        self.search_object(cx, &object)
    }

    fn end(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut tracker = std::mem::take(&mut self.piped);
        tracker.finish();
        if self.done { Ok(()) } else { self.flush(cx, &mut tracker).map(|_| ()) }
    }
}

impl SelectString {
    fn search_object(&mut self, cx: &mut Cx<'_>, item: &Value) -> Flow {
        self.number += 1;
        if let Some(earlier) = item.as_native::<MatchInfo>() {
            return self.filter(cx, item, &earlier.line.clone());
        }
        let line = to_str(cx.s, item)?;
        let found = self.find(cx, &line)?;
        let mut tracker = std::mem::take(&mut self.piped);
        let found = found.map(|info| MatchInfo { number: self.number, ..info });
        tracker.take(line, found, self.before, self.after);
        let any = self.flush(cx, &mut tracker)?;
        self.piped = tracker;
        self.done = any && self.quiet;
        Ok(())
    }

    /// A match of an earlier search passes as it is.
    fn filter(&mut self, cx: &mut Cx<'_>, item: &Value, line: &str) -> Flow {
        if self.before > 0 || self.after > 0 {
            self.before = 0;
            self.after = 0;
            cx.warn("The option \"Context\" is not valid when searching results that are piped from Select-String output.")?;
        }
        match self.find(cx, line)? {
            Some(_) if self.quiet => {
                self.done = true;
                cx.emit(true)
            }
            Some(_) if self.raw => cx.emit(Value::str(line)),
            Some(_) => cx.emit(item.clone()),
            None => Ok(()),
        }
    }

    fn search_file(&mut self, cx: &mut Cx<'_>, path: &Path) -> Flow {
        let shown: Str = path.to_string_lossy().into();
        if path.is_dir() || !self.is_wanted(&shown, path) {
            return Ok(());
        }
        let encoding = files::encoding(cx.s, &self.encoding)?;
        let text = match std::fs::read(path) {
            Ok(bytes) => encoding.read(&bytes).into_owned(),
            Err(error) => {
                let reason = runtime::paths::exception(&error, path).1;
                let text = format!("The file {shown} cannot be read: {reason}");
                return cx.error(Fault::new("System.ArgumentException", "ProcessingFile", Category::InvalidArgument, text));
            }
        };
        let mut tracker = Tracker::default();
        for (at, line) in lines_of(&text).enumerate() {
            let found = self.find(cx, line)?;
            let found = found.map(|info| MatchInfo { number: at as u64 + 1, path: Some(shown.clone()), ..info });
            tracker.take(Str::new(line), found, self.before, self.after);
            if self.flush(cx, &mut tracker)? && (self.quiet || self.list) {
                self.done = self.quiet;
                return Ok(());
            }
        }
        tracker.finish();
        self.flush(cx, &mut tracker).map(|_| ())
    }

    fn is_wanted(&self, shown: &str, path: &Path) -> bool {
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let fits = |pattern: &Str| Wildcard::new(pattern, true).is_ok_and(|pattern| pattern.is_match(&name) || pattern.is_match(shown));
        (self.include.is_empty() || self.include.iter().any(fits)) && !self.exclude.iter().any(fits)
    }

    fn find(&self, cx: &mut Cx<'_>, line: &str) -> Result<Option<MatchInfo>, Halt> {
        let mut hit = None;
        for (at, regex) in self.patterns.iter().enumerate() {
            if regex.is_match(line).map_err(|fault| too_long(&fault.to_string()))? {
                hit = Some(at);
                break;
            }
        }
        if hit.is_some() == self.not_match {
            return Ok(None);
        }
        let matches = match hit {
            Some(at) if !self.simple_match => self.matches(cx.s, at, line)?,
            _ => Vec::new(),
        };
        Ok(Some(MatchInfo {
            ignore_case: !self.case_sensitive,
            number: 0,
            line: Str::new(line),
            path: None,
            pattern: self.pattern.get(hit.unwrap_or(0)).cloned().unwrap_or_default(),
            matches: Value::array_of(Type::of("System.Text.RegularExpressions.Match"), matches),
            context: (self.before > 0 || self.after > 0).then(Context::default),
        }))
    }

    fn matches(&self, s: &mut Session, at: usize, line: &str) -> Result<Vec<Value>, Halt> {
        let regex = Value::native(runtime::clr::RegexObject { regex: self.patterns[at].clone() });
        let text = [Value::str(line)];
        if !self.all_matches {
            return Ok(vec![runtime::member::call(s, &regex, "Match", &text)?]);
        }
        let all = runtime::member::call(s, &regex, "Matches", &text)?;
        to_list(s, &all)
    }

    /// Emits what is ready; true when there was something.
    fn flush(&self, cx: &mut Cx<'_>, tracker: &mut Tracker) -> Result<bool, Halt> {
        let mut any = false;
        while let Some(info) = tracker.ready.pop_front() {
            any = true;
            if self.raw {
                cx.emit(info.line.clone())?;
            } else if self.quiet && !self.list {
                cx.emit(true)?;
                break;
            } else {
                cx.emit(Value::native(info))?;
                if self.list && self.path_given() {
                    break;
                }
            }
        }
        Ok(any)
    }

    fn path_given(&self) -> bool {
        !self.path.is_empty() || !self.literal_path.is_empty()
    }
}

impl Tracker {
    fn take(&mut self, line: Str, found: Option<MatchInfo>, before: usize, after: usize) {
        self.number += 1;
        for context in self.waiting.iter_mut().filter_map(|info| info.context.as_mut()) {
            context.follow(&line, found.is_some());
        }
        match found {
            Some(info) => self.take_match(info),
            None if self.last_match.is_some_and(|last| self.number <= last + after as u64) => self.last_shown = self.number,
            None => {}
        }
        self.before.push_back((self.number, line));
        while self.before.len() > before {
            self.before.pop_front();
        }
        let is_full = |info: &MatchInfo| info.context.as_ref().is_none_or(|context| context.post.len() >= after);
        while self.waiting.front().is_some_and(is_full) {
            self.ready.extend(self.waiting.pop_front());
        }
    }

    /// A line that an earlier match shows is not shown before this one again.
    fn take_match(&mut self, mut info: MatchInfo) {
        if let Some(context) = &mut info.context {
            context.pre = self.before.iter().map(|(_, line)| line.clone()).collect();
            let unseen = self.before.iter().filter(|(number, _)| *number > self.last_shown);
            context.shown_pre = unseen.map(|(_, line)| line.clone()).collect();
        }
        self.last_shown = self.number;
        self.last_match = Some(self.number);
        self.waiting.push_back(info);
    }

    /// No more lines: what waits has all it will get.
    fn finish(&mut self) {
        self.ready.append(&mut self.waiting);
    }
}

/// Lines as a reader has them: no empty one behind the last line break.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
}

fn invalid_regex(pattern: &str, reason: &str) -> Halt {
    let text = format!("The string {pattern} is not a valid regular expression: {reason}");
    Fault::new("System.ArgumentException", "InvalidRegex", Category::InvalidArgument, text).into()
}

fn too_long(reason: &str) -> Halt {
    let exception = "System.Text.RegularExpressions.RegexMatchTimeoutException";
    Fault::new(exception, exception, Category::LimitsExceeded, reason.to_owned()).into()
}
