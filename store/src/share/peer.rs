//! Peer: who is at the other end of a socket, and whether they may.
//!
//! In:    a connected socket.
//! Out:   the peer as the kernel knows it, or a refusal that says what would be right.
//! Never: believes what the peer says about itself.

use rustix::net::sockopt::socket_peercred;
use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::Path;

use crate::change::Actor;
use crate::fault::StoreFault;

/// Members of this group may use a store they do not own.
pub(crate) const ADMIN_GROUP: &str = "csshell-admins";

/// The peer of a socket on the owner's side: the owner itself, root, or a member of the admin group.
pub(super) fn check_client(stream: &UnixStream, place: &str) -> Result<Actor, StoreFault> {
    let peer = credentials(stream, place)?;
    let (uid, pid) = (peer.uid.as_raw(), peer.pid.as_raw_nonzero().get().unsigned_abs());
    let actor = Actor::of_process(uid, pid);
    let own = rustix::process::geteuid().as_raw();
    if may_use(uid, own, || is_admin(&actor, peer.gid.as_raw())) {
        return Ok(actor);
    }
    let reason = format!("it belongs to user id {own}; \"{}\" is neither that nor in group {ADMIN_GROUP}", actor.user);
    Err(StoreFault::Denied { path: place.to_owned(), reason })
}

/// The peer of a socket on the client's side must own the folder, be root or be ourselves.
pub(super) fn check_server(stream: &UnixStream, folder_owner: u32, place: &str) -> Result<(), StoreFault> {
    let uid = credentials(stream, place)?.uid.as_raw();
    let own = rustix::process::geteuid().as_raw();
    if uid == folder_owner || uid == own || uid == 0 {
        return Ok(());
    }
    let reason = format!("user id {uid} serves its socket, but the folder belongs to {folder_owner}");
    Err(StoreFault::Denied { path: place.to_owned(), reason })
}

/// Lets members of the admin group pass the folder to its socket, and to nothing else in it. Without that group on
/// this machine, or the right to give the folder to it, the folder stays closed to all others.
pub(super) fn admit_admins(folder: &Path, socket: &Path) {
    let Some(gid) = admin_gid(&std::fs::read_to_string("/etc/group").unwrap_or_default()) else {
        return;
    };
    // What lies in the folder is closed before the folder opens.
    let closed = set_permissions(folder.join("db"), Permissions::from_mode(0o700));
    let given = closed
        .and_then(|()| set_permissions(folder.join("witness"), Permissions::from_mode(0o600)))
        .and_then(|()| chown(socket, None, Some(gid)))
        .and_then(|()| chown(folder, None, Some(gid)));
    if given.is_ok() {
        // They may pass, not look around. If this fails they are kept out, as before.
        let _ = set_permissions(folder, Permissions::from_mode(0o710));
    }
}

fn admin_gid(groups: &str) -> Option<u32> {
    let line = groups.lines().find_map(|it| it.strip_prefix(ADMIN_GROUP)?.strip_prefix(':'))?;
    line.split(':').nth(1)?.parse().ok()
}

fn credentials(stream: &UnixStream, place: &str) -> Result<rustix::net::UCred, StoreFault> {
    socket_peercred(stream).map_err(|it| StoreFault::Denied {
        path: place.to_owned(),
        reason: format!("the kernel does not tell who is at the other end ({it})"),
    })
}

fn may_use(uid: u32, own: u32, is_admin: impl FnOnce() -> bool) -> bool {
    uid == own || uid == 0 || is_admin()
}

fn is_admin(actor: &Actor, gid: u32) -> bool {
    let groups = std::fs::read_to_string("/etc/group").unwrap_or_default();
    is_member(&groups, &actor.user, gid)
}

fn is_member(groups: &str, user: &str, gid: u32) -> bool {
    let mut lines = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    lines.any(|parts| match parts[..] {
        [ADMIN_GROUP, _, id, members] => id.parse() == Ok(gid) || members.split(',').any(|it| it.trim() == user),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owner_root_and_admins_may() {
        assert!(may_use(1000, 1000, || false));
        assert!(may_use(0, 1000, || false));
        assert!(!may_use(1001, 1000, || false));
        assert!(may_use(1001, 1000, || true));
    }

    #[test]
    fn membership_is_read_from_the_group_file() {
        let groups = "root:x:0:\ncsshell-admins:x:500:ken, pilar\nother:x:501:eve\n";
        assert!(is_member(groups, "pilar", 100));
        assert!(is_member(groups, "anybody", 500));
        assert!(!is_member(groups, "eve", 501));
        assert!(!is_member("", "ken", 0));
        assert_eq!(admin_gid(groups), Some(500));
        assert_eq!(admin_gid("csshell-admins-old:x:7:\n"), None);
    }
}
