//! `-Filter`: conditions on properties of users, such as `{VoicePolicy -eq $null -and Enabled -eq $true}`.
//!
//! In:    the text between the braces.
//! Out:   a condition that accounts fit or not.
//! Never: runs script: variables other than `$true`, `$false` and `$null` are refused.

use crate::cs::fault;
use dotnet::wildcard::Wildcard;
use runtime::author::{Category, Halt};
use std::cmp::Ordering;
use store::directory::Account;
use store::doc::Datum;

/// A condition.
pub(super) enum Filter {
    Compare { property: String, operator: Operator, value: Literal },
    Like { property: String, pattern: Wildcard, negated: bool },
    And(Box<Filter>, Box<Filter>),
    Or(Box<Filter>, Box<Filter>),
    Not(Box<Filter>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
}

/// A value written in a filter.
pub(super) enum Literal {
    Null,
    Flag(bool),
    Text(String),
}

/// Deepest nesting of parentheses and `-not`.
const NESTED_MAX: usize = 64;

impl Filter {
    pub(super) fn parse(text: &str) -> Result<Self, Halt> {
        let bad = |reason: String| -> Halt {
            let message = format!("The filter \"{text}\" is not valid: {reason}");
            fault::refused("FilterNotValid", Category::InvalidArgument, message, text.to_owned()).into()
        };
        let words = words(text).map_err(bad)?;
        let mut reader = Reader { words, at: 0, depth: 0 };
        let filter = reader.any().map_err(bad)?;
        match reader.words.get(reader.at) {
            None => Ok(filter),
            Some(word) => Err(bad(format!("\"{}\" is not expected there.", word.text))),
        }
    }

    pub(super) fn fits(&self, account: &Account) -> bool {
        match self {
            Self::And(left, right) => left.fits(account) && right.fits(account),
            Self::Or(left, right) => left.fits(account) || right.fits(account),
            Self::Not(inner) => !inner.fits(account),
            Self::Like { property, pattern, negated } => pattern.is_match(&value_of(account, property).to_string()) != *negated,
            Self::Compare { property, operator, value } => operator.holds(&value_of(account, property), value),
        }
    }
}

fn value_of(account: &Account, property: &str) -> Datum {
    match account.get(property) {
        Some(datum) => datum,
        None => account.granted(property).map_or(Datum::Null, Datum::text),
    }
}

impl Operator {
    fn named(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "-eq" => Self::Eq,
            "-ne" => Self::Ne,
            "-gt" => Self::Gt,
            "-ge" => Self::Ge,
            "-lt" => Self::Lt,
            "-le" => Self::Le,
            _ => return None,
        })
    }

    fn holds(self, datum: &Datum, value: &Literal) -> bool {
        let order = compare(datum, value);
        match self {
            Self::Eq => order == Some(Ordering::Equal),
            Self::Ne => order != Some(Ordering::Equal),
            Self::Gt => order == Some(Ordering::Greater),
            Self::Ge => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            Self::Lt => order == Some(Ordering::Less),
            Self::Le => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        }
    }
}

/// None: the two cannot be compared, such as nothing with something.
fn compare(datum: &Datum, value: &Literal) -> Option<Ordering> {
    match (datum, value) {
        (Datum::Null, Literal::Null) => Some(Ordering::Equal),
        (Datum::Null, Literal::Text(text)) if text.is_empty() => Some(Ordering::Equal),
        (Datum::Null, _) | (_, Literal::Null) => None,
        (Datum::Flag(mine), Literal::Flag(theirs)) => Some(mine.cmp(theirs)),
        (Datum::Int(mine), Literal::Text(theirs)) => theirs.trim().parse().ok().map(|theirs| mine.cmp(&theirs)),
        (Datum::List(members), Literal::Text(text)) => members.iter().any(|it| it.eq_ignore_ascii_case(text)).then_some(Ordering::Equal),
        (mine, Literal::Text(theirs)) => Some(mine.to_string().to_lowercase().cmp(&theirs.to_lowercase())),
        (mine, Literal::Flag(theirs)) => {
            let word = if *theirs { "true" } else { "false" };
            mine.to_string().eq_ignore_ascii_case(word).then_some(Ordering::Equal)
        }
    }
}

struct Word {
    text: String,
    quoted: bool,
}

/// Words, quoted texts and parentheses.
fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '(' | ')' => {
                found.push(Word { text: first.to_string(), quoted: false });
                1
            }
            '\'' | '"' => {
                let (inside, taken) = quoted(rest, first)?;
                found.push(Word { text: inside, quoted: true });
                taken
            }
            _ => {
                let end = rest.find(|it: char| it.is_whitespace() || it == '(' || it == ')').unwrap_or(rest.len());
                found.push(Word { text: rest[..end].to_owned(), quoted: false });
                end
            }
        };
        rest = rest[taken..].trim_start();
    }
    Ok(found)
}

/// A quoted text and how many bytes it takes; a doubled quote stands for itself.
fn quoted(text: &str, quote: char) -> Result<(String, usize), String> {
    let mut inside = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, it)) = chars.next() {
        if it != quote {
            inside.push(it);
        } else if chars.next_if(|(_, next)| *next == quote).is_some() {
            inside.push(quote);
        } else {
            return Ok((inside, at + 1));
        }
    }
    Err(format!("the {quote} is not closed."))
}

struct Reader {
    words: Vec<Word>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn any(&mut self) -> Result<Filter, String> {
        let mut left = self.all()?;
        while self.take("-or") {
            left = Filter::Or(Box::new(left), Box::new(self.all()?));
        }
        Ok(left)
    }

    fn all(&mut self) -> Result<Filter, String> {
        let mut left = self.one()?;
        while self.take("-and") {
            left = Filter::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Filter, String> {
        self.depth += 1;
        if self.depth > NESTED_MAX {
            return Err(format!("it is nested more than {NESTED_MAX} deep."));
        }
        let filter = if self.take("-not") || self.take("!") {
            Filter::Not(Box::new(self.one()?))
        } else if self.take("(") {
            let inner = self.any()?;
            if !self.take(")") {
                return Err("a closing parenthesis is missing.".to_owned());
            }
            inner
        } else {
            self.condition()?
        };
        self.depth -= 1;
        Ok(filter)
    }

    fn condition(&mut self) -> Result<Filter, String> {
        let property = self.next("a property")?.text;
        if store::class::ACCOUNT.slot(&property).is_none()
            && !property.eq_ignore_ascii_case("Identity")
            && !property.to_ascii_lowercase().ends_with("policy")
            && !property.eq_ignore_ascii_case("DialPlan")
        {
            return Err(format!("\"{property}\" is no property of a user."));
        }
        let operator = self.next("an operator")?.text;
        let word = self.next("a value")?;
        let lower = operator.to_ascii_lowercase();
        if lower == "-like" || lower == "-notlike" {
            let pattern = Wildcard::new(&word.text, true).map_err(|it| it.to_string())?;
            return Ok(Filter::Like { property, pattern, negated: lower == "-notlike" });
        }
        let Some(operator) = Operator::named(&operator) else {
            return Err(format!("\"{operator}\" is no operator of a filter. Use -eq, -ne, -like, -notlike, -gt, -ge, -lt or -le."));
        };
        Ok(Filter::Compare { property, operator, value: literal(word)? })
    }

    fn take(&mut self, wanted: &str) -> bool {
        let fits = self.words.get(self.at).is_some_and(|it| !it.quoted && it.text.eq_ignore_ascii_case(wanted));
        self.at += usize::from(fits);
        fits
    }

    fn next(&mut self, what: &str) -> Result<Word, String> {
        let word = self.words.get_mut(self.at).ok_or_else(|| format!("{what} is missing at the end."))?;
        self.at += 1;
        Ok(Word { text: std::mem::take(&mut word.text), quoted: word.quoted })
    }
}

fn literal(word: Word) -> Result<Literal, String> {
    if word.quoted {
        return Ok(Literal::Text(word.text));
    }
    match word.text.to_ascii_lowercase().as_str() {
        "$null" => Ok(Literal::Null),
        "$true" => Ok(Literal::Flag(true)),
        "$false" => Ok(Literal::Flag(false)),
        other if other.starts_with('$') => Err(format!(
            "the variable \"{}\" is not known to a filter. Put the filter in double quotes to have it replaced first.",
            word.text
        )),
        _ => Ok(Literal::Text(word.text)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[track_caller]
    fn check(filter: &str, want: bool) {
        let mut ken = Account::new(Uuid::from_u128(1));
        ken.set("DisplayName", Datum::text("Ken Myer")).unwrap();
        ken.set("Enabled", Datum::Flag(true)).unwrap();
        ken.set("LineURI", Datum::text("tel:+14255551297")).unwrap();
        ken.grant("ExternalAccessPolicy", Some("FedPic"));
        let filter = Filter::parse(filter).unwrap_or_else(|_| panic!("{filter} does not parse"));
        assert_eq!(filter.fits(&ken), want);
    }

    #[test]
    fn what_the_pages_show() {
        check("Enabled -eq $True", true);
        check("VoicePolicy -ne $null", false);
        check("ExternalAccessPolicy -eq 'fedpic'", true);
        check("LineURI -like \"tel:+1425*\"", true);
        check("LineURI -notlike tel:+1425*", false);
        check("-not (Enabled -eq $false) -and DisplayName -like 'Ken*'", true);
        check("DisplayName -eq 'x' -or (Enabled -eq $true -and VoicePolicy -eq $null)", true);
    }

    #[test]
    fn what_is_refused() {
        for text in [
            "",
            "Enabled",
            "Enabled -eq",
            "Enabled -match 'x'",
            "Nonsense -eq 1",
            "Enabled -eq $policy",
            "(Enabled -eq $true",
            "Enabled -eq $true)",
        ] {
            assert!(Filter::parse(text).is_err(), "{text:?}");
        }
        assert!(Filter::parse(&"(".repeat(10_000)).is_err());
    }
}
