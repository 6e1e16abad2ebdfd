//! Disk: full, and not to be written.

use crate::check::{check, read_acks};
use crate::kill::Place;
use csshell_store::change::{ChangeSet, Expect};
use csshell_store::fault::Fault;
use csshell_store::key::Key;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// A small file system of its own; gone when dropped.
struct Small(PathBuf);

impl Small {
    /// None where mounting is not allowed.
    fn mount(at: &Path, megabytes: u32) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let options = format!("size={megabytes}m,mode=700");
        let status = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "csshell-test"]).arg(at).output().ok()?;
        status.status.success().then(|| Self(at.to_owned()))
    }

    fn remount(&self, how: &str) {
        // The threads of a store that was just dropped may hold a file for some moments more.
        let start = Instant::now();
        loop {
            let output = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(&self.0).output().unwrap();
            if output.status.success() {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(5), "{}", String::from_utf8_lossy(&output.stderr));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

const SKIPPED: &str = "SKIPPED, a small file system cannot be mounted here (needs root)";

/// Writers go on until the disk is full; what was acknowledged is there, and with room they go on.
pub fn full(_rounds: u32) -> String {
    let place = Place::new();
    let Some(disk) = Small::mount(&place.folder, 72) else {
        return SKIPPED.to_owned();
    };
    let output = place.worker(0, 4).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("in reserve for it. This was not stored; free some space"), "{said}");
    let before = check(&place.folder, &read_acks(&place.acks));
    disk.remount("size=200m");
    let store = csshell_store::open(&place.folder).unwrap();
    store.commit(ChangeSet::new("more room").put(Key::new(b"v/1"), &b"x"[..], Expect::Any)).unwrap();
    drop(store);
    check(&place.folder, &read_acks(&place.acks));
    format!("{before} acknowledged until the disk was full, 0 lost, and on with more room")
}

/// A store on a disk that cannot be written says so and changes nothing.
pub fn read_only(_rounds: u32) -> String {
    let place = Place::new();
    let Some(disk) = Small::mount(&place.folder, 100) else {
        return SKIPPED.to_owned();
    };
    let store = csshell_store::open(&place.folder).unwrap();
    store.commit(ChangeSet::new("x").put(Key::new(b"v/1"), &b"x"[..], Expect::Any)).unwrap();
    drop(store);
    disk.remount("ro");
    let fault = csshell_store::open(&place.folder).map(drop).unwrap_err();
    assert_eq!(fault.id(), "StoreReadOnly", "{fault}");
    disk.remount("rw");
    let store = csshell_store::open(&place.folder).unwrap();
    assert_eq!(store.info().unwrap().revision, 1);
    format!("refused: {fault}")
}
