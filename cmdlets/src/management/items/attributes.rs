//! `-Attributes`: conditions such as `!Directory+ReadOnly,Hidden`.
//!
//! A comma means or, a plus sign means and, an exclamation mark means not.

use crate::management::fault;
use runtime::author::{Fault, Type};

/// Bits that must and must not be there, one pair per alternative.
#[derive(Clone)]
pub(super) struct Attributes(Vec<(i64, i64)>);

impl Attributes {
    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        text.split(',').map(alternative).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn fit(&self, bits: i64) -> bool {
        self.0.iter().any(|(with, without)| bits & with == *with && bits & without == 0)
    }
}

fn alternative(text: &str) -> Result<(i64, i64), Fault> {
    let (mut with, mut without) = (0, 0);
    for word in text.split('+').map(str::trim) {
        let (name, not) = word.strip_prefix('!').map_or((word, false), |it| (it, true));
        let bit = bit(name.trim())?;
        *(if not { &mut without } else { &mut with }) |= bit;
    }
    Ok((with, without))
}

fn bit(name: &str) -> Result<i64, Fault> {
    let short = match name.to_ascii_lowercase().as_str() {
        "d" => "Directory",
        "h" => "Hidden",
        "r" => "ReadOnly",
        "s" => "System",
        _ => name,
    };
    let known = Type::of("System.IO.FileAttributes").enum_def();
    let found = known.and_then(|it| it.values.iter().find(|(it, _)| it.eq_ignore_ascii_case(short)));
    found.map(|(_, bit)| *bit).ok_or_else(|| {
        fault::argument("Argument", format!("Unable to match the identifier name {name} to a valid enumerator name. Specify one of the following enumerator names and try again: ReadOnly, Hidden, System, Directory, Archive, Device, Normal, Temporary, SparseFile, ReparsePoint, Compressed, Offline, NotContentIndexed, Encrypted, IntegrityStream, NoScrubData"))
    })
}
