//! Completion of command names and parameters.
//!
//! Completion of values comes later; its place is `Helper::complete`, after the word before the cursor is known.

use runtime::session::Session;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::Validator;
use rustyline::{Context, Helper as LineHelper};
use std::collections::BTreeMap;

/// What the line editor asks; a copy of names, since it cannot look into the session.
pub struct Helper {
    /// Commands with the names of their parameters; aliases lead to the same list.
    commands: BTreeMap<String, Command>,
    epoch: u64,
    pub prompt_columns: usize,
}

struct Command {
    name: String,
    params: Vec<String>,
}

impl Helper {
    pub fn new(s: &Session) -> Self {
        let mut helper = Self { commands: BTreeMap::new(), epoch: u64::MAX, prompt_columns: 0 };
        helper.refresh(s);
        helper
    }

    /// Reads the names anew when commands have changed.
    pub fn refresh(&mut self, s: &Session) {
        if self.epoch == s.catalog.epoch {
            return;
        }
        self.epoch = s.catalog.epoch;
        self.commands.clear();
        for entry in s.catalog.cmdlets() {
            let params = entry.meta().params.iter().map(|p| p.name.to_string()).collect();
            self.add(entry.spec.name, params);
        }
        for scope in s.scope.chain() {
            let functions = scope.functions.borrow();
            for info in functions.iter().flat_map(|f| f.values()) {
                let params = info.block().map_or_else(Vec::new, |b| b.code().params.iter().map(|p| p.name.to_string()).collect());
                self.add(&info.name, params);
            }
        }
    }

    fn add(&mut self, name: &str, params: Vec<String>) {
        self.commands.entry(name.to_lowercase()).or_insert(Command { name: name.to_owned(), params });
    }

    fn command_names(&self, prefix: &str) -> Vec<String> {
        let folded = prefix.to_lowercase();
        self.commands.range(folded.clone()..).take_while(|(key, _)| key.starts_with(&folded)).map(|(_, c)| c.name.clone()).collect()
    }

    fn parameter_names(&self, command: &str, prefix: &str) -> Vec<String> {
        let folded = prefix.to_lowercase();
        let Some(found) = self.commands.get(&command.to_lowercase()) else { return Vec::new() };
        found.params.iter().filter(|p| p.to_lowercase().starts_with(&folded)).map(|p| format!("-{p}")).collect()
    }
}

/// The word before the cursor, where it starts, and the command it belongs to.
fn word_at(line: &str, cursor: usize) -> (usize, &str, Option<&str>) {
    let head = &line[..cursor];
    let start = head.rfind([' ', '\t', '|', ';', '(', '{', '&', '=']).map_or(0, |at| at + 1);
    let statement = head[..start].rfind(['|', ';', '(', '{', '&', '=']).map_or(0, |at| at + 1);
    let command = head[statement..start].split_whitespace().next();
    (start, &head[start..], command)
}

impl Completer for Helper {
    type Candidate = Pair;

    fn complete(&self, line: &str, cursor: usize, _context: &Context<'_>) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (start, word, command) = word_at(line, cursor);
        let names = match (command, word.strip_prefix('-')) {
            (Some(command), Some(prefix)) => self.parameter_names(command, prefix),
            (None, None) if !word.is_empty() => self.command_names(word),
            _ => Vec::new(),
        };
        Ok((start, names.into_iter().map(|name| Pair { display: name.clone(), replacement: name }).collect()))
    }
}

impl Hinter for Helper {
    type Hint = String;
}

impl Highlighter for Helper {
    /// A line that is wider than the screen is drawn anew with every key, so that the terminal itself breaks it.
    fn highlight_char(&self, line: &str, _position: usize, _kind: CmdKind) -> bool {
        let columns = terminal_size::terminal_size().map_or(usize::MAX, |(width, _)| usize::from(width.0));
        self.prompt_columns + line.chars().count() >= columns
    }
}
impl Validator for Helper {}
impl LineHelper for Helper {}

#[cfg(test)]
mod tests {
    use super::word_at;

    #[test]
    fn the_word_knows_its_command() {
        assert_eq!(word_at("Get-Cs", 6), (0, "Get-Cs", None));
        assert_eq!(word_at("Get-CsUser | Grant-Cs -Po", 25), (22, "-Po", Some("Grant-Cs")));
        assert_eq!(word_at("$x = Get-D", 10), (5, "Get-D", None));
    }
}
