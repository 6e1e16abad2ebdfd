//! The error view: an error record as a person reads it.
//!
//! In:    a record, `$ErrorView`, the width of the screen.
//! Out:   its text: head, the line with the place, the message broken at blanks.
//! Never: prints.
//!
//! Start reading at `concise`.

mod extended;

pub use extended::text as extended;

use crate::fault::{Category, ErrorRecord, Halt, Position};
use crate::format::cells;
use crate::host::HostStream;
use crate::session::Session;
use crate::value::{Str, Value};
use std::borrow::Cow;
use std::rc::Rc;

/// Characters of a source line that are shown; more would wrap on a narrow screen.
const LINE_CHARS_MAX: usize = 69;
/// Characters before and behind the place that are kept when a line is cut.
const BEFORE_CHARS: usize = 12;
const BEHIND_CHARS: usize = 8;

/// The text of an error for the error stream, without a line break at its end.
pub fn render(s: &mut Session, record: &Rc<ErrorRecord>) -> Result<String, Halt> {
    let mut text = whole_text(s, record)?;
    if let Some(at) = text.rfind('\n').filter(|at| cells::plain(&text[*at..]).trim().is_empty()) {
        text.remove(at);
    }
    Ok(text)
}

/// The text as the view makes it: with a line block it ends in a line break.
pub fn whole_text(s: &mut Session, record: &Rc<ErrorRecord>) -> Result<String, Halt> {
    let paint = Paint::new(s);
    if matches!(&*record.full_id(), "NativeCommandErrorMessage" | "NativeCommandError") {
        return Ok(paint.whole(&record.message()));
    }
    let view = s.get_var("ErrorView").map_or(Str::new_static("ConciseView"), |value| value.plain_text());
    Ok(match view.to_ascii_lowercase().as_str() {
        "categoryview" => paint.whole(&record.category_text()),
        "detailedview" => paint.whole(&extended(s, &Value::Native(record.clone()))?),
        "normalview" => normal(record, &paint),
        _ => concise(s, record, &paint, s.host.width()),
    })
}

// ---- ConciseView ---------------------------------------------------------------------------

fn concise(s: &Session, record: &ErrorRecord, paint: &Paint, screen: usize) -> String {
    let position = record.position.borrow().clone();
    let has_file = position.as_ref().is_some_and(|p| p.source.file.is_some());
    let is_parser = record.category.get() == Category::ParserError;
    // The original's view fails on a place behind the last line, and says nothing at all.
    if is_parser && position.as_ref().is_some_and(|p| has_file && p.source.line(p.source.line_column(p.span.start).0).is_empty()) {
        return String::new();
    }
    let (place, prefix) = match position.as_ref().filter(|position| shows_line(position, is_parser)) {
        Some(position) => line_block(position, paint),
        None => (String::new(), String::new()),
    };
    let mut message = format!("{prefix}{}", message_of(record, is_parser));
    if has_file || is_parser {
        message = broken(&message.replace(['\n', '\t'], " "), &prefix, screen);
        message.push('\n');
    }
    let (error, reset) = (paint.error, paint.reset);
    let mut text = format!("{error}{}: {place}{error}{message}{reset}", reason(s, record));
    if let Some(action) = record.recommended_action.borrow().as_ref().filter(|action| !action.trim().is_empty()) {
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&format!("{error}  Recommendation: {action}{reset}"));
    }
    text
}

/// Lines are shown for scripts and for typed text of several lines, not for script modules.
fn shows_line(position: &Position, is_parser: bool) -> bool {
    let (line, _) = position.source.line_column(position.span.start);
    match &position.source.file {
        Some(file) => !file.to_lowercase().ends_with(".psm1"),
        None => is_parser || line > 1,
    }
}

/// Place, `Line |`, the line and its ruler; and what stands before the message.
fn line_block(position: &Position, paint: &Paint) -> (String, String) {
    let (number, column) = position.source.line_column(position.span.start);
    let (error, accent, reset) = (paint.error, paint.accent, paint.reset);
    let digits = number.to_string();
    let margin = " ".repeat(digits.len().saturating_sub(4));
    let excerpt = Excerpt::of(position);
    let mut block = match &position.source.file {
        Some(file) if std::env::var("TERM_PROGRAM").is_ok_and(|program| program == "vscode") => {
            format!("{reset}{file}:{number}:{column}\n")
        }
        Some(file) => format!("{reset}{file}:{number}\n"),
        None => "\n".to_owned(),
    };
    block.push_str(&format!("{accent}{margin}Line |\n"));
    block.push_str(&format!("{accent}{number:>4} | {reset} {}\n", excerpt.painted(paint)));
    let prefix = format!("{accent}{margin}     | {error}");
    block.push_str(&format!("{prefix} {}{}\n", " ".repeat(excerpt.before), "~".repeat(excerpt.length)));
    (block, prefix)
}

/// The message; of a parse error only what stands under its own ruler.
fn message_of(record: &ErrorRecord, is_parser: bool) -> Str {
    let message = record.message();
    if record.details.borrow().is_some() || !is_parser {
        return message;
    }
    match message.split_once("~\n") {
        Some((_, rest)) => {
            let end = rest.find("\n\n").or_else(|| rest.find("~\n")).unwrap_or(rest.len());
            Str::new(&rest[..end])
        }
        None => message,
    }
}

/// Only exceptions of the engine remember that a `throw` raised them.
fn is_of_engine(record: &ErrorRecord) -> bool {
    let runtime = crate::types::Type::of("System.Management.Automation.RuntimeException");
    record.exception.ty().is_some_and(|ty| ty.derives_from(runtime))
}

/// A command `Get-Command` would find: not a script somewhere, nor a program's exit code.
fn is_known_command(s: &Session, info: &crate::command::CommandInfo) -> bool {
    use crate::command::CommandKind;
    match info.kind {
        CommandKind::Script { .. } | CommandKind::Block(_) | CommandKind::Application(_) => false,
        _ => crate::eval::find_command(s, &info.name).is_some(),
    }
}

/// What the head begins with: the command that failed, else what kind of error it is.
fn reason(s: &Session, record: &ErrorRecord) -> Str {
    if record.thrown.get() && !record.by_stop.get() && !record.is_rethrown.get() && is_of_engine(record) {
        return Str::new_static("Exception");
    }
    let run = record.run.borrow();
    let command = run.as_ref().filter(|run| is_known_command(s, &run.info)).map(|run| run.info.name.clone());
    let activity = || Some(record.activity_text()).filter(|text| !text.is_empty());
    let called = || {
        if let Some(called) = record.called_as.borrow().clone() {
            return Some(called);
        }
        run.as_ref().map(|run| run.called_as.clone()).filter(|name| !name.is_empty())
    };
    let is_program = run.as_ref().is_some_and(|run| matches!(run.info.kind, crate::command::CommandKind::Application(_)));
    if let Some(found) = command.or_else(activity).or_else(called).filter(|_| !is_program) {
        return found;
    }
    match record.category.get() {
        Category::NotSpecified => Some(record.reason_text()).filter(|text| !text.is_empty()).unwrap_or(Str::new_static("Error")),
        category => Str::new_static(category.name()),
    }
}

/// Breaks a message that is wider than the screen at its blanks.
fn broken(message: &str, prefix: &str, screen: usize) -> String {
    let prefix_cells = cells::plain(prefix).chars().count();
    let escapes = prefix.chars().count() - prefix_cells;
    if screen == 0 || message.chars().count() - escapes <= screen {
        return message.to_owned();
    }
    let first = cut_at_blank(message, screen + escapes);
    let mut rest = message[first.len()..].trim().to_owned();
    let mut text = format!("{first}\n");
    while rest.chars().count() + prefix_cells > screen {
        let line = format!("{prefix}{rest}");
        let taken = cut_at_blank(&line, screen + escapes);
        if taken.len() <= prefix.len() {
            break;
        }
        text.push_str(taken);
        text.push('\n');
        rest = rest[taken.len() - prefix.len()..].trim().to_owned();
    }
    text.push_str(prefix);
    text.push_str(rest.trim());
    text
}

/// At most so many characters, up to the last blank among them.
fn cut_at_blank(text: &str, chars: usize) -> &str {
    let Some((end, _)) = text.char_indices().nth(chars) else {
        return text;
    };
    let head = &text[..end];
    head.rfind(char::is_whitespace).map_or(head, |at| &head[..at])
}

/// The part of a source line around a place.
struct Excerpt {
    text: String,
    /// Characters before the place, and its own.
    before: usize,
    length: usize,
}

impl Excerpt {
    fn of(position: &Position) -> Self {
        let source = &position.source;
        let (line, column) = source.line_column(position.span.start);
        let (end_line, end_column) = source.line_column(position.span.end);
        let text: Vec<char> = source.line(line).trim_end().chars().collect();
        let before = (column as usize - 1).min(text.len());
        let ends_here = line == end_line && end_column as usize <= text.len() + 1;
        let end = if ends_here { end_column as usize - 1 } else { text.len() };
        let part = |from: usize, to: usize| text[from..to].iter().collect::<String>().replace('\t', "    ");
        let (head, place, tail) = (part(0, before), part(before, end.max(before)), part(end.max(before), text.len()));
        let (before, length) = (head.chars().count(), place.chars().count());
        Self { text: head + &place + &tail, before, length }.cut()
    }

    /// Keeps the place and some of what is around it, marked where something is missing.
    fn cut(self) -> Self {
        let whole: Vec<char> = self.text.chars().collect();
        if whole.len() <= LINE_CHARS_MAX {
            return Self { length: self.length.max(1), ..self };
        }
        let all_behind = whole.len() - self.length - self.before;
        let mut length = self.length;
        let mut before = self.before.min(BEFORE_CHARS);
        let behind = all_behind.min(BEHIND_CHARS);
        let cut_behind = if before + length + behind >= LINE_CHARS_MAX {
            length = length.min(LINE_CHARS_MAX - before);
            true
        } else {
            before += (self.before - before).min(LINE_CHARS_MAX - before - length - behind);
            let room = LINE_CHARS_MAX - before - length - behind;
            behind + all_behind.min(room) < all_behind
        };
        let from = self.before - before;
        let shown: String = whole.iter().skip(from).take(LINE_CHARS_MAX).collect();
        let lead = if from > 0 { "… " } else { "" };
        let trail = if cut_behind { " …" } else { "" };
        Self { text: format!("{lead}{shown}{trail}"), before: before + lead.chars().count(), length: length.max(1) }
    }

    /// The line with the place in another colour, unless the place is all of it.
    fn painted(&self, paint: &Paint) -> String {
        let chars: Vec<char> = self.text.chars().collect();
        if self.length >= chars.len() || paint.accent.is_empty() {
            return self.text.clone();
        }
        let part = |from: usize, to: usize| chars[from.min(chars.len())..to.min(chars.len())].iter().collect::<String>();
        let end = self.before + self.length;
        format!("{}{}{}{}{}", part(0, self.before), paint.accent, part(self.before, end), paint.reset, part(end, chars.len()))
    }
}

// ---- other views ---------------------------------------------------------------------------

fn normal(record: &ErrorRecord, paint: &Paint) -> String {
    let run = record.run.borrow().clone();
    let mut prefix = String::new();
    if let Some(run) = &run {
        let called = &run.called_as;
        let name = match &run.info.kind {
            crate::command::CommandKind::Block(block) => block.text(),
            _ if matches!(&**called, "" | "&" | ".") => Cow::Borrowed(run.info.name.as_str()),
            _ => Cow::Borrowed(called.as_str()),
        };
        if !name.is_empty() {
            prefix = format!("{name} : ");
        }
    }
    let mut text = record.message().to_string();
    if record.is_parse.get() {
        // Several errors stand close together here.
        text = text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    }
    let shows_place = run.is_some() || record.category.get() != Category::ParserError;
    if let Some(position) = record.position.borrow().as_ref().filter(|_| shows_place) {
        text.push('\n');
        text.push_str(&place_message(position));
    }
    text.push_str(&format!("\n+ CategoryInfo          : {}", record.category_text()));
    text.push_str(&format!("\n+ FullyQualifiedErrorId : {}", record.full_id()));
    format!("{}{prefix}{}", paint.error, paint.whole(&text))
}

/// `At file:line char:column`, the line, its ruler.
pub fn place_message(position: &Position) -> String {
    let (line, column) = position.source.line_column(position.span.start);
    let file = position.source.file.as_deref().unwrap_or("line");
    let excerpt = Excerpt::of(position);
    let ruler = format!("{}{}", " ".repeat(excerpt.before), "~".repeat(excerpt.length));
    format!("At {file}:{line} char:{column}\n+ {}\n+ {ruler}", excerpt.text)
}

/// Colours of the error stream; empty when it takes none.
struct Paint {
    error: &'static str,
    accent: &'static str,
    reset: &'static str,
}

impl Paint {
    fn new(s: &Session) -> Self {
        if s.host.styled(HostStream::Error) {
            return Self { error: "\x1b[31;1m", accent: "\x1b[36;1m", reset: "\x1b[0m" };
        }
        Self { error: "", accent: "", reset: "" }
    }

    fn whole(&self, text: &str) -> String {
        format!("{}{text}{}", self.error, self.reset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::Unattended;
    use lang::{Source, Span};

    /// A session that shows nothing to anyone.
    fn session() -> Session {
        Session::new(Box::new(Unattended))
    }

    const PLAIN: Paint = Paint { error: "", accent: "", reset: "" };

    fn record(text: &str, place: &str, message: &str) -> ErrorRecord {
        let exception = crate::fault::Exception::new(crate::types::Type::of("System.Exception"), message.into(), Value::Null);
        let record = ErrorRecord::new(Value::native(exception), "Id", Category::InvalidArgument, Value::Null);
        let start = text.find(place).unwrap() as u32;
        let span = Span::new(start, start + place.len() as u32);
        *record.position.borrow_mut() = Some(Position { source: Source::new(Some("case.ps1".to_owned()), text), span });
        record
    }

    #[test]
    fn a_long_message_breaks_at_blanks_beside_the_bar() {
        let message =
            "Cannot convert value \"abc\" to type \"System.Int32\". Error: \"The input string 'abc' was not in a correct format.\"";
        let text = concise(&session(), &record("'x'\n[int]'abc'", "[int]'abc'", message), &PLAIN, 80);
        assert_eq!(
            text,
            "InvalidArgument: case.ps1:2\nLine |\n   2 |  [int]'abc'\n     |  ~~~~~~~~~~\n     | Cannot convert value \"abc\" to type \"System.Int32\". Error: \"The input\n     | string 'abc' was not in a correct format.\"\n"
        );
    }

    #[test]
    fn a_word_wider_than_the_screen_stands_alone() {
        let word = "x".repeat(150);
        let text = concise(&session(), &record("W", "W", &word), &PLAIN, 80);
        assert!(text.ends_with(&format!("     |  ~\n     |\n     | {word}\n")), "{text}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line =
            "function G { begin { Write-Error 'in begin' } process { if ($_ -eq 2) { throw 'in process' } \"p$_\" } end { 'end block' } }";
        let excerpt = Excerpt::of(record(line, "throw 'in process'", "").position.borrow().as_ref().unwrap());
        assert_eq!(excerpt.text, "… ror 'in begin' } process { if ($_ -eq 2) { throw 'in process' } \"p$_\" …");
        assert_eq!((excerpt.before, excerpt.length), (45, 18));
    }

    #[test]
    fn tabs_are_four_blanks_and_lines_of_a_statement_are_one() {
        let excerpt = Excerpt::of(record("\t$x = 1 +\n2", "$x = 1 +\n2", "").position.borrow().as_ref().unwrap());
        assert_eq!((excerpt.text.as_str(), excerpt.before, excerpt.length), ("    $x = 1 +", 4, 8));
    }
}
