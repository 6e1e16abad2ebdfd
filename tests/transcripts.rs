//! Transcripts: what a person types and sees, as Markdown pages.
//!
//! A fence marked `ps` is one session: lines after `PS> ` are typed (`>> ` continues them), what follows is what the
//! screen shows. Every session has a store of its own in a temporary folder. Errors show as
//! `error: message`; a fence marked `ps full` shows them as the shell does. `CSSHELL_TRANSCRIPTS=rewrite cargo test
//! --test transcripts` writes what was seen into the pages; read the difference before you keep it.

#![allow(clippy::unwrap_used, reason = "a failed step ends the test at its place")]

mod common;

use cmdlets::cs::Machine;
use common::Scratch;
use dotnet::datetime::DateTime;
use runtime::eval::ScopeUse;
use runtime::fault::Halt;
use runtime::host::{Host, HostStream};
use runtime::pipe::Out;
use runtime::session::Session;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A screen that only remembers.
struct Paper(Rc<RefCell<String>>);

impl Host for Paper {
    fn write(&mut self, _stream: HostStream, text: &str) -> bool {
        self.0.borrow_mut().push_str(text);
        true
    }

    fn flush(&mut self) {}

    fn width(&self) -> usize {
        120
    }

    fn non_interactive_switch(&self) -> bool {
        true
    }

    fn now(&self) -> DateTime {
        DateTime::from_date(2026, 1, 5).unwrap_or_default()
    }
}

/// One typed statement and the lines that followed it.
struct Step {
    typed: Vec<String>,
    seen: Vec<String>,
}

#[test]
fn pages_show_what_the_shell_shows() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut pages = pages(&folder);
    assert!(!pages.is_empty(), "no transcript in {}", folder.display());
    // The tour of the front page is a transcript like the others.
    pages.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let rewrite = std::env::var("CSSHELL_TRANSCRIPTS").is_ok_and(|v| v == "rewrite");
    let mut wrong = Vec::new();
    for page in pages {
        let before = std::fs::read_to_string(&page).unwrap();
        let after = played(&before);
        if before == after {
            continue;
        }
        if rewrite {
            std::fs::write(&page, &after).unwrap();
        } else {
            wrong.push(format!("{}\n{}", page.display(), first_difference(&before, &after)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|e| e == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The page with every session's output as it is now.
fn played(page: &str) -> String {
    let mut text = String::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        text.push_str(line);
        text.push('\n');
        let Some(kind) = line.strip_prefix("```ps") else { continue };
        let fence: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        for step in play(&steps(&fence), kind.trim() == "full") {
            for (at, line) in step.typed.iter().enumerate() {
                let prompt = if at == 0 { "PS>" } else { ">>" };
                text.push_str(format!("{prompt} {line}").trim_end());
                text.push('\n');
            }
            for line in &step.seen {
                text.push_str(line);
                text.push('\n');
            }
        }
        text.push_str("```\n");
    }
    text
}

fn steps(fence: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in fence {
        if let Some(typed) = line.strip_prefix("PS>") {
            steps.push(Step { typed: vec![typed.trim_start().to_owned()], seen: Vec::new() });
        } else if let (Some(more), Some(last)) = (line.strip_prefix(">>"), steps.last_mut()) {
            last.typed.push(more.trim_start().to_owned());
        }
    }
    steps
}

/// Types the statements into one session.
fn play(steps: &[Step], full: bool) -> Vec<Step> {
    let scratch = Scratch::new("transcript");
    let paper = Rc::new(RefCell::new(String::new()));
    let mut session = Session::new(Box::new(Paper(paper.clone())));
    cmdlets::add_all(&mut session);
    let machine = Machine { site: "Redmond".into(), fqdn: "pool01.litwareinc.com".into(), sip_domain: "litwareinc.com".into() };
    cmdlets::cs::configure_for(&mut session, scratch.path().join("store"), machine);
    session.set_location(scratch.path().to_path_buf());
    let mut played = Vec::new();
    for step in steps {
        let text = step.typed.join("\n");
        type_statement(&mut session, &text, full);
        let seen = std::mem::take(&mut *paper.borrow_mut());
        let seen = seen.replace(&*scratch.path().to_string_lossy(), "TMP");
        let mut seen: Vec<String> = seen.lines().map(|l| l.trim_end().to_owned()).collect();
        while seen.last().is_some_and(String::is_empty) {
            seen.pop();
        }
        played.push(Step { typed: step.typed.clone(), seen });
    }
    played
}

fn type_statement(s: &mut Session, text: &str, full: bool) {
    let errors_to = Rc::new(RefCell::new(Vec::new()));
    let saved = s.routes.clone();
    if !full {
        let mut routes = (*saved).clone();
        routes.error = runtime::streams::Route::Out(Out::List(errors_to.clone()));
        s.routes = Rc::new(routes);
    }
    let result = runtime::eval::block_of_text(s, None, text)
        .and_then(|block| runtime::eval::run_block(s, &block, &[], None, ScopeUse::Caller, &Out::Display));
    let shown = runtime::format::finish_display(s);
    if let Err(Halt::Error(record)) = result.and(shown) {
        s.remember_error(&record);
        let _ = s.show_error(record);
    }
    s.routes = saved;
    for error in errors_to.borrow().iter() {
        let message = error.plain_text();
        let _ = s.write_host_line(HostStream::Error, &format!("error: {message}"));
    }
}

fn first_difference(before: &str, after: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let at = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let from = |lines: &[&str]| lines.iter().skip(at).take(6).map(|l| format!("    {l}")).collect::<Vec<_>>().join("\n");
    format!("line {}: the page says\n{}\nthe shell says\n{}", at + 1, from(&old), from(&new))
}
