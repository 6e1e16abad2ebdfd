//! Bad input: what a person may do wrong, and what a machine may lack. Each is one clear error with id and category,
//! and nothing is half done.

#![allow(clippy::unwrap_used, reason = "a failed step ends the test at its place")]

mod common;

use common::{Scratch, shell};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Shows the newest error's id and category behind what the commands wrote.
const LAST_ERROR: &str = "; if ($Error) { $Error[0].FullyQualifiedErrorId.Split(',')[0]; [string]$Error[0].CategoryInfo.Category }";
/// A user who owns nothing.
const NOBODY: u32 = 65534;

const USERS: &str = "distinguishedName,userPrincipalName,msRTCSIP-PrimaryUserAddress\n\
    \"CN=Ken Myer,DC=litwareinc,DC=com\",kenmyer@litwareinc.com,sip:kenmyer@litwareinc.com\n";

fn command(store: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(shell());
    command.args(["-NoProfile", "-NonInteractive"]).args(arguments);
    command.env("NO_COLOR", "1").env("CSSHELL_STORE", store).env("HOME", "/").stdin(Stdio::null());
    command
}

fn run(store: &Path, text: &str) -> Output {
    command(store, &["-Command", &format!("{text}{LAST_ERROR}")]).output().unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The errors carry these words, and the newest of them this id and category.
#[track_caller]
fn check(output: &Output, words: &str, id: &str, category: &str) {
    let (out, err) = (said(&output.stdout), said(&output.stderr));
    assert!(err.contains(words), "\"{words}\" is missing in:\n{err}");
    assert!(out.trim_end().ends_with(&format!("{id}\n{category}")), "{id}, {category} expected:\n{out}\n{err}");
}

#[test]
fn a_broken_script_runs_no_line_of_it() {
    let folder = Scratch::new("bad-script");
    let script = folder.path().join("broken.ps1");
    std::fs::write(&script, "New-CsExternalAccessPolicy -Identity FedPic\nif ($true {\n").unwrap();
    let store = folder.path().join("store");
    let output = command(&store, &["-File", script.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output.stderr).contains("broken.ps1:2"), "{}", said(&output.stderr));
    assert!(!store.exists(), "a script that does not parse must not begin");
    check(&run(&store, &format!("& '{}'", script.display())), "broken.ps1:2", "UnexpectedToken", "ParserError");
}

#[test]
fn a_file_that_is_not_there() {
    let folder = Scratch::new("bad-missing");
    let store = folder.path().join("store");
    let missing = folder.path().join("none");
    let output = command(&store, &["-File", missing.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(64));
    check(&run(&store, &format!("Import-CsAdUser -Path '{}'", missing.display())), "Cannot read", "FileNotFound", "ObjectNotFound");
    check(&run(&store, &format!("Import-CsConfiguration -FileName '{}'", missing.display())), "none", "FileNotFound", "ObjectNotFound");
    check(&run(&store, &format!("& '{}.ps1'", missing.display())), "none.ps1", "CommandNotFoundException", "ObjectNotFound");
}

#[test]
fn a_malformed_line_stores_nothing_of_its_file() {
    let folder = Scratch::new("bad-line");
    let store = folder.path().join("store");
    let file = folder.path().join("users.csv");
    let bad = "\"CN=B,DC=litwareinc,DC=com\",b@litwareinc.com,sip:b@litwareinc.com,one too many\n\
        \"CN=C,DC=litwareinc,DC=com\",c@litwareinc.com,no address\n";
    std::fs::write(&file, format!("{USERS}{bad}")).unwrap();
    let import = format!("Import-CsAdUser -Path '{}'", file.display());
    let output = run(&store, &import);
    check(&output, "line 3: it has 4 fields where the head line has 3", "ImportNotValid", "InvalidData");
    assert!(said(&output.stderr).contains("line 4: \"no address\" is no SIP address"), "{}", said(&output.stderr));
    assert_eq!(said(&run(&store, "@(Get-CsAdUser).Count").stdout), "0\n");
    // Whoever wants the rest all the same says so.
    run(&store, &format!("{import} -SkipInvalid"));
    assert_eq!(said(&run(&store, "@(Get-CsAdUser).Count").stdout), "1\n");
}

#[test]
fn a_user_whom_nobody_knows() {
    let folder = Scratch::new("bad-user");
    let store = folder.path().join("store");
    for text in [
        "Get-CsUser -Identity nobody",
        "Get-CsAdUser -Identity nobody",
        "Enable-CsUser -Identity nobody -RegistrarPool p -SipAddress sip:n@x.com",
        "Disable-CsUser -Identity nobody",
        "Set-CsUser -Identity nobody -Enabled $false",
        "Grant-CsExternalAccessPolicy -Identity nobody -PolicyName ''",
    ] {
        check(&run(&store, text), "Management object not found for identity \"nobody\".", "ManagementObjectNotFound", "ObjectNotFound");
    }
    assert_eq!(said(&run(&store, "@(Get-CsConfigurationChange -Class CsUser).Count").stdout), "0\n");
}

#[test]
fn a_policy_that_does_not_exist_changes_no_user() {
    let folder = Scratch::new("bad-policy");
    let store = folder.path().join("store");
    let file = folder.path().join("users.csv");
    std::fs::write(&file, USERS).unwrap();
    run(&store, &format!("Import-CsAdUser -Path '{}'", file.display()));
    let output = run(&store, "Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName NoSuch");
    check(&output, "Policy \"NoSuch\" is not a user policy.", "NotUserPolicy", "InvalidArgument");
    assert_eq!(said(&run(&store, "@(Get-CsUser | Where-Object ExternalAccessPolicy).Count").stdout), "0\n");
}

#[test]
fn a_store_that_cannot_be_made() {
    let folder = Scratch::new("bad-store");
    let file = folder.path().join("file");
    std::fs::write(&file, "not a folder").unwrap();
    check(&run(&file.join("store"), "Get-CsUser"), "Cannot create", "StoreIo", "WriteError");
    check(&run(&file, "Get-CsUser"), "Cannot create", "StoreIo", "WriteError");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "not a folder");
}

/// The same for one who may not: as another user where the tests run as root, since root may everything.
#[test]
fn a_store_without_permission() {
    let folder = Scratch::new("bad-permission");
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o500)).unwrap();
    let text = format!("New-CsExternalAccessPolicy -Identity FedPic{LAST_ERROR}");
    for store in [closed.clone(), closed.join("store")] {
        let Some(output) = as_nobody(&folder, &store, &text) else { return };
        check(&output, "is denied: the system does not let this user", "StoreAccessDenied", "PermissionDenied");
    }
    assert_eq!(std::fs::read_dir(&closed).unwrap().count(), 0);
}

/// None where this user cannot become another one, or that one cannot reach the program.
fn as_nobody(folder: &Scratch, store: &Path, text: &str) -> Option<Output> {
    if rustix::process::geteuid().as_raw() != 0 {
        return command(store, &["-Command", text]).output().ok();
    }
    // The program lies where others may not look.
    let program = folder.path().join("csshell");
    if !program.exists() {
        std::fs::copy(shell(), &program).unwrap();
    }
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut command = Command::new(program);
    command.args(["-NoProfile", "-NonInteractive", "-Command", text]).current_dir("/");
    command.env("NO_COLOR", "1").env("CSSHELL_STORE", store).env("HOME", "/").stdin(Stdio::null()).uid(NOBODY).gid(NOBODY);
    command.output().ok()
}

#[test]
fn a_full_disk_takes_all_of_a_file_or_nothing() {
    let folder = Scratch::new("bad-disk");
    let Some(disk) = SmallDisk::mount(&folder, 40) else {
        return common::say("SKIPPED: a small file system cannot be mounted here (needs root)\n");
    };
    let store = disk.0.join("store");
    let file = folder.path().join("users.csv");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/organisation.ps1");
    run(&store, &format!("& '{example}' -Users 5000 -Path '{}'", file.display()));
    let output = run(&store, &format!("Import-CsAdUser -Path '{}'", file.display()));
    check(&output, "free some space and repeat", "StoreDiskFull", "LimitsExceeded");
    assert_eq!(said(&run(&store, "@(Get-CsAdUser).Count").stdout), "0\n", "an import that has no room stores nothing");
    // What fits still goes in, and the store is sound.
    assert_eq!(said(&run(&store, "(New-CsExternalAccessPolicy -Identity FedPic).Identity").stdout), "Tag:FedPic\n");
    assert_eq!(said(&run(&store, "(Test-CsConfigurationStore).Result").stdout), "Success\n");
}

#[test]
fn what_cannot_be_written() {
    let folder = Scratch::new("bad-full");
    let store = folder.path().join("store");
    check(&run(&store, "1..3 | Set-Content /dev/full"), "No space left on device", "FileOpenFailure", "OpenError");
    let export = format!("Export-CsConfiguration -FileName '{}' -Force", folder.path().display());
    check(&run(&store, &export), "is no file", "FileNotWritable", "WriteError");
    let export = format!("Export-CsConfiguration -FileName '{}'", folder.path().join("none/x.zip").display());
    check(&run(&store, &export), "Cannot write", "FileNotWritable", "WriteError");
}

/// A small file system; gone when dropped.
struct SmallDisk(std::path::PathBuf);

impl SmallDisk {
    fn mount(folder: &Scratch, megabytes: u32) -> Option<Self> {
        let at = folder.path().join("disk");
        std::fs::create_dir(&at).unwrap();
        let options = format!("size={megabytes}m,mode=700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &options, "csshell-test"]).arg(&at).output().ok()?;
        mounted.status.success().then_some(Self(at))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
