//! Comment-based help.
//!
//! In:    the comment block, with its `#` or `<#` marks.
//! Out:   its sections by directive.
//! Never: decides what is shown.

use runtime::author::*;

/// Sections in the order they stand: directive in upper case, what stands behind it, the text below.
pub struct Comment {
    sections: Vec<(String, Str, Str)>,
}

pub fn read(text: &str) -> Comment {
    let mut sections: Vec<(String, String, Vec<String>)> = Vec::new();
    for line in lines(text) {
        let trimmed = line.trim();
        match directive(trimmed) {
            Some((word, argument)) => sections.push((word, argument.to_owned(), Vec::new())),
            None => {
                if let Some((.., text)) = sections.last_mut() {
                    text.push(line);
                }
            }
        }
    }
    let sections = sections.into_iter().map(|(word, argument, lines)| (word, Str::from(argument), unindented(&lines).into()));
    Comment { sections: sections.collect() }
}

impl Comment {
    pub fn section(&self, word: &str) -> Str {
        self.all(word).into_iter().next().unwrap_or_default()
    }

    pub fn all(&self, word: &str) -> Vec<Str> {
        self.sections.iter().filter(|(known, ..)| known == word).map(|(.., text)| text.clone()).collect()
    }

    pub fn parameters(&self) -> impl Iterator<Item = (Str, Str)> {
        let all = self.sections.iter().filter(|(known, ..)| known == "PARAMETER");
        all.map(|(_, name, text)| (name.clone(), text.clone()))
    }
}

/// Lines without the marks of the comment.
fn lines(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim_start();
        let bare = if trimmed.trim_end() == "#>" {
            ""
        } else if let Some(rest) = trimmed.strip_prefix("<#") {
            rest
        } else if let Some(rest) = trimmed.strip_prefix('#') {
            rest
        } else {
            line
        };
        lines.push(bare.trim_end().trim_end_matches("#>").trim_end().to_owned());
    }
    lines
}

fn directive(line: &str) -> Option<(String, &str)> {
    let rest = line.strip_prefix('.')?;
    let word = rest.split_whitespace().next()?;
    if !word.chars().all(|c| c.is_ascii_alphabetic()) {
        return None;
    }
    Some((word.to_ascii_uppercase(), rest[word.len()..].trim()))
}

/// The text moved to the left by what all its lines have in common; blank lines at both ends dropped.
fn unindented(lines: &[String]) -> String {
    let indent = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let cut: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or("").trim_end()).collect();
    cut.join("\n").trim_matches('\n').to_owned()
}
