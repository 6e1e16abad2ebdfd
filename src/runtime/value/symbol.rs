//! Names as numbers: a symbol is a case-folded interned name.
//!
//! In:    the name of a variable, property, parameter or command in any case.
//! Out:   a number to compare, and the spelling first seen to show.
//! Never: forgets a name; the table lives as long as its thread.

use rustc_hash::FxHashMap;
use std::cell::RefCell;

/// An interned name; two names that differ only in case are the same symbol.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(u32);

#[derive(Default)]
struct Interner {
    by_folded: FxHashMap<&'static str, u32>,
    names: Vec<&'static str>,
}

thread_local! {
    static INTERNER: RefCell<Interner> = RefCell::new(Interner::default());
}

impl Symbol {
    pub fn of(name: &str) -> Self {
        INTERNER.with_borrow_mut(|interner| interner.intern(name))
    }

    /// The symbol of a name if any code has used the name before; does not grow the table.
    pub fn existing(name: &str) -> Option<Self> {
        INTERNER.with_borrow(|interner| interner.find(name).map(Symbol))
    }

    /// The spelling first seen.
    pub fn name(self) -> &'static str {
        INTERNER.with_borrow(|interner| interner.names[self.0 as usize])
    }

    pub fn index(self) -> u32 {
        self.0
    }
}

impl std::fmt::Debug for Symbol {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Interner {
    fn find(&self, name: &str) -> Option<u32> {
        with_folded(name, |folded| self.by_folded.get(folded).copied())
    }

    fn intern(&mut self, name: &str) -> Symbol {
        if let Some(found) = self.find(name) {
            return Symbol(found);
        }
        let index = self.names.len() as u32;
        let shown: &'static str = Box::leak(name.to_owned().into_boxed_str());
        let folded: &'static str =
            with_folded(name, |folded| if folded == shown { shown } else { Box::leak(folded.to_owned().into_boxed_str()) });
        self.names.push(shown);
        self.by_folded.insert(folded, index);
        Symbol(index)
    }
}

/// Calls `f` with the case-folded name; short ASCII names need no allocation.
pub fn with_folded<R>(name: &str, f: impl FnOnce(&str) -> R) -> R {
    const INLINE: usize = 64;
    if name.len() <= INLINE && name.is_ascii() {
        let mut buffer = [0u8; INLINE];
        let bytes = &mut buffer[..name.len()];
        bytes.copy_from_slice(name.as_bytes());
        bytes.make_ascii_lowercase();
        if let Ok(folded) = std::str::from_utf8(bytes) {
            return f(folded);
        }
    }
    f(&name.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_does_not_matter_and_the_first_spelling_is_shown() {
        let first = Symbol::of("EnableXmppAccess");
        assert_eq!(first, Symbol::of("enablexmppACCESS"));
        assert_eq!(first.name(), "EnableXmppAccess");
        assert_eq!(Symbol::existing("never heard of"), None);
    }
}
