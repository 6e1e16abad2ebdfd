//! The web cmdlets against a server on this machine.

#![allow(clippy::unwrap_used, reason = "a failed step ends the test at its place")]

mod common;

use common::shell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};

/// Answers requests by their path until the process ends; gives the address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap());
        }
    });
    address
}

fn answer(mut stream: TcpStream) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let (mut length, mut kind) = (0, String::new());
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "content-type" => kind = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = first.split(' ').nth(1).unwrap_or("/");
    let (status, media, text) = match path {
        "/missing" => ("404 Not Found", "text/plain", "nothing here".to_owned()),
        "/page" => ("200 OK", "text/html", "<p>hello</p>".to_owned()),
        "/echo" => ("200 OK", "application/json", format!("{{\"got\":\"{}\",\"kind\":\"{kind}\"}}", String::from_utf8_lossy(&body))),
        other => ("200 OK", "application/json", format!("{{\"path\":\"{other}\",\"list\":[1,2]}}")),
    };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {media}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", text.len());
    stream.write_all((head + &text).as_bytes()).unwrap();
}

#[track_caller]
fn check(script: &str, want: &str) {
    let script = format!("$u = '{}'; {script}", serve());
    let output = Command::new(shell())
        .args(["-NoProfile", "-NonInteractive", "-Command", &script])
        .stdin(Stdio::null())
        .env("NO_COLOR", "1")
        .env_remove("http_proxy")
        .env_remove("HTTP_PROXY")
        .env_remove("ALL_PROXY")
        .output()
        .unwrap();
    let (out, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(out.trim_end(), want, "{script}\n{errors}");
}

#[test]
fn a_page_has_status_and_content() {
    check("$r = Invoke-WebRequest $u/page; \"$($r.StatusCode) $($r.StatusDescription) $($r.Content)\"", "200 OK <p>hello</p>");
}

#[test]
fn json_becomes_objects() {
    check("(Invoke-RestMethod $u/x).list -join '+'", "1+2");
}

#[test]
fn fields_go_where_the_method_wants_them() {
    check("(irm $u/find -Body ([ordered]@{ q = 'a b'; n = 1 })).path", "/find?q=a+b&n=1");
    check("$r = irm $u/echo -Method Post -Body @{ q = 'a&b' }; \"$($r.got) $($r.kind)\"", "q=a%26b application/x-www-form-urlencoded");
}

#[test]
fn a_failed_status_is_an_error_unless_it_is_welcome() {
    check(
        "try { irm $u/missing } catch { \"$($_.Exception.Message) | $_ | $($_.Exception.Response.StatusCode)\" }",
        "Response status code does not indicate success: 404 (Not Found). | nothing here | NotFound",
    );
    check("(iwr $u/missing -SkipHttpErrorCheck).StatusCode", "404");
}

#[test]
fn secrets_do_not_travel_in_clear_unless_told() {
    let make = "$c = [pscredential]::new('u', (ConvertTo-SecureString 'p' -AsPlainText -Force)); ";
    check(
        &format!("{make}try {{ irm $u/x -Authentication Basic -Credential $c }} catch {{ $_.FullyQualifiedErrorId }}"),
        "WebCmdletAllowUnencryptedAuthenticationRequiredException,Microsoft.PowerShell.Commands.InvokeRestMethodCommand",
    );
}
