//! Foreign: a process of another user: in front of a socket that somebody opened to all, and as a member of the
//! admin group.

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
    let output = worker.uid(NOBODY).gid(NOBODY).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    assert!(!output.status.success() && said.contains("neither that nor in group"), "{said}");
    assert_eq!(store.info().unwrap().revision, 0);
    said
}

/// Group of the play, on a machine whose group file the scenario replaces for itself.
const ADMINS: u32 = 64_123;
/// Tells the scenario that it runs where the group file is its own.
const INSIDE: &str = "CSSHELL_CRASH_ADMINS_INSIDE";

/// A member of the admin group passes the folder and writes; who is no member does not even reach the socket.
pub fn admitted(_rounds: u32) -> String {
    if std::env::var_os(INSIDE).is_some() {
        return as_member();
    }
    let groups = tempfile::NamedTempFile::new().unwrap();
    let text = std::fs::read_to_string("/etc/group").unwrap_or_default();
    std::fs::write(&groups, format!("{text}\ncsshell-admins:x:{ADMINS}:\n")).unwrap();
    let script = "mount --bind \"$1\" /etc/group && exec \"$2\" admin-group";
    let output = std::process::Command::new("unshare")
        .args(["-m", "sh", "-c", script, "sh"])
        .arg(groups.path())
        .arg(std::env::current_exe().unwrap())
        .env(INSIDE, "1")
        .output();
    let said = output.map(|it| String::from_utf8_lossy(&it.stdout).into_owned());
    match said {
        Ok(said) if said.contains("admin-group     ok") => "a member wrote, a stranger was kept out".to_owned(),
        Ok(said) if said.is_empty() => "SKIPPED, no file system of its own here (needs root)".to_owned(),
        other => panic!("{other:?}"),
    }
}

fn as_member() -> String {
    let place = Place::new();
    set_permissions(place.root(), Permissions::from_mode(0o777)).unwrap();
    let store = csshell_store::open(&place.folder).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&place.folder), 0o710);
    assert_eq!(mode(&place.folder.join("db")), 0o700);
    let run = |gid: u32| {
        let mut worker = place.worker(0, 1);
        worker.uid(NOBODY).gid(gid).stderr(Stdio::piped());
        let child = worker.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(700));
        std::fs::write(&place.stop, "").unwrap();
        let output = child.wait_with_output().unwrap();
        std::fs::remove_file(&place.stop).unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (stranger, said) = run(NOBODY);
    assert!(!stranger && said.contains("denied"), "{said}");
    assert_eq!(store.info().unwrap().revision, 0);
    let (member, said) = run(ADMINS);
    assert!(member, "{said}");
    let last = store.info().unwrap().revision;
    assert!(last > 0);
    let change = store.changes(1, 1).unwrap().remove(0);
    assert_ne!(change.actor.user, "root", "the kernel said who it was");
    format!("{last} changes of a member")
}
