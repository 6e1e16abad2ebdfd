//! Regular expressions: `Regex`, `Match`, `Group`, and their collections.
//!
//! In:    patterns, texts, script blocks as evaluators.
//! Out:   matches with places in UTF-16 units.
//! Never: remembers captures that a repeated group dropped; the engine keeps the last one.

use super::args::{enumeration, int, is_enum, is_null, long, null_argument, raise, text, value};
use crate::block::ScriptBlock;
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::datetime::TimeSpan;
use dotnet::regex::{Match, MatchFault, Options, PatternFault, Regex};
use std::ops::Range;
use std::rc::Rc;

/// `[regex]`.
pub struct RegexObject {
    pub regex: Rc<Regex>,
}

const OPTIONS: &str = "System.Text.RegularExpressions.RegexOptions";

fn no_match(f: &MatchFault) -> Halt {
    raise(f.exception(), f)
}

pub fn bad_pattern(f: &PatternFault) -> Halt {
    raise(f.exception(), f)
}

/// Makes a regular expression; the engine keeps the recent ones.
pub fn make(pattern: &str, options: i64) -> Eval {
    match Regex::cached(pattern, Options(options as u16)) {
        Ok(regex) => Ok(Value::native(RegexObject { regex })),
        Err(f) => Err(bad_pattern(&f)),
    }
}

pub fn construct(args: &[Value]) -> Eval {
    if is_null(args, 0) {
        return Err(null_argument("pattern"));
    }
    make(&text(args, 0), if args.len() > 1 { enumeration(args, 1) } else { 0 })
}

impl Native for RegexObject {
    fn type_of(&self) -> Type {
        Type::of("System.Text.RegularExpressions.Regex")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Options", "RightToLeft", "MatchTimeout"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "options" => super::args::enum_of(OPTIONS, i64::from(self.regex.options().0)),
            "righttoleft" => Value::Bool(self.regex.options().has(Options::RIGHT_TO_LEFT)),
            "matchtimeout" => Value::TimeSpan(TimeSpan::from_ticks(-10_000)),
            _ => return None,
        }))
    }

    fn call(&self, s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let name = name.to_ascii_lowercase();
        if let Some(done) = self.about_groups(&name, args) {
            return Some(Ok(done));
        }
        let rest = args.get(1..).unwrap_or(&[]);
        run(s, &self.regex, &name, args, rest)
    }

    fn text(&self) -> Str {
        Str::new(self.regex.pattern())
    }
}

impl RegexObject {
    fn about_groups(&self, name: &str, args: &[Value]) -> Option<Value> {
        let groups = self.regex.groups();
        Some(match name {
            "tostring" => Value::str(self.regex.pattern()),
            "getgroupnames" => Value::strings(groups.iter().map(|g| Str::new(&g.name))),
            "getgroupnumbers" => Value::array_of(Type::int(), groups.iter().map(|g| Value::Int(g.number as i32)).collect()),
            "groupnamefromnumber" => {
                let found = groups.iter().find(|g| i64::from(g.number) == long(args, 0));
                Value::str(found.map_or("", |g| &g.name))
            }
            "groupnumberfromname" => {
                let found = groups.iter().find(|g| *g.name == *text(args, 0));
                Value::Int(found.map_or(-1, |g| g.number as i32))
            }
            _ => return None,
        })
    }
}

/// What instance and static methods share; `rest` are the arguments after input (and pattern).
fn run(s: &mut Session, regex: &Rc<Regex>, name: &str, args: &[Value], rest: &[Value]) -> Option<Eval> {
    if is_null(args, 0) {
        return matches!(name, "ismatch" | "match" | "matches" | "replace" | "split" | "count").then(|| Err(null_argument("input")));
    }
    let input = text(args, 0);
    let start = || dotnet::utf16::to_byte(&input, long(rest, 0).max(0) as usize).unwrap_or(input.len());
    let from = if rest.first().is_some_and(|v| matches!(v.base(), Value::Int(_))) && matches!(name, "ismatch" | "match" | "matches") {
        start()
    } else {
        0
    };
    Some(match name {
        "ismatch" => regex.find_at(&input, from).map(|m| Value::Bool(m.is_some())).map_err(|f| no_match(&f)),
        "match" => regex.find_at(&input, from).map(|m| match_value(regex, &input, m)).map_err(|f| no_match(&f)),
        "matches" => collection(regex, &input, from),
        "count" => regex.find_all(&input).map(|all| Value::from(all.len())).map_err(|f| no_match(&f)),
        "split" => {
            let count = rest.first().filter(|v| matches!(v.base(), Value::Int(_))).map(|_| int(rest, 0)).filter(|c| *c > 0);
            let parts = regex.split(&input, count.map(|c| c as usize)).map_err(|f| no_match(&f));
            parts.map(|parts| Value::strings(parts.into_iter().map(Str::new)))
        }
        "replace" => replace(s, regex, &input, rest),
        _ => return None,
    })
}

fn replace(s: &mut Session, regex: &Rc<Regex>, input: &Str, rest: &[Value]) -> Eval {
    let count = rest.get(1).filter(|v| matches!(v.base(), Value::Int(_))).map(|_| int(rest, 1)).filter(|c| *c >= 0).map(|c| c as usize);
    let with = value(rest, 0);
    if with.as_block().is_some() || matches!(with.base(), Value::Native(_)) {
        let made = regex.replace_with(input, count, |found, out| {
            let found = match_value(regex, input, Some(found.clone()));
            let made = super::args::call_delegate(s, &with, &[found]).map_err(Stop)?;
            out.push_str(&crate::text::to_text(s, &made).map_err(Stop)?);
            Ok::<(), Stop>(())
        });
        return made.map(Value::from).map_err(|stop| stop.0);
    }
    regex.replace(input, &with.plain_text(), count).map(|text| Value::str(&text)).map_err(|f| no_match(&f))
}

/// A halt on its way through the engine's replacer.
struct Stop(Halt);

impl From<MatchFault> for Stop {
    fn from(fault: MatchFault) -> Self {
        Stop(no_match(&fault))
    }
}

/// `-replace` with a script block: `$_` is the match.
pub fn replace_by_block(s: &mut Session, regex: &Rc<Regex>, input: &str, block: &Rc<ScriptBlock>) -> Result<Str, Halt> {
    let whole = Str::new(input);
    let made = regex.replace_with(input, None, |found, out| {
        let found = match_value(regex, &whole, Some(found.clone()));
        let made = crate::eval::call_with_item(s, block, found, &[]).map_err(Stop)?;
        out.push_str(&crate::text::to_text(s, &made).map_err(Stop)?);
        Ok::<(), Stop>(())
    });
    made.map(Str::from).map_err(|stop| stop.0)
}

/// `[regex]::Replace(…)` and the other static members.
pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    match name {
        "escape" => return Some(Ok(Value::from(dotnet::regex::escape(&text(args, 0))))),
        "unescape" => return Some(dotnet::regex::unescape(&text(args, 0)).map(Value::from).map_err(|f| bad_pattern(&f))),
        _ => {}
    }
    if is_null(args, 1) {
        return Some(Err(null_argument("pattern")));
    }
    let options = (2..args.len()).find(|at| is_enum(args, *at, OPTIONS)).map_or(0, |at| enumeration(args, at));
    let regex = match Regex::cached(&text(args, 1), Options(options as u16)) {
        Ok(regex) => regex,
        Err(f) => return Some(Err(bad_pattern(&f))),
    };
    run(s, &regex, name, args, args.get(2..).unwrap_or(&[]))
}

/// A match, a group of it, or a capture: a piece of a text, or nothing.
pub struct Piece {
    ty: &'static str,
    regex: Rc<Regex>,
    input: Str,
    name: Str,
    range: Option<Range<usize>>,
    /// The whole match, for `Groups` and `NextMatch`.
    found: Option<Match>,
}

pub fn match_value(regex: &Rc<Regex>, input: &Str, found: Option<Match>) -> Value {
    Value::native(Piece {
        ty: "System.Text.RegularExpressions.Match",
        regex: regex.clone(),
        input: input.clone(),
        name: Str::new_static("0"),
        range: found.as_ref().map(Match::range),
        found,
    })
}

impl Piece {
    fn value(&self) -> &str {
        self.range.clone().map_or("", |r| &self.input[r])
    }

    fn group(&self, at: usize) -> Value {
        let name = self.regex.groups().get(at).map_or_else(|| Str::from(at.to_string()), |g| Str::new(&g.name));
        if at == 0 {
            return match_value(&self.regex, &self.input, self.found.clone());
        }
        let range = self.found.as_ref().and_then(|m| m.group(at));
        Value::native(self.part("System.Text.RegularExpressions.Group", name, range))
    }

    fn part(&self, ty: &'static str, name: Str, range: Option<Range<usize>>) -> Piece {
        Piece { ty, regex: self.regex.clone(), input: self.input.clone(), name, range, found: None }
    }

    fn groups(&self) -> Value {
        let count = if self.found.is_some() { self.regex.groups().len() } else { 1 };
        let items: Vec<Value> = (0..count).map(|at| self.group(at)).collect();
        let names = self.regex.groups().iter().map(|g| Str::new(&g.name)).collect();
        Value::native(Pieces { ty: "System.Text.RegularExpressions.GroupCollection", items, names })
    }

    fn captures(&self) -> Value {
        let items = match &self.range {
            Some(range) => vec![Value::native(self.part("System.Text.RegularExpressions.Capture", Str::default(), Some(range.clone())))],
            None => Vec::new(),
        };
        Value::native(Pieces { ty: "System.Text.RegularExpressions.CaptureCollection", items, names: Vec::new() })
    }

    fn next(&self) -> Eval {
        let Some(found) = &self.found else { return Ok(match_value(&self.regex, &self.input, None)) };
        let mut all = self.regex.matches_at(&self.input, found.start());
        all.next();
        match all.next() {
            Some(Ok(next)) => Ok(match_value(&self.regex, &self.input, Some(next))),
            Some(Err(f)) => Err(no_match(&f)),
            None => Ok(match_value(&self.regex, &self.input, None)),
        }
    }
}

impl Native for Piece {
    fn type_of(&self) -> Type {
        Type::of(self.ty)
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.ty {
            "System.Text.RegularExpressions.Match" => &["Groups", "Success", "Name", "Captures", "Index", "Length", "Value", "ValueSpan"],
            "System.Text.RegularExpressions.Group" => &["Success", "Name", "Captures", "Index", "Length", "Value", "ValueSpan"],
            _ => &["Index", "Length", "Value", "ValueSpan"],
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let is_capture = self.ty.ends_with("Capture");
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "value" => Value::str(self.value()),
            // A span shows as nothing here; the original cannot box it either.
            "valuespan" => Value::Null,
            "index" => Value::from(self.range.clone().map_or(0, |r| dotnet::utf16::from_byte(&self.input, r.start))),
            "length" => Value::from(dotnet::utf16::length(self.value())),
            "success" if !is_capture => Value::Bool(self.range.is_some()),
            "name" if !is_capture => Value::Str(self.name.clone()),
            "captures" if !is_capture => self.captures(),
            "groups" if self.ty.ends_with("Match") => self.groups(),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(match name.to_ascii_lowercase().as_str() {
            "tostring" => Ok(Value::str(self.value())),
            "nextmatch" => self.next(),
            "result" => {
                let mut out = String::new();
                let plan = dotnet::regex::Replacement::parse(&text(args, 0), &self.regex);
                if let Some(found) = &self.found {
                    plan.expand(found, &self.input, &mut out);
                }
                Ok(Value::from(out))
            }
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        Str::new(self.value())
    }
}

/// `MatchCollection`, `GroupCollection`, `CaptureCollection`.
pub struct Pieces {
    ty: &'static str,
    items: Vec<Value>,
    names: Vec<Str>,
}

fn collection(regex: &Rc<Regex>, input: &Str, from: usize) -> Eval {
    let mut items = Vec::new();
    for found in regex.matches_at(input, from) {
        items.push(match_value(regex, input, Some(found.map_err(|f| no_match(&f))?)));
    }
    Ok(Value::native(Pieces { ty: "System.Text.RegularExpressions.MatchCollection", items, names: Vec::new() }))
}

impl Pieces {
    fn item(&self, key: &Value) -> Option<Value> {
        match key.base() {
            Value::Str(name) => {
                let at = self.names.iter().position(|n| n == name).or_else(|| name.parse().ok())?;
                self.items.get(at).cloned()
            }
            other => self.items.get(usize::try_from(super::args::whole(other)).ok()?).cloned(),
        }
    }
}

impl Native for Pieces {
    fn type_of(&self) -> Type {
        Type::of(self.ty)
    }

    fn properties(&self) -> &'static [&'static str] {
        match self.ty {
            "System.Text.RegularExpressions.GroupCollection" => &["Count", "IsReadOnly", "IsSynchronized", "Keys", "SyncRoot", "Values"],
            _ => &["Count", "IsReadOnly", "IsSynchronized", "SyncRoot"],
        }
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "count" => Value::from(self.items.len()),
            "isreadonly" => Value::Bool(true),
            "issynchronized" => Value::Bool(false),
            "keys" if !self.names.is_empty() => Value::strings(self.names.iter().cloned()),
            "values" if !self.names.is_empty() => Value::array(self.items.clone()),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "item" | "get_item" => self.item(args.first()?).unwrap_or(Value::Null),
            "getenumerator" => super::enumerator::over("System.Collections.IEnumerator", self.items.clone()),
            "containskey" => Value::Bool(self.names.iter().any(|n| *n == text(args, 0))),
            _ => return None,
        }))
    }

    fn enumerate(&self, _s: &mut Session) -> Option<Result<Vec<Value>, Halt>> {
        Some(Ok(self.items.clone()))
    }

    fn index(&self, _s: &mut Session, index: &[Value]) -> Option<Eval> {
        let found = self.item(index.first()?);
        // A group that does not exist is a failed group; a match or capture that does not exist is an error.
        Some(match found {
            Some(found) => Ok(found),
            None if self.ty.ends_with("GroupCollection") => Ok(Value::Null),
            None => Err(super::args::out_of_range("Specified argument was out of the range of valid values.", "i")),
        })
    }
}
