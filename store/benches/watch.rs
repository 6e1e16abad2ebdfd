//! Watch: from a change to the moment another process knows, with a writer beside it.
//!
//! `cargo bench -p csshell-store --bench watch` prints percentiles over 2,000 changes, and the rate of lone durable
//! commits here and over the socket.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use csshell_store::change::{ChangeSet, Expect};
use csshell_store::key::Key;
use csshell_store::store::{Event, Store};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const CHANGES: u32 = 2000;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    match args.iter().position(|it| it == "watcher") {
        Some(at) => watcher(Path::new(&args[at + 1])),
        None => writer(),
    }
}

/// Both processes read the same monotonic clock.
fn now_ns() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    u64::try_from(now.tv_sec).unwrap() * 1_000_000_000 + u64::try_from(now.tv_nsec).unwrap()
}

fn writer() {
    let folder = tempfile::tempdir().unwrap();
    let store = csshell_store::open(folder.path()).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    let mut child = command.arg("watcher").arg(folder.path()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(said.next().unwrap().unwrap(), "ready");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0_u32;
            while !done.load(Ordering::Relaxed) {
                n += 1;
                store.commit(put(&format!("u/{}", n % 500), &[7; 400])).unwrap();
            }
            println!("the writer beside it      {n} durable commits");
        });
        for _ in 0..CHANGES {
            store.commit(put("p/watched", &now_ns().to_le_bytes())).unwrap();
            std::thread::sleep(Duration::from_millis(1));
        }
        done.store(true, Ordering::Relaxed);
    });
    said.for_each(|line| println!("{}", line.unwrap()));
    child.wait().unwrap();
    lone("here", store.as_ref());
    let client = csshell_store::open(folder.path()).unwrap();
    lone("over the socket", client.as_ref());
}

fn put(key: &str, value: &[u8]) -> ChangeSet {
    ChangeSet::new("bench").put(Key::new(key.as_bytes()), value, Expect::Any)
}

fn lone(place: &str, store: &dyn Store) {
    const TURNS: u32 = 2000;
    let start = Instant::now();
    for n in 0..TURNS {
        store.commit(put(&format!("u/{n}"), &[7; 400])).unwrap();
    }
    let rate = f64::from(TURNS) / start.elapsed().as_secs_f64();
    println!("lone durable commits      {rate:.0} a second {place}");
}

fn watcher(folder: &Path) {
    let store = csshell_store::open(folder).unwrap();
    let mut watch = store.watch(b"p/", 1).unwrap();
    println!("ready");
    let mut waits = Vec::new();
    while waits.len() < CHANGES as usize {
        if let Event::Change(change) = watch.next(Duration::from_secs(1)).unwrap() {
            let sent = u64::from_le_bytes(change.items[0].new.as_ref().unwrap()[..8].try_into().unwrap());
            waits.push(now_ns() - sent);
        }
    }
    waits.sort_unstable();
    let at = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize] as f64 / 1e6;
    println!("set to watch, ms          p50 {:.2}, p99 {:.2}, max {:.2}", at(0.5), at(0.99), at(1.0));
}
