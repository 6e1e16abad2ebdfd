//! Golden answers: scripts with what PowerShell 7.6.5 on Linux said to them.
//!
//! `tests/golden/<area>/<id>.ps1` is a script; beside it stand its standard output, standard error (missing: empty)
//! and exit code (missing: 0). Each runs in an empty folder that is also its home, without a terminal. White space at
//! the end of lines and blank lines at both ends do not count.
//!
//! `failing.txt` lists the cases that do not agree yet, each with its reason. It may only shrink: a case that fails
//! without standing there and a case that stands there and passes are both errors, and so is one without a reason.
//! `CSSHELL_GOLDEN=rewrite cargo test --test golden` writes the list anew and keeps the reasons.

#![allow(clippy::unwrap_used, reason = "a failed step ends the test at its place")]

mod common;

use common::{Scratch, shell};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

const CASE_TIME: Duration = Duration::from_secs(60);

struct Case {
    area: String,
    id: String,
    script: PathBuf,
}

#[derive(PartialEq)]
struct Answer {
    out: Vec<String>,
    err: Vec<String>,
    exit: i32,
}

#[test]
fn scripts_answer_as_powershell_does() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let cases = cases(&folder);
    assert!(cases.len() > 1000, "the golden cases are missing: {} found in {}", cases.len(), folder.display());
    let failed = run_all(&cases);
    let list = folder.join("failing.txt");
    let known = known_reasons(&std::fs::read_to_string(&list).unwrap_or_default());
    report(&cases, &failed);
    if std::env::var("CSSHELL_GOLDEN").is_ok_and(|v| v == "rewrite") {
        let reason = |id: &String| known.get(id).map_or("", String::as_str);
        let text: String = failed.iter().map(|id| format!("{id}: {}\n", reason(id))).collect();
        std::fs::write(&list, text).unwrap();
        return;
    }
    let new: Vec<&String> = failed.iter().filter(|id| !known.contains_key(*id)).collect();
    let mended: Vec<&String> = known.keys().filter(|id| !failed.contains(*id)).collect();
    let unexplained: Vec<&String> = known.iter().filter(|(_, reason)| reason.is_empty()).map(|(id, _)| id).collect();
    assert!(new.is_empty(), "cases that agreed before and fail now: {new:?}");
    assert!(mended.is_empty(), "cases that agree now; take them out of failing.txt: {mended:?}");
    assert!(unexplained.is_empty(), "cases whose reason failing.txt does not tell: {unexplained:?}");
}

/// Lines of `area/case: reason`.
fn known_reasons(list: &str) -> BTreeMap<String, String> {
    let split = |line: &str| match line.split_once(": ") {
        Some((id, reason)) => (id.to_owned(), reason.trim().to_owned()),
        None => (line.trim_end_matches(':').to_owned(), String::new()),
    };
    list.lines().map(split).collect()
}

fn cases(folder: &Path) -> Vec<Case> {
    let mut found = Vec::new();
    for area in std::fs::read_dir(folder).unwrap().flatten().filter(|e| e.path().is_dir()) {
        for file in std::fs::read_dir(area.path()).unwrap().flatten() {
            let script = file.path();
            if script.extension().is_some_and(|e| e == "ps1") {
                let id = script.file_stem().unwrap().to_string_lossy().into_owned();
                found.push(Case { area: area.file_name().to_string_lossy().into_owned(), id, script });
            }
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// Ids of the cases that disagree; cases run side by side.
fn run_all(cases: &[Case]) -> BTreeSet<String> {
    let next = AtomicUsize::new(0);
    let failed = Mutex::new(BTreeSet::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if run(case) != expected(case) {
                        failed.lock().unwrap().insert(format!("{}/{}", case.area, case.id));
                    }
                }
            });
        }
    });
    failed.into_inner().unwrap()
}

fn expected(case: &Case) -> Answer {
    let read = |extension: &str| std::fs::read_to_string(case.script.with_extension(extension)).unwrap_or_default();
    Answer { out: lines(&read("stdout")), err: lines(&read("stderr")), exit: read("exit").trim().parse().unwrap_or(0) }
}

fn run(case: &Case) -> Answer {
    let scratch = Scratch::for_golden();
    let path = scratch.path().join("case.ps1");
    std::fs::copy(&case.script, &path).unwrap();
    let mut command = Command::new(shell());
    command.args(["-NoProfile", "-NonInteractive", "-File"]).arg(&path).current_dir(scratch.path());
    for (name, value) in [("TERM", "dumb"), ("NO_COLOR", "1"), ("TZ", "UTC"), ("LC_ALL", "C.UTF-8")] {
        command.env(name, value);
    }
    for name in ["HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"] {
        command.env(name, scratch.path());
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (out, err) = (common::drain(child.stdout.take()), common::drain(child.stderr.take()));
    let started = Instant::now();
    let exit = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status.code().unwrap_or(-1),
            None if started.elapsed() > CASE_TIME => {
                child.kill().unwrap();
                child.wait().unwrap();
                break 124;
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let clean = |bytes: Vec<u8>| {
        let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
        let text = without_escapes(&text);
        lines(&text.replace(&*path.to_string_lossy(), "case.ps1").replace(&*scratch.path().to_string_lossy(), "TMP"))
    };
    Answer { out: clean(out.join().unwrap()), err: clean(err.join().unwrap()), exit }
}

/// Lines without white space at their ends and without blank lines at both ends.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.split('\n').map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let blank = lines.iter().take_while(|line| line.is_empty()).count();
    lines.split_off(blank)
}

/// Removes `ESC [ … letter`.
fn without_escapes(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\x1b[") {
        clean.push_str(&rest[..at]);
        let tail = &rest[at + 2..];
        let parameters = tail.find(|c: char| !(c.is_ascii_digit() || c == ';' || c == '?')).unwrap_or(tail.len());
        rest = match tail[parameters..].chars().next() {
            Some(letter) if letter.is_ascii_alphabetic() => &tail[parameters + 1..],
            _ => tail,
        };
    }
    clean + rest
}

fn report(cases: &[Case], failed: &BTreeSet<String>) {
    let mut text = String::new();
    let areas: BTreeSet<&str> = cases.iter().map(|c| c.area.as_str()).collect();
    for area in areas {
        let all = cases.iter().filter(|c| c.area == area).count();
        let bad = failed.iter().filter(|id| id.split('/').next() == Some(area)).count();
        writeln!(text, "{area:24} {:4} of {all:4}", all - bad).unwrap();
    }
    writeln!(text, "{} of {} cases agree", cases.len() - failed.len(), cases.len()).unwrap();
    common::say(&text);
}
