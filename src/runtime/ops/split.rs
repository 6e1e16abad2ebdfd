//! `-split` and `-join`.

use crate::convert::{to_int, to_list};
use crate::fault::{Category, Eval, Fault, Halt};
use crate::session::Session;
use crate::text::to_text;
use crate::types::Type;
use crate::value::{Str, Value};

/// `a -join b`.
pub fn join(s: &mut Session, left: &Value, separator: &str) -> Eval {
    // A walk, such as `$input`, is one value here.
    let is_walk = left.as_native::<crate::clr::enumerator::Enumerator>().is_some();
    let items = if is_walk { vec![Value::Str(to_text(s, left)?)] } else { to_list(s, left)? };
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            text.push_str(separator);
        }
        text.push_str(&crate::text::element_text(s, item)?);
    }
    Ok(Value::Str(text.into()))
}

/// `-split 'a b'`: at white space, blanks at both ends dropped.
pub fn unary_split(s: &mut Session, value: &Value) -> Eval {
    let mut parts = Vec::new();
    for item in to_list(s, value)? {
        let text = to_text(s, &item)?;
        let before = parts.len();
        parts.extend(text.split_whitespace().map(Value::str));
        if parts.len() == before {
            parts.push(Value::str(""));
        }
    }
    Ok(Value::array_of(Type::string(), parts))
}

/// `SplitOptions.IgnoreCase`
const IGNORE_CASE_BIT: i64 = 64;

/// `text -split pattern, max, options`.
pub fn split(s: &mut Session, left: &Value, right: &Value, ignore_case: bool) -> Eval {
    let arguments = match right.as_seq() {
        Some(seq) => seq.snapshot(),
        None => vec![right.clone()],
    };
    let limit = match arguments.get(1) {
        Some(max) => to_int(max)?,
        None => 0,
    };
    let options = match arguments.get(2) {
        Some(options) => crate::convert::to_type(s, options, Type::of("System.Management.Automation.SplitOptions"))?,
        None => Value::Null,
    };
    let bits = if let Value::Enum(e) = options { e.value } else { 0 };
    let first = arguments.first().cloned().unwrap_or(Value::Null);
    if bits & 1 != 0 && bits & !(1 | IGNORE_CASE_BIT) != 0 {
        let message = "The SimpleMatch option is not valid in combination with other options.";
        return Err(Fault::runtime("InvalidSplitOptionCombination", Category::InvalidArgument, message).into());
    }
    let mut parts = Vec::new();
    let items = if left.is_null() { vec![Value::str("")] } else { to_list(s, left)? };
    for item in items {
        let text = to_text(s, &item)?;
        match first.as_block() {
            Some(block) => split_by_block(s, &text, &block.clone(), limit, &mut parts)?,
            None => {
                let pattern = to_text(s, &first)?;
                split_by_pattern(&text, &pattern, limit, bits, ignore_case, &mut parts)?;
            }
        }
    }
    Ok(Value::array_of(Type::string(), parts))
}

fn split_by_pattern(text: &Str, pattern: &str, limit: i32, bits: i64, ignore_case: bool, parts: &mut Vec<Value>) -> Result<(), Halt> {
    use dotnet::regex::{Options, Regex};
    let simple = bits & 1 != 0;
    let mut options = Options::NONE;
    if ignore_case || bits & IGNORE_CASE_BIT != 0 {
        options = options.with(Options::IGNORE_CASE);
    }
    for (bit, option) in
        [(8, Options::IGNORE_WHITE), (16, Options::MULTI_LINE), (32, Options::SINGLE_LINE), (128, Options::EXPLICIT_CAPTURE)]
    {
        if bits & bit != 0 {
            options = options.with(option);
        }
    }
    let escaped;
    let source = if simple {
        escaped = dotnet::regex::escape(pattern);
        escaped.as_str()
    } else {
        pattern
    };
    let regex = match Regex::cached(source, options) {
        Ok(regex) => regex,
        Err(_) => match super::compile(super::PatternKind::Regex, source, ignore_case)? {
            super::Pattern::Regex(regex) => regex,
            super::Pattern::Wildcard(_) => return Ok(()),
        },
    };
    if limit < 0 {
        return split_from_end(text, &regex, limit.unsigned_abs() as usize, parts);
    }
    let pieces = regex
        .split(text, usize::try_from(limit).ok().filter(|limit| *limit > 0))
        .map_err(|f| crate::fault::thrown("System.Text.RegularExpressions.RegexMatchTimeoutException", f.to_string()))?;
    parts.extend(pieces.into_iter().map(Value::str));
    Ok(())
}

/// A negative count splits off that many pieces from the end.
fn split_from_end(text: &Str, regex: &dotnet::regex::Regex, count: usize, parts: &mut Vec<Value>) -> Result<(), Halt> {
    let found = regex
        .find_all(text)
        .map_err(|f| crate::fault::thrown("System.Text.RegularExpressions.RegexMatchTimeoutException", f.to_string()))?;
    let keep = count.saturating_sub(1);
    let skip = found.len().saturating_sub(keep);
    let mut start = 0;
    for one in found.iter().skip(skip) {
        parts.push(Value::str(&text[start..one.start()]));
        start = one.end();
    }
    parts.push(Value::str(&text[start..]));
    Ok(())
}

fn split_by_block(
    s: &mut Session,
    text: &Str,
    block: &std::rc::Rc<crate::block::ScriptBlock>,
    limit: i32,
    parts: &mut Vec<Value>,
) -> Result<(), Halt> {
    let mut piece = String::new();
    let mut made = 1;
    let mut pieces = Vec::new();
    for c in text.chars() {
        let may_split = limit <= 0 || made < limit;
        let mut buffer = [0u8; 4];
        let one = Value::str(c.encode_utf8(&mut buffer));
        if may_split && crate::convert::to_bool(&crate::eval::call_with_item(s, block, one, &[])?) {
            pieces.push(std::mem::take(&mut piece));
            made += 1;
        } else {
            piece.push(c);
        }
    }
    pieces.push(piece);
    parts.extend(pieces.into_iter().map(Value::from));
    Ok(())
}
