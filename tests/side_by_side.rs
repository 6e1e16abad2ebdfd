//! Side by side: several real shells on one store, and real sockets.

mod common;

use common::{Scratch, shell};
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Accounts of the example organisation.
const USERS: usize = 1500;
/// No step of these tests takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What the scripts of these shells share: they go on when the test makes a file.
const PRELUDE: &str =
    "$ErrorActionPreference = 'Stop'; function Wait-Word($word) { while (-not (Test-Path $word)) { Start-Sleep -Milliseconds 20 } }; ";

/// A shell that runs a script and is listened to line by line.
struct Shell {
    child: Child,
    lines: Receiver<String>,
}

impl Shell {
    fn start(folder: &Scratch, script: &str) -> Self {
        let mut child = Command::new(shell())
            .args(["-NoProfile", "-NonInteractive", "-Command", &format!("{PRELUDE}{script}")])
            .current_dir(folder.path())
            .env("NO_COLOR", "1")
            .env("CSSHELL_STORE", folder.path().join("store"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (told, lines) = channel();
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| told.send(line)));
        Self { child, lines }
    }

    /// Reads on until it wrote this line.
    #[track_caller]
    fn wait_for(&mut self, wanted: &str) {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line == wanted => return,
                Ok(line) => seen.push(line),
                Err(why) => panic!("\"{wanted}\" did not come ({why}), but {seen:?}"),
            }
        }
    }

    /// It ends well, and this is all it still wrote.
    #[track_caller]
    fn ends_with(mut self, wanted: &[&str]) {
        let rest: Vec<String> = self.lines.iter().collect();
        assert_eq!(rest, wanted);
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets the scripts that wait for this word go on.
fn word(folder: &Scratch, word: &str) {
    std::fs::write(folder.path().join(word), "").unwrap();
}

fn organisation(folder: &Scratch) {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/organisation.ps1");
    let script = format!(
        "& '{example}' -Users {USERS} -Path users.csv; $null = Import-CsAdUser -Path users.csv; \
         $null = New-CsExternalAccessPolicy -Identity FedPic -EnableFederationAcces $true; @(Get-CsUser).Count"
    );
    Shell::start(folder, &script).ends_with(&[&USERS.to_string()]);
}

const COUNT_GRANTED: &str = "@(Get-CsUser -Filter {ExternalAccessPolicy -eq 'FedPic'}).Count";

#[test]
fn two_shells_work_and_a_third_watches() {
    let folder = Scratch::new("side-by-side");
    organisation(&folder);
    // Whoever comes first owns the files; the others are its clients.
    let mut owner = Shell::start(
        &folder,
        &format!(
            "$null = Get-CsSite; 'ready'; Wait-Word grant; Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic; 'granted'; \
             Wait-Word look; {COUNT_GRANTED}; Wait-Word end"
        ),
    );
    owner.wait_for("ready");
    // Everybody is there at every moment, though each page is read while they change.
    let mut reader = Shell::start(
        &folder,
        &format!(
            "'reading'; do {{ $count = @(Get-CsUser).Count; if ($count -ne {USERS}) {{ throw $count }} }} until (Test-Path all); \
             {COUNT_GRANTED}; Grant-CsExternalAccessPolicy -Identity sip:user0000007@contoso.com -PolicyName ''; 'taken away'; Wait-Word end"
        ),
    );
    reader.wait_for("reading");
    let mut watcher = Shell::start(
        &folder,
        &format!(
            "$null = Get-CsSite; $seen = @{{}}; $twice = 0; 'watching'; Get-CsConfigurationChange -Class CsUser -Wait | ForEach-Object {{ \
             foreach ($item in $_.Items) {{ if ($seen[$item.Identity]) {{ $twice++ }}; $seen[$item.Identity] = $true }}; \
             if ($seen.Count -ge {USERS}) {{ 'seen all' }} }} | Select-Object -First 1; \"$($seen.Count) $twice\"; Wait-Word end"
        ),
    );
    watcher.wait_for("watching");
    // It watches from a moment after that on.
    std::thread::sleep(Duration::from_secs(1));
    word(&folder, "grant");
    owner.wait_for("granted");
    watcher.wait_for("seen all");
    watcher.wait_for(&format!("{USERS} 0"));
    word(&folder, "all");
    reader.wait_for(&USERS.to_string());
    reader.wait_for("taken away");
    word(&folder, "look");
    owner.wait_for(&(USERS - 1).to_string());
    word(&folder, "end");
    for shell in [owner, reader, watcher] {
        shell.ends_with(&[]);
    }
}

#[test]
fn a_shell_goes_on_when_the_owner_is_killed_in_the_middle() {
    let folder = Scratch::new("side-by-side-kill");
    organisation(&folder);
    let mut owner = Shell::start(&folder, "$null = Get-CsSite; 'ready'; Wait-Word never");
    owner.wait_for("ready");
    let mut client = Shell::start(
        &folder,
        &format!(
            "$at = 0; Get-CsUser | Grant-CsExternalAccessPolicy -PolicyName FedPic -PassThru | \
             ForEach-Object {{ if (++$at -eq 400) {{ 'in the middle'; Wait-Word gone }} }}; 'granted'; {COUNT_GRANTED}; (Test-CsConfigurationStore).Result; \
             $twice = Get-CsConfigurationChange -Class CsUser | Where-Object Command -like '*Grant-*' | ForEach-Object {{ $_.Items.Identity }} | \
             Group-Object | Where-Object Count -gt 1; $twice.Count; $twice | ForEach-Object Name"
        ),
    );
    client.wait_for("in the middle");
    owner.child.kill().unwrap();
    owner.child.wait().unwrap();
    word(&folder, "gone");
    client.wait_for("granted");
    client.ends_with(&[&USERS.to_string(), "Success", "0"]);
}

#[test]
fn netstat_and_findstr_find_a_listening_socket() {
    let folder = Scratch::new("netstat");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, own) = (listener.local_addr().unwrap().to_string(), std::process::id().to_string());
    let look = format!("netstat -ano | findstr {address}; $LASTEXITCODE");
    let found = Shell::start(&folder, &look);
    let lines: Vec<String> = found.lines.iter().collect();
    let words: Vec<&str> = lines[0].split_whitespace().collect();
    assert_eq!(words, ["TCP", &address, "0.0.0.0:0", "LISTENING", &own]);
    assert_eq!(lines[1..], ["0"]);
    drop(listener);
    Shell::start(&folder, &look).ends_with(&["1"]);
}
