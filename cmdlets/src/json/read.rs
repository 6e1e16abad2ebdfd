//! Text to nodes, as leniently as Newtonsoft reads it.
//!
//! Positions in faults count characters already taken in the current line, as its reader does.

use dotnet::datetime::{DateTime, DateTimeOffset, Kind, TICKS_PER_MINUTE, TICKS_PER_SECOND, TimeSpan};
use runtime::value::{Str, Value};

/// A piece of JSON.
#[derive(Clone, Debug)]
pub enum Node {
    Value(Value),
    /// Whole numbers beyond 64 bits, as written.
    Big(String),
    /// A date with an offset, kept as such.
    Offset(DateTimeOffset),
    Array(Vec<Node>),
    Object(Vec<(Str, Node)>),
}

/// `-DateKind`.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub enum DateKind {
    #[default]
    Default,
    Local,
    Utc,
    Offset,
    String,
}

/// What is wrong with the text, in Newtonsoft's words.
#[derive(Debug)]
pub struct ReadFault(pub String);

type Read<T> = Result<T, ReadFault>;

/// Deeper nesting than this is refused whatever `-Depth` says.
const NESTING_MAX: usize = 50_000;

/// Reads one whole document; `None` for text without content.
pub fn parse(text: &str, depth_max: usize, dates: DateKind) -> Read<Option<Node>> {
    let mut reader = Reader { text, at: 0, line: 1, line_start: 0, path: Vec::new(), depth_max, dates };
    reader.skip_blank()?;
    if reader.peek().is_none() {
        return Ok(None);
    }
    let node = reader.value(true)?;
    reader.skip_blank()?;
    match reader.peek() {
        Some(c) => Err(reader.fault(&format!("Additional text encountered after finished reading JSON content: {c}."))),
        None => Ok(Some(node)),
    }
}

struct Reader<'t> {
    text: &'t str,
    /// The next byte, and the first one of its line.
    at: usize,
    line: usize,
    line_start: usize,
    path: Vec<Step>,
    depth_max: usize,
    dates: DateKind,
}

enum Step {
    Name(Str),
    Index(usize),
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        match *self.text.as_bytes().get(self.at)? {
            byte if byte.is_ascii() => Some(char::from(byte)),
            _ => self.text[self.at..].chars().next(),
        }
    }

    fn take(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        if c == '\n' {
            self.line += 1;
            self.line_start = self.at;
        }
        Some(c)
    }

    fn fault(&self, text: &str) -> ReadFault {
        let position = self.text[self.line_start..self.at].chars().count();
        ReadFault(format!("{text} Path '{}', line {}, position {position}.", self.path_text(), self.line))
    }

    fn path_text(&self) -> String {
        let mut text = String::new();
        for step in &self.path {
            match step {
                Step::Index(at) => text.push_str(&format!("[{at}]")),
                Step::Name(name) if name.chars().any(|c| " .'/\"[]()\t\n\r\u{c}\u{8}\\".contains(c)) => {
                    text.push_str(&format!("['{}']", name.replace('\'', "\\'")));
                }
                Step::Name(name) => {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(name);
                }
            }
        }
        text
    }

    /// White space and comments.
    fn skip_blank(&mut self) -> Read<()> {
        while let Some(c) = self.peek() {
            match c {
                '/' => self.comment()?,
                c if c.is_whitespace() => {
                    self.take();
                }
                _ => break,
            }
        }
        Ok(())
    }

    fn comment(&mut self) -> Read<()> {
        self.take();
        match self.peek() {
            Some('/') => {
                while self.peek().is_some_and(|c| c != '\n' && c != '\r') {
                    self.take();
                }
                Ok(())
            }
            Some('*') => {
                self.take();
                while let Some(c) = self.take() {
                    if c == '*' && self.peek() == Some('/') {
                        self.take();
                        return Ok(());
                    }
                }
                Err(self.fault("Unexpected end while parsing comment."))
            }
            Some(c) => Err(self.fault(&format!("Error parsing comment. Expected: *, got {c}."))),
            None => Err(self.fault("Unexpected end while parsing comment.")),
        }
    }

    fn value(&mut self, is_root: bool) -> Read<Node> {
        let Some(c) = self.peek() else {
            return Err(self.fault("Unexpected end when reading JSON."));
        };
        match c {
            '{' => self.object(is_root),
            '[' => self.array(),
            '"' | '\'' => {
                let text = self.quoted(c)?;
                Ok(self.text_node(text))
            }
            't' => self.word("true", "Error parsing boolean value.", Value::Bool(true)),
            'f' => self.word("false", "Error parsing boolean value.", Value::Bool(false)),
            'n' => self.word("null", "Error parsing null value.", Value::Null),
            'u' => self.word("undefined", "Error parsing undefined value.", Value::Null),
            'N' => self.word("NaN", "Error parsing NaN value.", Value::Double(f64::NAN)),
            'I' => self.word("Infinity", "Error parsing Infinity value.", Value::Double(f64::INFINITY)),
            '-' if self.text.as_bytes().get(self.at + 1) == Some(&b'I') => {
                self.word("-Infinity", "Error parsing -Infinity value.", Value::Double(f64::NEG_INFINITY))
            }
            '-' | '0'..='9' | '.' => self.number(),
            _ => Err(self.fault(&format!("Unexpected character encountered while parsing value: {c}."))),
        }
    }

    fn enter(&mut self) -> Read<()> {
        self.take();
        let depth = self.path.len() + 1;
        if depth > self.depth_max || depth > NESTING_MAX {
            return Err(self.fault(&format!("The reader's MaxDepth of {} has been exceeded.", self.depth_max)));
        }
        Ok(())
    }

    fn array(&mut self) -> Read<Node> {
        self.enter()?;
        let mut items = Vec::new();
        self.path.push(Step::Index(0));
        loop {
            self.skip_blank()?;
            match self.peek() {
                None => break,
                Some(']') => {
                    self.take();
                    break;
                }
                Some(',') => {
                    self.take();
                    items.push(Node::Value(Value::Null));
                    continue;
                }
                Some(_) => items.push(self.value(false)?),
            }
            self.skip_blank()?;
            match self.peek() {
                Some(',') => {
                    self.take();
                }
                Some(']') | None => {}
                Some(c) => {
                    return Err(self.fault(&format!("After parsing a value an unexpected character was encountered: {c}.")));
                }
            }
            if let Some(Step::Index(at)) = self.path.last_mut() {
                *at += 1;
            }
        }
        self.path.pop();
        Ok(Node::Array(items))
    }

    /// A doubled name counts once, where it stood last.
    fn object(&mut self, is_root: bool) -> Read<Node> {
        self.enter()?;
        let mut members: Vec<(Str, Node)> = Vec::new();
        loop {
            self.skip_blank()?;
            match self.peek() {
                None if is_root => {
                    return Err(self.fault("Unexpected end when deserializing object."));
                }
                None => break,
                Some('}') => {
                    self.take();
                    self.path.pop_if(|step| matches!(step, Step::Name(_)) && !members.is_empty());
                    break;
                }
                Some(_) => {}
            }
            let name = self.name()?;
            // Until the colon the place is still the property before.
            self.colon()?;
            if !members.is_empty() {
                self.path.pop();
            }
            self.path.push(Step::Name(name.clone()));
            let node = self.value(false)?;
            members.retain(|(known, _)| *known != name);
            members.push((name, node));
            self.skip_blank()?;
            match self.peek() {
                Some(',') => {
                    self.take();
                }
                Some('}') | None => {}
                Some(c) => {
                    return Err(self.fault(&format!("After parsing a value an unexpected character was encountered: {c}.")));
                }
            }
        }
        Ok(Node::Object(members))
    }

    fn name(&mut self) -> Read<Str> {
        match self.peek() {
            Some(quote @ ('"' | '\'')) => self.quoted(quote),
            Some(c) if c.is_alphanumeric() || c == '_' || c == '$' => {
                let mut name = String::new();
                while let Some(c) = self.peek().filter(|c| c.is_alphanumeric() || *c == '_' || *c == '$') {
                    name.push(c);
                    self.take();
                }
                match self.peek() {
                    Some(c) if c != ':' && !c.is_whitespace() => {
                        Err(self.fault(&format!("Invalid JavaScript property identifier character: {c}.")))
                    }
                    _ => Ok(Str::from(name)),
                }
            }
            Some(c) => Err(self.fault(&format!("Invalid property identifier character: {c}."))),
            None => Err(self.fault("Unexpected end when parsing unquoted property name.")),
        }
    }

    fn colon(&mut self) -> Read<()> {
        self.skip_blank()?;
        match self.peek() {
            Some(':') => {
                self.take();
                self.skip_blank()
            }
            Some(c) => Err(self.fault(&format!("Invalid character after parsing property name. Expected ':' but got: {c}."))),
            None => Err(self.fault("Unexpected end when deserializing object.")),
        }
    }

    fn word(&mut self, word: &str, wrong: &str, value: Value) -> Read<Node> {
        for wanted in word.chars() {
            if self.peek() != Some(wanted) {
                return Err(self.fault(wrong));
            }
            self.take();
        }
        match self.peek() {
            None | Some(',' | '}' | ']' | '/' | ' ' | '\t' | '\r' | '\n') => Ok(Node::Value(value)),
            Some(_) => Err(self.fault(wrong)),
        }
    }

    fn number(&mut self) -> Read<Node> {
        let start = self.at;
        while self.peek().is_some_and(|c| c.is_ascii_hexdigit() || "xX+-.".contains(c)) {
            self.take();
        }
        let text = &self.text[start..self.at];
        match self.peek() {
            None | Some(',' | '}' | ']' | '/') => {}
            Some(c) if c.is_whitespace() => {}
            Some(c) => {
                return Err(self.fault(&format!("Unexpected character encountered while parsing number: {c}.")));
            }
        }
        number_node(text).ok_or_else(|| self.fault(&format!("Input string '{text}' is not a valid number.")))
    }

    fn quoted(&mut self, quote: char) -> Read<Str> {
        self.take();
        if let Some(text) = self.simple_text(quote) {
            return Ok(text);
        }
        let mut units: Vec<u16> = Vec::new();
        let mut buffer = [0u16; 2];
        loop {
            match self.take() {
                None => {
                    return Err(self.fault(&format!("Unterminated string. Expected delimiter: {quote}.")));
                }
                Some(c) if c == quote => return Ok(Str::from(String::from_utf16_lossy(&units))),
                Some('\\') => {
                    let unit = self.escape(quote)?;
                    units.push(unit);
                }
                Some(c) => units.extend_from_slice(c.encode_utf16(&mut buffer)),
            }
        }
    }

    /// Up to the closing quote, when nothing but characters stands before it.
    fn simple_text(&mut self, quote: char) -> Option<Str> {
        let rest = &self.text[self.at..];
        let end = rest.find([quote, '\\', '\n'])?;
        let text = &rest[..end];
        rest[end..].starts_with(quote).then(|| self.at += end + quote.len_utf8())?;
        Some(Str::new(text))
    }

    fn escape(&mut self, quote: char) -> Read<u16> {
        let c = self.take();
        Ok(match c {
            Some('b') => 8,
            Some('t') => 9,
            Some('n') => 10,
            Some('f') => 12,
            Some('r') => 13,
            Some(c @ ('\\' | '"' | '\'' | '/')) => c as u16,
            Some('u') => {
                let digits: String = self.text[self.at..].chars().take(4).collect();
                let Some(unit) = u16::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4) else {
                    return Err(self.fault(&format!("Invalid Unicode escape sequence: \\u{digits}.")));
                };
                self.at += 4;
                unit
            }
            Some(c) => return Err(self.fault(&format!("Bad JSON escape sequence: \\{c}."))),
            None => {
                return Err(self.fault(&format!("Unterminated string. Expected delimiter: {quote}.")));
            }
        })
    }

    fn text_node(&self, text: Str) -> Node {
        match date_of(&text, self.dates) {
            Some(node) => node,
            None => Node::Value(Value::from(text)),
        }
    }
}

/// Decimal, hexadecimal with `0x`, octal with a leading zero.
fn number_node(text: &str) -> Option<Node> {
    let has_base = text.len() > 1 && text.starts_with('0') && !matches!(text.as_bytes()[1], b'.' | b'e' | b'E');
    if has_base {
        let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        let value = match hex {
            Some(digits) => i64::from_str_radix(digits, 16),
            None => i64::from_str_radix(text, 8),
        };
        return value.ok().map(|value| Node::Value(Value::Long(value)));
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(match text.parse::<i64>() {
            Ok(value) => Node::Value(Value::Long(value)),
            Err(_) => Node::Big(text.to_owned()),
        });
    }
    if text.bytes().any(|b| b.is_ascii_hexdigit() && !b.is_ascii_digit() && !matches!(b, b'e' | b'E')) {
        return None;
    }
    text.parse::<f64>().ok().map(|value| Node::Value(Value::Double(value)))
}

/// `yyyy-MM-ddTHH:mm:ss`, with a fraction and a zone if any.
fn date_of(text: &str, kind: DateKind) -> Option<Node> {
    if kind == DateKind::String || !(19..=40).contains(&text.len()) || text.as_bytes().get(10) != Some(&b'T') || !text.is_ascii() {
        return None;
    }
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<i32>().ok();
    let separators = [(4, b'-'), (7, b'-'), (13, b':'), (16, b':')];
    if separators.iter().any(|(at, wanted)| text.as_bytes()[*at] != *wanted) {
        return None;
    }
    let day = DateTime::from_date(number(0..4)?, number(5..7)?, number(8..10)?).ok()?;
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    if !(0..24).contains(&hour) || !(0..60).contains(&minute) || !(0..60).contains(&second) {
        return None;
    }
    let (fraction, zone) = fraction_of(&text[19..])?;
    let ticks = i64::from(hour * 3600 + minute * 60 + second) * TICKS_PER_SECOND + fraction;
    let clock = day.add_ticks(ticks).ok()?;
    zoned(clock, zone_of(zone)?, kind)
}

/// Up to seven digits behind the point as ticks, and what follows them.
fn fraction_of(text: &str) -> Option<(i64, &str)> {
    let Some(rest) = text.strip_prefix('.') else {
        return Some((0, text));
    };
    let count = rest.bytes().take_while(u8::is_ascii_digit).count();
    if count == 0 {
        return None;
    }
    let digits: String = rest[..count.min(7)].to_owned();
    Some((format!("{digits:0<7}").parse().ok()?, &rest[count..]))
}

enum Zone {
    None,
    Utc,
    Minutes(i64),
}

fn zone_of(text: &str) -> Option<Zone> {
    match text.as_bytes() {
        [] => Some(Zone::None),
        [b'Z'] => Some(Zone::Utc),
        [sign @ (b'+' | b'-'), rest @ ..] => {
            let digits: String = rest.iter().filter(|b| **b != b':').map(|b| *b as char).collect();
            let hours: i64 = digits.get(0..2)?.parse().ok()?;
            let minutes: i64 = digits.get(2..4).unwrap_or("0").parse().ok()?;
            let total = hours * 60 + minutes;
            (digits.len() <= 4).then_some(Zone::Minutes(if *sign == b'-' { -total } else { total }))
        }
        _ => None,
    }
}

fn zoned(clock: DateTime, zone: Zone, kind: DateKind) -> Option<Node> {
    if kind == DateKind::Offset {
        let offset = match zone {
            Zone::Minutes(minutes) => TimeSpan::from_ticks(minutes * TICKS_PER_MINUTE),
            Zone::Utc => TimeSpan::ZERO,
            Zone::None => return Some(Node::Offset(DateTimeOffset::from_date_time(clock))),
        };
        return DateTimeOffset::new(clock, offset).ok().map(Node::Offset);
    }
    let found = match zone {
        Zone::None => clock.with_kind(Kind::Unspecified),
        Zone::Utc => clock.with_kind(Kind::Utc),
        Zone::Minutes(minutes) => clock.add_ticks(-minutes * TICKS_PER_MINUTE).ok()?.with_kind(Kind::Utc).to_local(),
    };
    let wanted = match (kind, found.kind()) {
        (DateKind::Utc, Kind::Unspecified) => found.with_kind(Kind::Utc),
        (DateKind::Utc, _) => found.to_utc(),
        (DateKind::Local, Kind::Unspecified) => found.with_kind(Kind::Local),
        (DateKind::Local, _) => found.to_local(),
        _ => found,
    };
    Some(Node::Value(Value::DateTime(wanted)))
}
