//! `IPAddress`, `IPEndPoint`, `MailAddress`, `Dns`, and the web's escapes.

use super::args::{bad_argument, bytes, enum_of, flag, int, is_null, long, null_argument, text, tried, value};
use crate::fault::{Eval, Halt, thrown};
use crate::session::Session;
use crate::types::Type;
use crate::value::{Native, Str, Value};
use dotnet::uri;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, ToSocketAddrs as _};

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Address(pub IpAddr);

pub fn address(ip: IpAddr) -> Value {
    Value::native(Address(ip))
}

/// .NET also reads `10`, `0x7f.1` and the like; one to four parts, the last fills up.
fn read(text: &str) -> Option<IpAddr> {
    let text = text.trim_matches(|c| c == '[' || c == ']');
    let plain = text.split('%').next().unwrap_or(text);
    if let Ok(ip) = plain.parse() {
        return Some(ip);
    }
    let parts: Vec<u64> = plain.split('.').map(number).collect::<Option<_>>()?;
    let (last, head) = parts.split_last()?;
    if head.len() > 3 || head.iter().any(|p| *p > 255) || *last >= 1 << (8 * (4 - head.len())) {
        return None;
    }
    let high = head.iter().enumerate().fold(0u64, |sum, (at, part)| sum | part << (24 - 8 * at));
    Some(IpAddr::V4(Ipv4Addr::from((high | last) as u32)))
}

fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None if text.len() > 1 && text.starts_with('0') => u64::from_str_radix(text, 8).ok(),
        None => text.parse().ok(),
    }
}

pub fn parse(text: &str) -> Eval {
    read(text).map(address).ok_or_else(|| thrown("System.FormatException", "An invalid IP address was specified."))
}

impl Native for Address {
    fn type_of(&self) -> Type {
        Type::of("System.Net.IPAddress")
    }

    fn properties(&self) -> &'static [&'static str] {
        &[
            "AddressFamily",
            "ScopeId",
            "IsIPv6Multicast",
            "IsIPv6LinkLocal",
            "IsIPv6SiteLocal",
            "IsIPv6Teredo",
            "IsIPv6UniqueLocal",
            "IsIPv4MappedToIPv6",
            "Address",
        ]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        let v6 = match self.0 {
            IpAddr::V6(ip) => Some(ip),
            IpAddr::V4(_) => None,
        };
        let refused =
            || thrown("System.Net.Sockets.SocketException", "The attempted operation is not supported for the type of object referenced.");
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "addressfamily" => enum_of("System.Net.Sockets.AddressFamily", if v6.is_some() { 23 } else { 2 }),
            "address" => match self.0 {
                IpAddr::V4(ip) => Value::Long(i64::from(u32::from_le_bytes(ip.octets()))),
                IpAddr::V6(_) => return Some(Err(refused())),
            },
            "scopeid" => match v6 {
                Some(_) => Value::Long(0),
                None => return Some(Err(refused())),
            },
            "isipv6multicast" => Value::Bool(v6.is_some_and(|ip| ip.is_multicast())),
            "isipv6linklocal" => Value::Bool(v6.is_some_and(|ip| ip.segments()[0] & 0xFFC0 == 0xFE80)),
            "isipv6sitelocal" => Value::Bool(v6.is_some_and(|ip| ip.segments()[0] & 0xFFC0 == 0xFEC0)),
            "isipv6uniquelocal" => Value::Bool(v6.is_some_and(|ip| ip.segments()[0] & 0xFE00 == 0xFC00)),
            "isipv6teredo" => Value::Bool(v6.is_some_and(|ip| ip.segments()[..2] == [0x2001, 0])),
            "isipv4mappedtoipv6" => Value::Bool(v6.is_some_and(|ip| ip.to_ipv4_mapped().is_some())),
            "ipaddresstostring" => Value::Str(self.text()),
            _ => return None,
        }))
    }

    fn call(&self, _s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "tostring" => Value::Str(self.text()),
            "getaddressbytes" => match self.0 {
                IpAddr::V4(ip) => Value::bytes(&ip.octets()),
                IpAddr::V6(ip) => Value::bytes(&ip.octets()),
            },
            "maptoipv4" => match self.0 {
                IpAddr::V6(ip) => address(IpAddr::V4(ip.to_ipv4_mapped().unwrap_or(Ipv4Addr::UNSPECIFIED))),
                IpAddr::V4(_) => address(self.0),
            },
            "maptoipv6" => match self.0 {
                IpAddr::V4(ip) => address(IpAddr::V6(ip.to_ipv6_mapped())),
                IpAddr::V6(_) => address(self.0),
            },
            "equals" => Value::Bool(self.equals(&value(args, 0))),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<Address>() == Some(self)
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

pub fn address_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    Some(match name {
        "parse" if is_null(args, 0) => Err(null_argument("ipString")),
        "parse" => parse(&text(args, 0)),
        "tryparse" => tried(s, args, 1, read(&text(args, 0)).map(address), Value::Null),
        "isloopback" => Ok(Value::Bool(args.first()?.as_native::<Address>().is_some_and(|a| a.0.is_loopback()))),
        "hosttonetworkorder" | "networktohostorder" => Ok(match args.first()?.base() {
            Value::Long(v) => Value::Long(v.swap_bytes()),
            Value::Int(v) => Value::Int(v.swap_bytes()),
            other => Value::from((super::args::whole(other) as i16).swap_bytes()),
        }),
        _ => return None,
    })
}

pub fn address_value(name: &str) -> Option<Value> {
    Some(address(match name.to_ascii_lowercase().as_str() {
        "any" => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
        "loopback" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        "broadcast" | "none" => IpAddr::V4(Ipv4Addr::BROADCAST),
        "ipv6any" | "ipv6none" => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        "ipv6loopback" => IpAddr::V6(Ipv6Addr::LOCALHOST),
        _ => return None,
    }))
}

pub fn construct_address(args: &[Value]) -> Eval {
    if args.first().is_some_and(|v| v.as_seq().is_some()) {
        let raw = bytes(args, 0);
        if let Ok(four) = <[u8; 4]>::try_from(raw.as_slice()) {
            return Ok(address(IpAddr::from(four)));
        }
        return match <[u8; 16]>::try_from(raw.as_slice()) {
            Ok(sixteen) => Ok(address(IpAddr::from(sixteen))),
            Err(_) => Err(bad_argument("An invalid IP address was specified.", "address")),
        };
    }
    match u32::try_from(long(args, 0)) {
        Ok(raw) => Ok(address(IpAddr::from(raw.to_le_bytes()))),
        Err(_) => Err(super::args::out_of_range("Specified argument was out of the range of valid values.", "newAddress")),
    }
}

/// `IPEndPoint`.
pub struct EndPoint(SocketAddr);

pub fn construct_end_point(args: &[Value]) -> Eval {
    let port = int(args, 1);
    let Ok(port) = u16::try_from(port) else {
        return Err(super::args::out_of_range("Specified argument was out of the range of valid values.", "port"));
    };
    let ip = args.first().and_then(|v| v.as_native::<Address>()).map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |a| a.0);
    Ok(Value::native(EndPoint(SocketAddr::new(ip, port))))
}

pub fn end_point_static(s: &mut Session, name: &str, args: &[Value]) -> Option<Eval> {
    let given = text(args, 0);
    let found = given.parse::<SocketAddr>().ok().or_else(|| read(&given).map(|ip| SocketAddr::new(ip, 0)));
    match name {
        "parse" => Some(match found {
            Some(found) => Ok(Value::native(EndPoint(found))),
            None => Err(thrown("System.FormatException", "An invalid IPEndPoint was specified.")),
        }),
        "tryparse" => Some(tried(s, args, 1, found.map(|f| Value::native(EndPoint(f))), Value::Null)),
        _ => None,
    }
}

impl Native for EndPoint {
    fn type_of(&self) -> Type {
        Type::of("System.Net.IPEndPoint")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["AddressFamily", "Address", "Port"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "addressfamily" => enum_of("System.Net.Sockets.AddressFamily", if self.0.is_ipv6() { 23 } else { 2 }),
            "address" => address(self.0.ip()),
            "port" => Value::Int(i32::from(self.0.port())),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        self.0.to_string().into()
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<EndPoint>().is_some_and(|o| o.0 == self.0)
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

/// `System.Net.Mail.MailAddress`.
pub struct Mail {
    display: Str,
    user: Str,
    host: Str,
}

fn bad_mail() -> Halt {
    thrown("System.FormatException", "The specified string is not in the form required for an e-mail address.")
}

pub fn parse_mail(whole: &str, display: Option<Str>) -> Eval {
    let (name, plain) = match (whole.find('<'), whole.rfind('>')) {
        (Some(open), Some(close)) if open < close => (whole[..open].trim().trim_matches('"'), whole[open + 1..close].trim()),
        _ => ("", whole.trim()),
    };
    let (user, host) = plain.rsplit_once('@').ok_or_else(bad_mail)?;
    let bad = |t: &str| t.is_empty() || t.contains([' ', '<', '>', ',', ';', '@']);
    if bad(user) || bad(host) || user.ends_with('.') || host.starts_with('.') {
        return Err(bad_mail());
    }
    Ok(Value::native(Mail { display: display.unwrap_or_else(|| Str::new(name)), user: Str::new(user), host: Str::new(host) }))
}

pub fn construct_mail(args: &[Value]) -> Eval {
    if is_null(args, 0) {
        return Err(null_argument("address"));
    }
    parse_mail(&text(args, 0), (args.len() > 1).then(|| text(args, 1)))
}

impl Native for Mail {
    fn type_of(&self) -> Type {
        Type::of("System.Net.Mail.MailAddress")
    }

    fn properties(&self) -> &'static [&'static str] {
        &["DisplayName", "User", "Host", "Address"]
    }

    fn get(&self, _s: &mut Session, name: &str) -> Option<Eval> {
        Some(Ok(match name.to_ascii_lowercase().as_str() {
            "displayname" => Value::Str(self.display.clone()),
            "user" => Value::Str(self.user.clone()),
            "host" => Value::Str(self.host.clone()),
            "address" => Value::from(format!("{}@{}", self.user, self.host)),
            _ => return None,
        }))
    }

    fn text(&self) -> Str {
        let plain = format!("{}@{}", self.user, self.host);
        if self.display.is_empty() { plain.into() } else { format!("\"{}\" <{plain}>", self.display).into() }
    }

    fn equals(&self, other: &Value) -> bool {
        other.as_native::<Mail>().is_some_and(|o| o.text().eq_ignore_ascii_case(&self.text()))
    }

    fn compares_by_value(&self) -> bool {
        true
    }
}

/// `System.Net.Dns`, through the system's resolver.
pub fn dns_static(name: &str, args: &[Value]) -> Option<Eval> {
    let given = text(args, 0);
    let resolve = || -> Result<Vec<Value>, Halt> {
        let found = (given.as_str(), 0u16)
            .to_socket_addrs()
            .map_err(|_| thrown("System.Net.Sockets.SocketException", "Name or service not known"))?;
        let mut all: Vec<IpAddr> = Vec::new();
        for ip in found.map(|a| a.ip()) {
            if !all.contains(&ip) {
                all.push(ip);
            }
        }
        Ok(all.into_iter().map(address).collect())
    };
    let list = |items| Value::array_of(Type::of("System.Net.IPAddress"), items);
    Some(match name {
        "gethostname" => Ok(Value::from(super::environment::host_name())),
        "gethostaddresses" => resolve().map(list),
        "gethostentry" | "resolve" | "gethostbyname" => resolve().map(|items| {
            crate::records::typed(
                "System.Net.IPHostEntry",
                &[("HostName", Value::Str(given.clone())), ("Aliases", Value::strings(Vec::<Str>::new())), ("AddressList", list(items))],
            )
        }),
        _ => return None,
    })
}

/// `System.Net.WebUtility` and `System.Web.HttpUtility`.
pub fn web_static(ty: Type, name: &str, args: &[Value]) -> Option<Eval> {
    let capital = ty.name() == "WebUtility";
    let given = text(args, 0);
    if is_null(args, 0) {
        return Some(Ok(Value::Null));
    }
    Some(Ok(match name {
        "htmlencode" | "htmlattributeencode" => Value::from(uri::html_encode(&given)),
        "htmldecode" => Value::from(uri::html_decode(&given)),
        "urlencode" => Value::from(uri::url_encode(&given, capital)),
        "urldecode" => Value::from(uri::url_decode(&given)),
        "urlpathencode" => Value::from(given.replace(' ', "%20")),
        "javascriptstringencode" => {
            let quoted = given
                .replace('\\', "\\\\")
                .replace('"', "\\\"")
                .replace('\n', "\\n")
                .replace('\r', "\\r")
                .replace('\t', "\\t")
                .replace('\'', "\\u0027")
                .replace('<', "\\u003c")
                .replace('>', "\\u003e")
                .replace('&', "\\u0026");
            Value::from(if flag(args, 1) { format!("\"{quoted}\"") } else { quoted })
        }
        "parsequerystring" => super::name_values::parse_query(&given),
        _ => return None,
    }))
}
