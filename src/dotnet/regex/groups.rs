//! The groups of a pattern: numbers, names, and the captures of the engine behind them.
//!
//! In:    a pattern, perhaps a wrong one; the translation will say so.
//! Out:   a table in .NET's order: unnamed groups first, then the named ones.

use super::options::Options;
use super::translate::Cursor;

/// One group. Groups of one name share a number, and then have several captures behind them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub number: u32,
    /// The number as text, if the group has no name.
    pub name: Box<str>,
    pub(super) slots: Vec<usize>,
}

/// All groups by ascending number; the first is the whole match.
#[derive(Clone, Debug)]
pub struct Groups {
    list: Vec<Group>,
}

impl Groups {
    pub fn list(&self) -> &[Group] {
        &self.list
    }

    /// Place of a group in the list, by its name or its number.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.list.iter().position(|group| *group.name == *name)
    }

    pub(super) fn slots_of(&self, name: &str) -> Option<&[usize]> {
        self.find(name).map(|at| self.list[at].slots.as_slice())
    }

    pub(super) fn of(pattern: &str, options: Options) -> Self {
        let found = Scan { cursor: Cursor::new(pattern), options, outer: Vec::new(), found: Vec::new() }.run();
        let mut list = vec![Group { number: 0, name: "0".into(), slots: vec![0] }];
        let mut add = |number: u32, name: &str, slot: usize| match list.iter_mut().find(|group| *group.name == *name) {
            Some(group) => group.slots.push(slot),
            None => list.push(Group { number, name: name.into(), slots: vec![slot] }),
        };
        let mut next = 1;
        for (at, name) in found.iter().enumerate() {
            match name {
                None => {
                    add(next, &next.to_string(), at + 1);
                    next += 1;
                }
                Some(name) => {
                    if let Ok(number) = name.parse::<u32>() {
                        add(number, name, at + 1);
                    }
                }
            }
        }
        for (at, name) in found.iter().enumerate() {
            let Some(name) = name.as_ref().filter(|name| name.parse::<u32>().is_err()) else {
                continue;
            };
            let number = list.iter().map(|group| group.number).max().unwrap_or(0) + 1;
            match list.iter_mut().find(|group| *group.name == **name) {
                Some(group) => group.slots.push(at + 1),
                None => list.push(Group { number, name: (*name).into(), slots: vec![at + 1] }),
            }
        }
        list.sort_by_key(|group| group.number);
        Self { list }
    }
}

/// Finds the capturing groups in the order of their opening parentheses.
struct Scan<'a> {
    cursor: Cursor<'a>,
    options: Options,
    outer: Vec<Options>,
    found: Vec<Option<&'a str>>,
}

impl<'a> Scan<'a> {
    fn run(mut self) -> Vec<Option<&'a str>> {
        while let Some(next) = self.cursor.advance() {
            match next {
                '\\' => {
                    self.cursor.advance();
                }
                '[' => self.skip_class(),
                '#' if self.options.has(Options::IGNORE_WHITE) => {
                    let rest = self.cursor.rest();
                    self.cursor.at += rest.find('\n').unwrap_or(rest.len());
                }
                '(' => self.open(),
                ')' => self.options = self.outer.pop().unwrap_or(self.options),
                _ => {}
            }
        }
        self.found
    }

    fn skip_class(&mut self) {
        self.cursor.eat("^");
        self.cursor.eat("]");
        let mut depth = 1;
        while let Some(next) = self.cursor.advance() {
            match next {
                '\\' => {
                    self.cursor.advance();
                }
                ']' if depth == 1 => return,
                ']' => depth -= 1,
                '-' if self.cursor.eat("[") => depth += 1,
                _ => {}
            }
        }
    }

    fn open(&mut self) {
        if self.cursor.eat("?#") {
            let rest = self.cursor.rest();
            self.cursor.at += rest.find(')').map_or(rest.len(), |end| end + 1);
            return;
        }
        let before = self.options;
        if !self.cursor.eat("?") {
            self.outer.push(before);
            if !self.options.has(Options::EXPLICIT_CAPTURE) {
                self.found.push(None);
            }
            return;
        }
        let rest = self.cursor.rest();
        let named = rest.starts_with('\'') || (rest.starts_with('<') && !rest.starts_with("<=") && !rest.starts_with("<!"));
        if named {
            self.cursor.advance();
            self.found.push(Some(self.cursor.word()));
            self.outer.push(before);
            return;
        }
        self.inline_options(before);
    }

    fn inline_options(&mut self, before: Options) {
        let mut ahead = self.cursor.clone();
        let (mut on, mut options) = (true, self.options);
        while let Some(letter) = ahead.advance() {
            match letter {
                '+' | '-' => on = letter == '+',
                ')' => {
                    self.options = options;
                    self.cursor = ahead;
                    return;
                }
                ':' => {
                    self.options = options;
                    self.cursor = ahead;
                    self.outer.push(before);
                    return;
                }
                _ => match Options::of_letter(letter) {
                    Some(option) => options = options.switched(option, on),
                    None => break,
                },
            }
        }
        self.outer.push(before);
        // The condition of `(?(…)…)` is no capture, but its parenthesis closes.
        if self.cursor.eat("(") {
            self.outer.push(self.options);
        }
    }
}
