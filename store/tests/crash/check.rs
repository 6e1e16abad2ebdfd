//! Check: compares what is in a folder with what was acknowledged.
//!
//! In:    a folder that no process uses, the list of acknowledgements.
//! Out:   how many acknowledgements there were; a panic that names the first thing that is wrong.
//! Never: believes the store about its values: they are read from the database file directly.

use crate::worker::{PLACES, sequence_key, value, value_key};
use csshell_store::change::Change;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Bytes before and after a payload in a record of format 1.
const BEFORE: usize = 17;
const AFTER: usize = 4;

/// Acknowledged changes: writer and sequence number to revision.
pub type Acks = BTreeMap<(u64, u64), u64>;

pub fn read_acks(path: &Path) -> Acks {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let numbers = |line: &str| line.split(' ').map(|it| it.parse::<u64>().unwrap()).collect::<Vec<_>>();
    whole.lines().map(numbers).map(|it| ((it[0], it[1]), it[2])).collect()
}

/// Everything that was acknowledged is there, once, whole; nothing that was never asked for is.
pub fn check(folder: &Path, acks: &Acks) -> u64 {
    let store = csshell_store::open(folder).unwrap_or_else(|it| panic!("{} does not open: {it}", folder.display()));
    let report = store.verify().unwrap();
    assert!(report.is_sound(), "{report:?}");
    let info = store.info().unwrap();
    let mut changes = Vec::new();
    let mut next = info.first;
    while next <= info.revision {
        let some = store.changes(next, 1000).unwrap();
        next += some.len() as u64;
        changes.extend(some);
    }
    drop(store);
    check_history(&changes, acks);
    check_values(folder, acks);
    acks.len() as u64
}

fn check_history(changes: &[Change], acks: &Acks) {
    let mut seen: HashMap<(u64, u64), u64> = HashMap::new();
    for change in changes {
        let Some(name) = name_of(change) else {
            continue;
        };
        let before = seen.insert(name, change.rev);
        assert_eq!(before, None, "writer and change {name:?} was applied twice, the second time at {}", change.rev);
        assert_eq!(change.items.len(), 4, "revision {} is not whole", change.rev);
    }
    for (name, rev) in acks {
        assert_eq!(seen.get(name), Some(rev), "writer and change {name:?} was acknowledged at revision {rev}");
    }
}

fn name_of(change: &Change) -> Option<(u64, u64)> {
    let item = change.items.iter().find(|it| it.key.bytes().ends_with(b"/seq"))?;
    let key = std::str::from_utf8(item.key.bytes()).ok()?;
    let writer = key.strip_prefix("u/w")?.strip_suffix("/seq")?.parse().ok()?;
    Some((writer, u64::from_le_bytes(item.new.as_ref()?[..8].try_into().ok()?)))
}

/// The engine's lock may outlive the handle that was just dropped by a moment: any other refusal still
/// fails the round once the tries are used up.
fn open_engine(folder: &Path) -> sled::Db {
    let config = sled::Config::new().path(folder.join("db")).flush_every_ms(None);
    let mut outcome = config.open();
    for _ in 0..250 {
        if !matches!(&outcome, Err(sled::Error::Io(_))) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
        outcome = config.open();
    }
    outcome.unwrap()
}

/// Without the store's code: the engine's own file, and what the values must be.
fn check_values(folder: &Path, acks: &Acks) {
    let db = open_engine(folder);
    let payload = |key: &[u8]| db.get(key).unwrap().map(|it| it[BEFORE..it.len() - AFTER].to_vec());
    let mut newest: BTreeMap<u64, u64> = BTreeMap::new();
    for (writer, sequence) in acks.keys() {
        newest.entry(*writer).and_modify(|it| *it = (*it).max(*sequence)).or_insert(*sequence);
    }
    for (writer, acknowledged) in newest {
        let stored = payload(&sequence_key(writer)).map_or(0, |it| u64::from_le_bytes(it[..8].try_into().unwrap()));
        assert!(stored >= acknowledged, "writer {writer}: {acknowledged} was acknowledged, {stored} is there");
        assert!(stored <= acknowledged + 1, "writer {writer}: {stored} is there, only {acknowledged} was acknowledged");
        for sequence in stored.saturating_sub(PLACES - 1).max(1)..=stored {
            for which in 0..3 {
                let there = payload(&value_key(writer, which, sequence));
                assert_eq!(there, Some(value(writer, which, sequence)), "writer {writer}, value {which}/{sequence}");
            }
        }
    }
}
