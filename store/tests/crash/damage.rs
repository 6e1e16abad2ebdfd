//! Damage: files that are not what was written. Found or without effect, never served, never a panic; and restored.

use crate::chance::Chance;
use crate::check::{Acks, check, read_acks};
use crate::kill::Place;
use crate::power::copy_tree;
use csshell_store::fault::{Fault, StoreFault};
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Damages a folder.
type Kind = fn(&Path, &mut Chance);

const KINDS: &[(&str, Kind)] = &[
    ("tail cut off", cut_tail),
    ("last page garbled", garble_last_page),
    ("one bit flipped", flip_bit),
    ("any page garbled", garble_page),
    ("any file halved", halve),
    ("any file removed", remove),
];

#[derive(Default)]
struct Tally {
    refused: u32,
    healed: u32,
}

/// Six kinds of damage to a store that lay at rest.
pub fn six_kinds(rounds: u32) -> String {
    let place = Place::new();
    let acks = make_store(&place);
    let mut chance = Chance::new("damage");
    let mut told = Vec::new();
    for (name, damage) in KINDS {
        let mut tally = Tally::default();
        for round in 0..rounds {
            one(&place, &acks, *damage, &mut chance, &mut tally, &format!("{name}, round {round}"));
        }
        told.push(format!("{name}: {} refused, {} no harm", tally.refused, tally.healed));
    }
    format!("{rounds} rounds each, 0 silent, 0 panics; {}", told.join("; "))
}

fn make_store(place: &Place) -> Acks {
    let mut worker = place.worker(0, 4).spawn().unwrap();
    while read_acks(&place.acks).len() < 1500 {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::fs::write(&place.stop, "").unwrap();
    assert!(worker.wait().unwrap().success());
    std::fs::remove_file(&place.stop).unwrap();
    let acks = read_acks(&place.acks);
    check(&place.folder, &acks);
    acks
}

fn one(place: &Place, acks: &Acks, damage: Kind, chance: &mut Chance, tally: &mut Tally, what: &str) {
    let folder = place.root().join("damaged");
    let _ = std::fs::remove_dir_all(&folder);
    copy_tree(&place.folder, &folder);
    damage(&folder, chance);
    // In a process of its own, so that a panic anywhere would show.
    let stop = place.root().join("stop-now");
    std::fs::write(&stop, "").unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    let acks_path = place.root().join("no-acks");
    command.arg("worker").arg(&folder).arg(acks_path).args(["0", "0"]).arg(&stop);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{what}: {said}");
    if output.status.success() {
        check(&folder, acks);
        tally.healed += 1;
        return;
    }
    assert_eq!(output.status.code(), Some(1), "{what}: {said}");
    assert!(said.starts_with("open: "), "{what}: {said}");
    tally.refused += 1;
    restored(&folder, what);
}

/// The owner left a base copy when it went, so everything comes back or is named.
fn restored(folder: &Path, what: &str) {
    match csshell_store::restore(folder) {
        Ok(told) => {
            let store = csshell_store::open(folder).unwrap_or_else(|it| panic!("{what}, after {told:?}: {it}"));
            assert!(store.verify().unwrap().is_sound());
            assert!(told.revision == told.acknowledged || !told.lost.is_empty(), "{what}: {told:?}");
        }
        Err(StoreFault::Timeout { .. }) => {}
        Err(fault) => panic!("{what}: restore: {} {fault}", fault.id()),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let listing = std::fs::read_dir(folder.join("db")).unwrap().flatten();
    listing.filter(|it| it.file_type().unwrap().is_file() && it.file_name() != "conf").map(|it| it.path()).collect()
}

fn database(folder: &Path) -> PathBuf {
    folder.join("db/db")
}

fn any(folder: &Path, chance: &mut Chance) -> PathBuf {
    let mut all = files(folder);
    all.sort();
    let at = usize::try_from(chance.below(all.len() as u64)).unwrap();
    all.swap_remove(at)
}

fn resize(path: &Path, size: impl FnOnce(u64) -> u64) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    file.set_len(size(length)).unwrap();
}

fn cut_tail(folder: &Path, chance: &mut Chance) {
    let bytes = 1 + chance.below(4096);
    resize(&database(folder), |it| it.saturating_sub(bytes));
}

fn garble(path: &Path, page: u64, chance: &mut Chance) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    let bytes: Vec<u8> = (0..4096).map(|_| u8::try_from(chance.below(256)).unwrap()).collect();
    file.write_all_at(&bytes, page * 4096).unwrap();
}

fn pages(path: &Path) -> u64 {
    std::fs::metadata(path).unwrap().len().div_ceil(4096)
}

fn garble_last_page(folder: &Path, chance: &mut Chance) {
    let path = database(folder);
    garble(&path, pages(&path).saturating_sub(1), chance);
}

fn garble_page(folder: &Path, chance: &mut Chance) {
    let path = any(folder, chance);
    let page = chance.below(pages(&path));
    garble(&path, page, chance);
}

fn flip_bit(folder: &Path, chance: &mut Chance) {
    let path = any(folder, chance);
    let file = OpenOptions::new().read(true).write(true).open(&path).unwrap();
    let at = chance.below(file.metadata().unwrap().len());
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    byte[0] ^= 1 << chance.below(8);
    file.write_all_at(&byte, at).unwrap();
}

fn halve(folder: &Path, chance: &mut Chance) {
    resize(&any(folder, chance), |it| it / 2);
}

fn remove(folder: &Path, chance: &mut Chance) {
    std::fs::remove_file(any(folder, chance)).unwrap();
}
