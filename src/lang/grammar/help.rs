//! Comment-based help: which comments belong to which function or script.
//!
//! In:    the comments met so far.
//! Out:   the span of the first block that looks like help, at one of the places where help may stand.
//! Never: reads what the help says.

use super::Parser;
use crate::source::Span;
use crate::tree::ScriptBlock;

/// The words that make a comment help.
const DIRECTIVES: [&str; 16] = [
    "synopsis",
    "description",
    "parameter",
    "example",
    "inputs",
    "outputs",
    "notes",
    "link",
    "component",
    "role",
    "functionality",
    "forwardhelptargetname",
    "forwardhelpcategory",
    "remotehelprunspace",
    "externalhelp",
    "mamlhelp",
];

/// At most one empty line may stand between the help and its function.
const LINE_BREAKS_MAX: usize = 2;

impl Parser<'_> {
    pub(super) fn add_help(&mut self, tree: &mut ScriptBlock) {
        let at_start = self.block_behind(0).filter(|block| !self.belongs_to_function(*block));
        let end = self.source.text.len() as u32;
        tree.help = at_start.or_else(|| self.block_before(end, usize::MAX));
    }

    /// Directly before the keyword of a function.
    pub(super) fn help_before(&self, keyword: Span) -> Option<Span> {
        self.block_before(keyword.start, LINE_BREAKS_MAX)
    }

    /// At the start or at the end of a function's body.
    pub(super) fn help_inside(&self, inner: Span) -> Option<Span> {
        let at_start = self.block_behind(inner.start).filter(|block| block.end <= inner.end);
        at_start.or_else(|| {
            let at_end = self.block_before(inner.end, usize::MAX);
            at_end.filter(|block| block.start >= inner.start)
        })
    }

    fn gap(&self, from: u32, to: u32) -> Option<usize> {
        let text = self.source.slice(Span::new(from, to.max(from)));
        let is_blank = text.chars().all(char::is_whitespace);
        is_blank.then(|| text.bytes().filter(|byte| *byte == b'\n').count())
    }

    fn block_behind(&self, place: u32) -> Option<Span> {
        let comments = &self.reader.comments;
        let first = comments.partition_point(|comment| comment.start < place);
        let mut block = *comments.get(first)?;
        self.gap(place, block.start)?;
        for next in comments.iter().skip(first + 1) {
            if self.gap(block.end, next.start).is_none_or(|breaks| breaks > 1) {
                break;
            }
            block.end = next.end;
        }
        self.is_help(block).then_some(block)
    }

    fn block_before(&self, place: u32, breaks_max: usize) -> Option<Span> {
        let comments = &self.reader.comments;
        let behind = comments.partition_point(|comment| comment.end <= place);
        let mut block = *comments.get(behind.checked_sub(1)?)?;
        if self.gap(block.end, place)? > breaks_max {
            return None;
        }
        for last in comments[..behind - 1].iter().rev() {
            if self.gap(last.end, block.start).is_none_or(|breaks| breaks > 1) {
                break;
            }
            block.start = last.start;
        }
        self.is_help(block).then_some(block)
    }

    fn is_help(&self, block: Span) -> bool {
        let text = self.source.slice(block);
        let mut lines = text.lines().map(|line| line.trim_start().trim_start_matches(['<', '#']).trim());
        lines.any(|line| {
            let word = line.strip_prefix('.').and_then(|rest| rest.split_whitespace().next());
            word.is_some_and(|word| DIRECTIVES.iter().any(|it| it.eq_ignore_ascii_case(word)))
        })
    }

    fn belongs_to_function(&self, block: Span) -> bool {
        let rest = self.source.text.get(block.end as usize..).unwrap_or("");
        let blank = rest.len() - rest.trim_start().len();
        let breaks = rest[..blank].bytes().filter(|byte| *byte == b'\n').count();
        let word = rest.split_whitespace().next().unwrap_or("");
        let is_function = ["function", "filter"].iter().any(|it| it.eq_ignore_ascii_case(word));
        is_function && breaks <= LINE_BREAKS_MAX
    }
}
