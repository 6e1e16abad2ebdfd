//! Transcripts: files with what was typed and what the screen showed.
//!
//! In:    texts on their way to the host.
//! Out:   the same texts without colours, between a head and a foot.
//! Never: decides what is shown.

use crate::host::HostStream;
use crate::initial::LANGUAGE_VERSION;
use crate::session::Session;
use crate::value::Value;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

const RULE: &str = "**********************";
const TIME: &str = "yyyyMMddHHmmss";

/// One file.
pub struct Transcript {
    pub path: PathBuf,
    file: File,
}

impl Transcript {
    fn write(&mut self, text: &str) {
        // A full disk must not keep the screen from showing what is shown.
        let _ = self.file.write_all(text.as_bytes());
    }
}

/// Begins a transcript with its head.
pub fn start(s: &mut Session, path: PathBuf, file: File, is_minimal: bool) {
    let mut transcript = Transcript { path, file };
    transcript.write(&head(s, is_minimal));
    s.transcripts.push(transcript);
}

/// Ends the latest transcript; its path.
pub fn stop(s: &mut Session) -> Option<PathBuf> {
    let mut transcript = s.transcripts.pop()?;
    let now = s.host.now().to_format(TIME).unwrap_or_default();
    transcript.write(&format!("{RULE}\nPowerShell transcript end\nEnd time: {now}\n{RULE}\n"));
    Some(transcript.path)
}

/// What the screen shows goes into every file too.
pub(crate) fn note(s: &mut Session, _stream: HostStream, text: &str) {
    let plain = without_colours(text);
    for transcript in &mut s.transcripts {
        transcript.write(&plain);
    }
}

/// A statement as it was typed after its prompt.
pub fn note_typed(s: &mut Session, prompt: &str, text: &str) {
    let line = format!("{prompt}{text}\n");
    note(s, HostStream::Output, &line);
}

fn without_colours(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\x1b[") {
        out.push_str(&rest[..at]);
        let code = &rest[at + 2..];
        let end = code.find(|c: char| c.is_ascii_alphabetic()).map_or(code.len(), |end| end + 1);
        rest = &code[end..];
    }
    out.push_str(rest);
    out
}

fn head(s: &mut Session, is_minimal: bool) -> String {
    let now = s.host.now().to_format(TIME).unwrap_or_default();
    let mut lines = vec![RULE.to_owned(), "PowerShell transcript start".to_owned(), format!("Start time: {now}")];
    if !is_minimal {
        let machine = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned();
        let system = std::fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned();
        let user = std::env::var("USER").unwrap_or_else(|_| "root".to_owned());
        lines.push(format!("Username: {machine}\\{user}"));
        lines.push(format!("RunAs User: {machine}\\{user}"));
        lines.push("Configuration Name: ".to_owned());
        lines.push(format!("Machine: {machine} (Unix {system})"));
        lines.push(format!("Host Application: {}", std::env::args().collect::<Vec<_>>().join(" ")));
        lines.push(format!("Process ID: {}", std::process::id()));
        lines.extend(versions(s));
    }
    lines.push(RULE.to_owned());
    lines.join("\n") + "\n"
}

/// The table of versions, a line each.
fn versions(s: &mut Session) -> Vec<String> {
    let table = s.get_var("PSVersionTable");
    let Some(table) = table.as_ref().and_then(Value::as_table) else { return vec![format!("PSVersion: {LANGUAGE_VERSION}")] };
    let mut lines = Vec::new();
    for (key, value) in table.entries() {
        let items = crate::convert::to_list(s, &value).unwrap_or_default();
        let shown: Vec<String> = items.iter().map(|item| item.plain_text().to_string()).collect();
        lines.push(format!("{}: {}", key.plain_text(), shown.join(", ")));
    }
    lines
}
