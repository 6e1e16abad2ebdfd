//! `Invoke-WebRequest` and `Invoke-RestMethod`.
//!
//! In:    an address, what to send, how patient to be.
//! Out:   answers as objects, files, or what a REST service means by them.
//! Never: keeps sessions or cookies between two calls.

mod http;
mod response;

use dotnet::encoding::Encoding;
use http::{Answer, Failure, Proxy, Request};
use macros::Cmdlet;
use runtime::author::*;
use runtime::clr::{Credential, SecureString};
use runtime::fault::Exception;

/// Redirections that are followed unless told.
const REDIRECTIONS_DEFAULT: i32 = 5;
const RETRY_SECONDS_DEFAULT: i32 = 5;

/// Both cmdlets have the same parameters for the request; each adds its own.
macro_rules! web_cmdlet {
    ($(#[$about:meta])* $name:ident { $($own:tt)* }) => {
        $(#[$about])*
        pub struct $name {
            /// Accepted; pages are never run.
            #[param]
            use_basic_parsing: bool,
            /// The address; `http://` unless it says otherwise.
            #[param(position = 0, mandatory, not_null_or_empty, ty = "uri")]
            uri: Value,
            /// Sends secrets over connections that are not encrypted, too.
            #[param]
            allow_unencrypted_authentication: bool,
            /// None, Basic, Bearer or OAuth.
            #[param(ty = "Microsoft.PowerShell.Commands.WebAuthenticationType")]
            authentication: Value,
            /// Name and password for the server.
            #[param(ty = "pscredential", credential)]
            credential: Value,
            /// The token for Bearer and OAuth.
            #[param(ty = "securestring")]
            token: Value,
            /// Accepts whatever certificate the server shows.
            #[param]
            skip_certificate_check: bool,
            /// What the request says about who sends it.
            #[param]
            user_agent: Option<Str>,
            /// How long to wait for a connection; 0 waits forever.
            #[param(alias("TimeoutSec"), range(0, 2147483647))]
            connection_timeout_seconds: i32,
            /// How long the whole exchange may take; 0 waits forever.
            #[param(range(0, 2147483647))]
            operation_timeout_seconds: i32,
            /// More headers.
            #[param(ty = "System.Collections.IDictionary")]
            headers: Value,
            /// How many redirections are followed.
            #[param(range(0, 2147483647))]
            maximum_redirection: Option<i32>,
            /// How often a failed request is tried again.
            #[param(range(0, 2147483647))]
            maximum_retry_count: i32,
            /// Seconds between two tries.
            #[param(range(1, 2147483647))]
            retry_interval_sec: Option<i32>,
            /// The method.
            #[param(sets("StandardMethod", "StandardMethodNoProxy"), ty = "Microsoft.PowerShell.Commands.WebRequestMethod")]
            method: Value,
            /// A method of another name.
            #[param(mandatory, sets("CustomMethod", "CustomMethodNoProxy"), alias("CM"), not_null_or_empty)]
            custom_method: Option<Str>,
            /// Uses no proxy, whatever the environment says.
            #[param(mandatory, sets("CustomMethodNoProxy", "StandardMethodNoProxy"))]
            no_proxy: bool,
            /// The proxy.
            #[param(sets("CustomMethod", "StandardMethod"), ty = "uri")]
            proxy: Value,
            /// What is sent: text, bytes, XML or a dictionary of fields.
            #[param(pipeline, ty = "object")]
            body: Value,
            /// The type of what is sent.
            #[param]
            content_type: Option<Str>,
            /// A file that is sent.
            #[param]
            in_file: Option<Str>,
            /// A file that takes the answer.
            #[param]
            out_file: Option<Str>,
            /// Emits the answer although it goes to a file.
            #[param]
            pass_thru: bool,
            /// Takes answers that mean failure as they are.
            #[param]
            skip_http_error_check: bool,
            $($own)*
        }

        impl $name {
            fn wish(&self) -> Wish<'_> {
                Wish {
                    uri: &self.uri,
                    method: match &self.custom_method {
                        Some(name) => name.to_uppercase(),
                        None => method_name(&self.method),
                    },
                    authentication: self.authentication.plain_text(),
                    credential: &self.credential,
                    token: &self.token,
                    sends_secrets_in_clear: self.allow_unencrypted_authentication,
                    trusts_anyone: self.skip_certificate_check,
                    user_agent: self.user_agent.as_ref(),
                    connect_seconds: self.connection_timeout_seconds,
                    operation_seconds: self.operation_timeout_seconds,
                    headers: &self.headers,
                    redirections: self.maximum_redirection.unwrap_or(REDIRECTIONS_DEFAULT),
                    retries: self.maximum_retry_count,
                    retry_seconds: self.retry_interval_sec.unwrap_or(RETRY_SECONDS_DEFAULT),
                    proxy: if self.no_proxy { Some(Proxy::None) } else { proxy_at(&self.proxy) },
                    body: &self.body,
                    content_type: self.content_type.as_ref(),
                    in_file: self.in_file.as_ref(),
                    takes_failures: self.skip_http_error_check,
                }
            }
        }
    };
}

web_cmdlet! {
    /// Gets content from a web server.
    #[derive(Cmdlet, Default)]
    #[cmdlet(
        name = "Invoke-WebRequest",
        type_name = "Microsoft.PowerShell.Commands.InvokeWebRequestCommand",
        module = "Microsoft.PowerShell.Utility",
        default_set = "StandardMethod",
        aliases("iwr")
    )]
    #[example("(Invoke-WebRequest http://localhost:8080).StatusCode", "Asks a server on this machine.")]
    InvokeWebRequest {}
}

web_cmdlet! {
    /// Sends a request to a web service and makes objects of the answer.
    #[derive(Cmdlet, Default)]
    #[cmdlet(
        name = "Invoke-RestMethod",
        type_name = "Microsoft.PowerShell.Commands.InvokeRestMethodCommand",
        module = "Microsoft.PowerShell.Utility",
        default_set = "StandardMethod",
        aliases("irm")
    )]
    #[example("Invoke-RestMethod http://localhost:8080/users -Method Post -Body $json", "Sends JSON.")]
    InvokeRestMethod {
        /// Follows the links to further pages.
        #[param(alias("FL"))]
        follow_rel_link: bool,
        /// How many of them.
        #[param(alias("ML"), range(1, 2147483647))]
        maximum_follow_rel_link: Option<i32>,
        /// A variable that takes the headers of the answer.
        #[param(alias("RHV"))]
        response_headers_variable: Option<Str>,
        /// A variable that takes the status code.
        #[param]
        status_code_variable: Option<Str>,
    }
}

impl Cmdlet for InvokeWebRequest {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let answer = exchange(cx.s, &self.wish())?;
        if let Some(path) = &self.out_file {
            save(cx.s, path, &answer)?;
        }
        if self.out_file.is_none() || self.pass_thru {
            cx.emit(response::web_response(&answer))?;
        }
        Ok(())
    }
}

impl Cmdlet for InvokeRestMethod {
    fn process(&mut self, cx: &mut Cx<'_>) -> Flow {
        let mut pages = if self.follow_rel_link { self.maximum_follow_rel_link.unwrap_or(i32::MAX) } else { 0 };
        loop {
            let answer = exchange(cx.s, &self.wish())?;
            self.tell(cx.s, &answer);
            if let Some(path) = &self.out_file {
                save(cx.s, path, &answer)?;
            }
            if self.out_file.is_none() || self.pass_thru {
                let result = response::rest_result(cx.s, &answer)?;
                cx.emit(result)?;
            }
            let Some(next) = response::relations(&answer).get_str("next").filter(|_| pages > 0) else { return Ok(()) };
            self.uri = next;
            pages -= 1;
        }
    }
}

impl InvokeRestMethod {
    fn tell(&self, s: &mut Session, answer: &Answer) {
        if let Some(name) = &self.response_headers_variable {
            s.set_local(Symbol::of(name), response::headers(answer));
        }
        if let Some(name) = &self.status_code_variable {
            s.set_local(Symbol::of(name), Value::Int(i32::from(answer.status)));
        }
    }
}

/// What one call wants, whichever cmdlet it came from.
struct Wish<'a> {
    uri: &'a Value,
    method: String,
    authentication: Str,
    credential: &'a Value,
    token: &'a Value,
    sends_secrets_in_clear: bool,
    trusts_anyone: bool,
    user_agent: Option<&'a Str>,
    connect_seconds: i32,
    operation_seconds: i32,
    headers: &'a Value,
    redirections: i32,
    retries: i32,
    retry_seconds: i32,
    proxy: Option<Proxy>,
    body: &'a Value,
    content_type: Option<&'a Str>,
    in_file: Option<&'a Str>,
    takes_failures: bool,
}

fn method_name(method: &Value) -> String {
    match method.plain_text().as_str() {
        "" | "Default" => "GET".to_owned(),
        name => name.to_uppercase(),
    }
}

fn proxy_at(value: &Value) -> Option<Proxy> {
    (!value.is_null()).then(|| Proxy::At(value.plain_text().to_string()))
}

/// Sends the request, again after a while when it failed and more tries are left.
fn exchange(s: &mut Session, wish: &Wish<'_>) -> Result<Answer, Halt> {
    let request = request(s, wish)?;
    let mut tries = wish.retries.max(0);
    loop {
        s.poll()?;
        let answered = http::send(&request).map_err(failed);
        let is_final = match &answered {
            Ok(answer) => wish.takes_failures || (200..400).contains(&answer.status),
            Err(_) => false,
        };
        if is_final || tries == 0 {
            let answer = answered?;
            return if is_final { Ok(answer) } else { Err(response::status_error(&answer)) };
        }
        tries -= 1;
        let seconds = u64::try_from(wish.retry_seconds).unwrap_or(1);
        runtime::clr::sleep(s, std::time::Duration::from_secs(seconds))?;
    }
}

fn failed(failure: Failure) -> Halt {
    let (exception, id, category, message) = match failure {
        Failure::TooLate => (
            "System.Threading.Tasks.TaskCanceledException",
            "OperationTimeoutReached",
            Category::OperationTimeout,
            "The request was canceled because it took longer than allowed.".to_owned(),
        ),
        Failure::Other(message) => {
            ("System.Net.Http.HttpRequestException", "WebCmdletWebResponseException", Category::InvalidOperation, message)
        }
    };
    let exception = Exception::new(Type::of(exception), message.into(), Value::Null);
    Halt::Error(Rc::new(ErrorRecord::new(Value::native(exception), id, category, Value::Null)))
}

fn request(s: &mut Session, wish: &Wish<'_>) -> Result<Request, Halt> {
    let mut uri = wish.uri.plain_text().to_string();
    if !uri.contains("://") {
        uri = format!("http://{uri}");
    }
    let mut content_type = wish.content_type.map(|text| text.to_string());
    let mut body = None;
    match wish.body.as_table() {
        // Fields of a request without content belong to the address.
        Some(fields) if matches!(wish.method.as_str(), "GET" | "HEAD") => {
            let mark = if uri.contains('?') { '&' } else { '?' };
            uri = format!("{uri}{mark}{}", form(s, fields)?);
        }
        Some(fields) => {
            content_type.get_or_insert_with(|| "application/x-www-form-urlencoded".to_owned());
            body = Some(form(s, fields)?.into_bytes());
        }
        None if !wish.body.is_null() => body = Some(content(s, wish.body, content_type.as_deref())?),
        None => {}
    }
    if let Some(path) = wish.in_file {
        let path = runtime::paths::full(s, path);
        body = Some(std::fs::read(&path).map_err(|error| runtime::paths::read_fault(&error, &path))?);
    }
    if body.is_some() && content_type.is_none() && wish.method == "POST" {
        content_type = Some("application/x-www-form-urlencoded".to_owned());
    }
    Ok(Request {
        headers: headers(s, wish, &uri, content_type)?,
        method: wish.method.clone(),
        uri,
        body,
        redirects_max: u32::try_from(wish.redirections).unwrap_or(0),
        connect_seconds: u64::try_from(wish.connect_seconds).unwrap_or(0),
        operation_seconds: u64::try_from(wish.operation_seconds).unwrap_or(0),
        trusts_anyone: wish.trusts_anyone,
        proxy: wish.proxy.clone(),
    })
}

fn headers(s: &mut Session, wish: &Wish<'_>, uri: &str, content_type: Option<String>) -> Result<Vec<(String, String)>, Halt> {
    let agent = format!("Mozilla/5.0 (Linux; en-US) PowerShell/{}", runtime::initial::LANGUAGE_VERSION);
    let agent = wish.user_agent.map_or(agent, |text| text.to_string());
    let mut all = vec![("User-Agent".to_owned(), agent)];
    all.extend(content_type.map(|kind| ("Content-Type".to_owned(), kind)));
    all.extend(authorization(wish, uri)?.map(|secret| ("Authorization".to_owned(), secret)));
    let given = wish.headers.as_table().map(|table| table.entries()).unwrap_or_default();
    for (name, value) in given {
        let name = to_str(s, &name)?.to_string();
        // What the caller says replaces what would be said.
        all.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
        all.push((name, to_str(s, &value)?.to_string()));
    }
    Ok(all)
}

fn authorization(wish: &Wish<'_>, uri: &str) -> Result<Option<String>, Halt> {
    use base64::Engine;
    let kind = wish.authentication.to_ascii_lowercase();
    if matches!(kind.as_str(), "" | "none") {
        return Ok(None);
    }
    if !uri.starts_with("https:") && !wish.sends_secrets_in_clear {
        let text = "The cmdlet cannot protect plain text secrets sent over unencrypted connections. To suppress this warning and send plain text secrets over unencrypted networks, reissue the command specifying the AllowUnencryptedAuthentication parameter.";
        return Err(refused("WebCmdletAllowUnencryptedAuthenticationRequiredException", text));
    }
    if kind != "basic" {
        let Some(token) = wish.token.as_native::<SecureString>() else {
            let text = "The cmdlet cannot run because the following parameter is not specified: Token. The supplied Authentication type requires a Token. Specify Token, then retry.";
            return Err(refused("WebCmdletAuthenticationTokenNotSuppliedException", text));
        };
        return Ok(Some(format!("Bearer {}", token.reveal())));
    }
    let Some(credential) = wish.credential.as_native::<Credential>() else {
        let text = "The cmdlet cannot run because the following parameter is not specified: Credential. The supplied Authentication type requires a Credential. Specify Credential, then retry.";
        return Err(refused("WebCmdletAuthenticationCredentialNotSuppliedException", text));
    };
    let password = credential.password.as_native::<SecureString>().map_or_else(String::new, SecureString::reveal);
    let pair = format!("{}:{password}", credential.user);
    Ok(Some(format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(pair))))
}

fn refused(id: &str, text: &str) -> Halt {
    Fault::new("System.Management.Automation.ValidationMetadataException", id, Category::InvalidArgument, text).into()
}

/// Fields as `name=value&…`.
fn form(s: &mut Session, fields: &Table) -> Result<String, Halt> {
    let mut parts = Vec::new();
    for (name, value) in fields.entries() {
        parts.push(format!("{}={}", http::escaped(&to_str(s, &name)?), http::escaped(&to_str(s, &value)?)));
    }
    Ok(parts.join("&"))
}

/// Bytes as they are, XML as its text, everything else as text in the character set of the content type.
fn content(s: &mut Session, body: &Value, content_type: Option<&str>) -> Result<Vec<u8>, Halt> {
    if body.base().ty() == Some(Type::of("System.Byte").array_of()) {
        let mut bytes = Vec::new();
        for item in to_list(s, body)? {
            bytes.push(u8::try_from(runtime::convert::to_int(&item)?).unwrap_or(0));
        }
        return Ok(bytes);
    }
    let text = match body.as_native::<runtime::clr::XmlNode>() {
        Some(_) => runtime::member::get(s, body, "OuterXml")?.plain_text(),
        None => to_str(s, body)?,
    };
    let named = content_type.and_then(|kind| kind.split(';').find_map(|part| part.trim().strip_prefix("charset=")));
    let encoding = named.and_then(|name| Encoding::for_parameter(name.trim_matches('"'))).unwrap_or(Encoding::UTF8);
    Ok(encoding.bytes(&text).into_owned())
}

fn save(s: &mut Session, path: &str, answer: &Answer) -> Flow {
    let path = runtime::paths::full(s, path);
    std::fs::write(&path, &answer.body).map_err(|error| runtime::paths::read_fault(&error, &path))
}
