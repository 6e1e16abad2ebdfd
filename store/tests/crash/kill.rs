//! Kill: processes that end without a word, at any moment.

use crate::chance::Chance;
use crate::check::{check, read_acks};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Rounds on one store before a fresh one is begun.
const ROUNDS_PER_STORE: u32 = 10;

pub struct Place {
    pub folder: PathBuf,
    pub acks: PathBuf,
    pub stop: PathBuf,
    root: TempDir,
}

impl Place {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let at = |name: &str| root.path().join(name);
        Self { folder: at("store"), acks: at("acks"), stop: at("stop"), root }
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn worker(&self, first: u64, count: u64) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.arg("worker").arg(&self.folder).arg(&self.acks).args([first.to_string(), count.to_string()]);
        command.arg(&self.stop).stdin(Stdio::null());
        command
    }

    fn start(&self, first: u64, count: u64) -> Child {
        self.worker(first, count).spawn().unwrap()
    }

    pub fn check(&self) -> u64 {
        check(&self.folder, &read_acks(&self.acks))
    }

    fn wait_for_acks(&self, more_than: usize) {
        let start = Instant::now();
        while read_acks(&self.acks).len() <= more_than {
            assert!(start.elapsed() < Duration::from_secs(60), "no writer gets on");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    fn finish(&self, mut workers: Vec<Child>) {
        std::fs::write(&self.stop, "").unwrap();
        for worker in &mut workers {
            let status = worker.wait().unwrap();
            assert!(status.success(), "a writer failed: {status}");
        }
        std::fs::remove_file(&self.stop).unwrap();
    }
}

pub fn end(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn pause(chance: &mut Chance, ms: u64) {
    std::thread::sleep(Duration::from_micros(chance.below(ms * 1000)));
}

/// Four writers in two processes; both are killed, one after the other.
pub fn two_processes(rounds: u32) -> String {
    let mut chance = Chance::new("kill");
    let mut place = Place::new();
    let mut acks = 0;
    for round in 0..rounds {
        if round % ROUNDS_PER_STORE == 0 {
            place = Place::new();
        }
        let before = read_acks(&place.acks).len();
        let (one, two) = (place.start(0, 2), place.start(2, 2));
        place.wait_for_acks(before);
        pause(&mut chance, 200);
        let (first, second) = if chance.below(2) == 0 { (one, two) } else { (two, one) };
        end(first);
        pause(&mut chance, 60);
        end(second);
        acks += place.check() - before as u64;
    }
    format!("{rounds} rounds, {acks} acknowledged, 0 lost, 0 twice")
}

/// A store with something in it is opened again and again, and the process killed while it does.
pub fn during_open(rounds: u32) -> String {
    let mut chance = Chance::new("kill-open");
    let place = Place::new();
    let workers = vec![place.start(0, 4)];
    place.wait_for_acks(1500);
    place.finish(workers);
    for round in 0..rounds {
        let child = place.start(0, 0);
        pause(&mut chance, 40);
        end(child);
        if round % 10 == 9 || round + 1 == rounds {
            place.check();
        }
    }
    format!("{rounds} rounds, {} acknowledged before, 0 lost", read_acks(&place.acks).len())
}

/// The owner is killed while two other processes write; one of them takes over and both go on.
pub fn the_owner(rounds: u32) -> String {
    let mut chance = Chance::new("kill-owner");
    let mut place = Place::new();
    let (mut acks, mut longest) = (0, Duration::ZERO);
    for round in 0..rounds {
        if round % ROUNDS_PER_STORE == 0 {
            place = Place::new();
        }
        let before = read_acks(&place.acks).len();
        let owner = place.start(90, 0);
        let socket = place.folder.join("socket");
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let clients = vec![place.start(0, 2), place.start(2, 2)];
        place.wait_for_acks(before);
        pause(&mut chance, 100);
        end(owner);
        let (start, then) = (Instant::now(), read_acks(&place.acks).len());
        place.wait_for_acks(then + 8);
        longest = longest.max(start.elapsed());
        place.finish(clients);
        acks += place.check() - before as u64;
    }
    format!("{rounds} rounds, {acks} acknowledged, 0 lost, 0 twice, longest silence {} ms", longest.as_millis())
}

/// A client that is stopped in the middle of its writes holds up nobody else.
pub fn stopped_client(rounds: u32) -> String {
    let place = Place::new();
    let rounds = rounds.min(10);
    for _ in 0..rounds {
        let before = read_acks(&place.acks).len();
        let owner = place.start(0, 1);
        place.wait_for_acks(before);
        let stuck = place.start(2, 2);
        place.wait_for_acks(before + 10);
        let pid = rustix::process::Pid::from_child(&stuck);
        rustix::process::kill_process(pid, rustix::process::Signal::STOP).unwrap();
        let then = read_acks(&place.acks).keys().filter(|it| it.0 == 0).count();
        let start = Instant::now();
        while read_acks(&place.acks).keys().filter(|it| it.0 == 0).count() < then + 50 {
            assert!(start.elapsed() < Duration::from_secs(10), "the owner is held up");
            std::thread::sleep(Duration::from_millis(5));
        }
        end(stuck);
        place.finish(vec![owner]);
        place.check();
    }
    format!("{rounds} rounds, the others went on")
}
