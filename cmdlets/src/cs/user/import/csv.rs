//! CSV: a head line with names, then one entry a line; quoted fields may go over several lines.

use super::account::NAMING;
use super::entry::{Entry, LineFault, Written};
use super::{LINE_BYTES_MAX, read_line};
use std::io::BufRead;

/// Entries of a CSV file.
pub(super) struct Entries {
    lines: Box<dyn BufRead>,
    number: usize,
    head: Option<Vec<String>>,
    done: bool,
}

impl Entries {
    pub(super) fn new(lines: Box<dyn BufRead>) -> Self {
        Self { lines, number: 0, head: None, done: false }
    }

    /// The fields of the next record and its line; blank lines and the `#TYPE` line are passed over.
    fn record(&mut self) -> Result<Option<(usize, Vec<String>)>, LineFault> {
        loop {
            let Some(mut text) = read_line(&mut *self.lines, &mut self.number)? else { return Ok(None) };
            let line = self.number;
            if text.trim().is_empty() || text.starts_with("#TYPE") {
                continue;
            }
            while text.bytes().filter(|it| *it == b'"').count() % 2 == 1 {
                if text.len() > LINE_BYTES_MAX {
                    return Err(LineFault { line, reason: "a quoted field is too long.".to_owned() });
                }
                let Some(more) = read_line(&mut *self.lines, &mut self.number)? else {
                    return Err(LineFault { line, reason: "a quote is not closed.".to_owned() });
                };
                text.push('\n');
                text.push_str(&more);
            }
            return split(&text).map(|fields| Some((line, fields))).map_err(|reason| LineFault { line, reason });
        }
    }

    fn entry(&mut self) -> Result<Option<Entry>, LineFault> {
        if self.head.is_none() {
            let Some((line, head)) = self.record()? else {
                return Err(LineFault { line: 1, reason: "the file has no head line.".to_owned() });
            };
            let names: Vec<String> = head.into_iter().map(|it| it.trim().to_owned()).collect();
            check_head(&names).map_err(|reason| LineFault { line, reason })?;
            self.head = Some(names);
        }
        let Some((line, fields)) = self.record()? else { return Ok(None) };
        let head = self.head.as_deref().unwrap_or_default();
        if fields.len() != head.len() {
            let reason = format!("it has {} fields where the head line has {}.", fields.len(), head.len());
            return Err(LineFault { line, reason });
        }
        let mut entry = Entry { line, ..Entry::default() };
        for (name, field) in head.iter().zip(fields) {
            entry.add(name, Written::Text(field));
        }
        Ok(Some(entry))
    }
}

impl Iterator for Entries {
    type Item = Result<Entry, LineFault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let next = self.entry().transpose();
        // Without a head line nothing that follows can be understood.
        self.done = next.is_none() || (self.head.is_none() && matches!(next, Some(Err(_))));
        next
    }
}

fn check_head(names: &[String]) -> Result<(), String> {
    for (at, name) in names.iter().enumerate() {
        if name.is_empty() {
            return Err(format!("column {} of the head line has no name.", at + 1));
        }
        if names[..at].iter().any(|it| it.eq_ignore_ascii_case(name)) {
            return Err(format!("the head line names \"{name}\" twice."));
        }
    }
    if names.iter().any(|name| NAMING.iter().any(|it| it.eq_ignore_ascii_case(name))) {
        return Ok(());
    }
    Err(format!("no column of the head line says who is meant. One of {} is needed, and a comma between columns.", NAMING.join(", ")))
}

fn split(text: &str) -> Result<Vec<String>, String> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let (field, after) = match rest.strip_prefix('"') {
            Some(inside) => quoted(inside)?,
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        fields.push(field);
        match after.strip_prefix(',') {
            Some(more) => rest = more,
            None if after.trim().is_empty() => return Ok(fields),
            None => return Err(format!("\"{}\" follows a closing quote.", after.chars().take(20).collect::<String>())),
        }
    }
}

/// What stands inside quotes, and what follows them.
fn quoted(inside: &str) -> Result<(String, &str), String> {
    let mut field = String::new();
    let mut rest = inside;
    loop {
        let Some(end) = rest.find('"') else { return Err("a quote is not closed.".to_owned()) };
        field.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                field.push('"');
                rest = more;
            }
            None => return Ok((field, rest)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn read(text: &str) -> Vec<Result<Entry, LineFault>> {
        Entries::new(Box::new(Cursor::new(text.to_owned().into_bytes()))).collect()
    }

    #[test]
    fn fields_quotes_and_lines() {
        let all = read("#TYPE x\r\nDN,Description\r\nKen,\"a, \"\"b\"\"\nc\"\r\n\r\nPilar,\r\n");
        let first = all[0].as_ref().unwrap();
        assert_eq!((first.line, first.text("description")), (3, Some("a, \"b\"\nc")));
        assert_eq!(all[1].as_ref().unwrap().line, 6);
        assert_eq!(all.len(), 2);
    }

    #[test]
    fn a_bad_line_is_named_and_the_rest_is_read() {
        let all = read("DN,Description\nKen\nPilar,x\n");
        assert_eq!(all[0].as_ref().unwrap_err().line, 2);
        assert!(all[1].is_ok());
        assert_eq!(read("A,a\nx,y\n").len(), 1);
        assert!(read("")[0].is_err());
        assert!(read("DN\n\"open\n")[0].is_err());
        assert_eq!(read("Name;DN\nx;y\nx;y\n").len(), 1);
    }
}
