//! Sharing: several users of one folder, and what they see when the owner goes.
#![allow(clippy::unwrap_used)]

use csshell_store::change::{ChangeSet, Expect};
use csshell_store::fault::{Fault, StoreFault};
use csshell_store::key::Key;
use csshell_store::open;
use csshell_store::store::{Event, Store, Watch};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn put(name: &str, value: &str, expect: Expect) -> ChangeSet {
    ChangeSet::new("test").put(Key::new(name.as_bytes()), value.as_bytes(), expect)
}

fn value(store: &dyn Store, name: &str) -> Option<String> {
    store.get(&Key::new(name.as_bytes())).unwrap().map(|it| String::from_utf8(it.value.to_vec()).unwrap())
}

#[test]
fn everybody_sees_everybodys_changes() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (open(folder.path()).unwrap(), open(folder.path()).unwrap());
    a.commit(put("u/1", "from a", Expect::Absent)).unwrap();
    assert_eq!(value(b.as_ref(), "u/1").as_deref(), Some("from a"));
    let ticket = b.submit(put("u/1", "from b", Expect::Rev(1))).unwrap();
    assert_eq!(value(b.as_ref(), "u/1").as_deref(), Some("from b"), "a client sees its own writes at once");
    ticket.wait().unwrap();
    assert_eq!(value(a.as_ref(), "u/1").as_deref(), Some("from b"));
    let late = b.commit(put("u/1", "late", Expect::Rev(1))).unwrap_err();
    assert_eq!(late.id(), "StoreConflict");
}

#[test]
fn a_client_takes_over_in_the_middle_of_its_writes() {
    let folder = tempfile::tempdir().unwrap();
    let owner = open(folder.path()).unwrap();
    let (client, other) = (open(folder.path()).unwrap(), open(folder.path()).unwrap());
    let mut watch = other.watch(b"u/", 1).unwrap();
    let tickets: Vec<_> = (0..200)
        .map(|n| {
            if n == 100 {
                std::thread::sleep(Duration::from_millis(5));
            }
            client.submit(put(&format!("u/{n:03}"), "x", Expect::Absent)).unwrap()
        })
        .collect();
    drop(owner);
    for ticket in tickets {
        ticket.wait().unwrap();
    }
    assert_eq!(other.count(b"u/").unwrap(), 200);
    assert_eq!(other.info().unwrap().revision, 200, "nothing was applied twice");
    let seen = watch_until(watch.as_mut(), 200);
    assert_eq!(seen, (1..=200).collect::<Vec<_>>(), "the watch missed nothing and told nothing twice");
}

fn watch_until(watch: &mut dyn Watch, last: u64) -> Vec<u64> {
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut seen = Vec::new();
    while seen.last() != Some(&last) && Instant::now() < deadline {
        if let Event::Change(change) = watch.next(Duration::from_millis(200)).unwrap() {
            seen.push(change.rev);
        }
    }
    seen
}

#[test]
fn folder_and_socket_are_closed_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let _store = open(&path).unwrap();
    let mode = |name: &str| std::fs::metadata(path.join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(""), mode("socket")), (0o700, 0o660));
}

#[test]
fn a_very_long_folder_name_works() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a".repeat(120)).join("b".repeat(60));
    let (a, b) = (open(&path).unwrap(), open(&path).unwrap());
    b.commit(put("u/1", "x", Expect::Absent)).unwrap();
    assert_eq!(value(a.as_ref(), "u/1").as_deref(), Some("x"));
}

#[test]
fn garbage_ends_its_own_connection_only() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (open(folder.path()).unwrap(), open(folder.path()).unwrap());
    let garbage: [&[u8]; 4] = [b"GET / HTTP/1.1\r\n\r\n", &[0xff; 4096], &[4, 0, 0, 0, 1, 0, 0, 0], &[0, 0, 32, 0, 1, 2, 3, 4]];
    for bytes in garbage {
        let mut stream = UnixStream::connect(folder.path().join("socket")).unwrap();
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
    }
    b.commit(put("u/1", "x", Expect::Absent)).unwrap();
    assert_eq!(value(a.as_ref(), "u/1").as_deref(), Some("x"));
}

#[test]
fn a_client_that_stops_reading_holds_up_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (owner, client) = (open(folder.path()).unwrap(), open(folder.path()).unwrap());
    let mut stuck = client.watch(b"u/", 1).unwrap();
    for n in 0..300 {
        owner.commit(put(&format!("u/{n}"), &"x".repeat(10_000), Expect::Absent)).unwrap();
    }
    let start = Instant::now();
    client.commit(put("u/last", "x", Expect::Absent)).unwrap();
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(watch_until(stuck.as_mut(), 301).len(), 301, "what it did not read waits in the log");
}

#[test]
fn a_folder_that_cannot_be_written_is_said_so() {
    let fault = open(std::path::Path::new("/proc/csshell-store")).map(drop).unwrap_err();
    assert!(matches!(fault, StoreFault::Io { .. } | StoreFault::Denied { .. }), "{fault:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    assert_eq!(open(&file).map(drop).unwrap_err().id(), "StoreIo");
}

#[test]
fn more_connections_than_allowed_are_refused_with_the_limit() {
    let folder = tempfile::tempdir().unwrap();
    let owner = open(folder.path()).unwrap();
    let clients: Vec<_> = (0..64).map(|_| open(folder.path()).unwrap()).collect();
    let fault = open(folder.path()).map(drop).unwrap_err();
    assert!(fault.to_string().contains("CONNECTIONS_MAX"), "{fault}");
    drop(clients);
    drop(owner);
    let again: Arc<dyn Store> = open(folder.path()).unwrap();
    assert_eq!(again.info().unwrap().revision, 0);
}

#[test]
fn an_owner_that_goes_while_others_come_fails_none_of_them() {
    let folder = tempfile::tempdir().unwrap();
    std::thread::scope(|scope| {
        for who in 0..8 {
            let folder = folder.path();
            scope.spawn(move || {
                for turn in 0..40 {
                    let store = open(folder).unwrap();
                    store.commit(put(&format!("u/{who}"), &format!("{turn}"), Expect::Any)).unwrap();
                }
            });
        }
    });
    let store = open(folder.path()).unwrap();
    assert_eq!(store.info().unwrap().revision, 320);
}
