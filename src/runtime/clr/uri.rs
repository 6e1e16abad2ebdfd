//! `System.Uri` and `System.UriBuilder`.

use super::args::{enumeration, int, is_null, raise, text, tried, value};
use crate::fault::{Eval, Halt};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::uri::{self, Uri, UriFault};
use std::cell::RefCell;

#[derive(Clone, Debug, PartialEq)]
pub struct UriValue(pub Uri);

fn fault(f: &UriFault) -> Halt {
    raise(f.exception(), f)
}

fn made(result: Result<Uri, UriFault>) -> Eval {
    result.map(|u| Value::native(UriValue(u))).map_err(|f| fault(&f))
}

impl Native for UriValue {
    fn type_of(&self) -> Type {
        Type::of("System.Uri")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "AbsolutePath",
            "AbsoluteUri",
            "LocalPath",
            "Authority",
            "HostNameType",
            "IsDefaultPort",
            "IsFile",
            "IsLoopback",
            "PathAndQuery",
            "Segments",
            "IsUnc",
            "Host",
            "Port",
            "Query",
            "Fragment",
            "Scheme",
            "OriginalString",
            "DnsSafeHost",
            "IdnHost",
            "IsAbsoluteUri",
            "UserEscaped",
            "UserInfo",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let u = &self.0;
        let found = match name.to_ascii_lowercase().as_str() {
            "absolutepath" => u.absolute_path().map(Value::str),
            "absoluteuri" => u.absolute_uri().map(Value::from),
            "localpath" => u.local_path().map(Value::from),
            "authority" => u.authority().map(Value::from),
            "hostnametype" => u.host_name_type().map(|t| Value::enum_named("System.UriHostNameType", t)),
            "isdefaultport" => u.is_default_port().map(Value::Bool),
            // A relative address has no answer to these either.
            "isfile" => u.scheme().map(|_| Value::Bool(u.is_file())),
            "isloopback" => u.scheme().map(|_| Value::Bool(u.is_loopback())),
            "isunc" => u.scheme().map(|_| Value::Bool(false)),
            "pathandquery" => u.path_and_query().map(Value::from),
            "segments" => u.segments().map(|all| Value::strings(all.into_iter().map(Str::new))),
            "host" | "dnssafehost" | "idnhost" => u.host().map(Value::str),
            "port" => u.port().map(Value::Int),
            "query" => u.query().map(Value::str),
            "fragment" => u.fragment().map(Value::str),
            "scheme" => u.scheme().map(Value::str),
            "originalstring" => Ok(Value::str(u.original())),
            "isabsoluteuri" => Ok(Value::Bool(u.is_absolute())),
            "userescaped" => Ok(Value::Bool(false)),
            "userinfo" => u.user_info().map(Value::str),
            _ => return None,
        };
        Some(found.map_err(|f| fault(&f)))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        let other = args.first().and_then(|v| v.as_native::<UriValue>());
        Some(match name.to_ascii_lowercase().as_str() {
            "tostring" => Ok(Value::Str(self.text())),
            "equals" => Ok(Value::Bool(other == Some(self))),
            "iswellformedoriginalstring" => Ok(Value::Bool(self.0.is_well_formed())),
            "isbaseof" => Ok(Value::Bool(other.is_some_and(|o| self.0.is_base_of(&o.0)))),
            "makerelativeuri" | "makerelative" => made(self.0.make_relative(&other?.0)),
            "getleftpart" => self.left_part(enumeration(args, 0)),
            _ => return None,
        })
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<UriValue>() == Some(self)
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

impl UriValue {
    /// 0 scheme, 1 authority, 2 path, 3 query.
    fn left_part(&self, part: i64) -> Eval {
        let u = &self.0;
        let build = || -> Result<String, UriFault> {
            let mut text = format!("{}://", u.scheme()?);
            if part >= 1 {
                let user = u.user_info()?;
                if !user.is_empty() {
                    text.push_str(user);
                    text.push('@');
                }
                text.push_str(&u.authority()?);
            }
            if part >= 2 {
                text.push_str(u.absolute_path()?);
            }
            if part >= 3 {
                text.push_str(u.query()?);
            }
            Ok(text)
        };
        build().map(Value::from).map_err(|f| fault(&f))
    }
}

/// Text to a URI, absolute or relative, as a cast makes it.
pub fn parse(text: &str) -> Eval {
    made(Uri::parse(text))
}

fn of_kind(text: &str, kind: i64) -> Result<Uri, UriFault> {
    match kind {
        1 => Uri::parse_absolute(text),
        _ => Uri::parse(text),
    }
}

pub fn construct(args: &[Value]) -> Eval {
    if is_null(args, 0) {
        return Err(super::args::null_argument("uriString"));
    }
    if let Some(base) = args[0].as_native::<UriValue>() {
        return made(Uri::resolve(&base.0, &text(args, 1)));
    }
    let kind = if args.len() > 1 && matches!(args[1].base(), Value::Enum(_)) { enumeration(args, 1) } else { 1 };
    made(of_kind(&text(args, 0), kind))
}

pub fn call_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "escapedatastring" => Ok(Value::from(uri::escape_data(&text(args, 0)))),
        "escapeuristring" => Ok(Value::from(escape_uri(&text(args, 0)))),
        "unescapedatastring" => Ok(Value::from(uri::unescape(&text(args, 0)))),
        "iswellformeduristring" => Ok(Value::Bool(
            of_kind(&text(args, 0), enumeration(args, 1))
                .is_ok_and(|u| u.is_well_formed() && (enumeration(args, 1) != 2 || !u.is_absolute())),
        )),
        "trycreate" => {
            let found = match args[0].as_native::<UriValue>() {
                Some(base) => Uri::resolve(&base.0, &text(args, 1)).ok(),
                None => of_kind(&text(args, 0), enumeration(args, 1)).ok(),
            };
            tried(s, args, args.len() - 1, found.map(|u| Value::native(UriValue(u))), Value::Null)
        }
        "checkschemename" => {
            let scheme = text(args, 0);
            let plain = scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
            Ok(Value::Bool(plain && scheme.starts_with(|c: char| c.is_ascii_alphabetic())))
        }
        "checkhostname" => {
            let kind = Uri::parse_absolute(&format!("http://{}/", text(args, 0))).ok();
            let kind = kind.as_ref().and_then(|u| u.host_name_type().ok()).unwrap_or("Unknown");
            Ok(Value::enum_named("System.UriHostNameType", kind))
        }
        "ishexdigit" => Ok(Value::Bool(text(args, 0).chars().all(|c| c.is_ascii_hexdigit()))),
        "fromhex" => Ok(Value::Int(text(args, 0).chars().next().and_then(|c| c.to_digit(16)).unwrap_or(0) as i32)),
        "hexescape" => Ok(Value::from(format!("%{:02X}", super::args::whole(args.first()?)))),
        _ => return None,
    })
}

/// Escapes what no URI may hold; the reserved characters stay.
fn escape_uri(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || "-_.!~*'();/?:@&=+$,#[]".contains(c) {
            out.push(c);
        } else {
            out.push_str(&uri::escape_data(&c.to_string()));
        }
    }
    out
}

pub fn get_static(name: &str) -> Option<Value> {
    let scheme = match name.to_ascii_lowercase().as_str() {
        "schemedelimiter" => "://",
        "urischemefile" => "file",
        "urischemeftp" => "ftp",
        "urischemeftps" => "ftps",
        "urischemehttp" => "http",
        "urischemehttps" => "https",
        "urischememailto" => "mailto",
        "urischemenews" => "news",
        "urischemenntp" => "nntp",
        "urischemesftp" => "sftp",
        "urischemessh" => "ssh",
        "urischemetelnet" => "telnet",
        "urischemews" => "ws",
        "urischemewss" => "wss",
        "urischemegopher" => "gopher",
        "urischemenetpipe" => "net.pipe",
        "urischemenettcp" => "net.tcp",
        _ => return None,
    };
    Some(Value::str(scheme))
}

/// `System.UriBuilder`: the parts of a URI, each settable.
pub struct Builder {
    parts: RefCell<Parts>,
}

#[derive(Clone, Default)]
struct Parts {
    scheme: String,
    user: String,
    password: String,
    host: String,
    port: i32,
    path: String,
    query: String,
    fragment: String,
}

pub fn construct_builder(args: &[Value]) -> Eval {
    let mut parts = Parts { scheme: "http".into(), host: "localhost".into(), port: -1, path: "/".into(), ..Parts::default() };
    let uri = match (args.len(), args.first()) {
        (1, Some(one)) => Some(match one.as_native::<UriValue>() {
            Some(uri) => uri.0.clone(),
            None => {
                let given = text(args, 0);
                let whole = if given.contains("://") { given.to_string() } else { format!("http://{given}") };
                Uri::parse_absolute(&whole).map_err(|f| fault(&f))?
            }
        }),
        _ => None,
    };
    if let Some(uri) = uri {
        parts = parts_of(&uri).map_err(|f| fault(&f))?;
    } else if args.len() > 1 {
        parts.scheme = text(args, 0).to_string();
        parts.host = text(args, 1).to_string();
        parts.port = if args.len() > 2 { int(args, 2) } else { -1 };
        if args.len() > 3 {
            parts.path = rooted(&text(args, 3));
        }
    }
    Ok(Value::native(Builder { parts: RefCell::new(parts) }))
}

fn rooted(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

fn parts_of(uri: &Uri) -> Result<Parts, UriFault> {
    let (user, password) = uri.user_info()?.split_once(':').unwrap_or((uri.user_info()?, ""));
    Ok(Parts {
        scheme: uri.scheme()?.to_owned(),
        user: user.to_owned(),
        password: password.to_owned(),
        host: uri.host()?.to_owned(),
        port: uri.port()?,
        path: uri.absolute_path()?.to_owned(),
        query: uri.query()?.to_owned(),
        fragment: uri.fragment()?.to_owned(),
    })
}

impl Builder {
    fn whole(&self) -> String {
        let p = self.parts.borrow();
        let mut text = format!("{}://", p.scheme);
        if !p.user.is_empty() {
            text.push_str(&p.user);
            if !p.password.is_empty() {
                text.push(':');
                text.push_str(&p.password);
            }
            text.push('@');
        }
        text.push_str(&p.host);
        if p.port >= 0 {
            text.push_str(&format!(":{}", p.port));
        }
        text.push_str(&p.path);
        text.push_str(&p.query);
        text.push_str(&p.fragment);
        text
    }
}

impl Native for Builder {
    fn type_of(&self) -> Type {
        Type::of("System.UriBuilder")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["Scheme", "UserName", "Password", "Host", "Port", "Path", "Query", "Fragment", "Uri"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let p = self.parts.borrow().clone();
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "scheme" => Value::from(p.scheme),
            "username" => Value::from(p.user),
            "password" => Value::from(p.password),
            "host" => Value::from(p.host),
            "port" => Value::Int(p.port),
            "path" => Value::from(p.path),
            "query" => Value::from(p.query),
            "fragment" => Value::from(p.fragment),
            "uri" => return Some(made(Uri::parse_absolute(&self.whole()))),
            _ => return None,
        }))
    }

    fn set(&self, _s: &mut Session, name: &str, new: &Value) -> Option<Result<(), Halt>> {
        let text = new.plain_text().to_string();
        let mut p = self.parts.borrow_mut();
        let marked = |mark: char| if text.is_empty() || text.starts_with(mark) { text.clone() } else { format!("{mark}{text}") };
        match name.to_ascii_lowercase().as_str() {
            "scheme" => p.scheme = text.to_ascii_lowercase(),
            "username" => p.user = text,
            "password" => p.password = text,
            "host" => p.host = text,
            "port" => p.port = super::args::whole(new) as i32,
            "path" => p.path = rooted(&text),
            "query" => p.query = marked('?'),
            "fragment" => p.fragment = marked('#'),
            _ => return None,
        }
        Some(Ok(()))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        match name.to_ascii_lowercase().as_str() {
            "tostring" => Some(Ok(Value::Str(self.text()))),
            "equals" => Some(Ok(Value::Bool(value(args, 0).plain_text() == self.text()))),
            _ => None,
        }
    }

    fn text(&self) -> Str {
        self.whole().into()
    }
}
