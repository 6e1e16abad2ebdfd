//! Tables as lines: column widths, headers, rows.
//!
//! In:    headings with wished widths, cells.
//! Out:   lines no wider than the screen; columns that do not fit are left out.
//! Never: looks at objects.

use super::cells::{self, ELLIPSIS, blanks};
use super::record::{Align, Cell, Heading};

/// A screen narrower than this shows no table.
const SCREEN_CELLS_MIN: usize = 5;

/// A table whose widths are settled.
pub struct Table {
    columns: Vec<Column>,
}

struct Column {
    label: String,
    /// Zero: left out.
    width: usize,
    align: Align,
}

impl Table {
    /// `None` when the screen is too narrow for any column.
    pub fn new(headings: &[Heading], wished: &[usize], screen: usize) -> Option<Self> {
        if screen < SCREEN_CELLS_MIN || headings.is_empty() {
            return None;
        }
        let widths = settle(wished, screen);
        if widths.iter().all(|width| *width == 0) {
            return None;
        }
        let columns = headings.iter().zip(widths);
        let columns = columns.map(|(h, width)| Column { label: h.label.to_string(), width, align: h.align }).collect();
        Some(Self { columns })
    }

    pub fn header(&self) -> Vec<String> {
        let labels: Vec<String> = self.columns.iter().map(|column| column.label.clone()).collect();
        let aligns: Vec<Align> = self.columns.iter().map(|column| column.align).collect();
        let mut lines = self.high_row(&labels, &aligns);
        let dashes: Vec<String> = self.columns.iter().map(Column::dashes).collect();
        lines.push(self.flat_row(&dashes, &aligns));
        lines
    }

    pub fn row(&self, row: &[Cell], wrap: bool) -> Vec<String> {
        let text = |at: usize| row.get(at).map_or(String::new(), |cell| cell.text.clone());
        let align = |at: usize| match row.get(at) {
            Some(cell) => cell.align.unwrap_or(self.columns[at].align),
            None => Align::Left,
        };
        let texts: Vec<String> = (0..self.columns.len()).map(text).collect();
        let aligns: Vec<Align> = (0..self.columns.len()).map(align).collect();
        if wrap { self.high_row(&texts, &aligns) } else { vec![self.flat_row(&texts, &aligns)] }
    }

    /// One line; what is too long is cut.
    fn flat_row(&self, texts: &[String], aligns: &[Align]) -> String {
        let last = self.columns.len() - 1;
        let mut line = String::new();
        for (at, column) in self.columns.iter().enumerate().filter(|(_, column)| column.width > 0) {
            if at > 0 {
                line.push(' ');
            }
            line.push_str(&fit(&texts[at], column.width, aligns[at], at < last));
        }
        line
    }

    /// As many lines as the highest cell needs.
    fn high_row(&self, texts: &[String], aligns: &[Align]) -> Vec<String> {
        let shown: Vec<usize> = (0..self.columns.len()).filter(|at| self.columns[*at].width > 0).collect();
        let last = shown.len() - 1;
        let blocks: Vec<Vec<String>> =
            shown.iter().enumerate().map(|(place, at)| block(&texts[*at], self.columns[*at].width, aligns[*at], place < last)).collect();
        let height = blocks.iter().map(Vec::len).max().unwrap_or(0);
        (0..height).map(|line| self.line_of_blocks(&shown, &blocks, line, height)).collect()
    }

    fn line_of_blocks(&self, shown: &[usize], blocks: &[Vec<String>], line: usize, height: usize) -> String {
        let last = blocks.iter().rposition(|block| block.len() > line).unwrap_or(0);
        let mut text = String::new();
        for (place, block) in blocks.iter().enumerate().take(last + 1) {
            if place > 0 {
                text.push(' ');
            }
            match block.get(line) {
                Some(part) => text.push_str(part),
                None => text.push_str(&blanks(self.columns[shown[place]].width)),
            }
        }
        if height > 1 { text.trim_end().to_owned() } else { text }
    }
}

impl Column {
    fn dashes(&self) -> String {
        let label = cells::width(&self.label);
        "-".repeat(if label == 0 { self.width } else { label.min(self.width) })
    }
}

/// Widths for a screen: wished ones stand, the others share the rest, what does not fit goes from the right.
fn settle(wished: &[usize], screen: usize) -> Vec<usize> {
    let mut widths = wished.to_vec();
    let is_open: Vec<bool> = widths.iter().map(|width| *width == 0).collect();
    for (width, open) in widths.iter_mut().zip(&is_open) {
        if *open {
            *width = 1;
        }
    }
    let used = total(&widths);
    if used > screen {
        trim(&mut widths, screen);
        return widths;
    }
    let open = is_open.iter().filter(|open| **open).count();
    if open > 0 {
        share(&mut widths, &is_open, screen - used, open);
    }
    widths
}

fn share(widths: &mut [usize], is_open: &[bool], rest: usize, open: usize) {
    let (each, mut more) = (rest / open, rest % open);
    for (width, _) in widths.iter_mut().zip(is_open).filter(|(_, open)| **open) {
        *width += each;
        if more > 0 {
            *width += 1;
            more -= 1;
        }
    }
}

fn trim(widths: &mut [usize], screen: usize) {
    while let Some(excess) = total(widths).checked_sub(screen).filter(|excess| *excess > 0) {
        let Some(last) = widths.iter().rposition(|width| *width > 0) else {
            return;
        };
        widths[last] = widths[last].saturating_sub(excess);
    }
}

/// Cells of the shown columns with one blank between each two.
fn total(widths: &[usize]) -> usize {
    let shown = widths.iter().filter(|width| **width > 0).count();
    widths.iter().sum::<usize>() + shown.saturating_sub(1)
}

/// The lines of one wrapped cell.
fn block(text: &str, width: usize, align: Align, pad: bool) -> Vec<String> {
    let mut lines = cells::wrap(text, width, width);
    if pad || align != Align::Left {
        for line in &mut lines {
            if cells::width(line) < width {
                *line = fit(line, width, align, pad);
            }
        }
    }
    lines
}

/// A text in exactly so many cells; the last column of a row needs no blanks behind it.
fn fit(text: &str, width: usize, align: Align, pad: bool) -> String {
    let line = cells::first_line(text);
    let length = cells::width(&line);
    if length > width {
        return cut(&line, width, align, pad);
    }
    let room = width - length;
    let behind = |count: usize| if pad { blanks(count) } else { String::new() };
    match align {
        Align::Left => format!("{line}{}", behind(room)),
        Align::Right => format!("{}{line}", blanks(room)),
        Align::Center => format!("{}{line}{}", blanks(room / 2), behind(room - room / 2)),
    }
}

fn cut(line: &str, width: usize, align: Align, pad: bool) -> String {
    let shown = match (align, width > 1) {
        (Align::Right, true) => format!("{ELLIPSIS}{}", cells::tail(line, width - 1)),
        (Align::Right, false) => cells::tail(line, width),
        (_, true) => {
            let kept = cells::head(line, width - 1);
            match kept.strip_suffix("\x1b[0m") {
                Some(open) => format!("{open}{ELLIPSIS}\x1b[0m"),
                None => format!("{kept}{ELLIPSIS}"),
            }
        }
        (_, false) => cells::head(line, width),
    };
    // A wide character that did not fit leaves one cell.
    match (cells::width(&shown) < width, align) {
        (false, _) => shown,
        (true, Align::Right) => format!(" {shown}"),
        (true, _) if pad => format!("{shown} "),
        (true, _) => shown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_columns_share_the_rest_and_what_does_not_fit_goes() {
        assert_eq!(settle(&[10, 0, 0], 30), [10, 9, 9]);
        assert_eq!(settle(&[15, 50, 10, 0], 80), [15, 50, 10, 2]);
        assert_eq!(settle(&[100, 100], 80), [80, 0]);
        assert_eq!(settle(&[30, 100, 100], 80), [30, 49, 0]);
    }

    #[test]
    fn cells_are_cut_at_the_side_they_do_not_stand_at() {
        assert_eq!(fit("123456789012", 6, Align::Right, true), "…89012");
        assert_eq!(fit("abcdefghij", 6, Align::Center, true), "abcde…");
        assert_eq!(fit("abcdef", 1, Align::Left, true), "a");
        assert_eq!(fit("一二三四五六七八", 8, Align::Left, true), "一二三… ");
    }
}
