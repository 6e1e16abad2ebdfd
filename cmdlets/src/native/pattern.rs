//! Patterns of findstr: literal text, or its small language of `.`, `*`, `^`, `$`, `[class]`, `\<` and `\>`.
//!
//! In:    the text of a pattern, whether letters of both cases are the same.
//! Out:   whether it stands somewhere in a line.
//! Never: backtracks more than the line is long for each star.

/// One pattern.
pub(super) struct Pattern {
    parts: Vec<Part>,
    ignore_case: bool,
}

struct Part {
    what: What,
    /// Any number of times, none included.
    repeated: bool,
}

enum What {
    Char(char),
    Any,
    Class { ranges: Vec<(char, char)>, negated: bool },
    LineStart,
    LineEnd,
    WordStart,
    WordEnd,
}

/// Where a pattern must stand.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) at_start: bool,
    pub(super) at_end: bool,
}

impl Pattern {
    pub(super) fn literal(text: &str, ignore_case: bool) -> Self {
        let parts = text.chars().map(|it| Part { what: What::Char(fold(it, ignore_case)), repeated: false });
        Self { parts: parts.collect(), ignore_case }
    }

    pub(super) fn expression(text: &str, ignore_case: bool) -> Self {
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = text.chars().peekable();
        while let Some(it) = rest.next() {
            let what = match it {
                '.' => What::Any,
                '^' if parts.is_empty() => What::LineStart,
                '$' if rest.peek().is_none() => What::LineEnd,
                '*' if !parts.is_empty() => {
                    if let Some(last) = parts.last_mut() {
                        last.repeated = true;
                    }
                    continue;
                }
                '\\' => match rest.next() {
                    Some('<') => What::WordStart,
                    Some('>') => What::WordEnd,
                    Some(escaped) => What::Char(fold(escaped, ignore_case)),
                    None => What::Char('\\'),
                },
                '[' => match class(&mut rest) {
                    Some(class) => class,
                    None => What::Char('['),
                },
                other => What::Char(fold(other, ignore_case)),
            };
            parts.push(Part { what, repeated: false });
        }
        Self { parts, ignore_case }
    }

    /// Does the pattern stand in the line, at the place that is wanted?
    pub(super) fn is_in(&self, line: &[char], place: Place) -> bool {
        let last = if place.at_start { 0 } else { line.len() };
        (0..=last).any(|start| self.fits(line, start, place))
    }

    /// Places the pattern can have reached, part after part; a set instead of backtracking.
    fn fits(&self, line: &[char], start: usize, place: Place) -> bool {
        let mut reached = vec![false; line.len() + 1];
        reached[start] = true;
        for part in &self.parts {
            let mut next = vec![false; line.len() + 1];
            let mut any = false;
            for at in start..=line.len() {
                let from_here = reached[at] || (part.repeated && next[at]);
                if !from_here {
                    continue;
                }
                if part.repeated {
                    next[at] = true;
                    any = true;
                }
                if let Some(after) = self.step(&part.what, line, at) {
                    next[after] = true;
                    any = true;
                }
            }
            if !any {
                return false;
            }
            reached = next;
        }
        if place.at_end { reached[line.len()] } else { reached.contains(&true) }
    }

    fn step(&self, what: &What, line: &[char], at: usize) -> Option<usize> {
        let is_word = |at: Option<usize>| at.and_then(|it| line.get(it)).is_some_and(|it| it.is_alphanumeric() || *it == '_');
        let before = is_word(at.checked_sub(1));
        let here = line.get(at).map(|it| fold(*it, self.ignore_case));
        let fits = match what {
            What::LineStart => return (at == 0).then_some(at),
            What::LineEnd => return (at == line.len()).then_some(at),
            What::WordStart => return (!before && is_word(Some(at))).then_some(at),
            What::WordEnd => return (before && !is_word(Some(at))).then_some(at),
            What::Char(wanted) => here == Some(*wanted),
            What::Any => here.is_some(),
            What::Class { ranges, negated } => {
                let raw = line.get(at).copied()?;
                let inside = |it: char| ranges.iter().any(|(low, high)| (*low..=*high).contains(&it));
                let either = inside(raw) || (self.ignore_case && (inside(raw.to_ascii_lowercase()) || inside(raw.to_ascii_uppercase())));
                either != *negated
            }
        };
        fits.then_some(at + 1)
    }
}

/// A class up to its bracket; none if the bracket is missing, and then nothing was taken.
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<What> {
    let mut ahead = rest.clone();
    let negated = ahead.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        let low = match ahead.next()? {
            ']' if !ranges.is_empty() => break,
            '\\' => ahead.next()?,
            other => other,
        };
        let mut after = ahead.clone();
        let high = match (after.next(), after.next()) {
            (Some('-'), Some(high)) if high != ']' => {
                ahead = after;
                high
            }
            _ => low,
        };
        ranges.push((low.min(high), low.max(high)));
    }
    *rest = ahead;
    Some(What::Class { ranges, negated })
}

fn fold(it: char, ignore_case: bool) -> char {
    if !ignore_case {
        return it;
    }
    let mut lower = it.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => it,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, line: &str, want: bool) {
        let chars: Vec<char> = line.chars().collect();
        let found = Pattern::expression(pattern, false).is_in(&chars, Place::default());
        assert_eq!(found, want, "{pattern:?} in {line:?}");
    }

    #[test]
    fn the_language() {
        check("5269", "TCP 0.0.0.0:5269", true);
        check("5.69", "5269", true);
        check("52*69", "5269", true);
        check("52*69", "569", true);
        check("^TCP", "TCP x", true);
        check("^TCP", " TCP", false);
        check("x$", "TCP x", true);
        check("[0-4]9", "539", true);
        check("[^0-4]9", "539", false);
        check("\\<TCP\\>", "a TCP b", true);
        check("\\<TCP\\>", "aTCP", false);
        check("a\\.b", "axb", false);
        check("a.*z", "a to z", true);
        check("[", "a[b", true);
        check("", "anything", true);
    }

    #[test]
    fn case_and_place() {
        let line: Vec<char> = "Listening".chars().collect();
        assert!(Pattern::literal("LISTEN", true).is_in(&line, Place { at_start: true, at_end: false }));
        assert!(!Pattern::literal("LISTEN", false).is_in(&line, Place::default()));
        assert!(!Pattern::literal("Listen", false).is_in(&line, Place { at_start: false, at_end: true }));
        assert!(Pattern::expression("[l]isten.*", true).is_in(&line, Place { at_start: true, at_end: true }));
    }

    #[test]
    fn many_stars_end_soon() {
        let line: Vec<char> = "a".repeat(300).chars().collect();
        assert!(!Pattern::expression(&format!("{}b", "a*".repeat(40)), false).is_in(&line, Place::default()));
    }
}
