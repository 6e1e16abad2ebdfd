//! One HTTP exchange: a request goes out, an answer or a fault comes back.
//!
//! In:    method, address, headers, body, limits.
//! Out:   status, headers and body of the answer.
//! Never: knows a cmdlet or turns a body into objects.

use std::time::Duration;
use ureq::http;

/// Most bytes of an answer that are kept in memory.
const BODY_BYTES_MAX: u64 = 1 << 30;

pub struct Request {
    pub method: String,
    pub uri: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Vec<u8>>,
    pub redirects_max: u32,
    /// Zero: as long as it takes.
    pub connect_seconds: u64,
    pub operation_seconds: u64,
    pub trusts_anyone: bool,
    /// `None`: what the environment says.
    pub proxy: Option<Proxy>,
}

#[derive(Clone)]
pub enum Proxy {
    None,
    At(String),
}

pub struct Answer {
    pub status: u16,
    pub reason: String,
    pub version: String,
    /// A name with all its values, in the order they came.
    pub headers: Vec<(String, Vec<String>)>,
    pub body: Vec<u8>,
}

pub enum Failure {
    /// The server did not answer in time.
    TooLate,
    Other(String),
}

pub fn send(request: &Request) -> Result<Answer, Failure> {
    let agent = agent(request)?;
    let mut built = http::Request::builder().method(request.method.as_str()).uri(&request.uri);
    for (name, value) in &request.headers {
        built = built.header(name, value);
    }
    let answered = match &request.body {
        Some(body) => agent.run(built.body(body.as_slice()).map_err(|error| Failure::Other(error.to_string()))?),
        None => agent.run(built.body(()).map_err(|error| Failure::Other(error.to_string()))?),
    };
    let mut response = answered.map_err(|error| failure(&error, &request.uri))?;
    let body = response.body_mut().with_config().limit(BODY_BYTES_MAX).read_to_vec().map_err(|error| failure(&error, &request.uri))?;
    let status = response.status();
    Ok(Answer {
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default().to_owned(),
        version: format!("{:?}", response.version()),
        headers: headers(response.headers()),
        body,
    })
}

fn agent(request: &Request) -> Result<ureq::Agent, Failure> {
    let seconds = |count: u64| (count > 0).then(|| Duration::from_secs(count));
    let mut config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .allow_non_standard_methods(true)
        .max_redirects(request.redirects_max)
        .max_redirects_will_error(false)
        .timeout_connect(seconds(request.connect_seconds))
        .timeout_global(seconds(request.operation_seconds))
        .tls_config(ureq::tls::TlsConfig::builder().disable_verification(request.trusts_anyone).build());
    match &request.proxy {
        None => {}
        Some(Proxy::None) => config = config.proxy(None),
        Some(Proxy::At(address)) => {
            let proxy = ureq::Proxy::new(address).map_err(|error| Failure::Other(error.to_string()))?;
            config = config.proxy(Some(proxy));
        }
    }
    Ok(config.build().new_agent())
}

fn headers(all: &http::HeaderMap) -> Vec<(String, Vec<String>)> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for (name, value) in all {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        match found.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(name.as_str())) {
            Some((_, values)) => values.push(value),
            None => found.push((usual_case(name.as_str()), vec![value])),
        }
    }
    found
}

/// `content-type` as people write it.
fn usual_case(name: &str) -> String {
    let part = |part: &str| {
        let mut chars = part.chars();
        chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
    };
    name.split('-').map(part).collect::<Vec<_>>().join("-")
}

fn failure(error: &ureq::Error, uri: &str) -> Failure {
    match error {
        ureq::Error::Timeout(_) => Failure::TooLate,
        ureq::Error::HostNotFound => Failure::Other(format!("Name or service not known ({})", authority(uri))),
        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused => {
            Failure::Other(format!("Connection refused ({})", authority(uri)))
        }
        other => Failure::Other(other.to_string()),
    }
}

/// Host and port of an address.
fn authority(uri: &str) -> String {
    let Ok(uri) = uri.parse::<http::Uri>() else { return uri.to_owned() };
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    format!("{}:{port}", uri.host().unwrap_or_default())
}

/// Text as a value in a query or a form.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'*' | b'(' | b')' => out.push(byte as char),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
