//! Foreign: a process of another user, in front of a socket that somebody opened to all.

use crate::kill::Place;
use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;

/// User and group that own nothing.
const NOBODY: u32 = 65_534;

/// The kernel says who it is, and the owner of the store refuses.
pub fn refused(_rounds: u32) -> String {
    if !rustix::process::geteuid().is_root() {
        return "SKIPPED, only root can play another user".to_owned();
    }
    let place = Place::new();
    let store = csshell_store::open(&place.folder).unwrap();
    let open = |path: &Path, mode| set_permissions(path, Permissions::from_mode(mode)).unwrap();
    open(place.root(), 0o777);
    open(&place.folder, 0o755);
    open(&place.folder.join("socket"), 0o666);
    std::fs::write(&place.stop, "").unwrap();
    let mut worker = place.worker(0, 0);
    let output = worker.uid(NOBODY).gid(NOBODY).stdout(Stdio::piped()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(!output.status.success() && said.contains("neither that nor in group"), "{said}");
    assert_eq!(store.info().unwrap().revision, 0);
    said
}
