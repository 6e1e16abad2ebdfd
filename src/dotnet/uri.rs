//! `System.Uri`, and the escaping that goes with it.
//!
//! In:    text, absolute or relative.
//! Out:   the parts as .NET shows them, or a `UriFault`.
//! Never: connects or resolves anything.

use std::fmt;

/// An absolute URI has its parts; a relative one is only its text.
#[derive(Clone, Debug)]
pub struct Uri {
    original: Box<str>,
    parts: Option<Box<Parts>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    scheme: String,
    user: String,
    host: String,
    /// -1 if neither said nor known for the scheme.
    port: i32,
    has_authority: bool,
    path: String,
    query: String,
    fragment: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriFault {
    /// The text is no absolute URI.
    Format,
    Empty,
    Host,
    Port,
    /// The property does not exist for a relative URI.
    Relative,
}

impl UriFault {
    pub fn exception(&self) -> &'static str {
        match self {
            Self::Relative => "System.InvalidOperationException",
            _ => "System.UriFormatException",
        }
    }
}

impl fmt::Display for UriFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Format => "Invalid URI: The format of the URI could not be determined.",
            Self::Empty => "Invalid URI: The URI is empty.",
            Self::Host => "Invalid URI: The hostname could not be parsed.",
            Self::Port => "Invalid URI: Invalid port specified.",
            Self::Relative => "This operation is not supported for a relative URI.",
        })
    }
}

impl std::error::Error for UriFault {}

impl Uri {
    /// Absolute or not, as `[uri]'…'` takes it.
    pub fn parse(text: &str) -> Result<Self, UriFault> {
        match Self::parse_absolute(text) {
            Err(UriFault::Format | UriFault::Empty) => Ok(Self { original: text.into(), parts: None }),
            other => other,
        }
    }

    /// `[uri]::new(text)`.
    pub fn parse_absolute(text: &str) -> Result<Self, UriFault> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(UriFault::Empty);
        }
        // On Unix a rooted path is a file.
        let parts = if trimmed.starts_with('/') && !trimmed.starts_with("//") {
            Parts::of_file(trimmed)
        } else {
            let (scheme, rest) = trimmed.split_once(':').filter(|(scheme, _)| is_scheme(scheme)).ok_or(UriFault::Format)?;
            Parts::of(scheme, rest)?
        };
        Ok(Self { original: text.into(), parts: Some(Box::new(parts)) })
    }

    /// A reference seen from a base.
    pub fn resolve(base: &Self, reference: &str) -> Result<Self, UriFault> {
        if let Ok(absolute) = Self::parse_absolute(reference)
            && !reference.starts_with('/')
        {
            return Ok(absolute);
        }
        let parts = base.parts()?;
        let (reference, fragment) = cut(reference, '#');
        let (path, query) = cut(reference, '?');
        let mut made = parts.clone();
        made.fragment = escape_part(fragment);
        if path.is_empty() {
            if !query.is_empty() {
                made.query = escape_part(query);
            }
        } else {
            made.query = escape_part(query);
            let folder = parts.path.rfind('/').map_or("", |at| &parts.path[..=at]);
            let joined = if path.starts_with('/') { escape_part(path) } else { format!("{folder}{}", escape_part(path)) };
            made.path = without_dots(&joined);
        }
        let original = made.absolute().into();
        Ok(Self { original, parts: Some(Box::new(made)) })
    }

    fn parts(&self) -> Result<&Parts, UriFault> {
        self.parts.as_deref().ok_or(UriFault::Relative)
    }

    pub fn original(&self) -> &str {
        &self.original
    }

    pub fn is_absolute(&self) -> bool {
        self.parts.is_some()
    }

    pub fn scheme(&self) -> Result<&str, UriFault> {
        Ok(&self.parts()?.scheme)
    }

    pub fn host(&self) -> Result<&str, UriFault> {
        Ok(&self.parts()?.host)
    }

    pub fn port(&self) -> Result<i32, UriFault> {
        Ok(self.parts()?.port)
    }

    pub fn is_default_port(&self) -> Result<bool, UriFault> {
        let parts = self.parts()?;
        Ok(parts.port == default_port(&parts.scheme))
    }

    pub fn user_info(&self) -> Result<&str, UriFault> {
        Ok(&self.parts()?.user)
    }

    /// Host, and the port unless it is the usual one.
    pub fn authority(&self) -> Result<String, UriFault> {
        Ok(self.parts()?.authority())
    }

    pub fn absolute_path(&self) -> Result<&str, UriFault> {
        Ok(&self.parts()?.path)
    }

    /// The path without escapes.
    pub fn local_path(&self) -> Result<String, UriFault> {
        Ok(unescape(&self.parts()?.path))
    }

    /// With its question mark, or empty.
    pub fn query(&self) -> Result<&str, UriFault> {
        Ok(&self.parts()?.query)
    }

    /// With its hash, or empty.
    pub fn fragment(&self) -> Result<&str, UriFault> {
        Ok(&self.parts()?.fragment)
    }

    pub fn path_and_query(&self) -> Result<String, UriFault> {
        let parts = self.parts()?;
        Ok(format!("{}{}", parts.path, parts.query))
    }

    /// The path in pieces, each with the slash that ends it.
    pub fn segments(&self) -> Result<Vec<&str>, UriFault> {
        Ok(self.parts()?.path.split_inclusive('/').collect())
    }

    pub fn absolute_uri(&self) -> Result<String, UriFault> {
        Ok(self.parts()?.absolute())
    }

    pub fn is_file(&self) -> bool {
        self.parts.as_ref().is_some_and(|parts| parts.scheme == "file")
    }

    pub fn is_loopback(&self) -> bool {
        let host = self.parts.as_ref().map(|parts| parts.host.as_str());
        matches!(host, Some("localhost" | "127.0.0.1" | "[::1]" | "loopback")) || self.is_file() && host == Some("")
    }

    /// `Dns`, `IPv4`, `IPv6`, `Basic` or `Unknown`.
    pub fn host_name_type(&self) -> Result<&'static str, UriFault> {
        let host = self.host()?;
        Ok(match host {
            "" if self.is_file() => "Basic",
            "" => "Unknown",
            _ if host.starts_with('[') => "IPv6",
            _ if host.parse::<std::net::Ipv4Addr>().is_ok() => "IPv4",
            _ => "Dns",
        })
    }

    /// `IsWellFormedOriginalString`: nothing that would have to be escaped.
    pub fn is_well_formed(&self) -> bool {
        let text = &self.original;
        let escapes_are_whole = text
            .match_indices('%')
            .all(|(at, _)| text.as_bytes().get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)));
        let plain = text.chars().all(|each| !each.is_whitespace() && !each.is_control() && !"\"<>\\^`{|}".contains(each));
        escapes_are_whole && plain
    }

    pub fn is_base_of(&self, other: &Self) -> bool {
        let (Some(base), Some(other)) = (&self.parts, &other.parts) else {
            return false;
        };
        let folder = base.path.rfind('/').map_or("", |at| &base.path[..=at]);
        (&base.scheme, &base.host, base.port) == (&other.scheme, &other.host, other.port) && other.path.starts_with(folder)
    }

    /// The way from this URI to another, as `MakeRelativeUri` tells it.
    pub fn make_relative(&self, to: &Self) -> Result<Self, UriFault> {
        let (base, target) = (self.parts()?, to.parts()?);
        if (&base.scheme, &base.host, base.port) != (&target.scheme, &target.host, target.port) {
            return Ok(to.clone());
        }
        let common = base.path.bytes().zip(target.path.bytes()).take_while(|(left, right)| left == right).count();
        let shared = target.path[..common].rfind('/').map_or(0, |at| at + 1);
        let up = base.path[shared..].matches('/').count();
        let text = format!("{}{}{}{}", "../".repeat(up), &target.path[shared..], target.query, target.fragment);
        Ok(Self { original: text.into(), parts: None })
    }
}

/// `ToString`: escapes are undone where that cannot be misread.
impl fmt::Display for Uri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(parts) = &self.parts else {
            return out.write_str(&self.original);
        };
        let shown = |part: &str| unescape_except(part, "%/?#\\@:;=&+$,");
        let mut text = parts.start();
        text.push_str(&shown(&parts.path));
        text.push_str(&shown(&parts.query));
        text.push_str(&shown(&parts.fragment));
        out.write_str(&text)
    }
}

impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        match (&self.parts, &other.parts) {
            (Some(left), Some(right)) => {
                let key = |parts: &Parts| (parts.start(), parts.path.clone(), parts.query.clone());
                key(left) == key(right)
            }
            (None, None) => self.original == other.original,
            _ => false,
        }
    }
}

impl Parts {
    fn of_file(path: &str) -> Self {
        Self {
            scheme: "file".to_owned(),
            user: String::new(),
            host: String::new(),
            port: -1,
            has_authority: true,
            path: without_dots(&escape_path(path)),
            query: String::new(),
            fragment: String::new(),
        }
    }

    fn of(scheme: &str, rest: &str) -> Result<Self, UriFault> {
        let scheme = scheme.to_ascii_lowercase();
        let (rest, fragment) = cut(rest, '#');
        let (rest, query) = cut(rest, '?');
        let (query, fragment) = (escape_part(query), escape_part(fragment));
        let Some(rest) = rest.strip_prefix("//") else {
            if default_port(&scheme) > 0 && scheme != "mailto" {
                return Err(UriFault::Host);
            }
            return Ok(Self {
                port: default_port(&scheme),
                scheme,
                user: String::new(),
                host: String::new(),
                has_authority: false,
                path: escape_part(rest),
                query,
                fragment,
            });
        };
        let end = rest.find('/').unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (host, port) = split_port(host)?;
        let is_open = host.starts_with('[') != host.ends_with(']');
        let bad_host = is_open || host.is_empty() && default_port(&scheme) > 0 || host.contains([' ', '<', '>', '^', '|', '\\']);
        if bad_host {
            return Err(UriFault::Host);
        }
        let path = if path.is_empty() { "/".to_owned() } else { without_dots(&escape_part(path)) };
        Ok(Self {
            port: port.unwrap_or_else(|| default_port(&scheme)),
            scheme,
            user: escape_part(user),
            host: host.to_lowercase(),
            has_authority: true,
            path,
            query,
            fragment,
        })
    }

    fn authority(&self) -> String {
        match self.port == default_port(&self.scheme) {
            true => self.host.clone(),
            false => format!("{}:{}", self.host, self.port),
        }
    }

    fn start(&self) -> String {
        let slashes = if self.has_authority { "//" } else { "" };
        let at = if self.user.is_empty() { "" } else { "@" };
        format!("{}:{slashes}{}{at}{}", self.scheme, self.user, self.authority())
    }

    fn absolute(&self) -> String {
        format!("{}{}{}{}", self.start(), self.path, self.query, self.fragment)
    }
}

fn is_scheme(text: &str) -> bool {
    text.len() > 1
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|each| each.is_ascii_alphanumeric() || matches!(each, b'+' | b'-' | b'.'))
}

/// The text before a mark, and what begins with it.
fn cut(text: &str, mark: char) -> (&str, &str) {
    text.find(mark).map_or((text, ""), |at| text.split_at(at))
}

fn split_port(host: &str) -> Result<(&str, Option<i32>), UriFault> {
    let after_address = host.rfind(']').map_or(0, |at| at + 1);
    let Some(colon) = host[after_address..].rfind(':') else {
        return Ok((host, None));
    };
    let (host, port) = (&host[..after_address + colon], &host[after_address + colon + 1..]);
    if port.is_empty() {
        return Ok((host, None));
    }
    port.parse::<u16>().map(|port| (host, Some(port.into()))).map_err(|_| UriFault::Port)
}

fn default_port(scheme: &str) -> i32 {
    match scheme {
        "http" | "ws" => 80,
        "https" | "wss" => 443,
        "ftp" => 21,
        "ftps" => 990,
        "ssh" | "sftp" => 22,
        "telnet" => 23,
        "mailto" => 25,
        "nntp" => 119,
        "gopher" => 70,
        "ldap" => 389,
        "net.tcp" => 808,
        _ => -1,
    }
}

fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut pieces = path.split('/').peekable();
    while let Some(piece) = pieces.next() {
        let last = pieces.peek().is_none();
        match piece {
            "." | ".." => {
                if piece == ".." && kept.len() > 1 {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            _ => kept.push(piece),
        }
    }
    kept.join("/")
}

fn escape_part(text: &str) -> String {
    escape_except(text, "-_.~!*'();:@&=+$,/?#[]%")
}

fn escape_path(text: &str) -> String {
    escape_except(text, "-_.~!*'();:@&=+$,/[]")
}

fn escape_except(text: &str, plain: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || plain.contains(character) {
            out.push(character);
        } else {
            push_escaped(character, &mut out);
        }
    }
    out
}

fn push_escaped(character: char, out: &mut String) {
    for byte in character.encode_utf8(&mut [0; 4]).bytes() {
        out.push('%');
        out.push_str(&crate::bytes::to_hex(&[byte]));
    }
}

/// `[uri]::EscapeDataString`.
pub fn escape_data(text: &str) -> String {
    escape_except(text, "-_.~")
}

/// `[uri]::UnescapeDataString`.
pub fn unescape(text: &str) -> String {
    unescape_except(text, "")
}

/// Undoes escapes, but not of characters that would then mean something else.
fn unescape_except(text: &str, kept: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let digits = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let value = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(|_| *first == b'%');
        let stays = |value: u8| !kept.is_empty() && (value.is_ascii_control() || kept.contains(char::from(value)));
        match value.filter(|value| !stays(*value)) {
            Some(value) => {
                bytes.push(value);
                rest = &rest[3..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    // Escapes that are no text stay escapes.
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// `WebUtility.UrlEncode` (capital digits) or `HttpUtility.UrlEncode` (small ones).
pub fn url_encode(text: &str, capital: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' ' => out.push('+'),
            _ if character.is_ascii_alphanumeric() || "-_.!*()".contains(character) => out.push(character),
            _ => {
                let mut escaped = String::new();
                push_escaped(character, &mut escaped);
                out.push_str(&if capital { escaped } else { escaped.to_ascii_lowercase() });
            }
        }
    }
    out
}

/// `WebUtility.UrlDecode`.
pub fn url_decode(text: &str) -> String {
    unescape(&text.replace('+', " "))
}

/// `WebUtility.HtmlEncode`.
pub fn html_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{A0}'..='\u{FF}' | '\u{10000}'.. => out.push_str(&format!("&#{};", character as u32)),
            _ => out.push(character),
        }
    }
    out
}

/// `WebUtility.HtmlDecode`: numbers, and the names in everyday use.
pub fn html_decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest.find(';').and_then(|end| Some((entity(&rest[1..end])?, end)));
        match known {
            Some((character, end)) => {
                out.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out + rest
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let hexadecimal = number.strip_prefix(['x', 'X']);
        let value = hexadecimal.map_or_else(|| number.parse().ok(), |digits| u32::from_str_radix(digits, 16).ok());
        return value.and_then(char::from_u32);
    }
    Some(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "copy" => '©',
        "reg" => '®',
        "euro" => '€',
        "hellip" => '…',
        "ndash" => '–',
        "mdash" => '—',
        "laquo" => '«',
        "raquo" => '»',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        "egrave" => 'è',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn parts_of_an_absolute_uri() {
        let uri = Uri::parse("https://user:pw@example.com:8443/a%20b/c.html?q=1&r=x y#top").unwrap();
        assert_eq!(uri.scheme(), Ok("https"));
        assert_eq!(uri.host(), Ok("example.com"));
        assert_eq!(uri.port(), Ok(8443));
        assert_eq!(uri.absolute_path(), Ok("/a%20b/c.html"));
        assert_eq!(uri.local_path().unwrap(), "/a b/c.html");
        assert_eq!(uri.query(), Ok("?q=1&r=x%20y"));
        assert_eq!(uri.fragment(), Ok("#top"));
        assert_eq!(uri.user_info(), Ok("user:pw"));
        assert_eq!(uri.authority().unwrap(), "example.com:8443");
        assert_eq!(uri.segments().unwrap().join("|"), "/|a%20b/|c.html");
        assert_eq!(uri.path_and_query().unwrap(), "/a%20b/c.html?q=1&r=x%20y");
        assert_eq!(uri.to_string(), "https://user:pw@example.com:8443/a b/c.html?q=1&r=x y#top");
        assert_eq!(uri.is_default_port(), Ok(false));
        assert_eq!(Uri::parse("http://h/").unwrap().port(), Ok(80));
        assert_eq!(Uri::parse("http://H").unwrap().absolute_uri().unwrap(), "http://h/");
    }

    #[test]
    fn relative_uris() {
        let relative = Uri::parse("a/b").unwrap();
        assert!(!relative.is_absolute());
        assert_eq!(relative.to_string(), "a/b");
        assert_eq!(relative.host().unwrap_err(), UriFault::Relative);
        let base = Uri::parse("http://h/a/b/c").unwrap();
        assert_eq!(Uri::resolve(&base, "../d").unwrap().absolute_uri().unwrap(), "http://h/a/d");
        let way = Uri::parse("http://h/a/").unwrap().make_relative(&base).unwrap();
        assert_eq!(way.to_string(), "b/c");
        assert!(!Uri::parse("http://a b").is_ok_and(|uri| uri.is_well_formed()));
        assert_eq!(Uri::parse_absolute("not absolute").unwrap_err(), UriFault::Format);
        assert_eq!(Uri::parse("http:x").unwrap_err(), UriFault::Host);
    }

    #[test]
    fn escaping() {
        assert_eq!(escape_data("a/b c&é"), "a%2Fb%20c%26%C3%A9");
        assert_eq!(unescape("a%2Fb"), "a/b");
        assert_eq!(html_encode("<a href='x'>&"), "&lt;a href=&#39;x&#39;&gt;&amp;");
        assert_eq!(html_decode("&lt;&#65;&x"), "<A&x");
        assert_eq!(url_decode("a+b%26"), "a b&");
        assert_eq!(url_encode("a b/é", false), "a+b%2f%c3%a9");
    }
}
