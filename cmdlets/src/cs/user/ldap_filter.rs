//! `-LdapFilter`: conditions on attributes of the directory, such as `&(Department=Finance)(Title=Manager)`.
//!
//! In:    the filter; the outermost parentheses may be left off.
//! Out:   a condition that accounts fit or not.
//! Never: knows properties; attributes are asked for by the names the directory has for them.

use crate::cs::fault;
use dotnet::wildcard::Wildcard;
use runtime::author::{Category, Halt};
use smol_str::SmolStr;
use store::directory::Account;

/// A condition.
pub(super) enum LdapFilter {
    And(Vec<LdapFilter>),
    Or(Vec<LdapFilter>),
    Not(Box<LdapFilter>),
    Present(String),
    Fits(String, Wildcard),
    AtLeast(String, String),
    AtMost(String, String),
}

/// Deepest nesting.
const NESTED_MAX: usize = 64;

impl LdapFilter {
    pub(super) fn parse(text: &str) -> Result<Self, Halt> {
        let mut rest = text.trim();
        let wrapped = if rest.starts_with('(') { rest.to_owned() } else { format!("({rest})") };
        rest = &wrapped;
        let parsed = read(&mut rest, 0).and_then(|filter| match rest.trim() {
            "" => Ok(filter),
            more => Err(format!("\"{more}\" is left over.")),
        });
        parsed.map_err(|reason| {
            let message = format!("The LDAP filter \"{text}\" is not valid: {reason}");
            fault::refused("LdapFilterNotValid", Category::InvalidArgument, message, text.to_owned()).into()
        })
    }

    pub(super) fn fits(&self, account: &Account) -> bool {
        match self {
            Self::And(all) => all.iter().all(|it| it.fits(account)),
            Self::Or(all) => all.iter().any(|it| it.fits(account)),
            Self::Not(inner) => !inner.fits(account),
            Self::Present(name) => !values(account, name).is_empty(),
            Self::Fits(name, pattern) => values(account, name).iter().any(|it| pattern.is_match(it)),
            Self::AtLeast(name, least) => values(account, name).iter().any(|it| it.to_lowercase() >= *least),
            Self::AtMost(name, most) => values(account, name).iter().any(|it| it.to_lowercase() <= *most),
        }
    }
}

/// An attribute by its own name, or by the name of the property that stands for it.
fn values(account: &Account, name: &str) -> Vec<SmolStr> {
    let found = account.attribute(name);
    if !found.is_empty() {
        return found;
    }
    match account.text(name) {
        Some(text) => vec![text.into()],
        None => Vec::new(),
    }
}

fn read(rest: &mut &str, depth: usize) -> Result<LdapFilter, String> {
    if depth > NESTED_MAX {
        return Err(format!("it is nested more than {NESTED_MAX} deep."));
    }
    *rest = rest.trim_start().strip_prefix('(').ok_or("an opening parenthesis is missing.")?.trim_start();
    let filter = match rest.chars().next() {
        Some('&') => LdapFilter::And(members(rest, depth)?),
        Some('|') => LdapFilter::Or(members(rest, depth)?),
        Some('!') => {
            *rest = &rest[1..];
            LdapFilter::Not(Box::new(read(rest, depth + 1)?))
        }
        Some('(') => read(rest, depth + 1)?,
        _ => condition(rest)?,
    };
    *rest = rest.trim_start().strip_prefix(')').ok_or("a closing parenthesis is missing.")?;
    Ok(filter)
}

fn members(rest: &mut &str, depth: usize) -> Result<Vec<LdapFilter>, String> {
    *rest = rest[1..].trim_start();
    let mut all = Vec::new();
    while rest.starts_with('(') {
        all.push(read(rest, depth + 1)?);
        *rest = rest.trim_start();
    }
    Ok(all)
}

fn condition(rest: &mut &str) -> Result<LdapFilter, String> {
    let end = rest.find(')').ok_or("a closing parenthesis is missing.")?;
    let text = &rest[..end];
    *rest = &rest[end..];
    let (name, value) = text.split_once('=').ok_or_else(|| format!("\"{text}\" has no =."))?;
    let value = unescape(value.trim());
    let least = name.strip_suffix('>').map(|it| LdapFilter::AtLeast(it.trim().to_owned(), value.to_lowercase()));
    let most = name.strip_suffix('<').map(|it| LdapFilter::AtMost(it.trim().to_owned(), value.to_lowercase()));
    if let Some(range) = least.or(most) {
        return Ok(range);
    }
    let name = name.trim_end_matches('~').trim().to_owned();
    if name.is_empty() {
        return Err(format!("\"{text}\" names no attribute."));
    }
    if value == "*" {
        return Ok(LdapFilter::Present(name));
    }
    // Only the star is a wildcard here; the other signs of a PowerShell pattern stand for themselves.
    let parts: Vec<String> = value.split('*').map(Wildcard::escape).collect();
    Wildcard::new(&parts.join("*"), true).map(|pattern| LdapFilter::Fits(name, pattern)).map_err(|it| it.to_string())
}

/// `\2a` stands for the character with that number.
fn unescape(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|it| std::str::from_utf8(it).ok()).and_then(|it| u8::from_str_radix(it, 16).ok());
        match (first, hex) {
            (b'\\', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[track_caller]
    fn check(filter: &str, want: bool) {
        let mut pilar = Account::new(Uuid::from_u128(1));
        for (name, value) in [("l", "Redmond"), ("department", "Finance"), ("title", "Manager")] {
            pilar.set_attribute(name, &[value]).unwrap();
        }
        let filter = LdapFilter::parse(filter).unwrap_or_else(|_| panic!("{filter} does not parse"));
        assert_eq!(filter.fits(&pilar), want);
    }

    #[test]
    fn what_the_pages_show() {
        check("l=Redmond", true);
        check("Department=Finance", true);
        check("&(Department=Finance)(Title=Manager)", true);
        check("|(Title=Supervisor)(Title=Manager)", true);
        check("(&(Department=Finance)(!(Title=Manager)))", false);
        check("Department=F*e", true);
        check("mail=*", false);
    }

    #[test]
    fn what_is_refused() {
        for text in ["", "Department", "(&(Department=Finance)", "=x", "(a=b))"] {
            assert!(LdapFilter::parse(text).is_err(), "{text:?}");
        }
        assert!(LdapFilter::parse(&"(!".repeat(1000)).is_err());
    }
}
