//! User id: every way a person may name an account.
//!
//! In:    text.
//! Out:   a [`UserId`] that says which index to ask.
//! Never: asks an index. A bare logon name is not accepted, it is not unique in a forest; it reads as a display name.

use smol_str::SmolStr;
use std::fmt;
use uuid::Uuid;

use super::account::Account;
use crate::key::fold;

/// A name for one account, or with wildcards for several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserId {
    text: SmolStr,
    form: Form,
}

/// Which kind of name it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// With `sip:` in front; the address without it.
    Sip(String),
    /// An address that can be SIP address or user principal name.
    Address(String),
    /// `domain\logon`.
    Logon(String),
    /// A distinguished name.
    Distinguished(String),
    /// A guid.
    Guid(Uuid),
    /// A display name.
    Display(String),
    /// A display name with `*`.
    Pattern(String),
}

impl UserId {
    /// Reads a name. Every text is a name of some kind.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        Self { text: text.into(), form: form_of(text.trim()) }
    }

    /// Which kind of name it is.
    #[must_use]
    pub fn form(&self) -> &Form {
        &self.form
    }

    /// Whether it may stand for several accounts on purpose.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        matches!(self.form, Form::Pattern(_))
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn form_of(text: &str) -> Form {
    if let Ok(guid) = Uuid::parse_str(text) {
        return Form::Guid(guid);
    }
    if text.len() > 4 && text.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sip:")) && !text.contains('*') {
        return Form::Sip(sip_of(text));
    }
    if text.contains('*') {
        return Form::Pattern(text.to_owned());
    }
    if is_distinguished(text) {
        return Form::Distinguished(text.to_owned());
    }
    if text.contains('\\') {
        return Form::Logon(text.to_owned());
    }
    if text.contains('@') { Form::Address(text.to_owned()) } else { Form::Display(text.to_owned()) }
}

fn is_distinguished(text: &str) -> bool {
    let starts = ["cn=", "ou=", "uid=", "dc="];
    let lower = fold(text);
    starts.iter().any(|it| lower.starts_with(it)) && lower.contains(",")
}

/// A SIP address without its scheme.
pub(crate) fn sip_of(text: &str) -> String {
    let scheme = text.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sip:"));
    if scheme { text[4..].to_owned() } else { text.to_owned() }
}

/// `domain\logon` of an account; the domain is the first part of the forest name in its distinguished name.
pub(crate) fn logon_of(account: &Account) -> Option<String> {
    let name = account.text("SamAccountName")?;
    let domain = account.text("DistinguishedName").and_then(domain_of).or_else(|| {
        let (_, domain) = account.text("UserPrincipalName")?.split_once('@')?;
        Some(domain.split('.').next()?.to_owned())
    })?;
    Some(format!("{domain}\\{name}"))
}

fn domain_of(distinguished: &str) -> Option<String> {
    let mut parts = distinguished.split(',').map(str::trim);
    let part = parts.find(|it| it.get(..3).is_some_and(|it| it.eq_ignore_ascii_case("dc=")))?;
    Some(part[3..].to_owned())
}

/// Whether a name fits a pattern in which `*` stands for anything, whatever the case.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (fold(pattern), fold(name));
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts: Vec<_> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_told_apart() {
        let form = |text: &str| format!("{:?}", UserId::parse(text).form()).split('(').next().unwrap().to_owned();
        assert_eq!(form("sip:kenmyer@litwareinc.com"), "Sip");
        assert_eq!(form("SIP:kenmyer@litwareinc.com"), "Sip");
        assert_eq!(form("kenmyer@litwareinc.com"), "Address");
        assert_eq!(form("litwareinc\\kenmyer"), "Logon");
        assert_eq!(form("CN=Ken Myer,OU=Users,DC=litwareinc,DC=com"), "Distinguished");
        assert_eq!(form("Ken Myer"), "Display");
        assert_eq!(form("* Myer"), "Pattern");
        assert_eq!(form("67e55044-10b1-426f-9247-bb680e5fe0c8"), "Guid");
        assert_eq!(form(""), "Display");
    }

    #[test]
    fn stars_stand_for_anything() {
        assert!(fits("* Smith", "John Smith"));
        assert!(fits("Pilar*", "pilar ackerman"));
        assert!(fits("*a*c*", "Pilar Ackerman"));
        assert!(!fits("*a*z*", "Pilar Ackerman"));
        assert!(!fits("Pilar", "Pilar Ackerman"));
        assert!(!fits("ab*ba", "aba"));
        assert!(fits("*", ""));
    }
}
