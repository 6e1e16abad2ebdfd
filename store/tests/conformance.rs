//! Conformance: what every store promises, checked on every home.
//!
//! A new home is right when it passes this file; nothing else defines the trait.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use csshell_store::change::{ChangeSet, Expect, VALUE_BYTES_MAX, WRITES_MAX};
use csshell_store::fault::{Fault, StoreFault};
use csshell_store::key::{ACCOUNTS, Key};
use csshell_store::store::{Event, Store};
use std::sync::Arc;
use std::time::Duration;

type Check = fn(&dyn Store);

const CHECKS: &[(&str, Check)] = &[
    ("a fresh store is empty", fresh),
    ("a change is readable at once and counted", readable),
    ("expectations hold, or nothing happens", expectations),
    ("a change set is applied whole or not at all", whole),
    ("the same id is applied once", once),
    ("limits are faults that name themselves", limits),
    ("pages go on where they ended", pages),
    ("history tells who, by which command, old and new", history),
    ("a watch tells every change once, in order", watching),
    ("compaction forgets and says so", compaction),
    ("secrets are not in the history", secrets),
    ("many writers lose no update", writers),
    ("verification finds nothing wrong", sound),
];

fn run_all(mut open: impl FnMut() -> (Arc<dyn Store>, Box<dyn std::any::Any>)) {
    for (name, check) in CHECKS {
        let (store, _keep) = open();
        println!("{name}");
        check(store.as_ref());
        assert!(store.verify().unwrap().is_sound(), "after: {name}");
    }
}

#[test]
fn memory_conforms() {
    run_all(|| (csshell_store::memory(), Box::new(())));
}

#[test]
fn sled_conforms() {
    run_all(|| {
        let folder = tempfile::tempdir().unwrap();
        (csshell_store::open(folder.path()).unwrap(), Box::new(folder))
    });
}

#[test]
fn a_client_of_the_owner_conforms() {
    run_all(|| {
        let folder = tempfile::tempdir().unwrap();
        let owner = csshell_store::open(folder.path()).unwrap();
        let client = csshell_store::open(folder.path()).unwrap();
        (client, Box::new((owner, folder)))
    });
}

fn key(name: &str) -> Key {
    Key::new(format!("u/{name}").as_bytes())
}

fn put(name: &str, value: &str, expect: Expect) -> ChangeSet {
    ChangeSet::new("test").put(key(name), value.as_bytes(), expect)
}

fn value(store: &dyn Store, name: &str) -> Option<String> {
    store.get(&key(name)).unwrap().map(|it| String::from_utf8(it.value.to_vec()).unwrap())
}

#[track_caller]
fn refused(outcome: Result<impl Sized, StoreFault>, id: &str) {
    assert_eq!(outcome.err().map(|it| it.id()), Some(id));
}

fn fresh(store: &dyn Store) {
    let info = store.info().unwrap();
    assert_eq!((info.revision, info.durable, info.records), (0, 0, 0));
    assert_eq!(store.get(&key("a")).unwrap(), None);
    assert_eq!(store.page(b"", None, 10).unwrap().iter().filter(|it| !it.key.starts_with(b"m/")).count(), 0);
    assert_eq!(store.flush().unwrap(), 0);
}

fn readable(store: &dyn Store) {
    let ticket = store.submit(put("a", "1", Expect::Any)).unwrap();
    assert_eq!(value(store, "a").as_deref(), Some("1"));
    let done = ticket.wait().unwrap();
    assert_eq!((done.rev, done.replayed), (1, false));
    assert_eq!(store.info().unwrap().durable, 1);
    store.commit(put("a", "2", Expect::Rev(1))).unwrap();
    let entry = store.get(&key("a")).unwrap().unwrap();
    assert_eq!((entry.created, entry.revision, &*entry.value), (1, 2, &b"2"[..]));
    assert_eq!(store.count(ACCOUNTS).unwrap(), 1);
    store.commit(ChangeSet::new("test").delete(key("a"), Expect::Present)).unwrap();
    assert_eq!(value(store, "a"), None);
}

fn expectations(store: &dyn Store) {
    refused(store.commit(put("a", "1", Expect::Present)), "StoreConflict");
    store.commit(put("a", "1", Expect::Absent)).unwrap();
    refused(store.commit(put("a", "2", Expect::Absent)), "StoreConflict");
    refused(store.commit(put("a", "2", Expect::Rev(7))), "StoreConflict");
    let guarded = put("b", "1", Expect::Any).guard(key("a"), Expect::Rev(7));
    refused(store.commit(guarded), "StoreConflict");
    store.commit(put("b", "1", Expect::Any).guard(key("a"), Expect::Rev(1))).unwrap();
    assert_eq!(store.info().unwrap().revision, 2, "a refused change takes no revision");
}

fn whole(store: &dyn Store) {
    store.commit(put("b", "old", Expect::Any)).unwrap();
    let change = put("a", "1", Expect::Any).put(key("b"), &b"new"[..], Expect::Absent);
    refused(store.commit(change), "StoreConflict");
    assert_eq!((value(store, "a"), value(store, "b").as_deref()), (None, Some("old")));
}

fn once(store: &dyn Store) {
    let change = put("a", "1", Expect::Absent);
    let first = store.commit(change.clone()).unwrap();
    store.commit(put("a", "2", Expect::Any)).unwrap();
    let again = store.commit(change.clone()).unwrap();
    assert_eq!((again.rev, again.replayed), (first.rev, true));
    assert_eq!(value(store, "a").as_deref(), Some("2"), "the second time changes nothing");
    let mut other = put("a", "3", Expect::Any);
    other.id = change.id;
    refused(store.commit(other), "StoreChangeIdReused");
}

fn limits(store: &dyn Store) {
    refused(store.commit(ChangeSet::new("test")), "StoreChangeMalformed");
    refused(store.commit(put("a", "1", Expect::Any).put(key("a"), &b"2"[..], Expect::Any)), "StoreChangeMalformed");
    refused(store.commit(ChangeSet::new("test").put(Key::new(b"m/head"), &b""[..], Expect::Any)), "StoreChangeMalformed");
    let big = vec![0; VALUE_BYTES_MAX + 1];
    refused(store.commit(ChangeSet::new("test").put(key("a"), big, Expect::Any)), "StoreLimitReached");
    let long = Key::new(&[b'u'; 600]);
    refused(store.commit(ChangeSet::new("test").put(long, &b""[..], Expect::Any)), "StoreLimitReached");
    let many = (0..=WRITES_MAX).fold(ChangeSet::new("test"), |it, n| it.put(key(&n.to_string()), &b""[..], Expect::Any));
    refused(store.commit(many), "StoreLimitReached");
    let full = (0..WRITES_MAX).fold(ChangeSet::new("test"), |it, n| it.put(key(&n.to_string()), vec![n as u8; 10_000], Expect::Any));
    store.commit(full).unwrap();
    assert_eq!(store.changes(1, 10).unwrap()[0].items.len(), WRITES_MAX);
}

fn pages(store: &dyn Store) {
    for n in 0..25 {
        drop(store.submit(put(&format!("{n:02}"), "x", Expect::Absent)).unwrap());
    }
    store.commit(ChangeSet::new("test").put(Key::new(b"v/other"), &b"x"[..], Expect::Any)).unwrap();
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store.page(ACCOUNTS, after.as_ref(), 10).unwrap();
        assert!(page.len() <= 10);
        let Some(last) = page.last() else { break };
        after = Some(last.key.clone());
        seen.extend(page.into_iter().map(|it| it.key));
    }
    assert_eq!(seen.len(), 25);
    assert!(seen.is_sorted());
    assert_eq!(store.count(b"").unwrap(), store.info().unwrap().records + 2, "two records are about the store itself");
}

fn history(store: &dyn Store) {
    store.commit(ChangeSet::new("Set-X -Password geheim").put(key("a"), &b"one"[..], Expect::Any)).unwrap();
    store.commit(put("a", "two", Expect::Any).delete(key("none"), Expect::Absent)).unwrap();
    store.commit(ChangeSet::new("Remove-X").delete(key("a"), Expect::Any)).unwrap();
    let changes = store.changes(1, 10).unwrap();
    let shown: Vec<_> = changes
        .iter()
        .map(|it| {
            let item = &it.items[0];
            let text = |it: &Option<Arc<[u8]>>| it.as_ref().map(|it| String::from_utf8(it.to_vec()).unwrap());
            (it.rev, it.command.to_string(), text(&item.old), text(&item.new), item.old_rev)
        })
        .collect();
    let some = |it: &str| Some(it.to_owned());
    assert_eq!(shown[0], (1, "Set-X -Password ***".to_owned(), None, some("one"), 0));
    assert_eq!(shown[1], (2, "test".to_owned(), some("one"), some("two"), 1));
    assert_eq!(shown[2], (3, "Remove-X".to_owned(), some("two"), None, 2));
    assert_eq!(changes[0].actor.pid, std::process::id());
    assert_eq!(store.changes(2, 1).unwrap().len(), 1);
    assert_eq!(store.changes(4, 10).unwrap(), []);
}

fn watching(store: &dyn Store) {
    store.commit(put("a", "1", Expect::Any)).unwrap();
    let mut watch = store.watch(ACCOUNTS, 1).unwrap();
    let mut next = || watch.next(Duration::from_millis(20)).unwrap();
    assert!(matches!(next(), Event::Change(it) if it.rev == 1));
    assert_eq!(next(), Event::Current(1));
    store.commit(ChangeSet::new("test").put(Key::new(b"v/x"), &b""[..], Expect::Any)).unwrap();
    store.commit(put("b", "2", Expect::Any).put(Key::new(b"v/x"), &b"2"[..], Expect::Any)).unwrap();
    let Event::Change(change) = next() else { panic!("no change") };
    assert_eq!((change.rev, change.items.len()), (3, 1), "only watched keys are told of");
    assert_eq!(next(), Event::Current(3));
}

fn compaction(store: &dyn Store) {
    let old = put("a", "1", Expect::Any);
    store.commit(old.clone()).unwrap();
    for n in 2..=300 {
        drop(store.submit(put("a", &n.to_string(), Expect::Any)).unwrap());
    }
    store.flush().unwrap();
    assert_eq!(store.compact(200).unwrap(), 200);
    refused(store.changes(199, 1), "StoreHistoryCompacted");
    refused(store.watch(b"", 199).map(drop), "StoreHistoryCompacted");
    assert_eq!(store.changes(200, 1).unwrap()[0].rev, 200);
    assert_eq!(store.info().unwrap().first, 200);
    assert!(!store.commit(old).unwrap().replayed, "a forgotten id is a new one");
    assert_eq!(store.compact(10_000).unwrap(), 302, "what comes next is never forgotten before it came");
    assert_eq!(value(store, "a").as_deref(), Some("1"));
}

fn secrets(store: &dyn Store) {
    let place = Key::secret("place");
    store.commit(ChangeSet::new("test").put(place.clone(), &b"geheim"[..], Expect::Absent)).unwrap();
    let change = store.changes(1, 1).unwrap().remove(0);
    assert!(change.items[0].hidden && change.items[0].new.is_none());
    assert_eq!(&*store.get(&place).unwrap().unwrap().value, b"geheim");
}

fn writers(store: &dyn Store) {
    const EACH: u32 = 25;
    store.commit(put("n", "0", Expect::Absent)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..EACH).for_each(|_| add_one(store)));
        }
    });
    assert_eq!(value(store, "n"), Some((4 * EACH).to_string()));
    assert_eq!(store.info().unwrap().revision, u64::from(4 * EACH + 1));
}

fn add_one(store: &dyn Store) {
    loop {
        let entry = store.get(&key("n")).unwrap().unwrap();
        let n: u32 = std::str::from_utf8(&entry.value).unwrap().parse().unwrap();
        match store.commit(put("n", &(n + 1).to_string(), Expect::Rev(entry.revision))) {
            Ok(_) => return,
            Err(fault) => assert_eq!(fault.id(), "StoreConflict"),
        }
    }
}

fn sound(store: &dyn Store) {
    for n in 0..50 {
        drop(store.submit(put(&format!("{}", n % 7), &format!("{n}"), Expect::Any)).unwrap());
    }
    let report = store.verify().unwrap();
    assert_eq!(report.findings.iter().filter(|it| it.damage).count(), 0);
    assert!(report.records > 100);
}
