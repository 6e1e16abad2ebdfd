//! Worker: a process that writes until it is killed, and notes what was acknowledged.
//!
//! `worker FOLDER ACKS FIRST COUNT [STOP]`: writers FIRST.. of COUNT threads. Each change moves a sequence number and
//! three values together. An acknowledgement is one appended line, written after the store said that it is durable.
//! COUNT 0 opens the store and waits. It ends by itself when the file STOP appears.

use csshell_store::change::{ChangeSet, Expect};
use csshell_store::fault::StoreFault;
use csshell_store::key::Key;
use csshell_store::store::{Rev, Store};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Values of one writer before the oldest is written again.
pub const PLACES: u64 = 40;

pub fn sequence_key(writer: u64) -> Vec<u8> {
    format!("u/w{writer}/seq").into_bytes()
}

pub fn value_key(writer: u64, which: u64, sequence: u64) -> Vec<u8> {
    format!("u/w{writer}/{which}/{}", sequence % PLACES).into_bytes()
}

/// What a value must be; long enough that pages fill and split.
pub fn value(writer: u64, which: u64, sequence: u64) -> Vec<u8> {
    let size = 40 + (sequence * 37 + which * 101 + writer * 11) % 900;
    format!("{writer}/{which}/{sequence}/").into_bytes().into_iter().cycle().take(usize::try_from(size).unwrap()).collect()
}

pub fn main(args: &[String]) -> ExitCode {
    let (folder, acks) = (PathBuf::from(&args[0]), PathBuf::from(&args[1]));
    let (first, count): (u64, u64) = (args[2].parse().unwrap(), args[3].parse().unwrap());
    let stop = args.get(4).map(PathBuf::from);
    let store = match csshell_store::open(&folder) {
        Ok(store) => store,
        Err(fault) => {
            eprintln!("open: {fault}");
            return ExitCode::FAILURE;
        }
    };
    let outcome = std::thread::scope(|scope| {
        let (store, stop, acks) = (store.as_ref(), stop.as_deref(), acks.as_path());
        let writers: Vec<_> = (first..first + count).map(|it| scope.spawn(move || write(store, it, acks, stop))).collect();
        if count == 0 {
            while !is_over(stop) {
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        writers.into_iter().map(|it| it.join().unwrap()).find_map(Result::err)
    });
    match outcome {
        None => ExitCode::SUCCESS,
        Some(fault) => {
            eprintln!("{fault}");
            ExitCode::from(2)
        }
    }
}

fn is_over(stop: Option<&Path>) -> bool {
    stop.is_some_and(Path::exists)
}

fn write(store: &dyn Store, writer: u64, acks: &Path, stop: Option<&Path>) -> Result<(), StoreFault> {
    let mut acks = OpenOptions::new().create(true).append(true).open(acks).unwrap();
    let entry = store.get(&Key::new(&sequence_key(writer)))?;
    let mut sequence = entry.as_ref().map_or(0, |it| u64::from_le_bytes(it.value[..8].try_into().unwrap()));
    let mut seen = entry.as_ref().map_or(Expect::Absent, |it| Expect::Rev(it.revision));
    if let Some(entry) = entry {
        // Applied before the last kill, perhaps without an answer; from here on it counts as acknowledged.
        acknowledge(&mut acks, writer, sequence, entry.revision);
    }
    while !is_over(stop) {
        sequence += 1;
        let rev = store.commit(change(writer, sequence, seen))?.rev;
        seen = Expect::Rev(rev);
        acknowledge(&mut acks, writer, sequence, rev);
    }
    Ok(())
}

fn change(writer: u64, sequence: u64, seen: Expect) -> ChangeSet {
    let number = sequence.to_le_bytes().to_vec();
    let change = ChangeSet::new("worker").put(Key::new(&sequence_key(writer)), number, seen);
    (0..3).fold(change, |it, which| it.put(Key::new(&value_key(writer, which, sequence)), value(writer, which, sequence), Expect::Any))
}

fn acknowledge(acks: &mut File, writer: u64, sequence: u64, rev: Rev) {
    acks.write_all(format!("{writer} {sequence} {rev}\n").as_bytes()).unwrap();
}
