//! .NET regular expressions on top of two Rust engines.
//!
//! In:    a pattern, options, and texts.
//! Out:   matches with groups in .NET's order, replacements, splits; faults with .NET's sentences.
//! Never: runs forever: what the plain engine cannot do runs under a limit on backtracking.
//!
//! Most patterns run on `regex`, which is linear. Look-around, back references, atomic groups and
//! conditionals run on `fancy-regex`. Places are bytes here; `utf16` turns them into what .NET reports.
//!
//! Not there: several captures of one group (`Group.Captures` has the last one only), balancing
//! groups, and a true right-to-left search (the matches are found forwards and then reversed).

mod class;
mod escape;
mod fault;
mod groups;
mod options;
mod replace;
mod translate;

use smallvec::{SmallVec, smallvec};
use std::borrow::Cow;
use std::cell::{OnceCell, RefCell};
use std::ops::Range;
use std::rc::Rc;

pub use escape::{escape, unescape};
pub use fault::{MatchFault, PatternFault, Reason};
pub use groups::{Group, Groups};
pub use options::Options;
pub use replace::Replacement;

use translate::translate;

/// Steps back in one match.
const BACKTRACKS_MAX: usize = 5_000_000;
/// Bytes of a compiled pattern.
const COMPILED_BYTES_MAX: usize = 64 << 20;
/// Patterns that stay compiled.
const CACHED_MAX: usize = 64;

/// A compiled pattern.
#[derive(Debug)]
pub struct Regex {
    pattern: Box<str>,
    options: Options,
    groups: Groups,
    engine: Engine,
    /// For texts that end in a line feed, if that makes a difference to the pattern.
    before_line_feed: Option<OnceCell<Option<Engine>>>,
}

#[derive(Debug)]
enum Engine {
    Plain(Box<Plain>),
    Backtracking(Box<fancy_regex::Regex>),
}

/// The linear engine, with the room its searches for groups use.
#[derive(Debug)]
struct Plain {
    engine: regex::Regex,
    places: RefCell<regex::CaptureLocations>,
}

/// One match: a byte range for each group of `Regex::groups`, in that order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    spans: SmallVec<[Option<(usize, usize)>; 4]>,
}

impl Match {
    pub fn start(&self) -> usize {
        self.range().start
    }

    pub fn end(&self) -> usize {
        self.range().end
    }

    pub fn range(&self) -> Range<usize> {
        self.group(0).unwrap_or(0..0)
    }

    /// Number of groups, the whole match included.
    pub fn group_count(&self) -> usize {
        self.spans.len()
    }

    /// Bytes of a group by its place in `Regex::groups`; `None` if it took no part.
    pub fn group(&self, at: usize) -> Option<Range<usize>> {
        let (start, end) = self.spans.get(at).copied()??;
        Some(start..end)
    }

    fn moved(mut self, by: usize) -> Self {
        self.spans.iter_mut().flatten().for_each(|(start, end)| (*start, *end) = (*start + by, *end + by));
        self
    }

    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.range()).unwrap_or_default()
    }

    pub fn group_text<'t>(&self, text: &'t str, at: usize) -> Option<&'t str> {
        text.get(self.group(at)?)
    }
}

impl Regex {
    pub fn new(pattern: &str, options: Options) -> Result<Self, PatternFault> {
        let groups = Groups::of(pattern, options);
        let translated = translate(pattern, options, &groups, false)?;
        let engine = Engine::compile(&translated.pattern, translated.backtracks).map_err(|text| PatternFault {
            pattern: pattern.into(),
            at: 0,
            reason: Reason::Engine(text),
        })?;
        let before_line_feed = translated.ends_before_line_feed.then(OnceCell::new);
        Ok(Self { pattern: pattern.into(), options, groups, engine, before_line_feed })
    }

    /// The compiled pattern, from the memory of this thread if it was used lately.
    pub fn cached(pattern: &str, options: Options) -> Result<Rc<Self>, PatternFault> {
        thread_local! {
            static CACHE: RefCell<Vec<Rc<Regex>>> = const { RefCell::new(Vec::new()) };
        }
        CACHE.with(|cache| {
            let mut cache = cache.borrow_mut();
            let known = |regex: &Rc<Self>| *regex.pattern == *pattern && regex.options == options;
            // The last one used stands last.
            if let Some(at) = cache.iter().rposition(known) {
                if at + 1 < cache.len() {
                    let regex = cache.remove(at);
                    cache.push(regex);
                }
                return Ok(cache[cache.len() - 1].clone());
            }
            let regex = Rc::new(Self::new(pattern, options)?);
            if cache.len() == CACHED_MAX {
                cache.remove(0);
            }
            cache.push(regex.clone());
            Ok(regex)
        })
    }

    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    pub fn options(&self) -> Options {
        self.options
    }

    pub fn groups(&self) -> &[Group] {
        self.groups.list()
    }

    /// Place of a group in `groups`, by its name or number.
    pub fn group_named(&self, name: &str) -> Option<usize> {
        self.groups.find(name)
    }

    fn engine_for(&self, text: &str) -> &Engine {
        let Some(cell) = self.before_line_feed.as_ref().filter(|_| text.ends_with('\n')) else {
            return &self.engine;
        };
        let made = cell.get_or_init(|| {
            let translated = translate(&self.pattern, self.options, &self.groups, true).ok()?;
            Engine::compile(&translated.pattern, translated.backtracks).ok()
        });
        made.as_ref().unwrap_or(&self.engine)
    }

    pub fn is_match(&self, text: &str) -> Result<bool, MatchFault> {
        match self.engine_for(text) {
            Engine::Plain(plain) => Ok(plain.engine.is_match(text)),
            Engine::Backtracking(engine) => engine.is_match(text).map_err(|_| MatchFault),
        }
    }

    /// The first match.
    pub fn find(&self, text: &str) -> Result<Option<Match>, MatchFault> {
        match self.options.has(Options::RIGHT_TO_LEFT) {
            true => Ok(self.find_all(text)?.into_iter().next()),
            false => self.find_at(text, 0),
        }
    }

    /// The first match that begins at a byte or later; look-behind sees the text before it.
    pub fn find_at(&self, text: &str, from: usize) -> Result<Option<Match>, MatchFault> {
        self.search(text, from, self.groups.list().len() > 1)
    }

    /// A match with its groups, or just where it is.
    fn search(&self, text: &str, from: usize, with_groups: bool) -> Result<Option<Match>, MatchFault> {
        match self.engine_for(text) {
            Engine::Plain(plain) if !with_groups => {
                let found = plain.engine.find_at(text, from);
                Ok(found.map(|found| Match { spans: smallvec![Some((found.start(), found.end()))] }))
            }
            Engine::Plain(plain) => {
                let mut places = plain.places.borrow_mut();
                let found = plain.engine.captures_read_at(&mut places, text, from);
                Ok(found.map(|_| self.gather(|slot| places.get(slot))))
            }
            Engine::Backtracking(engine) => {
                let found = engine.captures_from_pos(text, from).map_err(|_| MatchFault)?;
                Ok(found.map(|found| self.gather(|slot| found.get(slot).map(|group| (group.start(), group.end())))))
            }
        }
    }

    fn gather(&self, span: impl Fn(usize) -> Option<(usize, usize)>) -> Match {
        // Of the captures behind one name the one that matched last counts.
        let last = |group: &Group| group.slots.iter().filter_map(|slot| span(*slot)).max_by_key(|(start, _)| *start);
        Match { spans: self.groups.list().iter().map(last).collect() }
    }

    /// The matches one after another, each found when it is asked for.
    pub fn matches<'r, 't>(&'r self, text: &'t str) -> Matches<'r, 't> {
        self.matches_at(text, 0)
    }

    pub fn matches_at<'r, 't>(&'r self, text: &'t str, from: usize) -> Matches<'r, 't> {
        Matches { regex: self, text, next: Some(from), after_empty: false, with_groups: self.groups.list().len() > 1 }
    }

    /// All matches, in the order .NET finds them.
    pub fn find_all(&self, text: &str) -> Result<Vec<Match>, MatchFault> {
        let mut found: Vec<Match> = self.matches(text).collect::<Result<_, _>>()?;
        if self.options.has(Options::RIGHT_TO_LEFT) {
            found.reverse();
        }
        Ok(found)
    }

    /// Replaces at most `count` matches by a replacement pattern such as `$2, $1`.
    pub fn replace<'t>(&self, text: &'t str, replacement: &str, count: Option<usize>) -> Result<Cow<'t, str>, MatchFault> {
        if !replacement.contains('$') {
            let places = Matches { with_groups: false, ..self.matches(text) };
            return replaced(text, places.take(count.unwrap_or(usize::MAX)), |_, out| {
                out.push_str(replacement);
                Ok(())
            });
        }
        let replacement = Replacement::parse(replacement, self);
        replaced(text, self.matches(text).take(count.unwrap_or(usize::MAX)), |found, out| {
            replacement.expand(found, text, out);
            Ok(())
        })
    }

    /// Replaces at most `count` matches by what the callback writes for each.
    pub fn replace_with<E: From<MatchFault>>(
        &self,
        text: &str,
        count: Option<usize>,
        write: impl FnMut(&Match, &mut String) -> Result<(), E>,
    ) -> Result<String, E> {
        replaced(text, self.matches(text).take(count.unwrap_or(usize::MAX)), write).map(Cow::into_owned)
    }

    /// Splits into at most `count` pieces; what groups captured stands between the pieces.
    pub fn split<'t>(&self, text: &'t str, count: Option<usize>) -> Result<Vec<&'t str>, MatchFault> {
        let cuts = count.map_or(usize::MAX, |count| count.saturating_sub(1));
        let mut pieces = Vec::new();
        let mut from = 0;
        for found in self.matches(text).take(cuts) {
            let found = found?;
            pieces.push(&text[from..found.start()]);
            from = found.end();
            pieces.extend((1..found.group_count()).filter_map(|at| found.group_text(text, at)));
        }
        pieces.push(&text[from..]);
        Ok(pieces)
    }
}

/// The text with something else for each match; the text itself when there is none.
fn replaced<'t, E: From<MatchFault>>(
    text: &'t str,
    matches: impl Iterator<Item = Result<Match, MatchFault>>,
    mut write: impl FnMut(&Match, &mut String) -> Result<(), E>,
) -> Result<Cow<'t, str>, E> {
    let mut out = String::new();
    let mut copied = None;
    for found in matches {
        let found = found.map_err(E::from)?;
        if copied.is_none() {
            out.reserve(text.len());
        }
        out.push_str(&text[copied.unwrap_or(0)..found.start()]);
        copied = Some(found.end());
        write(&found, &mut out)?;
    }
    let Some(copied) = copied else { return Ok(Cow::Borrowed(text)) };
    out.push_str(&text[copied..]);
    Ok(Cow::Owned(out))
}

impl Engine {
    fn compile(pattern: &str, backtracks: bool) -> Result<Self, Box<str>> {
        if !backtracks {
            let built = regex::RegexBuilder::new(pattern).size_limit(COMPILED_BYTES_MAX).build();
            let plain = |engine: regex::Regex| Plain { places: RefCell::new(engine.capture_locations()), engine };
            return built.map(|engine| Self::Plain(Box::new(plain(engine)))).map_err(|error| error.to_string().into());
        }
        let built = fancy_regex::RegexBuilder::new(pattern).backtrack_limit(BACKTRACKS_MAX).delegate_size_limit(COMPILED_BYTES_MAX).build();
        built.map(|engine| Self::Backtracking(Box::new(engine))).map_err(|error| error.to_string().into())
    }
}

/// Walks from match to match. After an empty match the next one begins a character further.
pub struct Matches<'r, 't> {
    regex: &'r Regex,
    text: &'t str,
    next: Option<usize>,
    after_empty: bool,
    with_groups: bool,
}

impl Matches<'_, '_> {
    fn search(&self, from: usize) -> Result<Option<Match>, MatchFault> {
        if !self.regex.pattern.contains("\\G") {
            return self.regex.search(self.text, from, self.with_groups);
        }
        // `\G` stays where the last match ended, even if that one was empty and the search moves on.
        // The engine knows it only as the start of the text, so the text begins there.
        let skipped = self.text[..from].chars().next_back().filter(|_| self.after_empty);
        let start = from - skipped.map_or(0, char::len_utf8);
        let found = self.regex.find_at(&self.text[start..], 0)?;
        let found = found.filter(|found| !self.after_empty || found.end() > 0);
        Ok(found.map(|found| found.moved(start)))
    }
}

impl Iterator for Matches<'_, '_> {
    type Item = Result<Match, MatchFault>;

    fn next(&mut self) -> Option<Self::Item> {
        let from = self.next.take()?;
        let found = self.search(from).transpose()?;
        if let Ok(found) = &found {
            let end = found.end();
            self.after_empty = found.range().is_empty();
            self.next = match self.after_empty {
                false => Some(end),
                true => self.text[end..].chars().next().map(|skipped| end + skipped.len_utf8()),
            };
        }
        Some(found)
    }
}

#[cfg(test)]
mod tests;
