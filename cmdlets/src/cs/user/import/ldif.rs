//! LDIF: entries of `name: value` lines with blank lines between them.

use super::entry::{Entry, LineFault, Written};
use super::read_line;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use std::io::BufRead;

/// Entries of an LDIF file.
pub(super) struct Entries {
    lines: Box<dyn BufRead>,
    number: usize,
    /// A line that was read too far, and its number.
    ahead: Option<(usize, String)>,
    done: bool,
}

impl Entries {
    pub(super) fn new(lines: Box<dyn BufRead>) -> Self {
        Self { lines, number: 0, ahead: None, done: false }
    }

    /// The next line with those that continue it; comments are passed over.
    fn line(&mut self) -> Result<Option<(usize, String)>, LineFault> {
        loop {
            let taken = match self.ahead.take() {
                Some(line) => Some(line),
                None => read_line(&mut *self.lines, &mut self.number)?.map(|text| (self.number, text)),
            };
            let Some((number, mut text)) = taken else { return Ok(None) };
            while let Some(next) = read_line(&mut *self.lines, &mut self.number)? {
                match next.strip_prefix(' ') {
                    Some(more) if !text.is_empty() => text.push_str(more),
                    _ => {
                        self.ahead = Some((self.number, next));
                        break;
                    }
                }
            }
            if !text.starts_with('#') {
                return Ok(Some((number, text)));
            }
        }
    }

    fn entry(&mut self) -> Result<Option<Entry>, LineFault> {
        let mut entry = Entry::default();
        let mut fault = None;
        loop {
            let Some((line, text)) = self.line()? else {
                self.done = true;
                break;
            };
            if text.trim().is_empty() {
                if entry.line > 0 {
                    break;
                }
                continue;
            }
            if entry.line == 0 {
                entry.line = line;
            }
            match value(&text) {
                // The version line stands for itself.
                Ok((name, _)) if name.eq_ignore_ascii_case("version") && entry.values.is_empty() => entry.line = 0,
                Ok((name, written)) => entry.add(&name, written),
                Err(reason) => fault = fault.or(Some(LineFault { line, reason })),
            }
        }
        match fault {
            Some(fault) => Err(fault),
            None if entry.line == 0 => Ok(None),
            None => check_kind(&entry).map(|()| Some(entry)),
        }
    }
}

impl Iterator for Entries {
    type Item = Result<Entry, LineFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done { None } else { self.entry().transpose() }
    }
}

/// Files that change or remove entries are no export.
fn check_kind(entry: &Entry) -> Result<(), LineFault> {
    match entry.text("changetype") {
        None => Ok(()),
        Some(kind) if kind.eq_ignore_ascii_case("add") => Ok(()),
        Some(kind) => {
            Err(LineFault { line: entry.line, reason: format!("it is a change of type \"{kind}\"; only exports can be imported.") })
        }
    }
}

fn value(text: &str) -> Result<(String, Written), String> {
    let (name, rest) = text.split_once(':').ok_or_else(|| format!("\"{}\" has no colon.", text.chars().take(40).collect::<String>()))?;
    // Options such as `;binary` say how the value is coded, not what it is.
    let name = name.split(';').next().unwrap_or(name).trim().to_owned();
    if let Some(coded) = rest.strip_prefix(':') {
        let bytes = base64(coded.trim()).ok_or_else(|| format!("the value of \"{name}\" is not base64."))?;
        return Ok((name, String::from_utf8(bytes).map_or_else(|it| Written::Bytes(it.into_bytes()), Written::Text)));
    }
    if rest.starts_with('<') {
        return Err(format!("the value of \"{name}\" stands in another file."));
    }
    Ok((name, Written::Text(rest.trim_start_matches(' ').to_owned())))
}

/// Padding may be missing, as other tools than the directory's own leave it out.
fn base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&STANDARD, LENIENT).decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(text: &str) -> Vec<Result<Entry, LineFault>> {
        Entries::new(Box::new(Cursor::new(text.to_owned().into_bytes()))).collect()
    }

    #[test]
    fn entries_folded_lines_and_base64() {
        let all = read(
            "version: 1\n\n# who\ndn: CN=Ken Myer,OU=Sales,\n DC=litwareinc,DC=com\nobjectClass: top\nobjectClass: user\ndisplayName:: S2VuIE15ZXI=\n\n\ndn: CN=B\n",
        );
        let first = all[0].as_ref().unwrap();
        assert_eq!((first.line, first.text("dn")), (4, Some("CN=Ken Myer,OU=Sales,DC=litwareinc,DC=com")));
        assert_eq!(first.text("displayname"), Some("Ken Myer"));
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn a_bad_line_is_named_and_the_next_entry_is_read() {
        let all = read("dn: CN=A\nnonsense\nmail: a@b.c\n\ndn: CN=B\nchangetype: delete\n\ndn: CN=C\n");
        assert_eq!(all[0].as_ref().unwrap_err().line, 2);
        assert_eq!(all[1].as_ref().unwrap_err().line, 5);
        assert_eq!(all[2].as_ref().unwrap().text("dn"), Some("CN=C"));
    }
}
