//! Identity: which one of a class, as a person writes it and as it prints.
//!
//! In:    text such as `global`, `site:Redmond`, `Service:Registrar:pool.x.com`, `tag:FedPic`, `FedPic`.
//! Out:   an [`Identity`] that is known to be well-formed, prints canonically and sorts by scope.
//! Never: asks whether the thing it names exists.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::fault::{Category, Fault};
use crate::key::fold;

/// Longest name in an identity, in bytes of its folded form.
pub const NAME_BYTES_MAX: usize = 256;

/// For whom a document holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Everybody; exists exactly once.
    Global,
    /// One site.
    Site,
    /// One service of one pool.
    Service,
    /// Whoever it is granted to.
    Tag,
    /// An entry of one organisation-wide list, such as a domain.
    Item,
}

impl Scope {
    pub(crate) fn digit(self) -> u8 {
        b'0' + self as u8
    }

    /// The word before the colon.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Global => "Global",
            Self::Site => "Site",
            Self::Service => "Service",
            Self::Tag => "Tag",
            Self::Item => "Item",
        }
    }
}

/// A set of scopes, written as data: `Scopes::GLOBAL.and(Scopes::SITE)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scopes(u8);

impl Scopes {
    /// Everybody.
    pub const GLOBAL: Self = Self(1);
    /// One site.
    pub const SITE: Self = Self(2);
    /// One service.
    pub const SERVICE: Self = Self(4);
    /// Per user.
    pub const TAG: Self = Self(8);
    /// Entries of a list.
    pub const ITEM: Self = Self(16);

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether a scope is in the set.
    #[must_use]
    pub const fn has(self, scope: Scope) -> bool {
        self.0 & (1 << scope as u8) != 0
    }

    /// Whether identities are bare keys of one list.
    #[must_use]
    pub const fn is_list(self) -> bool {
        self.0 == Self::ITEM.0
    }

    fn words(self) -> String {
        let all = [
            (Scope::Global, "global"),
            (Scope::Site, "site:<Site>"),
            (Scope::Service, "service:<Role>:<Pool>"),
            (Scope::Tag, "tag:<Name>"),
            (Scope::Item, "<Key>"),
        ];
        let mine: Vec<_> = all.iter().filter(|(scope, _)| self.has(*scope)).map(|(_, word)| *word).collect();
        mine.join(", ")
    }
}

/// One document of a class. Compares and sorts without regard to case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Identity {
    scope: Scope,
    name: SmolStr,
}

impl Identity {
    /// The one at global scope.
    #[must_use]
    pub fn global() -> Self {
        Self { scope: Scope::Global, name: SmolStr::default() }
    }

    /// The one of a site.
    pub fn site(name: &str) -> Result<Self, IdentityFault> {
        Self::named(Scope::Site, name, name)
    }

    /// A per-user one.
    pub fn tag(name: &str) -> Result<Self, IdentityFault> {
        Self::named(Scope::Tag, name, name)
    }

    /// The one of a service, from `Registrar:pool.litwareinc.com`.
    pub fn service(role_and_pool: &str) -> Result<Self, IdentityFault> {
        Self::parse_service(role_and_pool, role_and_pool)
    }

    /// An entry of a list.
    pub fn item(key: &str) -> Result<Self, IdentityFault> {
        Self::named(Scope::Item, key, key)
    }

    /// Reads what a person wrote for a class that allows these scopes.
    pub fn parse(text: &str, allowed: Scopes) -> Result<Self, IdentityFault> {
        let identity = Self::parse_any(text, allowed.is_list())?;
        if allowed.has(identity.scope) {
            return Ok(identity);
        }
        Err(IdentityFault::ScopeNotAllowed { identity: text.into(), allowed: allowed.words() })
    }

    fn parse_any(text: &str, list: bool) -> Result<Self, IdentityFault> {
        let trimmed = text.trim();
        if list {
            return Self::named(Scope::Item, trimmed, text);
        }
        if trimmed.eq_ignore_ascii_case("global") {
            return Ok(Self::global());
        }
        let Some((word, rest)) = trimmed.split_once(':') else {
            return Self::named(Scope::Tag, trimmed, text);
        };
        match word.to_ascii_lowercase().as_str() {
            "site" => Self::named(Scope::Site, rest, text),
            "tag" => Self::named(Scope::Tag, rest, text),
            "service" => Self::parse_service(rest, text),
            _ => Err(IdentityFault::UnknownScope { identity: text.into(), word: word.into() }),
        }
    }

    fn parse_service(rest: &str, text: &str) -> Result<Self, IdentityFault> {
        match rest.split_once(':') {
            Some((role, pool)) if !role.is_empty() && !pool.is_empty() => Self::named(Scope::Service, rest, text),
            _ => Err(IdentityFault::ServiceIncomplete { identity: text.into() }),
        }
    }

    fn named(scope: Scope, name: &str, text: &str) -> Result<Self, IdentityFault> {
        let name = name.trim();
        if name.is_empty() {
            return Err(IdentityFault::Empty { identity: text.into() });
        }
        if let Some(bad) = name.chars().find(|it| it.is_control() || matches!(it, '*' | '?' | '[' | ']')) {
            return Err(IdentityFault::BadCharacter { identity: text.into(), character: bad.escape_default().to_string() });
        }
        if scope != Scope::Service && scope != Scope::Item && name.contains(':') {
            return Err(IdentityFault::BadCharacter { identity: text.into(), character: ":".into() });
        }
        let bytes = fold(name).len();
        if bytes > NAME_BYTES_MAX {
            return Err(IdentityFault::TooLong { identity: text.into(), bytes, limit: NAME_BYTES_MAX });
        }
        Ok(Self { scope, name: name.into() })
    }

    /// For whom it holds.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The name without its scope; empty at global scope.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn folded_name(&self) -> String {
        fold(&self.name)
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.scope {
            Scope::Global => f.write_str("Global"),
            Scope::Item => f.write_str(&self.name),
            scope => write!(f, "{}:{}", scope.word(), self.name),
        }
    }
}

impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Identity {}

impl PartialOrd for Identity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Identity {
    fn cmp(&self, other: &Self) -> Ordering {
        self.scope.cmp(&other.scope).then_with(|| self.folded_name().cmp(&other.folded_name()))
    }
}

impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.scope.hash(state);
        self.folded_name().hash(state);
    }
}

/// Why a text is no identity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentityFault {
    /// Nothing was named.
    #[error("\"{identity}\" names nothing. An identity looks like global, site:Redmond or tag:SalesPolicy.")]
    Empty {
        /// What was written.
        identity: String,
    },
    /// The word before the colon is no scope.
    #[error("\"{identity}\" begins with \"{word}:\", which is no scope. Use global, site:, service: or tag:.")]
    UnknownScope {
        /// What was written.
        identity: String,
        /// The word before the colon.
        word: String,
    },
    /// The class has no documents in that scope.
    #[error("\"{identity}\" has a scope that cannot be used here. Allowed: {allowed}.")]
    ScopeNotAllowed {
        /// What was written.
        identity: String,
        /// What could be written.
        allowed: String,
    },
    /// A service needs role and pool.
    #[error("\"{identity}\" is incomplete. A service is written service:Registrar:pool.contoso.com.")]
    ServiceIncomplete {
        /// What was written.
        identity: String,
    },
    /// A character that no name may have.
    #[error("\"{identity}\" contains '{character}', which no name may have. Wildcards belong to -Filter.")]
    BadCharacter {
        /// What was written.
        identity: String,
        /// The character.
        character: String,
    },
    /// The name is too long.
    #[error("\"{identity}\" is {bytes} bytes long; a name may have {limit}.")]
    TooLong {
        /// What was written.
        identity: String,
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        limit: usize,
    },
}

impl Fault for IdentityFault {
    fn id(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "IdentityEmpty",
            Self::UnknownScope { .. } => "IdentityScopeUnknown",
            Self::ScopeNotAllowed { .. } => "IdentityScopeNotAllowed",
            Self::ServiceIncomplete { .. } => "IdentityServiceIncomplete",
            Self::BadCharacter { .. } => "IdentityCharacterNotAllowed",
            Self::TooLong { .. } => "IdentityTooLong",
        }
    }

    fn category(&self) -> Category {
        Category::InvalidArgument
    }

    fn target(&self) -> Option<String> {
        match self {
            Self::Empty { identity }
            | Self::UnknownScope { identity, .. }
            | Self::ScopeNotAllowed { identity, .. }
            | Self::ServiceIncomplete { identity }
            | Self::BadCharacter { identity, .. }
            | Self::TooLong { identity, .. } => Some(identity.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: Scopes = Scopes::GLOBAL.and(Scopes::SITE).and(Scopes::TAG);

    #[track_caller]
    fn check(text: &str, want: &str) {
        let got = Identity::parse(text, POLICY).map_or_else(|it| it.id().to_owned(), |it| it.to_string());
        assert_eq!(got, want, "for {text:?}");
    }

    #[test]
    fn what_people_write_and_how_it_prints() {
        check("global", "Global");
        check("GLOBAL", "Global");
        check("site:Redmond", "Site:Redmond");
        check("Tag:FedPic", "Tag:FedPic");
        check("FedPic", "Tag:FedPic");
        check(" FedPic ", "Tag:FedPic");
        check("site:Redmond/Lyss", "Site:Redmond/Lyss");
    }

    #[test]
    fn what_is_refused_and_why() {
        check("", "IdentityEmpty");
        check("tag:", "IdentityEmpty");
        check("foo:bar", "IdentityScopeUnknown");
        check("service:Registrar:p.x.com", "IdentityScopeNotAllowed");
        check("service:Registrar", "IdentityServiceIncomplete");
        check("Fed*", "IdentityCharacterNotAllowed");
        check("tag:a:b", "IdentityCharacterNotAllowed");
        check(&"x".repeat(300), "IdentityTooLong");
    }

    #[test]
    fn sorts_global_site_service_tag_and_ignores_case() {
        let all = Scopes::GLOBAL.and(Scopes::SITE).and(Scopes::SERVICE).and(Scopes::TAG);
        let mut list: Vec<_> =
            ["b", "tag:A", "service:Registrar:p", "site:z", "global"].iter().map(|it| Identity::parse(it, all).unwrap()).collect();
        list.sort();
        let printed: Vec<_> = list.iter().map(ToString::to_string).collect();
        assert_eq!(printed, ["Global", "Site:z", "Service:Registrar:p", "Tag:A", "Tag:b"]);
        assert_eq!(Identity::tag("FEDPIC"), Identity::tag("fedpic"));
    }

    #[test]
    fn list_keys_keep_no_scope() {
        let it = Identity::parse("contoso.com", Scopes::ITEM).unwrap();
        assert_eq!((it.scope(), it.to_string().as_str()), (Scope::Item, "contoso.com"));
    }
}
