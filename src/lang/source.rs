//! Text and positions.
//!
//! In:    the text of a script, a typed line, a `[scriptblock]::Create` argument.
//! Out:   byte spans, line and column numbers, the text of a line.
//! Never: interprets the text.

use std::sync::{Arc, OnceLock};

/// A half-open range of byte offsets into one [`Source`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// The text of one script with its line table. Cheap to share.
#[derive(Debug)]
pub struct Source {
    /// Path of the script file, when there is one.
    pub file: Option<String>,
    pub text: String,
    /// Made when somebody asks for a line.
    line_starts: OnceLock<Vec<u32>>,
}

impl Source {
    pub fn new(file: Option<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { file, text: text.into(), line_starts: OnceLock::new() })
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let bytes = self.text.as_bytes();
            let mut starts = vec![0];
            for (at, byte) in bytes.iter().enumerate() {
                let is_lone_return = *byte == b'\r' && bytes.get(at + 1) != Some(&b'\n');
                if *byte == b'\n' || is_lone_return {
                    starts.push(at as u32 + 1);
                }
            }
            starts
        })
    }

    /// The text under a span; empty when the span lies outside.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of an offset, both counted from 1; the column counts characters.
    pub fn line_column(&self, offset: u32) -> (u32, u32) {
        let starts = self.line_starts();
        let line = starts.partition_point(|start| *start <= offset).max(1);
        let start = starts[line - 1] as usize;
        let end = (offset as usize).min(self.text.len());
        let before = self.text.get(start..end).unwrap_or("");
        // The end of input stands one column behind the last character.
        let behind = offset.saturating_sub(self.text.len() as u32);
        (line as u32, before.encode_utf16().count() as u32 + 1 + behind)
    }

    /// The text of a line (counted from 1) without its line break.
    pub fn line(&self, line: u32) -> &str {
        let starts = self.line_starts();
        let Some(start) = starts.get(line.saturating_sub(1) as usize) else {
            return "";
        };
        let end = starts.get(line as usize).copied().unwrap_or(self.text.len() as u32);
        self.text.get(*start as usize..end as usize).unwrap_or("").trim_end_matches(['\r', '\n'])
    }

    pub fn line_count(&self) -> u32 {
        self.line_starts().len() as u32
    }
}
