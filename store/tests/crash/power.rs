//! Power: only what was synced is left, with or without some pages that were not.

use crate::chance::Chance;
use crate::check::{check, read_acks};
use crate::kill::{Place, end};
use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const PAGE_BYTES: u64 = 4096;

/// Only synced bytes survive.
pub fn cut_clean(rounds: u32) -> String {
    cut(rounds, 0, "power-cut")
}

/// Of the pages that were not synced, three of ten survive too, in any order.
pub fn cut_torn(rounds: u32) -> String {
    cut(rounds, 30, "power-cut-torn")
}

fn cut(rounds: u32, percent: u64, name: &str) -> String {
    let mut chance = Chance::new(name);
    let mut place = Place::new();
    let shim = build_shim(&place);
    let shim_kept = std::fs::read(&shim).unwrap();
    let mut acks = 0;
    for round in 0..rounds {
        if round % 10 == 0 {
            place = Place::new();
            std::fs::create_dir(&place.folder).unwrap();
        }
        let shim = place.root().join("shim.so");
        std::fs::write(&shim, &shim_kept).unwrap();
        let before = read_acks(&place.acks).len();
        let shadow = place.root().join("shadow");
        let _ = std::fs::remove_dir_all(&shadow);
        copy_tree(&place.folder, &shadow);
        let mut worker = place.worker(0, 4);
        worker.env("LD_PRELOAD", &shim).env("SHIM_REAL", &place.folder).env("SHIM_SHADOW", &shadow);
        run_and_kill(&place, worker, before, &mut chance);
        if percent > 0 {
            keep_some_pages(&place.folder, &shadow, percent, &mut chance);
        }
        std::fs::remove_dir_all(&place.folder).unwrap();
        std::fs::rename(&shadow, &place.folder).unwrap();
        acks += check(&place.folder, &read_acks(&place.acks)) - before as u64;
    }
    format!("{rounds} rounds, {acks} acknowledged, 0 lost")
}

fn run_and_kill(place: &Place, mut worker: Command, before: usize, chance: &mut Chance) {
    let mut child = worker.spawn().unwrap();
    let start = Instant::now();
    while read_acks(&place.acks).len() <= before {
        assert!(start.elapsed() < Duration::from_secs(60), "the writer does not get on");
        if let Some(status) = child.try_wait().unwrap() {
            panic!("the writer ended by itself: {status}");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    std::thread::sleep(Duration::from_micros(chance.below(150_000)));
    end(child);
}

/// The wall clock jumps up to a year at every look.
pub fn clock_jumps(rounds: u32) -> String {
    let mut chance = Chance::new("clock");
    let place = Place::new();
    let shim = build_shim(&place);
    let rounds = rounds.min(10);
    for _ in 0..rounds {
        let before = read_acks(&place.acks).len();
        let mut worker = place.worker(0, 4);
        worker.env("LD_PRELOAD", &shim).env("SHIM_CLOCK", "1");
        run_and_kill(&place, worker, before, &mut chance);
        place.check();
    }
    let store = csshell_store::open(&place.folder).unwrap();
    let times: Vec<_> = store.changes(1, 100).unwrap().iter().map(|it| it.at).collect();
    assert!(!times.is_sorted(), "the clock did not jump");
    format!("{rounds} rounds, {} acknowledged, 0 lost", read_acks(&place.acks).len())
}

fn build_shim(place: &Place) -> PathBuf {
    let out = place.root().join("shim.so");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/crash/shim.c");
    let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".to_owned());
    let built = Command::new(compiler).args(["-O1", "-shared", "-fPIC", "-o"]).arg(&out).args([source, "-ldl", "-lpthread"]).output();
    let built = built.expect("a C compiler is needed to simulate a power cut");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    out
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            found.extend(files_below(&entry.path()));
        } else if kind.is_file() {
            found.push(entry.path());
        }
    }
    found
}

pub fn copy_tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let kind = entry.file_type().unwrap();
        let there = to.join(entry.file_name());
        if kind.is_dir() {
            copy_tree(&entry.path(), &there);
        } else if kind.is_file() {
            std::fs::copy(entry.path(), there).unwrap();
        }
    }
}

fn keep_some_pages(real: &Path, shadow: &Path, percent: u64, chance: &mut Chance) {
    for path in files_below(real) {
        let there = shadow.join(path.strip_prefix(real).unwrap());
        let Ok(to) = OpenOptions::new().read(true).write(true).open(&there) else {
            continue;
        };
        let from = File::open(&path).unwrap();
        for page in 0..from.metadata().unwrap().len().div_ceil(PAGE_BYTES) {
            let (mine, other) = (read_page(&from, page), read_page(&to, page));
            if mine != other && chance.below(100) < percent {
                to.write_all_at(&mine, page * PAGE_BYTES).unwrap();
            }
        }
    }
}

fn read_page(file: &File, page: u64) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(PAGE_BYTES).unwrap()];
    let mut length = 0;
    while let Ok(more) = file.read_at(&mut bytes[length..], page * PAGE_BYTES + length as u64) {
        if more == 0 {
            break;
        }
        length += more;
    }
    bytes.truncate(length);
    bytes
}
